/** The rows of the fact table in columns, and the parts of the traffic that they are in. */
import {
  BYTES,
  FIRST_NANOSECONDS,
  FIRST_SECONDS,
  HAS_FLOW,
  INNER_BYTES,
  INNER_PACKETS,
  IS_ARP,
  IS_BROADCAST,
  IS_MULTICAST,
  IS_NON_IP,
  LAST_NANOSECONDS,
  LAST_SECONDS,
  NANOSECOND_BITS,
  NANOSECOND_MASK,
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
} from "../layout";

// The columns: words of a row by their place in it, packets and bytes as doubles.
let columns: usize = 0;
let column: usize = 0;
export let rows: u32 = 0;
export let packets: usize = 0;
export let bytes: usize = 0;

// Parts of the traffic, as ../scopes.ts has them.
export let nodes: u32 = 0;
export let tenantOf: usize = 0;
export let tunnelOf: usize = 0;
export let tenant: u32 = 0;
export let tunnel: u32 = 0;
export let overall: u32 = 0;

/** @param words the first six columns, one behind the other */
export function setRows(words: usize, ofPackets: usize, ofBytes: usize, size: u32): void {
  columns = words;
  column = 4 * <usize>size;
  rows = size;
  packets = ofPackets;
  bytes = ofBytes;
}

export function setScopes(
  size: u32,
  ofTenants: usize,
  ofTunnels: usize,
  firstTenant: u32,
  firstTunnel: u32,
  all: u32,
): void {
  nodes = size;
  tenantOf = ofTenants;
  tunnelOf = ofTunnels;
  tenant = firstTenant;
  tunnel = firstTunnel;
  overall = all;
}

/** One of the first six words of a row, by its place in it. */
export function word(row: u32, place: usize): u32 {
  return load<u32>(columns + place * column + 4 * row);
}

const CASTS: u32 = IS_NON_IP | IS_BROADCAST | IS_MULTICAST | IS_ARP;
const HIGH: f64 = 4294967296;

function raise(at: usize, what: usize, by: f64): void {
  store<f64>(at + 8 * what, load<f64>(at + 8 * what) + by);
}

function secondsOf(low: u32, high: u32): f64 {
  return <f64>low + <f64>(high >> NANOSECOND_BITS) * HIGH;
}

/**
 * Takes rows as they lie in the table, from the one of that number on, and adds them up by node.
 * @param sums records of doubles, by node
 * @returns all bits that the class words of rows have
 */
export function take(staged: usize, from: u32, size: u32, sums: usize): u32 {
  let kinds: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const at = staged + 4 * ROW_WORDS * <usize>i;
    const row = 4 * <usize>(from + i);
    for (let place: usize = 0; place < 6; place++)
      store<u32>(columns + place * column + row, load<u32>(at + 4 * place));
    const node = load<u32>(at);
    const kind = load<u32>(at, 16);
    kinds |= kind;
    const p = <f64>load<u32>(at, 4 * PACKETS);
    const b = load<f64>(at, 8 * BYTES);
    store<f64>(packets + 2 * row, p);
    store<f64>(bytes + 2 * row, b);
    const sum = sums + 8 * SUM_RECORD * <usize>node;
    raise(sum, SUM_ROWS, 1);
    raise(sum, SUM_PACKETS, p);
    raise(sum, SUM_BYTES, b);
    const inner = <f64>load<u32>(at, 4 * INNER_PACKETS);
    raise(sum, SUM_INNER_PACKETS, inner);
    raise(sum, SUM_INNER_BYTES, load<f64>(at, 8 * INNER_BYTES));
    if ((kind & (CASTS | HAS_FLOW)) !== HAS_FLOW) {
      if ((kind & IS_NON_IP) !== 0) raise(sum, SUM_NON_IP, inner);
      if ((kind & IS_BROADCAST) !== 0) raise(sum, SUM_BROADCAST, inner);
      if ((kind & IS_MULTICAST) !== 0) raise(sum, SUM_MULTICAST, inner);
      if ((kind & IS_ARP) !== 0) raise(sum, SUM_ARP, inner);
      if ((kind & HAS_FLOW) === 0) {
        raise(sum, SUM_FLOWLESS_PACKETS, p);
        raise(sum, SUM_FLOWLESS_BYTES, b);
        raise(sum, SUM_FLOWLESS_ROWS, 1);
      }
    }
    const firstHigh = load<u32>(at, 4 * FIRST_NANOSECONDS);
    const first = secondsOf(load<u32>(at, 4 * FIRST_SECONDS), firstHigh);
    const firstNanoseconds = <f64>(firstHigh & NANOSECOND_MASK);
    const earliest = load<f64>(sum, 8 * SUM_FIRST);
    if (first < earliest || (first === earliest && firstNanoseconds < load<f64>(sum, 8 * SUM_FIRST + 8))) {
      store<f64>(sum, first, 8 * SUM_FIRST);
      store<f64>(sum, firstNanoseconds, 8 * SUM_FIRST + 8);
    }
    const lastHigh = load<u32>(at, 4 * LAST_NANOSECONDS);
    const last = secondsOf(load<u32>(at, 4 * LAST_SECONDS), lastHigh);
    const lastNanoseconds = <f64>(lastHigh & NANOSECOND_MASK);
    const latest = load<f64>(sum, 8 * SUM_LAST);
    if (last > latest || (last === latest && lastNanoseconds > load<f64>(sum, 8 * SUM_LAST + 8))) {
      store<f64>(sum, last, 8 * SUM_LAST);
      store<f64>(sum, lastNanoseconds, 8 * SUM_LAST + 8);
    }
  }
  return kinds;
}
