// Loads of many numbers of paths out of few counts, and hashes with another seed out of those with the first one.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashFunctions } from "../../src/entropy/functions/table.ts";
import { hashKeys, keyTraffic, reseeded } from "../../src/entropy/keyed.ts";
import { PathPlan, pathOf } from "../../src/entropy/paths.ts";
import { hashNamed } from "../../src/entropy/simulate.ts";
import { trafficOf } from "../../src/entropy/traffic.ts";
import { contractViews, devices } from "../../src/entropy/views.ts";
import { anyHeader } from "./sample.ts";

const counts = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 130 }), fc.constantFrom(500, 1009, 65536)), {
  minLength: 1,
  maxLength: 9,
});
const traffic = fc.record({
  hashes: fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 300 }),
  name: fc.constantFrom("crc32", "crc16-arc", "xor8"),
  offset: fc.nat(12),
});

describe("loads on all numbers of paths", () => {
  test("each key on the path that its hash says, in one weighting and in four", () => {
    fc.assert(
      fc.property(counts, traffic, (asked, { hashes, name, offset }) => {
        const hash = hashNamed(name, {}, offset);
        const { width } = hash.function;
        const values = Uint32Array.from(hashes, (h) => h % 2 ** width);
        // Every other key is in the group, in any order.
        const keys = Int32Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => 2 * i).reverse();
        const weights = Float64Array.from(keys, (k) => 1 + (k % 7));
        const four = Float64Array.from({ length: 4 * keys.length }, (_, i) => (i % 4) + (i % 11));
        const one = new PathPlan(asked);
        const got = one.loads(one.pathsOf(values, hash), keys, weights).map((l) => [...l]);
        const wide = new PathPlan(asked, 4);
        const gotFour = wide.loads(wide.pathsOf(values, hash), keys, four).map((l) => [...l]);
        asked.forEach((n, at) => {
          const want = new Array<number>(n).fill(0);
          const wantFour = new Array<number>(4 * n).fill(0);
          keys.forEach((k, i) => {
            const path = pathOf(values[k], width, offset, n);
            want[path] += weights[i];
            for (let w = 0; w < 4; w++) wantFour[4 * path + w] += four[4 * i + w];
          });
          expect(got[at]).toEqual(want);
          expect(gotFour[at]).toEqual(wantFour);
        });
      }),
      { numRuns: 40 },
    );
  });

  test("effective paths of a part of the keys, whether they are few or many", () => {
    fc.assert(
      fc.property(counts, traffic, fc.nat(100), (asked, { hashes, name, offset }, part) => {
        const hash = hashNamed(name, {}, offset);
        const { width } = hash.function;
        const values = Uint32Array.from(hashes, (h) => h % 2 ** width);
        const keys = Int32Array.from(values, (_, k) => k);
        const weights = Float64Array.from(keys, (k) => 1 + (k % 5));
        const [start, end] = [Math.floor((part / 101) * keys.length), keys.length];
        const plan = new PathPlan(asked);
        const sum = (from: number, to: number) => weights.subarray(from, to).reduce((a, b) => a + b, 0);
        // Two groups: all in front of it, and that part.
        const got = plan
          .effectivePaths(
            plan.pathsOf(values, hash),
            keys,
            weights,
            Int32Array.of(0, start, end),
            Float64Array.of(sum(0, start), sum(start, end)),
          )
          .subarray(asked.length);
        asked.forEach((n, at) => {
          const loads = new Map<number, number>();
          let total = 0;
          for (let i = start; i < end; i++) {
            const path = pathOf(values[i], width, offset, n);
            loads.set(path, (loads.get(path) ?? 0) + weights[i]);
            total += weights[i];
          }
          const bits = [...loads.values()].reduce((s, x) => s + (x / total) * Math.log2(total / x), 0);
          expect(got[at]).toBeCloseTo(2 ** bits, 8);
        });
      }),
      { numRuns: 60 },
    );
  });
});

test.each(hashFunctions.map((f) => f.name))("%s with another seed, from its hashes or anew", (name) => {
  fc.assert(
    fc.property(
      fc.array(anyHeader, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...contractViews, ...devices),
      fc.nat(0xffffffff),
      fc.nat(0xffffffff),
      (headers, view, seed, other) => {
        const list = trafficOf(headers.map((header) => ({ header, packets: 1, bytes: 1 })));
        const keyed = keyTraffic(list, view);
        const hash = hashNamed(name, { seed });
        const [values] = hashKeys(keyed, [hash]);
        const [want] = hashKeys(keyed, [hashNamed(name, { seed: other })]);
        expect(reseeded(keyed, hash, values, other)).toEqual(want);
      },
    ),
    { numRuns: 25 },
  );
});
