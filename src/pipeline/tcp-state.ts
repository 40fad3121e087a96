/**
 * What the two directions of a TCP connection have said so far, and what that makes of the next segment. The
 * remarks are those that Wireshark's users know, judged as it does: by what one point of capture can see.
 */
import type { Segment } from "../core/exchange.ts";
import type { Packet, TcpConversation } from "../core/layer.ts";

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
/** They end or begin a connection, and so are never probes or updates. */
const EDGES = FIN | SYN | RST;

/** One direction. Numbers are as on the wire; 0 where nothing was seen, which costs one in four billion. */
interface Direction {
  base: number;
  hasBase: boolean;
  windowScale: number;
  window: number;
  /** Behind the highest byte seen, and when that came. */
  next: number;
  nextTime: number;
  /** Behind the last byte before any gap: nobody can acknowledge more. */
  acknowledgeable: number;
  /** Bytes behind a gap: first and behind the last, few of them. */
  islands: [number, number][];
  acknowledged: number;
  acknowledgedTime: number;
  /** Packet that acknowledged so far for the first time, and how often that was repeated. */
  acknowledgedIn: number;
  repeats: number;
  lastWasKeepAlive: boolean;
  lastWasProbe: boolean;
}

export interface TcpState {
  /** From who spoke first, and back. */
  forward: Direction;
  backward: Direction;
  synTime: number;
  /** Seconds that the handshake took, 0: not seen. */
  roundTrip: number;
}

const newDirection = (): Direction => ({
  base: 0,
  hasBase: false,
  windowScale: -1,
  window: 0,
  next: 0,
  nextTime: 0,
  acknowledgeable: 0,
  islands: [],
  acknowledged: 0,
  acknowledgedTime: 0,
  acknowledgedIn: 0,
  repeats: 0,
  lastWasKeepAlive: false,
  lastWasProbe: false,
});

export const newTcpState = (): TcpState => ({
  forward: newDirection(),
  backward: newDirection(),
  synTime: -1,
  roundTrip: 0,
});

/** Whether `a` comes after `b`, around the end of the numbers. */
const after = (a: number, b: number): boolean => ((a - b) | 0) > 0;

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
  const time = seconds + nanoseconds / 1e9;
  if (!own.hasBase) {
    // Without its SYN a direction counts from 1 on, as if the SYN had been the number before.
    own.base = (s.flags & SYN) === 0 ? (s.sequence - 1) >>> 0 : s.sequence;
    own.hasBase = true;
  }
  if (!other.hasBase && (s.flags & ACK) !== 0) {
    other.base = (s.acknowledgment - 1) >>> 0;
    other.hasBase = true;
  }
  if ((s.flags & SYN) !== 0) agreeOnScale(own, other, s);
  measure(state, s, time);
  const remarks = judge(state, own, other, s, number, time);
  if (reused) remarks.push("TCP Port numbers reused");
  return {
    baseSequence: own.base,
    baseAcknowledgment: other.base,
    windowScale: own.windowScale,
    // What was found last stands first.
    remarks: remarks.reverse(),
  };
}

/** Windows are scaled only if both SYNs say so (RFC 7323, 2.2). */
function agreeOnScale(own: Direction, other: Direction, { flags, windowScale }: Segment): void {
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

/** Data that does not go on where it should came out of order if it came so soon after the rest. */
const OUT_OF_ORDER_SECONDS = 0.003;
const FAST_RETRANSMISSION_SECONDS = 0.02;

function judge(
  state: TcpState,
  own: Direction,
  other: Direction,
  s: Segment,
  number: number,
  time: number,
): string[] {
  const remarks: string[] = [];
  const edge = (s.flags & EDGES) !== 0;
  const empty = s.length === 0;
  const probe = s.length === 1 && s.sequence === own.next && other.next !== 0 && other.window === 0;
  let keepAlive = false;
  let missing = "";
  let windowRemark = "";
  let zero = "";
  let probeAnswer = "";
  let duplicate = "";
  if (probe) zero = "TCP ZeroWindowProbe";
  else {
    if (s.window === 0 && !edge) zero = "TCP ZeroWindow";
    if (own.next !== 0 && after(s.sequence, own.next) && (s.flags & RST) === 0)
      missing = "TCP Previous segment not captured";
    keepAlive = s.length <= 1 && s.sequence === (own.next - 1) >>> 0 && !edge;
    const same = empty && s.sequence === own.next && s.acknowledgment === own.acknowledged && !edge;
    if (same && s.window !== 0 && s.window !== own.window) windowRemark = "TCP Window Update";
    if (s.length > 0 && other.windowScale !== -1 && !edge && (s.sequence + s.length) >>> 0 === edgeOf(other))
      windowRemark = "TCP Window Full";
    if (same && s.window === own.window) {
      if (s.window !== 0 && other.lastWasKeepAlive) duplicate = "TCP Keep-Alive ACK";
      else if (s.window === 0 && other.lastWasProbe) probeAnswer = "TCP ZeroWindowProbeAck";
      else if (s.window !== 0) {
        own.repeats++;
        duplicate = `TCP Dup ACK ${own.acknowledgedIn}#${own.repeats}`;
      }
    }
  }
  if (s.acknowledgment !== own.acknowledged) {
    own.acknowledgedIn = number;
    own.repeats = 0;
  }
  let unseen = "";
  if (
    other.acknowledgeable !== 0 &&
    (s.flags & ACK) !== 0 &&
    after(s.acknowledgment, other.acknowledgeable)
  ) {
    unseen = "TCP ACKed unseen segment";
    other.acknowledgeable = other.next;
    other.islands = [];
  }
  const again = keepAlive ? "" : againOf(state, own, other, s, time);
  for (const remark of [
    again,
    missing,
    unseen,
    windowRemark,
    keepAlive ? "TCP Keep-Alive" : "",
    duplicate,
    zero,
    probeAnswer,
  ])
    if (remark !== "") remarks.push(remark);
  advance(own, s, probe, time);
  own.lastWasKeepAlive = keepAlive;
  own.lastWasProbe = probe;
  return remarks;
}

/** Where the window ends that the direction allows the other one. */
function edgeOf(d: Direction): number {
  return (d.acknowledged + d.window * (d.windowScale > 0 ? 2 ** d.windowScale : 1)) >>> 0;
}

/** Data, or a SYN or FIN, that does not go on where the direction was. */
function againOf(state: TcpState, own: Direction, other: Direction, s: Segment, time: number): string {
  if (s.length === 0 && (s.flags & (SYN | FIN)) === 0) return "";
  const end = (s.sequence + s.length) >>> 0;
  const behind = s.length > 1 && s.sequence === (own.next - 1) >>> 0;
  const again = own.next !== 0 && after(own.next, s.sequence) && !behind;
  if (s.length > 0 && other.acknowledged !== 0 && !after(end, other.acknowledged))
    return "TCP Spurious Retransmission";
  if (!again) return "";
  const sinceAck = time - other.acknowledgedTime;
  if (other.repeats >= 2 && other.acknowledged === s.sequence && sinceAck < FAST_RETRANSMISSION_SECONDS)
    return "TCP Fast Retransmission";
  const soon = state.roundTrip === 0 ? OUT_OF_ORDER_SECONDS : state.roundTrip;
  if (time - own.nextTime < soon && own.next !== end) return "TCP Out-Of-Order";
  return "TCP Retransmission";
}

function advance(own: Direction, s: Segment, probe: boolean, time: number): void {
  const edges = (s.flags & (SYN | FIN)) === 0 ? 0 : 1;
  const next = (s.sequence + s.length + edges) >>> 0;
  if (!probe && (own.next === 0 || after(next, own.next))) {
    own.next = next;
    own.nextTime = time;
  }
  if (!probe) join(own, s.sequence, next);
  own.window = s.window;
  own.acknowledged = s.acknowledgment;
  own.acknowledgedTime = time;
}

/** Most runs of bytes behind a gap that are kept; a connection with more has lost so much that nobody asks. */
const MAX_ISLANDS = 64;

/** Moves the end of what can be acknowledged on, over what came before its turn. */
function join(own: Direction, from: number, to: number): void {
  if (own.acknowledgeable === 0) {
    own.acknowledgeable = to;
    return;
  }
  if (after(from, own.acknowledgeable)) {
    if (to !== from && own.islands.length < MAX_ISLANDS) own.islands.push([from, to]);
    return;
  }
  if (!after(to, own.acknowledgeable)) return;
  own.acknowledgeable = to;
  const reached = own.islands.find(([start]) => !after(start, to));
  if (reached === undefined) return;
  own.islands = own.islands.filter((island) => island !== reached);
  join(own, reached[0], reached[1]);
}
