import type { Options } from "yargs";
import type { Given } from "./given.ts";

/** Words that can be chosen from, or stand in a list apart by commas; else what kind of thing is named. */
export type Values = readonly string[] | "file" | "field" | "protocol";

/** What yargs knows of an option, and what the manual and the completion of shells want besides. */
export interface Option extends Options {
  /** What its value is called: N, FILE, SECONDS. */
  value?: string;
  values?: Values;
}

/** One word behind `overshark`. */
export interface Command {
  name: string;
  /** One line, for the list of commands. */
  describe: string;
  /** The beginning of its help: how it is called and what it is for. Lines under 80 columns. */
  usage: string;
  /** By long name. Values are read as text and looked at by `run`; a default is told, not set. */
  options: Readonly<Record<string, Option>>;
  /** What stands behind it without a dash; captures, if this says nothing. */
  words?: Values;
  /** Command line and what it does. */
  examples: readonly (readonly [string, string])[];
  /** What its exit codes mean, if not the usual. */
  exits?: string;
  /** @returns the exit code @throws UsageError, CaptureError */
  run(given: Given): Promise<number>;
}
