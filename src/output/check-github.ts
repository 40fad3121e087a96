/**
 * A check as annotations of GitHub Actions ("Workflow commands": ::error and ::warning), one for each subject that
 * differs, each expectation that is not met, and each place of damage.
 */
import type { CaptureCheck, CheckReport } from "../facts/check-report.ts";
import {
  captureText,
  damageText,
  differencesOf,
  expectationText,
  failedExpectations,
  figureText,
  notCheckedText,
  sizeText,
  subjectTitle,
} from "./check-words.ts";
import { clean } from "./clean.ts";
import { counted } from "./units.ts";

type Level = "error" | "warning" | "notice";

/** Escaped as actions/toolkit does. */
const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

function command(level: Level, file: string | null, title: string, message: string): string {
  const place = file === null || file === "-" ? "" : `file=${property(clean(file))},`;
  return `::${level} ${place}title=${property(title)}::${data(message)}\n`;
}

/** GitHub shows that many lines of a message well. */
const MAX_FIGURES = 10;

export function checkGithub(report: CheckReport): string {
  const { captures, checks, failed, not_checked } = report;
  const lines = captures.flatMap(annotations);
  const rest =
    not_checked.length === 0
      ? []
      : [command("notice", null, "overshark check", `not checked: ${notCheckedText(not_checked)}`)];
  // No line of ours but these begins with colons.
  const end = `overshark check: ${counted(captures.length, "capture")}, ${counted(checks, "check")}, ${failed} failed\n`;
  return [...lines, ...rest, end].join("");
}

function annotations(c: CaptureCheck): string[] {
  const name = clean(c.capture);
  const of = (level: Level, title: string, message: string) => command(level, c.file, title, message);
  const about = captureText(c);
  const isFailure = c.baseline === "compared";
  return [
    ...(about === null
      ? []
      : [of("error", "overshark check", c.error === null ? `${name} ${about}` : about)]),
    ...differencesOf(c).map((d) => {
      const title = `${name}: ${subjectTitle(d)}`;
      if (d.change !== "changed") return of(isFailure ? "error" : "notice", title, sizeText(d));
      const figures = d.figures.slice(0, MAX_FIGURES).map(figureText);
      const more = d.figures.length - figures.length;
      if (more > 0) figures.push(`and ${counted(more, "more figure")}`);
      return of(isFailure ? "error" : "notice", `${title} changed`, figures.join("\n"));
    }),
    ...failedExpectations(c).map((e) =>
      of("error", `${name}: expectation not met`, `${clean(e.expectation)}\n${expectationText(e)}`),
    ),
    ...c.damage.map((d) => of("warning", `${name}: damaged`, damageText(d))),
  ];
}
