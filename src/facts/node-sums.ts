/** The rows of each tunnel node added up: what is said of tenants, tunnels and encapsulations needs no more. */
import { META_LINK, META_V6 } from "../core/interner.ts";
import {
  BYTES,
  FIRST_NANOSECONDS,
  FIRST_SECONDS,
  HAS_FLOW,
  INNER_BYTES,
  INNER_PACKETS,
  KIND,
  LAST_NANOSECONDS,
  LAST_SECONDS,
  NANOSECOND_BITS,
  NANOSECOND_MASK,
  NODE,
  PACKETS,
  ROW_WORDS,
  SUM_ARP,
  SUM_BROADCAST,
  SUM_BYTES,
  SUM_FIRST,
  SUM_FLOWLESS_BYTES,
  SUM_FLOWLESS_PACKETS,
  SUM_FLOWLESS_ROWS,
  SUM_INNER_BYTES,
  SUM_INNER_PACKETS,
  SUM_LAST,
  SUM_MULTICAST,
  SUM_NON_IP,
  SUM_PACKETS,
  SUM_RECORD,
  SUM_ROWS,
} from "./layout.ts";
import type { Compiled, Room } from "./room.ts";
import { Class, type FactTable } from "./table.ts";

/** Bits of a tunnel's meta word that tell what its endpoint words are. */
export const FAMILY = META_V6 | META_LINK;

const HIGH = 2 ** 32;
const CASTS = Class.nonIp | Class.broadcast | Class.multicast | Class.arp;

type Time = readonly [seconds: number, nanoseconds: number];

/** Records of sums, one for each part of the traffic. */
export class Sums {
  readonly values: Float64Array;

  constructor(
    readonly size: number,
    room: Room,
  ) {
    this.values = room.doubles(size * SUM_RECORD);
    for (let at = 0; at < this.values.length; at += SUM_RECORD) {
      this.values[at + SUM_FIRST] = Number.POSITIVE_INFINITY;
      this.values[at + SUM_LAST] = -1;
    }
  }

  of(part: number, what: number): number {
    return this.values[part * SUM_RECORD + what];
  }

  /** null: no packet has a time. */
  times(part: number): { first: Time; last: Time } | null {
    const v = this.values;
    const at = part * SUM_RECORD;
    const first = v[at + SUM_FIRST];
    const nanoseconds = v[at + SUM_FIRST + 1];
    const last = v[at + SUM_LAST];
    const lastNanoseconds = v[at + SUM_LAST + 1];
    return first < last || (first === last && nanoseconds <= lastNanoseconds)
      ? { first: [first, nanoseconds], last: [last, lastNanoseconds] }
      : null;
  }

  /** Adds to a part what another one has. */
  add(part: number, other: Sums, otherPart: number): void {
    const { values: to } = this;
    const { values: from } = other;
    const at = part * SUM_RECORD;
    const k = otherPart * SUM_RECORD;
    for (let i = 0; i < SUM_FIRST; i++) to[at + i] += from[k + i];
    widen(to, at, from[k + SUM_FIRST], from[k + SUM_FIRST + 1], from[k + SUM_LAST], from[k + SUM_LAST + 1]);
  }
}

/** Widens the times of the record at `at`. */
function widen(
  v: Float64Array,
  at: number,
  first: number,
  firstNanoseconds: number,
  last: number,
  lastNanoseconds: number,
): void {
  if (
    first < v[at + SUM_FIRST] ||
    (first === v[at + SUM_FIRST] && firstNanoseconds < v[at + SUM_FIRST + 1])
  ) {
    v[at + SUM_FIRST] = first;
    v[at + SUM_FIRST + 1] = firstNanoseconds;
  }
  if (last > v[at + SUM_LAST] || (last === v[at + SUM_LAST] && lastNanoseconds > v[at + SUM_LAST + 1])) {
    v[at + SUM_LAST] = last;
    v[at + SUM_LAST + 1] = lastNanoseconds;
  }
}

/** What is read again and again of the rows, out of them and close together. */
export interface Columns {
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  readonly node: Int32Array;
}

/** What nodes have, by node number, and what rows have. */
export interface NodeSums {
  readonly sums: Sums;
  readonly columns: Columns;
  /** All bits that the class words of rows have, or more. */
  readonly kinds: number;
}

/** Rows that compiled code takes at once. */
const AT_ONCE = 4096;

function takeRows(t: FactTable, room: Room, { code }: Compiled): NodeSums {
  const sums = new Sums(t.interner.nodes.size, room);
  const rows = t.size;
  const words = room.ints(6 * rows);
  const packets = room.doubles(rows);
  const bytes = room.doubles(rows);
  const staged = room.ints(AT_ONCE * ROW_WORDS);
  code.setRows(words.byteOffset, packets.byteOffset, bytes.byteOffset, rows);
  let kinds = 0;
  for (let row = 0; row < rows; row += AT_ONCE) {
    const to = Math.min(rows, row + AT_ONCE);
    staged.set(t.rows.i32.subarray(row * ROW_WORDS, to * ROW_WORDS));
    kinds |= code.take(staged.byteOffset, row, to - row, sums.values.byteOffset);
  }
  return { sums, columns: { packets, bytes, node: words.subarray(0, rows) }, kinds };
}

export function nodeSums(t: FactTable, room: Room): NodeSums {
  if (room.compiled !== null) return takeRows(t, room, room.compiled);
  const sums = new Sums(t.interner.nodes.size, room);
  const rows = t.size;
  const packets = new Float64Array(rows);
  const bytes = new Float64Array(rows);
  const node = new Int32Array(rows);
  const v = sums.values;
  const w = t.rows.i32;
  const d = t.rows.f64;
  const noticed = CASTS | HAS_FLOW;
  for (let row = 0; row < rows; row++) {
    const k = row * ROW_WORDS;
    const half = k >> 1;
    const n = w[k + NODE];
    const p = w[k + PACKETS] >>> 0;
    const b = d[half + BYTES];
    node[row] = n;
    packets[row] = p;
    bytes[row] = b;
    const at = n * SUM_RECORD;
    v[at + SUM_ROWS]++;
    v[at + SUM_PACKETS] += p;
    v[at + SUM_BYTES] += b;
    v[at + SUM_INNER_PACKETS] += w[k + INNER_PACKETS] >>> 0;
    v[at + SUM_INNER_BYTES] += d[half + INNER_BYTES];
    if ((w[k + KIND] & noticed) !== HAS_FLOW) addUnusual(v, at, w, k, d);
    const first = w[k + FIRST_NANOSECONDS];
    const last = w[k + LAST_NANOSECONDS];
    widen(
      v,
      at,
      (w[k + FIRST_SECONDS] >>> 0) + (first >>> NANOSECOND_BITS) * HIGH,
      first & NANOSECOND_MASK,
      (w[k + LAST_SECONDS] >>> 0) + (last >>> NANOSECOND_BITS) * HIGH,
      last & NANOSECOND_MASK,
    );
  }
  return { sums, columns: { packets, bytes, node }, kinds: -1 };
}

/** Adds what few rows have. */
function addUnusual(v: Float64Array, at: number, w: Int32Array, k: number, d: Float64Array): void {
  const kind = w[k + KIND];
  const inner = w[k + INNER_PACKETS] >>> 0;
  if ((kind & Class.nonIp) !== 0) v[at + SUM_NON_IP] += inner;
  if ((kind & Class.broadcast) !== 0) v[at + SUM_BROADCAST] += inner;
  if ((kind & Class.multicast) !== 0) v[at + SUM_MULTICAST] += inner;
  if ((kind & Class.arp) !== 0) v[at + SUM_ARP] += inner;
  if ((kind & HAS_FLOW) !== 0) return;
  v[at + SUM_FLOWLESS_PACKETS] += w[k + PACKETS] >>> 0;
  v[at + SUM_FLOWLESS_BYTES] += d[(k >> 1) + BYTES];
  v[at + SUM_FLOWLESS_ROWS]++;
}
