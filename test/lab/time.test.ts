// What hangs on the time of single packets: loads in intervals and policers, against lists of packets.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RandomOptions } from "../../fixtures/make/random.ts";
import { functions, loads, metrics, police, type Seen } from "./model.ts";
import { experiment, random } from "./run.ts";

const seeds = fc.integer({ min: 1, max: 1 << 30 });
const OPTIONS: Partial<RandomOptions> = {
  packets: 200,
  loss: 0.05,
  duplicates: 0.2,
  nonIp: 0,
  innerFragments: 0,
};
const START_OF = (seen: Seen[]) => (seen[0].time ?? 0n) / 1_000_000_000n;

describe("intervals", () => {
  test("the interval whose busiest path carried most, and its loads", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(1_000_000, 2_500_000, 700_001), (seed, length) => {
        const { scenario, seen } = random(seed, OPTIONS);
        const tunnelled = seen.filter((p) => !p.native);
        const origin = START_OF(seen) * 1_000_000_000n;
        const parts = new Map<bigint, Seen[]>();
        for (const p of tunnelled) {
          const i = ((p.time as bigint) - origin) / BigInt(length);
          parts.set(i, [...(parts.get(i) ?? []), p]);
        }
        const { intervals } = experiment(scenario, { interval: length, setup: { paths: [4] } });
        expect(intervals?.intervals).toBe(parts.size);
        expect(intervals?.lost_packets).toBe(0);
        for (const w of intervals?.worst ?? []) {
          const all = [...parts].map(([i, packets]) => {
            return { i, bytes: loads(packets, w.view, functions[w.function], 4).loads.bytes };
          });
          const peak = Math.max(...all.map(({ bytes }) => Math.max(...bytes)));
          const one = all.filter(({ bytes }) => Math.max(...bytes) === peak).map(({ bytes }) => bytes);
          expect(one).toContainEqual(w.loads);
          expect(Math.max(...w.loads)).toBe(peak);
          expect(w.loads[w.busiest_path]).toBe(peak);
          expect(w.busiest_bits_per_second).toBeCloseTo((peak * 8e9) / length, 3);
          expect(w.max_mean).toBeCloseTo(metrics(w.loads).max_mean, 5);
        }
      }),
      { numRuns: 4, seed: 12 },
    );
  });
});

describe("policers", () => {
  test("a bucket for each tunnel direction, with and without state", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 9 }),
        (seed, rate, burst) => {
          const { scenario, seen } = random(seed, { ...OPTIONS, encapsulations: ["stt", "vxlan", "nested"] });
          const [bits, room] = [rate * 1e5, burst * 1000];
          const tenants = [...new Set(seen.filter((p) => !p.native).map((p) => p.tenant))];
          const report = experiment(scenario, {
            policies: tenants.map((tenant) => ({ tenant, bitsPerSecond: bits, burst: room })),
          });
          let directions = 0;
          for (const policy of report.policies) {
            for (const d of policy.directions) {
              directions++;
              const own = seen.filter(
                (p) => p.tenant === policy.tenant && p.from === d.from && p.to === d.to,
              );
              const offered = own.map((p) => ({
                time: Number((p.time as bigint) % 1_000_000_000_000n) / 1e9,
                bytes: p.bytes,
              }));
              const following = police(offered, bits / 8, room);
              const named = own.map((p, i) => ({ p, i })).filter(({ p }) => !p.headerless);
              const passes = police(
                named.map(({ i }) => offered[i]),
                bits / 8,
                room,
              );
              const stateless = own.map(() => true);
              named.forEach(({ i }, at) => {
                stateless[i] = passes[at];
              });
              const counted = (verdicts: boolean[]) => {
                const sum = (want: boolean) => own.filter((_, i) => verdicts[i] === want);
                return {
                  passed_packets: sum(true).length,
                  passed_bytes: sum(true).reduce((n, p) => n + p.bytes, 0),
                  dropped_packets: sum(false).length,
                  dropped_bytes: sum(false).reduce((n, p) => n + p.bytes, 0),
                };
              };
              expect(d.packets).toBe(own.length);
              expect(d.headerless_packets).toBe(own.filter((p) => p.headerless).length);
              expect(d.following).toEqual(counted(following));
              expect(d.stateless).toEqual(counted(stateless));
            }
          }
          expect(directions).toBe(
            new Set(seen.filter((p) => !p.native).map((p) => `${p.tenant} ${p.from} ${p.to}`)).size,
          );
        },
      ),
      { numRuns: 12, seed: 6 },
    );
  });

  test("VXLAN names its tenant in every packet: state makes no difference", () => {
    const { scenario } = random(9, { ...OPTIONS, encapsulations: ["vxlan"], outerFragments: 0 });
    const tenants = experiment(scenario).tenants.map((t) => t.tenant);
    const policies = tenants.map((tenant) => ({ tenant, bitsPerSecond: 1e6, burst: 3000 }));
    for (const { directions } of experiment(scenario, { policies }).policies) {
      expect(directions.length).toBeGreaterThan(0);
      for (const d of directions) expect(d.stateless).toEqual(d.following);
    }
  });

  test("a tenant that is not there has no directions", () => {
    const { scenario } = random(9, OPTIONS);
    const policies = [{ tenant: "stt:404", bitsPerSecond: 1, burst: 1 }];
    expect(experiment(scenario, { policies }).policies).toEqual([
      { tenant: "stt:404", bits_per_second: 1, burst_bytes: 1, directions: [] },
    ]);
  });
});
