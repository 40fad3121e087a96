/** The rows of each tunnel node added up: what is said of tenants, tunnels and encapsulations needs no more. */
import { META_LINK, META_V6 } from "../core/interner.ts";
import {
  BYTES,
  Class,
  type FactTable,
  FIRST_NANOSECONDS,
  FIRST_SECONDS,
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
} from "./table.ts";

/** Bits of a tunnel's meta word that tell what its endpoint words are. */
export const FAMILY = META_V6 | META_LINK;

// What is added up, by its place in a record. Exact: all are whole numbers below 2^53.
/** Rows of the fact table: 0 for nodes that only stand around others. */
export const SUM_ROWS = 0;
export const SUM_PACKETS = 1;
export const SUM_BYTES = 2;
export const SUM_INNER_PACKETS = 3;
export const SUM_INNER_BYTES = 4;
// Inner packets of these kinds.
export const SUM_NON_IP = 5;
export const SUM_BROADCAST = 6;
export const SUM_MULTICAST = 7;
export const SUM_ARP = 8;
/** Outer packets and bytes of rows without a flow. */
export const SUM_FLOWLESS_PACKETS = 9;
export const SUM_FLOWLESS_BYTES = 10;
// The earliest and the latest time; the first is later than the last where no packet has one.
const FIRST = 12;
const LAST = 14;
const RECORD = 16;

const HIGH = 2 ** 32;
const CASTS = Class.nonIp | Class.broadcast | Class.multicast | Class.arp;

type Time = readonly [seconds: number, nanoseconds: number];

/** Records of sums, one for each part of the traffic. */
export class Sums {
  readonly values: Float64Array;

  constructor(readonly size: number) {
    this.values = new Float64Array(size * RECORD);
    for (let at = 0; at < this.values.length; at += RECORD) {
      this.values[at + FIRST] = Number.POSITIVE_INFINITY;
      this.values[at + LAST] = -1;
    }
  }

  of(part: number, what: number): number {
    return this.values[part * RECORD + what];
  }

  /** null: no packet has a time. */
  times(part: number): { first: Time; last: Time } | null {
    const v = this.values;
    const at = part * RECORD;
    const [first, nanoseconds, last, lastNanoseconds] = v.subarray(at + FIRST, at + RECORD);
    return first < last || (first === last && nanoseconds <= lastNanoseconds)
      ? { first: [first, nanoseconds], last: [last, lastNanoseconds] }
      : null;
  }

  /** Adds to a part what another one has. */
  add(part: number, other: Sums, otherPart: number): void {
    const { values: to } = this;
    const { values: from } = other;
    const at = part * RECORD;
    const k = otherPart * RECORD;
    for (let i = 0; i < FIRST; i++) to[at + i] += from[k + i];
    widen(to, at, from[k + FIRST], from[k + FIRST + 1], from[k + LAST], from[k + LAST + 1]);
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
  if (first < v[at + FIRST] || (first === v[at + FIRST] && firstNanoseconds < v[at + FIRST + 1])) {
    v[at + FIRST] = first;
    v[at + FIRST + 1] = firstNanoseconds;
  }
  if (last > v[at + LAST] || (last === v[at + LAST] && lastNanoseconds > v[at + LAST + 1])) {
    v[at + LAST] = last;
    v[at + LAST + 1] = lastNanoseconds;
  }
}

/** Sums by node number. */
export function nodeSums(t: FactTable): Sums {
  const sums = new Sums(t.interner.nodes.size);
  const v = sums.values;
  const w = t.rows.i32;
  const d = t.rows.f64;
  const end = t.size * ROW_WORDS;
  const usual = Class.flow;
  const noticed = CASTS | usual;
  for (let k = 0; k < end; k += ROW_WORDS) {
    const at = w[k + NODE] * RECORD;
    const half = k >> 1;
    v[at + SUM_ROWS]++;
    v[at + SUM_PACKETS] += w[k + PACKETS] >>> 0;
    v[at + SUM_BYTES] += d[half + BYTES];
    v[at + SUM_INNER_PACKETS] += w[k + INNER_PACKETS] >>> 0;
    v[at + SUM_INNER_BYTES] += d[half + INNER_BYTES];
    if ((w[k + KIND] & noticed) !== usual) addUnusual(v, at, w, k, d);
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
  return sums;
}

/** Adds what few rows have. */
function addUnusual(v: Float64Array, at: number, w: Int32Array, k: number, d: Float64Array): void {
  const kind = w[k + KIND];
  const inner = w[k + INNER_PACKETS] >>> 0;
  if ((kind & Class.nonIp) !== 0) v[at + SUM_NON_IP] += inner;
  if ((kind & Class.broadcast) !== 0) v[at + SUM_BROADCAST] += inner;
  if ((kind & Class.multicast) !== 0) v[at + SUM_MULTICAST] += inner;
  if ((kind & Class.arp) !== 0) v[at + SUM_ARP] += inner;
  if ((kind & Class.flow) !== 0) return;
  v[at + SUM_FLOWLESS_PACKETS] += w[k + PACKETS] >>> 0;
  v[at + SUM_FLOWLESS_BYTES] += d[(k >> 1) + BYTES];
}
