/** The picture of a live capture: what fits on one screen, most important first. */
import type { LiveReport, LiveTenant } from "../facts/live.ts";
import type { EntropyReport, Report, ViewReport, WeightingReport } from "../facts/report.ts";
import { clean } from "./clean.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { findings } from "./findings.ts";
import { safeJson } from "./json.ts";
import { NATIVE } from "./names.ts";
import { type SpreadRow, spreadColumns } from "./stats-tables.ts";
import { findingLines } from "./stats-text.ts";
import type { Theme } from "./theme.ts";
import { count, counted, duration, figure, percent, rate, ratio, shortCount, size } from "./units.ts";
import { wrap } from "./wrap.ts";

export interface LivePicture {
  /** What is being read, as the user named it; empty: nothing yet. */
  file: string;
  /** So far; bytes on the wire. */
  packets: number;
  bytes: number;
  /** The last interval, with the busiest tenants; null before the first. */
  last: LiveReport | null;
  /** Tenants so far, traffic outside of tunnels among them. */
  tenants: number;
  /** There is such traffic. */
  native: boolean;
  /** Seconds of the capture so far. */
  seconds: number;
  /** Entropy and findings, of the packets up to some time ago; null: not yet. */
  report: Report | null;
  /** They are not made any more while packets come: there are too many flows. */
  tooMany: boolean;
  /** What is wrong with the pace, in a sentence; empty: nothing. */
  pace: string;
}

export interface Frame {
  width: number;
  height: number;
  theme: Theme;
}

/** With fewer lines than that there is no picture worth a table. */
const LEAST_ROWS = 3;
/** Lines of findings that the tenants leave room for. */
const FINDINGS = 6;

const NO_VIEW: ViewReport = { keys: 0, bits: 0, paths: 0, max_share: 0 };
const NO_WEIGHTING: WeightingReport = {
  five_tuple: NO_VIEW,
  inner: NO_VIEW,
  key_aware: NO_VIEW,
  ip: NO_VIEW,
};
/** Of a tenant that nobody has looked at yet. */
const UNKNOWN: EntropyReport = {
  packets: NO_WEIGHTING,
  bytes: NO_WEIGHTING,
  flows: NO_WEIGHTING,
  field: {
    name: null,
    distinct: 0,
    min: null,
    max: null,
    flows_with_several_values: 0,
    values_with_several_flows: 0,
    copied_inner_port_packets: 0,
  },
};

/**
 * The lines of a picture: `height` at most, each meant to be `width` columns wide at most (a terminal cuts what a
 * narrow one has no room for).
 */
export function liveLines(picture: LivePicture, { width, height, theme }: Frame): string[] {
  const head = headLines(picture, width, theme);
  if (picture.last === null) return head.slice(0, height);
  const room = height - head.length;
  const found = picture.report === null ? [] : foundLines(picture.report, width, theme);
  const below = found.length === 0 ? 0 : Math.min(found.length, FINDINGS) + 2;
  const rows = Math.max(LEAST_ROWS, room - below - 3);
  const tenants = tenantLines(picture, picture.last, rows, width, theme);
  const lines = [...head, "", ...tenants];
  const left = height - lines.length - 2;
  if (found.length > 0 && left > 0)
    lines.push("", theme.heading(foundTitle(picture)), ...fitting(found, left, theme));
  return lines.slice(0, height);
}

function headLines(picture: LivePicture, width: number, theme: Theme): string[] {
  const { file, last, seconds, tenants, pace } = picture;
  const name = file === "-" ? "standard input" : file === "" ? "waiting for a file" : clean(file);
  const total = `${counted(picture.packets, "packet")}, ${size(picture.bytes)} in ${duration(seconds)}`;
  if (last === null)
    return [
      theme.number(name),
      ...(picture.packets === 0 ? ["waiting for the first packet"] : wrap(total, width)),
    ];
  const now =
    `${rate(last.bits_per_s)}, ${figure(last.packets_per_s)} packets/s ` +
    `in the last ${duration(last.interval_s)} of the capture`;
  const { unattributed, waiting } = last;
  const parts = [
    counted(tenants - (picture.native ? 1 : 0), "tenant"),
    ...(waiting.packets > 0
      ? [`${counted(waiting.packets, "packet waits", "packets wait")} for the rest of a frame`]
      : []),
    ...(unattributed.total_packets > 0 ? [`${counted(unattributed.total_packets, "packet")} of nobody`] : []),
  ];
  return [
    theme.number(name),
    ...wrap(total, width),
    ...wrap(now, width).map((line) => theme.number(line)),
    ...wrap(parts.join("; "), width),
    ...(pace === "" ? [] : wrap(pace, width).map((line) => theme.warn(line))),
  ];
}

interface Row extends LiveTenant, SpreadRow {
  flows: number | null;
}

function tenantLines(
  { report, tenants }: LivePicture,
  last: LiveReport,
  rows: number,
  width: number,
  theme: Theme,
): string[] {
  const known = new Map(report?.stats.tenants.map((t) => [t.tenant, t]));
  const shown = last.tenants.slice(0, tenants > rows ? rows - 1 : rows).map((tenant): Row => {
    const t = known.get(tenant.tenant);
    return {
      ...tenant,
      flows: t?.flows ?? null,
      entropy: t?.entropy ?? UNKNOWN,
      judged: tenant.tenant !== NATIVE && t !== undefined,
    };
  });
  const specs: ColumnSpec<Row>[] = [
    { header: "tenant", align: "left", keep: 24, cell: (t) => theme.tenant(clean(t.tenant)) },
    { header: "rate now", align: "right", cell: (t) => (t.bytes === 0 ? "-" : rate(t.bits_per_s)) },
    {
      header: "packets/s",
      align: "right",
      rank: 2,
      cell: (t) => (t.packets === 0 ? "-" : figure(t.packets_per_s)),
    },
    { header: "packets", align: "right", rank: 3, cell: (t) => shortCount(t.total_packets, 7) },
    {
      header: "bytes",
      align: "right",
      cell: (t) => percent(ratio(t.total_bytes, last.total_bytes)).replace(" ", ""),
    },
    {
      header: "flows",
      align: "right",
      rank: 1,
      cell: (t) => (t.flows === null ? "-" : shortCount(t.flows, 5)),
    },
    ...spreadColumns(shown, theme),
  ];
  const rest = tenants - shown.length;
  return [
    ...fittingTable(specs, shown, width, theme.dim),
    ...(rest > 0 ? [theme.dim(`… and ${counted(rest, "more tenant")}`)] : []),
  ];
}

function foundTitle({ tooMany, report, last }: LivePicture): string {
  const then = report?.stats.capture.packets ?? 0;
  if (!tooMany || last === null || then === last.total_packets) return "Findings";
  return `Findings of the first ${count(then)} packets (with more flows, only at the end)`;
}

function foundLines(report: Report, width: number, theme: Theme): string[] {
  const found = findings(report);
  return found.length === 0 ? [theme.good("none")] : found.flatMap((f) => findingLines(f, width, theme));
}

/** As many lines as there is room for. */
function fitting(lines: readonly string[], room: number, theme: Theme): string[] {
  return lines.length <= room
    ? [...lines]
    : [...lines.slice(0, room - 1), theme.dim(`… ${counted(lines.length - room + 1, "more line")}`)];
}

/** An interval as one line of JSON. */
export const liveJson = (report: LiveReport): string => safeJson(JSON.stringify(report));
