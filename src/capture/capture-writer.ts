/** Packets back into a capture, in the format and with the interfaces of the one that they came from. */
import type { Annotation, CaptureInterface } from "../core/sink.ts";
import { linktypeName } from "./linktypes.ts";
import {
  fitsSimplePacket,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapngSimplePacket,
  writtenResolution,
} from "./pcapng-writer.ts";
import { type PcapFormat, pcapHeader, pcapRecord } from "./writer.ts";

/** As tshark's -F names them. */
export const WRITTEN_FORMATS = ["pcap", "nsecpcap", "pcapng"] as const;
export type WrittenFormat = (typeof WRITTEN_FORMATS)[number];

/** The format cannot hold a packet; nothing of it was written. */
export class FormatError extends Error {}

/** What of a packet is written. */
export interface WrittenPacket {
  number: number;
  linktype: number;
  source: CaptureInterface | null;
  seconds: number;
  /** -1: it has no time. */
  nanoseconds: number;
  original: number;
  annotation: Annotation | null;
}

/** Where no capture told of any. */
const UNKNOWN = { format: "pcap", snaplen: 0, resolution: 9, name: "", description: "" } as const;
/** What a pcap without a limit says, as tcpdump and tshark do. */
const NO_LIMIT = 262144;
const LAST_SECOND = 2 ** 32 - 1;

export class CaptureWriter {
  readonly #emit: (bytes: Uint8Array) => void;
  readonly #wanted: WrittenFormat | undefined;
  readonly #several: boolean;
  #pcap: PcapFormat | null = null;
  #begun = false;
  readonly #interfaces = new Map<CaptureInterface, number>();

  /**
   * @param emit     takes what is to be written, in order; the bytes are its own
   * @param format   undefined: as the first capture that is told of
   * @param several  captures are written into one, whose limits may differ
   */
  constructor(emit: (bytes: Uint8Array) => void, format: WrittenFormat | undefined, several: boolean) {
    this.#emit = emit;
    this.#wanted = format;
    this.#several = several;
  }

  /** Told of every interface before its first packet. */
  describes(of: CaptureInterface): void {
    if (!this.#begun) this.#begin(of);
    if (this.#pcap !== null || this.#interfaces.has(of)) return;
    this.#interfaces.set(of, this.#interfaces.size);
    this.#emit(pcapngInterface(of));
  }

  #begin(of: CaptureInterface): void {
    this.#begun = true;
    const fine = of.resolution > 6;
    const format = this.#wanted ?? (of.format === "pcapng" ? "pcapng" : fine ? "nsecpcap" : "pcap");
    if (format === "pcapng") {
      this.#emit(pcapngSection());
      return;
    }
    const snaplen = this.#several || of.snaplen === 0 ? Math.max(NO_LIMIT, of.snaplen) : of.snaplen;
    this.#pcap = { nanosecond: format === "nsecpcap", linktype: of.linktype, snaplen };
    this.#emit(pcapHeader(this.#pcap));
  }

  /** @throws FormatError */
  packet(packet: WrittenPacket, bytes: Uint8Array): void {
    const { original, seconds, nanoseconds } = packet;
    const source = packet.source ?? this.#unknown(packet.linktype);
    this.describes(source);
    if (this.#pcap !== null) {
      this.#check(this.#pcap, packet);
      this.#emit(pcapRecord(this.#pcap, bytes, original, nanoseconds < 0 ? 0 : seconds, nanoseconds));
      return;
    }
    const number = this.#interfaces.get(source) as number;
    const { annotation } = packet;
    if (
      annotation === null &&
      nanoseconds < 0 &&
      fitsSimplePacket(number, source.snaplen, bytes.length, original)
    )
      this.#emit(pcapngSimplePacket(bytes, original));
    else {
      const time = [seconds, Math.max(0, nanoseconds)] as const;
      this.#emit(pcapngPacket(number, writtenResolution(source), bytes, original, ...time, annotation));
    }
  }

  readonly #unknowns = new Map<number, CaptureInterface>();

  #unknown(linktype: number): CaptureInterface {
    let found = this.#unknowns.get(linktype);
    if (found === undefined) {
      found = { ...UNKNOWN, linktype };
      this.#unknowns.set(linktype, found);
    }
    return found;
  }

  #check(pcap: PcapFormat, { number, linktype, seconds, nanoseconds }: WrittenPacket): void {
    if (linktype !== pcap.linktype) {
      const [is, has] = [linktypeName(linktype), linktypeName(pcap.linktype)];
      throw new FormatError(
        `packet ${number} is of link type ${is}, and the pcap that is written has ${has}`,
      );
    }
    if (seconds > LAST_SECOND) throw new FormatError(`packet ${number} is of a time that pcap cannot tell`);
    if (this.#wanted === undefined && !pcap.nanosecond && nanoseconds > 0 && nanoseconds % 1000 !== 0)
      throw new FormatError(
        `packet ${number} has a time in nanoseconds, and the pcap that is written has microseconds`,
      );
  }

  /** A capture without a packet is one, too. */
  finish(): void {
    if (!this.#begun) this.describes({ ...UNKNOWN, linktype: 1 });
  }
}
