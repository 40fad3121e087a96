/** One capture file in ranges of bytes, read by several that know nothing of each other. */
import { close, open } from "node:fs";
import type { ByteSource, SourceFailure } from "./byte-source.ts";
import { CODECS } from "./compression.ts";
import { ReadControl } from "./control.ts";
import { openFormat, readerAt } from "./formats.ts";
import { faultOf } from "./read.ts";
import { type ReaderState, Reading } from "./reading.ts";
import { findRecord } from "./seam.ts";
import { cannotOpen, readNow } from "./source.ts";
import { Window } from "./window.ts";

const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** The records that begin at `from` or later and before `to`. Offsets in bytes. */
export interface FileRange {
  file: string;
  /** An open file: descriptors are the same in all threads. */
  fd: number;
  from: number;
  to: number;
  /** Of the reader in front of the first record; a guess unless `exact`. */
  state: ReaderState;
  /** A record begins at `from`. If not, the first one is looked for, which may go wrong. */
  exact: boolean;
}

/** What was read of a range. */
export interface RangeRead {
  /** Offset of the first record; -1 if none was found, and so none read. */
  begin: number;
  /** Offset behind the last one. */
  end: number;
  /** Of the reader there. */
  state: ReaderState;
  packets: number;
  /** Packets whose time cannot be written as a date. */
  untimed: number;
  /** Why nothing behind `end` can be read; empty if it can, or the file is over. */
  fault: string;
}

/** A file that can be read in ranges. */
export interface SplitFile {
  file: string;
  fd: number;
  /** Where the records begin, and the reader there. */
  start: number;
  state: ReaderState;
  /** Of the reader at the first packet: what holds in most files up to the end. */
  guess: ReaderState;
}

/** A regular file from any of its bytes on. */
class RangeSource implements ByteSource {
  failure: SourceFailure | null = null;
  #reads = 0;

  constructor(
    private readonly fd: number,
    private position: number,
  ) {}

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const count = await readNow(this, this.fd, into, at, length, this.position, this.#reads++);
    this.position += count;
    return count;
  }

  cancel(): void {}
  close(): void {}
}

/**
 * Opens a regular file to be read in ranges.
 * @returns null if it is compressed
 * @throws CaptureError if it cannot be opened or is no capture
 */
export async function openSplit(file: string): Promise<SplitFile | null> {
  const fd = await new Promise<number>((resolve, reject) =>
    open(file, "r", (error, fd) => (error ? reject(cannotOpen(file, error)) : resolve(fd))),
  );
  let split: SplitFile | null = null;
  try {
    const control = new ReadControl();
    const source = new RangeSource(fd, 0);
    const window = new Window(source, control);
    const reading = new Reading(file, { packet() {} }, 1);
    await window.fill(4);
    const compressed = CODECS.some(({ magic }) => magic.every((byte, i) => window.bytes[i] === byte));
    const records = compressed ? null : await openFormat(source, window, reading, control);
    const state = records?.state?.();
    if (records !== null && state !== undefined) {
      const start = window.offset;
      do records.records(window, reading);
      while (reading.left > 0 && reading.bad === "" && (await window.more()));
      split = { file, fd, start, state, guess: records.state?.() ?? state };
    }
    return split;
  } finally {
    if (split === null) closeSplit(fd);
  }
}

export function closeSplit(fd: number): void {
  close(fd, () => {});
}

/** Reads a range. @param window a buffer, used again and again */
export async function readRange(range: FileRange, sink: Reading["sink"], window: Window): Promise<RangeRead> {
  const { file, fd, to, state, exact } = range;
  const begin = exact ? range.from : findRecord(fd, range.from, to, state);
  if (begin < 0 || begin >= to) return { begin: -1, end: -1, state, packets: 0, untimed: 0, fault: "" };
  const source = new RangeSource(fd, begin);
  const reading = new Reading(file, sink, UNLIMITED);
  const records = readerAt(state);
  window.reset(source, begin);
  const going = async () => reading.left > 0 && reading.bad === "" && (await window.more());
  do {
    const { end } = window;
    const limit = to - window.base;
    if (limit < end) {
      window.end = limit;
      records.records(window, reading);
      window.end = end;
      // The last record goes on in the next range.
      if (reading.bad === "" && reading.need > 0) {
        reading.left = 1;
        do records.records(window, reading);
        while (await going());
      } else {
        reading.left = 0;
      }
    } else {
      records.records(window, reading);
    }
  } while (await going());
  return {
    begin,
    end: reading.bad === "" && reading.need === 0 ? window.offset : reading.at,
    state: records.state?.() ?? state,
    packets: reading.packets,
    untimed: reading.untimed,
    fault: reading.left > 0 || reading.bad !== "" ? faultOf(source, window, reading) : "",
  };
}

/** The ranges that a file of this size is cut into: at most `most` bytes each, the last without an end. */
export function rangesOf(
  { file, fd, start, state, guess }: SplitFile,
  size: number,
  most: number,
): FileRange[] {
  const ranges: FileRange[] = [];
  for (let from = start; from === start || from < size; from += most) {
    const first = from === start;
    const to = from + most < size ? from + most : Number.POSITIVE_INFINITY;
    ranges.push({ file, fd, from, to, state: first ? state : guess, exact: first });
  }
  return ranges;
}
