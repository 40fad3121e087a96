/**
 * What dice would give: the balance to expect when each flow falls on any path with the same chance,
 * whatever the hash. A few flows never lie evenly, and that is not the hash's fault.
 */
import { logGamma } from "./gamma.ts";
import { xLog2x } from "./metrics.ts";

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

/** Chances of the counts from `from` on, `size` of them; one record used again and again. */
const counts = { from: 0, size: 0, p: new Float64Array(1 << 10) };

/** Sets `counts` to the chances of so many of `m` flows on one of `n` paths, where they are not negligible. */
function throwDice(m: number, n: number): void {
  counts.size = 0;
  if (n === 1) {
    counts.from = m;
    counts.p[counts.size++] = 1;
    return;
  }
  const odds = 1 / (n - 1);
  const mode = Math.floor((m + 1) / n);
  const logP = logGamma(m + 1) - logGamma(mode + 1) - logGamma(m - mode + 1);
  let k = mode;
  let p = Math.exp(logP - mode * Math.log(n) + (m - mode) * Math.log1p(-1 / n));
  for (; k > 0 && p > NEGLIGIBLE; k--) p *= k / ((m - k + 1) * odds);
  counts.from = k;
  let sum = 0;
  for (; k <= m && (k <= mode || p > NEGLIGIBLE); k++) {
    if (counts.size === counts.p.length)
      counts.p = Float64Array.from({ length: 2 * k }, (_, i) => counts.p[i]);
    counts.p[counts.size++] = p;
    sum += p;
    p *= ((m - k) * odds) / (k + 1);
  }
  // logGamma of a large m is good to few digits, but the ratios are exact.
  for (let i = 0; i < counts.size; i++) counts.p[i] /= sum;
}

/** Flows a path from which on the series below is good to 1e-9 bits, and cheaper. */
const MANY = 1000;

/** E[H] = log2 m - (n / m) E[k log2 k] of a path's count k. Needs `counts`, unless there are many flows a path. */
function entropyOf(m: number, n: number): number {
  const mean = m / n;
  if (mean >= MANY) {
    // k ln k around the mean, with the binomial's second to fourth central moments.
    const variance = mean * (1 - 1 / n);
    const third = variance * (1 - 2 / n);
    const fourth = variance * (1 + (3 - 6 / m) * variance);
    const nats = variance / (2 * mean ** 2) - third / (6 * mean ** 3) + fourth / (12 * mean ** 4);
    return Math.max(0, Math.log2(n) - nats / Math.LN2);
  }
  let sum = 0;
  for (let i = 0; i < counts.size; i++) {
    const k = counts.from + i;
    sum += counts.p[i] * xLog2x(k);
  }
  return Math.max(0, Math.log2(m) - (n / m) * sum);
}

/** A whole power, in a fraction of the time of one that need not be whole. */
function power(x: number, n: number): number {
  let [out, square] = [1, x];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) out *= square;
    square *= square;
  }
  return out;
}

function maxMeanOf(m: number, n: number): number {
  // E[max] = the sum over k of P(max > k); below `from` that is 1.
  let [below, max] = [0, counts.from];
  // Where all paths are below k with a chance of less than this, that is as good as none.
  const none = NEGLIGIBLE ** (1 / n);
  for (let i = 0; i < counts.size && below < 1; i++) {
    below = Math.min(1, below + counts.p[i]);
    max += below < none ? 1 : 1 - power(below, n);
  }
  const mean = m / n;
  // Paths tied to one sum are correlated by -1/(n-1), which widens the distance of the largest.
  const tied = n > 1 ? mean + (max - mean) * Math.sqrt(n / (n - 1)) : max;
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
    if (whole / paths < MANY) throwDice(whole, paths);
    return [entropyOf(whole, paths)] as const;
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
    throwDice(whole, paths);
    return [entropyOf(whole, paths), maxMeanOf(whole, paths)] as const;
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
