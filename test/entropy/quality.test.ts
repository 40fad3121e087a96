import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedDistinct, fieldQuality } from "../../src/entropy/quality.ts";
import { linuxSourcePort } from "../../src/entropy/source-port.ts";

interface Use {
  flow: number;
  value: number;
  packets: number;
  innerPort: number;
}

const quality = (uses: Use[], bits = 16) => {
  const column = (name: keyof Use) => Int32Array.from(uses, (u) => u[name]);
  const columns = {
    flow: column("flow"),
    value: column("value"),
    packets: Float64Array.from(uses, (u) => u.packets),
    innerPort: column("innerPort"),
  };
  return fieldQuality(columns, Int32Array.from(uses.keys()), bits);
};
const flows = (n: number, value: (flow: number) => number): Use[] =>
  Array.from({ length: n }, (_, flow) => ({ flow, value: value(flow), packets: 1, innerPort: 1000 + flow }));

describe("an encapsulator's rule", () => {
  const spread = (n: number) => Math.imul(n + 1, 0x9e3779b1) >>> 0;
  test.each([
    ["constant", flows(20, () => 48879), 16],
    ["unused", flows(20, () => 0), 8],
    ["unknown", flows(3, () => 48879), 16],
    ["inner_source_port", flows(20, (f) => 1000 + f), 16],
    ["few_values", flows(100, (f) => 50000 + (f % 4)), 16],
    ["rfc7348_range", flows(100, (f) => 49152 + (spread(f) >>> 18)), 16],
    ["linux_range", flows(100, (f) => linuxSourcePort(spread(f))), 16],
    // Linux's hash times range never gives 60999, Open vSwitch's hash modulo range does.
    ["linux_range", flows(100, (f) => (f === 0 ? 60998 : linuxSourcePort(spread(f)))), 16],
    ["ovs_range", flows(100, (f) => (f === 0 ? 60999 : linuxSourcePort(spread(f)))), 16],
    ["full_range", flows(100, (f) => (f === 0 ? 61000 : linuxSourcePort(spread(f)))), 16],
    ["full_range", flows(100, (f) => 1 + (spread(f) % 65534)), 16],
    ["full_range", flows(100, (f) => spread(f) >>> 24), 8],
  ] as const)("%s", (rule, uses, bits) => expect(quality([...uses], bits)?.rule).toBe(rule));

  test("no packet that shows the field", () => {
    expect(quality([])).toBeNull();
    expect(quality(flows(3, () => -1))).toBeNull();
  });
});

test("counts against lists", () => {
  const use = fc.record({
    flow: fc.nat(6),
    value: fc.integer({ min: -1, max: 12 }).map((v) => (v < 0 ? v : 49146 + v)),
    packets: fc.integer({ min: 1, max: 5 }),
    innerPort: fc.integer({ min: 49146, max: 49158 }),
  });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 30 }), (list) => {
      const uses = [...list].sort((a, b) => a.flow - b.flow);
      const shown = uses.filter((u) => u.value >= 0);
      const got = quality(uses);
      if (shown.length === 0) {
        expect(got).toBeNull();
        return;
      }
      const valuesOf = new Map<number, Use[]>();
      for (const u of shown) valuesOf.set(u.flow, [...(valuesOf.get(u.flow) ?? []), u]);
      const values = [...new Set(shown.map((u) => u.value))];
      const users = (v: number) => new Set(shown.filter((u) => u.value === v).map((u) => u.flow));
      const shared = values.filter((v) => users(v).size > 1);
      const sum = (some: Use[]) => some.reduce((n, u) => n + u.packets, 0);
      const pairs = [...new Set(shown.map((u) => `${u.flow} ${u.value}`))].map((p) =>
        Number(p.split(" ")[1]),
      );
      expect(got).toMatchObject({
        flows: valuesOf.size,
        packets: sum(shown),
        distinct: values.length,
        min: Math.min(...values),
        max: Math.max(...values),
        packetsInDynamicPorts: sum(shown.filter((u) => u.value >= 49152)),
        copiedPackets: sum(shown.filter((u) => u.value === u.innerPort)),
        changedFlows: [...valuesOf.values()].filter((own) => new Set(own.map((u) => u.value)).size > 1)
          .length,
        sharedValues: shared.length,
        flowsSharing: new Set(shared.flatMap((v) => [...users(v)])).size,
      });
      got?.bitEntropies.forEach((h, i) => {
        const p = pairs.filter((v) => v.toString(2).padStart(16, "0")[i] === "1").length / pairs.length;
        const want = p === 0 || p === 1 ? 0 : p * Math.log2(1 / p) + (1 - p) * Math.log2(1 / (1 - p));
        expect(h).toBeCloseTo(want, 12);
      });
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("distinct values that a hash gives: all ways to throw three flows into four values", () => {
  let sum = 0;
  for (let a = 0; a < 4; a++)
    for (let b = 0; b < 4; b++) for (let c = 0; c < 4; c++) sum += new Set([a, b, c]).size;
  expect(expectedDistinct(3, 4)).toBeCloseTo(sum / 64, 12);
  expect(expectedDistinct(7, 1)).toBe(1);
});
