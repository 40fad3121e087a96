/**
 * The yardstick: a keyed pseudo-random function, HalfSipHash-2-4 (Aumasson and Bernstein), which spreads any
 * distinct inputs like dice. What it does not reach, chance does not allow.
 */
import type { ByteHash } from "./types.ts";

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Second half of the key, when only a seed of 32 bits is given. */
const FIXED_KEY = 0x5bd1e995;

const state = new Int32Array(4);

function rounds(n: number): void {
  let v0 = state[0];
  let v1 = state[1];
  let v2 = state[2];
  let v3 = state[3];
  for (let i = 0; i < n; i++) {
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
  state[0] = v0;
  state[1] = v1;
  state[2] = v2;
  state[3] = v3;
}

function absorb(word: number): void {
  state[3] ^= word;
  rounds(2);
  state[0] ^= word;
}

/** HalfSipHash-2-4 with 32 bits of output; the key is two words, as they are read from memory in little endian. */
export function halfSipHash(k0: number, k1: number): ByteHash {
  return (data, length) => {
    state[0] = k0;
    state[1] = k1;
    state[2] = 0x6c796765 ^ k0;
    state[3] = 0x74656462 ^ k1;
    let at = 0;
    for (; length - at >= 4; at += 4) {
      absorb(data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24));
    }
    let last = length << 24;
    for (let i = 0; at + i < length; i++) last |= data[at + i] << (8 * i);
    absorb(last);
    state[2] ^= 0xff;
    rounds(4);
    return (state[1] ^ state[3]) >>> 0;
  };
}

/** @param seed the first word of the key */
export const random = (seed = 0): ByteHash => halfSipHash(seed, FIXED_KEY);

/** A bijection of 32-bit words without visible order (the finaliser of MurmurHash3). */
export function mix32(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
