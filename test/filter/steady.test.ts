// A filter that asks one packet of a flow must let through what it lets through packet by packet.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/pipeline/session.ts";
import { check } from "../property.ts";
import { type Packet, packetsOf } from "../support/capture.ts";

const FILTERS = [
  "vxlan",
  "vxlan.vni == 100 or vxlan.vni == 42",
  "ip.addr == 10.0.0.0/24 and tcp.port == 80",
  "ip.src#2 == 10.0.0.5",
  "tcp.dstport in {80, 443, 8000..9000} && !icmp",
  'overshark.tenant == "vxlan:100"',
  'overshark.tenant matches "^(gre|nvgre)"',
  "ipv6.addr == 2001:db8::/32",
  "dns or not udp",
  "dns.qry.name contains example",
  "nvgre.vsid >= 0x1000 xor ip.proto == 6",
  "ip.proto == 17 and not (geneve or vxlan)",
  "icmp.type == 8 or udp.srcport == 53",
  "udp.port#2 == 53 or gre",
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
  'frame.protocols contains "vxlan"',
  "tcp contains 47:45:54",
  "ip.dsfield.dscp == 0",
  "tcp.options.mss_val",
  "vxlan.gbp == 1",
];
const DIRECTORIES = "vxlan gre nvgre tunnels ip nested mixed stt fragments ethernet apps headers".split(" ");
const CAPTURES = DIRECTORIES.flatMap((name) =>
  readdirSync(`fixtures/${name}`)
    .filter((file) => /\.pcapng$|\.pcap$/.test(file))
    .sort()
    .map((file) => `fixtures/${name}/${file}`),
);
const POOL = await packetsOf(...CAPTURES);

function counted(packets: readonly Packet[], text: string, flowCache: boolean): string {
  const session = new Session({ flowCache });
  const sink = filtered(compileFilter(text), { flowCache }, session);
  for (const p of packets) {
    const view = new DataView(p.bytes.buffer, p.bytes.byteOffset, p.bytes.length);
    sink.packet(view, 0, p.bytes.length, p.original, p.linktype, p.seconds, p.nanoseconds);
  }
  sink.finish();
  return JSON.stringify(report(session.finish(), [], []).stats, null, 1);
}

describe("a filter on what all packets of a flow have", () => {
  it.each(FILTERS)("%s is asked about one of them", (text) => {
    expect(compileFilter(text).isSteady).not.toBeNull();
    const twice = [...POOL, ...POOL];
    expect(counted(twice, text, true)).toBe(counted(twice, text, false));
  });

  it.each(UNSTEADY)("%s is asked about each", (text) => {
    expect(compileFilter(text).isSteady).toBeNull();
  });

  it("lets through the same, whatever the bits", () => {
    const packet = fc.record({
      number: fc.nat(POOL.length - 1),
      flips: fc.array(fc.record({ byte: fc.nat(140), bit: fc.nat(7) }), { maxLength: 2 }),
    });
    const streams = fc.array(packet, { minLength: 3, maxLength: 25 });
    check(
      fc.property(streams, fc.constantFrom(...FILTERS), (parts, text) => {
        const packets = parts.flatMap(({ number, flips }) => {
          const bytes = POOL[number].bytes.slice();
          for (const { byte, bit } of flips) if (byte < bytes.length) bytes[byte] ^= 1 << bit;
          return [POOL[number], { ...POOL[number], bytes }, POOL[number]];
        });
        expect(counted(packets, text, true)).toBe(counted(packets, text, false));
      }),
      150,
    );
  });
});
