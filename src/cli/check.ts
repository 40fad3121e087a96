/** `overshark check`: captures against a saved baseline and against expectations, for CI. */
import { isatty } from "node:tty";
import { CaptureError, ReadControl } from "../capture/capture.ts";
import { type SavedCapture, saved } from "../check/baseline.ts";
import type { Expectation } from "../check/expectation.ts";
import { type Subject, subjectsOf } from "../check/figures.ts";
import { glob } from "../check/patterns.ts";
import { checkCapture, checkReport, gone, type Rules, unreadable } from "../check/verdict.ts";
import type { CaptureCheck, CheckReport } from "../facts/check-report.ts";
import { report } from "../facts/query.ts";
import { loadScopes } from "../lab/loads.ts";
import { checkGithub } from "../output/check-github.ts";
import { checkJson } from "../output/check-json.ts";
import { checkJunit } from "../output/check-junit.ts";
import { checkText } from "../output/check-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import type { Progress, Run } from "../pipeline/job.ts";
import { type RunOptions, run } from "../pipeline/run.ts";
import { BaselineFile } from "./baseline-file.ts";
import { checkOptions, expectationsOf, FORMATS, tolerancesOf } from "./check-options.ts";
import type { Command } from "./command.ts";
import { Exit, UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { capturesOf, colorMode, runOptions } from "./options.ts";
import { showProgress } from "./progress.ts";
import { whileReading } from "./signals.ts";
import { onTerminal, print, say } from "./streams.ts";

const USAGE = `Usage: overshark check --baseline FILE [--update] [OPTION...] CAPTURE...
       overshark check --expect 'SUBJECT FIGURE OP VALUE' [OPTION...] CAPTURE...

For CI: are the figures of captures as they were saved, and as they must be?
Each capture is checked on its own, and is called in the baseline by its path
from there. A baseline is JSON for git: --update writes what is found now.

SUBJECT is tenant, encap or tunnel with a name (* matches any text), or none
for the whole capture. FIGURE is a name of stats --json (entropy.bits stands
for all that begin and end so), or of the laboratory: max_over_mean, jain,
effective_paths, idle or cv with view, function and paths. OP is == != >= <=
> or <. A tolerance is FIGURE=2%, =10 or =any; the last that fits holds.`;

export const check: Command = {
  name: "check",
  describe: "compare with a saved baseline; for CI",
  usage: USAGE,
  options: checkOptions,
  examples: [
    ["overshark check --baseline new.json --update F", "save what is found"],
    ["overshark check --baseline b.json F", "has anything changed?"],
    ["overshark check --expect 'flows >= 9' F", "without a baseline"],
    ["overshark check --baseline b.json --format junit F > check.xml", "for a CI server"],
  ],
  exits: `Exit status: 0 all passed; 1 a check failed; 2 could not run, or not read a
capture; 3 passed, but an input is damaged where the baseline's is not.`,
  run: runCheck,
};

const EXITS = {
  passed: Exit.done,
  failed: Exit.checkFailed,
  damaged: Exit.damaged,
  unreadable: Exit.couldNotRun,
} as const;

interface Named {
  capture: string;
  file: string;
}

async function runCheck(given: Given): Promise<number> {
  const show = printer(given);
  const expectations = expectationsOf(given);
  const tolerances = tolerancesOf(given);
  const update = given.flag("update");
  const baseline = baselineOf(given, expectations, update);
  const options = runOptions(given);
  const captures = named(
    capturesOf(given, () => isatty(0)),
    given,
    baseline,
  );

  const checks: CaptureCheck[] = [];
  const found = new Map<string, SavedCapture>();
  for (const one of captures) {
    const rules: Rules = {
      expectations,
      tolerances,
      saved: baseline === null ? null : baseline.captures.get(one.capture),
      update,
    };
    try {
      const { summary, outcome } = await read(one.file, options, given);
      if (!given.flag("quiet")) for (const line of outcome.warnings) say(line);
      const whole = report(summary, outcome.files, outcome.damage);
      const subjects = subjectsOf(whole);
      const loads = loadScopes(summary.table, questionsOf(expectations), asks(expectations, subjects));
      checks.push(checkCapture(one, whole, subjects, loads, rules));
      found.set(one.capture, saved(subjects));
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      say(error.message);
      checks.push(unreadable(one, error.message));
    }
  }
  const others = baseline?.others(new Set(captures.map(({ capture }) => capture))) ?? [];
  const lost = others.filter(({ exists }) => !exists).map(({ name }) => name);
  const result = checkReport(
    [...checks, ...lost.map((name) => gone(name, update))],
    others.filter(({ exists }) => exists).map(({ name }) => name),
  );
  if (baseline !== null && update) {
    const kept = new Map([...baseline.captures, ...found]);
    for (const name of lost) kept.delete(name);
    baseline.write(kept);
  }
  await show(result);
  return EXITS[result.verdict];
}

/** @throws UsageError */
function printer(given: Given): (result: CheckReport) => Promise<void> {
  const format = given.choice("format", FORMATS) ?? (given.flag("json") ? "json" : "text");
  const theme = createTheme(wantsColor(colorMode(given), process.env, onTerminal()));
  const formats: Record<(typeof FORMATS)[number], (result: CheckReport) => string> = {
    text: (result) => checkText(result, theme),
    github: checkGithub,
    junit: checkJunit,
    json: checkJson,
  };
  return (result) => print(formats[format](result));
}

/** @throws UsageError */
function baselineOf(
  given: Given,
  expectations: readonly Expectation[],
  update: boolean,
): BaselineFile | null {
  const file = given.text("baseline");
  if (file !== undefined) return new BaselineFile(file, update);
  if (update) throw new UsageError("--update needs the --baseline that it writes");
  if (given.all("tolerance").length > 0) throw new UsageError("--tolerance is for a --baseline");
  if (expectations.length === 0)
    throw new UsageError("there is nothing to check", "Give --baseline FILE, or --expect 'malformed == 0'.");
  return null;
}

/** @throws UsageError when two of them have one name */
function named(files: readonly string[], given: Given, baseline: BaselineFile | null): Named[] {
  const name = given.text("name");
  if (name !== undefined && files.length > 1) throw new UsageError("--name names one capture, not several");
  const captures = files.map((file) => ({ file, capture: name ?? baseline?.nameOf(file) ?? file }));
  const twice = captures.find(({ capture }, i) => captures.findIndex((c) => c.capture === capture) !== i);
  if (twice === undefined) return captures;
  const both = captures.filter(({ capture }) => capture === twice.capture).map(({ file }) => file);
  throw new UsageError(
    `${both.join(" and ")} have one name in the baseline, ${twice.capture}`,
    "Give one of them.",
  );
}

/** Reads one capture. SIGINT ends a pipe; of a file only a part would then be left, which nothing can be said of. */
async function read(file: string, options: RunOptions, given: Given): Promise<Run> {
  const control = new ReadControl();
  let progress: Progress = { packets: 0, bytes: 0 };
  const reading = whileReading(
    control,
    () => `${progress.packets} packets, ${progress.bytes} bytes of ${file}`,
  );
  const line = showProgress(given, control, () => progress.packets);
  try {
    const done = await run([file], options, control, (_, p) => {
      progress = p;
    });
    if (control.stopped && file !== "-") process.exit(Exit.interrupted);
    return done;
  } finally {
    line.stop();
    reading.stop();
  }
}

const questionsOf = (expectations: readonly Expectation[]) =>
  expectations.flatMap(({ asked }) => (asked.what === "load" ? [asked.question] : []));

/** Whether the laboratory is asked about a subject. */
function asks(
  expectations: readonly Expectation[],
  subjects: readonly Subject[],
): (title: string) => boolean {
  const wanted = expectations.filter(({ asked }) => asked.what === "load");
  const asked = new Set(
    subjects
      .filter((s) => wanted.some((e) => e.kind === s.kind && glob(e.name ?? "")(s.name)))
      .map(({ title }) => title),
  );
  return (title) => asked.has(title);
}
