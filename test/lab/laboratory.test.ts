// Everything in the report that is counted, against brute force over random packets that know what they are.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Built, onEthernet, udp } from "../../fixtures/make/built.ts";
import type { RandomOptions } from "../../fixtures/make/random.ts";
import { record, START } from "../../fixtures/make/records.ts";
import { ipip, nvgre, vxlan } from "../../fixtures/make/wrap.ts";
import { carriers } from "../../src/entropy/carriers.ts";
import { hashFunctions } from "../../src/entropy/functions/table.ts";
import { hashNamed } from "../../src/entropy/simulate.ts";
import { carriedAs, functions, inputs, loads, metrics, type Seen } from "./model.ts";
import { experiment, random, SETUP } from "./run.ts";

const VARIANTS: Record<string, Partial<RandomOptions>> = {
  "all encapsulations": {},
  "lossy and shuffled": { loss: 0.2, duplicates: 0.3, window: 64, overlaps: 0.5 },
  fragments: { outerFragments: 0.4, innerFragments: 0.4 },
  "IPv6 mostly": { ipv6: 0.9 },
  "STT only": { encapsulations: ["stt"], native: 0, duplicates: 0.2 },
  native: { native: 1 },
};
const seeds = fc.integer({ min: 1, max: 1 << 30 });

function group(seen: Seen[], key: (p: Seen) => string): Map<string, Seen[]> {
  const out = new Map<string, Seen[]>();
  for (const p of seen) out.set(key(p), [...(out.get(key(p)) ?? []), p]);
  return out;
}

// biome-ignore lint/suspicious/noExplicitAny: a report
function expectScope(scope: any, packets: Seen[]): void {
  expect(scope.packets).toBe(packets.length);
  expect(scope.bytes).toBe(packets.reduce((n, p) => n + p.bytes, 0));
  expect(scope.flows).toBe(new Set(packets.map((p) => p.flow)).size);
  if (packets.length === 0) return;
  for (const view of scope.views) {
    for (const s of view.simulations) {
      const want = loads(packets, view.view, functions[s.function], s.paths);
      expect(view.keys).toBe(want.keys);
      for (const w of ["flows", "packets", "bytes"] as const) {
        const { loads: got, ...figures } = s[w];
        expect(got, `${view.view} ${s.function} ${s.paths} ${w}`).toEqual(want.loads[w]);
        for (const [name, x] of Object.entries(metrics(want.loads[w])))
          expect(figures[name]).toBeCloseTo(x, 5);
      }
    }
  }
}

describe("random packets", () => {
  test.each(Object.entries(VARIANTS))(
    "%s: every view, function, number of paths and weighting",
    (_, options) => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const { scenario, seen } = random(seed, { packets: 70, hosts: 4, ...options });
          const report = experiment(scenario);
          expectScope(
            report.overall,
            seen.filter((p) => !p.native),
          );
          const byEncap = group(seen, (p) => p.encap);
          expect(report.encapsulations.map((e) => e.encap)).toEqual([...byEncap.keys()].sort());
          for (const e of report.encapsulations) expectScope(e, byEncap.get(e.encap) ?? []);
        }),
        { numRuns: 2, seed: 5 },
      );
    },
  );

  test.each(carriers.map((c) => [c.name, c] as const))("as if in %s: keys and loads", (name, as) => {
    const { scenario, seen } = random(name.length, {
      packets: 150,
      hosts: 4,
      outerFragments: 0.1,
      ipv6: 0.4,
    });
    const views = SETUP.views.filter((v) => ["five_tuple", "key_aware", "inner"].includes(v.name));
    const setup = { as, views, hashes: [hashNamed("crc32"), hashNamed("xor16")], paths: [3, 8] };
    const report = experiment(scenario, { setup });
    const packets = seen.filter((p) => !p.native).map((p) => carriedAs(p, name));
    expectScope(report.overall, packets);
    expect(report.encapsulators).toEqual([]);
    // Some flows and some tenants are told apart, where the encapsulation lets them be.
    const [five, aware] = report.overall.views;
    const lone = ["ipip", "gre", "nvgre"].includes(name);
    expect(five.keys < new Set(packets.map((p) => p.flow)).size).toBe(lone);
    expect(aware.keys > five.keys).toBe(["gre", "nvgre"].includes(name));
  });

  test("tenants and tunnel directions: the worst and the best function", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { scenario, seen } = random(seed, { packets: 120 });
        const report = experiment(scenario);
        const tunnelled = seen.filter((p) => !p.native);
        const tenants = group(tunnelled, (p) => p.tenant);
        const tunnels = group(tunnelled, (p) => `${p.encap} ${p.from} ${p.to}`);
        expect(report.tenants.map((t) => t.tenant).sort()).toEqual([...tenants.keys()].sort());
        expect(report.tunnels.map((t) => `${t.encap} ${t.from} ${t.to}`).sort()).toEqual(
          [...tunnels.keys()].sort(),
        );
        const rows = [
          ...report.tenants.map((t) => [t, tenants.get(t.tenant)] as const),
          ...report.tunnels.map((t) => [t, tunnels.get(`${t.encap} ${t.from} ${t.to}`)] as const),
        ];
        for (const [row, packets = []] of rows) {
          for (const v of row.views) {
            for (const at of v.paths) {
              const used = Object.values(functions).map((f) =>
                metrics(loads(packets, v.view, f, at.paths).loads.packets),
              );
              const effective = used.map((m) => m.effective_paths);
              expect(at.fewest).toBeCloseTo(Math.min(...effective), 5);
              expect(at.most).toBeCloseTo(Math.max(...effective), 5);
            }
          }
        }
      }),
      { numRuns: 2, seed: 8 },
    );
  });

  test("entropy fields: values, flows that changed, values that flows share", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { scenario, seen } = random(seed, { packets: 400, loss: 0 });
        const tenants = group(
          seen.filter((p) => p.field !== null),
          (p) => p.tenant,
        );
        for (const t of experiment(scenario).tenants) {
          const packets = tenants.get(t.tenant);
          if (packets === undefined) {
            expect(t.field).toBeNull();
            continue;
          }
          const flowsOf = group(packets, (p) => String(p.field));
          const valuesOf = group(packets, (p) => p.flow);
          const shared = [...flowsOf.values()].filter((list) => new Set(list.map((p) => p.flow)).size > 1);
          const values = packets.map((p) => p.field as number);
          expect(t.field).toMatchObject({
            packets: packets.length,
            flows: valuesOf.size,
            distinct: flowsOf.size,
            min: Math.min(...values),
            max: Math.max(...values),
            flows_with_several_values: [...valuesOf.values()].filter(
              (l) => new Set(l.map((p) => p.field)).size > 1,
            ).length,
            values_with_several_flows: shared.length,
            flows_sharing_a_value: new Set(shared.flat().map((p) => p.flow)).size,
          });
        }
      }),
      { numRuns: 6, seed: 3 },
    );
  });

  test("two stages: the joint choice of flows", () => {
    const { scenario, seen } = random(77, { packets: 300 });
    const packets = seen.filter((p) => !p.native);
    const [n1, n2] = SETUP.fabric;
    for (const row of experiment(scenario, { setup: { paths: [n1 * n2] } }).fabric) {
      const joint = loads(packets, row.view, functions[row.function], n1 * n2).loads.flows;
      const cells = Array.from({ length: n1 }, () => Array<number>(n2).fill(0));
      // 3 and 4 have no factor in common, so the remainder by 12 gives both.
      joint.forEach((x, i) => {
        cells[i % n1][i % n2] += x;
      });
      const total = joint.reduce((a, b) => a + b, 0);
      const h = (x: number[]) =>
        x.filter((v) => v > 0).reduce((s, v) => s - (v / total) * Math.log2(v / total), 0);
      const both = h(cells.flat()) - h(cells.map((row2) => row2.reduce((a, b) => a + b, 0)));
      expect(row.same_seed.effective_paths).toBeCloseTo(2 ** both, 5);
    }
  });
});

test("packets that do not name their tenant", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { scenario, seen } = random(seed, {
        packets: 300,
        encapsulations: ["stt", "vxlan", "nested"],
        native: 0,
        nonIp: 0,
        innerFragments: 0,
        loss: 0,
      });
      const want = [...group(seen, (p) => p.tenant)].filter(([, list]) => list.some((p) => p.headerless));
      const got = experiment(scenario).headerless;
      expect(got.map((h) => h.tenant).sort()).toEqual(want.map(([tenant]) => tenant).sort());
      for (const [tenant, list] of want) {
        const without = list.filter((p) => p.headerless);
        expect(got.find((h) => h.tenant === tenant)).toEqual({
          tenant,
          packets: list.length,
          bytes: list.reduce((n, p) => n + p.bytes, 0),
          headerless_packets: without.length,
          headerless_bytes: without.reduce((n, p) => n + p.bytes, 0),
        });
      }
    }),
    { numRuns: 8, seed: 4 },
  );
});

test("many flows: NVGRE has 256 values, VXLAN with hashed ports does as well as chance, IP-in-IP has one path", () => {
  const ends = { src: "10.0.0.1", dst: "10.0.0.2" };
  const flows = Array.from({ length: 2000 }, (_, i) =>
    udp({ src: "10.1.0.1", dst: "10.1.0.2", sport: 1000 + i, dport: 53 }, 20),
  );
  const hashed = (i: number) => 49152 + ((Math.imul(i + 1, 0x9e3779b1) >>> 8) % 16384);
  const carried = {
    nvgre: flows.map((f, i) => nvgre(onEthernet(f), ends, { vsid: 6001, flowId: hashed(i) & 255 })),
    vxlan: flows.map((f, i) => vxlan(onEthernet(f), { ...ends, sport: hashed(i) }, { vni: 42 })),
    ipip: flows.map((f) => ipip(f, ends)),
  };
  const setup = {
    views: SETUP.views.slice(0, 4),
    hashes: hashFunctions.map((f) => hashNamed(f.name)),
    paths: [8],
  };
  const of = (packets: Built[]) => {
    const scenario = { records: packets.map((p, i) => record(onEthernet(p), START + BigInt(i) * 1000n)) };
    const [row] = experiment(scenario, { setup }).tunnels;
    const at = (name: string) => row.views.find((v) => v.view === name);
    return { field: row.field, five: at("five_tuple"), aware: at("key_aware") };
  };
  const ipipRow = of(carried.ipip);
  for (const v of [ipipRow.five, ipipRow.aware])
    expect(v).toMatchObject({ keys: 1, paths: [{ fewest: 1, most: 1 }] });
  const nvgreRow = of(carried.nvgre);
  expect(nvgreRow.five).toMatchObject({ keys: 1, paths: [{ fewest: 1, most: 1 }] });
  expect(nvgreRow.aware?.keys).toBe(256);
  expect(nvgreRow.field?.distinct).toBe(256);
  expect(nvgreRow.aware?.paths[0].most).toBeGreaterThan(7.7);
  const { five } = of(carried.vxlan);
  // chance gives 7.99 of 8 for so many flows
  expect(five?.paths[0].most).toBeGreaterThan(7.95);
  expect(five?.paths[0].chance).toBeCloseTo(8, 1);
});

test("a flow that changed its port counts for the port of most packets, of equals for the first seen", () => {
  const flow = udp({ src: "10.1.0.1", dst: "10.1.0.2", sport: 1000, dport: 53 }, 20);
  const from = (sport: number) =>
    vxlan(onEthernet(flow), { src: "10.0.0.1", dst: "10.0.0.2", sport }, { vni: 42 });
  const setup = {
    views: SETUP.views.filter((v) => v.name === "five_tuple"),
    hashes: [hashNamed("xor16")],
    paths: [65536],
  };
  const pathOf = (...ports: number[]) => {
    const scenario = { records: ports.map((p, i) => record(onEthernet(from(p)), START + BigInt(i) * 1000n)) };
    const [s] = experiment(scenario, { setup }).overall.views[0].simulations;
    expect(s.packets.loads.filter((x) => x > 0).length).toBe(new Set(ports).size);
    return s.flows.loads.indexOf(1);
  };
  expect(pathOf(50000, 50001)).toBe(pathOf(50000));
  expect(pathOf(50001, 50000)).toBe(pathOf(50001));
  expect(pathOf(50000, 50001, 50001)).toBe(pathOf(50001));
  expect(pathOf(50000)).not.toBe(pathOf(50001));
});

test("every view of the model was asked", () => {
  expect(SETUP.views.map((v) => v.name).sort()).toEqual(Object.keys(inputs).sort());
});
