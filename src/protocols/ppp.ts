// Point-to-Point Protocol, RFC 1661 section 2 and RFC 1662 section 3.1. Address and control (ff 03) and the
// high byte of the protocol may have been compressed away (RFC 1661, 6.5 and 6.6).
//
//  0    1    2
// +----+----+---------+---------
// | ff | 03 | protocol| payload
// +----+----+---------+---------
import { linktype, pppProtocol } from "../core/demux.ts";
import { located, u8 } from "../core/fields.ts";
import type { Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { hex } from "./common/cursor.ts";

/** https://www.iana.org/assignments/ppp-numbers */
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: "Padding Protocol",
  3: "ROHC small-CID",
  5: "ROHC large-CID",
  33: "Internet Protocol version 4",
  35: "OSI Network Layer",
  37: "Xerox NS IDP",
  39: "DECnet Phase IV",
  41: "Appletalk",
  43: "Novell IPX",
  45: "Van Jacobson Compressed TCP/IP",
  47: "Van Jacobson Uncompressed TCP/IP",
  49: "Bridging PDU",
  51: "Stream Protocol (ST-II)",
  53: "Banyan Vines",
  57: "AppleTalk EDDP",
  59: "AppleTalk SmartBuffered",
  61: "Multi-Link",
  63: "NETBIOS Framing",
  65: "Cisco Systems",
  67: "Ascom Timeplex",
  69: "Fujitsu Link Backup and Load Balancing (LBLB)",
  71: "DCA Remote Lan",
  73: "Serial Data Transport Protocol (PPP-SDTP)",
  75: "SNA over 802.2",
  77: "SNA",
  79: "IPv6 Header Compression",
  81: "KNX Bridging Data",
  83: "Encryption",
  85: "Individual Link Encryption",
  87: "Internet Protocol version 6",
  89: "PPP Muxing",
  91: "Vendor-Specific Network Protocol (VSNP)",
  93: "TRILL Network Protocol (TNP)",
  97: "RTP IPHC Full Header",
  99: "RTP IPHC Compressed TCP",
  101: "RTP IPHC Compressed Non TCP",
  103: "RTP IPHC Compressed UDP 8",
  105: "RTP IPHC Compressed RTP 8",
  111: "Stampede Bridging",
  115: "MP+ Protocol",
  193: "NTCITS IPI",
  251: "Single link compression in multilink",
  253: "Compressed datagram",
  513: "802.1d Hello Packets",
  515: "IBM Source Routing BPDU",
  517: "DEC LANBridge100 Spanning Tree",
  519: "Cisco Discovery Protocol",
  521: "Netcs Twin Routing",
  523: "STP - Scheduled Transfer Protocol",
  525: "EDP - Extreme Discovery Protocol",
  529: "Optical Supervisory Channel Protocol (OSCP)",
  531: "Optical Supervisory Channel Protocol (OSCP)",
  561: "Luxcom",
  563: "Sigma Network Systems",
  565: "Apple Client Server Protocol",
  641: "MPLS Unicast",
  643: "MPLS Multicast",
  645: "IEEE p1284.4 standard - data packets",
  647: "ETSI TETRA Network Protocol Type 1",
  649: "Multichannel Flow Treatment Protocol",
  8291: "RTP IPHC Compressed TCP No Delta",
  8293: "RTP IPHC Context State",
  8295: "RTP IPHC Compressed UDP 16",
  8297: "RTP IPHC Compressed RTP 16",
  16385: "Cray Communications Control Protocol",
  16387: "CDPD Mobile Network Registration Protocol",
  16389: "Expand accelerator protocol",
  16391: "ODSICP NCP",
  16393: "DOCSIS DLL",
  16395: "Cetacean Network Detection Protocol",
  16417: "Stacker LZS",
  16419: "RefTek Protocol",
  16421: "Fibre Channel",
  16423: "EMIT Protocols",
  16475: "Vendor-Specific Protocol (VSP)",
  16477: "TRILL Link State Protocol (TLSP)",
  32801: "Internet Protocol Control Protocol",
  32803: "OSI Network Layer Control Protocol",
  32805: "Xerox NS IDP Control Protocol",
  32807: "DECnet Phase IV Control Protocol",
  32809: "AppleTalk Control Protocol",
  32811: "Novell IPX Control Protocol",
  32817: "Bridging NCP",
  32819: "Stream Protocol Control Protocol",
  32821: "Banyan Vines Control Protocol",
  32829: "Multi-Link Control Protocol",
  32831: "NETBIOS Framing Control Protocol",
  32833: "Cisco Systems Control Protocol",
  32835: "Ascom Timeplex",
  32837: "Fujitsu LBLB Control Protocol",
  32839: "DCA Remote Lan Network Control Protocol (RLNCP)",
  32841: "Serial Data Control Protocol (PPP-SDCP)",
  32843: "SNA over 802.2 Control Protocol",
  32845: "SNA Control Protocol",
  32847: "IP6 Header Compression Control Protocol",
  32849: "KNX Bridging Control Protocol",
  32851: "Encryption Control Protocol",
  32853: "Individual Link Encryption Control Protocol",
  32855: "IPv6 Control Protocol",
  32857: "PPP Muxing Control Protocol",
  32859: "Vendor-Specific Network Control Protocol (VSNCP)",
  32861: "TRILL Network Control Protocol",
  32879: "Stampede Bridging Control Protocol",
  32883: "MP+ Control Protocol",
  32961: "NTCITS IPI Control Protocol",
  33019: "Single link compression in multilink control",
  33021: "Compression Control Protocol",
  33287: "Cisco Discovery Protocol Control Protocol",
  33289: "Netcs Twin Routing",
  33291: "STP - Control Protocol",
  33293: "EDPCP - Extreme Discovery Protocol Control Protocol",
  33333: "Apple Client Server Protocol Control",
  33409: "MPLS Control Protocol",
  33413: "IEEE p1284.4 standard - Protocol Control",
  33415: "ETSI TETRA TNP1 Control Protocol",
  33417: "Multichannel Flow Treatment Protocol",
  49185: "Link Control Protocol",
  49187: "Password Authentication Protocol",
  49189: "Link Quality Report",
  49191: "Shiva Password Authentication Protocol",
  49193: "Callback Control Protocol (CBCP)",
  49195: "BACP Bandwidth Allocation Control Protocol",
  49197: "BAP Bandwidth Allocation Protocol",
  49243: "Vendor-Specific Authentication Protocol (VSAP)",
  49281: "Container Control Protocol",
  49699: "Challenge Handshake Authentication Protocol",
  49701: "RSA Authentication Protocol",
  49703: "Extensible Authentication Protocol",
  49705: "Mitsubishi Security Information Exchange Protocol (SIEP)",
  49775: "Stampede Bridging Authorization Protocol",
  49793: "Proprietary Authentication Protocol",
  49795: "Proprietary Authentication Protocol",
  50305: "Proprietary Node ID Authentication Protocol",
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
  steady,
  // Who is known says it himself, else whoever carries it.
  column: (layer) => {
    const protocol = unknownOf(layer);
    return protocol === undefined ? (layer.stackIndex === 0 ? "PPP" : "") : hex(protocol, 4);
  },
  info: (layer) => {
    const protocol = unknownOf(layer);
    return protocol === undefined
      ? undefined
      : `PPP ${PROTOCOLS[protocol] ?? "Unknown"} (${hex(protocol, 4)})`;
  },
  parts: (data): Record<string, number> => (protocolAt(data) > 0 ? { framed: 0 } : {}),
  partsDecided: true,
  locate: ({ data }, add) => {
    if (isCisco(data, 0)) return;
    const at = protocolAt(data);
    const size = protocolSize(data, at);
    add("ppp.protocol", at, size, size === 1 ? data.getUint8(at) : data.getUint16(at));
  },
  body: (data) => protocolAt(data) + protocolSize(data, protocolAt(data)),
};

/** The number of a protocol that nobody reads. */
function unknownOf(layer: Layer): number | undefined {
  const protocol = layer.get("ppp.protocol") as number | undefined;
  return protocol !== undefined && pppProtocol[protocol] === 0 ? protocol : undefined;
}

/** An odd first byte is all of it. */
const protocolSize = (data: DataView, at: number): number => ((data.getUint8(at) & 1) === 1 ? 1 : 2);

const protocolAt = (data: DataView): number => (data.byteLength >= 2 && data.getUint8(0) === ADDRESS ? 2 : 0);

const isCisco = (d: DataView, o: number): boolean => CISCO.includes(d.getUint16(o));

function steady(d: DataView, o: number): Steady | null {
  const framed = d.getUint8(o) === ADDRESS;
  const first = d.getUint8(framed ? o + 2 : o);
  const isShort = (first & 1) === 1;
  if (isShort && CISCO.some((word) => word >> 8 === first)) return null;
  return { decides: `${framed ? "ff 00" : ""} ${isShort ? "ff" : "ff ff"}`, last: true };
}

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
