// Generated traffic whose translations are known: no wrong row, and next to none missing. NAT_SOAK=N tries N more
// seeds with more connections each.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../property.ts";
import { vxlan } from "./packets.ts";
import { pair, score } from "./paired.ts";
import { type Captured, KINDS, NEVER_OUT, type Settings, traffic } from "./router.ts";

const USUAL: Omit<Settings, "seed"> = {
  connections: 700,
  loss: 0.02,
  dropped: 0.01,
  again: 0.05,
  offset: 0,
  drift: 0,
  equal: 0.5,
  withoutId: 0.3,
  duration: 60,
  exchanges: 4,
  kinds: [...KINDS, ...NEVER_OUT],
};

/** Least share of what both sides captured that has to be found. */
const RECALL = 0.99;

function judge(settings: Settings): void {
  const t = traffic(settings);
  const report = pair(t.inside, t.outside);
  const { wrong, missed, seen } = score(report, t);
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(settings.connections / 2);
  expect((seen - missed.length) / seen, missed.join("\n")).toBeGreaterThanOrEqual(RECALL);
  // The earlier clock starts the count of both, so it is the difference that is known.
  const middle = settings.offset + (settings.drift * 1e-6 * settings.duration) / 2;
  expect(Math.abs((report.clock?.offset_s ?? Number.NaN) - middle)).toBeLessThan(0.05);
  for (const u of report.untranslated) expect(u.tuple.src + u.tuple.dst).toMatch(/192\.168\.9\./);
}

describe("rows are those of the router", () => {
  it("whatever the clocks, the loss and the payloads", () => {
    const settings = fc.record({
      seed: fc.integer({ min: 1, max: 2 ** 31 }),
      offset: fc.integer({ min: -600, max: 600 }),
      drift: fc.constantFrom(0, 20, -50),
      loss: fc.constantFrom(0, 0.01, 0.03),
      equal: fc.constantFrom(0, 0.5),
      withoutId: fc.constantFrom(0, 0.5),
    });
    check(
      fc.property(settings, (s) => judge({ ...USUAL, ...s })),
      8,
    );
  });

  it("thousands of connections from few source ports", () => {
    judge({ ...USUAL, seed: 7, connections: 4000, offset: 180, drift: 10, duration: 240 });
  });

  const soak = Number(process.env.NAT_SOAK ?? 0);
  it.skipIf(soak === 0)(`${soak} more seeds (NAT_SOAK)`, { timeout: 3_600_000 }, () => {
    for (let seed = 1000; seed < 1000 + soak; seed++)
      judge({
        ...USUAL,
        seed,
        connections: 3000,
        offset: (seed % 41) * 30 - 600,
        drift: (seed % 5) * 10,
        duration: 120,
      });
  });
});

describe("one capture holds both sides", () => {
  /** Both lists as one, in the order of time. */
  const merged = (a: readonly Captured[], b: readonly Captured[]) =>
    [...a, ...b].sort((x, y) => x.time - y.time);
  const none = { ...USUAL, seed: 11, equal: 0.3 };

  it("in two tenants of one overlay", () => {
    const t = traffic(none);
    const wrapped = (list: readonly Captured[], vni: number) =>
      list.map(({ time, bytes }) => ({ time, bytes: vxlan(vni, bytes) }));
    const report = pair(merged(wrapped(t.inside, 10), wrapped(t.outside, 20)), null);
    const { wrong, missed, seen } = score(report, t);
    expect(wrong).toEqual([]);
    expect((seen - missed.length) / seen, missed.join("\n")).toBeGreaterThanOrEqual(RECALL);
    const tenants = new Set(report.rows.map((r) => `${r.original.tenant} ${r.translated.tenant}`));
    expect(tenants).toEqual(new Set(["vxlan:10 vxlan:20", "vxlan:20 vxlan:10", "vxlan:10 vxlan:10"]));
  });

  it("on any interface", () => {
    const t = traffic({ ...none, kinds: USUAL.kinds.filter((k) => k !== "routed") });
    const { wrong, missed, seen } = score(pair(merged(t.inside, t.outside), null), t);
    expect(wrong).toEqual([]);
    expect((seen - missed.length) / seen, missed.join("\n")).toBeGreaterThanOrEqual(RECALL);
  });
});

it("nothing in common: no rows, and it is said", () => {
  const a = traffic({ ...USUAL, seed: 1, connections: 60, equal: 0 });
  const b = traffic({ ...USUAL, seed: 2, connections: 60, equal: 0 });
  const report = pair(a.inside, b.outside);
  expect(report.rows.filter(({ direction }) => direction !== "inside")).toEqual([]);
  expect(report.clock).toBeNull();
});
