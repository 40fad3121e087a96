/** Tenants, tunnel directions and encapsulators, each looked at by itself. */
import { encapsulations } from "../core/encapsulations.ts";
import type {
  DirectionReport,
  EncapsulatorReport,
  FieldQualityReport,
  LaboratoryReport,
  TenantEntropyReport,
} from "../facts/entropy-report.ts";
import { type OrderedTenant, split } from "../facts/query.ts";
import { type Direction, directionsOf, type Samples, tenantsOf } from "../facts/samples.ts";
import { compareAddresses, endpointText, type PathElement, tenantText } from "../facts/tenants.ts";
import { type Group, groupOf } from "./groups.ts";
import { Fields } from "./quality.ts";
import type { Spreads } from "./spreads.ts";

/** Most tenants, tunnels and encapsulators that are looked at one by one: the heaviest. */
const MAX_GROUPS = 256;

interface Named<Name> {
  name: Name;
  group: Group;
}

interface Heaviest<Name> {
  list: Named<Name>[];
  leftOut: number;
}

export class Groups {
  private readonly fields: Fields;
  private readonly directions: Direction[];
  private readonly directionOf: Int32Array;
  private readonly tenants: Heaviest<PathElement[]>;
  private readonly tunnels: Heaviest<Direction>;

  /** @param changed the headers are not those of the capture, so nothing is to be said about the field in them */
  constructor(
    private readonly samples: Samples,
    private readonly tunnelled: Group,
    private readonly changed: boolean,
    ordered: readonly OrderedTenant[],
  ) {
    const { table: t, rows } = samples;
    this.fields = new Fields(samples);
    const { list, ofRoot } = directionsOf(t);
    this.directions = list;
    this.directionOf = rows.map((row) => ofRoot[t.interner.rootOf(t.node(row))]);
    const tenantOf = tenantsOf(samples);
    this.tenants = this.heaviest(
      ordered.map(({ tenant, path }) => ({ name: path, of: tenant })),
      (e) => tenantOf[e],
    );
    this.tunnels = this.heaviest(
      this.directions.map((d, at) => ({ name: d, of: at })),
      (e) => this.directionOf[e],
    );
    this.tunnels.list.sort((a, b) => this.byEnds(a.name, b.name));
  }

  /** Tenants, then tunnel directions. */
  get all(): Group[] {
    return [...this.tenants.list, ...this.tunnels.list].map(({ group }) => group);
  }

  /** @param spreads of `all` */
  reports(spreads: Spreads): Pick<LaboratoryReport, "tenants" | "tunnels" | "encapsulators" | "left_out"> {
    const encapsulators = this.encapsulators();
    const { tenants, tunnels } = this;
    const fields = this.fieldsOf([
      ...tenants.list.map(({ name, group }) => ({ group, kind: name[0].kind })),
      ...tunnels.list.map(({ name, group }) => ({ group, kind: name.kind })),
    ]);
    return {
      tenants: tenants.list.map(({ name, group }, g) => ({
        tenant: tenantText(this.samples.table.interner, name),
        ...this.group(group, spreads, g),
        field: fields[g],
      })),
      tunnels: tunnels.list.map(({ name, group }, t) => {
        const g = tenants.list.length + t;
        return this.direction(name, { ...this.group(group, spreads, g), field: fields[g] });
      }),
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
  ): Heaviest<Name> {
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
    for (let i = 0; i < entries.length; i++) sum += this.samples.bytes[entries[i]];
    return sum;
  }

  private group(group: Group, spreads: Spreads, g: number): Omit<TenantEntropyReport, "tenant" | "field"> {
    const { flows, packets, bytes } = group;
    return { flows, packets, bytes, views: spreads.report(g) };
  }

  private fieldsOf(asked: Parameters<Fields["of"]>[0]): readonly (FieldQualityReport | null)[] {
    return this.changed ? asked.map(() => null) : this.fields.of(asked);
  }

  private direction(
    { kind, source, destination, v6 }: Direction,
    group: Omit<TenantEntropyReport, "tenant">,
  ): DirectionReport {
    const i = this.samples.table.interner;
    return {
      encap: encapsulations[kind].name,
      from: endpointText(i, source, v6),
      to: endpointText(i, destination, v6),
      ...group,
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
    const fields = this.fieldsOf(list.map(({ name, group }) => ({ group, kind: name.kind })));
    return {
      leftOut,
      list: list
        .map((one, e) => ({ ...one, field: fields[e] }))
        .sort((a, b) => this.byEnds(a.name, b.name))
        .flatMap(({ name, field }) => {
          if (field === null) return [];
          const address = endpointText(i, name.source, name.v6);
          return [{ encap: encapsulations[name.kind].name, address, peers: name.peers, field }];
        }),
    };
  }
}
