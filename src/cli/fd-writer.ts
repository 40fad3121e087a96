/**
 * Text and bytes to an open file, collected and written at once. Readers hand packets over in a loop that
 * waits for nobody, so whoever prints them has to write synchronously, or would hold the whole output.
 */
import { writeSync } from "node:fs";
import type { Written } from "../output/written.ts";
import { Exit, OutputError } from "./errors.ts";

const SIZE = 64 * 1024;
/** Milliseconds between two tries where the other end of a pipe is slow. */
const PAUSE = 2;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export class FdWriter {
  readonly #fd: number;
  readonly #gone: () => never;
  readonly #buffer = Buffer.allocUnsafe(SIZE);
  #used = 0;
  #page: Written | null = null;
  #scheduled = false;

  /** @param gone is told that whoever read this has gone (| head), and ends the program */
  constructor(fd: number, gone: () => never = () => process.exit(Exit.done)) {
    this.#fd = fd;
    this.#gone = gone;
  }

  /** @throws OutputError */
  text(text: string): void {
    // A character takes three bytes at most.
    if (text.length * 3 > SIZE - this.#used) {
      if (text.length * 3 > SIZE) {
        this.bytes(Buffer.from(text));
        return;
      }
      this.flush();
    }
    this.#used += this.#buffer.write(text, this.#used);
    this.#soon();
  }

  /** @throws OutputError */
  bytes(bytes: Uint8Array): void {
    if (bytes.length > SIZE - this.#used) this.flush();
    if (bytes.length > SIZE) {
      this.#write(bytes, bytes.length);
      return;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#soon();
  }

  /** Those that are written there are collected there: nothing else may be written by this one. @throws OutputError */
  page(page: Written): void {
    this.#page = page;
    if (page.used > SIZE) this.flush();
    else this.#soon();
  }

  /** Behind what is collected, without waiting for more. @throws OutputError */
  atOnce(text: string): void {
    this.flush();
    const bytes = Buffer.from(text);
    this.#write(bytes, bytes.length);
  }

  /** @throws OutputError */
  flush(): void {
    const used = this.#used;
    this.#used = 0;
    if (used > 0) this.#write(this.#buffer, used);
    const bytes = this.#page?.take();
    if (bytes !== undefined) this.#write(bytes, bytes.length);
  }

  /** What is collected goes out as soon as the input pauses, so that a live capture is seen at once. */
  #soon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  #write(bytes: Uint8Array, length: number): void {
    for (let at = 0; at < length; ) {
      try {
        at += writeSync(this.#fd, bytes, at, length - at);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EPIPE") this.#gone();
        if (code !== "EAGAIN") throw new OutputError(`the result could not be written (${code})`);
        Atomics.wait(sleeper, 0, 0, PAUSE);
      }
    }
  }
}
