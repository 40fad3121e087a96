import { expect, test } from "vitest";
import { block, enhanced, Fields, hex, interfaceBlock, join, option, payload, section } from "./build.ts";
import { readBytes } from "./collect.ts";

const digits = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("a section, an interface and a packet, written out byte by byte", async () => {
  const file = hex(`
    0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000
    01000000 14000000 0100 0000 00000400 14000000
    06000000 24000000 00000000 240a0600 40222018 03000000 40000000 aabbcc00 24000000
  `);
  const { packets, damage } = await readBytes(file);
  expect(damage).toEqual([]);
  // 0x00060a24_18202240 = 1700000000123456 microseconds
  expect(packets).toEqual([
    { bytes: "aabbcc", original: 64, linktype: 1, seconds: 1700000000, nanoseconds: 123456000 },
  ]);
});

for (const little of [true, false])
  test(`every kind of packet block, ${little ? "little" : "big"}-endian`, async () => {
    const old = new Fields(little).u16(1, 9).u32(0, 3000001, 5, 77).raw(payload(5)).bytes;
    const file = join(
      section(little),
      interfaceBlock(little, 1, 8),
      interfaceBlock(little, 101),
      enhanced(little, 1, 2000001n, payload(6), 99),
      block(little, 2, old),
      // cut by the interface's snapshot length, whole, and cut by what the block holds
      block(little, 3, new Fields(little).u32(50).raw(payload(8)).bytes),
      block(little, 3, new Fields(little).u32(3).raw(payload(3)).bytes),
      block(little, 3, new Fields(little).u32(70).raw(payload(4)).bytes),
      block(little, 5, payload(40)),
      block(little, 0xbad, payload(1)),
      enhanced(little, 0, 1n, payload(1)),
    );
    const { packets, damage } = await readBytes(file);
    expect(damage).toEqual([]);
    expect(packets).toEqual([
      { bytes: digits(payload(6)), original: 99, linktype: 101, seconds: 2, nanoseconds: 1000 },
      { bytes: digits(payload(5)), original: 77, linktype: 101, seconds: 3, nanoseconds: 1000 },
      { bytes: digits(payload(8)), original: 50, linktype: 1, seconds: 0, nanoseconds: -1 },
      { bytes: digits(payload(3)), original: 3, linktype: 1, seconds: 0, nanoseconds: -1 },
      { bytes: digits(payload(4)), original: 70, linktype: 1, seconds: 0, nanoseconds: -1 },
      { bytes: digits(payload(1)), original: 1, linktype: 1, seconds: 0, nanoseconds: 1000 },
    ]);
  });

test("a simple packet keeps to the snapshot length even if the block holds more", async () => {
  const file = join(
    section(true),
    interfaceBlock(true, 1, 6),
    block(true, 3, new Fields(true).u32(50).raw(payload(12)).bytes),
  );
  expect((await readBytes(file)).packets.map((p) => p.bytes)).toEqual([digits(payload(6))]);
});

test("each section has its own byte order and its own interfaces", async () => {
  const file = join(
    section(true),
    interfaceBlock(true, 1),
    enhanced(true, 0, 1n, payload(4)),
    section(false, [1, 2]),
    interfaceBlock(false, 113),
    enhanced(false, 0, 2n, payload(4)),
    section(true),
    interfaceBlock(true, 276),
    enhanced(true, 0, 3n, payload(4)),
  );
  const { packets, damage } = await readBytes(file);
  expect(damage).toEqual([]);
  expect(packets.map((p) => [p.linktype, p.nanoseconds])).toEqual([
    [1, 1000],
    [113, 2000],
    [276, 3000],
  ]);
});

// if_tsresol, ticks, and the time worked out by hand.
const RESOLUTIONS: [resolution: number, ticks: bigint, seconds: number, nanoseconds: number][] = [
  [0, 1700000000n, 1700000000, 0],
  [3, 1700000000999n, 1700000000, 999000000],
  [6, 1700000000123456n, 1700000000, 123456000],
  // above 2^53 = 9007199254740992
  [9, 1700000000123456789n, 1700000000, 123456789],
  [9, 4294967295999999999n, 4294967295, 999999999],
  [10, 17000000001234567899n, 1700000000, 123456789],
  [12, 1000000000001999n, 1000, 1],
  [19, 15000000000000000000n, 1, 500000000],
  [20, 15000000000000000000n, 0, 150000000],
  [127, 0xffffffffffffffffn, 0, 0],
  // 2^-1, 2^-10: 4 295 967 296 ticks of 1/1024 s (tshark: 4195280.5625)
  [0x81, 3n, 1, 500000000],
  [0x8a, 4295967296n, 4195280, 562500000],
  // 2^-32 (NTP): half a second is 2^31
  [0xa0, (1700000000n << 32n) | 0x80000000n, 1700000000, 500000000],
  [0xa0, (1700000000n << 32n) | 1n, 1700000000, 0],
  [0xbf, 3n << 62n, 1, 500000000],
  [0xc0, 3n << 62n, 0, 750000000],
];
for (const [resolution, ticks, seconds, nanoseconds] of RESOLUTIONS)
  test(`resolution ${resolution.toString(16)}, ${ticks} ticks`, async () => {
    const tsresol = option(true, 9, Uint8Array.of(resolution));
    const file = join(
      section(true),
      interfaceBlock(true, 1, 0, tsresol),
      enhanced(true, 0, ticks, payload(1)),
    );
    expect((await readBytes(file)).packets[0]).toMatchObject({ seconds, nanoseconds });
  });

test("the offset of an interface is added; a time that is no date is left out and told", async () => {
  const at = (little: boolean, offset: bigint, ticks: bigint) =>
    join(
      section(little),
      interfaceBlock(
        little,
        1,
        0,
        option(little, 2, Buffer.from("eth0")),
        option(little, 14, new Fields(little).u64(BigInt.asUintN(64, offset)).bytes),
      ),
      enhanced(little, 0, ticks, payload(1)),
    );
  const file = join(
    at(true, 1700000000n, 5n),
    at(false, -3n, 5000001n),
    at(true, -5n, 1000000n),
    at(true, 253402300799n, 999999n),
    at(true, 253402300800n, 0n),
    at(false, 0x7fffffffffffffffn, 0n),
  );
  const { packets, warnings, damage } = await readBytes(file);
  expect(damage).toEqual([]);
  expect(packets.map((p) => [p.seconds, p.nanoseconds])).toEqual([
    [1700000000, 5000],
    [2, 1000],
    [0, -1],
    [253402300799, 999999000],
    [0, -1],
    [0, -1],
  ]);
  expect(warnings).toEqual(["x: 3 packets have a time before 1970 or after 9999, which is left out"]);
});

const start = join(section(true), interfaceBlock(true), enhanced(true, 0, 1n, payload(60)));
const good = enhanced(true, 0, 2n, payload(60));
const withTrailer = (bytes: Uint8Array, length: number) =>
  join(bytes.subarray(0, bytes.length - 4), new Fields(true).u32(length).bytes);
const raw = (...words: number[]) => new Fields(true).u32(...words).bytes;

// Each was tried with capinfos 4.0.17, which reports damage after one packet for all of them.
const DAMAGE: [what: string, bytes: Uint8Array][] = [
  ["block length 92 at its start, 5 at its end", withTrailer(good, 5)],
  ["interface 3 where the section has 1", enhanced(true, 3, 1n, payload(4))],
  ["captured length 600 in a packet block of 92 bytes", join(raw(6, 92, 0, 0, 0, 600, 600), payload(64))],
  ["packet block of 24 bytes", block(true, 6, payload(12))],
  ["packet block of 0 bytes", raw(6, 0, 0, 0)],
  ["block of 8 bytes", raw(0x99, 8, 0, 0)],
  ["simple packet block of 12 bytes", raw(3, 12, 12)],
  [
    "section header without a byte order",
    block(true, 0x0a0d0d0a, payload(16)).fill(0x11, 8, 12).fill(0, 4, 7).fill(28, 7, 8),
  ],
  ["pcapng version 1.5 is not supported", section(true, [1, 5])],
  ["interface block of 16 bytes", block(true, 1, payload(4))],
  [
    "interface option 9 of 200 bytes does not fit its block",
    interfaceBlock(true, 1, 0, new Fields(true).u16(9, 200).u32(0).bytes),
  ],
];
for (const [what, bytes] of DAMAGE)
  test(`damage: ${what}`, async () => {
    for (const sizes of [[1000], [1]]) {
      const { packets, damage } = await readBytes(join(start, bytes, good), { sizes });
      expect(packets).toHaveLength(1);
      expect(damage).toEqual([{ file: "x", packet: 2, offset: start.length, what }]);
    }
  });

test("a section without interfaces has no packets", async () => {
  const file = join(start, section(true), good);
  expect((await readBytes(file)).damage).toMatchObject([
    { packet: 2, offset: start.length + 28, what: "interface 0 where the section has 0" },
  ]);
  const simple = join(section(true), block(true, 3, new Fields(true).u32(4).raw(payload(4)).bytes));
  expect((await readBytes(simple)).damage).toMatchObject([{ packet: 1, offset: 28 }]);
});

test("a length that leaves out the pad is accepted, as tshark does", async () => {
  const body = join(raw(0, 0, 7, 58, 58), payload(58), new Uint8Array(2));
  const odd = join(raw(6, 90), body, raw(90));
  const { packets, damage } = await readBytes(join(start, odd, good));
  expect(damage).toEqual([]);
  expect(packets.map((p) => p.bytes.length / 2)).toEqual([60, 58, 60]);
});

test("a block that nothing is wanted of takes no memory, however long it is", async () => {
  const long = block(true, 0x99, new Uint8Array(300000));
  for (const sizes of [[1000], [999999], [7, 4096]]) {
    const { packets, damage } = await readBytes(join(start, long, good), { sizes, buffer: 256 });
    expect(damage).toEqual([]);
    expect(packets).toHaveLength(2);
  }
  const cut = await readBytes(join(start, long.subarray(0, 200000)), { sizes: [1000], buffer: 256 });
  expect(cut.damage).toEqual([
    {
      file: "x",
      packet: 2,
      offset: start.length,
      what: "cut short: 200000 bytes where 300012 or more were expected",
    },
  ]);
  const bad = await readBytes(join(start, withTrailer(long, 4), good), { sizes: [1000], buffer: 256 });
  expect(bad.damage).toMatchObject([
    { offset: start.length, what: "block length 300012 at its start, 4 at its end" },
  ]);
});

test("what is wrong with the first section header is no damage but no capture", async () => {
  await expect(readBytes(section(true, [0, 1]))).rejects.toThrow("x: pcapng version 0.1 is not supported");
  await expect(readBytes(section(true, [1, 1]))).rejects.toThrow("x: pcapng version 1.1 is not supported");
  await expect(readBytes(section(true).subarray(0, 27))).rejects.toThrow(
    "x: the section header is cut short",
  );
  const header = section(true).fill(0x11, 8, 12);
  await expect(readBytes(header)).rejects.toThrow("x: not a capture file that overshark reads");
});
