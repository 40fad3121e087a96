// Ethernet II and IEEE 802.3 (clause 3.2.6: a length up to 1500, a type from 0x0600).
//
//  0                   6                  12        14
// +-------------------+-------------------+---------+
// |    destination    |      source       | type or |
// |                   |                   | length  |
// +-------------------+-------------------+---------+

import { ethertype } from "../core/demux.ts";
import { flag, located, mac, u16, u24 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { hexText } from "../core/values.ts";
import { Checksum } from "./common/checksum.ts";
import { hex } from "./common/cursor.ts";
import { CHECKSUM_STATUS, ETHERTYPES } from "./common/names-of-numbers.ts";
import { ethernetRemarkFields, ethernetRemarks } from "./common/remarks.ts";
import { extentAbove, type Trailer, tellPadding, trailerOf } from "./common/trailer.ts";
import { lengthIn, lengthOrType, MIN_TYPE, nextByTypeOrLength, withType } from "./common/type-or-length.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  TYPE = 12,
  END = 14,
}
const ADDRESS = 6;

/** IEEE 802, 8.2.2. */
const LOCALLY = {
  0: "Globally unique address (factory default)",
  1: "Locally administered address (this is NOT the factory default)",
};
const TO_A_GROUP = { 0: "Individual address (unicast)", 1: "Group address (multicast/broadcast)" };

const fields = [
  mac(0, "eth.dst", "Destination"),
  u24(0, "eth.dst.oui", "Destination OUI"),
  flag(0, 1, 0x02, "eth.dst.lg", "LG bit", { values: LOCALLY }),
  flag(0, 1, 0x01, "eth.dst.ig", "IG bit", { values: TO_A_GROUP }),
  mac(6, "eth.src", "Source"),
  u24(6, "eth.src.oui", "Source OUI"),
  flag(6, 1, 0x02, "eth.src.lg", "LG bit", { values: LOCALLY }),
  flag(6, 1, 0x01, "eth.src.ig", "IG bit", { values: TO_A_GROUP }),
  u16(At.TYPE, "eth.type", "Type", { base: "hex", values: ETHERTYPES, when: "type" }),
  u16(At.TYPE, "eth.len", "Length", { when: "length" }),
  u16(At.TYPE, "eth.invalid_lentype", "Invalid length/type", { base: "hex", when: "invalid" }),
  located("bytes", 0, "eth.padding", "Padding"),
  located("bytes", 0, "eth.trailer", "Trailer"),
  located("uint", 4, "eth.fcs", "Frame check sequence", { base: "hex" }),
  located("uint", 1, "eth.fcs.status", "FCS Status", { values: CHECKSUM_STATUS }),
  ...ethernetRemarkFields,
];
const FCS = 4;
const MIN_WITH_FCS = 64;
const ADDRESSES_REST = "00".repeat(11);

export const ethernet: Protocol = {
  name: "eth",
  title: "Ethernet",
  reference: "IEEE 802.3",
  fields,
  // 0x6558: transparent Ethernet bridging, the ethertype under which GRE carries whole frames.
  claims: { linktype: [1], ethertype: [0x6558] },
  parse: parseEthernet,
  // Of the addresses only whether it goes to a group, and to which.
  link: { type: At.TYPE, length: At.END },
  steady: { decides: `01 ${ADDRESSES_REST} ff ff`, last: true, finer },
  aliases: {
    "eth.addr": ["eth.dst", "eth.src"],
    "eth.dst_resolved": ["eth.dst"],
    "eth.src_resolved": ["eth.src"],
    "eth.addr_resolved": ["eth.dst", "eth.src"],
    "eth.addr.oui": ["eth.dst.oui", "eth.src.oui"],
    "eth.lg": ["eth.dst.lg", "eth.src.lg"],
    "eth.ig": ["eth.dst.ig", "eth.src.ig"],
  },
  texts: ["eth.dst_resolved", "eth.src_resolved", "eth.addr_resolved"],
  spells: { own: "always", besides: ["ethertype"] },
  spelling: ({ data }) => spelled(data.getUint16(At.TYPE), data.byteLength === At.END),
  spelledSteadily: true,
  spelledAt: (d, from, to) =>
    from + At.END > to ? undefined : spelled(d.getUint16(from + At.TYPE), from + At.END === to),
  column: ({ data }) => {
    const type = data.byteLength < At.END ? 0 : data.getUint16(At.TYPE);
    return data.byteLength >= At.END && isType(type) ? hex(type, 4) : "Ethernet";
  },
  info,
  ends,
  faults: { past: true },
  sound: true,
  remarks: (layer, tell) => {
    ethernetRemarks(layer, tell);
    tellPadding(trailerIn(layer), tell);
  },
  heading: ({ data }) => (isType(data.getUint16(At.TYPE)) ? "Ethernet II" : "IEEE 802.3 Ethernet"),
  summary: (layer) => `, Src: ${layer.get("eth.src")}, Dst: ${layer.get("eth.dst")}`,
  parts: (data): Record<string, number> =>
    data.getUint16(At.TYPE) === 0 ? { type: 0 } : lengthOrType(At.TYPE)(data),
  partsDecided: true,
  locate,
  body: () => At.END,
};

const spelled = (type: number, isLast: boolean): string =>
  type === 0 ? "eth:ethertype" : withType("eth", type, isLast);

export function parseEthernet(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) {
    // As Wireshark does, which shows a whole header or none.
    s.end[s.n - 1] = o;
    return s.short(o + At.END);
  }
  s.ethernet = s.n - 1;
  s.pos = o + At.END;
  const type = d.getUint16(o + At.TYPE);
  // 0 is no length: nothing could say what follows.
  return type === 0 ? 0 : nextByTypeOrLength(type, s);
}

/** A frame to a group is told by that. */
function finer(d: DataView, o: number): Steady {
  return {
    decides: `01 ${ADDRESSES_REST} ff ff`,
    tells: (d.getUint8(o) & 1) === 0 ? "" : "ff".repeat(6),
    last: true,
    ...lengthIn(d.getUint16(o + At.TYPE), At.TYPE),
  };
}

const isType = (type: number): boolean => type >= MIN_TYPE || type === 0;

/** Of a header that is cut its carrier speaks. */
function info({ data, stackIndex, packet, index }: Layer): string | undefined {
  if (data.byteLength < At.END) return stackIndex === 0 ? "" : undefined;
  const type = data.getUint16(At.TYPE);
  // Who is known says it himself, where he takes it.
  if (isType(type)) {
    const isTaken = ethertype[type] !== 0 && packet.layers()[index + 1]?.protocol.name !== "data";
    return isTaken ? "" : (ETHERTYPES[type] ?? "Ethernet II");
  }
  return lengthOrType(At.TYPE)(data).length === undefined
    ? `Ethernet Unknown: Invalid length/type: ${hex(type, 4)} (${type})`
    : "IEEE 802.3 Ethernet";
}

/** Of a header that is cut, what there is of it: no field, but Wireshark's columns have it. */
function ends({ data, packet, index, frame }: Layer): readonly [string, string] | undefined {
  if (data.byteLength > 0) return undefined;
  const carrier = packet.layers()[index - 1];
  const isCarried = carrier?.frame === frame && carrier.stackIndex >= 0;
  const there = isCarried ? carrier.data : new DataView(data.buffer, frame.view.byteOffset, frame.end);
  const left = there.byteOffset + there.byteLength - data.byteOffset;
  const address = (at: number): string =>
    at + ADDRESS > left ? "" : hexText(new Uint8Array(data.buffer, data.byteOffset + at, ADDRESS), ":");
  return [address(ADDRESS), address(0)];
}

function trailerIn(layer: Layer): Trailer | null {
  const type = layer.data.getUint16(At.TYPE);
  const payload = isType(type) ? extentAbove(layer) : type;
  return payload === undefined ? null : trailerOf(layer, At.END, payload);
}

function locate(layer: Layer, add: Add): void {
  const trailer = trailerIn(layer);
  if (trailer === null) return;
  const { at, padding, rest } = trailer;
  if (padding > 0) add("eth.padding", at, padding);
  // Nobody knows whether the frame check sequence was captured; it is taken for it where the frame is long enough.
  const isCaptured = layer.stackIndex === 0 && layer.frame === layer.packet.frames[0];
  const check = isCaptured && rest >= FCS && layer.packet.original >= MIN_WITH_FCS ? FCS : 0;
  if (rest > check) add("eth.trailer", at + padding, rest - check);
  if (check === 0) return;
  add("eth.fcs", at + padding + rest - check, check);
  add("eth.fcs.status", 0, 0, Checksum.unverified);
}
