// Every named device, sets of fields, every function with seeds and offsets: against packets hashed one by one.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldsNamed } from "../../src/entropy/fields.ts";
import { hashNamed } from "../../src/entropy/simulate.ts";
import { customView, devices, viewNamed } from "../../src/entropy/views.ts";
import { naiveToeplitz } from "../entropy/naive.ts";
import {
  deviceHashes,
  deviceInputs,
  inputs,
  loads,
  loadsBy,
  metrics,
  misses,
  moreFunctions,
  type Seen,
} from "./model.ts";
import { experiment, random } from "./run.ts";

const seeds = fc.integer({ min: 1, max: 1 << 30 });
const PATHS = [2, 3, 8];
const OPTIONS = { packets: 150, hosts: 5, loss: 0.1, outerFragments: 0.1, ipv6: 0.4 };
const view = (name: string) => viewNamed(name) ?? customView(fieldsNamed(name.split(",")));
const rotated = (hash: number, width: number, by: number) => {
  const bits = hash.toString(2).padStart(width, "0");
  const cut = width - (by % width);
  return Number.parseInt(bits.slice(cut) + bits.slice(0, cut), 2);
};
const tunnelled = (seen: Seen[]) => seen.filter((p) => !p.native);

describe("devices and sets of fields", () => {
  test("every named device is in the model", () => {
    const named = Object.keys(deviceInputs).filter(
      (name) => viewNamed(name) !== undefined && !name.includes(":"),
    );
    expect(named.sort()).toEqual(devices.map((d) => d.name).sort());
  });

  test("keys, loads in every weighting, what the device cannot see", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { scenario, seen } = random(seed, OPTIONS);
        const packets = tunnelled(seen);
        const setup = {
          views: Object.keys(deviceInputs).map(view),
          hashes: [hashNamed("crc32"), hashNamed("xor8")],
          paths: PATHS,
        };
        const report = experiment(scenario, { setup });
        for (const v of report.overall.views) {
          const missed = misses[v.view];
          expect(v.missed_packets, v.view).toBe(missed === undefined ? 0 : packets.filter(missed).length);
          const own = deviceHashes[v.view];
          const names = v.simulations.map((s) => s.function);
          expect([...new Set(names)]).toEqual(own === undefined ? ["crc32", "xor8"] : [v.view]);
          for (const s of v.simulations) {
            const input = deviceInputs[v.view];
            const hash = own ?? ((p: Seen) => moreFunctions[s.function](0)(Uint8Array.from(input(p))));
            const want = loadsBy(packets, (p) => input(p).join(), hash, s.paths);
            expect(v.keys, v.view).toBe(want.keys);
            for (const w of ["flows", "packets", "bytes"] as const) {
              expect(s[w].loads, `${v.view} ${s.function} ${s.paths} ${w}`).toEqual(want.loads[w]);
              expect(s[w]).toMatchObject({ idle: metrics(want.loads[w]).idle });
            }
          }
        }
      }),
      { numRuns: 3, seed: 21 },
    );
  });
});

describe("functions", () => {
  test("with seeds and offsets, flow counts by chi-square, and two stages with another seed", () => {
    fc.assert(
      fc.property(seeds, fc.nat(0xffffffff), fc.nat(31), (seed, hashSeed, offset) => {
        const { scenario, seen } = random(seed, { ...OPTIONS, packets: 100 });
        const packets = tunnelled(seen);
        const names = Object.keys(moreFunctions);
        const hashes = names.map((name) => hashNamed(name, { seed: hashSeed }, offset));
        const [n1, n2] = [3, 4];
        const setup = { views: [view("five_tuple")], hashes, paths: [12], fabric: [n1, n2] as const };
        const report = experiment(scenario, { setup });
        const key = (p: Seen) => inputs.five_tuple(p).join();
        const hashWith = (name: string, s: number) => {
          const width = hashes[names.indexOf(name)].function.width;
          const hash = moreFunctions[name](s);
          return (p: Seen) => rotated(hash(Uint8Array.from(inputs.five_tuple(p))), width, offset);
        };
        for (const s of report.overall.views[0].simulations) {
          const want = loadsBy(packets, key, hashWith(s.function, hashSeed), 12).loads;
          expect(s.packets.loads, `${s.function} ${hashSeed} ${offset}`).toEqual(want.packets);
          expect(s.flows.loads).toEqual(want.flows);
          const mean = want.flows.reduce((a, b) => a + b, 0) / 12;
          const chi = want.flows.reduce((sum, x) => sum + (x - mean) ** 2 / mean, 0);
          expect(s.chi_square.statistic).toBeCloseTo(chi, 5);
          expect(s.chi_square.degrees).toBe(11);
        }
        for (const row of report.fabric) {
          for (const [stage, second] of [
            [row.same_seed, hashSeed],
            [row.other_seed, (hashSeed ^ 0x9e3779b9) >>> 0],
          ] as const) {
            const one = hashWith(row.function, hashSeed);
            const two = hashWith(row.function, second);
            const joint = loadsBy(packets, key, (p) => (one(p) % n1) * n2 + (two(p) % n2), n1 * n2).loads
              .flows;
            expect(stage.effective_paths, row.function).toBeCloseTo(secondStage(joint, n1, n2).effective, 5);
            expect(stage.fewest_effective_paths).toBeCloseTo(secondStage(joint, n1, n2).fewest, 5);
            expect(stage.mutual_information).toBeCloseTo(secondStage(joint, n1, n2).information, 5);
          }
        }
      }),
      { numRuns: 3, seed: 22 },
    );
  });
});

describe("Toeplitz with any key", () => {
  test("loads are those of the definition", () => {
    fc.assert(
      fc.property(seeds, fc.uint8Array({ minLength: 1, maxLength: 52 }), (seed, key) => {
        const { scenario, seen } = random(seed, { ...OPTIONS, packets: 60 });
        const packets = tunnelled(seen);
        const name = `toeplitz:${Buffer.from(key).toString("hex")}`;
        const setup = { views: [view("five_tuple")], hashes: [hashNamed(name)], paths: PATHS };
        const input = (p: Seen) => Uint8Array.from(inputs.five_tuple(p));
        const { simulations } = experiment(scenario, { setup }).overall.views[0];
        expect(simulations).toHaveLength(PATHS.length);
        for (const s of simulations) {
          expect(s.function).toBe(name);
          const hash = (p: Seen) => naiveToeplitz(input(p), key);
          expect(s.bytes.loads).toEqual(loadsBy(packets, (p) => input(p).join(), hash, s.paths).loads.bytes);
        }
      }),
      { numRuns: 5, seed: 23 },
    );
  });
});

const bits = (x: number[]) => {
  const total = x.reduce((a, b) => a + b, 0);
  return x.filter((v) => v > 0).reduce((s, v) => s + (v / total) * Math.log2(total / v), 0);
};

/** By switch of the second stage what the flows that reach it use. */
function secondStage(joint: number[], n1: number, n2: number) {
  const total = joint.reduce((a, b) => a + b, 0);
  const rows = Array.from({ length: n1 }, (_, a) => joint.slice(a * n2, (a + 1) * n2));
  const busy = rows.filter((row) => row.some((x) => x > 0));
  const left = busy.reduce((s, row) => s + (row.reduce((a, b) => a + b, 0) / total) * bits(row), 0);
  const second = Array.from({ length: n2 }, (_, b) => rows.reduce((s, row) => s + row[b], 0));
  return {
    effective: 2 ** left,
    fewest: Math.min(...busy.map((row) => 2 ** bits(row))),
    information: bits(second) - left,
  };
}

test("what if: overhead and keys of every encapsulation, packet by packet", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { scenario, seen } = random(seed, {
        ...OPTIONS,
        loss: 0,
        duplicates: 0,
        outerFragments: 0,
        innerFragments: 0,
        encapsulations: ["vxlan", "nvgre", "ipip", "gre"],
      });
      const packets = tunnelled(seen);
      const isV6 = (address: string) => address.includes(":");
      const sum = (each: (p: Seen) => number) => packets.reduce((n, p) => n + each(p), 0);
      // Behind the outer IP header: header, and the inner Ethernet header where frames are carried.
      const behind: Record<string, number> = {
        vxlan: 8 + 8 + 14,
        nvgre: 8 + 14,
        stt: 20 + 18 + 14,
        geneve: 8 + 8 + 14,
        ipip: 0,
        gre: 8,
        "gre-in-udp": 8 + 8,
      };
      const keys = (of: (p: Seen) => string) => new Set(packets.map(of)).size;
      const direction = (p: Seen) => `${p.encap} ${p.from} ${p.to}`;
      const { what_if } = experiment(scenario, { setup: { paths: [4] } });
      expect(what_if.map((w) => w.encap).sort()).toEqual(Object.keys(behind).sort());
      for (const w of what_if) {
        expect(w.overhead_bytes, w.encap).toBe(sum((p) => (isV6(p.outer.src) ? 40 : 20) + behind[w.encap]));
        if (w.encap === "ipip")
          expect(w.five_tuple.keys).toBe(keys((p) => `${direction(p)} ${isV6(p.inner.src)}`));
        if (["nvgre", "gre"].includes(w.encap)) expect(w.five_tuple.keys).toBe(keys(direction));
        if (w.encap === "gre") expect(w.key_aware.keys).toBe(keys((p) => `${direction(p)} ${p.tenant}`));
        if (w.encap === "stt") {
          const flows = keys((p) => `${direction(p)} ${p.flow}`);
          expect(w.five_tuple.keys).toBeLessThanOrEqual(flows);
          expect(w.five_tuple.keys).toBeGreaterThanOrEqual(flows - 2);
        }
      }
    }),
    { numRuns: 3, seed: 23 },
  );
});

test("what if: the overhead of pieces that STT cut, each a packet with inner headers of its own elsewhere", () => {
  const { scenario, seen } = random(31, {
    packets: 200,
    encapsulations: ["stt"],
    ipv6: 0.4,
    native: 0,
    nonIp: 0,
    loss: 0,
    duplicates: 0,
    overlaps: 0,
    outerFragments: 0,
    innerFragments: 0,
  });
  const isV6 = (address: string) => address.includes(":");
  const ip = (address: string) => (isV6(address) ? 40 : 20);
  const first = seen.filter((p) => !p.headerless);
  const continued = seen.filter((p) => p.headerless);
  expect(first.length).toBeGreaterThan(10);
  expect(continued.length).toBeGreaterThan(10);
  const sum = (list: Seen[], each: (p: Seen) => number) => list.reduce((n, p) => n + each(p), 0);
  // The IP packets inside: what the frames hold without STT's header and without Ethernet's.
  const frames = new Set(
    scenario.records.map(({ note }) => note.part?.of).filter((of) => of?.kind === "stt"),
  );
  const carried = [...frames].reduce((n, of) => n + (of?.total ?? 0) - 18 - 14, 0);
  expect(frames.size).toBe(first.length);
  const { what_if } = experiment(scenario, { setup: { paths: [4] } });
  for (const w of what_if) {
    const outer = sum(seen, (p) => ip(p.outer.src));
    const again = sum(continued, (p) => ip(p.inner.src) + 20);
    const want: Record<string, number> = {
      // TCP's header in every piece, STT's and Ethernet's in the first.
      stt: outer + 20 * seen.length + (18 + 14) * first.length,
      vxlan: outer + again + (8 + 8 + 14) * seen.length,
      geneve: outer + again + (8 + 8 + 14) * seen.length,
      nvgre: outer + again + (8 + 14) * seen.length,
      ipip: outer + again,
      gre: outer + again + 8 * seen.length,
      "gre-in-udp": outer + again + (8 + 8) * seen.length,
    };
    expect(w.overhead_bytes, w.encap).toBe(want[w.encap]);
    expect(w.overhead_per_packet).toBeCloseTo(want[w.encap] / seen.length, 5);
    expect(w.overhead_share).toBeCloseTo(want[w.encap] / (want[w.encap] + carried), 5);
  }
});

test("the model's two ways to add up are one", () => {
  const { seen } = random(5, OPTIONS);
  const hash = moreFunctions.crc32(0);
  const by = loadsBy(
    seen,
    (p) => inputs.ip(p).join(),
    (p) => hash(Uint8Array.from(inputs.ip(p))),
    8,
  );
  expect(by).toEqual(loads(seen, "ip", hash, 8));
});
