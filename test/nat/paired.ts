/** Runs captures and traffic through the pairing, and says what of its table was found. */
import { readCaptures } from "../../src/capture/capture.ts";
import type {
  Alone,
  Ambiguous,
  NatReport,
  NatRow,
  Seen,
  Translated,
  Tuple,
} from "../../src/facts/nat-report.ts";
import { Collector, Ground } from "../../src/nat/collect.ts";
import { natReport } from "../../src/nat/nat.ts";
import { type Captured, keyOf, type Traffic } from "./router.ts";

const ETHERNET = 1;
const EPOCH = 1_767_225_600;

export function feed(collector: Collector, packets: readonly Captured[]): void {
  for (const { time, bytes } of packets) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const seconds = Math.floor(time / 1e9);
    collector.packet(view, 0, bytes.length, bytes.length, ETHERNET, EPOCH + seconds, time - seconds * 1e9);
  }
  collector.finish();
}

/** A report with all of its lists made. */
export interface Whole extends NatReport {
  rows: NatRow[];
  untranslated: Seen[];
  ambiguous: Ambiguous[];
  alone: Alone[];
}

export const whole = (report: NatReport): Whole => ({
  ...report,
  rows: [...report.rows],
  untranslated: [...report.untranslated],
  ambiguous: [...report.ambiguous],
  alone: [...report.alone],
});

/** The report on files. */
export async function natOf(insides: string[], outsides: string[] | null): Promise<Whole> {
  const ground = new Ground();
  const side = async (files: string[], outside: boolean) => {
    const collector = new Collector(ground, outside);
    await readCaptures(files, collector);
    collector.finish();
    return { collector, files };
  };
  const inside = await side(insides, false);
  return whole(natReport(ground, inside, outsides === null ? null : await side(outsides, true)));
}

export function pair(inside: readonly Captured[], outside: readonly Captured[] | null): Whole {
  const ground = new Ground();
  const near = new Collector(ground, false);
  feed(near, inside);
  if (outside === null) return whole(natReport(ground, { collector: near, files: [] }, null));
  const far = new Collector(ground, true);
  feed(far, outside);
  return whole(natReport(ground, { collector: near, files: [] }, { collector: far, files: [] }));
}

const ends = <T extends Tuple | Translated>(t: T) => ({
  src: t.src,
  sport: t.src_port,
  dst: t.dst as T["dst"],
  dport: t.dst_port as T["dst_port"],
});

export interface Score {
  rows: number;
  /** Keys of rows that the router's table does not have. */
  wrong: string[];
  /** Keys of rows that both sides captured a packet of, and that were not found. */
  missed: string[];
  /** Rows of the table that both sides captured a packet of. */
  seen: number;
}

export function score(report: Whole, { rows }: Traffic): Score {
  const found = new Set(report.rows.map((r) => keyOf(r.proto, ends(r.original), ends(r.translated))));
  // Who asked cannot be told where neither side captured the first packet: the pair is right either way round.
  const turned = new Set([...rows.values()].flatMap((row) => row.turned ?? []));
  const seen = [...rows.values()].filter(({ both }) => both > 0);
  return {
    rows: found.size,
    wrong: [...found].filter((key) => !rows.has(key) && !turned.has(key)),
    missed: seen.filter(({ key }) => !found.has(key)).map(({ kind, key }) => `${kind}: ${key}`),
    seen: seen.length,
  };
}
