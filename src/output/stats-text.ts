import type { Report, SttReport } from "../facts/report.ts";
import { clean, fileName } from "./clean.ts";
import { type Finding, findings } from "./findings.ts";
import { NATIVE } from "./names.ts";
import { encapsulationTable, type TableContext, tenantTable, tunnelTable } from "./stats-tables.ts";
import type { Theme } from "./theme.ts";
import { bits, count, counted, duration, figure, percent, rate, ratio, size } from "./units.ts";
import { wrap } from "./wrap.ts";

export interface TextOptions {
  /** Columns of the terminal; less than 80 or more than 120 are taken as these. */
  width: number;
  theme: Theme;
}

const MIN_WIDTH = 80;
const MAX_WIDTH = 120;

/** File names in the head; more are counted. */
const MAX_FILES = 3;

/** Milliseconds are enough to find a packet; --json has the nanoseconds. */
const time = (rfc3339: string) => clean(rfc3339.replace("T", " ").replace(/(\.\d{3})\d*Z$/, "$1 UTC"));

export function filesLine(files: readonly string[], width: number): string {
  const shown = files.length > MAX_FILES ? [files[0], files[files.length - 1]] : files;
  const room = Math.floor((width - 20) / Math.max(1, shown.length));
  const names = shown.map((name) => (name === "-" ? "standard input" : fileName(name, room)));
  return files.length > MAX_FILES
    ? `${names.join(" … ")} (${counted(files.length, "file")})`
    : names.join(", ");
}

function head({ stats }: Report, width: number, theme: Theme): string[] {
  const { capture } = stats;
  const seconds = capture.duration_s;
  const speed =
    seconds > 0
      ? ` in ${duration(seconds)} (${rate((capture.bytes * 8) / seconds)}, ` +
        `${figure(capture.packets / seconds)} packets/s)`
      : "";
  const cut = capture.truncated_packets > 0 ? ` (${count(capture.truncated_packets)} cut short)` : "";
  const native = stats.tenants.find((t) => t.tenant === NATIVE);
  const tenants = stats.tenants.length - (native ? 1 : 0);
  const tunnelled = capture.bytes - (native?.bytes ?? 0) - stats.unattributed.bytes;
  const lines = [
    ...wrap(`${counted(capture.packets, "packet")}${cut}, ${size(capture.bytes)}${speed}`, width),
    ...(capture.first_time === null || capture.last_time === null
      ? []
      : [`${time(capture.first_time)} to ${time(capture.last_time)}`]),
    ...(tenants === 0
      ? []
      : wrap(
          `${counted(tenants, "tenant")} in ${counted(stats.tunnels.length, "tunnel")} carry ` +
            `${percent(ratio(tunnelled, capture.bytes))} of the bytes`,
          width,
        )),
  ];
  return [theme.number(filesLine(capture.files, width)), ...lines];
}

/** "bad   sentence", continued under the sentence. */
export function findingLines({ severity, text }: Finding, width: number, theme: Theme): string[] {
  const label = severity.padEnd(6);
  const [first, ...rest] = wrap(text, width - label.length);
  return [theme[severity](label) + first, ...rest.map((line) => " ".repeat(label.length) + line)];
}

function overallLine({ stats }: Report, width: number, theme: Theme): string[] {
  const { five_tuple, key_aware, inner } = stats.overall.entropy.packets;
  if (stats.tunnels.length < 2 || inner.keys === 0) return [];
  const key = key_aware.bits === five_tuple.bits ? "" : `, ${bits(key_aware.bits)} with the GRE key`;
  return wrap(
    `all tunnels: ${bits(five_tuple.bits)} bits by 5-tuple (${figure(five_tuple.paths)} equal paths)${key}, ` +
      `${bits(inner.bits)} possible`,
    width,
  ).map((line) => theme.dim(line));
}

const LEGEND =
  "5-tuple, +key, possible: bits of entropy for a router that hashes the outer 5-tuple, the GRE key as well, or " +
  "the inner flow; N bits fill 2^N equal paths. values: source ports or FlowIDs in use.";

/** Counts that are usually 0 are left out when they are. */
function sttLines(stt: SttReport, width: number): string[] {
  const some = (n: number, what: string) => (n === 0 ? [] : [`${count(n)} ${what}`]);
  const parts = [
    `${counted(stt.frames_complete, "complete frame")}`,
    ...some(stt.frames_incomplete, "incomplete"),
    ...some(stt.frames_headerless, "without first piece"),
    ...some(stt.duplicates, "duplicate pieces"),
    ...some(stt.overlaps, "overlapping"),
    ...some(stt.rejected, "rejected"),
    ...some(stt.evicted, "evicted"),
  ];
  return wrap(`${counted(stt.pieces, "piece")}: ${parts.join(", ")}`, width);
}

function unattributedLines({ stats }: Report, width: number): string[] {
  const { packets, bytes, by_reason } = stats.unattributed;
  if (packets === 0) return [];
  const reasons = Object.entries(by_reason).filter(([, n]) => n > 0);
  return wrap(
    `${counted(packets, "packet")} (${percent(ratio(packets, stats.capture.packets))}), ${size(bytes)}: ` +
      reasons.map(([reason, n]) => `${clean(reason)} ${count(n)}`).join(", "),
    width,
  );
}

/**
 * The report as an operator reads it: what was captured, what is remarkable, then the tables. Every line ends
 * with a newline; none is wider than `width` unless a single address is.
 */
export function statsText(report: Report, options: TextOptions): string {
  const { theme } = options;
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, options.width));
  const { stats } = report;
  const context: TableContext = { width, theme, stats };
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", theme.heading(title), ...lines];
  const found = findings(report);
  const dim = (text: string) => wrap(text, width).map((line) => theme.dim(line));
  const lines = [
    ...head(report, width, theme),
    ...section(
      "Findings",
      found.length === 0 ? [theme.good("none")] : found.flatMap((f) => findingLines(f, width, theme)),
    ),
    ...(stats.tenants.length === 0
      ? []
      : section("Tenants", [...tenantTable(context), ...(stats.tunnels.length > 0 ? dim(LEGEND) : [])])),
    ...(stats.tunnels.length === 0
      ? []
      : section("Tunnels", [...tunnelTable(context), ...overallLine(report, width, theme)])),
    ...(stats.encapsulations.length === 0 ? [] : section("Encapsulation", encapsulationTable(context))),
    ...(stats.stt.pieces === 0 ? [] : section("STT reassembly", sttLines(stats.stt, width))),
    ...section("Unattributed", unattributedLines(report, width)),
  ];
  return `${lines.join("\n")}\n`;
}
