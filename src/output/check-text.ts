/** A check as people read it: what changed first, what passed behind it. */
import type { CaptureCheck, CheckReport, SubjectDifference } from "../facts/check-report.ts";
import {
  allowed,
  brokenText,
  captureText,
  changeText,
  damageText,
  differencesOf,
  failedExpectations,
  fromTo,
  notCheckedText,
  sizeText,
} from "./check-words.ts";
import { clean } from "./clean.ts";
import { table } from "./table.ts";
import type { Theme } from "./theme.ts";
import { counted } from "./units.ts";

/** Of a subject that changed in everything, the first figures tell enough. */
const MAX_FIGURES = 8;
const MAX_SUBJECTS = 20;
const MAX_BROKEN = 5;

const INDENT = " ".repeat(8);

/** First those with something to tell, in their order; captures without are only counted. */
export function checkText(report: CheckReport, theme: Theme): string {
  const told = report.captures.flatMap((capture) => captureLines(capture, theme));
  const quiet = report.captures.filter((c) => c.verdict === "passed" && captureLines(c, theme).length === 0);
  const lines = [
    ...told,
    ...(quiet.length === 0
      ? []
      : [`${theme.good("passed")}  ${quiet.map(({ capture }) => clean(capture)).join(", ")}`]),
    ...(report.not_checked.length === 0
      ? []
      : [`${theme.dim("not checked")}  ${notCheckedText(report.not_checked)}`]),
    summary(report),
  ];
  return `${lines.join("\n")}\n`;
}

const UPDATES = ["added", "updated", "unchanged", "removed"] as const;

function summary(report: CheckReport): string {
  const { checks, captures } = report;
  const updates = UPDATES.map((state) => ({ state, n: captures.filter((c) => c.baseline === state).length }));
  const some = updates.filter(({ n }) => n > 0).map(({ state, n }) => `${n} ${state}`);
  const written = some.length === 0 ? [] : [`baseline: ${some.join(", ")}`];
  return [...written, ...(some.length > 0 && checks === 0 ? [] : [judged(report)])].join("\n");
}

function judged({ checks, failed, captures }: CheckReport): string {
  const unreadable = captures.filter(({ verdict }) => verdict === "unreadable").length;
  const damaged = captures.filter(({ damage }) => damage.length > 0).length;
  const parts = [
    failed === 0 ? "all passed" : `${failed} failed`,
    ...(unreadable === 0 ? [] : [`${unreadable} could not be read`]),
    ...(damaged === 0 ? [] : [`${damaged} damaged`]),
  ];
  return `${counted(captures.length, "capture")}, ${counted(checks, "check")}: ${parts.join(", ")}`;
}

/** The first word of a capture's lines: how it stands, or what became of its entry in the baseline. */
function labelOf({ verdict, baseline }: CaptureCheck): string {
  if (verdict === "failed" || verdict === "unreadable") return "FAILED";
  if (verdict === "damaged") return "damaged";
  return baseline === "added" || baseline === "updated" || baseline === "removed" ? baseline : "";
}

function captureLines(c: CaptureCheck, theme: Theme): string[] {
  const label = labelOf(c);
  const paint = label === "FAILED" ? theme.bad : label === "damaged" ? theme.warn : theme.good;
  const about = captureText(c);
  const differences = differencesOf(c);
  const broken = failedExpectations(c);
  const inside = [
    ...differences.filter(({ change }) => change !== "changed").map((d) => existence(d, theme)),
    ...changes(
      differences.filter(({ change }) => change === "changed"),
      theme,
    ),
    ...broken.flatMap(({ expectation, missing, broken: list }) => [
      `${theme.bad("expected")} ${clean(expectation)}`,
      ...(missing === null ? list.slice(0, MAX_BROKEN).map(brokenText) : [clean(missing)]).map(
        (t) => `  ${t}`,
      ),
      ...(list.length > MAX_BROKEN ? [`  and ${list.length - MAX_BROKEN} more`] : []),
    ]),
    ...c.damage.map((d) => `${theme.warn("damage")} ${damageText(d)}`),
  ];
  if (label === "" && inside.length === 0) return [];
  const head = headlineOf(differences, broken.length);
  // What could not be read is named in the sentence that says why.
  const text =
    c.error !== null
      ? (about ?? "")
      : [clean(c.capture) + (about === null ? "" : ` ${about}`), head].filter((t) => t !== "").join(": ");
  return [
    paint(label) + " ".repeat(INDENT.length - label.length) + text,
    ...inside.map((line) => INDENT + line),
  ];
}

function headlineOf(differences: readonly SubjectDifference[], broken: number): string {
  const changed = differences.filter(({ change }) => change === "changed");
  const figures = changed.reduce((n, d) => n + d.figures.length, 0);
  const n = (change: "gone" | "new") => differences.filter((d) => d.change === change).length;
  return [
    n("gone") === 0 ? "" : `${n("gone")} gone`,
    n("new") === 0 ? "" : `${n("new")} new`,
    figures === 0 ? "" : `${counted(figures, "figure")} changed`,
    broken === 0 ? "" : `${counted(broken, "expectation")} not met`,
  ]
    .filter((part) => part !== "")
    .join("; ");
}

const existence = (d: SubjectDifference, theme: Theme): string =>
  `${theme.bad(d.change === "gone" ? "- gone" : "+ new ")} ${theme.tenant(clean(d.subject))} (${sizeText(d)})`;

/** A table for all subjects, so that their figures stand below each other. */
function changes(differences: readonly SubjectDifference[], theme: Theme): string[] {
  if (differences.length === 0) return [];
  const shown = differences.slice(0, MAX_SUBJECTS);
  const rows = shown.flatMap((d) => {
    const figures = d.figures
      .slice(0, MAX_FIGURES)
      .map((f, i) => [
        i === 0 ? theme.tenant(clean(d.subject)) : "",
        clean(f.figure),
        fromTo(f),
        changeText(f),
        allowed(f),
      ]);
    const rest = d.figures.length - figures.length;
    return rest === 0
      ? figures
      : [...figures, ["", `and ${counted(rest, "more figure")} (--json)`, "", "", ""]];
  });
  const columns = ["CHANGED", "FIGURE", "BASELINE → NOW", "", ""].map((header) => {
    return { header, align: "left" as const };
  });
  const left = differences.length - shown.length;
  return [
    ...table(columns, rows, theme.dim),
    ...(left === 0 ? [] : [`and ${counted(left, "more subject")} changed (--json)`]),
  ];
}
