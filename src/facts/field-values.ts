/** What encapsulators put into the field that lets routers spread flows, by scope. */
import { encapsulations } from "../core/encapsulations.ts";
import type { FlowGroups } from "./flow-groups.ts";
import type { Columns } from "./node-sums.ts";
import type { FieldReport } from "./report.ts";
import type { Compiled, Room } from "./room.ts";
import type { Scopes } from "./scopes.ts";
import { Class, type FactTable } from "./table.ts";

const TCP = 6;
const UDP = 17;
/** Longest range of values of a field. */
const VALUES = 1 << 16;

// A record of a scope.
const DISTINCT = 0;
/** Values with several flows. */
const SHARED = 1;
/** Flows with several values. */
const SEVERAL = 2;
/** Packets whose value is the source port of the inner header. */
const COPIED = 3;
/** One more than the largest value, and 65,536 less the least one; 0: there is no value. */
const ABOVE = 4;
const BELOW = 5;
const RECORD = 6;

/** Where the field of a node's outermost tunnel is in the outer hash word. */
interface Place {
  shift: number;
  mask: number;
}

export class FieldValues {
  private readonly values: Float64Array;
  /** By node: the first slot of its field, -1: it has none. A slot is a value of a field. */
  private readonly base: Int32Array;
  private readonly shift: Int32Array;
  private readonly mask: Int32Array;
  /** By slot: the row last seen with it, plus 1; 0: none. */
  private readonly last: Int32Array;
  /** By row: the row before it in the same slot, plus 1; 0: none. */
  private readonly before: Int32Array;
  private readonly used: Int32Array;
  private uses = 0;
  /** By scope: the slot last seen there, plus 1, and the flow it was seen with; -1: several. */
  private readonly seen: Int32Array;
  private readonly flowSeen: Int32Array;

  constructor(
    private readonly t: FactTable,
    private readonly scopes: Scopes,
    private readonly columns: Columns,
    room: Room,
  ) {
    const i = t.interner;
    const rows = t.size;
    this.values = room.doubles(scopes.count * RECORD);
    this.base = room.ints(scopes.nodes).fill(-1);
    this.shift = room.ints(scopes.nodes);
    this.mask = room.ints(scopes.nodes);
    this.seen = room.ints(scopes.count);
    this.flowSeen = room.ints(scopes.count);
    this.before = room.ints(rows);
    const names: string[] = [];
    const places: (Place | null)[] = [];
    const first: number[] = [];
    for (let node = 1; node < scopes.nodes; node++) {
      if (scopes.tunnelOf[node] < 0) continue;
      const kind = i.kindOf(i.rootOf(node));
      if (places[kind] === undefined) {
        const field = encapsulations[kind].entropy;
        places[kind] = field;
        // Some kinds share one.
        if (field !== null && !names.includes(field.name)) names.push(field.name);
        first[kind] = field === null ? -1 : names.indexOf(field.name) * VALUES;
      }
      const place = places[kind];
      if (place === null) continue;
      this.base[node] = first[kind];
      this.shift[node] = place.shift;
      this.mask[node] = place.mask;
    }
    this.last = room.ints(names.length * VALUES);
    this.used = room.ints(Math.min(rows, names.length * VALUES));
  }

  /** What compiled code knows of it. @param uses how many slots were used */
  record(compiled: Compiled): Int32Array {
    const { base, shift, mask, last, before, used, values, seen, flowSeen, uses } = this;
    return compiled.record(base, shift, mask, last, before, used, values, seen, flowSeen, uses);
  }

  /** Takes a row whose outer header shows the field. @param ports of the inner header */
  add(row: number, node: number, outer: number, ports: number): void {
    const base = this.base[node];
    if (base < 0) return;
    const value = (outer >>> this.shift[node]) & this.mask[node];
    const last = this.last[base + value];
    this.last[base + value] = row + 1;
    if (last === 0) this.used[this.uses++] = base + value;
    else this.before[row] = last;
    if (value === ports >>> 16) this.copied(row, node);
  }

  private copied(row: number, node: number): void {
    const proto = this.t.kind(row) & Class.proto;
    if (proto === TCP || proto === UDP) this.values[node * RECORD + COPIED] += this.columns.packets[row];
  }

  /** The slot of a row plus 1; 0: its outer header does not show the field. */
  private slot(row: number): number {
    const shown = this.t.kind(row) & (Class.outerPorts | Class.outerKey | Class.fragment);
    if (shown !== Class.outerPorts && shown !== Class.outerKey) return 0;
    const node = this.columns.node[row];
    const base = this.base[node];
    return base < 0 ? 0 : base + ((this.t.outer(row) >>> this.shift[node]) & this.mask[node]) + 1;
  }

  /** After the last row. @param counted whether `count` knows of the values of all rows */
  finish(groups: FlowGroups, counted: boolean): void {
    const { node } = this.columns;
    if (!counted) this.countAll(groups, node);
    this.seen.fill(0);
    for (const flow of groups.several) this.flow(flow, groups, node);
    this.merge(this.scopes);
  }

  private countAll(groups: FlowGroups, node: Int32Array): void {
    const { used, uses, last, before } = this;
    // A value that was seen in one row, or in one node, is counted for all that the node is in.
    for (let n = 0; n < uses; n++) {
      const slot = used[n];
      const row = last[slot] - 1;
      if (before[row] === 0) this.count(node[row] * RECORD, slot & (VALUES - 1));
      else this.rows(slot, row, groups.flows.key, node);
    }
  }

  /** Counts a value of several rows. */
  private rows(slot: number, last: number, flowOf: Int32Array, node: Int32Array): void {
    const { before } = this;
    const n = node[last];
    const flow = flowOf[last];
    let oneNode = true;
    let shared = 0;
    for (let row = before[last] - 1; row >= 0; row = before[row] - 1) {
      if (node[row] !== n) oneNode = false;
      if (flowOf[row] !== flow) shared = 1;
    }
    const at = RECORD * (oneNode ? n : this.scopes.overall);
    this.count(at, slot & (VALUES - 1));
    this.values[at + SHARED] += shared;
    if (!oneNode) this.parts(slot, last, flowOf, node);
  }

  /** Counts a value in the tenants and tunnels that it was seen in. */
  private parts(slot: number, last: number, flowOf: Int32Array, node: Int32Array): void {
    const { before } = this;
    const { tenant, tunnel, tenantOf, tunnelOf } = this.scopes;
    const value = slot & (VALUES - 1);
    for (let row = last; row >= 0; row = before[row] - 1) {
      const n = node[row];
      const flow = flowOf[row];
      this.mark(tenant + tenantOf[n], slot, value, flow);
      this.mark(tunnel + tunnelOf[n], slot, value, flow);
    }
  }

  private count(at: number, value: number): void {
    const v = this.values;
    v[at + DISTINCT]++;
    if (value >= v[at + ABOVE]) v[at + ABOVE] = value + 1;
    if (VALUES - value > v[at + BELOW]) v[at + BELOW] = VALUES - value;
  }

  /** Counts a flow with a value in a scope. */
  private mark(scope: number, slot: number, value: number, flow: number): void {
    const { seen, flowSeen } = this;
    if (seen[scope] !== slot + 1) {
      seen[scope] = slot + 1;
      flowSeen[scope] = flow;
      this.count(scope * RECORD, value);
    } else if (flowSeen[scope] !== flow && flowSeen[scope] >= 0) {
      flowSeen[scope] = -1;
      this.values[scope * RECORD + SHARED]++;
    }
  }

  /** Counts a flow of several rows where it has several values. */
  private flow(flow: number, { flows }: FlowGroups, node: Int32Array): void {
    const { seen, flowSeen: slotSeen, values: v } = this;
    const { tenant, tunnel, overall, tenantOf, tunnelOf } = this.scopes;
    const head = flows.heads[flow];
    let some = 0;
    let differ = false;
    for (let row = head; row >= 0; row = flows.next[row] - 1) {
      const slot = this.slot(row);
      if (slot === 0) continue;
      if (some !== 0 && slot !== some) differ = true;
      some = slot;
    }
    if (!differ) return;
    v[(tenant + tenantOf[node[head]]) * RECORD + SEVERAL]++;
    v[overall * RECORD + SEVERAL]++;
    for (let row = head; row >= 0; row = flows.next[row] - 1) {
      const slot = this.slot(row);
      if (slot === 0) continue;
      const scope = tunnel + tunnelOf[node[row]];
      if (seen[scope] !== flow + 1) {
        seen[scope] = flow + 1;
        slotSeen[scope] = slot;
      } else if (slotSeen[scope] > 0 && slotSeen[scope] !== slot) {
        slotSeen[scope] = 0;
        v[scope * RECORD + SEVERAL]++;
      }
    }
  }

  private merge({ nodes, tenant, tunnel, overall, tenantOf, tunnelOf }: Scopes): void {
    for (let node = 1; node < nodes; node++) {
      if (tunnelOf[node] < 0) continue;
      this.mergeInto(tenant + tenantOf[node], node);
      this.mergeInto(tunnel + tunnelOf[node], node);
      this.mergeInto(overall, node);
    }
  }

  private mergeInto(scope: number, node: number): void {
    const v = this.values;
    const at = scope * RECORD;
    const k = node * RECORD;
    v[at + DISTINCT] += v[k + DISTINCT];
    v[at + SHARED] += v[k + SHARED];
    v[at + COPIED] += v[k + COPIED];
    if (v[k + ABOVE] > v[at + ABOVE]) v[at + ABOVE] = v[k + ABOVE];
    if (v[k + BELOW] > v[at + BELOW]) v[at + BELOW] = v[k + BELOW];
  }

  /** @param kinds of the outermost tunnels of the scope */
  report(scope: number, kinds: Iterable<number>): FieldReport {
    const v = this.values;
    const at = scope * RECORD;
    const names = new Set<string>();
    for (const kind of kinds) names.add(encapsulations[kind].entropy?.name ?? "");
    names.delete("");
    return {
      name: names.size === 0 ? null : names.size === 1 ? [...names][0] : "mixed",
      distinct: v[at + DISTINCT],
      min: v[at + BELOW] === 0 ? null : VALUES - v[at + BELOW],
      max: v[at + ABOVE] === 0 ? null : v[at + ABOVE] - 1,
      flows_with_several_values: v[at + SEVERAL],
      values_with_several_flows: v[at + SHARED],
      copied_inner_port_packets: v[at + COPIED],
    };
  }
}
