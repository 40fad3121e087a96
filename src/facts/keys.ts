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

/** Tables are made for as many keys as there can be, so that they need not grow; larger ones seldom need it. */
const MOST_AT_ONCE = 1 << 17;
const newIds = (t: FactTable): KeyTable => new KeyTable(6, Math.max(64, Math.min(t.size, MOST_AT_ONCE)));

/** Numbers flows by tenant and 5-tuple. */
export function flowKeys(t: FactTable): [Int32Array, number] {
  const ids = newIds(t);
  const out = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    const kind = t.kind(r);
    if ((kind & Class.flow) === 0) continue;
    const tenant = t.interner.tenantOf(t.node(r));
    out[r] = ids.add(tenant, t.source(r), t.destination(r), t.ports(r), kind & FLOW_BITS, 0);
  }
  return [out, ids.size];
}

/** Numbers the `ip` view's keys: outer addresses and protocol, which for native traffic are the packet's own. */
function ipKeys(t: FactTable, flow: Int32Array): [Int32Array, number] {
  const ids = new KeyTable(6, 1024);
  const i = t.interner;
  const ofNode = new Int32Array(i.nodes.size);
  for (let node = 1; node < ofNode.length; node++) {
    const root = i.rootOf(node);
    const v6 = i.metaOf(root) & META_V6;
    ofNode[node] = ids.add(i.sourceOf(root), i.destinationOf(root), i.protoOf(root), v6, 0, 0);
  }
  const out = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    if (flow[r] < 0) continue;
    const node = t.node(r);
    const kind = t.kind(r);
    out[r] =
      node !== 0
        ? ofNode[node]
        : ids.add(t.source(r), t.destination(r), kind & Class.proto, kind & Class.v6, 0, 0);
  }
  return [out, ids.size];
}

/** Refines the numbers of `ip` by the outer ports, where a router would hash them. */
function fiveTupleKeys(t: FactTable, ip: Int32Array): [Int32Array, number] {
  const ids = newIds(t);
  const out = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    if (ip[r] < 0) continue;
    const kind = t.kind(r);
    const proto = kind & Class.proto;
    let has = 0;
    let ports = 0;
    if ((kind & Class.fragment) === 0) {
      if ((kind & Class.outerPorts) !== 0) {
        has = 1;
        ports = t.outer(r);
      } else if (t.node(r) === 0 && (proto === TCP || proto === UDP)) {
        has = 1;
        ports = t.ports(r);
      }
    }
    out[r] = ids.add(ip[r], has, ports, 0, 0, 0);
  }
  return [out, ids.size];
}

/** Refines the numbers of `fiveTuple` by the GRE key; they are the same array if no row has one. */
function keyAwareKeys(t: FactTable, fiveTuple: Int32Array, fiveTuples: number): [Int32Array, number] {
  const hasKey = (r: number) => (t.kind(r) & (Class.outerKey | Class.fragment)) === Class.outerKey;
  let r = 0;
  while (r < t.size && !hasKey(r)) r++;
  if (r === t.size) return [fiveTuple, fiveTuples];
  const ids = newIds(t);
  const out = new Int32Array(t.size).fill(-1);
  for (r = 0; r < t.size; r++) {
    if (fiveTuple[r] < 0) continue;
    const has = hasKey(r);
    out[r] = ids.add(fiveTuple[r], has ? 1 : 0, has ? t.outer(r) : 0, 0, 0, 0);
  }
  return [out, ids.size];
}

export function rowKeys(t: FactTable): RowKeys {
  const [flow, flows] = flowKeys(t);
  const [ip, ips] = ipKeys(t, flow);
  const [fiveTuple, fiveTuples] = fiveTupleKeys(t, ip);
  const [keyAware, keyAwares] = keyAwareKeys(t, fiveTuple, fiveTuples);
  return { flow, flows, ip, ips, fiveTuple, fiveTuples, keyAware, keyAwares };
}

/** Counts distinct conversations by tenant: flows and their reverse together. */
export function conversationsByTenant(t: FactTable): Float64Array {
  const counts = new Float64Array(t.interner.tenants.size);
  const seen = newIds(t);
  for (let r = 0; r < t.size; r++) {
    if ((t.kind(r) & Class.flow) === 0) continue;
    const tenant = t.interner.tenantOf(t.node(r));
    const source = t.source(r);
    const destination = t.destination(r);
    const ports = t.ports(r);
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
