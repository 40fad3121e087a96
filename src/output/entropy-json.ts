import type { LaboratoryReport, OnPaperReport } from "../facts/entropy-report.ts";
import { safeJson } from "./json.ts";

const isPlain = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Holds nothing but numbers, texts and lists of them. */
function isLeaf(value: object): boolean {
  for (const own of Object.values(value)) {
    // Lists of the report are of one kind each.
    if (!isPlain(own) && !(Array.isArray(own) && (own.length === 0 || isPlain(own[0])))) return false;
  }
  return true;
}

/** JSON of a value with nothing in its texts that a terminal obeys. */
function safe(value: unknown): string {
  const text = JSON.stringify(value);
  // Nearly all of a report are numbers: looking for what is unsafe in them would take most of the time.
  return typeof value !== "number" && /[^ -~]/.test(text) ? safeJson(text).trimEnd() : text;
}

/** As JSON.stringify, but what has no parts of its own is on one line, so that a report of many loads stays short. */
function write(value: unknown, indent: string): string {
  if (isPlain(value) || isLeaf(value as object)) return safe(value);
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((own) => write(own, deeper))
    : Object.entries(value as object).map(([key, own]) => `"${key}": ${write(own, deeper)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`;
}

/** The report as JSON: its own key order, 2 spaces, the innermost objects and lists on a line each. */
export function entropyJson(report: LaboratoryReport | OnPaperReport): string {
  return `${write(report, "")}\n`;
}
