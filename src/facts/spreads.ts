/** How evenly keys share the traffic, in every scope at once. Exact, and whatever order the keys come in. */
import type { Chains } from "./chains.ts";
import type { ViewReport } from "./report.ts";
import type { Compiled, Room } from "./room.ts";
import type { Scopes } from "./scopes.ts";

// A record: three weightings of four numbers each.
/** Whole part of the sum of x·log2 x over the weights of keys, and its fraction in units of 2^-52. */
const WHOLE = 0;
const FRACTION = 1;
const LARGEST = 2;
const KEYS = 3;
const RECORD = 12;

/** Where the numbers of a weighting begin. */
export const BY_PACKETS = 0;
export const BY_BYTES = 4;
export const BY_FLOWS = 8;

/** A logarithm of a weight of 2 and more, times the weight, is at least 2 and so has no smaller unit. */
const ONE = 2 ** 52;

const round = (x: number): number => Math.round(x * 1e6) / 1e6;
const { log2, floor } = Math;

/** What has one key and one node: rows of the fact table, or all rows of a node together. */
export interface Units {
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  readonly node: Int32Array;
  /** Flows that count for the key of this unit, in their tenant and in all tunnels together. */
  readonly votes: Int32Array;
  /** The same within its tunnel; the same array if no flow is in several tunnels. */
  readonly tunnelVotes: Int32Array;
}

/** Adds the weight of one key to the weighting that begins at `at`. */
function add(v: Float64Array, at: number, weight: number): void {
  if (weight === 0) return;
  v[at + KEYS]++;
  if (weight > v[at + LARGEST]) v[at + LARGEST] = weight;
  if (weight === 1) return;
  const x = weight * log2(weight);
  const whole = floor(x);
  const fraction = v[at + FRACTION] + (x - whole) * ONE;
  if (fraction < ONE) {
    v[at + WHOLE] += whole;
    v[at + FRACTION] = fraction;
  } else {
    v[at + WHOLE] += whole + 1;
    v[at + FRACTION] = fraction - ONE;
  }
}

/** The keys of one hash view by scope. */
export class Spreads {
  private readonly values: Float64Array;
  /** Sums by tenant or tunnel of one key, all 0 between two uses. */
  private readonly sums: Float64Array;

  constructor(
    private readonly scopes: Scopes,
    private readonly room: Room,
  ) {
    this.values = room.doubles(scopes.count * RECORD);
    this.sums = room.doubles(3 * Math.max(scopes.tenants, scopes.tunnels.length));
  }

  private one(scope: number, packets: number, bytes: number, flows: number): void {
    const v = this.values;
    const at = scope * RECORD;
    add(v, at + BY_PACKETS, packets);
    add(v, at + BY_BYTES, bytes);
    add(v, at + BY_FLOWS, flows);
  }

  /** Adds keys, in every scope that they occur in. */
  keys(chains: Chains, units: Units): void {
    if (this.room.compiled === null) this.keysHere(chains, units);
    else this.keysBy(this.room.compiled, chains, units);
  }

  private keysBy(compiled: Compiled, chains: Chains, units: Units): void {
    const { packets, bytes, node, votes, tunnelVotes } = units;
    const ofVotes = compiled.addressOf(votes);
    const ofTunnelVotes = tunnelVotes === votes ? ofVotes : compiled.addressOf(tunnelVotes);
    const record = compiled.record(packets, bytes, node, ofVotes, ofTunnelVotes);
    const [values, sums] = [this.values.byteOffset, this.sums.byteOffset];
    compiled.code.spread(values, sums, chains.address(), record.byteOffset);
  }

  private keysHere({ heads, count, next }: Chains, units: Units): void {
    const { packets, bytes, node, votes, tunnelVotes } = units;
    const v = this.values;
    for (let key = 0; key < count; key++) {
      const head = heads[key];
      const flows = votes[head];
      if (next[head] !== 0 || tunnelVotes[head] !== flows) {
        this.chain(head, next, units);
        continue;
      }
      const at = node[head] * RECORD;
      add(v, at + BY_PACKETS, packets[head]);
      add(v, at + BY_BYTES, bytes[head]);
      add(v, at + BY_FLOWS, flows);
    }
  }

  /** Adds one key of several units: where they all are in one node, its sum is the same for all that the node is in. */
  private chain(head: number, next: Int32Array, units: Units): void {
    const { packets, bytes, node, votes, tunnelVotes } = units;
    const { tenantOf, tunnelOf, tenant, tunnel, overall } = this.scopes;
    const first = node[head];
    let p = 0;
    let b = 0;
    let v = 0;
    let inTunnel = 0;
    let oneNode = true;
    let oneTenant = true;
    let oneTunnel = true;
    for (let unit = head; unit >= 0; unit = next[unit] - 1) {
      p += packets[unit];
      b += bytes[unit];
      v += votes[unit];
      inTunnel += tunnelVotes[unit];
      const n = node[unit];
      if (n === first) continue;
      oneNode = false;
      if (tenantOf[n] !== tenantOf[first]) oneTenant = false;
      if (tunnelOf[n] !== tunnelOf[first]) oneTunnel = false;
    }
    if (oneNode && v === inTunnel) {
      this.one(first, p, b, v);
      return;
    }
    if (oneTenant) this.one(tenant + tenantOf[first], p, b, v);
    else this.parts(head, next, units, votes, tenantOf, tenant);
    // Rows in no tunnel have keys of their own.
    if (tunnelOf[first] < 0) return;
    if (oneTunnel) this.one(tunnel + tunnelOf[first], p, b, inTunnel);
    else this.parts(head, next, units, tunnelVotes, tunnelOf, tunnel);
    this.one(overall, p, b, v);
  }

  /** Adds what each of the scopes `of` the nodes, numbered from `from`, has of one key. */
  private parts(
    head: number,
    next: Int32Array,
    { packets, bytes, node }: Units,
    votes: Int32Array,
    of: Int32Array,
    from: number,
  ): void {
    const { sums } = this;
    for (let unit = head; unit >= 0; unit = next[unit] - 1) {
      const at = 3 * of[node[unit]];
      sums[at] += packets[unit];
      sums[at + 1] += bytes[unit];
      sums[at + 2] += votes[unit];
    }
    for (let unit = head; unit >= 0; unit = next[unit] - 1) {
      const scope = of[node[unit]];
      const at = 3 * scope;
      this.one(from + scope, sums[at], sums[at + 1], sums[at + 2]);
      sums[at] = 0;
      sums[at + 1] = 0;
      sums[at + 2] = 0;
    }
  }

  /** After the last key: adds what nodes have to the scopes that they are in. */
  finish(): void {
    if (this.room.compiled !== null) {
      this.room.compiled.code.spreadNodes(this.values.byteOffset);
      return;
    }
    const { nodes, tenantOf, tunnelOf, tenant, tunnel, overall } = this.scopes;
    const v = this.values;
    for (let node = 0; node < nodes; node++) {
      const at = node * RECORD;
      if (v[at + KEYS] === 0 && v[at + BY_BYTES + KEYS] === 0 && v[at + BY_FLOWS + KEYS] === 0) continue;
      this.merge(tenant + tenantOf[node], at);
      if (tunnelOf[node] < 0) continue;
      this.merge(tunnel + tunnelOf[node], at);
      this.merge(overall, at);
    }
  }

  private merge(scope: number, k: number): void {
    const v = this.values;
    const end = (scope + 1) * RECORD;
    for (let at = scope * RECORD, from = k; at < end; at += 4, from += 4) {
      v[at + KEYS] += v[from + KEYS];
      if (v[from + LARGEST] > v[at + LARGEST]) v[at + LARGEST] = v[from + LARGEST];
      v[at + WHOLE] += v[from + WHOLE];
      const fraction = v[at + FRACTION] + v[from + FRACTION];
      if (fraction < ONE) v[at + FRACTION] = fraction;
      else {
        v[at + FRACTION] = fraction - ONE;
        v[at + WHOLE]++;
      }
    }
  }

  /** Keys that have weight in a scope. */
  keysOf(scope: number, weighting: number): number {
    return this.values[scope * RECORD + weighting + KEYS];
  }

  /** @param total what the weights of the keys of the scope add up to */
  report(scope: number, weighting: number, total: number): ViewReport {
    const v = this.values;
    const at = scope * RECORD + weighting;
    const keys = v[at + KEYS];
    if (total === 0) return { keys, bits: 0, paths: 0, max_share: 0 };
    const sum = v[at + WHOLE] + v[at + FRACTION] / ONE;
    const bits = keys === 1 ? 0 : Math.max(0, log2(total) - sum / total);
    return { keys, bits: round(bits), paths: round(2 ** bits), max_share: round(v[at + LARGEST] / total) };
  }
}
