/**
 * Captures that are still being written: one file that grows, or the set that tcpdump -C, -G and -W makes. Each
 * file is read once, as a part of one capture, when the one before has ended and it is there. New bytes and new
 * files are looked for now and then, since disks in a network tell nobody.
 */
import { openSync } from "node:fs";
import type { PacketSink } from "../core/sink.ts";
import { ReadControl } from "./control.ts";
import { CaptureError, type ReadOutcome } from "./errors.ts";
import { type Entry, FollowSet } from "./follow-set.ts";
import { FollowingSource, type Next } from "./follow-source.ts";
import { bufferOf, type FollowOptions, type ReadOptions, readCaptures, readSource } from "./read.ts";
import { Window } from "./window.ts";

const POLL = 200;

/** Reads captures to their end, or follows them. As readCaptures. */
export async function readInputs(
  names: string[],
  sink: PacketSink,
  options: ReadOptions = {},
  control: ReadControl = new ReadControl(),
): Promise<ReadOutcome> {
  return options.follow === undefined
    ? readCaptures(names, sink, options, control)
    : followCaptures(names, sink, options.follow, options, control);
}

/** @throws CaptureError as readCaptures */
async function followCaptures(
  names: string[],
  sink: PacketSink,
  { idle = Number.POSITIVE_INFINITY, poll = POLL }: FollowOptions,
  options: ReadOptions,
  control: ReadControl,
): Promise<ReadOutcome> {
  const outcome: ReadOutcome = { files: [], damage: [], warnings: [], cutPipe: false };
  control.live = true;
  const set = new FollowSet(names, { idle: idle * 1000, poll }, control, outcome);
  let left = options.limit ?? Number.MAX_SAFE_INTEGER;
  let window: Window | null = null;
  try {
    while (left > 0 && !control.stopped) {
      const entry = await set.next();
      if (entry === null) break;
      const source = open(entry, set, control);
      if (source === null) continue;
      const { length } = outcome.damage;
      if (window === null) window = new Window(source, control, undefined, bufferOf(sink));
      else window.reset(source);
      control.file = entry.path;
      outcome.files.push(entry.path);
      try {
        left = await readSource(entry.path, source, window, sink, left, control, outcome, options);
      } catch (error) {
        if (!(error instanceof CaptureError) || isRefused(entry)) throw error;
        // Its writer has not even written a whole header.
        outcome.files.pop();
        if (entry.size > 0) outcome.warnings.push(`${error.message}: left out`);
      }
      if (source.overwritten)
        set.warn(entry, "was overwritten while it was read: packets of it may be missing");
      set.ends(entry, source.position, outcome.damage.length > length);
    }
  } catch (error) {
    if (error instanceof CaptureError) error.outcome = outcome;
    throw error;
  }
  return outcome;
}

/** Bytes of the longest file header but pcapng's. */
const HEADER = 24;

/** An error of this file is the user's mistake. */
const isRefused = ({ named, head, size }: Entry): boolean => head.length > 0 || (named && size >= HEADER);

/** Null: it is gone again. */
function open(entry: Entry, set: FollowSet, control: ReadControl): FollowingSource | null {
  const { path, head } = entry;
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    set.lost(entry);
    return null;
  }
  set.begins(entry);
  const next = (): Promise<Next> => set.atEnd(source.position, entry);
  const source = new FollowingSource(fd, path, head, control, next, () => set.wait());
  return source;
}
