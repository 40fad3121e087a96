// IP over InfiniBand, RFC 4391 section 6, as LINKTYPE_IPOIB has it: behind the room of a global route header, of which
// the address that it goes to is filled in.
//
//  0                  20   21        24                       40        42        44
// +------------------+----+---------+------------------------+---------+---------+
// |                  |flag| queue   | destination GID        | type    |         |
// +------------------+----+---------+------------------------+---------+---------+

import { ethertype } from "../core/demux.ts";
import { ip6, offsets, u16, u24 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";

const fields = [
  u24(21, "ipoib.daddr.qpn", "Destination QPN", { base: "hex" }),
  ip6(24, "ipoib.dgid", "Destination GID"),
  u16(40, "ipoib.type", "Type", { base: "hex", values: ETHERTYPES }),
  u16(42, "ipoib.reserved", "Reserved", { base: "hex" }),
];
const at = offsets(fields);
const LEN = 44;

export const ipoib: Protocol = {
  name: "ipoib",
  title: "IP over Infiniband",
  reference: "RFC 4391, 6",
  fields,
  claims: { linktype: [242] },
  parse: parseIpoib,
  column: "IPoIB",
};

function parseIpoib(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  s.pos = o + LEN;
  return ethertype[d.getUint16(o + at["ipoib.type"])];
}
