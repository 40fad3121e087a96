/** The rows of each tunnel node added up: what is said of tenants, tunnels and encapsulations needs no more. */
import { META_LINK, META_V6 } from "../core/interner.ts";
import { Class, type FactTable } from "./table.ts";

/** Bits of a tunnel's meta word that tell what its endpoint words are. */
export const FAMILY = META_V6 | META_LINK;

/** Measures by node number. Exact: all are sums of whole numbers below 2^53. */
export interface NodeSums {
  /** Rows of the node: 0 for those that only stand around others. */
  readonly rows: Int32Array;
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  readonly innerPackets: Float64Array;
  readonly innerBytes: Float64Array;
  // Inner packets of these kinds.
  readonly nonIp: Float64Array;
  readonly broadcast: Float64Array;
  readonly multicast: Float64Array;
  readonly arp: Float64Array;
  /** Rows with the earliest and the latest time, -1: none has a time. */
  readonly first: Int32Array;
  readonly last: Int32Array;
}

export function nodeSums(t: FactTable): NodeSums {
  const n = t.interner.nodes.size;
  const sum = () => new Float64Array(n);
  const s: NodeSums = {
    rows: new Int32Array(n),
    packets: sum(),
    bytes: sum(),
    innerPackets: sum(),
    innerBytes: sum(),
    nonIp: sum(),
    broadcast: sum(),
    multicast: sum(),
    arp: sum(),
    first: new Int32Array(n).fill(-1),
    last: new Int32Array(n).fill(-1),
  };
  for (let r = 0; r < t.size; r++) {
    const node = t.node(r);
    const kind = t.kind(r);
    const inner = t.innerPackets(r);
    s.rows[node]++;
    s.packets[node] += t.packets(r);
    s.bytes[node] += t.bytes(r);
    s.innerPackets[node] += inner;
    s.innerBytes[node] += t.innerBytes(r);
    if ((kind & (Class.nonIp | Class.broadcast | Class.multicast | Class.arp)) !== 0) {
      if ((kind & Class.nonIp) !== 0) s.nonIp[node] += inner;
      if ((kind & Class.broadcast) !== 0) s.broadcast[node] += inner;
      if ((kind & Class.multicast) !== 0) s.multicast[node] += inner;
      if ((kind & Class.arp) !== 0) s.arp[node] += inner;
    }
    if (!t.hasTime(r)) continue;
    s.first[node] = earlier(t, s.first[node], r);
    s.last[node] = later(t, s.last[node], r);
  }
  return s;
}

/** The row of two that begins first; -1 is no row. */
export function earlier(t: FactTable, a: number, b: number): number {
  if (a < 0 || b < 0) return Math.max(a, b);
  const apart = t.firstSeconds(b) - t.firstSeconds(a) || t.firstNanoseconds(b) - t.firstNanoseconds(a);
  return apart < 0 ? b : a;
}

/** The row of two that ends last; -1 is no row. */
export function later(t: FactTable, a: number, b: number): number {
  if (a < 0 || b < 0) return Math.max(a, b);
  const apart = t.lastSeconds(b) - t.lastSeconds(a) || t.lastNanoseconds(b) - t.lastNanoseconds(a);
  return apart > 0 ? b : a;
}

/** The endpoints of the outermost tunnel around a node, the smaller first; `forward`: it goes from a to b. */
export interface Endpoints {
  kind: number;
  a: number;
  b: number;
  v6: number;
  forward: boolean;
}

export function endpoints(t: FactTable, node: number): Endpoints {
  const i = t.interner;
  const root = i.rootOf(node);
  const v6 = i.metaOf(root) & FAMILY;
  const source = i.sourceOf(root);
  const destination = i.destinationOf(root);
  const forward = i.compare(source, destination, v6) <= 0;
  return {
    kind: i.kindOf(root),
    a: forward ? source : destination,
    b: forward ? destination : source,
    v6,
    forward,
  };
}
