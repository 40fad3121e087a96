/**
 * Flows on paths: what a device that feeds some fields to some hash function would make of a traffic. A hash is
 * computed once a flow; path counts and weightings only add it up differently.
 */
import { chance, type Expected } from "./chance.ts";
import type { Header } from "./fields.ts";
import { functionNamed } from "./functions/table.ts";
import type { HashFunction, HashOptions } from "./functions/types.ts";
import { chiSquareP } from "./gamma.ts";
import { hashKeys, keyTraffic } from "./keyed.ts";
import { type Balance, balance, chiSquare, effectiveFlows } from "./metrics.ts";
import type { HashView } from "./views.ts";

export type Weighting = "flows" | "packets" | "bytes";
export const WEIGHTINGS: readonly Weighting[] = ["flows", "packets", "bytes"];

/** Traffic: so many (flow, outer header) pairs with their weights. */
export interface Traffic {
  readonly size: number;
  /** Gives the header of an entry, in `into` or as an object of its own; valid until the next call. */
  header(entry: number, into: Header): Header;
  /** `flows`: 1 for the entry that stands for its flow, 0 for further headers of the same flow. */
  readonly weights: Readonly<Record<Weighting, ArrayLike<number>>>;
}

export interface Flow {
  readonly header: Header;
  readonly packets: number;
  readonly bytes: number;
}

/** Traffic from a list, each entry a flow. */
export function trafficOf(flows: readonly Flow[]): Traffic {
  return {
    size: flows.length,
    header: (entry) => flows[entry].header,
    weights: {
      flows: new Float64Array(flows.length).fill(1),
      packets: Float64Array.from(flows, (f) => f.packets),
      bytes: Float64Array.from(flows, (f) => f.bytes),
    },
  };
}

/** A hash function and its settings. */
export interface Hash {
  readonly function: HashFunction;
  readonly options: HashOptions;
  /** The result is rotated right by so many bits of its width before the path is taken; 0 or more. */
  readonly offset: number;
}

/**
 * A hash by name.
 * @throws RangeError if no function is called so
 */
export function hashNamed(name: string, options: HashOptions = {}, offset = 0): Hash {
  const found = functionNamed(name);
  if (found === undefined) throw new RangeError(`no hash function is called ${JSON.stringify(name)}`);
  return { function: found, options, offset };
}

/** The hashes of every entry of a traffic seen through a view, one array for each of `hashes`. */
export function hashTraffic(traffic: Traffic, view: HashView, hashes: readonly Hash[]): Uint32Array[] {
  const [keyed] = keyTraffic(traffic, [view]);
  return hashKeys(traffic, keyed, hashes).map((values) => {
    const out = new Uint32Array(traffic.size);
    for (let e = 0; e < out.length; e++) out[e] = values[keyed.keyOf[e]];
    return out;
  });
}

/** The path of a hash: rotated within its width, then modulo the number of paths. */
export function pathOf(hash: number, width: number, offset: number, paths: number): number {
  const by = offset % width;
  if (by === 0) return hash % paths;
  const rotated = (hash >>> by) | (hash << (width - by));
  return (width === 32 ? rotated >>> 0 : rotated & (2 ** width - 1)) % paths;
}

/** The path of every entry. */
export function pathsOf(
  hashes: Uint32Array,
  { function: { width }, offset }: Hash,
  paths: number,
): Uint32Array {
  const out = new Uint32Array(hashes.length);
  for (let e = 0; e < out.length; e++) out[e] = pathOf(hashes[e], width, offset, paths);
  return out;
}

/** What falls on each path. */
export function loadsOf(pathOfEntry: Uint32Array, weights: ArrayLike<number>, paths: number): Float64Array {
  const loads = new Float64Array(paths);
  for (let e = 0; e < pathOfEntry.length; e++) loads[pathOfEntry[e]] += weights[e];
  return loads;
}

export interface Outcome {
  readonly loads: Float64Array;
  readonly balance: Balance;
  /** What so many flows of these weights would give by chance alone. */
  readonly chance: Expected;
  /** How many equal flows the weights are worth. */
  readonly effectiveFlows: number;
}

/** One (view, function, number of paths). */
export interface Simulation {
  readonly view: HashView;
  readonly hash: Hash;
  readonly paths: number;
  readonly outcomes: Readonly<Record<Weighting, Outcome>>;
  /** Of the flow counts, with the chance that dice give as much. */
  readonly chiSquare: { readonly statistic: number; readonly degrees: number; readonly p: number };
}

const sum = (weights: ArrayLike<number>): number =>
  Array.prototype.reduce.call(weights, (a, b) => a + b, 0) as number;

export function record<T>(make: (w: Weighting) => T): Record<Weighting, T> {
  return { flows: make("flows"), packets: make("packets"), bytes: make("bytes") };
}

/** Weights by number of hash key. */
export type KeyWeights = Readonly<Record<Weighting, Float64Array>>;

/** Larger tables would no longer be in a cache, and take longer to fold. */
const MOST_PATHS = 1024;

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
const multiple = (a: number, b: number): number => (a / divisor(a, b)) * b;

/** Numbers of paths, put together while they have a common multiple that is small. */
function families(pathCounts: readonly number[]): { paths: number; members: number[] }[] {
  const out: { paths: number; members: number[] }[] = [];
  for (const n of [...new Set(pathCounts)].sort((a, b) => b - a)) {
    const family = out.find(({ paths }) => paths % n === 0 || multiple(paths, n) <= MOST_PATHS);
    if (family === undefined) out.push({ paths: n, members: [n] });
    else {
      family.paths = multiple(family.paths, n);
      family.members.push(n);
    }
  }
  return out;
}

/**
 * The paths of one hash's keys, for several numbers of paths at once. What falls on a multiple of them folds to what
 * falls on them, since a device takes the hash modulo their number.
 */
export class PathTable {
  /** A number of paths with the path of each key, and the numbers asked for that fold from it. */
  private readonly steps: { paths: number; pathOf: Uint32Array; members: readonly number[] }[];

  /** @param values hashes by key */
  constructor(hash: Hash, values: Uint32Array, pathCounts: readonly number[]) {
    this.steps = families(pathCounts).map(({ paths, members }) => {
      return { paths, members, pathOf: pathsOf(values, hash, paths) };
    });
  }

  /**
   * Loads in every weighting, and how many keys are on each path, by number of paths: one pass over the keys, since
   * what costs is to look their paths up.
   */
  allLoads(
    keys: Int32Array,
    { flows, packets, bytes }: KeyWeights,
  ): Record<Weighting | "keys", Map<number, Float64Array>> {
    const out = { ...record(() => new Map<number, Float64Array>()), keys: new Map<number, Float64Array>() };
    this.each(keys, (n, path, members) => {
      const [f, p, b, k] = [0, 0, 0, 0].map(() => new Float64Array(n));
      for (let i = 0; i < keys.length; i++) {
        let at = path[keys[i]];
        if (at >= n) at %= n;
        f[at] += flows[i];
        p[at] += packets[i];
        b[at] += bytes[i];
        k[at]++;
      }
      for (const member of members) {
        out.flows.set(member, folded(f, member));
        out.packets.set(member, folded(p, member));
        out.bytes.set(member, folded(b, member));
        out.keys.set(member, folded(k, member));
      }
    });
    return out;
  }

  /**
   * Loads by number of paths.
   * @param keys    those that weigh anything
   * @param weights by place in `keys`
   */
  loads(keys: Int32Array, weights: Float64Array): Map<number, Float64Array> {
    const out = new Map<number, Float64Array>();
    this.each(keys, (n, path, members) => {
      const loads = new Float64Array(n);
      for (let i = 0; i < keys.length; i++) {
        let at = path[keys[i]];
        if (at >= n) at %= n;
        loads[at] += weights[i];
      }
      for (const member of members) out.set(member, folded(loads, member));
    });
    return out;
  }

  /** What is to be summed up: a family at once, or, where the keys are fewer than its paths, its members. */
  private each(
    keys: Int32Array,
    sum: (paths: number, pathOf: Uint32Array, members: readonly number[]) => void,
  ): void {
    for (const { paths, pathOf: path, members } of this.steps) {
      if (keys.length >= paths) sum(paths, path, members);
      else for (const member of members) sum(member, path, [member]);
    }
  }
}

/** Loads of a multiple of `paths`, on that many. */
function folded(larger: Float64Array, paths: number): Float64Array {
  if (larger.length === paths) return larger;
  const loads = new Float64Array(paths);
  for (let i = 0; i < larger.length; i++) loads[i % paths] += larger[i];
  return loads;
}

/** Chance's figures by number of paths. */
export type Baseline = (paths: number) => Readonly<Record<Weighting, Expected>>;

/**
 * What dice would make of flows, worked out once for each number of paths.
 *
 * @param effective how many equal flows the weights of the single flows are worth
 */
export function baseline(flows: number, effective: Readonly<Record<Weighting, number>>): Baseline {
  const known = new Map<number, Record<Weighting, Expected>>();
  return (paths) => {
    const found = known.get(paths) ?? record((w) => chance(paths, flows, effective[w]));
    known.set(paths, found);
    return found;
  };
}

/** The loads of one number of paths, of a table's loads by weighting. */
export const at = (loads: Record<Weighting, Map<number, Float64Array>>, paths: number): KeyWeights =>
  record((w) => loads[w].get(paths) as Float64Array);

/** One outcome of loads beside what chance gives. */
export function simulation(
  view: HashView,
  hash: Hash,
  paths: number,
  loads: KeyWeights,
  byChance: Readonly<Record<Weighting, Expected>>,
  effective: Readonly<Record<Weighting, number>>,
): Simulation {
  const statistic = chiSquare(loads.flows);
  const degrees = paths - 1;
  return {
    view,
    hash,
    paths,
    outcomes: record((w) => {
      return {
        loads: loads[w],
        balance: balance(loads[w]),
        chance: byChance[w],
        effectiveFlows: effective[w],
      };
    }),
    chiSquare: { statistic, degrees, p: chiSquareP(statistic, degrees) },
  };
}

/** Every hash and number of paths for one view: hashes outside, numbers of paths inside. */
export function simulate(
  traffic: Traffic,
  view: HashView,
  hashes: readonly Hash[],
  pathCounts: readonly number[],
): Simulation[] {
  const [keyed] = keyTraffic(traffic, [view]);
  const keys = Int32Array.from({ length: keyed.keys }, (_, k) => k);
  const weights = record((w) => {
    const sums = new Float64Array(keyed.keys);
    for (let e = 0; e < traffic.size; e++) sums[keyed.keyOf[e]] += traffic.weights[w][e];
    return sums;
  });
  const effective = record((w) => effectiveFlows(traffic.weights[w]));
  const byChance = baseline(sum(traffic.weights.flows), effective);
  const values = hashKeys(traffic, keyed, hashes);
  return hashes.flatMap((hash, i) => {
    const table = new PathTable(hash, values[i], pathCounts);
    const loads = record((w) => table.loads(keys, weights[w]));
    return pathCounts.map((paths) =>
      simulation(view, hash, paths, at(loads, paths), byChance(paths), effective),
    );
  });
}
