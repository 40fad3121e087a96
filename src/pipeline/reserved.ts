/**
 * What packets that are held back may still change: those behind them that hang on it have to wait as well, all others are
 * followed as they come. It stands in the flow cache's memory, where compiled code looks: skim/assembly/beside.ts.
 */
import type { Conversations } from "../conversations/conversations.ts";
import type { Effects } from "../conversations/effects.ts";
import type { Frame } from "../core/layer.ts";
import { LayerStack, Pending, Stop } from "../core/stack.ts";
import { newFrame } from "../dissect/frame.ts";
import { DissectedPacket, type Times } from "../dissect/packet.ts";
import type { Pool } from "../reassembly/pool.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { type Line, secondsOf } from "./held.ts";

// In doubles: see skim/assembly/beside.ts.
const HELD = 5760 / 8;
const [SECONDS, OPENED, TIMEOUT, ALL, BEGINS, OTHERS, BYTES] = [1, 2, 3, 4, 5, 6, 7].map((n) => HELD + n);
const PLACES = 2 * (HELD + 8);
const COUNT = 4096;
const [LOOSE, ALL_LOOSE] = [COUNT, 2 * COUNT];

/** No more packets are skimmed at once. */
const AT_ONCE = 1 << 15;
/** What one packet may begin. */
const BEGUN = 4;
/** Most TCP segments that are kept: see skim/assembly/unacked.ts. */
const MOST_UNACKED = 1_000_000;
const NO_FRAMES: readonly Frame[] = [];

/** Whether more bytes say no more of those headers: they are all there, or contradict themselves. */
const isRead = ({ stop, pending }: LayerStack): boolean =>
  pending === Pending.none && (stop === Stop.none || stop === Stop.malformed);

export class Reserved {
  readonly #memory: FlowMemory;
  readonly #conversations: Conversations;
  readonly #places: number;
  /** The last packet that may begin a conversation for which there is no room yet. */
  #begunBy = 0;
  /** What something that is open begins with. */
  readonly #head: DissectedPacket;

  constructor(memory: FlowMemory, conversations: Conversations, times: Times) {
    this.#memory = memory;
    this.#conversations = conversations;
    this.#places = memory.allocate(8 * 3 * COUNT);
    memory.words[PLACES] = this.#places;
    this.#head = new DissectedPacket(times);
    this.#head.frames.push(newFrame(new LayerStack()));
  }

  /**
   * Tells of those that are held.
   * @param pool of what they are parts of
   * @param room for so many flows more
   * @param next number of the next packet
   */
  tell(line: Line, pool: Pool, room: number, next: number): void {
    const { doubles } = this.#memory;
    const { first } = line;
    if (first === undefined) {
      doubles[HELD] = 0;
      return;
    }
    doubles[HELD] = first.number;
    doubles[SECONDS] = secondsOf(first);
    doubles[OPENED] = pool.openedFirst;
    doubles[TIMEOUT] = pool.timeout;
    const spare = Math.min(this.#conversations.spare, room, MOST_UNACKED - this.#memory.unacked);
    // What is forgotten for another, or has no room any more, hangs on the order of all.
    if (spare < BEGUN * line.beginning + AT_ONCE) this.#raise(ALL, next);
  }

  /** Whether a packet, which is about to be held, may begin conversations for which there is no room yet. */
  begins(number: number): boolean {
    return number === this.#begunBy;
  }

  /** Captured bytes of the packets that went by since it was asked last. */
  takeBytes(): number {
    const { doubles } = this.#memory;
    const bytes = doubles[BYTES];
    doubles[BYTES] = 0;
    return bytes;
  }

  /** Whether one that is held may change what a packet says, which is whole in itself, or what follows from it. */
  hinders(packet: DissectedPacket): boolean {
    const { doubles } = this.#memory;
    const first = doubles[HELD];
    if (doubles[ALL] >= first) return true;
    const effects = this.#effectsOf(packet, NO_FRAMES);
    if (effects === null) return true;
    const { places, begins, others } = effects;
    if ((begins && doubles[BEGINS] >= first) || (others && doubles[OTHERS] >= first)) return true;
    return places.some(({ hash, pair }) =>
      hash === null
        ? doubles[this.#placeOf(pair) + ALL_LOOSE] >= first
        : doubles[this.#placeOf(hash)] >= first || doubles[this.#placeOf(pair) + LOOSE] >= first,
    );
  }

  /**
   * A packet, which is dissected, is held.
   * @param frames that it completed
   * @returns whether it can be found out at once to which conversations it belongs
   */
  keeps(packet: DissectedPacket, frames: readonly Frame[]): boolean {
    const effects = this.#effectsOf(packet, frames);
    this.#reserve(effects, packet.number);
    return effects?.joins === false;
  }

  /**
   * The packet with that number is held, which will show what stands behind this head, if nothing completes it; null: nobody
   * knows.
   * @param tenant whose it is; null: that is not known
   */
  keepsHead(number: number, head: Pick<Frame, "view" | "stack"> | null, tenant: string | null): void {
    // What it is a later part of shows itself where that began, or is completed by a packet that is still to come.
    if (head !== null && head.stack.pending !== Pending.none && head.stack.partOffset > 0) return;
    let effects: Effects | null = null;
    if (head !== null && isRead(head.stack)) {
      const [frame] = this.#head.frames;
      frame.view = head.view;
      frame.stack = head.stack;
      frame.end = head.stack.lim;
      frame.wire = head.stack.wire;
      this.#head.tenantOf = () => tenant;
      effects = this.#effectsOf(this.#head, NO_FRAMES, true);
      if (tenant === null && effects !== null && effects.places.length > 0) {
        effects.begins = true;
        for (const place of effects.places) place.hash = null;
      }
    }
    this.#reserve(effects, number);
  }

  /** @param isHead more may come behind it */
  #effectsOf(packet: DissectedPacket, frames: readonly Frame[], isHead = false): Effects | null {
    packet.frameCount = 1;
    for (const frame of frames) packet.frames[packet.frameCount++] = frame;
    packet.renew();
    let effects = this.#conversations.effectsOf(packet);
    if (isHead && effects?.isBehind && packet.stopOf(0) !== Stop.none) effects = null;
    packet.shorten();
    packet.renew();
    packet.frameCount = 1;
    return effects;
  }

  #reserve(effects: Effects | null, number: number): void {
    if (effects?.begins !== false) this.#begunBy = number;
    if (effects === null) {
      this.#raise(ALL, number);
      return;
    }
    const { places, begins, others } = effects;
    for (const { hash, pair } of places) {
      this.#raise(hash === null ? this.#placeOf(pair) + LOOSE : this.#placeOf(hash), number);
      this.#raise(this.#placeOf(pair) + ALL_LOOSE, number);
    }
    if (begins) this.#raise(BEGINS, number);
    if (others) this.#raise(OTHERS, number);
  }

  #placeOf(hash: number): number {
    return this.#places / 8 + (hash & (COUNT - 1));
  }

  #raise(place: number, number: number): void {
    const { doubles } = this.#memory;
    doubles[place] = Math.max(doubles[place], number);
  }
}
