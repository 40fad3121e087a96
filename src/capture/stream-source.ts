import { readSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Readable } from "node:stream";
import type { ByteSource, SourceFailure } from "./byte-source.ts";
import type { ReadControl } from "./control.ts";

/** Takes what a Node stream has, piece by piece, into somebody else's buffer. */
export class Puller {
  /** The stream's error, once it has failed. */
  error: Error | null = null;
  readonly #stream: Readable;
  #rest: Uint8Array | null = null;
  #at = 0;
  #over = false;
  #event = false;
  #wake: (() => void) | null = null;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on("readable", () => this.wake());
    stream.on("end", () => this.finish());
    stream.on("close", () => this.finish());
    stream.on("error", (error) => {
      this.error = error;
      this.finish();
    });
  }

  /** True when nothing will come any more; what came may still be untaken. */
  get over(): boolean {
    return this.#over;
  }

  finish(): void {
    this.#over = true;
    this.wake();
  }

  wake(): void {
    this.#event = true;
    this.#wake?.();
  }

  /** Copies up to `length` bytes of what is there; 0 when nothing is. */
  take(into: Uint8Array, at: number, length: number): number {
    if (this.#rest === null) {
      this.#rest = this.#stream.read() as Uint8Array | null;
      this.#at = 0;
      if (this.#rest === null) return 0;
    }
    const count = Math.min(length, this.#rest.length - this.#at);
    into.set(this.#rest.subarray(this.#at, this.#at + count), at);
    this.#at += count;
    if (this.#at === this.#rest.length) this.#rest = null;
    return count;
  }

  /** Resolves at the next event, or at once if there was one since the last wait. */
  async wait(): Promise<void> {
    if (!this.#event) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    this.#event = false;
  }
}

/** A piece below this size was all that the pipe held: the next one is waited for. */
const SCANTY = 16 * 1024;
/** Whoever else lives on this thread (signals, timers, the live picture) gets a turn after so many milliseconds. */
const TURN = 10;
/**
 * A pipe that has just been emptied is tried for so many milliseconds before it is waited for: its writer is on its
 * way, and falling asleep and waking up take longer. With one processor the writer could not come meanwhile.
 */
const PATIENCE = availableParallelism() > 1 ? 0.02 : 0;

/**
 * A pipe, a socket or a terminal. What is waited for comes through the event loop; what a fast writer has ready is
 * read in between, straight into the buffer of whoever asks.
 */
export class StreamSource implements ByteSource {
  failure: SourceFailure | null = null;
  readonly halfway = "the pipe ended";
  readonly #stream: Readable;
  readonly #puller: Puller;
  readonly #control: ReadControl;
  readonly #fd: number;
  /** More is likely to be there already. */
  #flows = false;
  /** When the event loop had its last turn. */
  #turn = 0;

  /** @param fd the descriptor below the stream, if reading it never blocks; -1: only the stream reads it */
  constructor(stream: Readable, control: ReadControl, fd = -1) {
    this.#stream = stream;
    this.#puller = new Puller(stream);
    this.#control = control;
    this.#fd = fd;
    control.live = true;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const puller = this.#puller;
    for (;;) {
      // What the stream has taken came first.
      let count = puller.take(into, at, length);
      if (count === 0 && this.#flows && !puller.over) {
        if (performance.now() - this.#turn > TURN) {
          await new Promise((resolve) => setImmediate(resolve));
          this.#turn = performance.now();
          continue;
        }
        count = this.#readNow(into, at, length);
      }
      this.#flows = this.#fd >= 0 && count >= SCANTY;
      if (count > 0) {
        this.#control.bytesRead += count;
        return count;
      }
      if (puller.over) {
        const { error } = puller;
        if (error !== null)
          this.failure = { what: `read error ${(error as NodeJS.ErrnoException).code}`, cut: false };
        return 0;
      }
      await this.#control.waiting(puller.wait());
      this.#turn = performance.now();
    }
  }

  /** What is there now, or nearly; 0: nothing, or that was all there will be. */
  #readNow(into: Uint8Array, at: number, length: number): number {
    const { stackTraceLimit } = Error;
    // That nothing is there comes as an error, of which nobody wants to know where it is from.
    Error.stackTraceLimit = 0;
    const until = performance.now() + PATIENCE;
    try {
      do {
        try {
          const count = readSync(this.#fd, into, at, length, null);
          if (count === 0) this.#puller.finish();
          return count;
        } catch {
          // What is wrong besides that the stream will find as well.
        }
      } while (performance.now() < until);
      return 0;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  cancel(): void {
    this.#puller.finish();
  }

  close(): void {
    // A read that is under way must not go on with a descriptor that may soon be another file's.
    this.#puller.finish();
    this.#stream.destroy();
  }
}
