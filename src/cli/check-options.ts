/** The options of `overshark check`: described once, read once. */
import { readFileSync } from "node:fs";
import type { Options } from "yargs";
import { type Expectation, parseExpectation } from "../check/expectation.ts";
import { parseTolerance, type Tolerance } from "../check/tolerance.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { sharedOptions } from "./options.ts";

export const FORMATS = ["text", "github", "junit", "json"] as const;

const value = (describe: string): Options => ({ type: "string", nargs: 1, group: "Checks:", describe });

export const checkOptions: Readonly<Record<string, Options>> = {
  baseline: value("a saved baseline to compare with"),
  update: {
    type: "boolean",
    group: "Checks:",
    describe: "write the baseline, and tell what changed in it",
  },
  tolerance: value("how far a figure may be off: entropy.bits=2%"),
  expect: value("what must hold: 'tenant vxlan:42 flows >= 100'"),
  "expect-file": value("expectations in a file, one a line; # begins a comment"),
  name: value("the capture's name in the baseline (for standard input)"),
  format: value(`${FORMATS.join(", ")} (${FORMATS[0]})`),
  ...sharedOptions,
  json: { ...sharedOptions.json, describe: "the same as --format json (schema overshark/check/1)" },
};

/** @throws UsageError, PointedError */
export function expectationsOf(given: Given): Expectation[] {
  return [
    ...given.all("expect").map((text) => parseExpectation(text)),
    ...given.all("expect-file").flatMap(expectationsIn),
  ];
}

function expectationsIn(file: string): Expectation[] {
  return readText(file, "expect-file")
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .flatMap((line, i) => (line === "" ? [] : parseExpectation(line, `${file}:${i + 1}`)));
}

/** @throws UsageError */
export function readText(file: string, option: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--${option} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** @throws PointedError */
export const tolerancesOf = (given: Given): Tolerance[] => given.all("tolerance").map(parseTolerance);
