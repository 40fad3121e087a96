/**
 * Packets that come while others are held back, which wait to be whole. They are followed at once, but where one that is held
 * may change what is told of them: it may belong to a conversation of theirs, or may begin one as they do, and so have the
 * number before theirs. What those may change ../../pipeline/reserved.ts writes down here.
 */
import { ASKED, DOES_NOT_COUNT } from "./answers";
import { AROUND, beginsAround, beginsLast, CONNECTION, sizeOfLast } from "./follow";
import { hashOf, pairOf } from "./seats";
import { DATAGRAMS } from "./udp";

/** The number of the first packet that is held, 0: none is; and the second in which it came. */
const HELD: usize = 5760;
const SECONDS: usize = HELD + 8;
/** What is open longest was opened then, and is given up when it is that far away, in seconds. */
const OPENED: usize = HELD + 16;
const TIMEOUT: usize = HELD + 24;
/** The last packet that is held and may change everything; that may begin a conversation; that tells what only layers tell. */
const ALL: usize = HELD + 32;
const BEGINS: usize = HELD + 40;
const OTHERS: usize = HELD + 48;
/** Captured bytes of the packets that did not wait. */
const BYTES: usize = HELD + 56;
/**
 * Where it stands which packet is the last one that is held and may belong to a conversation: by hash of its scope and ends; by
 * that of its ends alone, where the scope is not known; and by that of its ends, be that known or not.
 */
const PLACES: usize = HELD + 64;
const PLACE_MASK: u32 = 4095;
const LOOSE: usize = 4096 << 3;
const ALL_LOOSE: usize = 2 * LOOSE;

/** Of an entry, in the place of what is said: it has to wait. */
export const WAITS: u32 = 4;

export function isHeld(): bool {
  return load<f64>(HELD) > 0;
}

/** Whether something that is open is given up at that time. */
export function expires(seconds: f64, nanoseconds: i32): bool {
  if (seconds <= load<f64>(SECONDS)) return false;
  return Math.abs(seconds + <f64>nanoseconds / 1e9 - load<f64>(OPENED)) > load<f64>(TIMEOUT);
}

function placeOf(hash: u32): usize {
  return <usize>load<u32>(PLACES) + ((hash & PLACE_MASK) << 3);
}

/** Whether one that is held, which may be `first` or one behind that, may belong to a conversation of so many bytes. */
function isTaken(c: usize, bytes: usize, first: f64): bool {
  return (
    load<f64>(placeOf(hashOf(c, bytes))) >= first || load<f64>(placeOf(pairOf(c, bytes)), LOOSE) >= first
  );
}

function takes(c: usize, bytes: usize, number: f64): void {
  store<f64>(placeOf(hashOf(c, bytes)), number);
  store<f64>(placeOf(pairOf(c, bytes)), number, ALL_LOOSE);
}

/**
 * Whether a packet of a known flow waits for those that are held, and others for it.
 * @param answer what is said of the flow
 * @param isFrame it is an STT frame
 */
export function waits(flow: usize, answer: u32, isFrame: bool, packet: usize, number: f64): bool {
  const connection: usize = load<u32>(flow, CONNECTION);
  const around: usize = load<u32>(flow, AROUND);
  const isFollowed = (connection | around) !== 0;
  if (!isFollowed && answer === DOES_NOT_COUNT) return false;
  const first = load<f64>(HELD);
  // The session takes frames in order.
  let isBound = load<f64>(ALL) >= first || (isFrame && answer !== DOES_NOT_COUNT);
  if (answer === ASKED && load<f64>(OTHERS) >= first) isBound = true;
  let begins = false;
  if (connection !== 0) {
    begins = beginsLast(flow, packet);
    if (isTaken(connection & ~1, sizeOfLast(flow), first)) isBound = true;
  }
  if (around !== 0) {
    if (beginsAround(around)) begins = true;
    if (isTaken(around & ~1, DATAGRAMS, first)) isBound = true;
  }
  if (begins && load<f64>(BEGINS) >= first) isBound = true;
  if (!isBound) return false;
  if (answer === ASKED) store<f64>(OTHERS, number);
  if (begins) store<f64>(BEGINS, number);
  if (connection !== 0) takes(connection & ~1, sizeOfLast(flow), number);
  if (around !== 0) takes(around & ~1, DATAGRAMS, number);
  return true;
}

/** Notes one that did not wait. */
export function passesBy(captured: u32): void {
  store<f64>(BYTES, load<f64>(BYTES) + <f64>captured);
}
