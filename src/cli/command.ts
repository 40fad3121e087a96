import type { Options } from "yargs";
import type { Given } from "./given.ts";

/** One word behind `overshark`. */
export interface Command {
  name: string;
  /** One line, for the list of commands. */
  describe: string;
  /** The beginning of its help: how it is called and what it is for. Lines under 80 columns. */
  usage: string;
  /** By long name. Values are read as text and looked at by `run`; a default is told, not set. */
  options: Readonly<Record<string, Options>>;
  /** Command line and what it does. */
  examples: readonly (readonly [string, string])[];
  /** @returns the exit code @throws UsageError, CaptureError */
  run(given: Given): Promise<number>;
}
