import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CaptureError } from "../../src/capture/errors.ts";
import {
  block,
  enhanced,
  Fields,
  hex,
  interfaceBlock,
  join,
  payload,
  pcapFile,
  pcapRecord,
  section,
} from "./build.ts";
import { type Reading, readBytes } from "./collect.ts";

// The collector throws if a packet is not inside the buffer or its time is out of range.
async function survives(data: Uint8Array, reading: Reading = {}): Promise<void> {
  try {
    const { damage, packets } = await readBytes(data, reading);
    for (const { offset, packet } of damage) {
      expect(offset).toBeLessThanOrEqual(data.length);
      expect(packet).toBe(packets.length + 1);
    }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    expect(error.message).toMatch(/^x: [^\n]+$/);
  }
}

const HEADERS: [name: string, bytes: Uint8Array][] = [
  ["nothing", new Uint8Array(0)],
  ["pcap", pcapFile({})],
  ["modified pcap", pcapFile({ magic: 0xa1b2cd34, little: false })],
  ["pcapng", section(true)],
  ["pcapng with an interface", join(section(false), interfaceBlock(false))],
  ["snoop", hex("736e6f6f70000000 00000002 00000004")],
  ["gzip", hex("1f8b0800000000000003")],
  ["zstd", hex("28b52ffd")],
];
for (const [name, header] of HEADERS)
  test(`any bytes after ${name}`, async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 400 }), async (tail, size) => {
        await survives(join(header, tail), { sizes: [size], buffer: 64 });
      }),
      // A decoder may reserve megabytes for what a random header announces.
      { numRuns: name === "zstd" ? 30 : 150 },
    );
  });

test("any bytes after a pcap header, by pcap-parser", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (tail) => {
      await survives(join(pcapFile({}), tail), { sizes: [50], reader: "pcap-parser" });
    }),
    { numRuns: 100 },
  );
});

const packets = [0, 1, 60, 61].map((size, n) => payload(size, n));
const SOUND: [name: string, bytes: Uint8Array][] = [
  ["pcap", pcapFile({}, ...packets.map((packet) => pcapRecord(true, 1, 2, packet)))],
  [
    "pcapng",
    join(
      section(true),
      interfaceBlock(true, 1, 96),
      ...packets.map((packet, n) => enhanced(true, 0, BigInt(n), packet)),
      block(true, 3, new Fields(true).u32(9).raw(payload(9)).bytes),
      block(true, 5, payload(20)),
      section(false),
      interfaceBlock(false),
      enhanced(false, 0, 1n, payload(9)),
    ),
  ],
];
for (const [name, bytes] of SOUND)
  test(`${name} with a few bytes changed`, async () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    const change = fc.tuple(fc.integer({ min: 0, max: bytes.length - 1 }), value);
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 99 }),
        async (changes, size) => {
          const data = Uint8Array.from(bytes);
          for (const [at, to] of changes) data[at] = to;
          await survives(data, { sizes: [size, 500], buffer: 64 });
        },
      ),
      { numRuns: 1500 },
    );
  });
