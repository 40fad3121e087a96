import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { hex, join, payload, pcapFile, pcapRecord } from "./build.ts";
import { readBytes } from "./collect.ts";

const records = Array.from({ length: 60 }, (_, n) => pcapRecord(true, n, n, payload(60 + n, n)));
const file = pcapFile({}, ...records);
/** Bytes that do not compress, so that a place in the stream is a place in the file. */
const noise = Uint8Array.from({ length: 60000 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 0xff);

/** What zstd 1.5.4 (-19) and gzip 1.12 (-9) make of a capture of three packets, each twelve times "overlay!" and n. */
const ZSTD_FILE = hex(
  "28b52ffd647400050200f402d4c3b2a102000400ffff00000100000000f1536505000000646f7665726c617921000000000101010101020202020205000c52cdee90ea7a27efe645002e02606403",
);
const GZIP_FILE = hex(
  "1f8b0800000000000203bb7278d3422606160618f8ff9f818111c4f8189cca0aa452a038bf2cb52827b152915634c84a463adbc908044c74b69309080083b0285f74010000",
);
const THREE = [0, 1, 2].map((n) => ({
  bytes: Buffer.from("overlay!".repeat(12)).toString("hex") + `0${n}`.repeat(4),
  original: 100,
  linktype: 1,
  seconds: 1700000000 + n,
  nanoseconds: 5000,
}));

test("files of the usual programs", async () => {
  for (const file of [ZSTD_FILE, GZIP_FILE]) {
    expect(await readBytes(file)).toMatchObject({ packets: THREE, damage: [] });
    expect(await readBytes(file, { sizes: [1] })).toMatchObject({ packets: THREE, damage: [] });
    const cut = await readBytes(file.subarray(0, file.length - 2));
    expect(cut.packets).toEqual(THREE);
    expect(cut.damage).toHaveLength(1);
  }
});

describe("gzip", () => {
  test("is told by its first bytes, in pieces of any size", async () => {
    const plain = await readBytes(file);
    expect(plain.packets).toHaveLength(60);
    const packed = gzipSync(file);
    for (const size of [1, 2, 3, 17, 100, 5000, packed.length])
      expect(await readBytes(packed, { sizes: [size] })).toEqual(plain);
  });

  test("may have several members, cut anywhere, and zeros at the end", async () => {
    const plain = await readBytes(file);
    for (const at of [24, 30, 3000]) {
      const packed = join(gzipSync(file.subarray(0, at)), gzipSync(file.subarray(at)), new Uint8Array(5));
      for (const size of [1, 19, 20, 21, packed.length])
        expect(await readBytes(packed, { sizes: [size] })).toEqual(plain);
    }
  });

  test("cut short it gives all that decompresses", async () => {
    const plain = await readBytes(file);
    const packed = gzipSync(file);
    const end = packed.length;
    // Without its trailer all data is there; the damage is behind the last packet.
    const noTrailer = await readBytes(packed.subarray(0, end - 8));
    expect(noTrailer.packets).toEqual(plain.packets);
    expect(noTrailer.damage).toEqual([
      { file: "x", packet: 61, offset: file.length, what: "the gzip data is cut short" },
    ]);
    for (const length of [200, Math.floor(end / 2), end - 100]) {
      const cut = await readBytes(packed.subarray(0, length));
      expect(cut.packets).toEqual(plain.packets.slice(0, cut.packets.length));
      expect(cut.packets.length).toBeLessThan(60);
      expect(cut.damage).toMatchObject([
        { packet: cut.packets.length + 1, what: "the gzip data is cut short" },
      ]);
      const pipe = await readBytes(packed.subarray(0, length), { pipe: true });
      expect(pipe).toMatchObject({ packets: cut.packets, damage: [], cutPipe: true });
    }
  });

  // Records of 1016 bytes that do not compress.
  const stored = pcapFile(
    {},
    ...Array.from({ length: 50 }, (_, n) => pcapRecord(true, n, n, noise.subarray(n * 1000, (n + 1) * 1000))),
  );

  test("with a wrong checksum, or something else behind it, it gives all packets", async () => {
    const plain = await readBytes(stored);
    const sum = Uint8Array.from(gzipSync(stored));
    sum[sum.length - 8] ^= 1;
    for (const bad of [sum, join(gzipSync(stored), hex("deadbeef"))])
      for (const size of [bad.length, 9000]) {
        const result = await readBytes(bad, { sizes: [size] });
        expect(result.packets).toEqual(plain.packets);
        expect(result.damage).toMatchObject([{ packet: 51, offset: stored.length }]);
        expect(result.damage[0].what).toMatch(/^the gzip data is broken \(.+\)$/);
      }
  });

  test("broken it gives all that stands before the damage", async () => {
    const parts = [stored.subarray(0, 30000), stored.subarray(30000)].map((part) => gzipSync(part));
    const bad = join(...parts);
    // The second member's first block: 7 is the last block, of a type that does not exist.
    bad[parts[0].length + 10] = 7;
    for (const pipe of [false, true]) {
      const { packets, damage, cutPipe } = await readBytes(bad, { pipe });
      // 24 + 29 * 1016 = 29488 is where the last whole record before byte 30000 ends.
      expect(packets).toHaveLength(29);
      expect(damage).toMatchObject([{ packet: 30, offset: 29488 }]);
      expect(cutPipe).toBe(false);
    }
  });

  test("of something else is no capture", async () => {
    await expect(readBytes(gzipSync("hello world"))).rejects.toThrow(
      "x: not a capture file that overshark reads (first bytes 68 65 6c 6c 6f 20 77 6f)",
    );
    await expect(readBytes(gzipSync(""))).rejects.toThrow("x: empty");
    await expect(readBytes(hex("1f8b"))).rejects.toThrow("x: the gzip data is cut short");
  });
});

/** A zstd frame (RFC 8878) of raw blocks: single segment, content size of 4 bytes, no checksum. */
function zstd(data: Uint8Array, blockSize = 1000): Uint8Array {
  const parts = [hex("28b52ffd a0"), new Uint8Array(Uint32Array.of(data.length).buffer)];
  for (let at = 0; at < data.length; at += blockSize) {
    const piece = data.subarray(at, at + blockSize);
    const head = (piece.length << 3) | (at + blockSize >= data.length ? 1 : 0);
    parts.push(Uint8Array.of(head & 0xff, (head >> 8) & 0xff, head >> 16), piece);
  }
  return join(...parts);
}

describe("zstd", () => {
  test("is told by its first bytes, in pieces of any size and several frames", async () => {
    const plain = await readBytes(file);
    for (const packed of [zstd(file), join(zstd(file.subarray(0, 3000)), zstd(file.subarray(3000)))])
      for (const size of [1, 7, 1000, packed.length])
        expect(await readBytes(packed, { sizes: [size] })).toEqual(plain);
  });

  test("cut short or broken it gives the blocks before", async () => {
    const plain = await readBytes(file);
    const packed = zstd(file);
    // Four blocks of 1003 bytes are whole: 4000 bytes, and 24 + 41 * 76 + (0 + ... + 40) = 3960.
    const cut = await readBytes(packed.subarray(0, 9 + 4 * 1003 + 500));
    expect(cut.packets.length).toBeGreaterThanOrEqual(41);
    expect(cut.packets).toEqual(plain.packets.slice(0, cut.packets.length));
    expect(cut.damage).toMatchObject([{ what: "the zstd data is cut short" }]);
    const bad = Uint8Array.from(packed);
    // Block type 3 does not exist.
    bad[9 + 4 * 1003] |= 6;
    const broken = await readBytes(bad);
    expect(broken.packets).toEqual(plain.packets.slice(0, 41));
    expect(broken.damage[0].what).toMatch(/^the zstd data is broken/);
    const garbage = await readBytes(join(packed, hex("deadbeef deadbeef deadbeef deadbeef deadbeef")));
    expect(garbage.packets).toEqual(plain.packets);
    expect(garbage.damage).toMatchObject([{ packet: 61, offset: file.length }]);
  });
});
