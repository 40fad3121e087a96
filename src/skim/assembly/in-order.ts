/** Records one after the other: what is said of each once it was taken into its conversations. */
import { ASKED, answeredInOrder, COUNTS, DOES_NOT_COUNT, metFor } from "./answers";
import { handOver } from "./arrivals";
import { ask, HANDED_LAST, hand, note } from "./ask";
import { expires, isHeld, passesBy, WAITS, waits } from "./beside";
import { begins, ends } from "./facts";
import { follow } from "./follow";
import { areFrames, entered } from "./frames";
import { answerOf, numberIn, TOLD } from "./match";
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
/** The same as it is shown: a word. To make one of the other takes longer than to tell what a segment is. */
const SHOWN_BEFORE: usize = TOLD + 96;

/** Whether it ends behind a packet that was looked at closely, and not before one that nobody knows the answer for. */
export let endsBehind: bool = false;

/**
 * @param passed how many packets before the first entry count, or were looked at closely
 * @returns the first entry that was not dealt with; `end` if there is none
 */
export function firstInOrder(cache: usize, end: usize, taken: u32, passed: u32): usize {
  endsBehind = false;
  const before = load<f64>(NUMBER_BEFORE) + <f64>taken + 1;
  const shownBefore = load<u32>(SHOWN_BEFORE);
  let e = BATCH;
  for (; e < end; e += ENTRY) {
    const seconds = <f64>load<u32>(e, AT_SECONDS);
    const nanoseconds = load<i32>(e, AT_NANOSECONDS);
    const mayWait = isHeld();
    if (mayWait && expires(seconds, nanoseconds)) break;
    if (load<u32>(e, FOUND) === 0) store<u32>(e, <u32>metFor(cache, e), FOUND);
    const flow: usize = load<u32>(e, FOUND);
    const number = before + <f64>load<u32>(e, ORDER);
    const packet: usize = load<u32>(e, PACKET);
    if (
      mayWait &&
      flow !== 0 &&
      waits(flow, answerOf(flow), areFrames(cache, numberIn(flow)), packet, number)
    ) {
      store<u32>(e, WAITS, SAID);
      hand(e, taken, passed);
      store<u32>(e, DOES_NOT_COUNT, SAID);
      handOver();
      passed++;
      continue;
    }
    const shown = shownBefore + taken + 1 + load<u32>(e, ORDER);
    begins(shown > shownBefore ? shown : u32.MAX_VALUE, seconds, nanoseconds);
    const isKnown = flow !== 0 && follow(flow, packet, load<u32>(e, ORIGINAL), number, seconds, nanoseconds);
    store<u32>(e, isKnown ? answeredInOrder(cache, flow, e, taken, passed) : ASKED, SAID);
    // Who is asked may follow it.
    const mayBeKnown = flow !== 0 || (load<u32>(e, SUITED) !== 0 && !mayWait);
    if (load<u32>(e, SAID) === ASKED && mayBeKnown) ask(e, e + ENTRY, taken, passed);
    let says = load<u32>(e, SAID);
    const known: usize = load<u32>(e, FOUND);
    if (known !== 0 && says <= COUNTS && areFrames(cache, numberIn(known))) {
      if (says === DOES_NOT_COUNT && !entered(known, e, false)) note(e);
      if (says === COUNTS && !entered(known, e, true)) says = 0;
    }
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
    ends(seconds, nanoseconds, says === COUNTS);
    if (mayWait) passesBy(load<u32>(e, CAPTURED));
    if (says === COUNTS) passed++;
  }
  return e;
}
