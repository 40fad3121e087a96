// Internet Protocol version 6, RFC 8200 section 3; as a payload of IP RFC 2473 and RFC 4213.
//
//  0              4         6    7    8                  24                 40
// +--+---+-------+---------+----+----+------------------+------------------+
// |v | tc|  flow | payload |next|hop | source           | destination      |
// +--+---+-------+---------+----+----+------------------+------------------+
import { ipProto } from "../core/demux.ts";
import { ip6, located, u8, u16, u24, u32 } from "../core/fields.ts";
import { ipv4Text } from "../core/format.ts";
import { IPIP } from "../core/ipip.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { hexText } from "../core/values.ts";
import { DSCP, ECN, IP_PROTOCOLS, serviceNote } from "./common/names-of-numbers.ts";
import { ipv6RemarkFields, ipv6Remarks } from "./common/remarks.ts";

enum At {
  PAYLOAD = 4,
  NEXT = 6,
  SOURCE = 8,
  DESTINATION = 24,
  END = 40,
}

const fields = [
  u8(0, "ipv6.version", "Version", { mask: 0xf0 }),
  // Filters ask for it under IPv4's name too.
  located("uint", 1, "ip.version", "Version"),
  u32(0, "ipv6.tclass", "Traffic Class", { mask: 0x0ff00000, base: "hex" }),
  u32(0, "ipv6.tclass.dscp", "Differentiated Services Codepoint", { mask: 0x0fc00000, values: DSCP }),
  u32(0, "ipv6.tclass.ecn", "Explicit Congestion Notification", { mask: 0x00300000, values: ECN }),
  u24(1, "ipv6.flow", "Flow Label", { mask: 0x0fffff, base: "hex" }),
  u16(At.PAYLOAD, "ipv6.plen", "Payload Length"),
  u8(At.NEXT, "ipv6.nxt", "Next Header", { values: IP_PROTOCOLS }),
  u8(7, "ipv6.hlim", "Hop Limit"),
  ip6(At.SOURCE, "ipv6.src", "Source Address"),
  ip6(At.DESTINATION, "ipv6.dst", "Destination Address"),
  located("ipv4", 4, "ipv6.src_6to4_gw_ipv4", "Source 6to4 Gateway IPv4"),
  located("uint", 2, "ipv6.src_6to4_sla_id", "Source 6to4 SLA ID"),
  located("ipv4", 4, "ipv6.src_ts_ipv4", "Source Teredo Server IPv4"),
  located("uint", 2, "ipv6.src_tc_port", "Source Teredo Port"),
  located("ipv4", 4, "ipv6.src_tc_ipv4", "Source Teredo Client IPv4"),
  located("ipv4", 4, "ipv6.src_isatap_ipv4", "Source ISATAP IPv4"),
  located("mac", 6, "ipv6.src_slaac_mac", "Source SLAAC MAC"),
  located("ipv4", 4, "ipv6.dst_6to4_gw_ipv4", "Destination 6to4 Gateway IPv4"),
  located("uint", 2, "ipv6.dst_6to4_sla_id", "Destination 6to4 SLA ID"),
  located("ipv4", 4, "ipv6.dst_ts_ipv4", "Destination Teredo Server IPv4"),
  located("uint", 2, "ipv6.dst_tc_port", "Destination Teredo Port"),
  located("ipv4", 4, "ipv6.dst_tc_ipv4", "Destination Teredo Client IPv4"),
  located("ipv4", 4, "ipv6.dst_isatap_ipv4", "Destination ISATAP IPv4"),
  located("mac", 6, "ipv6.dst_slaac_mac", "Destination SLAAC MAC"),
  ...ipv6RemarkFields,
];

export const ipv6: Protocol = {
  name: "ipv6",
  roots: ["ipv6", "ip"],
  title: "Internet Protocol Version 6",
  reference: "RFC 8200, 3",
  fields,
  claims: {
    linktype: [229],
    ethertype: [0x86dd],
    "ppp.protocol": [0x0057, 0x86dd],
    // AF_INET6 of NetBSD/OpenBSD, FreeBSD and Darwin.
    "null.family": [24, 28, 30],
    "ip.version": [6],
    "osi.nlpid": [0x8e],
    "pwach.channel_type": [0x57],
    "ip.proto": [41],
  },
  parse: parseIpv6,
  steady: {
    decides: "f0 00 00 00  00 00 ff 00",
    tells: `${"00".repeat(8)} ${"ff".repeat(32)}`,
    length: { at: At.PAYLOAD, from: At.END },
    last: true,
  },
  // As Wireshark does, which does not take bytes of another version for IPv6.
  spelledSteadily: true,
  spells: { own: "steadily", besides: ["data"] },
  spelling: ({ data }) => (data.getUint8(0) >> 4 === 6 ? "ipv6" : "data"),
  spelledAt: (d, from, to) => (from >= to ? undefined : d.getUint8(from) >> 4 === 6 ? "ipv6" : "data"),
  aliases: {
    "ipv6.addr": ["ipv6.src", "ipv6.dst"],
    "ipv6.src_host": ["ipv6.src"],
    "ipv6.dst_host": ["ipv6.dst"],
    "ipv6.host": ["ipv6.src", "ipv6.dst"],
    "ipv6.6to4_gw_ipv4": ["ipv6.src_6to4_gw_ipv4", "ipv6.dst_6to4_gw_ipv4"],
    "ipv6.6to4_sla_id": ["ipv6.src_6to4_sla_id", "ipv6.dst_6to4_sla_id"],
    "ipv6.ts_ipv4": ["ipv6.src_ts_ipv4", "ipv6.dst_ts_ipv4"],
    "ipv6.tc_port": ["ipv6.src_tc_port", "ipv6.dst_tc_port"],
    "ipv6.tc_ipv4": ["ipv6.src_tc_ipv4", "ipv6.dst_tc_ipv4"],
    "ipv6.slaac_mac": ["ipv6.src_slaac_mac", "ipv6.dst_slaac_mac"],
    "ipv6.isatap_ipv4": ["ipv6.src_isatap_ipv4", "ipv6.dst_isatap_ipv4"],
  },
  texts: ["ipv6.src_host", "ipv6.dst_host", "ipv6.host"],
  column: (layer) => (layer.data.byteLength === 0 ? "IPv6" : (refusedBy(layer)?.[0] ?? "IPv6")),
  info: (layer) => {
    const { data, wireLength } = layer;
    if (data.byteLength === 0) return undefined;
    const version = data.getUint8(0) >> 4;
    if (version !== 6) return refusedBy(layer)?.[1] ?? `Bogus IPv6 version (${version}, must be 6)`;
    if (wireLength < At.END) return `Invalid IPv6 header (${wireLength} bytes, need exactly ${At.END})`;
    return data.byteLength < At.END ? "" : nextHeaderInfo(data.getUint8(At.NEXT));
  },
  remarks: ipv6Remarks,
  faults: {},
  sound: true,
  tellsFault: ({ data }) => data.byteLength > 0 && data.getUint8(0) >> 4 !== 6,
  summary: (layer) =>
    layer.get("ipv6.dst") === undefined
      ? ""
      : `, Src: ${layer.get("ipv6.src")}, Dst: ${layer.get("ipv6.dst")}`,
  notes: { "ipv6.tclass": serviceNote },
  // 0: a jumbogram or segmentation offload; nobody knows.
  extent: (data) => {
    const payload = data.byteLength < At.END ? 0 : data.getUint16(At.PAYLOAD);
    return payload === 0 ? undefined : At.END + payload;
  },
  locate,
  // A payload length of 0 leaves the end open, unless it is said that nothing follows (RFC 8200, 4.7).
  body: (data) =>
    data.getUint16(At.PAYLOAD) === 0 && data.getUint8(At.NEXT) === NO_NEXT_HEADER ? data.byteLength : At.END,
};

export function parseIpv6(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (s.ip >= 0 && !s.enterTunnel(IPIP, 0, 0, 1, 0, o)) return 0;
  if (o + At.END > lim) return s.short(o + At.END);
  if (d.getUint8(o) >> 4 !== 6) {
    // Nothing behind its version means what it should.
    s.end[s.n - 1] = o + 1;
    return s.malformed();
  }
  const payload = d.getUint16(o + At.PAYLOAD);
  // 0: a jumbogram (RFC 2675) or segmentation offload; the enclosing length is all there is to go by.
  if (payload !== 0) {
    s.narrow(o + At.END + payload);
  }
  s.ip = s.n - 1;
  s.ipVersion = 6;
  const next = d.getUint8(o + At.NEXT);
  s.ipProto = next;
  s.pos = o + At.END;
  return ipProto[next];
}

/** With another version it is not taken for IPv6, and what carries it speaks of a protocol that nobody knows. */
const CARRIERS: Readonly<Record<string, readonly [column: string, info: string]>> = {
  eth: ["0x86dd", "IPv6"],
  vlan: ["0x86dd", "IPv6"],
  ieee8021ad: ["0x86dd", "IPv6"],
  ppp: ["0x0057", "PPP Internet Protocol version 6 (0x0057)"],
  ip: ["IPv6", "IPv6 (41)"],
  ipv6: ["IPv6", "Unknown IP Protocol: IPv6 (41)"],
};

function refusedBy({ data, packet, index }: Layer): readonly [string, string] | undefined {
  if (data.getUint8(0) >> 4 === 6) return undefined;
  const name = packet.layers()[index - 1].protocol.name;
  return CARRIERS[name.startsWith("ipv6") ? "ipv6" : name];
}

const NO_NEXT_HEADER = 59;

function nextHeaderInfo(next: number): string {
  if (next === NO_NEXT_HEADER) return "IPv6 no next header";
  // Who is known says it himself.
  if (ipProto[next] !== 0) return "";
  return `Unknown IP Protocol: ${IP_PROTOCOLS[next] ?? "Unknown"} (${next})`;
}

/** What addresses of transition mechanisms say. */
function locate({ data }: Layer, add: Add): void {
  add("ip.version", 0, 1, data.getUint8(0) >> 4, 1);
  if (data.byteLength < At.END) throw new RangeError("addresses are cut");
  embedded(data, add, At.SOURCE, "ipv6.src");
  embedded(data, add, At.DESTINATION, "ipv6.dst");
}

/** 6to4 (RFC 3056, 2), Teredo (RFC 4380, 4), ISATAP (RFC 5214, 6.1). */
function embedded(d: DataView, add: Add, at: number, prefix: string): void {
  const first = d.getUint32(at);
  if (first >>> 16 === 0x2002) {
    add(`${prefix}_6to4_gw_ipv4`, at + 2, 4, undefined, 1);
    add(`${prefix}_6to4_sla_id`, at + 6, 2, undefined, 1);
  } else if (first === 0x20010000) {
    add(`${prefix}_ts_ipv4`, at + 4, 4, undefined, 1);
    // The client's are written upside down, so that no translator on the way changes them.
    add(`${prefix}_tc_port`, at + 10, 2, d.getUint16(at + 10) ^ 0xffff, 1);
    add(`${prefix}_tc_ipv4`, at + 12, 4, ipv4Text(~d.getInt32(at + 12)), 1);
  }
  if ((d.getUint32(at + 8) & ~0x02000000) === 0x5efe) add(`${prefix}_isatap_ipv4`, at + 12, 4, undefined, 1);
  // An interface's MAC with ff fe in its middle and one bit turned (RFC 4291, appendix A), which tells that it is
  // worldwide unique: of others nobody knows.
  if (d.getUint16(at + 11) !== 0xfffe || (d.getUint8(at + 8) & 0x02) === 0) return;
  const mac = [d.getUint8(at + 8) ^ 0x02, ...[9, 10, 13, 14, 15].map((i) => d.getUint8(at + i))];
  add(`${prefix}_slaac_mac`, at + 8, 8, hexText(Uint8Array.from(mac), ":"), 1);
}
