/** What tshark said of a capture's packets (NAME.tshark.tsv), and what we show of them. */
import { readFileSync } from "node:fs";
import { readCaptures } from "../../src/capture/capture.ts";
import { eachField } from "../../src/core/found.ts";
import { textOf } from "../../src/core/values.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { Listing } from "../../src/pipeline/listing.ts";

export interface Line {
  protocols: string;
  source: string;
  destination: string;
  protocol: string;
  info: string;
  /** Values by field name, several joined by "|". */
  fields: Map<string, string>;
}

/** Lines of number and these columns, then NAME=VALUE. */
export function tsharkLines(file: string, columns: readonly (keyof Line)[]): Map<number, Line> {
  const lines = new Map<number, Line>();
  for (const row of readFileSync(file, "utf8").split("\n")) {
    if (row === "") continue;
    const [number, ...cells] = row.split("\t");
    const line: Line = {
      protocols: "",
      source: "",
      destination: "",
      protocol: "",
      info: "",
      fields: new Map(),
    };
    for (const [i, column] of columns.entries()) if (column !== "fields") line[column] = cells[i] ?? "";
    for (const cell of cells.slice(columns.length)) {
      const at = cell.indexOf("=");
      line.fields.set(cell.slice(0, at), cell.slice(at + 1));
    }
    lines.set(Number(number), line);
  }
  return lines;
}

/** What we show, by packet number. */
export async function shownLines(capture: string): Promise<Map<number, Line>> {
  const lines = new Map<number, Line>();
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    packet.hideTold();
    const fields = new Map<string, string>();
    for (const layer of packet.layers()) {
      const aliases = Object.entries(layer.protocol.aliases ?? {});
      eachField(layer, ({ field, value }) => {
        const text = textOf(field, value);
        const names = aliases.filter(([, real]) => real.includes(field.name)).map(([alias]) => alias);
        for (const name of [field.name, ...names]) {
          const before = fields.get(name);
          fields.set(name, before === undefined ? text : `${before}|${text}`);
        }
      });
    }
    const { source, destination, protocol, info } = columnsOf(packet, "r");
    const protocols = fields.get("frame.protocols") ?? "";
    lines.set(packet.number, { protocols, source, destination, protocol, info, fields });
    return true;
  });
  try {
    await readCaptures([capture], listing, {});
  } catch {
    // What stands before the damage counts.
  }
  listing.finish();
  return lines;
}
