/**
 * The files that `--follow` found, and which is next: the one whose first packet is the earliest, by number in the
 * name where that does not tell. So tcpdump's FILE, FILE1, FILE2, names with a date, and a ring whose first file
 * was overwritten are all in order.
 */
import { readdirSync, type Stats, statSync } from "node:fs";
import type { PacketSink } from "../core/sink.ts";
import { ReadControl } from "./control.ts";
import { CaptureError, type ReadOutcome } from "./errors.ts";
import { type Followed, followed, unpackedName } from "./follow-names.ts";
import { headOfFile, type Next } from "./follow-source.ts";
import { readSource } from "./read.ts";
import { cannotOpen, openSource } from "./source.ts";
import { Window } from "./window.ts";

/** Bytes without which nothing is a capture, nor certain to be none. */
const LEAST = 24;
/** What cannot be read is tried again while it is written, and for so many milliseconds more. */
const FRESH = 2000;
/** Looking for files takes this share of the time at most. */
const SHARE = 0.05;
/** Files that were read and may be renamed. */
const MOST_OPENED = 10_000;
/** To look for the first packet. */
const SMALL = 4096;

const NOTHING = Buffer.alloc(0);

/** What Node knows of languages takes longer to load than a small capture to read. */
let natural: Intl.Collator | undefined;

export interface Entry {
  readonly path: string;
  readonly named: boolean;
  /** `empty`: no packet yet. `refused`: no capture. */
  state: "empty" | "waiting" | "reading" | "read" | "refused";
  inode: number;
  size: number;
  changed: number;
  head: Buffer;
  /** Of the first packet. */
  seconds: number;
  nanoseconds: number;
  /** Bytes of it that were read. */
  end: number;
  /** It could not be read while it was fresh. */
  again: boolean;
  /** That it grew later is told once, and of a damaged one not at all. */
  told: boolean;
}

type There = Map<string, { stat: Stats; named: boolean }>;

export class FollowSet {
  readonly #arguments: readonly Followed[];
  readonly #outcome: ReadOutcome;
  readonly #entries = new Map<string, Entry>();
  /** Beginnings of all files that were opened, by inode: a file that is renamed is the same. */
  readonly #opened = new Map<number, Buffer>();
  /** When it was looked for files, how long to leave it, and when something new was seen, in milliseconds. */
  #looked = Number.NEGATIVE_INFINITY;
  #pause = 0;
  #news = performance.now();
  readonly #control: ReadControl;
  readonly #idle: number;
  readonly #poll: number;

  /** @param times milliseconds @throws CaptureError */
  constructor(
    names: readonly string[],
    times: { idle: number; poll: number },
    control: ReadControl,
    outcome: ReadOutcome,
  ) {
    this.#arguments = names.map(followed);
    this.#control = control;
    this.#outcome = outcome;
    this.#idle = times.idle;
    this.#poll = times.poll;
  }

  /** The next file, when there is one; null when no more are wanted. @throws CaptureError */
  async next(): Promise<Entry | null> {
    for (;;) {
      const over = this.#isOver();
      await this.#look(over);
      const [first] = this.#all("waiting").sort(order);
      if (first !== undefined) return first;
      // Those with a header and no packet are captures, too.
      if (over) return this.#all("empty").sort(byName)[0] ?? null;
      await this.wait();
    }
  }

  /** What to do at the end so far of the file that is being read. */
  async atEnd(position: number, reading: Entry): Promise<Next> {
    if (position > reading.end) this.#news = performance.now();
    reading.end = position;
    const over = this.#isOver();
    await this.#look(over);
    if (this.#all("waiting").length > 0) return "leave";
    return over ? "end" : "wait";
  }

  /** For a while, or until somebody wants an end. */
  async wait(): Promise<void> {
    if (this.#control.stopped || this.#control.ending) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#poll);
      this.#control.onEnd(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#control.onEnd(null);
  }

  lost(entry: Entry): void {
    this.#entries.delete(entry.path);
    this.warn(entry, "was removed before it was read");
  }

  begins(entry: Entry): void {
    entry.state = "reading";
    this.#opened.delete(entry.inode);
    this.#opened.set(entry.inode, entry.head);
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > MOST_OPENED) this.#opened.delete(oldest);
  }

  /** @param damaged it was not read to its end */
  ends(entry: Entry, position: number, damaged: boolean): void {
    entry.state = "read";
    entry.end = position;
    entry.told = damaged;
    // What it is by now is looked at once more.
    entry.size = -1;
  }

  /** Tells what happened to a file, once for all times that it did. */
  warn({ path }: Entry, what: string): void {
    const line = `${path} ${what}`;
    const { warnings } = this.#outcome;
    const known = this.#warned.get(line) ?? { at: warnings.length, times: 0 };
    known.times++;
    this.#warned.set(line, known);
    warnings[known.at] = known.times === 1 ? line : `${line} (${known.times} times)`;
  }
  readonly #warned = new Map<string, { at: number; times: number }>();

  #isOver(): boolean {
    const { stopped, ending } = this.#control;
    return stopped || ending || performance.now() - this.#news >= this.#idle;
  }

  #all(state: Entry["state"]): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.state === state);
  }

  /** Looks what is there; unless it must, not if it did lately. */
  async #look(must: boolean): Promise<void> {
    const start = performance.now();
    if (!must && start - this.#looked < this.#pause) return;
    const there: There = new Map();
    for (const argument of this.#arguments) list(argument, there);
    const inodes = new Set([...there.values()].map(({ stat }) => stat.ino));
    for (const path of [...there.keys()]) {
      const unpacked = unpackedName(path);
      if (unpacked === null) continue;
      const state = this.#entries.get(unpacked)?.state;
      // The same file under its other name, which is still there, or was read.
      if (there.has(unpacked)) there.delete(path);
      else if (state === "read" || state === "reading") this.#add(path, there.get(path)).state = "read";
    }
    for (const entry of [...this.#entries.values()]) {
      if (there.get(entry.path)?.stat.ino === entry.inode || entry.state === "reading") continue;
      this.#entries.delete(entry.path);
      const packed = [".gz", ".zst"].some((end) => there.has(entry.path + end));
      if (entry.state === "waiting" && !packed && !inodes.has(entry.inode))
        this.warn(entry, "was removed before it was read");
    }
    for (const [path, found] of there)
      await this.#see(this.#entries.get(path) ?? this.#add(path, found), found.stat);
    this.#looked = performance.now();
    this.#pause = Math.max(this.#poll, (this.#looked - start) / SHARE);
  }

  #add(path: string, found: { stat: Stats; named: boolean } | undefined): Entry {
    const known = this.#entries.get(path);
    if (known !== undefined) return known;
    const { stat, named } = found as { stat: Stats; named: boolean };
    const entry: Entry = {
      path,
      named,
      state: "empty",
      inode: stat.ino,
      size: -1,
      changed: 0,
      head: NOTHING,
      seconds: 0,
      nanoseconds: 0,
      end: 0,
      again: false,
      told: false,
    };
    this.#entries.set(path, entry);
    const head = this.#opened.get(stat.ino);
    if (head !== undefined && head.length > 0 && headOfFile(path, head.length)?.equals(head) === true)
      Object.assign(entry, { state: "read", head, end: stat.size });
    return entry;
  }

  async #see(entry: Entry, stat: Stats): Promise<void> {
    if (entry.state === "reading") return;
    const fresh = Date.now() - stat.mtimeMs < FRESH;
    const same = entry.size === stat.size && entry.changed === stat.mtimeMs;
    if (same && !(entry.again && !fresh)) return;
    entry.size = stat.size;
    entry.changed = stat.mtimeMs;
    if (entry.state === "waiting" || entry.state === "read") {
      const { head } = entry;
      if (headOfFile(entry.path, head.length)?.equals(head) === true) {
        if (entry.state === "read" && head.length > 0 && stat.size > entry.end && !entry.told) {
          entry.told = true;
          this.warn(entry, "grew after a later file had begun: what was added is left out");
        }
        return;
      }
      if (entry.state === "waiting") this.warn(entry, "was overwritten before it was read");
      Object.assign(entry, { end: 0, told: false });
    }
    if (!same) this.#news = performance.now();
    await this.#peek(entry, fresh);
  }

  /** Finds out when the first packet was. */
  async #peek(entry: Entry, fresh: boolean): Promise<void> {
    const { path, named } = entry;
    entry.state = "empty";
    entry.head = NOTHING;
    entry.again = false;
    if (entry.size < LEAST) return;
    try {
      const first = await firstTime(path);
      if (first === null) return;
      entry.state = "waiting";
      entry.head = headOfFile(path) ?? NOTHING;
      // Without a time, the file's own has to do.
      entry.seconds = first.nanoseconds < 0 ? Math.floor(entry.changed / 1000) : first.seconds;
      entry.nanoseconds = Math.max(0, first.nanoseconds);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      entry.again = fresh;
      if (fresh) return;
      if (named) throw error;
      if (!entry.told) this.#outcome.warnings.push(`${error.message}: left out`);
      entry.told = true;
      entry.state = "refused";
    }
  }
}

function list({ directory, matches, path, named }: Followed, there: There): void {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw cannotOpen(directory, error);
  }
  for (const name of names) {
    if (!matches(name)) continue;
    try {
      const stat = statSync(path(name));
      if (stat.isFile()) there.set(path(name), { stat, named });
    } catch {
      // It is gone again.
    }
  }
}

/** The time of a capture's first packet; null: it has none yet. @throws CaptureError */
async function firstTime(path: string): Promise<{ seconds: number; nanoseconds: number } | null> {
  const found: { seconds: number; nanoseconds: number }[] = [];
  const sink: PacketSink = {
    packet: (_view, _offset, _captured, _original, _linktype, seconds, nanoseconds) =>
      void found.push({ seconds, nanoseconds }),
  };
  const control = new ReadControl();
  const source = await openSource(path, control);
  const ignored: ReadOutcome = { files: [], damage: [], warnings: [], cutPipe: false };
  await readSource(path, source, new Window(source, control, SMALL), sink, 1, control, ignored);
  return found[0] ?? null;
}

function byName(a: Entry, b: Entry): number {
  natural ??= new Intl.Collator("en", { numeric: true });
  return natural.compare(a.path, b.path);
}

/** The order in which files were begun. */
function order(a: Entry, b: Entry): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds || byName(a, b);
}
