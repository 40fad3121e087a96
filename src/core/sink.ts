import type { Notes } from "./notes.ts";

/** What a capture tells of the interface that packets came from, or of them all where it has no interfaces. */
export interface CaptureInterface {
  format: "pcap" | "pcapng" | "snoop";
  /** LINKTYPE_ number. */
  linktype: number;
  /** The most bytes of a packet that were kept; 0: no limit. */
  snaplen: number;
  /** Of its times, as pcapng's if_tsresol: 6 for microseconds, 9 for nanoseconds; with 0x80, of two. */
  resolution: number;
  /** Empty where there is none. */
  name: string;
  description: string;
  /** Number of its section in the file, from 1 on, of formats that have sections. */
  section?: number;
}

/** What a capture says of a packet besides its bytes. */
export interface Annotation {
  readonly comments: readonly string[];
  /** pcapng's flags word of the link layer (draft-ietf-opsawg-pcapng, 4.3.1); -1: there is none. */
  readonly flags: number;
  /** Whatever else a block's options say (4.3), in their order. */
  readonly others: readonly PacketOption[];
}

/** An option of pcapng as a little-endian section has it: its code and its value. */
export interface PacketOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** Where a reader hands its packets over: one call a packet, no object made. */
export interface PacketSink {
  /** Set before `packet` by formats that number their interfaces; -1: they do not. */
  interfaceId?: number;
  /** Set before `packet` by formats that say something of packets; null: they say nothing. */
  annotation?: Annotation | null;
  /** Told of an interface before its first packet. Number 0 begins a new section or file. */
  describes?(number: number, of: CaptureInterface): void;
  /**
   * Takes one captured packet. `data` is the reader's own buffer and is only valid during the call.
   *
   * @param data         buffer that holds the packet
   * @param offset       where the packet starts in `data`, in bytes
   * @param captured     bytes of it that are there (at most `original` in a sane capture)
   * @param original     its length on the wire, in bytes
   * @param linktype     LINKTYPE_ number of its interface (https://www.tcpdump.org/linktypes.html)
   * @param seconds      capture time, whole seconds since 1970 UTC, 0 or more
   * @param nanoseconds  0 to 999,999,999; -1 when the capture gives the packet no time (pcapng SPB)
   */
  packet(
    data: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void;

  /** Knows many records without being handed them; null or undefined: every packet is handed over. */
  readonly skimmer?: Skimmer | null;
}

/** Takes records of known flows from the front of what was read. */
export interface Skimmer {
  /** Memory to read a capture into, of so many bytes, in which it can skim; null: there is none. */
  buffer(length: number): Uint8Array | null;
  /** Notes that another thread may make of such memory, of so many pieces of that length; null: nobody asks for any. */
  notes?(pieces: number, length: number): Notes | null;

  /**
   * Takes records from the front as long as it knows them without a closer look.
   *
   * @param data view of a `buffer` of its own; in other memory it takes none
   * @param at   where the first record starts, in bytes; the last one need not be all there
   * @param end  where they end
   * @param most how many may be taken
   * @returns where the first record starts that was not taken; if that is behind `at`, `skimmed` tells how many were
   */
  skim(data: DataView, at: number, end: number, most: number, shape: RecordShape): number;
  readonly skimmed: number;
}

/** What records have in common that stand one behind the other; all their numbers are little-endian. */
export interface RecordShape {
  /** They are pcapng's enhanced packet blocks of this interface; -1: classic pcap's, with a header of 16 bytes. */
  readonly interfaceId: number;
  readonly linktype: number;
  /** Nanoseconds a unit of their times. */
  readonly scale: number;
  /** Captured length that makes sense, in bytes. */
  readonly longest: number;
}
