/** Milliseconds. */
const SHORT = 1;

/** The switch and the counters that a reader shares with whoever started it. */
export class ReadControl {
  /** Set by `stop`; a reader looks at it once a chunk. */
  stopped = false;
  /** Set by `end`: nobody waits for more than there is. */
  ending = false;
  /** Milliseconds in which the reader of a pipe or a growing file had nothing to do, waits that are over. */
  waited = 0;
  /** Since when it waits, on the clock of `performance.now`; 0: it does not. */
  waitsSince = 0;
  /** What is being read may have more to come, though nobody says when: a pipe, a growing file. */
  live = false;
  /** Bytes read from files and pipes so far, before any decompression. */
  bytesRead = 0;
  /** Sizes of all regular files that are to be read, in bytes; 0 when none is known. */
  bytesTotal = 0;
  /** The input that is being read, as it was named; empty before the first. */
  file = "";
  #wake: (() => void) | null = null;
  #rouse: (() => void) | null = null;

  /** Ends the input as if it ended here (SIGINT). A read that waits on a pipe is woken. */
  stop(): void {
    this.stopped = true;
    this.#wake?.();
    this.#rouse?.();
  }

  /** Milliseconds without anything to do up to `now`. */
  idle(now: number): number {
    return this.waited + (this.waitsSince > 0 ? now - this.waitsSince : 0);
  }

  /** Takes the time of a wait, but if it is as short as a turn of the event loop: then something was there. */
  async waiting(wait: Promise<void>): Promise<void> {
    const since = performance.now();
    this.waitsSince = since;
    await wait;
    const waited = performance.now() - since;
    if (waited > SHORT) this.waited += waited;
    this.waitsSince = 0;
  }

  /**
   * Ends a pipe or a growing file softly: what its writer leaves behind is still read, for so many milliseconds.
   * Ctrl-C reaches tcpdump as well, which then writes what it holds and goes.
   */
  end(milliseconds: number): void {
    this.ending = true;
    this.#rouse?.();
    setTimeout(() => this.stop(), milliseconds).unref();
  }

  /** For the reader of growing files: what ends a wait for more; null when there is none. */
  onEnd(rouse: (() => void) | null): void {
    this.#rouse = rouse;
  }

  /** For the reader: what wakes the read that may be waiting; null when there is none. */
  onStop(wake: (() => void) | null): void {
    this.#wake = wake;
    if (this.stopped) wake?.();
  }
}
