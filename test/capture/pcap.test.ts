import { expect, test } from "vitest";
import { Fields, hex, join, payload, pcapFile, pcapRecord } from "./build.ts";
import { readBytes } from "./collect.ts";

test("microseconds, little-endian, written out byte by byte", async () => {
  const file = hex(`
    d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
    00f15365 40e20100 03000000 40000000 aabbcc
    01f15365 00000000 00000000 05000000
  `);
  const { packets, damage } = await readBytes(file);
  expect(damage).toEqual([]);
  expect(packets).toEqual([
    // 0x6553f100 = 1700000000; 0x0001e240 = 123456 microseconds
    { bytes: "aabbcc", original: 64, linktype: 1, seconds: 1700000000, nanoseconds: 123456000 },
    { bytes: "", original: 5, linktype: 1, seconds: 1700000001, nanoseconds: 0 },
  ]);
});

test("nanoseconds, big-endian, written out byte by byte", async () => {
  const file = hex(`
    a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000071
    6553f100 3b9ac9ff 00000002 00000002 0102
  `);
  expect((await readBytes(file)).packets).toEqual([
    { bytes: "0102", original: 2, linktype: 113, seconds: 1700000000, nanoseconds: 999999999 },
  ]);
});

const MAGICS: [name: string, magic: number, nanoseconds: number, extra: number][] = [
  ["microseconds", 0xa1b2c3d4, 7000, 0],
  ["nanoseconds", 0xa1b23c4d, 7, 0],
  ["modified", 0xa1b2cd34, 7000, 8],
];
for (const [name, magic, nanoseconds, extra] of MAGICS)
  for (const little of [true, false])
    test(`${name}, ${little ? "little" : "big"}-endian`, async () => {
      const records = [20, 0, 1500].map((count, n) =>
        pcapRecord(little, 100 + n, 7, payload(count, n), count + n, new Uint8Array(extra)),
      );
      const { packets, damage } = await readBytes(pcapFile({ little, magic, network: 101 }, ...records));
      expect(damage).toEqual([]);
      expect(packets).toEqual(
        [20, 0, 1500].map((count, n) => ({
          bytes: Buffer.from(payload(count, n)).toString("hex"),
          original: count + n,
          linktype: 101,
          seconds: 100 + n,
          nanoseconds,
        })),
      );
    });

test("the link type is the lower half of the network word", async () => {
  // 0x2400_0001: four bytes of frame check sequence, Ethernet
  const file = pcapFile({ network: 0x24000001 }, pcapRecord(true, 1, 2, payload(4)));
  expect((await readBytes(file)).packets[0].linktype).toBe(1);
});

test("a fraction of more than a second is carried over", async () => {
  const micro = pcapFile(
    {},
    pcapRecord(true, 5, 1500000, payload(4)),
    pcapRecord(true, 5, 0xffffffff, payload(4)),
  );
  expect((await readBytes(micro)).packets.map((p) => [p.seconds, p.nanoseconds])).toEqual([
    [6, 500000000],
    // 4294.967295 seconds
    [4299, 967295000],
  ]);
  const nano = pcapFile({ magic: 0xa1b23c4d }, pcapRecord(true, 5, 4000000001, payload(4)));
  expect((await readBytes(nano)).packets.map((p) => [p.seconds, p.nanoseconds])).toEqual([[9, 1]]);
});

test("times after 2038 and up to 2106", async () => {
  const file = pcapFile({}, pcapRecord(true, 0xffffffff, 999999, payload(4)));
  expect((await readBytes(file)).packets[0]).toMatchObject({ seconds: 4294967295, nanoseconds: 999999000 });
});

test("more captured than original is handed over as it is", async () => {
  const file = pcapFile({}, pcapRecord(true, 1, 2, payload(14), 10));
  const [packet] = (await readBytes(file)).packets;
  expect(packet.bytes.length / 2).toBe(14);
  expect(packet.original).toBe(10);
});

test("before version 2.3 the original length comes first; in 2.3 the larger one is the original", async () => {
  const record = (first: number, second: number) =>
    new Fields(true).u32(5, 6, first, second).raw(payload(14)).bytes;
  for (const version of [
    [2, 2],
    [543, 0],
  ] as [number, number][]) {
    const old = await readBytes(pcapFile({ version }, record(20, 14), record(20, 14)));
    expect(old.packets.map((p) => [p.bytes.length / 2, p.original])).toEqual([
      [14, 20],
      [14, 20],
    ]);
  }
  const mixed = await readBytes(pcapFile({ version: [2, 3] }, record(20, 14), record(14, 20)));
  expect(mixed.packets.map((p) => [p.bytes.length / 2, p.original])).toEqual([
    [14, 20],
    [14, 20],
  ]);
});

test("version 1 is refused", async () => {
  await expect(readBytes(pcapFile({ version: [1, 4] }))).rejects.toThrow(
    "x: pcap version 1.4 is not supported",
  );
});

test("a file header without records is a capture of no packets", async () => {
  expect(await readBytes(pcapFile({}))).toMatchObject({ packets: [], damage: [] });
});

// What `editcap -F rh6_1pcap`, `nokiapcap` and `suse6_3pcap` write: zeros between header and packet,
// and in SuSE's last three bytes whatever was in memory.
const VARIANTS: [name: string, magic: number, more: Uint8Array][] = [
  ["Red Hat 6.1", 0xa1b2c3d4, new Uint8Array(8)],
  ["Nokia", 0xa1b2c3d4, new Uint8Array(4)],
  ["SuSE 6.3", 0xa1b2cd34, hex("00000000 00000000 00 563718")],
];
for (const [name, magic, more] of VARIANTS)
  for (const little of [true, false])
    test(`the ${name} layout is told by the records, ${little ? "little" : "big"}-endian`, async () => {
      const records = [42, 42, 178, 60].map((count, n) =>
        pcapRecord(little, 1795352000, 548089 + n, payload(count, n), count, more),
      );
      const file = pcapFile({ little, magic, snaplen: 262144 }, ...records);
      const { packets, damage } = await readBytes(file, { sizes: [11] });
      expect(damage).toEqual([]);
      expect(packets.map((p) => p.bytes)).toEqual(
        [42, 42, 178, 60].map((count, n) => Buffer.from(payload(count, n)).toString("hex")),
      );
    });

test("a short file in another layout is told when it ends with a record", async () => {
  const more = new Uint8Array(4);
  const records = [42, 60].map((count, n) =>
    pcapRecord(true, 1795352000, 548089, payload(count, n), count, more),
  );
  const file = pcapFile({}, ...records);
  expect((await readBytes(file)).packets.map((p) => p.bytes.length / 2)).toEqual([42, 60]);
  // Cut, nothing tells it from a damaged file of the standard layout.
  expect((await readBytes(file.subarray(0, file.length - 1))).damage).toHaveLength(1);
});

test("a damaged standard file stays a standard file", async () => {
  const good = pcapRecord(true, 1, 2, payload(42));
  for (const rest of [0, 4, 8, 12, 16, 40]) {
    const garbage = Uint8Array.from({ length: rest }, () => 0x9c);
    const { packets, damage } = await readBytes(join(pcapFile({}, good), garbage));
    expect(packets.map((p) => p.bytes)).toEqual([Buffer.from(payload(42)).toString("hex")]);
    expect(damage).toHaveLength(rest === 0 ? 0 : 1);
  }
});

test("a captured length over 262144 is damage", async () => {
  const good = pcapRecord(true, 1, 2, payload(20));
  // capinfos accepts 262144 and calls 262145 a damaged file.
  const fits = await readBytes(pcapFile({}, good, pcapRecord(true, 1, 2, payload(262144)), good));
  expect(fits.packets).toHaveLength(3);
  const { packets, damage } = await readBytes(
    pcapFile({}, good, pcapRecord(true, 1, 2, payload(262145)), good),
  );
  expect(packets).toHaveLength(1);
  expect(damage).toEqual([
    { file: "x", packet: 2, offset: 24 + 36, what: "captured length 262145 is over the maximum of 262144" },
  ]);
});

test("a D-Bus message may be longer, and the buffer grows for it", async () => {
  const file = pcapFile(
    { network: 231 },
    pcapRecord(true, 1, 2, payload(300000)),
    pcapRecord(true, 1, 2, payload(9)),
  );
  const { packets, damage } = await readBytes(file, { sizes: [100000, 7], buffer: 1000 });
  expect(damage).toEqual([]);
  expect(packets.map((p) => p.bytes.length / 2)).toEqual([300000, 9]);
});
