/** What `[…]` cuts out, and which layers `#[…]` means. */
import type { Range } from "./syntax.ts";

/** The bytes of all ranges, one after the other; null: one of them is not there as a whole. */
export function cut(bytes: Uint8Array, ranges: readonly Range[]): Uint8Array | null {
  const parts: Uint8Array[] = [];
  for (const { start, length, end } of ranges) {
    const from = start < 0 ? bytes.length + start : start;
    let to = bytes.length;
    if (length !== undefined) to = from + length;
    else if (end !== undefined) to = (end < 0 ? bytes.length + end : end) + 1;
    if (from < 0 || from >= bytes.length || to > bytes.length) return null;
    parts.push(bytes.subarray(from, to));
  }
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Whether the layer with that number, from 1 on, is meant. `total` is asked where ranges count from the back. */
export function inRanges(ranges: readonly Range[], ordinal: number, total: () => number): boolean {
  return ranges.some(({ start, length, end }) => {
    const from = start < 0 ? total() + 1 + start : start;
    if (ordinal < from) return false;
    if (length !== undefined) return ordinal < from + length;
    return end === undefined || ordinal <= (end < 0 ? total() + 1 + end : end);
  });
}
