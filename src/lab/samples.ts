/** The rows that hashing is about, and how they group: every row whose inner packet has a flow is one sample. */
import { KeyTable } from "../core/key-table.ts";
import { loopsFor } from "../entropy/loops.ts";
import { numbered } from "../entropy/numbered.ts";
import {
  BYTES,
  DESTINATION,
  FLOW_BITS,
  HAS_FLOW,
  KIND,
  NODE,
  OUTER,
  PACKETS,
  PORTS,
  ROW_WORDS,
  SOURCE,
} from "../facts/layout.ts";
import { FAMILY } from "../facts/node-sums.ts";
import type { FactTable } from "../facts/table.ts";

/** Columns of samples, those of one flow next to each other. */
export interface Samples {
  readonly table: FactTable;
  readonly size: number;
  /** Rows of the fact table. */
  readonly rows: Int32Array;
  /** Number of the flow. */
  readonly flow: Int32Array;
  readonly flows: number;
  /** Tunnel node. */
  readonly node: Int32Array;
  // As in the row.
  readonly source: Int32Array;
  readonly destination: Int32Array;
  readonly ports: Int32Array;
  readonly kind: Int32Array;
  readonly outer: Int32Array;
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
}

export function samplesOf(table: FactTable): Samples {
  const seen = rowsWithFlow(table);
  const { tenant, source, destination, ports, protocol } = flowColumns(table, seen);
  const { keys: flows, keyOf } = numbered([tenant, source, destination, ports, protocol], seen.length);
  // Flows are numbered as they appear: with one row each they are in order.
  const [rows, flow] = flows === seen.length ? [seen, keyOf] : sorted(seen, keyOf, flows);
  const size = rows.length;
  return { table, size, rows, flow, flows, ...columnsOf(table, rows), ...measuresOf(table, rows) };
}

function rowsWithFlow(t: FactTable): Int32Array {
  const out = new Int32Array(t.size);
  const words = t.rows.i32;
  let size = 0;
  for (let r = 0; r < out.length; r++) if ((words[r * ROW_WORDS + KIND] & HAS_FLOW) !== 0) out[size++] = r;
  return out.subarray(0, size);
}

/** What tells flows apart. */
function flowColumns(t: FactTable, rows: Int32Array) {
  const { node, source, destination, ports, kind } = columnsOf(t, rows);
  const tenant = lookedUp(
    tableOf(t, (n) => t.interner.tenantOf(n)),
    node,
  );
  const protocol = new Int32Array(kind.length);
  for (let i = 0; i < kind.length; i++) protocol[i] = kind[i] & FLOW_BITS;
  return { tenant, source, destination, ports, protocol };
}

/** Rows and their flows' numbers, by flow, those of one flow in their order. */
function sorted(rows: Int32Array, flowOf: Int32Array, flows: number): [rows: Int32Array, flow: Int32Array] {
  const next = new Int32Array(flows + 1);
  for (let i = 0; i < rows.length; i++) next[flowOf[i] + 1]++;
  for (let f = 0; f < flows; f++) next[f + 1] += next[f];
  const [out, flow] = [new Int32Array(rows.length), new Int32Array(rows.length)];
  for (let i = 0; i < rows.length; i++) {
    const to = next[flowOf[i]]++;
    out[to] = rows[i];
    flow[to] = flowOf[i];
  }
  return [out, flow];
}

const WORDS = [NODE, SOURCE, DESTINATION, PORTS, KIND, OUTER] as const;

function columnsOf(t: FactTable, rows: Int32Array) {
  const size = rows.length;
  const words = t.rows.i32.subarray(0, t.size * ROW_WORDS);
  const all = new Int32Array(WORDS.length * size);
  const loops = loopsFor(t.size);
  if (loops !== null) {
    const [from, places, own] = [loops.put(words), loops.put(Int32Array.from(WORDS)), loops.put(rows)];
    const to = loops.room(all.byteLength);
    loops.code.columns(from, ROW_WORDS, places, WORDS.length, own, size, to);
    loops.take(to, all);
  } else
    for (const [c, word] of WORDS.entries())
      for (let i = 0; i < size; i++) all[c * size + i] = words[rows[i] * ROW_WORDS + word];
  const [node, source, destination, ports, kind, outer] = WORDS.map((_, c) =>
    all.subarray(c * size, (c + 1) * size),
  );
  return { node, source, destination, ports, kind, outer };
}

function measuresOf(t: FactTable, rows: Int32Array) {
  const size = rows.length;
  const [packets, bytes] = [new Float64Array(size), new Float64Array(size)];
  const loops = loopsFor(t.size);
  if (loops !== null) {
    const [from, own] = [loops.put(t.rows.i32.subarray(0, t.size * ROW_WORDS)), loops.put(rows)];
    const [each, long] = [loops.room(8 * size), loops.room(8 * size)];
    loops.code.measures(from, ROW_WORDS, PACKETS, BYTES, own, size, each, long);
    loops.take(each, packets);
    loops.take(long, bytes);
  } else
    for (let i = 0; i < size; i++) {
      packets[i] = t.packets(rows[i]);
      bytes[i] = t.bytes(rows[i]);
    }
  return { packets, bytes };
}

/** Something by tunnel node. */
function tableOf(t: FactTable, of: (node: number) => number): Int32Array {
  const out = new Int32Array(t.interner.nodes.size);
  for (let n = 0; n < out.length; n++) out[n] = of(n);
  return out;
}

/** Something about the tunnel that each sample is in. @param of asked once for each node */
export const byNode = ({ table, node }: Samples, of: (node: number) => number): Int32Array =>
  lookedUp(tableOf(table, of), node);

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
export function answersOf({ table, rows, flow, flows }: Samples): Int32Array {
  // One row for each flow, and once more with its ends swapped: a number that is a flow's is its answer.
  const twice = new Int32Array(2 * flows);
  for (let i = rows.length - 1; i >= 0; i--) twice[flow[i]] = twice[flows + flow[i]] = rows[i];
  const { tenant, source, destination, ports, protocol } = flowColumns(table, twice);
  for (let f = flows; f < twice.length; f++) {
    const from = source[f];
    source[f] = destination[f];
    destination[f] = from;
    ports[f] = (ports[f] << 16) | (ports[f] >>> 16);
  }
  const { keyOf } = numbered([tenant, source, destination, ports, protocol], twice.length);
  const out = keyOf.subarray(flows);
  for (let f = 0; f < flows; f++) if (out[f] >= flows) out[f] = -1;
  return out;
}
