import type { LaboratoryReport, OnPaperReport } from "../facts/entropy-report.ts";
import { safeJson } from "./json.ts";

/** Lists of numbers, a number a line; the newline tells them from anything inside a string. */
const NUMBERS = /\[\n\s*([-\d.e+,\s]+?)\n\s*\]/g;

/** The report as JSON: its own key order, 2 spaces, lists of numbers (loads) on one line. */
export function entropyJson(report: LaboratoryReport | OnPaperReport): string {
  const text = JSON.stringify(report, null, 2);
  return safeJson(text.replace(NUMBERS, (_, list: string) => `[${list.replace(/\s+/g, " ")}]`));
}
