// Generic Network Virtualization Encapsulation, RFC 8926 section 3.4.
//
//  0         2         4                   7    8
// +--+------+-+-------+-------------------+----+---------
// |v |optlen|OC| proto| VNI               | 0  | options
// +--+------+-+-------+-------------------+----+---------

import { ethertype } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { flag, offsets, u8, u16, u24 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u8(0, "geneve.version", "Version", { mask: 0xc0 }),
  // In units of four bytes.
  u8(0, "geneve.option.length", "Length", { mask: 0x3f }),
  u8(1, "geneve.flags", "Flags", { base: "hex" }),
  flag(1, 1, 0x80, "geneve.flags.oam", "Operations, Administration and Management Frame"),
  flag(1, 1, 0x40, "geneve.flags.critical", "Critical Options Present"),
  u16(2, "geneve.proto_type", "Protocol Type", { base: "hex" }),
  u24(4, "geneve.vni", "Virtual Network Identifier (VNI)"),
  u8(7, "geneve.reserved", "Reserved"),
];
const at = offsets(fields);
const LEN = 8;
const VERSION = 0xc0;
const OPTION_WORDS = 0x3f;

const GENEVE = encapsulation({
  name: "geneve",
  title: "Geneve",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
});

export const geneve: Protocol = {
  name: "geneve",
  title: "Generic Network Virtualization Encapsulation",
  reference: "RFC 8926, 3.4",
  fields,
  claims: { "udp.port": [6081] },
  parse: parseGeneve,
};

export function parseGeneve(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const first = d.getUint8(o + at["geneve.version"]);
  if ((first & VERSION) !== 0) return s.malformedTunnel();
  const pos = o + LEN + ((first & OPTION_WORDS) << 2);
  const vni = d.getUint32(o + at["geneve.vni"]) >>> 8;
  const proto = d.getUint16(o + at["geneve.proto_type"]);
  if (!s.enterTunnel(GENEVE, 0, vni, 0, s.ports, Math.min(pos, s.wire))) return 0;
  // Options that are not there cost the inner packet, not the tenant.
  if (pos > lim) return s.short(pos);
  s.pos = pos;
  return ethertype[proto];
}
