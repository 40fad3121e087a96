import type { ReadControl } from "../capture/capture.ts";
import { Exit } from "./errors.ts";
import { say } from "./streams.ts";

let counts = (): string => "nothing was read yet";

/** SIGUSR1 tells the counts so far. To be called at once: without a listener, Node opens a debugger's port. */
export function answerSigusr1(): void {
  process.on("SIGUSR1", () => say(counts()));
}

/**
 * Until `stop`: SIGINT ends the input, a second one the program.
 * @param tell a line for SIGUSR1
 */
export function whileReading(control: ReadControl, tell: () => string): { stop(): void } {
  const onInterrupt = () => {
    if (control.stopped) process.exit(Exit.interrupted);
    control.stop();
  };
  counts = tell;
  process.on("SIGINT", onInterrupt);
  return { stop: () => void process.off("SIGINT", onInterrupt) };
}
