/** From single checks to a verdict. */
import type {
  BaselineState,
  CaptureCheck,
  CheckReport,
  CheckVerdict,
  SubjectCheck,
} from "../facts/check-report.ts";
import type { Damage, Report } from "../facts/report.ts";
import type { SavedCapture } from "./baseline.ts";
import { compare, DAMAGE } from "./compare.ts";
import { check, type Loads } from "./expect.ts";
import type { Expectation } from "./expectation.ts";
import type { Subject } from "./figures.ts";
import type { Tolerance } from "./tolerance.ts";

/** What a capture is checked against. */
export interface Rules {
  readonly expectations: readonly Expectation[];
  readonly tolerances: readonly Tolerance[];
  /** undefined: there is none for this capture; null: no baseline was asked for. */
  readonly saved: SavedCapture | undefined | null;
  /** What is found becomes the baseline, so that a difference from the old one is no failure. */
  readonly update: boolean;
}

type Named = Pick<CaptureCheck, "capture" | "file">;

export function checkCapture(
  { capture, file }: Named,
  report: Report,
  subjects: readonly Subject[],
  loads: Loads,
  { expectations, tolerances, saved, update }: Rules,
): CaptureCheck {
  const compared = saved ? compare(subjects, saved, tolerances) : [];
  const checked = expectations.map((e) => check(e, subjects, loads));
  const known = saved?.get("capture")?.get(DAMAGE) ?? 0;
  const damage = report.stats.capture.damage.slice(Number(known)).map(withoutFile);
  const isOther = saved === undefined || compared.some(differs);
  const failed = (isOther && !update) || checked.some(({ passed }) => !passed);
  return {
    capture,
    file,
    verdict: failed ? "failed" : damage.length > 0 ? "damaged" : "passed",
    baseline: stateOf(saved, isOther || damage.length > 0, update),
    subjects: compared,
    expectations: checked,
    damage,
    error: null,
  };
}

function stateOf(saved: SavedCapture | undefined | null, isOther: boolean, update: boolean): BaselineState {
  if (saved === null) return "none";
  if (saved === undefined) return update ? "added" : "missing";
  if (!update) return "compared";
  return isOther ? "updated" : "unchanged";
}

/** Whether a difference from the baseline is a failure. */
const isJudged = ({ baseline }: CaptureCheck): boolean => baseline === "compared";
const differs = ({ difference }: SubjectCheck): boolean => difference !== null;
const withoutFile = ({ packet, offset, what }: Damage) => ({ packet, offset, what });

const NOTHING = { subjects: [], expectations: [], damage: [] };

/** It could not be read. */
export const unreadable = (named: Named, error: string): CaptureCheck => {
  return { ...named, verdict: "unreadable", baseline: "none", ...NOTHING, error };
};

/** It is in the baseline, was not given, and there is no such file. */
export const gone = (capture: string, update: boolean): CaptureCheck => {
  const state = update
    ? { verdict: "passed" as const, baseline: "removed" as const }
    : { verdict: "failed" as const, baseline: "gone" as const };
  return { capture, file: null, ...state, ...NOTHING, error: null };
};

/** Worst first. */
const VERDICTS: readonly CheckVerdict[] = ["unreadable", "failed", "damaged", "passed"];

/** Whether it has a baseline at all, or could be read, is a check too. */
const isCheck = ({ verdict, baseline }: CaptureCheck): boolean =>
  verdict === "unreadable" || baseline === "missing" || baseline === "gone";

export function checkReport(captures: readonly CaptureCheck[], notChecked: readonly string[]): CheckReport {
  const sum = (of: (c: CaptureCheck) => number) => captures.reduce((n, c) => n + of(c), 0);
  return {
    schema: "overshark/check/1",
    verdict: VERDICTS.find((verdict) => captures.some((c) => c.verdict === verdict)) ?? "passed",
    checks: sum((c) => (isJudged(c) ? c.subjects.length : 0) + c.expectations.length + (isCheck(c) ? 1 : 0)),
    failed: sum(
      (c) =>
        (isJudged(c) ? c.subjects.filter(differs).length : 0) +
        c.expectations.filter(({ passed }) => !passed).length +
        (isCheck(c) ? 1 : 0),
    ),
    captures: [...captures],
    not_checked: [...notChecked],
  };
}
