// What must not be: rows where there is no proxy, crashes, memory that grows with the capture.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../property.ts";
import { cargo, chain, clientHello } from "./exchanges.ts";
import { follow, followed } from "./follow.ts";
import {
  captured,
  ethernet,
  type Host,
  ip,
  type Said,
  segmentsOf,
  tcp,
  text,
  u16,
  u32,
  udp,
  vxlan,
} from "./wire.ts";

const CLIENT: Host = { address: [10, 0, 0, 5], port: 40000 };
const SERVER: Host = { address: [10, 0, 0, 6], port: 8123 };

const packetsOf = (
  said: readonly Said[],
  more: { handshake?: boolean; cuts?: number[]; server?: Host } = {},
) =>
  segmentsOf({
    client: CLIENT,
    server: more.server ?? SERVER,
    said,
    numbers: [7, 9],
    cuts: more.cuts ?? [1460],
    ...(more.handshake !== undefined && { handshake: more.handshake }),
  }).map((s, i) => captured(ethernet(tcp(s)), i * 1e6));

const bytes = fc.uint8Array({ maxLength: 60 }).map((a) => [...a]);
/** Bytes that begin as messages of SOCKS do. */
const nearly = fc
  .tuple(
    fc.constantFrom([5], [5, 1], [5, 1, 0], [4, 1], [4, 1, 0, 80], [1, 1], [0, 90], [5, 0], [5, 0, 0, 1]),
    bytes,
  )
  .map(([head, tail]) => [...head, ...tail]);
const talk = fc.array(
  fc.record({
    client: fc.boolean(),
    data: fc.oneof(
      bytes,
      nearly,
      cargo.map((c) => c.said[0].data),
    ),
  }),
  {
    maxLength: 6,
  },
);

describe("no rows", () => {
  /** Others' first bytes, both sides, by hand after their specifications. */
  const OTHERS: [string, Said[]][] = [
    [
      "TLS",
      [
        { client: true, data: clientHello("example.org") },
        { client: false, data: [22, 3, 3, 0, 4, 2, 0, 0, 0] },
      ],
    ],
    // RFC 4253, 6: what ssh sends in the middle is like random bytes; this one begins as a greeting would.
    [
      "random bytes with a 5 in front",
      [
        { client: true, data: [5, 1, 7, 200, 4] },
        { client: false, data: [5, 9, 8] },
      ],
    ],
    // MQTT's CONNECT; DNS over TCP; a TDS prelogin; an AMQP header; a Cassandra OPTIONS, whose version is 4 or 5.
    [
      "MQTT",
      [
        { client: true, data: [0x10, 12, 0, 4, ...text("MQTT"), 4, 2, 0, 60, 0, 0] },
        { client: false, data: [0x20, 2, 0, 0] },
      ],
    ],
    [
      "Cassandra 4",
      [
        { client: true, data: [4, 0, 0, 0, 5, 0, 0, 0, 0] },
        { client: false, data: [0x84, 0, 0, 0, 6, 0, 0, 0, 0] },
      ],
    ],
    [
      "Cassandra 5",
      [
        { client: true, data: [5, 0, 0, 0, 5, 0, 0, 0, 0] },
        { client: false, data: [0x85, 0, 0, 0, 6, 0, 0, 0, 0] },
      ],
    ],
    [
      "DNS",
      [
        { client: true, data: [0, 5, 1, 0, 0, 1, 0] },
        { client: false, data: [0, 90, 1, 0, 0, 1, 0, 0] },
      ],
    ],
    [
      "a 4 that nobody grants",
      [
        { client: true, data: [4, 1, 0, 80, 1, 2, 3, 4, 0] },
        { client: false, data: text("ok") },
      ],
    ],
    [
      "a 5 that is answered with another method",
      [
        { client: true, data: [5, 1, 0] },
        { client: false, data: [5, 2] },
        { client: true, data: [5, 1, 0, 1, 1, 2, 3, 4, 0, 80] },
      ],
    ],
  ];
  test.each(OTHERS)("%s", (_, said) => {
    for (const handshake of [true, false])
      for (const [kind, rows] of [
        ["as it is", follow(packetsOf(said, { handshake })).proxies],
        [
          "the other way round",
          follow(
            packetsOf(
              said.map((s) => ({ ...s, client: !s.client })),
              { handshake },
            ),
          ).proxies,
        ],
      ] as const)
        expect(rows, kind).toEqual([]);
  });

  test("random talk has hardly any, also if it begins like SOCKS", () => {
    let rows = 0;
    check(
      fc.property(talk, fc.boolean(), (said, handshake) => {
        const found = follow(packetsOf(said, { handshake })).proxies.length;
        rows += found;
        if (found > 0) {
          // Whatever is told was said: the greeting's methods at least, or a request that is answered.
          const client = said.filter((s) => s.client).flatMap((s) => s.data);
          const server = said.filter((s) => !s.client).flatMap((s) => s.data);
          const begins = handshake ? [client] : [client, server];
          expect(begins.some((data) => data[0] === 4 || data[0] === 5 || data[0] === 1)).toBe(true);
        }
      }),
      1500,
    );
    // "05 01 00" and "05 00" alone are such an exchange.
    expect(rows).toBeLessThan(30);
  });
});

describe("whatever comes", () => {
  const mutation = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom("set", "drop", "cut", "swap")), {
    minLength: 1,
    maxLength: 8,
  });

  test("no packet crashes it: exchanges with bytes changed, packets lost, cut and out of order", () => {
    check(
      fc.property(chain, cargo, mutation, (exchanges, load, changes) => {
        const packets = packetsOf([...exchanges.flatMap((e) => e.said), ...load.said], { cuts: [5, 1460] });
        for (const [n, byte, how] of changes) {
          const at = n % packets.length;
          const p = packets[at];
          if (how === "set" && p.bytes.length > 14) p.bytes[14 + (n % (p.bytes.length - 14))] = byte;
          if (how === "drop" && packets.length > 1) packets.splice(at, 1);
          if (how === "cut") packets[at] = { ...p, bytes: p.bytes.slice(0, n % p.bytes.length) };
          if (how === "swap") [packets[at], packets[0]] = [packets[0], packets[at]];
        }
        const { report, tracker } = followed(packets);
        expect(JSON.parse(JSON.stringify(report))).toEqual(report);
        expect(tracker.memory.used).toBe(0);
      }),
      300,
    );
  });

  test("payload that the snapshot length cut is not read, and said to be cut", () => {
    const said: Said[] = [
      { client: true, data: [5, 1, 0] },
      { client: false, data: [5, 0] },
      { client: true, data: [5, 1, 0, 3, 20, ...text("abcdefghijklmnop.org"), 0, 80] },
      { client: false, data: [5, 0, 0, 1, 1, 2, 3, 4, 0, 9] },
    ];
    const packets = segmentsOf({ client: CLIENT, server: SERVER, said, numbers: [1, 1], cuts: [1460] }).map(
      (s, i) => captured(ethernet(tcp(s)), i * 1e6, 60),
    );
    const { proxies } = follow(packets);
    expect(proxies.every((p) => p.destination === null)).toBe(true);
    const whole = follow(packets.map((p) => ({ ...p })).slice(0, 8));
    expect(whole.proxies.every((p) => p.remarks.includes("cut_short"))).toBe(true);
  });
});

describe("memory", () => {
  const open = (port: number, said: Said[]) =>
    segmentsOf({
      client: { ...CLIENT, port },
      server: SERVER,
      said,
      numbers: [1, 1],
      cuts: [1460],
      end: false,
    }).map((s) => captured(ethernet(tcp(s)), port * 1e6));
  const half: Said[] = [{ client: true, data: [5, 1, 0] }];

  test("goes by connections, which are capped, and what is pushed out is counted", () => {
    const packets = Array.from({ length: 500 }, (_, i) => open(10_000 + i, half)).flat();
    const { report, tracker } = followed(packets, { maxConnections: 50 });
    expect(tracker.connections.size).toBe(50);
    expect(report.streams).toMatchObject({ tcp_connections: 500, evicted: 450, untold: 0 });
  });

  test("rows beyond the cap are counted", () => {
    const whole: Said[] = [
      ...half,
      { client: false, data: [5, 0] },
      { client: true, data: [5, 1, 0, 1, 1, 2, 3, 4, 0, 80] },
      { client: false, data: [5, 0, 0, 1, 1, 2, 3, 4, 0, 9] },
    ];
    const packets = Array.from({ length: 300 }, (_, i) => open(10_000 + i, whole)).flat();
    const { report } = followed(packets, { maxConnections: 50 });
    expect(report.proxies).toHaveLength(100);
    expect(report.streams).toMatchObject({ evicted: 250, untold: 200 });
  });

  test("of the beginnings of streams is capped, and those given up are counted", () => {
    const long: Said[] = [{ client: true, data: [0xee, ...Array(8000).fill(1)] }];
    const packets = Array.from({ length: 100 }, (_, i) => open(10_000 + i, long)).flat();
    const cap = 200_000;
    const { report, highest } = followed(packets, { memory: cap });
    expect(highest).toBeLessThanOrEqual(cap);
    expect(report.streams.given_up).toBeGreaterThan(50);
  });
});

describe("UDP through a relay", () => {
  const RELAY: Host = { address: [10, 0, 0, 6], port: 5555 };
  const OWN: Host = { address: [10, 0, 0, 5], port: 6666 };
  const associate = (bound: number[]): Said[] => [
    { client: true, data: [5, 1, 0] },
    { client: false, data: [5, 0] },
    { client: true, data: [5, 3, 0, 1, 0, 0, 0, 0, 0, 0] },
    { client: false, data: [5, 0, 0, 1, ...bound, 0x15, 0xb3] },
  ];
  const datagram = (from: Host, to: Host, data: number[], at: number) =>
    captured(ethernet(udp(from, to, data)), at);
  const name = (n: string, fragment = 0) => [0, 0, fragment, 3, n.length, ...text(n), 0, 53];

  test.each([
    ["its address", [10, 0, 0, 6]],
    ["no address, which means its own", [0, 0, 0, 0]],
  ])("that told %s: destinations of both directions, fragments, and nothing of others", (_, bound) => {
    const control = packetsOf(associate(bound)).slice(0, -3);
    const { report, destinations } = followed([
      ...control,
      datagram(OWN, RELAY, [...name("a.example"), 1, 2, 3], 1e9),
      datagram(RELAY, OWN, [...name("a.example"), 1, 2, 3, 4], 2e9),
      datagram(OWN, RELAY, [...name("b.example", 0x81), 9], 3e9),
      datagram(OWN, RELAY, [1, 2, 3], 4e9),
      // Another host, another port: not the association's.
      datagram({ address: [10, 0, 0, 9], port: 1 }, RELAY, [...name("c.example"), 1], 5e9),
      datagram(OWN, { ...RELAY, port: 5556 }, [...name("d.example"), 1], 6e9),
    ]);
    expect(report.proxies).toMatchObject([
      {
        command: "udp_associate",
        outcome: "associated",
        udp: {
          relay: { address: "10.0.0.6", port: 5555 },
          client_port: 6666,
          fragments: 1,
          highest_fragment: 1,
          unreadable: 1,
          destinations: [
            {
              name: "a.example",
              port: 53,
              datagrams_to: 1,
              bytes_to: 3,
              datagrams_from: 1,
              bytes_from: 4,
              fragments: 0,
            },
            {
              name: "b.example",
              port: 53,
              datagrams_to: 1,
              bytes_to: 1,
              datagrams_from: 0,
              bytes_from: 0,
              fragments: 1,
            },
          ],
        },
      },
    ]);
    const n = control.length;
    expect(destinations.slice(n + 1, n + 7)).toEqual([
      ["a.example:53"],
      ["a.example:53"],
      ["b.example:53"],
      [],
      [],
      [],
    ]);
  });
});

describe("in what comes in parts", () => {
  const said: Said[] = [
    { client: true, data: [5, 2, 0, 2] },
    { client: false, data: [5, 2] },
    { client: true, data: [1, 200, ...text("u".repeat(200)), 250, ...text("p".repeat(250))] },
    { client: false, data: [1, 0] },
    { client: true, data: [5, 1, 0, 3, 250, ...text("n".repeat(250)), 0, 80] },
    { client: false, data: [5, 0, 0, 1, 1, 2, 3, 4, 0, 9] },
    { client: true, data: clientHello(`${"x".repeat(60)}.example`) },
    { client: false, data: [22, 3, 3, 0, 4, 2, 0, 0, 0] },
  ];
  const expected = {
    user: "u".repeat(200),
    password: "p".repeat(250),
    destination: { name: "n".repeat(250), port: 80 },
    outcome: "established",
    carried: { protocol: "tls", server_name: `${"x".repeat(60)}.example` },
    remarks: [],
  };
  const segments = segmentsOf({ client: CLIENT, server: SERVER, said, numbers: [5, 6], cuts: [1460] });

  test("IP fragments of a tenant's packets", () => {
    const packets = segments.flatMap((s, n) => {
      const packet = tcp(s);
      const body = packet.slice(20);
      const parts: number[][] = [];
      // RFC 791: offsets in units of eight bytes, the last fragment without the bit for more.
      for (let at = 0; at < body.length; at += 64) {
        const part = body.slice(at, at + 64);
        const more = at + 64 < body.length ? 0x2000 : 0;
        const header = packet.slice(0, 20);
        header.splice(2, 6, ...u16(20 + part.length), ...u16(n + 1), ...u16(more | (at / 8)));
        parts.push([...header, ...part]);
      }
      return parts.reverse().map((part, i) => captured(vxlan(77, ethernet(part)), n * 1e6 + i));
    });
    expect(packets.length).toBeGreaterThan(30);
    expect(follow(packets).proxies).toMatchObject([{ ...expected, tenant: "vxlan:77" }]);
  });

  test("STT frames that LSO cut into pieces", () => {
    const packets = segments.flatMap((s, n) => {
      const frame = [0, 0, 0, 0, 0, 0, 0, 0, ...u32(0), ...u32(42), 0, 0, ...ethernet(tcp(s))];
      const pieces: number[][] = [];
      // draft-davie-stt-08, 3: the sequence number is length and offset, the acknowledgment the frame's id.
      for (let at = 0; at < frame.length; at += 100) {
        const header = [
          0xc0,
          0,
          ...u16(7471),
          ...u16(frame.length),
          ...u16(at),
          ...u32(n + 1),
          0x50,
          0x10,
          0xff,
          0xff,
          0,
          0,
          0,
          0,
        ];
        pieces.push(
          ethernet(ip([192, 0, 2, 1], [192, 0, 2, 2], 6, [...header, ...frame.slice(at, at + 100)])),
        );
      }
      return pieces.map((piece, i) => captured(piece, n * 1e6 + i));
    });
    expect(packets.length).toBeGreaterThan(20);
    expect(follow(packets).proxies).toMatchObject([{ ...expected, tenant: "stt:42" }]);
  });
});
