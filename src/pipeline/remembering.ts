/** A filter that asks about packets of a known flow only what differs within it, and skims records of such flows. */
import { annotationOf } from "../capture/pcapng-options.ts";
import { offer } from "../core/many-bytes.ts";
import type { RecordShape, Skimmer } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { NO, UNKNOWN, YES } from "../filter/alike.ts";
import { ENTRY, Handed } from "../skim/flow-memory.ts";
import type { Shortcut } from "../skim/shortcut.ts";
import { ANSWER, FOR_OTHERS, lookAt } from "./gated-flows.ts";
import { KnownFlows } from "./known-flows.ts";
import type { Record } from "./listing.ts";

/** What skim/assembly/beside.ts says of one that has to wait. */
const WAITS = 4;

export class Remembering extends KnownFlows implements Skimmer {
  readonly #sinceFirst: boolean;
  readonly #ofTenant: boolean;
  /** Null: there is no memory for skimming. */
  readonly #shortcut: Shortcut | null;
  /** So many packets came before those of which the line of those that are held was not told yet. */
  #lineTold = 0;
  /** The same while records are skimmed, dissected; null: that was not needed. */
  #dissected: DissectedPacket | null = null;
  #dissectedNumber = 0;
  /** How many packets, and numbers of packets, came before those that are skimmed. */
  #numberBefore = 0;
  #ahead = 0;
  /** Where what is skimmed starts in memory. */
  #start = 0;
  #linktype = 0;

  /** Parameters as `KnownFlows`. */
  constructor(...of: ConstructorParameters<typeof KnownFlows>) {
    super(...of);
    const [, , , { sinceFirst, ofTenant }, , { shortcut }] = of;
    this.#sinceFirst = sinceFirst;
    this.#ofTenant = ofTenant;
    this.#shortcut = shortcut;
    const { memory } = this;
    memory.ask = (start, end, taken, passed) => this.#askAll(start / 4, end / 4, taken, passed);
    memory.hand = (entry, taken, before) => this.#handed(entry / 4, taken, before);
    memory.note = (entry) => this.loneFrames.noteEntry(entry / 4, this.bare.d, this.#start);
  }

  /** Tells the line of those that are held how many went by, before one that has so many before it. */
  #tellLine(before: number): void {
    const bytes = this.reserved?.takeBytes() ?? 0;
    const packets = before - this.#lineTold;
    this.#lineTold = before;
    if (this.holds && packets > 0) this.passBy(bytes, 0, -1, packets);
  }

  adopts(address: number, d: DataView, at: number, number: number): void {
    this.flows.adopts(address, d, at, this.#ahead + number);
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
    this.number = this.#numberBefore + before;
    this.to.ahead = this.#ahead + number - this.to.recorder.counters.packets;
    this.flow = -1;
    this.#readAnnotation(d, at, captured);
    this.packet(d, at, captured, original, linktype, seconds, nanoseconds);
  }

  /** As `Hand`, of an address in words. */
  #handed(e: number, taken: number, before: number): number {
    const memory = this.memory;
    const { words } = memory;
    const { times, inOrder } = this;
    const { recorder } = this.to;
    const { counters } = recorder;
    const isTimed = counters.firstNanoseconds >= 0;
    if (isTimed) memory.getTimes(counters);
    if (inOrder) memory.getRecordTimes(times);
    // Those that are shown meanwhile stand elsewhere.
    const { d } = this.bare;
    const record: Record = [
      d,
      words[e + ENTRY.packet] - this.#start,
      words[e + ENTRY.captured],
      words[e + ENTRY.original],
      this.#linktype,
      words[e + ENTRY.seconds] >>> 0,
      words[e + ENTRY.nanoseconds],
    ];
    const all = counters.packets + this.to.ahead;
    this.number = this.#numberBefore + taken + words[e + ENTRY.order];
    this.#tellLine(this.number);
    this.to.ahead = all + before - counters.packets;
    this.#readAnnotation(record[0], record[1], record[2]);
    const [address, packet] = [words[e + ENTRY.found], words[e + ENTRY.packet]];
    this.#dissected = null;
    lookAt(this.bare, record, this.number + 1, this.interfaceId);
    this.flow = address === 0 ? -1 : this.flows.at(address, packet, this.bare, this.#dissectIt);
    if (this.holds && address !== 0)
      this.#handedBeside(record, words[e + ENTRY.said] === WAITS, words[e + ENTRY.end]);
    else if (address === 0) {
      this.flows.cache.lacks(d, record[1]);
      super.packet(...record);
    } else if (!this.knowsAll(record, words[e + ENTRY.end])) super.packet(...record);
    this.#lineTold = this.number = this.#numberBefore + taken + words[e + ENTRY.order] + 1;
    this.tellHeld();
    for (const seen of this.#shortcut?.seen ?? []) seen.goesOn();
    this.bare.d = d;
    this.number = this.#numberBefore;
    this.to.ahead = all - counters.packets;
    if (inOrder) memory.setRecordTimes(times);
    memory.setTimes(counters);
    const isOver = this.holds && this.reserved === null;
    return isOver || (!isTimed && counters.firstNanoseconds >= 0) ? Handed.LAST : Handed.ON;
  }

  /** One of a known flow, while others are held: it waits for them, or was followed, and takes a closer look. */
  #handedBeside(record: Record, waits: boolean, end: number): void {
    this.number++;
    if (waits) {
      this.flows.cache.knew();
      this.note(record, end);
      this.wait(this.number, ...record);
      return;
    }
    this.passesBeside(record, end);
  }

  /** Of a record that the skimmer has found, and not the reader. */
  #readAnnotation(d: DataView, at: number, captured: number): void {
    this.annotation = this.interfaceId < 0 ? null : annotationOf(d, at, captured);
  }

  override finish(): void {
    super.finish();
    offer(null, null);
  }

  /** Whoever comes first is the one who is told whose it is, where tunnels are many. */
  get inOrder(): boolean {
    if (this.isOrdered) return !this.#sinceFirst || this.times.firstNanoseconds < 0;
    return this.#ofTenant && this.session.recorder.table.spare <= FOR_OTHERS;
  }

  get hasRows(): boolean {
    return this.flows.hasRows;
  }

  rowOf(flow: number): number {
    return this.flows.rowOf(flow);
  }

  get skimmer(): Skimmer | null {
    return this.#shortcut === null || (this.holds && this.reserved === null) ? null : this;
  }

  buffer(length: number): Uint8Array | null {
    return this.#shortcut?.buffer(length) ?? null;
  }
  notes(...of: Parameters<Shortcut["notes"]>) {
    return this.#shortcut?.notes(...of) ?? null;
  }

  skim(d: DataView, at: number, end: number, most: number, shape: RecordShape): number {
    const shortcut = this.#shortcut;
    if (shortcut === null || this.flows.cache.rests) return at;
    const p = this.bare;
    const memory = this.memory;
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
    const session = this.to;
    const { counters } = session.recorder;
    this.#numberBefore = this.number;
    this.#ahead = session.ahead;
    const before = session.ahead + counters.packets;
    this.#lineTold = this.number;
    this.tellHeld();
    memory.framesWait = this.loneFrames.hasToWait;
    const next = shortcut.skim(d, at, end, most, shape);
    if (inOrder) memory.getRecordTimes(this.times);
    if (next > at) {
      this.number = this.#numberBefore + shortcut.skimmed;
      session.ahead = before + memory.passed + memory.left - counters.packets;
      this.#tellLine(this.number);
    }
    return next;
  }

  get skimmed(): number {
    return this.#shortcut?.skimmed ?? 0;
  }

  /** As `Ask`, of addresses in words. */
  #askAll(start: number, end: number, taken: number, before: number): void {
    const { words } = this.memory;
    this.#dissected = null;
    let counted = this.to.recorder.counters.packets + this.to.ahead + before;
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
    const { cache } = this.flows;
    const memory = this.memory;
    const { words } = memory;
    const { inOrder, follows } = this;
    const p = this.bare;
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
    const flow = this.flows.at(address, packet, p, this.#dissectIt);
    if (!this.flows.follow(flow, p) && !this.#followAnew(flow)) return UNKNOWN;
    let said = this.ask(flow);
    if (said === UNKNOWN) said = this.#lookClosely(flow);
    const isNew = said === YES && this.flows.rowOf(flow) < 0;
    return isNew && !this.flows.makeRow(flow, p, counted, this.#dissectIt) ? UNKNOWN : said;
  }

  /** Follows the packet that is looked at, where what its flow belonged to was forgotten. */
  #followAnew(flow: number): boolean {
    const packet = this.#dissect();
    return packet !== null && this.flows.followAnew(flow, this.bare, packet);
  }

  readonly #dissectIt = () => this.#dissect();

  /** The packet that is looked at, dissected. */
  #dissect(): DissectedPacket | null {
    const { d, at, captured, original, interfaceId, seconds, nanoseconds, number } = this.bare;
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
    const said = this.matches(packet) ? YES : NO;
    if (this.follows) [this.lookedAt, this.saidThen] = [packet.number, said === YES];
    this.flows.learnClosely(flow, packet, this.bare);
    packet.shorten();
    return said;
  }
}
