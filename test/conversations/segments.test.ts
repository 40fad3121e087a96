// What compiled code makes of TCP segments is what tcp-state.ts does, and the oldest of many is found.
import { describe, expect, test } from "vitest";
import { Conversations } from "../../src/conversations/conversations.ts";
import { Ends } from "../../src/core/ends.ts";
import type { Exchange, Segment } from "../../src/core/exchange.ts";
import type { Conversation, Layer, Packet, TcpConversation } from "../../src/core/layer.ts";
import type { Protocol } from "../../src/core/protocol.ts";
import { Depth } from "../../src/core/recall.ts";
import { Recent } from "../../src/core/recent.ts";
import { FlowMemory } from "../../src/skim/flow-memory.ts";

type Random = () => number;

/** mulberry32 */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function told(by: Conversations, exchange: Exchange, packet: Partial<Packet>): Conversation {
  const protocol = (name: string, of?: Exchange) =>
    ({ name, ...(of === undefined ? {} : { exchange: () => of }) }) as unknown as Protocol;
  const layer = (of: Protocol, stackIndex: number) =>
    ({
      protocol: of,
      stackIndex,
      quoted: false,
      data: new DataView(new ArrayBuffer(0)),
      wireLength: 0,
    }) as unknown as Layer;
  const layers = [layer(protocol("ip"), 0), layer(protocol("tcp", exchange), 1)];
  by.follow({
    tenant: "native",
    frames: [],
    frameCount: 0,
    layers: () => layers,
    ...packet,
  } as unknown as Packet);
  return layers[1].conversation as Conversation;
}

/** What is not told where nobody asks for more than where a connection stands. */
const NOT_OF_PLACE = {
  ...{ remarks: 0, isNoted: false, duplicateOf: 0, duplicates: 0, acknowledges: 0, sinceAcknowledged: 0 },
  ...{ roundTrip: 0, bytesInFlight: 0, pushBytes: 0, resends: 0, sinceResent: 0 },
};

const FLAGS = [0x10, 0x10, 0x10, 0x10, 0x18, 0x18, 0x02, 0x12, 0x11, 0x04, 0x14, 0x00, 0x01, 0x30];

/** One of two hosts, or of more, says something near what was said before, or far from it. */
function exchangeOf(random: Random, connections: number, bases: number[], said: Segment[]): Exchange {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)];
  const connection = Math.floor(random() * connections);
  const ends = [`a${connection}`, `b${connection}`];
  const side = random() < 0.5 ? 0 : 1;
  const numberOf = (of: number) => {
    const place = 2 * connection + of;
    if (random() < 0.01) bases[place] = Math.floor(random() * 2 ** 32);
    if (random() < 0.4) bases[place] += pick([1, 100, 100, 1460]);
    return ((bases[place] ?? 0) + pick([0, 0, 0, 0, 1, -1, 100, -100, 3000, 2 ** 31])) >>> 0;
  };
  const [own, other] = [said[2 * connection + side], said[2 * connection + 1 - side]];
  const chance = random();
  let segment: Segment;
  // Says again what it said last, what the other side waits for, or asks whether its window is open.
  if (own !== undefined && chance < 0.3)
    segment = { ...own, flags: 0x10, sequence: (own.sequence + own.length) >>> 0, length: 0 };
  else if (other !== undefined && chance < 0.4)
    segment = { ...other, flags: 0x10, sequence: other.acknowledgment, length: pick([1, 100]) };
  else
    segment = {
      sequence: numberOf(side),
      acknowledgment: numberOf(1 - side),
      flags: pick(FLAGS),
      window: pick([0, 100, 100, 65535]),
      length: pick([0, 0, 0, 1, 100, 100, 1460]),
      windowScale: pick([-1, -1, 0, 7, 14]),
      sacked: random() < 0.1 ? pick([100, 1460, 2 ** 32 - 2, 2 ** 33]) : 0,
    };
  said[2 * connection + side] = segment;
  return { kind: "tcp", ends: new Ends(ends[side], ends[1 - side]), segment };
}

describe("compiled", () => {
  test.each([
    ["few connections, with gaps and repetitions", 2, 100],
    ["more than are kept", 5, 3],
  ])("%s", (_, connections, most) => {
    const remarks = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomOf(seed);
      const bases = Array.from({ length: 2 * connections }, () => Math.floor(random() * 2 ** 32));
      const [plain, compiled] = [new Conversations(most), new Conversations(most, new FlowMemory())];
      const [remarking, placing] = [Depth.remarks, Depth.place].map((depth) => {
        const memory = new FlowMemory();
        memory.depth = depth;
        return new Conversations(most, memory);
      });
      const said: Segment[] = [];
      let time = 0;
      for (let number = 1; number <= 400; number++) {
        const exchange = exchangeOf(random, connections, bases, said);
        const since = random() < 0.3 ? 1e9 * random() : 1e6 * random();
        // Some come at once.
        if (number % 5 > 0) time += since;
        const seconds = Math.floor(time / 1e9);
        const nanoseconds = random() < 0.02 ? -1 : Math.floor(time % 1e9);
        const packet = { number, seconds, nanoseconds };
        const model = told(plain, exchange, packet);
        expect(told(compiled, exchange, packet)).toEqual(model);
        const { tcp } = model;
        const { remarks: remarked, duplicates } = tcp as TcpConversation;
        expect(told(remarking, exchange, packet)).toMatchObject({ tcp: { remarks: remarked, duplicates } });
        const place = { ...model, tcp: { ...tcp, ...NOT_OF_PLACE } };
        expect(told(placing, exchange, packet)).toEqual(place);
        remarks.add(remarked);
      }
    }
    // Every remark was made, where connections last long enough.
    if (most > connections) expect([...remarks].reduce((all, some) => all | some, 0)).toBe(0x7fff);
  });

  test("datagrams, of more conversations than are kept", () => {
    const random = randomOf(1);
    const [plain, compiled] = [new Conversations(4), new Conversations(4, new FlowMemory())];
    const streams = new Set<number>();
    for (let number = 1; number <= 2000; number++) {
      const [from, to] = [`a${Math.floor(random() * 6)}`, "b"];
      const ends = random() < 0.5 ? new Ends(from, to) : new Ends(to, from);
      const nanoseconds = random() < 0.02 ? -1 : Math.floor(random() * 1e9);
      const packet = { number, seconds: number, nanoseconds };
      const model = told(plain, { kind: "udp", ends }, packet);
      expect(told(compiled, { kind: "udp", ends }, packet)).toEqual(model);
      streams.add(model.stream);
    }
    expect(streams.size).toBeGreaterThan(100);
  });

  test("many segments that nobody acknowledges, up to the bound", () => {
    const [plain, compiled] = [new Conversations(), new Conversations(9, new FlowMemory())];
    const segment = { flags: 0x18, window: 100, length: 10, windowScale: -1, sacked: 0 };
    for (let number = 1; number <= 10_020; number++) {
      const sequence = 10 * number;
      const exchange = {
        kind: "tcp",
        ends: new Ends("a", "b"),
        segment: { ...segment, sequence, acknowledgment: 1 },
      };
      const packet = { number, seconds: number, nanoseconds: 0 };
      const model = told(plain, exchange, packet);
      if (number > 10_000) expect(told(compiled, exchange, packet)).toEqual(model);
      else told(compiled, exchange, packet);
    }
    const back = { ...segment, length: 0, sequence: 1, acknowledgment: 50_010 };
    const exchange = { kind: "tcp", ends: new Ends("b", "a"), segment: back };
    const packet = { number: 20_000, seconds: 20_000, nanoseconds: 0 };
    expect(told(compiled, exchange, packet)).toEqual(told(plain, exchange, packet));
  });
});

test("of so many that are kept, the one that was used longest ago is forgotten", () => {
  const random = randomOf(7);
  const used = new Map<string, number>();
  const forgotten: string[] = [];
  const recent = new Recent<string>(
    5,
    (key) => used.get(key) ?? 0,
    (key) => forgotten.push(key),
  );
  const between: Ends[] = [];
  const model: string[] = [];
  const expected: string[] = [];
  for (let i = 1; i < 2000; i++) {
    const key = `${Math.floor(random() * 9)}`;
    used.set(key, i);
    // Ends that remember their place, and some that are made anew and have to look for it.
    const ends = random() < 0.5 ? (between[Number(key)] ?? new Ends(key, "b")) : new Ends(key, "b");
    between[Number(key)] = ends;
    expect(recent.get(ends, "")).toBe(model.includes(key) ? key : undefined);
    expect(recent.get(ends, "elsewhere")).toBe(undefined);
    if (!model.includes(key)) {
      recent.set(ends, "", () => key);
      if (model.length === 5) expected.push(model.shift() as string);
    } else model.splice(model.indexOf(key), 1);
    model.push(key);
  }
  expect(forgotten).toEqual(expected);
});
