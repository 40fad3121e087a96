/**
 * XOR folds: all 8- or 16-bit words of the input XORed together. The simplest hash of switches, and the one
 * with the worst habits: what source and destination have in common cancels out.
 */
import type { ByteHash } from "./types.ts";

/** XOR of all bytes, and of the seed's lowest byte. */
export function xor8(seed = 0): ByteHash {
  return (data, length, from = 0) => {
    let h = seed & 0xff;
    for (let i = from; i < from + length; i++) h ^= data[i];
    return h;
  };
}

/** XOR of all 16-bit words in network order, an odd last byte being a high one, and of the seed's low half. */
export function xor16(seed = 0): ByteHash {
  return (data, length, from = 0) => {
    let h = seed & 0xffff;
    for (let i = 0; i < length; i++) h ^= data[from + i] << (i % 2 === 0 ? 8 : 0);
    return h;
  };
}
