/** From a summary to its flows: both directions of every inner 5-tuple of every tenant, one record each. */
import { encapsulations } from "../core/encapsulations.ts";
import { secondsText, timeText } from "../core/format.ts";
import { ICMP_UNKNOWN, icmpHalves, isIcmp, isOneWay } from "../core/icmp-ports.ts";
import { META_V6 } from "../core/interner.ts";
import { KeyTable } from "../core/key-table.ts";
import type { FlowDirection, FlowRecord } from "./flow-record.ts";
import { Class, type FactTable } from "./table.ts";
import { addressText, tenantPath, tenantText } from "./tenants.ts";

export const FLOW_ORDERS = ["bytes", "packets", "start", "duration", "tenant"] as const;
export type FlowOrder = (typeof FLOW_ORDERS)[number];

const FLOW_BITS = Class.proto | Class.v6;
const swapPorts = (ports: number): number => (ports << 16) | (ports >>> 16);

/** Conversations of a table, their rows next to each other. */
interface Conversations {
  readonly count: number;
  /** Rows of conversation c: `rows[start[c]]` up to `rows[start[c + 1]]`. */
  readonly rows: Int32Array;
  readonly start: Int32Array;
}

function conversations(t: FactTable): Conversations {
  const ids = new KeyTable(6, 1024);
  const of = new Int32Array(t.size).fill(-1);
  for (let r = 0; r < t.size; r++) {
    const kind = t.kind(r);
    if ((kind & Class.flow) === 0) continue;
    const tenant = t.interner.tenantOf(t.node(r));
    const [source, destination, ports] = [t.source(r), t.destination(r), t.ports(r)];
    const swapped = swapPorts(ports);
    const forward = source < destination || (source === destination && ports < swapped);
    of[r] = forward
      ? ids.add(tenant, source, destination, ports, kind & FLOW_BITS, 0)
      : ids.add(tenant, destination, source, swapped, kind & FLOW_BITS, 0);
  }
  const start = new Int32Array(ids.size + 1);
  for (const c of of) if (c >= 0) start[c + 1]++;
  for (let c = 0; c < ids.size; c++) start[c + 1] += start[c];
  const next = start.slice();
  const rows = new Int32Array(start[ids.size]);
  for (let r = 0; r < of.length; r++) if (of[r] >= 0) rows[next[of[r]]++] = r;
  return { count: ids.size, rows, start };
}

const FIRST = 2 ** 53;

/** What conversations are put in order by, larger first; ties: the one seen first. */
function measures(t: FactTable, c: Conversations, order: FlowOrder): Float64Array {
  const out = new Float64Array(c.count);
  for (let i = 0; i < c.count; i++) {
    let sum = 0;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = c.start[i]; k < c.start[i + 1]; k++) {
      const r = c.rows[k];
      if (order === "bytes") sum += t.bytes(r);
      else if (order === "packets") sum += t.packets(r);
      else if (order === "duration" && t.hasTime(r)) {
        first = Math.min(first, t.firstSeconds(r) + t.firstNanoseconds(r) / 1e9);
        last = Math.max(last, t.lastSeconds(r) + t.lastNanoseconds(r) / 1e9);
      }
    }
    out[i] = order === "duration" ? Math.max(0, last - first) : sum;
  }
  return out;
}

/**
 * All flows of a table, in order.
 *
 * @param order  `bytes`, `packets`, `duration`: the most first; `start`: as they were first seen; `tenant`: by
 *   tenant as `stats` has them, then as first seen
 * @param tenants tenant numbers in report order
 * @returns how many there are, and what makes the record of one of them
 */
export function flowRecords(
  t: FactTable,
  order: FlowOrder,
  tenants: readonly number[],
): { count: number; record: (index: number) => FlowRecord } {
  const c = conversations(t);
  const firstPacket = new Float64Array(c.count).fill(FIRST);
  for (let i = 0; i < c.count; i++)
    for (let k = c.start[i]; k < c.start[i + 1]; k++)
      firstPacket[i] = Math.min(firstPacket[i], t.firstPacket[c.rows[k]]);
  const measure = measures(t, c, order);
  const place = new Map(tenants.map((tenant, i) => [tenant, i]));
  const tenantOf = (i: number) => t.interner.tenantOf(t.node(c.rows[c.start[i]]));
  const rank = (i: number) => (order === "tenant" ? (place.get(tenantOf(i)) ?? tenants.length) : 0);
  const sorted = Int32Array.from({ length: c.count }, (_, i) => i).sort(
    (x, y) => measure[y] - measure[x] || rank(x) - rank(y) || firstPacket[x] - firstPacket[y] || x - y,
  );
  return {
    count: c.count,
    record: (index) => {
      const i = sorted[index];
      return flowRecord(t, c.rows.subarray(c.start[i], c.start[i + 1]));
    },
  };
}

/** One record of the rows of one conversation; its originator is who was seen first. */
function flowRecord(t: FactTable, rows: Int32Array): FlowRecord {
  const i = t.interner;
  let first = rows[0];
  for (const r of rows) if (t.firstPacket[r] < t.firstPacket[first]) first = r;
  const [source, destination, ports] = [t.source(first), t.destination(first), t.ports(first)];
  const isForward = (r: number) =>
    t.source(r) === source && t.destination(r) === destination && t.ports(r) === ports;
  const kind = t.kind(first);
  const v6 = kind & Class.v6;
  const path = tenantPath(i, i.tenantOf(t.node(first)));
  const root = t.node(first) === 0 ? 0 : i.rootOf(t.node(first));
  const rootV6 = i.metaOf(root) & META_V6;
  const timed = [...rows].filter((r) => t.hasTime(r));
  const [from, to] = span(t, timed);
  const icmp = isIcmp(kind & Class.proto);
  const [origPort, respPort] = portsOf(icmp, ports);
  const outer = (word: number) => (root === 0 ? null : addressText(i, word, rootV6));
  return {
    ts: from === null ? null : timeText(...from),
    tenant: tenantText(i, path),
    outer_src: outer(i.sourceOf(root)),
    outer_dst: outer(i.destinationOf(root)),
    "id.orig_h": addressText(i, source, v6),
    "id.orig_p": origPort,
    "id.resp_h": addressText(i, destination, v6),
    "id.resp_p": respPort,
    ip_proto: kind & Class.proto,
    duration: from === null || to === null ? null : secondsText(to[0] - from[0], to[1] - from[1]),
    orig: direction(t, rows.filter(isForward)),
    resp: direction(
      t,
      rows.filter((r) => !isForward(r)),
    ),
    one_way: icmp && isOneWay(ports),
    words: {
      source: words(t, source, v6),
      destination: words(t, destination, v6),
    },
  };
}

function portsOf(icmp: boolean, ports: number): [number | null, number | null] {
  if (!icmp) return [ports >>> 16, ports & 0xffff];
  return ports === ICMP_UNKNOWN ? [null, null] : icmpHalves(ports);
}

/** The bytes of an address, as 32-bit words. */
function words(t: FactTable, word: number, v6: number): readonly number[] {
  if (v6 === 0) return [word];
  const w = t.interner.addresses.i32;
  return [...w.subarray(word * 6, word * 6 + 4)];
}

type Time = [number, number];

/** First and last time of some rows. */
function span(t: FactTable, rows: readonly number[]): [Time | null, Time | null] {
  let from: Time | null = null;
  let to: Time | null = null;
  for (const r of rows) {
    const first: Time = [t.firstSeconds(r), t.firstNanoseconds(r)];
    const last: Time = [t.lastSeconds(r), t.lastNanoseconds(r)];
    if (from === null || isBefore(first, from)) from = first;
    if (to === null || isBefore(to, last)) to = last;
  }
  return [from, to];
}

const isBefore = (a: Time, b: Time): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

function direction(t: FactTable, rows: Int32Array): FlowDirection {
  const out: FlowDirection = {
    pkts: 0,
    bytes: 0,
    outer_pkts: 0,
    outer_bytes: 0,
    hash_field: null,
    hash_values: 0,
    hash_value: null,
    tcp_flags: "",
  };
  const values = new Map<number, number>();
  let flags = 0;
  for (const r of rows) {
    out.pkts += t.innerPackets(r);
    out.bytes += t.innerBytes(r);
    out.outer_pkts += t.packets(r);
    out.outer_bytes += t.bytes(r);
    flags |= t.tcpFlags[r];
    const value = hashValue(t, r);
    if (value === null) continue;
    out.hash_field = value.name;
    values.set(value.value, (values.get(value.value) ?? 0) + t.packets(r));
  }
  out.hash_values = values.size;
  // The value of most packets; of equals, that of the row seen first.
  for (const [value, packets] of values)
    if (out.hash_value === null || packets > (values.get(out.hash_value) ?? 0)) out.hash_value = value;
  out.tcp_flags = flagsText(flags);
  return out;
}

/** What the outermost encapsulator varies for this row; null: nothing. */
function hashValue(t: FactTable, row: number): { name: string; value: number } | null {
  const node = t.node(row);
  const kind = t.kind(row);
  if (node === 0 || (kind & (Class.outerPorts | Class.outerKey)) === 0) return null;
  const { entropy } = encapsulations[t.interner.kindOf(t.interner.rootOf(node))];
  return entropy === null
    ? null
    : { name: entropy.name, value: (t.outer(row) >>> entropy.shift) & entropy.mask };
}

const FLAGS = "FSRPAUEC";

/** Wireshark's letters of the TCP flags that were seen, in the order of the header's bits. */
function flagsText(flags: number): string {
  let text = "";
  for (let bit = 7; bit >= 0; bit--) if ((flags >> bit) & 1) text += FLAGS[bit];
  return text;
}
