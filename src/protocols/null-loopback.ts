// BSD loopback, https://www.tcpdump.org/linktypes.html: NULL has the address family in the byte order of the
// machine that captured, LOOP in network byte order.
//
//  0                   4
// +-------------------+
// | address family    |
// +-------------------+
import { nullFamily } from "../core/demux.ts";
import { located } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const FAMILIES: Readonly<Record<number, string>> = {
  2: "IP",
  7: "OSI",
  16: "Appletalk",
  23: "Netware IPX/SPX",
  24: "IPv6",
  28: "IPv6",
  30: "IPv6",
};
const fields = [located("uint", 4, "null.family", "Family", { values: FAMILIES })];
const LEN = 4;

export const nullLoopback: Protocol = {
  name: "null",
  title: "Null/Loopback",
  reference: "LINKTYPE_NULL, LINKTYPE_LOOP",
  fields,
  claims: { linktype: [0, 108] },
  parse: parseNullLoopback,
  column: "NULL",
  info: () => "",
  summary: ({ data }) => `, Family: ${FAMILIES[familyAt(data, 0)] ?? familyAt(data, 0)}`,
  locate: ({ data }, add) => add("null.family", 0, LEN, familyAt(data, 0)),
  body: () => LEN,
};

export function parseNullLoopback(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  s.pos = o + LEN;
  const family = familyAt(d, o);
  return family < nullFamily.length ? nullFamily[family] : 0;
}

/** Families are small numbers, so whichever half is zero tells the byte order. */
function familyAt(d: DataView, o: number): number {
  const big = d.getUint32(o);
  return big < 0x10000 ? big : d.getUint32(o, true);
}
