// BSD loopback, https://www.tcpdump.org/linktypes.html: NULL has the address family in the byte order of the
// machine that captured, LOOP in network byte order.
//
//  0                   4
// +-------------------+
// | address family    |
// +-------------------+
import { nullFamily } from "../core/demux.ts";
import { offsets, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [u32(0, "null.family", "Family")];
const at = offsets(fields);
const LEN = 4;

export const nullLoopback: Protocol = {
  name: "null",
  title: "Null/Loopback",
  reference: "LINKTYPE_NULL, LINKTYPE_LOOP",
  fields,
  claims: { linktype: [0, 108] },
  parse: parseNullLoopback,
};

export function parseNullLoopback(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  s.pos = o + LEN;
  // Families are small numbers, so whichever half is zero tells the byte order.
  const big = d.getUint32(o + at["null.family"]);
  const family = big < 0x10000 ? big : d.getUint32(o + at["null.family"], true);
  return family < nullFamily.length ? nullFamily[family] : 0;
}
