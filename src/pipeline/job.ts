/** What is given to a thread to read, and what comes back. Plain data: it travels as messages. */
import type { Block, FileRange, RangeRead, ReadOutcome } from "../capture/capture.ts";
import type { Summary } from "../facts/summary.ts";
import type { SummaryImage } from "../facts/transfer.ts";

export interface Job {
  /** Its place among all jobs of the run: where its packets stand among those of others. */
  index: number;
  /** One of the three. */
  range?: FileRange;
  block?: Block;
  /** A file that cannot be cut: compressed. */
  file?: string;
  /** What was counted already and is only wanted as rows: nothing is noted for the order of packets. */
  again?: boolean;
}

export interface Done {
  packets: number;
  /** On the wire. */
  bytes: number;
  /** What now counts against the limit of the fact table. */
  held: number;
  /** Packets whose meaning depends on those of the jobs before. */
  ledger: Uint8Array<ArrayBuffer>;
  range?: RangeRead;
  /** Of a file. */
  outcome?: ReadOutcome;
  /** The file is no capture. */
  refused?: { message: string; hint?: string };
}

/** Somebody who reads, one job after the other, and keeps what was found until it is asked for. */
export interface Hand {
  run(job: Job): Promise<Done>;
  /** Gives what all jobs since the last time found, and begins anew. */
  facts(): Promise<SummaryImage>;
  /** Forgets what was found. */
  forget(): void;
  close(): void;
}

/** What came of all of it. */
export interface Run {
  summary: Summary;
  outcome: ReadOutcome;
}

/** What is counted so far. */
export interface Progress {
  readonly packets: number;
  /** On the wire. */
  readonly bytes: number;
}
