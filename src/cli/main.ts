import { CaptureError } from "../capture/capture.ts";
import { PointedError, pointedAt } from "../core/pointed.ts";
import { explainBug, sentence } from "./bugs.ts";
import { Exit, OutputError, UsageError } from "./errors.ts";
import { named } from "./names.ts";
import { errors, say } from "./streams.ts";

/** Runs the program. @param find what is to be done; null when it is done already @returns the exit code */
export async function main(find: () => Promise<(() => Promise<number>) | null>): Promise<number> {
  process.on("uncaughtException", (error) => process.exit(explain(error)));
  try {
    const job = await find();
    return job === null ? Exit.done : await job();
  } catch (error) {
    return explain(error);
  }
}

/** Says why nothing more can be done. @returns the exit code */
function explain(error: unknown): number {
  if (error instanceof UsageError) say(`${sentence(error.message)} ${error.hint ?? tryHelp()}`);
  else if (error instanceof CaptureError)
    say(`${sentence(error.message)} ${sentence(error.hint ?? hintFor(error))}`);
  else if (error instanceof OutputError) say(sentence(error.message));
  else if (error instanceof PointedError) {
    say(`${error.what}: ${sentence(error.message)}`);
    for (const line of pointedAt(error)) errors().write(`${line}\n`);
  } else explainBug("this is a bug in overshark", error);
  return Exit.couldNotRun;
}

function tryHelp(): string {
  const command = named(process.argv.slice(2));
  return `Try 'overshark ${command === undefined ? "" : `${command} `}--help'.`;
}

/** Nothing read yet: it cannot be opened. Else it is what is in it. */
function hintFor(error: CaptureError): string {
  if (error.outcome === undefined) return tryHelp();
  return "overshark reads pcap, pcapng and snoop, also in gzip or zstd";
}
