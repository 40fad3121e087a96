import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HashFields, noFields } from "../../src/entropy/fields.ts";
import { functionNamed } from "../../src/entropy/functions/table.ts";
import type { HashOptions } from "../../src/entropy/functions/types.ts";
import { words } from "./naive.ts";

function bond(policy: string, fields: HashFields, options: HashOptions = {}): number {
  const f = functionNamed(`linux-bond-${policy}`);
  if (f?.on !== "fields") throw new Error(policy);
  return f.make(options)(fields);
}

function fields(src: string, dst: string, more: Partial<HashFields> = {}): HashFields {
  const f = { ...noFields(), version: src.includes(":") ? 6 : 4, etherType: 0x0800, ...more };
  f.src.set(words(src));
  f.dst.set(words(dst));
  return f;
}

/** The packets of the message of Linux commit 49aefd131739. */
const commit = (dmac: number) =>
  fields("192.168.122.30", "192.168.122.1", { srcMac: 0x5254000000e3, dstMac: 0x525400000000 + dmac });

describe("layer2+3", () => {
  test.each([
    [0xa0, 522133332],
    [0xa1, 522133333],
  ])("of Linux commit 49aefd131739, destination ending in %i", (dmac, value) => {
    expect(bond("layer2+3", commit(dmac), { etherType: "memory" })).toBe(value);
    expect(bond("encap2+3", commit(dmac), { etherType: "memory" })).toBe(value);
    // before that commit both were 261066666
    expect(bond("layer2+3", commit(dmac), { etherType: "memory", halved: "all" })).toBe(261066666);
  });

  test("with the Ethernet type as a number", () => {
    expect(bond("layer2+3", commit(0xa0))).toBe(522131284);
    expect(bond("layer2+3", commit(0xa1))).toBe(522131285);
  });
});

test("layer2 takes the last bytes of the addresses and the Ethernet type", () => {
  expect(bond("layer2", commit(0xa0))).toBe(0xe3 ^ 0xa0 ^ 0x0800);
  expect(bond("layer2", commit(0xa0), { etherType: "memory" })).toBe(0xe3 ^ 0xa0 ^ 0x0008);
  // a big-endian machine has the type in memory as it is
  const big: HashOptions = { etherType: "memory", byteOrder: "big" };
  expect(bond("layer2", commit(0xa0), big)).toBe(0xe3 ^ 0xa0 ^ 0x0800);
});

test("layer3+4 of 10.0.0.1:1000 -> 10.0.0.2:80", () => {
  const f = fields("10.0.0.1", "10.0.0.2", { srcPort: 1000, dstPort: 80, protocol: 6 });
  expect(bond("layer3+4", f)).toBe(698998236);
  expect(bond("encap3+4", f)).toBe(698998236);
});

/** The kernel's arithmetic over bytes in memory, a byte at a time. */
function naive(policy: string, f: HashFields, big: boolean, inMemory: boolean): number {
  const memory = new DataView(new ArrayBuffer(4));
  const load = (bytes: number[]) => {
    for (const [i, b] of bytes.entries()) memory.setUint8(i, b);
    return BigInt(memory.getUint32(0, !big));
  };
  const bytes = (w: number) => [w >>> 24, (w >>> 16) & 255, (w >>> 8) & 255, w & 255];
  const type = inMemory && !big ? ((f.etherType & 255) << 8) | (f.etherType >> 8) : f.etherType;
  const ethernet = BigInt((f.srcMac % 256) ^ (f.dstMac % 256) ^ type);
  if (policy === "layer2") return Number(ethernet);
  const ports = load([f.srcPort >> 8, f.srcPort & 255, f.dstPort >> 8, f.dstPort & 255]);
  let h = policy.endsWith("2+3") ? ethernet : ports;
  for (const w of [...f.src, ...f.dst]) h ^= load(bytes(w));
  h ^= h >> 16n;
  h ^= h >> 8n;
  return Number(policy.endsWith("3+4") ? h >> 1n : h);
}

test("every policy is the kernel's arithmetic in memory, IPv4 and IPv6, both byte orders", () => {
  const u32 = fc.nat(0xffffffff);
  const v4 = u32.map((w) => [0, 0, 0, w]);
  const v6 = fc.tuple(u32, u32, u32, u32);
  const mac = fc.nat(2 ** 48 - 1);
  const port = fc.nat(65535);
  const addresses = fc.oneof(fc.tuple(v4, v4), fc.tuple(v6, v6));
  fc.assert(
    fc.property(
      fc.constantFrom("layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4"),
      addresses,
      fc.tuple(mac, mac, port, port, fc.constantFrom(0x0800, 0x86dd)),
      fc.boolean(),
      fc.boolean(),
      (policy, [src, dst], [srcMac, dstMac, srcPort, dstPort, etherType], big, inMemory) => {
        const f = { ...noFields(), srcMac, dstMac, srcPort, dstPort, etherType };
        f.src.set(src);
        f.dst.set(dst);
        const options: HashOptions = {
          byteOrder: big ? "big" : "little",
          etherType: inMemory ? "memory" : "number",
        };
        return bond(policy, f, options) === naive(policy, f, big, inMemory);
      },
    ),
    { numRuns: 400 },
  );
});
