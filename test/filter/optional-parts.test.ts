// Fields in optional parts of headers: where these stand is the same in all packets of a flow, so that nobody is asked about
// each of them.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { bytesOf, steadyAt } from "../../src/core/steady.ts";
import { Programs } from "../../src/filter/programs.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { check } from "../property.ts";
import { captured, type Packet } from "../support/capture.ts";
import { bodyOf, type Frame, packet } from "../support/stt-frames.ts";
import { bothWays, eachPacket, fixture } from "./filtered.ts";

/** Headers as they stand in captures, of protocols that say that nothing else decides which parts they have. */
const HEADERS: { number: number; bytes: Uint8Array; at: number }[] = [];
const MOST = 100;
const DIRECTORIES = ["gre", "nvgre", "tunnels", "ethernet", "stt", "nested", "mixed", "headers"];
const CAPTURES = DIRECTORIES.flatMap((name) =>
  readdirSync(`fixtures/${name}`)
    .filter((file) => /\.pcap(ng)?$/.test(file))
    .map((file) => `${name}/${file}`),
);
for (const name of CAPTURES)
  await eachPacket(fixture(name), ({ frames: [{ view, start, stack }] }) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, stack.lim - start).slice();
    for (let i = 0; i < stack.n; i++) {
      const number = stack.proto[i];
      const alike = HEADERS.filter((header) => header.number === number);
      if (protocols[number]?.partsDecided === true && alike.length < MOST)
        HEADERS.push({ number, bytes, at: stack.off[i] - start });
    }
  });

it("which parts a header has hangs on nothing but what decides", () => {
  const flips = fc.infiniteStream(fc.nat(255));
  const seen = new Set<number>();
  check(
    fc.property(fc.constantFrom(...HEADERS), flips, ({ number, bytes, at }, others) => {
      const { steady, steadyWhole, parts } = protocols[number] ?? {};
      const decidesOf = (of: Uint8Array) =>
        steadyAt(steady ?? steadyWhole, new DataView(of.buffer), at)?.decides;
      const decides = decidesOf(bytes);
      if (decides === undefined) return;
      const bits = bytesOf(decides);
      const other = bytes.map(
        (byte, i) => byte ^ ((others.next().value ?? 0) & ~(i < at ? 0xff : (bits[i - at] ?? 0))),
      );
      // Where that makes another header of it, it is of other packets.
      if (decidesOf(other) !== decides) return;
      seen.add(number);
      expect(parts?.(new DataView(other.buffer, at))).toEqual(parts?.(new DataView(bytes.buffer, at)));
    }),
    5000,
  );
  const all = protocols.flatMap((p, number) => (p?.partsDecided === true ? number : []));
  expect(all.filter((number) => !seen.has(number)).map((number) => protocols[number]?.name)).toEqual([]);
});

const word = (n: number): number[] => [(n >> 8) & 255, n & 255];
const [GRE, UDP] = [47, 17];
const ip = (protocol: number, from: number, body: readonly number[]): number[] => [
  ...[0x45, 0, ...word(20 + body.length), 0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, from, 10, 0, 0, 9],
  ...body,
];
const [KEY, SEQUENCE, CHECKSUM] = [0x2000, 0x1000, 0x8000];

/** A word that stands behind GRE's header by those flags, and what that carries. */
function inGre(flags: number, own: number, i: number): Packet {
  const inner = ip(UDP, i & 255, [...word(1000 + i), ...word(2000), ...word(12), 0, 0, 1, 2, 3, 4]);
  const gre = [...word(flags), 8, 0, 0, 0, 0, own, ...inner];
  return captured(Uint8Array.from([...Array(12).fill(2), 8, 0, ...ip(GRE, 1, gre)]), 1 + i, 0);
}

/** A frame in one piece. */
function inStt(context: number, i: number): Packet {
  const frame: Frame = { id: 2 * i + 2, total: 300, mss: 600, client: 1, context };
  return captured(packet("v4", frame, 0, bodyOf(frame)).bytes, 1 + i, 0);
}

const COUNT = 600;
const numbers = Array.from({ length: COUNT }, (_, i) => i);

// The word of the one stands where that of the other does.
const WORDS = numbers.map((i) => inGre([KEY, SEQUENCE, CHECKSUM][i % 3], 40 + (i % 4), i % 90));
const FRAMES = numbers.map((i) => inStt(5 + (i % 3), i));
it.each([
  ["gre.key == 42", WORDS],
  ["gre.key", WORDS],
  ["not gre.key in {40, 42}", WORDS],
  ["gre.sequence_number > 41 or gre.key == 40", WORDS],
  ["gre.sequence_number != 41 and ip.ttl == 64", WORDS],
  ["gre.checksum == 0 and not udp.srcport == 1004", WORDS],
  ["eth.type == 0x0800 and udp.srcport == 1003", WORDS],
  ["stt.context_id == 6", FRAMES],
  ["stt.context_id > 5 and not stt.context_id > 6", FRAMES],
  ["stt.vlan.id == 0 and stt.context_id in {4, 5}", FRAMES],
] as const)("%s is asked in compiled code", async (text, packets) => {
  const ask = vi.spyOn(Programs.prototype, "ask");
  const { skimmed } = await bothWays(text, packets);
  const asked = ask.mock.calls.length;
  ask.mockRestore();
  expect(skimmed).toBeGreaterThan(0.9 * COUNT);
  expect(asked, "packets that JavaScript was asked about").toBeLessThan(0.2 * COUNT);
});
