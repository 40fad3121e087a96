// Whatever bytes stand above UDP, TCP and Ethernet: showing them ends, throws nothing, and stays within them.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { eachField } from "../../src/core/found.ts";
import { Stop } from "../../src/core/stack.ts";
import { textOf } from "../../src/core/values.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { check } from "../property.ts";
import { bytesUnder } from "../support/pcap.ts";

const ETHERNET = 1;
const DIRECTORY = "fixtures/apps";
/** Bytes behind the packet that no reader may see. */
const TRAP = 16;

/** Words for a layer may find that it ends too early; nothing else may stop them. */
function ifThere(words: () => unknown): void {
  try {
    words();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

let names: string[] = [];
const listing = new Listing({}, (packet) => {
  for (const layer of packet.layers()) {
    const { protocol, data } = layer;
    names.push(protocol.name);
    eachField(layer, ({ field, value, at, size, data: source }) => {
      textOf(field, value);
      if (protocol.leaf) expect(at + size, field.name).toBeLessThanOrEqual(source.byteLength);
    });
    ifThere(() => protocol.info?.(layer));
    ifThere(() => protocol.summary?.(layer));
    ifThere(() => (typeof protocol.column === "function" ? protocol.column(layer) : ""));
    expect(data.byteOffset + data.byteLength).toBeLessThanOrEqual(data.buffer.byteLength);
  }
  expect(Object.values(Stop)).toContain(packet.stopOf(0));
  expect(packet.layers()[0].get("frame.protocols")).toBeTypeOf("string");
  return true;
});

/** Shows a packet in all its parts. @returns the names of its layers */
function show(bytes: Uint8Array, original = bytes.length): string[] {
  names = [];
  const padded = new Uint8Array(bytes.length + TRAP).fill(0xa5);
  padded.set(bytes);
  listing.packet(new DataView(padded.buffer), 0, bytes.length, original, ETHERNET, 1, 0);
  // A fragment by accident waits for the rest, and others behind it.
  if (names.length === 0) listing.finish();
  return names;
}

const u16 = (n: number) => [n >> 8, n & 255];

/** An Ethernet frame with IPv4 and the header of UDP or TCP around a payload. */
function framed(proto: 6 | 17, source: number, destination: number, payload: Uint8Array): Uint8Array {
  const ports = [...u16(source), ...u16(destination)];
  const l4 =
    proto === 17
      ? [...ports, ...u16(8 + payload.length), 0, 0]
      : [...ports, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0];
  const total = 20 + l4.length + payload.length;
  const ip = [0x45, 0, ...u16(total), 0, 1, 0x40, 0, 64, proto, 0, 0, 10, 0, 0, 5, 224, 0, 0, 2];
  return Uint8Array.from([2, 0, 0, 0, 0, 6, 2, 0, 0, 0, 0, 5, 8, 0, ...ip, ...l4, ...payload]);
}

const portsOf = (table: string): number[] => protocols.flatMap((p) => p?.claims[table] ?? []);
const udpPorts = portsOf("udp.app");
const tcpPorts = portsOf("tcp.app");

/** Packets of the fixtures, as classic pcap holds them. */
const samples = bytesUnder(DIRECTORY);

/** Small numbers and the edges of bytes come often: they are lengths, types and pointers. */
const byte = fc.oneof(fc.constantFrom(0, 1, 2, 5, 0x7f, 0x80, 0xc0, 0xff), fc.integer({ min: 0, max: 255 }));
const payload = fc.array(byte, { maxLength: 400 }).map((bytes) => Uint8Array.from(bytes));

test("there are samples and ports", () => {
  expect(samples.length).toBeGreaterThan(90);
  expect(udpPorts.length).toBeGreaterThan(30);
  expect(tcpPorts.length).toBeGreaterThan(30);
});

test("random bytes on every port", () => {
  check(
    fc.property(fc.constantFrom(...udpPorts), fc.boolean(), payload, (port, back, bytes) => {
      expect(show(framed(17, back ? port : 40000, back ? 40000 : port, bytes))).toContain("udp");
    }),
    1500,
  );
  check(
    fc.property(fc.constantFrom(...tcpPorts, 40001), fc.boolean(), payload, (port, back, bytes) => {
      expect(show(framed(6, back ? port : 40000, back ? 40000 : port, bytes))).toContain("tcp");
    }),
    1500,
  );
});

test("random bytes under every ethertype and IP protocol", () => {
  check(
    fc.property(fc.constantFrom(...portsOf("ethertype")), payload, (type, bytes) => {
      const frame = Uint8Array.from([2, 0, 0, 0, 0, 6, 2, 0, 0, 0, 0, 5, ...u16(type), ...bytes]);
      expect(show(frame)[1]).toBe("eth");
    }),
    1500,
  );
  check(
    fc.property(fc.constantFrom(...portsOf("ip.proto")), payload, (proto, bytes) => {
      const frame = framed(17, 0, 0, bytes);
      frame[23] = proto;
      expect(show(frame)).toContain("ip");
    }),
    1500,
  );
});

test("packets of all kinds with some bytes changed, or cut", () => {
  const change = fc.tuple(fc.nat(), byte);
  check(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(change, { maxLength: 6 }),
      fc.nat(),
      (sample, changes, cut) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, value] of changes) bytes[14 + (at % (bytes.length - 14))] = value;
        show(bytes);
        show(bytes.subarray(0, 14 + (cut % (bytes.length - 13))), bytes.length);
      },
    ),
    3000,
  );
});

test("a name that points at itself ends, however often it is asked for", () => {
  // Names whose pointers lead forth and back, and as many records as the counts can say.
  const message = [0, 1, 0x81, 0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
  const pairs = Array.from({ length: 10_000 }, (_, i) => [0xc0, 12 + (i % 2) * 2]).flat();
  const bytes = framed(17, 53, 40000, Uint8Array.from([...message, 0xc0, 14, 0xc0, 12, ...pairs]));
  expect(show(bytes)).toContain("dns");
});

/** Identifiers of what certificates hold, as DER has them: RSA, elliptic curves, a common name, and extensions. */
const IDENTIFIERS = [
  "2a864886f70d010101",
  "2a8648ce3d0201",
  "550403",
  "551d11",
  "551d1e",
  "551d1f",
  "551d20",
  "551d23",
];
const { element } = fc.letrec<{ element: number[]; inside: number[] }>((tie) => ({
  inside: fc.oneof(
    { weight: 3, arbitrary: fc.array(tie("element"), { maxLength: 7 }).map((all) => all.flat()) },
    { weight: 1, arbitrary: fc.array(byte, { maxLength: 6 }) },
  ),
  element: fc.oneof(
    { maxDepth: 5, depthIdentifier: "element" },
    fc.constantFrom(...IDENTIFIERS).map((hex) => [6, hex.length / 2, ...Buffer.from(hex, "hex")]),
    fc
      .tuple(
        fc.constantFrom(0x30, 0x30, 0x30, 0x31, 2, 3, 4, 1, 0x0c, 0x17, 0xa0, 0xa3, 0x80, 0x86),
        tie("inside"),
      )
      .map(([tag, inside]) => [tag, 0x82, ...u16(inside.length), ...inside]),
  ),
}));

test("certificates of whatever elements", () => {
  check(
    fc.property(element, fc.boolean(), (inside, isWhole) => {
      // Inside of what a certificate has around it, or in its place.
      const signed = [0x30, 0x82, ...u16(inside.length), ...inside];
      const certificate = isWhole
        ? inside
        : [0x30, 0x82, ...u16(signed.length + 4), ...signed, 0x30, 0, 3, 0];
      const size = certificate.length;
      const list = [0, ...u16(size + 3), 0, ...u16(size), ...certificate];
      const record = [22, 3, 3, ...u16(list.length + 4), 11, 0, ...u16(list.length), ...list];
      expect(show(framed(6, 443, 40000, Uint8Array.from(record)))).toContain("tls");
    }),
    1000,
  );
});

test("a frame that begins behind what there is of the message around it is none", () => {
  // OpenFlow 1.3, packet-in, of 600 bytes, 60 of which are here; a match of 256 bytes stands before its frame.
  const message = new Uint8Array(60);
  message.set([4, 10, ...u16(600)]);
  message.set([0, 1, ...u16(256)], 24);
  expect(show(framed(6, 6633, 40000, message)).filter((name) => name === "eth")).toHaveLength(1);
});
