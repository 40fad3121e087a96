import type {
  EncapsulatorReport,
  FieldQualityReport,
  GroupReport,
  LaboratoryReport,
  SpreadReport,
} from "../facts/entropy-report.ts";
import { clean } from "./clean.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { usualView } from "./findings-entropy.ts";
import { directionName } from "./names.ts";
import type { Theme } from "./theme.ts";
import { count, counted, figure, percent, shortCount, size } from "./units.ts";

const MAX_ROWS = 25;

export interface LabContext {
  width: number;
  theme: Theme;
  report: LaboratoryReport;
  /** Number of paths that the tables are about. */
  paths: number;
}

/** "1.95", or "5.6-7.4" where functions differ. */
export function span(fewest: number, most: number): string {
  const [a, b] = [figure(fewest), figure(most)];
  return a === b ? a : `${a}-${b}`;
}

/** Far below chance, somewhat below, or about there. */
function judged(theme: Theme, used: number, chance: number, text: string): string {
  if (used >= 0.9 * chance) return theme.good(text);
  return used >= 0.6 * chance ? text : theme.bad(text);
}

/** Effective paths of all tunnels for every number of paths; the last line is chance. */
export function viewTable({ report, theme, width }: LabContext): string[] {
  const { overall, settings } = report;
  interface Row {
    name: string;
    keys: string;
    bits: string;
    cells: Map<number, string>;
  }
  const rows = overall.views.map((v): Row => {
    const cells = overall.chance.map(({ paths, packets }): [number, string] => {
      const used = v.simulations.filter((s) => s.paths === paths).map((s) => s.packets.effective_paths);
      const text = span(Math.min(...used), Math.max(...used));
      return [paths, judged(theme, Math.max(...used), packets.effective_paths, text)];
    });
    return { name: v.view, keys: shortCount(v.keys, 7), bits: v.bits.toFixed(2), cells: new Map(cells) };
  });
  const chance = overall.chance.map((c) => [c.paths, figure(c.packets.effective_paths)] as const);
  rows.push({ name: "chance", keys: shortCount(overall.flows, 7), bits: "", cells: new Map(chance) });
  const specs: ColumnSpec<Row>[] = [
    { header: "view", align: "left", keep: 30, cell: (r) => r.name },
    { header: "keys", align: "right", cell: (r) => r.keys },
    { header: "bits", align: "right", rank: 3, cell: (r) => r.bits },
    ...settings.paths.map(
      (n, i): ColumnSpec<Row> => ({
        header: i === 0 ? counted(n, "path") : String(n),
        align: "right",
        rank: i < 6 ? 0 : 1,
        cell: (r) => r.cells.get(n) ?? "",
      }),
    ),
  ];
  return fittingTable(specs, rows, width, theme.dim);
}

/** Effective paths and max/mean of each function on one number of paths. */
export function functionTable({ report, theme, width, paths }: LabContext): string[] {
  const { overall } = report;
  const chance = overall.chance.find((c) => c.paths === paths);
  const names = [...new Set(overall.views.flatMap((v) => v.simulations.map((s) => s.function)))];
  const specs: ColumnSpec<string>[] = [
    { header: "function", align: "left", cell: (name) => name },
    ...overall.views.map((v, i): ColumnSpec<string> => {
      return {
        header: v.view,
        align: "right",
        rank: i < 4 ? 0 : 1,
        cell: (name) => {
          const s = v.simulations.find((x) => x.function === name && x.paths === paths);
          if (s === undefined || chance === undefined) return "";
          const text = `${figure(s.packets.effective_paths)} ×${figure(s.packets.max_mean)}`;
          return judged(theme, s.packets.effective_paths, chance.packets.effective_paths, text);
        },
      };
    }),
  ];
  return fittingTable(specs, names, width, theme.dim);
}

const RULES: Record<string, string> = {
  unknown: "?",
  constant: "constant",
  unused: "not used",
  inner_source_port: "inner port",
  few_values: "few values",
  rfc7348_range: "RFC 7348",
  linux_range: "Linux",
  ovs_range: "Open vSwitch",
  full_range: "all",
};

const values = (f: FieldQualityReport | null) =>
  f === null ? "-" : `${shortCount(f.distinct, 6)} of ${shortCount(Math.round(f.expected_distinct), 6)}`;

function spreadColumns<Row extends GroupReport>({ report, theme, paths }: LabContext): ColumnSpec<Row>[] {
  const usual = usualView(report);
  const find = (row: Row, view: string) => row.views.find((v) => v.view === view) as SpreadReport;
  const order = [...report.settings.views].sort(
    (a, b) => Number(b.view === usual) - Number(a.view === usual),
  );
  return [
    ...order.map(({ view }, i): ColumnSpec<Row> => {
      return {
        header: view,
        align: "right",
        rank: i === 0 ? 0 : 1 + i,
        cell: (row) => {
          const at = find(row, view).paths.find((p) => p.paths === paths);
          if (at === undefined) return "";
          return judged(theme, at.most, at.chance, span(at.fewest, at.most));
        },
      };
    }),
    {
      header: "chance",
      align: "right",
      cell: (row) => figure(row.views[0].paths.find((p) => p.paths === paths)?.chance ?? 0),
    },
  ];
}

function fieldColumns<Row extends GroupReport>(): ColumnSpec<Row>[] {
  return [
    { header: "flows", align: "right", cell: (t) => shortCount(t.flows, 6) },
    { header: "values", align: "right", rank: 1, cell: (t) => values(t.field) },
    { header: "rule", align: "left", rank: 1, cell: (t) => (t.field === null ? "-" : RULES[t.field.rule]) },
  ];
}

/** The heaviest rows, and a line for the rest. */
function cut<Row extends { bytes: number }>(
  rows: readonly Row[],
  more: number,
  what: string,
  lines: (shown: readonly Row[]) => string[],
  theme: Theme,
): string[] {
  const shown = [...rows].sort((a, b) => b.bytes - a.bytes).slice(0, MAX_ROWS);
  const rest = rows.length - shown.length + more;
  return [
    ...lines(shown),
    ...(rest === 0
      ? []
      : [theme.dim(`… and ${counted(rest, `more ${what}`)}; --json has the ${count(rows.length)} heaviest`)]),
  ];
}

export function tenantSpreads(context: LabContext): string[] {
  const { report, theme, width } = context;
  return cut(
    report.tenants,
    report.left_out.tenants,
    "tenant",
    (rows) =>
      fittingTable(
        [
          { header: "tenant", align: "left", keep: 24, cell: (t) => theme.tenant(clean(t.tenant)) },
          ...fieldColumns<(typeof rows)[number]>(),
          ...spreadColumns<(typeof rows)[number]>(context),
        ],
        rows,
        width,
        theme.dim,
      ),
    theme,
  );
}

export function directionSpreads(context: LabContext): string[] {
  const { report, theme, width } = context;
  return cut(
    report.tunnels,
    report.left_out.tunnels,
    "direction",
    (rows) =>
      fittingTable(
        [
          { header: "tunnel", align: "left", cell: (t) => clean(t.encap) },
          { header: "from, to", align: "left", keep: 33, cell: (t) => directionName(t) },
          ...fieldColumns<(typeof rows)[number]>(),
          ...spreadColumns<(typeof rows)[number]>(context),
        ],
        rows,
        width,
        theme.dim,
      ),
    theme,
  );
}

/** What each endpoint puts into the entropy field of what it sends. */
export function encapsulatorTable({ report, theme, width }: LabContext): string[] {
  const rows = report.encapsulators.map((e) => ({ ...e, bytes: e.field.packets }));
  const alive = (f: FieldQualityReport) => f.bit_entropies.filter((b) => b > 0.5).length;
  const specs: ColumnSpec<EncapsulatorReport>[] = [
    {
      header: "encapsulator",
      align: "left",
      keep: 33,
      cell: (e) => `${clean(e.encap)} ${e.address === null ? "on the link" : clean(e.address)}`,
    },
    { header: "flows", align: "right", cell: (e) => shortCount(e.field.flows, 6) },
    { header: "values", align: "right", cell: (e) => values(e.field) },
    { header: "from", align: "right", cell: (e) => String(e.field.min) },
    { header: "to", align: "right", cell: (e) => String(e.field.max) },
    {
      header: "bits in use",
      align: "right",
      rank: 1,
      cell: (e) => `${alive(e.field)} of ${e.field.bit_entropies.length}`,
    },
    { header: "rule", align: "left", cell: (e) => RULES[e.field.rule] },
    { header: "changed", align: "right", rank: 2, cell: (e) => count(e.field.flows_with_several_values) },
    { header: "shared", align: "right", rank: 3, cell: (e) => count(e.field.flows_sharing_a_value) },
    {
      header: "same back",
      align: "right",
      rank: 4,
      cell: (e) => `${count(e.field.flows_same_value_both_ways)} of ${count(e.field.flows_answered)}`,
    },
  ];
  return cut(
    rows,
    report.left_out.encapsulators,
    "encapsulator",
    (r) => fittingTable(specs, r, width, theme.dim),
    theme,
  );
}

/** The same flows in every encapsulation, side by side. */
export function whatIfTable({ report, theme, width, paths }: LabContext): string[] {
  const at = (list: { paths: number; effective_paths: number; chance: number }[]) =>
    list.find((p) => p.paths === paths);
  const specs: ColumnSpec<LaboratoryReport["what_if"][number]>[] = [
    { header: "encapsulation", align: "left", cell: (w) => w.title },
    ...(["five_tuple", "key_aware"] as const).flatMap((view): typeof specs => [
      { header: `${view} keys`, align: "right", cell: (w) => shortCount(w[view].keys, 7) },
      {
        header: "paths",
        align: "right",
        cell: (w) => {
          const p = at(w[view].paths);
          return p === undefined ? "" : judged(theme, p.effective_paths, p.chance, figure(p.effective_paths));
        },
      },
    ]),
    { header: "overhead", align: "right", rank: 3, cell: (w) => size(w.overhead_bytes) },
    { header: "a packet", align: "right", rank: 1, cell: (w) => `${figure(w.overhead_per_packet)} B` },
    { header: "of bytes", align: "right", rank: 2, cell: (w) => percent(w.overhead_share).replace(" ", "") },
  ];
  return fittingTable(specs, report.what_if, width, theme.dim);
}
