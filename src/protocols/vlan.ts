// IEEE 802.1Q tag, and 802.1ad service tag (QinQ) which differs only by its ethertype.
//
//  0                   2
// +---+-+-------------+-----------------+
// |PCP|D|   VLAN ID   | type or length  |
// +---+-+-------------+-----------------+
import { flag, offsets, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { nextByTypeOrLength } from "../core/type-or-length.ts";

const fields = [
  u16(0, "vlan.priority", "Priority", { mask: 0xe000 }),
  flag(0, 2, 0x1000, "vlan.dei", "DEI"),
  u16(0, "vlan.id", "ID", { mask: 0x0fff }),
  u16(2, "vlan.etype", "Type", { base: "hex" }),
];
const at = offsets(fields);
const LEN = 4;

export const vlan: Protocol = {
  name: "vlan",
  title: "802.1Q Virtual LAN",
  reference: "IEEE 802.1Q, 9.6",
  fields,
  claims: { ethertype: [0x8100, 0x9100] },
  parse: parseVlan,
};

export const serviceVlan: Protocol = {
  name: "ieee8021ad",
  title: "802.1ad service VLAN (QinQ)",
  reference: "IEEE 802.1ad, 9.6",
  fields: [
    u16(0, "ieee8021ad.priority", "Priority", { mask: 0xe000 }),
    flag(0, 2, 0x1000, "ieee8021ad.dei", "DEI"),
    u16(0, "ieee8021ad.id", "ID", { mask: 0x0fff }),
    u16(2, "ieee8021ah.etype", "Type", { base: "hex" }),
  ],
  claims: { ethertype: [0x88a8] },
  parse: parseVlan,
};

/** Parses both tags. */
export function parseVlan(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  s.pos = o + LEN;
  return nextByTypeOrLength(d.getUint16(o + at["vlan.etype"]), s);
}
