/** Tests of what stands in packets: what pipeline/written-programs.ts writes of a filter's programs. */
import { contains, sum } from "./bytes";
import { endOf, LENGTH_COUNT } from "./match";
import { AT_NANOSECONDS, AT_SECONDS, CAPTURED, ORIGINAL, PACKET, WITH_END } from "./records";

// What a program says, as an answer in match.ts.
const NO: u32 = 1;
const YES: u32 = 2;
const ASK: u32 = 3;

// A program: its tests, and behind which byte they end: then it says YES. In place of that, if BEHIND is not 0, two answers,
// by whether anything stands behind the headers: the address of a program, or NO, YES or ASK.
const BEHIND: usize = 0;
const IF_EMPTY: usize = 4;
const IF_CARRIES: usize = 8;
/**
 * More: somebody takes it for certain, by how it begins; that has no empty line but at its end; it is cut, and begins in none of the
 * ways; it is cut.
 */
const IF_TAKEN: usize = 12;
const IF_BARE: usize = 16;
const IF_PART: usize = 20;
const IF_CUT: usize = 24;
/** Of tests. */
const PROGRAM_END: usize = 28;
const TESTS: usize = 32;

// What is looked at to tell whether a protocol takes what stands behind: where the last header begins, its length, and
// the byte with its length in words at its top (-1: none). Nobody knows without a closer look if the byte at FLAG has
// one of those bits, or if what the header has beyond that length holds the byte WITHOUT (-1: it may).
const LAST: usize = 0;
const LENGTH: usize = 4;
const WORDS: usize = 8;
const FLAG: usize = 12;
const FLAG_BITS: usize = 16;
const WITHOUT: usize = 20;
/**
 * Nor if it begins in one of these ways: pairs of a mask and what it leaves, 64 bits each. The first ones leave the first
 * two bytes open; of the others a table of bytes tells whether there is one for them, as mostly there is none.
 */
const OPENING_COUNT: usize = 24;
const BY_TWO: usize = 28;
const OPEN_COUNT: usize = 32;
/** Not 0: nor if not all of it was captured; somebody takes that for certain if it is CUT_IS_TAKEN. */
const CUT: usize = 36;
const CUT_IS_TAKEN: u32 = 2;
const CUT_MAY_BE_PART: u32 = 3;
/** Behind those, ways in which that begins which somebody takes for certain, if so many bytes are there. */
const SURE_COUNT: usize = 40;
const SURE_BYTES: usize = 8;
/** Not 0: that gets an answer only if it has no empty line but at its end. */
const ASKS_LINES: usize = 44;
const OPENINGS: usize = 48;
const OPENING_SIZE: usize = 16;

// A test. Of a number: where it stands and how many bytes it has, which bits of it count, and between what it has to
// be, or, if OUTSIDE is 1, must not be.
const AT: usize = 0;
const SIZE: usize = 4;
const MASK: usize = 8;
const LOW: usize = 12;
const HIGH: usize = 16;
const OUTSIDE: usize = 20;
/** If it says this, what is asked next is the test at the address TO, or TO is NO or YES; else the one behind it. */
const JUMPS_IF: usize = 40;
const TO: usize = 44;
const TEST_SIZE: usize = 48;
// Sizes that are none: it is the packet's length on the wire, or what is there of it; or a test of another kind.
const IN_ALL: u32 = 0;
const IN_CAPTURED: u32 = 3;
/** It is a word in WebAssembly's order, at an address: what is told of the packet (facts.ts). */
const FACT: u32 = 5;
const MOST_SIZE: u32 = 5;
const SEARCH: u32 = 8;
const CHECKSUM: u32 = 9;
const REST: u32 = 10;
/** Of a time in nanoseconds: how long it is since the seconds told at AT; or the one told there. */
const SINCE: u32 = 12;
const LASTING: u32 = 13;
/** Of a length of 16 bits, counted from FROM: whether it goes on behind where the first so many (ENDS) end the packet. */
const PAST: u32 = 14;
const FROM: usize = 8;
/**
 * Of options from AT up to where the byte at OPTION_WORDS says at its top, in words, counted from HEADER: whether one of the kind
 * OPTION has a length that less two has one of UNIT's bits, or one goes on behind that; nobody knows then.
 */
const OPTIONS: u32 = 15;
const OPTION_WORDS: usize = 8;
const HEADER: usize = 12;
const OPTION: usize = 16;
const UNIT: usize = 24;
// Of a time: between what it has to be, 64 bits, and OUTSIDE as above; of SINCE, where the nanoseconds are told, and whether
// it is 0 if they are below 0, when there is none.
const FROM_TIME: usize = 8;
const SINCE_NANOSECONDS: usize = 16;
const TO_TIME: usize = 24;
const OR_ZERO: usize = 32;
// Of a number that is what is left on the wire, by so many lengths (REST_ENDS), behind AT and the words that the byte at
// REST_WORDS has at its top (-1: right there); LOW, HIGH and OUTSIDE as above. A sum: only what was captured of it counts, and
// nothing passes if that is nothing, or if the byte at REST_UNLESS has one of REST_UNLESS_BITS.
const REST_KIND: usize = 8;
const OF_CAPTURED: u32 = 1;
const SOME: u32 = 2;
const REST_WORDS: usize = 24;
const REST_ENDS: usize = 28;
const REST_UNLESS: usize = 32;
const REST_UNLESS_BITS: usize = 36;
// Of bytes that must be found, OUTSIDE 1: must not: they begin at AT and behind the words that the byte at WORDS_AT
// has at its top (-1: right there). If the byte at UNLESS has one of UNLESS_BITS, there are none. They end where what
// was captured does, or before, where the first so many lengths say (ALL_CAPTURED: none does).
const WORDS_AT: usize = 8;
const PART: usize = 12;
const PART_LENGTH: usize = 16;
const ENDS: usize = 24;
const ALL_CAPTURED: u32 = 0xffffffff;
const UNLESS: usize = 28;
const UNLESS_BITS: usize = 32;
// Of a checksum with a pseudo-header: which statuses pass, as bits; the IP header, its protocol, how many lengths end
// what was captured of it (ENDS) and what was on the wire, where its own length stands (-1: it ends there), and the
// checksum that may be 0 (-1: none); it is unverified if the byte there has one of these bits (where, 256 times, and the bits).
const STATUSES: usize = 8;
const IP: usize = 12;
const PROTOCOL: usize = 16;
const WIRES: usize = 20;
const OWN_LENGTH: usize = 28;
const OPTIONAL: usize = 32;
const LEFT_BY: usize = 36;
const V6: u32 = 6;
const BAD: u32 = 1;
const GOOD: u32 = 2;
const UNVERIFIED: u32 = 4;
const ABSENT: u32 = 8;
/**
 * Of what begins at AT: nobody knows if all of it was captured, up to where the first so many lengths (ENDS) end it, and it has
 * fewer bytes than LEAST or not VALUE in BITS of the four bytes at NUMBER.
 */
const SOUND: u32 = 16;
const NUMBER: usize = 8;
const BITS: usize = 12;
const VALUE: usize = 16;
const LEAST: usize = 20;
/** Nobody knows. */
const UNKNOWN: u32 = 17;
/** Of a number, as above: whether it is in one of so many ranges, pairs of numbers in order. */
const SET: u32 = 18;
const SET_SIZE: usize = 12;
const RANGES: usize = 16;
const RANGE_COUNT: usize = 24;
const RANGE: usize = 8;

function topWords(at: usize): usize {
  return (<usize>(load<u8>(at) >> 4)) << 2;
}

function numberAt(test: usize, size: u32, packet: usize, captured: u32, original: u32): u32 {
  if (size === FACT) return load<u32>(load<u32>(test, AT));
  const at = packet + load<u32>(test, AT);
  if (size === 2) return bswap<u16>(load<u16>(at));
  if (size === 1) return load<u8>(at);
  if (size === IN_ALL) return original;
  return size === IN_CAPTURED ? captured : bswap<u32>(load<u32>(at));
}

function isInRange(n: u32, ranges: usize, count: u32): bool {
  // The first one that does not end before it.
  let first: u32 = 0;
  for (let end = count; first < end; ) {
    const middle = (first + end) >>> 1;
    if (load<u32>(ranges + RANGE * middle, 4) < n) first = middle + 1;
    else end = middle;
  }
  return first < count && load<u32>(ranges + RANGE * first) <= n;
}

/** Where the packet of an entry ends on the wire by so many of its layout's lengths. */
function endBy(e: usize, layout: usize, count: u32): u32 {
  if (count >= load<u32>(layout, LENGTH_COUNT)) return load<u32>(e, WITH_END);
  return endOf(layout, load<u32>(e, PACKET), load<u32>(e, ORIGINAL), count);
}

function restOf(test: usize, layout: usize, packet: usize, captured: u32, e: usize): u32 {
  const words = load<i32>(test, REST_WORDS);
  const from = load<u32>(test, AT) + (words < 0 ? 0 : <u32>topWords(packet + words));
  const wire = endBy(e, layout, load<u32>(test, REST_ENDS));
  const to = (load<u32>(test, REST_KIND) & OF_CAPTURED) === 0 ? wire : min(captured, wire);
  return from < to ? to - from : 0;
}

/** Whether there is no rest that could pass. */
function isNoRest(test: usize, packet: usize, rest: u32): bool {
  if ((load<u32>(test, REST_KIND) & SOME) === 0) return false;
  return (
    rest === 0 || (load<u8>(packet + load<u32>(test, REST_UNLESS)) & load<u32>(test, REST_UNLESS_BITS)) !== 0
  );
}

function isFound(test: usize, layout: usize, packet: usize, captured: u32, e: usize): bool {
  const bits = load<u32>(test, UNLESS_BITS);
  if (bits !== 0 && (load<u8>(packet + load<u32>(test, UNLESS)) & bits) !== 0) return false;
  const words = load<i32>(test, WORDS_AT);
  const from = packet + load<u32>(test, AT) + (words < 0 ? 0 : topWords(packet + words));
  const ends = load<u32>(test, ENDS);
  const to = packet + (ends === ALL_CAPTURED ? captured : min(captured, endBy(e, layout, ends)));
  return from < to && contains(from, to, load<u32>(test, PART), load<u32>(test, PART_LENGTH));
}

/** One of the bits BAD to ABSENT; 0: it takes a closer look. */
function statusOf(test: usize, layout: usize, packet: usize, captured: u32, e: usize): u32 {
  const at = load<u32>(test, AT);
  const ip = load<u32>(test, IP);
  const v6: bool = load<u8>(packet + ip) >> 4 === V6;
  const left = load<u32>(test, LEFT_BY);
  if ((<u32>load<u8>(packet + (left >> 8)) & left & 0xff) !== 0) return UNVERIFIED;
  const optional = load<i32>(test, OPTIONAL);
  if (optional >= 0 && load<u16>(packet + optional) === 0) return v6 ? 0 : ABSENT;
  const wire = endBy(e, layout, load<u32>(test, WIRES));
  const own = load<i32>(test, OWN_LENGTH);
  const size: u32 = own < 0 ? wire - at : bswap<u16>(load<u16>(packet + own));
  const end = min(captured, endBy(e, layout, load<u32>(test, ENDS)));
  if (at + size > end || at + size > wire) return UNVERIFIED;
  const addresses = v6 ? sum(packet + ip + 8, 32) : sum(packet + ip + 12, 8);
  let all = load<u32>(test, PROTOCOL) + (size & 0xffff) + (size >>> 16) + addresses + sum(packet + at, size);
  while (all > 0xffff) all = (all & 0xffff) + (all >>> 16);
  return all === 0xffff ? GOOD : BAD;
}

function isMissing(test: usize): bool {
  return load<i32>(load<u32>(test, SINCE_NANOSECONDS)) < 0 && load<u32>(test, OR_ZERO) === 0;
}

function timeOf(test: usize, size: u32, e: usize): i64 {
  const at: usize = load<u32>(test, AT);
  if (size === LASTING) return <i64>load<f64>(at);
  const nanoseconds = load<i32>(load<u32>(test, SINCE_NANOSECONDS));
  if (nanoseconds < 0) return 0;
  const seconds = <i64>(<f64>load<u32>(e, AT_SECONDS) - load<f64>(at));
  return seconds * 1_000_000_000 + <i64>(load<i32>(e, AT_NANOSECONDS) - nanoseconds);
}

/** Whether the options may be told to be what they should. */
function isPlain(test: usize, packet: usize): bool {
  const end = packet + load<u32>(test, HEADER) + topWords(packet + load<u32>(test, OPTION_WORDS));
  let at = packet + load<u32>(test, AT);
  while (at < end) {
    const kind: u32 = load<u8>(at);
    if (kind === 0) return true;
    const size: u32 = kind === 1 ? 1 : at + 1 < end ? load<u8>(at, 1) : 0;
    if (size === 0 || at + size > end) return false;
    if (kind === load<u32>(test, OPTION) && ((size - 2) & load<u32>(test, UNIT)) !== 0) return false;
    at += size;
  }
  return true;
}

function isSound(test: usize, layout: usize, packet: usize, captured: u32, e: usize): bool {
  const end = endBy(e, layout, load<u32>(test, ENDS));
  if (captured < end) return true;
  if (end < load<u32>(test, AT) + load<u32>(test, LEAST)) return false;
  const bits = bswap<u32>(load<u32>(packet + load<u32>(test, NUMBER))) & load<u32>(test, BITS);
  return bits === load<u32>(test, VALUE);
}

/** Whether a test of no number that stands in the packet passes: NO, YES, or ASK. */
function tested(test: usize, size: u32, layout: usize, e: usize): u32 {
  const packet: usize = load<u32>(e, PACKET);
  const captured = load<u32>(e, CAPTURED);
  if (size === CHECKSUM) {
    const status = statusOf(test, layout, packet, captured, e);
    return status === 0 ? ASK : (load<u32>(test, STATUSES) & status) !== 0 ? YES : NO;
  }
  if (size === UNKNOWN) return ASK;
  if (size === SOUND) return isSound(test, layout, packet, captured, e) ? NO : ASK;
  if (size === OPTIONS) return isPlain(test, packet) ? NO : ASK;
  let inside: bool;
  if (size === PAST)
    inside =
      load<u32>(test, FROM) + bswap<u16>(load<u16>(packet + load<u32>(test, AT))) >
      endBy(e, layout, load<u32>(test, ENDS));
  else if (size === SINCE || size === LASTING) {
    if (size === SINCE && isMissing(test)) return NO;
    const time = timeOf(test, size, e);
    inside = time >= load<i64>(test, FROM_TIME) && time <= load<i64>(test, TO_TIME);
  } else if (size === SET) {
    const n = numberAt(test, load<u32>(test, SET_SIZE), packet, captured, load<u32>(e, ORIGINAL));
    inside = isInRange(n & load<u32>(test, MASK), load<u32>(test, RANGES), load<u32>(test, RANGE_COUNT));
  } else if (size === SEARCH) inside = isFound(test, layout, packet, captured, e);
  else {
    const n = restOf(test, layout, packet, captured, e);
    if (size === REST && isNoRest(test, packet, n)) return NO;
    inside = n >= load<u32>(test, LOW) && n <= load<u32>(test, HIGH);
  }
  return inside !== (load<u32>(test, OUTSIDE) !== 0) ? YES : NO;
}

/** Which of a program's answers holds: IF_EMPTY, IF_CARRIES or IF_TAKEN; 0: it takes a closer look. */
function shapeOf(behind: usize, packet: usize, captured: u32, e: usize): usize {
  const words = load<i32>(behind, WORDS);
  const sure = load<u32>(behind, LAST) + load<u32>(behind, LENGTH);
  const at: u32 = words < 0 ? sure : load<u32>(behind, LAST) + <u32>topWords(packet + words);
  const end = min(captured, load<u32>(e, WITH_END));
  const without = load<i32>(behind, WITHOUT);
  if (without >= 0)
    for (let i = sure; i < min(at, end); i++) if (<i32>load<u8>(packet + i) === without) return 0;
  if (at >= end) return IF_EMPTY;
  const bits = load<u32>(behind, FLAG_BITS);
  if (bits !== 0 && (load<u8>(packet + load<u32>(behind, FLAG)) & bits) !== 0) return 0;
  const isCut: bool = captured < load<u32>(e, WITH_END);
  const begins = load<u64>(packet + at);
  const certain = load<u32>(behind, SURE_COUNT);
  if (certain !== 0 && end - at >= <u32>SURE_BYTES) {
    const from = behind + OPENINGS + OPENING_SIZE * load<u32>(behind, OPENING_COUNT);
    if (isOneOf(begins, from, from + OPENING_SIZE * certain)) {
      if (load<u32>(behind, ASKS_LINES) === 0) return IF_TAKEN;
      if (isBare(packet + at, packet + end)) return IF_BARE;
      if (!isCut) return 0;
    }
  }
  const cut = load<u32>(behind, CUT);
  if (cut !== 0 && isCut && cut !== CUT_MAY_BE_PART) return cut === CUT_IS_TAKEN ? IF_CUT : 0;
  const isNear: bool = load<u8>(<usize>load<u32>(behind, BY_TWO) + load<u16>(packet + at)) !== 0;
  const count = isNear ? load<u32>(behind, OPENING_COUNT) : load<u32>(behind, OPEN_COUNT);
  const openings = behind + OPENINGS + OPENING_SIZE * count;
  if (isOneOf(begins, behind + OPENINGS, openings)) return 0;
  return isCut && cut === CUT_MAY_BE_PART ? IF_PART : IF_CARRIES;
}

const LINE_FEED: u8 = 0x0a;
const RETURN: u8 = 0x0d;

/** Whether lines have no empty one among them, but at the very end. */
function isBare(from: usize, to: usize): bool {
  const feeds = i8x16.splat(LINE_FEED);
  for (let at = from; at < to; at += 16) {
    let bits = i8x16.bitmask(i8x16.eq(v128.load(at), feeds));
    for (; bits !== 0; bits &= bits - 1) {
      const i = at + ctz(bits);
      const next = i + (load<u8>(i, 1) === RETURN ? 2 : 1);
      if (next >= to) return true;
      if (load<u8>(next) === LINE_FEED) return next + 1 >= to;
    }
  }
  return true;
}

function isOneOf(begins: u64, opening: usize, end: usize): bool {
  for (; opening < end; opening += OPENING_SIZE)
    if ((begins & load<u64>(opening)) === load<u64>(opening, 8)) return true;
  return false;
}

/** What a program of tests says if those of which nobody knows pass, or fail, as `unknown` says. ASK: NO, but some fail for that. */
function decided(program: usize, unknown: u32, layout: usize, e: usize): u32 {
  const packet: usize = load<u32>(e, PACKET);
  const captured = load<u32>(e, CAPTURED);
  const original = load<u32>(e, ORIGINAL);
  const end: usize = load<u32>(program, PROGRAM_END);
  let open = false;
  let test = program + TESTS;
  do {
    const size = load<u32>(test, SIZE);
    let says: u32;
    if (size <= MOST_SIZE) {
      const n = numberAt(test, size, packet, captured, original) & load<u32>(test, MASK);
      const inside: bool = n >= load<u32>(test, LOW) && n <= load<u32>(test, HIGH);
      says = inside !== (load<u32>(test, OUTSIDE) !== 0) ? YES : NO;
    } else {
      says = tested(test, size, layout, e);
      if (says === ASK) {
        open = true;
        says = unknown;
      }
    }
    if (says === load<u32>(test, JUMPS_IF)) {
      test = load<u32>(test, TO);
      if (test === YES) return YES;
      if (test === NO) return open && unknown === NO ? ASK : NO;
    } else test += TEST_SIZE;
  } while (test < end);
  return YES;
}

/** What a program says of the packet of an entry, whose headers have that layout: NO, YES, or ASK. */
export function told(program: usize, layout: usize, e: usize): u32 {
  const behind: usize = load<u32>(program, BEHIND);
  if (behind !== 0) {
    const shape = shapeOf(behind, load<u32>(e, PACKET), load<u32>(e, CAPTURED), e);
    const answer: u32 = shape === 0 ? ASK : load<u32>(program + shape);
    if (answer <= ASK) return answer;
    program = answer;
  }
  // What is said if all that nobody knows fails is said in any case, or if it passes as well.
  const least = decided(program, NO, layout, e);
  if (least !== ASK) return least;
  return decided(program, YES, layout, e) === NO ? NO : ASK;
}
