// Generic Protocol Extension for VXLAN, draft-ietf-nvo3-vxlan-gpe-13 section 3: VXLAN that says what it carries.
//
//  0    1         3    4                   7    8
// +----+---------+----+-------------------+----+
// |vIPo| 0       |next| VNI               | 0  |
// +----+---------+----+-------------------+----+
//
// Without the P flag it carries Ethernet, as VXLAN does; without the I flag there is no VNI.

import { ethertype } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { flag, offsets, u8, u16, u24 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { NEXT_PROTOCOLS, nextProtocol } from "./common/next-protocol.ts";

const fields = [
  u8(0, "vxlan.flags", "Flags", { base: "hex" }),
  u8(0, "vxlan.ver", "Version", { mask: 0x30 }),
  flag(0, 1, 0x08, "vxlan.i_bit", "Instance"),
  flag(0, 1, 0x04, "vxlan.p_bit", "Next Protocol Bit"),
  flag(0, 1, 0x01, "vxlan.o_bit", "OAM bit"),
  u8(0, "vxlan.flags_reserved", "Reserved(R)", { mask: 0xc2 }),
  u16(1, "vxlan.reserved_16", "Reserved"),
  u8(3, "vxlan.next_proto", "Next Protocol", { values: NEXT_PROTOCOLS }),
  u24(4, "vxlan.vni", "VXLAN Network Identifier (VNI)"),
  u8(7, "vxlan.reserved8", "Reserved"),
];
const at = offsets(fields);
const LEN = 8;
const VERSION = 0x30;
const FLAG_I = 0x08;
const FLAG_P = 0x04;
const TRANSPARENT_ETHERNET = 0x6558;

const VXLAN_GPE = encapsulation({
  name: "vxlan_gpe",
  title: "VXLAN-GPE",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
});

export const vxlanGpe: Protocol = {
  name: "vxlan_gpe",
  roots: ["vxlan"],
  title: "Virtual eXtensible Local Area Network",
  reference: "draft-ietf-nvo3-vxlan-gpe-13, 3",
  fields,
  claims: { "udp.port": [4790], "vxlan.gpe": [0] },
  parse: parseVxlanGpe,
  steady: {
    decides: "3c 00 00 ff  00 00 00 00",
    tells: "00 00 00 00  ff ff ff 00",
    id: { at: at["vxlan.vni"], bits: 24 },
    last: true,
  },
  column: "VxLAN",
  info: () => "",
  summary: (layer) => `, VNI: ${layer.get("vxlan.vni")}`,
  body: () => LEN,
  despite: (d, o, _lim, s) => {
    s.pos = o + LEN;
    return nextProtocol(d.getUint8(o + at["vxlan.next_proto"]));
  },
};

function parseVxlanGpe(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const flags = d.getUint8(o + at["vxlan.flags"]);
  if ((flags & VERSION) !== 0) return s.malformedTunnel();
  const vni = d.getUint32(o + at["vxlan.vni"]) >>> 8;
  const keyless = (flags & FLAG_I) === 0;
  s.pos = o + LEN;
  if (!s.enterTunnel(VXLAN_GPE, 0, keyless ? 0 : vni, keyless ? 1 : 0, s.ports, s.pos)) return 0;
  if ((flags & FLAG_P) === 0) return ethertype[TRANSPARENT_ETHERNET];
  return nextProtocol(d.getUint8(o + at["vxlan.next_proto"]));
}
