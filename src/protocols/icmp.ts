// Internet Control Message Protocol, RFC 792.
//
//  0    1    2         4
// +----+----+---------+------------------
// |type|code| checksum| by type
// +----+----+---------+------------------
//
// An error message quotes the packet that caused it, tunnels and all. The quote is nobody's traffic: for facts
// the packet ends here.
import { u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u8(0, "icmp.type", "Type"),
  u8(1, "icmp.code", "Code"),
  u16(2, "icmp.checksum", "Checksum", { base: "hex" }),
];
const LEN = 4;

export const icmp: Protocol = {
  name: "icmp",
  title: "Internet Control Message Protocol",
  reference: "RFC 792",
  fields,
  claims: { "ip.proto": [1] },
  leaf: true,
};

export function parseIcmp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}
