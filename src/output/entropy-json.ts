import type { LaboratoryReport, OnPaperReport } from "../facts/entropy-report.ts";
import { safeJson } from "./json.ts";

const isPlain = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Holds nothing but numbers, texts and lists of them. */
function isLeaf(value: object): boolean {
  for (const own of Object.values(value)) {
    if (!isPlain(own) && !(Array.isArray(own) && own.every(isPlain))) return false;
  }
  return true;
}

/** As JSON.stringify, but what has no parts of its own is on one line, so that a report of many loads stays short. */
function write(value: unknown, indent: string): string {
  if (isPlain(value) || isLeaf(value as object)) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((own) => write(own, deeper))
    : Object.entries(value as object).map(([key, own]) => `${JSON.stringify(key)}: ${write(own, deeper)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`;
}

/** The report as JSON: its own key order, 2 spaces, the innermost objects and lists on a line each. */
export function entropyJson(report: LaboratoryReport | OnPaperReport): string {
  return safeJson(write(report, ""));
}
