/** The ECMP laboratory's report: everything that can be asked of one capture's rows. */
import { encapsulations } from "../core/encapsulations.ts";
import { type Carrier, carriedBy } from "../entropy/carriers.ts";
import { functionNamed } from "../entropy/functions/table.ts";
import type { Hash } from "../entropy/simulate.ts";
import type { HashView } from "../entropy/views.ts";
import type {
  DirectionReport,
  EncapsulatorReport,
  EntropySettings,
  LaboratoryReport,
  TenantEntropyReport,
} from "../facts/entropy-report.ts";
import { captureReport, orderedTenants, split } from "../facts/query.ts";
import type { Damage } from "../facts/report.ts";
import {
  type Direction,
  directionsOf,
  kindsOf,
  type Samples,
  samplesOf,
  tenantsOf,
} from "../facts/samples.ts";
import type { Summary } from "../facts/summary.ts";
import { compareAddresses, endpointText, tenantText } from "../facts/tenants.ts";
import { Bench, type Questions } from "./bench.ts";
import { type Group, groupOf } from "./groups.ts";
import type { Headerless } from "./headerless.ts";
import type { Intervals } from "./intervals.ts";
import type { Policies } from "./policies.ts";
import { Fields } from "./quality.ts";
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

/** Most tenants, tunnels and encapsulators that are looked at one by one: the heaviest. */
const MAX_GROUPS = 256;

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
  const bench = new Bench(
    samples,
    setup.as === null ? captured : carriedBy(captured, setup.as),
    setup,
    (view) => hashesOf(view, setup),
  );
  const kinds = kindsOf(samples);
  const entries = Int32Array.from({ length: samples.rows.length }, (_, e) => e);
  const tunnelled = groupOf(
    samples,
    entries.filter((e) => kinds[e] !== 0),
  );
  const groups = new Groups(samples, tunnelled, bench, setup.as !== null);
  const ofKind = split(entries, encapsulations.length, (e) => kinds[e]);
  return {
    schema: "overshark/entropy/1",
    capture: captureReport(counters, files, damage),
    settings: settingsReport(setup),
    overall: bench.scope(tunnelled),
    encapsulations: encapsulations
      .map(({ name }, kind) => ({ encap: name, group: groupOf(samples, ofKind(kind)) }))
      .filter(({ group }) => group.flows > 0)
      .sort((a, b) => (a.encap < b.encap ? -1 : 1))
      .map(({ encap, group }) => ({ encap, ...bench.scope(group) })),
    ...groups.reports(),
    fabric: bench.fabric(tunnelled),
    what_if: tunnelled.flows === 0 ? [] : whatIf(samples, captured, tunnelled, setup.paths),
    headerless: observed.headerless.report(
      t,
      orderedTenants(t).map(({ tenant }) => tenant),
    ),
    intervals: observed.intervals?.report(samples, tunnelled, bench, setup.paths) ?? null,
    policies: observed.policies?.report() ?? [],
    unattributed: { packets: counters.unattributedPackets, bytes: counters.unattributedBytes },
  };
}

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

interface Named<Name> {
  name: Name;
  group: Group;
}

/** Tenants, tunnel directions and encapsulators, each looked at by itself. */
class Groups {
  private readonly fields: Fields;
  private readonly directions: Direction[];
  private readonly directionOf: Int32Array;

  /** @param changed the headers are not those of the capture, so nothing is to be said about the field in them */
  constructor(
    private readonly samples: Samples,
    private readonly tunnelled: Group,
    private readonly bench: Bench,
    private readonly changed: boolean,
  ) {
    const { table: t, rows } = samples;
    this.fields = new Fields(samples);
    const { list, ofRoot } = directionsOf(t);
    this.directions = list;
    this.directionOf = rows.map((row) => ofRoot[t.interner.rootOf(t.node(row))]);
  }

  reports(): Pick<LaboratoryReport, "tenants" | "tunnels" | "encapsulators" | "left_out"> {
    const tenants = this.tenants();
    const tunnels = this.heaviest(
      this.directions.map((d, at) => ({ name: d, of: at })),
      (e) => this.directionOf[e],
    );
    const encapsulators = this.encapsulators();
    return {
      tenants: tenants.list,
      tunnels: tunnels.list
        .sort((a, b) => this.byEnds(a.name, b.name))
        .map(({ name, group }) => this.direction(name, group)),
      encapsulators: encapsulators.list,
      left_out: {
        tenants: tenants.leftOut,
        tunnels: tunnels.leftOut,
        encapsulators: encapsulators.leftOut,
      },
    };
  }

  /** The groups with most bytes, in the order of `names`. */
  private heaviest<Name>(
    names: readonly { name: Name; of: number }[],
    groupNumber: (entry: number) => number,
  ): { list: Named<Name>[]; leftOut: number } {
    const most = names.reduce((n, { of }) => Math.max(n, of + 1), 0);
    const entriesOf = split(this.tunnelled.entries, most, groupNumber);
    const all = names
      .map(({ name, of }) => ({ name, entries: entriesOf(of) }))
      .filter(({ entries }) => entries.length > 0)
      .map(({ name, entries }) => ({ name, entries, bytes: this.bytesOf(entries) }));
    const chosen = new Set([...all].sort((a, b) => b.bytes - a.bytes).slice(0, MAX_GROUPS));
    return {
      list: all
        .filter((one) => chosen.has(one))
        .map(({ name, entries }) => ({ name, group: groupOf(this.samples, entries) })),
      leftOut: all.length - chosen.size,
    };
  }

  private bytesOf(entries: Int32Array): number {
    let sum = 0;
    for (const e of entries) sum += this.samples.bytes[e];
    return sum;
  }

  private tenants(): { list: TenantEntropyReport[]; leftOut: number } {
    const { table: t } = this.samples;
    const tenantOf = tenantsOf(this.samples);
    const ordered = orderedTenants(t).map(({ tenant, path }) => ({ name: path, of: tenant }));
    const { list, leftOut } = this.heaviest(ordered, (e) => tenantOf[e]);
    return {
      leftOut,
      list: list.map(({ name, group }) => ({
        tenant: tenantText(t.interner, name),
        ...this.group(group, name[0].kind),
      })),
    };
  }

  private group(group: Group, kind: number): Omit<TenantEntropyReport, "tenant"> {
    return {
      flows: group.flows,
      packets: group.packets,
      bytes: group.bytes,
      views: this.bench.spread(group),
      field: this.changed ? null : this.fields.of(group, kind),
    };
  }

  private direction({ kind, source, destination, v6 }: Direction, group: Group): DirectionReport {
    const i = this.samples.table.interner;
    return {
      encap: encapsulations[kind].name,
      from: endpointText(i, source, v6),
      to: endpointText(i, destination, v6),
      ...this.group(group, kind),
    };
  }

  private byEnds(a: Direction, b: Direction): number {
    const i = this.samples.table.interner;
    const [x, y] = [encapsulations[a.kind].name, encapsulations[b.kind].name];
    return (
      (x < y ? -1 : x > y ? 1 : 0) ||
      compareAddresses(i, a.source, a.v6, b.source, b.v6) ||
      compareAddresses(i, a.destination, a.v6, b.destination, b.v6)
    );
  }

  private encapsulators(): { list: EncapsulatorReport[]; leftOut: number } {
    const i = this.samples.table.interner;
    if (this.changed) return { list: [], leftOut: 0 };
    const names: { name: Direction & { peers: number }; of: number }[] = [];
    const numbers = new Map<string, number>();
    const numberOf = this.directions.map((d) => {
      const key = `${d.kind} ${d.source} ${d.v6}`;
      const at = numbers.get(key) ?? numbers.size;
      numbers.set(key, at);
      names[at] ??= { name: { ...d, peers: 0 }, of: at };
      names[at].name.peers++;
      return at;
    });
    const { list, leftOut } = this.heaviest(names, (e) => numberOf[this.directionOf[e]]);
    return {
      leftOut,
      list: list
        .sort((a, b) => this.byEnds(a.name, b.name))
        .flatMap(({ name, group }) => {
          const field = this.fields.of(group, name.kind);
          if (field === null) return [];
          const address = endpointText(i, name.source, name.v6);
          return [{ encap: encapsulations[name.kind].name, address, peers: name.peers, field }];
        }),
    };
  }
}
