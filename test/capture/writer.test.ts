import * as fc from "fast-check";
import { expect, test } from "vitest";
import { linktypeName, pcapHeader, pcapRecord } from "../../src/capture/capture.ts";
import { hex, join } from "./build.ts";
import { readBytes } from "./collect.ts";

test("a file of nanoseconds and one of microseconds, byte by byte", () => {
  const nano = { nanosecond: true, linktype: 276, snaplen: 262144 };
  expect(pcapHeader(nano)).toEqual(hex("4d3cb2a1 0200 0400 00000000 00000000 00000400 14010000"));
  expect(pcapRecord(nano, hex("0102"), 64, 1700000000, 123456789)).toEqual(
    hex("00f15365 15cd5b07 02000000 40000000 0102"),
  );
  const micro = { nanosecond: false, bigEndian: true, linktype: 1, snaplen: 96 };
  expect(pcapHeader(micro)).toEqual(hex("a1b2c3d4 0002 0004 00000000 00000000 00000060 00000001"));
  expect(pcapRecord(micro, hex("0102"), 64, 1700000000, 123456789)).toEqual(
    hex("6553f100 0001e240 00000002 00000040 0102"),
  );
  expect(pcapRecord(micro, hex(""), 0, 0, -1)).toEqual(new Uint8Array(16));
});

test("what is written is read again", async () => {
  const packet = fc.record({
    data: fc.uint8Array({ maxLength: 50 }),
    seconds: fc.integer({ min: 0, max: 0xffffffff }),
    nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(packet, { maxLength: 5 }), fc.boolean(), async (packets, bigEndian) => {
      const format = { nanosecond: true, bigEndian, linktype: 101, snaplen: 65535 };
      const records = packets.map((p) =>
        pcapRecord(format, p.data, p.data.length + 1, p.seconds, p.nanoseconds),
      );
      const result = await readBytes(join(pcapHeader(format), ...records));
      expect(result.damage).toEqual([]);
      expect(result.packets).toEqual(
        packets.map((p) => ({
          bytes: Buffer.from(p.data).toString("hex"),
          original: p.data.length + 1,
          linktype: 101,
          seconds: p.seconds,
          nanoseconds: p.nanoseconds,
        })),
      );
    }),
    { numRuns: 60 },
  );
});

test("names of link types, as tcpdump.org has them", () => {
  const names = { 0: "NULL", 1: "ETHERNET", 101: "RAW", 113: "LINUX_SLL", 127: "IEEE802_11_RADIOTAP" };
  for (const [n, name] of Object.entries(names)) expect(linktypeName(Number(n))).toBe(name);
  expect([147, 162, 228, 229, 253, 276, 301].map(linktypeName)).toEqual([
    "USER0",
    "USER15",
    "IPV4",
    "IPV6",
    "NETLINK",
    "LINUX_SLL2",
    "DECT_NR",
  ]);
  expect(linktypeName(208)).toBe("LINKTYPE_208");
  expect(linktypeName(65535)).toBe("LINKTYPE_65535");
});
