/**
 * Packets of a flow that was seen before, by their bytes: Open vSwitch's masked flow cache, for facts.
 *
 * How a packet is read, and what row it belongs to, depends on few bits of its headers; each protocol tells
 * which (core/steady.ts). Packets with the same headers one behind the other share a layout: bits that all of
 * them have and bits by which its flows are told apart. A packet that equals one dissected before in all of them,
 * and whose lengths leave room for the same headers, belongs to the same row. All others are dissected.
 *
 * Skimming many records at once, it adds flows of its own accord where the bits that differ lead to the same headers
 * (`Lead`); whoever skims finds out whose they are afterwards, for many of them in one go.
 *
 * Here layouts and flows are made; they are compared in WebAssembly (assembly/match.ts, which says what stands
 * where), one packet at a time or, in captures that are mostly of known flows, many records at once.
 */
import type { Framed } from "../core/framed.ts";
import type { RecordShape } from "../core/sink.ts";
import type { LayerStack } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";
import { LAYOUT, LINE } from "./flow-layout.ts";
import { DRAINED, FlowMemory, MOST_NEW } from "./flow-memory.ts";
import { FrameFlows } from "./frame-flows.ts";
import { Layouts } from "./layouts.ts";
import { hashOf, isPlain, isWholeFrame } from "./plain.ts";
import { Rest } from "./rest.ts";

/** Shorter packets are in no layout. */
const LEAST = 38;
/** The bits of a flow in which the number of its layout stands; behind a filter others have a part of those. */
const [PLAIN, ANSWERED] = [0xffffff00 | 0, 0x1ff00];
/** Flows that are kept; those that come later are dissected. */
const MOST_FLOWS = 1 << 18;

/** Records that are skimmed at once: what a word of 32 bits can count. */
const MOST_AT_ONCE = 2 ** 32 - 1;
const UNKNOWN = -2;
/** Length of the header of a record in classic pcap, and of a packet's block in pcapng. */
const [RECORD, BLOCK] = [16, 28];

// What assembly/match.ts finds where, in words of 32 bits.
const CACHE = {
  // There is no layout 0, which would stand where it is said how packets begin.
  ...{ index: 0, indexMask: 1, top: 2, room: 3, size: 4, link: 5, layouts: 5 },
  bytes: 4096 + 1024 * 32,
};
/** What is not looked at for every packet stands that far behind the rest, in bytes. */
const ASIDE = 1 << 19;
export const FLOW = {
  ...{ value: ASIDE / 4, layout: ASIDE / 4 + 2, pair: ASIDE / 4 + 3 },
  ...{ connection: ASIDE / 4 + 6, around: ASIDE / 4 + 8 },
};
/** In a word of a flow, above that: what a filter says of its packets. */
const [FLAGS, ANSWER_SHIFT] = [1, 17];
/** Bytes of options that a TCP header may have. */
const MOST_OPTIONS = 40;
const LONGEST_FLOW = 192;

/** First length of the index, and bytes that are made ready for flows at once. */
const FIRST_INDEX = 1 << 12;
const FLOWS_AT_ONCE = ASIDE;
/** Bytes of flows for which there is room whenever records are skimmed: those that find none have packets dissected. */
const SKIMMED_ROOM = 2 * LINE * MOST_NEW;

export class FlowCache {
  /** @param memory several caches of one memory can be asked about the same packets */
  readonly memory: FlowMemory;
  private readonly layouts = new Layouts();
  /** By number. */
  readonly #around: (readonly number[])[] = [[]];
  readonly frames: FrameFlows;
  /** Its address in the memory. */
  private readonly at: number;
  /** The most bytes of a packet that are looked at. */
  private reach = LEAST;
  private indexLength = FIRST_INDEX;
  /** Where flows stand: beginning and end. */
  private readonly blocks: { from: number; to: number }[] = [];
  private marked = PLAIN;
  private readonly rest = new Rest();
  /** Number of the protocol that packets of all layouts begin with; 0: there are none. */
  private first = 0;
  /** Where skimming came upon a packet that is not known. */
  private lost = -1;
  /** How many flows there were when it began. */
  private sizeThen = 0;

  constructor(memory = new FlowMemory()) {
    this.memory = memory;
    this.at = memory.allocate(CACHE.bytes);
    this.frames = new FrameFlows(memory, this.at);
    const index = memory.allocate(4 * FIRST_INDEX);
    memory.words[this.at / 4 + CACHE.index] = index;
    memory.words[this.at / 4 + CACHE.indexMask] = FIRST_INDEX - 1;
  }

  /**
   * The value learnt for a packet, which starts at `at` in `d`; -1: it has to be dissected. Lengths in bytes.
   * Its memory tells more of it.
   * @param first number of its first header's protocol
   */
  find(d: DataView, at: number, captured: number, original: number, first: number): number {
    if (this.rest.is) {
      this.rest.passes();
      return -1;
    }
    if (first !== this.first || captured < LEAST) return -1;
    this.rest.tried(1, 0);
    const { memory, lost } = this;
    const address = memory.addressOf(d, at, captured, this.reach);
    this.lost = -1;
    if (address === lost) return -1;
    const value = memory.code.find(this.at, address, captured, original);
    if (value >= 0) this.rest.hit();
    return value;
  }

  /** Whether skimming came upon a packet and did not know it: `find` would not either. It is told once. */
  isLost(d: DataView, at: number): boolean {
    const { lost } = this;
    if (lost < 0 || this.memory.startOf(d) + at !== lost) return false;
    this.lost = -1;
    return true;
  }

  /** Whether flows of such a packet, which starts at `at` and was dissected into `s`, can be remembered at all. */
  mayLearn(at: number, captured: number, first: number, s: LayerStack): boolean {
    if (protocols[first]?.link === undefined || (this.first !== 0 && first !== this.first)) return false;
    if (this.rest.is || captured < LEAST || this.spare <= 0) return false;
    return (isPlain(s) || isWholeFrame(s)) && this.layouts.mayTake(hashOf(at, s));
  }

  /**
   * Remembers the value of a packet that `find` did not know, and which was dissected into `s`. A value that has to be
   * worked out is, if the flow is new.
   * @returns the address of the new flow; 0: there is none
   */
  learn(
    d: DataView,
    at: number,
    captured: number,
    original: number,
    first: number,
    s: LayerStack,
    value: number | (() => number),
  ): number {
    if (!this.mayLearn(at, captured, first, s)) return 0;
    const { memory, layouts } = this;
    const hash = hashOf(at, s);
    const numbers = layouts.of(hash);
    let address = memory.addressOf(d, at, captured, this.reach);
    let number = 0;
    let found = -1;
    for (let i = 0; i < numbers.length && found === -1; i++) {
      number = numbers[i];
      if (layouts.hasHeaders(number, at, s))
        found = memory.code.findAs(this.at, number, address, captured, original);
    }
    if (found === -1) {
      number = this.lay(hash, d, at, s);
      if (number === 0) return 0;
      this.begins(first);
      address = memory.addressOf(d, at, captured, this.reach);
      found = memory.code.findAs(this.at, number, address, captured, original);
    }
    let flow = 0;
    if (found === UNKNOWN) {
      if (!this.makeRoom()) return 0;
      flow = memory.words[this.at / 4 + CACHE.top];
      memory.code.add(this.at, number, address, typeof value === "number" ? value : value());
      this.tellFrame(flow, d, at);
      this.rest.hit();
    }
    memory.code.prefer(this.at, number, address);
    return flow;
  }

  /** Packets of all layouts begin like this one of the first. */
  private begins(first: number): void {
    const link = protocols[first]?.link;
    if (this.first !== 0 || link === undefined) return;
    this.first = first;
    this.memory.words[this.at / 4 + CACHE.link] = link.type | (link.length << 16);
  }

  /** Tells of a flow, if it is one of frames in one piece, whose packet starts at `at`. @param flow its address */
  tellFrame(flow: number, d: DataView, at: number): void {
    const frame = this.frameIn(flow);
    if (frame !== 0) this.frames.tellPair(flow / 4 + FLOW.pair, frame, d, at);
  }

  /**
   * From now on, as from the beginning, it is told of flows what a filter says.
   * @param follows to dissect a packet, which is then followed, takes much longer than to look for its flow in vain
   */
  gate(follows: boolean): void {
    this.marked = ANSWERED;
    this.rest.may = !follows;
  }

  /** Sets, where flows are gated, what is told of a flow: see ANSWER_SHIFT in assembly/match.ts. */
  answer(flow: number, answer: number): void {
    const { words } = this.memory;
    const word = flow / 4 + FLAGS;
    words[word] = (words[word] & ((1 << ANSWER_SHIFT) - 1)) | (answer << ANSWER_SHIFT);
  }

  /** What was set, or was told by a layout. */
  answerOf(flow: number): number {
    return this.memory.words[flow / 4 + FLAGS] >>> ANSWER_SHIFT;
  }

  /**
   * Sets what is told of flows that are new to a layout and have one port at most that is of a kind.
   * @param kinds by port: its kind, or 0
   * @param kind  of the one that is, or 0
   */
  firstAnswer(layout: number, kinds: Uint8Array, kind: number, answer: number): void {
    const { memory } = this;
    const table = memory.copyOf(kinds);
    const { words, halves } = memory;
    const at = words[this.at / 4 + CACHE.layouts + layout + 1];
    words[at / 4 + LAYOUT.portKinds] = table;
    halves[at / 2 + LAYOUT.firstAnswers + kind] = answer;
  }

  /**
   * Counts whole records, from the front up to the first one that has to be looked at, for their
   * flows; `flush` tells. What it was in all stands in the memory, the latest time so far has to.
   * @param gated 0: all packets count; 1: those that `answer`, or the memory's `ask`, says; 2: as 1, one after the other: all
   * are followed, and it is told of the times before them
   * @param most records that may be taken
   * @param mostNew flows that may be added: the values of those that `memory` tells of have to be set
   * @returns where that one stands
   */
  skim(
    gated: number,
    d: DataView,
    at: number,
    end: number,
    most: number,
    mostNew: number,
    { interfaceId, scale, longest }: RecordShape,
  ): number {
    const { memory } = this;
    const start = memory.startOf(d);
    const atMost = Math.min(most, MOST_AT_ONCE);
    if (mostNew > 0) this.makeRoom(SKIMMED_ROOM);
    this.sizeThen = memory.words[this.at / 4 + CACHE.size];
    const to = memory.code.skim(
      this.at,
      gated,
      start + at,
      start + end,
      atMost,
      Math.min(mostNew, this.spare, MOST_NEW),
      interfaceId,
      scale,
      longest,
    );
    this.rest.tried(memory.skimmed, memory.skimmed - memory.left);
    if (memory.atALoss === this.at) this.lost = to + (interfaceId < 0 ? RECORD : BLOCK);
    return to - start;
  }

  /** Skimming did not know the packet that starts at `at`: `find` need not look for it again, unless flows were added since. */
  lacks(d: DataView, at: number): void {
    const { memory } = this;
    if (memory.words[this.at / 4 + CACHE.size] === this.sizeThen) this.lost = memory.startOf(d) + at;
  }

  /** A packet that skimming left was known all the same. */
  knew(): void {
    this.rest.hit();
  }

  /** How many bytes of a packet are looked at where its conversations are followed. */
  get followed(): number {
    return this.reach + MOST_OPTIONS;
  }

  /** So many flows more are kept. */
  private get spare(): number {
    return MOST_FLOWS - this.memory.words[this.at / 4 + CACHE.size];
  }

  /**
   * How many bytes more the tunnels around a flow's own one carry, each than the next one inside; outermost first.
   * @param number of its layout, as `drain` and the memory tell it
   */
  aroundOf(number: number): readonly number[] {
    return this.#around[number];
  }

  /** How many layouts there are. */
  get laid(): number {
    return this.layouts.count;
  }

  /** Which layout's packets are a flow's, counted from 0. @param flow its address */
  layoutOf(flow: number): number {
    const { words } = this.memory;
    return (words[words[flow / 4 + FLOW.layout] / 4 + LAYOUT.mark] >> 8) - 1;
  }

  /** Of a flow of frames in one piece: where in a packet their headers stand. @param flow its address */
  frameIn(flow: number): Framed {
    const { words } = this.memory;
    return words[words[flow / 4 + FLOW.layout] / 4 + LAYOUT.frame];
  }

  /** Where a packet of a flow ends on the wire, in bytes from its first one. @param flow its address */
  endOf(flow: number, d: DataView, at: number, original: number): number {
    const { memory } = this;
    return memory.code.endIn(flow, memory.startOf(d) + at, original);
  }

  /** @param flow its address */
  valueAt(flow: number): number {
    return this.memory.words[flow / 4 + FLOW.value];
  }

  /** Sets the value of a flow. @param flow its address */
  settle(flow: number, value: number): void {
    this.memory.words[flow / 4 + FLOW.value] = value;
  }

  /**
   * The flow of a packet at an address in memory, while records are skimmed. It is added if it is new, has the headers
   * of one that is known and there is room; its value, which is then -1, is to be settled.
   * @returns its address; 0: it is not known
   */
  meet(address: number, captured: number, original: number): number {
    return this.spare <= 0 ? 0 : this.memory.code.meet(this.at, address, captured, original);
  }

  /**
   * Has a flow's packets followed. @param flow its address
   * @param connection the address of what its last header belongs to, or the one around the tunnel; which end sends, 0 or 1;
   * and how often that room was used
   */
  connect(flow: number, connection: number, side: number, serial: number, isLast: boolean): void {
    const word = flow / 4 + (isLast ? FLOW.connection : FLOW.around);
    this.memory.words.set([connection + side, serial], word);
  }

  /** Follows a packet of a flow, which the memory tells of then. @returns false: what it belongs to was forgotten */
  follow(
    flow: number,
    d: DataView,
    at: number,
    captured: number,
    original: number,
    number: number,
    seconds: number,
    nanoseconds: number,
  ): boolean {
    const { memory } = this;
    if (memory.isTold(number)) return true;
    const address = memory.addressOf(d, at, captured, this.followed);
    return memory.code.follow(flow, address, original, number, seconds, nanoseconds) !== 0;
  }

  get rests(): boolean {
    return this.rest.is;
  }

  /** Whether records that stand in `d`, of packets that begin with that protocol, can be skimmed. */
  skims(d: DataView, first: number): boolean {
    return !this.rest.is && first !== 0 && first === this.first && this.memory.startOf(d) >= 0;
  }

  /** Gives what was counted since the last time, for some flows at once. Records as `FactTable.addAll` takes them. */
  flush(take: (words: Int32Array, doubles: Float64Array, from: number, count: number) => void): void {
    const { memory } = this;
    const last = this.blocks[this.blocks.length - 1];
    if (last !== undefined) last.to = memory.words[this.at / 4 + CACHE.top];
    for (const { from, to } of this.blocks) {
      for (let at = from; at < to; at = memory.drainedTo) {
        const count = memory.code.drain(at, to);
        if (count > 0) take(memory.words, memory.doubles, DRAINED / 4, count);
      }
    }
  }

  /** Makes a layout for packets like that. @returns its number; 0: they get none */
  private lay(hash: number, d: DataView, at: number, s: LayerStack): number {
    if (s.wholeFrame !== 0 && !this.frames.mayStand(s.off[s.frameIp + 1] - at, s.framePorts & 0xffff))
      return 0;
    const made = this.layouts.add(hash, d, at, s, this.memory, this.marked);
    if (made === null) return 0;
    const { layout, number, address } = made;
    this.#around.push(layout.around);
    this.memory.words[this.at / 4 + CACHE.layouts + number] = address;
    if (s.wholeFrame !== 0) this.frames.lays(number);
    this.reach = Math.max(this.reach, layout.need + 1);
    return number;
  }

  /** Room for flows of so many bytes in all, one more at least, whatever its keys. @returns whether there is */
  private makeRoom(bytes = LONGEST_FLOW): boolean {
    const { memory } = this;
    const w = this.at / 4;
    const top = memory.words[w + CACHE.top];
    const block = this.blocks[this.blocks.length - 1];
    if (block !== undefined) block.to = top;
    if (top + bytes > memory.words[w + CACHE.room]) {
      const from = memory.allocate(FLOWS_AT_ONCE + ASIDE);
      if (from === 0) return false;
      memory.words[w + CACHE.top] = from;
      memory.words[w + CACHE.room] = from + FLOWS_AT_ONCE;
      this.blocks.push({ from, to: from });
    }
    if ((memory.words[w + CACHE.size] + bytes / LINE) * 2 <= this.indexLength) return true;
    const length = 4 * this.indexLength;
    const index = memory.allocate(4 * length);
    if (index === 0) return false;
    memory.code.reindex(this.at, index, length - 1);
    this.indexLength = length;
    return true;
  }
}
