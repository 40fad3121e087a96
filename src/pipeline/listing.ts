/**
 * Captured packets in order, each with what became of it: its layers, the frames that it completed, and whose
 * it is. A packet that is a part of something open is held back until that is whole or given up, and those
 * behind it with it, so that the first piece of a frame can say in which packet it was put together.
 */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { PacketSink } from "../core/sink.ts";
import { LayerStack } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import { DissectedPacket, newFrame } from "../dissect/packet.ts";
import { tenantPath, tenantText } from "../facts/tenants.ts";
import { Session, type SessionOptions } from "./session.ts";
import { type Waiting, Watch } from "./watch.ts";

/** Most packets and bytes that are held back; then the oldest goes out with what is known of it. */
const MAX_HELD = 50_000;
const MAX_HELD_BYTES = 128 << 20;

interface Held extends Waiting {
  packet: DissectedPacket;
}

/** @returns whether the packet was shown, which `frame.time_delta_displayed` counts from */
export type Show = (packet: DissectedPacket) => boolean;

export class Listing implements PacketSink {
  interfaceId = -1;
  private readonly watch = new Watch();
  readonly session: Session;
  private readonly greKey: number;
  /** For packets that need not be held. */
  private passing: Held;
  /** Those from `next` on are held. */
  private held: Held[] = [];
  private next = 0;
  private heldBytes = 0;
  private number = 0;
  private readonly names = new Map<number, string>();
  private readonly first = { seconds: 0, nanoseconds: -1 };
  private readonly previous = { seconds: 0, nanoseconds: -1 };
  private readonly shown = { seconds: 0, nanoseconds: -1 };

  constructor(
    options: SessionOptions,
    private readonly show: Show,
  ) {
    this.session = new Session({ ...options, watch: this.watch });
    this.greKey = options.greKey ?? 0;
    this.passing = this.newHeld();
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
    // While others are held, this one will have to be kept, and its object with it.
    const held = this.next === this.held.length ? passing : this.newHeld();
    held.number = number;
    held.waits = false;
    held.node = -1;
    if (held.frames.length > 0) held.frames = [];
    if (held.partOf.length > 0) held.partOf = [];
    this.watch.begins(held);
    session.recorder.node = -1;
    session.packet(d, offset, captured, original, linktype, seconds, nanoseconds);
    if (held.node < 0 && !held.waits) held.node = session.recorder.node;

    const p = held.packet;
    p.number = number;
    p.seconds = seconds;
    p.nanoseconds = nanoseconds;
    p.captured = captured;
    p.original = original;
    p.linktype = linktype;
    p.interfaceId = this.interfaceId;
    const frame = p.frames[0];
    if (held === passing && !held.waits) {
      frame.view = d;
      frame.start = offset;
      frame.end = offset + captured;
      frame.stack = session.stack;
      if (linktype >= LINKTYPES || linktypes[linktype] === 0)
        frame.stack.reset(offset, frame.end, offset + original);
      this.release(held);
      return;
    }
    // It turned out to have to wait, and the watch knows it: it is one of the held from now on.
    if (held === passing) this.passing = this.newHeld();
    this.keep(held, d, offset, captured);
  }

  /** Gives up what is still open and shows all packets that are left. */
  finish(): void {
    this.session.finish();
    this.flush();
  }

  private keep(held: Held, d: DataView, offset: number, captured: number): void {
    const bytes = new Uint8Array(captured);
    bytes.set(new Uint8Array(d.buffer, d.byteOffset + offset, captured));
    const [frame] = held.packet.frames;
    frame.view = new DataView(bytes.buffer);
    frame.stack = this.newStack();
    frame.start = 0;
    frame.end = captured;
    this.held.push(held);
    this.heldBytes += captured;
    this.flush();
    while (this.held.length - this.next > MAX_HELD || this.heldBytes > MAX_HELD_BYTES) this.releaseOldest();
  }

  private flush(): void {
    while (this.next < this.held.length && !this.held[this.next].waits) this.releaseOldest();
  }

  private releaseOldest(): void {
    const held = this.held[this.next++];
    if (this.next === this.held.length || this.next > MAX_HELD) {
      this.held = this.held.slice(this.next);
      this.next = 0;
    }
    const { packet } = held;
    const [frame] = packet.frames;
    this.heldBytes -= packet.captured;
    const first = packet.linktype < LINKTYPES ? linktypes[packet.linktype] : 0;
    frame.stack.reset(0, packet.captured, packet.original);
    if (first !== 0) dissect(frame.view, first, frame.stack);
    this.release(held);
  }

  private release(held: Held): void {
    const { packet } = held;
    const { first, previous, shown } = this;
    if (first.nanoseconds < 0) copyTime(first, packet);
    packet.firstSeconds = first.seconds;
    packet.firstNanoseconds = first.nanoseconds;
    packet.previousSeconds = previous.seconds;
    packet.previousNanoseconds = previous.nanoseconds;
    packet.shownSeconds = shown.seconds;
    packet.shownNanoseconds = shown.nanoseconds;
    packet.frameCount = 1;
    for (const frame of held.frames) packet.frames[packet.frameCount++] = frame;
    packet.partOf = held.partOf;
    packet.renew();
    if (packet.nanoseconds >= 0) copyTime(previous, packet);
    if (this.show(packet) && packet.nanoseconds >= 0) copyTime(shown, packet);
  }

  private newHeld(): Held {
    const packet = new DissectedPacket();
    packet.frames.push(newFrame());
    const held: Held = { number: 0, waits: false, node: -1, frames: [], partOf: [], packet };
    packet.tenantOf = () => (held.node < 0 ? null : this.tenantName(held.node));
    return held;
  }

  private newStack(): LayerStack {
    const stack = new LayerStack();
    stack.greKey = this.greKey;
    stack.look = this.session.stack.look;
    return stack;
  }

  private tenantName(node: number): string {
    const { interner } = this.session.recorder.table;
    const tenant = interner.tenantOf(node);
    let name = this.names.get(tenant);
    if (name === undefined) {
      name = tenantText(interner, tenantPath(interner, tenant));
      this.names.set(tenant, name);
    }
    return name;
  }
}

function copyTime(to: { seconds: number; nanoseconds: number }, p: DissectedPacket): void {
  to.seconds = p.seconds;
  to.nanoseconds = p.nanoseconds;
}
