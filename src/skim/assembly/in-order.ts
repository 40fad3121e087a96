/** Records one after the other: what is said of each once it was taken into its conversations. */
import { ASKED, answeredBy, answeredInOrder, COUNTS, DOES_NOT_COUNT, metFor } from "./answers";
import { handOver } from "./arrivals";
import { ask, HANDED_LAST, hand, note } from "./ask";
import { begins, ends } from "./facts";
import { follow, isSeated } from "./follow";
import { isOfFrames, layoutOf, numberIn, TOLD } from "./match";
import {
  AT_NANOSECONDS,
  AT_SECONDS,
  BATCH,
  CAPTURED,
  ENTRY,
  FOUND,
  ORDER,
  ORIGINAL,
  PACKET,
  SAID,
  SUITED,
} from "./records";

/** How many packets came before those that a call is given. */
const NUMBER_BEFORE: usize = TOLD + 72;
/** Packets are held back: those that come before these seconds may pass by them; 0: none is. Captured bytes of those that did. */
const HELD_UNTIL: usize = TOLD + 96;
const BESIDE: usize = TOLD + 104;

/** Whether it ends behind a packet that was looked at closely, and not before one that nobody knows the answer for. */
export let endsBehind: bool = false;

/**
 * @param passed how many packets before the first entry count, or were looked at closely
 * @returns the first entry that was not dealt with; `end` if there is none
 */
export function firstInOrder(cache: usize, end: usize, taken: u32, passed: u32): usize {
  endsBehind = false;
  const until = load<f64>(HELD_UNTIL);
  if (until > 0) return firstBeside(cache, end, until);
  const before = load<f64>(NUMBER_BEFORE) + <f64>taken + 1;
  let e = BATCH;
  for (; e < end; e += ENTRY) {
    if (load<u32>(e, FOUND) === 0) store<u32>(e, <u32>metFor(cache, e), FOUND);
    const flow: usize = load<u32>(e, FOUND);
    const number = before + <f64>load<u32>(e, ORDER);
    const seconds = <f64>load<u32>(e, AT_SECONDS);
    const nanoseconds = load<i32>(e, AT_NANOSECONDS);
    begins(number, seconds, nanoseconds);
    const packet: usize = load<u32>(e, PACKET);
    const isKnown = flow !== 0 && follow(flow, packet, load<u32>(e, ORIGINAL), number, seconds, nanoseconds);
    store<u32>(e, isKnown ? answeredInOrder(cache, flow, e, taken, passed) : ASKED, SAID);
    const mayBeKnown = flow !== 0 || load<u32>(e, SUITED) !== 0;
    if (load<u32>(e, SAID) === ASKED && mayBeKnown) ask(e, e + ENTRY, taken, passed);
    const says = load<u32>(e, SAID);
    if (says === 0 || says === ASKED) {
      const handed = hand(e, taken, passed);
      if (handed === 0) break;
      store<u32>(e, DOES_NOT_COUNT, SAID);
      handOver();
      passed++;
      endsBehind = handed === HANDED_LAST;
      if (!endsBehind) continue;
      e += ENTRY;
      break;
    }
    if (isOfFrames(layoutOf(cache, numberIn(load<u32>(e, FOUND))))) note(e);
    ends(seconds, nanoseconds, says === COUNTS);
    if (says === COUNTS) passed++;
  }
  return e;
}

/** The same while packets are held back, which those that neither count nor are followed need not wait for. */
function firstBeside(cache: usize, end: usize, until: f64): usize {
  let bytes = load<f64>(BESIDE);
  let e = BATCH;
  for (; e < end; e += ENTRY) {
    const flow: usize = load<u32>(e, FOUND);
    if (flow === 0 || isSeated(flow) || <f64>load<u32>(e, AT_SECONDS) >= until) break;
    if (isOfFrames(layoutOf(cache, numberIn(flow)))) break;
    if (answeredBy(cache, flow, e) !== DOES_NOT_COUNT) break;
    store<u32>(e, DOES_NOT_COUNT, SAID);
    bytes += <f64>load<u32>(e, CAPTURED);
  }
  store<f64>(BESIDE, bytes);
  return e;
}
