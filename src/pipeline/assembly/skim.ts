/** Records of known flows, many at once. What is exported here is what ../flow-memory.ts calls. */
import {
  ANSWER,
  BYTES,
  CARRIED,
  FLAGS,
  fits,
  flowOf,
  hashOf,
  INDEX,
  INDEX_MASK,
  known,
  LEAST,
  LONGEST,
  layoutOf,
  NANOSECONDS,
  PACKETS,
  SECONDS,
  TOLD,
  TOLD_CARRIED,
  TOLD_FLAGS,
  triedFor,
} from "./match";

export { add, find, findAs, prefer, reindex } from "./match";

// More of what a call tells.
const SKIMMED: usize = TOLD + 8;
const PASSED: usize = TOLD + 12;
const CUT: usize = TOLD + 16;
const LAST_SECONDS: usize = TOLD + 20;
const LAST_NANOSECONDS: usize = TOLD + 24;
const PASSED_BYTES: usize = TOLD + 32;
const PASSED_CAPTURED: usize = TOLD + 40;
/** The cache that did not know the packet at which skimming ended; 0: it ended for another reason. */
const AT_A_LOSS: usize = TOLD + 48;
/** Nobody reads it: it is where loads that only fetch something leave what they got. */
const TOUCHED: usize = TOLD + 52;

/** Header of a record of classic pcap: seconds, fraction, captured and original length. */
const RECORD: u32 = 16;
const SECOND: u64 = 1_000_000_000;

// A record that is being skimmed. Some are looked up side by side: each flow is somewhere in memory, and the processor
// fetches many of them at once only if little else stands between the loads.
const PACKET: usize = 0;
const CAPTURED: usize = 4;
const ORIGINAL: usize = 8;
const AT_SECONDS: usize = 12;
const FRACTION: usize = 16;
const AS: usize = 20;
const AS_HASH: usize = 24;
const FOUND: usize = 28;
const WITH_CARRIED: usize = 32;
const WITH_FLAGS: usize = 36;
const ORDER: usize = 40;
const ENTRY: usize = 48;
const BATCH: usize = 2560;
const COUNTS: u32 = 2;
const LEAST_BATCH: u32 = 4;
const MOST_BATCH: u32 = 32;

/** Finds the flows of the entries up to `end`; FOUND is 0 where one is not known. */
function lookUp(cache: usize, end: usize): void {
  const index = load<u32>(cache, INDEX);
  const mask = load<u32>(cache, INDEX_MASK);
  for (let e = BATCH; e < end; e += ENTRY) {
    const packet: usize = load<u32>(e, PACKET);
    const number = load<u8>(triedFor(cache, packet));
    const layout = layoutOf(cache, number);
    store<u32>(e, 0, AS);
    store<u32>(e, 0, AS_HASH);
    if (number === 0 || !fits(layout, packet, load<i32>(e, CAPTURED), load<i32>(e, ORIGINAL))) continue;
    store<u32>(e, <u32>layout, AS);
    store<u32>(e, hashOf(layout, packet), AS_HASH);
    store<u32>(e, load<u32>(TOLD_CARRIED), WITH_CARRIED);
    store<u32>(e, load<u32>(TOLD_FLAGS), WITH_FLAGS);
  }
  for (let e = BATCH; e < end; e += ENTRY) {
    store<u32>(e, load<u32>(index + ((load<u32>(e, AS_HASH) & mask) << 2)), FOUND);
  }
  let touched: u32 = 0;
  for (let e = BATCH; e < end; e += ENTRY) {
    const flow: usize = load<u32>(e, FOUND);
    touched |= load<u32>(flow) | load<u32>(flow, 64);
  }
  store<u32>(TOUCHED, touched);
  for (let e = BATCH; e < end; e += ENTRY) {
    const packet: usize = load<u32>(e, PACKET);
    const layout: usize = load<u32>(e, AS);
    let flow: usize = layout === 0 ? 0 : flowOf(cache, layout, packet, load<u32>(e, AS_HASH));
    if (flow === 0) {
      // In another of the layouts that are tried for it, or in none.
      flow = known(cache, packet, load<u32>(e, CAPTURED), load<u32>(e, ORIGINAL));
      store<u32>(e, load<u32>(TOLD_CARRIED), WITH_CARRIED);
      store<u32>(e, load<u32>(TOLD_FLAGS), WITH_FLAGS);
    }
    store<u32>(e, <u32>flow, FOUND);
  }
}

/** Makes entries of the whole records from `at` on. @returns where they end */
function gather(at: usize, end: usize, most: u32, longest: u32): usize {
  let e = BATCH;
  const full = BATCH + ENTRY * most;
  let order: u32 = 0;
  while (e < full && end - at >= RECORD) {
    const captured = load<u32>(at, 8);
    const original = load<u32>(at, 12);
    if (captured > longest || end - at - RECORD < captured || captured < LEAST || original > LONGEST) break;
    store<u32>(e, <u32>(at + RECORD), PACKET);
    store<u32>(e, captured, CAPTURED);
    store<u32>(e, original, ORIGINAL);
    store<u32>(e, load<u32>(at), AT_SECONDS);
    store<u32>(e, load<u32>(at, 4), FRACTION);
    store<u32>(e, order++, ORDER);
    e += ENTRY;
    at += RECORD + captured;
  }
  return e;
}

/** Leaves the entries that count. @returns where they end */
function choose(end: usize): usize {
  let kept = BATCH;
  for (let e = BATCH; e < end; e += ENTRY) {
    const answer: usize = load<u32>(e, FOUND);
    if (load<u32>(answer, ANSWER) !== COUNTS) continue;
    if (kept !== e) memory.copy(kept, e, ENTRY);
    kept += ENTRY;
  }
  return kept;
}

/** The first entry that nobody knows the answer for; `end` if there is none. */
function firstUnanswered(end: usize): usize {
  let e = BATCH;
  while (e < end && load<u32>(e, FOUND) !== 0 && load<u32>(load<u32>(e, FOUND), ANSWER) !== 0) e += ENTRY;
  return e;
}

/**
 * Takes whole records of classic pcap (little-endian) from the front and counts each for its flow, up to the first
 * that has to be looked at: its flow is not known, its time is before that of a packet before it, or it is damaged.
 *
 * @param gate  0, or a cache that tells which packets count
 * @param most  records that may be taken
 * @param scale nanoseconds a unit of the fraction
 * @param longest captured length that makes sense
 * @returns where the first record stands that was not taken; the totals are told
 */
export function skim(
  cache: usize,
  gate: usize,
  from: usize,
  end: usize,
  most: u32,
  scale: u32,
  longest: u32,
): usize {
  let at = from;
  let taken: u32 = 0;
  let passed: u32 = 0;
  let cut: u32 = 0;
  let loss: usize = 0;
  let bytes: f64 = 0;
  let allCaptured: f64 = 0;
  let lastSeconds = load<u32>(LAST_SECONDS);
  let lastNanoseconds = load<u32>(LAST_NANOSECONDS);
  let size = LEAST_BATCH;
  let going = true;
  while (going && taken < most) {
    let entries = gather(at, end, min(size, most - taken), longest);
    if (entries === BATCH) break;
    size = min(2 * size, MOST_BATCH);
    const last = entries - ENTRY;
    let next: usize = load<u32>(last, PACKET) + load<u32>(last, CAPTURED);
    let count = load<u32>(last, ORDER) + 1;
    if (gate !== 0) {
      lookUp(gate, entries);
      const unknown = firstUnanswered(entries);
      if (unknown !== entries) {
        going = false;
        loss = load<u32>(unknown, FOUND) === 0 ? gate : 0;
        next = load<u32>(unknown, PACKET) - RECORD;
        count = load<u32>(unknown, ORDER);
      }
      entries = choose(unknown);
    }
    lookUp(cache, entries);
    for (let e = BATCH; e < entries; e += ENTRY) {
      const flow: usize = load<u32>(e, FOUND);
      const seconds = load<u32>(e, AT_SECONDS);
      const nanoseconds: u64 = <u64>load<u32>(e, FRACTION) * scale;
      const backwards = seconds < lastSeconds || (seconds === lastSeconds && nanoseconds < lastNanoseconds);
      if (flow === 0 || backwards || nanoseconds >= SECOND) {
        going = false;
        loss = flow === 0 ? cache : 0;
        next = load<u32>(e, PACKET) - RECORD;
        count = load<u32>(e, ORDER);
        break;
      }
      const captured = load<u32>(e, CAPTURED);
      const original = load<u32>(e, ORIGINAL);
      store<u32>(flow, load<u32>(flow, PACKETS) + 1, PACKETS);
      store<f64>(flow, load<f64>(flow, BYTES) + <f64>original, BYTES);
      store<f64>(flow, load<f64>(flow, CARRIED) + <f64>load<i32>(e, WITH_CARRIED), CARRIED);
      store<u32>(flow, seconds, SECONDS);
      store<u32>(flow, <u32>nanoseconds, NANOSECONDS);
      store<u32>(flow, load<u32>(flow, FLAGS) | load<u32>(e, WITH_FLAGS), FLAGS);
      lastSeconds = seconds;
      lastNanoseconds = <u32>nanoseconds;
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
  store<u32>(AT_A_LOSS, <u32>loss);
  store<f64>(PASSED_BYTES, bytes);
  store<f64>(PASSED_CAPTURED, allCaptured);
  return at;
}
