// Packets behind a filter must be shown the same whether all conversations are followed, or only those of which a first
// reading found that something of them is shown.
import { join } from "node:path";
import { expect, test } from "vitest";
import { Random } from "../../fixtures/make/prng.ts";
import { ReadControl, readCaptures } from "../../src/capture/capture.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { widerThan } from "../../src/filter/wider.ts";
import { textPrinter } from "../../src/output/read-printer.ts";
import { createTheme } from "../../src/output/theme.ts";
import { Written } from "../../src/output/written.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { Sparing } from "../../src/pipeline/sparing.ts";
import { readTwice } from "../../src/pipeline/two-passes.ts";
import { FIXTURES } from "../cli/program.ts";
import { frame, vxlan } from "../nat/packets.ts";
import { chaos } from "../read/tcp-chaos.ts";
import { FILES, type Packet, packetsOf } from "../support/capture.ts";
import { files } from "../support/files.ts";

const write = files();

/** Connections between the same hosts and ports in three tenants. */
const connections = (seed: number): Packet[][] =>
  [1, 2, 3].map((tenant) =>
    chaos(10 * seed + tenant, 5, 80).map(({ src, dst, bytes }) => {
      const own = frame({ src, dst, ttl: 64, id: 1 }, 6, bytes);
      return packetOf(tenant === 3 ? own : vxlan(100 + tenant, own));
    }),
  );

const packetOf = (bytes: Uint8Array): Packet => ({
  bytes,
  original: bytes.length,
  linktype: 1,
  seconds: 0,
  nanoseconds: 0,
});

const word = (n: number): number[] => [n >> 8, n & 255];

/** Messages of HTTP over several segments between many ports, of which some come again, in a tenant and in none. */
function messages(random: Random): Packet[] {
  const packets: Packet[] = [];
  for (let i = 0; i < 24; i++) {
    const port = 5000 + random.int(0, 7);
    const text = `GET /${"a".repeat(random.int(1, 90))} HTTP/1.1\r\nHost: x${i}\r\n\r\n`;
    const bytes = [...Buffer.from(text)];
    for (let at = 0; at < bytes.length; at += 40) {
      const head = [...word(port), 0, 80, 0, i, ...word(at), 0, 0, 0, 1, 0x50, 0x18, 1, 0, 0, 0, 0, 0];
      const tcp = Uint8Array.from([...head, ...bytes.slice(at, at + 40)]);
      const own = frame({ src: "10.0.0.7", dst: "10.0.0.8", ttl: 64, id: 1 }, 6, tcp);
      const packet = packetOf(port % 2 === 0 ? own : vxlan(101, own));
      packets.push(...(random.chance(0.1) ? [packet, packet] : [packet]));
    }
  }
  return packets;
}

/** Fragments and frames in pieces, some of which are lost, proxies, and questions with their answers. */
const CAPTURES = [
  "real/ipip-gre-outer-fragments.pcap",
  "real/vxlan-inner-fragments.pcap",
  "real/stt-multi-segment.pcap",
  "real/proxies-other-ports.pcap",
  "real/gre-keys-7-8-0-and-keyless.pcap",
  "real/vxlan-in-vxlan.pcap",
];

/** All of them at the same time, each in its own order. */
async function mixed(random: Random, seed: number): Promise<Packet[]> {
  const real = await Promise.all(CAPTURES.map((name) => packetsOf(join(FIXTURES, name))));
  const sources = [...connections(seed), messages(random), ...real.map((all) => all.slice(0, 80))];
  const packets: Packet[] = [];
  let time = 1e9;
  while (sources.length > 0) {
    const i = random.int(0, sources.length - 1);
    const packet = sources[i].shift();
    if (packet === undefined) sources.splice(i, 1);
    // What is lost is held back for thirty seconds.
    else if (packet.linktype === 1 && !random.chance(0.02)) {
      time += random.chance(0.002) ? 40e9 : random.int(1, 40) * 1e6;
      packets.push({ ...packet, seconds: Math.floor(time / 1e9), nanoseconds: time % 1e9 });
    }
  }
  return packets;
}

const TERMS: ((random: Random) => string)[] = [
  (random) => `frame.number in {${random.int(50, 900)}, ${random.int(50, 900)}}`,
  (random) => `frame.number == ${random.int(50, 900)}`,
  (random) => `tcp.port == ${50_000 + random.int(0, 4)}`,
  (random) => `tcp.port == ${5000 + random.int(0, 7)}`,
  (random) => `ip.addr == 10.0.0.${random.int(1, 9)}`,
  (random) => `tcp.stream == ${random.int(0, 30)}`,
  (random) => `udp.stream == ${random.int(0, 12)}`,
  (random) => `overshark.tenant == "vxlan:${random.int(100, 102)}"`,
  (random) => `tcp.seq == ${random.int(1, 400)}`,
  (random) => `http.request.uri contains "${"a".repeat(random.int(1, 60))}"`,
  (random) => `frame.len > ${random.int(60, 1500)}`,
  () => "tcp.analysis.retransmission",
  () => "tcp.flags.fin == 1",
  () => "dns",
  () => "http",
  () => "icmp",
  () => "stt",
  () => "ip.flags.mf == 1",
  () => "socks or ssh",
  () => "frame.time_delta > 0.03",
];

function filterOf(random: Random): string {
  const [a, b] = [random.pick(TERMS)(random), random.pick(TERMS)(random)];
  return random.pick([a, a, `${a} and ${b}`, `${a} or ${b}`, `${a} and not ${b}`]);
}

/** How packets are shown, and how many were told of those before. */
async function shown(file: string, text: string, tree: boolean, twice: boolean) {
  const filter = compileFilter(text);
  const style = { time: "d", theme: createTheme(false), only: null, hex: false } as const;
  const printer = textPrinter({ ...style, tree });
  const out = new Written();
  const show = (packet: DissectedPacket) => {
    packet.hideTold();
    if (!filter.matches(packet)) return false;
    printer.packet(out, packet);
    return true;
  };
  const options = { conversations: true, messages: true, proxies: tree };
  const listing = twice ? new Sparing(options, show) : new Listing(options, show);
  const control = new ReadControl();
  if (twice) await readTwice([file], listing, { filter }, control, 40);
  else await readCaptures([file], listing, {}, control);
  listing.finish();
  const followed = listing instanceof Sparing ? listing.followed : listing.given;
  return { text: Buffer.from(out.take()).toString(), followed };
}

test.each([1, 2])("random filters of random conversations show the same, %i", async (seed) => {
  const random = new Random(seed);
  const packets = await mixed(random, seed);
  const file = write(`${seed}.pcap`, FILES[seed === 2 ? "pcapng" : "pcap"](packets));
  let [some, skipped] = [0, 0];
  for (let i = 0; i < 12; i++) {
    const [text, tree] = [filterOf(random), random.chance(0.3)];
    const once = await shown(file, text, tree, false);
    const twice = await shown(file, text, tree, true);
    expect(twice.text, text).toBe(once.text);
    if (once.text !== "") some++;
    skipped += packets.length - twice.followed;
  }
  expect(some).toBeGreaterThan(5);
  // Of a capture that is all related, or shown, nothing can be spared.
  expect(skipped).toBeGreaterThan(packets.length);
});

test("what would be let through when it is put together is not missed", () => {
  expect(widerThan(compileFilter("ip.addr == 1.2.3.4"))?.text).toBe("ip.addr == 1.2.3.4");
  expect(widerThan(compileFilter("dns.qry.name == a"))?.text).toContain("|| dns ||");
  for (const text of [
    "frame.protocols contains a",
    "data",
    "overshark.proxy",
    "frame.time_delta_displayed > 1",
  ])
    expect(widerThan(compileFilter(text)), text).toBeNull();
});
