// Mobility Header, RFC 6275 section 6.1: mobile nodes tell where they are; gateways do it for them in RFC 5213.
//
//  0    1    2    3    4         6
// +----+----+----+----+---------+------------------------------
// |next|len |type|    | checksum| by type, then options in TLVs
// +----+----+----+----+---------+------------------------------

import { u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, type Parts, REST, TEXT, tellParts, word } from "./common/cursor.ts";
import { bit, hexNum, num, raw, str, v6 } from "./common/located.ts";
import { IP_PROTOCOLS } from "./common/names-of-numbers.ts";

const HEADER = 6;
const TYPES: Readonly<Record<number, string>> = {
  0: "Binding Refresh Request",
  1: "Home Test Init",
  2: "Care-of Test Init",
  3: "Home Test",
  4: "Care-of Test",
  5: "Binding Update",
  6: "Binding Acknowledgement",
  7: "Binding Error",
  13: "Heartbeat",
};
const UPDATE_FLAGS = ["a", "h", "l", "k", "m", "nemo.r", "p", "f", "t", "b"];
const ACK_FLAGS = ["k", "nemo.r", "p", "t", "b"];
const flagName = (message: string, name: string): string =>
  name.startsWith("nemo") ? `mip6.nemo.${message}.r_flag` : `mip6.${message}.${name}_flag`;
const FLAG_TITLES: Readonly<Record<string, string>> = {
  a: "Acknowledge (A) flag",
  h: "Home Registration (H) flag",
  l: "Link-Local Compatibility (L) flag",
  k: "Key Management Compatibility (K) flag",
  m: "MAP Registration Compatibility (M) flag",
  "nemo.r": "Mobile Router (R) flag",
  p: "Proxy Registration (P) flag",
  f: "Forcing UDP encapsulation (F) flag",
  t: "TLV-header format (T) flag",
  b: "Bulk-Binding-Update flag (B)",
};

/** What follows the checksum. */
const BODIES: Readonly<Record<number, Parts>> = {
  0: [["mip6.binding_refresh_request", 2]],
  1: [
    ["", 2],
    ["mip6.hoti.cookie", 8],
  ],
  2: [
    ["", 2],
    ["mip6.coti.cookie", 8],
  ],
  3: [
    ["mip6.hot.nindex", 2],
    ["mip6.hot.cookie", 8],
    ["mip6.hot.token", 8],
  ],
  4: [
    ["mip6.cot.nindex", 2],
    ["mip6.cot.cookie", 8],
    ["mip6.hot.token", 8],
  ],
  7: [
    ["mip6.be.status", 1],
    ["", 1],
    ["mip6.be.haddr", 16],
  ],
};

/** Of RFC 6275, 6.2; RFC 5213, 8; RFC 5845, 4; RFC 5844, 3. */
const OPTIONS: Readonly<Record<number, Parts>> = {
  2: [["mip6.bra.interval", 2]],
  3: [["mip6.acoa.acoa", 16]],
  4: [
    ["mip6.ni.hni", 2],
    ["mip6.ni.cni", 2],
  ],
  5: [["mip6.bad.auth", REST]],
  8: [
    ["mip6.mnid.subtype", 1],
    ["mip6.mnid.identifier", TEXT],
  ],
  23: [
    ["mip6.hi.reserved", 1],
    ["mip6.hi", 1],
  ],
  24: [
    ["mip6.att.reserved", 1],
    ["mip6.att", 1],
  ],
  28: [["mip6.rc", 4]],
  33: [
    ["", 2],
    ["mip6.gre_key", 4],
  ],
};

export const mipv6: Protocol = {
  name: "mipv6",
  roots: ["mip6"],
  title: "Mobile IPv6",
  reference: "RFC 6275, 6.1",
  fields: [
    u8(0, "mip6.proto", "Payload protocol", { values: IP_PROTOCOLS }),
    u8(1, "mip6.hlen", "Header length"),
    u8(2, "mip6.mhtype", "Mobility Header Type", { values: TYPES }),
    u8(3, "mip6.reserved", "Reserved", { base: "hex" }),
    u16(4, "mip6.csum", "Checksum", { base: "hex" }),
    raw("mip6.binding_refresh_request", "Binding Refresh Request"),
    hexNum(8, "mip6.hoti.cookie", "Home Init Cookie"),
    hexNum(8, "mip6.coti.cookie", "Care-of Init Cookie"),
    num(2, "mip6.hot.nindex", "Home Nonce Index"),
    hexNum(8, "mip6.hot.cookie", "Home Init Cookie"),
    hexNum(8, "mip6.hot.token", "Home Keygen Token"),
    num(2, "mip6.cot.nindex", "Care-of Nonce Index"),
    hexNum(8, "mip6.cot.cookie", "Care-of Init Cookie"),
    num(2, "mip6.bu.seqnr", "Sequence number"),
    ...UPDATE_FLAGS.map((name, i) => bit(2, 0x8000 >> i, flagName("bu", name), FLAG_TITLES[name])),
    num(2, "mip6.bu.lifetime", "Lifetime"),
    num(1, "mip6.ba.status", "Status"),
    ...ACK_FLAGS.map((name, i) => bit(1, 0x80 >> i, flagName("ba", name), FLAG_TITLES[name])),
    num(2, "mip6.ba.seqnr", "Sequence number"),
    num(2, "mip6.ba.lifetime", "Lifetime"),
    num(1, "mip6.be.status", "Status"),
    v6("mip6.be.haddr", "Home Address"),
    bit(1, 0x02, "mip6.hb.u_flag", "Unsolicited (U) flag"),
    bit(1, 0x01, "mip6.hb.r_flag", "Response (R) flag"),
    num(4, "mip6.hb.seqnr", "Sequence number"),
    num(2, "mip6.bra.interval", "Refresh interval"),
    v6("mip6.acoa.acoa", "Alternate care-of address"),
    num(2, "mip6.ni.hni", "Home nonce index"),
    num(2, "mip6.ni.cni", "Care-of nonce index"),
    raw("mip6.bad.auth", "Authenticator"),
    num(1, "mip6.mnid.subtype", "Subtype"),
    str("mip6.mnid.identifier", "Identifier"),
    num(1, "mip6.hi.reserved", "Reserved"),
    num(1, "mip6.hi", "Handoff Indicator"),
    num(1, "mip6.att.reserved", "Reserved"),
    num(1, "mip6.att", "Access Technology Type"),
    num(4, "mip6.rc", "Restart Counter"),
    num(4, "mip6.gre_key", "GRE Key"),
  ],
  // 62: what it had before it had one of its own.
  claims: { "ip.proto": [62, 135] },
  ...leaf(HEADER),
  // Networks that move (RFC 3963).
  column: ({ data }) => (isOfRouter(data) ? "NEMO" : "MIPv6"),
  info: ({ data }) => word(TYPES, data.getUint8(2), "Unknown Mobility Header"),
  locate,
};

/** A mobile router asks for its network. */
function isOfRouter(data: DataView): boolean {
  const type = data.getUint8(2);
  if (type === 5) return (data.getUint16(HEADER + 2) & 0x0400) !== 0;
  return type === 6 && (data.getUint8(HEADER + 1) & 0x40) !== 0;
}

function locate({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, HEADER);
  const type = data.getUint8(2);
  // In words of 8 bytes, without the first one.
  const end = 8 * (data.getUint8(1) + 1);
  if (BODIES[type] !== undefined) tellParts(c, BODIES[type]);
  else if (type === 5) {
    c.tell("mip6.bu.seqnr", 2).bits(2, ...UPDATE_FLAGS.map((name) => flagName("bu", name)));
    c.skip(2).tell("mip6.bu.lifetime", 2);
  } else if (type === 6) {
    c.tell("mip6.ba.status", 1).bits(1, ...ACK_FLAGS.map((name) => flagName("ba", name)));
    c.skip(1).tell("mip6.ba.seqnr", 2).tell("mip6.ba.lifetime", 2);
  } else if (type === 13) {
    c.skip(1).bits(1, "mip6.hb.u_flag", "mip6.hb.r_flag");
    c.skip(1).tell("mip6.hb.seqnr", 4);
  } else return;
  if (end > data.byteLength) throw new RangeError("the header is cut");
  const options = new Cursor(data, add, c.at, end, 1);
  while (options.left > 0) {
    const kind = options.peek(1);
    options.skip(1);
    if (kind === 0) continue;
    const length = options.peek(1);
    const value = options.skip(1).within(length);
    if (OPTIONS[kind] !== undefined) tellParts(value, OPTIONS[kind]);
  }
}
