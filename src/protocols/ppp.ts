// Point-to-Point Protocol, RFC 1661 section 2 and RFC 1662 section 3.1. Address and control (ff 03) and the
// high byte of the protocol may have been compressed away (RFC 1661, 6.5 and 6.6).
//
//  0    1    2
// +----+----+---------+---------
// | ff | 03 | protocol| payload
// +----+----+---------+---------
import { linktype, pppProtocol } from "../core/demux.ts";
import { located, u8 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

/** https://www.iana.org/assignments/ppp-numbers */
const PROTOCOLS: Readonly<Record<number, string>> = {
  33: "Internet Protocol version 4",
  35: "OSI Network Layer",
  41: "Appletalk",
  43: "Novell IPX",
  45: "Van Jacobson Compressed TCP/IP",
  47: "Van Jacobson Uncompressed TCP/IP",
  49: "Bridging PDU",
  61: "PPP Multilink Protocol (MP)",
  87: "Internet Protocol version 6",
  89: "PPP Muxing",
  251: "Single link compression in multilink",
  253: "Compressed datagram",
  641: "MPLS Unicast",
  643: "MPLS Multicast",
  32801: "Internet Protocol Control Protocol",
  32803: "OSI Network Layer Control Protocol",
  32817: "Bridging NCP",
  32851: "Encryption Control Protocol",
  32855: "IPv6 Control Protocol",
  33019: "Single link compression in multilink control protocol",
  33021: "Compression Control Protocol",
  33287: "Cisco Discovery Protocol Control Protocol",
  33409: "MPLS Control Protocol",
  49185: "Link Control Protocol",
  49187: "Password Authentication Protocol",
  49189: "Link Quality Report",
  49193: "Callback Control Protocol",
  49195: "Bandwidth Allocation Control Protocol",
  49197: "Bandwidth Allocation Protocol",
  49699: "Challenge Handshake Authentication Protocol",
  49703: "Extensible Authentication Protocol",
};

const fields = [
  u8(0, "ppp.address", "Address", { base: "hex", when: "framed" }),
  u8(1, "ppp.control", "Control", { base: "hex", when: "framed" }),
  located("uint", 2, "ppp.protocol", "Protocol", { base: "hex", values: PROTOCOLS }),
];
/** All stations. No protocol begins so; behind it comes the control byte, whatever that is (RFC 1662, 3.1). */
const ADDRESS = 0xff;
/** Addresses and control of Cisco HDLC, which captures of PPP lines hold too; PPP has no such protocols. */
const CISCO = [0x0f00, 0x8f00];
const CISCO_HDLC = 104;

export const ppp: Protocol = {
  name: "ppp",
  title: "Point-to-Point Protocol",
  reference: "RFC 1661, 2",
  fields,
  claims: { linktype: [9, 50], ethertype: [0x880b] },
  parse: parsePpp,
  info: (layer) => {
    const protocol = layer.get("ppp.protocol") as number | undefined;
    return protocol === undefined ? undefined : (PROTOCOLS[protocol] ?? `Unknown (0x${hex4(protocol)})`);
  },
  parts: (data): Record<string, number> => (protocolAt(data) > 0 ? { framed: 0 } : {}),
  locate: ({ data }, add) => {
    if (isCisco(data, 0)) return;
    const at = protocolAt(data);
    const size = protocolSize(data, at);
    add("ppp.protocol", at, size, size === 1 ? data.getUint8(at) : data.getUint16(at));
  },
  body: (data) => protocolAt(data) + protocolSize(data, protocolAt(data)),
};

const hex4 = (n: number): string => n.toString(16).padStart(4, "0");

/** An odd first byte is all of it. */
const protocolSize = (data: DataView, at: number): number => ((data.getUint8(at) & 1) === 1 ? 1 : 2);

const protocolAt = (data: DataView): number => (data.byteLength >= 2 && data.getUint8(0) === ADDRESS ? 2 : 0);

const isCisco = (d: DataView, o: number): boolean => CISCO.includes(d.getUint16(o));

export function parsePpp(d: DataView, o: number, lim: number, s: LayerStack): number {
  let pos = o;
  if (pos < lim && d.getUint8(pos) === ADDRESS) pos += 2;
  if (pos + 1 > lim) return s.short(pos + 1);
  const first = d.getUint8(pos);
  if ((first & 1) === 1) {
    s.pos = o;
    if (pos === o && pos + 2 <= lim && isCisco(d, pos)) return linktype[CISCO_HDLC];
    s.pos = pos + 1;
    return pppProtocol[first];
  }
  if (pos + 2 > lim) return s.short(pos + 2);
  s.pos = pos + 2;
  return pppProtocol[d.getUint16(pos)];
}
