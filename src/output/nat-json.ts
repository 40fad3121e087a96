import type { NatReport } from "../facts/nat-report.ts";
import { safeJson } from "./json.ts";

const LISTS: ReadonlySet<string> = new Set(["rows", "untranslated", "ambiguous", "alone"]);

/** The report as JSON in its own key order, part by part; what lists hold stands on a line each, for there may be many. */
export function* natJson(report: NatReport): Generator<string> {
  let before = "{\n";
  for (const [key, value] of Object.entries(report)) {
    yield `${before}  ${JSON.stringify(key)}: `;
    if (LISTS.has(key)) yield* lines(value as Iterable<unknown>);
    // Only what tells of a side holds texts that are not our own.
    else yield safeJson(JSON.stringify(value)).trimEnd();
    before = ",\n";
  }
  yield "\n}\n";
}

function* lines(list: Iterable<unknown>): Generator<string> {
  let before = "[\n    ";
  for (const one of list) {
    yield before;
    yield JSON.stringify(one);
    before = ",\n    ";
  }
  yield before.startsWith("[") ? "[]" : "\n  ]";
}
