/** A filter that asks about packets of a known flow only what differs within it, and skims records of such flows. */
import { Seating } from "../conversations/seating.ts";
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { offer } from "../core/many-bytes.ts";
import type { RecordShape, Skimmer } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { type Bare, NO, newBare, UNKNOWN, YES } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import { factual, recalling } from "../filter/names.ts";
import { type Alike, Programs } from "../filter/programs.ts";
import type { Session } from "../session/session.ts";
import { FLOW, FlowCache } from "../skim/flow-cache.ts";
import { ENTRY } from "../skim/flow-memory.ts";
import type { Gate, Shortcut } from "../skim/shortcut.ts";
import { Beside } from "./beside.ts";
import { FlowAnswers } from "./flow-answers.ts";
import { ANSWER, ASKED, again, FOR_OTHERS, GatedFlows, lookAt, UNASKED } from "./gated-flows.ts";
import { Listing, type ListingOptions, type Record, type Whole } from "./listing.ts";
import { WrittenPrograms } from "./written-programs.ts";

export class Remembering extends Listing implements Gate, Skimmer {
  readonly #inOrder: boolean;
  readonly #sinceFirst: boolean;
  readonly #ofTenant: boolean;
  readonly follows: boolean;
  /** By number: of whom; null: of nobody. */
  readonly #followed: Uint8Array | null;
  /** By number: protocols of facts that are followed only where they are dissected. */
  readonly #dissectedFor: Uint8Array;
  hasRows = false;
  /** Its own numbers of flows. */
  readonly #known: FlowCache;
  readonly #flows: GatedFlows;
  /** By layout: the program of one of its flows. */
  readonly #programOfLayout: (number | undefined)[] = [];
  readonly #programs: Programs;
  readonly #written: WrittenPrograms;
  readonly #answers: FlowAnswers;
  readonly #session: Session;
  readonly #seating: Seating | null;
  /** Null: there is no memory for skimming. */
  readonly #shortcut: Shortcut | null;
  readonly #beside: Beside | null;
  /** The packet that is looked at, and its flow; -1: that is not known. */
  readonly #bare: Bare;
  #flow = -1;
  /** The same while records are skimmed, dissected; null: that was not needed. */
  #dissected: DissectedPacket | null = null;
  #dissectedNumber = 0;
  /** The packet that was looked at closely last, while packets are followed, and whether the filter lets it through. */
  #lookedAt = 0;
  #saidThen = false;
  readonly #matches: Filter["matches"];
  /** How many packets, and numbers of packets, came before those that are skimmed. */
  #numberBefore = 0;
  #ahead = 0;
  /** Where what is skimmed starts in memory. */
  #start = 0;
  #linktype = 0;

  /**
   * @param filter  which can be asked about packets with known headers
   * @param take    asks about a packet, unless the answer is known, and gives it to the session
   * @param rowNow  the row of the flow of a packet that was just given; -1: it has none of its own
   */
  constructor(
    options: ListingOptions,
    take: (packet: DissectedPacket, known?: boolean) => boolean,
    rowNow: () => number,
    { matches, inOrder, sinceFirst, ofTenant, needsConversations, follows }: Filter,
    alike: Alike,
    session: Session,
  ) {
    super(options, (p) => {
      const taken = take(p, p.number === this.#lookedAt ? this.#saidThen : undefined);
      if (p.plain) this.#learn(p, taken ? rowNow() : -1);
      return taken;
    });
    this.#inOrder = inOrder;
    this.#sinceFirst = sinceFirst;
    this.#ofTenant = ofTenant;
    this.follows = needsConversations;
    this.#followed = needsConversations ? follows : null;
    this.#dissectedFor = follows.map((is, number) => is & factual[number] & (1 - recalling[number]));
    this.#matches = matches;
    this.#programs = new Programs(alike);
    this.#session = session;
    this.#flows = new GatedFlows(session.recorder);
    this.#shortcut = session.shortcut;
    this.#known = this.#shortcut?.lend(this) ?? new FlowCache(options.memory);
    this.#written = new WrittenPrograms(this.#known.memory, this.#programs);
    this.#answers = new FlowAnswers(this.#known, this.#flows, this.#programs, this.#written);
    this.#known.memory.ask = (start, end, taken, passed) => this.#askAll(start / 4, end / 4, taken, passed);
    this.#beside = this.#shortcut && new Beside(this.line, this.#known.memory, this.#shortcut);
    this.#seating = this.conversations && new Seating(this.conversations, this.#known);
    this.#bare = newBare(this.times, this.follows ? this.#known.memory : null);
  }

  override packet(...record: Record): void {
    if (this.holds) this.tick(record[5], record[6]);
    const own = [this.number + 1, this.interfaceId] as const;
    const passed = this.holds ? this.#isBeside(record, ...own) : this.#passes(record, ...own);
    if (passed) this.number++;
    else super.packet(...record);
  }

  protected override releaseWhole(p: Whole): void {
    const { slab, at, captured, original, linktype, seconds, nanoseconds, number, interfaceId } = p;
    const record: Record = [slab.view, at, captured, original, linktype, seconds, nanoseconds];
    if (!this.#passes(record, number, interfaceId)) super.releaseWhole(p);
  }

  /** Looks at a packet, if its flow is known. */
  #isKnown(record: Record, number: number, interfaceId: number): boolean {
    const [d, offset, captured, original, linktype] = record;
    const first = linktype >= LINKTYPES ? 0 : linktypes[linktype];
    this.#flow = first === 0 ? -1 : this.#known.find(d, offset, captured, original, first);
    if (this.#flow >= 0) lookAt(this.#bare, record, number, interfaceId);
    return this.#flow >= 0;
  }

  /** While others are held back: one of a known flow waits for them only if it counts, or is followed after them. */
  #isBeside(record: Record, number: number, interfaceId: number): boolean {
    if (!this.#isKnown(record, number, interfaceId)) return false;
    const flow = this.#flow;
    const waits =
      this.#inOrder || this.#seating?.isSeated(this.#flows.addressOf[flow]) || this.#ask(flow) !== NO;
    if (waits) this.wait(number, ...record);
    else this.passBy(record[2], record[5], record[6]);
    return true;
  }

  /** As `#isBeside`, of a packet that was dissected: its flow is not known. */
  protected override goesBy(...record: Record): boolean {
    if (this.#inOrder || this.conversations === null) return false;
    const packet = this.whole(...record);
    if (this.conversations.mayTell(packet) || this.#matches(packet)) return false;
    packet.shorten();
    this.#learn(packet, -1);
    return true;
  }

  /** Deals with a packet of a flow that is known, if it need not be dissected. */
  #passes(record: Record, number: number, interfaceId: number): boolean {
    if (!this.#isKnown(record, number, interfaceId)) return false;
    const { seconds, nanoseconds } = this.#bare;
    const flow = this.#flow;
    this.begins(seconds, nanoseconds);
    const said = this.#isFollowed(this.#flows.addressOf[flow]) ? this.#ask(flow) : UNKNOWN;
    const row = this.#flows.rowOf[flow];
    if (said !== NO && (said !== YES || row < 0)) return false;
    if (said === YES) again(row, this.#bare, this.#session, this.#known);
    this.ends(seconds, nanoseconds, said === YES);
    return true;
  }

  /** Follows the packet that is looked at, if need be. @returns whether it could be */
  #isFollowed(address: number): boolean {
    if (!this.follows) return true;
    const { d, at, captured, original, number, seconds, nanoseconds } = this.#bare;
    return this.#known.follow(address, d, at, captured, original, number, seconds, nanoseconds);
  }

  /** What is known of the packet that is looked at, which is of that flow. */
  #ask(flow: number): number {
    const program = this.#flows.programOf[flow];
    return program === UNASKED ? UNKNOWN : this.#programs.ask(program, this.#bare);
  }

  /** Learns from a packet that was dissected, and the row of its flow, unless that is -1. */
  #learn(p: DissectedPacket, row: number): void {
    const programs = this.#programs;
    let flow = this.#flow;
    if (flow >= 0) {
      const program = this.#flows.programOf[flow];
      if (program !== UNASKED && programs.learn(program, p, this.#bare)) this.#written.renew(program);
    } else {
      const { view, start, stack } = p.frames[0];
      if (!programs.mayAsk(stack, view, this.#followed)) return;
      const first = linktypes[p.linktype];
      const added = this.#known.learn(view, start, p.captured, p.original, first, stack, () => {
        flow = this.#flows.add(this.#programFor(p));
        return flow;
      });
      if (added === 0) return;
      this.#flows.addressOf[flow] = added;
    }
    if (row >= 0) {
      this.#flows.rowOf[flow] = row;
      this.hasRows = true;
    }
    this.#seating?.connect(this.#flows.addressOf[flow], p);
    this.#answers.tell(flow);
  }

  /** The program for packets of the flow of one that is dissected; UNASKED: each has to be looked at closely. */
  #programFor(packet: DissectedPacket): number {
    const { view, stack } = packet.frames[0];
    if (!this.#programs.mayAsk(stack, view, this.#followed)) return UNASKED;
    const { n, proto } = stack;
    // Nobody else follows those.
    if (this.follows) for (let i = 0; i < n; i++) if (this.#dissectedFor[proto[i]] === 1) return UNASKED;
    const program = this.#programs.numberOf(packet);
    stack.n = n;
    return program;
  }

  adopts(address: number, d: DataView, at: number, number: number): void {
    const known = this.#known;
    let flow = known.valueAt(address);
    if (flow < 0) {
      const code = known.answerOf(address);
      flow = this.#flows.add(code > ASKED + ANSWER ? this.#written.numberAt(code >> 1) : YES);
      this.#flows.addressOf[flow] = address;
      known.settle(address, flow);
    }
    this.#flows.adopt(flow, known.layoutOf(address), d, at, this.#ahead + number);
    this.hasRows = true;
  }

  takes(
    ...[d, at, captured, original, linktype, seconds, nanoseconds, before, number]: Parameters<Gate["takes"]>
  ): void {
    const { counters } = this.#session.recorder;
    this.number = this.#numberBefore + before;
    this.#session.ahead = this.#ahead + number - counters.packets;
    this.#flow = -1;
    super.packet(d, at, captured, original, linktype, seconds, nanoseconds);
  }

  /** Once only, though a packet may be looked at twice. */
  protected override follow(packet: DissectedPacket): void {
    if (packet.number !== this.#lookedAt) super.follow(packet);
  }

  override finish(): void {
    super.finish();
    offer(null, null);
  }

  /** Whoever comes first is the one who is told whose it is, where tunnels are many. */
  get inOrder(): boolean {
    if (this.#inOrder) return !this.#sinceFirst || this.times.firstNanoseconds < 0;
    return this.#ofTenant && this.session.recorder.table.spare <= FOR_OTHERS;
  }

  rowOf(flow: number): number {
    return this.#flows.rowOf[flow];
  }

  get skimmer(): Skimmer | null {
    return this.#shortcut === null || (this.holds && (this.#inOrder || !this.follows)) ? null : this;
  }

  buffer(length: number): Uint8Array | null {
    return this.#shortcut?.buffer(length) ?? null;
  }
  notes(...of: Parameters<Shortcut["notes"]>) {
    return this.#shortcut?.notes(...of) ?? null;
  }

  skim(d: DataView, at: number, end: number, most: number, shape: RecordShape): number {
    const shortcut = this.#shortcut;
    if (shortcut === null) return at;
    const p = this.#bare;
    const { memory } = this.#known;
    if (p.d !== d) {
      p.d = d;
      this.#start = memory.startOf(d);
      offer(d, this.#start < 0 ? null : memory.manyFrom(this.#start));
    }
    p.interfaceId = shape.interfaceId;
    memory.numberBefore = this.number;
    const { inOrder } = this;
    memory.setRecordTimes(this.times);
    this.#linktype = shape.linktype;
    this.interfaceId = shape.interfaceId;
    const session = this.#session;
    const { counters } = session.recorder;
    this.#numberBefore = this.number;
    this.#ahead = session.ahead;
    const before = session.ahead + counters.packets;
    const beside = this.holds ? this.#beside : null;
    const next = (beside ?? shortcut).skim(d, at, end, most, shape);
    if (inOrder) memory.getRecordTimes(this.times);
    if (next > at) {
      this.number = this.#numberBefore + shortcut.skimmed;
      session.ahead = before + memory.passed + memory.left - counters.packets;
      if (beside !== null) this.passBy(memory.beside, 0, -1, shortcut.skimmed);
    }
    return next;
  }

  get skimmed(): number {
    return this.#shortcut?.skimmed ?? 0;
  }

  /** As `Ask`, of addresses in words. */
  #askAll(start: number, end: number, taken: number, before: number): void {
    const { words } = this.#known.memory;
    this.#dissected = null;
    let counted = this.#session.recorder.counters.packets + this.#session.ahead + before;
    for (let e = start; e < end; e += ENTRY.length) {
      let said = words[e + ENTRY.said] - ANSWER;
      if (said > YES) {
        said = this.#askRecord(e, taken, counted);
        words[e + ENTRY.said] = said + ANSWER;
      }
      // Those that are left have a number as well.
      if (said !== NO) counted++;
    }
  }

  /** What is said of a record: YES, NO, or UNKNOWN. @param e the word where its entry begins */
  #askRecord(e: number, taken: number, counted: number): number {
    const known = this.#known;
    const { memory } = known;
    const { words } = memory;
    const { inOrder, follows } = this;
    const p = this.#bare;
    let flow = words[e + ENTRY.found] / 4;
    if (flow !== 0 && !inOrder && !follows) {
      // Its flow may have got an answer since.
      const answer = known.answerOf(4 * flow) - ANSWER;
      if (answer <= YES) return answer;
    }
    const packet = words[e + ENTRY.packet];
    p.at = packet - this.#start;
    p.captured = words[e + ENTRY.captured];
    p.original = words[e + ENTRY.original];
    p.number = this.number + taken + words[e + ENTRY.order] + 1;
    p.seconds = words[e + ENTRY.seconds] >>> 0;
    p.nanoseconds = words[e + ENTRY.nanoseconds];
    if (inOrder) memory.getRecordTimes(this.times);
    if (flow === 0) {
      const address = known.meet(packet, p.captured, p.original);
      if (address === 0) return UNKNOWN;
      words[e + ENTRY.found] = address;
      words[e + ENTRY.carried] = memory.carried;
      words[e + ENTRY.flags] = memory.tcpFlags;
      flow = address / 4;
    }
    // The cache may have added it.
    if (words[flow + FLOW.value] < 0) this.#settle(4 * flow);
    const number = words[flow + FLOW.value];
    if (!this.#isFollowed(4 * flow) && !this.#followAnew(4 * flow)) return UNKNOWN;
    let said = this.#ask(number);
    if (said === UNKNOWN) said = this.#lookClosely(number);
    if (said === YES && this.#flows.rowOf[number] < 0 && !this.#makeRow(number, counted)) said = UNKNOWN;
    return said;
  }

  /** As `#isFollowed`, where what its flow belonged to was forgotten. */
  #followAnew(address: number): boolean {
    const packet = this.#dissect();
    if (packet === null) return false;
    this.#seating?.connect(address, packet);
    return this.#isFollowed(address);
  }

  /** The packet that is looked at, dissected. */
  #dissect(): DissectedPacket | null {
    const { d, at, captured, original, interfaceId, seconds, nanoseconds, number } = this.#bare;
    if (this.#dissected === null || this.#dissectedNumber !== number) {
      this.interfaceId = interfaceId;
      this.#dissected = this.look(d, at, captured, original, this.#linktype, seconds, nanoseconds);
      this.#dissectedNumber = number;
      if (this.#dissected !== null) this.#dissected.number = number;
    }
    return this.#dissected;
  }

  /** What the filter says of the packet that is looked at, whose flow alone does not tell. */
  #lookClosely(flow: number): number {
    const packet = this.#dissect();
    if (packet === null) return UNKNOWN;
    if (this.follows) this.follow(packet);
    const said = this.#matches(packet) ? YES : NO;
    packet.shorten();
    if (this.follows) [this.#lookedAt, this.#saidThen] = [packet.number, said === YES];
    const program = this.#flows.programOf[flow];
    if (program !== UNASKED && this.#programs.learn(program, packet, this.#bare)) {
      this.#written.renew(program);
      this.#answers.tell(flow);
    }
    return said;
  }

  /** Finds out what there is to ask about the packets of a flow that was added for the one that is looked at. */
  #settle(address: number): void {
    const layout = this.#known.layoutOf(address);
    const before = this.#programOfLayout[layout];
    const { d, at } = this.#bare;
    let program = before === undefined ? undefined : this.#programs.again(before, d, at);
    const seating = this.#seating;
    const isAlike =
      (program ?? UNASKED) !== UNASKED && seating?.connectAlike(address, this.#start + at) === true;
    const dissected = program === undefined || (seating !== null && !isAlike) ? this.#dissect() : null;
    if (dissected !== null) seating?.connect(address, dissected);
    if (program === undefined) {
      program = dissected === null ? UNASKED : this.#programFor(dissected);
      if (program !== UNASKED) this.#programOfLayout[layout] = program;
    }
    const flow = this.#flows.add(program);
    this.#flows.addressOf[flow] = address;
    this.#known.settle(address, flow);
    this.#answers.tell(flow);
    this.#answers.share(flow, this.#bare);
  }

  /** Makes a row for the flow of the packet that is looked at. @returns whether there is one for all of its packets */
  #makeRow(flow: number, number: number): boolean {
    const flows = this.#flows;
    const layout = this.#known.layoutOf(flows.addressOf[flow]);
    if (!flows.makeRow(flow, layout, this.#bare, number, () => this.#dissect())) return false;
    this.#answers.tell(flow);
    this.#answers.share(flow, this.#bare);
    return true;
  }
}
