/**
 * What dice would give: the balance to expect when each flow falls on any path with the same chance,
 * whatever the hash. A few flows never lie evenly, and that is not the hash's fault.
 */
import { logGamma } from "./gamma.ts";
import { xLog2x } from "./logs.ts";
import { loopsFor, loopsThere } from "./loops.ts";

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

const NEGLIGIBLE = 1e-18;

/** What is known of one path's count: the mean of k log2 k, and the mean of the largest count of all paths. */
interface Thrown {
  readonly logs: number;
  readonly largest: number;
}

/** Flows a path from which on a series (`entropyOf`) is good to 1e-9 bits, and cheaper. */
const MANY = 1000;

/** Throws `m` flows on `n` paths. @param few less than `MANY` a path: else `logs` is not asked for */
function throwDice(m: number, n: number, few: boolean, largest: boolean): Thrown {
  const mode = Math.floor((m + 1) / n);
  const logP = logGamma(m + 1) - logGamma(mode + 1) - logGamma(m - mode + 1);
  // With a single path all is known.
  const top = n === 1 ? 1 : Math.exp(logP - mode * Math.log(n) + (m - mode) * Math.log1p(-1 / n));
  // Where all paths are below a count with a chance of less than this, that is as good as none.
  const none = NEGLIGIBLE ** (1 / n);
  return (
    (n === 1 ? null : throwBy(m, n, mode, top, few, largest ? none : 0)) ??
    throwHere(m, n, n === 1 ? m : mode, top, few, largest ? none : 0)
  );
}

/** Chances of the counts that are looked at; used again and again. */
const CHANCES = 1 << 13;

function throwBy(m: number, n: number, mode: number, top: number, few: boolean, none: number): Thrown | null {
  const loops = m < CHANCES ? loopsThere() : loopsFor(CHANCES);
  if (loops === null) return null;
  const [p, to] = [loops.room(8 * CHANCES), loops.room(16)];
  const logs = few ? loops.logs : 0;
  if (loops.code.dice(m, n, 1 / (n - 1), mode, top, logs, none, p, CHANCES, to) === 0) return null;
  const [ofLogs, ofLargest] = loops.take(to, new Float64Array(2));
  return { logs: ofLogs, largest: ofLargest };
}

let chances = new Float64Array(1 << 10);

function throwHere(m: number, n: number, mode: number, top: number, few: boolean, none: number): Thrown {
  const odds = 1 / (n - 1);
  let k = mode;
  let p = top;
  for (; k > 0 && p > NEGLIGIBLE && n > 1; k--) p *= k / ((m - k + 1) * odds);
  const from = k;
  let [size, sum] = [0, 0];
  for (; k <= m && (k <= mode || p > NEGLIGIBLE); k++) {
    if (size === chances.length) {
      const longer = new Float64Array(2 * size);
      longer.set(chances);
      chances = longer;
    }
    chances[size++] = p;
    sum += p;
    p *= ((m - k) * odds) / (k + 1);
  }
  // logGamma of a large m is good to few digits, but the ratios are exact.
  for (let i = 0; i < size; i++) chances[i] /= sum;
  let logs = 0;
  if (few) for (let i = 0; i < size; i++) logs += chances[i] * xLog2x(from + i);
  return { logs, largest: none === 0 ? 0 : largestOf(chances.subarray(0, size), from, n, none) };
}

/** E[max] = the sum over k of P(max > k); below `from` that is 1. */
function largestOf(p: Float64Array, from: number, n: number, none: number): number {
  let [below, max] = [0, from];
  for (let i = 0; i < p.length && below < 1; i++) {
    below = Math.min(1, below + p[i]);
    max += below < none ? 1 : 1 - power(below, n);
  }
  return max;
}

/** A whole power, in a fraction of the time of one that need not be whole. */
function power(x: number, n: number): number {
  let [out, square] = [1, x];
  for (let rest = n; rest > 0; rest >>>= 1) {
    if ((rest & 1) !== 0) out *= square;
    square *= square;
  }
  return out;
}

/** E[H] = log2 m - (n / m) E[k log2 k] of a path's count k. */
function entropyOf(m: number, n: number, logs: number): number {
  const mean = m / n;
  if (mean >= MANY) {
    // k ln k around the mean, with the binomial's second to fourth central moments.
    const variance = mean * (1 - 1 / n);
    const third = variance * (1 - 2 / n);
    const fourth = variance * (1 + (3 - 6 / m) * variance);
    const nats = variance / (2 * mean ** 2) - third / (6 * mean ** 3) + fourth / (12 * mean ** 4);
    return Math.max(0, Math.log2(n) - nats / Math.LN2);
  }
  return Math.max(0, Math.log2(m) - (n / m) * logs);
}

function maxMeanOf(m: number, n: number, largest: number): number {
  const mean = m / n;
  // Paths tied to one sum are correlated by -1/(n-1), which widens the distance of the largest.
  const tied = n > 1 ? mean + (largest - mean) * Math.sqrt(n / (n - 1)) : largest;
  return Math.min(m, Math.max(tied, Math.ceil(mean))) / mean;
}

/** Figures of a number of flows that is not whole: between those of its neighbours. */
function between<T extends readonly number[]>(m: number, f: (whole: number) => T): T {
  const low = Math.floor(m);
  const part = m - low;
  const below = f(low);
  if (part === 0) return below;
  const above = f(low + 1);
  return below.map((x, i) => (1 - part) * x + part * above[i]) as unknown as T;
}

/** Bits to expect of `effective` equal flows, 1 or more, on equally likely paths. */
export function expectedEntropy(paths: number, effective: number): number {
  const [bits] = between(Math.max(1, effective), (whole) => {
    const few = whole / paths < MANY;
    return [entropyOf(whole, paths, few ? throwDice(whole, paths, few, false).logs : 0)] as const;
  });
  return bits;
}

/**
 * The balance to expect of flows on equally likely paths.
 *
 * @param paths     1 or more
 * @param flows     whole number, how many flows there are
 * @param effective how many equal flows they weigh as (`effectiveFlows`), at least 1. Expected squares are exact
 *                  for any weights; entropy and maximum are those of so many equal flows, an approximation
 *                  (a few giants among many dwarfs have a larger maximum).
 */
export function chance(paths: number, flows: number, effective = flows): Expected {
  if (flows === 0) {
    return { entropy: 0, paths: 0, hill2: 0, jain: 0, cv: 0, maxMean: 0, idle: paths, chiSquare: 0 };
  }
  const m = Math.max(1, effective);
  const excess = (paths - 1) / m;
  const [entropy, maxMean] = between(m, (whole) => {
    const { logs, largest } = throwDice(whole, paths, whole / paths < MANY, true);
    return [entropyOf(whole, paths, logs), maxMeanOf(whole, paths, largest)] as const;
  });
  return {
    entropy,
    paths: 2 ** entropy,
    hill2: paths / (1 + excess),
    jain: 1 / (1 + excess),
    cv: Math.sqrt(excess),
    maxMean,
    idle: paths * (1 - 1 / paths) ** flows,
    chiSquare: paths - 1,
  };
}
