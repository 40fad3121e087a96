/** What is told of a TCP segment, after those before it: ../../core/recall.ts says of whom filters ask. */

// What is told of a segment, at a fixed address: what ../../core/recall.ts calls Fact.
const FACTS: usize = 5120;
export const NUMBER: usize = FACTS;
export const DUPLICATE_OF: usize = FACTS + 8;
export const ACKNOWLEDGES: usize = FACTS + 16;
export const SINCE_ACKNOWLEDGED: usize = FACTS + 24;
export const TOLD_ROUND_TRIP: usize = FACTS + 32;
export const RESENDS: usize = FACTS + 40;
export const SINCE_RESENT: usize = FACTS + 48;
export const TOLD_PUSH_BYTES: usize = FACTS + 56;
export const BEGAN_SECONDS: usize = FACTS + 64;
export const BEFORE_SECONDS: usize = FACTS + 72;
export const BEGAN_NANOSECONDS: usize = FACTS + 80;
export const BEFORE_NANOSECONDS: usize = FACTS + 84;
export const TOLD_STREAM: usize = FACTS + 88;
export const BASE_SEQUENCE: usize = FACTS + 92;
export const BASE_ACKNOWLEDGMENT: usize = FACTS + 96;
export const TOLD_SCALE: usize = FACTS + 100;
export const REMARKS: usize = FACTS + 104;
export const IS_NOTED: usize = FACTS + 108;
export const DUPLICATES: usize = FACTS + 112;
export const IN_FLIGHT: usize = FACTS + 116;
export const TOLD_PARTS: usize = FACTS + 120;
export const CLOSES_FIRST: usize = FACTS + 124;
const SHOWN_REMARKS: usize = FACTS + 128;
const SHOWN_SEQUENCE: usize = FACTS + 132;
const SHOWN_NEXT: usize = FACTS + 136;
const SHOWN_ACKNOWLEDGMENT: usize = FACTS + 140;
const SHOWN_WINDOW: usize = FACTS + 144;
const FACTOR: usize = FACTS + 148;
const THERE: usize = FACTS + 152;
/** How many connections there were. */
export const STREAMS: usize = FACTS + 156;
/** So far behind it is told of the header around the tunnel. */
export const OUTER: usize = 160;
/** The number of the record that is looked at. */
const RECORD_NUMBER: usize = FACTS + 348;
/** When the first record came, the one before, and the one before that counts; nanoseconds -1: there was none. */
const FIRST_RECORD_SECONDS: usize = FACTS + 352;
const FIRST_RECORD_NANOSECONDS: usize = FACTS + 360;
const LAST_RECORD_SECONDS: usize = FACTS + 368;
const LAST_RECORD_NANOSECONDS: usize = FACTS + 376;
const COUNTED_SECONDS: usize = FACTS + 384;
const COUNTED_NANOSECONDS: usize = FACTS + 392;
/** How many UDP conversations there were. Behind it stands when all times begin, which is 0. */
export const UDP_STREAMS: usize = FACTS + 396;
/** What of a segment nobody asks for: 1: what is in flight, 2: nor what is remarkable, only where its connection stands. */
export const SKIPPED: usize = FACTS + 412;
export const SKIP_REMARKS: u32 = 2;

// Of THERE: what ../../core/recall.ts calls There.
const ANALYSIS: u32 = 1;
const ACKS: u32 = 2;
const ACK_TIME: u32 = 4;
const HANDSHAKE: u32 = 8;
const FLIGHT: u32 = 16;
const PUSH: u32 = 32;
const RESENT: u32 = 64;
const RESENT_TIME: u32 = 128;
const SCALED: u32 = 256;
const ACTIVE: u32 = 512;
const PASSIVE: u32 = 1024;

// Flags, and remarks as in ../../core/tcp-remarks.ts.
const FIN: u32 = 0x01;
const SYN: u32 = 0x02;
const ACK: u32 = 0x10;
const RETRANSMISSION: u32 = 0x400;
const FAST: u32 = 0x800;
const SPURIOUS: u32 = 0x1000;

/**
 * The segment as it is shown: what ../../protocols/tcp.ts and its tcp-analysis.ts make of what is told of it.
 * @param end its number behind the last one that it takes
 * @param timed it has a time
 */
export function show(
  sequence: u32,
  end: u32,
  acknowledgment: u32,
  flags: u32,
  window: u32,
  timed: bool,
): void {
  const scale = load<i32>(TOLD_SCALE);
  const isScaled = scale >= 0 && (flags & SYN) === 0;
  store<u32>(SHOWN_SEQUENCE, sequence - load<u32>(BASE_SEQUENCE));
  store<u32>(SHOWN_NEXT, end - load<u32>(BASE_SEQUENCE));
  store<u32>(
    SHOWN_ACKNOWLEDGMENT,
    (flags & ACK) === 0 ? acknowledgment : acknowledgment - load<u32>(BASE_ACKNOWLEDGMENT),
  );
  store<u32>(SHOWN_WINDOW, isScaled ? window << scale : window);
  store<i32>(FACTOR, isScaled ? 1 << scale : scale);
  let there: u32 = (flags & SYN) === 0 ? SCALED : 0;
  if ((flags & FIN) !== 0) there |= load<u32>(CLOSES_FIRST) !== 0 ? ACTIVE : PASSIVE;
  const skipped = load<u32>(SKIPPED);
  if (skipped < SKIP_REMARKS) {
    const remarks = load<u32>(REMARKS);
    const shown = (remarks & (FAST | SPURIOUS)) === 0 ? remarks : remarks | RETRANSMISSION;
    store<u32>(SHOWN_REMARKS, shown);
    if (skipped === 0) there |= analysisOf(shown, timed);
  }
  store<u32>(THERE, there);
}

/** Of THERE, what an analysis of the segment has. */
function analysisOf(shown: u32, timed: bool): u32 {
  const acks = load<f64>(ACKNOWLEDGES) > 0;
  const flight = load<u32>(IN_FLIGHT) > 0;
  const push = load<f64>(TOLD_PUSH_BYTES) > 0;
  if (shown === 0 && !acks && !flight && !push && load<u32>(IS_NOTED) === 0) return 0;
  let there = ANALYSIS;
  if (acks) there |= ACKS;
  if (acks && timed && load<f64>(SINCE_ACKNOWLEDGED) !== 0) there |= ACK_TIME;
  if (timed && load<f64>(TOLD_ROUND_TRIP) !== 0) there |= HANDSHAKE;
  if (flight) there |= FLIGHT;
  if (push) there |= PUSH;
  const resent = (shown & RETRANSMISSION) !== 0 && load<f64>(RESENDS) > 0 && load<f64>(SINCE_RESENT) !== 0;
  if (resent) there |= timed ? RESENT | RESENT_TIME : RESENT;
  return there;
}

/** Tells of a record, before it is asked about. */
export function begins(number: u32, seconds: f64, nanoseconds: i32): void {
  store<u32>(RECORD_NUMBER, number);
  if (load<i32>(FIRST_RECORD_NANOSECONDS) >= 0) return;
  store<f64>(FIRST_RECORD_SECONDS, seconds);
  store<i32>(FIRST_RECORD_NANOSECONDS, nanoseconds);
}

/** It is the one before those behind it. */
export function ends(seconds: f64, nanoseconds: i32, counts: bool): void {
  store<f64>(LAST_RECORD_SECONDS, seconds);
  store<i32>(LAST_RECORD_NANOSECONDS, nanoseconds);
  if (!counts) return;
  store<f64>(COUNTED_SECONDS, seconds);
  store<i32>(COUNTED_NANOSECONDS, nanoseconds);
}
