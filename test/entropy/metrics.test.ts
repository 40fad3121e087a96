import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chiSquareP, logGamma, upperGamma } from "../../src/entropy/gamma.ts";
import { balance, chiSquare, effectiveFlows } from "../../src/entropy/metrics.ts";

const loads = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 20 }).filter((l) => l.some((x) => x > 0));

describe("balance", () => {
  test("known answers of 50, 30, 20", () => {
    const b = balance([50, 30, 20]);
    expect(b.entropy).toBeCloseTo(1.4854752972, 10);
    expect(b.normalised).toBeCloseTo(0.9372305632, 10);
    expect(b.paths).toBeCloseTo(2.8000940729, 10);
    expect(b.hill2).toBeCloseTo(2.6315789474, 10);
    expect(b.minEntropy).toBeCloseTo(1, 12);
    expect(b.jain).toBeCloseTo(0.8771929825, 10);
    expect(b.maxMean).toBeCloseTo(1.5, 12);
    expect(b.cv).toBeCloseTo(0.3741657387, 10);
    expect(b.rangeMean).toBeCloseTo(0.9, 12);
    expect(chiSquare([50, 30, 20])).toBeCloseTo(14, 12);
    expect(b).toMatchObject({ members: 3, total: 100, idle: 0 });
  });

  test("idle paths count", () => {
    expect(balance([7, 0, 0, 0])).toEqual({
      members: 4,
      total: 7,
      idle: 3,
      entropy: 0,
      normalised: 0,
      paths: 1,
      hill2: 1,
      minEntropy: 0,
      jain: 0.25,
      maxMean: 4,
      rangeMean: 4,
      cv: Math.sqrt(3),
    });
  });

  test("even loads, a single path, nothing at all", () => {
    expect(balance([5, 5, 5, 5])).toMatchObject({
      entropy: 2,
      normalised: 1,
      paths: 4,
      hill2: 4,
      jain: 1,
      cv: 0,
    });
    expect(balance([9])).toMatchObject({ entropy: 0, normalised: 1, paths: 1, jain: 1, maxMean: 1, idle: 0 });
    expect(balance([0, 0])).toMatchObject({
      idle: 2,
      total: 0,
      entropy: 0,
      paths: 0,
      jain: 0,
      maxMean: 0,
      cv: 0,
    });
    expect(chiSquare([0, 0])).toBe(0);
  });

  test("Jain is 1 / (1 + CV^2), chi-square of counts is flows times CV^2", () => {
    fc.assert(
      fc.property(loads, (l) => {
        const b = balance(l);
        expect(b.jain).toBeCloseTo(1 / (1 + b.cv ** 2), 10);
        expect(chiSquare(l) / b.total).toBeCloseTo(b.cv ** 2, 8);
      }),
    );
  });

  test("bounds and order of the effective numbers", () => {
    fc.assert(
      fc.property(loads, (l) => {
        const b = balance(l);
        const e = 1e-9;
        expect(b.paths).toBeLessThanOrEqual(b.members - b.idle + e);
        expect(b.hill2).toBeLessThanOrEqual(b.paths + e);
        expect(2 ** b.minEntropy).toBeLessThanOrEqual(b.hill2 + e);
        expect(b.jain).toBeGreaterThanOrEqual(1 / b.members - e);
        expect(b.hill2).toBeCloseTo(b.jain * b.members, 8);
        expect(2 ** b.minEntropy).toBeCloseTo(b.members / b.maxMean, 8);
      }),
    );
  });

  test("neither the unit nor the order matters", () => {
    fc.assert(
      fc.property(loads, (l) => {
        const [a, b] = [balance(l), balance([...l].reverse().map((x) => x * 1500))];
        for (const key of ["entropy", "jain", "cv", "maxMean", "hill2"] as const)
          expect(b[key]).toBeCloseTo(a[key], 9);
      }),
    );
  });
});

test("effective flows", () => {
  expect(effectiveFlows([3, 3, 3, 3])).toBe(4);
  expect(effectiveFlows([100, 0, 0])).toBe(1);
  expect(effectiveFlows([2, 1, 1])).toBeCloseTo(16 / 6, 12);
  expect(effectiveFlows([])).toBe(0);
});

describe("chi-square distribution", () => {
  // critical values of the NIST/SEMATECH handbook, 1.3.6.7.4
  test.each([
    [3.841, 1, 0.05],
    [6.635, 1, 0.01],
    [5.991, 2, 0.05],
    [18.307, 10, 0.05],
    [24.996, 15, 0.05],
    [29.588, 10, 0.001],
    [124.342, 100, 0.05],
  ])("beyond %d with %i degrees", (x, degrees, p) => {
    expect(Math.abs(chiSquareP(x, degrees) - p) / p).toBeLessThan(5e-4);
  });

  // SciPy 1.17, scipy.stats.chi2.sf
  test.each([
    [14, 2, 0.0009118819655545164],
    [25, 15, 0.0499434336264283],
    [5, 15, 0.9921264113445191],
    [0.1, 1, 0.7518296340458492],
    [200, 127, 3.82824834623649e-5],
    [1000, 1023, 0.6906084463510535],
    [1200, 1023, 9.870605956167375e-5],
    [500, 15, 5.652630529840202e-97],
    [60000, 65535, 1],
  ])("beyond %d with %i degrees, to ten digits", (x, degrees, p) => {
    expect(Math.abs(chiSquareP(x, degrees) / p - 1)).toBeLessThan(1e-10);
  });

  test("with two degrees it is the exponential, with none nothing can differ", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 700, noNaN: true }), (x) => {
        expect(chiSquareP(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 10);
      }),
    );
    expect(chiSquareP(0, 7)).toBe(1);
    expect(chiSquareP(0, 0)).toBe(1);
  });

  test("Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1)", () => {
    const values = fc.double({ min: 0.01, max: 60, noNaN: true });
    fc.assert(
      fc.property(values, values, (a, x) => {
        const step = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
        expect(upperGamma(a + 1, x)).toBeCloseTo(upperGamma(a, x) + step, 10);
      }),
    );
  });

  // SciPy 1.17, scipy.special.gammaln
  test.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1.5, -0.12078223763524526],
    [10, 12.801827480081469],
    [100.5, 361.43554046777757],
    [1e6, 12815504.569147611],
    [1e9, 19723265827.503716],
  ])("log gamma of %d", (x, value) => expect(Math.abs(logGamma(x) / value - 1)).toBeLessThan(1e-12));
});
