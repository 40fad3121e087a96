/**
 * Packets whose meaning depends on what came before them: STT pieces and IP fragments in a part of a capture
 * that does not start at its beginning. A partial run cannot know whether a piece continues, repeats or starts
 * a frame, so it keeps the headers of such packets, and whoever has the parts before replays them. That makes
 * merging exact by construction, timeouts, evictions and duplicates included, and associative: ledgers are
 * strung together.
 */
import type { PacketSink } from "../core/sink.ts";

// A record: seconds, number (doubles), nanoseconds, original length, captured length kept, link type, bytes.
const HEADER = 32;
/** Bytes that it starts with. */
const LEAST = 1 << 12;

export interface Replay {
  /** As PacketSink.packet, with the packet's number in the whole capture. */
  replay(...packet: [...Parameters<PacketSink["packet"]>, number: number]): void;
}

export class Ledger {
  private view: DataView = new DataView(new ArrayBuffer(LEAST));
  private used = 0;

  /** Bytes in use. */
  get size(): number {
    return this.used;
  }

  /** A ledger of what `take` gave. */
  static of(bytes: Uint8Array): Ledger {
    const ledger = new Ledger();
    ledger.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    ledger.used = bytes.byteLength;
    return ledger;
  }

  /** Copies what is in it out, in memory of its own, and empties it. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset, this.used).slice();
    this.used = 0;
    return bytes;
  }

  /** Notes the first `kept` bytes at `offset` of a packet. */
  append(
    data: DataView,
    offset: number,
    kept: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): void {
    this.reserve(HEADER + kept);
    const { view, used } = this;
    view.setFloat64(used, seconds);
    view.setFloat64(used + 8, number);
    view.setInt32(used + 16, nanoseconds);
    view.setUint32(used + 20, original);
    view.setUint32(used + 24, kept);
    view.setUint32(used + 28, linktype);
    const to = used + HEADER;
    let i = 0;
    for (; i + 4 <= kept; i += 4) view.setInt32(to + i, data.getInt32(offset + i));
    for (; i < kept; i++) view.setUint8(to + i, data.getUint8(offset + i));
    this.used = to + kept;
  }

  /** Appends the ledger of the part that follows. @param packetsBefore packets before that part */
  concat(other: Ledger, packetsBefore: number): void {
    const start = this.used;
    this.reserve(other.used);
    new Uint8Array(this.view.buffer).set(
      new Uint8Array(other.view.buffer, other.view.byteOffset, other.used),
      start,
    );
    this.used += other.used;
    for (let at = start; at < this.used; at += HEADER + this.view.getUint32(at + 24)) {
      this.view.setFloat64(at + 8, this.view.getFloat64(at + 8) + packetsBefore);
    }
  }

  /** Hands all packets over in order. */
  replay(to: Replay): void {
    const v = this.view;
    for (let at = 0; at < this.used; ) {
      const kept = v.getUint32(at + 24);
      to.replay(
        v,
        at + HEADER,
        kept,
        v.getUint32(at + 20),
        v.getUint32(at + 28),
        v.getFloat64(at),
        v.getInt32(at + 16),
        v.getFloat64(at + 8),
      );
      at += HEADER + kept;
    }
  }

  private reserve(more: number): void {
    let length = this.view.byteLength;
    if (this.used + more <= length) return;
    while (length < this.used + more) length = Math.max(LEAST, 2 * length);
    const larger = new Uint8Array(length);
    larger.set(new Uint8Array(this.view.buffer, this.view.byteOffset, this.used));
    this.view = new DataView(larger.buffer);
  }
}
