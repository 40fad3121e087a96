import { describe, expect, test } from "vitest";
import { carriedBy, carrierNamed, carriers, overheadBytes } from "../../src/entropy/carriers.ts";
import { noHeader } from "../../src/entropy/fields.ts";
import { onPaper } from "../../src/entropy/paper.ts";
import { TokenBucket } from "../../src/entropy/policer.ts";
import { trafficOf } from "../../src/entropy/traffic.ts";
import { level, tunnelled } from "./sample.ts";

const carrier = (name: string) => {
  const found = carrierNamed(name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe("overhead", () => {
  const one = { packets: 1, frames: 1, outerVersion: 4, innerVersion: 4 };
  // Outer IPv4 20; RFC 7348: UDP 8, VXLAN 8, Ethernet 14; RFC 7637: GRE with key 8; draft-davie-stt: 20 and 18;
  // RFC 8086: UDP 8, GRE 4 and its key 4.
  test.each([
    ["vxlan", 50],
    ["nvgre", 42],
    ["stt", 72],
    ["geneve", 50],
    ["ipip", 20],
    ["gre", 28],
    ["gre-in-udp", 36],
  ])("%s: %i bytes a packet", (name, bytes) => {
    expect(overheadBytes(carrier(name), one)).toBe(bytes);
    expect(overheadBytes(carrier(name), { ...one, outerVersion: 6 })).toBe(bytes + 20);
  });

  test("an STT frame in three pieces has one header, three others repeat the inner ones", () => {
    const cut = { packets: 3, frames: 1, outerVersion: 4, innerVersion: 4 };
    expect(overheadBytes(carrier("stt"), cut)).toBe(3 * 40 + 18 + 14);
    expect(overheadBytes(carrier("vxlan"), cut)).toBe(3 * 50 + 2 * 40);
    expect(overheadBytes(carrier("ipip"), { ...cut, innerVersion: 6 })).toBe(3 * 20 + 2 * 60);
  });
});

test("the same flows in another encapsulation", () => {
  const outer = level("10.0.0.1", "10.0.0.2", { protocol: 4 });
  const flows = Array.from({ length: 500 }, (_, i) => ({
    header: tunnelled(
      outer,
      level("192.168.0.1", "192.168.0.2", { protocol: 6, srcPort: 1000 + i, dstPort: 80 }),
      {
        tenantLo: 0x1234,
      },
    ),
    packets: 1,
    bytes: 100,
  }));
  for (const c of carriers) {
    const traffic = carriedBy(trafficOf(flows), c);
    const seen = flows.map((_, i) => structuredClone(traffic.header(i, noHeader())));
    const varying = new Set(seen.map((h) => (c.varies === "flowid" ? h.greKey & 255 : h.outer.srcPort)));
    const expected = { port: 480, flowid: 200, nothing: 1 }[c.varies];
    expect(varying.size, c.name).toBeGreaterThanOrEqual(expected);
    if (c.varies === "nothing") expect(varying.size).toBe(1);
    for (const h of seen) {
      expect([h.outer.src[3], h.outer.dst[3]]).toEqual([0x0a000001, 0x0a000002]);
      expect(h.inner.dstPort).toBe(80);
    }
    const ports = seen.map((h) => h.outer.srcPort);
    if (c.varies === "port") {
      expect(Math.min(...ports)).toBeGreaterThanOrEqual(c.first);
      expect(Math.max(...ports)).toBeLessThanOrEqual(c.last);
    }
  }
  const [nvgre, gre, ipip] = ["nvgre", "gre", "ipip"].map((name) =>
    carriedBy(trafficOf(flows), carrier(name)).header(0, noHeader()),
  );
  expect([nvgre.greKey >>> 8, nvgre.outer.protocol]).toEqual([0x1234, 47]);
  expect([gre.greKey, gre.outer.protocol]).toEqual([0x1234, 47]);
  expect([ipip.greKey, ipip.outer.protocol]).toEqual([-1, 4]);
});

describe("on paper", () => {
  test("sums of squares are exact: all ways that flows take values and values take paths", () => {
    // A carrier with R values; every assignment of m flows to values and of values to n paths is as likely.
    const [m, r, n] = [3, 3, 2];
    let [jain, count] = [0, 0];
    const digits = (x: number, base: number, length: number) =>
      Array.from({ length }, (_, i) => Math.floor(x / base ** i) % base);
    let squares = 0;
    for (let f = 0; f < r ** m; f++) {
      for (let v = 0; v < n ** r; v++) {
        const pathOfValue = digits(v, n, r);
        const load = Array(n).fill(0);
        for (const value of digits(f, r, m)) load[pathOfValue[value]]++;
        squares += load.reduce((s: number, x: number) => s + (x / m) ** 2, 0);
        count++;
      }
    }
    jain = 1 / (n * (squares / count));
    const tiny = { ...carrier("vxlan"), first: 0, last: r - 1 };
    expect(onPaper(tiny, "five_tuple", m, n).expected.jain).toBeCloseTo(jain, 12);
  });

  test("IP-in-IP uses one path, NVGRE 256 values where the key is hashed", () => {
    expect(onPaper(carrier("ipip"), "key_aware", 1000, 8)).toMatchObject({
      keys: 1,
      expected: { paths: 1, idle: 7 },
    });
    const [blind, aware] = (["five_tuple", "key_aware"] as const).map((v) =>
      onPaper(carrier("nvgre"), v, 1e6, 8),
    );
    expect(blind.expected.paths).toBe(1);
    expect(aware.keys).toBeCloseTo(256, 6);
    expect(aware.expected.jain).toBeCloseTo(1 / (1 + 7 / 256), 3);
  });
});

describe("a token bucket", () => {
  test("by hand: 1000 bytes a second, room for 1500", () => {
    const bucket = new TokenBucket(1000, 1500);
    const offered = [
      [10, 1000, true],
      [10, 600, false],
      [10.125, 600, true],
      [10.25, 151, false],
      [9, 100, true],
      [100, 1501, false],
      [100, 1500, true],
    ] as const;
    expect(offered.map(([time, bytes]) => bucket.passes(time, bytes))).toEqual(
      offered.map(([, , passes]) => passes),
    );
  });
});
