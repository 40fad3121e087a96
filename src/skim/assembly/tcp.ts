/**
 * What the two directions of a TCP connection have said so far, and what that makes of the next segment: what
 * conversations/tcp-state.ts says, for many connections in memory and without objects. Both are held together by
 * test/conversations/segments.test.ts. Addresses are in bytes, times in nanoseconds since the second in which the
 * connection began.
 */
import {
  ACKNOWLEDGEABLE,
  ACKNOWLEDGED,
  ACKNOWLEDGED_IN,
  ACKNOWLEDGED_TIME,
  AWAITS,
  BASES,
  baseOf,
  CLOSER,
  CUT,
  dropAll,
  FIRST_SIDE,
  FLIGHT_UNKNOWN,
  HAS_BASE,
  HAS_BASES,
  HAS_ROUND_TRIP,
  has,
  KEPT_ALIVE,
  KNOWN,
  knows,
  NEXT,
  NEXT_IN,
  NEXT_TIME,
  NOT_KNOWN,
  PARTS,
  PROBED,
  PUSH_BYTES,
  PUSHED,
  partOf,
  REMARKABLE,
  REPEATS,
  ROUND_TRIP,
  repeatsOf,
  SACKED,
  SIZE,
  STATES,
  SYN_TIME,
  scaleOf,
  set,
  setBase,
  setKnown,
  setRepeats,
  setScale,
  UNACKED,
  UNUSED,
  WINDOW,
} from "./connection";
import { BEGUN, FIRST_SECONDS, open, tell } from "./conversation";
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
  SKIP_REMARKS,
  SKIPPED,
  STREAMS,
  show,
  TOLD_PARTS,
  TOLD_PUSH_BYTES,
  TOLD_ROUND_TRIP,
  TOLD_SCALE,
} from "./facts";
import { acknowledge, add, after, inFlight, oldest, SENT_AT, SENT_IN } from "./unacked";

/** In the place of repetitions: that more was acknowledged than this direction sent was remarked. */
const TOLD: i32 = -1;
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
let skipped: u32 = 0;

/** A connection that this segment begins. */
function begin(c: usize, side: u32, seconds: f64, nanoseconds: i32): void {
  store<u64>(c, 0, BASES);
  store<u64>(c, 0, REPEATS);
  store<u64>(c, side, FIRST_SIDE);
  // Nobody looks there who asks no more than where it stands.
  if (skipped < SKIP_REMARKS) memory.fill(c + REMARKABLE, 0, SIZE - REMARKABLE);
  open(c, seconds, nanoseconds, STREAMS);
  setScale(c, 0, NOT_KNOWN);
  setScale(c, 1, NOT_KNOWN);
}

/** Whether a segment with those flags begins a connection, or another one in its place. */
export function beginsWith(c: usize, side: u32, sequenceNumber: u32, allFlags: u32): bool {
  if (load<u8>(c, BEGUN) === 0) return true;
  if ((allFlags & (SYN | ACK)) !== SYN) return false;
  const own = side ^ load<u8>(c, FIRST_SIDE);
  return knows(c, HAS_BASE << own) && baseOf(c, own) !== sequenceNumber;
}

/**
 * Takes a segment in and tells what it is, as far as SKIPPED leaves that.
 * @param side   0 or 1: which of the two ends sent it
 * @param scale  the shift that its window scale option offers, -1: it has none; only that of a SYN counts
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
  skipped = load<u32>(SKIPPED);
  const opens = flags & (SYN | ACK);
  const begins = load<u8>(c, BEGUN) === 0;
  const reused = !begins && beginsWith(c, side, sequence, flags);
  if (reused) dropAll(c);
  if (begins || reused) begin(c, side, seconds, nanoseconds);
  const own = side ^ load<u8>(c, FIRST_SIDE);
  let remarks = reused ? REUSED_PORTS : 0;
  const again = opens === SYN && knows(c, HAS_BASE << own);
  if ((flags & SYN) !== 0 || (load<u8>(c, KNOWN) & HAS_BASES) !== HAS_BASES) {
    if (opens === (SYN | ACK) && knows(c, HAS_BASE << own) && baseOf(c, own) !== sequence) {
      // The other side's numbers are new, or were guessed by what was acknowledged.
      setBase(c, own, sequence);
      remarks |= REUSED_PORTS;
    }
    // Without its SYN a direction counts from 1 on, as if the SYN had been the number before.
    if (!knows(c, HAS_BASE << own)) setBase(c, own, (flags & SYN) === 0 ? sequence - 1 : sequence);
    if ((flags & ACK) !== 0 && !knows(c, HAS_BASE << (own ^ 1))) setBase(c, own ^ 1, acknowledgment - 1);
    if ((flags & SYN) !== 0) agreeOnScale(c, own, scale);
  }
  // Of a new connection in the place of another one it is known at once.
  store<u32>(TOLD_PARTS, reused ? PART_SYN : load<u8>(c, PARTS));
  store<u32>(CLOSES_FIRST, 0);
  if ((flags & FIN) !== 0) {
    if (load<u8>(c, CLOSER) === 0) store<u8>(c, <u8>(own + 1), CLOSER);
    store<u32>(CLOSES_FIRST, load<u8>(c, CLOSER) === own + 1 ? 1 : 0);
  }
  store<u8>(c, load<u8>(c, PARTS) | partsOf(begins || reused), PARTS);
  store<u8>(c, 1, BEGUN);
  if (skipped < SKIP_REMARKS) {
    time = (seconds - load<f64>(c, FIRST_SECONDS)) * 1e9 + <f64>max(0, nanoseconds);
    // A reset in between may have told any number; what goes on from this SYN is known.
    const part = partOf(c, own);
    if (again) store<u32>(part, load<u32>(part, ACKNOWLEDGEABLE), NEXT);
    store<u32>(IS_NOTED, again ? 1 : 0);
    store<u32>(DUPLICATES, 0);
    if (skipped === 0) {
      if ((flags & ACK) !== 0) set(partOf(c, own ^ 1), FLIGHT_UNKNOWN, false);
      store<f64>(DUPLICATE_OF, 0);
      store<f64>(RESENDS, 0);
      store<f64>(SINCE_RESENT, 0);
    }
    store<u32>(REMARKS, remarks | judge(c, own));
    if (skipped === 0) account(part, partOf(c, own ^ 1), sacked);
    takeTime(c, opens);
  }
  store<f64>(NUMBER, number);
  store<u32>(BASE_SEQUENCE, baseOf(c, own));
  store<u32>(BASE_ACKNOWLEDGMENT, baseOf(c, own ^ 1));
  store<i32>(TOLD_SCALE, scaleOf(c, own));
  tell(c, 0, number, seconds, nanoseconds);
  show(sequence, end, acknowledgment, flags, window, nanoseconds >= 0);
}

/** How long the handshake takes. */
function takeTime(c: usize, opens: u32): void {
  if (opens === SYN) {
    store<f64>(c, time, SYN_TIME);
    setKnown(c, AWAITS, time >= 0 && !knows(c, HAS_ROUND_TRIP));
  } else if (opens === ACK && knows(c, AWAITS)) {
    const lasted = time - load<f64>(c, SYN_TIME);
    store<f64>(c, lasted, ROUND_TRIP);
    setKnown(c, AWAITS, lasted === 0);
    setKnown(c, HAS_ROUND_TRIP, lasted !== 0);
  }
  if (skipped === 0) store<f64>(TOLD_ROUND_TRIP, load<f64>(c, ROUND_TRIP));
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
function agreeOnScale(c: usize, own: u32, scale: i32): void {
  if (scale === CUT) return;
  if (scale >= 0) {
    setScale(c, own, (flags & ACK) !== 0 && scaleOf(c, own ^ 1) === UNUSED ? UNUSED : scale);
    return;
  }
  setScale(c, own, UNUSED);
  setScale(c, own ^ 1, UNUSED);
}

/** Where the window ends that a direction allows the other one. @param scale of it */
function edgeOf(part: usize, scale: i32): u32 {
  return load<u32>(part, ACKNOWLEDGED) + ((<u32>load<u16>(part, WINDOW)) << max<i32>(0, scale));
}

/**
 * @returns remarks
 * @inline
 */
function judge(c: usize, direction: u32): u32 {
  const own = partOf(c, direction);
  const other = partOf(c, direction ^ 1);
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
    if (length > 0 && !edge) {
      const scale = scaleOf(c, direction ^ 1);
      if (scale !== NOT_KNOWN && sequence + length === edgeOf(other, scale)) remarks |= WINDOW_FULL;
    }
    if (same && window === windowBefore) {
      if (window !== 0 && has(other, KEPT_ALIVE)) remarks |= KEEP_ALIVE_ANSWER;
      else if (window === 0 && has(other, PROBED)) remarks |= PROBE_ANSWER;
      else if (window !== 0) {
        const repeats = repeatsOf(c, direction);
        setRepeats(c, direction, repeats === TOLD ? 1 : repeats + 1);
        remarks |= DUPLICATE;
        store<u32>(DUPLICATES, repeatsOf(c, direction));
        if (skipped === 0) store<f64>(DUPLICATE_OF, load<f64>(own, ACKNOWLEDGED_IN));
      }
    }
  }
  if (acknowledgment !== acknowledged) {
    if (skipped === 0) store<f64>(own, number, ACKNOWLEDGED_IN);
    setRepeats(c, direction, 0);
  }
  const most = load<u32>(other, ACKNOWLEDGEABLE);
  if (most !== 0 && (flags & ACK) !== 0 && after(acknowledgment, most)) {
    if (most !== load<u32>(other, NEXT)) {
      remarks |= UNSEEN;
      store<u32>(other, load<u32>(other, NEXT), ACKNOWLEDGEABLE);
    } else {
      // Where even what was sent last is not enough it is said once, until the other side acknowledges more.
      if (repeatsOf(c, direction ^ 1) === 0) remarks |= UNSEEN;
      store<u32>(IS_NOTED, 1);
      setRepeats(c, direction ^ 1, TOLD);
    }
  }
  if ((remarks & KEEP_ALIVE) === 0) remarks |= againOf(c, direction);
  if ((remarks & RETRANSMISSION) !== 0 && skipped === 0) {
    const sent = oldest(own + UNACKED);
    store<f64>(RESENDS, sent !== 0 ? load<f64>(sent, SENT_IN) : load<f64>(own, NEXT_IN));
    store<f64>(SINCE_RESENT, time - (sent !== 0 ? load<f64>(sent, SENT_AT) : load<f64>(own, NEXT_TIME)));
  }
  advance(own, probe);
  const kept: u32 = (remarks & KEEP_ALIVE) === 0 ? 0 : KEPT_ALIVE;
  const states = (load<u8>(own, STATES) & ~(KEPT_ALIVE | PROBED)) | kept | (probe ? PROBED : 0);
  store<u8>(own, <u8>states, STATES);
  return remarks;
}

/** Data, or a SYN or FIN, that does not go on where the direction was. */
function againOf(c: usize, direction: u32): u32 {
  if (length === 0 && (flags & (SYN | FIN)) === 0) return 0;
  const own = partOf(c, direction);
  const other = partOf(c, direction ^ 1);
  const next = load<u32>(own, NEXT);
  const acknowledged = load<u32>(other, ACKNOWLEDGED);
  const behind = length > 1 && sequence === next - 1;
  const again = next !== 0 && after(next, sequence) && !behind;
  if (length > 0 && acknowledged !== 0 && !after(sequence + length, acknowledged)) return SPURIOUS;
  if (!again) return 0;
  const sinceAck = time - load<f64>(other, ACKNOWLEDGED_TIME);
  if (repeatsOf(c, direction ^ 1) >= 2 && acknowledged === sequence && sinceAck < SOON_AFTER_ACK) return FAST;
  const soon = knows(c, HAS_ROUND_TRIP) ? load<f64>(c, ROUND_TRIP) : SOON;
  if (time - load<f64>(own, NEXT_TIME) < soon && next !== end) return OUT_OF_ORDER;
  return RETRANSMISSION;
}

function advance(own: usize, probe: bool): void {
  const next = load<u32>(own, NEXT);
  if (!probe && (next === 0 || after(end, next))) {
    store<u32>(own, end, NEXT);
    store<f64>(own, time, NEXT_TIME);
    if (skipped === 0) store<f64>(own, number, NEXT_IN);
  }
  const most = load<u32>(own, ACKNOWLEDGEABLE);
  if (!probe && (most === 0 || sequence === most)) store<u32>(own, load<u32>(own, NEXT), ACKNOWLEDGEABLE);
  store<u16>(own, <u16>window, WINDOW);
  store<u32>(own, acknowledgment, ACKNOWLEDGED);
  store<f64>(own, time, ACKNOWLEDGED_TIME);
}

/** What is in flight, and what the segment acknowledges of that. */
function account(own: usize, other: usize, sacked: u32): void {
  store<u32>(own, sacked, SACKED);
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
