/**
 * How evenly loads lie on paths. Every path counts, the idle ones too, so all figures are of `loads.length`
 * paths. Units: bits for entropies, paths for effective numbers, the rest are ratios.
 */

import { xLog2x } from "./logs.ts";

export interface Balance {
  /** Paths, idle ones included. */
  readonly members: number;
  readonly total: number;
  /** Paths without any load. */
  readonly idle: number;
  /** Shannon entropy of the shares, bits. */
  readonly entropy: number;
  /** Entropy over the most possible, log2 of the members; 1 for a single path. */
  readonly normalised: number;
  /** Effective paths, 2^entropy (the Hill number of order 1). */
  readonly paths: number;
  /** 1 over the sum of squared shares (the Hill number of order 2). */
  readonly hill2: number;
  /** Bits of the largest share. */
  readonly minEntropy: number;
  /** Jain's fairness index, 1 over members to 1. */
  readonly jain: number;
  /** Largest load over the mean; the group carries 1 over this of its capacity before a path is full. */
  readonly maxMean: number;
  /** Largest less smallest load over the mean (CONGA's imbalance). */
  readonly rangeMean: number;
  /** Population standard deviation over the mean. */
  readonly cv: number;
}

/** @param loads 0 or more each. Without any load all figures are 0, but for the idle paths. */
export function balance(loads: ArrayLike<number>): Balance {
  const members = loads.length;
  let [total, squares, max, min, idle, logs] = [0, 0, 0, Number.POSITIVE_INFINITY, 0, 0];
  for (let i = 0; i < members; i++) {
    const x = loads[i];
    total += x;
    squares += x * x;
    if (x > max) max = x;
    if (x < min) min = x;
    if (x === 0) idle++;
    logs += xLog2x(x);
  }
  if (total === 0) {
    const nothing = { entropy: 0, normalised: 0, paths: 0, hill2: 0, minEntropy: 0, jain: 0 };
    return { members, total, idle, ...nothing, maxMean: 0, rangeMean: 0, cv: 0 };
  }
  const mean = total / members;
  let deviations = 0;
  for (let i = 0; i < members; i++) deviations += (loads[i] - mean) ** 2;
  // Rounding must not take it beyond what there can be.
  const most = Math.log2(members);
  const entropy = idle === members - 1 ? 0 : Math.min(most, Math.max(0, Math.log2(total) - logs / total));
  return {
    members,
    total,
    idle,
    entropy,
    normalised: members === 1 ? 1 : entropy / most,
    paths: 2 ** entropy,
    hill2: total ** 2 / squares,
    minEntropy: Math.log2(total / max),
    jain: total ** 2 / (members * squares),
    maxMean: max / mean,
    rangeMean: (max - min) / mean,
    cv: Math.sqrt(deviations / members) / mean,
  };
}

/** Pearson's statistic against equal shares, `counts.length - 1` degrees of freedom. For counts of flows only. */
export function chiSquare(counts: ArrayLike<number>): number {
  const n = counts.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += counts[i];
  if (total === 0) return 0;
  const expected = total / n;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (counts[i] - expected) ** 2;
  return sum / expected;
}

/** How many equal flows these weights are worth to a balancer: (sum w)^2 / sum w^2 (Kish). */
export function effectiveFlows(weights: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    squares += weights[i] ** 2;
  }
  return kish(sum, squares);
}

/** The same from the sum of the weights and that of their squares. */
export const kish = (sum: number, squares: number): number => (squares === 0 ? 0 : sum ** 2 / squares);
