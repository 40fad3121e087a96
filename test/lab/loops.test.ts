// What compiled loops find is what JavaScript finds, which the other tests hold against brute force.
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { RandomOptions } from "../../fixtures/make/random.ts";
import { carriers } from "../../src/entropy/carriers.ts";
import { useLoops } from "../../src/entropy/loops.ts";
import { hashNamed } from "../../src/entropy/simulate.ts";
import { contractViews, devices } from "../../src/entropy/views.ts";
import { experiment, random } from "./run.ts";

afterEach(() => useLoops(true));

const NAMES = ["random", "jhash", "crc16-arc", "toeplitz", "rtag7-like"];
const VARIANTS: Partial<RandomOptions>[] = [
  {},
  { ipv6: 0.5, outerFragments: 0.2, innerFragments: 0.2 },
  { encapsulations: ["vxlan"], native: 0, ipv6: 0 },
];

test("random packets: the whole report, in loops of any length and in JavaScript", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1 << 30 }),
      fc.constantFrom(...VARIANTS),
      fc.constantFrom(null, ...carriers),
      fc.nat(31),
      fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
      (seed, options, as, offset, paths) => {
        const { scenario } = random(seed, { packets: 120, hosts: 4, ...options });
        const setup = {
          views: [...contractViews, devices[2]],
          hashes: NAMES.map((name) => hashNamed(name, { seed }, offset)),
          paths: paths.sort((a, b) => a - b),
          as,
        };
        useLoops(false);
        const want = JSON.stringify(experiment(scenario, { setup }));
        useLoops(true, 1);
        expect(JSON.stringify(experiment(scenario, { setup }))).toBe(want);
      },
    ),
    { numRuns: 12 },
  );
});
