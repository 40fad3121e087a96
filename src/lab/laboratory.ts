/** The ECMP laboratory's report: everything that can be asked of one capture's rows. */
import { encapsulations } from "../core/encapsulations.ts";
import { type Carrier, carriedBy } from "../entropy/carriers.ts";
import { everyEntry } from "../entropy/columns.ts";
import { functionNamed } from "../entropy/functions/table.ts";
import { PathPlan } from "../entropy/paths.ts";
import type { Hash } from "../entropy/traffic.ts";
import type { HashView } from "../entropy/views.ts";
import type { EntropySettings, LaboratoryReport, ScopeReport } from "../facts/entropy-report.ts";
import { captureReport, orderedTenants, split } from "../facts/query.ts";
import type { Damage } from "../facts/report.ts";
import type { Summary } from "../facts/summary.ts";
import { equal, perform, type Questions } from "./bench.ts";
import { Fabric } from "./fabric.ts";
import { Groups } from "./group-reports.ts";
import { type Group, groupsOf } from "./groups.ts";
import type { Headerless } from "./headerless.ts";
import type { Intervals } from "./intervals.ts";
import type { Policies } from "./policies.ts";
import { kindsOf, samplesOf } from "./samples.ts";
import { Scopes } from "./scopes.ts";
import { Spreads } from "./spreads.ts";
import { ABSENT_FIELDS, tableTraffic } from "./traffic.ts";
import { whatIf } from "./what-if.ts";

export interface Setup extends Questions {
  readonly seed: number;
  readonly offset: number;
  /** Look at the flows as if they were in this encapsulation; null: as they are. */
  readonly as: Carrier | null;
}

/** What looked on while the capture was read. */
export interface Observations {
  readonly headerless: Headerless;
  readonly intervals: Intervals | null;
  readonly policies: Policies | null;
}

export function laboratory(
  summary: Summary,
  files: string[],
  damage: Damage[],
  setup: Setup,
  observed: Observations,
): LaboratoryReport {
  const { table: t, counters } = summary;
  const samples = samplesOf(t);
  const captured = tableTraffic(samples);
  const kinds = kindsOf(samples);
  const entries = everyEntry(samples.rows.length);
  const ofKind = split(entries, encapsulations.length, kinds);
  const present = encapsulations
    .map(({ name }, kind) => ({ encap: name, entries: ofKind(kind) }))
    .filter((one) => one.entries.length > 0)
    .sort((a, b) => (a.encap < b.encap ? -1 : 1));
  const inTunnels = ofKind(0).length === 0 ? entries : entries.filter((e) => kinds[e] !== 0);
  const [tunnelled, ...ofPresent] = groupsOf(samples, [inTunnels, ...present.map((one) => one.entries)]);
  const byKind = present.map((one, i) => ({ ...one, group: ofPresent[i] }));
  const plan = new PathPlan(setup.paths);
  // With one encapsulation its figures are those of all tunnels.
  const others = byKind.filter(({ group }) => !isAll(group, tunnelled));
  const scopes = new Scopes(samples, [tunnelled, ...others.map(({ group }) => group)], setup.paths);
  const ordered = orderedTenants(t);
  const groups = new Groups(samples, tunnelled, setup.as !== null, ordered);
  const spreads = new Spreads(groups.all, plan);
  const fabric = new Fabric(tunnelled, setup.fabric);
  const intervals = observed.intervals?.experiment(samples, tunnelled, plan) ?? null;
  perform(
    samples,
    setup.as === null ? captured : carriedBy(captured, setup.as),
    setup.views,
    (view) => hashesOf(view, setup),
    plan,
    [scopes, spreads, fabric, ...(intervals === null ? [] : [intervals])],
  );
  const [overall, ...rest] = scopes.reports();
  return {
    schema: "overshark/entropy/1",
    capture: captureReport(counters, files, damage),
    settings: settingsReport(setup),
    overall,
    encapsulations: byKind.map(({ encap, group }) => ({
      encap,
      ...(isAll(group, tunnelled) ? overall : (rest.shift() as ScopeReport)),
    })),
    ...groups.reports(spreads),
    fabric: fabric.reports,
    what_if: tunnelled.flows === 0 ? [] : whatIf(samples, captured, tunnelled, setup.paths),
    headerless: observed.headerless.report(
      t,
      ordered.map(({ tenant }) => tenant),
    ),
    intervals: intervals === null ? null : (observed.intervals?.report(intervals) ?? null),
    policies: observed.policies?.report() ?? [],
    unattributed: { packets: counters.unattributedPackets, bytes: counters.unattributedBytes },
  };
}

/** Native packets are in no tunnel, so the group that has as many samples as all tunnels has the same ones. */
const isAll = (group: Group, tunnelled: Group): boolean => equal(group.entries, tunnelled.entries);

/** A device with a function of its own has only that. */
function hashesOf(view: HashView, { hashes, seed, offset }: Setup): readonly Hash[] {
  if (view.function === null) return hashes;
  const own = hashes.find((h) => h.function.name === view.function);
  if (own !== undefined) return [own];
  const found = functionNamed(view.function);
  return found === undefined ? hashes : [{ function: found, options: { seed }, offset }];
}

function settingsReport({ views, hashes, paths, seed, offset, as, fabric }: Setup): EntropySettings {
  const absent = new Set<string>(ABSENT_FIELDS.flatMap((name) => [name, `INNER_${name}`]));
  return {
    paths: [...paths],
    views: views.map((v) => {
      const fields = [...new Set([...v.fields, ...v.ipv6Fields])];
      return {
        view: v.name,
        title: v.title,
        reference: v.reference,
        fields: [...v.fields],
        absent_fields: fields.filter((name) => absent.has(name)),
        unpredictable: v.unpredictable,
      };
    }),
    functions: hashes.map(({ function: f }) => {
      return {
        function: f.name,
        title: f.title,
        reference: f.reference,
        bits: f.width,
        seeded: f.seed !== null,
      };
    }),
    seed,
    offset,
    as: as?.name ?? null,
    fabric: [fabric[0], fabric[1]],
  };
}
