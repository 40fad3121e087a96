/** A place where a capture file is cut short or broken; all that stood before it was read. */
export interface Damage {
  file: string;
  /** Number in its file of the packet that could not be read, the first being 1. */
  packet: number;
  /** Byte offset in the file (after decompression) where the unreadable record or block starts. */
  offset: number;
  what: string;
}

/** What `readCaptures` tells beside the packets. */
export interface ReadOutcome {
  /** The inputs that were opened, as they were named, in order. */
  files: string[];
  damage: Damage[];
  /** Lines for the user, one sentence each, that change nothing about the result. */
  warnings: string[];
  /** A pipe ended in the middle of a record: its writer was stopped. */
  cutPipe: boolean;
}

/** An input that cannot be opened or is no capture. The message is one line and names the file. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
  /** The input as it was named; `-` is standard input. */
  readonly file: string;
  /** What the user can do about it, where there is something. */
  readonly hint?: string;
  /** What had been read before; the packets of it are in the sink. Set by `readCaptures`. */
  outcome?: ReadOutcome;

  constructor(file: string, what: string, hint?: string) {
    super(`${displayName(file)}: ${what}`);
    this.file = file;
    if (hint !== undefined) this.hint = hint;
    // A user's mistake, not a program's: where in the program it was noticed helps nobody.
    this.stack = this.message;
  }
}

/** How an input is called in messages. */
export function displayName(file: string): string {
  return file === "-" ? "standard input" : file;
}
