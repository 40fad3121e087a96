import type { Readable } from "node:stream";
import type { ReadControl } from "./control.ts";
import type { ByteSource, SourceFailure } from "./source.ts";

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

/** A pipe, a socket or a terminal. */
export class StreamSource implements ByteSource {
  failure: SourceFailure | null = null;
  readonly halfway = "the pipe ended";
  readonly #stream: Readable;
  readonly #puller: Puller;
  readonly #control: ReadControl;

  constructor(stream: Readable, control: ReadControl) {
    this.#stream = stream;
    this.#puller = new Puller(stream);
    this.#control = control;
    control.live = true;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    for (;;) {
      const count = this.#puller.take(into, at, length);
      if (count > 0) {
        this.#control.bytesRead += count;
        return count;
      }
      if (this.#puller.over) {
        const { error } = this.#puller;
        if (error !== null)
          this.failure = { what: `read error ${(error as NodeJS.ErrnoException).code}`, cut: false };
        return 0;
      }
      await this.#control.waiting(this.#puller.wait());
    }
  }

  cancel(): void {
    this.#puller.finish();
  }

  close(): void {
    this.#stream.destroy();
  }
}
