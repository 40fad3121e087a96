// Cisco HDLC, https://www.tcpdump.org/linktypes/LINKTYPE_C_HDLC.html, and SLARP (RFC 1547, 4.3.1), which runs on it.
//
//  0    1    2         4
// +----+----+---------+---------
// |addr| 0  | protocol| payload
// +----+----+---------+---------

import { chdlcProtocol, ethertype } from "../core/demux.ts";
import { ip4, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { leaf } from "./common/cursor.ts";

const fields = [
  u8(0, "chdlc.address", "Address", { base: "hex", values: { 15: "Unicast", 143: "Multicast" } }),
  u8(1, "chdlc.control", "Control", { base: "hex" }),
  u16(2, "chdlc.protocol", "Protocol", { base: "hex" }),
];
const at = offsets(fields);
const LEN = 4;
/** As behind LLC's access points, a control byte stands before OSI's packets. */
const OSI = 0xfefe;
const OSI_PADDING = 1;

export const chdlc: Protocol = {
  name: "chdlc",
  title: "Cisco HDLC",
  reference: "LINKTYPE_C_HDLC",
  fields,
  // 112: what BSD calls the same in its own numbers.
  claims: { linktype: [104, 112] },
  parse: parseChdlc,
  body: (data) => LEN + (data.getUint16(at["chdlc.protocol"]) === OSI ? OSI_PADDING : 0),
};

function parseChdlc(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  const protocol = d.getUint16(o + at["chdlc.protocol"]);
  s.pos = o + LEN + (protocol === OSI ? OSI_PADDING : 0);
  const own = chdlcProtocol[protocol];
  return own !== 0 ? own : ethertype[protocol];
}

const TYPES = { 0: "Address request", 1: "Address reply", 2: "Line keepalive" };
const KEEPALIVE = 2;

export const slarp: Protocol = {
  name: "slarp",
  title: "Cisco SLARP",
  reference: "RFC 1547, 4.3.1",
  fields: [
    u32(0, "slarp.ptype", "Packet type", { values: TYPES }),
    { ...ip4(4, "slarp.address", "Address"), when: "address" },
    { ...ip4(8, "slarp.netmask", "Netmask"), when: "address" },
    u32(4, "slarp.mysequence", "Outgoing sequence number", { when: "keepalive" }),
    u32(8, "slarp.yoursequence", "Returned sequence number", { when: "keepalive" }),
    u16(12, "slarp.reliability", "Reliability", { base: "hex", when: "keepalive" }),
  ],
  claims: { "chdlc.protocol": [0x8035] },
  ...leaf(4),
  info: (layer) => {
    const type = layer.data.getUint32(0);
    const [a, b] = [layer.get("slarp.mysequence"), layer.get("slarp.yoursequence")];
    if (type === KEEPALIVE) return `Line keepalive, outgoing sequence ${a}, returned sequence ${b}`;
    if (type > KEEPALIVE) return `Unknown packet type 0x${type.toString(16).padStart(8, "0")}`;
    const name = type === 0 ? "Address request" : "Address reply";
    return `${name}, from ${layer.get("slarp.address")}, mask ${layer.get("slarp.netmask")}`;
  },
  parts: (data): Record<string, number> => {
    const type = data.getUint32(0);
    return type === KEEPALIVE ? { keepalive: 0 } : type < KEEPALIVE ? { address: 0 } : {};
  },
  body: (data) => (data.getUint32(0) > KEEPALIVE ? 4 : data.byteLength),
};
