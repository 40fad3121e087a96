/**
 * Two stages of equal-cost paths. A switch of the second stage gets only the flows that the first stage sent
 * it; if it hashes the same way, they all make the same choice again: polarization.
 */
import { loopsFor } from "./loops.ts";
import { balance, effectiveFlows } from "./metrics.ts";
import { loadsOf, pathsOf } from "./paths.ts";
import { hashTraffic } from "./simulate.ts";
import type { Hash, Traffic, Weighting } from "./traffic.ts";
import type { HashView } from "./views.ts";

export interface Stage {
  readonly hash: Hash;
  readonly paths: number;
}

export interface Polarization {
  /** Loads by (path of stage 1) * (paths of stage 2) + (path of stage 2). */
  readonly loads: Float64Array;
  /** Bits that the choice of stage 1 tells of that of stage 2; 0: independent. */
  readonly mutualInformation: number;
  /** The same over the most possible, log2 of the paths of stage 2; 1: fully polarized. */
  readonly normalised: number;
  /** What chance alone gives for so many flows, (n1 - 1)(n2 - 1) / (2 m ln 2), in bits (Miller and Madow). */
  readonly byChance: number;
  /** Effective paths that a switch of stage 2 uses, 2^H(path 2 | path 1). */
  readonly paths: number;
  /** The fewest effective paths that any switch of stage 2 with traffic uses. */
  readonly fewestPaths: number;
}

/**
 * Mutual information and effective paths of joint loads.
 *
 * @param loads as in `Polarization`
 * @param flows how many equal flows they are worth
 */
export function polarization(loads: Float64Array, n1: number, n2: number, flows: number): Polarization {
  const first = new Float64Array(n1);
  const second = new Float64Array(n2);
  let [conditional, fewest, total] = [0, Number.POSITIVE_INFINITY, 0];
  for (let a = 0; a < n1; a++) {
    const row = loads.subarray(a * n2, (a + 1) * n2);
    row.forEach((x, b) => {
      first[a] += x;
      second[b] += x;
    });
    if (first[a] === 0) continue;
    const { entropy, paths } = balance(row);
    total += first[a];
    conditional += first[a] * entropy;
    fewest = Math.min(fewest, paths);
  }
  const left = total === 0 ? 0 : conditional / total;
  const mutualInformation = Math.max(0, balance(second).entropy - left);
  return {
    loads,
    mutualInformation,
    normalised: n2 === 1 ? 0 : mutualInformation / Math.log2(n2),
    byChance: flows === 0 ? 0 : ((n1 - 1) * (n2 - 1)) / (2 * flows * Math.LN2),
    paths: total === 0 ? 0 : 2 ** left,
    fewestPaths: total === 0 ? 0 : fewest,
  };
}

/**
 * Loads by the paths that keys take at both stages, as in `Polarization`.
 *
 * @param first   path of each key; so `second`, one of `n2`
 * @param n       pairs of paths
 * @param weights by place in `keys`, the first of so many of each
 */
export function joint(
  first: Uint16Array,
  second: Uint16Array,
  n: number,
  n2: number,
  keys: Int32Array,
  weights: Float64Array,
  width = 1,
): Float64Array {
  const loads = new Float64Array(n);
  const loops = loopsFor(keys.length);
  if (loops !== null) {
    const [a, b, own, each] = [loops.put(first), loops.put(second), loops.put(keys), loops.put(weights)];
    const to = loops.room(loads.byteLength, true);
    loops.code.joint(to, a, b, n2, own, each, width, keys.length);
    return loops.take(to, loads);
  }
  for (let i = 0; i < keys.length; i++) loads[first[keys[i]] * n2 + second[keys[i]]] += weights[width * i];
  return loads;
}

/** Sends traffic through two stages that see the same fields. */
export function polarize(
  traffic: Traffic,
  view: HashView,
  [one, two]: readonly [Stage, Stage],
  weighting: Weighting = "flows",
): Polarization {
  const [h1, h2] = hashTraffic(traffic, view, [one.hash, two.hash]);
  const first = pathsOf(h1, one.hash, one.paths);
  const second = pathsOf(h2, two.hash, two.paths);
  const both = Uint32Array.from(first, (path, e) => path * two.paths + second[e]);
  const weights = traffic.weights[weighting];
  const loads = loadsOf(both, weights, one.paths * two.paths);
  return polarization(loads, one.paths, two.paths, effectiveFlows(weights));
}

/**
 * The same hash at both stages, and with another seed at the second. A function without a seed is the same twice,
 * and so, on paths of a power of two, is a linear one (CRC, XOR): its seed only renames the paths.
 */
export function polarizationBySeed(
  traffic: Traffic,
  view: HashView,
  hash: Hash,
  [n1, n2]: readonly [number, number],
  otherSeed: number,
  weighting: Weighting = "flows",
): { readonly same: Polarization; readonly different: Polarization } {
  const reseeded: Hash = { ...hash, options: { ...hash.options, seed: otherSeed } };
  const with2 = (second: Hash) =>
    polarize(
      traffic,
      view,
      [
        { hash, paths: n1 },
        { hash: second, paths: n2 },
      ],
      weighting,
    );
  return { same: with2(hash), different: with2(reseeded) };
}
