// IPv6 extension headers, RFC 8200 section 4. Hop-by-hop, routing and destination options share one shape:
//
//  0    1    2
// +----+----+-----------------------------
// |next|len | (len + 1) * 8 bytes in all
// +----+----+-----------------------------
//
// The fragment header (4.5) has its own:
//
//  0    1    2            4
// +----+----+---------+--+---------------+
// |next| 0  | offset  |RM| identification|
// +----+----+---------+--+---------------+
import { ipProto } from "../core/demux.ts";
import { flag, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { type LayerStack, Pending } from "../core/stack.ts";

const header = <N extends string>(prefix: N) => [
  u8(0, `${prefix}.nxt`, "Next Header"),
  u8(1, `${prefix}.len`, "Length"),
];

export const ipv6HopByHop: Protocol = {
  name: "ipv6.hopopts",
  title: "IPv6 Hop-by-Hop Options",
  reference: "RFC 8200, 4.3",
  fields: header("ipv6.hopopts"),
  claims: { "ip.proto": [0] },
  parse: parseIpv6Options,
};

export const ipv6Routing: Protocol = {
  name: "ipv6.routing",
  title: "IPv6 Routing Header",
  reference: "RFC 8200, 4.4",
  fields: [
    ...header("ipv6.routing"),
    u8(2, "ipv6.routing.type", "Type"),
    u8(3, "ipv6.routing.segleft", "Segments Left"),
  ],
  claims: { "ip.proto": [43] },
  parse: parseIpv6Options,
};

export const ipv6Destination: Protocol = {
  name: "ipv6.dstopts",
  title: "IPv6 Destination Options",
  reference: "RFC 8200, 4.6",
  fields: header("ipv6.dstopts"),
  claims: { "ip.proto": [60] },
  parse: parseIpv6Options,
};

/** Parses the three of common shape. */
export function parseIpv6Options(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + 8 > lim) return s.short(o + 8);
  const end = o + ((d.getUint8(o + 1) + 1) << 3);
  if (end > lim) return s.short(end);
  const next = d.getUint8(o);
  s.ipProto = next;
  s.pos = end;
  return ipProto[next];
}

const fragmentFields = [
  u8(0, "ipv6.fraghdr.nxt", "Next header"),
  u16(2, "ipv6.fraghdr.offset", "Offset", { mask: 0xfff8 }),
  flag(2, 2, 0x0001, "ipv6.fraghdr.more", "More Fragment"),
  u32(4, "ipv6.fraghdr.ident", "Identification", { base: "hex" }),
];
const at = offsets(fragmentFields);
const FRAGMENT_LEN = 8;

export const ipv6Fragment: Protocol = {
  name: "ipv6.fraghdr",
  title: "IPv6 Fragment Header",
  reference: "RFC 8200, 4.5",
  fields: fragmentFields,
  claims: { "ip.proto": [44] },
  parse: parseIpv6Fragment,
};

export function parseIpv6Fragment(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + FRAGMENT_LEN > lim) return s.short(o + FRAGMENT_LEN);
  const next = d.getUint8(o);
  const word = d.getUint16(o + at["ipv6.fraghdr.offset"]);
  s.ipProto = next;
  s.pos = o + FRAGMENT_LEN;
  // Offset 0 without more to come is an atomic fragment (RFC 6946): a whole packet.
  if ((word & 0xfff9) === 0 || s.ip < 0) return ipProto[next];
  s.pending = Pending.ipFragment;
  s.partId = d.getInt32(o + at["ipv6.fraghdr.ident"]);
  s.partMore = word & 1;
  s.partOffset = word & 0xfff8;
  s.partLength = s.wire - s.pos;
  s.partPos = s.pos;
  return 0;
}
