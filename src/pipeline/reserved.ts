/**
 * What packets that are held back may still change: those behind them that hang on it have to wait as well, all others are
 * followed as they come. It stands in the flow cache's memory, where compiled code looks: skim/assembly/beside.ts.
 */
import type { Conversations, Effects } from "../conversations/conversations.ts";
import type { Frame } from "../core/layer.ts";
import { LayerStack, Pending, Stop } from "../core/stack.ts";
import { newFrame } from "../dissect/frame.ts";
import { DissectedPacket, type Times } from "../dissect/packet.ts";
import type { Pool } from "../reassembly/pool.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { type Line, secondsOf } from "./held.ts";

// In doubles: see skim/assembly/beside.ts.
const HELD = 5760 / 8;
const [ALL, BEGINS, OTHERS, BYTES] = [4, 5, 6, 7].map((n) => HELD + n);
const PAIRS = 2 * (HELD + 8);
const PAIR_COUNT = 4096;

/** No more packets are skimmed at once. */
const AT_ONCE = 1 << 15;
/** What one packet may begin. */
const BEGUN = 4;
/** Most TCP segments that are kept: see skim/assembly/unacked.ts. */
const MOST_UNACKED = 1_000_000;
const NO_FRAMES: readonly Frame[] = [];

export class Reserved {
  readonly #memory: FlowMemory;
  readonly #conversations: Conversations;
  readonly #pairs: number;
  /** What something that is open begins with. */
  readonly #head: DissectedPacket;

  constructor(memory: FlowMemory, conversations: Conversations, times: Times) {
    this.#memory = memory;
    this.#conversations = conversations;
    this.#pairs = memory.allocate(8 * PAIR_COUNT);
    memory.words[PAIRS] = this.#pairs;
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
    doubles.set([first.number, secondsOf(first), pool.openedFirst, pool.timeout], HELD);
    const spare = Math.min(this.#conversations.spare, room, MOST_UNACKED - this.#memory.unacked);
    // What is forgotten for another, or has no room any more, hangs on the order of all.
    if (spare < BEGUN * line.length + AT_ONCE) this.#reserve(null, next);
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
    const { pairs, begins, others } = effects;
    if ((begins && doubles[BEGINS] >= first) || (others && doubles[OTHERS] >= first)) return true;
    return pairs.some((pair) => doubles[this.#placeOf(pair)] >= first);
  }

  /** A packet, which is dissected, is held. @param frames that it completed */
  keeps(packet: DissectedPacket, frames: readonly Frame[]): void {
    this.#reserve(this.#effectsOf(packet, frames), packet.number);
  }

  /** The packet with that number is held, which will show what stands behind this head, if nothing completes it; null: nobody knows. */
  keepsHead(number: number, head: Pick<Frame, "view" | "stack"> | null): void {
    let effects: Effects | null = null;
    if (head !== null && head.stack.stop === Stop.none && head.stack.pending === Pending.none) {
      const [frame] = this.#head.frames;
      frame.view = head.view;
      frame.stack = head.stack;
      frame.end = head.stack.lim;
      frame.wire = head.stack.wire;
      effects = this.#effectsOf(this.#head, NO_FRAMES, true);
    }
    this.#reserve(effects, number);
  }

  /** @param isHead it is not known whose it is, nor what stands behind it */
  #effectsOf(packet: DissectedPacket, frames: readonly Frame[], isHead = false): Effects | null {
    packet.frameCount = 1;
    for (const frame of frames) packet.frames[packet.frameCount++] = frame;
    packet.renew();
    let effects = this.#conversations.effectsOf(packet);
    if (isHead && effects !== null) {
      if (effects.pairs.length > 0) effects.begins = true;
      if (packet.stopOf(0) !== Stop.none) effects = null;
    }
    packet.shorten();
    packet.renew();
    packet.frameCount = 1;
    return effects;
  }

  #reserve(effects: Effects | null, number: number): void {
    if (effects === null) {
      this.#raise(ALL, number);
      return;
    }
    const { pairs, begins, others } = effects;
    for (const pair of pairs) this.#raise(this.#placeOf(pair), number);
    if (begins) this.#raise(BEGINS, number);
    if (others) this.#raise(OTHERS, number);
  }

  #placeOf(pair: number): number {
    return this.#pairs / 8 + (pair & (PAIR_COUNT - 1));
  }

  #raise(place: number, number: number): void {
    const { doubles } = this.#memory;
    doubles[place] = Math.max(doubles[place], number);
  }
}
