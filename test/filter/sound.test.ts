// What a filter asks without layers must be what the layers say: whether a packet was read to its end, and what nobody
// reads in it.
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { compileFilter, type Filter } from "../../src/filter/compile.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { frame } from "../nat/packets.ts";
import { captured, feedFile, type Packet, packetsOf } from "../support/capture.ts";
import { inTwo, tunnelled } from "./captures.ts";
import { fixture } from "./filtered.ts";

/** Each with the same asked in a way that makes the layers. */
const PAIRS = [
  ["_ws.malformed", '_ws.malformed contains "alformed"'],
  ["_ws.malformed.expert", "_ws.malformed.expert == 1"],
  ["_ws.short", '_ws.short contains "limited"'],
  ["data.len > 20", "data.len + 0 > 20"],
  ["data contains 00:00", "data[0:] contains 00:00"],
  ["data.data", "data.len + 0 >= 0"],
  ["frame.time_relative", "frame.time_relative >= 0 or frame.time_relative < 0"],
];
const CAPTURES = ["apps", "fragments", "tunnels"].flatMap((folder) =>
  readdirSync(fixture(folder))
    .filter((name) => /\.(pcap|pcapng)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

/** As it is, cut by whoever captured it, and as if it had been sent so, which no length in it allows for; and by its own UDP. */
function broken(packet: Packet, i: number): Packet[] {
  const bytes = packet.bytes.subarray(0, packet.bytes.length - 1 - (i % 7));
  return [packet, { ...packet, bytes }, { ...packet, bytes, original: bytes.length }, ...tooLong(packet)];
}

/** With a UDP header, right behind one of IPv4, that says that it carries more than there is. */
function tooLong(packet: Packet): Packet[] {
  const bytes = packet.bytes.slice();
  const d = new DataView(bytes.buffer);
  if (bytes.length < 42 || d.getUint16(12) !== 0x0800 || bytes[14] !== 0x45 || bytes[23] !== 17) return [];
  d.setUint16(38, d.getUint16(38) + 8);
  return [{ ...packet, bytes }];
}

/** Tunnels in fragments in tunnels, of which the last one's UDP says that it carries more than there is. */
const IN_PARTS: Packet[] = Array.from({ length: 3 }, (_, id) => {
  const own = tunnelled(
    9,
    frame({ src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 1 }, 6, new Uint8Array(20)),
  );
  const [first, last] = inTwo(own, id).map((bytes) => captured(tunnelled(3, bytes), 1, id));
  return [first, ...tooLong(last)];
}).flat();

/** Numbers of those that a filter lets through, none of which sees what another made of them. */
async function passing(filter: Filter, packets: readonly Packet[]): Promise<number[]> {
  const numbers: number[] = [];
  const listing = new Listing({}, (packet) => {
    const passes = filter.matches(packet);
    if (passes) numbers.push(packet.number);
    return passes;
  });
  await feedFile(listing, packets);
  // And one that nobody reads.
  listing.packet(new DataView(new ArrayBuffer(60)), 0, 60, 60, 1000, 1, 0);
  listing.finish();
  return numbers;
}

test("what is found without layers is what they say", async () => {
  const packets = [...(await packetsOf(...CAPTURES.map(fixture))).flatMap(broken), ...IN_PARTS];
  for (const [quick, layered] of PAIRS) {
    const found = await passing(compileFilter(quick), packets);
    expect(found, quick).toEqual(await passing(compileFilter(layered), packets));
    expect(found.length, quick).toBeGreaterThan(20);
  }
});
