// Virtual eXtensible Local Area Network, RFC 7348 section 5.
//
//  0         2         4                   7    8
// +---------+---------+-------------------+----+
// |    I    |  0      | VNI               | 0  |
// +---------+---------+-------------------+----+
//
// The I flag must be 1; all other bits are ignored on receipt. The group policy extension (draft-smith-vxlan-group-
// policy) uses some; the P flag (0x0400) makes the fourth byte a next protocol, as in VXLAN-GPE.

import { ethertype, vxlanGpe } from "../core/demux.ts";
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
const FLAG_P = 0x0400;
const NEXT_PROTOCOL = 3;
const LAST_NEXT_PROTOCOL = 5;
const ETHERNET = 3;
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
  steady: {
    decides: "0c 00 00 ff  00 00 00 00",
    tells: "00 00 00 00  ff ff ff 00",
    id: { at: 4, bits: 24 },
  },
  column: "VxLAN",
  info: () => "",
  summary: (layer) => `, VNI: ${layer.get("vxlan.vni")}`,
  body: () => At.END,
  despite: (_d, o, _lim, s) => {
    s.pos = o + At.END;
    return ethertype[TRANSPARENT_ETHERNET];
  },
};

/** Ethernet is what VXLAN carries anyway. */
const isGpe = (next: number): boolean =>
  next > 0 && next <= LAST_NEXT_PROTOCOL && next !== ETHERNET && vxlanGpe[0] !== 0;

export function parseVxlan(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.shortTunnel(o + At.END);
  const flags = d.getUint16(o + At.FLAGS) & (FLAG_I | FLAG_P);
  if (flags !== FLAG_I) {
    if ((flags & FLAG_I) === 0) return s.malformedTunnel();
    if (isGpe(d.getUint8(o + NEXT_PROTOCOL))) {
      s.passOn();
      s.pos = o;
      return vxlanGpe[0];
    }
  }
  const vni = d.getUint32(o + At.VNI) >>> 8;
  s.pos = o + At.END;
  if (!s.enterTunnel(VXLAN, 0, vni, 0, s.ports, s.pos)) return 0;
  return ethertype[TRANSPARENT_ETHERNET];
}
