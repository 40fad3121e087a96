import { close, closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { ByteSource, SourceFailure } from "./byte-source.ts";
import type { ReadControl } from "./control.ts";
import { FileSource, readNow } from "./source.ts";

/** Bytes at the beginning of a file that tell it from another of its name: more than the first packet's time. */
const HEAD = 512;
/** A file that was not written for so many milliseconds is not in the hands of a writer that is about to leave it. */
const SETTLED = 1000;

/** The beginning of a file, as much of it as is there. */
export function headOf(fd: number, length = HEAD): Buffer {
  const head = Buffer.alloc(length);
  return head.subarray(0, readSync(fd, head, 0, length, 0));
}

/** As `headOf`; null if the file cannot be read any more. */
export function headOfFile(path: string, length = HEAD): Buffer | null {
  let fd = -1;
  try {
    fd = openSync(path, "r");
    return headOf(fd, length);
  } catch {
    return null;
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

/** What to do where a growing file ends so far: wait for more of it; leave it, since a later one is there; end. */
export type Next = "wait" | "leave" | "end";

/** A file that may still grow. What its writer has begun is waited for; when it is overwritten, it has ended. */
export class FollowingSource implements ByteSource {
  failure: SourceFailure | null = null;
  halfway: string | undefined;
  overwritten = false;
  position = 0;
  readonly #fd: number;
  readonly #head: Buffer;
  readonly #path: string;
  readonly #control: ReadControl;
  readonly #next: () => Promise<Next>;
  readonly #wait: () => Promise<void>;
  #reads = 0;

  /**
   * @param head beginning of what is to be read, as it was found
   * @param next asked at the end of what there is
   * @param wait for a while, or until somebody wants an end
   */
  constructor(
    fd: number,
    path: string,
    head: Buffer,
    control: ReadControl,
    next: () => Promise<Next>,
    wait: () => Promise<void>,
  ) {
    this.#fd = fd;
    this.#path = path;
    this.#head = head;
    this.#control = control;
    this.#next = next;
    this.#wait = wait;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    let leaving = false;
    for (;;) {
      const count = await readNow(this, this.#fd, into, at, length, this.position, this.#reads++);
      if (this.failure !== null) return 0;
      // Looked at behind the read: if it is still the same file now, it was when these bytes were taken.
      if (!headOf(this.#fd, this.#head.length).equals(this.#head)) {
        this.overwritten = true;
        this.halfway = "the file was overwritten";
        return 0;
      }
      if (count > 0) {
        this.position += count;
        this.#control.bytesRead += count;
        return count;
      }
      if (this.#control.stopped) return 0;
      const next = await this.#next();
      if (next === "end") {
        this.halfway = "what is written so far ends";
        return 0;
      }
      if (next === "leave") {
        // Since the later file was seen, nothing came.
        if (leaving) return 0;
        leaving = true;
        if (Date.now() - fstatSync(this.#fd).mtimeMs > SETTLED) continue;
      }
      await this.#control.waiting(this.#wait());
    }
  }

  async again(): Promise<ByteSource | null> {
    try {
      return new FileSource(openSync(this.#path, "r"), this.#control);
    } catch {
      return null;
    }
  }

  cancel(): void {}

  close(): void {
    close(this.#fd, () => {});
  }
}
