import type { LaboratoryReport, OnPaperReport } from "../facts/entropy-report.ts";
import { safeJson } from "./json.ts";

const isPlain = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Holds what a terminal might obey. Nearly all of a report are numbers, so only texts are looked through. */
const isUnsafe = (value: unknown): boolean => typeof value === "string" && /[^ -~]/.test(value);

const [SAFE, UNSAFE, NO_LEAF] = [0, 1, 2];

/** Whether a value holds nothing but numbers, texts and lists of them, and whether these are safe. */
function kindOf(value: object): number {
  let kind = SAFE;
  for (const key in value) {
    const own = (value as Record<string, unknown>)[key];
    if (isPlain(own)) {
      if (isUnsafe(own)) kind = UNSAFE;
      continue;
    }
    // Lists of the report are of one kind each.
    if (!Array.isArray(own) || (own.length > 0 && !isPlain(own[0]))) return NO_LEAF;
    if (typeof own[0] === "string" && own.some(isUnsafe)) kind = UNSAFE;
  }
  return kind;
}

/** As JSON.stringify, but what has no parts of its own is on one line, so that a report of many loads stays short. */
function write(value: unknown, indent: string): string {
  const kind = isPlain(value) ? (isUnsafe(value) ? UNSAFE : SAFE) : kindOf(value as object);
  if (kind === UNSAFE) return safeJson(JSON.stringify(value)).trimEnd();
  if (kind === SAFE) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const isList = Array.isArray(value);
  let out = isList ? "[" : "{";
  for (const key in value as object) {
    const own = write((value as Record<string, unknown>)[key], deeper);
    out += `${out.length === 1 ? "" : ","}\n${deeper}${isList ? "" : `"${key}": `}${own}`;
  }
  return `${out}\n${indent}${isList ? "]" : "}"}`;
}

/** The report as JSON: its own key order, 2 spaces, the innermost objects and lists on a line each. */
export function entropyJson(report: LaboratoryReport | OnPaperReport): string {
  return `${write(report, "")}\n`;
}
