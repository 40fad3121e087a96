/** What encapsulators put into the field that lets routers spread flows, by scope. */
import { encapsulations } from "../core/encapsulations.ts";
import type { Interner } from "../core/interner.ts";
import type { FlowGroups } from "./flow-groups.ts";
import type { FieldReport } from "./report.ts";
import type { Scopes } from "./scopes.ts";
import { Class } from "./table.ts";

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
  /** By row: its slot plus 1; 0: it has none. */
  private readonly slot: Int32Array;
  private readonly used: Int32Array;
  private uses = 0;
  /** By scope: the slot last seen there, plus 1, and the flow it was seen with; -1: several. */
  private readonly seen: Int32Array;
  private readonly flowSeen: Int32Array;

  constructor(
    i: Interner,
    rows: number,
    private readonly scopes: Scopes,
  ) {
    this.values = new Float64Array(scopes.count * RECORD);
    this.base = new Int32Array(scopes.nodes).fill(-1);
    this.shift = new Int32Array(scopes.nodes);
    this.mask = new Int32Array(scopes.nodes);
    this.seen = new Int32Array(scopes.count);
    this.flowSeen = new Int32Array(scopes.count);
    this.before = new Int32Array(rows);
    this.slot = new Int32Array(rows);
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
    this.last = new Int32Array(names.length * VALUES);
    this.used = new Int32Array(Math.min(rows, names.length * VALUES));
  }

  /** Takes a row whose outer header shows the field. @param ports of the inner header */
  add(row: number, node: number, outer: number, kind: number, ports: number, packets: number): void {
    const base = this.base[node];
    if (base < 0) return;
    const value = (outer >>> this.shift[node]) & this.mask[node];
    const slot = base + value;
    const last = this.last[slot];
    if (last === 0) this.used[this.uses++] = slot;
    this.last[slot] = row + 1;
    this.before[row] = last;
    this.slot[row] = slot + 1;
    if (value !== ports >>> 16) return;
    const proto = kind & Class.proto;
    if (proto === TCP || proto === UDP) this.values[node * RECORD + COPIED] += packets;
  }

  /** After the last row. @param node by row */
  finish(groups: FlowGroups, node: Int32Array): void {
    const { scopes } = this;
    for (let n = 0; n < this.uses; n++) this.slotOf(this.used[n], groups.flows.key, node);
    this.seen.fill(0);
    for (const flow of groups.several) this.flow(flow, groups, node);
    for (let n = 1; n < scopes.nodes; n++) {
      if (scopes.tunnelOf[n] < 0) continue;
      this.merge(scopes.tenant + scopes.tenantOf[n], n);
      this.merge(scopes.tunnel + scopes.tunnelOf[n], n);
      this.merge(scopes.overall, n);
    }
  }

  /** Counts a value where it was seen: if that is one node, for all that the node is in. */
  private slotOf(slot: number, flowOf: Int32Array, node: Int32Array): void {
    const { before } = this;
    const { tenant, tunnel, overall, tenantOf, tunnelOf } = this.scopes;
    const value = slot % VALUES;
    const first = this.last[slot] - 1;
    const n = node[first];
    const flow = flowOf[first];
    let [oneNode, shared] = [true, 0];
    for (let row = before[first] - 1; row >= 0; row = before[row] - 1) {
      if (node[row] !== n) oneNode = false;
      if (flowOf[row] !== flow) shared = 1;
    }
    const scope = oneNode ? n : overall;
    this.count(scope * RECORD, value);
    this.values[scope * RECORD + SHARED] += shared;
    if (oneNode) return;
    for (let row = first; row >= 0; row = before[row] - 1) {
      this.mark(tenant + tenantOf[node[row]], slot, value, flowOf[row]);
      this.mark(tunnel + tunnelOf[node[row]], slot, value, flowOf[row]);
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
    const { slot, seen, flowSeen: slotSeen, values: v } = this;
    const { tenant, tunnel, overall, tenantOf, tunnelOf } = this.scopes;
    const head = flows.heads[flow];
    let [some, differ] = [0, false];
    for (let row = head; row >= 0; row = flows.next[row] - 1) {
      if (slot[row] === 0) continue;
      if (some !== 0 && slot[row] !== some) differ = true;
      some = slot[row];
    }
    if (!differ) return;
    v[(tenant + tenantOf[node[head]]) * RECORD + SEVERAL]++;
    v[overall * RECORD + SEVERAL]++;
    for (let row = head; row >= 0; row = flows.next[row] - 1) {
      if (slot[row] === 0) continue;
      const scope = tunnel + tunnelOf[node[row]];
      if (seen[scope] !== flow + 1) {
        seen[scope] = flow + 1;
        slotSeen[scope] = slot[row];
      } else if (slotSeen[scope] > 0 && slotSeen[scope] !== slot[row]) {
        slotSeen[scope] = 0;
        v[scope * RECORD + SEVERAL]++;
      }
    }
  }

  private merge(scope: number, node: number): void {
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
