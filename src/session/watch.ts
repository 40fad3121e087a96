/**
 * What a session tells whoever shows packets: which captured packets wait for a frame or datagram, what it was
 * when it is whole or given up, and whose they are. While `opens` … `shuts` runs, "the present packets" are
 * those that brought the opened frame; else the one captured packet that is being read.
 */
import { ipProto } from "../core/demux.ts";
import type { Frame, PartOf } from "../core/layer.ts";
import { HEAD, LayerStack } from "../core/stack.ts";
import { Part } from "../reassembly/pool.ts";
import { BareFrames } from "./bare.ts";
import { Buffers } from "./buffers.ts";
import type { Digest, Digests } from "./digest.ts";
import { copyBytes } from "./heads.ts";
import { type OpenFrame, OpenFrames, type OpenPart } from "./open-frames.ts";
import { complete, type Finished, partOf } from "./part-notes.ts";
import type { Waiting } from "./waiting.ts";

interface Present {
  packets: readonly Waiting[];
  frame: OpenFrame | null;
  /** Which of them shows what the frame holds: the one that completed it, or brought its beginning. */
  shown: Waiting | undefined;
  whole: boolean;
  /** More of it came than is looked at. */
  isLimited: boolean;
}

/** IP protocol number of IPv4 in IP. */
const IPIP_V4 = 4;
/** Most bytes of open frames that are kept for showing; beyond, the oldest keep only their heads. */
const MEMORY = 64 << 20;
/** So many stacks are kept that are not in use. */
const SPARE = 256;
/** Bytes of a frame in which headers are looked for: more than the session looks at. */
export const MOST_HEADERS = 4 * HEAD;
const NOTHING = new DataView(new ArrayBuffer(0));
const NO_NOTES: readonly PartOf[] = [];
/** In place of a node. */
export const NOT_BARE = -2;
const NO_PACKETS: readonly Waiting[] = [];

export class Watch {
  private readonly open = new Map<number, OpenFrame>();
  /** Of these no more is kept. */
  private readonly bare = new BareFrames();
  /** The frame that is opened is one of those, and has that digest. */
  private isBare = false;
  private digest: Digest | null = null;
  /** The captured packet waits for what it is a part of, whatever it may show. */
  private waits = true;
  /** Behind the last byte of the view that was made last. */
  end = 0;
  /** By pool entry, as long as that lasts: the pool bounds how many there are. */
  private readonly finished = new Map<number, Finished>();
  private bytesKept = 0;
  /** The packets of each frame that is being opened, outermost last. */
  private readonly presents: Present[] = [];
  /** The captured packet alone. */
  private readonly captured: Waiting[] = [];
  private readonly buffers = new Buffers();
  private readonly frames = new OpenFrames(this.buffers);
  private readonly stacks: LayerStack[] = [];
  private readonly ipv4 = ipProto[IPIP_V4];

  /**
   * @param tells packets are told what they are a part of
   * @param most  so many bytes of a frame are looked at
   * @param suffices whether the head of a frame, dissected, tells all that is looked at; null: it never does
   * @param digests  or all but what these do; null: there is nothing of the kind
   */
  constructor(
    readonly tells = true,
    readonly most = Number.POSITIVE_INFINITY,
    readonly suffices: ((d: DataView, s: LayerStack) => boolean) | null = null,
    readonly digests: Digests | null = null,
  ) {}

  /** It need not know of pieces that bring no bytes that are looked at, and complete nothing. */
  get passesOver(): boolean {
    return !this.tells || this.suffices !== null;
  }

  /** The tunnel node that packets of the open entry `e` belong to; -1: that is not known. */
  nodeAt(e: number): number {
    return this.bare.has(e) ? this.bare.nodeOf(e) : -1;
  }

  /** Of the open entry `e`, pieces from that offset on bring none, or may be brought by their bytes. */
  passesFrom(e: number): number {
    return this.bare.has(e) || !this.tells ? 0 : this.most;
  }

  /** Is told who brought the head of something that is open, and what that begins with, which lasts no longer. */
  onHead: ((packet: Waiting, head: Pick<Frame, "view" | "stack"> | null, node: number) => void) | null = null;

  /** Whether what is dissected into `s`, and a part, waits until it is known whose it is. */
  asksWhose: (d: DataView, s: LayerStack) => boolean = () => false;

  /** A captured packet is about to be read. */
  begins(packet: Waiting): void {
    this.captured[0] = packet;
    this.waits = this.tells;
  }

  private present(): readonly Waiting[] {
    return this.presents.at(-1)?.packets ?? this.captured;
  }

  /**
   * The present packets hang on the open entry `e`, as the part that `s` describes.
   * @param node   its head is there and tells all that is looked at: the tunnel node, -1: nobody asks; NOT_BARE: it does not
   * @param digest what else is kept of it; null: nothing
   */
  hangs(
    e: number,
    part: number,
    d: DataView,
    s: LayerStack,
    captured: number,
    node: number,
    digest: Digest | null,
  ): void {
    if (node !== NOT_BARE) this.bare.set(e, this.captured[0], node, digest);
    if (this.bare.has(e)) {
      if (part !== Part.duplicate && part !== Part.overlap)
        this.bare.digestOf(e)?.add(s.partOffset, s.partLength, d, s.partPos, captured);
      if (node !== NOT_BARE) this.#lays(e, node);
      const bare = this.bare.nodeOf(e);
      this.captured[0].node = bare;
      // Those that it was put together from wait no longer.
      for (const packet of this.presents.at(-1)?.packets ?? []) {
        packet.node = bare;
        packet.waits = false;
      }
      return;
    }
    let frame = this.open.get(e);
    if (frame === undefined) {
      frame = this.frames.begin();
      this.open.set(e, frame);
      this.finished.delete(e);
    }
    const last = this.presents.at(-1)?.shown ?? this.captured[0];
    // If packets are not told, only one of them shows what they brought.
    const packets = this.tells ? this.present() : [last];
    this.waits ||= this.asksWhose(d, s);
    const notes = this.waits ? this.noted(frame, packets, s) : NO_NOTES;
    if (part === Part.duplicate || part === Part.overlap) {
      if (this.tells) {
        const again = contradicts(frame.parts, d, s, captured) ? "other" : "same";
        frame.repeats.push({ offset: s.partOffset, notes, by: { packet: last.number, again } });
      }
      return;
    }
    // The others show what they complete, or nothing.
    if (!this.tells && s.partOffset === 0) last.waits = last.hung = true;
    this.#adds(frame, last, notes, s.partOffset, s.partLength, d, s.partPos, captured);
  }

  /** The present packets brought the head of something open; null: it lies too deep. @param node -1: it is not known whose it is */
  tellHead(head: Pick<Frame, "view" | "stack"> | null, node: number): void {
    this.onHead?.(this.presents.at(-1)?.shown ?? this.captured[0], head, node);
  }

  /** The captured packet, a piece that was taken by its bytes, brought these to the open entry `e`. */
  brings(e: number, offset: number, length: number, d: DataView, at: number, captured: number): void {
    const frame = this.open.get(e);
    if (this.bare.has(e)) this.bare.digestOf(e)?.add(offset, length, d, at, captured);
    else if (frame !== undefined && offset < this.most)
      this.#adds(frame, this.captured[0], NO_NOTES, offset, length, d, at, captured);
  }

  #adds(
    frame: OpenFrame,
    last: Waiting,
    notes: readonly PartOf[],
    offset: number,
    length: number,
    d: DataView,
    at: number,
    captured: number,
  ): void {
    const outer = this.presents.at(-1);
    // What it stands in goes on, though nobody looks at that.
    const isAll = outer?.isLimited === true && outer.frame !== null && !isCut(outer.frame.parts);
    const kept = isAll ? length : Math.min(captured, length);
    const held = Math.max(0, Math.min(captured, kept, this.most - offset));
    const bytes = held === 0 ? NOTHING : this.buffers.take(held);
    copyBytes(d, at, bytes, 0, held);
    this.frames.add(frame, offset, length, last, notes, bytes, kept, held);
    this.bytesKept += held;
    if (this.bytesKept > MEMORY) this.forgetOldest(frame);
  }

  /** Has packets wait for the frame, and notes in each that it brought the part. */
  private noted(frame: OpenFrame, packets: readonly Waiting[], s: LayerStack): PartOf[] {
    const notes: PartOf[] = [];
    for (const packet of packets) {
      frame.packets.push(packet);
      packet.waits = true;
      packet.hung = true;
      const note = partOf(s);
      notes.push(note);
      packet.partOf.push(note);
    }
    return notes;
  }

  /** The present packet brought the head of the open entry `e`: nothing else is kept of it. */
  #lays(e: number, node: number): void {
    const frame = this.open.get(e);
    for (const packet of frame?.packets ?? []) {
      packet.waits = false;
      packet.node = node;
    }
    const digest = this.bare.digestOf(e);
    for (const { bytes, held, offset, length, kept } of frame?.parts ?? []) {
      if (digest !== null) digest.add(offset, length, bytes, 0, kept);
      this.bytesKept -= held;
    }
    if (frame !== undefined) {
      this.open.delete(e);
      this.frames.leave(frame);
    }
    const [packet] = this.captured;
    packet.waits = packet.hung = true;
  }

  private forgetOldest(but: OpenFrame): void {
    for (const frame of this.open.values()) {
      if (this.bytesKept <= MEMORY) return;
      if (frame === but) continue;
      for (const part of frame.parts) {
        this.bytesKept -= part.held;
        part.bytes = NOTHING;
        part.kept = 0;
        part.held = 0;
      }
    }
  }

  /** The entry `e` is over: whole, or given up. Its packets are the present ones. */
  opens(e: number, whole: boolean): void {
    this.isBare = this.bare.has(e);
    if (this.isBare) {
      this.digest = this.bare.digestOf(e);
      const first = this.bare.take(e);
      first.waits = first.hung = false;
      this.presents.push({
        packets: whole ? this.captured : NO_PACKETS,
        frame: null,
        shown: whole ? this.captured[0] : first,
        whole,
        isLimited: false,
      });
      return;
    }
    const frame = this.open.get(e) ?? null;
    this.open.delete(e);
    if (frame !== null && !isSorted(frame.parts)) frame.parts.sort((a, b) => a.offset - b.offset);
    const first = frame?.parts[0];
    const shown = whole ? this.captured[0] : first?.last;
    this.presents.push({ packets: frame?.packets ?? [], frame, shown, whole, isLimited: false });
    if (frame === null) return;
    for (const part of frame.parts) this.bytesKept -= part.held;
    // What it shows it shows now.
    if (!this.tells && first?.offset === 0) first.last.waits = first.last.hung = false;
    if (!whole || !this.tells) return;
    const known: Finished = {
      count: frame.parts.length,
      total: end(frame.parts),
      reassembledIn: this.captured[0].number,
      brought: [
        ...frame.parts.map(({ offset, last }) => ({ offset, by: { packet: last.number } })),
        ...frame.repeats,
      ]
        .sort((a, b) => a.offset - b.offset)
        .map(({ by }) => by),
      offsets: frame.parts.map((part) => part.offset),
    };
    if (known.count > 0) this.finished.set(e, known);
    for (const part of frame.parts) for (const note of part.notes) complete(note, known);
    for (const { notes } of frame.repeats) for (const note of notes) complete(note, known);
  }

  /** The present packets brought a part of the finished entry `e` again. */
  repeats(e: number, s: LayerStack): void {
    if (!this.tells) return;
    const known = this.finished.get(e);
    for (const packet of this.present()) {
      const note = partOf(s);
      if (known !== undefined) complete(note, known);
      packet.partOf.push(note);
    }
  }

  /** The opened frame behind the `headers` bytes in `head`: all of it that follows without a gap. */
  bytes(head: DataView, headers: number, known: number, whole: boolean): DataView {
    this.end = headers + (this.isBare && this.digest !== null ? this.digest.finish() : known);
    if (this.isBare && this.digest !== null) return this.digest.shows();
    // Of a frame that is whole it is asked at once.
    if (this.isBare && whole) return head;
    const present = this.presents.at(-1);
    const parts = present?.frame?.parts ?? [];
    let length = 0;
    for (const part of parts) {
      if (part.offset > length) break;
      length = Math.max(length, part.offset + part.held);
      if (present !== undefined && part.held < part.kept) present.isLimited = true;
      // Cut by the snapshot length, or not looked at.
      if (part.held < part.length) break;
    }
    const all = headers + Math.max(length, known);
    const view = this.tells ? new DataView(new ArrayBuffer(all)) : this.buffers.take(all);
    copyBytes(head, 0, view, 0, headers + known);
    for (const part of parts) {
      const room = length - part.offset;
      if (room <= 0) break;
      copyBytes(part.bytes, 0, view, headers + part.offset, Math.min(room, part.held));
    }
    this.end = all;
    return view;
  }

  /**
   * What the opened frame holds: `s` is a dissection of `view`, whose first layers repeat those of its parts in
   * the first `headers` bytes, and which ends at `wire` by its lengths.
   * @returns a stack in its place, if it is wanted for longer
   */
  shows(view: DataView, s: LayerStack, headers: number, wire: number, stt: boolean): LayerStack | null {
    const present = this.presents.at(-1);
    const first = stt ? 2 : 1;
    if (present === undefined || (present.frame === null && !this.isBare) || s.n < first) return null;
    const { frame, shown, whole } = present;
    const title = `Reassembled ${stt ? "STT frame" : s.proto[0] === this.ipv4 ? "IPv4" : "IPv6"}`;
    // A datagram that is whole by its lengths, but of which bytes were not captured, cannot be put together: as
    // Wireshark does, its first part then shows what it holds. An STT frame is what its pieces say (contract, 4).
    const by = !stt && frame !== null && isCut(frame.parts) ? frame.parts[0].last : shown;
    if (by === undefined) return null;
    const digest = this.isBare ? this.digest : null;
    const isWhole = whole && by === shown;
    by.frames.push({
      view,
      start: headers,
      end: this.end,
      wire,
      stack: s,
      first,
      whole: isWhole,
      digest,
      title,
    });
    const stack = this.stacks.pop() ?? new LayerStack();
    stack.greKey = s.greKey;
    stack.look = s.look;
    return stack;
  }

  /** The present packets are known to be of the tunnel `node`; -1: nobody's. */
  settled(node: number): void {
    const { frame, shown } = this.presents.at(-1) ?? {};
    const head = frame?.parts[0];
    // Whoever brought something else may be another packet by now.
    if (!this.tells && head?.offset === 0 && shown !== undefined) head.last.node = shown.node = node;
    for (const packet of this.present()) {
      packet.waits = false;
      packet.node = node;
    }
  }

  /** Back from the frame that was opened last. */
  shuts(): void {
    const frame = this.presents.pop()?.frame ?? null;
    // What its parts held was copied into the frame.
    if (frame !== null) this.frames.leave(frame);
  }

  /** Nobody looks at these any more. */
  reuse(frames: readonly Frame[]): void {
    for (const { stack, view, digest } of frames) {
      if (this.stacks.length < SPARE) this.stacks.push(stack);
      this.buffers.leave(view);
      if (digest !== null) this.digests?.leave(digest as Digest);
    }
  }
}

function isSorted(parts: readonly OpenPart[]): boolean {
  for (let i = 1; i < parts.length; i++) if (parts[i - 1].offset > parts[i].offset) return false;
  return true;
}

/** Whether bytes of some part were not captured. */
const isCut = (parts: readonly OpenPart[]): boolean => parts.some(({ kept, length }) => kept < length);

const end = (parts: readonly OpenPart[]): number => {
  const last = parts.at(-1);
  return last === undefined ? 0 : last.offset + last.length;
};

/** Whether a part says something else than those before it, as far as their bytes are kept. */
function contradicts(parts: readonly OpenPart[], d: DataView, s: LayerStack, captured: number): boolean {
  const end = s.partOffset + Math.min(captured, s.partLength);
  for (const { offset, bytes, held } of parts)
    for (let at = Math.max(offset, s.partOffset); at < Math.min(offset + held, end); at++)
      if (bytes.getUint8(at - offset) !== d.getUint8(s.partPos + at - s.partOffset)) return true;
  return false;
}
