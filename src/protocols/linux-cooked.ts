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
import { located, mac, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { hex } from "./common/cursor.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";
import { MIN_TYPE, nextByTypeOrLength, withType } from "./common/type-or-length.ts";

const TYPES = {
  values: {
    0: "Unicast to us",
    1: "Broadcast",
    2: "Multicast",
    3: "Unicast to another host",
    4: "Sent by us",
  },
};
const HARDWARE = {
  values: {
    1: "Ethernet",
    512: "PPP",
    768: "IPIP",
    772: "Loopback",
    776: "SIT",
    778: "GRE over IP",
    65534: "None",
  },
};
/** What the protocol number is: an ethertype, GRE's, or one of Linux's own. */
const type = { base: "hex", values: ETHERTYPES, when: "ethertype" } as const;
const greType = { base: "hex", values: ETHERTYPES, when: "gre" } as const;
const linuxType = { base: "hex", when: "linux" } as const;

const fieldsV1 = [
  u16(0, "sll.pkttype", "Packet type", TYPES),
  u16(2, "sll.hatype", "Link-layer address type", HARDWARE),
  u16(4, "sll.halen", "Link-layer address length"),
  mac(6, "sll.src.eth", "Source", { when: "mac" }),
  located("ipv4", 4, "sll.src.ipv4", "Source"),
  located("bytes", 0, "sll.src.other", "Source"),
  located("bytes", 0, "sll.unused", "Unused"),
  u16(14, "sll.etype", "Protocol", type),
  u16(14, "sll.gretype", "Protocol", greType),
  u16(14, "sll.ltype", "Protocol", linuxType),
];
const fieldsV2 = [
  u16(0, "sll.etype", "Protocol", type),
  u16(0, "sll.gretype", "Protocol", greType),
  u16(0, "sll.ltype", "Protocol", linuxType),
  u32(4, "sll.ifindex", "Interface index"),
  u16(8, "sll.hatype", "Link-layer address type", HARDWARE),
  u8(10, "sll.pkttype", "Packet type", TYPES),
  u8(11, "sll.halen", "Link-layer address length"),
  mac(12, "sll.src.eth", "Source", { when: "mac" }),
  located("ipv4", 4, "sll.src.ipv4", "Source"),
  located("bytes", 0, "sll.src.other", "Source"),
  located("bytes", 0, "sll.unused", "Unused"),
];
const atV1 = offsets(fieldsV1);
const atV2 = offsets(fieldsV2);
const LEN_V1 = 16;
const LEN_V2 = 20;
/** Linux's own protocol number for "a frame that starts with an 802.2 LLC header". */
const ETH_P_802_2 = 0x0004;
const ARPHRD_IPGRE = 778;
const ADDRESS = 8;
const MAC = 6;
const IPV4 = 4;

/** Where the fields stand that both versions have. */
interface Places {
  etype: number;
  hatype: number;
  halen: number;
  halenSize: 1 | 2;
  source: number;
  length: number;
}
const V1: Places = { etype: 14, hatype: 2, halen: 4, halenSize: 2, source: 6, length: LEN_V1 };
const V2: Places = { etype: 0, hatype: 8, halen: 11, halenSize: 1, source: 12, length: LEN_V2 };

const addressLength = (d: DataView, { halen, halenSize }: Places): number =>
  halenSize === 1 ? d.getUint8(halen) : d.getUint16(halen);

/** Which of the protocol's meanings it has. */
function meaning(d: DataView, at: Places): "ethertype" | "gre" | "linux" {
  if (d.getUint16(at.hatype) === ARPHRD_IPGRE) return "gre";
  return d.getUint16(at.etype) < MIN_TYPE ? "linux" : "ethertype";
}

const shared = (at: Places) => ({
  name: "sll",
  link: { type: at.etype, length: at.length },
  spelledSteadily: true as const,
  spells: { own: "always" as const, besides: ["ethertype"] },
  spelling: ({ data }: Layer) =>
    meaning(data, at) === "ethertype" ? withType("sll", data.getUint16(at.etype)) : "sll",
  column: ({ data }: Layer) => {
    const known = data.byteLength >= at.length && meaning(data, at) === "ethertype";
    return known ? hex(data.getUint16(at.etype), 4) : "SLL";
  },
  info: ({ data }: Layer) => TYPES.values[typeOf(data, at) as 0] ?? "Unknown",
  parts: (data: DataView): Record<string, number> => ({
    [meaning(data, at)]: 0,
    ...(addressLength(data, at) === MAC ? { mac: 0 } : {}),
  }),
  locate: ({ data }: Layer, add: Add) => {
    const size = Math.min(ADDRESS, addressLength(data, at));
    if (size === IPV4) add("sll.src.ipv4", at.source, size);
    else if (size !== MAC && size > 0) add("sll.src.other", at.source, size);
    if (size < ADDRESS) add("sll.unused", at.source + size, ADDRESS - size);
  },
  // What a GRE device carries and nobody knows is nobody's data, as Wireshark has it.
  body: (data: DataView) => (meaning(data, at) === "gre" ? data.byteLength : at.length),
});

const typeOf = (d: DataView, at: Places): number => (at === V1 ? d.getUint16(0) : d.getUint8(10));

export const linuxCooked: Protocol = {
  ...shared(V1),
  title: "Linux cooked capture v1",
  reference: "LINKTYPE_LINUX_SLL",
  fields: fieldsV1,
  claims: { linktype: [113] },
  parse: parseLinuxCooked,
  // The hardware type says what the protocol number is, the address's length how an address is shown.
  steady: { decides: "00 00 ff ff ff ff  00 00 00 00 00 00 00 00  ff ff" },
};

export const linuxCookedV2: Protocol = {
  ...shared(V2),
  title: "Linux cooked capture v2",
  reference: "LINKTYPE_LINUX_SLL2",
  fields: fieldsV2,
  claims: { linktype: [276] },
  parse: parseLinuxCookedV2,
  steady: { decides: "ff ff 00 00  00 00 00 00  ff ff 00 ff  00 00 00 00 00 00 00 00" },
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
  return protocol < MIN_TYPE ? 0 : nextByTypeOrLength(protocol, s);
}
