import type { NatReport } from "../facts/nat-report.ts";
import { safeJson } from "./json.ts";

/** The report as JSON in its own key order; what lists hold stands on a line each, for there may be many. */
export function natJson(report: NatReport): string {
  const entries = Object.entries(report).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${valueText(value)}`,
  );
  return `{\n${entries.join(",\n")}\n}\n`;
}

function valueText(value: NatReport[keyof NatReport]): string {
  // Only what tells of a side holds texts that are not our own.
  if (!Array.isArray(value) || value.length === 0) return safeJson(JSON.stringify(value)).trimEnd();
  return `[\n${value.map((one) => `    ${JSON.stringify(one)}`).join(",\n")}\n  ]`;
}
