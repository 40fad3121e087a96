/** Records of known flows, many at once. What is exported here is what ../flow-memory.ts calls. */
import { ASKED, answeredAgain, answeredFirst, COUNTS, DOES_NOT_COUNT, HAS_ROW } from "./answers";
import { adopted, arrive, expect, handed, KNOWN, leave, left, roomForNew } from "./arrivals";
import { ask } from "./ask";
import { CONNECTION, touchOf } from "./follow";
import { areFrames, entered, leaves } from "./frames";
import { endsBehind, firstInOrder } from "./in-order";
import {
  adopt,
  answerOf,
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
  layoutOf,
  MOST_TOLD_BY,
  NANOSECONDS,
  NUMBER_SHIFT,
  numberIn,
  PACKETS,
  pack,
  SECONDS,
  setAnswer,
  suiting,
  TOLD,
  TOLD_BY,
} from "./match";
import {
  AS,
  AS_HASH,
  AT_NANOSECONDS,
  AT_SECONDS,
  BATCH,
  BLOCK_HEADER,
  CAPTURED,
  ENTRY,
  FOUND,
  gatherBlocks,
  gatherRecords,
  keepFit,
  NEXT,
  ORDER,
  ORIGINAL,
  PACKET,
  RECORD,
  SAID,
  SAID_FIRST,
  SUITED,
  WITH_CARRIED,
  WITH_FLAGS,
} from "./records";
import { triedFor } from "./slots";

export { waits } from "./beside";
export { contains, sum } from "./bytes";
export { forget } from "./connection";
export { follow, settle } from "./follow";
export { seen, unsee } from "./frames";
export { add, drain, find, findAs, meet, reindex } from "./match";
export { note } from "./notes";
export { endIn } from "./records";
export { hashed, lookFor, pair, reseat, seat, unseat } from "./seats";
export { prefer } from "./slots";
export { segment } from "./tcp";
export { datagram, forgetDatagrams } from "./udp";

// More of what a call tells.
const SKIMMED: usize = TOLD + 8;
const PASSED: usize = TOLD + 12;
const CUT: usize = TOLD + 16;
const LAST_SECONDS: usize = TOLD + 20;
const LAST_NANOSECONDS: usize = TOLD + 24;
/** Records that were left, or looked at closely. */
const LEFT: usize = TOLD + 28;
const PASSED_BYTES: usize = TOLD + 32;
const PASSED_CAPTURED: usize = TOLD + 40;
const FIRST_TIME_SECONDS: usize = TOLD + 60;
const FIRST_TIME_NANOSECONDS: usize = TOLD + 64;
/** The cache that did not know the packet at which skimming ended; 1: the filter did not; 0: it ended otherwise. */
const AT_A_LOSS: usize = TOLD + 48;
/** How many are told of at NEW. */
const ADOPTED: usize = TOLD + 56;
/** Nobody reads it: it is where loads that only fetch something leave what they got. */
const TOUCHED: usize = TOLD + 52;

/**
 * Of `gated`: one record after the other is asked about, with the times of those before it, and after it was taken into its
 * conversations.
 */
const IN_ORDER: u32 = 2;
/** In place of the cache: it is the filter that did not know. */
const FILTER: usize = 1;
const LEAST_BATCH: u32 = 4;
const MOST_BATCH: u32 = 32;

/** Packets that are left to be looked at closely before a call ends; later ones may be known when these are. */
const MOST_LEFT: u32 = 128;
/**
 * At first fewer: most of those are of headers that are known when one of them was dissected, and dissecting is slow until V8
 * has compiled it. So many more a call.
 */
const MORE_LEFT: f64 = 0.25;
let patience: f64 = 1;
/** What is said of those behind a filter. */
const NOTHING: u32 = 0;

/** Finds the flows of the entries up to `end`; FOUND is 0 where one is not known. */
function lookUp(cache: usize, end: usize, gated: u32): void {
  const index = load<u32>(cache, INDEX);
  const mask = load<u32>(cache, INDEX_MASK);
  let key = TOLD_BY;
  for (let e = BATCH; e < end; e += ENTRY, key += MOST_TOLD_BY) {
    const packet: usize = load<u32>(e, PACKET);
    const number = load<u16>(triedFor(cache, packet));
    const layout = layoutOf(cache, number);
    store<u32>(e, 0, AS);
    if (number === 0 || !fits(layout, packet, load<i32>(e, CAPTURED), load<i32>(e, ORIGINAL))) continue;
    store<u32>(e, <u32>layout, AS);
    store<u32>(e, pack(layout, packet, key), AS_HASH);
    keepFit(e);
  }
  for (let e = BATCH; e < end; e += ENTRY)
    store<u32>(e, <u32>(load<u32>(e, AS) === 0 ? 0 : candidate(index, mask, load<u32>(e, AS_HASH))), FOUND);
  let touched: u32 = 0;
  for (let e = BATCH; e < end; e += ENTRY) {
    const flow: usize = load<u32>(e, FOUND);
    touched |= load<u32>(flow);
    if (gated === IN_ORDER && flow !== 0) touched |= load<u32>(flow, CONNECTION);
  }
  // What stands where those say so is asked for when all of them are on their way.
  if (gated === IN_ORDER)
    for (let e = BATCH; e < end; e += ENTRY) touched |= touchOf(<usize>load<u32>(e, FOUND));
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
      keepFit(e);
      store<u32>(e, suiting, SUITED);
    }
    store<u32>(e, <u32>flow, FOUND);
  }
}

/**
 * Finds out what is said of the entries; those of which that is nothing have to be looked at closely.
 * @param taken   records that were taken before
 * @param before  how many of those count or are left
 */
function answerAll(cache: usize, end: usize, taken: u32, before: u32): void {
  let first = end;
  let behind: usize = 0;
  let isNew = false;
  for (let e = BATCH; e < end; e += ENTRY) {
    const flow: usize = load<u32>(e, FOUND);
    const says = flow === 0 ? answeredFirst(cache, e, roomForNew()) : answeredAgain(cache, flow, e, taken);
    store<u32>(e, says, SAID);
    if (says === NOTHING) leaves(cache, e);
    if (says === COUNTS && load<u32>(e, FOUND) === 0) isNew = true;
    if (says !== ASKED) continue;
    if (behind === 0) first = e;
    behind = e + ENTRY;
  }
  if (behind === 0) return;
  // Who is asked adds flows as well, each with the first of its packets that counts.
  if (isNew) {
    for (let e = BATCH; e < behind; e += ENTRY) {
      if (load<u32>(e, FOUND) !== 0 || load<u32>(e, SAID) !== COUNTS) continue;
      store<u32>(e, ASKED, SAID);
      first = min(first, e);
    }
  }
  for (let e = BATCH; e < first; e += ENTRY) if (hasNumber(load<u32>(e, SAID))) before++;
  ask(first, behind, taken, before);
}

/** Whether a packet of which that is said counts, or may. */
function hasNumber(says: u32): bool {
  return says === COUNTS || says === NOTHING;
}

/** Whether the packets of a flow that is behind no filter are frames in one piece. */
function isFrames(cache: usize, flow: usize): bool {
  return areFrames(cache, load<u32>(flow, FLAGS) >> NUMBER_SHIFT);
}

/** The flow of an entry that `lookUp` did not find, added if need be. */
function adoptFor(cache: usize, e: usize, gated: u32, before: u32, taken: u32): usize {
  const packet: usize = load<u32>(e, PACKET);
  const captured = load<u32>(e, CAPTURED);
  const original = load<u32>(e, ORIGINAL);
  const number = load<u32>(e, SUITED);
  if (number === 0) return 0;
  // Whose frames in one piece are is found out elsewhere.
  if (areFrames(cache, number)) return 0;
  // An entry before may have added it.
  let flow = known(cache, packet, captured, original);
  let isNew = flow === 0;
  if (isNew) flow = adopt(cache, number, packet, captured, original);
  if (flow === 0) return 0;
  if (gated !== 0) {
    const first = load<u32>(e, SAID_FIRST);
    const withRow = first > ASKED ? first | HAS_ROW : first;
    const said = answerOf(flow);
    // A packet that did not count may have added it.
    if (said === first && first > ASKED) isNew = true;
    else if (said !== 0 && said !== withRow) return 0;
    setAnswer(flow, withRow);
  }
  if (isNew) {
    arrive(e, flow, before, taken);
  }
  keepFit(e);
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
 * Takes whole records (little-endian) from the front and counts each for its flow. Some whose flow is not known and cannot be
 * added, or of which nobody knows what a filter says, are left to whoever calls, but IN_ORDER; at the next one, or one that is
 * damaged, it ends.
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
  expect(mostNew);
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
  const enough = <u32>patience;
  const header = id < 0 ? RECORD : BLOCK_HEADER;
  // The flows of a whole batch can be added yet, unless they never could.
  const mostBefore = mostNew > MOST_BATCH ? mostNew - MOST_BATCH : mostNew;
  // Not in the midst of what was looked up.
  while (going && taken < most && left < enough && adopted <= mostBefore) {
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
      let unknown = entries;
      if (gated === IN_ORDER) {
        // Packets that are looked at closely have times, too.
        store<u32>(LAST_SECONDS, lastSeconds);
        store<u32>(LAST_NANOSECONDS, lastNanoseconds);
        store<u32>(FIRST_TIME_SECONDS, firstSeconds);
        store<u32>(FIRST_TIME_NANOSECONDS, firstNanoseconds);
        unknown = firstInOrder(cache, entries, taken, passed + handed);
        lastSeconds = load<u32>(LAST_SECONDS);
        lastNanoseconds = load<u32>(LAST_NANOSECONDS);
        firstSeconds = load<u32>(FIRST_TIME_SECONDS);
        firstNanoseconds = load<u32>(FIRST_TIME_NANOSECONDS);
        if (endsBehind) going = false;
      } else answerAll(cache, entries, taken, passed + left);
      if (unknown !== entries) {
        going = false;
        if (!endsBehind) loss = load<u32>(unknown, FOUND) === 0 ? cache : FILTER;
        next = load<u32>(unknown, PACKET) - header;
        count = load<u32>(unknown, ORDER);
      }
      entries = unknown;
    }
    for (let e = BATCH; e < entries; e += ENTRY) {
      if (gated !== 0 && load<u32>(e, SAID) === DOES_NOT_COUNT) continue;
      let flow: usize = load<u32>(e, FOUND);
      const seconds = load<u32>(e, AT_SECONDS);
      const nanoseconds = load<u32>(e, AT_NANOSECONDS);
      const before = passed + left;
      let frame: usize = 0;
      if (gated !== 0 && load<u32>(e, SAID) === NOTHING) {
        if (flow !== 0 && areFrames(cache, numberIn(flow))) frame = flow | KNOWN;
        flow = 0;
      } else if (flow === 0 && roomForNew() > 0) flow = adoptFor(cache, e, gated, before, taken);
      else if (gated === 0 && flow !== 0 && isFrames(cache, flow) && !entered(flow, e, true)) {
        frame = flow | KNOWN;
        flow = 0;
      }
      if (flow === 0 && gated !== IN_ORDER && left < MOST_LEFT) {
        if (gated === 0) leaves(cache, e);
        leave(e, frame, before, taken);
        continue;
      }
      if (flow === 0) {
        going = false;
        loss = cache;
        next = load<u32>(e, PACKET) - header;
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
  if (left >= enough) patience = min(patience + MORE_LEFT, <f64>(MOST_LEFT - MOST_BATCH));
  store<u32>(SKIMMED, taken);
  store<u32>(PASSED, passed);
  store<u32>(CUT, cut);
  store<u32>(LAST_SECONDS, lastSeconds);
  store<u32>(LAST_NANOSECONDS, lastNanoseconds);
  store<u32>(FIRST_TIME_SECONDS, firstSeconds);
  store<u32>(FIRST_TIME_NANOSECONDS, firstNanoseconds);
  store<u32>(AT_A_LOSS, <u32>loss);
  store<u32>(ADOPTED, adopted + left);
  store<u32>(LEFT, left + handed);
  store<f64>(PASSED_BYTES, bytes);
  store<f64>(PASSED_CAPTURED, allCaptured);
  return at;
}
