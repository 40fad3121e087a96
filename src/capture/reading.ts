import type { CaptureInterface, PacketSink } from "../core/sink.ts";
import type { Window } from "./window.ts";

/** A record reader in the middle of its input, as plain data. */
export interface ReaderState {
  format: "pcap" | "pcapng" | "snoop";
  /** JSON of what its format needs. */
  what: string;
}

/** What a record reader and the loop around it tell each other about one file. */
export class Reading {
  readonly file: string;
  sink: PacketSink;
  /** Packets that are still wanted. */
  left: number;
  /** Packets of this file that were handed over. */
  packets = 0;
  /** Offset in the file of the record that is next, or that stopped the reader. */
  at = 0;
  /** Bytes that this record has at least; 0 when the reader stands between two records. */
  need = 0;
  /** Why this record cannot be read; empty when it can. */
  bad = "";
  /** Packets whose time cannot be written as a date (before 1970 or after 9999). */
  untimed = 0;

  constructor(file: string, sink: PacketSink, left: number) {
    this.file = file;
    this.sink = sink;
    this.left = left;
  }
}

/** A capture format after its header. */
export interface RecordReader {
  /** What another reader needs to go on from here in another thread; the same text, the same state. */
  state?(): ReaderState;
  /**
   * Hands the whole records of the window to the sink and moves its start behind them. Stops at a
   * record that is not all there (`need`), that is damaged (`bad`), or when no more are wanted.
   */
  records(window: Window, reading: Reading): void;
}

/** Tells a sink that wants to know of a file without interfaces. */
export function describeFile(sink: PacketSink, of: Omit<CaptureInterface, "name" | "description">): void {
  if (sink.interfaceId !== undefined) sink.interfaceId = -1;
  if (sink.annotation !== undefined) sink.annotation = null;
  sink.describes?.(0, { ...of, name: "", description: "" });
}
