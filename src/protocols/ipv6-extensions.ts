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
import { flag, located, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { type LayerStack, Pending } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { type IPv6Header, ipv6OptionFields, tellIpv6Options } from "./common/ipv6-options.ts";
import { routingFields, routingTypes, tellRoute } from "./common/ipv6-routing.ts";
import { said } from "./common/located.ts";
import { IP_PROTOCOLS } from "./common/names-of-numbers.ts";
import { overlapFields, tellReassembly, whereWhole } from "./common/parts.ts";

const header = <N extends string>(prefix: N) => [
  u8(0, `${prefix}.nxt`, "Next Header", { values: IP_PROTOCOLS }),
  u8(1, `${prefix}.len`, "Length"),
  located("uint", 2, `${prefix}.len_oct`, "Length"),
];

const lengthOf = (d: DataView): number => (d.getUint8(1) + 1) << 3;

/** Of a header that is not all there its name stands for what follows, and where that says nothing itself. */
const namedInfo =
  (name: string) =>
  (layer: Layer): string => {
    const isCut = layer.data.byteLength < 2 || lengthOf(layer.data) > layer.data.byteLength;
    return (isCut ? "" : nextInfo(layer)) || name;
  };

/** What the three of common shape have alike. */
const shared = (name: string, kind: IPv6Header) => ({
  name,
  parse: parseIpv6Options,
  steady,
  // Whatever carries it says which protocol it is.
  column: "",
  info: nextInfo,
  summary: (layer: Layer) => `, Next Header: ${layer.get(`${name}.nxt`)}`,
  locate: (layer: Layer, add: Add) => {
    add(`${name}.len_oct`, 1, 1, lengthOf(layer.data));
    tellIpv6Options(layer.data, add, 2, lengthOf(layer.data), kind);
  },
  body: lengthOf,
});

export const ipv6HopByHop: Protocol = {
  ...shared("ipv6.hopopts", "hop-by-hop"),
  title: "IPv6 Hop-by-Hop Option",
  reference: "RFC 8200, 4.3",
  fields: [
    ...header("ipv6.hopopts"),
    ...ipv6OptionFields,
    said(
      "error",
      "protocol",
      "ipv6.hopopts.not_first",
      "IPv6 Hop-by-Hop extension header must appear immediately after IPv6 header",
    ),
  ],
  remarks: (layer, tell) => {
    if (layer.packet.layers()[layer.index - 1]?.protocol.name !== "ipv6") tell("ipv6.hopopts.not_first");
  },
  claims: { "ip.proto": [0] },
  info: namedInfo("IPv6 hop-by-hop options"),
};

export const ipv6Routing: Protocol = {
  ...shared("ipv6.routing", "hop-by-hop"),
  title: "IPv6 Routing Header",
  reference: "RFC 8200, 4.4",
  fields: [
    ...header("ipv6.routing"),
    u8(2, "ipv6.routing.type", "Type", { values: routingTypes }),
    u8(3, "ipv6.routing.segleft", "Segments Left"),
    ...routingFields,
  ],
  claims: { "ip.proto": [43] },
  info: namedInfo("IPv6 routing"),
  locate: (layer, add) => {
    add("ipv6.routing.len_oct", 1, 1, lengthOf(layer.data));
    tellRoute(layer.data, add, lengthOf(layer.data));
  },
};

export const ipv6Destination: Protocol = {
  ...shared("ipv6.dstopts", "destination"),
  title: "IPv6 Destination Options",
  reference: "RFC 8200, 4.6",
  fields: [...header("ipv6.dstopts"), ...ipv6OptionFields],
  claims: { "ip.proto": [60] },
  info: namedInfo("IPv6 destination options"),
};

/** Of the three of common shape: what options say is read by nobody, and what follows them has to be there. */
function steady(d: DataView, o: number): Steady {
  return { decides: `ff ff ${"00".repeat(((d.getUint8(o + 1) + 1) << 3) - 2)}` };
}

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

const NO_NEXT_HEADER = 59;

function nextInfo({ data }: Layer): string {
  const next = data.getUint8(0);
  if (next === NO_NEXT_HEADER) return "IPv6 no next header";
  // Who is known says it himself.
  if (ipProto[next] !== 0) return "";
  return `Unknown IP Protocol: ${IP_PROTOCOLS[next] ?? "Unknown"} (${next})`;
}

enum At {
  OFFSET = 2,
  ID = 4,
  END = 8,
}
const OFFSET_AND_MORE = 0xfff9;

const fragmentFields = [
  u8(0, "ipv6.fraghdr.nxt", "Next header", { values: IP_PROTOCOLS }),
  u8(1, "ipv6.fraghdr.reserved_octet", "Reserved octet", { base: "hex" }),
  // In units of 8 bytes, as Wireshark shows it.
  u16(At.OFFSET, "ipv6.fraghdr.offset", "Offset", { mask: 0xfff8 }),
  u16(At.OFFSET, "ipv6.fraghdr.reserved_bits", "Reserved bits", { mask: 0x0006 }),
  flag(At.OFFSET, 2, 0x0001, "ipv6.fraghdr.more", "More Fragments"),
  u32(At.ID, "ipv6.fraghdr.ident", "Identification", { base: "hex" }),
  located("bool", 0, "ipv6.fragments", "IPv6 Fragments"),
  located("uint", 4, "ipv6.fragment", "IPv6 Fragment"),
  ...overlapFields("ipv6.fragment", "fragment"),
  located("uint", 4, "ipv6.fragment.count", "Fragment count"),
  located("uint", 4, "ipv6.reassembled.in", "Reassembled IPv6 in frame"),
  located("uint", 4, "ipv6.reassembled.length", "Reassembled IPv6 length"),
  located("bytes", 0, "ipv6.reassembled.data", "Reassembled IPv6 data"),
];

export const ipv6Fragment: Protocol = {
  name: "ipv6.fraghdr",
  title: "IPv6 Fragment Header",
  reference: "RFC 8200, 4.5",
  fields: fragmentFields,
  claims: { "ip.proto": [44] },
  parse: parseIpv6Fragment,
  column: "IPv6",
  info: fragmentInfo,
  locate: (layer, add) => {
    if (isFragment(layer.data)) tellReassembly(layer, add, "ipv6", "ipv6.reassembled.in");
  },
  body: () => At.END,
};

export function parseIpv6Fragment(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) {
    // All of it or nothing.
    s.end[s.n - 1] = o;
    return s.short(o + At.END);
  }
  const next = d.getUint8(o);
  const word = d.getUint16(o + At.OFFSET);
  s.ipProto = next;
  s.pos = o + At.END;
  // Offset 0 without more to come is an atomic fragment (RFC 6946): a whole packet.
  if ((word & OFFSET_AND_MORE) === 0 || s.ip < 0) return ipProto[next];
  s.pending = Pending.ipFragment;
  s.partId = d.getInt32(o + At.ID);
  s.partMore = word & 1;
  s.partOffset = word & 0xfff8;
  s.partLength = s.wire - s.pos;
  s.partPos = s.pos;
  return 0;
}

const isFragment = (d: DataView): boolean => (d.getUint16(At.OFFSET) & OFFSET_AND_MORE) !== 0;

function fragmentInfo(layer: Layer): string {
  const { data: d } = layer;
  if (!isFragment(d)) return nextInfo(layer);
  const word = d.getUint16(At.OFFSET);
  const id = d.getUint32(At.ID).toString(16).padStart(8, "0");
  return `IPv6 fragment (off=${word & 0xfff8} more=${word & 1 ? "y" : "n"} ident=0x${id} nxt=${d.getUint8(0)})${whereWhole(layer)}`;
}
