/** Optional parts of headers: which are there, and where they begin, in bytes from the header's first one. */
import type { LayerStack } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";

export type Parts = Readonly<Record<string, number>>;

/** Those of the header number `i`; undefined: it is cut before it tells, or has none. */
export function partsAt(d: DataView, { proto, off, end }: LayerStack, i: number): Parts | undefined {
  const at = off[i];
  try {
    const data = new DataView(d.buffer, d.byteOffset + at, Math.max(0, end[i] - at));
    return protocols[proto[i]]?.parts?.(data);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const NONE: Parts = {};

/** Those of each header, as all packets of its flow have them; null: others of them may have others. */
export const partsAlike = (d: DataView, s: LayerStack): (Parts | null)[] =>
  [...s.proto.subarray(0, s.n)].map((number, i) => {
    const protocol = protocols[number];
    if (protocol?.parts === undefined) return NONE;
    return protocol.partsDecided === true ? (partsAt(d, s, i) ?? null) : null;
  });

export function sameParts(a: Parts, b: Parts = NONE): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
