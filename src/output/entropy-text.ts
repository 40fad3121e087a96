import type { LaboratoryReport, OnPaperReport } from "../facts/entropy-report.ts";
import { clean } from "./clean.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { loadBars } from "./entropy-bars.ts";
import {
  directionSpreads,
  encapsulatorTable,
  functionTable,
  type LabContext,
  tenantSpreads,
  viewTable,
  whatIfTable,
} from "./entropy-tables.ts";
import { entropyFindings, typicalPaths, usualView } from "./findings-entropy.ts";
import { directionName, encapTitle } from "./names.ts";
import { filesLine, findingLines, type TextOptions } from "./stats-text.ts";
import { count, counted, duration, figure, percent, rate, ratio, size } from "./units.ts";
import { wrap } from "./wrap.ts";

const MIN_WIDTH = 80;
const MAX_WIDTH = 120;
const bounded = (width: number) => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width));

function head({ report, theme, width }: LabContext): string[] {
  const { capture, overall, settings, unattributed } = report;
  const as = settings.as === null ? "" : `, looked at as if in ${encapTitle(settings.as)}`;
  const nobodys = unattributed.packets > 0 ? `; ${count(unattributed.packets)} unattributed` : "";
  return [
    theme.number(filesLine(capture.files, width)),
    ...wrap(
      `${counted(overall.flows, "flow")} in ${counted(overall.packets, "tunnelled packet")}, ${size(overall.bytes)}${as}` +
        ` (${counted(capture.packets, "packet")} in all${nobodys})`,
      width,
    ),
  ];
}

function fabricLines({ report, theme, width }: LabContext): string[] {
  const rows = report.fabric.filter(({ view }) => view === usualView(report));
  const [, n2] = report.settings.fabric;
  const specs: ColumnSpec<(typeof rows)[number]>[] = [
    { header: "function", align: "left", cell: (r) => r.function },
    { header: `same seed, of ${n2}`, align: "right", cell: (r) => figure(r.same_seed.effective_paths) },
    { header: "fewest", align: "right", cell: (r) => figure(r.same_seed.fewest_effective_paths) },
    { header: "bits told", align: "right", cell: (r) => r.same_seed.mutual_information.toFixed(2) },
    { header: "other seed", align: "right", cell: (r) => figure(r.other_seed.effective_paths) },
    { header: "fewest", align: "right", cell: (r) => figure(r.other_seed.fewest_effective_paths) },
    { header: "bits told", align: "right", cell: (r) => r.other_seed.mutual_information.toFixed(2) },
  ];
  return fittingTable(specs, rows, width, theme.dim);
}

function intervalLines({ report, theme, width, paths }: LabContext): string[] {
  if (report.intervals === null) return [];
  const rows = report.intervals.worst.filter((w) => w.paths === paths && w.view === usualView(report));
  const specs: ColumnSpec<(typeof rows)[number]>[] = [
    { header: "function", align: "left", cell: (r) => r.function },
    {
      header: "worst interval",
      align: "left",
      cell: (r) => r.start.replace("T", " ").replace(/\.?0+Z$/, ""),
    },
    { header: "busiest path", align: "right", cell: (r) => String(r.busiest_path) },
    { header: "its rate", align: "right", cell: (r) => rate(r.busiest_bits_per_second) },
    { header: "max/mean", align: "right", cell: (r) => figure(r.max_mean) },
    { header: "paths used", align: "right", cell: (r) => figure(r.effective_paths) },
  ];
  return fittingTable(specs, rows, width, theme.dim);
}

function policyLines({ report, theme, width }: LabContext): string[] {
  const rows = report.policies.flatMap((p) => p.directions.map((d) => ({ p, d })));
  if (rows.length === 0) return [];
  const specs: ColumnSpec<(typeof rows)[number]>[] = [
    { header: "tenant", align: "left", keep: 24, cell: ({ p }) => theme.tenant(clean(p.tenant)) },
    { header: "from, to", align: "left", keep: 30, cell: ({ d }) => directionName(d) },
    { header: "rate", align: "right", cell: ({ p }) => rate(p.bits_per_second) },
    { header: "offered", align: "right", cell: ({ d }) => size(d.bytes) },
    { header: "unseen", align: "right", cell: ({ d }) => percent(ratio(d.headerless_bytes, d.bytes)) },
    { header: "stateless", align: "right", cell: ({ d }) => size(d.stateless.passed_bytes) },
    { header: "following", align: "right", cell: ({ d }) => size(d.following.passed_bytes) },
    { header: "in", align: "right", rank: 1, cell: ({ d }) => duration(d.seconds) },
  ];
  return fittingTable(specs, rows, width, theme.dim);
}

/** The laboratory's report for people: findings first, then the tables. Every line ends with a newline. */
export function entropyText(report: LaboratoryReport, options: TextOptions): string {
  const { theme } = options;
  const width = bounded(options.width);
  const paths = typicalPaths(report);
  const context: LabContext = { width, theme, report, paths };
  const on = `on ${counted(paths, "path")}`;
  const section = (title: string, lines: readonly string[], legend = "") =>
    lines.length === 0
      ? []
      : [
          "",
          theme.heading(title),
          ...lines,
          ...(legend === "" ? [] : wrap(legend, width).map((line) => theme.dim(line))),
        ];
  const found = entropyFindings(report);
  const tunnels = report.overall.flows > 0;
  const lines = [
    ...head(context),
    ...section(
      "Findings",
      found.length === 0 ? [theme.good("none")] : found.flatMap((f) => findingLines(f, width, theme)),
    ),
    ...(tunnels
      ? [
          ...section(
            "Paths in use, by packets",
            viewTable(context),
            "Effective paths (2^entropy of the loads), from the worst hash function to the best; chance: what dice " +
              "give for so many flows of these weights.",
          ),
          ...section(`Functions ${on}: paths in use ×max/mean`, functionTable(context)),
          ...loadBars(context).flatMap(({ title, lines: bars }) => section(title, bars)),
          ...section(
            `Tenants ${on}`,
            tenantSpreads(context),
            "values: distinct values of the entropy field, of those that a hash of so many flows would give.",
          ),
          ...section(`Tunnels, each direction, ${on}`, directionSpreads(context)),
          ...section("Entropy fields", encapsulatorTable(context)),
          ...section(
            `Two stages, ${report.settings.fabric.join(" and ")} paths (${usualView(report)})`,
            fabricLines(context),
            "Effective paths of a switch of the second stage. bits told: what the first choice tells of the second.",
          ),
          ...section(
            `Worst intervals of ${duration(report.intervals?.seconds ?? 0)} ${on}`,
            intervalLines(context),
          ),
          ...section(
            `What if ${on}`,
            whatIfTable(context),
            "The same flows between the same endpoints, each encapsulation with a good entropy field and a perfect hash.",
          ),
        ]
      : ["", "No packet is in a tunnel: there is nothing to spread but the flows themselves."]),
    ...section("Policers", policyLines(context), "stateless, following: bytes that pass."),
  ];
  return `${lines.join("\n")}\n`;
}

/** The balance to expect of encapsulations on paper. */
export function paperText({ paper }: OnPaperReport, options: TextOptions): string {
  const { theme } = options;
  const width = bounded(options.width);
  const [first] = paper;
  const specs: ColumnSpec<(typeof paper)[number]>[] = [
    { header: "encapsulation", align: "left", cell: (p) => p.title },
    { header: "view", align: "left", cell: (p) => p.view },
    { header: "keys", align: "right", cell: (p) => figure(p.keys) },
    ...first.paths.map(
      ({ paths }, i): ColumnSpec<(typeof paper)[number]> => ({
        header: i === 0 ? counted(paths, "path") : String(paths),
        align: "right",
        rank: i < 6 ? 0 : 1,
        cell: (p) =>
          `${figure(p.paths[i].expected.effective_paths)} ×${figure(p.paths[i].expected.max_mean)}`,
      }),
    ),
    { header: "overhead", align: "right", cell: (p) => `${p.overhead_per_packet} B` },
  ];
  const possible = first.paths.map(
    ({ paths, possible: e }) => `${figure(e.effective_paths)} ×${figure(e.max_mean)} on ${paths}`,
  );
  const lines = [
    theme.heading(`${counted(first.flows, "equal flow")} between one pair of endpoints, one direction`),
    ...fittingTable(specs, paper, width, theme.dim),
    ...wrap(
      `Effective paths ×max/mean on average, with a good entropy field and a perfect hash. The flows themselves would ` +
        `give ${possible.join(", ")}.`,
      width,
    ).map((line) => theme.dim(line)),
  ];
  return `${lines.join("\n")}\n`;
}
