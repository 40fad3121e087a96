/** What routers can hash of the outer headers, and the values of entropy fields: as ../outer-keys.ts and ../field-values.ts. */
import {
  DESTINATION,
  FRAGMENT,
  HAS_FLOW,
  KIND,
  NODE,
  OUTER,
  OUTER_KEY,
  OUTER_PORTS,
  PORTS,
  SOURCE,
  V6,
} from "../layout";
import { add, begin, head, join, keyOf, number } from "./chains";
import { bytes, nodes, overall, packets, rows, tenant, tenantOf, tunnel, tunnelOf, word } from "./rows";

const TCP: u32 = 6;
const UDP: u32 = 17;

// Addresses of what OuterKeys has: keys of nodes; chains and pairs; totals of nodes; rows that are all of their flow,
// and flows of rows; the index of the addresses of native rows, and its length less one.
const ADDRESS_KEYS: usize = 0;
const PORT_KEYS: usize = 4;
const PAIRS: usize = 8;
const GRE_KEYS: usize = 12;
const GRE_PAIRS: usize = 16;
const NATIVE: usize = 20;
const BARE: usize = 24;
const KEYED: usize = 28;
const ALONE: usize = 32;
const FLOWS: usize = 36;
const NATIVE_INDEX: usize = 40;
const NATIVE_MASK: usize = 44;

// Of totals: packets and bytes (doubles), and flows.
const TOTAL_PACKETS: usize = 0;
const TOTAL_BYTES: usize = 4;
const TOTAL_ALONE: usize = 8;

// Addresses of what FieldValues has, and how many slots were used.
const BASE: usize = 0;
const SHIFT: usize = 4;
const VALUE_MASK: usize = 8;
const LAST: usize = 12;
const BEFORE: usize = 16;
const USED: usize = 20;
const VALUES: usize = 24;
const SEEN: usize = 28;
const FLOW_SEEN: usize = 32;
const USES: usize = 36;

// A record of a scope, in doubles.
const DISTINCT: usize = 0;
const SHARED: usize = 8;
const COPIED: usize = 24;
const ABOVE: usize = 32;
const BELOW: usize = 40;
const RECORD: usize = 48;
const MOST: u32 = 1 << 16;

export function outerKeys(keys: usize, fields: usize): void {
  const keyOfNode = <usize>load<u32>(keys, ADDRESS_KEYS);
  const ports = <usize>load<u32>(keys, PORT_KEYS);
  const pairs = <usize>load<u32>(keys, PAIRS);
  for (let row: u32 = 0; row < rows; row++) {
    const kind = word(row, KIND);
    if ((kind & HAS_FLOW) === 0) continue;
    const node = word(row, NODE);
    if (node === 0) {
      native(keys, row, kind);
      continue;
    }
    const outer = word(row, OUTER);
    const shown = kind & (OUTER_PORTS | OUTER_KEY | FRAGMENT);
    if (shown === OUTER_PORTS) add(ports, row, number(pairs, load<u32>(keyOfNode + 4 * node), outer));
    else portless(keys, row, node, shown, outer);
    if (shown === OUTER_PORTS || shown === OUTER_KEY) field(fields, row, node, outer, kind);
  }
}

function portless(keys: usize, row: u32, node: u32, shown: u32, outer: u32): void {
  const isKeyed = shown === OUTER_KEY;
  const totals = <usize>(isKeyed ? load<u32>(keys, KEYED) : load<u32>(keys, BARE));
  const p = <usize>load<u32>(totals, TOTAL_PACKETS) + 8 * node;
  const b = <usize>load<u32>(totals, TOTAL_BYTES) + 8 * node;
  const a = <usize>load<u32>(totals, TOTAL_ALONE) + 4 * node;
  store<f64>(p, load<f64>(p) + load<f64>(packets + 8 * row));
  store<f64>(b, load<f64>(b) + load<f64>(bytes + 8 * row));
  store<u32>(a, load<u32>(a) + load<u32>(<usize>load<u32>(keys, ALONE) + 4 * row));
  if (!isKeyed) return;
  const key = load<u32>(<usize>load<u32>(keys, ADDRESS_KEYS) + 4 * node);
  add(load<u32>(keys, GRE_KEYS), row, number(load<u32>(keys, GRE_PAIRS), key, outer));
}

/** The outer header of native traffic is its own; one pair of words is its flow, or its addresses. */
function native(keys: usize, row: u32, kind: u32): void {
  const chains = <usize>load<u32>(keys, NATIVE);
  const addresses = nativeAddresses(keys, chains, row, kind);
  const proto = kind & 0xff;
  const hasPorts = (kind & FRAGMENT) === 0 && (proto === TCP || proto === UDP);
  // Not among the numbers of other addresses.
  const x = nodes + (hasPorts ? 0 : 1);
  const y = hasPorts ? <u32>keyOf(load<u32>(keys, FLOWS), row) : addresses;
  add(load<u32>(keys, PORT_KEYS), row, number(load<u32>(keys, PAIRS), x, y));
}

/** Adds a native row to those of its addresses and protocol. @returns their number */
function nativeAddresses(keys: usize, chains: usize, row: u32, kind: u32): u32 {
  const index = <usize>load<u32>(keys, NATIVE_INDEX);
  const mask = load<u32>(keys, NATIVE_MASK);
  const source = word(row, SOURCE);
  const destination = word(row, DESTINATION);
  const bits = kind & (0xff | V6);
  let h = (source ^ (source >> 15)) * 0x9e3779b1 + (destination ^ (destination >> 14)) * 0x85ebca77 + bits;
  h = (h ^ (h >> 15)) * 0x297a2d39;
  let slot = (h ^ (h >> 14)) & mask;
  for (;;) {
    const key = load<u32>(index + 4 * slot);
    if (key === 0) break;
    const first = head(chains, key - 1);
    if (
      word(first, SOURCE) === source &&
      word(first, DESTINATION) === destination &&
      (word(first, KIND) & (0xff | V6)) === bits
    ) {
      join(chains, row, key - 1);
      return key - 1;
    }
    slot = (slot + 1) & mask;
  }
  const key = begin(chains, row);
  store<u32>(index + 4 * slot, key + 1);
  return key;
}

/** Takes a row whose outer header shows the field. */
function field(fields: usize, row: u32, node: u32, outer: u32, kind: u32): void {
  const base = load<i32>(<usize>load<u32>(fields, BASE) + 4 * node);
  if (base < 0) return;
  const shift = load<u32>(<usize>load<u32>(fields, SHIFT) + 4 * node);
  const value = (outer >> shift) & load<u32>(<usize>load<u32>(fields, VALUE_MASK) + 4 * node);
  const slot = <u32>base + value;
  const lastRow = <usize>load<u32>(fields, LAST) + 4 * slot;
  const last = load<u32>(lastRow);
  store<u32>(lastRow, row + 1);
  if (last === 0) {
    const uses = load<u32>(fields, USES);
    store<u32>(<usize>load<u32>(fields, USED) + 4 * uses, slot);
    store<u32>(fields, uses + 1, USES);
  } else store<u32>(<usize>load<u32>(fields, BEFORE) + 4 * row, last);
  if (value !== word(row, PORTS) >> 16) return;
  const proto = kind & 0xff;
  if (proto !== TCP && proto !== UDP) return;
  const at = <usize>load<u32>(fields, VALUES) + RECORD * <usize>node;
  store<f64>(at, load<f64>(at, COPIED) + load<f64>(packets + 8 * row), COPIED);
}

/** After the last row: counts the values that were seen. A value of one row, or of one node, is counted there. */
export function fieldValues(fields: usize, flows: usize): void {
  const used = <usize>load<u32>(fields, USED);
  const uses = load<u32>(fields, USES);
  for (let n: u32 = 0; n < uses; n++) {
    const slot = load<u32>(used + 4 * n);
    const row = load<u32>(<usize>load<u32>(fields, LAST) + 4 * slot) - 1;
    if (load<u32>(<usize>load<u32>(fields, BEFORE) + 4 * row) === 0) counted(fields, word(row, NODE), slot);
    else valueOfRows(fields, flows, slot, row);
  }
}

/** Counts a value of several rows. */
function valueOfRows(fields: usize, flows: usize, slot: u32, last: u32): void {
  const before = <usize>load<u32>(fields, BEFORE);
  const node = word(last, NODE);
  const flow = keyOf(flows, last);
  let oneNode = true;
  let shared: f64 = 0;
  for (let next = load<u32>(before + 4 * last); next !== 0; next = load<u32>(before + 4 * (next - 1))) {
    if (word(next - 1, NODE) !== node) oneNode = false;
    if (keyOf(flows, next - 1) !== flow) shared = 1;
  }
  const scope = oneNode ? node : overall;
  counted(fields, scope, slot);
  const at = <usize>load<u32>(fields, VALUES) + RECORD * <usize>scope;
  store<f64>(at, load<f64>(at, SHARED) + shared, SHARED);
  if (oneNode) return;
  for (let next = last + 1; next !== 0; next = load<u32>(before + 4 * (next - 1))) {
    const n = word(next - 1, NODE);
    const f = keyOf(flows, next - 1);
    mark(fields, tenant + load<u32>(tenantOf + 4 * n), slot, f);
    mark(fields, tunnel + load<u32>(tunnelOf + 4 * n), slot, f);
  }
}

function counted(fields: usize, scope: u32, slot: u32): void {
  const at = <usize>load<u32>(fields, VALUES) + RECORD * <usize>scope;
  const value = <f64>(slot & (MOST - 1));
  store<f64>(at, load<f64>(at, DISTINCT) + 1, DISTINCT);
  if (value >= load<f64>(at, ABOVE)) store<f64>(at, value + 1, ABOVE);
  if (<f64>MOST - value > load<f64>(at, BELOW)) store<f64>(at, <f64>MOST - value, BELOW);
}

/** Counts a flow with a value in a scope. */
function mark(fields: usize, scope: u32, slot: u32, flow: i32): void {
  const seen = <usize>load<u32>(fields, SEEN) + 4 * scope;
  const flowSeen = <usize>load<u32>(fields, FLOW_SEEN) + 4 * scope;
  if (load<u32>(seen) !== slot + 1) {
    store<u32>(seen, slot + 1);
    store<i32>(flowSeen, flow);
    counted(fields, scope, slot);
  } else if (load<i32>(flowSeen) !== flow && load<i32>(flowSeen) >= 0) {
    store<i32>(flowSeen, -1);
    const at = <usize>load<u32>(fields, VALUES) + RECORD * <usize>scope;
    store<f64>(at, load<f64>(at, SHARED) + 1, SHARED);
  }
}
