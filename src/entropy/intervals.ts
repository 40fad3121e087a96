/** Loads over time: an even day can hide minutes in which one path was full. */
import { type Balance, balance } from "./metrics.ts";

/** What one entry of a traffic carried in one interval. */
export interface Share {
  readonly entry: number;
  /** Number of the interval, 0 or more. */
  readonly interval: number;
  readonly weight: number;
}

export interface IntervalLoads {
  readonly interval: number;
  readonly loads: Float64Array;
  readonly balance: Balance;
}

/** Loads of every interval in which there were any, in order of time. */
export function loadsOverTime(
  shares: Iterable<Share>,
  pathOfEntry: Uint32Array,
  paths: number,
): IntervalLoads[] {
  const byInterval = new Map<number, Float64Array>();
  for (const s of shares) {
    let loads = byInterval.get(s.interval);
    if (loads === undefined) {
      loads = new Float64Array(paths);
      byInterval.set(s.interval, loads);
    }
    loads[pathOfEntry[s.entry]] += s.weight;
  }
  return [...byInterval]
    .sort(([a], [b]) => a - b)
    .map(([interval, loads]) => ({ interval, loads, balance: balance(loads) }));
}

const peak = (i: IntervalLoads): number => i.loads.reduce((a, b) => Math.max(a, b), 0);

/**
 * The interval whose busiest path carried most: the one in which a link is full first. A quiet interval may be
 * far less even and harm nobody. Of equals the first; undefined if there is none.
 */
export function worstInterval(series: readonly IntervalLoads[]): IntervalLoads | undefined {
  return series.reduce<IntervalLoads | undefined>(
    (worst, i) => (worst === undefined || peak(i) > peak(worst) ? i : worst),
    undefined,
  );
}
