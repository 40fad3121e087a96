// Generic Routing Encapsulation: RFC 2784, key and sequence number RFC 2890, routing RFC 1701, version 1
// (PPTP) RFC 2637 section 4.1. Optional words follow in this order, each there if its flag is set:
//
//  0         2         4                   8              12             16
// +---------+---------+---------+---------+--------------+--------------+--------------+---------
// |CRKSs rec A  flg v | protocol| checksum| offset       | key          | sequence     | routing
// +---------+---------+---------+---------+--------------+--------------+--------------+---------
//                      (C or R)            (K)            (S)            (v1: A acknowledgment)

import { ethertype, greNvgre } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { flag, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u16(0, "gre.flags_and_version", "Flags and Version", { base: "hex" }),
  flag(0, 2, 0x8000, "gre.flags.checksum", "Checksum Bit"),
  flag(0, 2, 0x4000, "gre.flags.routing", "Routing Bit"),
  flag(0, 2, 0x2000, "gre.flags.key", "Key Bit"),
  flag(0, 2, 0x1000, "gre.flags.sequence_number", "Sequence Number Bit"),
  flag(0, 2, 0x0800, "gre.flags.strict_source_route", "Strict Source Route Bit"),
  u16(0, "gre.flags.recursion_control", "Recursion control", { mask: 0x0700 }),
  flag(0, 2, 0x0080, "gre.flags.ack", "Acknowledgment"),
  u16(0, "gre.flags.version", "Version", { mask: 0x0007 }),
  u16(2, "gre.proto", "Protocol Type", { base: "hex" }),
  u16(0, "gre.checksum", "Checksum", { base: "hex", when: "checksum" }),
  u16(2, "gre.offset", "Offset", { when: "checksum" }),
  u32(0, "gre.key", "Key", { base: "hex", when: "key" }),
  u16(0, "gre.key.payload_length", "Payload Length", { when: "pptp" }),
  u16(2, "gre.key.call_id", "Call ID", { when: "pptp" }),
  u32(0, "gre.sequence_number", "Sequence Number", { when: "sequence" }),
  u32(0, "gre.ack_number", "Acknowledgment Number", { when: "ack" }),
  u8(3, "gre.routing.src_length", "SRE Length", { when: "routing" }),
];
const at = offsets(fields);
const LEN = 4;
const WORD = 4;
const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACK = 0x0080;
const VERSION = 0x0007;
const TRANSPARENT_ETHERNET = 0x6558;
const PPP = 0x880b;

const KEYED = encapsulation({ name: "gre", title: "GRE", entropy: null, hash: "key" });
const PPTP = encapsulation({ name: "pptp", title: "PPTP (GRE version 1)", entropy: null, hash: null });

export const gre: Protocol = {
  name: "gre",
  title: "Generic Routing Encapsulation",
  reference: "RFC 2784, 2; RFC 2890, 2",
  fields,
  claims: { "ip.proto": [47] },
  parse: parseGre,
};

export function parseGre(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const flags = d.getUint16(o + at["gre.flags_and_version"]);
  const proto = d.getUint16(o + at["gre.proto"]);
  if (flags === KEY && proto === TRANSPARENT_ETHERNET && s.refused === 0 && greNvgre[0] !== 0) {
    s.pop();
    s.pos = o;
    return greNvgre[0];
  }
  const version = flags & VERSION;
  if (version > 1) return s.malformedTunnel();
  let pos = o + LEN;
  if ((flags & (CHECKSUM | ROUTING)) !== 0 && version === 0) pos += WORD;
  let key = 0;
  let keyless = 1;
  if ((flags & KEY) !== 0) {
    if (pos + WORD > lim) return s.shortTunnel(pos + WORD);
    key = d.getInt32(pos);
    keyless = 0;
    pos += WORD;
  }
  if ((flags & SEQUENCE) !== 0) pos += WORD;
  if (version === 1) {
    // Only PPP is PPTP's; others (EoIP) share nothing but the header's shape.
    if (proto !== PPP) return 0;
    if ((flags & ACK) !== 0) pos += WORD;
    if (pos > lim) return s.shortTunnel(pos);
    s.pos = pos;
    // Without a sequence number there is no payload: an acknowledgment on its own.
    const empty = (flags & SEQUENCE) === 0;
    if (!s.enterTunnel(PPTP, 0, 0, 1, 0, empty ? s.wire : pos)) return 0;
    return empty ? 0 : ethertype[proto];
  }
  if ((flags & ROUTING) !== 0) pos = skipRouting(d, pos, lim);
  if (pos > lim) return s.shortTunnel(pos);
  // A Cisco keepalive is an empty GRE packet, sent inside another one with the endpoints reversed so that the
  // peer sends it back: nobody's flow.
  if (proto === 0 && pos >= s.wire) {
    if (s.tunnels > 0) s.ip = -1;
    return 0;
  }
  s.pos = pos;
  if (!s.enterTunnel(KEYED, 0, key, keyless, key, pos)) return 0;
  return ethertype[proto];
}

/**
 * Source route entries of RFC 1701, until one has length 0.
 * @returns their end; what they want at least, beyond `lim`, if they do not end before
 */
function skipRouting(d: DataView, o: number, lim: number): number {
  let pos = o;
  while (pos + WORD <= lim) {
    const length = d.getUint8(pos + at["gre.routing.src_length"]);
    pos += WORD;
    if (length === 0) return pos;
    pos += length;
  }
  return pos + WORD;
}
