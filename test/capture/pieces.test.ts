import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  block,
  enhanced,
  Fields,
  hex,
  interfaceBlock,
  join,
  option,
  payload,
  pcapFile,
  pcapRecord,
  section,
} from "./build.ts";
import { readBytes } from "./collect.ts";

interface Sample {
  name: string;
  /** The file header, the units that can be cut off, and how many packets each has. */
  header: Uint8Array;
  units: [bytes: Uint8Array, packets: number][];
}

const sizes = [20, 0, 33, 100];
const pcap = (little: boolean, magic: number, more = 0): Sample => ({
  name: `pcap ${magic.toString(16)} ${little ? "little" : "big"}-endian`,
  header: pcapFile({ little, magic }),
  units: sizes.map((size, n) => [pcapRecord(little, n, n, payload(size, n), size, new Uint8Array(more)), 1]),
});
const simple = (size: number) => block(false, 3, new Fields(false).u32(size).raw(payload(size)).bytes);

const SAMPLES: Sample[] = [
  pcap(true, 0xa1b2c3d4),
  pcap(false, 0xa1b2c3d4),
  pcap(true, 0xa1b23c4d),
  pcap(false, 0xa1b2cd34, 8),
  {
    name: "pcapng with two sections",
    header: section(true),
    units: [
      [interfaceBlock(true, 1, 0, option(true, 9, Uint8Array.of(9))), 0],
      [enhanced(true, 0, 1700000000123456789n, payload(21)), 1],
      [block(true, 0xbad, payload(50)), 0],
      [enhanced(true, 0, 5n, payload(0)), 1],
      [section(false), 0],
      [interfaceBlock(false, 113), 0],
      [simple(9), 1],
      [enhanced(false, 0, 7n, payload(64)), 1],
    ],
  },
  {
    name: "snoop",
    header: hex("736e6f6f70000000 00000002 00000004"),
    units: sizes.map((size, n) => [
      new Fields(false)
        .u32(size, size, 24 + size + (-size & 3), 0, n, n)
        .raw(payload(size, n))
        .pad().bytes,
      1,
    ]),
  },
];

for (const { name, header, units } of SAMPLES)
  describe(name, () => {
    const file = join(header, ...units.map(([bytes]) => bytes));
    const count = units.reduce((sum, [, packets]) => sum + packets, 0);

    test("pieces of every size give the same packets", async () => {
      const whole = await readBytes(file);
      expect(whole.packets).toHaveLength(count);
      expect(whole.damage).toEqual([]);
      for (let size = 1; size <= file.length; size++)
        expect(await readBytes(file, { sizes: [size], buffer: 64 })).toEqual(whole);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), async (sizes) => {
          expect(await readBytes(file, { sizes, buffer: 32 })).toEqual(whole);
        }),
        { numRuns: 30 },
      );
    });

    test("cut at every byte it gives every whole packet, and says where it was cut", async () => {
      const whole = await readBytes(file);
      let unit = 0;
      let start = header.length;
      let packets = 0;
      for (let length = header.length; length <= file.length; length++) {
        while (unit < units.length && length >= start + units[unit][0].length) {
          start += units[unit][0].length;
          packets += units[unit][1];
          unit++;
        }
        for (const size of [file.length, 5]) {
          const cut = await readBytes(file.subarray(0, length), { sizes: [size] });
          expect(cut.packets).toEqual(whole.packets.slice(0, packets));
          if (length === start) expect(cut.damage).toEqual([]);
          else {
            expect(cut.damage).toMatchObject([{ file: "x", packet: packets + 1, offset: start }]);
            expect(cut.damage[0].what).toContain(`cut short: ${length - start} bytes where`);
          }
          const pipe = await readBytes(file.subarray(0, length), { sizes: [size], pipe: true });
          expect(pipe.packets).toEqual(cut.packets);
          expect(pipe.damage).toEqual([]);
          expect(pipe.cutPipe).toBe(length !== start);
          expect(pipe.warnings).toHaveLength(length === start ? 0 : 1);
        }
      }
    });

    test("cut in its file header it is no capture", async () => {
      await expect(readBytes(new Uint8Array(0))).rejects.toThrow("x: empty");
      for (let length = 1; length < header.length; length++)
        await expect(readBytes(file.subarray(0, length))).rejects.toThrow(
          /^x: (not a capture|the .* header is cut short)/,
        );
    });

    test("a limit ends it after as many packets, also before damage", async () => {
      const whole = await readBytes(file);
      for (let limit = 0; limit <= count; limit++) {
        const result = await readBytes(file.subarray(0, file.length - 1), { limit });
        expect(result.packets).toEqual(whole.packets.slice(0, Math.min(limit, count - 1)));
        expect(result.damage).toHaveLength(limit < count ? 0 : 1);
        expect(result.left).toBe(limit - result.packets.length);
      }
    });
  });
