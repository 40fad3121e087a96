// Packets that are parts of something, behind a filter: what is said of them early must be what is said in the end.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onEthernet, tcp, udp } from "../../fixtures/make/built.ts";
import { ANN, ANN6, BOB, BOB6, WESTBOUND } from "../../fixtures/make/cases/case.ts";
import { type RandomOptions, randomScenario } from "../../fixtures/make/random.ts";
import { records } from "../../fixtures/make/records.ts";
import type { PacketRecord } from "../../fixtures/make/scenario.ts";
import { sttFrameBytes } from "../../fixtures/make/tunnels.ts";
import { fragment, sttPieces, sttPiecesAt, vxlan } from "../../fixtures/make/wrap.ts";
import type { PacketSink } from "../../src/core/sink.ts";
import { report } from "../../src/facts/query.ts";
import { compileFilter, type Filter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { Session } from "../../src/session/session.ts";
import { check } from "../property.ts";

/** What they say of a packet stands, if that is so: what it shows later on only adds to it. */
const KEPT = [
  "ip.ttl == 64",
  "ip.src == 10.0.0.0/9",
  "tcp.dstport < 2000 or udp.dstport == 53",
  "ip.frag_offset > 0 && frame.len > 300",
  "tcp.len > 100",
  "udp.length > 100",
  "ip.id & 1",
  "ip.ttl#2 > 60",
  "icmp or tcp.flags.syn in {1}",
  "eth.src[5] == 1",
  "tcp.checksum.status == 1",
  "tcp.payload contains 00:01",
  'frame.protocols contains "stt:eth"',
];
/** The opposite. */
const LEFT = ["not tcp", "!(udp.port == 4789) and not ip.id & 1"];
/** Neither. */
const OPEN = [
  "ip.ttl#[-1] == 64",
  "all ip.ttl > 60",
  "count(ip.src) == 1",
  "data",
  "tcp contains 00:01",
  "tcp xor udp",
  "ip.proto == 17 or not tcp",
  "ip.proto != 17",
  "udp.checksum.status in {0, 1, 3}",
  "all tcp.checksum.status == 1",
];
const OTHERS = [
  "frame.len > 300",
  "frame contains 00:45",
  'overshark.tenant contains "stt"',
  "stt",
  "http or dns",
];

const TRAFFIC: Record<string, Partial<RandomOptions>> = {
  "STT that was lost, doubled and shuffled": {
    ...{ encapsulations: ["stt"], native: 0.1, loss: 0.1, duplicates: 0.2, overlaps: 0.2, window: 12 },
  },
  "fragments of all kinds": { outerFragments: 0.4, innerFragments: 0.4, loss: 0.05, window: 4 },
};

const traffic = (seed: number, options: Partial<RandomOptions>) =>
  randomScenario(seed, { packets: 150, ...options }).records;
const BILLION = 1_000_000_000n;
const seeds = fc.integer({ min: 1, max: 1 << 30 });

function feed(sink: PacketSink, all: readonly PacketRecord[]): void {
  for (const { bytes, captured, linktype, time } of all) {
    const buffer = bytes.slice(0, captured);
    const [seconds, nanoseconds] = time === null ? [0, -1] : [time / BILLION, time % BILLION].map(Number);
    sink.packet(new DataView(buffer.buffer), 0, captured, bytes.length, linktype, seconds, nanoseconds);
    // The reader's buffer is only valid during the call.
    buffer.fill(0xdb);
  }
}

/** @param early packets are asked about as soon as it is known what the filter says */
function counted(all: readonly PacketRecord[], text: string, early: boolean): string {
  const options = early ? {} : { flowCache: false };
  const session = new Session(options);
  const filter = { ...compileFilter(text), ...(early ? {} : { prompt: false, ofRecord: false }) };
  const sink = filtered(filter, options, session);
  feed(sink, all);
  sink.finish();
  return JSON.stringify(report(session.finish(), [], []).stats, null, 1);
}

it.each(Object.entries(TRAFFIC))("lets through the same of %s as if each had waited", (_, options) => {
  const texts = fc.constantFrom(...KEPT, ...LEFT, ...OPEN, ...OTHERS);
  check(
    fc.property(seeds, texts, (seed, text) => {
      const all = traffic(seed, options);
      expect(counted(all, text, true)).toBe(counted(all, text, false));
    }),
    16,
  );
});

/**
 * Pieces and fragments, which may be sent in any order, left out and sent again.
 * @param ends who sends the frame of that index to whom
 */
function pieces(ends: (i: number) => typeof WESTBOUND = () => WESTBOUND): PacketRecord[] {
  const inner = [9, 80, 9].map((dport, i) =>
    tcp({ src: ANN, dst: BOB, sport: 1 + i, dport }, 1446, { seq: 1 }),
  );
  const whole = inner.map((packet) => onEthernet(packet));
  // The innermost packet in two fragments, in a frame each.
  const cut = fragment(inner[0], 728, 7).map((packet) => onEthernet(packet));
  const head = { context: 42n, flags: 1 };
  const framed = [...whole, ...cut].flatMap((frame, i) => {
    const through = (ttl: number) => ({ ...ends(i), sport: 50001, packetId: 0x1001 + i, ttl });
    const total = sttFrameBytes(head, frame.bytes).length;
    const thirds = [0, 1, 2].map((n): [number, number] => [300 * n, n < 2 ? 300 : total - 600]);
    const { pieces: three } = sttPiecesAt(frame, through(64), head, thirds);
    const others = [
      [0, 300],
      [200, 300],
      [300, 300],
      [0, total],
    ] as [number, number][];
    return [...three, ...sttPiecesAt(frame, through(63), head, others).pieces];
  });
  const native = fragment(inner[2], 728, 8).map((packet) => onEthernet(packet));
  const around = fragment(framed[0], 160, 9).map((packet) => onEthernet(packet));
  return records([...framed, ...native, ...around].map((packet) => onEthernet(packet)));
}

const text = (line: string) => Uint8Array.from({ length: 4000 }, (_, i) => line.charCodeAt(i) || 0x2e);

/**
 * Pieces that mostly follow one another, of frames of which the headers of one reach far behind their first bytes, and
 * of which others carry what somebody reads.
 */
function longPieces(): PacketRecord[][] {
  const options = { type: 60 as const, body: new Uint8Array(1206).fill(0) };
  const far = tcp({ src: ANN6, dst: BOB6, sport: 1, dport: 9 }, 4000, {}, { extensions: [options] });
  const near = tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, 6000, { seq: 1 });
  const to = (dport: number, payload: number | Uint8Array) =>
    tcp({ src: ANN, dst: BOB, sport: 1, dport }, payload, { seq: 1 });
  const read = [
    to(80, text("GET /long HTTP/1.1\r\nHost: a\r\n\r\n")),
    to(443, text("\x17\x03\x03\x0f\x00")),
    to(443, 3000),
    udp(
      { src: ANN, dst: BOB, sport: 2, dport: 53 },
      text("\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01"),
    ),
    udp({ src: ANN, dst: BOB, sport: 2, dport: 3 }, 3000),
  ];
  return [far, near, ...read].map((packet, i) => {
    const head = { context: BigInt(42 + (i % 2)), flags: 1 };
    const through = { ...WESTBOUND, sport: 50001, packetId: 0x2001 + i };
    const sizes = Array(20).fill(i % 3 === 2 ? 700 : 500);
    const all = sttPieces(onEthernet(packet), through, head, sizes);
    return records(all.map((piece) => onEthernet(piece)));
  });
}

it("lets through the same of pieces that follow others", () => {
  const all = longPieces();
  const texts = [
    ...[
      "dns",
      "http",
      "tls",
      "data",
      "not data",
      "data.len > 2000",
      "http.request or tls.record.length > 3000",
    ],
    ...["stt", "stt.seg_off > 1000", "stt.version == 0", "stt.context_id == 42", "stt.pkt_len > 3500"],
    ...[
      'frame contains "HTTP"',
      "frame.len < 500",
      'frame.protocols contains "stt:eth"',
      "http xor stt.seg_off",
    ],
    ...[
      'overshark.tenant == "stt:42"',
      'overshark.tenant == "stt:43"',
      'overshark.tenant contains "43" or http',
    ],
    ...[
      'not overshark.tenant == "stt:42" and stt.seg_off > 900',
      'overshark.tenant == "stt:42" and frame.len < 600',
    ],
    ...['frame.protocols contains "tls"', 'frame.protocols == "eth:ethertype:ip:stt:data"', "ip.len > 600"],
    "tcp.dstport == 9",
    "not tcp.dstport == 9",
    "tcp.len > 0",
    "udp.length > 100",
    "ip.ttl == 64",
    "tcp.payload[3000:2]",
    "tcp.checksum.status == 1",
    "udp.checksum.status != 1",
    'tcp.payload contains "/long"',
    'not tcp.payload contains "...."',
  ];
  const shuffled = fc.constantFrom(...all).chain((order) => fc.shuffledSubarray(order, { minLength: 3 }));
  const some = fc.oneof(
    fc.constantFrom(...all),
    fc.constantFrom(...all).chain((order) => fc.subarray(order)),
    shuffled,
    // One comes again before the last one does.
    fc.tuple(fc.constantFrom(...all), fc.nat(2)).map(([order, i]) => order.toSpliced(-1, 0, order[i])),
  );
  check(
    fc.property(
      fc.array(some, { minLength: 20, maxLength: 20 }),
      fc.constantFrom(...texts),
      (orders, text) => {
        const stream = orders.flatMap((order, i) =>
          order.map((piece, k) => ({ ...piece, time: BigInt(1000 * i + k) * BILLION })),
        );
        expect(counted(stream, text, true)).toBe(counted(stream, text, false));
      },
    ),
    60,
  );
});

it("lets through the same of few pieces in whatever order", () => {
  const pool = pieces();
  const texts = [
    "tcp.dstport == 9",
    "ip.ttl == 63 or tcp.dstport == 80",
    "tcp.checksum.status == 1",
    "not tcp.dstport == 9",
    "ip.ttl != 63",
  ];
  const some = fc.array(fc.nat(pool.length - 1), { minLength: 3, maxLength: 9 });
  check(
    fc.property(
      fc.array(some, { minLength: 60, maxLength: 60 }),
      fc.constantFrom(...texts),
      (orders, text) => {
        // By the time of the next order, what is open was given up.
        const times = orders.flatMap((order, i) =>
          order.map((n, k) => ({ n, time: BigInt(1000 * i + k) * BILLION })),
        );
        const stream = times.map(({ n, time }) => ({ ...pool[n], time }));
        expect(counted(stream, text, true)).toBe(counted(stream, text, false));
      },
    ),
    40,
  );
});

it("lets through the same of what is in frames of which the ends alone tell that all of their pieces pass", () => {
  const others = { ...WESTBOUND, src: "192.0.2.99" };
  const { dst } = WESTBOUND;
  const pool = pieces((i) => (i % 2 === 0 ? WESTBOUND : others));
  const texts = [
    "ip.src == 192.0.2.99",
    "ip.src == 192.0.2.99 or tcp.dstport == 9",
    `ip.src == ${WESTBOUND.src} or tcp.dstport == 9`,
    "stt and ip.addr == 192.0.2.99 or tcp.checksum.status == 1",
    `stt or tcp.dstport == 9 and ip.dst == ${dst}`,
    "ip.host == 192.0.2.99 or tcp.dstport == 9 and ip.ttl == 63",
    'ip.src == 192.0.2.99 or overshark.tenant == "stt:42" and not ip.ttl == 63',
    "not ip.src == 192.0.2.99 and tcp.dstport == 9",
    "ip.src != 192.0.2.99",
  ];
  const some = fc.array(fc.nat(pool.length - 1), { minLength: 3, maxLength: 12 });
  check(
    fc.property(
      fc.array(some, { minLength: 60, maxLength: 60 }),
      fc.constantFrom(...texts),
      (orders, text) => {
        const stream = orders.flatMap((order, i) =>
          order.map((n, k) => ({ ...pool[n], time: BigInt(1000 * i + k) * BILLION })),
        );
        expect(counted(stream, text, true), text).toBe(counted(stream, text, false));
      },
    ),
    40,
  );
});

it("goes by ends where nothing but them is asked for", () => {
  const byEnds = (text: string) => compileFilter(text).keyed !== null;
  const by = [
    "ip",
    "stt or dns",
    "ip.addr == 10.0.0.0/8",
    "ipv6.src[0:2] == 20:01 or tcp",
    "ip and ip.dst in {1.2.3.4}",
  ];
  expect(by.filter((text) => !byEnds(text))).toEqual([]);
  // Other bytes of headers, all values at once, what the others have to be, and what more may bring.
  const not = [
    ...[
      "ip[8] == 40",
      "stt contains 00:2a",
      "ip and ip.ttl == 64",
      "ip.src != 1.2.3.4",
      "not ip",
      "all ip.src == 1.2.3.4",
    ],
    ...["ip xor tcp", "ip.addr#[-1] == 1.2.3.4", "count(ip.src) == 1", "frame.len > 100"],
  ];
  expect(not.filter(byEnds)).toEqual([]);
});

it("knows a datagram whose fragments come in frames of different ends, though only one of those is followed", () => {
  const inner = fragment(tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, 1400), 728, 7);
  const stream = records(
    inner.flatMap((part, i) =>
      sttPieces(
        onEthernet(part),
        { ...WESTBOUND, src: i === 0 ? "192.0.2.99" : WESTBOUND.src, sport: 50001, packetId: 1 + i },
        { context: 42n, flags: 1 },
        [600],
      ).map((piece) => onEthernet(piece)),
    ),
  );
  const whole = "ip.src == 192.0.2.99 or tcp.dstport == 9";
  expect(compileFilter(whole).keyed).not.toBeNull();
  for (const early of [true, false]) {
    // Both pieces of the first frame, and the one that completes the datagram.
    expect(JSON.parse(counted(stream, whole, early)).capture.packets).toBe(3);
    expect(JSON.parse(counted(stream, "tcp.dstport == 9", early)).capture.packets).toBe(1);
  }
});

it("asks once more about a frame that carried a part of something, whatever was put together since", () => {
  const inner = [5, 64].map((ttl) => tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, 1400, {}, { ttl }));
  const [first] = fragment(inner[0], 728, 7);
  const all = [first, inner[1]].flatMap((packet, i) =>
    sttPieces(
      onEthernet(packet),
      { ...WESTBOUND, sport: 50001, packetId: 1 + i, ttl: 63 },
      { context: 42n, flags: 1 },
      [300],
    ),
  );
  const stream = records(all.map((piece) => onEthernet(piece)));
  for (const text of ["ip.ttl == 64", "ip.ttl == 5", "ip.ttl == 63"])
    expect(counted(stream, text, true), text).toBe(counted(stream, text, false));
  expect(JSON.parse(counted(stream, "ip.ttl == 64", true)).capture.packets).toBe(1);
});

it("searches what a frame carries over the seams of its pieces, which may be in a tunnel", () => {
  const payload = text("");
  payload.set(text("needle").subarray(0, 6), 1000 - 18 - 54 - 3);
  const frame = onEthernet(tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, payload, { seq: 1 }));
  const all = sttPieces(
    frame,
    { ...WESTBOUND, sport: 50001, packetId: 1 },
    { context: 42n, flags: 1 },
    [1000],
  );
  const through = { ...WESTBOUND, sport: 50002 };
  const stream = records(all.map((piece) => onEthernet(vxlan(onEthernet(piece), through, { vni: 7 }))));
  const plain = records(all.map((piece) => onEthernet(piece)));
  for (const packets of [stream, plain])
    for (const [early, last] of [true, false].map((is) => [is, packets.length] as const)) {
      const { capture } = JSON.parse(counted(packets, 'tcp.payload contains "needle"', early));
      expect(capture.packets).toBe(1);
      expect(capture.bytes).toBe(packets[last - 1].bytes.length);
    }
});

describe("what a filter says of a packet", () => {
  /** What is said of packets without what they completed or began, and with it: changes to yes and to no. */
  function changes(filters: readonly Filter[]): { yes: number; no: number }[] {
    const found = filters.map(() => ({ yes: 0, no: 0 }));
    const listing = new Listing({}, (packet) => {
      const { frameCount, frames } = packet;
      if (frameCount === 1) return true;
      const counts = frames.slice(0, frameCount).map(({ stack }) => stack.n);
      const asked = (filter: Filter, count: number) => {
        packet.frameCount = count;
        packet.renew();
        const said = filter.matches(packet);
        packet.frameCount = frameCount;
        counts.forEach((n, i) => {
          frames[i].stack.n = n;
        });
        return said;
      };
      for (const [i, filter] of filters.entries()) {
        const [before, after] = [asked(filter, 1), asked(filter, frameCount)];
        if (before !== after) found[i][after ? "yes" : "no"]++;
      }
      return true;
    });
    for (const options of Object.values(TRAFFIC))
      for (const seed of [1, 2]) feed(listing, traffic(seed, options));
    listing.finish();
    return found;
  }

  it("stands where it is said that it does", () => {
    const all = [...KEPT, ...LEFT, ...OPEN].map(compileFilter);
    for (const [i, { yes, no }] of changes(all).entries()) {
      const { keeps, text } = all[i];
      expect({ yes: keeps.yes && no > 0, no: keeps.no && yes > 0 }, text).toEqual({ yes: false, no: false });
    }
    expect(KEPT.map((text) => compileFilter(text).keeps)).toEqual(KEPT.map(() => ({ yes: true, no: false })));
    expect(LEFT.map((text) => compileFilter(text).keeps)).toEqual(LEFT.map(() => ({ yes: false, no: true })));
    expect(OPEN.map((text) => compileFilter(text).keeps)).toEqual(
      OPEN.map(() => ({ yes: false, no: false })),
    );
    expect(compileFilter("frame.len > 300 or frame.time").keeps).toEqual({ yes: true, no: true });
  });
});
