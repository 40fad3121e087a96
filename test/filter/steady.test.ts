// A filter that asks one packet of a flow must let through what it lets through packet by packet.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/session/session.ts";
import { check, checkAsync } from "../property.ts";
import { feedFile, type Packet, packetsOf } from "../support/capture.ts";
import { skims } from "./filtered.ts";

const FILTERS = [
  "vxlan",
  "vxlan.vni == 100 or vxlan.vni == 42",
  "ip.addr == 10.0.0.0/24 and tcp.port == 80",
  "ip.src#2 == 10.0.0.5",
  "tcp.dstport in {80, 443, 8000..9000} && !icmp",
  'overshark.tenant == "vxlan:100"',
  'overshark.tenant matches "^(gre|nvgre)"',
  "ipv6.addr == 2001:db8::/32",
  "dns.qry.name contains example",
  "nvgre.vsid >= 0x1000 xor ip.proto == 6",
  "ip.proto == 17 and not (geneve or vxlan)",
  "icmp.type == 8 or udp.srcport == 53",
  "udp.port#2 == 53 or gre",
  "eth.type == 0x0800 or vlan.etype == 0x86dd",
  "not eth.len and ip.hdr_len == 20 and eth.type#2",
  'frame.protocols contains "vxlan"',
];
/** Those ask for what differs within a flow. */
const UNSTEADY = [
  "ip.ttl > 3",
  "tcp.flags.syn == 1",
  "frame.len > 100",
  "udp.length == 58",
  "tcp.len > 0",
  "eth.src[0:3] == 02:00:00",
  "frame.number < 5",
  'frame.protocols contains "udp:vxlan"',
  'frame.protocols contains "stt" or not frame.protocols contains "ip"',
  'frame.protocols matches "dns|http|gre" and frame.protocols contains "tcp"',
  "tcp contains 47:45:54",
  "ip.dsfield.dscp == 0",
  "tcp.options.mss_val",
  "vxlan.gbp == 1",
];
/** Of both kinds, joined, and of all that is worked out from a header's place and end. */
const MIXED = [
  "tcp.port == 80 && tcp.len > 0",
  "tcp.dstport == 443 || ip.ttl < 64",
  "!(tcp.flags.syn == 1) and ip.src == 10.0.0.0/24",
  "vxlan xor udp.length > 100",
  "vxlan.vni == 100 && ip.id#2 > 5 or frame.len < 90",
  "all ip.ttl == 64",
  "ip.ttl#2 == 64 and eth.addr[5] == 1",
  "eth.src == 02:00:00:00:00:01 or eth.dst[0:2] > 02:00",
  "tcp.payload",
  "udp.payload and not dns",
  "tcp.payload contains 47:45 or udp.payload[0] == 0",
  'tcp contains "GET" or ip.src[1:2] == 00:00 or udp contains 00:00:01',
  "frame contains 45:00:00 and eth.src[3:] != 00:00:01",
  "tcp.checksum.status == 1",
  "udp.checksum.status in {0, 2, 3}",
  "ip.checksum.status != 1",
  "tcp.options.mss_val > 1000 || tcp.option_len",
  "data",
  "data and ip.proto == 17",
  "data.len > 20",
  'frame.protocols matches "tcp:data$"',
  'frame.protocols == "eth:ethertype:ip:udp:dns" or tcp.len == 0',
  'http.request or http.host contains "example"',
  "tls.handshake.type == 1 or not tcp",
  "dns or not udp",
  "tls || ssh || socks",
  "frame.time_relative > 0.5 && udp",
  "frame.time_delta < 0.2 xor frame.time_delta_displayed >= 0.3",
  "frame.time_epoch > 1.5 and frame.number in {2..9}",
  "frame.cap_len < frame.len or tcp.window_size_value & 1",
  "udp.srcport == udp.dstport or icmp.code == 0 or udp[4:2] == 00:3a",
  "max(icmp.type, 5) == 5 and ip.ttl > 3",
  "not (ipv6.hlim < 64) and ip.len > 60",
  "ip[8] == 64 xor tcp[13] & 2",
  "all ip[8:2] > 40:06 or not udp[4-5] < 00:40 and eth[12] == 08",
  "ip.dsfield.dscp == 0 and (nvgre or geneve) or gre.proto == 0x800",
];
/** Those of them that take layers all the same. */
const LAYERED = [
  "frame.cap_len < frame.len or tcp.window_size_value & 1",
  "max(icmp.type, 5) == 5 and ip.ttl > 3",
];
const ALL = [...FILTERS, ...UNSTEADY, ...MIXED];
const DIRECTORIES = "vxlan gre nvgre tunnels ip nested mixed stt fragments ethernet apps headers".split(" ");
const CAPTURES = DIRECTORIES.flatMap((name) =>
  readdirSync(`fixtures/${name}`)
    .filter((file) => /\.pcapng$|\.pcap$/.test(file))
    .sort()
    .map((file) => `fixtures/${name}/${file}`),
);
const POOL = await packetsOf(...CAPTURES);
const ETHERNET = POOL.filter(({ linktype }) => linktype === 1);

/** A packet of some, with bits flipped, cut or padded, later than the one before, and whether it comes again. */
const packetOf = (pool: readonly Packet[]) =>
  fc.record({
    number: fc.nat(pool.length - 1),
    flips: fc.array(fc.record({ byte: fc.nat(140), bit: fc.nat(7) }), { maxLength: 2 }),
    cut: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(40) }),
    padding: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(20) }),
    step: fc.nat(3),
    twice: fc.boolean(),
  });

interface Change {
  flips: { byte: number; bit: number }[];
  cut: number;
  padding: number;
}

const NONE: Change = { flips: [], cut: 0, padding: 0 };
/** In packets of UDP or TCP over IPv4. */
const [PORT, TTL] = [
  { byte: 35, bit: 0 },
  { byte: 22, bit: 6 },
];

function changed(own: Packet, { flips, cut, padding }: Change): Packet {
  const bytes = new Uint8Array(own.bytes.length + padding);
  bytes.set(own.bytes);
  for (const { byte, bit } of flips) if (byte < bytes.length) bytes[byte] ^= 1 << bit;
  const original = Math.max(own.original, bytes.length);
  return { ...own, original, bytes: bytes.slice(0, Math.max(1, bytes.length - cut)) };
}

function counted(packets: readonly Packet[], text: string, flowCache: boolean): string {
  const session = new Session({ flowCache });
  // Without it, every packet waits until it is known what it is a part of, and is asked about then.
  const all = flowCache ? {} : { prompt: false, ofRecord: false };
  const sink = filtered({ ...compileFilter(text), ...all }, { flowCache }, session);
  for (const p of packets) {
    const view = new DataView(p.bytes.buffer, p.bytes.byteOffset, p.bytes.length);
    sink.packet(view, 0, p.bytes.length, p.original, p.linktype, p.seconds, p.nanoseconds);
  }
  sink.finish();
  return JSON.stringify(report(session.finish(), [], []).stats, null, 1);
}

describe("a filter on what all packets of a flow have", () => {
  it.each(FILTERS)("%s is asked about one of them", (text) => {
    expect(compileFilter(text).alike?.allSteady).toBe(true);
    const twice = [...POOL, ...POOL];
    expect(counted(twice, text, true)).toBe(counted(twice, text, false));
  });

  it.each(UNSTEADY)("%s is asked about each", (text) => {
    expect(compileFilter(text).alike?.allSteady).toBe(false);
  });

  it("asks no packet's layers where values stand in known headers", () => {
    const [first] = POOL.filter(({ bytes }) => bytes.length > 100);
    for (const text of MIXED.filter((text) => !LAYERED.includes(text))) {
      const filter = compileFilter(text);
      let asked = 0;
      const counting = (packet: Parameters<typeof filter.matches>[0]) => {
        asked++;
        return filter.matches(packet);
      };
      const session = new Session();
      const sink = filtered({ ...filter, matches: counting }, {}, session);
      const view = new DataView(first.bytes.buffer, first.bytes.byteOffset, first.bytes.length);
      for (let n = 0; n < 20; n++)
        sink.packet(view, 0, first.bytes.length, first.original, first.linktype, n, 0);
      sink.finish();
      // The first makes the flow known, the second what stands behind its headers, a third the row of those that count.
      expect(asked, text).toBeLessThanOrEqual(3);
    }
  });

  it.each(ALL.filter((_, i) => i % 5 === 0))(
    "%s is answered for records of a file that are not looked at closely",
    async (text) => {
      const packets = ETHERNET.map((p, i) => ({ ...p, seconds: i >> 2 }));
      const stream = packets.flatMap((p) => [p, p, p, p]).map((p, i) => ({ ...p, nanoseconds: i & 3 }));
      const session = new Session();
      const sink = filtered(compileFilter(text), {}, session);
      await feedFile(sink, stream);
      sink.finish();
      const quick = JSON.stringify(report(session.finish(), [], []).stats, null, 1);
      expect(quick).toBe(counted(stream, text, false));
    },
  );

  it("lets through the same, whatever the bits, lengths and times", () => {
    const streams = fc.array(packetOf(POOL), { minLength: 3, maxLength: 20 });
    check(
      fc.property(streams, fc.constantFrom(...ALL), (parts, text) => {
        let time = 0;
        const packets = parts.flatMap(({ number, step, twice, ...change }) => {
          const own = POOL[number];
          const other = changed(own, change);
          const stream = [own, own, other, own, ...(twice ? [other, other] : [])];
          return stream.map((p) => {
            time += step;
            return { ...p, seconds: 1 + Math.floor(time / 10), nanoseconds: (time % 10) * 1e8 };
          });
        });
        expect(counted(packets, text, true)).toBe(counted(packets, text, false));
      }),
      500,
    );
  });

  it("lets through packets of flows that get their program, and their row, while records are skimmed", async () => {
    const udp = ETHERNET.filter((p) => p.bytes[12] === 8 && p.bytes[14] === 0x45 && p.bytes[23] === 17);
    for (const own of udp.filter((_, i) => i % 8 === 0)) {
      // It is ICMP's then, and counts.
      const longest = changed(own, { ...NONE, flips: [{ byte: 23, bit: 4 }], padding: 8 });
      const near = changed(own, { ...NONE, flips: [PORT] });
      const [longOwn, longNear] = [own, near].map((p) => changed(p, { ...NONE, padding: 4 }));
      const before = [longest, longest, own, near, near, longest, ...Array(70).fill(near)];
      const stream = [...before, longOwn, longOwn, longOwn, longNear, longNear, own, longOwn, near];
      const packets = stream.map((p, i) => ({ ...p, seconds: 1 + i, nanoseconds: 0 }));
      const text = `frame.len > ${own.original + 2}`;
      const session = new Session();
      const sink = filtered(compileFilter(text), {}, session);
      await feedFile(sink, packets);
      sink.finish();
      const quick = JSON.stringify(report(session.finish(), [], []).stats, null, 1);
      expect(quick).toBe(counted(packets, text, false));
    }
  });

  it.each(["pcap", "pcapng"] as const)(
    "lets through the same records of %s, wherever it may not go on",
    async (file) => {
      let [skimmed, packets] = [0, 0];
      const streams = fc.array(packetOf(ETHERNET), { minLength: 2, maxLength: 8 });
      const back = fc.array(fc.nat(150), { maxLength: 3 });
      await checkAsync(
        fc.asyncProperty(
          streams,
          back,
          fc.nat(300),
          fc.constantFrom(1, 1, 5, 7, 23),
          fc.constantFrom(...ALL),
          async (parts, back, most, stride, text) => {
            const stream = parts.flatMap(({ number, twice, ...change }) => {
              const own = ETHERNET[number];
              const other = changed(own, change);
              // Mostly another flow with the same headers, and packets of it that differ.
              const near = changed(own, { ...NONE, flips: [PORT] });
              const far = changed(own, { ...NONE, flips: [PORT, TTL], padding: 4 });
              const many = [...Array(7).fill(own), other, own, ...Array(twice ? 5 : 0).fill(other), own];
              return [...many, near, near, own, far, near, far, near, far];
            });
            const all = [...stream, ...stream];
            const mixed = all.map((_, i) => all[(i * stride) % all.length]);
            // Most come a little later than the one before, some earlier.
            const timed = mixed.map((p, i) => ({
              ...p,
              seconds: 1 + (i >> 3) - (back.includes(i) ? Math.min(5, i >> 3) : 0),
              nanoseconds: (i & 7) * 1e8,
            }));
            const wanted = timed.slice(0, Math.max(1, most));
            const session = new Session();
            const sink = filtered(compileFilter(text), {}, session);
            const skimmedOf = skims(sink);
            await feedFile(sink, timed, file, wanted.length);
            sink.finish();
            const quick = JSON.stringify(report(session.finish(), [], []).stats, null, 1);
            expect(quick).toBe(counted(wanted, text, false));
            skimmed += skimmedOf();
            packets += wanted.length;
          },
        ),
        100,
      );
      expect(skimmed).toBeGreaterThan(packets / 4);
    },
  );
});
