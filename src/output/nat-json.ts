import type { NatReport } from "../facts/nat-report.ts";
import { safeJson } from "./json.ts";

/** The report as JSON: its own key order, 2 spaces. */
export const natJson = (report: NatReport): string => safeJson(JSON.stringify(report, null, 2));
