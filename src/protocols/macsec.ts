// MACsec, IEEE 802.1AE section 9.3: a security tag, and an integrity check value of 16 bytes at the frame's end.
// With E and C clear the frame is only signed, and can be read.
//
//  0    1    2                   6                          14        16
// +----+----+-------------------+--------------------------+---------+--------- - - -+---------
// |TCI | SL | packet number     | SCI, if SC is set        | type    | …             | ICV
// |AN  |    |                   |                          |         |               |
// +----+----+-------------------+--------------------------+---------+--------- - - -+---------

import { flag, located, mac, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";
import { nextByTypeOrLength, withType } from "./common/type-or-length.ts";

const sci = { when: "sci" };
const fields = [
  u8(0, "macsec.TCI", "TCI", { mask: 0xfc, base: "hex" }),
  u8(0, "macsec.TCI.V", "VER", { mask: 0x80, base: "hex" }),
  flag(0, 1, 0x40, "macsec.TCI.ES", "ES"),
  flag(0, 1, 0x20, "macsec.TCI.SC", "SC"),
  flag(0, 1, 0x10, "macsec.TCI.SCB", "SCB"),
  flag(0, 1, 0x08, "macsec.TCI.E", "E"),
  flag(0, 1, 0x04, "macsec.TCI.C", "C"),
  u8(0, "macsec.AN", "AN", { mask: 0x03, base: "hex" }),
  u8(1, "macsec.SL", "Short length"),
  u32(2, "macsec.PN", "Packet number"),
  { ...mac(6, "macsec.SCI.system_identifier", "System Identifier"), ...sci },
  u16(12, "macsec.SCI.port_identifier", "Port Identifier", sci),
  u16(0, "macsec.etype", "Ethertype", { base: "hex", values: ETHERTYPES, when: "readable" }),
  located("bytes", 16, "macsec.ICV", "ICV"),
];
const at = offsets(fields);
const LEN = 6;
const SCI_LEN = 8;
const TYPE_LEN = 2;
const ICV = 16;
const VERSION = 0x80;
const HAS_SCI = 0x20;
const SECRET = 0x0c;
const SHORT = 0x3f;

const lengthOf = (flags: number): number => ((flags & HAS_SCI) !== 0 ? LEN + SCI_LEN : LEN);
const isReadable = (flags: number): boolean => (flags & SECRET) === 0;

export const macsec: Protocol = {
  name: "macsec",
  title: "802.1AE Security tag",
  reference: "IEEE 802.1AE, 9.3",
  fields,
  claims: { ethertype: [0x88e5] },
  parse: parseMacsec,
  spells: { own: "always", besides: ["ethertype"] },
  spelling: ({ data }) => {
    const flags = data.getUint8(0);
    return isReadable(flags) ? withType("macsec", data.getUint16(lengthOf(flags))) : "macsec";
  },
  info: ({ data }) => (data.byteLength < LEN ? "802.1AE (MACsec)" : "MACsec frame"),
  parts: (data): Record<string, number> => {
    const flags = data.getUint8(0);
    const parts: Record<string, number> = (flags & HAS_SCI) !== 0 ? { sci: 0 } : {};
    if (isReadable(flags)) parts.readable = lengthOf(flags);
    return parts;
  },
  locate: (layer, add) => {
    const { data } = layer;
    // Of a frame that was cut, the last bytes are something else.
    if (layer.wireLength > data.byteLength) return;
    const [head, short] = [lengthOf(data.getUint8(0)), data.getUint8(at["macsec.SL"]) & SHORT];
    const from = short > 0 ? head + short : data.byteLength - ICV;
    if (from >= head && from + ICV <= data.byteLength) add("macsec.ICV", from, ICV);
  },
  body: (data) => lengthOf(data.getUint8(0)) + (isReadable(data.getUint8(0)) ? TYPE_LEN : 0),
};

function parseMacsec(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return leave(o, tooShort(o + LEN, s), s);
  const flags = d.getUint8(o);
  if ((flags & VERSION) !== 0) return leave(o, s.malformed(), s);
  const pos = o + lengthOf(flags);
  if (pos > lim) return leave(o, tooShort(pos, s), s);
  const short = d.getUint8(o + at["macsec.SL"]) & SHORT;
  s.narrow(short > 0 ? pos + short : Math.max(pos, s.wire - ICV));
  s.pos = pos;
  if (!isReadable(flags)) return 0;
  if (pos + TYPE_LEN > s.lim) return s.short(pos + TYPE_LEN);
  s.pos = pos + TYPE_LEN;
  return nextByTypeOrLength(d.getUint16(pos), s);
}

/** Where there never was room for a tag there is none. */
const tooShort = (end: number, s: LayerStack): number => (end > s.wire ? 0 : s.short(end));

/** As Wireshark does, which shows a tag that is cut, or of another version, as data. */
function leave(o: number, result: number, s: LayerStack): number {
  s.pop();
  s.pos = o;
  return result;
}
