/** Notes of the bytes of a piece of a file: ../../core/notes.ts says whose, ../notes.ts where they stand. */
import { TOLD } from "./match";

/** Of so many bytes each: what the words are in all that stand before, modulo 2^32, and whether something may begin there. */
const LINE: usize = 64;
const LINE_SHIFT: usize = 6;

/** Where the piece begins and ends of which there are notes; its sums, 0: there are none; of which bytes it has marks, and these. */
const FROM: usize = TOLD + 144;
const TO: usize = TOLD + 148;
const SUMS: usize = TOLD + 152;
const PART: usize = TOLD + 156;
const MARKS: usize = TOLD + 160;

const UPPER: u32 = 16;

/** The sums of words of 16 bits in a line, in four parts. */
function wordsOf(at: usize): v128 {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const upper = i32x4.add(
    i32x4.add(i32x4.shr_u(a, UPPER), i32x4.shr_u(b, UPPER)),
    i32x4.add(i32x4.shr_u(c, UPPER), i32x4.shr_u(d, UPPER)),
  );
  // What the lower halves are is what is missing in all of it, modulo 2^32.
  const all = i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
  return i32x4.add(i32x4.sub(all, i32x4.shl(upper, UPPER)), upper);
}

/** Sums of four lines at a time, which end up side by side. */
function noteSums(at: usize, end: usize, to: usize): void {
  const none = i32x4.splat(0);
  let before = none;
  store<u32>(to, 0);
  to += 4;
  for (; at < end; at += 4 * LINE, to += 16) {
    const a = wordsOf(at);
    const b = wordsOf(at + LINE);
    const c = wordsOf(at + 2 * LINE);
    const d = wordsOf(at + 3 * LINE);
    const first = i32x4.add(i32x4.shuffle(a, b, 0, 1, 4, 5), i32x4.shuffle(a, b, 2, 3, 6, 7));
    const second = i32x4.add(i32x4.shuffle(c, d, 0, 1, 4, 5), i32x4.shuffle(c, d, 2, 3, 6, 7));
    let sums = i32x4.add(i32x4.shuffle(first, second, 0, 2, 4, 6), i32x4.shuffle(first, second, 1, 3, 5, 7));
    sums = i32x4.add(sums, i32x4.shuffle(none, sums, 0, 4, 5, 6));
    sums = i32x4.add(sums, i32x4.shuffle(none, sums, 0, 1, 4, 5));
    sums = i32x4.add(sums, before);
    v128.store(to, sums);
    before = i32x4.shuffle(sums, sums, 3, 3, 3, 3);
  }
}

/** Marks lines in which the first byte of something stands, and its last one that far behind. */
function noteMarks(at: usize, end: usize, to: usize, part: usize, length: u32): void {
  const first = i8x16.splat(load<i8>(part));
  const last = i8x16.splat(load<i8>(part + length - 1));
  for (; at < end; to += 8) {
    let marks: u64 = 0;
    for (let line: u64 = 0; line < 64; line++, at += LINE) {
      const ends = at + length - 1;
      const a = v128.and(i8x16.eq(first, v128.load(at)), i8x16.eq(last, v128.load(ends)));
      const b = v128.and(i8x16.eq(first, v128.load(at, 16)), i8x16.eq(last, v128.load(ends, 16)));
      const c = v128.and(i8x16.eq(first, v128.load(at, 32)), i8x16.eq(last, v128.load(ends, 32)));
      const d = v128.and(i8x16.eq(first, v128.load(at, 48)), i8x16.eq(last, v128.load(ends, 48)));
      marks |= (<u64>(<u32>v128.any_true(v128.or(v128.or(a, b), v128.or(c, d))))) << line;
    }
    store<u64>(to, marks);
  }
}

/**
 * Notes what is wanted of a piece, which begins where a line does; it is looked at in steps of 64 lines.
 * @param sums  where they go; 0: none are wanted
 * @param part  what is looked for, 0: nothing; of so many bytes
 */
export function note(at: usize, size: u32, sums: usize, marks: usize, part: usize, length: u32): void {
  if (sums !== 0) noteSums(at, at + size, sums);
  if (part !== 0) noteMarks(at, at + size, marks, part, length);
}

/** Whether there are sums, or marks, of those bytes. */
function isNoted(at: usize, end: usize): bool {
  return end <= <usize>load<u32>(TO) && at >= <usize>load<u32>(FROM);
}
export function hasSums(at: usize, end: usize): bool {
  return isNoted(at, end) && load<u32>(SUMS) !== 0;
}
export function hasMarks(at: usize, end: usize, part: usize): bool {
  return isNoted(at, end) && <usize>load<u32>(PART) === part;
}

/** The first bytes of a line, as words, in four parts. */
function beginning(at: usize, count: usize): v128 {
  let words = i32x4.splat(0);
  const rest = at + (count & ~15);
  for (; at < rest; at += 16) words = i32x4.add(words, i32x4.extadd_pairwise_i16x8_u(v128.load(at)));
  const counts = i8x16.lt_u(
    i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    i8x16.splat(<i8>(count & 15)),
  );
  return i32x4.add(words, i32x4.extadd_pairwise_i16x8_u(v128.and(v128.load(at), counts)));
}

/** As `sum` in bytes.ts, of at most 2^16 bytes, not swapped, of which there are sums. */
export function notedSum(at: usize, end: usize): u32 {
  const from: usize = load<u32>(FROM);
  const sums: usize = load<u32>(SUMS);
  const a = at - from;
  const b = end - from;
  const edges = i32x4.sub(
    beginning(from + (b & ~(LINE - 1)), b & (LINE - 1)),
    beginning(from + (a & ~(LINE - 1)), a & (LINE - 1)),
  );
  let all = load<u32>(sums + ((b >> LINE_SHIFT) << 2)) - load<u32>(sums + ((a >> LINE_SHIFT) << 2));
  all += <u32>i32x4.extract_lane(edges, 0) + <u32>i32x4.extract_lane(edges, 1);
  all += <u32>i32x4.extract_lane(edges, 2) + <u32>i32x4.extract_lane(edges, 3);
  while (all > 0xffff) all = (all & 0xffff) + (all >> 16);
  // The words that were added begin at even places; at odd ones their bytes are swapped.
  return (at & 1) === 0 ? all : bswap<u16>(<u16>all);
}

/** The first line from `line` up to `last` in which what the marks are of may begin, counted from the piece's first one. */
export function nextMark(line: usize, last: usize): usize {
  const marks: usize = load<u32>(MARKS);
  let word = line >> 6;
  let left = load<u64>(marks + (word << 3)) >> (line & 63);
  if (left !== 0) return line + <usize>ctz(left);
  while (left === 0 && word < last >> 6) left = load<u64>(marks + (++word << 3));
  return left === 0 ? last + 1 : (word << 6) + <usize>ctz(left);
}

export function lineOf(at: usize): usize {
  return (at - <usize>load<u32>(FROM)) >> LINE_SHIFT;
}
export function startOf(line: usize): usize {
  return <usize>load<u32>(FROM) + (line << LINE_SHIFT);
}
