// Ranges of a file: each gives the records that begin in it, as told by whoever has put the file together.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReadControl, Window } from "../../src/capture/capture.ts";
import { search } from "../../src/capture/seam.ts";
import { closeSplit, type FileRange, openSplit, rangesOf, readRange } from "../../src/capture/split.ts";
import { files } from "../support/files.ts";
import { block, enhanced, interfaceBlock, join, payload, pcapFile, pcapRecord, section } from "./build.ts";

const file = files();

interface Made {
  bytes: Uint8Array;
  /** Where records begin, and where the last one ends. */
  seams: number[];
}

/** @param blocks of the same kind as records, before the first of them */
function made(head: Uint8Array, records: Uint8Array[], blocks: Uint8Array[] = []): Made {
  const seams = [head.length];
  for (const record of [...blocks, ...records]) seams.push(seams[seams.length - 1] + record.length);
  return { bytes: join(head, ...blocks, ...records), seams };
}

const sizes = Array.from({ length: 60 }, (_, i) => 20 + ((i * 37) % 90));
const FORMATS: Record<string, Made> = {
  pcap: made(
    pcapFile({}),
    sizes.map((size, i) => pcapRecord(true, 1000 + i, i, payload(size, i))),
  ),
  "pcap, big-endian": made(
    pcapFile({ little: false }),
    sizes.map((size, i) => pcapRecord(false, 1000 + i, i, payload(size, i), size + 9)),
  ),
  pcapng: made(
    new Uint8Array(0),
    sizes.map((size, i) => enhanced(true, 0, BigInt(i), payload(size, i))),
    [section(true), interfaceBlock(true)],
  ),
};

/** Reads ranges one by one. @returns for each where it began and ended, and the lengths of its packets */
async function read(made: Made, name: string, most: number) {
  const path = file(name, made.bytes);
  const split = await openSplit(path);
  if (split === null) throw new Error("not plain");
  const told: { range: FileRange; begin: number; end: number; lengths: number[] }[] = [];
  const window = new Window({} as never, new ReadControl(), 256);
  for (const range of rangesOf(split, made.bytes.length, most)) {
    const lengths: number[] = [];
    const sink = { packet: (_d: DataView, _o: number, captured: number) => void lengths.push(captured) };
    const { begin, end } = await readRange(range, sink, window);
    told.push({ range, begin, end, lengths });
  }
  closeSplit(split.fd);
  return told;
}

describe.each(Object.entries(FORMATS))("%s", (name, made) => {
  it("every range gives the records that begin in it", async () => {
    const { seams } = made;
    // A range that ends in a block without a packet goes on to the end of the next packet: see below.
    const min = name === "pcapng" ? seams[3] : 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min, max: 3000 }), async (most) => {
        const all: number[] = [];
        for (const { range, begin, end, lengths } of await read(made, name, most)) {
          const first = seams.find((at) => at >= range.from) ?? seams[seams.length - 1];
          const behind = seams.find((at) => at >= range.to) ?? seams[seams.length - 1];
          if (begin >= 0) expect([begin, end]).toEqual([first, behind]);
          else expect(first).toBe(behind);
          all.push(...lengths);
        }
        expect(all).toEqual(sizes);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it("a range that is told where to begin does not guess", async () => {
    const { bytes, seams } = made;
    const split = await openSplit(file(name, bytes));
    if (split === null) throw new Error("not plain");
    const window = new Window({} as never, new ReadControl(), 64);
    const [from, to] = [seams[20], seams[22] + 1];
    let packets = 0;
    const sink = { packet: () => void packets++ };
    const { fd, guess: state } = split;
    const got = await readRange({ file: "", fd, from, to, state, exact: true }, sink, window);
    expect([got.begin, got.end, got.packets, packets]).toEqual([from, seams[23], 3, 3]);
    closeSplit(fd);
  });
});

describe("the search for a record", () => {
  // Every fourth byte of a made-up format is the length of a record.
  const look = (view: DataView, at: number, end: number) => {
    if (at >= end) return 0;
    const length = view.getUint8(at);
    return length === 0 ? -1 : at + length > end ? 0 : length;
  };
  const view = (...bytes: number[]) => new DataView(Uint8Array.from(bytes).buffer);
  const [NONE, MORE] = [-1, -2];

  it.each<[string, number[], number, boolean, number]>([
    ["sixteen records follow one another", [0, ...new Array(16).fill(1), 0], 10, false, 1],
    ["fifteen, and then nonsense", [0, ...new Array(15).fill(1), 0, 0], 10, true, NONE],
    ["fewer, but they end with the file", [0, 0, 2, 9, 1], 10, true, 2],
    ["fewer, and the file goes on", [0, 0, 2, 9, 1], 10, false, MORE],
    ["only from the limit on", [0, 0, 2, 9, 1], 2, true, NONE],
    ["the last record is cut short", [0, 1, 9, 0], 2, true, NONE],
  ])("%s", (_, bytes, limit, over, want) => {
    expect(search(view(...bytes), limit, over, look)).toBe(want);
  });
});

it("rows of zeros are no records", async () => {
  const zeros = Array.from({ length: 40 }, (_, i) => pcapRecord(true, 1000 + i, 0, new Uint8Array(700)));
  const told = await read(made(pcapFile({}), zeros), "zeros.pcap", 1000);
  expect(told.flatMap(({ lengths }) => lengths)).toEqual(zeros.map(() => 700));
});

it("a compressed file, or a block to skip at a seam", async () => {
  expect(await openSplit(file("x.gz", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0)))).toBeNull();
  const skipped = block(true, 0x7ead, payload(500));
  const packets = sizes.map((size, i) => enhanced(true, 0, BigInt(i), payload(size, i)));
  const mixed = made(join(section(true), interfaceBlock(true)), [...packets, skipped, ...packets]);
  const seam = mixed.seams[60] + 100;
  const split = await openSplit(file("skip.pcapng", mixed.bytes));
  if (split === null) throw new Error("not plain");
  const window = new Window({} as never, new ReadControl(), 64);
  const { fd, start, state } = split;
  const got = await readRange(
    { file: "", fd, from: start, to: seam, state, exact: true },
    { packet() {} },
    window,
  );
  // The block goes over the seam, and so does all up to the end of the next packet.
  expect([got.packets, got.end]).toEqual([61, mixed.seams[62]]);
  closeSplit(fd);
});
