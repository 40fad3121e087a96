// Internet Control Message Protocol, RFC 792.
//
//  0    1    2         4
// +----+----+---------+------------------
// |type|code| checksum| by type
// +----+----+---------+------------------
//
// An error message quotes the packet that caused it, tunnels and all. The quote is nobody's traffic: for facts
// the packet ends here.
import { ipProto } from "../core/demux.ts";
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
  parse: parseIcmp,
  leaf: true,
  quotes: true,
  beyond: parseQuote,
};

/** Unreachable, source quench, redirect, time exceeded, parameter problem. */
const ERRORS = [3, 4, 5, 11, 12];
const QUOTE = 8;
const IPV4 = 4;

/** The packet that an error is about. */
function parseQuote(d: DataView, o: number, lim: number, s: LayerStack): number {
  s.pos = o + QUOTE;
  return s.pos < lim && ERRORS.includes(d.getUint8(o)) ? ipProto[IPV4] : 0;
}

export function parseIcmp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}
