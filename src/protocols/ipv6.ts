// Internet Protocol version 6, RFC 8200 section 3; as a payload of IP RFC 2473 and RFC 4213.
//
//  0              4         6    7    8                  24                 40
// +--+---+-------+---------+----+----+------------------+------------------+
// |v | tc|  flow | payload |next|hop | source           | destination      |
// +--+---+-------+---------+----+----+------------------+------------------+
import { ipProto } from "../core/demux.ts";
import { ip6, offsets, u8, u16, u32 } from "../core/fields.ts";
import { IPIP } from "../core/ipip.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u8(0, "ipv6.version", "Version", { mask: 0xf0 }),
  u32(0, "ipv6.tclass", "Traffic Class", { mask: 0x0ff00000, base: "hex" }),
  u32(0, "ipv6.flow", "Flow Label", { mask: 0x000fffff, base: "hex" }),
  u16(4, "ipv6.plen", "Payload Length"),
  u8(6, "ipv6.nxt", "Next Header"),
  u8(7, "ipv6.hlim", "Hop Limit"),
  ip6(8, "ipv6.src", "Source Address"),
  ip6(24, "ipv6.dst", "Destination Address"),
];
const at = offsets(fields);
const LEN = 40;

export const ipv6: Protocol = {
  name: "ipv6",
  title: "Internet Protocol Version 6",
  reference: "RFC 8200, 3",
  fields,
  claims: {
    linktype: [229],
    ethertype: [0x86dd],
    "ppp.protocol": [0x0057],
    // AF_INET6 of NetBSD/OpenBSD, FreeBSD and Darwin.
    "null.family": [24, 28, 30],
    "ip.version": [6],
    "ip.proto": [41],
  },
  parse: parseIpv6,
};

export function parseIpv6(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (s.ip >= 0 && !s.enterTunnel(IPIP, 0, 0, 1, 0, o)) return 0;
  if (o + LEN > lim) return s.short(o + LEN);
  if (d.getUint8(o) >> 4 !== 6) return s.malformed();
  const payload = d.getUint16(o + at["ipv6.plen"]);
  // 0: a jumbogram (RFC 2675) or segmentation offload; the enclosing length is all there is to go by.
  if (payload !== 0) {
    s.narrow(o + LEN + payload);
  }
  s.ip = s.n - 1;
  s.ipVersion = 6;
  const next = d.getUint8(o + at["ipv6.nxt"]);
  s.ipProto = next;
  s.pos = o + LEN;
  return ipProto[next];
}
