/** The switch and the counters that a reader shares with whoever started it. */
export class ReadControl {
  /** Set by `stop`; a reader looks at it once a chunk. */
  stopped = false;
  /** Bytes read from files and pipes so far, before any decompression. */
  bytesRead = 0;
  /** Sizes of all regular files that are to be read, in bytes; 0 when none is known. */
  bytesTotal = 0;
  /** The input that is being read, as it was named; empty before the first. */
  file = "";
  #wake: (() => void) | null = null;

  /** Ends the input as if it ended here (SIGINT). A read that waits on a pipe is woken. */
  stop(): void {
    this.stopped = true;
    this.#wake?.();
  }

  /** For the reader: what wakes the read that may be waiting; null when there is none. */
  onStop(wake: (() => void) | null): void {
    this.#wake = wake;
    if (this.stopped) wake?.();
  }
}
