// Internet Group Management Protocol, RFC 2236 section 2 and RFC 3376 section 4.
//
//  0    1    2         4              8
// +----+----+---------+--------------+----
// |type|resp| checksum| group        | v3: sources
// +----+----+---------+--------------+----
import { ip4, u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u8(0, "igmp.type", "Type", { base: "hex" }),
  u8(1, "igmp.max_resp", "Max Resp Time"),
  u16(2, "igmp.checksum", "Checksum", { base: "hex" }),
  ip4(4, "igmp.maddr", "Multicast Address"),
];
const LEN = 8;

export const igmp: Protocol = {
  name: "igmp",
  title: "Internet Group Management Protocol",
  reference: "RFC 2236, 2",
  fields,
  claims: { "ip.proto": [2] },
  parse: parseIgmp,
  leaf: true,
};

export function parseIgmp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}
