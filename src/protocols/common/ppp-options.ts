/** Options of PPP's control protocols, by type: the field of the whole option, and what its value consists of. */

import { type Parts, REST, stay, TEXT } from "./cursor.ts";
import { bit, hexNum, hw, num, once, raw, str, v4 } from "./located.ts";

/** A type's option: the field of the whole, and what its value consists of. */
export interface PppOption {
  whole: string;
  value: Parts;
}
export type PppOptions = Readonly<Record<number, PppOption>>;

const option = (whole: string, ...value: Parts): PppOption => ({ whole, value });

/** The control characters that are to be escaped: bit 0 is NUL, bit 31 is US (RFC 1662, 7.1). */
const CONTROL_CHARACTERS = [
  ["nul", "NUL"],
  ["soh", "SOH"],
  ["stx", "STX"],
  ["etx", "ETX"],
  ["eot", "EOT"],
  ["enq", "ENQ"],
  ["ack", "ACK"],
  ["bel", "BEL"],
  ["bs", "BS"],
  ["ht", "HT"],
  ["lf", "LF"],
  ["vt", "VT"],
  ["ff", "FF"],
  ["cr", "CR"],
  ["so", "SO"],
  ["si", "SI"],
  ["dle", "DLE"],
  ["dc1", "DC1 (XON)"],
  ["dc2", "DC2"],
  ["dc3", "DC3 (XOFF)"],
  ["dc4", "DC4"],
  ["nak", "NAK"],
  ["syn", "SYN"],
  ["etb", "ETB"],
  ["can", "CAN"],
  ["em", "EM"],
  ["sub", "SUB"],
  ["esc", "ESC"],
  ["fs", "FS"],
  ["gs", "GS"],
  ["rs", "RS"],
  ["us", "US"],
] as const;

export const lcpFields = once(() => [
  hexNum(4, "lcp.magic_number", "Magic Number"),
  raw("lcp.data", "Data"),
  str("lcp.message", "Message"),
  num(4, "lcp.secs_remaining", "Seconds Remaining"),
  hexNum(2, "lcp.rej_proto", "Rejected Protocol"),
  num(1, "lcp.opt.type", "Type"),
  num(1, "lcp.opt.length", "Length"),
  num(3, "lcp.opt.oui", "OUI"),
  num(1, "lcp.opt.kind", "Kind"),
  raw("lcp.opt.data", "Data"),
  num(2, "lcp.opt.mru", "Maximum Receive Unit"),
  hexNum(4, "lcp.opt.asyncmap", "Async Control Character Map"),
  hexNum(2, "lcp.opt.auth_protocol", "Authentication Protocol"),
  num(1, "lcp.opt.algorithm", "Algorithm"),
  hexNum(2, "lcp.opt.quality_protocol", "Quality Protocol"),
  hexNum(4, "lcp.opt.magic_number", "Magic Number"),
  num(4, "lcp.opt.reporting_period", "Reporting Period"),
  hexNum(1, "lcp.opt.fcs_alternatives", "FCS Alternatives"),
  bit(1, 0x1, "lcp.opt.fcs_alternatives.null", "NULL FCS"),
  bit(1, 0x2, "lcp.opt.fcs_alternatives.ccitt16", "CCITT 16-bit"),
  bit(1, 0x4, "lcp.opt.fcs_alternatives.ccitt32", "CCITT 32-bit"),
  num(1, "lcp.opt.maximum", "Maximum"),
  num(1, "lcp.opt.window", "Window"),
  raw("lcp.opt.hdlc_address", "Address"),
  num(1, "lcp.opt.operation", "Operation"),
  raw("lcp.opt.message", "Message"),
  num(2, "lcp.opt.mrru", "MRRU"),
  num(1, "lcp.opt.ep_disc_class", "Class"),
  v4("lcp.opt.ip_address", "IP Address"),
  hw("lcp.opt.802_1_address", "IEEE 802.1 Address"),
  raw("lcp.opt.magic_block", "PPP Magic-Number Block"),
  raw("lcp.opt.psndn", "Public Switched Network Directory Number"),
  num(2, "lcp.opt.link_discrim", "Link Discriminator"),
  num(1, "lcp.opt.code", "Code"),
  num(1, "lcp.opt.max_susp_classes", "Max suspendable classes"),
  num(4, "lcp.opt.MIBenum", "MIBenum"),
  str("lcp.opt.language_tag", "Language-Tag"),
  raw("lcp.opt.vendor", "Vendor Specific"),
  raw("lcp.opt.mtu_bytes", "Maximum Receive Unit"),
  raw("lcp.opt.asyncmap_bytes", "Async Control Character Map"),
  raw("lcp.opt.auth_protocol_bytes", "Authentication Protocol"),
  raw("lcp.opt.quality_protocol_bytes", "Quality Protocol"),
  raw("lcp.opt.magic_number_bytes", "Magic Number"),
  raw("lcp.opt.linkqualmon", "Link Quality Monitoring"),
  raw("lcp.opt.field_compress", "Protocol Field Compression"),
  raw("lcp.opt.addr_field_compress", "Address and Control Field Compression"),
  raw("lcp.opt.fcs_alternatives_bytes", "FCS Alternatives"),
  raw("lcp.opt.self_desc_pad", "Self Describing Pad"),
  raw("lcp.opt.numbered_mode", "Numbered Mode"),
  raw("lcp.opt.callback", "Callback"),
  raw("lcp.opt.compound_frames", "Compound Frames (Deprecated)"),
  raw("lcp.opt.nomdataencap", "Nominal Data Encapsulation (Deprecated)"),
  raw("lcp.opt.multilink_mrru", "Multilink MRRU"),
  raw("lcp.opt.multilink_ssnh", "Multilink Short Sequence Number Header"),
  raw("lcp.opt.multilink_ep_disc", "Multilink Endpoint Discriminator"),
  raw("lcp.opt.dce_identifier", "DCE Identifier"),
  raw("lcp.opt.multilink_pp", "Multi Link Plus Procedure"),
  raw("lcp.opt.link_discrim_bytes", "Link Discriminator for BACP"),
  raw("lcp.opt.prefix_elision", "Prefix Elision"),
  raw("lcp.opt.multilink_hdr_fmt", "Multilink header format"),
  raw("lcp.opt.internationalization", "Internationalization"),
  raw("lcp.opt.sonet_sdh", "Simple Data Link on SONET/SDH"),
  num(1, "lcp.opt.mode", "Mode"),
  raw("lcp.opt.unused", "Unused"),
  ...CONTROL_CHARACTERS.map(([name, title], i) => bit(4, 2 ** i, `lcp.opt.asyncmap.${name}`, title)),
]);

const L = "lcp.opt.";
/** RFC 1661, 6; RFC 1570, 2; RFC 1990, 5; RFC 2484; RFC 2686; RFC 1663; IANA's registry of PPP numbers. */
export const LCP_OPTIONS: PppOptions = {
  0: option(`${L}vendor`, [`${L}oui`, 3], [`${L}kind`, 1], [`${L}data`, REST]),
  1: option(`${L}mtu_bytes`, [`${L}mru`, 2]),
  2: option(
    `${L}asyncmap_bytes`,
    [`${L}asyncmap`, stay(4)],
    // The highest bit first, as in a picture of the word.
    ...CONTROL_CHARACTERS.map(([name]) => [`${L}asyncmap.${name}`, stay(4)] as const).reverse(),
    ["", 4],
  ),
  3: option(`${L}auth_protocol_bytes`, [`${L}auth_protocol`, 2], [`${L}data`, REST]),
  4: option(`${L}quality_protocol_bytes`, [`${L}quality_protocol`, 2], [`${L}data`, REST]),
  5: option(`${L}magic_number_bytes`, [`${L}magic_number`, 4]),
  6: option(`${L}linkqualmon`, [`${L}reporting_period`, 4]),
  7: option(`${L}field_compress`),
  8: option(`${L}addr_field_compress`),
  9: option(
    `${L}fcs_alternatives_bytes`,
    [`${L}fcs_alternatives`, stay(1)],
    [`${L}fcs_alternatives.ccitt32`, stay(1)],
    [`${L}fcs_alternatives.ccitt16`, stay(1)],
    [`${L}fcs_alternatives.null`, 1],
  ),
  10: option(`${L}self_desc_pad`, [`${L}maximum`, 1]),
  11: option(`${L}numbered_mode`, [`${L}window`, 1], [`${L}hdlc_address`, REST]),
  13: option(`${L}callback`, [`${L}operation`, 1], [`${L}message`, REST]),
  15: option(`${L}compound_frames`),
  16: option(`${L}nomdataencap`, [`${L}data`, REST]),
  17: option(`${L}multilink_mrru`, [`${L}mrru`, 2]),
  18: option(`${L}multilink_ssnh`),
  21: option(`${L}dce_identifier`, [`${L}mode`, 1]),
  22: option(`${L}multilink_pp`, [`${L}unused`, 2]),
  23: option(`${L}link_discrim_bytes`, [`${L}link_discrim`, 2]),
  26: option(`${L}prefix_elision`),
  27: option(`${L}multilink_hdr_fmt`, [`${L}code`, 1], [`${L}max_susp_classes`, 1]),
  28: option(`${L}internationalization`, [`${L}MIBenum`, 4], [`${L}language_tag`, TEXT]),
  29: option(`${L}sonet_sdh`),
};

/** The endpoint of a multilink bundle by class, RFC 1990, 5.1.3. */
const ENDPOINTS: Readonly<Record<number, Parts>> = {
  0: [],
  2: [[`${L}ip_address`, 4]],
  3: [[`${L}802_1_address`, 6]],
  4: [
    [`${L}magic_block`, stay(4)],
    [`${L}magic_number`, 4],
  ],
  5: [[`${L}psndn`, REST]],
};
export const AUTHENTICATION = 3;
export const CHAP = 0xc223;
/** RFC 1994, 3. */
export const CHAP_OPTION = option(`${L}auth_protocol_bytes`, [`${L}auth_protocol`, 2], [`${L}algorithm`, 1]);

export const ENDPOINT = 19;
export const endpointOption = (kind: number): PppOption =>
  option(`${L}multilink_ep_disc`, [`${L}ep_disc_class`, 1], ...(ENDPOINTS[kind] ?? [[`${L}data`, REST]]));

export const ipcpFields = once(() => [
  num(1, "ipcp.opt.type", "Type"),
  num(1, "ipcp.opt.length", "Length"),
  v4("ipcp.opt.src_address", "Source IP Address"),
  v4("ipcp.opt.dst_address", "Destination IP Address"),
  hexNum(2, "ipcp.opt.compress_proto", "IP Compression Protocol"),
  num(2, "ipcp.opt.max_cid", "Max CID"),
  num(2, "ipcp.opt.mrru", "MRRU"),
  num(1, "ipcp.opt.max_slot_id", "Max Slot ID"),
  bit(1, 0x1, "ipcp.opt.comp_slot_id", "Comp Slot ID"),
  num(2, "ipcp.opt.tcp_space", "TCP Space"),
  num(2, "ipcp.opt.non_tcp_space", "Non TCP Space"),
  num(2, "ipcp.opt.f_max_period", "F Max Period"),
  num(2, "ipcp.opt.f_max_time", "F Max Time"),
  num(2, "ipcp.opt.max_header", "Max Header"),
  raw("ipcp.data", "Data"),
  v4("ipcp.opt.ip_address", "IP Address"),
  v4("ipcp.opt.mobilenodehomeaddress", "Mobile Node's Home Address"),
  v4("ipcp.opt.pri_dns_address", "Primary DNS Address"),
  v4("ipcp.opt.pri_nbns_address", "Primary NBNS Address"),
  v4("ipcp.opt.sec_dns_address", "Secondary DNS Address"),
  v4("ipcp.opt.sec_nbns_address", "Secondary NBNS Address"),
  num(1, "ipcp.opt.rohc.type", "Type"),
  num(1, "ipcp.opt.rohc.length", "Length"),
  hexNum(2, "ipcp.opt.rohc.profile", "Profile"),
  num(1, "ipcp.opt.iphc.type", "Type"),
  num(1, "ipcp.opt.iphc.length", "Length"),
  num(1, "ipcp.opt.iphc.param", "Parameter"),
  raw("ipcp.opt.addrs", "IP Addresses (deprecated)"),
  raw("ipcp.opt.compress", "IP Compression Protocol"),
  raw("ipcp.opt.addr", "IP Address"),
  raw("ipcp.opt.mobileipv4", "Mobile Node's Home IP Address"),
  raw("ipcp.opt.pri_dns", "Primary DNS Server IP Address"),
  raw("ipcp.opt.pri_nbns", "Primary NBNS Server IP Address"),
  raw("ipcp.opt.sec_dns", "Secondary DNS Server IP Address"),
  raw("ipcp.opt.sec_nbns", "Secondary NBNS Server IP Address"),
  raw("ipcp.opt.rohc.profile_bytes", "Profiles (RFC3241)"),
  raw("ipcp.opt.iphc.rtp_compress", "RTP compression (RFC2508)"),
  raw("ipcp.opt.iphc.enhanced_rtp_compress", "Enhanced RTP compression (RFC3545)"),
  raw("ipcp.opt.iphc.neghdrcomp", "Negotiating header compression (RFC3545)"),
]);

const I = "ipcp.opt.";
/** RFC 1332, 3; RFC 2290; RFC 1877. */
export const IPCP_OPTIONS: PppOptions = {
  1: option(`${I}addrs`, [`${I}src_address`, 4], [`${I}dst_address`, 4]),
  3: option(`${I}addr`, [`${I}ip_address`, 4]),
  4: option(`${I}mobileipv4`, [`${I}mobilenodehomeaddress`, 4]),
  129: option(`${I}pri_dns`, [`${I}pri_dns_address`, 4]),
  130: option(`${I}pri_nbns`, [`${I}pri_nbns_address`, 4]),
  131: option(`${I}sec_dns`, [`${I}sec_dns_address`, 4]),
  132: option(`${I}sec_nbns`, [`${I}sec_nbns_address`, 4]),
};

const slots: Parts = [
  [`${I}max_slot_id`, 1],
  [`${I}comp_slot_id`, 1],
];
/** What stands behind the number of a compression protocol: RFC 1332, 3.2; RFC 3544, 2.1; RFC 3241, 2. */
const COMPRESSIONS: Readonly<Record<number, Parts>> = {
  3: [
    [`${I}max_cid`, 2],
    [`${I}mrru`, 2],
    [`${I}max_header`, 2],
  ],
  45: slots,
  97: ["tcp_space", "non_tcp_space", "f_max_period", "f_max_time", "max_header"].map(
    (name) => [I + name, 2] as const,
  ),
};
export const COMPRESSION = 2;
export const compressionOption = (kind: number): PppOption =>
  option(`${I}compress`, [`${I}compress_proto`, 2], ...(COMPRESSIONS[kind] ?? [["ipcp.data", REST]]));

/** Sub-options of these by type, and their wholes: RFC 3241, 2.1; RFC 3544, 2.2 to 2.4. */
export const SUB_OPTIONS: Readonly<
  Record<number, { prefix: string; types: Readonly<Record<number, PppOption>> }>
> = {
  3: { prefix: `${I}rohc`, types: { 1: option(`${I}rohc.profile_bytes`, [`${I}rohc.profile`, 2]) } },
  97: {
    prefix: `${I}iphc`,
    types: {
      1: option(`${I}iphc.rtp_compress`),
      2: option(`${I}iphc.enhanced_rtp_compress`),
      3: option(`${I}iphc.neghdrcomp`, [`${I}iphc.param`, 1]),
    },
  },
};

export const ipv6cpFields = once(() => [
  raw("ipv6cp.interface_identifier", "Interface Identifier", 8),
  raw("ipv6cp.opt.interface_identifier", "Interface Identifier"),
  ...ipcpFields(),
]);

/** RFC 5072, 4.1. */
export const IPV6CP_OPTIONS: PppOptions = {
  1: option("ipv6cp.opt.interface_identifier", ["ipv6cp.interface_identifier", 8]),
};

export const ccpFields = once(() => [
  num(1, "ccp.opt.type", "Type"),
  num(1, "ccp.opt.length", "Length"),
  num(3, "ccp.opt.oui", "OUI"),
  num(1, "ccp.opt.subtype", "Subtype"),
  num(2, "ccp.opt.history_count", "History Count"),
  num(1, "ccp.opt.cm", "Check Mode Field"),
  num(1, "ccp.opt.cm.reserved", "Reserved", { mask: 0xf8 }),
  hexNum(4, "ccp.opt.supported_bits", "Supported Bits"),
  bit(4, 0x1000000, "ccp.opt.supported_bits.h", "H"),
  bit(4, 0x80, "ccp.opt.supported_bits.m", "M"),
  bit(4, 0x40, "ccp.opt.supported_bits.s", "S"),
  bit(4, 0x20, "ccp.opt.supported_bits.l", "L"),
  bit(4, 0x10, "ccp.opt.supported_bits.d", "D"),
  bit(4, 0x1, "ccp.opt.supported_bits.c", "C"),
  num(1, "ccp.opt.history", "History"),
  raw("ccp.opt.version", "Version"),
  hexNum(1, "ccp.opt.vd", "Vers/Dict"),
  num(1, "ccp.opt.vd.vers", "Vers", { mask: 0xe0 }),
  num(1, "ccp.opt.vd.dict", "Dict", { mask: 0x1f }),
  num(1, "ccp.opt.fe", "Features", { mask: 0xc0 }),
  bit(1, 0x20, "ccp.opt.p", "Packet by Packet flag"),
  num(1, "ccp.opt.History", "History", { mask: 0x1f }),
  num(1, "ccp.opt.contexts", "# Contexts"),
  num(1, "ccp.opt.window", "Window", { mask: 0xf0 }),
  num(1, "ccp.opt.method", "Method", { mask: 0xf }),
  num(1, "ccp.opt.mbz", "MBZ", { mask: 0xfc }),
  num(1, "ccp.opt.chk", "Chk", { mask: 0x3 }),
  num(2, "ccp.opt.mode_dictcount", "Mode/Dictionary Count"),
  num(2, "ccp.opt.dict_size", "Dictionary Size"),
  raw("ccp.opt.data", "Data"),
  raw("ccp.opt_oui", "OUI"),
  raw("ccp.opt.predict1", "Predictor type 1"),
  raw("ccp.opt.predict2", "Predictor type 2"),
  raw("ccp.opt.puddle", "Puddle Jumper"),
  raw("ccp.opt.hpppc", "Hewlett-Packard PPC"),
  raw("ccp.opt.stac", "Stac Electronics LZS"),
  raw("ccp.opt.mppe", "Microsoft PPE/PPC"),
  raw("ccp.opt.gfza", "Gandalf FZA"),
  raw("ccp.opt.v42bis", "V.42bis compression"),
  raw("ccp.opt.bsdcomp", "BSD LZW Compress"),
  raw("ccp.opt.mvrca", "MVRCA (Magnalink)"),
  raw("ccp.opt.deflate", "Deflate"),
  raw("ccp.opt.v44lzjh", "V.44/LZJH compression"),
  raw("ccp.opt.lzsdcp", "LZS-DCP"),
  num(1, "ccp.opt.check_mode", "Check Mode"),
  num(1, "ccp.opt.process_mode", "Process Mode"),
  num(1, "ccp.opt.cm.check_mode", "Check Mode", { mask: 0x7 }),
  num(2, "ccp.opt.history_length", "History Length"),
  raw("ccp.opt.dce", "PPP for Data Compression in Data Circuit-Terminating Equipment (DCE)"),
  num(1, "ccp.opt.mode", "Mode"),
]);

const C = "ccp.opt.";
const within = (size: number, ...names: string[]): Parts => [
  ...names.map((name) => [C + name, stay(size)] as const),
  ["", size],
];
/** RFC 1962, 4; RFC 1974; RFC 3078; RFC 1977; RFC 1979; RFC 1975; RFC 1967. */
export const CCP_OPTIONS: PppOptions = {
  0: option("ccp.opt_oui", [`${C}oui`, 3], [`${C}subtype`, 1], [`${C}data`, REST]),
  1: option(`${C}predict1`),
  2: option(`${C}predict2`),
  3: option(`${C}puddle`),
  16: option(`${C}hpppc`, [`${C}data`, REST]),
  17: option(`${C}stac`, [`${C}history_count`, 2], ...within(1, "cm", "cm.reserved", "cm.check_mode")),
  18: option(
    `${C}mppe`,
    ...within(4, "supported_bits", ...["h", "m", "s", "l", "d", "c"].map((name) => `supported_bits.${name}`)),
  ),
  19: option(`${C}gfza`, [`${C}history`, 1], [`${C}version`, REST]),
  20: option(`${C}v42bis`, [`${C}data`, REST]),
  21: option(`${C}bsdcomp`, ...within(1, "vd", "vd.vers", "vd.dict")),
  23: option(`${C}lzsdcp`, [`${C}history_count`, 2], [`${C}check_mode`, 1], [`${C}process_mode`, 1]),
  24: option(`${C}mvrca`, ...within(1, "fe", "p", "History"), [`${C}contexts`, 1]),
  25: option(`${C}dce`, [`${C}mode`, 1]),
  26: option(`${C}deflate`, ...within(1, "window", "method"), ...within(1, "mbz", "chk")),
  27: option(`${C}v44lzjh`, [`${C}mode_dictcount`, 2], [`${C}dict_size`, 2], [`${C}history_length`, 2]),
};
