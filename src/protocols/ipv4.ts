// Internet Protocol version 4, RFC 791 section 3.1; IP in IP is RFC 2003.
//
//  0    1    2         4         6         8    9    10        12        16        20
// +----+----+---------+---------+---------+----+----+---------+---------+---------+--------
// |v|hl| ds | length  |   id    |flag|frag| ttl|prot| checksum| source  | destin. | options
// +----+----+---------+---------+---------+----+----+---------+---------+---------+--------
import { ipProto } from "../core/demux.ts";
import { flag, ip4, u8, u16 } from "../core/fields.ts";
import { IPIP } from "../core/ipip.ts";
import type { Protocol } from "../core/protocol.ts";
import { type LayerStack, Pending } from "../core/stack.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  ID = 4,
  FRAGMENT = 6,
  PROTOCOL = 9,
  END = 20,
}

const fields = [
  u8(0, "ip.version", "Version", { mask: 0xf0 }),
  u8(0, "ip.hdr_len", "Header Length", { mask: 0x0f, scale: 4 }),
  u8(1, "ip.dsfield", "Differentiated Services Field", { base: "hex" }),
  u8(1, "ip.dsfield.dscp", "Differentiated Services Codepoint", { mask: 0xfc }),
  u8(1, "ip.dsfield.ecn", "Explicit Congestion Notification", { mask: 0x03 }),
  u16(2, "ip.len", "Total Length"),
  u16(At.ID, "ip.id", "Identification", { base: "hex" }),
  flag(6, 2, 0x8000, "ip.flags.rb", "Reserved bit"),
  flag(6, 2, 0x4000, "ip.flags.df", "Don't fragment"),
  flag(6, 2, 0x2000, "ip.flags.mf", "More fragments"),
  // In units of 8 bytes, as Wireshark shows it.
  u16(At.FRAGMENT, "ip.frag_offset", "Fragment Offset", { mask: 0x1fff }),
  u8(8, "ip.ttl", "Time to Live"),
  u8(At.PROTOCOL, "ip.proto", "Protocol"),
  u16(10, "ip.checksum", "Header Checksum", { base: "hex" }),
  ip4(12, "ip.src", "Source Address"),
  ip4(16, "ip.dst", "Destination Address"),
];
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;
const DONT_FRAGMENT_AND_RESERVED = 0xc000;

export const ipv4: Protocol = {
  name: "ip",
  title: "Internet Protocol Version 4",
  reference: "RFC 791, 3.1",
  fields,
  claims: {
    linktype: [228],
    ethertype: [0x0800],
    "ppp.protocol": [0x0021],
    "llc.dsap": [0x06],
    "null.family": [2],
    "ip.version": [4],
    "ip.proto": [4],
  },
  parse: parseIpv4,
  aliases: { "ip.addr": ["ip.src", "ip.dst"] },
  summary: (layer) => `, Src: ${layer.get("ip.src")}, Dst: ${layer.get("ip.dst")}`,
  body: (data) => (data.getUint8(0) & 0x0f) << 2,
};

export function parseIpv4(d: DataView, o: number, lim: number, s: LayerStack): number {
  // An IP header directly behind another one is IP in IP; every other tunnel has cleared the role.
  if (s.ip >= 0 && !s.enterTunnel(IPIP, 0, 0, 1, 0, o)) return 0;
  if (o + At.END > lim) return s.short(o + At.END);
  // Version, header length, service and total length in one read.
  const word = d.getInt32(o);
  const headerLength = ((word >>> 24) & 0x0f) << 2;
  if (word >>> 28 !== 4 || headerLength < At.END) return s.malformed();
  const total = word & 0xffff;
  // A total length of 0 is what a sender with segmentation offload captures of itself.
  if (total !== 0) {
    if (total < headerLength) return s.malformed();
    s.narrow(o + total);
  }
  s.ip = s.n - 1;
  s.ipVersion = 4;
  const proto = d.getUint8(o + At.PROTOCOL);
  s.ipProto = proto;
  const pos = o + headerLength;
  s.pos = pos;
  if (pos > s.lim) return s.short(pos);
  const fragment = d.getUint16(o + At.FRAGMENT);
  if ((fragment & ~DONT_FRAGMENT_AND_RESERVED) !== 0) {
    s.pending = Pending.ipFragment;
    s.partId = d.getUint16(o + At.ID);
    s.partMore = fragment & MORE_FRAGMENTS ? 1 : 0;
    s.partOffset = (fragment & OFFSET_MASK) << 3;
    s.partLength = s.wire - pos;
    s.partPos = pos;
    return 0;
  }
  return ipProto[proto];
}
