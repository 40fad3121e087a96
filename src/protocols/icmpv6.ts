// Internet Control Message Protocol v6, RFC 4443, 2.1.
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
  u8(0, "icmpv6.type", "Type"),
  u8(1, "icmpv6.code", "Code"),
  u16(2, "icmpv6.checksum", "Checksum", { base: "hex" }),
];
const LEN = 4;

export const icmpv6: Protocol = {
  name: "icmpv6",
  title: "Internet Control Message Protocol v6",
  reference: "RFC 4443, 2.1",
  fields,
  claims: { "ip.proto": [58] },
  parse: parseIcmpv6,
  leaf: true,
};

export function parseIcmpv6(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}
