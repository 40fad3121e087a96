/**
 * A TCP connection in memory, a line of 64 bytes for each of what filters ask it for. Addresses are in bytes, times in
 * nanoseconds since the second in which it began.
 */
import { close } from "./conversation";
import { SKIP_REMARKS, SKIPPED } from "./facts";
import { drop } from "./unacked";

// First, in the line that all conversations begin with, where it stands: by direction, from who spoke first and back, its
// first number and how often the last acknowledgment was repeated (32 bits each); and as bytes which side spoke first, who
// sent a FIN first (1 more than its direction, 0: nobody), what it is made of, the directions' scales, and what is known.
export const BASES: usize = 32;
export const REPEATS: usize = 40;
export const FIRST_SIDE: usize = 56;
export const CLOSER: usize = 57;
export const PARTS: usize = 58;
export const SCALES: usize = 60;
export const KNOWN: usize = 62;
export const SIZE: usize = 256;

// Then what it takes to tell what is remarkable, 32 bytes a direction: see ../../conversations/tcp-state.ts.
export const REMARKABLE: usize = 64;
export const NEXT_TIME: usize = 64;
export const ACKNOWLEDGED_TIME: usize = 72;
export const NEXT: usize = 80;
export const ACKNOWLEDGEABLE: usize = 84;
export const ACKNOWLEDGED: usize = 88;
export const WINDOW: usize = 92;
export const STATES: usize = 94;

// Last what is in flight, a line each, and in what is left of these how long the handshake took and when the SYN came.
export const NEXT_IN: usize = 128;
export const ACKNOWLEDGED_IN: usize = 136;
export const PUSH_BYTES: usize = 144;
export const SACKED: usize = 152;
export const UNACKED: usize = 192;
export const ROUND_TRIP: usize = 216;
export const SYN_TIME: usize = 248;

// Of KNOWN: both bases, that the SYN came and its answer's acknowledgment did not, how long the handshake took.
export const HAS_BASE: u32 = 1;
export const HAS_BASES: u32 = 3;
export const AWAITS: u32 = 4;
export const HAS_ROUND_TRIP: u32 = 8;
// Of STATES.
export const KEPT_ALIVE: u32 = 2;
export const PROBED: u32 = 4;
export const FLIGHT_UNKNOWN: u32 = 8;
export const PUSHED: u32 = 16;
/** Of scales. */
export const NOT_KNOWN: i32 = -1;
export const UNUSED: i32 = -2;
/** In place of one: the capture has cut the options; as in ../../core/exchange.ts. */
export const CUT: i32 = -3;

export function has(direction: usize, state: u32): bool {
  return (load<u8>(direction, STATES) & state) !== 0;
}

export function set(direction: usize, state: u32, is: bool): void {
  const states = load<u8>(direction, STATES);
  store<u8>(direction, is ? states | state : states & ~state, STATES);
}

export function knows(c: usize, what: u32): bool {
  return (load<u8>(c, KNOWN) & what) !== 0;
}

export function setKnown(c: usize, what: u32, is: bool): void {
  const known = load<u8>(c, KNOWN);
  store<u8>(c, is ? known | what : known & ~what, KNOWN);
}

// What stands side by side of both directions.
export function baseOf(c: usize, direction: u32): u32 {
  return load<u32>(c + (direction << 2), BASES);
}

export function setBase(c: usize, direction: u32, base: u32): void {
  store<u32>(c + (direction << 2), base, BASES);
  setKnown(c, HAS_BASE << direction, true);
}

export function scaleOf(c: usize, direction: u32): i32 {
  return load<i8>(c + direction, SCALES);
}

export function setScale(c: usize, direction: u32, scale: i32): void {
  store<i8>(c + direction, <i8>scale, SCALES);
}

export function repeatsOf(c: usize, direction: u32): i32 {
  return load<i32>(c + (direction << 2), REPEATS);
}

export function setRepeats(c: usize, direction: u32, repeats: i32): void {
  store<i32>(c + (direction << 2), repeats, REPEATS);
}

/** Where the rest of a direction stands. */
export function partOf(c: usize, direction: u32): usize {
  return c + (direction << 5);
}

/** Nobody asks any more what is in flight. */
export function dropAll(c: usize): void {
  drop(partOf(c, 0) + UNACKED);
  drop(partOf(c, 1) + UNACKED);
}

/** Gives back what a connection holds, which nobody asks for any more. */
export function forget(c: usize): void {
  dropAll(c);
  close(c);
}

/** Has the processor fetch what will be asked for of a connection. */
export function touch(c: usize): u32 {
  let touched = load<u32>(c);
  if (load<u32>(SKIPPED) < SKIP_REMARKS) touched |= load<u32>(c, NEXT);
  return load<u32>(SKIPPED) === 0 ? touched | load<u32>(c, PUSH_BYTES) | load<u32>(c, UNACKED) : touched;
}
