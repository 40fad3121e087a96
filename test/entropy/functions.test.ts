import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc, crcModel, crcModels } from "../../src/entropy/functions/crc.ts";
import { lookup3 } from "../../src/entropy/functions/jenkins.ts";
import { halfSipHash, random } from "../../src/entropy/functions/random.ts";
import { functionNamed, hashFunctions } from "../../src/entropy/functions/table.ts";
import {
  MICROSOFT_KEY,
  SYMMETRIC_KEY,
  seededSymmetricKey,
  toeplitz,
} from "../../src/entropy/functions/toeplitz.ts";
import type { ByteHash, HashOptions } from "../../src/entropy/functions/types.ts";
import { xor8, xor16 } from "../../src/entropy/functions/xor.ts";
import { bytesOf, naiveCrc, naiveHalfSip, naiveLookup3, naiveToeplitz } from "./naive.ts";

const ascii = (text: string) => new TextEncoder().encode(text);
const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i);
const over = (hash: ByteHash, data: Uint8Array) => hash(data, data.length);
const anyBytes = fc.uint8Array({ maxLength: 80 });
const word = fc.nat(0xffffffff);

function byName(name: string, options: HashOptions = {}): ByteHash {
  const f = functionNamed(name);
  if (f?.on !== "bytes") throw new Error(`${name} is not on bytes`);
  return f.make(options);
}

describe("CRC", () => {
  // Greg Cook's catalogue, check = CRC of "123456789"
  test.each([
    ["crc16-ccitt", 0x29b1],
    ["crc16-xmodem", 0x31c3],
    ["crc16-kermit", 0x2189],
    ["crc16-x25", 0x906e],
    ["crc16-arc", 0xbb3d],
    ["crc32", 0xcbf43926],
    ["crc32c", 0xe3069283],
  ])("%s of 123456789", (name, check) => expect(over(byName(name), ascii("123456789"))).toBe(check));

  test.each([
    ["32 of 00", new Uint8Array(32), 0x8a9136aa],
    ["32 of ff", new Uint8Array(32).fill(255), 0x62a8ab43],
    ["00 to 1f", counting(32), 0x46dd794e],
    ["1f to 00", counting(32).reverse(), 0x113fdb5c],
  ])("CRC-32C of RFC 3720 B.4: %s", (_, data, value) => expect(over(byName("crc32c"), data)).toBe(value));

  // DPDK app/test/test_hash_functions.c: key byte i is i
  const lengths = [1, 2, 4, 8, 16, 32, 64];
  test.each([
    [0, [0x00000000, 0xf26b8303, 0x91545164, 0x06040eb1, 0x9bb99201, 0xcc4c4fe4, 0xf8a5dd8c]],
    [0xdeadbeef, [0xbdfd3980, 0x70204542, 0x98cd4c70, 0xd52c702f, 0x41fc0e1c, 0x3905f65c, 0x1bab102d]],
  ])("rte_hash_crc with seed %i", (seed, values) => {
    expect(lengths.map((n) => over(byName("crc32c-dpdk", { seed }), counting(n)))).toEqual(values);
  });

  test("DPDK app/test/test_crc.c", () => {
    const text = ascii("0123456789abcdefghijABCDEFGHIJKL");
    expect(over(byName("crc32"), text)).toBe(0xb491aab4);
    expect(over(byName("crc16-x25"), text)).toBe(0x6bec);
  });

  test("CRC-32 is zlib's", () => {
    fc.assert(fc.property(anyBytes, (data) => over(byName("crc32"), data) === crc32(data)));
  });

  test.each(crcModels.map((m) => [m.name, m] as const))("%s is the long division", (_, m) => {
    fc.assert(
      fc.property(anyBytes, word, (data, seed) => {
        const init = m.width === 32 ? m.init ^ seed : (m.init ^ seed) & 0xffff;
        const naive = naiveCrc(data, m.width, m.polynomial, init, m.reflected, m.xorOut);
        return over(crc(m, seed), data) === naive;
      }),
      { numRuns: 40 },
    );
  });

  test("a seed changes all inputs of a length by the same bits", () => {
    const pair = fc.integer({ min: 1, max: 40 }).chain((n) => {
      const data = fc.uint8Array({ minLength: n, maxLength: n });
      return fc.tuple(data, data);
    });
    fc.assert(
      fc.property(pair, word, ([a, b], seed) => {
        const [plain, seeded] = [crc(crcModel("crc32c")), crc(crcModel("crc32c"), seed)];
        return (over(plain, a) ^ over(seeded, a)) === (over(plain, b) ^ over(seeded, b));
      }),
    );
  });
});

describe("Toeplitz", () => {
  // Microsoft, "Verifying the RSS Hash Calculation"
  const rows: [string, number, string, number, number, number][] = [
    ["66.9.149.187", 2794, "161.142.100.80", 1766, 0x323e8fc2, 0x51ccc178],
    ["199.92.111.2", 14230, "65.69.140.83", 4739, 0xd718262a, 0xc626b0ea],
    ["24.19.198.95", 12898, "12.22.207.184", 38024, 0xd2d0a5de, 0x5c2b394a],
    ["38.27.205.30", 48228, "209.142.163.6", 2217, 0x82989176, 0xafc7327f],
    ["153.39.163.191", 44251, "202.188.127.2", 1303, 0x5d1809c5, 0x10e828a2],
    ["3ffe:2501:200:1fff::7", 2794, "3ffe:2501:200:3::1", 1766, 0x2cc18cd5, 0x40207d3d],
    ["3ffe:501:8::260:97ff:fe40:efab", 14230, "ff02::1", 4739, 0x0f0c461c, 0xdde51bbf],
    ["3ffe:1900:4545:3:200:f8ff:fe21:67cf", 44251, "fe80::200:f8ff:fe21:67cf", 38024, 0x4b61e985, 0x02d1feef],
  ];
  test.each(rows)("%s:%i -> %s:%i", (src, sport, dst, dport, addresses, ports) => {
    expect(over(byName("toeplitz"), bytesOf(src, dst))).toBe(addresses);
    expect(over(byName("toeplitz"), bytesOf(src, dst, sport, dport))).toBe(ports);
  });

  test("the symmetric key hashes both directions alike", () => {
    const [src, dst] = ["66.9.149.187", "161.142.100.80"];
    const symmetric = byName("toeplitz-symmetric");
    expect(over(symmetric, bytesOf(src, dst, 2794, 1766))).toBe(0x9fcc9fcc);
    expect(over(symmetric, bytesOf(dst, src, 1766, 2794))).toBe(0x9fcc9fcc);
    const seeded = toeplitz(seededSymmetricKey(77));
    expect(over(seeded, bytesOf(src, dst, 2794, 1766))).toBe(over(seeded, bytesOf(dst, src, 1766, 2794)));
    expect(over(seeded, bytesOf(src, dst, 2794, 1766))).not.toBe(0x9fcc9fcc);
    expect(SYMMETRIC_KEY).toHaveLength(40);
  });

  test("any key, any length, is the definition", () => {
    fc.assert(
      fc.property(anyBytes, fc.uint8Array({ minLength: 1, maxLength: 52 }), (data, key) => {
        return over(toeplitz(key), data) === naiveToeplitz(data, key);
      }),
      { numRuns: 60 },
    );
  });

  test("the key is taken from the options, and must not be empty", () => {
    const data = bytesOf("10.0.0.1", "10.0.0.2", 1, 2);
    expect(over(byName("toeplitz", { key: SYMMETRIC_KEY }), data)).toBe(
      over(byName("toeplitz-symmetric"), data),
    );
    expect(over(byName("toeplitz", { key: MICROSOFT_KEY }), data)).toBe(over(byName("toeplitz"), data));
    expect(() => byName("toeplitz", { key: new Uint8Array() })).toThrow(RangeError);
  });
});

describe("Jenkins lookup3", () => {
  // DPDK app/test/test_hash_functions.c, rte_jhash
  const lengths = [1, 2, 4, 8, 16];
  test.each([
    [0, [0x8ba9414b, 0xdf0d39c9, 0xe4cf1d42, 0xd4ccb93c, 0x5e84eafc]],
    [0xdeadbeef, [0x5c62c303, 0x1b8cf784, 0x8270ac65, 0x05fa6668, 0x762df861]],
  ])("rte_jhash with seed %i", (seed, values) => {
    expect(lengths.map((n) => over(byName("jhash", { seed }), counting(n)))).toEqual(values);
  });

  // Jenkins' lookup3.c, driver5
  test.each([
    ["", 0, 0xdeadbeef],
    ["", 0xdeadbeef, 0xbd5b7dde],
    ["Four score and seven years ago", 0, 0x17770551],
    ["Four score and seven years ago", 1, 0xcd628161],
  ])("hashlittle of %j from %i", (text, seed, value) => {
    expect(over(byName("jhash", { seed }), ascii(text))).toBe(value);
  });

  test("any input and seed is the naive model", () => {
    fc.assert(
      fc.property(anyBytes, word, (data, seed) => over(lookup3(seed), data) === naiveLookup3(data, seed)),
    );
  });
});

describe("HalfSipHash-2-4", () => {
  // vectors_hsip32 of the reference implementation: key 00 to 07, message 00, 01, …; bytes of the output in order
  test.each(
    [
      "a9359f5b 27475ab8 fa62a603 8afee704 2a6e4689 c5fab669 5863fc23 8bcf63c5",
      "d0b8848f f806e779 94b07934 08083050 57f0872f 77e663ff d6fff87c 74fe2b97",
    ]
      .join(" ")
      .split(" ")
      .map((hex, length) => [length, hex] as const),
  )("of %i bytes", (length, hex) => {
    const value = over(halfSipHash(0x03020100, 0x07060504), counting(length));
    expect(new DataView(Uint32Array.of(value).buffer).getUint32(0).toString(16).padStart(8, "0")).toBe(hex);
  });

  test("any input and key is the paper's", () => {
    fc.assert(
      fc.property(anyBytes, word, word, (data, k0, k1) => {
        return over(halfSipHash(k0, k1), data) === naiveHalfSip(data, k0, k1);
      }),
    );
    // A published vector, so that the model is one of the same function.
    expect(naiveHalfSip(new Uint8Array(), 0x03020100, 0x07060504)).toBe(0x5b9f35a9);
  });

  test("every input bit turns every output bit half the time", () => {
    const data = new Uint8Array(13);
    const flips = new Float64Array(32);
    const runs = 104 * 40;
    for (let i = 0; i < runs; i++) {
      new DataView(data.buffer).setUint32(0, Math.imul(i, 0x9e3779b1));
      const before = over(random(1), data);
      data[(i % 104) >> 3] ^= 1 << (i & 7);
      const changed = before ^ over(random(1), data);
      for (let b = 0; b < 32; b++) flips[b] += (changed >>> b) & 1;
    }
    // 5 standard deviations of a fair coin, sqrt(n) / 2 each
    for (const f of flips) expect(Math.abs(f - runs / 2)).toBeLessThan(2.5 * Math.sqrt(runs));
  });
});

test("XOR folds by hand", () => {
  expect(over(xor16(), bytesOf("192.168.0.1", "10.0.0.2"))).toBe(0xc0a8 ^ 0x0001 ^ 0x0a00 ^ 0x0002);
  expect(over(xor16(), Uint8Array.of(0x12, 0x34, 0x56))).toBe(0x1234 ^ 0x5600);
  expect(over(xor16(0xabcd), new Uint8Array(2))).toBe(0xabcd);
  expect(over(xor8(), Uint8Array.of(0x12, 0x34, 0x56))).toBe(0x12 ^ 0x34 ^ 0x56);
  expect(over(xor8(0x1ff), new Uint8Array(1))).toBe(0xff);
});

describe("the table", () => {
  test("has every function once, each within its width", () => {
    const names = hashFunctions.map((f) => f.name);
    expect(new Set(names).size).toBe(names.length);
    const asked = ["random", "xor8", "xor16", "toeplitz", "toeplitz-symmetric", "jhash", "rtag7-like"];
    const bonds = ["layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4"].map((p) => `linux-bond-${p}`);
    expect(names).toEqual(expect.arrayContaining([...asked, ...bonds, ...crcModels.map((m) => m.name)]));
    expect(functionNamed("md5")).toBeUndefined();
  });

  test.each(hashFunctions.map((f) => [f.name, f] as const))(
    "%s: unsigned, within its width, seeded",
    (_, f) => {
      if (f.on !== "bytes") return expect(["fields"]).toContain(f.on);
      let seedMatters = false;
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), word, (data, seed) => {
          const value = over(f.make({ seed }), data);
          seedMatters ||= value !== over(f.make({}), data);
          return Number.isInteger(value) && value >= 0 && value < 2 ** f.width;
        }),
        { numRuns: 30 },
      );
      expect(seedMatters).toBe(f.seed !== null);
    },
  );

  test("bytes behind the length do not matter", () => {
    for (const f of hashFunctions) {
      if (f.on !== "bytes") continue;
      const hash = f.make({});
      expect(hash(Uint8Array.of(1, 2, 3, 99, 98), 3)).toBe(hash(Uint8Array.of(1, 2, 3), 3));
    }
  });
});
