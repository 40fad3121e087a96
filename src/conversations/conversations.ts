/**
 * What packets say of those before them: the number of their conversation, from where on its sequence numbers
 * count, which request they answer. Kept for showing only, per tenant, and for so many conversations at most:
 * the one that was silent longest is forgotten first. Each kind counts for itself: whoever asks about one need not look
 * at the others.
 */
import type { Exchange } from "../core/exchange.ts";
import type { Conversation, Frame, Layer, Packet, TcpConversation } from "../core/layer.ts";
import { Recent } from "../core/recent.ts";
import type { LayerStack } from "../core/stack.ts";
import { ACK, SYN } from "../core/tcp-flags.ts";
import { Remark } from "../core/tcp-remarks.ts";
import { FOR_OTHERS, factual, hasMore } from "../filter/names.ts";
import { mayHold, type Takers, takersOf } from "../filter/takers.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import type { Effects } from "./effects.ts";
import type { Kept } from "./kept.ts";
import { forget, type Known, newKnown, take, usedLast } from "./known.ts";
import type { Messages } from "./messages.ts";
import { isNumbered } from "./numbered.ts";
import { PortKinds } from "./port-kinds.ts";
import { answer, claimedBefore, learntBefore, sentBefore } from "./questions.ts";
import { Scopes } from "./scopes.ts";
import { type Seat, type Seated, seatOf, writePlaces } from "./seat-places.ts";
import { TcpConnections } from "./tcp-connections.ts";
import { dropTcpState, isReused, newTcpState, tcpOf } from "./tcp-state.ts";
import type { Budget } from "./tcp-unacked.ts";
import { UdpConversations } from "./udp-conversations.ts";

const MAX_CONVERSATIONS = 100_000;
/** What such a segment carries was told before, or belongs behind what is still to come. */
const TOLD_ELSEWHERE = Remark.retransmission | Remark.spurious | Remark.outOfOrder;
/** The same for one that is cut, which nobody puts together with others. */
const TOLD_ELSEWHERE_CUT = Remark.retransmission | Remark.outOfOrder;

/** Conversations of one kind. */
interface Kind {
  readonly known: Recent<Known>;
  /** How many there were. */
  count: number;
}

/** What was found of a packet, as far as that takes no layers. */
interface Headers {
  readonly frames: readonly Pick<Frame, "view" | "stack">[];
  readonly frameCount: number;
}

export class Conversations {
  private readonly kinds = new Map<string, Kind>();
  private readonly budget: Budget = { held: 0 };
  /** In memory; null: there is none. */
  private readonly tcp: TcpConnections | null;
  private readonly udp: UdpConversations | null;
  private readonly scopes: Scopes;
  /** Whether what is wanted may stand behind the headers of facts. */
  private readonly mayStandBehind: (stack: LayerStack, d: DataView) => boolean;
  /** Who of them may stand behind a header by its ports. */
  private readonly takers: (carrier: number, ports: number) => Takers;
  private readonly ports: PortKinds;

  /**
   * @param most conversations of a kind that are kept
   * @param memory in which TCP connections are followed; null: there is none, they are followed here
   * @param wanted by number, of which protocols' layers something is told, or FOR_OTHERS; null: of all
   * @param messages puts together what is carried, and says so in the packet: it is then followed when it is shown
   */
  constructor(
    private readonly most = MAX_CONVERSATIONS,
    memory: FlowMemory | null = null,
    private readonly wanted: Uint8Array | null = null,
    private readonly messages: Messages | null = null,
  ) {
    this.tcp = memory === null ? null : new TcpConnections(memory, most);
    this.udp = memory === null ? null : new UdpConversations(memory, most);
    this.scopes = new Scopes(2 * most);
    const behind = wanted?.map((is, number) => is & (1 - factual[number]));
    this.mayStandBehind = behind?.includes(1) ? mayHold(behind) : () => false;
    this.takers = takersOf(behind ?? null);
    this.ports = new PortKinds(wanted, this.takers, behind ?? null);
  }

  /**
   * Tells the packet's layers what is known; packets must come in order. A segment that is sent again, or comes too
   * late, is marked: as to Wireshark, it is shown to carry nothing.
   * @param from the first layer that was not told yet
   */
  follow(packet: Packet, from = 0): void {
    if (this.isBehind(packet)) packet.extend();
    else if (!this.isHeld(packet)) return;
    const alone = this.alone(packet);
    if (alone !== null) {
      const exchange = this.exchangeOf(alone);
      if (exchange === undefined) return;
      const conversation = this.about(this.scopes.of(packet, alone, exchange), exchange, packet, alone);
      packet.tell(alone, conversation);
      if (isTold(conversation, alone)) packet.toldBehind = alone;
      return;
    }
    if (!this.holdsAny(packet)) return;
    const layers = packet.layers();
    for (const layer of layers) {
      if (layer.index < from) continue;
      const exchange = this.exchangeOf(layer);
      if (exchange === undefined) continue;
      layer.conversation = this.about(this.scopes.of(packet, layer, exchange), exchange, packet, layer);
      if (isTold(layer.conversation, layer)) {
        packet.toldBehind = layer;
        if (isLate(layer.conversation)) this.messages?.follow(packet, layer, true);
        return;
      }
      if (this.messages?.follow(packet, layer) === true) return;
    }
  }

  /** Takes a packet in of which nothing is shown: for those that are numbered after it, and those of its own conversation. */
  count(packet: Packet): void {
    for (const layer of this.numberedOf(packet)) {
      const exchange = this.exchangeOf(layer);
      if (exchange === undefined) continue;
      if (isTold(this.about(this.scopes.of(packet, layer, exchange), exchange, packet, layer), layer)) return;
    }
  }

  /**
   * As `count`, unless it begins something that would get a number, or may have changed what is to begin: then it has to be
   * counted behind those before it.
   * @returns whether it was counted
   */
  countKnown(packet: Packet): boolean {
    for (const layer of this.numberedOf(packet)) {
      const exchange = this.exchangeOf(layer);
      if (exchange === undefined) continue;
      const kept = this.keptOf(exchange);
      const scope = this.scopes.known(packet, layer, exchange);
      const begins = ((exchange.segment?.flags ?? 0) & SYN) !== 0;
      if (begins || scope === undefined || kept?.has(exchange.ends, scope) !== true) return false;
    }
    this.count(packet);
    return true;
  }

  /** What following a packet may change; null: that takes following it. */
  effectsOf(packet: Packet): Effects | null {
    const effects: Effects = { places: [], begins: false, others: false, joins: false, isBehind: false };
    effects.isBehind = this.isBehind(packet);
    if (!effects.isBehind && !this.isHeld(packet)) return effects;
    if (this.messages !== null) return null;
    if (effects.isBehind) packet.extend();
    const alone = this.alone(packet);
    if (alone === null && !this.holdsAny(packet)) return effects;
    for (const layer of alone === null ? packet.layers() : [alone]) {
      const exchange = this.exchangeOf(layer);
      if (exchange === undefined) continue;
      const { ends, segment } = exchange;
      const kept = this.keptOf(exchange);
      if (kept === undefined) {
        effects.others = true;
        continue;
      }
      const scope = this.scopes.known(packet, layer, exchange);
      const { hash, pair } = kept.hashesOf(ends, scope ?? "");
      effects.places.push({ hash: scope === undefined ? null : hash, pair });
      if (scope === undefined) effects.joins = true;
      const opens = segment !== undefined && (segment.flags & (SYN | ACK)) === SYN;
      if (opens || scope === undefined || !kept.has(ends, scope)) effects.begins = true;
    }
    return effects;
  }

  /** So many more conversations there may be of each kind in memory before one is forgotten. */
  get spare(): number {
    const { tcp, udp } = this;
    return tcp === null || udp === null ? Number.POSITIVE_INFINITY : Math.min(tcp.kept.spare, udp.kept.spare);
  }

  private keptOf(exchange: Exchange): Kept | undefined {
    return exchange.segment !== undefined ? this.tcp?.kept : isOfUdp(exchange) ? this.udp?.kept : undefined;
  }

  /** Those of a packet's layers whose conversations have numbers that are shown; the others are mostly not made. */
  private numberedOf(packet: Packet): Layer[] {
    const { proto, n } = packet.frames[0].stack;
    const found: Layer[] = [];
    for (let i = 0; i < n; i++) {
      if (!isNumbered(proto[i])) continue;
      const layer = packet.frameCount === 1 ? packet.layerAlone(i) : undefined;
      if (layer === undefined)
        return packet.layers().filter(({ protocolNumber }) => isNumbered(protocolNumber));
      found.push(layer);
    }
    return found;
  }

  /**
   * The only layer of a packet that something may be told of, where that is in the last frame and stands behind no others
   * to be made; null: it takes all layers to tell. All that may stand behind headers was looked for.
   */
  private alone(packet: Packet): Layer | null {
    if (this.wanted === null || this.messages !== null) return null;
    const { frames, frameCount } = packet;
    let found = -1;
    for (let f = 0; f < frameCount; f++) {
      const { stack, first } = frames[f];
      for (let i = first; i < stack.n; i++) {
        if (!this.isFollowed(stack.proto[i], stack)) continue;
        if (found >= 0 || f < frameCount - 1) return null;
        found = i;
      }
    }
    return found < 0 ? null : (packet.layerAlone(found) ?? null);
  }

  /** Which conversations of the memory a packet belongs to, whose flow is known. */
  seatsOf(packet: Packet): Seat[] {
    return this.seated(packet).map((seated) => seatOf(seated, packet.number));
  }

  /**
   * Writes down the same of all packets with its headers whose ports lead to nothing else.
   * @returns the address; 0: it takes each of them; undefined: this one does not tell
   */
  placesOf(packet: Packet, memory: FlowMemory): number | undefined {
    const { wanted } = this;
    const { stack } = packet.frames[0];
    if (wanted === null) return 0;
    if (hasMore(stack)) return undefined;
    // What stands behind a header hangs on more: nothing that is wanted does only where the ports say so.
    const isPlain = (is: number, number: number) => is === 0 || (is === 1 && factual[number] === 1);
    const kinds = wanted.every(isPlain) ? null : this.ports.kindsOf(stack);
    if (kinds === undefined) return 0;
    const { ports } = stack;
    if (kinds !== null && (kinds[ports >>> 16] | kinds[ports & 0xffff]) !== 0) return undefined;
    return writePlaces(memory, packet, this.seated(packet), kinds);
  }

  private seated(packet: Packet): Seated[] {
    const seated: Seated[] = [];
    const isBehind = this.isBehind(packet);
    if (!isBehind && !this.isHeld(packet)) return seated;
    const alone = isBehind ? null : this.alone(packet);
    for (const layer of alone === null ? this.numberedOf(packet) : [alone]) {
      const exchange = this.exchangeOf(layer);
      if (exchange === undefined) continue;
      const kept = this.keptOf(exchange);
      if (kept !== undefined)
        seated.push({ layer, exchange, kept, scope: this.scopes.of(packet, layer, exchange) });
    }
    return seated;
  }

  /** Whether it may be that something is told of a packet. */
  mayTell(packet: Headers): boolean {
    return this.isHeld(packet) || this.isBehind(packet);
  }

  /** Whether a packet has such a layer, wherever that stands: to make all layers to see that there is none costs too much. */
  private holdsAny(packet: Packet): boolean {
    if (this.wanted === null || this.messages !== null) return true;
    packet.extend();
    return this.isHeld(packet);
  }

  /** The same of what was found so far. */
  private isHeld({ frames, frameCount }: Headers): boolean {
    if (this.wanted === null) return true;
    for (let f = 0; f < frameCount; f++) {
      const { stack } = frames[f];
      for (let i = 0; i < stack.n; i++) if (this.isFollowed(stack.proto[i], stack)) return true;
    }
    return false;
  }

  /** Whether more of those that are wanted, and not all, may stand behind the headers of facts. */
  private isBehind({ frames, frameCount }: Headers): boolean {
    if (this.wanted === null) return false;
    for (let f = 0; f < frameCount; f++) {
      const { stack, view } = frames[f];
      if (hasMore(stack) || this.mayStandBehind(stack, view)) return true;
    }
    return false;
  }

  /** Whether a header's packets are followed. @param stack in which it stands */
  private isFollowed(number: number, { ports }: LayerStack): boolean {
    const is = this.wanted?.[number] ?? 1;
    return is === FOR_OTHERS ? this.takers(number, ports).numbers.length > 0 : is === 1;
  }

  /** What the layer tells, if it is not cut off before and anybody wants to know. */
  private exchangeOf(layer: Layer): Exchange | undefined {
    if (layer.quoted || (this.wanted !== null && !this.isFollowed(layer.protocolNumber, layer.frame.stack)))
      return undefined;
    try {
      return layer.protocol.exchange?.(layer);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  private kindOf(name: string): Kind {
    let kind = this.kinds.get(name);
    if (kind === undefined) {
      kind = { known: new Recent(this.most, usedLast, forget), count: 0 };
      this.kinds.set(name, kind);
    }
    return kind;
  }

  private about(scope: string, exchange: Exchange, packet: Packet, layer: Layer): Conversation {
    const { ends, segment, question } = exchange;
    if (segment !== undefined && this.tcp !== null) return this.tcp.take(ends, scope, segment, packet);
    if (this.udp !== null && isOfUdp(exchange)) return this.udp.take(ends, scope, packet, layer);
    const { side } = ends;
    const kind = this.kindOf(exchange.kind);
    let known = kind.known.get(ends, scope);
    const old = known?.tcp ?? null;
    const reused = old !== null && segment !== undefined && isReused(old, known?.first === side, segment);
    if (known === undefined || reused) {
      if (old !== null) dropTcpState(old);
      const state = segment === undefined ? null : newTcpState(this.budget, packet.seconds);
      known = kind.known.set(ends, scope, () => newKnown(kind.count++, side, state, packet));
    }
    known.last = packet.number;
    const isFirst = known.first === side;
    let tcp: TcpConversation | null = null;
    if (known.tcp !== null && segment !== undefined) tcp = tcpOf(known.tcp, isFirst, segment, packet, reused);
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
      ...sentBefore(known, exchange.sends, side, packet),
      claimed: claimedBefore(known, exchange.claims, packet),
      learnt: learntBefore(known, exchange.teaches, packet),
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

/** Whether what the layer carries was told elsewhere. */
function isTold({ tcp }: Conversation, layer: Layer): boolean {
  const remarks = tcp?.remarks ?? 0;
  if ((remarks & TOLD_ELSEWHERE) === 0) return false;
  return (remarks & TOLD_ELSEWHERE_CUT) !== 0 || !isCut(layer);
}

/** Whether it only came behind others, of which none said the same. */
const isLate = ({ tcp }: Conversation): boolean =>
  ((tcp?.remarks ?? 0) & TOLD_ELSEWHERE) === Remark.outOfOrder;

const isOfUdp = ({ kind }: Exchange): boolean => kind === "udp";

const isCut = ({ data, wireLength }: Layer): boolean => data.byteLength < wireLength;
