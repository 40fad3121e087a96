/** Sums that checksums of the Internet are made of. */
import { manyOf } from "./many-bytes.ts";

/** Of 16 bits each, so many make less than 2^32. */
const MOST_WORDS = 0xffff;

/**
 * One's complement sum (RFC 1071) of `size` bytes at `at`, perhaps not folded; an odd last byte is padded with zero. Words
 * of 32 bits are added: the sum of their upper halves tells, from the sum of all modulo 2^32, that of the lower
 * ones, as there are less than 2^16 words in what has a checksum of this kind at a time.
 */
export function sum16(d: DataView, at: number, size: number): number {
  const many = manyOf(d, size);
  if (many !== null) return many.sum(at, size);
  let sum = 0;
  let i = at;
  for (let left = size; left >= 4; ) {
    const words = Math.min(left >> 2, MOST_WORDS);
    const end = i + (words << 2);
    const unrolled = end - 12;
    let all = 0;
    let upper = 0;
    for (; i < unrolled; i += 16) {
      const a = d.getInt32(i);
      const b = d.getInt32(i + 4);
      const c = d.getInt32(i + 8);
      const e = d.getInt32(i + 12);
      all = (all + a + b + c + e) | 0;
      upper = (upper + (a >>> 16) + (b >>> 16) + (c >>> 16) + (e >>> 16)) | 0;
    }
    for (; i < end; i += 4) {
      const a = d.getInt32(i);
      all = (all + a) | 0;
      upper = (upper + (a >>> 16)) | 0;
    }
    sum += (upper >>> 0) + ((all - (upper << 16)) >>> 0);
    left -= words << 2;
  }
  if ((size & 2) !== 0) {
    sum += d.getUint16(i);
    i += 2;
  }
  return size & 1 ? sum + (d.getUint8(i) << 8) : sum;
}

/** The same in 16 bits. */
export function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return folded;
}
