/** Standard output, which carries results only, and standard error, which carries everything else. */
import { isatty } from "node:tty";
import { clean } from "../output/clean.ts";
import { Exit } from "./errors.ts";
import { FdWriter } from "./fd-writer.ts";

const STDOUT = 1;

let areErrorsGuarded = false;
let isOutputGuarded = false;

/** Standard error. That nobody reads it is no reason to end. */
export function errors(): NodeJS.WriteStream {
  if (!areErrorsGuarded) process.stderr.on("error", () => {});
  areErrorsGuarded = true;
  return process.stderr;
}

/** Whether standard error, which may be a pipe that is read slowly, has taken all that was written to it. */
export const errorsAreOut = (): boolean => !areErrorsGuarded || process.stderr.writableLength === 0;

/** Writes a line to standard error. Names and texts from captures are in it: nothing of them may act. */
export function say(line: string): void {
  errors().write(`overshark: ${clean(line)}\n`);
}

let results: FdWriter | undefined;

/**
 * Writes a result. Node's stream for standard output, which takes longer to load than a small capture to read, would
 * wait for whoever reads it as well. @throws OutputError
 */
export async function print(text: string): Promise<void> {
  results ??= new FdWriter(STDOUT);
  results.atOnce(text);
}

/** Writes a result that is made part by part, and never held as a whole. @throws OutputError */
export function printParts(parts: Iterable<string>): void {
  const out = new FdWriter(STDOUT);
  for (const part of parts) out.text(part);
  out.flush();
}

/** Whether standard output is a terminal. */
export const onTerminal = (): boolean => isatty(STDOUT);

/** Columns of standard output. @param other where it is no terminal */
export const widthOr = (other: number): number => (onTerminal() ? (process.stdout.columns ?? other) : other);

/** Before Node's own stream is written to: a reader that goes away (| head) ends the program in silence. */
export function guardOutput(): void {
  if (isOutputGuarded) return;
  isOutputGuarded = true;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(Exit.done);
  });
}
