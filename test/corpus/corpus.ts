/** The corpus: captures, and beside each what tshark says of every packet. CORPUS names its directory. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export const CORPUS = process.env.CORPUS ?? "../shared/corpus";

export interface IndexRow {
  capture: string;
  format: string;
  packets: number;
  warnings: string;
}

export function index(): IndexRow[] {
  const [, ...lines] = readFileSync(join(CORPUS, "INDEX.tsv"), "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const columns = line.split("\t");
    return {
      capture: columns[0],
      format: columns[1],
      packets: Number(columns[5]),
      warnings: columns[9] ?? "",
    };
  });
}

export const pathOf = (capture: string): string => join(CORPUS, "captures", capture);

/** tshark's view of one packet. */
export interface TruthPacket {
  number: number;
  len: number;
  cap_len: number;
  protocols: string[];
  bad?: string[];
  [field: string]: unknown;
}

/** null: the corpus has no truth for it. */
export function truthOf(capture: string): TruthPacket[] | null {
  const file = join(CORPUS, "truth", `${capture}.ndjson.gz`);
  if (!existsSync(file)) return null;
  const text = gunzipSync(readFileSync(file)).toString("utf8");
  // 64-bit ids become strings: JSON.parse would round them.
  const exact = (line: string) =>
    line.replace(
      /"stt\.context_id":\[([\d,]+)\]/,
      (_, ids: string) => `"stt.context_id":["${ids.replaceAll(",", '","')}"]`,
    );
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(exact(line)) as TruthPacket);
}
