/** The rows that hashing is about, and how they group: every row whose inner packet has a flow is one sample. */
import { KeyTable } from "../core/key-table.ts";
import { flowKeys } from "./keys.ts";
import { FAMILY } from "./node-sums.ts";
import { rowsByFlow } from "./query.ts";
import { Class, type FactTable } from "./table.ts";

export interface Samples {
  readonly table: FactTable;
  /** Rows of the fact table, those of one flow next to each other. */
  readonly rows: Int32Array;
  /** Number of the flow, by place in `rows`. */
  readonly flow: Int32Array;
  readonly flows: number;
  /** By place in `rows`. */
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
}

export function samplesOf(table: FactTable): Samples {
  const [flowOfRow, flows] = flowKeys(table);
  const rows = rowsByFlow({ flow: flowOfRow, flows });
  const flow = new Int32Array(rows.length);
  const packets = new Float64Array(rows.length);
  const bytes = new Float64Array(rows.length);
  for (let e = 0; e < rows.length; e++) {
    const row = rows[e];
    flow[e] = flowOfRow[row];
    packets[e] = table.packets(row);
    bytes[e] = table.bytes(row);
  }
  return { table, rows, flow, flows, packets, bytes };
}

/** Kind of the outermost encapsulation of each sample; 0: native. */
export function kindsOf({ table: t, rows }: Samples): Int32Array {
  return rows.map((row) => t.interner.kindOf(t.interner.rootOf(t.node(row))));
}

export function tenantsOf({ table: t, rows }: Samples): Int32Array {
  return rows.map((row) => t.interner.tenantOf(t.node(row)));
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
export function answersOf({ table: t, rows, flow, flows }: Samples): Int32Array {
  const ids = new KeyTable(6, 1024);
  const bits = Class.proto | Class.v6;
  const first = new Int32Array(flows).fill(-1);
  const flowOfId: number[] = [];
  for (let e = 0; e < rows.length; e++) {
    if (first[flow[e]] >= 0) continue;
    first[flow[e]] = rows[e];
    const r = rows[e];
    const tenant = t.interner.tenantOf(t.node(r));
    flowOfId[ids.add(tenant, t.source(r), t.destination(r), t.ports(r), t.kind(r) & bits, 0)] = flow[e];
  }
  return first.map((r) => {
    const tenant = t.interner.tenantOf(t.node(r));
    const swapped = (t.ports(r) << 16) | (t.ports(r) >>> 16);
    const id = ids.find(tenant, t.destination(r), t.source(r), swapped, t.kind(r) & bits, 0);
    return id < 0 ? -1 : flowOfId[id];
  });
}
