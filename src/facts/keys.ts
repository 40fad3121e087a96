/** Numbers for the flows of rows. */
import { KeyTable } from "../core/key-table.ts";
import { Class, type FactTable } from "./table.ts";

const FLOW_BITS = Class.proto | Class.v6;

/** Tables are made for as many keys as there can be, so that they need not grow; larger ones seldom need it. */
const MOST_AT_ONCE = 1 << 17;
const newIds = (t: FactTable): KeyTable => new KeyTable(6, Math.max(64, Math.min(t.size, MOST_AT_ONCE)));

/** Numbers flows by tenant and 5-tuple: one number a row, -1 for rows without a flow; and the keys by number. */
export function flowKeys(t: FactTable): [Int32Array, KeyTable] {
  const ids = newIds(t);
  const out = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    const kind = t.kind(r);
    if ((kind & Class.flow) === 0) continue;
    const tenant = t.interner.tenantOf(t.node(r));
    out[r] = ids.add(tenant, t.source(r), t.destination(r), t.ports(r), kind & FLOW_BITS, 0);
  }
  return [out, ids];
}
