/** The rows that hashing is about, and how they group: every row whose inner packet has a flow is one sample. */
import { KeyTable } from "../core/key-table.ts";
import { flowKeys } from "./keys.ts";
import { FAMILY } from "./node-sums.ts";
import { rowsByFlow } from "./query.ts";
import type { FactTable } from "./table.ts";

export interface Samples {
  readonly table: FactTable;
  /** Rows of the fact table, those of one flow next to each other. */
  readonly rows: Int32Array;
  /** Number of the flow, by place in `rows`. */
  readonly flow: Int32Array;
  readonly flows: number;
  /** By number of the flow: tenant, source, destination, ports, class. */
  readonly flowKeys: KeyTable;
  // By place in `rows`.
  /** Tunnel node. */
  readonly node: Int32Array;
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  /** Number of the first packet. */
  readonly first: Float64Array;
}

export function samplesOf(table: FactTable): Samples {
  const [flowOfRow, keys] = flowKeys(table);
  const flows = keys.size;
  const rows = rowsByFlow({ flow: flowOfRow, flows });
  const [flow, node] = [new Int32Array(rows.length), new Int32Array(rows.length)];
  const packets = new Float64Array(rows.length);
  const bytes = new Float64Array(rows.length);
  const first = new Float64Array(rows.length);
  for (let e = 0; e < rows.length; e++) {
    const row = rows[e];
    flow[e] = flowOfRow[row];
    node[e] = table.node(row);
    packets[e] = table.packets(row);
    bytes[e] = table.bytes(row);
    first[e] = table.firstPacket[row];
  }
  return { table, rows, flow, flows, flowKeys: keys, node, packets, bytes, first };
}

/** Something about the tunnel that each sample is in. @param of asked once for each node */
export function byNode({ table, node }: Samples, of: (node: number) => number): Int32Array {
  const ofNode = new Int32Array(table.interner.nodes.size);
  for (let n = 0; n < ofNode.length; n++) ofNode[n] = of(n);
  return lookedUp(ofNode, node);
}

function lookedUp(values: Int32Array, places: Int32Array): Int32Array {
  const out = new Int32Array(places.length);
  for (let i = 0; i < out.length; i++) out[i] = values[places[i]];
  return out;
}

/** Kind of the outermost encapsulation of each sample; 0: native. */
export function kindsOf(samples: Samples): Int32Array {
  const i = samples.table.interner;
  return byNode(samples, (node) => i.kindOf(i.rootOf(node)));
}

export function tenantsOf(samples: Samples): Int32Array {
  return byNode(samples, (node) => samples.table.interner.tenantOf(node));
}

/** One direction between two endpoints in one encapsulation; addresses are words of the interner. */
export interface Direction {
  readonly kind: number;
  readonly source: number;
  readonly destination: number;
  /** What the words are: bits of FAMILY. */
  readonly v6: number;
}

export interface Directions {
  readonly list: Direction[];
  /** By root node of the interner. */
  readonly ofRoot: Int32Array;
}

/** Outermost tunnels by kind and endpoints, each direction for itself; `list[0]` stands for no tunnel. */
export function directionsOf(t: FactTable): Directions {
  const i = t.interner;
  const ids = new KeyTable(6);
  const list: Direction[] = [];
  const ofRoot = new Int32Array(i.nodes.size);
  for (let node = 0; node < i.nodes.size; node++) {
    if (i.rootOf(node) !== node) continue;
    const v6 = i.metaOf(node) & FAMILY;
    const at = ids.add(i.kindOf(node), i.sourceOf(node), i.destinationOf(node), v6, 0, 0);
    list[at] ??= { kind: i.kindOf(node), source: i.sourceOf(node), destination: i.destinationOf(node), v6 };
    ofRoot[node] = at;
  }
  return { list, ofRoot };
}

/** The flow that answers each flow (same tenant, ends swapped); -1: there is none. */
export function answersOf({ flowKeys: ids, flows }: Samples): Int32Array {
  const out = new Int32Array(flows);
  const { i32: words, stride } = ids;
  for (let f = 0; f < flows; f++) {
    const k = f * stride;
    const ports = words[k + 3];
    const swapped = (ports << 16) | (ports >>> 16);
    out[f] = ids.find(words[k], words[k + 2], words[k + 1], swapped, words[k + 4], 0);
  }
  return out;
}
