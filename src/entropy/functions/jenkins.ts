/**
 * Bob Jenkins' lookup3 `hashlittle` (burtleburtle.net, public domain): Linux's `jhash` and DPDK's `rte_jhash` on
 * little-endian machines.
 */
import type { ByteHash, HashLoop } from "./types.ts";

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Up to four bytes from `at`, the first the lowest; what lies at or behind `end` counts as 0. */
function word(data: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) return data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
  let w = 0;
  for (let i = Math.min(at + 4, end) - 1; i >= at; i--) w = (w << 8) | data[i];
  return w;
}

export const lookup3Loop =
  (seed: number): HashLoop =>
  (code, bytes, starts, inputs, out) =>
    code.lookup3(bytes, starts, inputs, out, seed);

/** @param seed Jenkins' `initval` */
export function lookup3(seed = 0): ByteHash {
  return (data, length, from = 0) => {
    const end = from + length;
    let a = (0xdeadbeef + length + seed) | 0;
    let b = a;
    let c = a;
    if (length === 0) return c >>> 0;
    let at = from;
    for (; end - at > 12; at += 12) {
      a = (a + word(data, at, end)) | 0;
      b = (b + word(data, at + 4, end)) | 0;
      c = (c + word(data, at + 8, end)) | 0;
      a = (a - c) ^ rotate(c, 4);
      c = (c + b) | 0;
      b = (b - a) ^ rotate(a, 6);
      a = (a + c) | 0;
      c = (c - b) ^ rotate(b, 8);
      b = (b + a) | 0;
      a = (a - c) ^ rotate(c, 16);
      c = (c + b) | 0;
      b = (b - a) ^ rotate(a, 19);
      a = (a + c) | 0;
      c = (c - b) ^ rotate(b, 4);
      b = (b + a) | 0;
    }
    a = (a + word(data, at, end)) | 0;
    b = (b + word(data, at + 4, end)) | 0;
    c = (c + word(data, at + 8, end)) | 0;
    c = (c ^ b) - rotate(b, 14);
    a = (a ^ c) - rotate(c, 11);
    b = (b ^ a) - rotate(a, 25);
    c = (c ^ b) - rotate(b, 16);
    a = (a ^ c) - rotate(c, 4);
    b = (b ^ a) - rotate(a, 14);
    c = (c ^ b) - rotate(b, 24);
    return c >>> 0;
  };
}
