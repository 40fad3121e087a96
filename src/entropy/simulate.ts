/**
 * Flows on paths: what a device that feeds some fields to some hash function would make of a traffic. A hash is
 * computed once a flow; path counts and weightings only add it up differently.
 */
import { chance, type Expected } from "./chance.ts";
import { everyEntry } from "./columns.ts";
import { functionNamed } from "./functions/table.ts";
import type { HashOptions } from "./functions/types.ts";
import { chiSquareP } from "./gamma.ts";
import { hashKeys, keyTraffic } from "./keyed.ts";
import { type Balance, balance, chiSquare, effectiveFlows } from "./metrics.ts";
import { PathPlan } from "./paths.ts";
import type { Hash, Traffic, Weighting } from "./traffic.ts";
import type { HashView } from "./views.ts";

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
  const keyed = keyTraffic(traffic, view);
  return [...hashKeys(keyed, hashes)].map((values) => {
    const out = new Uint32Array(traffic.size);
    for (let e = 0; e < out.length; e++) out[e] = values[keyed.keyOf[e]];
    return out;
  });
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

/** Every hash and number of paths for one view: hashes outside, numbers of paths inside. */
export function simulate(
  traffic: Traffic,
  view: HashView,
  hashes: readonly Hash[],
  pathCounts: readonly number[],
): Simulation[] {
  const keyed = keyTraffic(traffic, view);
  const keys = everyEntry(keyed.keys);
  const weights = record((w) => {
    const sums = new Float64Array(keyed.keys);
    for (let e = 0; e < traffic.size; e++) sums[keyed.keyOf[e]] += traffic.weights[w][e];
    return sums;
  });
  const effective = record((w) => effectiveFlows(traffic.weights[w]));
  const byChance = pathCounts.map((n) => record((w) => chance(n, sum(traffic.weights.flows), effective[w])));
  const plan = new PathPlan(pathCounts);
  const out: Simulation[] = [];
  let place = 0;
  for (const values of hashKeys(keyed, hashes)) {
    const hash = hashes[place++];
    const paths = plan.pathsOf(values, hash);
    const loads = record((w) => plan.loads(paths, keys, weights[w]).map((l) => l.slice()));
    pathCounts.forEach((n, i) => {
      const outcomes = record((w): Outcome => {
        return {
          loads: loads[w][i],
          balance: balance(loads[w][i]),
          chance: byChance[i][w],
          effectiveFlows: effective[w],
        };
      });
      const statistic = chiSquare(loads.flows[i]);
      const degrees = n - 1;
      const p = chiSquareP(statistic, degrees);
      out.push({ view, hash, paths: n, outcomes, chiSquare: { statistic, degrees, p } });
    });
  }
  return out;
}
