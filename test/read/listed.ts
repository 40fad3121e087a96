/** Runs records of scenarios through a Listing, and keeps what was shown of each packet. */
import type { PacketRecord } from "../../fixtures/make/scenario.ts";
import type { PartOf } from "../../src/core/layer.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import type { SessionOptions } from "../../src/session/session-options.ts";

export interface Shown {
  number: number;
  tenant: string | null;
  protocols: string;
  partOf: readonly PartOf[];
  /** What the packet completed, or what it shows of what never was: title and bytes. */
  made: { title: string; bytes: Uint8Array }[];
  /** How many packets had been read when it was shown. */
  read: number;
}

/** Bytes that a view of the captured ones starts behind: nothing may rely on 0. */
const AHEAD = 5;

export function shownOf(packet: DissectedPacket, read: number): Shown {
  return {
    number: packet.number,
    tenant: packet.tenant,
    protocols: String(packet.layers()[0].get("frame.protocols")),
    partOf: packet.partOf.map((part) => ({ ...part })),
    made: packet.frames.slice(1, packet.frameCount).map(({ title, view, start, end }) => ({
      title,
      bytes: new Uint8Array(view.buffer, view.byteOffset + start, end - start).slice(),
    })),
    read,
  };
}

/** A Listing with records fed to it one by one. */
export class Feed {
  readonly shown: Shown[] = [];
  readonly listing: Listing;
  private read = 0;

  constructor(options: SessionOptions = {}, look: (packet: DissectedPacket) => void = () => {}) {
    this.listing = new Listing(options, (packet) => {
      look(packet);
      this.shown.push(shownOf(packet, this.read));
      return true;
    });
  }

  add(record: PacketRecord): this {
    const buffer = new Uint8Array(AHEAD + record.captured);
    buffer.set(record.bytes.subarray(0, record.captured), AHEAD);
    const { time } = record;
    this.read++;
    this.listing.packet(
      new DataView(buffer.buffer),
      AHEAD,
      record.captured,
      record.bytes.length,
      record.linktype,
      Number((time ?? 0n) / 1_000_000_000n),
      time === null ? -1 : Number(time % 1_000_000_000n),
    );
    // The reader's buffer is only valid during the call.
    buffer.fill(0xdb);
    return this;
  }

  finish(): Shown[] {
    this.listing.finish();
    return this.shown;
  }
}

export function listed(records: readonly PacketRecord[], options: SessionOptions = {}): Shown[] {
  const feed = new Feed(options);
  for (const record of records) feed.add(record);
  return feed.finish();
}
