// What controls a PPP link: the link itself (RFC 1661 section 5) and one protocol for each that it carries, all
// of the same shape: IPCP (RFC 1332), IPv6CP (RFC 5072), CCP (RFC 1962) and others.
//
//  0    1    2         4
// +----+----+---------+-------------------------------------
// |code| id | length  | options (type, length, value), or data
// +----+----+---------+-------------------------------------

import { pppProtocol } from "../core/demux.ts";
import { type Field, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor } from "./common/cursor.ts";
import { hexNum, num, raw, str, v4 } from "./common/located.ts";

const CODES: Readonly<Record<number, string>> = {
  0: "Vendor Specific",
  1: "Configuration Request",
  2: "Configuration Ack",
  3: "Configuration Nak",
  4: "Configuration Reject",
  5: "Termination Request",
  6: "Termination Ack",
  7: "Code Reject",
  8: "Protocol Reject",
  9: "Echo Request",
  10: "Echo Reply",
  11: "Discard Request",
  12: "Identification",
  13: "Time Remaining",
  14: "Reset Request",
  15: "Reset Ack",
};
/** Codes from 1 on that carry options. */
const LAST_WITH_OPTIONS = 4;
const PROTOCOL_REJECT = 8;
const FIRST_WITH_MAGIC = 9;
const LAST_WITH_MAGIC = 13;
const LEN = 4;

const header = [
  u8(0, "ppp.code", "Code", { values: CODES }),
  u8(1, "ppp.identifier", "Identifier"),
  u16(2, "ppp.length", "Length"),
];

/** Value of an option, by its type: field and bytes (0: all that it has). */
type Options = Readonly<Record<number, readonly (readonly [string, number])[]>>;

function control(
  name: string,
  title: string,
  key: number,
  reference: string,
  own: { fields?: readonly Field[]; options?: Options } = {},
): Protocol {
  const options = own.options;
  const optionFields =
    options === undefined
      ? []
      : [num(1, `${name}.opt.type`, "Type"), num(1, `${name}.opt.length`, "Length"), ...(own.fields ?? [])];
  return {
    name,
    title,
    reference,
    fields: [...header, ...optionFields, raw("ppp.data", "Data")],
    claims: { "ppp.protocol": [key] },
    parse: atLeast(LEN),
    leaf: true,
    column: `PPP ${name.toUpperCase()}`,
    info: ({ data: d }) =>
      CODES[d.getUint8(0)] ?? `Unknown (0x${d.getUint8(0).toString(16).padStart(2, "0")})`,
    locate: (layer, add) => tellBody(layer, add, name, options),
  };
}

function tellBody({ data: d }: Layer, add: Add, name: string, options?: Options): void {
  const code = d.getUint8(0);
  const c = new Cursor(d, add, LEN, Math.max(LEN, d.getUint16(2)));
  if (options !== undefined && code >= 1 && code <= LAST_WITH_OPTIONS) tellOptions(c, name, options);
  else if (name === "lcp") {
    if (code === PROTOCOL_REJECT) c.tell("lcp.rej_proto", 2);
    if (code >= FIRST_WITH_MAGIC && code <= LAST_WITH_MAGIC) c.tell("lcp.magic_number", 4);
    if (code === 12) c.text("lcp.message", c.left);
    if (code === 13) c.tell("lcp.secs_remaining", 4);
  }
  if (c.left > 0) c.tell(name === "lcp" && code >= PROTOCOL_REJECT ? "lcp.data" : "ppp.data", c.left);
}

function tellOptions(c: Cursor, name: string, options: Options): void {
  while (c.left >= 2) {
    const type = c.number(`${name}.opt.type`, 1);
    const length = c.number(`${name}.opt.length`, 1);
    const value = c.within(Math.max(0, length - 2), 0);
    for (const [field, size] of options[type] ?? []) {
      if (value.left === 0) break;
      value.tell(field, size === 0 ? value.left : size);
    }
  }
}

const link = control("lcp", "PPP Link Control Protocol", 0xc021, "RFC 1661, 5", {
  fields: [
    num(2, "lcp.opt.mru", "MRU"),
    hexNum(4, "lcp.opt.asyncmap", "Async Control Character Map"),
    hexNum(2, "lcp.opt.auth_protocol", "Authentication Protocol"),
    num(1, "lcp.opt.algorithm", "Algorithm"),
    hexNum(2, "lcp.opt.quality_protocol", "Quality Protocol"),
    hexNum(4, "lcp.opt.magic_number", "Magic Number"),
    num(2, "lcp.opt.mrru", "MRRU"),
    num(1, "lcp.opt.ep_disc_class", "Class"),
    raw("lcp.opt.data", "Data"),
    hexNum(4, "lcp.magic_number", "Magic Number"),
    hexNum(2, "lcp.rej_proto", "Rejected Protocol"),
    str("lcp.message", "Message"),
    num(4, "lcp.secs_remaining", "Seconds Remaining"),
    raw("lcp.data", "Data"),
  ],
  options: {
    1: [["lcp.opt.mru", 2]],
    2: [["lcp.opt.asyncmap", 4]],
    3: [
      ["lcp.opt.auth_protocol", 2],
      ["lcp.opt.algorithm", 1],
    ],
    4: [
      ["lcp.opt.quality_protocol", 2],
      ["lcp.opt.data", 0],
    ],
    5: [["lcp.opt.magic_number", 4]],
    17: [["lcp.opt.mrru", 2]],
    19: [["lcp.opt.ep_disc_class", 1]],
  },
});

/** Who rejects a protocol quotes what it got (RFC 1661, 5.7). */
export const lcp: Protocol = {
  ...link,
  quotes: true,
  beyond: (d, o, lim, s) => {
    if (o + LEN + 2 > lim || d.getUint8(o) !== PROTOCOL_REJECT) return 0;
    s.pos = o + LEN + 2;
    s.narrow(o + d.getUint16(o + 2));
    return s.pos < s.lim ? pppProtocol[d.getUint16(o + LEN)] : 0;
  },
};

export const ipcp = control("ipcp", "PPP IP Control Protocol", 0x8021, "RFC 1332, 2", {
  fields: [
    v4("ipcp.opt.src_address", "Source IP Address"),
    v4("ipcp.opt.dst_address", "Destination IP Address"),
    hexNum(2, "ipcp.opt.compress_proto", "IP Compression Protocol"),
    num(1, "ipcp.opt.max_slot_id", "Max-Slot-ID"),
    v4("ipcp.opt.ip_address", "IP Address"),
    v4("ipcp.opt.pri_dns_address", "Primary DNS Address"),
    v4("ipcp.opt.pri_nbns_address", "Primary NBNS Address"),
    v4("ipcp.opt.sec_dns_address", "Secondary DNS Address"),
    v4("ipcp.opt.sec_nbns_address", "Secondary NBNS Address"),
  ],
  options: {
    1: [
      ["ipcp.opt.src_address", 4],
      ["ipcp.opt.dst_address", 4],
    ],
    2: [
      ["ipcp.opt.compress_proto", 2],
      ["ipcp.opt.max_slot_id", 1],
    ],
    3: [["ipcp.opt.ip_address", 4]],
    129: [["ipcp.opt.pri_dns_address", 4]],
    130: [["ipcp.opt.pri_nbns_address", 4]],
    131: [["ipcp.opt.sec_dns_address", 4]],
    132: [["ipcp.opt.sec_nbns_address", 4]],
  },
});

export const ipv6cp = control("ipv6cp", "PPP IPv6 Control Protocol", 0x8057, "RFC 5072, 4", {
  fields: [raw("ipv6cp.interface_identifier", "Interface Identifier", 8)],
  options: { 1: [["ipv6cp.interface_identifier", 8]] },
});

export const ccp = control("ccp", "PPP Compression Control Protocol", 0x80fd, "RFC 1962, 2", {
  fields: [hexNum(4, "ccp.opt.supported_bits", "Supported Bits"), raw("ccp.opt.data", "Data")],
  options: { 18: [["ccp.opt.supported_bits", 4]] },
});

export const mplscp = control("mplscp", "PPP MPLS Control Protocol", 0x8281, "RFC 3032, 4");
export const osinlcp = control("osinlcp", "PPP OSI Network Layer Control Protocol", 0x8023, "RFC 1377, 3");
export const cdpcp = control("cdpcp", "PPP CDP Control Protocol", 0x8207, "RFC 1661, 5");
export const cbcp = control("cbcp", "PPP Callback Control Protocol", 0xc029, "MS-CBCP");
