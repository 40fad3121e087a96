/** A filter that asks about packets of a known flow only what differs within it, and skims records of such flows. */
import { annotationOf } from "../capture/pcapng-options.ts";
import { offer } from "../core/many-bytes.ts";
import type { RecordShape, Skimmer } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { type Bare, NO, newBare, UNKNOWN, YES } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import type { Alike } from "../filter/programs.ts";
import type { Session } from "../session/session.ts";
import { ENTRY, type FlowMemory, Handed } from "../skim/flow-memory.ts";
import type { Gate, Shortcut } from "../skim/shortcut.ts";
import { Beside } from "./beside.ts";
import { ANSWER, again, FOR_OTHERS, lookAt } from "./gated-flows.ts";
import { LearntFlows } from "./learnt-flows.ts";
import { Listing, type ListingOptions, type Record, type Whole } from "./listing.ts";

/** In place of where a packet ends. */
const TOLD = -1;

export class Remembering extends Listing implements Gate, Skimmer {
  readonly #inOrder: boolean;
  readonly #sinceFirst: boolean;
  readonly #ofTenant: boolean;
  readonly follows: boolean;
  readonly #flows: LearntFlows;
  readonly #memory: FlowMemory;
  readonly #session: Session;
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
    filter: Filter,
    alike: Alike,
    session: Session,
  ) {
    super(options, (p) => {
      const taken = take(p, p.number === this.#lookedAt ? this.#saidThen : undefined);
      const isFrame = !p.plain && p.frameCount === 1 && this.isFrame(p.frames[0].stack);
      if (p.plain || isFrame) this.#flows.learn(this.#flow, p, this.#bare, taken && !isFrame ? rowNow() : -1);
      return taken;
    });
    const { matches, inOrder, sinceFirst, ofTenant, needsConversations } = filter;
    this.#inOrder = inOrder;
    this.#sinceFirst = sinceFirst;
    this.#ofTenant = ofTenant;
    this.follows = needsConversations;
    this.#matches = matches;
    this.#session = session;
    this.#shortcut = session.shortcut;
    this.#flows = new LearntFlows(filter, alike, session, this, options.memory, this.conversations);
    const { memory } = this.#flows.cache;
    this.#memory = memory;
    memory.ask = (start, end, taken, passed) => this.#askAll(start / 4, end / 4, taken, passed);
    memory.hand = (entry, taken, before) => this.#handed(entry / 4, taken, before);
    memory.note = (entry) => this.#noteEntry(entry / 4);
    this.#beside = this.#shortcut && new Beside(this.line, memory, this.#shortcut);
    this.#bare = newBare(this.times, this.follows ? memory : null);
  }

  override packet(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    if (this.joined(d, offset, captured, original, linktype, seconds, nanoseconds)) return;
    const record: Record = [d, offset, captured, original, linktype, seconds, nanoseconds];
    if (this.holds) this.tick(record[5], record[6]);
    const own = [this.number + 1, this.interfaceId] as const;
    const passed =
      this.#isKnown(record, ...own) &&
      (this.holds ? this.#isBeside(record, own[0]) : this.#passes(record, this.#memory.end));
    if (passed) this.number++;
    else super.packet(...record);
  }

  protected override releaseWhole(p: Whole): void {
    const { slab, at, captured, original, linktype, seconds, nanoseconds, number, interfaceId } = p;
    const record: Record = [slab.view, at, captured, original, linktype, seconds, nanoseconds];
    const passed = this.#isKnown(record, number, interfaceId) && this.#passes(record, TOLD);
    if (!passed) super.releaseWhole(p);
  }

  /** Looks at a packet, if its flow is known. */
  #isKnown(record: Record, number: number, interfaceId: number): boolean {
    this.#flow = this.#flows.find(record);
    if (this.#flow >= 0) lookAt(this.#bare, record, number, interfaceId);
    return this.#flow >= 0;
  }

  /** While others are held back: one of a known flow waits for them only if it counts, or is followed after them. */
  #isBeside(record: Record, number: number): boolean {
    const flow = this.#flow;
    this.#note(record, this.#memory.end);
    const waits = this.#inOrder || this.#flows.isSeated(flow) || this.#ask(flow) !== NO;
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
    this.#flows.learn(this.#flow, packet, this.#bare, -1);
    return true;
  }

  /**
   * Deals with the packet of a known flow that is looked at, if it need not be dissected.
   * @param end where it ends on the wire, in bytes from its first one; TOLD: if it is a frame, it was told of
   */
  #passes(record: Record, end: number): boolean {
    const { seconds, nanoseconds } = this.#bare;
    const flow = this.#flow;
    this.times.begins(seconds, nanoseconds);
    const said = this.#flows.follow(flow, this.#bare) ? this.#ask(flow) : UNKNOWN;
    const row = this.#flows.rowOf(flow);
    const isFrame = this.#flows.frameIn(flow) !== 0;
    if (said !== NO && (said !== YES || (row < 0 && !isFrame))) return false;
    if (end !== TOLD) this.#note(record, end);
    if (said === YES && isFrame) this.#session.packet(...record);
    else if (said === YES) again(row, this.#bare, this.#session, this.#flows.cache);
    this.times.ends(seconds, nanoseconds, said === YES);
    return true;
  }

  /** Of the flow that was just found: tells of a packet that is a frame in one piece, for those that come later. */
  #note([d, at, captured, , , seconds, nanoseconds]: Record, end: number): void {
    const frame = this.#flows.frameIn(this.#flow);
    if (frame === 0) return;
    this.session.tick(seconds, nanoseconds);
    const lim = at + Math.min(captured, end);
    this.session.frames.enterAt(d, at + (frame >>> 16), at + (frame & 0xffff), lim);
  }

  /** The same of one that is skimmed. @param e the word where its entry begins */
  #noteEntry(e: number): void {
    const { words } = this.#memory;
    const frame = this.#flows.cache.frameIn(words[e + ENTRY.found]);
    const at = words[e + ENTRY.packet] - this.#start;
    this.session.tick(words[e + ENTRY.seconds] >>> 0, words[e + ENTRY.nanoseconds]);
    const lim = at + Math.min(words[e + ENTRY.captured], words[e + ENTRY.end]);
    this.session.frames.enterAt(this.#bare.d, at + (frame >>> 16), at + (frame & 0xffff), lim);
  }

  /** What is known of the packet that is looked at, which is of that flow. */
  #ask(flow: number): number {
    return this.#flows.ask(flow, this.#bare);
  }

  adopts(address: number, d: DataView, at: number, number: number): void {
    this.#flows.adopts(address, d, at, this.#ahead + number);
  }

  takes(
    d: DataView,
    at: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    before: number,
    number: number,
  ): void {
    const { counters } = this.#session.recorder;
    this.number = this.#numberBefore + before;
    this.#session.ahead = this.#ahead + number - counters.packets;
    this.#flow = -1;
    this.#readAnnotation(d, at, captured);
    if (!this.joined(d, at, captured, original, linktype, seconds, nanoseconds))
      super.packet(d, at, captured, original, linktype, seconds, nanoseconds);
  }

  /** As `Hand`, of an address in words. */
  #handed(e: number, taken: number, before: number): number {
    const memory = this.#memory;
    const { words } = memory;
    const { times, inOrder } = this;
    const { recorder } = this.#session;
    const { counters } = recorder;
    const isTimed = counters.firstNanoseconds >= 0;
    if (isTimed) memory.getTimes(counters);
    if (inOrder) memory.getRecordTimes(times);
    const record: Record = [
      this.#bare.d,
      words[e + ENTRY.packet] - this.#start,
      words[e + ENTRY.captured],
      words[e + ENTRY.original],
      this.#linktype,
      words[e + ENTRY.seconds] >>> 0,
      words[e + ENTRY.nanoseconds],
    ];
    const all = counters.packets + this.#session.ahead;
    this.#session.ahead += before;
    this.number = this.#numberBefore + taken + words[e + ENTRY.order];
    this.#readAnnotation(record[0], record[1], record[2]);
    const [address, packet] = [words[e + ENTRY.found], words[e + ENTRY.packet]];
    this.#dissected = null;
    lookAt(this.#bare, record, this.number + 1, this.interfaceId);
    this.#flow = address === 0 ? -1 : this.#flows.at(address, packet, this.#bare, this.#dissectIt);
    if (address === 0 || !this.#passes(record, words[e + ENTRY.end])) super.packet(...record);
    this.number = this.#numberBefore;
    this.#session.ahead = all - counters.packets;
    if (inOrder) memory.setRecordTimes(times);
    memory.setTimes(counters);
    return this.holds || (!isTimed && counters.firstNanoseconds >= 0) ? Handed.LAST : Handed.ON;
  }

  /** Of a record that the skimmer has found, and not the reader. */
  #readAnnotation(d: DataView, at: number, captured: number): void {
    this.annotation = this.interfaceId < 0 ? null : annotationOf(d, at, captured);
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

  get hasRows(): boolean {
    return this.#flows.hasRows;
  }

  rowOf(flow: number): number {
    return this.#flows.rowOf(flow);
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
    const memory = this.#memory;
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
    const { words } = this.#memory;
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
    const { cache } = this.#flows;
    const memory = this.#memory;
    const { words } = memory;
    const { inOrder, follows } = this;
    const p = this.#bare;
    let address = words[e + ENTRY.found];
    if (address !== 0 && !inOrder && !follows) {
      // Its flow may have got an answer since.
      const answer = cache.answerOf(address) - ANSWER;
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
    if (address === 0) {
      address = cache.meet(packet, p.captured, p.original);
      if (address === 0) return UNKNOWN;
      words[e + ENTRY.found] = address;
      words[e + ENTRY.carried] = memory.carried;
      words[e + ENTRY.flags] = memory.tcpFlags;
    }
    const flow = this.#flows.at(address, packet, p, this.#dissectIt);
    if (!this.#flows.follow(flow, p) && !this.#followAnew(flow)) return UNKNOWN;
    let said = this.#ask(flow);
    if (said === UNKNOWN) said = this.#lookClosely(flow);
    const isNew = said === YES && this.#flows.rowOf(flow) < 0;
    return isNew && !this.#flows.makeRow(flow, p, counted, this.#dissectIt) ? UNKNOWN : said;
  }

  /** Follows the packet that is looked at, where what its flow belonged to was forgotten. */
  #followAnew(flow: number): boolean {
    const packet = this.#dissect();
    return packet !== null && this.#flows.followAnew(flow, this.#bare, packet);
  }

  readonly #dissectIt = () => this.#dissect();

  /** The packet that is looked at, dissected. */
  #dissect(): DissectedPacket | null {
    const { d, at, captured, original, interfaceId, seconds, nanoseconds, number } = this.#bare;
    if (this.#dissected === null || this.#dissectedNumber !== number) {
      this.interfaceId = interfaceId;
      this.#readAnnotation(d, at, captured);
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
    if (this.follows) [this.#lookedAt, this.#saidThen] = [packet.number, said === YES];
    this.#flows.learnClosely(flow, packet, this.#bare);
    packet.shorten();
    return said;
  }
}
