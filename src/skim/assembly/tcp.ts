/**
 * What the two directions of a TCP connection have said so far, and what that makes of the next segment: what
 * conversations/tcp-state.ts says, for many connections in memory and without objects. Both are held together by
 * test/conversations/segments.test.ts. Addresses are in bytes, times in nanoseconds since the second in which the
 * connection began.
 */
import { BEGUN, close, FIRST_SECONDS, open, tell } from "./conversation";
import {
  ACKNOWLEDGES,
  BASE_ACKNOWLEDGMENT,
  BASE_SEQUENCE,
  CLOSES_FIRST,
  DUPLICATE_OF,
  DUPLICATES,
  IN_FLIGHT,
  IS_NOTED,
  NUMBER,
  REMARKS,
  RESENDS,
  SINCE_ACKNOWLEDGED,
  SINCE_RESENT,
  STREAMS,
  show,
  TOLD_PARTS,
  TOLD_PUSH_BYTES,
  TOLD_ROUND_TRIP,
  TOLD_SCALE,
  UNJUDGED,
} from "./facts";
import { acknowledge, add, after, drop, inFlight, oldest, SENT_AT, SENT_IN } from "./unacked";

// A connection, behind what all conversations begin with: when its SYN came (-1: none), how long the handshake took (0:
// not seen).
const SYN_TIME: usize = 32;
const ROUND_TRIP: usize = 40;
/** Bytes: which side spoke first, who sent a FIN first (address of a direction, 0: nobody), and what it is made of. */
const FIRST_SIDE: usize = 56;
const CLOSER: usize = 57;
const PARTS: usize = 58;
/** From who spoke first, and back. */
const FORWARD: usize = 64;
const BACKWARD: usize = 160;
const END: usize = 256;

// A direction: see ../tcp-state.ts.
const NEXT_TIME: usize = 0;
const NEXT_IN: usize = 8;
const ACKNOWLEDGED_TIME: usize = 16;
const ACKNOWLEDGED_IN: usize = 24;
const PUSH_BYTES: usize = 32;
const BASE: usize = 40;
const NEXT: usize = 44;
const ACKNOWLEDGEABLE: usize = 48;
const ACKNOWLEDGED: usize = 52;
const SACKED: usize = 56;
const WINDOW: usize = 60;
const SCALE: usize = 62;
const STATES: usize = 63;
const REPEATS: usize = 64;
const UNACKED: usize = 72;
// Of STATES.
const HAS_BASE: u32 = 1;
const KEPT_ALIVE: u32 = 2;
const PROBED: u32 = 4;
const FLIGHT_UNKNOWN: u32 = 8;
const PUSHED: u32 = 16;
/** In the place of repetitions: that more was acknowledged than this direction sent was remarked. */
const TOLD: i32 = -1;
/** Of scales. */
const NOT_KNOWN: i32 = -1;
const UNUSED: i32 = -2;

const FIN: u32 = 0x01;
const SYN: u32 = 0x02;
const RST: u32 = 0x04;
const PSH: u32 = 0x08;
const ACK: u32 = 0x10;
const EDGES: u32 = FIN | SYN | RST;

// As ../../core/tcp-remarks.ts.
const PROBE_ANSWER: u32 = 0x1;
const ZERO_WINDOW: u32 = 0x2;
const PROBE: u32 = 0x4;
const DUPLICATE: u32 = 0x8;
const KEEP_ALIVE_ANSWER: u32 = 0x10;
const KEEP_ALIVE: u32 = 0x20;
const WINDOW_FULL: u32 = 0x40;
const WINDOW_UPDATE: u32 = 0x80;
const UNSEEN: u32 = 0x100;
const MISSING: u32 = 0x200;
const RETRANSMISSION: u32 = 0x400;
const FAST: u32 = 0x800;
const SPURIOUS: u32 = 0x1000;
const OUT_OF_ORDER: u32 = 0x2000;
const REUSED_PORTS: u32 = 0x4000;
const PART_SYN: u32 = 1;
const PART_SYN_ACK: u32 = 2;
const PART_ACK: u32 = 4;
const PART_DATA: u32 = 8;
const PART_FIN: u32 = 16;
const PART_RESET: u32 = 32;

/** Nanoseconds: data that does not go on where it should came out of order if it came so soon after the rest. */
const SOON: f64 = 3e6;
const SOON_AFTER_ACK: f64 = 20e6;
/** More are no flight, but numbers of another connection. */
const MOST_IN_FLIGHT: f64 = 2e9;

// The segment that is looked at.
let sequence: u32 = 0;
let acknowledgment: u32 = 0;
let flags: u32 = 0;
let window: u32 = 0;
let length: u32 = 0;
let end: u32 = 0;
let number: f64 = 0;
let time: f64 = 0;

function has(direction: usize, state: u32): bool {
  return (load<u8>(direction, STATES) & state) !== 0;
}

function set(direction: usize, state: u32, is: bool): void {
  const states = load<u8>(direction, STATES);
  store<u8>(direction, is ? states | state : states & ~state, STATES);
}

/** A connection that this segment begins. */
function begin(c: usize, side: u32, seconds: f64, nanoseconds: i32): void {
  memory.fill(c + CLOSER, 0, END - CLOSER);
  open(c, seconds, nanoseconds, STREAMS);
  store<f64>(c, -1, SYN_TIME);
  store<f64>(c, 0, ROUND_TRIP);
  store<u8>(c, side, FIRST_SIDE);
  store<i8>(c + FORWARD, NOT_KNOWN, SCALE);
  store<i8>(c + BACKWARD, NOT_KNOWN, SCALE);
}

/** Gives back what a connection holds, which nobody asks for any more. */
export function forget(c: usize): void {
  drop(c + FORWARD + UNACKED);
  drop(c + BACKWARD + UNACKED);
  close(c);
}

/**
 * Takes a segment in and tells what it is.
 * @param side   0 or 1: which of the two ends sent it
 * @param scale  the shift that its window scale option offers, -1: it has none
 * @param sacked bytes in the blocks of its SACK options
 */
export function segment(
  c: usize,
  side: u32,
  packet: f64,
  seconds: f64,
  nanoseconds: i32,
  sequenceNumber: u32,
  acknowledgmentNumber: u32,
  allFlags: u32,
  windowSize: u32,
  bytes: u32,
  scale: i32,
  sacked: u32,
): void {
  sequence = sequenceNumber;
  acknowledgment = acknowledgmentNumber;
  flags = allFlags;
  window = windowSize;
  length = bytes;
  end = sequence + length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
  number = packet;
  const opens = flags & (SYN | ACK);
  let reused = false;
  if (load<u8>(c, BEGUN) !== 0) {
    const own = c + (load<u8>(c, FIRST_SIDE) === side ? FORWARD : BACKWARD);
    reused = opens === SYN && has(own, HAS_BASE) && load<u32>(own, BASE) !== sequence;
    if (reused) {
      drop(c + FORWARD + UNACKED);
      drop(c + BACKWARD + UNACKED);
      begin(c, side, seconds, nanoseconds);
    }
  } else begin(c, side, seconds, nanoseconds);
  const isForward = load<u8>(c, FIRST_SIDE) === side;
  const own = c + (isForward ? FORWARD : BACKWARD);
  const other = c + (isForward ? BACKWARD : FORWARD);
  time = (seconds - load<f64>(c, FIRST_SECONDS)) * 1e9 + <f64>max(0, nanoseconds);
  let remarks = reused ? REUSED_PORTS : 0;
  const again = has(own, HAS_BASE) && opens === SYN;
  // A reset in between may have told any number; what goes on from this SYN is known.
  if (again) store<u32>(own, load<u32>(own, ACKNOWLEDGEABLE), NEXT);
  if (has(own, HAS_BASE) && opens === (SYN | ACK) && load<u32>(own, BASE) !== sequence) {
    // The other side's numbers are new, or were guessed by what was acknowledged.
    store<u32>(own, sequence, BASE);
    remarks |= REUSED_PORTS;
  }
  if (!has(own, HAS_BASE)) {
    // Without its SYN a direction counts from 1 on, as if the SYN had been the number before.
    store<u32>(own, (flags & SYN) === 0 ? sequence - 1 : sequence, BASE);
    set(own, HAS_BASE, true);
  }
  if ((flags & ACK) !== 0) {
    if (!has(other, HAS_BASE)) store<u32>(other, acknowledgment - 1, BASE);
    set(other, HAS_BASE, true);
    set(other, FLIGHT_UNKNOWN, false);
  }
  if ((flags & SYN) !== 0) agreeOnScale(own, other, scale);
  store<u32>(IS_NOTED, again ? 1 : 0);
  // Of a new connection in the place of another one it is known at once.
  store<u32>(TOLD_PARTS, reused ? PART_SYN : load<u8>(c, PARTS));
  store<u32>(CLOSES_FIRST, 0);
  if ((flags & FIN) !== 0) {
    if (load<u8>(c, CLOSER) === 0) store<u8>(c, <u8>(own - c), CLOSER);
    store<u32>(CLOSES_FIRST, load<u8>(c, CLOSER) === own - c ? 1 : 0);
  }
  store<u8>(c, load<u8>(c, PARTS) | partsOf(load<u8>(c, BEGUN) === 0 || reused), PARTS);
  store<u8>(c, 1, BEGUN);
  if (load<u32>(UNJUDGED) === 0) {
    store<f64>(DUPLICATE_OF, 0);
    store<u32>(DUPLICATES, 0);
    store<f64>(RESENDS, 0);
    store<f64>(SINCE_RESENT, 0);
    store<u32>(REMARKS, remarks | judge(c, own, other, sacked));
    account(own, other);
    if (opens === SYN) store<f64>(c, time, SYN_TIME);
    else if (opens === ACK && load<f64>(c, SYN_TIME) >= 0 && load<f64>(c, ROUND_TRIP) === 0)
      store<f64>(c, time - load<f64>(c, SYN_TIME), ROUND_TRIP);
    store<f64>(TOLD_ROUND_TRIP, load<f64>(c, ROUND_TRIP));
  }
  store<f64>(NUMBER, number);
  store<u32>(BASE_SEQUENCE, load<u32>(own, BASE));
  store<u32>(BASE_ACKNOWLEDGMENT, load<u32>(other, BASE));
  store<i32>(TOLD_SCALE, load<i8>(own, SCALE));
  tell(c, 0, number, seconds, nanoseconds);
  show(sequence, end, acknowledgment, flags, window, nanoseconds >= 0);
}

/** @param first it is the connection's first segment: what that is part of is known only if it opens it */
function partsOf(first: bool): u32 {
  const opens = flags & (SYN | ACK);
  if (first && opens !== SYN) return 0;
  let parts: u32 = length > 0 ? PART_DATA : opens === ACK ? PART_ACK : 0;
  if ((flags & SYN) !== 0) parts |= opens === SYN ? PART_SYN : PART_SYN_ACK;
  if ((flags & FIN) !== 0) parts |= PART_FIN;
  return (flags & RST) === 0 ? parts : parts | PART_RESET;
}

/** Windows are scaled only if both SYNs say so (RFC 7323, 2.2). */
function agreeOnScale(own: usize, other: usize, scale: i32): void {
  if (scale >= 0) {
    store<i8>(own, (flags & ACK) !== 0 && load<i8>(other, SCALE) === UNUSED ? UNUSED : scale, SCALE);
    return;
  }
  store<i8>(own, UNUSED, SCALE);
  store<i8>(other, UNUSED, SCALE);
}

/** Where the window ends that the direction allows the other one. */
function edgeOf(direction: usize): u32 {
  const scale = max<i32>(0, load<i8>(direction, SCALE));
  return load<u32>(direction, ACKNOWLEDGED) + ((<u32>load<u16>(direction, WINDOW)) << scale);
}

/** @returns remarks */
function judge(c: usize, own: usize, other: usize, sacked: u32): u32 {
  const edge = (flags & EDGES) !== 0;
  const next = load<u32>(own, NEXT);
  const acknowledged = load<u32>(own, ACKNOWLEDGED);
  const windowBefore: u32 = load<u16>(own, WINDOW);
  const probe =
    length === 1 && sequence === next && load<u32>(other, NEXT) !== 0 && load<u16>(other, WINDOW) === 0;
  let remarks: u32 = 0;
  if (probe) remarks |= PROBE;
  else {
    if (window === 0 && !edge) remarks |= ZERO_WINDOW;
    if (next !== 0 && after(sequence, next) && (flags & RST) === 0) {
      remarks |= MISSING;
      set(own, FLIGHT_UNKNOWN, true);
    }
    if (length <= 1 && sequence === next - 1 && !edge) remarks |= KEEP_ALIVE;
    const same = length === 0 && sequence === next && acknowledgment === acknowledged && !edge;
    if (same && window !== 0 && window !== windowBefore) remarks |= WINDOW_UPDATE;
    if (length > 0 && load<i8>(other, SCALE) !== NOT_KNOWN && !edge && sequence + length === edgeOf(other))
      remarks |= WINDOW_FULL;
    if (same && window === windowBefore) {
      if (window !== 0 && has(other, KEPT_ALIVE)) remarks |= KEEP_ALIVE_ANSWER;
      else if (window === 0 && has(other, PROBED)) remarks |= PROBE_ANSWER;
      else if (window !== 0) {
        const repeats = load<i32>(own, REPEATS);
        store<i32>(own, repeats === TOLD ? 1 : repeats + 1, REPEATS);
        remarks |= DUPLICATE;
        store<f64>(DUPLICATE_OF, load<f64>(own, ACKNOWLEDGED_IN));
        store<u32>(DUPLICATES, load<u32>(own, REPEATS));
      }
    }
  }
  if (acknowledgment !== acknowledged) {
    store<f64>(own, number, ACKNOWLEDGED_IN);
    store<i32>(own, 0, REPEATS);
  }
  const most = load<u32>(other, ACKNOWLEDGEABLE);
  if (most !== 0 && (flags & ACK) !== 0 && after(acknowledgment, most)) {
    if (most !== load<u32>(other, NEXT)) {
      remarks |= UNSEEN;
      store<u32>(other, load<u32>(other, NEXT), ACKNOWLEDGEABLE);
    } else {
      // Where even what was sent last is not enough it is said once, until the other side acknowledges more.
      if (load<i32>(other, REPEATS) === 0) remarks |= UNSEEN;
      store<u32>(IS_NOTED, 1);
      store<i32>(other, TOLD, REPEATS);
    }
  }
  if ((remarks & KEEP_ALIVE) === 0) remarks |= againOf(c, own, other);
  if ((remarks & RETRANSMISSION) !== 0) {
    const sent = oldest(own + UNACKED);
    store<f64>(RESENDS, sent !== 0 ? load<f64>(sent, SENT_IN) : load<f64>(own, NEXT_IN));
    store<f64>(SINCE_RESENT, time - (sent !== 0 ? load<f64>(sent, SENT_AT) : load<f64>(own, NEXT_TIME)));
  }
  advance(own, probe, sacked);
  set(own, KEPT_ALIVE, (remarks & KEEP_ALIVE) !== 0);
  set(own, PROBED, probe);
  return remarks;
}

/** Data, or a SYN or FIN, that does not go on where the direction was. */
function againOf(c: usize, own: usize, other: usize): u32 {
  if (length === 0 && (flags & (SYN | FIN)) === 0) return 0;
  const next = load<u32>(own, NEXT);
  const acknowledged = load<u32>(other, ACKNOWLEDGED);
  const behind = length > 1 && sequence === next - 1;
  const again = next !== 0 && after(next, sequence) && !behind;
  if (length > 0 && acknowledged !== 0 && !after(sequence + length, acknowledged)) return SPURIOUS;
  if (!again) return 0;
  const sinceAck = time - load<f64>(other, ACKNOWLEDGED_TIME);
  if (load<i32>(other, REPEATS) >= 2 && acknowledged === sequence && sinceAck < SOON_AFTER_ACK) return FAST;
  const roundTrip = load<f64>(c, ROUND_TRIP);
  const soon = roundTrip === 0 ? SOON : roundTrip;
  if (time - load<f64>(own, NEXT_TIME) < soon && next !== end) return OUT_OF_ORDER;
  return RETRANSMISSION;
}

function advance(own: usize, probe: bool, sacked: u32): void {
  const next = load<u32>(own, NEXT);
  if (!probe && (next === 0 || after(end, next))) {
    store<u32>(own, end, NEXT);
    store<f64>(own, time, NEXT_TIME);
    store<f64>(own, number, NEXT_IN);
  }
  const most = load<u32>(own, ACKNOWLEDGEABLE);
  if (!probe && (most === 0 || sequence === most)) store<u32>(own, load<u32>(own, NEXT), ACKNOWLEDGEABLE);
  store<u16>(own, <u16>window, WINDOW);
  store<u32>(own, acknowledgment, ACKNOWLEDGED);
  store<f64>(own, time, ACKNOWLEDGED_TIME);
  store<u32>(own, sacked, SACKED);
}

/** What is in flight, and what the segment acknowledges of that. */
function account(own: usize, other: usize): void {
  store<f64>(ACKNOWLEDGES, 0);
  store<f64>(SINCE_ACKNOWLEDGED, 0);
  store<u32>(IN_FLIGHT, 0);
  store<f64>(TOLD_PUSH_BYTES, 0);
  if (end !== sequence) add(own + UNACKED, number, time, sequence, end);
  const sent = acknowledge(other + UNACKED, acknowledgment);
  if (sent !== 0) {
    store<f64>(ACKNOWLEDGES, load<f64>(sent, SENT_IN));
    store<f64>(SINCE_ACKNOWLEDGED, time - load<f64>(sent, SENT_AT));
  }
  if (length === 0 || has(own, FLIGHT_UNKNOWN)) return;
  store<f64>(own, (has(own, PUSHED) ? 0 : load<f64>(own, PUSH_BYTES)) + <f64>length, PUSH_BYTES);
  set(own, PUSHED, (flags & PSH) !== 0);
  store<u32>(IS_NOTED, 1);
  // The number that a SYN or FIN takes is no byte.
  const edge: f64 = (flags & (SYN | FIN)) === 0 ? 0 : 1;
  const flight = <f64>inFlight(own + UNACKED) - <f64>load<u32>(other, SACKED) - edge;
  if (flight <= 0 || flight >= MOST_IN_FLIGHT) return;
  store<u32>(IN_FLIGHT, <u32>flight);
  store<f64>(TOLD_PUSH_BYTES, load<f64>(own, PUSH_BYTES));
}
