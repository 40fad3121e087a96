/** The options of `overshark check`: described once, read once. */
import { readFileSync } from "node:fs";
import { type Expectation, parseExpectation } from "../check/expectation.ts";
import { parseTolerance, type Tolerance } from "../check/tolerance.ts";
import type { Option } from "./command.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { sharedOptions } from "./options.ts";

export const FORMATS = ["text", "github", "junit", "json"] as const;

const value = (describe: string, named: Pick<Option, "value" | "values">): Option => ({
  type: "string",
  nargs: 1,
  group: "Checks:",
  describe,
  ...named,
});

/** A capture that still grows has no figures to compare. */
const { follow: _, idle: __, interface: ___, ...shared } = sharedOptions;

export const checkOptions: Readonly<Record<string, Option>> = {
  baseline: value("a saved baseline to compare with", { value: "FILE", values: "file" }),
  update: {
    type: "boolean",
    group: "Checks:",
    describe: "write the baseline, and tell what changed in it",
  },
  tolerance: value("how far a figure may be off: entropy.bits=2%", { value: "FIGURE=AMOUNT" }),
  expect: value("what must hold: 'tenant vxlan:42 flows >= 100'", { value: "EXPECTATION" }),
  "expect-file": value("expectations in a file, one a line; # begins a comment", {
    value: "FILE",
    values: "file",
  }),
  name: value("the capture's name in the baseline (for standard input)", { value: "NAME" }),
  format: value(`${FORMATS.join(", ")} (${FORMATS[0]})`, { value: "FORMAT", values: FORMATS }),
  ...shared,
  json: { ...shared.json, describe: "the same as --format json (schema overshark/check/1)" },
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
