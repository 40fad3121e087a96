/** Standard output, which carries results only, and standard error, which carries everything else. */
import { clean } from "../output/clean.ts";
import { Exit, OutputError } from "./errors.ts";
import { FdWriter } from "./fd-writer.ts";

const STDOUT = 1;

/** Writes a line to standard error. Names and texts from captures are in it: nothing of them may act. */
export function say(line: string): void {
  process.stderr.write(`overshark: ${clean(line)}\n`);
}

/** Writes a result. @throws OutputError */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      const code = (error as NodeJS.ErrnoException).code ?? error.message;
      if (code === "EPIPE") process.exit(Exit.done);
      reject(new OutputError(`the result could not be written (${code})`));
    };
    try {
      // Node tells a failure by the callback (pipes) or by an exception (files, devices).
      process.stdout.write(text, (error) => (error ? failed(error) : resolve()));
    } catch (error) {
      failed(error as Error);
    }
  });
}

/** Writes a result that is made part by part, and never held as a whole. @throws OutputError */
export function printParts(parts: Iterable<string>): void {
  const out = new FdWriter(STDOUT);
  for (const part of parts) out.text(part);
  out.flush();
}

/** A reader that goes away (| head) ends the program in silence. */
export function guardStreams(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(Exit.done);
  });
  process.stderr.on("error", () => {});
}
