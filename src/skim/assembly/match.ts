/**
 * The flow cache's inner loop: AssemblyScript, that is TypeScript's syntax with WebAssembly's types, memory and
 * instructions. `make wasm` compiles it into ../match-module.ts. WebAssembly because it is fast from its first
 * packet on, where JavaScript is slow until V8 has compiled it again and again, and for comparing 16 bytes at once.
 *
 * All of its state stands in memory that ../flow-memory.ts and ../flow-cache.ts lay out. Addresses and lengths are
 * in bytes; what packets say is in network order, everything else in WebAssembly's, which is little-endian.
 */

import { triedFor, WAY, WAYS } from "./slots";

// A cache: what ../flow-memory.ts calls CACHE.
/**
 * Address of the index, u32s: a flow's address in lines of 64 bytes, and in the lowest byte the highest one of its
 * hash; 0 where there is none. Open addressing.
 */
export const INDEX: usize = 0;
/** Its length less one, which is a power of two. */
export const INDEX_MASK: usize = 4;
/** Where the next flow goes, and where the room for flows ends. */
const TOP: usize = 8;
const ROOM: usize = 12;
/** How many there are. */
const SIZE: usize = 16;
/** u32s: addresses of the layouts, by number from 1 on. */
const LAYOUTS: usize = 20;

// A layout: bits that its packets have in common and bits that tell their flows apart, sixteen bytes at once.
/** Bytes that have to be there. */
const NEED: usize = 0;
/** How many of SAME, PICKS and LENGTHS there are. */
const SAMES: usize = 4;
const PICK_COUNT: usize = 8;
export const LENGTH_COUNT: usize = 12;
/** So many lengths are looked at before what the tunnel carries begins, and where it does. */
const OUTER_LENGTHS: usize = 16;
const CARRIED_AT: usize = 20;
/** The byte of the last header whose top half is its length in words, -1: none; and where that header starts. */
export const WORDS: usize = 24;
export const LAST: usize = 28;
/** A byte with this in its top half behind the headers would be read as one more; -1: nothing would. */
const UNLESS: usize = 32;
/** How many of LEADS there are. */
const LEAD_COUNT: usize = 36;
/** Its number, 256 times, and which bits of its flows' FLAGS hold that. */
const MARK: usize = 40;
const MARKED: usize = 60;
/** Bytes of each of its flows, and of what tells it. */
const FLOW_SIZE: usize = 44;
const KEY_SIZE: usize = 48;
/**
 * Behind a filter, a table of bytes that tells kinds of ports, or 0; and of flows with one port at most that is of a kind
 * what the filter says (an answer, 16 bits for each kind; with a program's place plus 1 if their rows can be made later on).
 */
const PORT_KINDS: usize = 52;
const FIRST_ANSWERS: usize = 1856;
/** Not 0: its packets are STT frames in one piece, and where in them the headers stand: see core/framed.ts. */
export const FRAME: usize = 2372;
/** Bits, by place among LENGTHS: what that is the length of ends where it would without it. */
const EXACT: usize = 56;
/** Pairs of u32s: where a length of 16 bits stands, and what it is counted from. */
const LENGTHS: usize = 64;
/** Offset (u32, 16 bytes), mask and value. */
const SAME: usize = 160;
const SAME_SIZE: usize = 48;
/**
 * What tells flows apart is put together in as few times sixteen bytes as it takes: offset (u32), whether this is the
 * last for the present sixteen bytes (u32, 16 bytes for both), mask, and for each byte which one of these it is (over
 * 15: none).
 */
const PICKS: usize = 928;
const PICK_SIZE: usize = 48;
const ENDS: usize = 4;
/** Where 16 bits stand, a table of bytes that tells what they lead to, and what that is in these packets (u32s). */
const LEADS: usize = 1696;
const LEAD_SIZE: usize = 12;

// A flow, lines of 64 bytes: what was counted, TCP's flags below its layout's mark, and what tells it, put together.
export const PACKETS: usize = 0;
export const FLAGS: usize = 4;
/**
 * Of the same word, behind a filter: the number of its layout, and above that what the filter says of its packets, an answer: 1:
 * they do not count, 2: they do, 3: it is asked about each, 0: each has to be looked at closely; above: twice the place of a
 * program (spots.ts) among PROGRAMS, which tells, plus 1 if those that count have a row already.
 */
export const NUMBER_SHIFT: u32 = 8;
const NUMBERS: u32 = 0x1ff;
const ANSWER_SHIFT: u32 = 17;
export const BYTES: usize = 8;
export const CARRIED: usize = 16;
export const SECONDS: usize = 24;
export const NANOSECONDS: usize = 28;
const KEY: usize = 32;
const LONGEST_FLOW: usize = 192;
/**
 * What is not looked at for every packet stands that far behind, so that the processor keeps more flows at hand: the
 * value that was given, its hash, its layout, and when its first packet came.
 */
export const ASIDE: usize = 1 << 19;
export const VALUE: usize = ASIDE;
const HASH: usize = ASIDE + 4;
export const LAYOUT: usize = ASIDE + 8;
/** Of frames in one piece: the number of the addresses around them; 0: it is not known. */
export const PAIR: usize = ASIDE + 12;
export const FIRST_SECONDS: usize = ASIDE + 16;
export const FIRST_NANOSECONDS: usize = ASIDE + 20;

/** Where what tells a packet is put together: for records that are skimmed side by side, and for a single one. */
export const TOLD_BY: usize = 40960;
export const MOST_TOLD_BY: usize = 128;
const TOLD_BY_ONE: usize = TOLD_BY + 32 * MOST_TOLD_BY;

// What a call tells besides its result, at fixed addresses: what ../flow-memory.ts calls TOLD.
export const TOLD: usize = 1024;
export const TOLD_CARRIED: usize = TOLD;
export const TOLD_FLAGS: usize = TOLD + 4;
/** The number of the layout of the packet that `find` found. */
const TOLD_LAYOUT: usize = TOLD + 84;

/** Where the packet ends on the wire by all of its layout's lengths. */
export const TOLD_END: usize = TOLD + 88;

/** Where flows begin that were not drained, and what was drained (see `drain`). */
const DRAINED_TO: usize = TOLD + 68;
const DRAINED: usize = 8192;
const DRAINED_SIZE: usize = 48;
const DRAINED_END: usize = DRAINED + 512 * DRAINED_SIZE;

/** Shorter packets are in no layout. */
export const LEAST: u32 = 38;

export const LONGEST: u32 = 0x7fffffff;

const UNKNOWN: i32 = -2;

function masked(at: usize, word: usize): v128 {
  return v128.and(v128.load(at + load<u32>(word)), v128.load(word, 16));
}

function u16At(at: usize): i32 {
  return <i32>bswap<u16>(load<u16>(at));
}

/** Whether the packet has a layout's headers, and room for them. Tells what is carried, TCP's flags, and where it ends. */
export function fits(layout: usize, at: usize, captured: i32, original: i32): bool {
  const need = load<i32>(layout, NEED);
  if (captured < need) return false;
  const sames = layout + SAME + SAME_SIZE * load<u32>(layout, SAMES);
  for (let same = layout + SAME; same < sames; same += SAME_SIZE)
    if (v128.any_true(v128.xor(masked(at, same), v128.load(same, 32)))) return false;
  let end = original;
  let carried = original - load<i32>(layout, CARRIED_AT);
  const count = load<i32>(layout, LENGTH_COUNT);
  const outer = load<i32>(layout, OUTER_LENGTHS);
  let length = layout + LENGTHS;
  let exact = load<u32>(layout, EXACT);
  for (let i = 0; i < count; i++, length += 8, exact >>= 1) {
    const bytes = u16At(at + load<u32>(length));
    if (bytes === 0) return false;
    const own = load<i32>(length, 4) + bytes;
    if ((exact & 1) !== 0 && own !== end) return false;
    end = min(end, own);
    if (i + 1 === outer) carried = end - load<i32>(layout, CARRIED_AT);
  }
  store<i32>(TOLD_END, end);
  end = min(end, captured);
  if (end < need) return false;
  let flags: u32 = 0;
  const words = load<i32>(layout, WORDS);
  if (words >= 0) {
    const last = load<i32>(layout, LAST);
    const bytes = (<i32>(load<u8>(at + words) >> 4)) << 2;
    if (bytes < need - last || last + bytes > end) return false;
    flags = load<u8>(at + words, 1);
  }
  const unless = load<i32>(layout, UNLESS);
  if (unless >= 0 && (end === need || <i32>(load<u8>(at + need) >> 4) === unless)) return false;
  store<i32>(TOLD_CARRIED, carried);
  store<u32>(TOLD_FLAGS, flags);
  return true;
}

/** Where a packet ends on the wire by the first `count` of a layout's lengths, or fewer, none of which is 0. */
export function endOf(layout: usize, at: usize, original: u32, count: u32): u32 {
  const lengths = layout + LENGTHS + 8 * min(count, load<u32>(layout, LENGTH_COUNT));
  let end = original;
  for (let length = layout + LENGTHS; length < lengths; length += 8)
    end = min(end, load<u32>(length, 4) + <u32>u16At(at + load<u32>(length)));
  return end;
}

/** Puts together what tells the flow of a packet that has a layout's headers. @returns its hash */
export function pack(layout: usize, at: usize, to: usize): u32 {
  const end = layout + PICKS + PICK_SIZE * load<u32>(layout, PICK_COUNT);
  let h: u64 = layout;
  let packed = i64x2.splat(0);
  for (let pick = layout + PICKS; pick < end; pick += PICK_SIZE) {
    packed = v128.or(packed, i8x16.swizzle(masked(at, pick), v128.load(pick, 32)));
    if (load<u32>(pick, ENDS) === 0) continue;
    v128.store(to, packed);
    to += 16;
    h = rotl<u64>((h ^ v128.extract_lane<u64>(packed, 0)) * 0x9e3779b97f4a7c15, 29);
    h = rotl<u64>((h ^ v128.extract_lane<u64>(packed, 1)) * 0xc2b2ae3d27d4eb4f, 31);
    packed = i64x2.splat(0);
  }
  h = (h ^ (h >> 32)) * 0x165667b19e3779f9;
  return <u32>(h >> 32);
}

function flowAt(entry: u32): usize {
  return (entry >> 8) << 6;
}

/** The first flow whose hash may be this one; 0: there is none. */
export function candidate(index: usize, mask: u32, hash: u32): usize {
  let place = hash & mask;
  let entry = load<u32>(index + (place << 2));
  while (entry !== 0 && (entry & 0xff) !== hash >> 24) {
    place = (place + 1) & mask;
    entry = load<u32>(index + (place << 2));
  }
  return flowAt(entry);
}

/** The flow of a packet; 0 if it is not known. @param key what tells it, put together */
export function flowOf(cache: usize, layout: usize, key: usize, hash: u32): usize {
  const index = load<u32>(cache, INDEX);
  const mask = load<u32>(cache, INDEX_MASK);
  let place = hash & mask;
  let entry = load<u32>(index + (place << 2));
  while (entry !== 0) {
    if ((entry & 0xff) === hash >> 24 && isOf(flowAt(entry), layout, key)) break;
    place = (place + 1) & mask;
    entry = load<u32>(index + (place << 2));
  }
  return flowAt(entry);
}

export function isOf(flow: usize, layout: usize, key: usize): bool {
  const end = flow + KEY + load<u32>(layout, KEY_SIZE);
  let differ = i64x2.splat(0);
  for (let kept = flow + KEY; kept < end; kept += 16, key += 16)
    differ = v128.or(differ, v128.xor(v128.load(key), v128.load(kept)));
  const mark = load<u32>(flow, FLAGS) & load<u32>(layout, MARKED);
  return mark === load<u32>(layout, MARK) && !v128.any_true(differ);
}

function place(index: usize, mask: u32, flow: usize): void {
  const hash = load<u32>(flow, HASH);
  let place = hash & mask;
  while (load<u32>(index + (place << 2)) !== 0) place = (place + 1) & mask;
  store<u32>(index + (place << 2), ((<u32>(flow >> 6)) << 8) | (hash >> 24));
}

export function layoutOf(cache: usize, number: u32): usize {
  return load<u32>(cache + LAYOUTS + (number << 2));
}

/** The number of the layout of a flow's packets. */
function numberOf(flow: usize): u32 {
  return load<u32>(load<u32>(flow, LAYOUT), MARK) >> 8;
}

/** The number of the layout of a flow's packets behind a filter, for whoever looks at its line alone. */
export function numberIn(flow: usize): u32 {
  return (load<u32>(flow, FLAGS) >> NUMBER_SHIFT) & NUMBERS;
}

export function answerOf(flow: usize): u32 {
  return load<u32>(flow, FLAGS) >> ANSWER_SHIFT;
}

export function setAnswer(flow: usize, answer: u32): void {
  const others = load<u32>(flow, FLAGS) & ((1 << ANSWER_SHIFT) - 1);
  store<u32>(flow, others | (answer << ANSWER_SHIFT), FLAGS);
}

/**
 * The number of a layout whose headers the packet has of which `known` knew no flow, if one of those is it that are tried for
 * it; 0: it has to be dissected.
 */
export let suiting: u32 = 0;

/** The flow of a packet; 0: it is not known, see `suiting`. Tells what `fits` does. */
export function known(cache: usize, at: usize, captured: u32, original: u32): usize {
  suiting = 0;
  if (captured < LEAST || original > LONGEST) return 0;
  const tried = triedFor(cache, at);
  for (let way: usize = 0; way < WAYS; way += WAY) {
    const number = load<u16>(tried + way);
    if (number === 0) return 0;
    const layout = layoutOf(cache, number);
    if (!fits(layout, at, captured, original)) continue;
    const flow = flowOf(cache, layout, TOLD_BY_ONE, pack(layout, at, TOLD_BY_ONE));
    if (flow === 0) {
      if (suiting === 0 && leads(layout, at)) suiting = number;
      continue;
    }
    if (way !== 0) {
      store<u16>(tried + way, load<u16>(tried));
      store<u16>(tried, number);
    }
    return flow;
  }
  return 0;
}

/** The value of a packet's flow; -1: it is not known. Tells what `fits` does. */
export function find(cache: usize, at: usize, captured: u32, original: u32): i32 {
  const flow = known(cache, at, captured, original);
  if (flow === 0) return -1;
  store<u32>(TOLD_LAYOUT, numberOf(flow));
  return load<i32>(flow, VALUE);
}

/** As `find`, for one layout; UNKNOWN: the packet has its headers, but nobody knows its flow. */
export function findAs(cache: usize, number: u32, at: usize, captured: u32, original: u32): i32 {
  const layout = layoutOf(cache, number);
  if (captured < LEAST || original > LONGEST || !fits(layout, at, captured, original)) return -1;
  const flow = flowOf(cache, layout, TOLD_BY_ONE, pack(layout, at, TOLD_BY_ONE));
  return flow === 0 ? UNKNOWN : load<i32>(flow, VALUE);
}

/** Whether the bits of a packet that tell its flow lead to the headers that the layout's packets have. */
function leads(layout: usize, at: usize): bool {
  const end = layout + LEADS + LEAD_SIZE * load<u32>(layout, LEAD_COUNT);
  for (let lead = layout + LEADS; lead < end; lead += LEAD_SIZE) {
    const table: usize = load<u32>(lead, 4);
    if (load<u8>(table + u16At(at + load<u32>(lead))) !== load<u32>(lead, 8)) return false;
  }
  return true;
}

/** Whether there is room for one more flow. */
export function hasRoom(cache: usize): bool {
  if (load<u32>(cache, TOP) + <u32>LONGEST_FLOW > load<u32>(cache, ROOM)) return false;
  return load<u32>(cache, SIZE) << 1 <= load<u32>(cache, INDEX_MASK);
}

/** Adds the flow of a packet that a layout suits. Its value is to be set. Tells what `fits` does. @returns 0: no room */
export function adopt(cache: usize, number: u32, at: usize, captured: u32, original: u32): usize {
  if (!hasRoom(cache)) return 0;
  const flow: usize = load<u32>(cache, TOP);
  fits(layoutOf(cache, number), at, captured, original);
  add(cache, number, at, -1);
  return flow;
}

/** What a filter says of a new flow of a layout by a packet of it, an answer; 0: nobody knows. */
export function firstAnswer(layout: usize, at: usize): u32 {
  const kinds: usize = load<u32>(layout, PORT_KINDS);
  if (kinds === 0) return 0;
  const ports = at + load<u32>(layout, LAST);
  const source: usize = load<u8>(kinds + u16At(ports));
  const destination: usize = load<u8>(kinds + u16At(ports + 2));
  if (source !== 0 && destination !== 0) return 0;
  return load<u16>(layout + FIRST_ANSWERS + ((source | destination) << 1));
}

/** The flow of a packet, added as `adopt` does if it is not known. Tells what `fits` does. */
export function meet(cache: usize, at: usize, captured: u32, original: u32): usize {
  const flow = known(cache, at, captured, original);
  return flow !== 0 || suiting === 0 ? flow : adopt(cache, suiting, at, captured, original);
}

/** Adds the flow of a packet, which is not there. There has to be room for it. */
export function add(cache: usize, number: u32, at: usize, value: i32): void {
  const layout = layoutOf(cache, number);
  const flow: usize = load<u32>(cache, TOP);
  store<u32>(flow, load<u32>(layout, MARK), FLAGS);
  store<u32>(flow, pack(layout, at, flow + KEY), HASH);
  store<u32>(flow, <u32>layout, LAYOUT);
  store<i32>(flow, value, VALUE);
  store<u32>(cache, <u32>flow + load<u32>(layout, FLOW_SIZE), TOP);
  store<u32>(cache, load<u32>(cache, SIZE) + 1, SIZE);
  place(load<u32>(cache, INDEX), load<u32>(cache, INDEX_MASK), flow);
}

/**
 * Moves what was counted for the flows from `at` to `end` to records of DRAINED_SIZE bytes, as many as there is room
 * for. Where it has ended is told. @returns how many there are
 */
export function drain(at: usize, end: usize): u32 {
  let to = DRAINED;
  let flow = at;
  for (; flow < end && to < DRAINED_END; flow += load<u32>(load<u32>(flow, LAYOUT), FLOW_SIZE)) {
    if (load<u32>(flow, PACKETS) === 0) continue;
    store<u32>(to, load<u32>(flow, VALUE), 0);
    store<u32>(to, load<u32>(flow, PACKETS), 4);
    store<f64>(to, load<f64>(flow, BYTES), 8);
    store<f64>(to, load<f64>(flow, CARRIED), 16);
    store<u64>(to, load<u64>(flow, FIRST_SECONDS), 24);
    store<u64>(to, load<u64>(flow, SECONDS), 32);
    store<u32>(to, load<u32>(flow, FLAGS) & 0xff, 40);
    store<u32>(to, numberOf(flow), 44);
    store<u32>(flow, 0, PACKETS);
    store<u32>(flow, load<u32>(flow, FLAGS) & ~0xff, FLAGS);
    store<f64>(flow, 0, BYTES);
    store<f64>(flow, 0, CARRIED);
    to += DRAINED_SIZE;
  }
  store<u32>(DRAINED_TO, <u32>flow);
  return <u32>((to - DRAINED) / DRAINED_SIZE);
}

/** Moves a cache's index to an empty one. */
export function reindex(cache: usize, index: usize, mask: u32): void {
  const old: usize = load<u32>(cache, INDEX);
  const end = old + ((<usize>load<u32>(cache, INDEX_MASK) + 1) << 2);
  for (let at = old; at < end; at += 4) if (load<u32>(at) !== 0) place(index, mask, flowAt(load<u32>(at)));
  store<u32>(cache, <u32>index, INDEX);
  store<u32>(cache, mask, INDEX_MASK);
}
