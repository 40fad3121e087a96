/**
 * The one fact table. A row is one combination of (tunnel node, inner flow, outer hash word); its measures are
 * packets, bytes, inner packets, inner bytes, first and last time. Everything overshark says about traffic is
 * a query over it, and merging two runs is merging two tables row by row.
 *
 * 64 bytes a row, one cache line, in order of first insertion.
 */
import { Interner, type InternerImage, META_V6 } from "../core/interner.ts";
import { type KeyImage, KeyTable } from "../core/key-table.ts";
import {
  BYTES,
  FIRST_NANOSECONDS,
  FIRST_SECONDS,
  FRAGMENT,
  HAS_FLOW,
  INNER_BYTES,
  INNER_PACKETS,
  IS_ARP,
  IS_BROADCAST,
  IS_IP,
  IS_MULTICAST,
  IS_NON_IP,
  LAST_NANOSECONDS,
  LAST_SECONDS,
  NANOSECOND_BITS,
  NANOSECOND_MASK,
  OUTER_KEY,
  OUTER_PORTS,
  PACKETS,
  ROW_WORDS,
} from "./layout.ts";

/** Bits of a row's class word. The low byte is the inner IP protocol. */
export const Class = {
  proto: 0xff,
  /** Same bit as a tunnel node's: the addresses are intern numbers of IPv6 addresses. */
  v6: META_V6,
  /** IP inside: the source is a host. */
  ip: IS_IP,
  /** The inner 5-tuple is known. */
  flow: HAS_FLOW,
  nonIp: IS_NON_IP,
  arp: IS_ARP,
  broadcast: IS_BROADCAST,
  multicast: IS_MULTICAST,
  /** The outer hash word is a pair of ports, or a GRE key; neither: the outer header offers nothing. */
  outerPorts: OUTER_PORTS,
  outerKey: OUTER_KEY,
  /** The outer packets are IP fragments, which show no ports. */
  fragment: FRAGMENT,
  /** All that came after the table was full, of one node. */
  overflow: 1 << 19,
} as const;

// A time is two words: the low 32 bits of the seconds, and nanoseconds with two more bits of seconds on top,
// which lasts until the year 2514. Without any packet that has a time, the first is later than the last.
const HIGH = 2 ** 32;
const MAX_SECONDS = 4 * HIGH - 1;

/** The two words of a time. */
export const timeLow = (seconds: number): number => Math.min(seconds, MAX_SECONDS) | 0;
export const timeHigh = (seconds: number, nanoseconds: number): number =>
  seconds < HIGH
    ? nanoseconds
    : nanoseconds | (Math.floor(Math.min(seconds, MAX_SECONDS) / HIGH) << NANOSECOND_BITS);

/** Rows beyond the limit that are kept free for the overflow rows of single nodes. */
const OVERFLOW_ROWS = 4096;

/** What a table holds, without its indexes. */
export interface TableImage {
  interner: InternerImage;
  rows: KeyImage;
  firstPacket: Float64Array<ArrayBuffer>;
  tcpFlags: Uint8Array<ArrayBuffer>;
}

export class FactTable {
  readonly interner: Interner;
  readonly rows: KeyTable;
  /** Number of the first packet of each row: what "first seen" means, however the rows were merged. */
  firstPacket: Float64Array<ArrayBuffer>;
  /** TCP flags that a row's packets had, together; kept only where they are asked for. */
  tcpFlags: Uint8Array<ArrayBuffer>;

  /** @param image what another one held, to be read and merged; nothing can be recorded in it */
  constructor(
    private readonly maxRows = Number.POSITIVE_INFINITY,
    image?: TableImage,
  ) {
    this.interner = new Interner(maxRows, image?.interner);
    this.rows = image === undefined ? new KeyTable(ROW_WORDS, 1024) : KeyTable.bare(image.rows);
    this.firstPacket = image?.firstPacket ?? new Float64Array(1024);
    this.tcpFlags = image?.tcpFlags ?? new Uint8Array(1024);
  }

  /** Not copied: the table must not be used any more once that is given away. */
  image(): TableImage {
    const { firstPacket, tcpFlags } = this;
    return { interner: this.interner.image(), rows: this.rows.image(), firstPacket, tcpFlags };
  }

  /** True if a packet may have been refused a row of its own, so that which ones have one is a matter of order. */
  get full(): boolean {
    return this.rows.size > this.maxRows || this.interner.full;
  }

  /** So many packets more have rows of their own for sure. */
  get spare(): number {
    return Math.max(0, Math.min(this.maxRows - this.rows.size, this.interner.spare));
  }

  /** What counts against the limit: rows, tunnels, or IPv6 addresses by two. */
  get held(): number {
    const { nodes, addresses } = this.interner;
    return Math.max(this.rows.size, nodes.size, addresses.size / 2);
  }

  /**
   * The row of a combination, made if need be; when the table is full, the overflow row of its node.
   * @returns -1 if there is no room for that either
   */
  row(
    node: number,
    source: number,
    destination: number,
    ports: number,
    kind: number,
    outer: number,
    packet: number,
  ): number {
    const rows = this.rows;
    if (node < 0) return -1;
    const found = rows.find(node, source, destination, ports, kind, outer);
    if (found >= 0) return found;
    if (rows.size >= this.maxRows && kind !== Class.overflow)
      return this.row(node, 0, 0, 0, Class.overflow, 0, packet);
    if (rows.size >= this.maxRows + OVERFLOW_ROWS) return -1;
    const row = rows.insert(node, source, destination, ports, kind, outer);
    if (row === this.firstPacket.length) {
      const longer = new Float64Array(rows.i32.length / ROW_WORDS);
      longer.set(this.firstPacket);
      this.firstPacket = longer;
      const flags = new Uint8Array(longer.length);
      flags.set(this.tcpFlags);
      this.tcpFlags = flags;
    }
    this.firstPacket[row] = packet;
    rows.i32[row * ROW_WORDS + FIRST_SECONDS] = -1;
    rows.i32[row * ROW_WORDS + FIRST_NANOSECONDS] = -1;
    return row;
  }

  /**
   * The hot path: finds the row of one packet and adds it, in one pass over one cache line. Its time must not
   * be before that of any packet so far (`inOrder`), or is given to `seen` afterwards.
   * @returns the row, -1 if it is not there yet
   */
  count(
    node: number,
    source: number,
    destination: number,
    ports: number,
    kind: number,
    outer: number,
    bytes: number,
    innerPackets: number,
    innerBytes: number,
    inOrder: boolean,
    timeLow: number,
    timeHigh: number,
  ): number {
    const rows = this.rows;
    const row = rows.find(node, source, destination, ports, kind, outer);
    if (row < 0) return -1;
    const k = row * ROW_WORDS;
    const words = rows.i32;
    const doubles = rows.f64;
    words[k + PACKETS]++;
    words[k + INNER_PACKETS] += innerPackets;
    doubles[(k >> 1) + BYTES] += bytes;
    doubles[(k >> 1) + INNER_BYTES] += innerBytes;
    if (inOrder) {
      words[k + LAST_SECONDS] = timeLow;
      words[k + LAST_NANOSECONDS] = timeHigh;
    }
    return row;
  }

  /** Notes a packet of a row, which may have come before those that are known. */
  began(row: number, packet: number): void {
    if (packet < this.firstPacket[row]) this.firstPacket[row] = packet;
  }

  /** Adds packets to a row. Lengths in bytes on the wire. */
  add(row: number, packets: number, bytes: number, innerPackets: number, innerBytes: number): void {
    const k = row * ROW_WORDS;
    const words = this.rows.i32;
    const doubles = this.rows.f64;
    words[k + PACKETS] += packets;
    words[k + INNER_PACKETS] += innerPackets;
    doubles[(k >> 1) + BYTES] += bytes;
    doubles[(k >> 1) + INNER_BYTES] += innerBytes;
  }

  /**
   * Adds packets to rows, each in a record of 12 words, as 32 or 64 bits: row, packets, bytes on the wire and in the
   * tunnel, time of the first and the last in seconds and nanoseconds, TCP's flags. One loop over many, since code that
   * runs once a run is not compiled but in a loop.
   * @param at    where the records begin, in words
   * @param rowOf the row that a number stands for; null: itself
   * @param flags whether rows keep the flags
   * @param refuse is told of packets and bytes for which there was no room: their row is -1
   */
  addAll(
    from: Int32Array,
    fromDoubles: Float64Array,
    at: number,
    count: number,
    rowOf: ((value: number) => number) | null,
    flags: boolean,
    aroundOf: (layout: number) => readonly number[],
    refuse: (packets: number, bytes: number) => void,
  ): void {
    const { i32: words, f64: doubles } = this.rows;
    for (let r = at, end = at + 12 * count; r < end; r += 12) {
      const row = rowOf === null ? from[r] : rowOf(from[r]);
      if (row < 0) {
        refuse(from[r + 1], fromDoubles[(r >> 1) + 1]);
        continue;
      }
      const k = row * ROW_WORDS;
      words[k + PACKETS] += from[r + 1];
      words[k + INNER_PACKETS] += from[r + 1];
      doubles[(k >> 1) + BYTES] += fromDoubles[(r >> 1) + 1];
      doubles[(k >> 1) + INNER_BYTES] += fromDoubles[(r >> 1) + 2];
      if (flags) this.tcpFlags[row] |= from[r + 10];
      this.seen(row, from[r + 6] >>> 0, from[r + 7]);
      this.seen(row, from[r + 8] >>> 0, from[r + 9]);
      const around = aroundOf(from[r + 11]);
      if (around.length > 0) this.passThrough(row, from[r + 1], fromDoubles[(r >> 1) + 2], around);
    }
  }

  /**
   * Counts what tunnels around a row's own one carried, which ends together.
   * @param innerBytes in the row's own tunnel
   * @param around by how many bytes a packet each carries more than the next one inside; outermost first
   */
  passThrough(row: number, packets: number, innerBytes: number, around: readonly number[]): void {
    const { interner } = this;
    let node = this.node(row);
    let bytes = innerBytes;
    for (let t = around.length - 1; t >= 0; t--) {
      node = interner.parentOf(node);
      bytes += packets * around[t];
      interner.pass(node, packets, bytes);
    }
  }

  /** Widens a row's time span to a time that is not before that of any packet so far, given in its two words. */
  seenLast(row: number, timeLow: number, timeHigh: number): void {
    this.rows.i32[row * ROW_WORDS + LAST_SECONDS] = timeLow;
    this.rows.i32[row * ROW_WORDS + LAST_NANOSECONDS] = timeHigh;
  }

  /** Widens a row's time span. @param nanoseconds below 0: no time, nothing to do */
  seen(row: number, seconds: number, nanoseconds: number): void {
    if (nanoseconds < 0) return;
    const k = row * ROW_WORDS;
    const words = this.rows.i32;
    const last = words[k + LAST_NANOSECONDS];
    const lastSeconds = (words[k + LAST_SECONDS] >>> 0) + (last >>> NANOSECOND_BITS) * HIGH;
    if (seconds > lastSeconds || (seconds === lastSeconds && nanoseconds > (last & NANOSECOND_MASK))) {
      this.setTime(k + LAST_SECONDS, seconds, nanoseconds);
    }
    const first = words[k + FIRST_NANOSECONDS];
    const firstSeconds = (words[k + FIRST_SECONDS] >>> 0) + (first >>> NANOSECOND_BITS) * HIGH;
    if (seconds < firstSeconds || (seconds === firstSeconds && nanoseconds < (first & NANOSECOND_MASK))) {
      this.setTime(k + FIRST_SECONDS, seconds, nanoseconds);
    }
  }

  private setTime(at: number, seconds: number, nanoseconds: number): void {
    this.rows.i32[at] = timeLow(seconds);
    this.rows.i32[at + 1] = timeHigh(seconds, nanoseconds);
  }

  /**
   * Adds all rows of a later part of the same traffic.
   * @param packetsBefore how many packets came before that part
   * @param lost told of packets for which there is no room
   */
  merge(other: FactTable, packetsBefore: number, lost: (packets: number, bytes: number) => void): void {
    const nodes = this.interner.adoptNodes(other.interner);
    const from = other.rows;
    for (let r = 0; r < from.size; r++) {
      const k = r * ROW_WORDS;
      const w = from.i32;
      const kind = w[k + 4];
      const source = this.interner.adoptAddress(other.interner, w[k + 1], kind & Class.v6);
      const destination = this.interner.adoptAddress(other.interner, w[k + 2], kind & Class.v6);
      const packet = other.firstPacket[r] + packetsBefore;
      const node = nodes[w[k]];
      const unknown = (kind & Class.v6) !== 0 && (source < 0 || destination < 0);
      const row = unknown
        ? this.row(node, 0, 0, 0, Class.overflow, 0, packet)
        : this.row(node, source, destination, w[k + 3], kind, w[k + 5], packet);
      if (row < 0) {
        lost(other.packets(r), other.bytes(r));
        continue;
      }
      if (packet < this.firstPacket[row]) this.firstPacket[row] = packet;
      this.tcpFlags[row] |= other.tcpFlags[r];
      this.add(row, other.packets(r), other.bytes(r), other.innerPackets(r), other.innerBytes(r));
      if (!other.hasTime(r)) continue;
      this.seen(row, other.firstSeconds(r), other.firstNanoseconds(r));
      this.seen(row, other.lastSeconds(r), other.lastNanoseconds(r));
    }
  }

  get size(): number {
    return this.rows.size;
  }
  node(row: number): number {
    return this.rows.i32[row * ROW_WORDS];
  }
  source(row: number): number {
    return this.rows.i32[row * ROW_WORDS + 1];
  }
  destination(row: number): number {
    return this.rows.i32[row * ROW_WORDS + 2];
  }
  /** `source port << 16 | destination port` */
  ports(row: number): number {
    return this.rows.i32[row * ROW_WORDS + 3];
  }
  kind(row: number): number {
    return this.rows.i32[row * ROW_WORDS + 4];
  }
  outer(row: number): number {
    return this.rows.i32[row * ROW_WORDS + 5];
  }
  packets(row: number): number {
    return this.rows.i32[row * ROW_WORDS + PACKETS] >>> 0;
  }
  innerPackets(row: number): number {
    return this.rows.i32[row * ROW_WORDS + INNER_PACKETS] >>> 0;
  }
  bytes(row: number): number {
    return this.rows.f64[row * (ROW_WORDS / 2) + BYTES];
  }
  innerBytes(row: number): number {
    return this.rows.f64[row * (ROW_WORDS / 2) + INNER_BYTES];
  }
  private seconds(at: number): number {
    return (this.rows.i32[at] >>> 0) + (this.rows.i32[at + 1] >>> NANOSECOND_BITS) * HIGH;
  }
  firstSeconds(row: number): number {
    return this.seconds(row * ROW_WORDS + FIRST_SECONDS);
  }
  firstNanoseconds(row: number): number {
    return this.rows.i32[row * ROW_WORDS + FIRST_NANOSECONDS] & NANOSECOND_MASK;
  }
  lastSeconds(row: number): number {
    return this.seconds(row * ROW_WORDS + LAST_SECONDS);
  }
  lastNanoseconds(row: number): number {
    return this.rows.i32[row * ROW_WORDS + LAST_NANOSECONDS] & NANOSECOND_MASK;
  }
  hasTime(row: number): boolean {
    const first = this.firstSeconds(row);
    const last = this.lastSeconds(row);
    return first < last || (first === last && this.firstNanoseconds(row) <= this.lastNanoseconds(row));
  }
}
