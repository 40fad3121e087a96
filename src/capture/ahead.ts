/**
 * A file that another thread reads ahead: pieces of it in a ring of memory that both share, each piece claimed by
 * whoever is free. The thread that dissects reads a piece itself if it would wait.
 */
import { fstatSync, readSync } from "node:fs";
import { type Notes, type NotesTask, noterOf } from "../core/notes.ts";
import type { ByteSource, Pieces, SourceFailure } from "./byte-source.ts";
import type { ReadControl } from "./control.ts";
import { type FileSource, readNow } from "./source.ts";
import { WORTH_A_THREAD } from "./worth.ts";

const PIECE = 1 << 20;
const PIECES = 6;
/** The other thread is woken when so many can be read again: waking costs as much as reading a part of one. */
const AT_ONCE = 3;
/** In front of each piece, for what is left of the piece before: longer records are copied together. */
const ROOM = 256 << 10;
/** How long to wait for the other thread before looking after everything else, in milliseconds. */
const PATIENCE = 1000;
/** After so many pieces, whoever else lives on this thread gets a turn. */
const PIECES_A_TURN = 8;

/** What both threads know. All numbers but the lengths count words of `shared`, or bytes of it. */
export interface AheadTask {
  fd: number;
  shared: SharedArrayBuffer;
  /** Word: the next piece that nobody has claimed. */
  claimed: number;
  /** Word: pieces in front of this are read no more. */
  freed: number;
  /** Word: no piece is claimed from this one on. */
  end: number;
  /** Words by place in the ring: the number of the piece that is there, plus 1; its length. */
  there: number;
  lengths: number;
  /** Also what was noted of it (core/notes.ts), and what that takes. */
  noted: number;
  notes: NotesTask | null;
  /** Byte: where the first piece is; how far it is from there to the next. */
  ring: number;
  stride: number;
  piece: number;
  pieces: number;
}

/**
 * Starts a thread that ends by itself.
 * @param help text of a function that takes the task, and may `require`
 * @param failed called if it cannot
 */
export type StartHelper = (help: string, task: AheadTask, failed: () => void) => void;

const WORDS = 64;
const [CLAIMED, FREED, END, THERE, LENGTHS, NOTED] = [0, 8, 16, 24, 24 + PIECES, 24 + 2 * PIECES];

/**
 * Claims pieces and reads them until there are no more, or, if it is `once`, one of them. Its text is what the other
 * thread is given, so it uses nothing but its parameters. @returns whether there was one
 */
export function helpToRead(
  read: typeof readSync,
  task: AheadTask,
  once: boolean,
  note: ReturnType<typeof noterOf> | null,
): boolean {
  const words = new Int32Array(task.shared);
  const bytes = new Uint8Array(task.shared);
  for (;;) {
    const freed = Atomics.load(words, task.freed);
    const piece = Atomics.load(words, task.claimed);
    if (piece >= Atomics.load(words, task.end)) return false;
    if (piece >= freed + task.pieces) {
      if (once) return false;
      Atomics.wait(words, task.freed, freed);
      continue;
    }
    if (Atomics.compareExchange(words, task.claimed, piece, piece + 1) !== piece) continue;
    const place = piece % task.pieces;
    const at = task.ring + place * task.stride;
    let length = 0;
    try {
      while (length < task.piece) {
        const count = read(task.fd, bytes, at + length, task.piece - length, piece * task.piece + length);
        if (count === 0) break;
        length += count;
      }
    } catch {
      // Whoever wants it tries again, and tells why it cannot be read.
      length = -1;
    }
    if (length < task.piece) Atomics.store(words, task.end, 0);
    words[task.lengths + place] = length;
    words[task.noted + place] = note === null || length <= 0 ? 0 : note(place, at, length);
    Atomics.store(words, task.there + place, piece + 1);
    Atomics.notify(words, task.there + place);
    if (once) return true;
  }
}

/** The first bytes of a regular file up to its end, as long as that is now. */
export class AheadSource implements ByteSource, Pieces {
  failure: SourceFailure | null = null;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly room = ROOM;
  readonly pieces = this;
  at = 0;
  readonly again?: () => Promise<ByteSource | null>;
  readonly #notes: Notes | null;
  readonly #file: FileSource;
  readonly #control: ReadControl;
  readonly #task: AheadTask;
  readonly #words: Int32Array;
  /** The next piece to take; what of the last one taken is still to be copied. */
  #next = 0;
  #rest = 0;
  #last = false;
  /** The other thread has failed, or could not read. */
  #alone = false;

  /** @param memory shared, of `AheadSource.BYTES` bytes, used by nobody else */
  constructor(
    file: FileSource,
    memory: Uint8Array,
    control: ReadControl,
    start: StartHelper,
    notes: Notes | null = null,
  ) {
    this.#notes = notes;
    this.#file = file;
    this.#control = control;
    if (file.again !== undefined) this.again = file.again;
    this.bytes = memory;
    this.view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
    const word = memory.byteOffset / 4;
    this.#task = {
      fd: file.fd,
      shared: memory.buffer as SharedArrayBuffer,
      claimed: word + CLAIMED,
      freed: word + FREED,
      end: word + END,
      there: word + THERE,
      lengths: word + LENGTHS,
      noted: word + NOTED,
      notes: notes?.task ?? null,
      ring: memory.byteOffset + 4 * WORDS + ROOM,
      stride: ROOM + PIECE,
      piece: PIECE,
      pieces: PIECES,
    };
    this.#words = new Int32Array(memory.buffer, memory.byteOffset, WORDS);
    this.#words.fill(0);
    this.#words[END] = 2 ** 31 - 1;
    const note = `task.notes === null ? null : (${noterOf})(task.notes)`;
    const help = `(task) => (${helpToRead})(require("node:fs").readSync, task, false, ${note})`;
    start(help, this.#task, () => {
      this.#alone = true;
    });
  }

  static readonly PIECES = PIECES;
  static readonly PIECE = PIECE;
  static readonly BYTES = 4 * WORDS + PIECES * (ROOM + PIECE);

  /** Whether a file is worth it. */
  static suits(file: ByteSource & { readonly fd?: number }): file is FileSource {
    if (file.fd === undefined || file.fd <= 2) return false;
    const stat = fstatSync(file.fd);
    return stat.isFile() && stat.size >= WORTH_A_THREAD;
  }

  async take(): Promise<number> {
    if (this.#rest > 0) {
      const rest = this.#rest;
      this.#rest = 0;
      return rest;
    }
    if (this.#last) return 0;
    const number = this.#next++;
    if (number % PIECES_A_TURN === PIECES_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const place = number % PIECES;
    const words = this.#words;
    while (!this.#alone) {
      const there = Atomics.load(words, THERE + place);
      if (there === number + 1) break;
      if (helpToRead(readSync, this.#task, true, null)) continue;
      // What a thread that has failed says arrives between two turns only.
      if (Atomics.wait(words, THERE + place, there, PATIENCE) === "timed-out")
        await new Promise((resolve) => setImmediate(resolve));
    }
    this.at = 4 * WORDS + ROOM + place * (ROOM + PIECE);
    let count = this.#alone ? -1 : words[LENGTHS + place];
    if (count < 0) count = await this.#readAlone(number);
    this.#notes?.turnTo(
      place,
      this.bytes.byteOffset + this.at,
      count,
      this.#alone ? 0 : words[NOTED + place],
    );
    this.#last = count < PIECE;
    this.#control.bytesRead += count;
    return count;
  }

  async #readAlone(number: number): Promise<number> {
    this.#alone = true;
    let length = 0;
    while (length < PIECE) {
      const position = number * PIECE + length;
      const { fd } = this.#file;
      const count = await readNow(this, fd, this.bytes, this.at + length, PIECE - length, position, 0);
      if (count === 0) break;
      length += count;
    }
    return length;
  }

  free(): void {
    const before = this.#next - 1;
    if (Atomics.load(this.#words, FREED) === before) return;
    Atomics.store(this.#words, FREED, before);
    if (before % AT_ONCE === 0) Atomics.notify(this.#words, FREED);
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const there = await this.take();
    const count = Math.min(there, length);
    into.set(this.bytes.subarray(this.at, this.at + count), at);
    this.at += count;
    this.#rest = there - count;
    if (this.#rest === 0) this.free();
    return count;
  }

  cancel(): void {}

  /** The memory can be used again then: nobody reads into it any more. */
  close(): void {
    const words = this.#words;
    Atomics.store(words, END, 0);
    for (let number = Atomics.load(words, FREED); number < Atomics.load(words, CLAIMED); number++) {
      const place = THERE + (number % PIECES);
      for (let there = Atomics.load(words, place); there < number + 1; there = Atomics.load(words, place))
        if (Atomics.wait(words, place, there, PATIENCE) === "timed-out") break;
    }
    // Who waits for room sees the end.
    Atomics.add(words, FREED, 1);
    Atomics.notify(words, FREED);
    this.#notes?.turnTo(0, 0, 0, 0);
    this.#file.close();
  }
}
