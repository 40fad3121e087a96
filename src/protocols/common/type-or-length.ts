import { ethertype, llc } from "../../core/demux.ts";
import type { LayerStack } from "../../core/stack.ts";
import { bytesOf, type Steady } from "../../core/steady.ts";

const MAX_LENGTH = 1500;
/** Smaller values are lengths or nothing. */
export const MIN_TYPE = 0x600;
/** WSE remote Ethernet: see wreth.ts. */
export const WRETH = 0xaaaa;

/** Wireshark counts a type field as a layer of its own, a length not. */
export const spelledType = (type: number): string => (type >= MIN_TYPE && type !== WRETH ? "ethertype" : "");

/**
 * As it stands behind the name of the layer that the field ends.
 * @param isLast nothing was captured behind it: then a type that nobody reads counts for nothing
 */
export function withType(name: string, type: number, isLast = false): string {
  if (isLast && ethertype[type] === 0) return name;
  // As almost always, and texts that are put together anew are compared and kept more slowly.
  if (name === "eth" && type >= MIN_TYPE && type !== WRETH) return "eth:ethertype";
  const spelled = spelledType(type);
  return spelled === "" ? name : `${name}:${spelled}`;
}

/**
 * Who follows a type field that may be an IEEE 802.3 length instead (clause 3.2.6); Ethernet headers, VLAN
 * tags and Linux cooked headers end in one. `s.pos` must already be behind it.
 */
export function nextByTypeOrLength(type: number, s: LayerStack): number {
  if (type >= MIN_TYPE) return ethertype[type];
  if (type > MAX_LENGTH) return 0;
  // A length hides the padding of short frames from everything inside.
  s.narrow(s.pos + type);
  return llc[0];
}

/** `Steady` of a header that ends in such a field, which is a type in most; the bytes before it as `decides`. */
export const steadyType = (before: string): Steady => {
  const at = bytesOf(before).length;
  const steady: Steady = { decides: `${before} ff ff`, last: true };
  return { ...steady, finer: (d, o) => ({ ...steady, ...lengthIn(d.getUint16(o + at), at) }) };
};

/** What such a field at `at` ends, if it is a length. */
export const lengthIn = (type: number, at: number): Pick<Steady, "length"> =>
  type > 0 && type <= MAX_LENGTH ? { length: { at, from: at + 2 } } : {};

/** For `parts`: which of the two the field at `at` is: "type", "length", or "invalid". */
export const lengthOrType =
  (at: number) =>
  (data: DataView): Record<string, number> => {
    const type = data.getUint16(at);
    return type >= MIN_TYPE ? { type: 0 } : type > MAX_LENGTH ? { invalid: 0 } : { length: 0 };
  };
