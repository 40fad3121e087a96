/** What the laboratory's figures mean, in words, with the numbers that support them and what to do. */
import type {
  DirectionReport,
  FieldQualityReport,
  LaboratoryReport,
  ScopeReport,
  SimulationReport,
  ViewReport,
} from "../facts/entropy-report.ts";
import { clean } from "./clean.ts";
import { type Candidate, type Finding, never, weights } from "./finding.ts";
import { type Found, ranked } from "./findings.ts";
import { policyFindings, timeFindings } from "./findings-entropy-time.ts";
import { directionName, encapTitle } from "./names.ts";
import { FEW_KEYS_PER_PAIR, MIN_FLOWS_PER_PAIR } from "./spread.ts";
import { count, counted, figure, percent, ratio, bits as two } from "./units.ts";

const NOUNS: Record<string, string> = {
  "udp.srcport": "UDP source port",
  "tcp.srcport": "TCP source port",
  "nvgre.flowid": "FlowID",
};
const nounOf = (field: FieldQualityReport) => NOUNS[field.name] ?? field.name;

/** Chance below which an outcome is not put down to dice, with a thousand outcomes looked at, and above which it is. */
const UNLIKELY = 1e-5;
const LIKELY = 0.01;
/** Fewer keys a path, and chi-square's chances are no good. */
const KEYS_A_PATH = 5;
/** Fewer flows than this tell nothing of a hash function. */
const MIN_FLOWS_FOR_HASH = 16;
/** Below this, links differ in load by half of it on average: Jain 0.9 is a coefficient of variation of 1/3. */
const FAIR_JAIN = 0.9;

/** The number of paths that stands for all in sentences and tables: 8, or the one in the middle. */
export function typicalPaths({ settings: { paths } }: LaboratoryReport): number {
  return paths.includes(8) ? 8 : paths[Math.floor((paths.length - 1) / 2)];
}

/** The view of the usual router, or the first of those asked for. */
export function usualView({ settings: { views } }: LaboratoryReport): string {
  return (views.find(({ view }) => view === "five_tuple") ?? views[0]).view;
}

const arrow = (d: DirectionReport) => `${encapTitle(d.encap)} ${directionName(d)}`;

/** "VXLAN … would use 7.5 of 8 for 5 % more bytes": what another encapsulation would give. */
function cure(report: LaboratoryReport, from: string, paths: number): string {
  const vxlan = report.what_if.find(({ encap }) => encap === "vxlan");
  const now = report.what_if.find(({ encap }) => encap === from);
  if (vxlan === undefined || now === undefined) return "carry them in an encapsulation with hashed ports";
  const more = vxlan.overhead_per_packet - now.overhead_per_packet;
  const cost = more > 0 ? ` for ${count(more)} bytes a packet more` : "";
  return `VXLAN with hashed ports would spread them over the ${paths} as chance does${cost}`;
}

/** Both directions of a pair of endpoints that say the same are one finding. */
function bothWays(d: DirectionReport, others: readonly DirectionReport[]): DirectionReport | undefined {
  return others.find((o) => o.encap === d.encap && o.from === d.to && o.to === d.from && o.from !== o.to);
}

function oneKey(report: LaboratoryReport): Found {
  const name = usualView(report);
  const paths = typicalPaths(report);
  const isStuck = (d: DirectionReport) => {
    const seen = d.views.find(({ view }) => view === name);
    // A port that never changes is told by tenant.
    return (
      seen?.keys === 1 &&
      d.flows >= MIN_FLOWS_PER_PAIR &&
      (d.field === null || hasKey(d) || d.field.rule === "unused")
    );
  };
  const stuck = report.tunnels.filter(isStuck);
  const candidates = stuck.flatMap((d, i): Candidate[] => {
    const back = bothWays(d, stuck);
    if (back !== undefined && stuck.indexOf(back) < i && hasKey(back) === hasKey(d)) return [];
    const both = back !== undefined && hasKey(back) === hasKey(d);
    const flows = d.flows + (both ? back.flows : 0);
    const who = both ? arrow(d).replace("→", "↔") : arrow(d);
    const keys = both ? `1 hash key a direction (${name})` : `1 hash key (${name})`;
    const what = `${who}: ${counted(flows, "flow")}, ${keys}: 1 of ${paths} paths whatever the function`;
    const better = keyAware(d);
    if (better === undefined) {
      return [{ severity: "bad", text: `${what}; ${cure(report, d.encap, paths)}`, weight: flows }];
    }
    const used = better.paths.find((p) => p.paths === paths);
    const text = `${what}; with the GRE key ${counted(better.keys, "key")}, up to ${two(used?.most ?? 0)} paths: hash it`;
    return [{ severity: "warn", text, weight: flows }];
  });
  return {
    candidates,
    more: (rest) =>
      `${counted(rest.length, "more tunnel")} with one hash key a direction for several flows (${counted(weights(rest), "flow")})`,
  };
}

/** The view that hashes the GRE key, if that tells flows apart. */
const keyAware = (d: DirectionReport) => d.views.find(({ view, keys }) => view === "key_aware" && keys > 1);
const hasKey = (d: DirectionReport) => keyAware(d) !== undefined;

/** What the encapsulator does with its field, if that is a fault; null: it hashes. */
function fault(field: FieldQualityReport): [Finding["severity"], string] | null {
  const noun = nounOf(field);
  const flows = counted(field.flows, "flow");
  switch (field.rule) {
    case "constant":
      return [
        "bad",
        `${flows}, ${noun} always ${field.min}: the encapsulator does not hash, each tunnel stays on one path; ` +
          `a hash of the inner headers would give ${count(field.expected_distinct)} values`,
      ];
    case "unused":
      return ["bad", `${flows}, ${noun} always 0: not used; set it from a hash of the inner headers`];
    case "inner_source_port":
      return [
        "warn",
        `${noun} is the inner source port in ${percent(ratio(field.copied_inner_port_packets, field.packets))} ` +
          "of the packets: all answers of a server share a key; hash all inner headers",
      ];
    case "few_values":
      return [
        field.distinct <= FEW_KEYS_PER_PAIR ? "bad" : "warn",
        `${flows} use ${counted(field.distinct, "value")} of the ${noun}, a hash would use ` +
          `${count(field.expected_distinct)}: too little is hashed`,
      ];
    default:
      return null;
  }
}

function fields(report: LaboratoryReport): Found {
  const candidates = report.tenants.flatMap((t): Candidate[] => {
    const found = t.field === null ? null : fault(t.field);
    if (found === null) return [];
    const [severity, text] = found;
    return [{ severity, tenant: t.tenant, text: `${clean(t.tenant)}: ${text}`, weight: t.flows }];
  });
  return {
    candidates,
    more: (rest) =>
      `${counted(rest.length, "more tenant")} with a poor entropy field (${counted(weights(rest), "flow")})`,
  };
}

function changing(report: LaboratoryReport): Found {
  const candidates = report.tenants.flatMap((t): Candidate[] => {
    if (t.field === null || t.field.flows_with_several_values === 0) return [];
    const n = t.field.flows_with_several_values;
    const text =
      `${clean(t.tenant)}: ${count(n)} of ${counted(t.field.flows, "flow")} changed their ${nounOf(t.field)}: ` +
      "packets of one flow take several paths and may be reordered";
    return [{ severity: "warn", tenant: t.tenant, text, weight: n }];
  });
  return {
    candidates,
    more: (rest) =>
      `${counted(weights(rest), "flow")} of ${counted(rest.length, "more tenant")} changed their value`,
  };
}

/** Whether dice would rarely put the keys as unevenly. */
const isPoor = (s: SimulationReport) => s.chi_square_keys.p < UNLIKELY;

/** A function that spreads worse than chance what another one spreads well. */
function poorFunctions(report: LaboratoryReport): Found {
  const candidates = [
    { who: "all tunnels", scope: report.overall },
    ...report.encapsulations.map((e) => ({ who: encapTitle(e.encap), scope: e as ScopeReport })),
  ]
    // With one encapsulation both are the same.
    .filter(({ scope }, i) => i === 0 || scope.flows !== report.overall.flows)
    .flatMap(({ who, scope }) => scope.views.flatMap((view) => poorIn(who, scope, view)))
    .sort((a, b) => b.weight - a.weight)
    // The worst case of a function stands for its others.
    .filter((one, i, all) => all.findIndex((other) => other.name === one.name) === i);
  return {
    candidates,
    more: (rest) => `${counted(rest.length, "more case")} of a hash function that is worse than chance`,
  };
}

function poorIn(who: string, scope: ScopeReport, view: ViewReport): (Candidate & { name: string })[] {
  if (scope.flows < MIN_FLOWS_FOR_HASH) return [];
  const worst = new Map<string, { s: SimulationReport; best: SimulationReport }>();
  for (const s of view.simulations) {
    if (!isPoor(s) || view.keys < KEYS_A_PATH * s.paths) continue;
    const others = view.simulations.filter((o) => o.paths === s.paths && o.chi_square_keys.p >= LIKELY);
    const best = others.reduce<SimulationReport | undefined>(
      (a, b) => (a === undefined || b.flows.effective_paths > a.flows.effective_paths ? b : a),
      undefined,
    );
    if (best === undefined) continue;
    const before = worst.get(s.function)?.s;
    const share = (x: SimulationReport) => x.flows.effective_paths / x.paths;
    if (before === undefined || share(s) < share(before)) worst.set(s.function, { s, best });
  }
  return [...worst.values()].map(({ s, best }) => {
    const text =
      `${who}, ${view.view}: ${s.function} puts ${counted(view.keys, "key")} on ${s.paths} paths as dice would not ` +
      `(chi-square ${figure(s.chi_square_keys.statistic)}, ${count(s.chi_square_keys.degrees)} expected): by flows ` +
      `${two(s.flows.effective_paths)} paths, max/mean ${two(s.flows.max_mean)}; ${best.function} gives ` +
      `${two(best.flows.effective_paths)} and ${two(best.flows.max_mean)}`;
    // Which function a device has is known to its owner alone.
    return { severity: "info", text, weight: scope.flows / s.flows.effective_paths, name: s.function };
  });
}

/** Few flows never lie evenly, and that is not the hash's fault. */
function fewFlows({ overall }: LaboratoryReport): Found {
  const good = overall.views.flatMap((v) =>
    v.simulations.filter((s) => s.chi_square.p >= LIKELY).map((s) => ({ ...s, view: v.view })),
  );
  const candidates = overall.chance
    .filter(({ flows }) => overall.flows > 0 && flows.jain < FAIR_JAIN)
    .slice(0, 1)
    .flatMap(({ paths, flows: chance }): Candidate[] => {
      const [fine] = good.filter((s) => s.paths === paths);
      if (fine === undefined) return [];
      const text =
        `${counted(overall.flows, "flow")} on ${paths} paths: Jain ${two(fine.flows.jain)} (${fine.view}, ${fine.function}), ` +
        `chance ${two(chance.jain)}: the hash is fine, there are too few flows`;
      return [{ severity: "info", text, weight: paths }];
    });
  return { candidates, more: never };
}

/** A few flows that carry most: no hash can help. */
function giants(report: LaboratoryReport): Found {
  const { overall } = report;
  const chance = overall.chance.find(({ paths }) => paths === typicalPaths(report));
  const none = { candidates: [], more: never };
  if (chance === undefined || overall.flows < MIN_FLOWS_FOR_HASH) return none;
  if (chance.bytes.max_mean < 1.5 || chance.flows.max_mean > 1.4) return none;
  const text =
    `by bytes ${counted(overall.flows, "flow")} weigh like ${count(overall.effective_flows.bytes)} equal ones: on ` +
    `${chance.paths} paths even a perfect hash has max/mean ${two(chance.bytes.max_mean)} ` +
    `(${two(chance.flows.max_mean)} if they were equal)`;
  return { candidates: [{ severity: "info", text, weight: overall.flows }], more: never };
}

function polarized(report: LaboratoryReport): Found {
  const [one, two2] = report.settings.fabric;
  const rows = report.fabric.filter(({ view }) => view === usualView(report));
  const none = { candidates: [], more: never };
  const fair = 0.6 * two2;
  const same = rows.filter((r) => r.same_seed.effective_paths < fair);
  if (report.overall.flows < MIN_FLOWS_FOR_HASH * one || same.length === 0 || two2 === 1) return none;
  const cured = same.filter((r) => r.other_seed.effective_paths >= fair);
  const stuck = same.filter((r) => r.other_seed.effective_paths < fair).map((r) => r.function);
  const best = Math.max(...cured.map((r) => r.other_seed.effective_paths));
  const text =
    `two stages of ${one} and ${two2} paths with the same hash: a switch of the second uses ` +
    `${two(Math.min(...same.map((r) => r.same_seed.effective_paths)))} of ${two2} paths` +
    (cured.length === 0 ? "" : `; give the stages different seeds (${two(best)} then)`) +
    (stuck.length === 0
      ? ""
      : `; that does not help ${stuck.join(", ")}: take other bits (offset) or another function there`);
  // So it is with any traffic: it is no fault of this one.
  return { candidates: [{ severity: "info", text, weight: 1 }], more: never };
}

/** What of bonding depends on machine and kernel. */
const BONDING_TRAPS =
  "as little-endian machines (x86, ARM) hash addresses and ports: byte-swapped; Ethernet type as a number, older " +
  "kernels XOR it byte-swapped (0x0008), and until 2022 layer2+3 lost its lowest bit too";

/** Devices that are not what their settings say. */
function devices({ settings, overall }: LaboratoryReport): Found {
  const candidates = settings.views.flatMap((v): Candidate[] => {
    const missed = overall.views.find(({ view }) => view === v.view)?.missed_packets ?? 0;
    const out: Candidate[] = [];
    if (missed > 0) {
      const text =
        `${v.view}: for ${percent(ratio(missed, overall.packets))} of the packets it gets no inner header: Linux's flow ` +
        "dissector enters GRE and IP-in-IP, but never UDP or TCP (VXLAN, Geneve, STT); hash the outer ports instead";
      out.push({ severity: "warn", text, weight: missed });
    }
    if (v.absent_fields.length > 0) {
      const text = `${v.view}: ${v.absent_fields.join(", ")} count as 0: flows are kept without them`;
      out.push({ severity: "info", text, weight: 0 });
    }
    if (v.view.startsWith("linux-bond-"))
      out.push({ severity: "info", text: `${v.view}: ${BONDING_TRAPS}`, weight: 0 });
    if (v.unpredictable !== null) {
      const text = `${v.view}: the fields are exact, the next hops are not to be foretold: ${v.unpredictable}`;
      out.push({ severity: "info", text, weight: 0 });
    }
    return out;
  });
  return { candidates, more: (rest) => `${counted(rest.length, "more device")} with such limits` };
}

/** What an operator should know, worst first, at most a few of each kind. */
export function entropyFindings(report: LaboratoryReport): Finding[] {
  return ranked([
    oneKey(report),
    fields(report),
    changing(report),
    policyFindings(report),
    devices(report),
    poorFunctions(report),
    polarized(report),
    fewFlows(report),
    giants(report),
    timeFindings(report),
  ]);
}
