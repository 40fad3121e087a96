/**
 * The shape of `overshark check --json` (schema overshark/check/1). Subjects are written as people write them in
 * expectations: `capture`, `tenant vxlan:42`, `encap vxlan`, `tunnel vxlan:10.0.0.1~10.0.0.2`. The order of the
 * keys is part of it.
 */
import type { Damage } from "./report.ts";

/** null: there is none, such as the least value of an entropy field that nothing varies. */
export type FigureValue = number | string | null;

/** One figure that is not what it was. */
export interface FigureDifference {
  figure: string;
  baseline: FigureValue;
  now: FigureValue;
  /** `now` less `baseline`, rounded to six decimals; null where one of them is no number. */
  change: number | null;
  /** What would have been allowed, as it was written: `2%`, `0.1`; null: nothing. */
  tolerance: string | null;
}

/** Everything about one subject that is not as in the baseline. */
export interface SubjectDifference {
  subject: string;
  change: "gone" | "new" | "changed";
  /** Of a subject that is gone or new, only how much there is, or was, of it. */
  figures: FigureDifference[];
}

/** How one subject compares; subjects without a difference are named too, since each is a check. */
export interface SubjectCheck {
  subject: string;
  /** Figures that were compared. */
  figures: number;
  difference: SubjectDifference | null;
}

/** A figure that breaks an expectation. */
export interface Broken {
  subject: string;
  figure: string;
  value: FigureValue;
}

export interface ExpectationCheck {
  /** As it was written. */
  expectation: string;
  passed: boolean;
  /** Figures that were looked at. */
  figures: number;
  broken: Broken[];
  /** Why there was nothing to look at; null: there was. */
  missing: string | null;
}

/** `unreadable`: there is no result, since the capture could not be read. */
export type CheckVerdict = "passed" | "failed" | "damaged" | "unreadable";

/**
 * `none`: no baseline was asked for; `missing`: it has no such capture; `gone`: it has, but there is no such file.
 * With --update differences are no failures, and what became of the capture's entry is told instead: `added`,
 * `updated`, `unchanged`, `removed`.
 */
export type BaselineState =
  | "none"
  | "missing"
  | "compared"
  | "gone"
  | "added"
  | "updated"
  | "unchanged"
  | "removed";

export interface CaptureCheck {
  /** Its name in the baseline. */
  capture: string;
  /** As it was named on the command line; `-` is standard input, null: it was not given. */
  file: string | null;
  verdict: CheckVerdict;
  baseline: BaselineState;
  subjects: SubjectCheck[];
  expectations: ExpectationCheck[];
  /** Places where the input is broken, and that the baseline does not have. */
  damage: Omit<Damage, "file">[];
  /** Why it could not be read. */
  error: string | null;
}

export interface CheckReport {
  schema: "overshark/check/1";
  verdict: CheckVerdict;
  /** Sums over all captures. */
  checks: number;
  failed: number;
  captures: CaptureCheck[];
  /** Captures of the baseline that were not given, and so not looked at. */
  not_checked: string[];
}
