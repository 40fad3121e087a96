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

export interface Replay {
  /** As PacketSink.packet, with the packet's number in the whole capture. */
  replay(...packet: [...Parameters<PacketSink["packet"]>, number: number]): void;
}

export class Ledger {
  private view = new DataView(new ArrayBuffer(1 << 12));
  private used = 0;

  /** Bytes in use. */
  get size(): number {
    return this.used;
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
    for (let i = 0; i < kept; i++) view.setUint8(to + i, data.getUint8(offset + i));
    this.used = to + kept;
  }

  /** Appends the ledger of the part that follows. @param packetsBefore packets before that part */
  concat(other: Ledger, packetsBefore: number): void {
    const start = this.used;
    this.reserve(other.used);
    new Uint8Array(this.view.buffer).set(new Uint8Array(other.view.buffer, 0, other.used), start);
    this.used += other.used;
    for (let at = start; at < this.used; at += HEADER + this.view.getUint32(at + 24)) {
      this.view.setFloat64(at + 8, this.view.getFloat64(at + 8) + packetsBefore);
    }
  }

  /** Hands all packets over in order. */
  replay(to: Replay): void {
    const v = this.view;
    for (let at = 0; at < this.used; at += HEADER + v.getUint32(at + 24)) {
      const [kept, original, linktype] = [v.getUint32(at + 24), v.getUint32(at + 20), v.getUint32(at + 28)];
      to.replay(
        v,
        at + HEADER,
        kept,
        original,
        linktype,
        v.getFloat64(at),
        v.getInt32(at + 16),
        v.getFloat64(at + 8),
      );
    }
  }

  private reserve(more: number): void {
    let length = this.view.byteLength;
    if (this.used + more <= length) return;
    while (length < this.used + more) length *= 2;
    const larger = new Uint8Array(length);
    larger.set(new Uint8Array(this.view.buffer, 0, this.used));
    this.view = new DataView(larger.buffer);
  }
}
