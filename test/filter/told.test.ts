// Tests that the compiled code carries out must say what they say packet by packet, of every kind of packet that they
// tell apart.
import { expect, it } from "vitest";
import { ROW_WORDS } from "../../src/facts/layout.ts";
import { report } from "../../src/facts/query.ts";
import { Class, type FactTable } from "../../src/facts/table.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import type { Match } from "../../src/filter/hot.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/session/session.ts";
import { captured, feedFile, type Packet } from "../support/capture.ts";
import { skims } from "./filtered.ts";

const FILTERS = [
  "data",
  "data && ip.ttl == 64",
  "tcp[13] & 4",
  "tcp.flags & 0x14 == 0x10 and not tcp[12:2] & 00:04",
  "(tcp.flags & 0x14) - 4 == 0x10",
  "eth[12:2] & 86:00 and ip.ttl & 0x45 == 0x40",
  "frame.len - ip.len > 14",
  "ip.len + 14 == frame.len or ipv6.plen + 54 == frame.len",
  "tcp.srcport - tcp.dstport == udp.srcport or ip.ttl == ip.proto",
  "data.len > 60",
  "data.len != 6 && data.data",
  "data.data[0:2] == 20:20",
  'data contains "NEEDLE"',
  'not (data.data contains "NEEDLE")',
  "_ws.malformed",
  "_ws.short or ip.ttl == 5",
  'frame.protocols contains "data"',
  'frame.protocols contains "tcp"',
  'frame.protocols contains "ip:udp" or ip.ttl == 5',
  'frame.protocols contains "eth" and not (frame.protocols contains "mptcp")',
  'frame.protocols matches "mptcp|tls|ssh|dns|stun"',
  "tls",
  "http",
  "data-text-lines or dns",
  "http.request or ip.ttl == 5",
  'tcp.payload contains "NEEDLE"',
  'udp.payload contains "NEEDLE"',
  'not (tcp.payload contains "NEEDLE")',
  'udp contains "NEEDLE"',
  'frame contains "NEEDLE"',
  'ip contains "NEEDLE" and frame.len > 90',
  "ip.ttl == 5",
  "tcp.len > 60",
  "len(tcp.payload) > 60 or len(udp.payload) == 6",
  "len(tcp.payload) < 100",
  "len(tcp.payload) != 6 and not len(udp.payload) <= 20",
  "all len(tcp.payload) >= 0",
  "tcp.payload or udp.payload and ip.ttl == 5",
  "not tcp.payload and tcp",
  "not (udp.payload or len(tcp.payload) > 60)",
  "tcp.options and not tcp.hdr_len > 24",
  "tcp.option_kind == 8 or not tcp.options",
  "ip.hdr_len > 20 or tcp.hdr_len in {20, 24..32}",
  "not tcp.len in {0, 6, 20} and tcp.len != 145",
  "eth.src[0:3] == 02:00:01",
  "eth.dst[4:2] != 00:00",
  "eth.src[3:1] >= 01",
  "tcp.checksum.status == 1",
  "tcp.checksum.status == 2",
  "udp.checksum.status == 0 or udp.checksum.status == 4",
  "udp.checksum.status == 2",
  "udp.checksum.status in {0, 3} or tcp.checksum.status in {0, 2}",
  "arp.opcode == 2 or icmp.type == 8",
  "udp.dstport == 53 or icmp",
  "igmp or arp.src.proto_ipv4 == 10.0.0.1",
  "eth.dst == 01:00:5e:00:00:01 and not udp",
  "frame.time_relative > 20 and frame.len < 100",
  "tcp.dstport == 5000 or udp.port == 53",
  "ip.src == 10.0.0.0/23 and vxlan.vni >= 41",
  "vxlan.vni != 42 or ipv6",
  "dns or tls.handshake",
  'udp.srcport == 4000 and tcp.len > 6 or frame contains "NEEDLE" or ip.dst == 10.0.0.2',
];

const word = (n: number): number[] => [(n >> 8) & 255, n & 255];
const [TCP, UDP] = [6, 17];

/** RFC 1071. */
function checksum(bytes: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += bytes[i] << (i % 2 === 0 ? 8 : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

interface Kind {
  v6: boolean;
  protocol: number;
  ports: [number, number];
  payload: number[];
  flags: number;
  options: number[];
  /** Of the transport: right, wrong, or 0. */
  sum: "good" | "bad" | "none";
  source: number[];
}

function frame({ v6, protocol, ports, payload, flags, options, sum, source }: Kind): number[] {
  const [from, to] = v6
    ? [
        [0x20, 1, 13, 184, ...Array(11).fill(0), 1],
        [0x20, 1, 13, 184, ...Array(11).fill(0), 2],
      ]
    : [
        [10, 0, 0, 1],
        [10, 0, 0, 2],
      ];
  const tcp = [
    ...ports.flatMap(word),
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    (5 + options.length / 4) << 4,
    flags,
    16,
    0,
    0,
    0,
    0,
    0,
  ];
  const udp = [...ports.flatMap(word), ...word(8 + payload.length), 0, 0];
  const segment = [...(protocol === TCP ? [...tcp, ...options] : udp), ...payload];
  const pseudo = [...from, ...to, 0, protocol, ...word(segment.length)];
  const own = checksum([...pseudo, ...segment]);
  segment.splice(
    protocol === TCP ? 16 : 6,
    2,
    ...word(sum === "none" ? 0 : sum === "good" ? own : own ^ 0x0101),
  );
  const ip = v6
    ? [0x60, 0, 0, 0, ...word(segment.length), protocol, 64, ...from, ...to]
    : [0x45, 0, ...word(20 + segment.length), 0, 0, 0, 0, 64, protocol, 0, 0, ...from, ...to];
  return [2, 0, 0, 0, 0, 2, ...source, ...(v6 ? [0x86, 0xdd] : [8, 0]), ...ip, ...segment];
}

/** In VXLAN, by which its lengths and offsets are others. */
function inVxlan(inner: readonly number[]): number[] {
  const udp = [...word(50_000), ...word(4789), ...word(16 + inner.length), 0, 0];
  const ip = [0x45, 0, ...word(36 + inner.length), 0, 0, 0, 0, 64, UDP, 0, 0, 10, 1, 0, 1, 10, 1, 0, 2];
  return [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, ...ip, ...udp, 8, 0, 0, 0, 0, 0, 42, 0, ...inner];
}

const text = (of: string): number[] => [...Buffer.from(of)];
const blank = (length: number): number[] => Array<number>(length).fill(0x20);
const PAYLOADS = [
  [],
  blank(60),
  text("NEEDLE"),
  [...blank(130), ...text("NEEDLE"), ...blank(9)],
  [...blank(40), ...text("NEEDL"), ...blank(40)],
  // As TLS begins, SSH, STUN, DNS on any port, SOCKS, and a request that is none.
  [22, 3, 3, 0, 2, 1, 0, ...blank(4)],
  [...text("SSH-2.0-NEEDLE\r\n")],
  [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...Array<number>(12).fill(7)],
  [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 0, 0, 1, 0, 1],
  [5, 1, 0],
  text("SPACE NEEDLE"),
];
/** HTTP without a body, with a text, with something else, with nothing in chunks, and two requests. */
const MESSAGES = [
  text("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
  text("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nNEEDLE"),
  text("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\nContent-Length: 6\r\n\r\nNEEDLE"),
  text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  text("GET / HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
];
/** LISP's encapsulated control message: another IPv4 packet behind four bytes. */
const ENCAPSULATED = [0x80, 0, 0, 0, 0x45, 0, 0, 28, 0, 0, 0, 0, 5, UDP, 0, 0, 10, 9, 0, 1, 10, 9, 0, 2];
const LISP = 4342;
const [RST, ACK] = [4, 16];
/** Nothing, a timestamp, Multipath TCP, which alone is a layer, and what contradicts itself. */
const OPTIONS = [
  [],
  [1, 1, 8, 10, ...Array<number>(8).fill(3)],
  [30, 4, 0x10, 0],
  [8, 40, 1, 1],
  [2, 1, 5, 3],
  [3, 2, 28, 2, 254, 3, 1, 255],
];

function kinds(): Kind[] {
  const all: Kind[] = [];
  const source = [2, 0, 0, 0, 0, 1];
  for (const v6 of [false, true])
    for (const protocol of [TCP, UDP])
      for (const payload of [...PAYLOADS, ...(protocol === TCP ? MESSAGES : [])]) {
        const one: Kind = {
          v6,
          protocol,
          ports: [4000, 5000],
          payload,
          flags: ACK,
          options: [],
          sum: "good",
          source,
        };
        if (MESSAGES.includes(payload)) {
          for (const ports of [one.ports, [4000, 80], [22, 80]])
            all.push({ ...one, ports: ports as [number, number] });
          continue;
        }
        all.push(
          one,
          { ...one, sum: "bad" },
          { ...one, sum: "none" },
          { ...one, source: [2, 0, 1, 1, 0, 1] },
        );
        // SSH's, HTTP's, and DNS's port: there bytes alone do not tell.
        for (const port of [22, 80, 53]) all.push({ ...one, ports: [4000, port] });
        if (protocol === UDP)
          all.push({ ...one, ports: [4000, LISP], payload: [...ENCAPSULATED, 0, 53, 0, 54, 0, 8, 0, 0] });
        if (protocol === TCP)
          for (const options of OPTIONS) all.push({ ...one, options, flags: ACK | RST }, { ...one, options });
      }
  return all;
}

/** Packets that end without ports: what ICMP's errors quote is found, what its echoes carry is not. */
function leaves(): Packet[] {
  const [host, group] = [
    [2, 0, 0, 0, 0, 2],
    [1, 0, 0x5e, 0, 0, 1],
  ];
  const ip = (protocol: number, own: number[]) => {
    const header = [
      0x45,
      0,
      ...word(20 + own.length),
      0,
      1,
      0,
      0,
      5,
      protocol,
      0,
      0,
      10,
      0,
      0,
      1,
      10,
      0,
      0,
      2,
    ];
    return [...header, ...own];
  };
  const quoted = ip(UDP, [...word(4000), ...word(53), ...word(8), 0, 0]);
  const echo = [8, 0, 0, 0, 0, 1, 0, 1];
  const arp = (opcode: number) => [0, 1, 8, 0, 6, 4, 0, opcode, ...host, 10, 0, 0, 1, ...host, 10, 0, 0, 2];
  const all = [
    ...[1, 2].map((opcode) => [...host, ...host, 8, 6, ...arp(opcode)]),
    ...[[...echo, ...quoted], echo, [0, ...echo.slice(1)]].map((own) => [
      ...host,
      ...host,
      8,
      0,
      ...ip(1, own),
    ]),
    ...[quoted, quoted.slice(0, 20), []].map((quote) => [
      ...[...host, ...host, 8, 0],
      ...ip(1, [3, 1, 0, 0, 0, 0, 0, 0, ...quote]),
    ]),
    ...[group, host].map((to) => [...to, ...host, 8, 0, ...ip(2, [0x16, 0, 0, 0, 224, 0, 0, 5])]),
  ];
  return all.map((bytes, i) => ({
    bytes: Uint8Array.from(bytes),
    original: bytes.length,
    linktype: 1,
    seconds: 1,
    nanoseconds: i,
  }));
}

const HEADED: Packet[] = kinds().flatMap((kind, i) => {
  const bare = frame(kind);
  const bytes = i % 3 === 0 ? inVxlan(bare) : bare;
  const whole = {
    bytes: Uint8Array.from(bytes),
    original: bytes.length,
    linktype: 1,
    seconds: 1,
    nanoseconds: i,
  };
  // With padding behind what the lengths tell, in which something stands, and cut.
  const padded = Uint8Array.from([...bytes, ...text("  NEEDLE"), 30]);
  const cut = Uint8Array.from(
    bytes.slice(0, Math.max(bytes.length - 7, bytes.length - kind.payload.length + 1)),
  );
  return [
    whole,
    { ...whole, bytes: padded, original: padded.length },
    ...(cut.length < bytes.length && kind.payload.length > 8 ? [{ ...whole, bytes: cut }] : []),
  ];
});

const VARIANTS = [...HEADED, ...leaves()];

/** From another host: the last two bytes of its innermost source address are others. */
function moved(packet: Packet, i: number): Packet {
  const bytes = packet.bytes.slice();
  const inner = bytes[12] === 8 && bytes[23] === UDP && (bytes[36] << 8) + bytes[37] === 4789 ? 50 : 0;
  const last = inner + (bytes[inner + 12] === 8 ? 29 : 37);
  bytes[last] ^= i & 255;
  bytes[last - 1] ^= i >> 8;
  return { ...packet, bytes };
}

async function counted(filter: ReturnType<typeof compileFilter>, packets: Packet[], flowCache: boolean) {
  const session = new Session({ flowCache });
  const sink = filtered(filter, { flowCache }, session);
  const skimmed = skims(sink);
  await feedFile(sink, packets);
  sink.finish();
  const summary = session.finish();
  const stats = JSON.stringify(report(summary, [], []).stats, null, 1);
  return { skimmed: skimmed(), stats, order: inOrder(summary.table) };
}

/** Sources, destinations and ports of the rows of IPv4, the one first whose packets began first. */
function inOrder({ rows: { i32, size }, firstPacket }: FactTable): string[] {
  const all = Array.from({ length: size }, (_, row) => row).filter(
    (row) => (i32[row * ROW_WORDS + 4] & Class.v6) === 0,
  );
  all.sort((a, b) => firstPacket[a] - firstPacket[b]);
  return all.map((row) => i32.slice(row * ROW_WORDS + 1, row * ROW_WORDS + 4).join(" "));
}

it.each(FILTERS)("%s", async (text) => {
  // Twice, so that all headers are known the second time, and then in another order, each of a flow of its own.
  const turned = VARIANTS.map((_, i) => moved(VARIANTS[(i * 7) % VARIANTS.length], i));
  const packets = [...VARIANTS, ...VARIANTS, ...turned].map((p, i) => ({ ...p, seconds: 1 + i }));
  const filter = compileFilter(text);
  const { alike } = filter;
  let asked = 0;
  const countingOne =
    (match: Match): Match =>
    (packet) => {
      asked++;
      return match(packet);
    };
  const counting: typeof filter = {
    ...filter,
    matches: (packet) => {
      asked++;
      return filter.matches(packet);
    },
    alike: alike && { ...alike, steady: alike.steady.map(countingOne) },
  };
  const quick = await counted(counting, packets, true);
  const plain = await counted(filter, packets, false);
  expect(quick.stats).toBe(plain.stats);
  expect(quick.order).toEqual(plain.order);
  expect(quick.skimmed).toBeGreaterThan(packets.length / 2);
  // Multipath TCP, resets, SSH's port and its like.
  expect(asked, "packets that were looked at closely").toBeLessThan(0.6 * packets.length);
});

// Names that differ in length; a request on HTTP's port would be HTTP, what goes on there is nobody's.
const named = (i: number): number[] => [
  0,
  i,
  1,
  0,
  0,
  1,
  0,
  0,
  0,
  0,
  0,
  0,
  1 + (i % 9),
  ...blank(1 + (i % 9)),
  0,
  0,
  1,
  0,
  1,
];
it.each([
  { what: "DNS", protocol: UDP, port: 53, payload: named },
  { what: "what goes on behind HTTP", protocol: TCP, port: 80, payload: (i: number) => blank(1 + i) },
  { what: "a request", protocol: TCP, port: 80, payload: (i: number) => text(`GET /${i} HTTP/1.1\r\n\r\n`) },
  {
    what: "a response",
    protocol: TCP,
    port: 80,
    payload: (i: number) => text(`HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\nbody ${i}`),
  },
])("of $what the first one of a flow tells what all are", async ({ protocol, port, payload }) => {
  const source = [2, 0, 0, 0, 0, 1];
  const one = { v6: false, protocol, flags: ACK, options: [], sum: "good", source } as const;
  const packets = Array.from({ length: 200 }, (_, i) => {
    const bytes = Uint8Array.from(frame({ ...one, ports: [4000, port], payload: payload(i), options: [] }));
    return captured(bytes, 1 + i, 0);
  });
  for (const text of [
    "data",
    'frame.protocols contains "dns" or frame.len > 60',
    "data.len > 4 or udp.length > 40",
    "http",
  ]) {
    const filter = compileFilter(text);
    let asked = 0;
    const matches = (packet: Parameters<typeof filter.matches>[0]) => {
      asked++;
      return filter.matches(packet);
    };
    const quick = await counted({ ...filter, matches }, packets, true);
    expect(quick.stats, text).toBe((await counted(filter, packets, false)).stats);
    // V8 has few of them dissected at first.
    expect(asked, text).toBeLessThan(20);
  }
});

it.each([
  ["nothing, on ports of whom bytes alone tell", () => [80, []]],
  ["nothing, on ports of all that comes there", (i: number) => [[22, 25, 179, 1080][i % 4], []]],
  ["what goes on behind HTTP", (i: number) => [80, blank(1 + (i % 90))]],
] as [string, (i: number) => [number, number[]]][])("compiled code tells of %s", async (_, of) => {
  const source = [2, 0, 0, 0, 0, 1];
  const packets = Array.from({ length: 400 }, (_, i) => {
    const [port, payload] = of(i);
    const one = { v6: false, protocol: TCP, flags: ACK, sum: "good", source } as const;
    const bytes = Uint8Array.from(frame({ ...one, ports: [4000, port], payload, options: [] }));
    return captured(bytes, 1 + i, 0);
  });
  for (const text of ["data", "http", 'frame.protocols contains "http"', "tcp.options", "tcp.hdr_len > 20"])
    expect(await askedAbout(text, packets), text).toBeLessThan(20);
});

/** How often JavaScript was asked about some of these packets. */
async function askedAbout(text: string, packets: Packet[]): Promise<number> {
  const filter = compileFilter(text);
  const session = new Session();
  const sink = filtered(filter, {}, session);
  const memory = session.shortcut?.cache.memory;
  if (memory === undefined) throw new Error("there is no memory");
  const { ask } = memory;
  let asked = 0;
  memory.ask = (start, ...more) => {
    asked++;
    ask(start, ...more);
  };
  await feedFile(sink, packets);
  sink.finish();
  const { stats } = report(session.finish(), [], []);
  expect(JSON.stringify(stats, null, 1), text).toBe((await counted(filter, packets, false)).stats);
  return asked;
}

it("headers whose names tell are told by compiled code, whatever stands behind them", async () => {
  const source = [2, 0, 0, 0, 0, 1];
  const packets = Array.from({ length: 400 }, (_, i) => {
    const payload = MESSAGES[i % MESSAGES.length];
    const one = { v6: i % 2 === 0, protocol: TCP, flags: ACK, sum: "good", source } as const;
    const bytes = Uint8Array.from(frame({ ...one, ports: [4000, 80], payload, options: [] }));
    return captured(bytes, 1 + i, 0);
  });
  for (const text of ['frame.protocols contains "tcp"', 'frame.protocols contains "tcp" or dns'])
    expect(await askedAbout(text, packets), text).toBeLessThan(20);
});

it("of packets without ports the first one of a flow tells what all are", async () => {
  // Answers with a source of their own each, and what echoes carry.
  const packets = leaves()
    .filter((_, i) => i < 5)
    .flatMap((packet) => Array.from({ length: 80 }, (_, i) => ({ ...moved(packet, i & 3), seconds: 1 + i })));
  for (const text of [
    "data",
    "not data",
    'frame.protocols contains "icmp:data" or frame.protocols contains "arp"',
  ]) {
    const filter = compileFilter(text);
    let asked = 0;
    const matches = (packet: Parameters<typeof filter.matches>[0]) => {
      asked++;
      return filter.matches(packet);
    };
    const quick = await counted({ ...filter, matches }, packets, true);
    expect(quick.stats, text).toBe((await counted(filter, packets, false)).stats);
    expect(asked, text).toBeLessThan(60);
  }
});

it("what somebody takes for certain is told by compiled code, but where another one comes first", async () => {
  const source = [2, 0, 0, 0, 0, 1];
  // SSH takes all on its port, and is asked before HTTP.
  const all = [80, 8080, 22].map((other) => {
    const packets = Array.from({ length: 400 }, (_, i) => {
      const ports = i % 8 === 7 ? ([other, 80] as const) : ([4000 + (i % 3), 80] as const);
      const payload = text(i % 2 === 0 ? "GET /a HTTP/1.1\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\nbody");
      const one = { v6: false, protocol: TCP, flags: ACK, sum: "good", source } as const;
      const bytes = Uint8Array.from(frame({ ...one, ports: [...ports], payload, options: [] }));
      return captured(bytes, 1 + i, 0);
    });
    return packets;
  });
  for (const packets of all)
    for (const of of ["http", "http or dns", "not http", "http and ip.ttl == 64", "http or ssh"])
      expect(await askedAbout(of, packets), of).toBeLessThan(packets === all[2] ? 80 : 20);
});

it("what is cut on a port of somebody who takes that is told by compiled code", async () => {
  const source = [2, 0, 0, 0, 0, 1];
  const packets = Array.from({ length: 400 }, (_, i) => {
    const one = { v6: i % 2 === 0, protocol: TCP, flags: ACK, sum: "good", source } as const;
    const payload = Array.from({ length: 60 }, (_, at) => (7 * i + at) & 0xff);
    const bytes = Uint8Array.from(frame({ ...one, ports: [4000 + (i % 3), 80], payload, options: [] }));
    const captured = bytes.length - (i % 5 === 0 ? 0 : 40);
    const cut = { bytes: bytes.slice(0, captured), original: bytes.length };
    return { ...cut, linktype: 1, seconds: 1 + i, nanoseconds: 0 };
  });
  for (const of of ["http", "not http", "http and ip.ttl == 64"])
    expect(await askedAbout(of, packets), of).toBeLessThan(20);
});

it("what begins a message of HTTP, or goes on with one, is told by its lines, also where it is cut", async () => {
  const one = { v6: false, protocol: TCP, flags: ACK, options: [], sum: "good" } as const;
  const messages = [
    ...["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody"],
    ...[
      "GET / HTTP/1.1\r\nHost: a\r\n\n",
      "GET / HTTP/1.1\n\r\nGET /2 HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost",
    ],
    ...[
      "HTTP/1.1 200 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\r\n\r\n",
    ],
    ...[
      "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\nno picture",
      "goes on \r\n\r\nwith one",
      "-GOES ON",
      "GOES ON",
    ],
  ];
  const packets = Array.from({ length: 6 }, (_, round) =>
    messages.flatMap((words, m) =>
      [0, 1, 2, 4, 9].map((cut, i): Packet => {
        const source = [2, 0, 0, 0, 0, 1];
        const payload = text(words);
        // From other ports in other rounds.
        const bytes = Uint8Array.from(
          frame({ ...one, source, ports: [4000 + round, 80], payload, options: [] }),
        );
        const at = { linktype: 1, seconds: 1000 * round + 10 * m + i, nanoseconds: 0 };
        return { bytes: bytes.subarray(0, bytes.length - cut), original: bytes.length, ...at };
      }),
    ),
  ).flat();
  for (const name of [
    "data",
    "not data",
    'frame.protocols contains "http"',
    "_ws.malformed",
    "http",
    "data && http",
  ]) {
    const filter = compileFilter(name);
    const quick = await counted(filter, packets, true);
    expect(quick.stats, name).toBe((await counted(filter, packets, false)).stats);
  }
});
