// IEEE 802.1Q tag, and 802.1ad service tag (QinQ) which differs only by its ethertype.
//
//  0                   2
// +---+-+-------------+-----------------+
// |PCP|D|   VLAN ID   | type or length  |
// +---+-+-------------+-----------------+
//
// Two service tags in a row are one layer with an outer and an inner identifier, as Wireshark shows them.

import { ethertype } from "../core/demux.ts";
import { flag, located, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { steadyAt } from "../core/steady.ts";
import { hex } from "./common/cursor.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";
import { paddingRemark, vlanRemarkFields, vlanRemarks } from "./common/remarks.ts";
import { extentAbove, type Trailer, tellPadding, trailerOf } from "./common/trailer.ts";
import { lengthOrType, MIN_TYPE, nextByTypeOrLength, steadyType, withType } from "./common/type-or-length.ts";

enum At {
  TYPE = 2,
  END = 4,
}
/** Of 802.1ah, whose tag shows the type that stands behind the customer's addresses as this one's. */
const SERVICE_INSTANCE = 0x88e7;
const SERVICE_TAG = 0x88a8;

export const vlan: Protocol = {
  name: "vlan",
  roots: ["vlan", "eth"],
  title: "802.1Q Virtual LAN",
  reference: "IEEE 802.1Q, 9.6",
  fields: [
    u16(0, "vlan.priority", "Priority", { mask: 0xe000 }),
    flag(0, 2, 0x1000, "vlan.dei", "DEI"),
    u16(0, "vlan.id", "ID", { mask: 0x0fff }),
    u16(At.TYPE, "vlan.etype", "Type", { base: "hex", values: ETHERTYPES, when: "type" }),
    u16(At.TYPE, "vlan.len", "Length", { when: "length" }),
    located("bytes", 0, "eth.padding", "Padding"),
    located("bytes", 0, "vlan.trailer", "Trailer"),
    ...vlanRemarkFields,
    paddingRemark,
  ],
  claims: { ethertype: [0x8100, 0x9100] },
  parse: parseVlan,
  steady: steadyType("00 00"),
  spelledSteadily: true,
  spells: { own: "always", besides: ["ethertype"] },
  spelling: spelling("vlan", typeOf, () => At.END),
  spelledAt: (d, from, to) =>
    from + At.END > to ? undefined : withType("vlan", d.getUint16(from + At.TYPE), from + At.END === to),
  column: ({ data }) => (data.byteLength < At.END ? "VLAN" : typeColumn(typeOf(data), "VLAN")),
  info: ({ data }) =>
    data.byteLength < At.END ? cutInfo(data) : (nameOf(typeOf(data)) ?? tagInfo(data, "DEI: ", "  ")),
  faults: { past: true },
  sound: true,
  remarks: (layer, tell) => {
    vlanRemarks(layer, tell);
    tellPadding(trailerIn(layer, At.END), tell);
  },
  summary: (layer) => `, PRI: ${layer.get("vlan.priority")}, DEI: ${bit(layer)}, ID: ${layer.get("vlan.id")}`,
  parts: lengthOrType(At.TYPE),
  partsDecided: true,
  locate: (layer, add) => locateTrailer(layer, add, "vlan.trailer", At.END),
  body: () => At.END,
};

const SINGLE = steadyType("00 00");
const DOUBLE = steadyType("00 00 ff ff 00 00");

export const serviceVlan: Protocol = {
  name: "ieee8021ad",
  roots: ["ieee8021ad", "ieee8021ah", "eth"],
  title: "IEEE 802.1ad",
  reference: "IEEE 802.1ad, 9.6",
  fields: [
    u16(0, "ieee8021ad.priority", "Priority", { mask: 0xe000 }),
    u16(0, "ieee8021ad.dei", "DEI", { mask: 0x1000 }),
    u16(0, "ieee8021ad.id", "ID", { mask: 0x0fff, when: "only" }),
    u16(0, "ieee8021ad.svid", "ID", { mask: 0x0fff, when: "outer" }),
    u16(0, "ieee8021ad.cvid", "ID", { mask: 0x0fff, when: "inner" }),
    u16(0, "ieee8021ah.etype", "Type", { base: "hex", values: ETHERTYPES, when: "type" }),
    located("bytes", 0, "eth.padding", "Padding"),
    located("bytes", 0, "ieee8021ah.trailer", "Trailer"),
    paddingRemark,
  ],
  claims: { ethertype: [SERVICE_TAG] },
  parse: parseServiceVlan,
  steady: (d, o) => steadyAt(d.getUint16(o + At.TYPE) === SERVICE_TAG ? DOUBLE : SINGLE, d, o),
  spells: { own: "always", besides: ["ethertype"] },
  spelling: spelling("ieee8021ad", serviceTypeOf, headerLength),
  column: ({ data }) =>
    data.byteLength < At.END || data.byteLength < headerLength(data)
      ? "802.1ad"
      : typeColumn(serviceTypeOf(data), "802.1ad"),
  info: ({ data }) => {
    if (data.byteLength < At.END) return tagInfo(data, "DROP: ", " ");
    if (data.byteLength < headerLength(data)) return undefined;
    return nameOf(serviceTypeOf(data)) ?? tagInfo(data, "DROP: ", " ");
  },
  summary: (layer) =>
    isDouble(layer.data)
      ? `, S-VID: ${layer.get("ieee8021ad.svid")}, C-VID: ${layer.get("ieee8021ad.cvid")}`
      : `, PRI: ${layer.get("ieee8021ad.priority")}, DEI: ${bit(layer)}, ID: ${layer.get("ieee8021ad.id")}`,
  parts: (data): Record<string, number> =>
    isDouble(data)
      ? { outer: 0, inner: At.END, type: At.END + At.TYPE }
      : { only: 0, ...(data.getUint16(At.TYPE) !== SERVICE_INSTANCE && { type: At.TYPE }) },
  partsDecided: true,
  locate: (layer, add) => {
    if (isDouble(layer.data)) for (const name of ["priority", "dei"]) add(`ieee8021ad.${name}`, At.END, 2);
    locateTrailer(layer, add, "ieee8021ah.trailer", headerLength(layer.data));
  },
  remarks: (layer, tell) => tellPadding(trailerIn(layer, headerLength(layer.data)), tell),
  body: headerLength,
};

export function parseVlan(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  s.pos = o + At.END;
  return nextByTypeOrLength(d.getUint16(o + At.TYPE), s);
}

export function parseServiceVlan(d: DataView, o: number, lim: number, s: LayerStack): number {
  let end = o + At.END;
  if (end > lim) return s.short(end);
  if (d.getUint16(o + At.TYPE) === SERVICE_TAG) {
    end += At.END;
    if (end > lim) return s.short(end);
  }
  s.pos = end;
  return nextByTypeOrLength(d.getUint16(end - At.END + At.TYPE), s);
}

/** A service tag right behind another one. Only asked of service tags. */
function isDouble(data: DataView): boolean {
  return data.getUint16(At.TYPE) === SERVICE_TAG;
}

function headerLength(data: DataView): number {
  return isDouble(data) ? 2 * At.END : At.END;
}

/** The type behind the tag, or the second of two service tags. */
function typeOf(data: DataView): number {
  return data.getUint16(At.TYPE);
}
function serviceTypeOf(data: DataView): number {
  return data.getUint16(headerLength(data) - At.END + At.TYPE);
}

function spelling(name: string, type: (data: DataView) => number, length: (data: DataView) => number) {
  return ({ data }: Layer): string => withType(name, type(data), data.byteLength === length(data));
}

function typeColumn(type: number, name: string): string {
  return type >= MIN_TYPE ? hex(type, 4) : name;
}

const bit = ({ data }: Layer): number => (data.getUint8(0) >> 4) & 1;

/** A type that has a name, though nobody reads what is behind it. */
const nameOf = (type: number): string | undefined =>
  type >= MIN_TYPE && ethertype[type] === 0 ? ETHERTYPES[type] : undefined;

function tagInfo(data: DataView, bit: string, gap: string): string {
  const tag = data.getUint16(0);
  return `PRI: ${tag >> 13}  ${bit}${(tag >> 12) & 1}${gap}ID: ${tag & 0x0fff}`;
}

/** Of a tag without the type behind it. */
const cutInfo = (data: DataView): string | undefined =>
  data.byteLength < At.TYPE ? undefined : tagInfo(data, "DEI: ", "  ");

/** The padding of a tagged frame stands in its innermost tag. */
function trailerIn(layer: Layer, end: number): Trailer | null {
  const type = layer.data.getUint16(end - At.END + At.TYPE);
  const payload = type < MIN_TYPE ? type : extentAbove(layer);
  return payload === undefined ? null : trailerOf(layer, end, payload);
}

function locateTrailer(layer: Layer, add: Add, name: string, end: number): void {
  const trailer = trailerIn(layer, end);
  if (trailer === null) return;
  const { at, padding, rest } = trailer;
  if (padding > 0) add("eth.padding", at, padding);
  if (rest > 0) add(name, at + padding, rest);
}
