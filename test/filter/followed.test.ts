// Filters that ask what came before must let through the same packets whether those of known flows are followed by their
// bytes or dissected one by one.
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Layer } from "../../src/core/layer.ts";
import { DissectedPacket } from "../../src/dissect/packet.ts";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import type { Listing } from "../../src/pipeline/listing.ts";
import { tcp } from "../../src/protocols/tcp.ts";
import { Session } from "../../src/session/session.ts";
import type { FlowMemory } from "../../src/skim/flow-memory.ts";
import { FIXTURES } from "../cli/program.ts";
import { frame, gtp, vxlan } from "../nat/packets.ts";
import { chaos } from "../read/tcp-chaos.ts";
import { captured, feedFile, type Packet, packetsOf } from "../support/capture.ts";
import {
  IN_PARTS,
  IN_STT,
  IN_TWO_TUNNELS,
  inTwo,
  MANY,
  NAMES,
  partly,
  sttPiece,
  tunnelled,
} from "./captures.ts";
import { bothWays, counted } from "./filtered.ts";

const FILTERS = [
  "tcp.stream == 5",
  "tcp.stream in {0, 3..4} or tcp.analysis.window_update",
  "tcp.analysis",
  "tcp.analysis.flags",
  "not tcp.analysis.flags && vxlan",
  "tcp.analysis.retransmission == 1",
  "tcp.analysis.fast_retransmission or tcp.analysis.spurious_retransmission",
  "tcp.analysis.out_of_order or tcp.analysis.lost_segment or tcp.analysis.ack_lost_segment",
  "tcp.analysis.duplicate_ack_num > 1 and tcp.analysis.duplicate_ack_frame < 700",
  "tcp.analysis.acks_frame >= 20",
  "tcp.analysis.ack_rtt > 0.001",
  "tcp.analysis.initial_rtt",
  "tcp.analysis.rto <= 1.5 or tcp.analysis.rto_frame == 1",
  "tcp.analysis.bytes_in_flight > 100",
  "tcp.analysis.push_bytes_sent != 10",
  "tcp.seq == 1 or tcp.ack > 300",
  "tcp.nxtseq <= 100",
  "tcp.window_size > 2000 and tcp.window_size_scalefactor == 4",
  "tcp.window_size_scalefactor < 0",
  "tcp.completeness == 31 or tcp.completeness < 7",
  "tcp.connection.fin_active xor tcp.connection.fin_passive",
  "tcp.time_relative > 1.25",
  "tcp.time_delta == 0 or tcp.time_delta > 0.9",
  "tcp.time_delta in {0.0001, 0.0029}",
  "frame.number > 20 and tcp.stream < 3",
  "frame.time_delta > 0.001 and tcp.analysis.flags",
  "ip.src#2 == 10.0.0.1 and tcp.analysis.flags",
  "frame.time_relative > 1.25",
  "frame.time_relative < 0.5 or frame.number == 600",
  "frame.time_delta < 0",
  "frame.time_delta >= 0.0005 and ip.ttl == 64",
  "frame.time_delta_displayed < 0.01",
  "frame.time_delta_displayed <= 0.003 and tcp.flags.push == 1",
  "frame.time_epoch <= 2.5",
  "frame.number > 100 and frame.number != 150 and frame.time_relative != 0",
  "udp.stream == 1",
  "udp.stream != 0",
  "not udp.stream",
  "udp.stream in {0, 7..9} or tcp.stream == 3",
  "udp.time_relative > 1.25",
  "udp.time_delta > 0.0005",
  "udp.time_delta == 0 and tcp.time_delta > 0",
];

/** Behind an MPLS label, which each direction has of its own. */
const labelled = (label: number, bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([
    ...bytes.slice(0, 12),
    0x88,
    0x47,
    0,
    label >> 4,
    ((label & 15) << 4) | 1,
    64,
    ...bytes.slice(14),
  ]);

/** Ids that each direction has of its own as well. */
const inGtp = (teid: number, bytes: Uint8Array): Uint8Array => gtp(teid, bytes.subarray(14));

const TUNNELS = [tunnelled, tunnelled, labelled, inGtp];

/** Connections of their own in tenants; in one of them a host speaks to itself. */
const PACKETS: Packet[] = [1, 2, 3, 4]
  .flatMap((seed) =>
    chaos(seed, 6, 300).map(({ time, src, dst, bytes }) => {
      const ends = seed === 2 ? { src: "10.0.0.1", dst: "10.0.0.1" } : { src, dst };
      const own = frame({ ...ends, ttl: 64, id: 1 }, 6, bytes);
      const id = seed > 2 ? 16 + 4 * seed + (src < dst ? 0 : 1) : 100 + seed;
      return { time, bytes: TUNNELS[seed - 1](id, own) };
    }),
  )
  .sort((a, b) => a.time - b.time)
  .map((packet, i, all) => (i % 40 < 2 ? all[i ^ 1] : packet))
  .map(({ time, bytes }) => {
    const [seconds, nanoseconds] = [1 + Math.floor(time / 1e9), time % 1e9];
    return captured(bytes, seconds, nanoseconds);
  });

/** Of what UDP, ICMP and applications say, and TCP with them. */
const OTHERS = [
  "dns.time",
  "dns.time > 0.5 and tcp",
  "dns.response_to or tcp.analysis.acks_frame",
  "icmp.resp_to",
  "ip.ttl > 3 and icmp.resp_to",
  "ip.src#2 == 10.0.0.9 and dns.time > 0.5",
  "udp.stream == 2",
  "udp.stream#2 == 1",
  "udp.stream != 3 and udp.time_delta > 0.1",
  "all udp.time_relative > 0.5",
  "udp.time_delta < 1.6 and ip#3",
  "icmp.resp_to or udp.stream == 4",
  "udp.time_delta > 0.001 or tcp.stream == 1",
  "http.time",
  "tcp.analysis.initial_rtt",
  "tcp.completeness == 1",
  "not tcp.completeness > 15 and not dns",
];
const CAPTURES = [
  "real/vxlan-and-native-any-sll2.pcap",
  "real/gre-keys-7-8-0-and-keyless.pcap",
  "real/gretap-nvgre-and-small-keys.pcap",
  "real/nested-gre-vxlan-ipip.pcap",
  "real/vxlan-outer-fragments.pcap",
  "real/ssh-forwards-client.pcap",
  "real/proxies-other-ports.pcap",
];

/** Two of them in turn, each in a flow of its own in a tunnel, and both in one tunnel: every 1.5 s or 2 s. */
const NESTED: Packet[] = Array.from({ length: 24 }, (_, i) => {
  const inner = NAMES[4 * (i % 2)].bytes.map((byte, at) => (at === 35 ? byte ^ (i % 2) : byte));
  const bytes = vxlan(9, inner);
  const [seconds, nanoseconds] = [50 + 5 * Math.floor(i / 3) + 2 * (i % 3), i % 3 === 2 ? 0 : 5e8];
  return captured(bytes, seconds, nanoseconds);
});

/** The same over TCP: what a segment says that comes again was told before. */
const NAMES_OVER_TCP: Packet[] = (() => {
  const sequences = [1, 1];
  const word = (n: number) => [n >> 8, n & 255];
  const packets: Packet[] = [];
  for (let i = 0; i < 40; i++) {
    const id = i >> 1;
    const side = i & 1;
    const dns = [0, id, ...(side === 1 ? [0x81, 0x80] : [1, 0]), 0, 1, ...Array<number>(6).fill(0)];
    const message = [...dns, 1, 0x61, 0, 0, 1, 0, 1];
    const payload = [...word(message.length), ...message];
    const numbers = [sequences[side], sequences[1 - side]].flatMap((n) => [0, 0, ...word(n)]);
    const ports = side === 1 ? [53, 6000] : [6000, 53];
    const tcp = [...ports.flatMap(word), ...numbers, 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0, ...payload];
    const [src, dst] = side === 1 ? ["10.0.0.9", "10.0.0.8"] : ["10.0.0.8", "10.0.0.9"];
    const bytes = vxlan(7, frame({ src, dst, ttl: 64, id: 1 }, 6, Uint8Array.from(tcp)));
    const packet = captured(bytes, 100 + i, 0);
    packets.push(packet);
    // Sent again, and again once it was acknowledged.
    if (i % 3 === 0) packets.push({ ...packet, nanoseconds: 4e8 });
    if (i % 7 === 0 && i > 0)
      packets.push({ ...packets[packets.length - 3], seconds: 100 + i, nanoseconds: 5e8 });
    sequences[side] += payload.length;
  }
  return packets;
})();

test.each(OTHERS)("of real traffic, twice: %s", async (text) => {
  const once = [
    ...NAMES,
    ...NESTED,
    ...NAMES_OVER_TCP,
    ...(await packetsOf(...CAPTURES.map((name) => join(FIXTURES, name)))),
  ];
  const last = Math.max(...once.map(({ seconds }) => seconds));
  // The second time, all that is known is old.
  const packets = [...once, ...once.map((p) => ({ ...p, seconds: p.seconds + last }))];
  await bothWays(text, packets);
});

test.each(FILTERS)("%s", async (text) => {
  const { skimmed } = await bothWays(text, PACKETS);
  expect(skimmed).toBeGreaterThan(0.9 * PACKETS.length);
});

/** The same, questions, and packets of a flow each, while the first part of a segment waits that nothing completes. */
const BEHIND_A_PART: Packet[] = (() => {
  const [{ bytes }] = chaos(5, 1, 2);
  const ip = { src: "10.7.0.1", dst: "10.7.0.2", ttl: 64, id: 9 };
  const part = frame(ip, 6, bytes.subarray(0, 16), { offset: 0, more: true });
  const packets = PACKETS.slice(0, 600).flatMap((packet, i) => {
    const question = NAMES[(i / 3) % 60]?.bytes;
    const other = frame(
      { ...ip, src: `10.8.${i >> 8}.${i & 255}` },
      17,
      Uint8Array.of(0, 9, 0, 9, 0, 8, 0, 0),
    );
    const also = i % 3 === 0 ? [question] : i % 7 === 0 ? [other] : [];
    return [packet, ...also.map((own) => ({ ...packet, bytes: own, original: own.length }))];
  });
  packets.splice(300, 0, { ...packets[300], bytes: part, original: part.length });
  return packets;
})();

test.each([
  "tcp.stream == 3",
  "tcp.stream == 0 or ip.dst == 10.7.0.2",
  "tcp.time_delta > 0.001 or udp.port == 5354",
  "udp.stream == 1 or tcp.analysis.flags",
  "not tcp.stream and ip.src#2 == 10.0.0.9",
  "frame.time_delta == 0 and not tcp",
  "frame.time_delta == 0 and (udp.port == 9 or tcp.stream == 1)",
  "frame.number > 400 and dns.time",
])("while others are held back: %s", async (text) => {
  await bothWays(text, BEHIND_A_PART);
});

test.each([
  "tcp.stream == 3",
  "tcp.stream > 5 and tcp.seq > 1",
  "tcp.analysis.flags",
  "tcp.analysis.flags and not ip.src == 10.0.0.1",
  "tcp.time_delta > 0.5",
  "udp.stream == 3",
  "udp.stream > 40 or tcp.completeness > 3",
  "tcp.stream > 30",
  "udp.time_delta > 1",
  "tcp.stream == 2 or ip.fragment",
  "tcp.stream in {4..6} or ip.flags.mf == 1",
  "tcp.stream == 1 or udp.port == 9",
  'overshark.tenant contains "3" and udp.stream < 7',
])("only those wait that what is held back may change: %s", async (text) => {
  await bothWays(text, IN_PARTS);
});

/** As if there were more of its outermost IPv4 datagram. */
function asFirst(bytes: Uint8Array): Uint8Array {
  const first = bytes.slice();
  first[20] |= 0x20;
  return first;
}

/** Most packets are counted while a part, of which nothing else comes, is held back. */
async function othersGoOn(part: Uint8Array): Promise<void> {
  const packets = PACKETS.slice(0, 600);
  packets.splice(100, 0, { ...packets[100], bytes: part, original: part.length });
  const session = new Session({});
  const sink = filtered(compileFilter("tcp.seq > 1"), {}, session) as Listing;
  await feedFile(sink, packets);
  // All of them came within the time that it waits for what completes it.
  expect(sink.holds).toBe(true);
  const before = session.recorder.counters.packets;
  sink.finish();
  expect(before).toBeGreaterThan(0.7 * session.recorder.counters.packets);
}

test("what no other changes is followed while others are held back", async () => {
  const { bytes: segment } = chaos(1, 6, 300)[0];
  const bytes = asFirst(frame({ src: "10.7.0.1", dst: "10.7.0.2", ttl: 64, id: 9 }, 6, segment));
  await othersGoOn(bytes);
});

/** A segment whose header says that it has no length. */
const withoutLength = (segment: Uint8Array): Uint8Array =>
  segment.map((byte, at) => (at === 12 ? byte & 0x0f : byte));

/** In GRE over IPv4, as one packet or as the fragments from these offsets on. */
function fragmented(bytes: Uint8Array, id: number, ...offsets: number[]): Uint8Array[] {
  const payload = Uint8Array.of(0, 0, 8, 0, ...bytes.slice(14));
  return [0, ...offsets].map((offset, i) => {
    const more = i < offsets.length;
    const own = payload.subarray(offset, more ? offsets[i] : undefined);
    return frame({ src: "192.0.2.1", dst: "192.0.2.2", ttl: 64, id }, 47, own, { offset, more });
  });
}

/** Datagrams in a tunnel, and some whose last part comes in fragments of its own, of which others are lost, or with no header. */
const IN_PARTS_OF_PARTS = partly(({ i, ip, bytes }) => {
  const isBad = i % 17 === 4;
  const own = isBad ? withoutLength(bytes) : bytes;
  if (own.length <= 40 || i % 7 !== 2)
    return { now: fragmented(frame(ip, 6, own), 1 + i, ...(isBad ? [48] : [])).slice(0, 1) };
  const [head] = fragmented(frame(ip, 6, own.subarray(0, 24), { offset: 0, more: true }), 1);
  const [rest, late] = fragmented(frame(ip, 6, own.subarray(24), { offset: 24, more: false }), 1 + i, 24);
  const now = i % 2 === 0 ? [head, rest] : [rest, head];
  return i % 4 === 3 ? { now } : { now, late };
});

test.each([
  "tcp.stream == 3",
  "tcp.stream > 5 and tcp.seq > 1",
  "tcp.analysis.flags",
  "tcp.time_delta > 0.5",
  "tcp.completeness > 3 or tcp.stream > 30",
  "not tcp.stream",
])("parts of parts may change what those do that they are parts of: %s", async (text) => {
  await bothWays(text, IN_PARTS_OF_PARTS);
});

test("a datagram that came in parts of others is shown where it is complete, though few of its bytes are looked at", async () => {
  const ip = { src: "192.0.2.1", dst: "192.0.2.2", ttl: 64, id: 9 };
  const ping = Uint8Array.of(8, 0, 0, 0, ...Array<number>(8900).fill(1));
  const all = [0, 3000, 6000].flatMap((offset, i) => {
    const own = { offset, more: offset < 6000 };
    const inner = frame(ip, 1, ping.subarray(offset, offset + 3000), own).subarray(14);
    const outer = { src: "198.51.100.1", dst: "198.51.100.2", ttl: 64, id: i };
    return [0, 1400, 2800].map((at) =>
      frame(outer, 4, inner.subarray(at, at + 1400), { offset: at, more: at < 2800 }),
    );
  });
  const packets = all.map((bytes, i) => captured(bytes, 1, i));
  const last = packets[8].original;
  expect(last).not.toBe(packets[2].original);
  for (const text of ["icmp", 'frame.protocols contains "icmp"', "icmp.type == 8"])
    for (const flowCache of [true, false])
      expect(JSON.parse((await counted(text, packets, flowCache)).stats).capture.bytes, text).toBe(last);
});

test("of what parts complete it is known whose it is before it is told what was before", async () => {
  const own = (part?: { offset: number; more: boolean }) =>
    frame({ src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 7 }, 6, new Uint8Array(48), part);
  const inside = (bytes: Uint8Array) => vxlan(9, vxlan(3, bytes));
  const all = [...inTwo(inside(own({ offset: 48, more: true }))), inside(own())];
  const packets = all.map((bytes, i) => ({
    ...captured(bytes, 1 + i, 0),
  }));
  expect((await counted("udp.stream == 1", packets, true)).packets).toBe(2);
  expect((await counted("udp.stream > 1", packets, true)).packets).toBe(0);
});

test("who is in a tunnel of which it is not known yet whose it is has those behind it wait", async () => {
  const own = (part?: { offset: number; more: boolean }) => {
    const ip = { src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 7 };
    return fragmented(vxlan(3, frame(ip, 6, new Uint8Array(48), part)), 1)[0];
  };
  const packets = Array.from({ length: 8 }, (_, i) => {
    const bytes = own(i === 6 ? { offset: 0, more: true } : undefined);
    const seconds = [1, 1, 1, 1, 1, 1, 2, 4][i];
    return captured(bytes, seconds, 0);
  });
  expect((await counted("udp.time_delta > 0.5", packets, true)).packets).toBe(2);
  expect((await counted("udp.time_delta > 2.5", packets, true)).packets).toBe(0);
});

/** With a header that has no options, so that a first part holds all of it. */
const SEGMENT = chaos(1, 6, 300).find(({ bytes }) => bytes[12] >> 4 === 5)?.bytes ?? new Uint8Array();

test.each([
  ["a first part", SEGMENT, { offset: 0, more: true }],
  ["a later part", SEGMENT, { offset: 24, more: true }],
  ["a header that contradicts itself", withoutLength(SEGMENT), undefined],
])("behind a part of %s others go on", async (_, own, part) => {
  const ip = { src: "10.7.0.1", dst: "10.7.0.2", ttl: 64, id: 9 };
  const [first] = fragmented(frame(ip, 6, own, part), 1, 48);
  await othersGoOn(first);
});

/** Eight segments of a connection, the first part of one of that port, and eight of two others. */
const AROUND_A_PART = (port: number): Packet[] => {
  const segment = (from: number, i: number) =>
    Uint8Array.of(from, 9, 1, 187, 0, 0, 0, i, 0, 0, 0, 1, 0x50, 0x10, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4);
  const own = (from: number, i: number) =>
    frame({ src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 1 }, 6, segment(from, i));
  const all = [
    ...Array.from({ length: 8 }, (_, i) => ({ bytes: own(1, i), time: 100 * i })),
    { bytes: asFirst(own(port, 8)), time: 1700 },
    ...Array.from({ length: 8 }, (_, i) => ({ bytes: own(1 + 2 * (i & 1), 9 + i), time: 1800 + 100 * i })),
  ];
  return all.map(({ bytes, time }) => {
    const [seconds, nanoseconds] = [1 + Math.floor(time / 1000), (time % 1000) * 1e6];
    return captured(bytes, seconds, nanoseconds);
  });
};

test.each([
  // It is the second one that begins.
  [2, "tcp.stream == 0", 12],
  [2, "tcp.stream == 1", 1],
  [2, "tcp.stream == 2", 4],
  // It comes long after those before it, and those behind it soon after that.
  [1, "tcp.time_delta == 1", 1],
  [1, "tcp.stream == 1", 4],
])("the first part of a segment is followed in its turn: from port %i, %s", async (port, text, count) => {
  const packets = AROUND_A_PART(port);
  expect((await counted(text, packets, false)).packets).toBe(count);
  expect((await counted(text, packets, true)).packets).toBe(count);
});

/** A tenant's segments, a first part that nothing completes, and answers to it, which come for the first time; others' as well. */
const ANSWERS_TO_A_PART: Packet[] = (() => {
  const segment = (isAnswer: boolean, i: number) => {
    const ports = isAnswer ? [1, 187, 1, 9] : [1, 9, 1, 187];
    const tcp = Uint8Array.of(...ports, 0, 0, 0, i, 0, 0, 0, 1, 0x50, 0x10, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4);
    const [src, dst] = isAnswer ? ["10.0.0.2", "10.0.0.1"] : ["10.0.0.1", "10.0.0.2"];
    return frame({ src, dst, ttl: 64, id: 1 }, 6, tcp);
  };
  const tenants = Array.from({ length: 40 }, (_, i) => 5 + (i % 4));
  const first = tenants.map((vni, i) => tunnelled(vni, segment(false, i)));
  const answers = tenants.map((vni, i) => tunnelled(vni, segment(true, i)));
  const all = [...first, inTwo(tunnelled(5, segment(false, 41)), 1, 72)[0], ...answers];
  return all.map((bytes, i) => captured(bytes, 1 + (i >> 5), 1e7 * (i & 31)));
})();

test("only the same tenant's wait for a part, be their flows known or new", async () => {
  for (const text of ["tcp.time_delta > 0.035", "tcp.time_delta < 0.015", "tcp.seq > 20"])
    await bothWays(text, ANSWERS_TO_A_PART);
  const session = new Session({});
  const sink = filtered(compileFilter("tcp.stream >= 0"), {}, session);
  await feedFile(sink, ANSWERS_TO_A_PART);
  const before = session.recorder.counters.packets;
  sink.finish();
  // One in four of the answers.
  expect(session.recorder.counters.packets - before).toBe(11);
});

test.each([
  // The first packet of each flow counts.
  "tcp.time_delta >= 0",
  "tcp.analysis.flags or tcp.seq == 1",
  // Its ports tell that none of these can.
  "dns.time",
  "dns.time and tcp.stream or udp.stream == 1",
])("flows that are new are asked about where they are found: %s", async (text) => {
  const session = new Session({});
  const sink = filtered(compileFilter(text), {}, session);
  const memory = session.shortcut?.cache.memory;
  if (memory === undefined) throw new Error("there is no memory");
  const { ask } = memory;
  let asked = 0;
  memory.ask = (start, ...more) => {
    asked++;
    ask(start, ...more);
  };
  await feedFile(sink, MANY);
  sink.finish();
  const { stats } = report(session.finish(), [], []);
  expect(JSON.stringify(stats, null, 1)).toBe((await counted(text, MANY, false)).stats);
  expect(stats.capture.packets).toBeGreaterThan(0);
  expect(asked).toBeLessThan(100);
});

/** Between segments of those, packets that have no layout: what the tunnel carries is not all there. */
const CUT_BETWEEN: Packet[] = MANY.flatMap((packet, i) => {
  const bytes = packet.bytes.subarray(0, packet.bytes.length - 30).slice();
  const cut = { ...packet, bytes, original: bytes.length, nanoseconds: packet.nanoseconds + 500 };
  // Now and then one is earlier than what stands before it.
  return i % 3 === 0 ? [packet, i % 9 === 0 ? { ...cut, seconds: 1 } : cut] : [packet];
});

test.each([
  "tcp.time_delta >= 0",
  "tcp.stream == 3 or not tcp",
  "tcp.analysis.flags or udp.stream == 3 && not tcp",
  "frame.number > 300 and (tcp.seq == 2 or not tcp)",
  "frame.time_delta == 0.0000005 and tcp.stream or frame.time_delta < 0",
  "frame.time_delta_displayed == 0.000003 or not tcp",
  "not tcp and not udp.stream == 1",
])("skimming goes on behind packets that are looked at closely: %s", async (text) => {
  const session = new Session({});
  const sink = filtered(compileFilter(text), {}, session);
  if (session.shortcut === null) throw new Error("there is no skimming");
  const skim = vi.spyOn(session.shortcut, "skim");
  await feedFile(sink, CUT_BETWEEN);
  sink.finish();
  const { stats } = report(session.finish(), [], []);
  expect(JSON.stringify(stats, null, 1)).toBe((await counted(text, CUT_BETWEEN, false)).stats);
  expect(stats.capture.packets).toBeGreaterThan(0);
  expect(stats.capture.packets).toBeLessThan(CUT_BETWEEN.length);
  expect(skim.mock.calls.length).toBeLessThan(100);
});

test("packets that are looked at closely have numbers among those that are skimmed", async () => {
  // So that the flows that follow are skimmed.
  const packets = [...MANY.slice(0, 2), ...IN_TWO_TUNNELS];
  const quick = await counted("tcp.stream >= 0", packets, true);
  expect(quick.stats).toBe((await counted("tcp.stream >= 0", packets, false)).stats);
  expect(quick.packets).toBeGreaterThan(700);
});

test.each([
  "tcp.stream == 3",
  "tcp.stream < 4 or not tcp",
  "tcp.analysis.flags",
  "tcp.analysis.duplicate_ack or udp.stream == 1",
  "udp.stream == 1",
  "dns.id > 3 and udp.stream < 2",
  "icmp.resp_to or stt.segment.count > 1",
  "udp.port == 53 and frame.len < 100 or tcp.stream == 99",
  "udp.srcport == 7 and frame.len < 150 or tcp.stream == 99",
  "udp.srcport == 7 and udp.time_delta == 0",
  "stt.pkt_id == 40 or tcp.stream == 2 and stt.pkt_len > 100",
  "stt.context_id == 8 and tcp.seq > 5",
  "stt.seg_off == 73 or stt.reassembled_in or tcp.stream == 0 and stt.flags == 2",
  "tcp.checksum.status == 2 and tcp.stream > 0",
  "tcp.checksum.status == 0 and tcp.ack > 0 or stt.checksum.status == 1",
  'overshark.tenant == "stt:7" and tcp.analysis',
  "frame.time_delta > 0.001 and tcp.stream == 1",
  "frame.number > 400 and tcp.flags.push == 1",
])("frames in one piece, and pieces: %s", async (text) => {
  const quick = await counted(text, IN_STT, true);
  expect(quick.stats).toBe((await counted(text, IN_STT, false)).stats);
  expect(quick.packets > 0 || text.includes("stream == 99")).toBe(true);
  expect(quick.packets).toBeLessThan(IN_STT.length);
});

test("frames in one piece are followed without being dissected", async () => {
  const session = new Session({});
  const sink = filtered(compileFilter("tcp.stream == 3"), {}, session);
  const memory = session.shortcut?.cache.memory;
  if (memory === undefined) throw new Error("there is no memory");
  const [ask, hand] = [vi.spyOn(memory, "ask"), vi.spyOn(memory, "hand")];
  const packets = chaos(3, 6, 300).map(({ time, src, dst, bytes }, i): Packet => {
    const made = sttPiece(i, [0, 7], frame({ src, dst, ttl: 64, id: 1 }, 6, bytes));
    return captured(made, 1, time % 1e9);
  });
  await feedFile(sink, packets);
  sink.finish();
  const { packets: count } = report(session.finish(), [], []).stats.capture;
  expect(count).toBe((await counted("tcp.stream == 3", packets, false)).packets);
  // Those that count are the session's, which knows which of them came before.
  expect(count).toBeGreaterThan(40);
  expect(hand.mock.calls.length - count).toBeLessThan(50);
  expect(ask.mock.calls.length).toBeLessThan(40);
});

test.each([
  "ip.src == 10.0.0.1",
  "tcp.flags.syn == 1",
  "tcp.len > 20 and stt.pkt_id > 3",
  "ip.ttl == 64",
  "data or stt.seg_off == 73",
  "frame.len > 150",
  "frame.len < 150 and frame.time_relative > 1",
  'frame contains "\\x01a\\x00"',
  'frame.protocols contains "tcp"',
  "tcp.checksum.status == 0",
  'overshark.tenant == "stt:8" and udp',
  "stt.pkt_id == 40 or stt.reassembled_in",
  "stt.context_id == 8 and dns",
  "stt.segment.count == 2",
  "stt.segments and udp",
  // What is told of a piece is not what is told of the frame that it ends.
  "frame.len > udp.length",
  "ip.src#[3,-1] == 192.0.2.1",
  "stt.segment == 8",
])("the same, asked nothing of what came before: %s", async (text) => {
  await bothWays(text, IN_STT);
});

test.each([true, false])(
  "a filter on a tenant lets through what the report counts as its packets, repeats of frames as well (flow cache: %s)",
  async (flowCache) => {
    const session = new Session({});
    await feedFile(session, IN_STT);
    const { tenants } = report(session.finish(), [], []).stats;
    const counts = tenants.map(({ tenant, packets }) => [tenant, packets]);
    const filtered: typeof counts = [];
    for (const [tenant] of counts)
      filtered.push([tenant, (await counted(`overshark.tenant == "${tenant}"`, IN_STT, flowCache)).packets]);
    expect(counts.length).toBe(3);
    expect(filtered).toEqual(counts);
  },
);

test.each(["ip.ttl == 64 and tcp.len > 0", "tcp.len > 1000 or frame.len > 100", "frame.len > 100"])(
  "frames in one piece are counted without being dissected: %s",
  async (text) => {
    const session = new Session({});
    const sink = filtered(compileFilter(text), {}, session);
    const packet = vi.spyOn(session, "packet");
    const packets = chaos(3, 6, 300).map(({ time, src, dst, bytes }, i): Packet => {
      const made = sttPiece(i, [0, 7], frame({ src, dst, ttl: 64, id: 1 }, 6, bytes));
      return captured(made, 1, time % 1e9);
    });
    await feedFile(sink, packets);
    sink.finish();
    const { packets: count } = report(session.finish(), [], []).stats.capture;
    expect(count).toBe((await counted(text, packets, false)).packets);
    expect(packet.mock.calls.length).toBeLessThan(30);
  },
);

test.each(["udp.length > 20", "tcp.seq > 1"])(
  "what skimming does not know is not looked for again: %s",
  async (text) => {
    // Behind a header that nobody remembers.
    const cut = PACKETS.slice(0, 300).map((p) => ({ ...p, bytes: p.bytes.slice(0, 50) }));
    const session = new Session({});
    const sink = filtered(compileFilter(text), {}, session);
    const memory = session.shortcut?.cache.memory as FlowMemory;
    const { code } = memory;
    let looks = 0;
    const find: typeof code.find = (...of) => {
      looks++;
      return code.find(...of);
    };
    Object.assign(memory, { code: { ...code, find } });
    await feedFile(sink, [...PACKETS.slice(0, 300), ...cut]);
    sink.finish();
    expect(looks).toBeLessThan(150);
    expect(session.recorder.counters.packets).toBeGreaterThan(0);
  },
);

test("of a segment's numbers nothing but these is told, and of one that is cut nothing", () => {
  const told = (bytes: number, names: string[]): string[] => {
    const found: string[] = [];
    const data = new DataView(
      Uint8Array.of(1, 2, 1, 187, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 1, 0, 0, 0, 0, 0).buffer,
      0,
      bytes,
    );
    const layer = { data, wireLength: 20, conversation: undefined } as unknown as Layer;
    tcp.locate?.(layer, (name) => found.push(name), new Set(names));
    return found;
  };
  expect(told(20, ["tcp.seq"])).toEqual(["tcp.len", "tcp.seq", "tcp.nxtseq", "tcp.ack"]);
  expect(told(15, ["tcp.seq"])).toEqual([]);
});

test("of packets that may hold more, but nobody who is followed, no layers are made", async () => {
  const quoted = frame({ src: "10.0.0.2", dst: "10.0.0.1", ttl: 64, id: 1 }, 17, new Uint8Array(8)).slice(14);
  const error = frame(
    { src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 2 },
    1,
    Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0, ...quoted),
  );
  const packets = PACKETS.slice(0, 50).map((p) => ({ ...p, bytes: error, original: error.length }));
  const layers = vi.spyOn(DissectedPacket.prototype, "layers");
  const session = new Session({});
  const sink = filtered(compileFilter("tcp.seq > 1"), {}, session);
  await feedFile(sink, packets);
  sink.finish();
  expect(layers).not.toHaveBeenCalled();
  layers.mockRestore();
});

test("where only what came before is asked for, no question is read, nor whether it is for a whole zone", async () => {
  const packets = NAMES.map((packet, i) => {
    const name = [40, ...Array<number>(39).fill(0x61), 0x61 + i, 0, 0, 1, 0, 1];
    const isAnswer = i % 2;
    const dns = [0, i >> 1, 0x80 * isAnswer, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name];
    const ports = isAnswer ? [0, 53, 20, 9] : [20, 9, 0, 53];
    const ends = isAnswer ? { src: "10.0.0.9", dst: "10.0.0.8" } : { src: "10.0.0.8", dst: "10.0.0.9" };
    const udp = Uint8Array.from([...ports, 0, 8 + dns.length, 0, 0, ...dns]);
    const bytes = frame({ ...ends, ttl: 64, id: 1 }, 17, udp);
    return { ...packet, bytes, original: bytes.length };
  });
  const decode = vi.spyOn(TextDecoder.prototype, "decode");
  expect((await counted("dns.time", packets, false)).packets).toBe(30);
  expect(decode).not.toHaveBeenCalled();
  decode.mockRestore();
});

test("what is quoted by one of many that mostly quote nothing is seen", async () => {
  const session = (code: number, ...data: number[]) => {
    const lcp = [0xc0, 0x21, code, 1, 0, 4 + data.length, ...data];
    const ends = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    return Uint8Array.of(...ends, 0x88, 0x64, 0x11, 0, 0, 7, 0, lcp.length, ...lcp, ...Array(20).fill(0));
  };
  // Echoes (RFC 1661, 5.8), and now and then a protocol that is rejected (5.7): IPv6CP's first request.
  const packets = Array.from({ length: 60 }, (_, i) =>
    captured(i % 10 === 9 ? session(8, 0x80, 0x57, 1, 1, 0, 4) : session(9, 0, 0, 0, 0), 1 + i, 0),
  );
  for (const text of ['frame.protocols == "eth:ethertype:pppoes:ppp:lcp"', "ipv6cp", "not ipv6cp"])
    await bothWays(text, packets);
});

test("what a router registers is seen among its hellos", async () => {
  const ip = (proto: number, body: readonly number[]) => {
    const ends = [10, 0, 0, 1, 10, 0, 0, 2];
    return [0x45, 0, 0, 20 + body.length, 0, 0, 0, 0, 64, proto, 0, 0, ...ends, ...body];
  };
  const pim = (type: number, ...data: number[]) =>
    Uint8Array.of(2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, ...ip(103, [0x20 | type, 0, 0, 0, ...data]));
  // RFC 7761, 4.9.2 and 4.9.3: a Register holds the packet that it registers.
  const udp = ip(17, [0x23, 0x28, 0, 9, 0, 8, 0, 0]);
  const packets = Array.from({ length: 60 }, (_, i) =>
    captured(i % 10 === 9 ? pim(1, 0, 0, 0, 0, ...udp) : pim(0, 0, 1, 0, 2, 0, 105), 1 + i, 0),
  );
  for (const text of ["udp", "not udp", "udp.port == 9000"]) await bothWays(text, packets);
});
