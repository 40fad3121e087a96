import fc from "fast-check";
import { expect, test } from "vitest";
import { noFields } from "../../src/entropy/fields.ts";
import { RTAG7_ALGORITHMS, rtag7 } from "../../src/entropy/functions/rtag7.ts";
import { naiveCrc } from "./naive.ts";

/** The driver's description: thirteen bins, seven words, lowest byte first. */
function naive(bins: number[], seed: number, algorithm: string): number {
  const hashed = [0, 1, 2, 3, 4, 5].map((i) => ((bins[2 * i + 1] << 16) | bins[2 * i]) >>> 0);
  hashed.push(seed);
  const bytes = Uint8Array.from(
    hashed.flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]),
  );
  // The driver reverses the result of a reflected CRC: which is the plain one of bytes with their bits reversed.
  const turned = bytes.map((b) => Number.parseInt([...b.toString(2).padStart(8, "0")].reverse().join(""), 2));
  const crc = (width: number, polynomial: number) => naiveCrc(turned, width, polynomial, 0, false, 0);
  const xor32 = hashed.reduce((a, b) => a ^ b) >>> 0;
  const fold = (bits: number) => {
    let x = 0;
    for (let at = 0; at < 32; at += bits) x ^= (xor32 >>> at) & (2 ** bits - 1);
    return x;
  };
  const bisync = crc(16, 0x8005);
  const values: Record<string, number> = {
    "crc16-bisync": bisync,
    "crc16-xor1": (bisync & 0xff00) | fold(1),
    "crc16-xor2": (bisync & 0xff00) | fold(2),
    "crc16-xor4": (bisync & 0xff00) | fold(4),
    "crc16-xor8": (bisync & 0xff00) | fold(8),
    xor16: fold(16),
    "crc16-ccitt": crc(16, 0x1021),
    "crc32-lo": crc(32, 0x1edc6f41) & 0xffff,
    "crc32-hi": crc(32, 0x1edc6f41) >>> 16,
  };
  return values[algorithm];
}

test("all algorithms, seeds and bin settings, IPv4 and IPv6", () => {
  const u32 = fc.nat(0xffffffff);
  const address = fc.oneof(
    u32.map((w) => [0, 0, 0, w]),
    fc.tuple(u32, u32, u32, u32),
  );
  const port = fc.nat(65535);
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(RTAG7_ALGORITHMS)),
      fc.tuple(address, address, port, port, fc.nat(255), fc.nat(4095)),
      u32,
      fc.boolean(),
      fc.constantFrom("fold" as const, "low" as const),
      (algorithm, [src, dst, srcPort, dstPort, protocol, vlan], seed, preprocess, ipv6) => {
        const f = { ...noFields(), srcPort, dstPort, protocol, vlan };
        f.src.set(src);
        f.dst.set(dst);
        const one = (w: number[]) => (ipv6 === "low" ? w[3] : w[0] ^ w[1] ^ w[2] ^ w[3]) >>> 0;
        const halves = (w: number) => [w & 0xffff, w >>> 16];
        const bins = [0, 0, 0, 0, protocol, dstPort, srcPort, vlan, ...halves(one(dst)), ...halves(one(src))];
        const mixed = preprocess ? bins.map((b) => (b ^ (b >> 3) ^ (b << 2)) & 0xffff) : bins;
        const value = rtag7({ algorithm, seed, preprocess, ipv6 })(f);
        return value === naive(mixed, seed, algorithm);
      },
    ),
    { numRuns: 300 },
  );
});

test("an unknown algorithm is refused", () => {
  expect(() => rtag7({ algorithm: "sha256" })).toThrow("sha256");
});
