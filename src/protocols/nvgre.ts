// Network Virtualization using GRE, RFC 7637 section 3.2: GRE with exactly the K flag and Ethernet inside,
// whose key is a 24-bit virtual subnet id and an 8-bit flow id.
//
//  0         2         4                   7    8
// +---------+---------+-------------------+----+
// | 0x2000  | 0x6558  | VSID              |Flow|
// +---------+---------+-------------------+----+
//
// On the wire a gretap device with a 32-bit key looks the same. VSIDs below 0x1000 are reserved (section 3.2)
// and are what a small key looks like, so by default they are plain GRE.

import { ethertype, ipProto } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { offsets, u8, u16, u24, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { GreKey, type LayerStack } from "../core/stack.ts";
import { greFlagFields } from "./common/gre-flags.ts";
import { GRE_PROTOCOLS } from "./common/gre-protocols.ts";
import { FIRST_VSID, vsidLead } from "./common/vsid.ts";

const fields = [
  ...greFlagFields,
  u16(2, "gre.proto", "Protocol Type", { base: "hex", values: GRE_PROTOCOLS }),
  u32(4, "gre.key", "Key", { base: "hex" }),
  u24(4, "nvgre.vsid", "Virtual Subnet ID"),
  u8(7, "nvgre.flowid", "Flow ID"),
];
const at = offsets(fields);
const LEN = 8;
const TRANSPARENT_ETHERNET = 0x6558;
const GRE = 47;

const NVGRE = encapsulation({
  name: "nvgre",
  title: "NVGRE",
  entropy: { name: "nvgre.flowid", shift: 0, mask: 0xff },
  hash: "key",
});

export const nvgre: Protocol = {
  name: "nvgre",
  roots: ["nvgre", "gre"],
  title: "Network Virtualization using GRE",
  reference: "RFC 7637, 3.2",
  fields,
  claims: { "gre.nvgre": [0] },
  parse: parseNvgre,
  steady: {
    decides: "ff ff ff ff",
    tells: "00 00 00 00  ff ff ff ff",
    id: { at: 4, bits: 24 },
    leads: [vsidLead],
  },
  // Wireshark knows no NVGRE.
  spelling: "gre",
  column: "NVGRE",
  info: ({ data }) =>
    data.byteLength < LEN
      ? "Encapsulated Transparent Ethernet bridging"
      : `VSID ${data.getUint32(4) >>> 8}, flow ${data.getUint8(7)}`,
  summary: (layer) => `, VSID: ${layer.get("nvgre.vsid")}, Flow ID: ${layer.get("nvgre.flowid")}`,
  body: () => LEN,
};

export function parseNvgre(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const key = d.getInt32(o + at["gre.key"]);
  const vsid = key >>> 8;
  if (s.greKey === GreKey.gre || (s.greKey === GreKey.auto && vsid < FIRST_VSID)) {
    s.refused = 1;
    s.passOn();
    s.pos = o;
    return ipProto[GRE];
  }
  s.pos = o + LEN;
  if (!s.enterTunnel(NVGRE, 0, vsid, 0, key, s.pos)) return 0;
  return ethertype[TRANSPARENT_ETHERNET];
}
