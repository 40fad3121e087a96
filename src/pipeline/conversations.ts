/**
 * What packets say of those before them: the number of their conversation, from where on its sequence numbers
 * count, which request they answer. Kept for showing only, per tenant, and for so many conversations at most:
 * the one that was silent longest is forgotten first.
 */
import type { Exchange } from "../core/exchange.ts";
import type { Conversation, Layer, Packet, TcpConversation, Turn } from "../core/layer.ts";
import { Remark } from "../core/tcp-remarks.ts";
import { dropTcpState, isReused, newTcpState, type TcpState, tcpOf } from "./tcp-state.ts";
import type { Budget } from "./tcp-unacked.ts";

const MAX_CONVERSATIONS = 100_000;
/** Questions without an answer that are kept for each conversation. */
const MAX_QUESTIONS = 256;
/** What such a segment carries was told before, or belongs behind what is still to come. */
const TOLD_ELSEWHERE = Remark.retransmission | Remark.spurious | Remark.outOfOrder;
/** The same for one that is cut, which nobody puts together with others. */
const TOLD_ELSEWHERE_CUT = Remark.retransmission | Remark.outOfOrder;

interface Known {
  stream: number;
  /** Who sent the first packet. */
  first: string;
  tcp: TcpState | null;
  /** When the first packet came, and the one before; nanoseconds -1: it had no time. */
  seconds: number;
  nanoseconds: number;
  lastSeconds: number;
  lastNanoseconds: number;
  /** First numbers of who spoke first, and of the other; null: not known. */
  firstNumber: number | null;
  otherNumber: number | null;
  /** By what a question and its answer have in common. */
  questions: Map<string, Asked> | null;
  /** The last request or response that takes turns, and the turn before. */
  turn: Turn | null;
  beforeTurn: Turn | null;
}

interface Asked {
  /** The question's packet and time. */
  number: number;
  seconds: number;
  nanoseconds: number;
  /** The first answer's packet, 0: there is none yet. */
  answeredIn: number;
}

export class Conversations {
  /** The one that was heard of last is the last. */
  private readonly known = new Map<string, Known>();
  /** How many there were of each kind. */
  private readonly counts = new Map<string, number>();
  private readonly budget: Budget = { held: 0 };

  /** @param most conversations that are kept */
  constructor(private readonly most = MAX_CONVERSATIONS) {}

  /**
   * Tells the packet's layers what is known; packets must come in order. A segment that is sent again, or comes too
   * late, is marked: as to Wireshark, it is shown to carry nothing.
   */
  follow(packet: Packet): void {
    const layers = packet.layers();
    let networks = 0;
    let total = 0;
    for (const layer of layers) if (isNetwork(layer)) total++;
    for (const layer of layers) {
      if (isNetwork(layer)) networks++;
      if (layer.quoted) continue;
      const exchange = exchangeOf(layer);
      if (exchange === undefined) continue;
      layer.conversation = this.about(scope(packet, total - networks), exchange, packet);
      const remarks = layer.conversation.tcp?.remarks ?? 0;
      if ((remarks & TOLD_ELSEWHERE) === 0) continue;
      if ((remarks & TOLD_ELSEWHERE_CUT) === 0 && layer.data.byteLength < layer.wireLength) continue;
      packet.toldBehind = layer;
      return;
    }
  }

  private about(tenant: string, exchange: Exchange, packet: Packet): Conversation {
    const { kind, from, to, segment, question } = exchange;
    const key = `${tenant} ${kind} ${from < to ? `${from} ${to}` : `${to} ${from}`}`;
    let known = this.known.get(key);
    const forward = known === undefined || known.first === from;
    const reused =
      known?.tcp !== null &&
      known?.tcp !== undefined &&
      segment !== undefined &&
      isReused(known.tcp, forward, segment);
    if (known === undefined || reused) {
      const stream = this.counts.get(kind) ?? 0;
      this.counts.set(kind, stream + 1);
      if (known?.tcp) dropTcpState(known.tcp);
      const tcp = segment === undefined ? null : newTcpState(this.budget, packet.seconds);
      known = newKnown(stream, from, tcp, packet);
    }
    // To the end of the map, which is the order in which conversations are forgotten.
    this.known.delete(key);
    this.known.set(key, known);
    if (this.known.size > this.most) {
      const [[oldest, { tcp }]] = this.known;
      if (tcp !== null) dropTcpState(tcp);
      this.known.delete(oldest);
    }
    let tcp: TcpConversation | null = null;
    if (known.tcp !== null && segment !== undefined) {
      tcp = tcpOf(known.tcp, known.first === from, segment, packet, reused);
    }
    const isFirst = known.first === from;
    if (exchange.first !== undefined) {
      if (isFirst) known.firstNumber ??= exchange.first;
      else known.otherNumber ??= exchange.first;
    }
    const { firstNumber, otherNumber, stream } = known;
    const counts = isFirst
      ? { own: firstNumber, other: otherNumber }
      : { own: otherNumber, other: firstNumber };
    const result: Conversation = {
      stream,
      request: 0,
      sinceRequest: 0,
      repeats: 0,
      turn: null,
      previousTurn: null,
      firstSeconds: known.seconds,
      firstNanoseconds: packet.nanoseconds < 0 ? -1 : known.nanoseconds,
      previousSeconds: known.lastSeconds,
      previousNanoseconds: packet.nanoseconds < 0 ? -1 : known.lastNanoseconds,
      tcp,
      counts,
    };
    known.lastSeconds = packet.seconds;
    known.lastNanoseconds = packet.nanoseconds;
    if (question !== undefined) answer(known, question, packet, result);
    if (exchange.turn !== undefined) take(known, exchange.turn, packet, result);
    return result;
  }
}

const newKnown = (
  stream: number,
  first: string,
  tcp: TcpState | null,
  { seconds, nanoseconds }: Packet,
): Known => ({
  stream,
  first,
  tcp,
  seconds,
  nanoseconds,
  lastSeconds: seconds,
  lastNanoseconds: nanoseconds,
  firstNumber: null,
  otherNumber: null,
  questions: null,
  turn: null,
  beforeTurn: null,
});

/** What the layer tells, if it is not cut off before. */
function exchangeOf(layer: Layer): Exchange | undefined {
  try {
    return layer.protocol.exchange?.(layer);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const isNetwork = ({ protocol, quoted }: Layer): boolean =>
  !quoted && (protocol.name === "ip" || protocol.name === "ipv6");

/** Whose a layer is that has `above` IP headers more inside: the tenant without its innermost tunnels. */
function scope(packet: Packet, above: number): string {
  const { tenant } = packet;
  if (tenant === null) return `#${above}`;
  if (above === 0) return tenant;
  return tenant.split("/").slice(0, -above).join("/") || "native";
}

function take(
  known: Known,
  { isResponse, about }: NonNullable<Exchange["turn"]>,
  { number, seconds, nanoseconds }: Packet,
  result: Conversation,
): void {
  const last = known.turn;
  if (isResponse && last !== null && last.response === 0) {
    // A copy: the packet before was shown with what was known then.
    known.turn = { ...last, response: number };
    result.previousTurn = known.beforeTurn;
  } else {
    const next = (last?.number ?? 0) + 1;
    known.turn = isResponse
      ? { number: next, request: 0, response: number, seconds: 0, nanoseconds: -1, about: undefined }
      : { number: next, request: number, response: 0, seconds, nanoseconds, about };
    known.beforeTurn = last;
    result.previousTurn = last;
  }
  result.turn = known.turn;
}

function answer(
  known: Known,
  { key, isAnswer, patience }: NonNullable<Exchange["question"]>,
  { number, seconds, nanoseconds }: Packet,
  result: Conversation,
): void {
  known.questions ??= new Map();
  const { questions } = known;
  const asked = questions.get(key);
  const since = (from: Asked) => seconds - from.seconds + (nanoseconds - from.nanoseconds) / 1e9;
  if (!isAnswer) {
    if (patience !== undefined && asked?.answeredIn === 0 && since(asked) < patience) {
      result.repeats = asked.number;
      return;
    }
    questions.delete(key);
    questions.set(key, { number, seconds, nanoseconds, answeredIn: 0 });
    if (questions.size > MAX_QUESTIONS) {
      const [oldest] = questions.keys();
      questions.delete(oldest);
    }
    return;
  }
  if (asked === undefined) return;
  if (asked.answeredIn > 0) {
    result.repeats = asked.answeredIn;
    return;
  }
  result.request = asked.number;
  result.sinceRequest = since(asked);
  asked.answeredIn = number;
  if (patience === undefined) questions.delete(key);
}
