// What a protocol says of how its bytes begin must hold for all that it takes: filters ask nobody about what begins
// in another way.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { LayerStack } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { push } from "../../src/dissect/extend.ts";
import { newFrame } from "../../src/dissect/frame.ts";
import { DissectedPacket } from "../../src/dissect/packet.ts";
import { lone } from "../../src/filter/names.ts";
import { kindsFor } from "../../src/filter/takers.ts";
import { NO_TIMES } from "../../src/pipeline/piece-answers.ts";
import { parseLayer, protocols } from "../../src/protocols/registry.ts";
import { check } from "../property.ts";
import { packetsOf } from "../support/capture.ts";

const OPENING = protocols.flatMap((p) => (p?.opens === undefined || p.guessedOver?.length === 0 ? [] : [p]));
const CAPTURES = ["apps", "tunnels", "headers"].flatMap((name) =>
  readdirSync(`fixtures/${name}`)
    .filter((file) => /\.pcapng$|\.pcap$/.test(file))
    .map((file) => `fixtures/${name}/${file}`),
);

/** What stands behind UDP and TCP in the fixtures. */
const payloads: { bytes: Uint8Array; ipProto: number }[] = [
  // What these hold none of: a DTLS 1.2 record, a long header of QUIC 1, WireGuard's first message.
  "16fefd 0000 000000000000 0001 00",
  "c0 00000001 00 00 00",
  `01000000${"00".repeat(144)}`,
].map((hex) => ({ bytes: Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex")), ipProto: 17 }));
for (const { bytes, original, linktype } of await packetsOf(...CAPTURES)) {
  const s = new LayerStack();
  const d = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  s.reset(0, bytes.length, original);
  if (linktype !== 1) continue;
  dissect(d, 1, s);
  if (s.l4 < 0 || s.pos >= s.lim || (s.ipProto !== 6 && s.ipProto !== 17)) continue;
  payloads.push({ bytes: bytes.slice(s.pos, s.lim), ipProto: s.ipProto });
}

/** A byte as text: "." is any digit. */
const begins = (bytes: Uint8Array, start: string): boolean =>
  bytes.length >= start.length / 2 &&
  [...start].every(
    (digit, i) => digit === "." || digit === ((bytes[i >> 1] >> (i % 2 ? 0 : 4)) & 15).toString(16),
  );

it("holds for what is accepted on ports of nobody", () => {
  const accepted = new Map(OPENING.map(({ name }) => [name, 0]));
  const ports = fc.constantFrom(40_000, 1234, 60_001);
  const change = fc.array(fc.record({ byte: fc.nat(16), to: fc.nat(255) }), { maxLength: 2 });
  const one = (
    own: (typeof payloads)[number],
    changes: { byte: number; to: number }[],
    a: number,
    b: number,
  ) => {
    const bytes = own.bytes.slice();
    for (const { byte, to } of changes) if (byte < bytes.length) bytes[byte] = to;
    const s = new LayerStack();
    s.ipProto = own.ipProto;
    s.ports = (a << 16) | b;
    s.wire = bytes.length;
    const carrier = own.ipProto === 6 ? "tcp" : "udp";
    for (const { name, accepts, opens, guessedOver = [] } of OPENING) {
      // On ports of its own more may be its.
      if (opens?.own !== undefined && !guessedOver.includes(carrier)) continue;
      if (accepts?.(new DataView(bytes.buffer), 0, bytes.length, s) !== true) continue;
      accepted.set(name, (accepted.get(name) ?? 0) + 1);
      expect(
        opens?.starts.some((start) => begins(bytes, start)),
        `${name} ${Buffer.from(bytes).toString("hex", 0, 8)}`,
      ).toBe(true);
    }
  };
  for (const own of payloads) {
    one(own, [], 40_000, 1234);
    one(own, [], 1234, 40_000);
  }
  check(
    fc.property(fc.constantFrom(...payloads), change, ports, ports, (own, changes, a, b) =>
      one(own, changes, a, b),
    ),
    3000,
  );
  for (const [name, times] of accepted) expect(times, name).toBeGreaterThan(0);
});

it("is one layer behind which nobody is, of those who are alone then", () => {
  const bytes = fc.oneof(
    fc.constantFrom(...payloads.map((own) => own.bytes)),
    fc.uint8Array({ minLength: 1, maxLength: 80 }),
  );
  const numbers = [...lone.keys()].filter((number) => lone[number] === 1);
  expect(numbers.length).toBeGreaterThan(20);
  check(
    fc.property(bytes, fc.constantFrom(6, 17), (own, ipProto) => {
      for (const number of numbers) {
        const s = new LayerStack();
        s.reset(0, own.length, own.length);
        s.ipProto = ipProto;
        const d = new DataView(own.slice().buffer);
        if (protocols[number]?.accepts?.(d, 0, own.length, s) === false) continue;
        const next = parseLayer(number, d, 0, own.length, s);
        expect([protocols[number]?.name, next, s.n]).toEqual([protocols[number]?.name, 0, 0]);
      }
    }),
    500,
  );
});

/** Messages of HTTP, put together from parts. */
const message = fc
  .tuple(
    fc.constantFrom("GET / HTTP/1.1", "HTTP/1.1 200 OK", "POST /a HTTP/1.0", "nothing like it", "PUT"),
    fc.array(
      fc.constantFrom(
        ...[
          "Host: a",
          "content-type: text/html; a=b",
          "Content-Type: image/png",
          "content-type: application/json",
          "Content-Type: application/octet-stream",
          "Content-Length: 3",
          "é: 1",
        ],
        ...[
          "Transfer-Encoding: chunked",
          "content-encoding: gzip",
          "Content-Encoding: br",
          " folded",
          "\ufeffc: d",
        ],
      ),
      { maxLength: 4 },
    ),
    fc.constantFrom("\r\n\r\n", "\n\n", "\r\n\n", "\r\n", ""),
    fc.constantFrom(
      "",
      "abc",
      "0\r\n\r\n",
      "3\r\nabc\r\n0\r\n\r\n",
      "GET /2 HTTP/1.1\r\n\r\n",
      "\u001f\u008b1",
      `GIF89a${"\0".repeat(20)}`,
    ),
  )
  .map(([first, headers, end, body]) =>
    Uint8Array.from([
      ...Buffer.from([first, ...headers].join("\r\n")),
      ...Buffer.from(end),
      ...Buffer.from(body, "latin1"),
    ]),
  );

it("has the same layers behind all of one kind, and nobody's data in all or none", () => {
  const kinds = kindsFor(null);
  const several = [...protocols.keys()].filter((number) => protocols[number]?.kind !== undefined);
  expect(several.map((number) => protocols[number]?.name)).toEqual(["http", "ssdp"]);
  const seen = new Map<string, string>();
  const bytes = fc.oneof(
    { weight: 4, arbitrary: message },
    fc.constantFrom(...payloads.map((own) => own.bytes)),
  );
  check(
    fc.property(bytes, fc.constantFrom(...several), (own, number) => {
      const d = new DataView(own.slice().buffer);
      const s = new LayerStack();
      s.reset(0, own.length, own.length);
      s.ports = 80;
      if (protocols[number]?.accepts?.(d, 0, own.length, s) === false) return;
      const kind = kinds[number]?.(d, 0, own.length, s) ?? -1;
      if (kind < 0) return;
      push(number, d, s);
      s.ports = 80;
      const packet = new DissectedPacket(NO_TIMES);
      packet.frames.push({ ...newFrame(s), view: d, end: own.length, wire: own.length });
      packet.frameCount = 1;
      const names = packet.spelled();
      expect(seen.get(`${number} ${kind}`) ?? names, Buffer.from(own).toString()).toBe(names);
      seen.set(`${number} ${kind}`, names);
    }),
    2000,
  );
  const bodies = ["data", "data-text-lines", "image-gif", "json", "media"];
  const named = (of: string) => [of, ...bodies.map((name) => `${of}:${name}`)];
  expect([...new Set(seen.values())].sort()).toEqual([...named("http"), ...named("ssdp")]);
});

it("is taken for certain where it begins so, on a port of its own", () => {
  const sure = protocols.flatMap((p) => (p?.opens?.surely === undefined ? [] : [p]));
  expect(sure.map(({ name }) => name)).toEqual(["http"]);
  for (const { accepts, claims, opens } of sure)
    for (const start of opens?.surely ?? [])
      for (const port of claims["tcp.app"])
        for (const more of ["", "ff", "00".repeat(90), "0a".repeat(90)]) {
          const bytes = Uint8Array.from(Buffer.from(start.padEnd(16, "0") + more, "hex"));
          const s = new LayerStack();
          s.reset(0, bytes.length, bytes.length);
          s.ports = (40_000 << 16) | port;
          expect(accepts?.(new DataView(bytes.buffer), 0, bytes.length, s), `${start} ${port}`).toBe(true);
        }
});

it("is taken for certain where it is cut, on a port of its own, whatever it is", () => {
  const sure = protocols.flatMap((p) => (p?.opens?.surely !== undefined && p.opens.own === "cut" ? [p] : []));
  expect(sure.map(({ name }) => name)).toEqual(["http"]);
  for (const { accepts, claims } of sure)
    check(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        fc.constantFrom(...claims["tcp.app"]),
        (own, port) => {
          const bytes = Uint8Array.from(own);
          const s = new LayerStack();
          s.reset(0, bytes.length, bytes.length + 1);
          s.ports = (40_000 << 16) | port;
          expect(accepts?.(new DataView(bytes.buffer), 0, bytes.length, s)).toBe(true);
        },
      ),
    );
});
