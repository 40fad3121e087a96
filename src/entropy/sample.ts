/** What dice would give, played out: for weights that no formula fits, and for how far chance may stray. */
import { mix32 } from "./functions/random.ts";
import { type Balance, balance } from "./metrics.ts";

/** The figures that are compared with chance. */
export type Figure = "entropy" | "paths" | "hill2" | "jain" | "cv" | "maxMean" | "idle";
const FIGURES: readonly Figure[] = ["entropy", "paths", "hill2", "jain", "cv", "maxMean", "idle"];

/** Mean, and the bounds that one throw in twenty passes below and one in twenty above. */
export interface Band {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** So many of the heaviest flows are thrown one by one. */
const GIANTS = 1000;
const TRIALS = 200;
const TAIL = 0.05;

/** Uniform 32-bit numbers, the same for the same seed. */
function dice(seed: number): () => number {
  let counter = mix32(seed);
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    return mix32(counter);
  };
}

/** A standard normal number (Box and Muller). */
function normal(next: () => number): number {
  const u = (next() + 1) / 2 ** 32;
  return Math.sqrt(-2 * Math.log(u)) * Math.cos((2 * Math.PI * next()) / 2 ** 32);
}

/** Adds what many light flows bring: the same to each path, but for normal noise of the right size. */
function addDwarfs(loads: Float64Array, sum: number, squares: number, next: () => number): void {
  if (sum === 0) return;
  const n = loads.length;
  for (let i = 0; i < n; i++) loads[i] += Math.max(0, sum / n + normal(next) * Math.sqrt(squares / n));
}

/**
 * Throws the flows on the paths again and again. The heaviest thousand are thrown one by one, the rest counts as
 * normally distributed, so the cost does not grow with the number of flows.
 *
 * @param weights of the flows, 0 or more
 * @returns the same for the same arguments
 */
export function sampleChance(
  weights: ArrayLike<number>,
  paths: number,
  trials = TRIALS,
  seed = 1,
): Record<Figure, Band> {
  const sorted = Float64Array.from(weights).sort().reverse();
  const giants = sorted.subarray(0, GIANTS);
  let [sum, squares] = [0, 0];
  for (const w of sorted.subarray(GIANTS)) {
    sum += w;
    squares += w * w;
  }
  const next = dice(seed);
  const loads = new Float64Array(paths);
  const seen: Balance[] = [];
  for (let t = 0; t < trials; t++) {
    loads.fill(0);
    for (const w of giants) loads[Math.floor((next() * paths) / 2 ** 32)] += w;
    addDwarfs(loads, sum, squares, next);
    seen.push(balance(loads));
  }
  const band = (figure: Figure): Band => {
    const values = Float64Array.from(seen, (b) => b[figure]).sort();
    const at = (share: number) => values[Math.round(share * (trials - 1))];
    return { mean: values.reduce((a, b) => a + b, 0) / trials, low: at(TAIL), high: at(1 - TAIL) };
  };
  return Object.fromEntries(FIGURES.map((f) => [f, band(f)])) as Record<Figure, Band>;
}
