import type { StatsReport } from "../facts/report.ts";

/** Most texts, for which no table of Unicode has to be loaded. */
const PLAIN = /^[\n -~]*$/;

const escaped = (char: string) =>
  char.split("").reduce((out, unit) => `${out}\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`, "");

/** Text of JSON as it is printed: a newline at the end, nothing that a terminal obeys. */
export function safeJson(json: string): string {
  if (PLAIN.test(json)) return `${json}\n`;
  // What JSON.stringify leaves as it is and a terminal obeys: DEL, the controls from 0x80, format characters.
  return `${json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}

/** The report as JSON: its own key order, 2 spaces. */
export function statsJson(report: StatsReport): string {
  return safeJson(JSON.stringify(report, null, 2));
}

/** The same in one line, for a stream of lines. */
export const statsLine = (report: StatsReport): string => safeJson(JSON.stringify(report));
