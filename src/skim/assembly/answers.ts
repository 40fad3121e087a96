/** What is said of records behind a filter, by what is said of their flows. */
import { arrive, roomForNew } from "./arrivals";
import { ask } from "./ask";
import { connect } from "./follow";
import { areFrames, entered } from "./frames";
import {
  adopt,
  answerOf,
  firstAnswer,
  fits,
  hasRoom,
  known,
  layoutOf,
  meet,
  numberIn,
  setAnswer,
  TOLD,
} from "./match";
import {
  CAPTURED,
  ENTRY,
  FOUND,
  keepFit,
  ORDER,
  ORIGINAL,
  PACKET,
  SAID,
  SAID_FIRST,
  SUITED,
} from "./records";
import { seated } from "./seats";
import { told } from "./spots";

export const DOES_NOT_COUNT: u32 = 1;
export const COUNTS: u32 = 2;
export const ASKED: u32 = 3;
/** Of what is said by a program: those of its packets that count have a row; or of a flow that is new, can have one. */
export const HAS_ROW: u32 = 1;
/** There stands the address of the addresses of programs. */
const PROGRAMS: usize = TOLD + 80;
/** Not 0: frames in one piece that count have to wait for packets that are held back. */
const FRAMES_WAIT: usize = TOLD + 92;

/**
 * What is said of a packet of a layout by what is said of its flow, as far as that can be told here.
 * @inline
 */
function answered(answer: u32, layout: usize, e: usize): u32 {
  if (answer <= ASKED) return answer;
  return told(load<u32>(<usize>load<u32>(PROGRAMS) + ((answer >> 1) << 2)), layout, e);
}

/** The same by its flow; of those that count somebody has to find the row first. */
export function answeredBy(cache: usize, flow: usize, e: usize): u32 {
  const answer = answerOf(flow);
  const says = answered(answer, layoutOf(cache, numberIn(flow)), e);
  return says === COUNTS && lacksRow(answer) ? ASKED : says;
}

function lacksRow(answer: u32): bool {
  return answer > ASKED && (answer & HAS_ROW) === 0;
}

/** Whether the rows of a layout's flows of which that is said can be made later on, as of those that are added. */
function canHaveRow(layout: usize, answer: u32, e: usize): bool {
  return firstAnswer(layout, load<u32>(e, PACKET)) === (answer | HAS_ROW);
}

/** What is said of a frame in one piece, which it is surely, and none that came before; 0: it has to be looked at closely. */
function answeredFrame(flow: usize, e: usize, answer: u32, says: u32, taken: u32): u32 {
  if (says === ASKED) {
    store<u32>(e, ASKED, SAID);
    // No row is made for it, so it does not matter how many count before.
    ask(e, e + ENTRY, taken, 0);
    says = load<u32>(e, SAID);
  } else if (says === COUNTS && lacksRow(answer)) return 0;
  if (says === DOES_NOT_COUNT) return entered(flow, e, false) ? says : 0;
  return says === COUNTS && load<u32>(FRAMES_WAIT) === 0 && entered(flow, e, true) ? says : 0;
}

/**
 * As `answeredBy`; the first one that counts comes back as one of a flow that is not known, if that can have a row.
 * @param taken records that were taken before those that are looked up with it
 */
export function answeredAgain(cache: usize, flow: usize, e: usize, taken: u32): u32 {
  const answer = answerOf(flow);
  const number = numberIn(flow);
  const layout = layoutOf(cache, number);
  const says = answered(answer, layout, e);
  if (areFrames(cache, number)) return answeredFrame(flow, e, answer, says, taken);
  if (says !== COUNTS || !lacksRow(answer)) return says;
  if (load<u32>(e, ORDER) >= roomForNew() || !canHaveRow(layout, answer, e)) return ASKED;
  store<u32>(e, 0, FOUND);
  store<u32>(e, number, SUITED);
  store<u32>(e, answer, SAID_FIRST);
  return says;
}

/**
 * The same where one record is answered after the other: of those that count the first one is told, if its flow can have a row.
 * @param taken  records that were taken before those that are looked up with it
 * @param before so many count before it
 * @inline
 */
export function answeredInOrder(cache: usize, flow: usize, e: usize, taken: u32, before: u32): u32 {
  const answer = answerOf(flow);
  const layout = layoutOf(cache, numberIn(flow));
  const says = answered(answer, layout, e);
  // Whose frames these are is found out elsewhere.
  if (says === COUNTS && lacksRow(answer) && areFrames(cache, numberIn(flow))) return 0;
  if (says !== COUNTS || !lacksRow(answer)) return says;
  if (!canHaveRow(layout, answer, e) || roomForNew() === 0) return ASKED;
  setAnswer(flow, answer | HAS_ROW);
  arrive(e, flow, before, taken);
  return says;
}

/**
 * The same of one of a flow that is not known. That is added if the packet does not count; else it is later on, when it is
 * known how many count before.
 * @param room so many flows may be added of which a packet counts
 */
export function answeredFirst(cache: usize, e: usize, room: u32): u32 {
  const packet: usize = load<u32>(e, PACKET);
  const number = load<u32>(e, SUITED);
  if (number === 0) return 0;
  if (!hasRoom(cache)) return ASKED;
  const layout = layoutOf(cache, number);
  if (areFrames(cache, number)) return 0;
  const first = firstAnswer(layout, packet);
  // Another layout was looked at last.
  if (first > ASKED && fits(layout, packet, load<u32>(e, CAPTURED), load<u32>(e, ORIGINAL))) keepFit(e);
  const says = first === 0 ? ASKED : answered(first, layout, e);
  const withoutRow = first <= ASKED ? first : first & ~HAS_ROW;
  if (says === COUNTS && (first <= ASKED || (first & HAS_ROW) !== 0) && load<u32>(e, ORDER) < room)
    store<u32>(e, withoutRow, SAID_FIRST);
  else if (says !== DOES_NOT_COUNT) return ASKED;
  else {
    const flow = meet(cache, packet, load<u32>(e, CAPTURED), load<u32>(e, ORIGINAL));
    if (answerOf(flow) === 0) setAnswer(flow, withoutRow);
    store<u32>(e, <u32>flow, FOUND);
  }
  return says;
}

/**
 * The flow of an entry for which none was found, if there is one by now, or one can be added whose packets are followed and
 * asked about one by one. 0: there is none.
 */
export function metFor(cache: usize, e: usize): usize {
  const packet: usize = load<u32>(e, PACKET);
  const number = load<u32>(e, SUITED);
  if (number === 0) return 0;
  const captured = load<u32>(e, CAPTURED);
  const original = load<u32>(e, ORIGINAL);
  let flow = known(cache, packet, captured, original);
  if (flow === 0) {
    const layout = layoutOf(cache, number);
    const first = firstAnswer(layout, packet);
    if ((first <= ASKED && first !== DOES_NOT_COUNT) || !hasRoom(cache) || !seated(layout, packet)) return 0;
    flow = adopt(cache, number, packet, captured, original);
    setAnswer(flow, first > ASKED ? first & ~HAS_ROW : first);
    connect(flow);
  }
  keepFit(e);
  return flow;
}
