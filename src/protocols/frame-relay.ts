// Frame Relay, ITU-T Q.922 section 3 and RFC 2427: an address of two to four bytes (the last one has its lowest bit
// set), a control field as LLC's, and the id of the network protocol. Cisco's own encapsulation has a type in place
// of the last two.
//
//  0         2    3    4                       0         2         4
// +---------+----+----+----------             +---------+---------+-------
// | address |0x03|NLPID| …                    | address | type    | …
// +---------+----+----+----------             +---------+---------+-------
import {
  chdlcProtocol,
  ethertype,
  ipVersion,
  linktype,
  llcCiscoPid,
  llcDsap,
  osiNlpid,
} from "../core/demux.ts";
import { flag, located, u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";

const FIRST = 0;
const SECOND = 1;
const MAX_ADDRESS = 4;
/** The last of the address' bytes is marked by this bit. */
const LAST = 0x01;
/** What the last byte of an address holds is no part of it. */
const CORE_CONTROL = 0x02;
/** Control fields of unnumbered frames have two bits set, and one byte; others have two. */
const UNNUMBERED = 0x03;
const EXCHANGE_ID = 0xaf;
const PADDING = 0x00;
const OSI = 0xfefe;
const Nlpid = { snap: 0x80, ipv6: 0x8e, ipv4: 0xcc, ppp: 0xcf } as const;
const SNAP = 5;
const Oui = { types: 0x000000, cisco: 0x00000c, bridged: 0x0080c2 } as const;
/** Of bridged frames, with and without a frame check sequence, and of spanning trees (RFC 2427, 4.2). */
const Bridged = { ethernetChecked: 0x0001, ethernet: 0x0007, spanningTree: 0x000e } as const;
const CHECK_SEQUENCE = 4;
const ETHERNET = 1;
const STP_SAP = 0x42;
const PPP = 0x880b;

export const frameRelay: Protocol = {
  name: "fr",
  title: "Frame Relay",
  reference: "ITU-T Q.922, 3; RFC 2427",
  fields: [
    u8(FIRST, "fr.first_addr_octet", "First address octet", { base: "hex" }),
    u8(FIRST, "fr.upper_dlci", "Upper DLCI", { mask: 0xfc, base: "hex" }),
    flag(FIRST, 1, 0x02, "fr.cr", "CR"),
    u8(SECOND, "fr.second_addr_octet", "Second address octet", { base: "hex" }),
    u8(SECOND, "fr.second_dlci", "Second DLCI", { mask: 0xf0, base: "hex" }),
    flag(SECOND, 1, 0x08, "fr.fecn", "FECN"),
    flag(SECOND, 1, 0x04, "fr.becn", "BECN"),
    flag(SECOND, 1, 0x02, "fr.de", "DE"),
    located("bool", 0, "fr.ea", "EA"),
    u8(0, "fr.third_addr_octet", "Third address octet", { base: "hex", when: "third" }),
    u8(0, "fr.third_dlci", "Third DLCI", { mask: 0xfe, base: "hex", when: "middle" }),
    u8(0, "fr.lower_dlci", "Lower DLCI", { mask: 0xfc, base: "hex", when: "lower" }),
    u8(0, "fr.dlcore_control", "DL-CORE Control", { mask: 0xfc, base: "hex", when: "core" }),
    flag(0, 1, CORE_CONTROL, "fr.dc", "DC", { when: "end" }),
    located("uint", 4, "fr.dlci", "DLCI"),
    u8(0, "fr.control", "Control Field", { base: "hex", when: "control" }),
    located("uint", 1, "fr.nlpid", "NLPID", { base: "hex" }),
    u16(0, "fr.chdlctype", "Type", { base: "hex", values: ETHERTYPES, when: "type" }),
    located("uint", 3, "fr.snap.oui", "Organization Code"),
    located("uint", 2, "fr.snaptype", "Type", { base: "hex", values: ETHERTYPES }),
    located("uint", 2, "fr.snap.pid", "Protocol ID", { base: "hex" }),
  ],
  claims: { linktype: [107], "gre.proto": [0x6559] },
  parse: parseFrameRelay,
  column: "FR",
  info: ({ data }) => {
    const end = addressLength(data, 0, data.byteLength);
    return end < 2 ? "" : `DLCI ${dlciOf(data, 0, end)}`;
  },
  parts: (data): Record<string, number> => {
    const found: Record<string, number> = {};
    const end = addressLength(data, 0, data.byteLength);
    if (end > 2) {
      found.third = 2;
      found.end = end - 1;
      found[(data.getUint8(end - 1) & CORE_CONTROL) === 0 ? "lower" : "core"] = end - 1;
    }
    if (end > 3) found.middle = 2;
    found[isTyped(data, end) ? "type" : "control"] = end;
    return found;
  },
  locate: ({ data }, add) => {
    const end = addressLength(data, 0, data.byteLength);
    for (let at = 0; at < end; at++) add("fr.ea", at, 1, (data.getUint8(at) & LAST) !== 0);
    add("fr.dlci", 0, end, dlciOf(data, 0, end));
    if (isTyped(data, end)) return;
    let at = end + controlLength(data.getUint8(end));
    add("fr.nlpid", at, 1);
    if (data.getUint8(at) === PADDING && at + 1 < data.byteLength) add("fr.nlpid", ++at, 1);
    if (data.getUint8(at) !== Nlpid.snap) return;
    add("fr.snap.oui", at + 1, 3);
    add(oui(data, at + 1) === Oui.types ? "fr.snaptype" : "fr.snap.pid", at + 4, 2);
  },
  body: (data) => {
    const end = addressLength(data, 0, data.byteLength);
    if (isTyped(data, end)) return end + 2;
    let at = end + controlLength(data.getUint8(end));
    if (data.getUint8(at) === PADDING && at + 1 < data.byteLength) at++;
    return data.getUint8(at) === Nlpid.snap ? at + 1 + SNAP : at + 1;
  },
};

/** 0: it does not end, or not where it may. */
function addressLength(d: DataView, o: number, lim: number): number {
  for (let n = 1; n <= MAX_ADDRESS && o + n <= lim; n++) if ((d.getUint8(o + n - 1) & LAST) !== 0) return n;
  return 0;
}

/** Number of the circuit, by an address of `length` bytes. */
function dlciOf(d: DataView, o: number, length: number): number {
  let dlci = ((d.getUint8(o + FIRST) >> 2) << 4) | (d.getUint8(o + SECOND) >> 4);
  if (length > 3) dlci = (dlci << 7) | (d.getUint8(o + 2) >> 1);
  const last = d.getUint8(o + length - 1);
  return length > 2 && (last & CORE_CONTROL) === 0 ? (dlci << 6) | (last >> 2) : dlci;
}

const controlLength = (first: number): number => ((first & UNNUMBERED) === UNNUMBERED ? 1 : 2);

const oui = (d: DataView, o: number): number => d.getUint32(o) >>> 8;

const typed = (type: number): number => chdlcProtocol[type] || ethertype[type];

/** A type that somebody knows stands where control field and protocol id would. */
const isTyped = (d: DataView, o: number): boolean =>
  o + 2 <= d.byteLength && d.getUint8(o) !== UNNUMBERED && typed(d.getUint16(o)) !== 0;

export function parseFrameRelay(d: DataView, o: number, lim: number, s: LayerStack): number {
  const length = addressLength(d, o, lim);
  if (length < 2) return lim < o + MAX_ADDRESS && length === 0 ? s.short(lim + 1) : 0;
  let at = o + length;
  if (at + 2 > lim) return s.short(at + 2);
  const control = d.getUint8(at);
  const type = d.getUint16(at);
  if (control !== UNNUMBERED && typed(type) !== 0) {
    s.pos = at + 2;
    // As behind Cisco HDLC.
    if (type === OSI) s.pos++;
    return typed(type);
  }
  // The circuit that signals others carries LAPF, of which only unnumbered frames are like this (Q.933).
  if (control === EXCHANGE_ID || (control !== UNNUMBERED && dlciOf(d, o, length) === 0)) return 0;
  at += controlLength(control);
  if (at + 1 > lim) return s.short(at + 1);
  if (d.getUint8(at) === PADDING && at + 1 < lim) at++;
  s.pos = at + 1;
  const id = d.getUint8(at);
  switch (id) {
    case Nlpid.ipv4:
      return ipVersion[4];
    case Nlpid.ipv6:
      return ipVersion[6];
    case Nlpid.ppp:
      return ethertype[PPP];
    case Nlpid.snap:
      return behindSnap(d, lim, s);
    default:
      // To OSI's protocols the id belongs.
      s.pos = at;
      return osiNlpid[id];
  }
}

function behindSnap(d: DataView, lim: number, s: LayerStack): number {
  const at = s.pos;
  if (at + SNAP > lim) return s.short(at + SNAP);
  s.pos += SNAP;
  const id = d.getUint16(at + 3);
  switch (oui(d, at)) {
    case Oui.types:
      return ethertype[id];
    case Oui.cisco:
      return llcCiscoPid[id];
    case Oui.bridged:
      if (id === Bridged.spanningTree) return llcDsap[STP_SAP];
      if (id === Bridged.ethernetChecked) s.narrow(Math.max(s.pos, s.wire - CHECK_SEQUENCE));
      return id === Bridged.ethernet || id === Bridged.ethernetChecked ? linktype[ETHERNET] : 0;
    default:
      return 0;
  }
}
