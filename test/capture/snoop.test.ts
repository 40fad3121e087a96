import { expect, test } from "vitest";
import { Fields, hex, join, payload } from "./build.ts";
import { readBytes } from "./collect.ts";

const header = (version = 2, datalink = 4) =>
  new Fields(false).raw(hex("736e6f6f70000000")).u32(version, datalink).bytes;

/** RFC 1761: original length, included length, record length, drops, seconds, microseconds. */
function record(packet: Uint8Array, original: number, seconds: number, microseconds: number): Uint8Array {
  const body = new Fields(false).raw(packet).pad().bytes;
  const lengths = [original, packet.length, 24 + body.length, 0, seconds, microseconds];
  return new Fields(false).u32(...lengths).raw(body).bytes;
}

test("a file as editcap -F snoop writes it, byte by byte", async () => {
  const file = hex(`
    736e6f6f70000000 00000002 00000004
    00000040 00000003 0000001c 00000000 6b02e5c0 00085cf9 ffeedd00
    00000004 00000004 0000001c 00000000 6b02e5c1 00000000 01020304
  `);
  const { packets, damage } = await readBytes(file);
  expect(damage).toEqual([]);
  // 0x6b02e5c0 = 1795352000, 0x00085cf9 = 548089
  expect(packets).toEqual([
    { bytes: "ffeedd", original: 64, linktype: 1, seconds: 1795352000, nanoseconds: 548089000 },
    { bytes: "01020304", original: 4, linktype: 1, seconds: 1795352001, nanoseconds: 0 },
  ]);
});

test("damage in a snoop file", async () => {
  const good = record(payload(10), 10, 1, 2);
  const short = new Fields(false).u32(10, 10, 33, 0, 1, 2).raw(payload(10)).bytes;
  expect((await readBytes(join(header(), good, short, good))).damage).toEqual([
    { file: "x", packet: 2, offset: 16 + 36, what: "record length 33 does not fit 10 bytes of packet" },
  ]);
  const huge = new Fields(false).u32(10, 262145, 262169, 0, 1, 2).bytes;
  expect((await readBytes(join(header(), huge))).damage).toMatchObject([{ packet: 1, offset: 16 }]);
});

test("the datalink type has to be one that has a LINKTYPE_", async () => {
  const fddi = await readBytes(join(header(2, 8), record(payload(10), 10, 1, 2)));
  expect(fddi.packets[0].linktype).toBe(10);
  await expect(readBytes(header(2, 7))).rejects.toThrow("x: snoop datalink type 7 is not supported");
  await expect(readBytes(header(3))).rejects.toThrow("x: snoop version 3 is not supported");
});
