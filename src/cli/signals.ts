import type { ReadControl } from "../capture/capture.ts";
import { onSigusr1 } from "./early.ts";
import { Exit } from "./errors.ts";
import { say } from "./streams.ts";

/** For what the writer of a pipe or a file, which Ctrl-C reached as well, still has to say. */
const LAST_MILLISECONDS = 300;

/**
 * Until `stop`: SIGINT ends the input, a second one the program.
 * @param tell a line for SIGUSR1
 */
export function whileReading(control: ReadControl, tell: () => string): { stop(): void } {
  const onInterrupt = () => {
    if (control.stopped || control.ending) process.exit(Exit.interrupted);
    if (control.live) control.end(LAST_MILLISECONDS);
    else control.stop();
  };
  onSigusr1.tell = () => say(tell());
  process.on("SIGINT", onInterrupt);
  return { stop: () => void process.off("SIGINT", onInterrupt) };
}
