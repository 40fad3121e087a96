/** Numbers for what rows are grouped by: flows, conversations, and the hash keys of the views. */
import { META_V6 } from "../core/interner.ts";
import { KeyTable } from "../core/key-table.ts";
import { Class, type FactTable } from "./table.ts";

const TCP = 6;
const UDP = 17;

/** One number a row, -1 for rows without a flow. Equal numbers: same flow, or same hash key of that view. */
export interface RowKeys {
  readonly flow: Int32Array;
  readonly flows: number;
  readonly ip: Int32Array;
  readonly ips: number;
  readonly fiveTuple: Int32Array;
  readonly fiveTuples: number;
  readonly keyAware: Int32Array;
  readonly keyAwares: number;
}

const FLOW_BITS = Class.proto | Class.v6;

/** Numbers flows by tenant and 5-tuple. */
export function flowKeys(t: FactTable): [Int32Array, number] {
  const ids = new KeyTable(6, 1024);
  const out = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    if ((t.kind(r) & Class.flow) === 0) continue;
    const tenant = t.interner.tenantOf(t.node(r));
    out[r] = ids.add(tenant, t.source(r), t.destination(r), t.ports(r), t.kind(r) & FLOW_BITS, 0);
  }
  return [out, ids.size];
}

/** The outer header of a row as a router sees it: for native traffic, the packet's own. */
function outerHeader(
  t: FactTable,
  row: number,
): { source: number; destination: number; proto: number; v6: number } {
  const node = t.node(row);
  if (node === 0) {
    return {
      source: t.source(row),
      destination: t.destination(row),
      proto: t.kind(row) & Class.proto,
      v6: t.kind(row) & Class.v6,
    };
  }
  const i = t.interner;
  const root = i.rootOf(node);
  return {
    source: i.sourceOf(root),
    destination: i.destinationOf(root),
    proto: i.protoOf(root),
    v6: i.metaOf(root) & META_V6,
  };
}

/** Numbers the `ip` view's keys: outer addresses and protocol. */
function ipKeys(t: FactTable, flow: Int32Array): [Int32Array, number] {
  const ids = new KeyTable(6, 1024);
  const out = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    if (flow[r] < 0) continue;
    const o = outerHeader(t, r);
    out[r] = ids.add(o.source, o.destination, o.proto, o.v6, 0, 0);
  }
  return [out, ids.size];
}

/** 1 and the outer ports of a row, if a router would hash them. */
function outerPorts(t: FactTable, row: number): number | undefined {
  const kind = t.kind(row);
  if ((kind & Class.fragment) !== 0) return undefined;
  if ((kind & Class.outerPorts) !== 0) return t.outer(row);
  const proto = kind & Class.proto;
  return t.node(row) === 0 && (proto === TCP || proto === UDP) ? t.ports(row) : undefined;
}

/** Numbers of `base` refined by a word that some rows have. */
function refine(
  t: FactTable,
  base: Int32Array,
  word: (row: number) => number | undefined,
): [Int32Array, number] {
  const ids = new KeyTable(6, 1024);
  const out = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    if (base[r] < 0) continue;
    const extra = word(r);
    out[r] = ids.add(base[r], extra === undefined ? 0 : 1, extra ?? 0, 0, 0, 0);
  }
  return [out, ids.size];
}

export function rowKeys(t: FactTable): RowKeys {
  const [flow, flows] = flowKeys(t);
  const [ip, ips] = ipKeys(t, flow);
  const [fiveTuple, fiveTuples] = refine(t, ip, (r) => outerPorts(t, r));
  const hasKey = (r: number) => (t.kind(r) & (Class.outerKey | Class.fragment)) === Class.outerKey;
  const [keyAware, keyAwares] = refine(t, fiveTuple, (r) => (hasKey(r) ? t.outer(r) : undefined));
  return { flow, flows, ip, ips, fiveTuple, fiveTuples, keyAware, keyAwares };
}

/** Counts distinct conversations by tenant: flows and their reverse together. */
export function conversationsByTenant(t: FactTable): Float64Array {
  const counts = new Float64Array(t.interner.tenants.size);
  const seen = new KeyTable(6, 1024);
  for (let r = 0; r < t.size; r++) {
    if ((t.kind(r) & Class.flow) === 0) continue;
    const tenant = t.interner.tenantOf(t.node(r));
    const [source, destination, ports] = [t.source(r), t.destination(r), t.ports(r)];
    const swapped = (ports << 16) | (ports >>> 16);
    const before = seen.size;
    const kind = t.kind(r) & FLOW_BITS;
    if (source < destination || (source === destination && ports < swapped)) {
      seen.add(tenant, source, destination, ports, kind, 0);
    } else {
      seen.add(tenant, destination, source, swapped, kind, 0);
    }
    if (seen.size > before) counts[tenant]++;
  }
  return counts;
}
