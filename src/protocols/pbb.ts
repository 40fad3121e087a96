// Provider Backbone Bridge, IEEE 802.1Q section 9.7 (802.1ah): the customer's frame behind a service tag.
//
//  0    1              4                   10                  16        18
// +----+--------------+-------------------+-------------------+---------+----
// |flag| I-SID        | C-destination     | C-source          | type or |
// |    |              |                   |                   | length  |
// +----+--------------+-------------------+-------------------+---------+----
//
// Two layers here: tag and frame. To Wireshark they are one.

import { pbbFrame } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { located, mac, offsets, u16, u32 } from "../core/fields.ts";
import type { Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";
import { extentAbove, trailerOf } from "./common/trailer.ts";
import { MIN_TYPE, nextByTypeOrLength, spelledType } from "./common/type-or-length.ts";

const fields = [
  u32(0, "ieee8021ah.priority", "Priority", { mask: 0xe0000000 }),
  u32(0, "ieee8021ah.drop", "DROP", { mask: 0x10000000 }),
  u32(0, "ieee8021ah.nca", "NCA", { mask: 0x08000000 }),
  u32(0, "ieee8021ah.res1", "RES1", { mask: 0x04000000 }),
  u32(0, "ieee8021ah.res2", "RES2", { mask: 0x03000000 }),
  u32(0, "ieee8021ah.isid", "I-SID", { mask: 0x00ffffff }),
];
const frameFields = [
  mac(0, "ieee8021ah.cdst", "C-Destination"),
  mac(6, "ieee8021ah.csrc", "C-Source"),
  u16(12, "ieee8021ah.etype", "Type", { base: "hex", values: ETHERTYPES }),
  located("bytes", 0, "eth.padding", "Padding"),
  located("bytes", 0, "ieee8021ah.trailer", "Trailer"),
];
const at = offsets([...fields, ...frameFields]);
const LEN = 4;
/** Bytes of one service tag. */
const TAG = 4;
const FRAME_LEN = 14;
const SERVICE = 0xffffff;
const reference = "IEEE 802.1Q, 9.7";

const PBB = encapsulation({ name: "pbb", title: "Provider Backbone Bridge", entropy: null, hash: null });

export const pbb: Protocol = {
  name: "ieee8021ah",
  title: "IEEE 802.1ah",
  reference,
  fields,
  claims: { ethertype: [0x88e7] },
  parse: parsePbb,
  spells: { own: "perhaps", besides: [] },
  spelling: (layer) => (isPartOfTag(layer, layer.index) ? "" : "ieee8021ah"),
  column: "802.1ah",
  info: (layer) =>
    `PRI: ${layer.get("ieee8021ah.priority")}  Drop: ${layer.get("ieee8021ah.drop")}  ${rest(layer)}`,
  summary: (layer) => `, I-SID: ${layer.get("ieee8021ah.isid")}`,
};

/** Right behind the backbone's own tag Wireshark reads the one at `index` as a part of that, and gives it no name. */
function isPartOfTag({ packet }: Layer, index: number): boolean {
  const [below, tag] = packet.layers().slice(index - 1, index + 1);
  return below.protocol.name === "ieee8021ad" && tag.data.byteOffset - below.data.byteOffset === TAG;
}

const rest = (layer: Layer): string =>
  `NCA: ${layer.get("ieee8021ah.nca")}  Res1: ${layer.get("ieee8021ah.res1")}  Res2: ${layer.get("ieee8021ah.res2")}  I-SID: ${layer.get("ieee8021ah.isid")}`;

export const pbbCustomer: Protocol = {
  name: "ieee8021ah",
  roots: ["ieee8021ah", "eth"],
  title: "IEEE 802.1ah customer frame",
  reference,
  fields: frameFields,
  claims: { "ieee8021ah.frame": [0] },
  parse: parseFrame,
  spells: { own: "perhaps", besides: ["ethertype"] },
  spelling: (layer) =>
    layer.data.byteLength < FRAME_LEN || isPartOfTag(layer, layer.index - 1)
      ? ""
      : spelledType(layer.data.getUint16(at["ieee8021ah.etype"])),
  column: "802.1ah",
  summary: (layer) => `, Src: ${layer.get("ieee8021ah.csrc")}, Dst: ${layer.get("ieee8021ah.cdst")}`,
  locate: (layer, add) => {
    const type = layer.data.getUint16(at["ieee8021ah.etype"]);
    const payload = type < MIN_TYPE ? type : extentAbove(layer);
    const trailer = payload === undefined ? null : trailerOf(layer, FRAME_LEN, payload);
    if (trailer === null) return;
    const { at: from, padding, rest } = trailer;
    if (padding > 0) add("eth.padding", from, padding);
    if (rest > 0) add("ieee8021ah.trailer", from + padding, rest);
  },
  body: () => FRAME_LEN,
};

function parsePbb(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  s.pos = o + LEN;
  const service = d.getInt32(o) & SERVICE;
  return s.enterTunnel(PBB, 0, service, 0, 0, s.pos) ? pbbFrame[0] : 0;
}

function parseFrame(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + FRAME_LEN > lim) return s.short(o + FRAME_LEN);
  s.ethernet = s.n - 1;
  s.pos = o + FRAME_LEN;
  return nextByTypeOrLength(d.getUint16(o + at["ieee8021ah.etype"]), s);
}
