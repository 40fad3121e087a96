/**
 * What dice would give: the balance to expect when each flow falls on any path with the same chance,
 * whatever the hash. A few flows never lie evenly, and that is not the hash's fault.
 */
import { logGamma } from "./gamma.ts";

export interface Expected {
  /** Bits; exact for equal flows. */
  readonly entropy: number;
  /** 2^entropy. */
  readonly paths: number;
  /** From the exact expectation of the sum of squared shares. */
  readonly hill2: number;
  readonly jain: number;
  /** Root of the exact expectation of its square. */
  readonly cv: number;
  /** Approximate: paths taken as independent, and widened for their being tied to one sum. */
  readonly maxMean: number;
  /** Exact, of flows that weigh anything. */
  readonly idle: number;
  /** Exact, of flow counts. */
  readonly chiSquare: number;
}

interface Distribution {
  /** Count of the first probability. */
  readonly from: number;
  readonly p: Float64Array;
}

const NEGLIGIBLE = 1e-18;

/** Chances of so many of `m` flows on one of `n` paths, where they are not negligible. */
function binomial(m: number, n: number): Distribution {
  if (n === 1) return { from: m, p: Float64Array.of(1) };
  const odds = 1 / (n - 1);
  const mode = Math.floor((m + 1) / n);
  const logP = logGamma(m + 1) - logGamma(mode + 1) - logGamma(m - mode + 1);
  const peak = Math.exp(logP - mode * Math.log(n) + (m - mode) * Math.log1p(-1 / n));
  const below: number[] = [];
  for (let k = mode, p = peak; k > 0 && p > NEGLIGIBLE; k--) {
    p *= k / ((m - k + 1) * odds);
    below.push(p);
  }
  const above: number[] = [];
  for (let k = mode, p = peak; k < m && p > NEGLIGIBLE; k++) {
    p *= ((m - k) * odds) / (k + 1);
    above.push(p);
  }
  const p = Float64Array.from([...below.reverse(), peak, ...above]);
  // logGamma of a large m is good to few digits, but the ratios are exact.
  const sum = p.reduce((a, b) => a + b, 0);
  return { from: mode - below.length, p: p.map((x) => x / sum) };
}

/** Entropy and maximum are asked of the same counts. */
const known: { m: number; n: number; d: Distribution }[] = [];
function counts(m: number, n: number): Distribution {
  const found = known.find((k) => k.m === m && k.n === n);
  if (found !== undefined) return found.d;
  const d = binomial(m, n);
  // Two are enough: the whole numbers around one that is not whole.
  if (known.length === 2) known.shift();
  known.push({ m, n, d });
  return d;
}

/** E[H] = log2 m - (n / m) E[k log2 k] of a path's count k. */
function entropyOf(m: number, n: number, d: Distribution): number {
  let sum = 0;
  d.p.forEach((p, i) => {
    const k = d.from + i;
    if (k > 1) sum += p * k * Math.log2(k);
  });
  return Math.max(0, Math.log2(m) - (n / m) * sum);
}

function maxMeanOf(m: number, n: number, d: Distribution): number {
  // E[max] = the sum over k of P(max > k); below `from` that is 1.
  let [below, max] = [0, d.from];
  for (const p of d.p) {
    below = Math.min(1, below + p);
    max += 1 - below ** n;
  }
  const mean = m / n;
  // Paths tied to one sum are correlated by -1/(n-1), which widens the distance of the largest.
  const tied = n > 1 ? mean + (max - mean) * Math.sqrt(n / (n - 1)) : max;
  return Math.min(m, Math.max(tied, Math.ceil(mean))) / mean;
}

/** Value at a number of flows that is not whole: between its neighbours. */
function between(m: number, f: (whole: number) => number): number {
  const low = Math.floor(m);
  const part = m - low;
  return part === 0 ? f(low) : (1 - part) * f(low) + part * f(low + 1);
}

/** Bits to expect of `effective` equal flows, 1 or more, on equally likely paths. */
export const expectedEntropy = (paths: number, effective: number): number =>
  between(Math.max(1, effective), (whole) => entropyOf(whole, paths, counts(whole, paths)));

/**
 * The balance to expect of flows on equally likely paths.
 *
 * @param paths     1 or more
 * @param flows     whole number, how many flows there are
 * @param effective how many equal flows they weigh as (`effectiveFlows`), at least 1. Expected squares are exact
 *                  for any weights; entropy and maximum are those of so many equal flows, an approximation
 *                  (a few giants among many dwarfs have a larger maximum: `sampleChance` plays it out).
 */
export function chance(paths: number, flows: number, effective = flows): Expected {
  if (flows === 0) {
    return { entropy: 0, paths: 0, hill2: 0, jain: 0, cv: 0, maxMean: 0, idle: paths, chiSquare: 0 };
  }
  const m = Math.max(1, effective);
  const excess = (paths - 1) / m;
  const entropy = expectedEntropy(paths, m);
  return {
    entropy,
    paths: 2 ** entropy,
    hill2: paths / (1 + excess),
    jain: 1 / (1 + excess),
    cv: Math.sqrt(excess),
    maxMean: between(m, (whole) => maxMeanOf(whole, paths, counts(whole, paths))),
    idle: paths * (1 - 1 / paths) ** flows,
    chiSquare: paths - 1,
  };
}
