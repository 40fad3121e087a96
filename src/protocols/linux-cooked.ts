// Linux cooked capture, https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and …_SLL2.html.
//
// v1:  0         2         4         6                        14        16
//     +---------+---------+---------+------------------------+---------+
//     | type    | ARPHRD  | addrlen | address                | protocol|
//     +---------+---------+---------+------------------------+---------+
// v2:  0         2         4              8         10   11   12                     20
//     +---------+---------+--------------+---------+----+----+----------------------+
//     | protocol| 0       | interface    | ARPHRD  |type|alen| address              |
//     +---------+---------+--------------+---------+----+----+----------------------+
import { llc } from "../core/demux.ts";
import { bytes, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { nextByTypeOrLength } from "../core/type-or-length.ts";

const fieldsV1 = [
  u16(0, "sll.pkttype", "Packet type"),
  u16(2, "sll.hatype", "Link-layer address type"),
  u16(4, "sll.halen", "Link-layer address length"),
  bytes(6, 8, "sll.src.other", "Source"),
  u16(14, "sll.etype", "Protocol", { base: "hex" }),
];
const fieldsV2 = [
  u16(0, "sll.etype", "Protocol", { base: "hex" }),
  u32(4, "sll.ifindex", "Interface index"),
  u16(8, "sll.hatype", "Link-layer address type"),
  u8(10, "sll.pkttype", "Packet type"),
  u8(11, "sll.halen", "Link-layer address length"),
  bytes(12, 8, "sll.src.other", "Source"),
];
const atV1 = offsets(fieldsV1);
const atV2 = offsets(fieldsV2);
const LEN_V1 = 16;
const LEN_V2 = 20;
/** Linux's own protocol number for "a frame that starts with an 802.2 LLC header". */
const ETH_P_802_2 = 0x0004;

export const linuxCooked: Protocol = {
  name: "sll",
  title: "Linux cooked capture v1",
  reference: "LINKTYPE_LINUX_SLL",
  fields: fieldsV1,
  claims: { linktype: [113] },
  parse: parseLinuxCooked,
};

export const linuxCookedV2: Protocol = {
  name: "sll",
  title: "Linux cooked capture v2",
  reference: "LINKTYPE_LINUX_SLL2",
  fields: fieldsV2,
  claims: { linktype: [276] },
  parse: parseLinuxCookedV2,
};

export function parseLinuxCooked(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN_V1 > lim) return s.short(o + LEN_V1);
  s.pos = o + LEN_V1;
  return nextByProtocol(d.getUint16(o + atV1["sll.etype"]), s);
}

export function parseLinuxCookedV2(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN_V2 > lim) return s.short(o + LEN_V2);
  s.pos = o + LEN_V2;
  return nextByProtocol(d.getUint16(o + atV2["sll.etype"]), s);
}

function nextByProtocol(protocol: number, s: LayerStack): number {
  if (protocol === ETH_P_802_2) return llc[0];
  // Other values below 0x600 are Linux's private numbers, never lengths.
  return protocol < 0x600 ? 0 : nextByTypeOrLength(protocol, s);
}
