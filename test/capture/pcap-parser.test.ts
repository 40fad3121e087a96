import * as fc from "fast-check";
import { expect, test } from "vitest";
import { enhanced, interfaceBlock, join, payload, pcapFile, pcapRecord, section } from "./build.ts";
import { readBytes } from "./collect.ts";

const record = fc.record({
  seconds: fc.integer({ min: 0, max: 0xffffffff }),
  micros: fc.integer({ min: 0, max: 999999 }),
  packet: fc.uint8Array({ maxLength: 80 }),
  more: fc.integer({ min: 0, max: 2000 }),
});

test("both readers see the same packets, and the same damage wherever the file is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 8 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 200 }),
      async (records, little, network, size) => {
        const file = pcapFile(
          { little, network, snaplen: 0 },
          ...records.map(({ seconds, micros, packet, more }) =>
            pcapRecord(little, seconds, micros, packet, packet.length + more),
          ),
        );
        for (const cut of [0, 1, 17, 40]) {
          const data = file.subarray(0, Math.max(24, file.length - cut));
          const fast = await readBytes(data, { sizes: [size] });
          const parser = await readBytes(data, { sizes: [size], reader: "pcap-parser" });
          expect(parser).toEqual(fast);
          if (cut === 0) expect(parser.packets).toHaveLength(records.length);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test("a fraction of more than a second is carried over", async () => {
  const file = pcapFile({}, pcapRecord(true, 5, 1500000, payload(4)));
  const { packets } = await readBytes(file, { reader: "pcap-parser" });
  expect(packets).toMatchObject([{ seconds: 6, nanoseconds: 500000000 }]);
});

test("a limit and an absurd length end pcap-parser too", async () => {
  const good = pcapRecord(true, 1, 2, payload(20));
  const file = join(pcapFile({}, good, good, good), pcapRecord(true, 1, 2, payload(0), 5).fill(0xff, 8, 12));
  const two = await readBytes(file, { reader: "pcap-parser", limit: 2 });
  expect(two).toMatchObject({ left: 0, damage: [] });
  expect(two.packets).toHaveLength(2);
  const all = await readBytes(file, { reader: "pcap-parser" });
  expect(all.packets).toHaveLength(3);
  expect(all.damage).toEqual([
    {
      file: "x",
      packet: 4,
      offset: 24 + 3 * 36,
      what: "captured length 4294967295 is over the maximum of 262144",
    },
  ]);
});

const OTHERS: [name: string, file: Uint8Array][] = [
  ["nanoseconds", pcapFile({ magic: 0xa1b23c4d })],
  ["modified", pcapFile({ magic: 0xa1b2cd34 })],
  ["version 2.2", pcapFile({ version: [2, 2] })],
  ["pcapng", join(section(true), interfaceBlock(true), enhanced(true, 0, 1n, payload(4)))],
];
for (const [name, file] of OTHERS)
  test(`pcap-parser does not read ${name}, and says what does`, async () => {
    await expect(readBytes(file, { reader: "pcap-parser" })).rejects.toMatchObject({
      name: "CaptureError",
      message: "x: pcap-parser reads only classic pcap 2.4 with microseconds",
      hint: "use --reader fast",
    });
  });

test("what no reader can open is told in the same words", async () => {
  await expect(readBytes(new Uint8Array(0), { reader: "pcap-parser" })).rejects.toThrow("x: empty");
  await expect(readBytes(payload(40), { reader: "pcap-parser" })).rejects.toThrow("x: not a capture file");
});
