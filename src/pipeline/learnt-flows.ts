/**
 * What a filter learns of flows: which program asks about the packets of each, what they belong to, and the rows of those
 * that count. It has its own numbers of them.
 */
import type { Conversations } from "../conversations/conversations.ts";
import { Seating } from "../conversations/seating.ts";
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { Framed } from "../core/framed.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { type Bare, UNKNOWN, YES } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import { factual, recalling } from "../filter/names.ts";
import { type Alike, Programs } from "../filter/programs.ts";
import type { Session } from "../session/session.ts";
import { FLOW, FlowCache } from "../skim/flow-cache.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import type { Gate } from "../skim/shortcut.ts";
import { FlowAnswers } from "./flow-answers.ts";
import { ANSWER, ASKED, GatedFlows, UNASKED } from "./gated-flows.ts";
import type { Record } from "./listing-options.ts";
import { WrittenPrograms } from "./written-programs.ts";

/** Dissects the packet that is looked at; null: it is none that is whole in itself. */
type Dissect = () => DissectedPacket | null;

export class LearntFlows {
  readonly cache: FlowCache;
  readonly #flows: GatedFlows;
  /** By layout: the program of one of its flows. */
  readonly #programOfLayout: (number | undefined)[] = [];
  readonly #programs: Programs;
  readonly #written: WrittenPrograms;
  readonly #answers: FlowAnswers;
  readonly #seating: Seating | null;
  readonly #follows: boolean;
  /** By number: of whom; null: of nobody. */
  readonly #followed: Uint8Array | null;
  /** By number: protocols of facts that are followed only where they are dissected. */
  readonly #dissectedFor: Uint8Array;
  /** Whether some flow has a row. */
  hasRows = false;
  /** Who is told of frames in one piece; null: nobody. */
  tracker: Session | null = null;

  /**
   * @param gate          to which the session lends its cache
   * @param memory        of a cache of its own, where the session has none
   * @param conversations to which packets belong; null: nobody asks
   */
  constructor(
    { needsConversations, follows }: Filter,
    alike: Alike,
    { recorder, shortcut }: Session,
    gate: Gate,
    memory: FlowMemory | undefined,
    conversations: Conversations | null,
  ) {
    this.#follows = needsConversations;
    this.#followed = needsConversations ? follows : null;
    this.#dissectedFor = follows.map((is, number) => is & factual[number] & (1 - recalling[number]));
    this.#programs = new Programs(alike);
    this.#flows = new GatedFlows(recorder);
    this.cache = shortcut?.lend(gate) ?? new FlowCache(memory);
    this.#written = new WrittenPrograms(this.cache.memory, this.#programs);
    this.#answers = new FlowAnswers(this.cache, this.#flows, this.#programs, this.#written);
    this.#seating = conversations && new Seating(conversations, this.cache);
  }

  /** The flow of a packet; -1: it is not known. */
  find([d, offset, captured, original, linktype]: Record): number {
    const first = linktype >= LINKTYPES ? 0 : linktypes[linktype];
    return first === 0 ? -1 : this.cache.find(d, offset, captured, original, first);
  }

  /** The flow at an address, to which a packet belongs that starts at `packet`. */
  at(address: number, packet: number, p: Bare, dissect: Dissect): number {
    const { words } = this.cache.memory;
    const value = address / 4 + FLOW.value;
    // The cache may have added it.
    if (words[value] < 0) this.#settle(address, packet, p, dissect);
    return words[value];
  }

  rowOf(flow: number): number {
    return this.#flows.rowOf[flow];
  }

  /** The tunnel node that the tracker knows of a flow of frames in one piece; -1: none. */
  nodeOf(flow: number): number {
    return this.#flows.nodeOf[flow];
  }

  /** As `FlowCache.frameIn`. */
  frameIn(flow: number): Framed {
    return this.cache.frameIn(this.#flows.addressOf[flow]);
  }

  /** Whether a flow's packets belong to conversations that are followed. */
  isSeated(flow: number): boolean {
    return this.#seating?.isSeated(this.#flows.addressOf[flow]) === true;
  }

  /** Whether a packet has to wait for those that are held back: see skim/assembly/beside.ts. */
  waits(flow: number, { d, at, captured, number }: Bare): boolean {
    const { cache } = this;
    const { memory } = cache;
    const address = this.#flows.addressOf[flow];
    const packet = memory.addressOf(d, at, captured, cache.followed);
    const isFrame = this.frameIn(flow) === 0 ? 0 : 1;
    return memory.code.waits(address, cache.answerOf(address), isFrame, packet, number) !== 0;
  }

  /** Follows a packet, if need be. @returns whether it could be */
  follow(flow: number, p: Bare): boolean {
    if (!this.#follows) return true;
    const { d, at, captured, original, number, seconds, nanoseconds } = p;
    const address = this.#flows.addressOf[flow];
    return this.cache.follow(address, d, at, captured, original, number, seconds, nanoseconds);
  }

  /** The same, where what its flow belonged to was forgotten. @param packet the same, dissected */
  followAnew(flow: number, p: Bare, packet: DissectedPacket): boolean {
    this.#seating?.connect(this.#flows.addressOf[flow], packet);
    return this.follow(flow, p);
  }

  /** What is known of a packet of a flow. */
  ask(flow: number, p: Bare): number {
    const program = this.#flows.programOf[flow];
    return program === UNASKED ? UNKNOWN : this.#programs.ask(program, p);
  }

  /**
   * Learns from a packet that was dissected, and the row of its flow, unless that is -1.
   * @param flow -1: it is not known
   */
  learn(flow: number, packet: DissectedPacket, p: Bare, row: number): void {
    const of = flow >= 0 ? flow : this.#add(packet);
    if (of < 0) return;
    if (flow >= 0) this.#learnAnswer(of, packet, p);
    this.learnRow(of, row);
    this.#seating?.connect(this.#flows.addressOf[of], packet);
    this.#answers.tell(of);
  }

  /** Learns from a packet that was dissected and asked about, because its flow alone does not tell. */
  learnClosely(flow: number, packet: DissectedPacket, p: Bare): void {
    if (this.#learnAnswer(flow, packet, p)) this.#answers.tell(flow);
  }

  #learnAnswer(flow: number, packet: DissectedPacket, p: Bare): boolean {
    const program = this.#flows.programOf[flow];
    if (program === UNASKED || !this.#programs.learn(program, packet, p)) return false;
    this.#written.renew(program);
    return true;
  }

  /** Learns the row of a flow. @param row -1: it has none */
  learnRow(flow: number, row: number): void {
    if (row < 0 || row === this.#flows.rowOf[flow]) return;
    this.#flows.rowOf[flow] = row;
    this.hasRows = true;
    this.#answers.tell(flow);
  }

  /** Adds the flow of a packet. @returns -1: that cannot be */
  #add(p: DissectedPacket): number {
    const { view, start, stack } = p.frames[0];
    const first = linktypes[p.linktype];
    if (!this.cache.mayLearn(start, p.captured, first, stack)) return -1;
    return this.#programs.mayAsk(stack, view, this.#followed) ? this.#addTo(p, first) : -1;
  }

  #addTo(p: DissectedPacket, first: number): number {
    const { view, start, stack } = p.frames[0];
    let flow = -1;
    const address = this.cache.learn(view, start, p.captured, p.original, first, stack, () => {
      flow = this.#flows.add(this.#programFor(p));
      return flow;
    });
    if (address === 0) return -1;
    this.#flows.addressOf[flow] = address;
    if (stack.wholeFrame !== 0) this.#flows.nodeOf[flow] = this.tracker?.recorder.nodeOf(view, stack) ?? -1;
    return flow;
  }

  /** The program for packets of the flow of one that is dissected; UNASKED: each has to be looked at closely. */
  #programFor(packet: DissectedPacket): number {
    const { view, stack } = packet.frames[0];
    if (!this.#programs.mayAsk(stack, view, this.#followed)) return UNASKED;
    const { n, proto } = stack;
    // Nobody else follows those.
    if (this.#follows) for (let i = 0; i < n; i++) if (this.#dissectedFor[proto[i]] === 1) return UNASKED;
    const program = this.#programs.numberOf(packet);
    stack.n = n;
    return program;
  }

  /** Finds out what there is to ask about the packets of a flow that was added for the one that is looked at. */
  #settle(address: number, packet: number, p: Bare, dissect: Dissect): void {
    const layout = this.cache.layoutOf(address);
    const before = this.#programOfLayout[layout];
    let program = before === undefined ? undefined : this.#programs.again(before, p.d, p.at);
    const seating = this.#seating;
    const isAlike = (program ?? UNASKED) !== UNASKED && seating?.connectAlike(address, packet) === true;
    const dissected = program === undefined || (seating !== null && !isAlike) ? dissect() : null;
    if (dissected !== null) seating?.connect(address, dissected);
    if (program === undefined) {
      program = dissected === null ? UNASKED : this.#programFor(dissected);
      if (program !== UNASKED) this.#programOfLayout[layout] = program;
    }
    const flow = this.#flows.add(program);
    this.#flows.addressOf[flow] = address;
    this.cache.settle(address, flow);
    this.cache.tellFrame(address, p.d, p.at);
    this.#answers.tell(flow);
    this.#answers.share(flow, p);
  }

  /** Makes a row for the flow of the packet that is looked at. @returns whether there is one for all of its packets */
  makeRow(flow: number, p: Bare, number: number, dissect: Dissect): boolean {
    const flows = this.#flows;
    // Whose frames these are is up to the session.
    if (this.frameIn(flow) !== 0) return false;
    const layout = this.cache.layoutOf(flows.addressOf[flow]);
    if (!flows.makeRow(flow, layout, p, number, dissect)) return false;
    this.#answers.tell(flow);
    this.#answers.share(flow, p);
    return true;
  }

  /** As `Gate.adopts`. */
  adopts(address: number, d: DataView, at: number, number: number): void {
    const { cache } = this;
    let flow = cache.valueAt(address);
    if (flow < 0) {
      const code = cache.answerOf(address);
      flow = this.#flows.add(code > ASKED + ANSWER ? this.#written.numberAt(code >> 1) : YES);
      this.#flows.addressOf[flow] = address;
      cache.settle(address, flow);
    }
    this.#flows.adopt(flow, cache.layoutOf(address), d, at, number);
    this.hasRows = true;
  }
}
