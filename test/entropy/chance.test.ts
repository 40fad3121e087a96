import { describe, expect, test } from "vitest";
import { chance } from "../../src/entropy/chance.ts";
import { random } from "../../src/entropy/functions/random.ts";
import { type Balance, balance, chiSquare, effectiveFlows } from "../../src/entropy/metrics.ts";

/** Mean over all ways to put weights on paths, each counted. */
function everyWay(weights: number[], paths: number, figure: (loads: number[]) => number): number {
  let sum = 0;
  const ways = paths ** weights.length;
  for (let way = 0; way < ways; way++) {
    const loads = new Array<number>(paths).fill(0);
    let rest = way;
    for (const w of weights) {
      loads[rest % paths] += w;
      rest = Math.floor(rest / paths);
    }
    sum += figure(loads);
  }
  return sum / ways;
}

const ones = (n: number) => new Array<number>(n).fill(1);

describe("by formula", () => {
  test.each([
    [2, 1],
    [2, 7],
    [3, 6],
    [4, 5],
    [8, 3],
    [1, 4],
  ])("%i paths, %i flows: exactly what all ways to place them give", (paths, flows) => {
    const c = chance(paths, flows);
    const mean = (f: (b: Balance) => number) => everyWay(ones(flows), paths, (l) => f(balance(l)));
    expect(c.entropy).toBeCloseTo(
      mean((b) => b.entropy),
      10,
    );
    expect(c.idle).toBeCloseTo(
      mean((b) => b.idle),
      10,
    );
    expect(c.cv ** 2).toBeCloseTo(
      mean((b) => b.cv ** 2),
      10,
    );
    expect(1 / c.hill2).toBeCloseTo(
      mean((b) => 1 / b.hill2),
      10,
    );
    expect(c.chiSquare).toBeCloseTo(everyWay(ones(flows), paths, chiSquare), 10);
    // an approximation, here at its worst
    expect(c.maxMean / mean((b) => b.maxMean)).toBeGreaterThan(0.93);
    expect(c.maxMean / mean((b) => b.maxMean)).toBeLessThan(1.07);
  });

  test("weights: the expected square is exact through the effective flows", () => {
    const weights = [7, 3, 2, 2, 1];
    const c = chance(3, weights.length, effectiveFlows(weights));
    expect(c.cv ** 2).toBeCloseTo(
      everyWay(weights, 3, (l) => balance(l).cv ** 2),
      10,
    );
    expect(c.idle).toBeCloseTo(
      everyWay(weights, 3, (l) => balance(l).idle),
      10,
    );
    // of entropy an approximation: some hundredths of a bit here, for weights as unequal as these
    const entropy = everyWay(weights, 3, (l) => balance(l).entropy);
    expect(Math.abs(c.entropy - entropy)).toBeLessThan(0.1);
  });

  test("64 flows on 16 paths: Jain 0.81, CV 0.48 from a perfect hash", () => {
    const c = chance(16, 64);
    expect(c.jain).toBeCloseTo(0.81, 2);
    expect(c.cv).toBeCloseTo(0.48, 2);
    // log2 n - (n - 1) / (2 m ln 2), a first-order approximation
    expect(Math.abs(c.entropy - (4 - 15 / (2 * 64 * Math.LN2)))).toBeLessThan(0.02);
  });

  test("very many flows lie evenly, and none at all nowhere", () => {
    const c = chance(16, 1e9);
    expect(c.entropy).toBeCloseTo(4, 7);
    expect(c.maxMean).toBeCloseTo(1, 3);
    expect(c.idle).toBe(0);
    expect(chance(16, 0)).toMatchObject({ idle: 16, entropy: 0, maxMean: 0 });
  });
});

describe("a keyed random hash stays where chance puts it", () => {
  const TRIALS = 400;
  test.each([
    [16, 64],
    [4, 1000],
    [64, 200],
    [2, 50],
    [7, 300],
    [32, 20],
  ])("%i paths, %i flows", (paths, flows) => {
    const data = new Uint8Array(4);
    const bytes = new DataView(data.buffer);
    const seen = Array.from({ length: TRIALS }, (_, trial) => {
      const hash = random(trial + 1);
      const loads = new Float64Array(paths);
      for (let f = 0; f < flows; f++) {
        bytes.setUint32(0, f);
        loads[hash(data, 4) % paths]++;
      }
      return { ...balance(loads), chiSquare: chiSquare(loads) };
    });
    const c = chance(paths, flows);
    /** The mean of the trials differs from the expectation by less than 5 of its standard errors, plus slack. */
    const near = (key: "entropy" | "idle" | "chiSquare" | "maxMean" | "cv" | "jain", slack: number) => {
      const values = seen.map((s) => s[key]);
      const mean = values.reduce((a, b) => a + b) / TRIALS;
      const sd = Math.sqrt(values.reduce((a, x) => a + (x - mean) ** 2, 0) / (TRIALS - 1));
      expect(Math.abs(mean - c[key]), key).toBeLessThan((5 * sd) / Math.sqrt(TRIALS) + slack * mean + 1e-9);
    };
    near("entropy", 0);
    near("idle", 0);
    near("chiSquare", 0);
    near("maxMean", 0.02);
    // E[f(x)] is not f(E[x]): the formulas for these take the expectation inside
    near("cv", 0.12);
    near("jain", 0.06);
  });
});
