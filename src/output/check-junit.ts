/**
 * A check as JUnit XML, in the dialect that CI servers share (testsuites, testsuite, testcase; failure, error,
 * skipped): a suite for each capture, a case for each subject and each expectation.
 */
import type { CaptureCheck, CheckReport, ExpectationCheck, SubjectCheck } from "../facts/check-report.ts";
import {
  brokenText,
  captureText,
  damageText,
  expectationText,
  figureText,
  sizeText,
  subjectText,
} from "./check-words.ts";
import { clean } from "./clean.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** XML 1.0 has no name at all for most controls and for U+FFFE and U+FFFF; the former are cleaned away already. */
const xml = (text: string): string =>
  text.replace(/[\ufffe\uffff]/g, "?").replace(/[&<>"\n]/g, (c) => ENTITIES[c]);

interface Case {
  name: string;
  /** What became of it; null: it passed. */
  what: "failure" | "error" | "skipped" | null;
  message: string;
  details: string;
}

const passed = (name: string): Case => ({ name, what: null, message: "", details: "" });

function subjectCase({ subject, difference }: SubjectCheck, isFailure: boolean): Case {
  const name = `${clean(subject)} as in the baseline`;
  if (difference === null || !isFailure) return passed(name);
  const details =
    difference.change === "changed" ? difference.figures.map(figureText).join("\n") : sizeText(difference);
  return { name, what: "failure", message: subjectText(difference), details };
}

function expectationCase(e: ExpectationCheck): Case {
  const name = `expect ${clean(e.expectation)}`;
  if (e.passed) return passed(name);
  const details = e.missing === null ? e.broken.map(brokenText).join("\n") : clean(e.missing);
  return { name, what: "failure", message: expectationText(e), details };
}

function casesOf(c: CaptureCheck): Case[] {
  const about = captureText(c);
  const readable: Case = { ...passed("capture can be read") };
  if (c.error !== null) Object.assign(readable, { what: "error", message: about, details: about });
  else if (c.damage.length > 0) {
    // It covers what was read: no failure by itself, as the exit status says.
    const places = c.damage.map(damageText).join("\n");
    Object.assign(readable, { what: "skipped", message: `damaged: ${places}`, details: "" });
  }
  const entry: Case[] =
    about === null || c.error !== null
      ? []
      : [
          {
            name: "capture in the baseline",
            what: "failure",
            message: `${clean(c.capture)} ${about}`,
            details: "",
          },
        ];
  return [
    ...(c.file === null ? [] : [readable]),
    ...entry,
    ...c.subjects.map((s) => subjectCase(s, c.baseline === "compared")),
    ...c.expectations.map(expectationCase),
  ];
}

interface Suite {
  name: string;
  cases: Case[];
}

const count = (cases: readonly Case[], what: Case["what"]) => cases.filter((c) => c.what === what).length;
const counts = (cases: readonly Case[]): string =>
  `tests="${cases.length}" failures="${count(cases, "failure")}" errors="${count(cases, "error")}" skipped="${count(cases, "skipped")}"`;

function caseLines(suite: string, { name, what, message, details }: Case): string[] {
  const head = `    <testcase classname="${xml(suite)}" name="${xml(name)}"`;
  if (what === null) return [`${head}/>`];
  const text = details === "" ? "/>" : `>${xml(details)}</${what}>`;
  return [`${head}>`, `      <${what} message="${xml(message)}"${text}`, "    </testcase>"];
}

export function checkJunit({ captures, not_checked }: CheckReport): string {
  const suites: Suite[] = [
    ...captures.map((c) => ({ name: clean(c.capture), cases: casesOf(c) })),
    ...not_checked.map((name) => ({
      name: clean(name),
      cases: [
        {
          name: "capture given",
          what: "skipped" as const,
          message: "in the baseline, not given on the command line",
          details: "",
        },
      ],
    })),
  ];
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="overshark check" ${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${xml(name)}" ${counts(cases)}>`,
      ...cases.flatMap((c) => caseLines(name, c)),
      "  </testsuite>",
    ]),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}
