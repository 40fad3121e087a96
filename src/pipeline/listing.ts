/**
 * Captured packets in order, each with what became of it: its layers, the frames that it completed, and whose
 * it is. A packet that is a part of something open is held back until that is whole or given up, and those
 * behind it with it, so that the first piece of a frame can say in which packet it was put together.
 */
import { Conversations } from "../conversations/conversations.ts";
import { Messages } from "../conversations/messages.ts";
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { Depth } from "../core/recall.ts";
import type { Annotation, CaptureInterface, PacketSink } from "../core/sink.ts";
import { isAlone, isSelfContained, LayerStack } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import { fill, newFrame } from "../dissect/frame.ts";
import { DissectedPacket } from "../dissect/packet.ts";
import { Tracker } from "../proxies/tracker.ts";
import { Session } from "../session/session.ts";
import { Watch } from "../session/watch.ts";
import { FlowMemory } from "../skim/flow-memory.ts";
import { canMatch } from "../skim/matcher.ts";
import { forget, type Held, Line, newHeldOf, secondsOf, showsNothing, Whole } from "./held.ts";
import type { Defer, ListingOptions, Record, Show } from "./listing-options.ts";
import { Slabs } from "./slabs.ts";
import { TenantNames } from "./tenant-names.ts";
import { TimesBefore } from "./times-before.ts";

export type { Whole } from "./held.ts";
export type { Defer, Joins, ListingOptions, Record, Show } from "./listing-options.ts";

/** In place of a tunnel node: it is found out when somebody asks. */
const LATER = -2;

export class Listing implements PacketSink {
  interfaceId = -1;
  annotation: Annotation | null = null;
  /** Of the section that is being read. */
  private interfaces: CaptureInterface[] = [];
  protected readonly watch: Watch;
  readonly session: Session;
  private readonly greKey: number;
  protected readonly conversations: Conversations | null = null;
  private readonly proxies: Tracker | null = null;
  private readonly translations: ListingOptions["translations"] | null;
  private readonly defer: Defer | null;
  private readonly apart: boolean;
  /** Who is told of STT frames in one piece; null: nobody here asks what came before. */
  protected tracker: Session | null;
  /** Of the held packet that is being shown: stacks are large, and many packets may be held. */
  private readonly stack: LayerStack;
  /** For packets that need not be held. */
  private passing: Held;
  protected readonly line = new Line();
  private readonly slabs = new Slabs();
  protected number = 0;
  protected readonly names: TenantNames;
  protected readonly times: TimesBefore;

  constructor(
    private readonly options: ListingOptions,
    private readonly show: Show,
  ) {
    this.translations = options.translations ?? null;
    this.defer = options.defer ?? null;
    this.apart = options.apart === true;
    this.times = options.times ?? new TimesBefore();
    this.watch = new Watch(options.parts !== false, options.looked);
    this.session = new Session({ ...options, watch: this.watch });
    this.tracker = this.apart || this.defer !== null ? null : this.session;
    this.names = new TenantNames(this.session.recorder.table.interner);
    this.greKey = options.greKey ?? 0;
    if (options.conversations === true) {
      const memory = options.memory ?? (canMatch() ? new FlowMemory() : null);
      if (memory !== null) memory.depth = options.depth ?? Depth.flight;
      this.conversations = new Conversations(
        undefined,
        memory,
        options.follows,
        options.messages === true ? new Messages() : null,
      );
    }
    if (options.proxies ?? options.conversations === true)
      this.proxies = new Tracker({ hopsOnly: true, maxConnections: options.maxFlows });
    // Whose a part is has to be known before it is told what was before.
    this.watch.asksWhose = (view, stack) =>
      stack.tunnels > 0 && this.conversations?.mayTell({ frames: [{ view, stack }], frameCount: 1 }) === true;
    this.stack = new LayerStack();
    this.stack.greKey = this.greKey;
    this.stack.look = this.session.stack.look;
    this.passing = this.newHeld();
  }

  /** Packets that it was given. */
  get given(): number {
    return this.number;
  }

  /** Whether packets are held back: what comes then has to wait for them. */
  get holds(): boolean {
    return this.line.first !== undefined;
  }

  /** Is told of every interface before its first packet is shown. */
  onInterface: (of: CaptureInterface) => void = () => {};

  describes(number: number, of: CaptureInterface): void {
    if (number === 0) this.interfaces = [];
    this.interfaces[number] = of;
    this.onInterface(of);
  }

  packet(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const { passing, session } = this;
    const number = ++this.number;
    const plain = this.passes(d, offset, captured, original, linktype);
    const known = linktype < LINKTYPES && linktypes[linktype] !== 0;
    this.tick(seconds, nanoseconds);
    const whole = plain || this.enters(d, seconds, nanoseconds);
    if (whole && this.holds) {
      if (!this.goesBy(d, offset, captured, original, linktype, seconds, nanoseconds))
        this.wait(number, d, offset, captured, original, linktype, seconds, nanoseconds);
      else this.passBy(captured, seconds, nanoseconds);
      return;
    }
    if (whole || (this.apart && known)) {
      this.present(plain, d, offset, captured, original, linktype, seconds, nanoseconds);
      this.release(passing);
      return;
    }
    if (this.defer !== null && known) {
      this.defer(session.stack, d, offset, captured, original, linktype, seconds, nanoseconds);
      if (session.stack.wholeFrame !== 0)
        this.deferred(d, offset, captured, original, linktype, seconds, nanoseconds);
      return;
    }
    // While others are held, this one will have to be kept, and its object with it.
    const held = this.holds ? this.line.held(this.newHeld) : passing;
    held.packet.plain = false;
    held.number = number;
    held.waits = false;
    held.node = -1;
    held.isBare = false;
    forget(held);
    this.fill(held.packet, d, offset, captured, original, linktype, seconds, nanoseconds);
    held.packet.frameCount = 1;
    if (!known) session.stack.reset(offset, offset + captured, offset + original);
    this.watch.begins(held);
    session.recorder.node = -1;
    const record: Record = [d, offset, captured, original, linktype, seconds, nanoseconds];
    if (!known) session.packet(...record);
    else if (session.nextPiece?.joins(number, ...record) !== true)
      session.stateful(d, session.stack, original, seconds, nanoseconds, number, false);
    if (held.node < 0 && !held.waits) held.node = session.recorder.node;
    this.joined(held);
    if (!held.waits && held === passing) {
      this.release(held);
      return;
    }
    if (!held.waits && showsNothing(held)) {
      this.line.leave(held);
      this.passBy(captured, seconds, nanoseconds);
      return;
    }
    if (!held.waits && this.line.first?.waits === false) {
      // It ended what all of them may have waited for.
      this.flush();
      if (!this.holds) {
        this.leave(held);
        return;
      }
      this.passes(d, offset, captured, original, linktype);
    }
    // It turned out to have to wait, and the watch knows it: it is one of the held from now on.
    if (held === passing) this.passing = this.line.held(this.newHeld);
    this.keeps(held);
    this.keep(held, d, offset, captured);
  }

  /** A packet was deferred that is, or ends in, an STT frame in one piece. It is dissected in the session's stack. */
  protected deferred(..._: Record): void {}

  /** The packet that was just dissected in the session's stack, and is whole in itself. */
  protected whole(...record: Record): DissectedPacket {
    const packet = this.present(true, ...record);
    packet.frameCount = 1;
    packet.partOf = this.passing.partOf;
    packet.renew();
    return packet;
  }

  /** One that need not be held is dissected, and the present one from now on. */
  private present(plain: boolean, ...record: Record): DissectedPacket {
    const { passing } = this;
    const { packet } = passing;
    passing.node = LATER;
    forget(passing);
    this.fill(packet, ...record);
    packet.plain = plain;
    return packet;
  }

  /** Whether a packet is whole in itself, so that no session is needed. It is then dissected. */
  protected passes(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
  ): boolean {
    const first = linktype < LINKTYPES ? linktypes[linktype] : 0;
    if (first === 0) return false;
    const s = this.session.stack;
    s.reset(offset, offset + captured, offset + original);
    dissect(d, first, s);
    return isSelfContained(s);
  }

  /** Whether the packet that was just dissected is an STT frame in one piece; those that come later may be pieces of it. */
  private enters(d: DataView, seconds: number, nanoseconds: number): boolean {
    const { stack } = this.session;
    if (!this.isFrame(stack)) return false;
    this.tracker?.notes(d, stack, seconds, nanoseconds);
    return true;
  }

  protected isFrame(stack: LayerStack): boolean {
    return stack.wholeFrame !== 0 && this.tracker !== null && isAlone(stack);
  }

  private fill(p: DissectedPacket, ...record: Record): void {
    fill(p, this.number, this.session.stack, ...record);
    p.interfaceId = this.interfaceId;
    // Mostly they are as they were, and comparing costs less than storing.
    const source = this.interfaces[Math.max(0, this.interfaceId)] ?? null;
    if (p.source !== source) p.source = source;
    if (p.annotation !== this.annotation) p.annotation = this.annotation;
  }

  /** Gives up what is still open and shows all packets that are left. */
  finish(): void {
    this.session.finish();
    this.flush();
    this.options.finish?.();
  }

  private keep(held: Held, d: DataView, offset: number, captured: number): void {
    const slab = this.slabs.copy(d, offset, captured);
    const { at } = this.slabs;
    held.slab = slab;
    const [frame] = held.packet.frames;
    frame.view = slab.view;
    frame.stack = this.stack;
    frame.start = at;
    frame.end = at + captured;
    frame.wire = at + held.packet.original;
    this.hold(held);
  }

  private hold(held: Held | Whole): void {
    this.lines(held);
    this.line.push(held);
    this.flush();
  }

  /** Holds a packet back that is whole in itself. */
  protected wait(
    number: number,
    ...[d, offset, captured, original, linktype, seconds, nanoseconds]: Record
  ): void {
    const source = this.interfaces[Math.max(0, this.interfaceId)] ?? null;
    const whole = this.line.whole(this.slabs.copy(d, offset, captured), this.slabs.at);
    const own = [this.interfaceId, source, this.annotation] as const;
    whole.renew(number, captured, original, linktype, seconds, nanoseconds, ...own);
    this.hold(whole);
  }

  /** Notes packets that did not wait for those that are held back. */
  protected passBy(captured: number, seconds: number, nanoseconds: number, packets = 1): void {
    this.line.passBy(captured, seconds, nanoseconds, packets);
    this.flush();
  }

  /** Time goes on for what is open: else one lost fragment would hold back all that follows. */
  protected tick(seconds: number, nanoseconds: number): void {
    const { first } = this.line;
    if (first !== undefined && seconds > secondsOf(first)) this.session.tick(seconds, nanoseconds);
  }

  /** Whether a packet, as for `whole`, need not wait for those that are held back: that is then all that becomes of it. */
  protected goesBy(..._: Record): boolean {
    return false;
  }

  /** Nothing is shown of what is held back. */
  drop(): void {
    this.line.clear();
  }

  /** The session took a part, or what may come again. It is dissected. */
  protected joined(_: Held): void {}

  /** A part is held back, or what waits for others. It is dissected. */
  protected keeps(_: Held): void {}

  /** Notes with a packet that is held what has to be known when it is shown. */
  protected lines(_: Held | Whole): void {}

  /** Shows all that is held back, with what is known of it. */
  letGo(): void {
    while (this.holds) this.releaseOldest();
  }

  private flush(): void {
    while (this.line.first?.waits === false || this.line.isTooLong) this.releaseOldest();
  }

  protected releaseOldest(): void {
    this.leave(this.line.shift());
  }

  /** Shows one that is held no longer. */
  private leave(held: Held | Whole): void {
    if (held instanceof Whole) this.releaseWhole(held);
    else {
      this.releaseHeld(held);
      if (!this.watch.tells) this.watch.reuse(held.frames);
    }
    const { behind, slab } = held;
    if (behind !== null) this.times.ends(behind.seconds, behind.nanoseconds, false);
    if (slab !== null) this.slabs.leave(slab);
    this.line.leave(held);
  }

  protected releaseHeld(held: Held): void {
    const { packet } = held;
    const [frame] = packet.frames;
    const first = packet.linktype < LINKTYPES ? linktypes[packet.linktype] : 0;
    frame.stack.reset(frame.start, frame.end, frame.wire);
    if (first !== 0) dissect(frame.view, first, frame.stack);
    this.release(held);
  }

  protected releaseWhole({ slab, at, captured, original, linktype, ...own }: Whole): void {
    const packet = this.again(slab.view, at, captured, original, linktype, own.seconds, own.nanoseconds);
    packet.number = own.number;
    packet.interfaceId = own.interfaceId;
    packet.source = own.source;
    packet.annotation = own.annotation;
    this.release(this.passing);
  }

  /** Shows a packet that is whole in itself, or a frame in one piece, whatever is held back. */
  protected pass(...record: Record): void {
    this.again(...record);
    this.release(this.passing);
  }

  /** A packet that is to be shown, dissected. */
  private again(...record: Record): DissectedPacket {
    const [d, offset, captured, original, linktype] = record;
    return this.present(this.passes(d, offset, captured, original, linktype), ...record);
  }

  private release(held: Held): void {
    const { packet } = held;
    const { seconds, nanoseconds } = packet;
    this.times.begins(seconds, nanoseconds);
    packet.frameCount = 1;
    for (let i = 0; i < held.frames.length; i++) packet.frames[packet.frameCount++] = held.frames[i];
    if (packet.partOf !== held.partOf) packet.partOf = held.partOf;
    packet.renew();
    if (this.isAside(packet)) {
      this.conversations?.count(packet);
      this.times.ends(seconds, nanoseconds, false);
      return;
    }
    // Before anybody asks for layers that facts do without: the roles are those of the flow.
    if (this.translations) packet.translation = this.translations(packet);
    if (this.proxies !== null) packet.proxies = this.proxies.follow(packet);
    this.follow(packet);
    this.times.ends(seconds, nanoseconds, this.show(packet));
  }

  /** Whether nothing is shown of a packet, or of whom it talks to; nobody has asked for its layers yet. */
  protected isAside(_packet: DissectedPacket): boolean {
    return false;
  }

  /** Tells a packet's layers what the packets before say of them. */
  protected follow(packet: DissectedPacket): void {
    this.conversations?.follow(packet);
  }

  private readonly newHeld = (): Held => {
    const packet = new DissectedPacket(this.times);
    packet.frames.push(newFrame(this.stack));
    packet.onPieces = (from) => this.conversations?.follow(packet, from);
    const held = newHeldOf(packet);
    packet.tenantOf = () => {
      if (held.node === LATER) {
        const { view, stack } = packet.frames[0];
        held.node = this.session.recorder.nodeOf(view, stack);
      }
      return held.node < 0 ? null : this.names.of(held.node);
    };
    return held;
  };
}
