// Pings and traces of label switched paths, RFC 8029 section 3. Behind the header stand TLVs with sub-TLVs, which
// are filled up to words that their lengths do not count.
//
//  0         2         4    5    6    7    8              12             16             24             32
// +---------+---------+----+----+----+----+--------------+--------------+--------------+--------------+------
// | version | flags   |type|mode|code|sub | handle       | sequence     | sent (NTP)   | received     | TLVs
// +---------+---------+----+----+----+----+--------------+--------------+--------------+--------------+------

import { flag, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, numberOf, type Parts, REST, stay, tellParts } from "./common/cursor.ts";
import { bit, hexNum, num, raw, v4, v6 } from "./common/located.ts";

const TYPES: Readonly<Record<number, string>> = {
  1: "MPLS Echo Request",
  2: "MPLS Echo Reply",
  3: "MPLS Data Plane Verification Request",
  4: "MPLS Data Plane Verification Reply",
};
const MODES = {
  1: "Do not reply",
  2: "Reply via an IPv4/IPv6 UDP packet",
  3: "Reply via an IPv4/IPv6 UDP packet with Router Alert",
  4: "Reply via application level control channel",
};
const CODES = {
  0: "No return code",
  1: "Malformed echo request received",
  2: "One or more of the TLVs was not understood",
  3: "Replying router is an egress for the FEC at stack depth RSC",
  4: "No mapping for the FEC at stack depth RSC",
  5: "Downstream Mapping Mismatch",
  6: "Upstream Interface Index Unknown",
  8: "Label switched at stack-depth RSC",
  9: "Label switched but no MPLS forwarding at stack-depth RSC",
  10: "Mapping for this FEC is not the given label at stack depth RSC",
  11: "No label entry at stack-depth RSC",
  12: "Protocol not associated with interface at FEC stack depth RSC",
  13: "Premature termination, label stack shrinking to a single label",
};
const TLVS = {
  1: "Target FEC Stack",
  2: "Downstream Mapping",
  3: "Pad",
  5: "Vendor Enterprise Number",
  7: "Interface and Label Stack",
  9: "Errored TLVs",
  10: "Reply TOS Byte",
  20: "Downstream Detailed Mapping",
};
const [FEC_STACK, DOWNSTREAM, INTERFACE] = [1, 2, 7];

const F = "mpls_echo.tlv.fec";
const ipv4Prefix = (name: string, mask: string): Parts => [
  [`${F}.${name}`, 4],
  [`${F}.${mask}`, 1],
];
const ipv6Prefix = (name: string, mask: string): Parts => [
  [`${F}.${name}`, 16],
  [`${F}.${mask}`, 1],
];
const circuit = (...ends: string[]): Parts => [
  ...ends.map((end): [string, number] => [`${F}.l2cid_${end}`, 4]),
  [`${F}.l2cid_vcid`, 4],
  [`${F}.l2cid_encap`, 2],
  [`${F}.l2cid_mbz`, 2],
];
const tunnel = (version: 4 | 6, size: number): Parts => [
  [`${F}.rsvp_ipv${version}_ep`, size],
  [`${F}.rsvp_ip_mbz1`, 2],
  [`${F}.rsvp_ip_tun_id`, 2],
  [`${F}.rsvp_ipv${version}_ext_tun_id`, size],
  [`${F}.rsvp_ipv${version}_sender`, size],
  [`${F}.rsvp_ip_mbz2`, 2],
  [`${F}.rsvp_ip_lsp_id`, 2],
];
const segment = (version: 4 | 6, size: number): Parts => [
  [`${F}.igp_ipv${version}`, size],
  [`${F}.igp_mask`, 1],
  [`${F}.igp_protocol`, 1],
  [`${F}.igp_reserved`, REST],
];

/** Of which traffic a label is (RFC 8029, 3.2; RFC 8287, 5). */
const FECS: Readonly<Record<number, Parts>> = {
  1: ipv4Prefix("ldp_ipv4", "ldp_ipv4_mask"),
  2: ipv6Prefix("ldp_ipv6", "ldp_ipv6_mask"),
  3: tunnel(4, 4),
  4: tunnel(6, 16),
  6: [[`${F}.vpn_route_dist`, 8], ...ipv4Prefix("vpn_ipv4", "vpn_len")],
  7: [[`${F}.vpn_route_dist`, 8], ...ipv6Prefix("vpn_ipv6", "vpn_len")],
  8: [
    [`${F}.l2vpn_route_dist`, 8],
    [`${F}.l2vpn_send_ve_id`, 2],
    [`${F}.l2vpn_recv_ve_id`, 2],
    [`${F}.l2vpn_encap_type`, 2],
  ],
  9: circuit("remote"),
  10: circuit("sender", "remote"),
  12: ipv4Prefix("bgp_ipv4", "bgp_len"),
  13: ipv6Prefix("bgp_ipv6", "bgp_len"),
  14: ipv4Prefix("gen_ipv4", "gen_ipv4_mask"),
  15: ipv6Prefix("gen_ipv6", "gen_ipv6_mask"),
  16: [[`${F}.nil_label`, 3]],
  34: segment(4, 4),
  35: segment(6, 16),
};
const WHOLE: Parts = [[`${F}.value`, REST]];

const T = "mpls_echo.tlv";
const D = `${T}.ds_map`;
const I = `${T}.ilso`;
/** What else is told of TLVs that have no parts of their own. */
const SIMPLE: Readonly<Record<number, Parts>> = {
  3: [
    [`${T}.pad_action`, 1],
    [`${T}.pad_padding`, REST],
  ],
  5: [
    [`${T}.vendor_id`, 4],
    [`${T}.value`, REST],
  ],
  10: [
    [`${T}.reply.tos`, 1],
    [`${T}.reply.tos.mbz`, 3],
  ],
};
const OTHER: Parts = [[`${T}.value`, REST]];

/** A label, its traffic class and whether it is the last one; the fourth byte is told by `last`. */
const label = (prefix: string, names: string, last: string): Parts => [
  [`${prefix}${names}label`, stay(3)],
  ["", 2],
  [`${prefix}${names}exp`, stay(1)],
  [`${prefix}${names}bos`, 1],
  [`${prefix}${names}${last}`, 1],
];
const [IPV4, IPV4_UNNUMBERED, IPV6, IPV6_UNNUMBERED] = [1, 2, 3, 4];

export const mplsEcho: Protocol = {
  name: "mpls-echo",
  title: "Multiprotocol Label Switching Echo",
  reference: "RFC 8029, 3",
  roots: ["mpls_echo"],
  fields: [
    u16(0, "mpls_echo.version", "Version"),
    u16(2, "mpls_echo.flags", "Global Flags", { base: "hex" }),
    u16(2, "mpls_echo.flag_sbz", "Reserved", { base: "hex", mask: 0xfff8 }),
    flag(2, 2, 0x0001, "mpls_echo.flag_v", "Validate FEC Stack"),
    flag(2, 2, 0x0002, "mpls_echo.flag_t", "Respond only if TTL expired"),
    flag(2, 2, 0x0004, "mpls_echo.flag_r", "Validate Reverse Path"),
    u8(4, "mpls_echo.msg_type", "Message Type", { values: TYPES }),
    u8(5, "mpls_echo.reply_mode", "Reply Mode", { values: MODES }),
    u8(6, "mpls_echo.return_code", "Return Code", { values: CODES }),
    u8(7, "mpls_echo.return_subcode", "Return Subcode"),
    u32(8, "mpls_echo.sender_handle", "Sender's Handle", { base: "hex" }),
    u32(12, "mpls_echo.sequence", "Sequence Number"),
    num(2, `${T}.type`, "Type", { values: TLVS }),
    num(2, `${T}.len`, "Length"),
    raw(`${T}.value`, "Value"),
    num(2, `${F}.type`, "Type"),
    num(2, `${F}.len`, "Length"),
    raw(`${F}.value`, "Value"),
    ...["ldp_ipv4", "vpn_ipv4", "bgp_ipv4", "gen_ipv4", "igp_ipv4"].map((n) =>
      v4(`${F}.${n}`, "IPv4 Prefix"),
    ),
    ...["ldp_ipv6", "vpn_ipv6", "bgp_ipv6", "gen_ipv6", "igp_ipv6"].map((n) =>
      v6(`${F}.${n}`, "IPv6 Prefix"),
    ),
    ...["ldp_ipv4", "ldp_ipv6", "gen_ipv4", "gen_ipv6", "igp"].map((n) =>
      num(1, `${F}.${n}_mask`, "Prefix Length"),
    ),
    ...["vpn", "bgp"].map((n) => num(1, `${F}.${n}_len`, "Prefix Length")),
    v4(`${F}.rsvp_ipv4_ep`, "IPv4 Tunnel endpoint address"),
    v6(`${F}.rsvp_ipv6_ep`, "IPv6 Tunnel endpoint address"),
    num(2, `${F}.rsvp_ip_mbz1`, "Must Be Zero"),
    num(2, `${F}.rsvp_ip_tun_id`, "Tunnel ID"),
    hexNum(4, `${F}.rsvp_ipv4_ext_tun_id`, "Extended Tunnel ID"),
    raw(`${F}.rsvp_ipv6_ext_tun_id`, "Extended Tunnel ID", 16),
    v4(`${F}.rsvp_ipv4_sender`, "IPv4 Tunnel sender address"),
    v6(`${F}.rsvp_ipv6_sender`, "IPv6 Tunnel sender address"),
    num(2, `${F}.rsvp_ip_mbz2`, "Must Be Zero"),
    num(2, `${F}.rsvp_ip_lsp_id`, "LSP ID"),
    raw(`${F}.vpn_route_dist`, "Route Distinguisher", 8),
    raw(`${F}.l2vpn_route_dist`, "Route Distinguisher", 8),
    hexNum(2, `${F}.l2vpn_send_ve_id`, "Sender's VE ID"),
    hexNum(2, `${F}.l2vpn_recv_ve_id`, "Receiver's VE ID"),
    num(2, `${F}.l2vpn_encap_type`, "Encapsulation"),
    v4(`${F}.l2cid_sender`, "Sender's PE Address"),
    v4(`${F}.l2cid_remote`, "Remote PE Address"),
    num(4, `${F}.l2cid_vcid`, "VC ID"),
    num(2, `${F}.l2cid_encap`, "Encapsulation"),
    hexNum(2, `${F}.l2cid_mbz`, "MBZ"),
    num(3, `${F}.nil_label`, "Label", { mask: 0xfffff0 }),
    num(1, `${F}.igp_protocol`, "Protocol"),
    raw(`${F}.igp_reserved`, "Reserved"),
    raw("mpls_echo.padding", "Padding"),
    num(1, `${T}.pad_action`, "Pad Action"),
    raw(`${T}.pad_padding`, "Padding"),
    num(4, `${T}.vendor_id`, "Vendor Id"),
    num(1, `${T}.reply.tos`, "Reply-TOS Byte"),
    hexNum(3, `${T}.reply.tos.mbz`, "MBZ"),
    num(2, `${D}.mtu`, "MTU"),
    num(1, `${D}.addr_type`, "Address Type"),
    hexNum(1, `${D}.res`, "DS Flags"),
    hexNum(1, `${D}.flag_res`, "MBZ", { mask: 0xfc }),
    bit(1, 0x02, `${D}.flag_i`, "Interface and Label Stack Request"),
    bit(1, 0x01, `${D}.flag_n`, "Treat as Non-IP Packet"),
    v4(`${D}.ds_ip`, "Downstream IP Address"),
    v4(`${D}.int_ip`, "Downstream Interface Address"),
    num(4, `${D}.if_index`, "Downstream Interface Index"),
    v6(`${D}.ds_ipv6`, "Downstream IPv6 Address"),
    v6(`${D}.int_ipv6`, "Downstream Interface IPv6 Address"),
    num(1, `${D}.hash_type`, "Multipath Type"),
    num(1, `${D}.depth`, "Depth Limit"),
    num(2, `${D}.multi_len`, "Multipath Length"),
    raw(`${D}_mp.value`, "Multipath Value"),
    num(3, `${D}.mp_label`, "Downstream Label", { mask: 0xfffff0 }),
    num(1, `${D}.mp_exp`, "Downstream Experimental", { mask: 0x0e }),
    num(1, `${D}.mp_bos`, "Downstream BOS", { mask: 0x01 }),
    num(1, `${D}.mp_proto`, "Downstream Protocol"),
    num(1, `${I}.addr_type`, "Address Type"),
    hexNum(3, `${I}.mbz`, "Must be Zero"),
    v4(`${I}_ipv4.addr`, "Downstream IPv4 Address"),
    v4(`${I}_ipv4.int_addr`, "Downstream Interface Address"),
    v6(`${I}_ipv6.addr`, "Downstream IPv6 Address"),
    v6(`${I}_ipv6.int_addr`, "Downstream Interface Address"),
    hexNum(4, `${I}.int_index`, "Downstream Interface Index"),
    num(3, `${I}_ipv4.label`, "Label", { mask: 0xfffff0 }),
    num(1, `${I}_ipv4.exp`, "Exp", { mask: 0x0e }),
    num(1, `${I}_ipv4.bos`, "BOS", { mask: 0x01 }),
    num(1, `${I}_ipv4.ttl`, "TTL"),
  ],
  claims: { "udp.app": [3503], "pwach.channel_type": [0x25] },
  accepts: (d, o, lim) => o + 5 <= lim && d.getUint16(o) === 1,
  parse: atLeast(4),
  leaf: true,
  column: "MPLS ECHO",
  info: (layer) => {
    const type = numberOf(layer, "mpls_echo.msg_type");
    return TYPES[type] ?? `Unknown Message Type (0x${type.toString(16).toUpperCase().padStart(2, "0")})`;
  },
  locate,
};

const HEADER = 32;

function locate({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, Math.min(HEADER, data.byteLength));
  while (c.left >= 4) {
    const type = c.number(`${T}.type`, 2);
    const value = c.within(c.number(`${T}.len`, 2), 0);
    if (type === FEC_STACK) tellFecs(value);
    else if (type === DOWNSTREAM) tellDownstream(value);
    else if (type === INTERFACE) tellInterface(value);
    else tellParts(value, SIMPLE[type] ?? OTHER);
    c.skip(Math.min(c.left, -value.at & 3));
  }
}

function tellFecs(c: Cursor): void {
  while (c.left >= 4) {
    const type = c.number(`${F}.type`, 2);
    const length = c.number(`${F}.len`, 2);
    tellParts(c.within(length, 0), FECS[type] ?? WHOLE);
    const padding = Math.min(c.left, -length & 3);
    if (padding > 0) c.tell("mpls_echo.padding", padding);
  }
}

/** Where the packet would go on (RFC 8029, 3.4.1, and RFC 4379, 3.3). */
function tellDownstream(c: Cursor): void {
  c.tell(`${D}.mtu`, 2);
  const type = c.number(`${D}.addr_type`, 1);
  c.here(`${D}.res`, 1).bits(1, `${D}.flag_res`, `${D}.flag_i`, `${D}.flag_n`).skip(1);
  if (type === IPV4 || type === IPV4_UNNUMBERED) c.tell(`${D}.ds_ip`, 4);
  else if (type === IPV6 || type === IPV6_UNNUMBERED) c.tell(`${D}.ds_ipv6`, 16);
  else return;
  if (type === IPV4) c.tell(`${D}.int_ip`, 4);
  else if (type === IPV6) c.tell(`${D}.int_ipv6`, 16);
  else c.tell(`${D}.if_index`, 4);
  c.tell(`${D}.hash_type`, 1).tell(`${D}.depth`, 1);
  const multipath = c.number(`${D}.multi_len`, 2);
  if (multipath > 0) c.tell(`${D}_mp.value`, Math.min(multipath, c.left));
  while (c.left >= 4) tellParts(c, label(D, ".mp_", "proto"));
}

/** Where the request came in, and with which labels (RFC 8029, 3.6). */
function tellInterface(c: Cursor): void {
  const type = c.number(`${I}.addr_type`, 1);
  c.tell(`${I}.mbz`, 3);
  if (type === IPV4 || type === IPV4_UNNUMBERED) c.tell(`${I}_ipv4.addr`, 4);
  else if (type === IPV6 || type === IPV6_UNNUMBERED) c.tell(`${I}_ipv6.addr`, 16);
  else return;
  if (type === IPV4) c.tell(`${I}_ipv4.int_addr`, 4);
  else if (type === IPV6) c.tell(`${I}_ipv6.int_addr`, 16);
  else c.tell(`${I}.int_index`, 4);
  while (c.left >= 4) tellParts(c, label(I, "_ipv4.", "ttl"));
}
