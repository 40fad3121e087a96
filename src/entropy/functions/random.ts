/**
 * The yardstick: a keyed pseudo-random function, HalfSipHash-2-4 (Aumasson and Bernstein), which spreads any
 * distinct inputs like dice. What it does not reach, chance does not allow.
 */
import type { ByteHash, HashLoop } from "./types.ts";

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Second half of the key, when only a seed of 32 bits is given. */
const FIXED_KEY = 0x5bd1e995;

/** HalfSipHash-2-4 with 32 bits of output; the key is two words, as they are read from memory in little endian. */
export function halfSipHash(k0: number, k1: number): ByteHash {
  return (data, length, from = 0) => {
    let v0 = k0;
    let v1 = k1;
    let v2 = 0x6c796765 ^ k0;
    let v3 = 0x74656462 ^ k1;
    const words = length >>> 2;
    let at = from;
    // Two rounds for each word, two for the rest with the length on top, four at the end.
    for (let w = 0; w <= words + 1; w++) {
      let word = 0;
      if (w < words) {
        word = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
        at += 4;
      } else if (w === words) {
        word = length << 24;
        for (let i = 0; at + i < from + length; i++) word |= data[at + i] << (8 * i);
      } else {
        v2 ^= 0xff;
      }
      v3 ^= word;
      for (let round = w <= words ? 2 : 4; round > 0; round--) {
        v0 = (v0 + v1) | 0;
        v1 = rotate(v1, 5) ^ v0;
        v0 = rotate(v0, 16);
        v2 = (v2 + v3) | 0;
        v3 = rotate(v3, 8) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = rotate(v3, 7) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = rotate(v1, 13) ^ v2;
        v2 = rotate(v2, 16);
      }
      v0 ^= word;
    }
    return (v1 ^ v3) >>> 0;
  };
}

/** @param seed the first word of the key */
export const random = (seed = 0): ByteHash => halfSipHash(seed, FIXED_KEY);

export const randomLoop =
  (seed: number): HashLoop =>
  (code, bytes, starts, inputs, out) =>
    code.sip(bytes, starts, inputs, out, seed, FIXED_KEY);

/** A bijection of 32-bit words without visible order (the finaliser of MurmurHash3). */
export function mix32(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
