/**
 * The Toeplitz hash of receive side scaling (Microsoft, "RSS Hashing Functions"): for every 1 bit of the input,
 * from the left, the 32 bits of the key that start at the same place are XORed in.
 */
import { mix32 } from "./random.ts";
import type { ByteHash } from "./types.ts";

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));

/** A key in hex, colons between its bytes (as `ethtool -x` has it) or not; null: it is none. */
export function keyOfHex(text: string): Uint8Array | null {
  return /^(0x)?[\da-f]{2}(:?[\da-f]{2})*$/i.test(text) ? fromHex(text.replace(/^0x|:/gi, "")) : null;
}

/** Bytes of the usual key: enough for an IPv6 5-tuple without the protocol. */
const KEY_BYTES = 40;

/** The key of Microsoft's "Verifying the RSS Hash Calculation". */
export const MICROSOFT_KEY: Uint8Array = fromHex(
  "6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa",
);

const repeated = (word: number): Uint8Array =>
  Uint8Array.from({ length: KEY_BYTES }, (_, i) => (i % 2 === 0 ? word >>> 8 : word & 0xff));

/**
 * A key of period 16 bits: both directions hash alike (Woo, Park: "Scalable TCP Session Monitoring with
 * Symmetric Receive-side Scaling").
 */
export const SYMMETRIC_KEY: Uint8Array = repeated(0x6d5a);

/** For seed 0 the key itself, else one drawn from the seed. */
export function seededKey(key: Uint8Array, seed: number): Uint8Array {
  if (seed === 0) return key;
  return key.map((_, i) => mix32(seed + Math.imul(i + 1, 0x9e3779b9)) & 0xff);
}

/** The same, and the key stays symmetric. */
export const seededSymmetricKey = (seed: number): Uint8Array =>
  seed === 0 ? SYMMETRIC_KEY : repeated(mix32(seed) & 0xffff);

/**
 * @param key any length above 0; input that outruns it finds it repeated
 * @throws RangeError for an empty key
 */
export function toeplitz(key: Uint8Array): ByteHash {
  if (key.length === 0) throw new RangeError("a Toeplitz key needs at least one byte");
  const at = (i: number): number => key[i % key.length];
  /** The 32 bits of the key from a bit on. */
  const window = (bit: number): number => {
    const [i, shift] = [bit >>> 3, bit & 7];
    const word = (at(i) << 24) | (at(i + 1) << 16) | (at(i + 2) << 8) | at(i + 3);
    return (word << shift) | (at(i + 4) >>> (8 - shift));
  };
  // What each value of each input byte contributes, made when an input is that long.
  const rows: Int32Array[] = [];
  const row = (position: number): Int32Array => {
    const sums = new Int32Array(256);
    for (let bit = 0; bit < 8; bit++) {
      const [one, alone] = [1 << bit, window(8 * position + 7 - bit)];
      for (let value = one; value < 2 * one; value++) sums[value] = sums[value - one] ^ alone;
    }
    return sums;
  };
  return (data, length, from = 0) => {
    while (rows.length < length) rows.push(row(rows.length));
    let h = 0;
    for (let i = 0; i < length; i++) h ^= rows[i][data[from + i]];
    return h >>> 0;
  };
}
