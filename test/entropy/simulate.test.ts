import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Header } from "../../src/entropy/fields.ts";
import { hashFunctions } from "../../src/entropy/functions/table.ts";
import { pathOf } from "../../src/entropy/paths.ts";
import { polarization, polarizationBySeed, polarize } from "../../src/entropy/polarize.ts";
import { hashNamed, hashTraffic, simulate } from "../../src/entropy/simulate.ts";
import { type Flow, trafficOf, WEIGHTINGS } from "../../src/entropy/traffic.ts";
import { contractViews, devices, type HashView, ViewReader, viewNamed } from "../../src/entropy/views.ts";
import { anyHeader, level, tunnelled } from "./sample.ts";

const view = (name: string): HashView => {
  const found = viewNamed(name);
  if (found === undefined) throw new Error(name);
  return found;
};

/** Flows between two tunnel ends; `source` says how the encapsulator makes the outer port. */
function flows(
  count: number,
  protocol: number,
  source: (flow: number) => number,
  greKey: (flow: number) => number,
) {
  return Array.from({ length: count }, (_, i): Flow => {
    const outer = level("10.0.0.1", "10.0.0.2", { protocol, srcPort: source(i), dstPort: 4789 });
    const inner = level("192.168.0.1", "192.168.0.2", { protocol: 6, srcPort: i & 0xffff, dstPort: i >> 16 });
    return { header: tunnelled(outer, inner, { greKey: greKey(i) }), packets: 1, bytes: 1000 };
  });
}
const none = () => 0;
const noKey = () => -1;

describe("paths", () => {
  test("rotation within the width, then the remainder", () => {
    expect(pathOf(0x12345678, 32, 0, 16)).toBe(8);
    expect(pathOf(0x12345678, 32, 4, 16)).toBe(7);
    expect(pathOf(0x00000001, 32, 1, 2 ** 31)).toBe(0);
    expect(pathOf(0x00000003, 32, 1, 1000)).toBe(0x80000001 % 1000);
    expect(pathOf(0x8001, 16, 4, 65536)).toBe(0x1800);
    expect(pathOf(0x81, 8, 9, 256)).toBe(0xc0);
    expect(pathOf(0xffffffff, 32, 32, 7)).toBe(0xffffffff % 7);
  });

  test("any hash, as bits", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(8, 16, 32),
        fc.nat(0xffffffff),
        fc.nat(40),
        fc.integer({ min: 1, max: 512 }),
        (width, word, offset, paths) => {
          const hash = word % 2 ** width;
          const bits = [...hash.toString(2).padStart(width, "0")];
          for (let i = 0; i < offset; i++) bits.unshift(bits.pop() as string);
          return pathOf(hash, width, offset, paths) === Number.parseInt(bits.join(""), 2) % paths;
        },
      ),
    );
  });
});

describe("simulation", () => {
  test("every view, function and number of paths adds up like a list of packets", () => {
    const anyFlow = fc.record({
      header: anyHeader,
      packets: fc.integer({ min: 1, max: 6 }),
      bytes: fc.nat(1e6),
    });
    const anyView = fc.constantFrom(...contractViews, ...devices);
    const anyHash = fc.record({
      name: fc.constantFrom(...hashFunctions.map((f) => f.name)),
      seed: fc.nat(0xffffffff),
      offset: fc.nat(20),
    });
    fc.assert(
      fc.property(
        fc.array(anyFlow, { maxLength: 12 }),
        anyView,
        anyHash,
        fc.integer({ min: 1, max: 20 }),
        (list, v, h, paths) => {
          const hash = hashNamed(h.name, { seed: h.seed }, h.offset);
          const [got] = simulate(trafficOf(list), v, [hash], [paths]);
          const naive = { flows: new Map<number, number>(), packets: new Map(), bytes: new Map() };
          for (const flow of list) {
            for (let p = 0; p < flow.packets; p++) {
              // one packet at a time, with a reader and a function of its own
              const reader = new ViewReader(v);
              const f = hash.function;
              const value =
                f.on === "bytes"
                  ? f.make({ seed: h.seed })(reader.bytes, reader.read(flow.header))
                  : f.make({ seed: h.seed })(reader.project(flow.header));
              const path = pathOf(value, f.width, h.offset, paths);
              const add = (m: Map<number, number>, x: number) => m.set(path, (m.get(path) ?? 0) + x);
              add(naive.packets, 1);
              if (p > 0) continue;
              add(naive.flows, 1);
              add(naive.bytes, flow.bytes);
            }
          }
          for (const w of WEIGHTINGS) {
            const expected = Array.from({ length: paths }, (_, i) => naive[w].get(i) ?? 0);
            expect([...got.outcomes[w].loads]).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("IP-in-IP uses one path, whatever the function", () => {
    const traffic = trafficOf(flows(500, 4, none, noKey));
    const hashes = hashFunctions.map((f) => hashNamed(f.name));
    for (const s of simulate(traffic, view("five_tuple"), hashes, [2, 16])) {
      expect(s.outcomes.flows.balance.paths, s.hash.function.name).toBe(1);
      expect(s.chiSquare.p).toBeLessThan(1e-9);
    }
  });

  test("NVGRE: one path at a 5-tuple device, as chance at a key-aware one", () => {
    const traffic = trafficOf(flows(2000, 47, none, (i) => 0x177100 | (i & 255)));
    const [five] = simulate(traffic, view("five_tuple"), [hashNamed("random")], [8]);
    expect(five.outcomes.flows.balance.paths).toBe(1);
    const [aware] = simulate(traffic, view("key_aware"), [hashNamed("random")], [8]);
    expect(aware.outcomes.flows.balance.idle).toBe(0);
    expect(aware.outcomes.flows.balance.paths).toBeGreaterThan(7.7);
  });

  test("a random hash of distinct flows passes the chi-square test at about the rate it should", () => {
    const traffic = trafficOf(flows(3000, 17, (i) => 32768 + i, noKey));
    const hashes = Array.from({ length: 200 }, (_, seed) => hashNamed("random", { seed: seed + 1 }));
    const results = simulate(traffic, view("five_tuple"), hashes, [16]);
    const rejected = results.filter((s) => s.chiSquare.p < 0.05).length;
    // 10 of 200 expected; outside 1 to 24 once in 10,000 such tests
    expect(rejected).toBeGreaterThanOrEqual(1);
    expect(rejected).toBeLessThanOrEqual(24);
    expect(results[0].chiSquare.degrees).toBe(15);
    expect(results[0].outcomes.flows.chance.jain).toBeCloseTo(1 / (1 + 15 / 3000), 10);
  });

  test("weightings have baselines of their own", () => {
    const list = flows(100, 17, (i) => 32768 + i, noKey);
    const traffic = trafficOf(list.map((f, i) => (i === 0 ? { ...f, bytes: 1e9 } : f)));
    const [s] = simulate(traffic, view("five_tuple"), [hashNamed("random")], [4]);
    expect(s.outcomes.packets.effectiveFlows).toBeCloseTo(100, 6);
    expect(s.outcomes.bytes.effectiveFlows).toBeCloseTo(1, 3);
    expect(s.outcomes.bytes.chance.paths).toBeLessThan(1.01);
    expect(s.outcomes.bytes.balance.total).toBe(1e9 + 99 * 1000);
  });

  test("further headers of a flow count as packets, not as flows", () => {
    const list = flows(4, 17, (i) => 40000 + i, noKey);
    const plain = trafficOf(list);
    const traffic = { ...plain, weights: { ...plain.weights, flows: [1, 0, 1, 1] } };
    const [s] = simulate(traffic, view("five_tuple"), [hashNamed("jhash")], [3]);
    expect(s.outcomes.flows.balance.total).toBe(3);
    expect(s.outcomes.packets.balance.total).toBe(4);
    expect(s.outcomes.flows.chance.idle).toBeCloseTo(3 * (2 / 3) ** 3, 12);
  });

  test("a traffic may fill the record it is handed", () => {
    const list = flows(50, 17, (i) => 40000 + i, noKey);
    const listed = trafficOf(list);
    const filling = {
      ...listed,
      header: (entry: number, into: Header) => Object.assign(into, list[entry].header),
    };
    const hashes = [hashNamed("crc32"), hashNamed("linux-bond-layer3+4")];
    expect(hashTraffic(filling, view("five_tuple"), hashes)).toEqual(
      hashTraffic(listed, view("five_tuple"), hashes),
    );
  });

  test("an unknown function is refused by name", () => {
    expect(() => hashNamed("md5")).toThrow('no hash function is called "md5"');
  });
});

describe("two stages", () => {
  const traffic = trafficOf(flows(100_000, 17, (i) => 1 + (i % 65535), noKey));
  const inner = view("inner");

  test("4 x 4 paths, 100,000 flows: the same hash uses 1.00 of 4 paths, another seed 4.00", () => {
    const { same, different } = polarizationBySeed(traffic, inner, hashNamed("random"), [4, 4], 2);
    expect(same.paths).toBeCloseTo(1, 10);
    expect(same.mutualInformation).toBeCloseTo(2, 2);
    expect(same.normalised).toBeCloseTo(1, 3);
    expect(different.paths).toBeCloseTo(4, 2);
    expect(different.fewestPaths).toBeGreaterThan(3.99);
    // chance: 9 / (2 m ln 2) bits on average
    expect(different.byChance).toBeCloseTo(9 / (200_000 * Math.LN2), 12);
    expect(different.mutualInformation).toBeLessThan(5 * different.byChance);
  });

  test("another seed does not help a CRC, another offset does", () => {
    const fewer = trafficOf(flows(20_000, 17, (i) => 1 + i, noKey));
    const { different } = polarizationBySeed(fewer, inner, hashNamed("crc32"), [4, 4], 0x12345678);
    expect(different.paths).toBeCloseTo(1, 10);
    const stages = [hashNamed("crc32"), hashNamed("crc32", {}, 8)] as const;
    const moved = polarize(fewer, inner, [
      { hash: stages[0], paths: 4 },
      { hash: stages[1], paths: 4 },
    ]);
    expect(moved.paths).toBeGreaterThan(3.9);
  });

  test("joint loads by hand", () => {
    const p = polarization(Float64Array.of(2, 0, 1, 1), 2, 2, 4);
    // H(2) = log2 4 - 3/4 log2 3, H(2 | 1) = 1/2
    expect(p.mutualInformation).toBeCloseTo(2 - 0.75 * Math.log2(3) - 0.5, 12);
    expect(p.paths).toBeCloseTo(Math.SQRT2, 12);
    expect(p.fewestPaths).toBe(1);
    expect(polarization(new Float64Array(4), 2, 2, 0)).toMatchObject({
      mutualInformation: 0,
      paths: 0,
      byChance: 0,
    });
  });
});

test("an empty traffic", () => {
  const [s] = simulate(trafficOf([]), view("five_tuple"), [hashNamed("random")], [4]);
  expect(s.outcomes.bytes.balance).toMatchObject({ idle: 4, total: 0 });
  expect(s.chiSquare).toEqual({ statistic: 0, degrees: 3, p: 1 });
});
