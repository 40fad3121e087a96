// What is written: its bytes after the format drafts, and what our own readers make of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CaptureWriter, FormatError, readCaptures } from "../../src/capture/capture.ts";
import type { Annotation, CaptureInterface, PacketSink } from "../../src/core/sink.ts";
import { files } from "../support/files.ts";
import { enhanced, interfaceBlock, option, section } from "./build.ts";

const file = files();
let count = 0;

const interfaceOf = (more: Partial<CaptureInterface> = {}): CaptureInterface => ({
  format: "pcapng",
  linktype: 1,
  snaplen: 0,
  resolution: 6,
  name: "",
  description: "",
  ...more,
});

interface Written {
  source: CaptureInterface | null;
  linktype: number;
  seconds: number;
  nanoseconds: number;
  original: number;
  annotation: Annotation | null;
  bytes: Uint8Array;
}

const packet = (source: CaptureInterface, more: Partial<Written> = {}): Written => ({
  source,
  linktype: source.linktype,
  seconds: 1714564800,
  nanoseconds: 123_456_000,
  original: 3,
  annotation: null,
  bytes: Uint8Array.of(1, 2, 3),
  ...more,
});

function written(
  packets: readonly Written[],
  {
    format,
    several = false,
    of = [],
  }: Partial<{ format: "pcap" | "nsecpcap" | "pcapng"; several: boolean; of: CaptureInterface[] }> = {},
): Buffer {
  const parts: Uint8Array[] = [];
  const writer = new CaptureWriter((bytes) => parts.push(bytes.slice()), format, several);
  for (const one of of) writer.describes(one);
  for (const [i, p] of packets.entries()) writer.packet({ ...p, number: i + 1 }, p.bytes);
  writer.finish();
  return Buffer.concat(parts);
}

/** What our readers find in it. */
async function read(bytes: Uint8Array) {
  const name = file(`${count++}`, bytes);
  const interfaces: CaptureInterface[] = [];
  const packets: (Omit<Written, "source" | "bytes"> & { bytes: string; source: CaptureInterface })[] = [];
  const sink: PacketSink = {
    interfaceId: -1,
    annotation: null,
    describes: (number, of) => {
      interfaces[number] = of;
    },
    packet(d, offset, captured, original, linktype, seconds, nanoseconds) {
      const view = new Uint8Array(d.buffer, d.byteOffset + offset, captured);
      const source = interfaces[Math.max(0, sink.interfaceId ?? -1)];
      packets.push({
        source,
        linktype,
        seconds,
        nanoseconds,
        original,
        annotation: sink.annotation ?? null,
        bytes: Buffer.from(view).toString("hex"),
      });
    },
  };
  const { damage } = await readCaptures([name], sink);
  expect(damage).toEqual([]);
  return { interfaces, packets };
}

test("pcapng: every block as the draft has it", () => {
  const eth = interfaceOf({ snaplen: 128, resolution: 9, name: "eth0", description: "up" });
  const text = (of: string) => new TextEncoder().encode(of);
  expect(written([packet(eth, { original: 70_000, nanoseconds: 123_456_789 })]).toString("hex")).toBe(
    Buffer.concat([
      section(true),
      interfaceBlock(
        true,
        1,
        128,
        option(true, 2, text("eth0")),
        option(true, 3, text("up")),
        option(true, 9, Uint8Array.of(9)),
      ),
      enhanced(true, 0, 1714564800123456789n, Uint8Array.of(1, 2, 3), 70_000),
    ]).toString("hex"),
  );
});

describe("the format is that of what is read", () => {
  test.each([
    ["pcap", 6, "d4c3b2a1"],
    ["pcap", 9, "4d3cb2a1"],
    ["pcapng", 9, "0a0d0d0a"],
    ["snoop", 6, "d4c3b2a1"],
  ] as const)("%s with a resolution of %i", (format, resolution, magic) => {
    const source = interfaceOf({ format, resolution });
    expect(written([packet(source)]).toString("hex")).toMatch(new RegExp(`^${magic}`));
    expect(written([], { of: [source] }).toString("hex")).toMatch(new RegExp(`^${magic}`));
  });

  test("or the one that is asked for", () => {
    const source = interfaceOf({ format: "pcapng", resolution: 9 });
    expect(written([packet(source)], { format: "pcap" }).toString("hex")).toMatch(/^d4c3b2a1/);
    expect(written([packet(interfaceOf({ format: "pcap" }))], { format: "pcapng" }).readUInt32LE(0)).toBe(
      0x0a0d0d0a,
    );
  });

  test("no packet and no capture: still a capture", async () => {
    expect((await read(written([]))).packets).toEqual([]);
  });
});

test("interfaces keep their link type, resolution and names, also those without a packet", async () => {
  const all = [
    interfaceOf({ name: "a", description: "first", linktype: 1, resolution: 9, snaplen: 96 }),
    interfaceOf({ name: "b", linktype: 113, resolution: 3 }),
    interfaceOf({ name: "ü\u{1f600}", linktype: 101 }),
  ];
  const { interfaces, packets } = await read(
    written(
      [packet(all[2]), packet(all[0], { nanoseconds: 1 }), packet(all[1], { nanoseconds: 5_000_000 })],
      { of: all },
    ),
  );
  expect(interfaces).toEqual(all.map((of) => ({ ...of, section: 1 })));
  expect(packets.map(({ source, linktype, nanoseconds }) => [source.name, linktype, nanoseconds])).toEqual([
    ["ü\u{1f600}", 101, 123_456_000],
    ["a", 1, 1],
    ["b", 113, 5_000_000],
  ]);
});

test("a resolution in powers of two becomes nanoseconds", async () => {
  const source = interfaceOf({ resolution: 0x80 | 20 });
  const { interfaces, packets } = await read(written([packet(source, { nanoseconds: 123_456_789 })]));
  expect(interfaces[0].resolution).toBe(9);
  expect(packets[0].nanoseconds).toBe(123_456_789);
});

const withoutZeros = (annotation: Annotation | null): Annotation | null =>
  annotation && { ...annotation, comments: annotation.comments.map((text) => text.replace(/\0+$/, "")) };

test("whatever the packets are, they come back: lengths, cuts, and times as fine as their format", async () => {
  const one = fc.record({
    seconds: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
    original: fc.integer({ min: 0, max: 0xffffffff }),
    bytes: fc.uint8Array({ maxLength: 70 }),
    annotation: fc.option(
      fc.record({
        comments: fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 3 }),
        flags: fc.integer({ min: -1, max: 0xffffffff }),
        others: fc.array(
          fc.record({
            code: fc.constantFrom(3, 4, 5, 6, 7, 2988, 19373),
            value: fc.uint8Array({ minLength: 8, maxLength: 12 }),
          }),
          { maxLength: 4 },
        ),
      }),
    ),
    which: fc.nat({ max: 1 }),
  });
  const sources = [interfaceOf({ resolution: 9, name: "x" }), interfaceOf({ resolution: 6, linktype: 113 })];
  await fc.assert(
    fc.asyncProperty(
      fc.array(one, { maxLength: 8 }),
      fc.constantFrom("pcapng", "nsecpcap", "pcap"),
      async (list, format) => {
        const packets = list.map(({ which, ...p }) => {
          const source = format === "pcapng" ? sources[which] : sources[0];
          return packet(source, { ...p, original: Math.max(p.original, p.bytes.length) });
        });
        const found = await read(written(packets, { format: format as "pcap" }));
        expect(found.packets.map(({ source, ...p }) => p)).toEqual(
          packets.map((p) => {
            const fine = format === "nsecpcap" || (format === "pcapng" && p.source === sources[0]);
            return {
              linktype: p.linktype,
              seconds: p.seconds,
              nanoseconds: fine ? p.nanoseconds : p.nanoseconds - (p.nanoseconds % 1000),
              original: p.original,
              // Classic pcap has no place for it, and the end of a text is its last byte that is not zero.
              annotation: format === "pcapng" ? withoutZeros(p.annotation) : null,
              bytes: Buffer.from(p.bytes).toString("hex"),
            };
          }),
        );
      },
    ),
    { numRuns: 60 },
  );
});

describe("packets without a time", () => {
  const none = { seconds: 0, nanoseconds: -1 };

  test("stay without one in pcapng, on the first interface", async () => {
    const source = interfaceOf({ snaplen: 2 });
    const { packets } = await read(
      written([packet(source, { ...none, original: 9, bytes: Uint8Array.of(8, 9) })]),
    );
    expect(packets).toMatchObject([{ nanoseconds: -1, original: 9, bytes: "0809", linktype: 1 }]);
  });

  test("get the first second of 1970 where their format has no other word", async () => {
    const pcap = await read(written([packet(interfaceOf({ format: "pcap" }), none)]));
    expect(pcap.packets).toMatchObject([{ seconds: 0, nanoseconds: 0, bytes: "010203" }]);
    const [a, b] = [interfaceOf(), interfaceOf({ linktype: 113 })];
    const second = await read(written([packet(a), packet(b, none)]));
    expect(second.packets[1]).toMatchObject({ seconds: 0, nanoseconds: 0, linktype: 113 });
    // A simple packet block has no captured length.
    const cut = await read(written([packet(a, { ...none, original: 10 })]));
    expect(cut.packets[0]).toMatchObject({ original: 10, bytes: "010203", nanoseconds: 0 });
  });
});

describe("what a pcap cannot hold is refused", () => {
  const micro = interfaceOf({ format: "pcap" });
  test.each([
    [
      "a second link type",
      packet(interfaceOf({ format: "pcap", linktype: 113 })),
      /packet 2 .*LINUX_SLL.*ETHERNET/,
    ],
    [
      "nanoseconds in microseconds",
      packet(interfaceOf({ format: "pcap", resolution: 9 }), { nanoseconds: 1 }),
      /packet 2 .*nanoseconds/,
    ],
    ["a time after 2106", packet(micro, { seconds: 2 ** 32 }), /packet 2 .*time/],
  ])("%s", (_, second, message) => {
    expect(() => written([packet(micro), second])).toThrow(FormatError);
    expect(() => written([packet(micro), second])).toThrow(message);
  });

  test("but not what it was asked to drop", () => {
    const fine = packet(interfaceOf({ format: "pcap", resolution: 9 }), { nanoseconds: 1 });
    expect(() => written([fine], { format: "pcap" })).not.toThrow();
  });
});

test("the limit of one capture is no limit of several", () => {
  const source = interfaceOf({ format: "pcap", snaplen: 96 });
  expect(written([packet(source)]).readUInt32LE(16)).toBe(96);
  expect(written([packet(source)], { several: true }).readUInt32LE(16)).toBe(262144);
  expect(written([packet(interfaceOf({ format: "pcap" }))]).readUInt32LE(16)).toBe(262144);
});

test("packets of which no capture told", async () => {
  const p = packet(interfaceOf(), { source: null, linktype: 101 });
  expect((await read(written([p, p]))).packets.map(({ linktype }) => linktype)).toEqual([101, 101]);
});
