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
import { compareAddresses, endpointText, type PathElement, tenantText } from "../facts/tenants.ts";
import { type Group, groupsOf } from "./groups.ts";
import { Fields } from "./quality.ts";
import { byNode, type Direction, directionsOf, type Samples, tenantsOf } from "./samples.ts";
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
  /** Place in `directions` by root node. */
  private readonly ofRoot: Int32Array;
  private readonly tenants: Heaviest<PathElement[]>;
  private readonly tunnels: Heaviest<Direction>;

  /** @param changed the headers are not those of the capture, so nothing is to be said about the field in them */
  constructor(
    private readonly samples: Samples,
    private readonly tunnelled: Group,
    private readonly changed: boolean,
    ordered: readonly OrderedTenant[],
  ) {
    const { table: t } = samples;
    this.fields = new Fields(samples);
    const { list, ofRoot } = directionsOf(t);
    this.directions = list;
    this.ofRoot = ofRoot;
    this.tenants = this.heaviest(
      ordered.map(({ tenant, path }) => ({ name: path, of: tenant })),
      tenantsOf(samples),
    );
    this.tunnels = this.heaviest(
      this.directions.map((d, at) => ({ name: d, of: at })),
      byNode(samples, (node) => ofRoot[t.interner.rootOf(node)]),
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
  private heaviest<Name>(names: readonly { name: Name; of: number }[], numberOf: Int32Array): Heaviest<Name> {
    const most = names.reduce((n, { of }) => Math.max(n, of + 1), 0);
    const entriesOf = split(this.tunnelled.entries, most, numberOf);
    const there = names
      .map(({ name, of }) => ({ name, entries: entriesOf(of) }))
      .filter(({ entries }) => entries.length > 0);
    const groups = groupsOf(
      this.samples,
      there.map(({ entries }) => entries),
    );
    const all = there.map(({ name }, i) => ({ name, group: groups[i] }));
    const chosen = new Set([...all].sort((a, b) => b.group.bytes - a.group.bytes).slice(0, MAX_GROUPS));
    return { list: all.filter((one) => chosen.has(one)), leftOut: all.length - chosen.size };
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
    const { list, leftOut } = this.heaviest(
      names,
      byNode(this.samples, (node) => numberOf[this.ofRoot[i.rootOf(node)]]),
    );
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
