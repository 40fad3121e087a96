// GPRS Tunnelling Protocol: user plane (3GPP TS 29.281 section 5) and control plane (TS 29.060 section 6), version
// 1; version 0 (GSM 09.60) has 20 bytes. The last four bytes are there if one of E, S and PN is set; with E,
// extension headers follow until one names no next.
//
//  0    1    2         4                   8        10    11   12
// +----+----+---------+-------------------+---------+----+----+------------------
// |flag|type| length  | tunnel endpoint id| sequence|npdu|next| extension headers
// +----+----+---------+-------------------+---------+----+----+------------------
//  extension header:  | length in words | content | next |

import { ethertype, gtpVersion, ipVersion, udpPort } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { flag, located, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { Cursor } from "./common/cursor.ts";
import { gtpElementFields, tellElements } from "./common/gtp-elements.ts";
import { GTP_MESSAGES } from "./common/gtp-messages.ts";
import { said } from "./common/located.ts";

const one = { when: "one" };
const zero = { when: "zero" };
const VERSIONS = { 0: "GTP release 97/98 version", 1: "GTP release 99 version" };
const EXTENSIONS = {
  0: "No more extension headers",
  3: "Long PDCP PDU number",
  32: "Service Class Indicator",
  64: "UDP Port number",
  129: "RAN container",
  130: "Long PDCP PDU number",
  131: "Xw RAN container",
  132: "NR RAN Container",
  133: "PDU Session container",
  192: "PDCP PDU number",
  193: "Suspend Request",
  194: "Suspend Response",
};

const fields = [
  u8(0, "gtp.flags", "Flags", { base: "hex" }),
  u8(0, "gtp.flags.version", "Version", { mask: 0xe0, values: VERSIONS }),
  u8(0, "gtp.flags.payload", "Protocol type", { mask: 0x10, values: { 0: "GTP'", 1: "GTP" } }),
  u8(0, "gtp.flags.reserved", "Reserved", { mask: 0x08, ...one }),
  flag(0, 1, 0x04, "gtp.flags.e", "Is Next Extension Header present?", one),
  flag(0, 1, 0x02, "gtp.flags.s", "Is Sequence Number present?", one),
  flag(0, 1, 0x01, "gtp.flags.pn", "Is N-PDU number present?", one),
  flag(0, 1, 0x01, "gtp.flags.snn", "Is SNDCP N-PDU included?", zero),
  u8(1, "gtp.message", "Message Type", { base: "hex", values: GTP_MESSAGES }),
  u16(2, "gtp.length", "Length"),
  u32(4, "gtp.teid", "TEID", { base: "hex", ...one }),
  u16(0, "gtp.seq_number", "Sequence number", { base: "hex", when: "sequence" }),
  u16(6, "gtp.flow_label", "Flow label", { base: "hex", ...zero }),
  u8(8, "gtp.sndcp_number", "SNDCP N-PDU LLC Number", { base: "hex", ...zero }),
  u8(0, "gtp.npdu_number", "N-PDU Number", { base: "hex", when: "npdu" }),
  located("string", 8, "gtp.tid", "TID"),
  u8(11, "gtp.ext_hdr.next", "Next extension header type", {
    base: "hex",
    values: EXTENSIONS,
    when: "extension",
  }),
  located("bool", 0, "gtp.ext_hdr", "Extension header"),
  located("uint", 1, "gtp.ext_hdr.length", "Extension Header Length"),
  located("uint", 2, "gtp.ext_hdr.pdcp_sn", "PDCP Sequence Number"),
  said(
    "note",
    "protocol",
    "gtp.ext_hdr.pdcp_sn.non_zero",
    "3GPP TS 29.281 v9.0.0: When used between two eNBs at the X2 interface in E-UTRAN, bit 8 of octet 2 is spare. The meaning of the spare bits shall be set to zero.",
  ),
  located("uint", 2, "gtp.ext_hdr.udp_port", "UDP Port"),
  located("uint", 1, "gtp.ext_hdr.pdu_ses_con.pdu_type", "PDU Type", { mask: 0xf0 }),
  located("uint", 1, "gtp.spare.h1", "Spare", { mask: 0x0f, base: "hex" }),
  located("uint", 1, "gtp.spare.b7b6", "Spare", { mask: 0xc0, base: "hex" }),
  located("bool", 1, "gtp.ext_hdr.pdu_ses_cont.ppp", "Paging Policy Presence (PPP)", { mask: 0x80 }),
  located("bool", 1, "gtp.ext_hdr.pdu_ses_cont.rqi", "Reflective QoS Indicator (RQI)", { mask: 0x40 }),
  located("uint", 1, "gtp.ext_hdr.pdu_ses_con.qos_flow_id", "QoS Flow Identifier (QFI)", { mask: 0x3f }),
  located("uint", 1, "gtp.ext_hdr.pdu_ses_cont.ppi", "Paging Policy Indicator (PPI)", { mask: 0xe0 }),
  located("uint", 1, "gtp.spare.b4b0", "Spare", { mask: 0x1f, base: "hex" }),
  located("uint", 1, "gtp.ext_hdr.spare_bits", "Spare", { base: "hex" }),
  located("uint", 3, "gtp.ext_hdr.long_pdcp_sn", "Long PDCP Sequence Number"),
  located("bytes", 0, "gtp.ext_hdr.spare_bytes", "Spare"),
  located("bytes", 0, "gtp.ext_hdr.ran_cont", "RAN Container"),
  located("bytes", 0, "gtp.ext_hdr.xw_ran_cont", "Xw RAN Container"),
  located("bytes", 0, "gtp.tpdu_data", "T-PDU Data"),
];
/** Elements of the user plane's own messages, TS 29.281, 8. */
const elements = [...gtpElementFields];
const at = offsets(fields);
const PRIME = 3386;
const LEN = 8;
const LEN_OPTIONAL = 12;
const LEN_V0 = 20;
const UDP_LENGTH = 8;
const TEID = 4;
const TID_V0 = 12;
const NEXT = 11;
const OPTIONAL = 0x07;
const EXTENDED = 0x04;
const NUMBERED = 0x02;
const NPDU = 0x01;
const NOT_PRIME = 0x10;
const END_MARKER = 254;
const T_PDU = 255;
const ETHERNET = 14;
const TRANSPARENT_ETHERNET = 0x6558;
/** IPv4, ARP, IPv6. */
const FRAMES: readonly number[] = [0x0800, 0x0806, 0x86dd];
const WORD = 4;

const X = "gtp.ext_hdr";
/** TS 38.415, 5.5.2: downlink, with the way it is paged; uplink. */
function pduSession(c: Cursor): void {
  const isUp = c.peek(1) >> 4 === 1;
  c.here(`${X}.pdu_ses_con.pdu_type`, 1).tell("gtp.spare.h1", 1);
  const isPaged = !isUp && c.peek(1) >= 0x80;
  if (isUp) c.here("gtp.spare.b7b6", 1);
  else c.here(`${X}.pdu_ses_cont.ppp`, 1).here(`${X}.pdu_ses_cont.rqi`, 1);
  c.tell(`${X}.pdu_ses_con.qos_flow_id`, 1);
  if (isPaged) c.here(`${X}.pdu_ses_cont.ppi`, 1).tell("gtp.spare.b4b0", 1);
}

/** What stands in extension headers by type: TS 29.281, 5.2.2. */
const CONTENTS: Readonly<Record<number, (c: Cursor) => void>> = {
  64: (c) => c.tell(`${X}.udp_port`, 2),
  129: (c) => c.tell(`${X}.ran_cont`, c.left),
  130: (c) => {
    // 18 bits behind six that are spare.
    c.here(`${X}.spare_bits`, 1, c.peek(1) >> 2).tell(`${X}.long_pdcp_sn`, 3, c.peek(3) & 0x3ffff);
    c.tell(`${X}.spare_bytes`, c.left);
  },
  131: (c) => c.tell(`${X}.xw_ran_cont`, c.left),
  133: pduSession,
  192: (c) => {
    if (c.peek(2) >> 15 !== 0) c.here(`${X}.pdcp_sn.non_zero`, 0, true);
    c.tell(`${X}.pdcp_sn`, 2);
  },
};

const GTP = encapsulation({
  name: "gtp",
  title: "GTP-U",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
  oneWay: true,
});
const GTP_V0 = encapsulation({ name: "gtpv0", title: "GTP version 0", entropy: null, hash: "ports" });

const common = {
  title: "GPRS Tunneling Protocol",
  fields: [...fields, ...elements],
  parse: parseGtp,
  steady,
  column: ({ data }: Layer) => (untold(data) > 0 ? aroundPacket("GTP") : "GTP"),
  columnAround: (column: string, { data }: Layer) =>
    data.byteLength > 1 && data.getUint8(1) === T_PDU ? aroundPacket(column) : column,
  info: ({ data }: Layer) => GTP_MESSAGES[data.getUint8(1)] ?? `Unknown message (${data.getUint8(1)})`,
  parts,
  locate,
};

export const gtp: Protocol = {
  ...common,
  partsDecided: true,
  name: "gtp",
  reference: "3GPP TS 29.281, 5.1",
  claims: { "udp.port": [2123, 2152], "udp.srcport": [2123, 2152] },
};

export const gtpPrime: Protocol = {
  ...common,
  name: "gtpprime",
  roots: ["gtp"],
  title: "GPRS Tunneling Protocol Prime",
  reference: "3GPP TS 32.295, 6; GSM 09.60, 6",
  claims: { "udp.port": [3386], "udp.srcport": [3386] },
};

const versionOf = (data: DataView): number => data.getUint8(0) >> 5;

const aroundPacket = (column: string): string => `GTP <${column}>`;

/** Where a T-PDU begins that is too short for a frame and no packet; 0: there is none. As Wireshark shows them. */
function untold(data: DataView): number {
  const flags = data.getUint8(0);
  if ((flags & NOT_PRIME) === 0 || data.getUint8(1) !== T_PDU) return 0;
  const end = data.byteLength;
  const from = versionOf(data) === 0 ? LEN_V0 : behindExtensions(data, 0, end, flags, end);
  const isNeither = from < end && end - from <= ETHERNET && ipVersion[data.getUint8(from) >> 4] === 0;
  return isNeither ? from : 0;
}

function parts(data: DataView): Record<string, number> {
  const flags = data.getUint8(0);
  if ((flags & NOT_PRIME) === 0) return { sequence: 4 };
  if (versionOf(data) === 0) return { zero: 0, sequence: 4 };
  const found: Record<string, number> = { one: 0 };
  if ((flags & NUMBERED) !== 0) found.sequence = 8;
  if ((flags & NPDU) !== 0) found.npdu = 10;
  if ((flags & EXTENDED) !== 0) found.extension = 0;
  return found;
}

function locate({ data }: Layer, add: Add): void {
  const flags = data.getUint8(0);
  if ((flags & NOT_PRIME) === 0) return;
  const inside = untold(data);
  if (inside > 0) add("gtp.tpdu_data", inside, data.byteLength - inside);
  if (versionOf(data) === 0) {
    add("gtp.tid", TID_V0, 8, tidText(data));
    return;
  }
  const message = data.getUint8(1);
  if (ELEMENTS_IN.includes(message)) {
    const from = behindExtensions(data, 0, data.byteLength, flags, data.byteLength);
    tellElements(new Cursor(data, add, from, Math.min(data.byteLength, LEN + data.getUint16(2))));
  }
  if ((flags & EXTENDED) === 0) return;
  const c = new Cursor(data, add, NEXT, data.byteLength, 1);
  let kind = c.peek(1);
  c.skip(1);
  while (kind !== 0) {
    const words = c.peek(1);
    c.here(X, Math.min(c.left, words * WORD), true).tell(`${X}.length`, 1);
    if (words === 0) throw new RangeError("an extension header without length");
    const content = c.within(words * WORD - 2);
    CONTENTS[kind]?.(content);
    kind = c.number("gtp.ext_hdr.next", 1);
  }
}

/** Echo, error indication, supported extension headers, end marker: TS 29.281, 7; PDP contexts: TS 29.060, 7.3. */
const ELEMENTS_IN = [1, 2, 16, 17, 18, 19, 20, 21, 26, 31, 254];
/** Digits of the subscriber and the number of the session, the low half of each byte first (GSM 09.60, 6). */
function tidText(data: DataView): string {
  let text = "";
  for (let i = 0; i < 8; i++) {
    const byte = data.getUint8(TID_V0 + i);
    text += (byte & 15).toString(16) + (byte >> 4).toString(16);
  }
  return text;
}

function parseGtp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + 2 > lim) return s.shortTunnel(o + 2);
  const flags = d.getUint8(o);
  const version = flags >> 5;
  const message = d.getUint8(o + at["gtp.message"]);
  const prime = (flags & NOT_PRIME) === 0;
  const unknown = GTP_MESSAGES[message] === undefined || (version === 1 && prime && !hasPort(s.ports, PRIME));
  if (version > 1 || unknown || !answers(d, o, lim, s, version)) {
    // Another version, or somebody else's datagram.
    s.pop();
    s.pos = o;
    return s.refused === 0 ? gtpVersion[version] : 0;
  }
  if (prime || (message !== T_PDU && message !== END_MARKER)) {
    return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
  }
  if (version === 0) return versionZero(d, o, lim, s);
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const tunnel = d.getInt32(o + TEID);
  s.narrow(o + LEN + d.getUint16(o + at["gtp.length"]));
  const pos = behindExtensions(d, o, s.lim, flags, s.wire);
  // How much a tunnel carries is not known before the headers end.
  if (pos > s.lim && pos <= s.wire) return s.shortTunnel(pos);
  const from = message === END_MARKER ? s.wire : Math.min(pos, s.wire);
  if (!s.enterTunnel(GTP, 0, tunnel, 0, s.ports, from)) return 0;
  if (pos > s.lim) return s.short(pos);
  return message === END_MARKER ? 0 : inside(d, pos, s);
}

/** By what is sent to this port, that is not somebody else's. */
const isClaimed = (port: number): boolean => udpPort[port] !== 0;

/** What version 1 carries, and what it says itself of tunnels, sent to a port of its own. */
function steady(d: DataView, o: number): Steady | null {
  const flags = d.getUint8(o);
  if (flags >> 5 !== 1 || (flags & NOT_PRIME) === 0 || !isClaimed(d.getUint16(o - UDP_LENGTH + 2)))
    return null;
  const message = d.getUint8(o + at["gtp.message"]);
  if (message !== T_PDU && message !== END_MARKER) return { decides: "ff ff 00 00  00 00 00 00", last: true };
  let decides = "ff ff 00 00  00 00 00 00";
  if ((flags & OPTIONAL) !== 0) decides += (flags & EXTENDED) === 0 ? "00 00 00 00" : "00 00 00 ff";
  if ((flags & EXTENDED) !== 0)
    for (let pos = o + LEN_OPTIONAL; d.getUint8(pos - 1) !== 0; pos += d.getUint8(pos) * WORD)
      decides += `ff ${"00".repeat(d.getUint8(pos) * WORD - 2)} ff`;
  // By its addresses no frame is told from a packet.
  const pos = behindExtensions(d, o, d.byteLength, flags, d.byteLength);
  if (pos >= d.byteLength || d.getUint8(pos) < 0x45 || ipVersion[d.getUint8(pos) >> 4] === 0) return null;
  const length = { at: at["gtp.length"], from: LEN };
  return { decides, tells: "00 00 00 00  ff ff ff ff", id: { at: TEID, bits: 32 }, length };
}

const hasPort = (ports: number, port: number): boolean => ports >>> 16 === port || (ports & 0xffff) === port;

/** Of datagrams that only come from a port of GTP, more is asked: that they are as long as they say. */
function answers(d: DataView, o: number, lim: number, s: LayerStack, version: number): boolean {
  if (isClaimed(s.ports & 0xffff) || o + WORD > lim) return true;
  return o + (version === 0 ? LEN_V0 : LEN) + d.getUint16(o + at["gtp.length"]) === s.wire;
}

/** Where the payload starts; beyond `lim` if the extension headers do not end before. */
function behindExtensions(d: DataView, o: number, lim: number, flags: number, wire: number): number {
  if ((flags & OPTIONAL) === 0) return o + LEN;
  let pos = o + LEN_OPTIONAL;
  if (pos > lim || (flags & EXTENDED) === 0) return pos;
  let kind = d.getUint8(o + NEXT);
  while (kind !== 0) {
    if (pos + 1 > lim) return pos + 1;
    const length = d.getUint8(pos) * WORD;
    // One without a length does not end at all.
    if (length === 0) return wire + 1;
    pos += length;
    if (pos > lim) return pos;
    kind = d.getUint8(pos - 1);
  }
  return pos;
}

function versionZero(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN_V0 > lim) return s.shortTunnel(o + LEN_V0);
  s.narrow(o + LEN_V0 + d.getUint16(o + at["gtp.length"]));
  const pos = o + LEN_V0;
  if (!s.enterTunnel(GTP_V0, d.getInt32(o + TID_V0), d.getInt32(o + TID_V0 + 4), 0, s.ports, pos)) return 0;
  return inside(d, pos, s);
}

/**
 * Nothing says what a T-PDU holds: IP, or a frame (3GPP TS 23.501, 5.6.10.2) where the first byte is none of IP's, and
 * a type that frames mostly have stands where it should.
 */
function inside(d: DataView, pos: number, s: LayerStack): number {
  s.pos = pos;
  if (pos >= s.wire) return 0;
  if (pos >= s.lim) return s.short(pos + 1);
  const first = d.getUint8(pos);
  // A header of less than 20 bytes is none.
  const isPacket = first >> 4 === 4 ? (first & 0x0f) >= 5 : first >> 4 === 6;
  if (!isPacket && pos + ETHERNET < s.lim && FRAMES.includes(d.getUint16(pos + ETHERNET - 2)))
    return ethertype[TRANSPARENT_ETHERNET];
  return ipVersion[first >> 4];
}
