import type {
  EncapsulationReport,
  EntropyReport,
  StatsReport,
  TenantReport,
  TunnelReport,
} from "../facts/report.ts";
import { clean } from "./clean.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { encapTitle, NATIVE, pairName } from "./names.ts";
import { flowsOf, judgeSpread, type Spread } from "./spread.ts";
import type { Theme } from "./theme.ts";
import { bits, count, counted, figure, percent, ratio, shortCount, size } from "./units.ts";

/** Rows that one screen shows; the rest is counted. */
export const MAX_ROWS = 25;

/** A table's place: how wide it may be, how it is painted, and what the whole is. */
export interface TableContext {
  width: number;
  theme: Theme;
  stats: StatsReport;
}

/** A percentage without the space, for narrow columns. */
const share = (part: number, whole: number) => percent(ratio(part, whole)).replace(" ", "");

const paintOf = (theme: Theme): Record<Spread, (text: string) => string> => ({
  unknown: (text) => text,
  none: theme.bad,
  few: theme.warn,
  fair: (text) => text,
  good: theme.good,
});

/** A row that is about a set of tunnelled packets. */
export interface SpreadRow {
  entropy: EntropyReport;
  /** Whether it says something about tunnels; native traffic is its own flow. */
  judged: boolean;
}

/** The hash columns: what the usual router has, what GRE key hashing adds, what there could be. */
export function spreadColumns<Row extends SpreadRow>(rows: readonly Row[], theme: Theme): ColumnSpec<Row>[] {
  const paint = paintOf(theme);
  const view = (row: Row, name: "five_tuple" | "key_aware", text: string) =>
    row.judged ? paint[judgeSpread(row.entropy, name)](text) : text;
  const known = (row: Row) => row.entropy.packets.inner.keys > 0;
  const helps = ({ entropy: { packets } }: Row) => packets.key_aware.bits !== packets.five_tuple.bits;
  const key: ColumnSpec<Row>[] = [
    {
      header: "+key",
      align: "right",
      rank: 1,
      cell: (row) => (helps(row) ? view(row, "key_aware", bits(row.entropy.packets.key_aware.bits)) : ""),
    },
  ];
  return [
    {
      header: "5-tuple",
      align: "right",
      cell: (row) => (known(row) ? view(row, "five_tuple", bits(row.entropy.packets.five_tuple.bits)) : "-"),
    },
    {
      header: "paths",
      align: "right",
      rank: 5,
      cell: (row) =>
        known(row) ? view(row, "five_tuple", figure(row.entropy.packets.five_tuple.paths)) : "-",
    },
    ...(rows.some(helps) ? key : []),
    {
      header: "possible",
      align: "right",
      cell: (row) => (known(row) ? bits(row.entropy.packets.inner.bits) : "-"),
    },
    {
      header: "values",
      align: "right",
      rank: 2,
      cell: ({ entropy: { field } }) => (field.name === null ? "-" : shortCount(field.distinct, 6)),
    },
  ];
}

/** The biggest rows by bytes, and how many are left out with how many bytes. */
function biggest<Row extends { bytes: number }>(rows: readonly Row[]): { shown: Row[]; rest: Row[] } {
  const sorted = [...rows].sort((x, y) => y.bytes - x.bytes);
  const cut = sorted.length > MAX_ROWS + 1 ? MAX_ROWS : sorted.length;
  return { shown: sorted.slice(0, cut), rest: sorted.slice(cut) };
}

function restLine(
  rest: readonly { bytes: number }[],
  what: string,
  { stats, theme }: TableContext,
): string[] {
  if (rest.length === 0) return [];
  const bytes = rest.reduce((sum, row) => sum + row.bytes, 0);
  const part = percent(ratio(bytes, stats.capture.bytes));
  return [theme.dim(`… and ${counted(rest.length, `more ${what}`)} (${part} of bytes); --json has all`)];
}

/** Tenants by bytes. */
export function tenantTable(context: TableContext): string[] {
  const { stats, theme, width } = context;
  const { shown, rest } = biggest(stats.tenants);
  const rows = shown.map((t) => ({ ...t, judged: t.tenant !== NATIVE }));
  const specs: ColumnSpec<TenantReport & SpreadRow>[] = [
    { header: "tenant", align: "left", keep: 24, cell: (t) => theme.tenant(clean(t.tenant)) },
    { header: "packets", align: "right", cell: (t) => shortCount(t.packets, 7) },
    { header: "size", align: "right", rank: 6, cell: (t) => size(t.bytes) },
    { header: "bytes", align: "right", cell: (t) => share(t.bytes, stats.capture.bytes) },
    { header: "inner", align: "right", rank: 4, cell: (t) => shortCount(t.inner_packets, 7) },
    { header: "flows", align: "right", cell: (t) => shortCount(t.flows, 5) },
    { header: "hosts", align: "right", rank: 3, cell: (t) => shortCount(t.hosts, 5) },
    ...spreadColumns(rows, theme),
  ];
  return [...fittingTable(specs, rows, width, theme.dim), ...restLine(rest, "tenant", context)];
}

/** Tunnels by bytes, and all of them together. */
export function tunnelTable(context: TableContext): string[] {
  const { stats, theme, width } = context;
  const { shown, rest } = biggest(stats.tunnels);
  const rows = shown.map((t) => ({ ...t, judged: true }));
  const specs: ColumnSpec<TunnelReport & SpreadRow>[] = [
    { header: "tunnel", align: "left", cell: (t) => clean(t.encap) },
    { header: "endpoints", align: "left", keep: 33, cell: pairName },
    { header: "packets", align: "right", rank: 2, cell: (t) => shortCount(t.packets, 7) },
    { header: "size", align: "right", rank: 6, cell: (t) => size(t.bytes) },
    { header: "bytes", align: "right", cell: (t) => share(t.bytes, stats.capture.bytes) },
    { header: "tenants", align: "right", rank: 4, cell: (t) => shortCount(t.tenants, 7) },
    { header: "flows", align: "right", cell: (t) => shortCount(flowsOf(t.entropy), 5) },
    ...spreadColumns(rows, theme),
  ];
  return [...fittingTable(specs, rows, width, theme.dim), ...restLine(rest, "tunnel", context)];
}

/** What each encapsulation carries and costs. */
export function encapsulationTable({ stats, theme, width }: TableContext): string[] {
  const specs: ColumnSpec<EncapsulationReport>[] = [
    { header: "encapsulation", align: "left", cell: (e) => encapTitle(e.encap) },
    { header: "tenants", align: "right", rank: 3, cell: (e) => shortCount(e.tenants, 7) },
    { header: "tunnels", align: "right", rank: 4, cell: (e) => shortCount(e.tunnels, 7) },
    { header: "packets", align: "right", cell: (e) => shortCount(e.packets, 7) },
    { header: "bytes", align: "right", cell: (e) => size(e.bytes) },
    { header: "inner packets", align: "right", rank: 2, cell: (e) => count(e.inner_packets) },
    { header: "overhead", align: "right", cell: (e) => share(e.overhead_bytes, e.bytes) },
    {
      header: "a packet",
      align: "right",
      rank: 1,
      cell: (e) => `${figure(ratio(e.overhead_bytes, e.packets))} B`,
    },
  ];
  const rows = [...stats.encapsulations].sort((x, y) => y.bytes - x.bytes);
  return fittingTable(specs, rows, width, theme.dim);
}
