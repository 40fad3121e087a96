/** The NAT report as an operator reads it. */
import type { Alone, Listed, NatReport, NatRow, Seen, SideReport, Why } from "../facts/nat-report.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { natFindings } from "./findings-nat.ts";
import { counts, destinationText, isIcmp, KINDS, newDestinationText, tupleText } from "./nat-words.ts";
import { filesLine, findingLines, type TextOptions } from "./stats-text.ts";
import type { Theme } from "./theme.ts";
import { count, counted, duration, size } from "./units.ts";
import { wrap } from "./wrap.ts";

const MIN_WIDTH = 80;
/** Rows of the lists below the table; --json has all. */
const MOST = 20;

const WHY: Readonly<Record<Why, string>> = {
  dropped: "dropped",
  rejected: "rejected",
  answered_here: "answered before it came out",
  not_covered: "outside not captured then",
  outside_only: "outside only",
};

export function natText(report: NatReport, { theme, width: wanted }: TextOptions): string {
  const width = Math.max(MIN_WIDTH, wanted);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", theme.heading(title), ...lines];
  // They are gone through several times, and a table needs all of them at once anyway.
  const rows = [...report.rows];
  const alone = [...report.alone];
  const { ambiguous, untranslated } = report;
  const found = natFindings({ ...report, rows, alone });
  const lines = [
    ...head(report, width, theme),
    ...section(
      "Findings",
      found.length === 0 ? [theme.good("none")] : found.flatMap((f) => findingLines(f, width, theme)),
    ),
    ...section(
      "Translations",
      rows.length === 0 ? [] : fittingTable(columns(rows, report.outside === null), rows, width, theme.dim),
    ),
    ...section(
      "Ambiguous",
      few(ambiguous, theme, (a) =>
        wrap(
          `${a.proto} ${tupleText(a, a.tuple)}: ${a.candidates.map((t) => tupleText(a, t)).join(", or ")}`,
          width,
        ),
      ),
    ),
    ...section(
      "No partner",
      few(alone.sort(byWhy), theme, (a) => wrap(aloneText(a), width)),
    ),
    ...section(
      "Not translated",
      few(untranslated, theme, (u) => wrap(`${u.proto} ${tupleText(u, u.tuple)}`, width)),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

const ORDER = Object.keys(WHY);
const byWhy = (a: Alone, b: Alone): number => ORDER.indexOf(a.why) - ORDER.indexOf(b.why);

function aloneText(a: Alone): string {
  const why = a.answered_by_router
    ? "answered by the router itself (its own address, or REDIRECT)"
    : WHY[a.why];
  const error = a.icmp_error === null ? "" : `, ICMP error ${a.icmp_error}`;
  const packets = counted(a.forward.packets + a.backward.packets, "packet");
  return `${a.proto} ${tupleText(a, a.tuple)}: ${why}${error} (${packets})`;
}

function few<T>(all: Listed<T>, theme: Theme, lines: (one: T) => string[]): string[] {
  const shown: string[] = [];
  let n = 0;
  for (const one of all) {
    if (n++ === MOST) return [...shown, theme.dim(`${count(all.length - MOST)} more; --json has all`)];
    shown.push(...lines(one));
  }
  return shown;
}

function head({ inside, outside, clock, rows }: NatReport, width: number, theme: Theme): string[] {
  const side = (name: string, s: SideReport) =>
    `${name} ${filesLine(s.files, width)}: ${counted(s.packets, "packet")}, ${counted(s.conversations, "conversation")}`;
  const lines = [theme.number(counted(rows.length, "translation"))];
  lines.push(side(outside === null ? "both sides in" : "inside ", inside));
  if (outside !== null) lines.push(side("outside", outside));
  if (clock !== null) {
    const drift = clock.drift_ppm === 0 ? "" : `, drifting ${clock.drift_ppm} ppm`;
    const ahead = clock.offset_s >= 0 ? "ahead of" : "behind";
    lines.push(
      `the outside's clock is ${duration(Math.abs(clock.offset_s))} ${ahead} the inside's${drift} ` +
        `(${counted(clock.packets, "packet")}, half of them within ${duration(clock.spread_us / 1e6)})`,
    );
  }
  return lines;
}

const HUNDRED = 100;

/** A column is there only if a row has something for it. */
function columns(rows: readonly NatRow[], one: boolean): ColumnSpec<NatRow>[] {
  const port = (row: NatRow, port: number) => (isIcmp(row) ? `id ${port}` : port === 0 ? "-" : String(port));
  const tenants = rows.some((r) => r.original.tenant !== "native" || r.translated.tenant !== "native");
  const newDestination = rows.some(
    (r) => r.original.dst !== r.translated.dst || r.destination_port !== "kept",
  );
  const both = (row: NatRow, text: (way: Seen["forward"]) => string) =>
    `${text(counts(row.forward, one))} / ${text(counts(row.backward, one))}`;
  const all: (ColumnSpec<NatRow> | null)[] = [
    tenants
      ? {
          header: "TENANT",
          align: "left",
          keep: 24,
          cell: ({ original: o, translated: t }) =>
            o.tenant === t.tenant ? o.tenant : `${o.tenant} > ${t.tenant}`,
        }
      : null,
    { header: "PROTO", align: "left", cell: (r) => r.proto },
    { header: "SOURCE", align: "left", cell: (r) => r.original.src },
    { header: "PORT", align: "right", cell: (r) => port(r, r.original.src_port) },
    { header: "DESTINATION", align: "left", cell: (r) => destinationText(r, r.original) },
    { header: "NEW SOURCE", align: "left", cell: (r) => r.translated.src },
    {
      header: "NEW SOURCE PORT",
      align: "left",
      cell: (r) => `${port(r, r.translated.src_port)}${r.source_port === "kept" ? " kept" : ""}`,
    },
    newDestination
      ? { header: "NEW DESTINATION", align: "left", cell: (r) => newDestinationText(r, r.translated) }
      : null,
    { header: "KIND", align: "left", cell: (r) => KINDS[r.kind] },
    { header: "PACKETS >/<", align: "right", cell: (r) => both(r, (d) => count(d.packets)), rank: 1 },
    { header: "BYTES >/<", align: "right", cell: (r) => both(r, (d) => size(d.bytes)), rank: 2 },
    {
      header: "SURE",
      align: "right",
      cell: (r) => `${Math.floor(r.confidence * HUNDRED)} %`,
      rank: 3,
    },
  ];
  return all.filter((column) => column !== null);
}
