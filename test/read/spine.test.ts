// Listing, Watch, extend and DissectedPacket: what is shown of packets that came in parts, and when.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Built, echo, onEthernet, tcp, udp } from "../../fixtures/make/built.ts";
import { pattern } from "../../fixtures/make/bytes.ts";
import { generatedCases } from "../../fixtures/make/cases/all.ts";
import { ANN, ANSWER, BOB, EAST, frameOf, REQUEST, WEST, WESTBOUND } from "../../fixtures/make/cases/case.ts";
import { type RandomOptions, randomScenario } from "../../fixtures/make/random.ts";
import { record, records, SECOND, START } from "../../fixtures/make/records.ts";
import type { PacketRecord } from "../../fixtures/make/scenario.ts";
import { settle } from "../../fixtures/make/truth-settle.ts";
import { sttFrameBytes } from "../../fixtures/make/tunnels.ts";
import { fragment, gre, sttPieces, vxlan } from "../../fixtures/make/wrap.ts";
import { linktype as linktypes } from "../../src/core/demux.ts";
import { LayerStack } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { check } from "../property.ts";
import { Feed, listed } from "./listed.ts";
import { expectedParts } from "./parts-model.ts";

const ONE = { ...WESTBOUND, sport: 50001, packetId: 0x1001 };
const HEAD = { context: 42n, flags: 1 };
const BIG = frameOf(1500);
/** Three pieces of a frame of 1518 bytes. */
const pieces = sttPieces(BIG, ONE, HEAD, [560]);
const PLAIN = onEthernet(tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, 0, { seq: 1 }));
const TAIL = "eth:ethertype:ip:tcp:data";
const PIECE = "eth:ethertype:ip:stt:data";

const VARIANTS: Record<string, Partial<RandomOptions>> = {
  "all encapsulations": {},
  "lossy and shuffled": { loss: 0.2, duplicates: 0.3, window: 64, overlaps: 0.5 },
  fragments: { outerFragments: 0.4, innerFragments: 0.4 },
  "cut by the snapshot length": { snaplen: 170 },
  "STT only": { encapsulations: ["stt"], native: 0, duplicates: 0.3, loss: 0.1 },
};
const seeds = fc.integer({ min: 1, max: 1 << 30 });

/** Everything that a listing must say by the notes of those who made the packets. */
function agrees(all: readonly PacketRecord[]): void {
  const shown = listed(all);
  expect(shown.map((p) => p.number)).toEqual(all.map((_, i) => i + 1));
  const { facts } = settle([...all]);
  expect(shown.map((p) => p.tenant)).toEqual(facts.map((f) => (f.reason === null ? f.tenant : null)));
  for (const [i, expected] of expectedParts(all).entries()) {
    const { partOf } = shown[i];
    const got = partOf
      .slice(0, expected.length)
      .map(({ kind, offset, length, index, count, reassembledIn }) => {
        return { kind, offset, length, index, count, reassembledIn };
      });
    expect(got, `packet ${i + 1}`).toEqual(expected);
    // Fragments of the innermost packet have no note of their parts.
    const more = partOf.slice(expected.length);
    const mayBe = all[i].note.inner.fragment === null ? 0 : 1;
    expect(more.length, `packet ${i + 1}`).toBeLessThanOrEqual(mayBe);
    for (const part of partOf) {
      const brought = part.brought.filter(({ again }) => again === undefined);
      expect(brought.length).toBe(part.count);
      if (part.index > 0) expect(brought[part.index - 1].packet).toBeLessThanOrEqual(part.reassembledIn);
    }
  }
}

describe("order, tenants and parts are what the generator knows", () => {
  it.each(generatedCases().map((c) => [c.path, c] as const))("%s", (_path, { records: own }) => agrees(own));

  it.each(Object.entries(VARIANTS))("random traffic: %s", (_name, options) => {
    const scenario = (seed: number) => randomScenario(seed, { packets: 300, ...options }).records;
    check(
      fc.property(seeds, (seed) => agrees(scenario(seed))),
      12,
    );
  });
});

describe("an STT frame in pieces", () => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  it.each(orders.map((order) => [order]))("in the order %j is shown in the last to come", (order) => {
    const shown = listed(records(order.map((i) => pieces[i])));
    expect(shown.map((p) => p.protocols)).toEqual([PIECE, PIECE, `eth:ethertype:ip:stt:${TAIL}`]);
    expect(shown.map((p) => p.made.length)).toEqual([0, 0, 1]);
    expect(shown[2].made[0].title).toBe("Reassembled STT frame");
    expect(shown[2].made[0].bytes).toEqual(sttFrameBytes(HEAD, BIG.bytes));
    expect(shown.map((p) => p.tenant)).toEqual(["stt:42", "stt:42", "stt:42"]);
    const places = [0, 1, 2].map((piece) => order.indexOf(piece) + 1);
    for (const [i, { partOf }] of shown.entries()) {
      expect(partOf).toEqual([
        {
          kind: "stt",
          id: 0x1001,
          index: order[i] + 1,
          count: 3,
          offset: 560 * order[i],
          length: order[i] === 2 ? 398 : 560,
          total: 1518,
          reassembledIn: 3,
          brought: places.map((packet) => ({ packet })),
        },
      ]);
    }
  });

  it("a piece that comes again says which frame it was of, before and after the frame is whole", () => {
    const shown = listed(records([pieces[0], pieces[1], pieces[1], pieces[2], pieces[0]]));
    expect(shown.map((p) => p.partOf.map((part) => [part.index, part.count, part.reassembledIn]))).toEqual(
      [1, 2, 2, 3, 1].map((index) => [[index, 3, 4]]),
    );
    expect(shown.map((p) => p.made.length)).toEqual([0, 0, 0, 1, 0]);
    expect(shown[4].tenant).toBe("stt:42");
  });

  it("without its middle, the first piece shows what it holds and no more", () => {
    const shown = listed(records([pieces[2], pieces[0]]));
    expect(shown.map((p) => p.protocols)).toEqual([PIECE, `eth:ethertype:ip:stt:${TAIL}`]);
    expect(shown.map((p) => p.tenant)).toEqual(["stt:42", "stt:42"]);
    expect(shown[1].made[0].bytes).toEqual(sttFrameBytes(HEAD, BIG.bytes).slice(0, 560));
    expect(shown.map((p) => p.partOf[0].reassembledIn)).toEqual([0, 0]);
  });

  it("without its first, it is nobody's", () => {
    const shown = listed(records([pieces[1], pieces[2]]));
    expect(shown.map((p) => p.protocols)).toEqual([PIECE, PIECE]);
    expect(shown.map((p) => p.tenant)).toEqual([null, null]);
    expect(shown.map((p) => p.made)).toEqual([[], []]);
  });

  it("inside fragments belongs to all of them", () => {
    const first = fragment(pieces[0], 256, 77);
    const shown = listed(records([...first, pieces[1], pieces[2]]));
    const last = first.length;
    expect(shown.slice(0, last).map((p) => p.partOf.map((part) => [part.kind, part.reassembledIn]))).toEqual(
      first.map(() => [
        ["ip", last],
        ["stt", last + 2],
      ]),
    );
    expect(shown.every((p) => p.tenant === "stt:42")).toBe(true);
    expect(shown.at(-1)?.made.map((m) => m.title)).toEqual(["Reassembled STT frame"]);
    expect(shown[last - 1].made.map((m) => m.title)).toEqual(["Reassembled IPv4"]);
  });

  it("is found again around frames that are in two tunnels with the same ids", () => {
    const other = sttPieces(frameOf(1500, ANSWER), ONE, { ...HEAD, context: 43n }, [560]);
    const within = (piece: (typeof pieces)[number], key: number) =>
      gre(piece, { src: EAST, dst: WEST }, { key });
    const mixed = pieces.flatMap((piece, i) => [within(piece, 1), within(other[i], 2)]);
    const shown = listed(records(mixed));
    expect(shown.map((p) => p.tenant)).toEqual(
      mixed.map((_, i) => (i % 2 === 0 ? "gre:1/stt:42" : "gre:2/stt:43")),
    );
    expect(shown[4].made[0].bytes).toEqual(sttFrameBytes(HEAD, BIG.bytes));
    expect(shown[5].made[0].bytes.slice(18)).toEqual(frameOf(1500, ANSWER).bytes);
  });
});

/** Numbers of the packets that a filter lets through. */
function passing(packets: Built[], text: string): number[] {
  const numbers: number[] = [];
  const filter = compileFilter(text);
  const listing = new Listing({}, (packet) => {
    const passes = filter.matches(packet);
    if (passes) numbers.push(packet.number);
    return passes;
  });
  for (const { bytes, linktype } of records(packets.map((packet) => onEthernet(packet))))
    listing.packet(new DataView(bytes.slice().buffer), 0, bytes.length, bytes.length, linktype, 0, 0);
  listing.finish();
  return numbers;
}

describe("IP fragments", () => {
  it("of two tenants with the same addresses and id are not mixed", () => {
    const [one, two] = [pattern(1100, 1), pattern(1100, 99)].map((payload) => udp(REQUEST, payload));
    const through = { ...WESTBOUND, sport: 50001 };
    const cut = [one, two].map((packet) => fragment(packet, 512, 0x777));
    const mixed = cut[0].flatMap((_, i) =>
      cut.map((c, k) => vxlan(onEthernet(c[i]), through, { vni: k + 1 })),
    );
    const shown = listed(records(mixed));
    expect(shown.map((p) => p.tenant)).toEqual(mixed.map((_, i) => `vxlan:${(i % 2) + 1}`));
    const whole = shown.filter((p) => p.made.length > 0);
    expect(whole.map((p) => p.number)).toEqual([5, 6]);
    expect(whole.map((p) => p.made[0].bytes)).toEqual([one, two].map((packet) => packet.ip?.payload));
    // The tunnels' UDP has no checksum, theirs has.
    expect(passing(mixed, "udp.checksum.status == 3")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(passing(mixed, "udp.checksum.status == 1")).toEqual([5, 6]);
    expect(passing(mixed, "udp.payload contains 08:00:00:00:00:00:01:00")).toEqual([1, 3, 5]);
    const inner = "eth:ethertype:ip:udp:vxlan:eth:ethertype:ip";
    expect(shown.map((p) => p.protocols)).toEqual(
      mixed.map((_, i) => (i < 4 ? `${inner}:data` : `${inner}:udp:data`)),
    );
  });

  it("show a tunnel in the one that completes it", () => {
    const packet = vxlan(frameOf(1100), { ...WESTBOUND, sport: 50001 }, { vni: 7 });
    const shown = listed(records(fragment(packet, 512, 9).toReversed()));
    expect(shown.map((p) => p.protocols)).toEqual([
      "eth:ethertype:ip:data",
      "eth:ethertype:ip:data",
      `eth:ethertype:ip:udp:vxlan:${TAIL}`,
    ]);
    expect(shown[2].made.map((m) => m.bytes)).toEqual([packet.ip?.payload]);
  });

  // As tshark 4.0.17 says it with ip.defragment off, which shows a first fragment's header as we do.
  it("leave a checksum alone whose datagram was not put together, and no other", () => {
    const through = { ...WESTBOUND, sport: 50001, checksum: true };
    const segment = tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, 1000, { seq: 1 });
    const [first, ...rest] = fragment(segment, 512, 7);
    const within = vxlan(onEthernet(first), through, { vni: 7 });
    const padded = onEthernet(tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, 200, { seq: 1 }), { pad: 500 });
    const around = fragment(vxlan(padded, through, { vni: 7 }), 392, 8)[0];
    const statuses = (packets: Built[]) =>
      packets.map((_, i) =>
        ["tcp", "udp"].flatMap((name) =>
          [0, 1, 2, 3].flatMap((status) =>
            passing(packets, `${name}.checksum.status == ${status}`).includes(i + 1)
              ? `${name} ${status}`
              : [],
          ),
        ),
      );
    expect(statuses([first])).toEqual([["tcp 2"]]);
    expect(statuses([first, ...rest]).at(-1)).toEqual(["tcp 1"]);
    expect(statuses([within])).toEqual([["tcp 2", "udp 1"]]);
    expect(statuses([around])).toEqual([["tcp 1", "udp 2"]]);
  });
});

describe("what is held back", () => {
  it("goes out as soon as nothing is open before it", () => {
    const feed = new Feed();
    for (const r of records([PLAIN, pieces[0], PLAIN, pieces[1], pieces[2], PLAIN])) feed.add(r);
    expect(feed.shown.map((p) => [p.number, p.read])).toEqual([
      [1, 1],
      [2, 5],
      [3, 5],
      [4, 5],
      [5, 5],
      [6, 6],
    ]);
    expect(feed.finish().length).toBe(6);
  });

  it("can be let go before, and what comes late is shown where it comes", () => {
    const feed = new Feed();
    for (const r of records([pieces[0], PLAIN])) feed.add(r);
    expect(feed.shown).toEqual([]);
    feed.listing.letGo();
    expect(feed.shown.map((p) => [p.number, p.tenant])).toEqual([
      [1, null],
      [2, "native"],
    ]);
    for (const r of records([pieces[1], pieces[2]])) feed.add(r);
    expect(feed.shown.map((p) => [p.number, p.tenant, p.made.length])).toEqual([
      [1, null, 0],
      [2, "native", 0],
      [3, "stt:42", 0],
      [4, "stt:42", 1],
    ]);
    expect(feed.shown[3].partOf[0].brought.map(({ packet }) => packet)).toEqual([1, 3, 4]);
  });

  it("is given up by capture time, whatever comes meanwhile", () => {
    const feed = new Feed({ reassemblyTimeout: 30 });
    feed.add(record(onEthernet(pieces[0]), START));
    for (let s = 1n; s <= 31n; s++) feed.add(record(PLAIN, START + s * SECOND));
    expect(feed.shown.map((p) => p.number)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1));
    expect(feed.shown[0]).toMatchObject({
      tenant: "stt:42",
      read: 32,
      protocols: `eth:ethertype:ip:stt:${TAIL}`,
    });
  });

  it("is no more than 50,000 packets, in order even so", () => {
    const numbers: number[] = [];
    const listing = new Listing({}, (packet) => {
      numbers.push(packet.number);
      if (packet.number === 1) expect(packet.tenant).toBeNull();
      return true;
    });
    const add = ({ bytes, linktype }: PacketRecord) =>
      listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, linktype, 1, 0);
    add(record(onEthernet(pieces[0]), START));
    const plain = record(PLAIN, START);
    for (let i = 0; i < 50_100; i++) add(plain);
    expect(numbers.length).toBeGreaterThanOrEqual(100);
    listing.finish();
    expect(numbers).toEqual(Array.from({ length: 50_101 }, (_, i) => i + 1));
  });

  it("keeps at most the heads of old frames when too many bytes are open", () => {
    const [first, last] = records(sttPieces(frameOf(62_000), ONE, HEAD, [60_000]));
    // Other frames by their ids: in the TCP-like header, and in the frame's.
    const PACKET_ID = 14 + 20 + 8;
    const CONTEXT = 14 + 20 + 20 + 8;
    const numbered = (of: PacketRecord, n: number): PacketRecord => {
      const bytes = of.bytes.slice();
      const view = new DataView(bytes.buffer);
      view.setUint32(PACKET_ID, n);
      if (of === first) view.setUint32(CONTEXT + 4, n);
      return { ...of, bytes };
    };
    const feed = new Feed();
    const FRAMES = 1200;
    for (let n = 1; n <= FRAMES; n++) feed.add(numbered(first, n));
    feed.add(numbered(last, 1));
    const shown = feed.finish();
    expect(shown.map((p) => p.tenant)).toEqual([
      ...shown.slice(1).map((p) => `stt:${p.number - 1}`),
      "stt:1",
    ]);
    expect(shown.at(-1)?.protocols).toBe(`eth:ethertype:ip:stt:${TAIL}`);
    expect(shown.at(-1)?.partOf[0]).toMatchObject({ index: 2, count: 2, reassembledIn: FRAMES + 1 });
  });

  it("counts times from the packet before, and from the one shown before", () => {
    const times: [string, string, string][] = [];
    const feed = new Feed({}, (p) => {
      const [frame] = p.layers();
      const get = (name: string) => String(frame.get(name));
      times.push([get("frame.time_delta"), get("frame.time_delta_displayed"), get("frame.time_relative")]);
    });
    for (const r of records([PLAIN, ...pieces, PLAIN])) feed.add(r);
    feed.finish();
    const ms = (n: number) => `0.00${n}000000`;
    expect(times).toEqual([0, 1, 1, 1, 1].map((delta, i) => [ms(delta), ms(delta), ms(i)]));
  });
});

describe("a dissected packet", () => {
  const REGISTERS = ["n", "pos", "lim", "wire", "stop", "open", "ethernet", "ip", "ipProto"] as const;
  const MORE = ["l4", "ports", "arp", "tunnels", "pending", "wholeFrame", "connection", "refused"] as const;

  it("has the same facts after its layers for the eye were added", () => {
    const look = (packet: DissectedPacket) => {
      for (let i = 0; i < packet.frameCount; i++) {
        const { view, stack } = packet.frames[i];
        const again = new LayerStack();
        again.look = stack.look;
        const first = i === 0 ? linktypes[packet.linktype] : stack.proto[0];
        const start = i === 0 ? packet.frames[0].start : 0;
        again.reset(start, i === 0 ? packet.frames[0].end : view.byteLength, packet.frames[i].wire);
        dissect(view, first, again);
        // An STT frame that was put together was counted as the pieces that it came in.
        if (i > 0 && again.wholeFrame === 1) again.wholeFrame = 0;
        packet.extend();
        for (const name of [...REGISTERS.slice(1), ...MORE]) expect(stack[name], name).toBe(again[name]);
        if (again.ip >= 0) expect(stack.ipVersion).toBe(again.ipVersion);
        expect(stack.n).toBeGreaterThanOrEqual(again.n);
        expect(stack.proto.slice(0, again.n)).toEqual(again.proto.slice(0, again.n));
      }
    };
    for (const { records: own } of generatedCases().filter((c) => c.records.length < 200)) {
      const feed = new Feed({}, look);
      for (const r of own) feed.add(r);
      feed.finish();
    }
  });

  it("begins with `frame`, ends with `overshark`, and its layers know their places", () => {
    let packets = 0;
    const feed = new Feed({}, (packet) => {
      const layers = packet.layers();
      packets++;
      expect(layers[0].protocol.name).toBe("frame");
      expect(layers.at(-1)?.protocol.name).toBe("overshark");
      for (const [i, layer] of layers.entries()) {
        expect(layer.index).toBe(i);
        const name = layer.protocol.name;
        const before = layers.slice(0, i).filter((l) => l.protocol.name === name);
        expect(layer.below(name)).toBe(before.at(-1));
      }
    });
    for (const r of randomScenario(5, { packets: 300 }).records) feed.add(r);
    feed.finish();
    expect(packets).toBeGreaterThan(250);
  });

  it("marks what an ICMP error quotes, which is nobody's traffic", () => {
    const own = generatedCases().find((c) => c.path === "ip/icmp-error-quotes-a-tunnel.pcap")?.records ?? [];
    const quoted: string[] = [];
    const feed = new Feed({}, (packet) => {
      expect(packet.tenant).toBe("native");
      for (const layer of packet.layers()) if (layer.quoted) quoted.push(layer.protocol.name);
    });
    for (const r of own) feed.add(r);
    feed.finish();
    expect(own.length).toBeGreaterThan(0);
    expect(quoted.slice(0, 3)).toEqual(["ip", "udp", "vxlan"]);
  });

  it("shows data only where somebody left some", () => {
    const ends = { src: ANN, dst: BOB };
    const shown = listed(
      records([
        onEthernet(udp({ ...ends, sport: 40000, dport: 40001 }, 0), { pad: 60 }),
        onEthernet(udp({ ...ends, sport: 40000, dport: 40001 }, 1), { pad: 60 }),
        onEthernet(echo(ends, { id: 1, seq: 1, payload: 8 })),
      ]),
    );
    expect(shown.map((p) => p.protocols)).toEqual([
      "eth:ethertype:ip:udp",
      "eth:ethertype:ip:udp:data",
      "eth:ethertype:ip:icmp:data",
    ]);
  });
});
