import type { StatsReport } from "../facts/report.ts";

/** What JSON.stringify leaves as it is and a terminal obeys: DEL, the controls from 0x80, format characters. */
const UNSAFE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (char: string) =>
  char.split("").reduce((out, unit) => `${out}\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`, "");

/** Text of JSON as it is printed: a newline at the end, nothing that a terminal obeys. */
export const safeJson = (json: string): string => `${json.replace(UNSAFE, escaped)}\n`;

/** The report as JSON: its own key order, 2 spaces. */
export function statsJson(report: StatsReport): string {
  return safeJson(JSON.stringify(report, null, 2));
}

/** The same in one line, for a stream of lines. */
export const statsLine = (report: StatsReport): string => safeJson(JSON.stringify(report));
