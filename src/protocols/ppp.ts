// Point-to-Point Protocol, RFC 1661 section 2 and RFC 1662 section 3.1. Address and control (ff 03) and the
// high byte of the protocol may have been compressed away (RFC 1661, 6.5 and 6.6).
//
//  0    1    2
// +----+----+---------+---------
// | ff | 03 | protocol| payload
// +----+----+---------+---------
import { pppProtocol } from "../core/demux.ts";
import { u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u8(0, "ppp.address", "Address", { base: "hex", when: "framed" }),
  u8(1, "ppp.control", "Control", { base: "hex", when: "framed" }),
  u16(0, "ppp.protocol", "Protocol", { base: "hex", when: "protocol" }),
];
const FRAMED = 0xff03;

export const ppp: Protocol = {
  name: "ppp",
  title: "Point-to-Point Protocol",
  reference: "RFC 1661, 2",
  fields,
  claims: { linktype: [9, 50], ethertype: [0x880b] },
  parse: parsePpp,
};

export function parsePpp(d: DataView, o: number, lim: number, s: LayerStack): number {
  let pos = o;
  if (pos + 2 <= lim && d.getUint16(pos) === FRAMED) pos += 2;
  if (pos + 1 > lim) return s.short(pos + 1);
  // Of ff 03 only the ff may have been captured.
  if (pos + 1 === lim && d.getUint8(pos) === FRAMED >> 8) return s.short(pos + 2);
  const first = d.getUint8(pos);
  if ((first & 1) === 1) {
    s.pos = pos + 1;
    return pppProtocol[first];
  }
  if (pos + 2 > lim) return s.short(pos + 2);
  s.pos = pos + 2;
  return pppProtocol[d.getUint16(pos)];
}
