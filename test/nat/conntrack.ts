/** Tables of routers as `conntrack -L` prints them, and our rows in the same words. */
import type { NatReport } from "../../src/facts/nat-report.ts";
import { natConntrack } from "../../src/output/nat-conntrack.ts";

export interface Entry {
  /** Protocol, original tuple and reply tuple. */
  tuple: string;
  /** Packets and bytes there and back, as far as the table has them. */
  counts: string;
  translated: boolean;
}

const FIELD = /\b(src|dst|sport|dport|type|code|id|packets|bytes)=(\S+)/g;

/** One line of a table, of the kernel's or of ours. */
function entry(line: string): Entry | null {
  const tuples: Record<string, string>[] = [];
  for (const [, name, value] of line.matchAll(FIELD)) {
    if (name === "src") tuples.push({});
    const tuple = tuples.at(-1);
    if (tuple !== undefined) tuple[name] = value;
  }
  if (tuples.length !== 2) return null;
  const [proto] = line.split(" ");
  const text = ({ packets: _, bytes: __, ...t }: Record<string, string>) =>
    Object.entries(t)
      .map(([name, value]) => `${name}=${value}`)
      .join(" ");
  const [o, r] = tuples;
  const same =
    o.src === r.dst && o.dst === r.src && o.sport === r.dport && o.dport === r.sport && o.id === r.id;
  return {
    tuple: `${proto} ${text(o)} ${text(r)}`,
    counts: tuples.map(({ packets, bytes }) => `${packets} ${bytes}`).join(", "),
    translated: !same,
  };
}

/** What a table says was translated, in order; a line that comes twice counts once. */
export function translations(table: string): Entry[] {
  const entries = table
    .split("\n")
    .map(entry)
    .filter((e): e is Entry => e?.translated === true)
    .sort((a, b) => (a.tuple < b.tuple ? -1 : 1));
  return entries.filter(({ tuple }, i) => tuple !== entries[i - 1]?.tuple);
}

export const ours = (report: NatReport): Entry[] => translations([...natConntrack(report)].join(""));
