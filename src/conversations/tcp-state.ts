/**
 * What the two directions of a TCP connection have said so far, and what that makes of the next segment. The
 * remarks are those that Wireshark's users know, judged as it does: by what one point of capture can see.
 */
import { CUT, type Segment } from "../core/exchange.ts";
import type { Packet, TcpConversation } from "../core/layer.ts";
import { ACK, FIN, PSH, RST, SYN } from "../core/tcp-flags.ts";
import { Part, Remark } from "../core/tcp-remarks.ts";
import { after, type Budget, Unacked } from "./tcp-unacked.ts";

/** They end or begin a connection, and so are never probes or updates. */
const EDGES = FIN | SYN | RST;

/** In the place of repetitions: that more was acknowledged than this direction sent was remarked. */
const TOLD = -1;

/** One direction. Numbers are as on the wire; 0 where nothing was seen, which costs one in four billion. */
interface Direction {
  base: number;
  hasBase: boolean;
  windowScale: number;
  window: number;
  /** Behind the highest byte seen, and when and in which packet that came. */
  next: number;
  nextTime: number;
  nextIn: number;
  /** Behind the last byte before any gap: nobody can acknowledge more. */
  acknowledgeable: number;
  acknowledged: number;
  acknowledgedTime: number;
  /** Bytes that its last segment acknowledged selectively. */
  sacked: number;
  /** Packet that acknowledged so far for the first time, and how often that was repeated, or TOLD. */
  acknowledgedIn: number;
  repeats: number;
  lastWasKeepAlive: boolean;
  lastWasProbe: boolean;
  unacked: Unacked;
  /** After a gap nobody knows what is in flight, until the other side acknowledges something. */
  flightKnown: boolean;
  /** Bytes since the last segment that was pushed, and whether that was the one before. */
  pushBytes: number;
  pushed: boolean;
}

export interface TcpState {
  /** From who spoke first, and back. */
  forward: Direction;
  backward: Direction;
  /** Second from which its times count, in nanoseconds, so that they are exact. */
  start: number;
  /** -1: none was seen. */
  synTime: number;
  /** Nanoseconds that the handshake took, 0: not seen. */
  roundTrip: number;
  /** Sum of Part. */
  parts: number;
  /** Who sent a FIN first, null: nobody yet. */
  closer: Direction | null;
  /** Segments came before. */
  begun: boolean;
}

const newDirection = (budget: Budget): Direction => ({
  base: 0,
  hasBase: false,
  windowScale: -1,
  window: 0,
  next: 0,
  nextTime: 0,
  nextIn: 0,
  acknowledgeable: 0,
  acknowledged: 0,
  acknowledgedTime: 0,
  sacked: 0,
  acknowledgedIn: 0,
  repeats: 0,
  lastWasKeepAlive: false,
  lastWasProbe: false,
  unacked: new Unacked(budget),
  flightKnown: true,
  pushBytes: 0,
  pushed: false,
});

export const newTcpState = (budget: Budget, start: number): TcpState => ({
  forward: newDirection(budget),
  backward: newDirection(budget),
  start,
  synTime: -1,
  roundTrip: 0,
  parts: 0,
  closer: null,
  begun: false,
});

/** Gives back what it holds of the budget. */
export function dropTcpState({ forward, backward }: TcpState): void {
  forward.unacked.drop();
  backward.unacked.drop();
}

/** Whether a segment opens a new connection between the ports of this one. */
export function isReused(state: TcpState, forward: boolean, { flags, sequence }: Segment): boolean {
  const own = forward ? state.forward : state.backward;
  return (flags & (SYN | ACK)) === SYN && own.hasBase && own.base !== sequence;
}

/** Takes a segment in and says what it is. `reused`: it opens a connection where another one was. */
export function tcpOf(
  state: TcpState,
  forward: boolean,
  s: Segment,
  { number, seconds, nanoseconds }: Packet,
  reused: boolean,
): TcpConversation {
  const own = forward ? state.forward : state.backward;
  const other = forward ? state.backward : state.forward;
  const time = (seconds - state.start) * 1e9 + Math.max(0, nanoseconds);
  let remarks = reused ? Remark.reusedPorts : 0;
  const again = own.hasBase && (s.flags & (SYN | ACK)) === SYN;
  // A reset in between may have told any number; what goes on from this SYN is known.
  if (again) own.next = own.acknowledgeable;
  if (own.hasBase && (s.flags & (SYN | ACK)) === (SYN | ACK) && own.base !== s.sequence) {
    // The other side's numbers are new, or were guessed by what was acknowledged.
    own.base = s.sequence;
    remarks |= Remark.reusedPorts;
  }
  if (!own.hasBase) {
    // Without its SYN a direction counts from 1 on, as if the SYN had been the number before.
    own.base = (s.flags & SYN) === 0 ? (s.sequence - 1) >>> 0 : s.sequence;
    own.hasBase = true;
  }
  if ((s.flags & ACK) !== 0) {
    if (!other.hasBase) other.base = (s.acknowledgment - 1) >>> 0;
    other.hasBase = true;
    other.flightKnown = true;
  }
  if ((s.flags & SYN) !== 0) agreeOnScale(own, other, s);
  const result: TcpConversation = {
    baseSequence: own.base,
    baseAcknowledgment: other.base,
    windowScale: own.windowScale,
    remarks,
    isNoted: again,
    duplicateOf: 0,
    duplicates: 0,
    acknowledges: 0,
    sinceAcknowledged: 0,
    roundTrip: 0,
    bytesInFlight: 0,
    pushBytes: 0,
    resends: 0,
    sinceResent: 0,
    // Of a new connection in the place of another one it is known at once.
    parts: reused ? Part.syn : state.parts,
    closesFirst: false,
  };
  if ((s.flags & FIN) !== 0) {
    state.closer ??= own;
    result.closesFirst = state.closer === own;
  }
  state.parts |= partsOf(s, !state.begun);
  state.begun = true;
  judge(state, own, other, s, number, time, result);
  account(own, other, s, number, time, result);
  measure(state, s, time);
  result.roundTrip = state.roundTrip;
  return result;
}

/** @param first it is the connection's first segment: what that is part of is known only if it opens it */
function partsOf({ flags, length }: Segment, first: boolean): number {
  const opens = flags & (SYN | ACK);
  if (first && opens !== SYN) return 0;
  let parts = length > 0 ? Part.data : opens === ACK ? Part.ack : 0;
  if ((flags & SYN) !== 0) parts |= opens === SYN ? Part.syn : Part.synAck;
  if ((flags & FIN) !== 0) parts |= Part.fin;
  return (flags & RST) === 0 ? parts : parts | Part.reset;
}

/** Windows are scaled only if both SYNs say so (RFC 7323, 2.2). */
function agreeOnScale(own: Direction, other: Direction, { flags, windowScale }: Segment): void {
  if (windowScale === CUT) return;
  if (windowScale >= 0) {
    own.windowScale = (flags & ACK) !== 0 && other.windowScale === -2 ? -2 : windowScale;
    return;
  }
  own.windowScale = -2;
  other.windowScale = -2;
}

function measure(state: TcpState, { flags }: Segment, time: number): void {
  if ((flags & (SYN | ACK)) === SYN) state.synTime = time;
  else if ((flags & (SYN | ACK)) === ACK && state.synTime >= 0 && state.roundTrip === 0)
    state.roundTrip = time - state.synTime;
}

/** Nanoseconds: data that does not go on where it should came out of order if it came so soon after the rest. */
const OUT_OF_ORDER = 3e6;
const FAST_RETRANSMISSION = 20e6;

function judge(
  state: TcpState,
  own: Direction,
  other: Direction,
  s: Segment,
  number: number,
  time: number,
  result: TcpConversation,
): void {
  const edge = (s.flags & EDGES) !== 0;
  const empty = s.length === 0;
  const probe = s.length === 1 && s.sequence === own.next && other.next !== 0 && other.window === 0;
  let remarks = 0;
  if (probe) remarks |= Remark.probe;
  else {
    if (s.window === 0 && !edge) remarks |= Remark.zeroWindow;
    if (own.next !== 0 && after(s.sequence, own.next) && (s.flags & RST) === 0) {
      remarks |= Remark.missing;
      own.flightKnown = false;
    }
    if (s.length <= 1 && s.sequence === (own.next - 1) >>> 0 && !edge) remarks |= Remark.keepAlive;
    const same = empty && s.sequence === own.next && s.acknowledgment === own.acknowledged && !edge;
    if (same && s.window !== 0 && s.window !== own.window) remarks |= Remark.windowUpdate;
    if (s.length > 0 && other.windowScale !== -1 && !edge && (s.sequence + s.length) >>> 0 === edgeOf(other))
      remarks |= Remark.windowFull;
    if (same && s.window === own.window) {
      if (s.window !== 0 && other.lastWasKeepAlive) remarks |= Remark.keepAliveAnswer;
      else if (s.window === 0 && other.lastWasProbe) remarks |= Remark.probeAnswer;
      else if (s.window !== 0) {
        own.repeats = own.repeats === TOLD ? 1 : own.repeats + 1;
        remarks |= Remark.duplicate;
        result.duplicateOf = own.acknowledgedIn;
        result.duplicates = own.repeats;
      }
    }
  }
  if (s.acknowledgment !== own.acknowledged) {
    own.acknowledgedIn = number;
    own.repeats = 0;
  }
  if (
    other.acknowledgeable !== 0 &&
    (s.flags & ACK) !== 0 &&
    after(s.acknowledgment, other.acknowledgeable)
  ) {
    if (other.acknowledgeable !== other.next) {
      remarks |= Remark.unseen;
      other.acknowledgeable = other.next;
    } else {
      // Where even what was sent last is not enough it is said once, until the other side acknowledges more.
      if (other.repeats === 0) remarks |= Remark.unseen;
      result.isNoted = true;
      other.repeats = TOLD;
    }
  }
  if ((remarks & Remark.keepAlive) === 0) remarks |= againOf(state, own, other, s, time);
  if ((remarks & Remark.retransmission) !== 0) {
    const sent = own.unacked.oldest;
    result.resends = sent?.packet ?? own.nextIn;
    result.sinceResent = time - (sent?.time ?? own.nextTime);
  }
  advance(own, s, probe, number, time);
  own.lastWasKeepAlive = (remarks & Remark.keepAlive) !== 0;
  own.lastWasProbe = probe;
  result.remarks |= remarks;
}

/** Where the window ends that the direction allows the other one. */
function edgeOf(d: Direction): number {
  return (d.acknowledged + d.window * (d.windowScale > 0 ? 2 ** d.windowScale : 1)) >>> 0;
}

/** Data, or a SYN or FIN, that does not go on where the direction was. */
function againOf(state: TcpState, own: Direction, other: Direction, s: Segment, time: number): number {
  if (s.length === 0 && (s.flags & (SYN | FIN)) === 0) return 0;
  const end = (s.sequence + s.length) >>> 0;
  const behind = s.length > 1 && s.sequence === (own.next - 1) >>> 0;
  const again = own.next !== 0 && after(own.next, s.sequence) && !behind;
  if (s.length > 0 && other.acknowledged !== 0 && !after(end, other.acknowledged)) return Remark.spurious;
  if (!again) return 0;
  const sinceAck = time - other.acknowledgedTime;
  if (other.repeats >= 2 && other.acknowledged === s.sequence && sinceAck < FAST_RETRANSMISSION)
    return Remark.fast;
  const soon = state.roundTrip === 0 ? OUT_OF_ORDER : state.roundTrip;
  if (time - own.nextTime < soon && own.next !== endOf(s)) return Remark.outOfOrder;
  return Remark.retransmission;
}

/** Behind the last number that the segment takes. */
const endOf = ({ flags, sequence, length }: Segment): number =>
  (sequence + length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)) >>> 0;

function advance(own: Direction, s: Segment, probe: boolean, number: number, time: number): void {
  const next = endOf(s);
  if (!probe && (own.next === 0 || after(next, own.next))) {
    own.next = next;
    own.nextTime = time;
    own.nextIn = number;
  }
  if (!probe && (own.acknowledgeable === 0 || s.sequence === own.acknowledgeable))
    own.acknowledgeable = own.next;
  own.window = s.window;
  own.acknowledged = s.acknowledgment;
  own.acknowledgedTime = time;
  own.sacked = s.sacked;
}

/** More are no flight, but numbers of another connection. */
const MOST_IN_FLIGHT = 2e9;

/** What is in flight, and what the segment acknowledges of that. */
function account(
  own: Direction,
  other: Direction,
  s: Segment,
  number: number,
  time: number,
  result: TcpConversation,
): void {
  const next = endOf(s);
  if (next !== s.sequence) own.unacked.add(number, time, s.sequence, next);
  const sent = other.unacked.acknowledge(s.acknowledgment);
  if (sent !== undefined) {
    result.acknowledges = sent.packet;
    result.sinceAcknowledged = time - sent.time;
  }
  if (s.length === 0 || !own.flightKnown) return;
  own.pushBytes = own.pushed ? s.length : own.pushBytes + s.length;
  own.pushed = (s.flags & PSH) !== 0;
  // The number that a SYN or FIN takes is no byte.
  const flight = own.unacked.inFlight - other.sacked - ((s.flags & (SYN | FIN)) === 0 ? 0 : 1);
  result.isNoted = true;
  if (flight <= 0 || flight >= MOST_IN_FLIGHT) return;
  result.bytesInFlight = flight;
  result.pushBytes = own.pushBytes;
}
