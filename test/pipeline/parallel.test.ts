// Law 2 for several hands: whatever the cuts, the answer and what is told of damage are those of one.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pcap, pcapng } from "../../fixtures/make/capture.ts";
import { type RandomOptions, randomScenario } from "../../fixtures/make/random.ts";
import type { PacketRecord } from "../../fixtures/make/scenario.ts";
import { ReadControl } from "../../src/capture/capture.ts";
import { findRecord } from "../../src/capture/seam.ts";
import { closeSplit, openSplit } from "../../src/capture/split.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Retreat } from "../../src/pipeline/crew.ts";
import { block, hex as bytesOf, pcapFile, pcapRecord } from "../capture/build.ts";
import { files } from "../support/files.ts";
import { alone, together } from "./crew.ts";

const file = files();
const RUNS = { numRuns: 12, seed: 4 };
const seeds = fc.integer({ min: 1, max: 1 << 30 });

/** STT frames, fragments and duplicates close enough for seams to cut them. */
const HARD: Partial<RandomOptions> = {
  packets: 160,
  loss: 0.1,
  duplicates: 0.3,
  window: 40,
  overlaps: 0.3,
  outerFragments: 0.3,
  innerFragments: 0.3,
};
const records = (seed: number, options: Partial<RandomOptions> = {}): PacketRecord[] =>
  randomScenario(seed, { ...HARD, ...options }).records;

const ns = (own: PacketRecord[]) => pcap(own, { nanosecond: true });
const concat = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

describe("one file", () => {
  it("cut anywhere, by any number of hands", async () => {
    const hands = fc.constantFrom(1, 2, 3, 8);
    const parts = fc.integer({ min: 60, max: 20_000 });
    await fc.assert(
      fc.asyncProperty(seeds, hands, parts, fc.boolean(), async (seed, n, part, stream) => {
        const path = file("any.pcap", ns(records(seed)));
        expect((await together([path], { hands: n, part, stream })).json).toBe((await alone([path])).json);
      }),
      RUNS,
    );
  });

  it("every single seam of a capture of STT and fragments", async () => {
    const own = records(7, { packets: 50 });
    const bytes = ns(own);
    const path = file("seams.pcap", bytes);
    const want = (await alone([path])).json;
    // Ranges of one size: their seams fall on every place of a record sooner or later.
    for (let part = 900; part < 900 + 400; part += 7) {
      expect((await together([path], { hands: 3, part })).json, `ranges of ${part} bytes`).toBe(want);
    }
  });

  it.each([
    ["interfaces of several clocks and blocks to skip", { resolutions: [9, 0x80 + 30], noise: true }],
    ["big-endian", { bigEndian: true }],
    ["sections of either byte order", { sections: 3, alternate: true, noise: true }],
    ["packets without a time", { simple: true }],
  ])("pcapng: %s", async (_, options) => {
    // 2^-30 s holds times that are whole multiples of 2^-9 s only.
    const own = records(11).map((r) => ({ ...r, time: ((r.time ?? 0n) / 1_953_125n) * 1_953_125n }));
    const path = file("x.pcapng", pcapng(own, options));
    const want = (await alone([path])).json;
    for (const part of [200, 3000, 40_000]) {
      for (const stream of [false, true])
        expect((await together([path], { hands: 3, part, stream })).json, `${part} ${stream}`).toBe(want);
    }
  });

  it("a stream that is read in place first", async () => {
    const bytes = ns(records(5));
    const path = file("later.pcap", bytes);
    const want = (await alone([path])).json;
    for (const first of [1, bytes.length >> 1, 1e9])
      expect((await together([path], { hands: 2, part: 500, stream: true, alone: first })).json).toBe(want);
  });

  it("no job is done twice when all guesses are right", async () => {
    const path = file("once.pcap", ns(records(9, { packets: 400 })));
    let jobs = 0;
    await together([path], {
      hands: 3,
      part: 8000,
      onJob: (n) => {
        jobs = n;
      },
    });
    const { length } = ns(records(9, { packets: 400 }));
    expect(jobs).toBe(Math.ceil((length - 24) / 8000));
  });
});

/** A VXLAN packet from an outer source port that carries an inner UDP flow by its source port. 92 bytes. */
const vxlan = (outer: number, inner: number) => {
  const hex = (n: number) => n.toString(16).padStart(4, "0");
  const ip = (length: number, from: string, to: string) =>
    `4500${hex(length)}00000000 40110000 ${from} ${to}`;
  const ethernet = "020000000002 020000000001 0800";
  return bytesOf(
    `${ethernet} ${ip(78, "c0000201", "c0000202")} ${hex(outer)}12b5003a0000 0800000000002a00
     ${ethernet} ${ip(28, "0a000001", "0a000002")} ${hex(inner)}003500080000`,
  );
};

it("the first packet of a flow is the first of the capture, whoever has read it", async () => {
  const [first, second] = [50001, 50002];
  const record = (outer: number, inner: number) => pcapRecord(true, 1_700_000_000, 0, vxlan(outer, inner));
  // Flow 1 is once on either key, and so belongs to the first; flow 2 is on that key only. The hands take turns.
  const others = Array.from({ length: 4 }, () => record(first, 2));
  for (const [x, y] of [
    [first, second],
    [second, first],
  ]) {
    const file = files1([...others, record(x, 1), ...others, record(y, 1), ...others]);
    const want = await alone([file]);
    const { flows } = JSON.parse(want.json).tenants[0].entropy;
    expect(flows.five_tuple.keys).toBe(x === first ? 1 : 2);
    for (const hands of [2, 3])
      for (let per = 1; per < 7; per++)
        expect((await together([file], { hands, part: per * 108 })).json, `${per} a range`).toBe(want.json);
  }
});
const files1 = (own: Uint8Array[]) => file("first-seen.pcap", pcapFile({}, ...own));

describe("a display filter", () => {
  const FILTERS = [
    "vxlan or ip.ttl > 3",
    'overshark.tenant contains "stt" and not icmp',
    "tcp.len > 0 && ip.id != 0",
    'frame.protocols contains "stt" or udp.payload',
    "not stt and frame.len > 80",
    "data and udp.port#2 < 40000 or tcp.checksum.status == 0",
    "ip.flags.mf == 1 or ip.frag_offset > 0 or arp",
    "frame.len > 80",
  ];

  it("is asked by all hands what one would be asked", async () => {
    const ways = fc.record({
      hands: fc.constantFrom(1, 2, 3),
      part: fc.integer({ min: 200, max: 20_000 }),
      only: fc.constantFrom(...FILTERS),
    });
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(seeds, ways, async (seed, way) => {
        const path = file("asked.pcap", ns(records(seed)));
        const want = await alone([path], { filter: compileFilter(way.only) });
        passed += JSON.parse(want.json).capture.packets;
        expect((await together([path], way)).json).toBe(want.json);
      }),
      { ...RUNS, numRuns: 30 },
    );
    expect(passed).toBeGreaterThan(500);
  });

  it("that asks for packets before, or a stream, is one hand's", async () => {
    const divisible = (text: string) => compileFilter(text).divisible;
    expect(FILTERS.filter((text) => !divisible(text))).toEqual([]);
    const ordered = [
      "frame.number > 3",
      "ip and frame.time_relative < 1",
      "tcp.stream == 1",
      "ip.reassembled_in",
    ];
    expect(ordered.filter(divisible)).toEqual([]);
    const path = file("piped.pcap", ns(records(3)));
    await expect(together([path], { hands: 2, part: 5000, stream: true, only: "ip" })).rejects.toThrow(
      Retreat,
    );
  });

  it("says what is damaged as without it", async () => {
    const bytes = ns(records(9));
    const path = file("torn.pcap", bytes.subarray(0, bytes.length - 9));
    const want = await alone([path], { filter: compileFilter("vxlan") });
    expect(want.outcome.damage).toHaveLength(1);
    const got = await together([path], { hands: 3, part: 3000, only: "vxlan" });
    expect([got.json, got.outcome.damage]).toEqual([want.json, want.outcome.damage]);
  });
});

describe("a capture of a capture", () => {
  // Records inside the payload of a packet: a chain that looks right and is not.
  const inner = Array.from({ length: 40 }, (_, i) =>
    pcapRecord(true, 1_700_000_000, i, new Uint8Array(60).fill(i)),
  );
  const hull = (payload: Uint8Array) =>
    concat(new Uint8Array(12), Uint8Array.of(0x88, 0xb5), payload, new Uint8Array(20));
  const lone = (i: number) => pcapRecord(true, 1_700_000_000 + i, 0, ns(records(3)).slice(40, 140));
  const bytes = pcapFile(
    {},
    ...Array.from({ length: 30 }, (_, i) => lone(i)),
    pcapRecord(true, 1_700_000_040, 0, hull(concat(...inner))),
    ...Array.from({ length: 30 }, (_, i) => lone(50 + i)),
  );
  const start = 24 + 30 * 116;

  it("deceives the guess", async () => {
    const split = await openSplit(file("deceiving.pcap", bytes));
    if (split === null) throw new Error("not plain");
    expect(findRecord(split.fd, start + 20, 1e9, split.state)).toBe(start + 16 + 14);
    closeSplit(split.fd);
  });

  it("but not the answer", async () => {
    const path = file("deceiving.pcap", bytes);
    const want = (await alone([path])).json;
    for (let part = 800; part < 3000; part += 90)
      expect((await together([path], { hands: 3, part })).json, `ranges of ${part}`).toBe(want);
  });

  it("deceived too often, several hands give up", async () => {
    await expect(together([file("deceiving.pcap", bytes)], { hands: 3, part: 100 })).rejects.toThrow(Retreat);
  });
});

describe("damage", () => {
  const good = ns(records(21));
  const at = (n: number) => {
    let offset = 24;
    for (let i = 0; i < n; i++) offset += 16 + Buffer.from(good).readUInt32LE(offset + 8);
    return offset;
  };
  const broken = Buffer.from(good);
  broken.writeUInt32LE(0x7fffffff, at(70) + 8);

  it.each<[string, Uint8Array]>([
    ["a length that cannot be", broken],
    ["cut in a record", good.slice(0, at(90) + 21)],
    ["cut in a record header", good.slice(0, at(90) + 5)],
    ["no packets", good.slice(0, 24)],
  ])("%s: the same place, and nothing before it is lost", async (_, bytes) => {
    const paths = [file("damaged.pcap", bytes), file("next.pcap", good)];
    const want = await alone(paths);
    for (const part of [150, 4000]) {
      for (const stream of [false, true])
        expect(await together(paths, { hands: 3, part, stream }), `${part} ${stream}`).toEqual(want);
    }
  });

  it("pcapng: a packet of an interface that there is not", async () => {
    const whole = pcapng(records(22, { packets: 60 }));
    const extra = block(true, 6, concat(Uint8Array.of(9, 0, 0, 0), new Uint8Array(16)));
    const path = file("no-interface.pcapng", concat(whole, extra, whole));
    const want = await alone([path]);
    expect(want.outcome.damage).toHaveLength(1);
    for (const part of [300, 9000]) expect(await together([path], { hands: 3, part })).toEqual(want);
  });

  it("a file that is no capture ends the run, and what was before it is kept", async () => {
    const first = file("first.pcap", good);
    for (const wrong of [new TextEncoder().encode("not a capture"), gzipSync("not a capture, compressed")]) {
      const paths = [first, file("wrong", wrong), file("third.pcap", good)];
      const want = await alone(paths);
      const got = await together(paths, { hands: 3, part: 700 });
      expect(got.json).toBe(want.json);
      expect(JSON.parse(got.json).capture.packets).toBe(records(21).length);
    }
  });
});

describe("several files", () => {
  it("plain, compressed, of different formats: as one capture", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 100, max: 30_000 }), async (seed, part) => {
        const own = records(seed);
        const third = Math.ceil(own.length / 3);
        const paths = [
          file("a.pcap", ns(own.slice(0, third))),
          file("b.pcap.gz", gzipSync(ns(own.slice(third, 2 * third)))),
          file("c.pcapng", pcapng(own.slice(2 * third))),
        ];
        const want = await alone(paths);
        expect(await together(paths, { hands: 3, part })).toEqual(want);
        expect(await together(paths, { hands: 2, part, stream: true })).toEqual(want);
      }),
      { ...RUNS, numRuns: 6 },
    );
  });
});

describe("limits", () => {
  const path = () => file("limits.pcap", ns(records(31, { packets: 300 })));

  it("when the fact table is too small, files are left to one thread", async () => {
    await expect(together([path()], { hands: 3, part: 2000, maxFlows: 5 })).rejects.toThrow(Retreat);
  });

  it("and streams go on in place", async () => {
    for (const maxFlows of [1, 5, 40, 1000])
      expect((await together([path()], { hands: 3, part: 500, stream: true, maxFlows })).json).toBe(
        (await alone([path()], { maxFlows })).json,
      );
  });

  it("small reassembly memory and short timeouts", async () => {
    for (const options of [{ reassemblyMemory: 3000 }, { reassemblyTimeout: 0.001 }])
      expect((await together([path()], { hands: 3, part: 1500, ...options })).json).toBe(
        (await alone([path()], options)).json,
      );
  });
});

it("stopped, it tells of a beginning of the capture", async () => {
  const path = file("stopped.pcap", ns(records(41, { packets: 300 })));
  const control = new ReadControl();
  const got = await together([path], {
    hands: 2,
    part: 1500,
    control,
    onJob: (n) => {
      if (n === 5) control.stop();
    },
  });
  const { packets } = JSON.parse(got.json).capture;
  expect(packets).toBeGreaterThan(0);
  expect(packets).toBeLessThan(records(41, { packets: 300 }).length);
  expect(got.json).toBe((await alone([path], { limit: packets })).json);
});
