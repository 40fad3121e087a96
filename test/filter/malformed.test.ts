// In which packets "Malformed Packet" stands, by tshark 4.0.17, which is asked again where it is installed; and that the
// compiled code, which knows packets by their flows, says the same.
import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, it, test } from "vitest";
import { hex, join, u16 } from "../../fixtures/make/bytes.ts";
import { LayerStack } from "../../src/core/stack.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { Session } from "../../src/session/session.ts";
import { check } from "../property.ts";
import { FILES, feedFile, type Packet } from "../support/capture.ts";
import { files } from "../support/files.ts";
import { numbersOf } from "./filtered.ts";

const ETHERNET = "020000000002 020000000001";
const text = (words: string): Uint8Array => Uint8Array.from(Buffer.from(words, "latin1"));

const ethernet = (type: number, payload: Uint8Array): Uint8Array => join(hex(ETHERNET), u16(type), payload);
const ip = (protocol: number, payload: Uint8Array): Uint8Array =>
  join(
    hex("4500"),
    u16(20 + payload.length),
    hex("0001 0000 40"),
    Uint8Array.of(protocol),
    hex("0000 0a000001 0a000002"),
    payload,
  );
const udp = (port: number, payload: Uint8Array, more = 0): Uint8Array =>
  ip(17, join(u16(40000, port, 8 + payload.length + more, 0), payload));
/** The next segment is of another connection. */
let source = 40000;
const tcp = (port: number, options: string, payload: Uint8Array): Uint8Array => {
  const header = 20 + hex(options).length;
  return ip(
    6,
    join(
      u16(source++, port),
      hex("00000001 00000001"),
      Uint8Array.of(header << 2),
      hex("10 2000 0000 0000"),
      hex(options),
      payload,
    ),
  );
};
const vxlan = (inner: Uint8Array, more = 0): Uint8Array =>
  ethernet(0x0800, udp(4789, join(hex("0800000000002a00"), inner), more));

const REQUEST = "GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n";
const answer = (type: string, body: string): Uint8Array =>
  text(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
const QUERY = "1234 0100 0001 0000 0000 0000 0161 0162 00 0001 0001";
const ARP = "0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002";
const BRIDGE = "424203 0000 00 00 00 8000020000000001 00000000 8000020000000001 8001 0000 1400 0200 0f00";

/** Bytes; whether it is malformed; and how many of them were captured, if not all. */
const CASES: readonly (readonly [name: string, bytes: Uint8Array, malformed: boolean, captured?: number])[] =
  [
    ["a segment that nobody reads", ethernet(0x0800, tcp(5000, "", text("abcdef"))), false],
    ["a datagram that nobody reads", ethernet(0x0800, udp(5000, text("abcdef"))), false],
    ["one that is longer than its packet", ethernet(0x0800, udp(5000, text("abcdef"), 1)), true],
    ["a tunnel's datagram", vxlan(ethernet(0x0800, tcp(5000, "", text("abcdef")))), false],
    ["one that is longer than its packet", vxlan(ethernet(0x0800, tcp(5000, "", text("abcdef"))), 9), true],
    ["a tunnel's datagram, cut", vxlan(ethernet(0x0800, tcp(5000, "", text("abcdef")))), false, 108],
    ["blocks of SACK", ethernet(0x0800, tcp(5000, "0101 050a 00000001 00000002", text("abc"))), false],
    ["half a block", ethernet(0x0800, tcp(5000, "05080000 00010000 01010101 00000000", text("abc"))), true],
    ["a timestamp", ethernet(0x0800, tcp(5000, "0101 080a 05050505 05060506", text("abc"))), false],
    [
      "an option that is too long",
      ethernet(0x0800, tcp(5000, "0101 051a 00000001 00000002", text("a"))),
      false,
    ],
    ["a request", ethernet(0x0800, tcp(80, "", text(REQUEST))), false],
    ["a request, cut", ethernet(0x0800, tcp(80, "", text(REQUEST))), false, 80],
    ["an answer with text", ethernet(0x0800, tcp(80, "", answer("text/plain", "abc"))), false],
    ["an answer with JSON", ethernet(0x0800, tcp(80, "", answer("application/json", '{"a":[1]}'))), false],
    ["no picture", ethernet(0x0800, tcp(80, "", answer("image/gif", "abcdefgh"))), true],
    ["no picture, cut", ethernet(0x0800, tcp(80, "", answer("image/gif", "abcdefgh"))), false, 110],
    ["a query", ethernet(0x0800, udp(53, hex(QUERY))), false],
    ["a query, cut", ethernet(0x0800, udp(53, hex(QUERY))), false, 60],
    ["a query without its end", ethernet(0x0800, udp(53, hex(QUERY.slice(0, -9)))), true],
    [
      "a query with a label of another kind",
      ethernet(0x0800, udp(53, hex(QUERY.replace("0161", "8161")))),
      true,
    ],
    ["a header of a query alone", ethernet(0x0800, udp(53, hex(QUERY).subarray(0, 10))), true],
    ["ARP", ethernet(0x0806, hex(ARP)), false],
    ["ARP without its end", ethernet(0x0806, hex(ARP).subarray(0, 24)), true],
    ["ARP without its end, cut", ethernet(0x0806, hex(ARP)), false, 38],
    ["an echo", ethernet(0x0800, ip(1, hex("0800 0000 0001 0001 6162"))), false],
    ["an echo without its number", ethernet(0x0800, ip(1, hex("0800 0000 0001"))), true],
    ["a bridge's", ethernet(38, hex(BRIDGE)), false],
    ["a bridge's without its end", ethernet(30, hex(BRIDGE).subarray(0, 30)), true],
    ["a bridge's that is longer than its packet", ethernet(50, hex(BRIDGE)), true],
  ];

const packets: readonly Packet[] = CASES.map(([, bytes, , captured], i) => ({
  ...{ bytes: bytes.subarray(0, captured ?? bytes.length), original: bytes.length },
  ...{ linktype: 1, seconds: i, nanoseconds: 0 },
}));
const numbers = CASES.flatMap(([, , malformed], i) => (malformed ? [i + 1] : []));
const file = files();

const isTheOne = /4\.0\./.test(spawnSync("tshark", ["--version"], { encoding: "utf8" }).stdout ?? "");
test.skipIf(!isTheOne)("tshark says so", () => {
  const capture = file("cases.pcap", FILES.pcap(packets));
  const asked = ["-Y", "_ws.malformed", "-T", "fields", "-e", "frame.number"];
  const { stdout } = spawnSync("tshark", ["-n", "-r", capture, ...asked], { encoding: "utf8" });
  expect(stdout.trim().split("\n").map(Number)).toEqual(numbers);
});

test("by their layers", async () => {
  const capture = file("cases.pcap", FILES.pcap(packets));
  const [found, group] = await numbersOf(capture, ["_ws.malformed", '_ws.expert.group == "Malformed"']);
  expect(found).toEqual(numbers);
  expect(group).toEqual(numbers);
});

it.each(CASES.map((one) => ({ name: one[0], one })))(
  "$name",
  async ({ one: [, bytes, malformed, captured] }) => {
    // From other ports each time, so that it is of flows of its own.
    const many = Array.from({ length: 40 }, (_, i): Packet => {
      const own = bytes.slice();
      if (own.length > 36 && own[12] === 8 && own[23] !== 1 && own[13] === 0) own[35] = i >> 1;
      const there = own.subarray(0, captured ?? own.length);
      return { bytes: there, original: own.length, linktype: 1, seconds: i, nanoseconds: 0 };
    });
    for (const [name, passes] of [
      ["_ws.malformed", malformed],
      ["!_ws.malformed", !malformed],
      ["_ws.malformed || data && frame.len == 1", malformed],
    ] as const) {
      const session = new Session();
      const sink = filtered(compileFilter(name), {}, session);
      await feedFile(sink, many);
      sink.finish();
      expect(session.finish().counters.packets, name).toBe(passes ? many.length : 0);
    }
  },
);

const MESSAGES = [
  QUERY,
  "1234 8180 0001 0003 0000 0001 0161 0162 00 0001 0001 c00c 0005 0001 00000010 0004 0163 c00e c023 0001 0001 00000010 0004 0a000001 c00c 001c 0001 00000010 0010 20010db8000000000000000000000001 00 0029 1000 00000000 0000",
];

test("what is surely not malformed is read to its end", () => {
  const dns = protocols.findIndex((p) => p?.name === "dns");
  const message = fc
    .tuple(
      fc.constantFrom(...MESSAGES),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      fc.nat(30),
    )
    .map(([one, changes, cut]) => {
      const bytes = hex(one).slice();
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes.subarray(0, bytes.length - (cut > 20 ? cut - 20 : 0));
    });
  const filter = compileFilter("_ws.malformed");
  let sure = 0;
  check(
    fc.property(message, (bytes) => {
      const s = new LayerStack();
      s.reset(0, bytes.length, bytes.length);
      if (protocols[dns]?.soundly?.(new DataView(bytes.slice().buffer), 0, bytes.length, s) !== true) return;
      sure++;
      const whole = ethernet(0x0800, udp(53, bytes));
      const listing = new Listing({}, (packet) => {
        expect(filter.matches(packet), Buffer.from(bytes).toString("hex")).toBe(false);
        return true;
      });
      listing.packet(new DataView(whole.buffer, whole.byteOffset), 0, whole.length, whole.length, 1, 1, 0);
      listing.finish();
    }),
    3000,
  );
  expect(sure).toBeGreaterThan(200);
});
