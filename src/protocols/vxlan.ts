// Virtual eXtensible Local Area Network, RFC 7348 section 5.
//
//  0         2         4                   7    8
// +---------+---------+-------------------+----+
// |    I    |  0      | VNI               | 0  |
// +---------+---------+-------------------+----+
//
// The I flag must be 1; all other bits are ignored on receipt (the group policy extension uses some).

import { ethertype } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { flag, u8, u16, u24 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  FLAGS = 0,
  VNI = 4,
  END = 8,
}

const fields = [
  u16(At.FLAGS, "vxlan.flags", "Flags", { base: "hex" }),
  flag(0, 2, 0x8000, "vxlan.flag_g", "GBP Extension"),
  flag(0, 2, 0x0800, "vxlan.flag_i", "VXLAN Network ID (VNI)"),
  flag(0, 2, 0x0040, "vxlan.flag_d", "Don't Learn"),
  flag(0, 2, 0x0008, "vxlan.flag_a", "Policy Applied"),
  u16(0, "vxlan.flags_reserved", "Reserved(R)", { mask: 0x77b7, base: "hex" }),
  u16(2, "vxlan.gbp", "Group Policy ID"),
  u24(At.VNI, "vxlan.vni", "VXLAN Network Identifier (VNI)"),
  u8(7, "vxlan.reserved8", "Reserved"),
];
const FLAG_I = 0x0800;
const TRANSPARENT_ETHERNET = 0x6558;

const VXLAN = encapsulation({
  name: "vxlan",
  title: "VXLAN",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
});

export const vxlan: Protocol = {
  name: "vxlan",
  title: "Virtual eXtensible Local Area Network",
  reference: "RFC 7348, 5",
  fields,
  claims: { "udp.port": [4789] },
  parse: parseVxlan,
  summary: (layer) => `, VNI: ${layer.get("vxlan.vni")}`,
  body: () => At.END,
};

export function parseVxlan(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.shortTunnel(o + At.END);
  if ((d.getUint16(o + At.FLAGS) & FLAG_I) === 0) return s.malformedTunnel();
  const vni = d.getUint32(o + At.VNI) >>> 8;
  s.pos = o + At.END;
  if (!s.enterTunnel(VXLAN, 0, vni, 0, s.ports, s.pos)) return 0;
  return ethertype[TRANSPARENT_ETHERNET];
}
