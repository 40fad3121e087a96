/**
 * A listing that knows packets of flows that came before by their bytes: what a filter says of them, and whether they wait for
 * those that are held back. All others are dissected.
 */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { isAlone, type LayerStack } from "../core/stack.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { type Bare, NO, newBare, UNKNOWN, YES } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import type { Alike } from "../filter/programs.ts";
import type { Session } from "../session/session.ts";
import type { Waiting } from "../session/waiting.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import type { Gate } from "../skim/shortcut.ts";
import { again, FOR_OTHERS, lookAt } from "./gated-flows.ts";
import { type Held, showsNothing } from "./held.ts";
import { LearntFlows } from "./learnt-flows.ts";
import { Listing, type ListingOptions, type Record, type Whole } from "./listing.ts";
import { LoneFrames } from "./lone-frames.ts";
import { PieceAnswers } from "./piece-answers.ts";
import { Reserved } from "./reserved.ts";

/** In place of where a packet ends. */
const TOLD = -1;

export abstract class KnownFlows extends Listing implements Gate {
  protected readonly isOrdered: boolean;
  readonly follows: boolean;
  protected readonly flows: LearntFlows;
  protected readonly loneFrames: LoneFrames;
  readonly #mayKnowFrames: boolean;
  readonly #joins: ListingOptions["joins"];
  /** Null: they are dissected, each of them. */
  readonly #pieces: PieceAnswers | null;
  readonly #ofTenant: boolean;
  /** In place of any that nothing is told of. */
  readonly #piece: Waiting = { number: 0, waits: false, hung: false, node: -1, frames: [], partOf: [] };
  protected readonly memory: FlowMemory;
  /** Whom packets are given to. */
  protected readonly to: Session;
  /** Null: all that is followed waits for those that are held back. */
  protected readonly reserved: Reserved | null;
  /** The packet that is looked at, and its flow; -1: that is not known. */
  protected readonly bare: Bare;
  protected flow = -1;
  /** The packet that was looked at closely last, while packets are followed, and whether the filter lets it through. */
  protected lookedAt = 0;
  protected saidThen = false;
  protected readonly matches: Filter["matches"];

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
      const taken = take(p, p.number === this.lookedAt ? this.saidThen : undefined);
      const isFrame = !p.plain && p.frameCount === 1 && this.isFrame(p.frames[0].stack);
      if (p.plain || isFrame) this.flows.learn(this.flow, p, this.bare, taken ? rowNow() : -1);
      return taken;
    });
    const { matches, inOrder, needsConversations } = filter;
    this.isOrdered = inOrder;
    this.#ofTenant = filter.ofTenant;
    this.follows = needsConversations;
    this.matches = matches;
    this.to = session;
    this.flows = new LearntFlows(filter, alike, session, this, options.memory, this.conversations);
    const { apart, defer, follower, joins } = options;
    this.#joins = joins;
    if (defer !== undefined && apart !== true) this.tracker = follower?.session ?? null;
    this.flows.tracker = this.tracker;
    this.#mayKnowFrames = apart === true || this.tracker !== null;
    this.loneFrames = new LoneFrames(session, this.tracker, follower, this.flows);
    const { memory } = this.flows.cache;
    this.memory = memory;
    if (session.shortcut !== null)
      this.tracker?.frames.areTracked(session.shortcut, (flow) => this.flows.nodeOf(flow));
    const mayPass = this.conversations !== null && !inOrder && options.memory === memory;
    this.reserved = mayPass ? new Reserved(memory, this.conversations, this.times) : null;
    this.#pieces = mayPass && defer === undefined && !filter.ofTenant ? new PieceAnswers(filter) : null;
    if (mayPass)
      this.watch.onHead = (by, head, node) =>
        this.reserved?.keepsHead(by.number, head, node < 0 ? null : this.names.of(node));
    this.bare = newBare(this.times, this.follows ? memory : null);
  }

  // Of a gate: see skim/shortcut.ts.
  abstract readonly inOrder: boolean;
  abstract readonly hasRows: boolean;
  abstract rowOf(flow: number): number;
  abstract adopts(...of: Parameters<Gate["adopts"]>): void;
  abstract takes(...of: Parameters<Gate["takes"]>): void;

  override packet(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    if (this.#joins?.(d, offset, captured, original, linktype, seconds, nanoseconds) === true) {
      this.number++;
      return;
    }
    if (this.#passesOver(d, offset, captured, original, linktype, seconds, nanoseconds)) return;
    if (this.flows.cache.isLost(d, offset)) this.flow = -1;
    else if (this.#isTaken([d, offset, captured, original, linktype, seconds, nanoseconds])) return;
    super.packet(d, offset, captured, original, linktype, seconds, nanoseconds);
  }

  /** Whether the flow of a packet is known, and that is enough. */
  #isTaken(record: Record): boolean {
    if (this.holds) this.tick(record[5], record[6]);
    if (!this.#isKnown(record, this.number + 1, this.interfaceId)) return false;
    if (this.holds) this.#comesBeside(record);
    else if (this.knowsAll(record, this.memory.end, true)) this.number++;
    else return false;
    return true;
  }

  /**
   * Whether a packet is a piece that follows others, and the filter does not let it through, by its bytes: nobody else asks
   * for more of it. Parameters as `packet`
   */
  #passesOver(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): boolean {
    const { nextPiece } = this.session;
    if (this.#pieces === null || nextPiece === null || linktype >= LINKTYPES) return false;
    const slot = nextPiece.find(d, offset, captured, linktypes[linktype]);
    if (slot < 0) return false;
    const isFirst = nextPiece.begins(d, offset);
    const said = this.#pieces.ask(slot, isFirst, d, offset, captured, original, seconds, nanoseconds);
    if (said !== NO) return false;
    this.watch.begins(this.#piece);
    const { number } = this;
    if (!nextPiece.follows(slot, d, offset, captured, original, seconds, nanoseconds, number + 1))
      return false;
    this.number++;
    if (this.holds) this.passBy(captured, seconds, nanoseconds);
    else {
      this.times.begins(seconds, nanoseconds);
      this.times.ends(seconds, nanoseconds, false);
    }
    return true;
  }

  /** A packet that is whole in itself, or a frame in one piece, dissected; null: it is none. That is all that becomes of it. */
  protected look(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): DissectedPacket | null {
    return this.passes(d, offset, captured, original, linktype) || this.isFrame(this.session.stack)
      ? this.whole(d, offset, captured, original, linktype, seconds, nanoseconds)
      : null;
  }

  protected override lines(held: Held | Whole): void {
    held.rank = this.to.recorder.counters.packets + this.to.ahead++;
    held.begins = this.reserved?.begins(held.number) === true;
  }

  protected override releaseOldest(): void {
    const session = this.to;
    const { counters } = session.recorder;
    const all = counters.packets + session.ahead;
    session.ahead = (this.line.first?.rank ?? 0) - counters.packets;
    super.releaseOldest();
    session.ahead = all - counters.packets;
  }

  protected override releaseHeld(held: Held): void {
    const { seconds, nanoseconds } = held.packet;
    this.times.begins(seconds, nanoseconds);
    if (!showsNothing(held)) super.releaseHeld(held);
    else this.times.ends(seconds, nanoseconds, false);
  }

  protected override releaseWhole(p: Whole): void {
    const { slab, at, captured, original, linktype, seconds, nanoseconds, number, interfaceId } = p;
    const record: Record = [slab.view, at, captured, original, linktype, seconds, nanoseconds];
    const passed = this.#isKnown(record, number, interfaceId) && this.knowsAll(record, TOLD);
    if (!passed) super.releaseWhole(p);
  }

  /** Looks at a packet, if its flow is known. */
  #isKnown(record: Record, number: number, interfaceId: number): boolean {
    this.flow = this.flows.find(record);
    if (this.flow >= 0) lookAt(this.bare, record, number, interfaceId);
    return this.flow >= 0;
  }

  /** While others are held back: one of a known flow waits for them only if it hangs on them. */
  #comesBeside(record: Record): void {
    const flow = this.flow;
    const { end } = this.memory;
    this.number++;
    this.tellHeld();
    const waits =
      this.reserved === null
        ? this.isOrdered || this.flows.isSeated(flow) || this.ask(flow) !== NO
        : this.flows.waits(flow, this.bare);
    if (waits || this.reserved === null) this.note(record, end);
    if (waits) this.wait(this.number, ...record);
    else this.passesBeside(record, this.reserved === null ? TOLD : end);
  }

  /** As `#comesBeside`, of a packet that was dissected: its flow is not known. */
  protected override goesBy(...record: Record): boolean {
    const { conversations } = this;
    if (this.isOrdered || conversations === null) return false;
    const isFrame = this.isFrame(this.session.stack);
    const packet = this.whole(...record);
    packet.number = this.number;
    this.tellHeld();
    if (!isFrame && this.reserved?.hinders(packet) === false) {
      this.pass(...record);
      return true;
    }
    if (!conversations.mayTell(packet) && !this.matches(packet)) {
      packet.shorten();
      this.flows.learn(this.flow, packet, this.bare, -1);
      return true;
    }
    packet.shorten();
    // Those that come later need not be dissected for that.
    if (this.reserved?.keeps(packet, []) === true) this.flows.learn(this.flow, packet, this.bare, -1);
    return false;
  }

  /** The session takes parts in order, but those that do not count it need not take. */
  protected override joined(held: Held): void {
    const { nextPiece } = this.session;
    const learnt = nextPiece?.learnt ?? -1;
    const { packet } = held;
    packet.partOf = held.partOf;
    packet.renew();
    const isTold = this.conversations?.mayTell(packet) !== false;
    if (nextPiece !== null && learnt >= 0) {
      // What is said of a piece is said of those behind it as well.
      if (isTold) this.#pieces?.forget(learnt);
      else this.#pieces?.learn(learnt, packet, -1);
      nextPiece.learnt = -1;
    }
    const mayBeBare = this.reserved !== null && !isTold && (held.waits ? !this.#ofTenant : this.holds);
    held.isBare = mayBeBare && !this.matches(packet);
    packet.shorten();
  }

  protected override keeps({ packet, frames }: Held): void {
    this.reserved?.keeps(packet, frames);
  }

  /** Tells compiled code who is held. */
  protected tellHeld(): void {
    const { table } = this.to.recorder;
    this.reserved?.tell(this.line, this.session.pool, table.spare - FOR_OTHERS, this.number + 1);
  }

  /**
   * Deals with the packet of a known flow that is looked at, if it need not be dissected.
   * @param end where it ends on the wire, in bytes from its first one; TOLD: if it is a frame, it was told of
   * @param isFound its flow was found just now
   */
  protected knowsAll(record: Record, end: number, isFound = false): boolean {
    const { seconds, nanoseconds } = this.bare;
    const flow = this.flow;
    this.times.begins(seconds, nanoseconds);
    const said = this.flows.follow(flow, this.bare) ? this.ask(flow) : UNKNOWN;
    const row = this.flows.rowOf(flow);
    const frame = this.flows.frameIn(flow);
    if (frame !== 0 && said === UNKNOWN) this.loneFrames.missed++;
    if (said !== NO && (said !== YES || (frame === 0 ? row < 0 : !this.knowsFrames))) return false;
    if (end !== TOLD) this.note(record, end);
    if (said === YES && frame !== 0) this.loneFrames.give(record, flow, frame, end, isFound);
    else if (said === YES) again(row, this.bare, this.to, this.flows.cache);
    this.times.ends(seconds, nanoseconds, said === YES);
    return true;
  }

  /** Of the flow that was just found: tells of a packet that is a frame in one piece, for those that come later. */
  protected note(record: Record, end: number): void {
    const frame = this.flows.frameIn(this.flow);
    if (frame !== 0) this.loneFrames.noteEnding(record, this.flow, frame, end);
  }

  /** Whether frames in one piece may be known by their flows. */
  protected get knowsFrames(): boolean {
    return this.#mayKnowFrames && (this.follows || !this.loneFrames.areMissed);
  }

  /** Whether they are asked about as they come, and not after those that are held back. */
  protected get takesFrames(): boolean {
    return this.knowsFrames && !this.loneFrames.hasToWait;
  }

  /** Those that come later need not be dissected. */
  protected override deferred(...record: Record): void {
    if (this.flow < 0 && this.knowsFrames && isAlone(this.session.stack))
      this.flows.learn(-1, this.whole(...record), this.bare, -1);
  }

  protected override isFrame(stack: LayerStack): boolean {
    return stack.wholeFrame !== 0 && this.takesFrames && isAlone(stack);
  }

  /** What is known of the packet that is looked at, which is of that flow. */
  protected ask(flow: number): number {
    return this.flows.ask(flow, this.bare);
  }

  protected passesBeside(record: Record, end: number): void {
    const [, , captured, , , seconds, nanoseconds] = record;
    if (!this.knowsAll(record, end)) this.pass(...record);
    this.passBy(captured, seconds, nanoseconds);
  }

  /** Once only, though a packet may be looked at twice. */
  protected override follow(packet: DissectedPacket): void {
    if (packet.number !== this.lookedAt) super.follow(packet);
  }
}
