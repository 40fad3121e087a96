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

/**
 * The paths of one hash's keys, for several numbers of paths at once. What falls on 64 paths folds to what falls on
 * 16, so only numbers that divide no other one cost a pass over the keys.
 */
export class PathTable {
  /** Numbers of paths, the largest first, each with the multiple that it folds from or the path of each key. */
  private readonly steps: { paths: number; from: number; pathOf: Uint32Array | null }[] = [];

  /** @param values hashes by key */
  constructor(hash: Hash, values: Uint32Array, pathCounts: readonly number[]) {
    for (const paths of [...new Set(pathCounts)].sort((a, b) => b - a)) {
      const from = this.steps.find((step) => step.paths % paths === 0)?.paths ?? 0;
      this.steps.push({ paths, from, pathOf: from === 0 ? pathsOf(values, hash, paths) : null });
    }
  }

  /**
   * Loads by number of paths.
   * @param keys    those that weigh anything
   * @param weights by place in `keys`
   */
  loads(keys: Int32Array, weights: Float64Array): Map<number, Float64Array> {
    const out = new Map<number, Float64Array>();
    for (const { paths, from, pathOf: path } of this.steps) {
      const loads = new Float64Array(paths);
      if (path === null) {
        const larger = out.get(from) as Float64Array;
        for (let i = 0; i < from; i++) loads[i % paths] += larger[i];
      } else {
        for (let i = 0; i < keys.length; i++) loads[path[keys[i]]] += weights[i];
      }
      out.set(paths, loads);
    }
    return out;
  }
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
