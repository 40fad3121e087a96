/** How evenly keys share the traffic: as ../spreads.ts. */
import { after, count, head } from "./chains";
import { log2 } from "./log2";
import { nodes, overall, tenant, tenantOf, tunnel, tunnelOf } from "./rows";

// A record of doubles by scope: three weightings of four numbers each.
const WHOLE: usize = 0;
const FRACTION: usize = 8;
const LARGEST: usize = 16;
const KEYS: usize = 24;
const BY_PACKETS: usize = 0;
const BY_BYTES: usize = 32;
const BY_FLOWS: usize = 64;
const RECORD: usize = 96;
const ONE: f64 = 4503599627370496;

// Units: packets and bytes (doubles), node and votes of each, and votes in the tunnel.
const PACKETS: usize = 0;
const BYTES: usize = 4;
const NODE: usize = 8;
const VOTES: usize = 12;
const TUNNEL_VOTES: usize = 16;

/** Weights and x log2 x of them, by a hash: most come again. */
let logs: usize = 0;
const LOGS_SHIFT: u64 = 64 - 12;

/** @param at room for 4,096 pairs of doubles, all 0 */
export function setLogs(at: usize): void {
  logs = at;
}

/** Adds the weight of one key. */
function add(at: usize, weight: f64): void {
  if (weight === 0) return;
  store<f64>(at, load<f64>(at, KEYS) + 1, KEYS);
  if (weight > load<f64>(at, LARGEST)) store<f64>(at, weight, LARGEST);
  if (weight === 1) return;
  const slot = logs + 16 * <usize>((reinterpret<u64>(weight) * 0x9e3779b97f4a7c15) >> LOGS_SHIFT);
  if (load<f64>(slot) !== weight) {
    store<f64>(slot, weight);
    store<f64>(slot, weight * log2(weight), 8);
  }
  const x = load<f64>(slot, 8);
  const whole = floor(x);
  raise(at, whole, (x - whole) * ONE);
}

/** Adds to a sum. */
function raise(at: usize, whole: f64, by: f64): void {
  const fraction = load<f64>(at, FRACTION) + by;
  const carried = fraction >= ONE;
  store<f64>(at, load<f64>(at, WHOLE) + whole + (carried ? 1.0 : 0.0), WHOLE);
  store<f64>(at, carried ? fraction - ONE : fraction, FRACTION);
}

function one(values: usize, scope: u32, packets: f64, bytes: f64, flows: u32): void {
  const at = values + RECORD * <usize>scope;
  add(at + BY_PACKETS, packets);
  add(at + BY_BYTES, bytes);
  add(at + BY_FLOWS, <f64>flows);
}

/** @param sums room for three doubles for each tenant or tunnel, all 0 before and after */
export function spread(values: usize, sums: usize, chains: usize, units: usize): void {
  const packets = <usize>load<u32>(units, PACKETS);
  const bytes = <usize>load<u32>(units, BYTES);
  const node = <usize>load<u32>(units, NODE);
  const votes = <usize>load<u32>(units, VOTES);
  const tunnelVotes = <usize>load<u32>(units, TUNNEL_VOTES);
  const keys = count(chains);
  for (let key: u32 = 0; key < keys; key++) {
    const unit = head(chains, key);
    const flows = load<u32>(votes + 4 * unit);
    if (after(chains, unit) !== 0 || load<u32>(tunnelVotes + 4 * unit) !== flows)
      chain(values, sums, chains, unit, units);
    else {
      one(
        values,
        load<u32>(node + 4 * unit),
        load<f64>(packets + 8 * unit),
        load<f64>(bytes + 8 * unit),
        flows,
      );
    }
  }
}

/** Adds one key of several units: where they all are in one node, its sum is the same for all that the node is in. */
function chain(values: usize, sums: usize, chains: usize, from: u32, units: usize): void {
  const packets = <usize>load<u32>(units, PACKETS);
  const bytes = <usize>load<u32>(units, BYTES);
  const node = <usize>load<u32>(units, NODE);
  const votes = <usize>load<u32>(units, VOTES);
  const tunnelVotes = <usize>load<u32>(units, TUNNEL_VOTES);
  const first = load<u32>(node + 4 * from);
  const itsTenant = load<u32>(tenantOf + 4 * first);
  const itsTunnel = load<i32>(tunnelOf + 4 * first);
  let p: f64 = 0;
  let b: f64 = 0;
  let v: u32 = 0;
  let inTunnel: u32 = 0;
  let oneNode = true;
  let oneTenant = true;
  let oneTunnel = true;
  for (let next = from + 1; next !== 0; next = after(chains, next - 1)) {
    const unit = next - 1;
    p += load<f64>(packets + 8 * unit);
    b += load<f64>(bytes + 8 * unit);
    v += load<u32>(votes + 4 * unit);
    inTunnel += load<u32>(tunnelVotes + 4 * unit);
    const n = load<u32>(node + 4 * unit);
    if (n === first) continue;
    oneNode = false;
    if (load<u32>(tenantOf + 4 * n) !== itsTenant) oneTenant = false;
    if (load<i32>(tunnelOf + 4 * n) !== itsTunnel) oneTunnel = false;
  }
  if (oneNode && v === inTunnel) {
    one(values, first, p, b, v);
    return;
  }
  if (oneTenant) one(values, tenant + itsTenant, p, b, v);
  else parts(values, sums, chains, from, units, votes, tenantOf, tenant);
  // Rows in no tunnel have keys of their own.
  if (itsTunnel < 0) return;
  if (oneTunnel) one(values, tunnel + itsTunnel, p, b, inTunnel);
  else parts(values, sums, chains, from, units, tunnelVotes, tunnelOf, tunnel);
  one(values, overall, p, b, v);
}

/** Adds what each of the scopes `of` the nodes, numbered from `start`, has of one key. */
function parts(
  values: usize,
  sums: usize,
  chains: usize,
  from: u32,
  units: usize,
  votes: usize,
  scopeOf: usize,
  start: u32,
): void {
  const packets = <usize>load<u32>(units, PACKETS);
  const bytes = <usize>load<u32>(units, BYTES);
  const node = <usize>load<u32>(units, NODE);
  for (let next = from + 1; next !== 0; next = after(chains, next - 1)) {
    const unit = next - 1;
    const sum = sums + 24 * <usize>load<u32>(scopeOf + 4 * load<u32>(node + 4 * unit));
    store<f64>(sum, load<f64>(sum) + load<f64>(packets + 8 * unit));
    store<f64>(sum, load<f64>(sum, 8) + load<f64>(bytes + 8 * unit), 8);
    store<f64>(sum, load<f64>(sum, 16) + <f64>load<u32>(votes + 4 * unit), 16);
  }
  for (let next = from + 1; next !== 0; next = after(chains, next - 1)) {
    const scope = load<u32>(scopeOf + 4 * load<u32>(node + 4 * (next - 1)));
    const sum = sums + 24 * <usize>scope;
    one(values, start + scope, load<f64>(sum), load<f64>(sum, 8), <u32>load<f64>(sum, 16));
    store<f64>(sum, 0);
    store<f64>(sum, 0, 8);
    store<f64>(sum, 0, 16);
  }
}

/** After the last key: adds what nodes have to the scopes that they are in. */
export function spreadNodes(values: usize): void {
  for (let node: u32 = 0; node < nodes; node++) {
    const at = values + RECORD * <usize>node;
    if (
      load<f64>(at, BY_PACKETS + KEYS) === 0 &&
      load<f64>(at, BY_BYTES + KEYS) === 0 &&
      load<f64>(at, BY_FLOWS + KEYS) === 0
    )
      continue;
    merge(values, tenant + load<u32>(tenantOf + 4 * node), at);
    const its = load<i32>(tunnelOf + 4 * node);
    if (its < 0) continue;
    merge(values, tunnel + its, at);
    merge(values, overall, at);
  }
}

function merge(values: usize, scope: u32, node: usize): void {
  let at = values + RECORD * <usize>scope;
  for (let from = node; from < node + RECORD; from += 32, at += 32) {
    store<f64>(at, load<f64>(at, KEYS) + load<f64>(from, KEYS), KEYS);
    store<f64>(at, max(load<f64>(at, LARGEST), load<f64>(from, LARGEST)), LARGEST);
    raise(at, load<f64>(from, WHOLE), load<f64>(from, FRACTION));
  }
}
