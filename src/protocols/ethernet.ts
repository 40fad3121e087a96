// Ethernet II and IEEE 802.3 (clause 3.2.6: a length up to 1500, a type from 0x0600).
//
//  0                   6                  12        14
// +-------------------+-------------------+---------+
// |    destination    |      source       | type or |
// |                   |                   | length  |
// +-------------------+-------------------+---------+
import { mac, offsets, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { nextByTypeOrLength } from "../core/type-or-length.ts";

const fields = [
  mac(0, "eth.dst", "Destination"),
  mac(6, "eth.src", "Source"),
  u16(12, "eth.type", "Type", { base: "hex" }),
];
const at = offsets(fields);
const LEN = 14;

export const ethernet: Protocol = {
  name: "eth",
  title: "Ethernet",
  reference: "IEEE 802.3",
  fields,
  // 0x6558: transparent Ethernet bridging, the ethertype under which GRE carries whole frames.
  claims: { linktype: [1], ethertype: [0x6558] },
};

export function parseEthernet(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  s.ethernet = s.n - 1;
  s.pos = o + LEN;
  return nextByTypeOrLength(d.getUint16(o + at["eth.type"]), s);
}
