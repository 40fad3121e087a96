// IEEE 802.2 logical link control, with the SNAP extension (IEEE 802, 9.2; RFC 1042).
//
//  0       1       2         3                 6         8
// +-------+-------+---------+-----------------+---------+
// | DSAP  | SSAP  | control |  OUI (SNAP)     |  PID    |
// +-------+-------+---------+-----------------+---------+
//
// Only unnumbered frames have a control field of one byte; the others' two are sent low byte first.

import { ethertype, llcCiscoPid, llcDsap } from "../core/demux.ts";
import { flag, located, u8, u16, u24 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { hex } from "./common/cursor.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";

enum At {
  DSAP = 0,
  CONTROL = 2,
  END = 3,
  PID = 6,
  SNAP_END = 8,
}
/** Both service access points of SNAP. */
const SNAP_SAPS = 0xaaaa;
/** An IPX header without a checksum: Novell's frames of before 802.2 have no LLC. */
const NO_LLC = 0xffff;
const UNNUMBERED = 0x03;
const OUI_ETHERTYPE = 0x000000;
const OUI_CISCO = 0x00000c;
const OUI_APPLE = 0x080007;
/** Bridged Ethernet by RFC 2684, and Cisco's copy of OUI 0. */
const OUI_CISCO_90 = 0x0000f8;

const fields = [
  u8(At.DSAP, "llc.dsap", "DSAP", { base: "hex" }),
  u8(At.DSAP, "llc.dsap.sap", "SAP", { mask: 0xfe }),
  flag(0, 1, 0x01, "llc.dsap.ig", "IG Bit"),
  u8(1, "llc.ssap", "SSAP", { base: "hex" }),
  u8(1, "llc.ssap.sap", "SAP", { mask: 0xfe }),
  flag(1, 1, 0x01, "llc.ssap.cr", "CR Bit"),
  located("uint", 2, "llc.control", "Control field", { base: "hex" }),
  located("uint", 2, "llc.control.n_r", "N(R)"),
  located("uint", 2, "llc.control.n_s", "N(S)"),
  located("bool", 0, "llc.control.p", "Poll"),
  located("bool", 0, "llc.control.f", "Final"),
  located("uint", 2, "llc.control.s_ftype", "Supervisory frame type", { base: "hex" }),
  located("uint", 1, "llc.control.u_modifier_cmd", "Command", { base: "hex" }),
  located("uint", 1, "llc.control.u_modifier_resp", "Response", { base: "hex" }),
  located("uint", 1, "llc.control.ftype", "Frame type", { base: "hex" }),
  u24(3, "llc.oui", "Organization Code", { when: "snap" }),
  u16(At.PID, "llc.type", "Type", { base: "hex", values: ETHERTYPES, when: "type" }),
  u16(At.PID, "llc.cisco_pid", "PID", { base: "hex", when: "cisco" }),
  u16(At.PID, "llc.apple_atalk_pid", "PID", { base: "hex", when: "apple" }),
  u16(At.PID, "llc.pid", "Protocol ID", { base: "hex", when: "pid" }),
];

export const llc: Protocol = {
  name: "llc",
  title: "Logical-Link Control",
  reference: "IEEE 802.2, 3",
  fields,
  // 11: what BSD calls the same in its own numbers.
  claims: { llc: [0], ethertype: [0x8870], linktype: [11, 100], "ppp.protocol": [0x004b] },
  parse: parseLlc,
  steady,
  parts,
  partsDecided: true,
  info,
  locate,
  body: (data) => headerLength(data),
};

export function parseLlc(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  const dsap = d.getUint8(o + At.DSAP);
  const control = d.getUint8(o + At.CONTROL);
  if (d.getUint16(o + At.DSAP) === NO_LLC) {
    s.pop();
    s.pos = o;
    return 0;
  }
  if (d.getUint16(o + At.DSAP) !== SNAP_SAPS) {
    const end = o + ((control & UNNUMBERED) === UNNUMBERED ? At.END : At.END + 1);
    if (end > lim) return s.short(end);
    s.pos = end;
    return carriesInformation(control) ? llcDsap[dsap] : 0;
  }
  if (o + At.SNAP_END > lim) return s.short(o + At.SNAP_END);
  s.pos = o + At.SNAP_END;
  const oui = d.getUint32(o + At.END) >>> 8;
  const pid = d.getUint16(o + At.PID);
  if (oui === OUI_ETHERTYPE || oui === OUI_CISCO_90) return ethertype[pid];
  return oui === OUI_CISCO ? llcCiscoPid[pid] : 0;
}

function steady(d: DataView, o: number): Steady {
  if (d.getUint16(o + At.DSAP) === SNAP_SAPS) return { decides: "ff".repeat(At.SNAP_END), last: true };
  const { size } = controlOf(new DataView(d.buffer, d.byteOffset + o));
  return { decides: size === 1 ? "ff ff ff" : "ff ff ff 00", last: true };
}

const isSnap = (d: DataView): boolean => d.getUint16(At.DSAP) === SNAP_SAPS;

/** Information frames, and unnumbered ones of information (IEEE 802.2, 5.3 and 5.4): others belong to LLC itself. */
const carriesInformation = (control: number): boolean => (control & 1) === 0 || control === UNNUMBERED;

function headerLength(d: DataView): number {
  if (isSnap(d)) return At.SNAP_END;
  return (d.getUint8(At.CONTROL) & UNNUMBERED) === UNNUMBERED ? At.END : At.END + 1;
}

function parts(d: DataView): Record<string, number> {
  if (!isSnap(d) || d.byteLength < At.SNAP_END) return {};
  const oui = d.getUint32(At.END) >>> 8;
  if (oui === OUI_ETHERTYPE || oui === OUI_CISCO_90) return { snap: 0, type: 0 };
  if (oui === OUI_APPLE) return { snap: 0, apple: 0 };
  return oui === OUI_CISCO ? { snap: 0, cisco: 0 } : { snap: 0, pid: 0 };
}

/** The control field's kind: "U", "S" or "I", and its value. */
function controlOf(d: DataView): { kind: "U" | "S" | "I"; value: number; size: number } {
  const first = d.getUint8(At.CONTROL);
  if ((first & UNNUMBERED) === UNNUMBERED) return { kind: "U", value: first, size: 1 };
  return { kind: (first & 1) === 0 ? "I" : "S", value: d.getUint16(At.CONTROL, true), size: 2 };
}

function locate({ data }: Layer, add: Add): void {
  const { kind, value, size } = controlOf(data);
  add("llc.control", At.CONTROL, size, value);
  const put = (name: string, bits: number) => add(`llc.control.${name}`, At.CONTROL, size, bits, 1);
  if (kind === "U")
    put((data.getUint8(1) & 1) === 0 ? "u_modifier_cmd" : "u_modifier_resp", (value & 0xec) >> 2);
  else put("n_r", value >> 9);
  if (kind === "I") put("n_s", (value >> 1) & 0x7f);
  if (kind === "S") put("s_ftype", (value & 0x0c) >> 2);
  const isPoll = (value & (kind === "U" ? 0x10 : 0x100)) !== 0;
  // Information frames are shown as polls both ways, as Wireshark does.
  const isFinal = kind !== "I" && (data.getUint8(1) & 1) !== 0;
  if (isPoll) add(`llc.control.${isFinal ? "f" : "p"}`, At.CONTROL, size, true, 1);
  put("ftype", kind === "I" ? 0 : value & 3);
}

const SUPERVISORY = ["RR", "RNR", "REJ", "SREJ"];
/** By the modifier bits of the control field. */
const UNNUMBERED_NAMES: Readonly<Record<number, string>> = Object.fromEntries([
  [0x00, "UI"],
  [0x20, "UP"],
  [0x40, "DISC"],
  [0x60, "UA"],
  [0x80, "SNRM"],
  [0xe0, "TEST"],
  [0x04, "SIM"],
  [0x84, "FRMR"],
  [0xc4, "CFGR"],
  [0x0c, "SARM"],
  [0x2c, "SABM"],
  [0x4c, "SARME"],
  [0x6c, "SABME"],
  [0x8c, "RSET"],
  [0xac, "XID"],
  [0xcc, "SNRME"],
  [0xec, "BCN"],
]);
/** Where the same bits of a response mean something else. */
const RESPONSE_NAMES: Readonly<Record<number, string>> = { 4: "RIM", 12: "DM", 64: "RD" };

const SAPS: Readonly<Record<number, string>> = Object.fromEntries([
  [0x00, "NULL LSAP"],
  [0x02, "LLC Sub-Layer Management"],
  [0x04, "SNA Path Control"],
  [0x06, "TCP/IP"],
  [0x08, "SNA"],
  [0x0c, "SNA"],
  [0x0e, "PROWAY (IEC955) Network Management and Initialization"],
  [0x10, "NetWare (unofficial?)"],
  [0x14, "ISO Network Layer (OSLAN 1)"],
  [0x18, "Texas Instruments"],
  [0x20, "ISO Network Layer (unofficial?)"],
  [0x34, "ISO Network Layer (unofficial?)"],
  [0x42, "Spanning Tree BPDU"],
  [0x4e, "EIA RS-511 Manufacturing Message Service"],
  [0x54, "ISO Network Layer (OSLAN 2)"],
  [0x7e, "ISO 8208 (X.25 over 802.2)"],
  [0x80, "XNS"],
  [0x82, "BACnet"],
  [0x86, "Nestar"],
  [0x8e, "PROWAY (IEC955) Active Station List Maintenance"],
  [0x98, "ARP"],
  [0xaa, "SNAP"],
  [0xb4, "HP JetDirect Printer"],
  [0xba, "Banyan Vines"],
  [0xbc, "Banyan Vines"],
  [0xe0, "NetWare"],
  [0xf0, "NetBIOS"],
  [0xf4, "IBM Net Management"],
  [0xf8, "HP Extended LLC"],
  [0xfa, "Ungermann-Bass"],
  [0xfc, "Remote Program Load"],
  [0xfe, "ISO Network Layer"],
  [0xff, "Global"],
]);
const sapName = (sap: number): string => SAPS[sap] ?? hex(sap & 0xfe, 2);
/** To all of them: of senders it is none. */
const GLOBAL = 0xff;

const ORGANISATIONS: Readonly<Record<number, string>> = Object.fromEntries([
  [0x000000, "Officially Xerox, but 0:0:0:0:0:0 is more common"],
  [0x00000c, "Cisco Systems, Inc"],
  [0x0000f8, "Digital Equipment Corporation"],
  [0x080007, "Apple, Inc."],
  [0x0080c2, "IEEE"],
]);

function info({ data }: Layer): string {
  if (data.byteLength < At.END) return "";
  const { kind, value } = controlOf(data);
  const response = data.getUint8(1) & 1;
  const isPoll = response === 0 || kind === "I";
  const poll = (value & (kind === "U" ? 0x10 : 0x100)) !== 0 ? (isPoll ? " P" : " F") : "";
  let text: string;
  if (kind === "U") {
    const bits = value & 0xec;
    const name = (response === 0 ? undefined : RESPONSE_NAMES[bits]) ?? UNNUMBERED_NAMES[bits] ?? "Unknown";
    text = `U${poll}, func=${name}`;
  } else if (kind === "S") {
    text = `S${poll}, func=${SUPERVISORY[(value & 0x0c) >> 2]}, N(R)=${value >> 9}`;
  } else {
    text = `I${poll}, N(R)=${value >> 9}, N(S)=${(value >> 1) & 0x7f}`;
  }
  if (isSnap(data)) {
    if (data.byteLength < At.SNAP_END) return text;
    const oui = data.getUint32(At.END) >>> 8;
    const upper = (n: number, digits: number) => `0x${n.toString(16).toUpperCase().padStart(digits, "0")}`;
    const organisation = ORGANISATIONS[oui] ?? "Unknown";
    return `${text}; SNAP, OUI ${upper(oui, 6)} (${organisation}), PID ${upper(data.getUint16(At.PID), 4)}`;
  }
  const to = data.getUint8(0);
  const group = (data.getUint8(0) & 1) === 0 ? "Individual" : "Group";
  const from = response === 0 ? "Command" : "Response";
  return `${text}; DSAP ${sapName(to === GLOBAL ? to : to & 0xfe)} ${group}, SSAP ${sapName(data.getUint8(1) & 0xfe)} ${from}`;
}
