/**
 * From the report of one capture to figures with names: what a baseline holds and what expectations are about. A
 * figure is called as its path in `stats --json`, below its subject: `entropy.packets.five_tuple.bits`.
 */
import type { FigureValue } from "../facts/check-report.ts";
import type { Report } from "../facts/report.ts";
import { findings, type Severity } from "../output/findings.ts";

/** Kinds of which there is one, and kinds whose subjects have a name. */
export const SINGLE_KINDS = ["capture", "unattributed", "stt", "findings", "overall"] as const;
export const NAMED_KINDS = ["tenant", "encap", "tunnel"] as const;
export type SubjectKind = (typeof SINGLE_KINDS)[number] | (typeof NAMED_KINDS)[number];

/** Figures that stand together on one line of a baseline: their names, and what these begin with. */
export interface FigureGroup {
  readonly prefix: string;
  readonly names: readonly string[];
  /** In the baseline. Others follow from figures that are. */
  readonly kept: boolean;
}

const group = (names: string, prefix = "", kept = true): FigureGroup => ({
  prefix,
  names: names.split(" "),
  kept,
});
const unkept = (groups: readonly FigureGroup[]) => groups.map((g) => ({ ...g, kept: false }));

const VIEWS = ["five_tuple", "inner", "key_aware", "ip"];
const ENTROPY: readonly FigureGroup[] = [
  ...["packets", "bytes", "flows"].flatMap((weighting) =>
    VIEWS.flatMap((view) => [
      group("keys bits max_share", `entropy.${weighting}.${view}`),
      // 2^bits: it would only make baselines longer.
      group("paths", `entropy.${weighting}.${view}`, false),
    ]),
  ),
  group(
    "name distinct min max flows_with_several_values values_with_several_flows copied_inner_port_packets",
    "entropy.field",
  ),
];

/** What the packets without a tenant are counted by. The first three are always there. */
const REASONS =
  "stt_first_piece_missing fragment_first_missing malformed truncated too_deep part_repeated max_flows";
export const BY_REASON = "by_reason";

/** All figures of each kind of subject, in order. */
export const FIGURES: Readonly<Record<SubjectKind, readonly FigureGroup[]>> = {
  capture: [
    group("packets bytes captured_bytes truncated_packets duration_s damage"),
    group("tenants tunnels flows conversations"),
  ],
  findings: [group("bad warn info")],
  unattributed: [group("packets bytes"), group(REASONS, BY_REASON)],
  stt: [
    group("pieces frames_complete frames_incomplete frames_headerless"),
    group("duplicates overlaps rejected evicted headerless_pieces headerless_bytes"),
  ],
  encap: [group("packets bytes inner_packets inner_bytes overhead_bytes tenants tunnels")],
  tenant: [
    group("packets bytes inner_packets inner_bytes"),
    group("flows conversations hosts tunnels"),
    group("non_ip_packets broadcast_packets multicast_packets arp_packets"),
    ...ENTROPY,
  ],
  tunnel: [group("tenants packets bytes"), ...unkept(ENTROPY)],
  overall: ENTROPY,
};

export const fullName = (prefix: string, name: string): string =>
  prefix === "" ? name : `${prefix}.${name}`;

/** Full names of all figures of a kind. */
export const namesOf = (kind: SubjectKind): string[] =>
  FIGURES[kind].flatMap(({ prefix, names }) => names.map((name) => fullName(prefix, name)));

export interface Subject {
  readonly kind: SubjectKind;
  /** `tenant vxlan:42`, `capture`. */
  readonly title: string;
  /** `vxlan:42`; empty for kinds of which there is one. */
  readonly name: string;
  /** Values by full name, in order. */
  readonly figures: ReadonlyMap<string, FigureValue>;
}

/** The value at a path of a report. */
function valueAt(report: object, path: string): FigureValue | undefined {
  let at: unknown = report;
  for (const key of path.split(".")) at = (at as Record<string, unknown> | undefined)?.[key];
  return at as FigureValue | undefined;
}

function subject(kind: SubjectKind, report: object, name = ""): Subject {
  const figures = new Map(namesOf(kind).map((path) => [path, valueAt(report, path) ?? null]));
  return { kind, title: name === "" ? kind : `${kind} ${name}`, name, figures };
}

const sum = <T>(list: readonly T[], of: (t: T) => number): number => list.reduce((n, t) => n + of(t), 0);

/** Reasons are many, and most never occur: those that do not are 0, and some have a name of their own. */
function unattributed({ stats }: Report): Subject {
  const { figures, ...rest } = subject("unattributed", stats.unattributed);
  const all = new Map([...figures].map(([name, value]) => [name, value ?? 0]));
  for (const [reason, packets] of Object.entries(stats.unattributed.by_reason))
    all.set(fullName(BY_REASON, reason), packets);
  return { ...rest, figures: all };
}

/** Spelled as a tenant without an id is: `vxlan:10.0.0.1~10.0.0.2`. On a bare link: `mpls:link`. */
const tunnelName = (t: { encap: string; a: string | null; b: string | null }): string =>
  t.a === null || t.b === null ? `${t.encap}:link` : `${t.encap}:${t.a}~${t.b}`;

/** All figures of a capture, in the order of the report. */
export function subjectsOf(report: Report): Subject[] {
  const { stats } = report;
  // Damage is counted by itself.
  const found = findings({ ...report, stats: { ...stats, capture: { ...stats.capture, damage: [] } } });
  const count = (severity: Severity) => found.filter((f) => f.severity === severity).length;
  const capture = {
    ...stats.capture,
    damage: stats.capture.damage.length,
    tenants: stats.tenants.length,
    tunnels: stats.tunnels.length,
    flows: sum(stats.tenants, (t) => t.flows),
    conversations: sum(stats.tenants, (t) => t.conversations),
  };
  return [
    subject("capture", capture),
    subject("findings", { bad: count("bad"), warn: count("warn"), info: count("info") }),
    unattributed(report),
    subject("stt", stats.stt),
    ...stats.tenants.map((t) => subject("tenant", { ...t, tunnels: t.tunnels.length }, t.tenant)),
    ...stats.encapsulations.map((e) => subject("encap", e, e.encap)),
    ...stats.tunnels.map((t) => subject("tunnel", t, tunnelName(t))),
    subject("overall", stats.overall),
  ];
}
