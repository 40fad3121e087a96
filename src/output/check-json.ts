import type { CheckReport } from "../facts/check-report.ts";
import { safeJson } from "./json.ts";

/** The report as JSON: its own key order, 2 spaces. */
export const checkJson = (report: CheckReport): string => safeJson(JSON.stringify(report, null, 2));
