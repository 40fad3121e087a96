/** Records of known flows, many at once. What is exported here is what ../flow-memory.ts calls. */
import { ask } from "./ask";
import {
  ANSWER,
  adopt,
  BYTES,
  CARRIED,
  candidate,
  FIRST_NANOSECONDS,
  FIRST_SECONDS,
  FLAGS,
  fits,
  flowOf,
  INDEX,
  INDEX_MASK,
  isOf,
  known,
  LAYOUT,
  LEAST,
  LONGEST,
  layoutOf,
  MOST_TOLD_BY,
  NANOSECONDS,
  PACKETS,
  pack,
  SECONDS,
  TOLD,
  TOLD_BY,
  TOLD_CARRIED,
  TOLD_FLAGS,
  triedFor,
} from "./match";
import { told } from "./spots";

export { contains, sum } from "./bytes";
export { add, drain, find, findAs, meet, prefer, reindex } from "./match";

// More of what a call tells.
const SKIMMED: usize = TOLD + 8;
const PASSED: usize = TOLD + 12;
const CUT: usize = TOLD + 16;
const LAST_SECONDS: usize = TOLD + 20;
const LAST_NANOSECONDS: usize = TOLD + 24;
const PASSED_BYTES: usize = TOLD + 32;
const PASSED_CAPTURED: usize = TOLD + 40;
const FIRST_TIME_SECONDS: usize = TOLD + 60;
const FIRST_TIME_NANOSECONDS: usize = TOLD + 64;
/** The cache that did not know the packet at which skimming ended; 1: the filter did not; 0: it ended otherwise. */
const AT_A_LOSS: usize = TOLD + 48;
/** How many flows were added. */
const ADOPTED: usize = TOLD + 56;
/** Nobody reads it: it is where loads that only fetch something leave what they got. */
const TOUCHED: usize = TOLD + 52;

// What is told of each flow that was added: where it is, its first packet, and how many packets counted before that.
const NEW: usize = 8192;
const NEW_SIZE: usize = 32;
const NEW_FLOW: usize = 0;
const NEW_PACKET: usize = 4;
const NEW_CAPTURED: usize = 8;
const NEW_ORIGINAL: usize = 12;
const NEW_SECONDS: usize = 16;
const NEW_NANOSECONDS: usize = 20;
const NEW_AFTER: usize = 24;

/** Header of a record of classic pcap: seconds, fraction, captured and original length. */
const RECORD: u32 = 16;
/**
 * pcapng's enhanced packet block: type, length, interface, upper and lower half of the time, captured and original
 * length; the packet, filled up to a multiple of four; the length again.
 */
const ENHANCED_PACKET: u32 = 6;
const BLOCK_HEADER: u32 = 28;
const LEAST_BLOCK: u32 = 32;
const SECOND: u64 = 1_000_000_000;

// A record that is being skimmed. Some are looked up side by side: each flow is somewhere in memory, and the processor
// fetches many of them at once only if little else stands between the loads.
const PACKET: usize = 0;
const CAPTURED: usize = 4;
const ORIGINAL: usize = 8;
const AT_SECONDS: usize = 12;
const AT_NANOSECONDS: usize = 16;
const AS: usize = 20;
const AS_HASH: usize = 24;
const FOUND: usize = 28;
const WITH_CARRIED: usize = 32;
const WITH_FLAGS: usize = 36;
const ORDER: usize = 40;
/** Where its record starts, and ends. */
const START: usize = 44;
const NEXT: usize = 48;
/** What the filter said of it, where it was asked: as ANSWER. */
const SAID: usize = 52;
const ENTRY: usize = 64;
const BATCH: usize = 2560;
const COUNTS: u32 = 2;
const ASKED: u32 = 3;
/** A bit of the address of a program: those of its packets that count have a row. */
const HAS_ROW: u32 = 1;
/** Of `gated`: the filter is told of every record in order, not only of those that it is asked about. */
const IN_ORDER: u32 = 2;
/** In place of the cache: it is the filter that did not know. */
const FILTER: usize = 1;
const LEAST_BATCH: u32 = 4;
const MOST_BATCH: u32 = 32;

/** Finds the flows of the entries up to `end`; FOUND is 0 where one is not known. */
function lookUp(cache: usize, end: usize, gated: u32): void {
  const index = load<u32>(cache, INDEX);
  const mask = load<u32>(cache, INDEX_MASK);
  let key = TOLD_BY;
  for (let e = BATCH; e < end; e += ENTRY, key += MOST_TOLD_BY) {
    const packet: usize = load<u32>(e, PACKET);
    const number = load<u8>(triedFor(cache, packet));
    const layout = layoutOf(cache, number);
    store<u32>(e, 0, AS);
    if (number === 0 || !fits(layout, packet, load<i32>(e, CAPTURED), load<i32>(e, ORIGINAL))) continue;
    store<u32>(e, <u32>layout, AS);
    store<u32>(e, pack(layout, packet, key), AS_HASH);
    store<u32>(e, load<u32>(TOLD_CARRIED), WITH_CARRIED);
    store<u32>(e, load<u32>(TOLD_FLAGS), WITH_FLAGS);
  }
  for (let e = BATCH; e < end; e += ENTRY)
    store<u32>(e, <u32>(load<u32>(e, AS) === 0 ? 0 : candidate(index, mask, load<u32>(e, AS_HASH))), FOUND);
  let touched: u32 = 0;
  for (let e = BATCH; e < end; e += ENTRY) touched |= load<u32>(<usize>load<u32>(e, FOUND));
  if (gated !== 0)
    for (let e = BATCH; e < end; e += ENTRY) touched |= load<u32>(<usize>load<u32>(e, FOUND), ANSWER);
  store<u32>(TOUCHED, touched);
  key = TOLD_BY;
  for (let e = BATCH; e < end; e += ENTRY, key += MOST_TOLD_BY) {
    const layout: usize = load<u32>(e, AS);
    let flow: usize = load<u32>(e, FOUND);
    if (flow !== 0 && isOf(flow, layout, key)) continue;
    if (flow !== 0) flow = flowOf(cache, layout, key, load<u32>(e, AS_HASH));
    if (flow === 0) {
      // In another of the layouts that are tried for it, or in none.
      flow = known(cache, load<u32>(e, PACKET), load<u32>(e, CAPTURED), load<u32>(e, ORIGINAL));
      store<u32>(e, load<u32>(TOLD_CARRIED), WITH_CARRIED);
      store<u32>(e, load<u32>(TOLD_FLAGS), WITH_FLAGS);
    }
    store<u32>(e, <u32>flow, FOUND);
  }
}

function enter(e: usize, start: usize, packet: usize, next: usize, captured: u32, original: u32): void {
  store<u32>(e, <u32>start, START);
  store<u32>(e, <u32>packet, PACKET);
  store<u32>(e, <u32>next, NEXT);
  store<u32>(e, captured, CAPTURED);
  store<u32>(e, original, ORIGINAL);
  store<u32>(e, <u32>((e - BATCH) / ENTRY), ORDER);
}

/** Makes entries of the whole records of classic pcap from `at` on. @returns where they end */
function gatherRecords(at: usize, end: usize, most: u32, scale: u32, longest: u32): usize {
  let e = BATCH;
  const full = BATCH + ENTRY * most;
  while (e < full && end - at >= RECORD) {
    const captured = load<u32>(at, 8);
    const original = load<u32>(at, 12);
    const nanoseconds: u64 = <u64>load<u32>(at, 4) * scale;
    if (captured > longest || end - at - RECORD < captured || captured < LEAST) break;
    if (original > LONGEST || nanoseconds >= SECOND) break;
    const next = at + RECORD + captured;
    enter(e, at, at + RECORD, next, captured, original);
    store<u32>(e, load<u32>(at), AT_SECONDS);
    store<u32>(e, <u32>nanoseconds, AT_NANOSECONDS);
    e += ENTRY;
    at = next;
  }
  return e;
}

/** The same of blocks of pcapng, up to the first that is none of a packet of that interface. */
function gatherBlocks(at: usize, end: usize, most: u32, scale: u32, longest: u32, id: u32): usize {
  let e = BATCH;
  const full = BATCH + ENTRY * most;
  const units = SECOND / scale;
  while (e < full && end - at >= LEAST_BLOCK) {
    const length = load<u32>(at, 4);
    if (load<u32>(at) !== ENHANCED_PACKET || load<u32>(at, 8) !== id) break;
    if (length < LEAST_BLOCK || length > LONGEST) break;
    const whole = (length + 3) & ~3;
    if (end - at < whole || load<u32>(at + whole - 4) !== length) break;
    const captured = load<u32>(at, 20);
    const original = load<u32>(at, 24);
    if (captured > longest || captured > whole - LEAST_BLOCK || captured < LEAST || original > LONGEST) break;
    const ticks = ((<u64>load<u32>(at, 12)) << 32) | load<u32>(at, 16);
    const seconds = ticks / units;
    if (seconds > 0xffffffff) break;
    enter(e, at, at + BLOCK_HEADER, at + whole, captured, original);
    store<u32>(e, <u32>seconds, AT_SECONDS);
    store<u32>(e, <u32>((ticks - seconds * units) * scale), AT_NANOSECONDS);
    e += ENTRY;
    at += whole;
  }
  return e;
}

/** What is known of an entry whose flow is known: as ANSWER, of one packet. */
function said(e: usize): u32 {
  const flow: usize = load<u32>(e, FOUND);
  const answer = load<u32>(flow, ANSWER);
  return answer > COUNTS ? load<u32>(e, SAID) : answer;
}

/** Leaves the entries that count. @returns where they end */
function choose(end: usize): usize {
  let kept = BATCH;
  for (let e = BATCH; e < end; e += ENTRY) {
    if (said(e) !== COUNTS) continue;
    if (kept !== e) memory.copy(kept, e, ENTRY);
    kept += ENTRY;
  }
  return kept;
}

/** Whether the filter has to be asked about an entry. A program is carried out here. */
function isAsked(e: usize): bool {
  const flow: usize = load<u32>(e, FOUND);
  // The answer of its flow may be another before it is asked about.
  store<u32>(e, ASKED, SAID);
  if (flow === 0) return true;
  const answer = load<u32>(flow, ANSWER);
  if (answer <= ASKED) return answer === ASKED;
  const program = <usize>(answer & ~HAS_ROW);
  const layout: usize = load<u32>(flow, LAYOUT);
  const says = told(program, layout, load<u32>(e, PACKET), load<u32>(e, CAPTURED), load<u32>(e, ORIGINAL));
  store<u32>(e, says === COUNTS && (answer & HAS_ROW) === 0 ? ASKED : says, SAID);
  return load<u32>(e, SAID) === ASKED;
}

/**
 * The first entry that nobody knows the answer for; `end` if there is none.
 * @param taken records that were taken before, of which so many count
 */
function firstUnanswered(end: usize, gated: u32, taken: u32, passed: u32): usize {
  let e = BATCH;
  if (gated === IN_ORDER) ask(BATCH, end, taken, passed);
  else {
    let first: usize = 0;
    let behind: usize = 0;
    for (; e < end; e += ENTRY) {
      if (isAsked(e)) {
        if (first === 0) first = e;
        behind = e + ENTRY;
      } else if (said(e) === 0) break;
      else if (first === 0 && said(e) === COUNTS) passed++;
    }
    if (first !== 0) ask(first, behind, taken, passed);
  }
  e = BATCH;
  while (e < end && load<u32>(e, FOUND) !== 0 && said(e) !== 0) e += ENTRY;
  return e;
}

/** Flows that were added since the present call began. */
let adopted: u32 = 0;

/** The flow of an entry that `lookUp` did not find, added if need be. */
function adoptFor(cache: usize, e: usize, passed: u32): usize {
  const packet: usize = load<u32>(e, PACKET);
  const captured = load<u32>(e, CAPTURED);
  const original = load<u32>(e, ORIGINAL);
  // An entry before may have added it.
  let flow = known(cache, packet, captured, original);
  if (flow === 0) {
    flow = adopt(cache, packet, captured, original);
    if (flow === 0) return 0;
    const told = NEW + NEW_SIZE * adopted++;
    store<u32>(told, <u32>flow, NEW_FLOW);
    store<u32>(told, <u32>packet, NEW_PACKET);
    store<u32>(told, captured, NEW_CAPTURED);
    store<u32>(told, original, NEW_ORIGINAL);
    store<u32>(told, load<u32>(e, AT_SECONDS), NEW_SECONDS);
    store<u32>(told, load<u32>(e, AT_NANOSECONDS), NEW_NANOSECONDS);
    store<u32>(told, passed, NEW_AFTER);
  }
  store<u32>(e, load<u32>(TOLD_CARRIED), WITH_CARRIED);
  store<u32>(e, load<u32>(TOLD_FLAGS), WITH_FLAGS);
  return flow;
}

function isBefore(seconds: u32, nanoseconds: u32, otherSeconds: u32, otherNanoseconds: u32): bool {
  return seconds < otherSeconds || (seconds === otherSeconds && nanoseconds < otherNanoseconds);
}

/** Widens a flow's span to a time that may lie in it, before it or behind it. */
function widen(flow: usize, seconds: u32, nanoseconds: u32): void {
  if (isBefore(seconds, nanoseconds, load<u32>(flow, FIRST_SECONDS), load<u32>(flow, FIRST_NANOSECONDS))) {
    store<u32>(flow, seconds, FIRST_SECONDS);
    store<u32>(flow, nanoseconds, FIRST_NANOSECONDS);
  } else if (isBefore(load<u32>(flow, SECONDS), load<u32>(flow, NANOSECONDS), seconds, nanoseconds)) {
    store<u32>(flow, seconds, SECONDS);
    store<u32>(flow, nanoseconds, NANOSECONDS);
  }
}

/**
 * Takes whole records (little-endian) from the front and counts each for its flow, up to the first that has to be
 * looked at: its flow is not known and cannot be added, or it is damaged.
 *
 * @param gated 0: all packets count; 1: those of which a filter says so; IN_ORDER
 * @param most  records that may be taken
 * @param mostNew flows that may be added, up to what there is room for at NEW
 * @param id    of pcapng's interface whose packets these are; -1: they are records of classic pcap
 * @param scale nanoseconds a unit of its time
 * @param longest captured length that makes sense
 * @returns where the first record stands that was not taken; the totals are told
 */
export function skim(
  cache: usize,
  gated: u32,
  from: usize,
  end: usize,
  most: u32,
  mostNew: u32,
  id: i32,
  scale: u32,
  longest: u32,
): usize {
  let at = from;
  adopted = 0;
  let taken: u32 = 0;
  let passed: u32 = 0;
  let cut: u32 = 0;
  let loss: usize = 0;
  let bytes: f64 = 0;
  let allCaptured: f64 = 0;
  let lastSeconds = load<u32>(LAST_SECONDS);
  let lastNanoseconds = load<u32>(LAST_NANOSECONDS);
  let firstSeconds = load<u32>(FIRST_TIME_SECONDS);
  let firstNanoseconds = load<u32>(FIRST_TIME_NANOSECONDS);
  let size = LEAST_BATCH;
  let going = true;
  while (going && taken < most) {
    const many = min(size, most - taken);
    let entries =
      id < 0
        ? gatherRecords(at, end, many, scale, longest)
        : gatherBlocks(at, end, many, scale, longest, <u32>id);
    if (entries === BATCH) break;
    size = min(2 * size, MOST_BATCH);
    const last = entries - ENTRY;
    let next: usize = load<u32>(last, NEXT);
    let count = load<u32>(last, ORDER) + 1;
    lookUp(cache, entries, gated);
    if (gated !== 0) {
      const unknown = firstUnanswered(entries, gated, taken, passed);
      if (unknown !== entries) {
        going = false;
        loss = load<u32>(unknown, FOUND) === 0 ? cache : FILTER;
        next = load<u32>(unknown, START);
        count = load<u32>(unknown, ORDER);
      }
      entries = choose(unknown);
    }
    for (let e = BATCH; e < entries; e += ENTRY) {
      let flow: usize = load<u32>(e, FOUND);
      const seconds = load<u32>(e, AT_SECONDS);
      const nanoseconds = load<u32>(e, AT_NANOSECONDS);
      if (flow === 0 && adopted < mostNew) flow = adoptFor(cache, e, passed);
      if (flow === 0) {
        going = false;
        loss = cache;
        next = load<u32>(e, START);
        count = load<u32>(e, ORDER);
        break;
      }
      const captured = load<u32>(e, CAPTURED);
      const original = load<u32>(e, ORIGINAL);
      const packets = load<u32>(flow, PACKETS);
      const isLast = !isBefore(seconds, nanoseconds, lastSeconds, lastNanoseconds);
      if (isLast) {
        lastSeconds = seconds;
        lastNanoseconds = nanoseconds;
      } else if (isBefore(seconds, nanoseconds, firstSeconds, firstNanoseconds)) {
        firstSeconds = seconds;
        firstNanoseconds = nanoseconds;
      }
      if (packets === 0) {
        store<u32>(flow, seconds, FIRST_SECONDS);
        store<u32>(flow, nanoseconds, FIRST_NANOSECONDS);
      }
      if (packets === 0 || isLast) {
        store<u32>(flow, seconds, SECONDS);
        store<u32>(flow, nanoseconds, NANOSECONDS);
      } else widen(flow, seconds, nanoseconds);
      store<u32>(flow, packets + 1, PACKETS);
      store<f64>(flow, load<f64>(flow, BYTES) + <f64>original, BYTES);
      store<f64>(flow, load<f64>(flow, CARRIED) + <f64>load<i32>(e, WITH_CARRIED), CARRIED);
      store<u32>(flow, load<u32>(flow, FLAGS) | load<u32>(e, WITH_FLAGS), FLAGS);
      bytes += <f64>original;
      allCaptured += <f64>captured;
      if (captured < original) cut++;
      passed++;
    }
    at = next;
    taken += count;
  }
  store<u32>(SKIMMED, taken);
  store<u32>(PASSED, passed);
  store<u32>(CUT, cut);
  store<u32>(LAST_SECONDS, lastSeconds);
  store<u32>(LAST_NANOSECONDS, lastNanoseconds);
  store<u32>(FIRST_TIME_SECONDS, firstSeconds);
  store<u32>(FIRST_TIME_NANOSECONDS, firstNanoseconds);
  store<u32>(AT_A_LOSS, <u32>loss);
  store<u32>(ADOPTED, adopted);
  store<f64>(PASSED_BYTES, bytes);
  store<f64>(PASSED_CAPTURED, allCaptured);
  return at;
}
