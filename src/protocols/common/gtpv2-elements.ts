/** Information elements of GTP version 2, 3GPP TS 29.274, 8: a type, a length of two bytes and an instance each. */
import type { Field } from "../../core/fields.ts";
import { stringAt } from "../../core/values.ts";
import { Cursor, type Parts, REST, stay, tellParts } from "./cursor.ts";
import { bit, hexNum, mark, num, said, str, v4, v6 } from "./located.ts";

/** Table 8.1-1. */
const TYPES: Readonly<Record<number, string>> = {
  1: "International Mobile Subscriber Identity (IMSI)",
  2: "Cause",
  3: "Recovery (Restart Counter)",
  71: "Access Point Name (APN)",
  72: "Aggregate Maximum Bit Rate (AMBR)",
  73: "EPS Bearer ID (EBI)",
  74: "IP Address",
  75: "Mobile Equipment Identity (MEI)",
  76: "MSISDN",
  77: "Indication",
  78: "Protocol Configuration Options (PCO)",
  79: "PDN Address Allocation (PAA)",
  80: "Bearer Level Quality of Service (Bearer QoS)",
  81: "Flow Quality of Service (Flow QoS)",
  82: "RAT Type",
  83: "Serving Network",
  84: "EPS Bearer Level Traffic Flow Template (Bearer TFT)",
  85: "Traffic Aggregation Description (TAD)",
  86: "User Location Info (ULI)",
  87: "Fully Qualified Tunnel Endpoint Identifier (F-TEID)",
  88: "TMSI",
  89: "Global CN-Id",
  92: "Delay Value",
  93: "Bearer Context",
  94: "Charging ID",
  95: "Charging Characteristics",
  97: "Bearer Flags",
  99: "PDN Type",
  100: "Procedure Transaction ID",
  109: "PDN Connection",
  111: "P-TMSI",
  114: "UE Time Zone",
  126: "Port Number",
  127: "APN Restriction",
  128: "Selection Mode",
  132: "Fully Qualified PDN Connection Set Identifier (FQ-CSID)",
  136: "Fully Qualified Domain Name (FQDN)",
  152: "Node Features",
  155: "Allocation/Retention Priority (ARP)",
  156: "EPC Timer",
  180: "Overload Control Information",
  181: "Load Control Information",
  255: "Private Extension",
};
const GROUPED: ReadonlySet<number> = new Set([93, 109, 180, 181]);

const PDN_TYPES = { 1: "IPv4", 2: "IPv6", 3: "IPv4/IPv6", 4: "Non-IP", 5: "Ethernet" };
const RATS = {
  1: "UTRAN",
  2: "GERAN",
  3: "WLAN",
  4: "GAN",
  5: "HSPA Evolution",
  6: "EUTRAN",
  7: "Virtual",
  8: "EUTRAN-NB-IoT",
  9: "LTE-M",
  10: "NR",
};
const CAUSES = {
  16: "Request accepted",
  17: "Request accepted partially",
  18: "New PDN type due to network preference",
  19: "New PDN type due to single address bearer only",
  64: "Context Not Found",
  65: "Invalid Message Format",
  66: "Version not supported by next peer",
  67: "Invalid length",
  68: "Service not supported",
  69: "Mandatory IE incorrect",
  70: "Mandatory IE missing",
  72: "System failure",
  73: "No resources available",
  92: "User authentication failed",
  94: "Request rejected (reason not specified)",
};

/** What stands in those that have fixed parts. */
const PARTS: Readonly<Record<number, Parts>> = {
  3: [["gtpv2.rec", 1]],
  72: [
    ["gtpv2.ambr_up", 4],
    ["gtpv2.ambr_down", 4],
  ],
  73: [
    ["gtpv2.spare_bits", stay(1)],
    ["gtpv2.ebi", 1],
  ],
  82: [["gtpv2.rat_type", 1]],
  92: [["gtpv2.delay_value", 1]],
  94: [["gtpv2.charging_id", 4]],
  95: [
    ["gtpv2.charging_characteristic", 2],
    ["gtpv2.charging_characteristic.remaining_octets", REST],
  ],
  97: [
    ["gtpv2.bearer_flag.ppc", stay(1)],
    ["gtpv2.bearer_flag.vb", 1],
  ],
  99: [["gtpv2.pdn_type", 1]],
  100: [["gtpv2.pti", 1]],
  114: [
    ["", 1],
    ["gtpv2.ue_time_zone_dst", 1],
  ],
  127: [["gtpv2.apn_rest", 1]],
  128: [["gtpv2.selec_mode", 1]],
  152: [
    ["gtpv2.node_features_prn", stay(1)],
    ["gtpv2.node_features_mabr", stay(1)],
    ["gtpv2.node_features_ntsr", stay(1)],
    ["gtpv2.node_features_ciot", 1],
  ],
};

/** What else does not follow from its type alone. */
const READERS: Readonly<Record<number, (c: Cursor) => void>> = {
  2: tellCause,
  71: (c) => tellName(c, "gtpv2.apn"),
  74: tellAddress,
  75: (c) => c.tell("gtpv2.mei", c.left, digits(c)),
  79: tellPdnAddress,
  80: tellQuality,
  86: tellLocation,
  87: tellEndpoint,
  136: (c) => tellName(c, "gtpv2.fqdn"),
};

const bits = (...rows: readonly [mask: number, name: string, title: string][]): Field[] =>
  rows.map(([mask, name, title]) => bit(1, mask, `gtpv2.${name}`, title));

/** Flags of a user's location, and what follows for each of them: its fields, behind network codes of three bytes. */
const LOCATIONS: readonly (readonly [mask: number, name: string, title: string, parts: Parts])[] = [
  [
    0x01,
    "cgi",
    "CGI Present",
    [
      ["gtpv2.uli_cgi_lac", 2],
      ["gtpv2.uli_cgi_ci", 2],
    ],
  ],
  [
    0x02,
    "sai",
    "SAI Present",
    [
      ["gtpv2.sai_lac", 2],
      ["gtpv2.sai_sac", 2],
    ],
  ],
  [
    0x04,
    "rai",
    "RAI Present",
    [
      ["gtpv2.rai_lac", 2],
      ["gtpv2.rai_rac", 2],
    ],
  ],
  [0x08, "tai", "TAI Present", [["gtpv2.tai_tac", 2]]],
  [
    0x10,
    "ecgi",
    "ECGI Present",
    [
      ["gtpv2.uli_ecgi_eci_spare", stay(1)],
      ["gtpv2.ecgi_eci", stay(4)],
      ["gtpv2.enodebid", stay(4)],
      ["gtpv2.cellid", 4],
    ],
  ],
  [0x20, "lai", "LAI Present", [["gtpv2.uli_lai_lac", 2]]],
];
const NETWORK_CODES = 3;
const LAST_FIRST = [...LOCATIONS].reverse();

export const gtpv2ElementFields: readonly Field[] = [
  num(1, "gtpv2.ie_type", "IE Type", { values: TYPES }),
  num(2, "gtpv2.ie_len", "IE Length"),
  num(1, "gtpv2.cr", "CR flag", { mask: 0xf0 }),
  num(1, "gtpv2.instance", "Instance", { mask: 0x0f }),
  num(1, "gtpv2.cause", "Cause", { values: CAUSES }),
  num(1, "gtpv2.spare_b7_b3", "Spare bit(s)", { mask: 0xf8 }),
  ...bits(
    [0x04, "pce", "PCE (PDN Connection IE Error)"],
    [0x02, "bce", "BCE (Bearer Context IE Error)"],
    [0x01, "cs", "CS (Cause Source)"],
  ),
  num(1, "gtpv2.cause_off_ie_t", "Type of the offending IE", { values: TYPES }),
  num(1, "gtpv2.rec", "Restart Counter"),
  str("gtpv2.apn", "APN (Access Point Name)"),
  num(4, "gtpv2.ambr_up", "AMBR Uplink (Aggregate Maximum Bit Rate for Uplink)"),
  num(4, "gtpv2.ambr_down", "AMBR Downlink(Aggregate Maximum Bit Rate for Downlink)"),
  num(1, "gtpv2.spare_bits", "Spare bit(s)", { mask: 0xf0 }),
  num(1, "gtpv2.ebi", "EPS Bearer ID (EBI)", { mask: 0x0f }),
  v4("gtpv2.ip_address_ipv4", "IP address IPv4"),
  v6("gtpv2.ip_address_ipv6", "IP address IPv6"),
  str("gtpv2.mei", "MEI(Mobile Equipment Identity)"),
  num(1, "gtpv2.pdn_type", "PDN Type", { mask: 0x07, values: PDN_TYPES }),
  num(1, "gtpv2.pdn_ipv6_len", "IPv6 Prefix Length"),
  v6("gtpv2.pdn_addr_and_prefix.ipv6", "PDN Address and Prefix(IPv6)"),
  v4("gtpv2.pdn_addr_and_prefix.ipv4", "PDN Address and Prefix(IPv4)"),
  ...bits([0x40, "bearer_qos_pci", "PCI (Pre-emption Capability)"]),
  num(1, "gtpv2.bearer_qos_pl", "PL (Priority Level)", { mask: 0x3c }),
  ...bits([0x01, "bearer_qos_pvi", "PVI (Pre-emption Vulnerability)"]),
  num(1, "gtpv2.bearer_qos_label_qci", "Label (QCI)"),
  num(8, "gtpv2.bearer_qos_mbr_up", "Maximum Bit Rate For Uplink"),
  num(8, "gtpv2.bearer_qos_mbr_down", "Maximum Bit Rate For Downlink"),
  num(8, "gtpv2.bearer_qos_gbr_up", "Guaranteed Bit Rate For Uplink"),
  num(8, "gtpv2.bearer_qos_gbr_down", "Guaranteed Bit Rate For Downlink"),
  num(1, "gtpv2.rat_type", "RAT Type", { values: RATS }),
  hexNum(1, "gtpv2.uli_flags", "ULI Flags"),
  ...bits(
    [0x80, "uli_ext_macro_enb_id_flg", "Extended Macro eNodeB ID Present"],
    [0x40, "uli_macro_enb_id_flg", "Macro eNodeB ID Present"],
    ...LAST_FIRST.map(([mask, name, title]) => [mask, `uli_${name}_flg`, title] as [number, string, string]),
  ),
  hexNum(2, "gtpv2.uli_cgi_lac", "Location Area Code"),
  num(2, "gtpv2.uli_cgi_ci", "Cell Identity"),
  hexNum(2, "gtpv2.sai_lac", "Location Area Code"),
  hexNum(2, "gtpv2.sai_sac", "Service Area Code"),
  hexNum(2, "gtpv2.rai_lac", "Location Area Code"),
  hexNum(2, "gtpv2.rai_rac", "Routing Area Code"),
  hexNum(2, "gtpv2.tai_tac", "Tracking Area Code"),
  num(1, "gtpv2.uli_ecgi_eci_spare", "Spare", { mask: 0xf0 }),
  num(4, "gtpv2.ecgi_eci", "ECI (E-UTRAN Cell Identifier)", { mask: 0x0fffffff }),
  num(4, "gtpv2.enodebid", "eNodeB Id", { mask: 0x0fffff00 }),
  num(4, "gtpv2.cellid", "CellId", { mask: 0xff }),
  hexNum(2, "gtpv2.uli_lai_lac", "Location Area Code (LAC)"),
  ...bits([0x80, "f_teid_v4", "V4"], [0x40, "f_teid_v6", "V6"]),
  num(1, "gtpv2.f_teid_interface_type", "Interface Type", { mask: 0x3f }),
  hexNum(4, "gtpv2.f_teid_gre_key", "TEID/GRE Key"),
  v4("gtpv2.f_teid_ipv4", "F-TEID IPv4"),
  v6("gtpv2.f_teid_ipv6", "F-TEID IPv6"),
  num(1, "gtpv2.delay_value", "Delay Value (In integer multiples of 50 milliseconds or zero)"),
  num(4, "gtpv2.charging_id", "Charging id"),
  hexNum(2, "gtpv2.charging_characteristic", "Charging Characteristic"),
  str("gtpv2.charging_characteristic.remaining_octets", "Remaining octets"),
  ...bits(
    [0x01, "bearer_flag.ppc", "PPC (Prohibit Payload Compression)"],
    [0x02, "bearer_flag.vb", "VB (Voice Bearer)"],
  ),
  num(1, "gtpv2.pti", "Procedure Transaction Id"),
  num(1, "gtpv2.ue_time_zone_dst", "Daylight Saving Time", { mask: 0x03 }),
  num(1, "gtpv2.apn_rest", "APN Restriction"),
  num(1, "gtpv2.selec_mode", "Selection Mode", { mask: 0x03 }),
  str("gtpv2.fqdn", "FQDN"),
  ...bits(
    [0x01, "node_features_prn", "PGW Restart Notification (PRN)"],
    [0x02, "node_features_mabr", "Modify Access Bearers Request (MABR)"],
    [0x04, "node_features_ntsr", "Network Triggered Service Restoration (NTSR)"],
    [0x08, "node_features_ciot", "Cellular Internet Of Things (CIOT)"],
  ),
  mark("gtpv2.ie_data_not_dissected", "IE data not dissected yet"),
  said("error", "protocol", "gtpv2.ie_type.reserved", "IE type Zero is Reserved and should not be used"),
];

/** @throws RangeError where one does not fit; what it holds may end too early, which ends it alone */
export function tellGtpv2Elements(c: Cursor): void {
  while (c.left > 0) {
    const type = c.number("gtpv2.ie_type", 1);
    const length = c.number("gtpv2.ie_len", 2);
    c.here("gtpv2.cr", 1).tell("gtpv2.instance", 1);
    if (type === 0) c.add("gtpv2.ie_type.reserved", c.at, 0, true);
    const value = c.within(length);
    if (GROUPED.has(type)) tellGtpv2Elements(value);
    else tellValue(type, value);
  }
}

function tellValue(type: number, value: Cursor): void {
  try {
    if (PARTS[type] !== undefined) tellParts(value, PARTS[type]);
    else READERS[type]?.(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function tellCause(c: Cursor): void {
  c.tell("gtpv2.cause", 1).here("gtpv2.spare_b7_b3", 1);
  c.here("gtpv2.pce", 1).here("gtpv2.bce", 1).tell("gtpv2.cs", 1);
  if (c.left > 0) c.tell("gtpv2.cause_off_ie_t", 1).tell("gtpv2.ie_len", 2).tell("gtpv2.instance", 1);
}

/** Labels of a length each. */
function tellName(c: Cursor, field: string): void {
  const labels: string[] = [];
  for (let at = c.at; at < c.end; at += 1 + c.data.getUint8(at))
    labels.push(stringAt(c.data, at + 1, Math.min(c.data.getUint8(at), c.end - at - 1)));
  c.tell(field, c.left, labels.join("."));
}

/** Two digits a byte, the low one first; 15 fills. */
function digits(c: Cursor): string {
  const bytes = Array.from({ length: c.left }, (_, i) => c.peek(1, i));
  return bytes
    .flatMap((byte) => [byte & 15, byte >> 4])
    .filter((digit) => digit < 15)
    .map((digit) => "0123456789?????"[digit])
    .join("");
}

function tellAddress(c: Cursor): void {
  if (c.left === 4) c.tell("gtpv2.ip_address_ipv4", 4);
  else if (c.left === 16) c.tell("gtpv2.ip_address_ipv6", 16);
}

const [IPV4, IPV6, BOTH] = [1, 2, 3];

function tellPdnAddress(c: Cursor): void {
  const type = c.peek(1) & 7;
  c.tell("gtpv2.pdn_type", 1);
  if (type === IPV6 || type === BOTH)
    c.tell("gtpv2.pdn_ipv6_len", 1).tell("gtpv2.pdn_addr_and_prefix.ipv6", 16);
  if (type === IPV4 || type === BOTH) c.tell("gtpv2.pdn_addr_and_prefix.ipv4", 4);
}

function tellQuality(c: Cursor): void {
  for (const part of ["pci", "pl", "pvi"]) c.here(`gtpv2.bearer_qos_${part}`, 1);
  c.skip(1).tell("gtpv2.bearer_qos_label_qci", 1);
  for (const part of ["mbr_up", "mbr_down", "gbr_up", "gbr_down"])
    c.tell(`gtpv2.bearer_qos_${part}`, 5, c.peek(5));
}

function tellLocation(c: Cursor): void {
  const flags = c.peek(1);
  c.here("gtpv2.uli_flags", 1);
  c.bits(1, "gtpv2.uli_ext_macro_enb_id_flg", "gtpv2.uli_macro_enb_id_flg");
  c.bits(1, ...LAST_FIRST.map(([, name]) => `gtpv2.uli_${name}_flg`)).skip(1);
  for (const [mask, , , parts] of LOCATIONS) {
    if ((flags & mask) === 0) continue;
    const size = parts.reduce((sum, [, part]) => sum + Math.max(0, part), 0);
    tellParts(new Cursor(c.data, c.add, c.skip(NETWORK_CODES).at, c.at + size, c.depth), parts);
    c.skip(size);
  }
}

function tellEndpoint(c: Cursor): void {
  const flags = c.peek(1);
  for (const part of ["v4", "v6", "interface_type"]) c.here(`gtpv2.f_teid_${part}`, 1);
  c.skip(1).tell("gtpv2.f_teid_gre_key", 4);
  if ((flags & 0x80) !== 0) c.tell("gtpv2.f_teid_ipv4", 4);
  if ((flags & 0x40) !== 0) c.tell("gtpv2.f_teid_ipv6", 16);
}
