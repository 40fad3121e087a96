import type { Notes } from "../core/notes.ts";
import type { PacketSink } from "../core/sink.ts";
import { AheadSource, type StartHelper } from "./ahead.ts";
import type { ByteSource } from "./byte-source.ts";
import { ReadControl } from "./control.ts";
import { CaptureError, displayName, type ReadOutcome } from "./errors.ts";
import { openFormat, unwrap } from "./formats.ts";
import { openPcapParser } from "./pcap-parser-reader.ts";
import { Reading, type RecordReader } from "./reading.ts";
import { checkReadable, openSource } from "./source.ts";
import { type Allocate, Window } from "./window.ts";

/** Takes the records of an opened input: until no more are wanted, one is damaged, or the input ends. */
export type Pump = (records: RecordReader, window: Window, reading: Reading) => Promise<void>;

const inPlace: Pump = async (records, window, reading) => {
  do records.records(window, reading);
  while (reading.left > 0 && reading.bad === "" && (await window.more()));
};

export interface FollowOptions {
  /** Seconds without anything new after which the input is over; not given: never. */
  idle?: number;
  /** Milliseconds between two looks. */
  poll?: number;
}

export interface ReadOptions {
  /** `pcap-parser` is the npm package of that name: an independent reader of classic pcap. */
  reader?: "fast" | "pcap-parser";
  /** Packets to read, over all inputs together. */
  limit?: number;
  /** Has another thread read long files ahead. */
  startHelper?: StartHelper;
  /** The names are files that may still grow, or be followed by others: see follow.ts. */
  follow?: FollowOptions;
}

/**
 * Reads captures one after the other and hands every packet to the sink. Formats and compression
 * are told by the first bytes. An input that is damaged or cut is read up to there, told in the
 * outcome, and the next one follows.
 *
 * @param names  files in the order in which they are read; `-` is standard input
 * @throws CaptureError before anything is read if a file is missing, unreadable or a directory; and
 *   when the turn comes to an input that is no capture, with `outcome` telling what was read before.
 *   What the sink throws goes through.
 */
export async function readCaptures(
  names: string[],
  sink: PacketSink,
  options: ReadOptions = {},
  control: ReadControl = new ReadControl(),
): Promise<ReadOutcome> {
  const outcome: ReadOutcome = { files: [], damage: [], warnings: [], cutPipe: false };
  await checkNames(names, control);
  let left = options.limit ?? Number.MAX_SAFE_INTEGER;
  let window: Window | null = null;
  let ring: Uint8Array | null = null;
  let notes: Notes | null = null;
  const readsAhead = (file: ByteSource): ByteSource | null => {
    const { startHelper } = options;
    if (startHelper === undefined || !AheadSource.suits(file)) return null;
    ring ??= sink.skimmer?.buffer(AheadSource.BYTES) ?? null;
    if (ring === null) return null;
    notes ??= sink.skimmer?.notes?.(AheadSource.PIECES, AheadSource.PIECE) ?? null;
    return new AheadSource(file, ring, control, startHelper, notes);
  };
  try {
    for (const name of names) {
      if (left <= 0 || control.stopped) break;
      const opened = await openUnlessStopped(name, control);
      if (opened === null) break;
      const source = readsAhead(opened) ?? opened;
      outcome.files.push(name);
      control.file = name;
      if (window === null) window = new Window(source, control, undefined, bufferOf(sink));
      else window.reset(source);
      left = await readSource(name, source, window, sink, left, control, outcome, options);
    }
  } catch (error) {
    if (error instanceof CaptureError) error.outcome = outcome;
    throw error;
  }
  return outcome;
}

/**
 * Looks whether all inputs can be read, and how long they are in all.
 *
 * @returns their sizes in bytes, 0 where that is not known before (pipes)
 * @throws CaptureError for the first that cannot
 */
export async function checkNames(names: string[], control: ReadControl): Promise<number[]> {
  const sizes: number[] = [];
  for (const name of names) sizes.push(await checkReadable(name));
  if (names.indexOf("-") !== names.lastIndexOf("-")) throw new CaptureError("-", "can be read only once");
  control.bytesTotal = sizes.reduce((sum, size) => sum + size, 0);
  return sizes;
}

/** Opening a named pipe waits for its writer; `stop` ends the wait. */
export async function openUnlessStopped(name: string, control: ReadControl): Promise<ByteSource | null> {
  const opening = openSource(name, control);
  const stopped = new Promise<null>((resolve) => control.onStop(() => resolve(null)));
  const source = await Promise.race([opening, stopped]).finally(() => control.onStop(null));
  if (source === null)
    opening.then(
      (late) => late.close(),
      () => {},
    );
  return source;
}

/** Where the buffers come from that a sink is handed its packets in. */
export const bufferOf =
  (sink: PacketSink): Allocate =>
  (length) =>
    sink.skimmer?.buffer(length) ?? null;

/** Reads one input to its end and closes it. Returns how many packets are still wanted. */
export async function readSource(
  name: string,
  raw: ByteSource,
  window: Window,
  sink: PacketSink,
  wanted: number,
  control: ReadControl,
  outcome: ReadOutcome,
  options: ReadOptions = {},
  pump: Pump = inPlace,
): Promise<number> {
  const reading = new Reading(name, sink, wanted);
  let source = raw;
  control.onStop(() => raw.cancel());
  try {
    source = await unwrap(raw, window);
    const open = options.reader === "pcap-parser" ? openPcapParser : openFormat;
    const records = await open(source, window, reading, control);
    if (records !== null) {
      await pump(records, window, reading);
      if (reading.left > 0 && !control.stopped) reportEnd(source, window, reading, outcome);
    }
  } finally {
    control.onStop(null);
    source.close();
  }
  warnOfTimes(name, reading.untimed, outcome);
  return reading.left;
}

export function warnOfTimes(name: string, untimed: number, outcome: ReadOutcome): void {
  if (untimed === 0) return;
  outcome.warnings.push(
    `${displayName(name)}: ${untimed} packets have a time before 1970 or after 9999, which is left out`,
  );
}

/** Tells why an input ended where it did, if not at the end of a record. */
function reportEnd(source: ByteSource, window: Window, reading: Reading, outcome: ReadOutcome): void {
  const { file, packets, at, bad } = reading;
  const { failure } = source;
  const what = faultOf(source, window, reading);
  if (what === "") return;
  const { halfway } = source;
  if (bad === "" && halfway !== undefined && (failure === null || failure.cut)) {
    outcome.cutPipe = true;
    outcome.warnings.push(
      `${displayName(file)}: ${halfway} in the middle of packet ${packets + 1} (${failure?.what ?? shortage(window, reading)})`,
    );
    return;
  }
  outcome.damage.push({ file, packet: packets + 1, offset: at, what });
}

/** Why an input ended where it did; empty if at the end of a record. */
export function faultOf(source: ByteSource, window: Window, reading: Reading): string {
  if (reading.bad !== "") return reading.bad;
  if (source.failure !== null) return source.failure.what;
  return reading.need === 0 ? "" : `cut short: ${shortage(window, reading)}`;
}

const shortage = (window: Window, { at, need }: Reading): string =>
  `${window.base + window.end - at} bytes where ${need} or more were expected`;
