/** Many bytes at once, for what filters ask. As everywhere, sixteen bytes more than are asked about may be read. */

import { hasMarks, hasSums, lineOf, nextMark, notedSum, startOf } from "./notes";

/** Whether the bytes from `at` up to `end` hold those at `part`, of which there are `length`, at least one. */
export function contains(at: usize, end: usize, part: usize, length: u32): bool {
  if (!hasMarks(at, end, part)) return isIn(at, end, part, length);
  if (end < at + length) return false;
  const last = lineOf(end - length);
  for (let line = nextMark(lineOf(at), last); line <= last; line = nextMark(line + 1, last)) {
    const to = startOf(line + 1) + length - 1;
    if (isIn(max(at, startOf(line)), min(end, to), part, length)) return true;
  }
  return false;
}

function isIn(at: usize, end: usize, part: usize, length: u32): bool {
  const first = i8x16.splat(load<i8>(part));
  const last = i8x16.splat(load<i8>(part + length - 1));
  // Where its first byte may stand at most. Where nothing is near, nobody asks where in many bytes it would be.
  let left = <i32>(end - at - length);
  for (; left >= 63; left -= 64, at += 64) {
    const ends = at + length - 1;
    const a = v128.and(i8x16.eq(first, v128.load(at)), i8x16.eq(last, v128.load(ends)));
    const b = v128.and(i8x16.eq(first, v128.load(at, 16)), i8x16.eq(last, v128.load(ends, 16)));
    const c = v128.and(i8x16.eq(first, v128.load(at, 32)), i8x16.eq(last, v128.load(ends, 32)));
    const d = v128.and(i8x16.eq(first, v128.load(at, 48)), i8x16.eq(last, v128.load(ends, 48)));
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    let near: u64 = i8x16.bitmask(a) | (i8x16.bitmask(b) << 16);
    near = (near & 0xffffffff) | ((<u64>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16))) << 32);
    for (; near !== 0; near &= near - 1) if (isAt(at + <usize>ctz(near), part, length)) return true;
  }
  for (; left >= 0; left -= 16, at += 16) {
    const here = v128.and(i8x16.eq(first, v128.load(at)), i8x16.eq(last, v128.load(at + length - 1)));
    let places = i8x16.bitmask(here);
    if (left < 15) places &= (2 << left) - 1;
    for (; places !== 0; places &= places - 1) if (isAt(at + ctz(places), part, length)) return true;
  }
  return false;
}

function isAt(at: usize, part: usize, length: u32): bool {
  let i: usize = 1;
  while (i < length && load<u8>(at + i) === load<u8>(part + i)) i++;
  return i >= length;
}

/** Of fewer, notes take as long. */
const FEW: u32 = 64;
const MOST_NOTED: u32 = 1 << 16;

/** The one's complement sum (RFC 1071) of `size` bytes, folded; an odd last one is padded with zero. */
export function sum(at: usize, size: u32): u32 {
  // Words are added as little-endian ones: that only swaps the bytes of the result.
  const end = at + size;
  if (size > FEW && size <= MOST_NOTED && hasSums(at, end)) return bswap<u16>(<u16>notedSum(at, end));
  let all: u64 = 0;
  while (end - at >= 16) {
    // As many as leave room in 32 bits.
    const to = at + min<usize>((end - at) & ~15, 1 << 19);
    let lanes = i32x4.splat(0);
    let others = i32x4.splat(0);
    for (; to - at >= 64; at += 64) {
      lanes = i32x4.add(lanes, i32x4.extadd_pairwise_i16x8_u(v128.load(at)));
      others = i32x4.add(others, i32x4.extadd_pairwise_i16x8_u(v128.load(at, 16)));
      lanes = i32x4.add(lanes, i32x4.extadd_pairwise_i16x8_u(v128.load(at, 32)));
      others = i32x4.add(others, i32x4.extadd_pairwise_i16x8_u(v128.load(at, 48)));
    }
    lanes = i32x4.add(lanes, others);
    for (; at < to; at += 16) lanes = i32x4.add(lanes, i32x4.extadd_pairwise_i16x8_u(v128.load(at)));
    all += <u64>(<u32>i32x4.extract_lane(lanes, 0)) + <u64>(<u32>i32x4.extract_lane(lanes, 1));
    all += <u64>(<u32>i32x4.extract_lane(lanes, 2)) + <u64>(<u32>i32x4.extract_lane(lanes, 3));
  }
  for (; end - at >= 2; at += 2) all += load<u16>(at);
  if (at < end) all += load<u8>(at);
  while (all > 0xffff) all = (all & 0xffff) + (all >> 16);
  return bswap<u16>(<u16>all);
}
