import type { Report } from "../facts/report.ts";

export type Severity = "bad" | "warn" | "info";

/** A plain sentence about what is remarkable, with its numbers, safe for a terminal. */
export interface Finding {
  severity: Severity;
  /** The one tenant that it is about, as in the report. */
  tenant?: string;
  text: string;
}

/** A finding before repetitions are merged. */
export interface Candidate extends Finding {
  /** Which of its kind come first: flows, packets or bytes. */
  weight: number;
}

/** Finds everything of one kind. */
export interface Rule {
  find: (report: Report) => Candidate[];
  /** One sentence for those of the kind that are not told one by one. */
  more: (rest: readonly Candidate[]) => string;
}

/** Sum of the weights, for a line that stands for many. */
export function weights(list: readonly Candidate[]): number {
  return list.reduce((sum, c) => sum + c.weight, 0);
}

/** `more` of a kind that occurs at most once. */
export const never = () => "";
