import type { Report } from "../facts/report.ts";
import type { Candidate, Finding, Rule, Severity } from "./finding.ts";
import { captureRules } from "./findings-capture.ts";
import { spreadRules } from "./findings-spread.ts";

export type { Finding, Severity } from "./finding.ts";

/** After three of a kind everybody knows what is meant; the fourth would only push others off the screen. */
export const MAX_OF_A_KIND = 3;

const SEVERITIES: readonly Severity[] = ["bad", "warn", "info"];

/** Everything of one kind, and the sentence for those that are not told one by one. */
export interface Found extends Pick<Rule, "more"> {
  candidates: readonly Candidate[];
}

/** The heaviest few of a kind, the rest in one line. A rest of one is told itself: it takes the same line. */
function told({ candidates, more }: Found, severity: Severity): Finding[] {
  const all = candidates.filter((c) => c.severity === severity).sort((x, y) => y.weight - x.weight);
  const rest = all.length > MAX_OF_A_KIND + 1 ? all.splice(MAX_OF_A_KIND) : [];
  const findings: Finding[] = all.map(({ weight: _, ...finding }) => finding);
  if (rest.length > 0) findings.push({ severity, text: more(rest) });
  return findings;
}

/**
 * What an operator should know about a capture, worst first, at most a few of each kind. Small numbers that
 * chance explains are left out.
 */
export function findings(report: Report): Finding[] {
  const rules = [...captureRules.damage, ...spreadRules, ...captureRules.rest];
  return ranked(rules.map((rule) => ({ candidates: rule.find(report), more: rule.more })));
}

/** Findings of all kinds, worst first, those of a severity by kind. */
export function ranked(kinds: readonly Found[]): Finding[] {
  return SEVERITIES.flatMap((severity) => kinds.flatMap((kind) => told(kind, severity)));
}
