/**
 * What all conversations in memory begin with, and what is told of a packet of theirs. Addresses are in bytes, times in
 * seconds and nanoseconds.
 */
import { BEFORE_NANOSECONDS, BEFORE_SECONDS, BEGAN_NANOSECONDS, BEGAN_SECONDS, TOLD_STREAM } from "./facts";

/** A number that grows: by the packet that belonged to it last, for whoever forgets the oldest. */
export const USED: usize = 0;
/** When its first packet came, and the last one (seconds and nanoseconds, -1: it had no time). */
export const FIRST_SECONDS: usize = 8;
const LAST_SECONDS: usize = 16;
const FIRST_NANOSECONDS: usize = 24;
const LAST_NANOSECONDS: usize = 28;
/** Its number, and how often the room was used anew. */
const STREAM: usize = 48;
export const SERIAL: usize = 52;
/** A byte: whether it began. */
export const BEGUN: usize = 59;

/** Begins with a packet. @param streams where it stands how many of its kind there were */
export function open(c: usize, seconds: f64, nanoseconds: i32, streams: usize): void {
  store<f64>(c, seconds, FIRST_SECONDS);
  store<i32>(c, nanoseconds, FIRST_NANOSECONDS);
  store<f64>(c, seconds, LAST_SECONDS);
  store<i32>(c, nanoseconds, LAST_NANOSECONDS);
  store<u32>(c, load<u32>(streams), STREAM);
  store<u32>(streams, load<u32>(streams) + 1);
}

/** Tells its number and the times before a packet, which is its last one from now on. @param shift from where it is told of the innermost one */
export function tell(c: usize, shift: usize, used: f64, seconds: f64, nanoseconds: i32): void {
  store<u32>(shift + TOLD_STREAM, load<u32>(c, STREAM));
  store<f64>(shift + BEGAN_SECONDS, load<f64>(c, FIRST_SECONDS));
  store<f64>(shift + BEFORE_SECONDS, load<f64>(c, LAST_SECONDS));
  store<i32>(shift + BEGAN_NANOSECONDS, nanoseconds < 0 ? -1 : load<i32>(c, FIRST_NANOSECONDS));
  store<i32>(shift + BEFORE_NANOSECONDS, nanoseconds < 0 ? -1 : load<i32>(c, LAST_NANOSECONDS));
  store<f64>(c, seconds, LAST_SECONDS);
  store<i32>(c, nanoseconds, LAST_NANOSECONDS);
  store<f64>(c, used, USED);
}

/** Its room may be used anew. */
export function close(c: usize): void {
  store<u8>(c, 0, BEGUN);
  store<u32>(c, load<u32>(c, SERIAL) + 1, SERIAL);
}
