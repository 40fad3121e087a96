/**
 * Flows on paths: what a device that feeds some fields to some hash function would make of a traffic. A hash is
 * computed once a flow; path counts and weightings only add it up differently.
 */
import { chance, type Expected } from "./chance.ts";
import { type Header, noHeader } from "./fields.ts";
import { functionNamed } from "./functions/table.ts";
import type { HashFunction, HashOptions } from "./functions/types.ts";
import { chiSquareP } from "./gamma.ts";
import { type Balance, balance, chiSquare, effectiveFlows } from "./metrics.ts";
import { type HashView, ViewReader } from "./views.ts";

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
  const reader = new ViewReader(view);
  const into = noHeader();
  const out = hashes.map(() => new Uint32Array(traffic.size));
  const onBytes = hashes.flatMap((h, i) => {
    return h.function.on === "bytes" ? [{ hash: h.function.make(h.options), out: out[i] }] : [];
  });
  const onFields = hashes.flatMap((h, i) => {
    return h.function.on === "fields" ? [{ hash: h.function.make(h.options), out: out[i] }] : [];
  });
  for (let e = 0; e < traffic.size; e++) {
    const header = traffic.header(e, into);
    if (onBytes.length > 0) {
      const length = reader.read(header);
      for (const f of onBytes) f.out[e] = f.hash(reader.bytes, length);
    }
    if (onFields.length > 0) {
      const fields = reader.project(header);
      for (const f of onFields) f.out[e] = f.hash(fields);
    }
  }
  return out;
}

/** The path of a hash: rotated within its width, then modulo the number of paths. */
export function pathOf(hash: number, width: number, offset: number, paths: number): number {
  const by = offset % width;
  if (by === 0) return hash % paths;
  const rotated = (hash >>> by) | (hash << (width - by));
  return (width === 32 ? rotated >>> 0 : rotated & (2 ** width - 1)) % paths;
}

/** The path of every entry. */
export function pathsOf(hashes: Uint32Array, hash: Hash, paths: number): Uint32Array {
  return hashes.map((h) => pathOf(h, hash.function.width, hash.offset, paths));
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

function record<T>(make: (w: Weighting) => T): Record<Weighting, T> {
  return { flows: make("flows"), packets: make("packets"), bytes: make("bytes") };
}

/** Every hash and number of paths for one view: hashes outside, numbers of paths inside. */
export function simulate(
  traffic: Traffic,
  view: HashView,
  hashes: readonly Hash[],
  pathCounts: readonly number[],
): Simulation[] {
  const { weights } = traffic;
  const flows = sum(weights.flows);
  const effective = record((w) => effectiveFlows(weights[w]));
  const expected = new Map(
    pathCounts.map((n) => [n, record((w) => chance(n, flows, effective[w]))] as const),
  );
  const values = hashTraffic(traffic, view, hashes);
  return hashes.flatMap((hash, i) =>
    pathCounts.map((paths) => {
      const taken = pathsOf(values[i], hash, paths);
      const outcomes = record((w) => {
        const loads = loadsOf(taken, weights[w], paths);
        const byChance = (expected.get(paths) as Record<Weighting, Expected>)[w];
        return { loads, balance: balance(loads), chance: byChance, effectiveFlows: effective[w] };
      });
      const statistic = chiSquare(outcomes.flows.loads);
      const degrees = paths - 1;
      return {
        view,
        hash,
        paths,
        outcomes,
        chiSquare: { statistic, degrees, p: chiSquareP(statistic, degrees) },
      };
    }),
  );
}
