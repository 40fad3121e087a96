/**
 * The segments of one direction that nobody has acknowledged yet, as in ../tcp-unacked.ts: in memory, for many
 * connections. Addresses are in bytes.
 */
import { room } from "./ask";

// A list, as a part of what is known of a direction: its first and last segment, 0: there is none, how many there are,
// their lowest and highest number, and whether each goes on at or behind where the one before does, near the first.
const FIRST: usize = 0;
const LAST: usize = 4;
const COUNT: usize = 8;
const LOW: usize = 12;
const HIGH: usize = 16;
const SORTED: usize = 20;

// A segment: its packet and time, its first number that nobody acknowledged, the one behind it, and the next segment.
export const SENT_IN: usize = 0;
export const SENT_AT: usize = 8;
const SEQUENCE: usize = 16;
const NEXT: usize = 20;
const LINK: usize = 24;
const SIZE: usize = 32;

// What all lists share, at a fixed address: what ../tcp-memory.ts calls SEGMENTS. The first one of those that are not in
// use, where there is room for more and where that ends, and how many are in use.
const SEGMENTS: usize = 5632;
const FREE: usize = SEGMENTS;
const TOP: usize = SEGMENTS + 4;
const END: usize = SEGMENTS + 8;
const HELD: usize = SEGMENTS + 12;

/** Most segments that are kept of a direction, and of all connections together. */
const MOST_OF_LIST: u32 = 10_000;
const MOST_OF_ALL: u32 = 1_000_000;
/** Where all numbers of a list are so near each other, comparing them goes by their order. */
const NEAR: u32 = 1 << 30;

/** Whether `a` comes after `b`, around the end of the numbers. */
export function after(a: u32, b: u32): bool {
  return <i32>(a - b) > 0;
}

/** Room for a segment; 0: there is none. */
function take(): usize {
  const free: usize = load<u32>(FREE);
  if (free !== 0) {
    store<u32>(FREE, load<u32>(free, LINK));
    return free;
  }
  if (load<u32>(TOP) + SIZE > load<u32>(END)) room();
  const top: usize = load<u32>(TOP);
  if (top + SIZE > load<u32>(END)) return 0;
  store<u32>(TOP, <u32>(top + SIZE));
  return top;
}

function leave(sent: usize): void {
  store<u32>(sent, load<u32>(FREE), LINK);
  store<u32>(FREE, <u32>sent);
}

export function add(list: usize, packet: f64, time: f64, sequence: u32, next: u32): void {
  const count = load<u32>(list, COUNT);
  if (count >= MOST_OF_LIST || load<u32>(HELD) >= MOST_OF_ALL) return;
  const sent = take();
  if (sent === 0) return;
  store<f64>(sent, packet, SENT_IN);
  store<f64>(sent, time, SENT_AT);
  store<u32>(sent, sequence, SEQUENCE);
  store<u32>(sent, next, NEXT);
  store<u32>(sent, 0, LINK);
  if (count === 0) {
    store<u32>(list, <u32>sent, FIRST);
    store<u32>(list, sequence, LOW);
    store<u32>(list, next, HIGH);
    store<u32>(list, 1, SORTED);
  } else {
    const last: usize = load<u32>(list, LAST);
    store<u32>(last, <u32>sent, LINK);
    const isOn =
      sequence - load<u32>(last, SEQUENCE) < NEAR &&
      next - load<u32>(last, NEXT) < NEAR &&
      next - load<u32>(list, LOW) < NEAR;
    if (!isOn) store<u32>(list, 0, SORTED);
    if (after(load<u32>(list, LOW), sequence)) store<u32>(list, sequence, LOW);
    if (after(next, load<u32>(list, HIGH))) store<u32>(list, next, HIGH);
  }
  store<u32>(list, <u32>sent, LAST);
  store<u32>(list, count + 1, COUNT);
  store<u32>(HELD, load<u32>(HELD) + 1);
}

/** Bytes from the first that nobody acknowledged to the last that was sent; 0: all were acknowledged. */
export function inFlight(list: usize): u32 {
  return load<u32>(list, COUNT) === 0 ? 0 : load<u32>(list, HIGH) - load<u32>(list, LOW);
}

/** The one that a sender's timer runs for; 0: there is none. */
export function oldest(list: usize): usize {
  return load<u32>(list, COUNT) === 0 ? 0 : load<u32>(list, FIRST);
}

/**
 * Forgets what the number acknowledges.
 * @returns the oldest that ends right there, which can be read until the next one is added; 0: there is none
 */
export function acknowledge(list: usize, number: u32): usize {
  if (load<u32>(list, COUNT) === 0) return 0;
  const low = load<u32>(list, LOW);
  const high = load<u32>(list, HIGH);
  const isNear = high - low < NEAR && <i32>(high - number) >= <i32>(low - number);
  return isNear && load<u32>(list, SORTED) !== 0 ? cut(list, number) : sift(list, number);
}

/** The same where what is acknowledged stands at the front. */
function cut(list: usize, number: u32): usize {
  let ends: usize = 0;
  let sent: usize = load<u32>(list, FIRST);
  let gone: u32 = 0;
  while (sent !== 0 && !after(load<u32>(sent, NEXT), number)) {
    const next: usize = load<u32>(sent, LINK);
    if (ends === 0 && load<u32>(sent, NEXT) === number) ends = sent;
    leave(sent);
    gone++;
    sent = next;
  }
  store<u32>(list, <u32>sent, FIRST);
  store<u32>(list, load<u32>(list, COUNT) - gone, COUNT);
  store<u32>(HELD, load<u32>(HELD) - gone);
  for (let s = sent; s !== 0 && after(number, load<u32>(s, SEQUENCE)); s = load<u32>(s, LINK))
    store<u32>(s, number, SEQUENCE);
  if (sent !== 0) store<u32>(list, load<u32>(sent, SEQUENCE), LOW);
  return ends;
}

/** The same, one by one. */
function sift(list: usize, number: u32): usize {
  let ends: usize = 0;
  let sent: usize = load<u32>(list, FIRST);
  let left: u32 = 0;
  let last: usize = 0;
  let gone: u32 = 0;
  while (sent !== 0) {
    const next: usize = load<u32>(sent, LINK);
    if (ends === 0 && load<u32>(sent, NEXT) === number) ends = sent;
    if (!after(load<u32>(sent, NEXT), number)) {
      leave(sent);
      gone++;
    } else {
      if (after(number, load<u32>(sent, SEQUENCE))) store<u32>(sent, number, SEQUENCE);
      if (left === 0 || after(load<u32>(list, LOW), load<u32>(sent, SEQUENCE)))
        store<u32>(list, load<u32>(sent, SEQUENCE), LOW);
      if (left === 0) store<u32>(list, <u32>sent, FIRST);
      else store<u32>(last, <u32>sent, LINK);
      last = sent;
      left++;
    }
    sent = next;
  }
  if (left !== 0) store<u32>(last, 0, LINK);
  store<u32>(list, <u32>last, LAST);
  store<u32>(list, left, COUNT);
  store<u32>(HELD, load<u32>(HELD) - gone);
  return ends;
}

/** Nobody asks any more. */
export function drop(list: usize): void {
  const count = load<u32>(list, COUNT);
  if (count === 0) return;
  store<u32>(load<u32>(list, LAST), load<u32>(FREE), LINK);
  store<u32>(FREE, load<u32>(list, FIRST));
  store<u32>(HELD, load<u32>(HELD) - count);
  store<u32>(list, 0, COUNT);
}
