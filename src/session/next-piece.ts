/**
 * Pieces of STT frames that follow others, by their bytes. Segmentation offload cuts a frame into pieces whose
 * headers differ in lengths, offset and checksums alone, so one that equals an earlier piece of a frame in all else
 * needs no dissecting. If the frame is open, and the piece does not complete it, its bytes are added to what hangs on that,
 * unless all of them came before; if it is finished, the piece came before, be it the first. All others take the long way
 * (session.ts), which gives the same.
 */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { PacketSink } from "../core/sink.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Counters } from "../facts/counters.ts";
import { Class } from "../facts/table.ts";
import { protocols } from "../protocols/registry.ts";
import { fingerprint } from "../reassembly/fingerprint.ts";
import { Extended, type Pool } from "../reassembly/pool.ts";
import type { Attribution } from "./attribution.ts";
import type { Connections } from "./connections.ts";
import { HEADERLESS, hashOf, WEIGHTS } from "./entries.ts";
import { MOST_BYTES } from "./heads.ts";
import type { Watch } from "./watch.ts";
import type { Weights } from "./weights.ts";

/** Frames that are kept in mind; those that come later push out others. */
const SLOT_BITS = 14;
export const SLOTS = 1 << SLOT_BITS;
/** Longest headers, in words of 32 bits, and bytes. */
const WORDS = 24;
export const LONGEST_HEADERS = 4 * WORDS;

/** STT's header, and in it ports, how long the frame is, where the piece begins, the frame's id, and flags. */
const [STT_LENGTH, PORTS, TOTAL, OFFSET, ID, FLAGS, AFTER_FLAGS] = [20, 0, 4, 6, 8, 13, 14];
/** The first byte of a frame. */
const VERSION = 0;
/** The flags that no piece has: RST, SYN, FIN. */
const FLAGS_THAT_MATTER = 0x07;
/** By IP version: where its length stands and from where that counts; bytes in which pieces differ. */
const IP4 = { length: 2, from: 0, varies: [2, 3, 4, 5, 8, 10, 11] };
const IP6 = { length: 4, from: 40, varies: [4, 5, 7] };

/** Who knows what capture time it is, and gives up what has waited for too long, or takes too much memory. */
interface Owner {
  readonly now: number;
  evict(depth: number): void;
  tick(seconds: number, nanoseconds: number): void;
}

export class NextPiece {
  // By slot; there are none before the first piece comes.
  private masked = new Int32Array(0);
  private entries = new Int32Array(0);
  /** Tenant, addresses and kind of the entry's key, and the state of the known connections. */
  private keys = new Int32Array(0);
  /** Headers of pieces, all alike: first protocol, bytes, where IP's length and STT stand. Length 0: none yet. */
  private first = 0;
  private length = 0;
  private at = 0;
  private lengthAt = 0;
  private lengthFrom = 0;
  private readonly masks = new Int32Array(WORDS);
  /** By slot: pieces that begin before so many bytes of their frame have to be dissected. */
  private froms = new Int32Array(0);
  /** Slot of the piece that was kept in mind last. */
  learnt = -1;
  /** Of the piece that was added last: where it begins in its frame, and how long it is on the wire. */
  private offset = 0;
  private size = 0;
  /** What became of it: a value of Extended. */
  private extended: number = Extended.not;

  /** @param watch who is told of frames; null: somebody wants to know what pieces weigh */
  constructor(
    private readonly pool: Pool,
    private readonly weights: Weights,
    private readonly connections: Connections,
    private readonly counters: Counters,
    private readonly attribution: Attribution,
    private readonly owner: Owner,
    private readonly watch: Watch | null,
  ) {}

  /** Takes a packet if it is a piece that follows; it is in the counters already. Parameters as `PacketSink.packet`. */
  takes(
    d: DataView,
    start: number,
    captured: number,
    original: number,
    first: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): boolean {
    const slot = this.find(d, start, captured, first);
    return slot >= 0 && this.follows(slot, d, start, captured, original, seconds, nanoseconds, number);
  }

  /** The same of one that is watched. */
  joins(
    number: number,
    ...[d, start, captured, original, linktype, ...time]: Parameters<PacketSink["packet"]>
  ): boolean {
    const slot = linktype < LINKTYPES ? this.find(d, start, captured, linktypes[linktype]) : -1;
    if (slot < 0 || !this.follows(slot, d, start, captured, original, ...time, number)) return false;
    if (this.pool.isDone(this.entries[slot])) this.watch?.settled(this.nodeOf(slot));
    return true;
  }

  /** As `takes`, of a packet for which that slot was found. What it brought is kept, if that is looked at. */
  follows(
    slot: number,
    d: DataView,
    start: number,
    captured: number,
    original: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): boolean {
    if (!this.adds(slot, d, start, captured, original, seconds, nanoseconds, number)) return false;
    const { length, extended } = this;
    if (extended === Extended.duplicate) return true;
    this.watch?.brings(this.entries[slot], this.offset, this.size, d, start + length, captured - length);
    if (extended === Extended.grown) this.owner.evict(0);
    return true;
  }

  /** The slot of a piece that equals a packet in all that pieces of a frame have alike; -1: there is none. */
  find(d: DataView, start: number, captured: number, first: number): number {
    const { length, at } = this;
    if (length === 0 || first !== this.first || captured < length) return -1;
    const slot = slotOf(d.getInt32(start + at + PORTS), d.getInt32(start + at + ID));
    return this.entries[slot] >= 0 && this.isLike(slot, d, start) ? slot : -1;
  }

  /** Whether a packet that was found is the first piece of a frame. */
  begins(d: DataView, start: number): boolean {
    return d.getUint16(start + this.at + OFFSET) === 0;
  }

  /** The tunnel node of pieces of that slot; -1: it is not known. */
  nodeOf(slot: number): number {
    const e = this.entries[slot];
    return this.pool.isDone(e) ? this.attribution.nodeAgain(e, 0) : (this.watch?.nodeAt(e) ?? -1);
  }

  /** Adds the piece to what is known of its frame. Parameters as `follows` */
  private adds(
    slot: number,
    d: DataView,
    start: number,
    captured: number,
    original: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): boolean {
    const { length, at, pool, keys, owner } = this;
    const ports = d.getInt32(start + at + PORTS);
    const id = d.getInt32(start + at + ID);
    const offset = d.getUint16(start + at + OFFSET);
    const e = this.entries[slot];
    if (offset < this.froms[slot] && !pool.isDone(e)) return false;
    owner.tick(seconds, nanoseconds);
    const k = slot * 5;
    if (
      this.connections.learnt !== keys[k + 4] ||
      !pool.hasKey(e, keys[k], keys[k + 1], keys[k + 2], ports, id, keys[k + 3]) ||
      pool.isOld(e, owner.now)
    )
      return false;
    // A length of 0, which says nothing, ends before the headers do.
    const end = Math.min(original, this.lengthFrom + d.getUint16(start + this.lengthAt));
    if (end <= length) return false;
    this.offset = offset;
    this.size = end - length;
    const brought = Math.min(captured, end) - length;
    const isFirst = offset === 0;
    if (isFirst && brought > 0 && d.getUint8(start + length) !== VERSION) return false;
    const bits = Class.outerPorts | (isFirst ? 0 : HEADERLESS);
    const total = d.getUint16(start + at + TOTAL);
    if (pool.isDone(e)) {
      const print = isFirst ? fingerprint(d, start + length, brought) : null;
      if (!this.repeats(e, print, bits, ports, total, original, seconds, nanoseconds, number)) return false;
      // The key may be that of another frame by now.
    } else if (pool.total(e) !== total) return false;
    else if (!this.extends(e, bits, ports, original, seconds, nanoseconds, number)) return false;
    const { stt } = this.counters;
    stt.pieces++;
    if (this.extended === Extended.duplicate) stt.duplicates++;
    if (isFirst) return true;
    stt.headerless_pieces++;
    stt.headerless_bytes += original;
    return true;
  }

  /** Adds the piece to an entry that is open. */
  private extends(
    e: number,
    bits: number,
    ports: number,
    original: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): boolean {
    const { pool, weights } = this;
    const weighs = this.watch === null;
    // Nothing hangs on one that was forgotten.
    const all = pool.user(e, WEIGHTS);
    const list = weighs ? weights.find(all, 0, bits, ports) : all;
    this.extended = list < 0 ? Extended.not : pool.extend(e, this.offset, this.size);
    if (this.extended === Extended.not) return false;
    if (weighs) weights.more(list, original, seconds, nanoseconds, number);
    return true;
  }

  /** The piece is one of a finished frame once more. @param print fingerprint of the first piece; null: it is another one */
  private repeats(
    e: number,
    print: number | null,
    bits: number,
    ports: number,
    total: number,
    original: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): boolean {
    // One that holds all of a frame, or more, is none of its pieces.
    const ends = this.offset + this.size;
    if (ends > total || (print !== null && ends === total) || !this.pool.isRepeat(e, total, print))
      return false;
    this.extended = Extended.duplicate;
    if (this.watch !== null) return true;
    const list = this.weights.single(0, original, 1, original, seconds, nanoseconds, number);
    this.weights.setHash(list, bits, ports);
    this.attribution.recordAgain(e, list);
    return true;
  }

  /**
   * Keeps a piece in mind that was dissected, and added to the open entry `e`, whose key that is.
   * @param from pieces of that frame that begin before so many bytes of it have to be dissected as well
   */
  learn(
    d: DataView,
    s: LayerStack,
    e: number,
    tenant: number,
    source: number,
    destination: number,
    kind: number,
    from: number,
  ): void {
    if (!this.suits(s)) return;
    const start = s.off[0];
    const slot = slotOf(s.ports, s.partId);
    this.entries[slot] = e;
    this.froms[slot] = Math.min(from, MOST_BYTES);
    this.learnt = slot;
    const k = slot * 5;
    this.keys[k] = tenant;
    this.keys[k + 1] = source;
    this.keys[k + 2] = destination;
    this.keys[k + 3] = kind;
    this.keys[k + 4] = this.connections.learnt;
    const { masked, masks, length } = this;
    const words = length >> 2;
    for (let i = 0; i < words; i++) masked[slot * WORDS + i] = d.getInt32(start + 4 * i) & masks[i];
    masked[slot * WORDS + words] = d.getInt32(start + length - 4) & masks[words];
  }

  private isLike(slot: number, d: DataView, start: number): boolean {
    const { masked, masks, length } = this;
    const words = length >> 2;
    const k = slot * WORDS;
    for (let i = 0; i < words; i++)
      if ((d.getInt32(start + 4 * i) & masks[i]) !== masked[k + i]) return false;
    return (d.getInt32(start + length - 4) & masks[words]) === masked[k + words];
  }

  /** Whether the headers are such that bytes alone tell; from then on it is pieces with headers like these. */
  private suits(s: LayerStack): boolean {
    const { ip, n } = s;
    const { length, from, varies } = s.ipVersion === 4 ? IP4 : IP6;
    const start = s.off[0];
    const [ipAt, at] = [s.off[ip] - start, s.off[n - 1] - start];
    const end = at + STT_LENGTH;
    if (s.partPos - start !== end || end > LONGEST_HEADERS - 4) return false;
    for (let i = 0; i < ip; i++) {
      const steady = protocols[s.proto[i]]?.steady;
      if (typeof steady !== "object" || steady.length !== undefined) return false;
    }
    const lengthAt = ipAt + length;
    if (this.length === end && this.at === at && this.lengthAt === lengthAt && this.first === s.proto[0])
      return true;
    if (this.length === 0) {
      this.masked = new Int32Array(SLOTS * WORDS);
      this.entries = new Int32Array(SLOTS);
      this.froms = new Int32Array(SLOTS);
      this.keys = new Int32Array(SLOTS * 5);
    }
    this.entries.fill(-1);
    this.first = s.proto[0];
    this.length = end;
    this.at = at;
    this.lengthAt = lengthAt;
    this.lengthFrom = ipAt + from;
    const mask = new Uint8Array(end).fill(0xff);
    for (const byte of varies) mask[ipAt + byte] = 0;
    mask.fill(0, at + OFFSET, at + ID);
    mask[at + FLAGS] = FLAGS_THAT_MATTER;
    mask.fill(0, at + AFTER_FLAGS);
    const view = new DataView(mask.buffer);
    for (let i = 0; i < end >> 2; i++) this.masks[i] = view.getInt32(4 * i);
    this.masks[end >> 2] = view.getInt32(end - 4);
    return true;
  }
}

const slotOf = (ports: number, id: number): number => hashOf(ports, id) >>> (32 - SLOT_BITS);
