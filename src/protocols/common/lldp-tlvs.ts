/** The TLVs of LLDP that consist of fixed fields (IEEE 802.1AB, 8.5, annexes of 802.1Q and 802.3, TIA-1057). */
import type { Field } from "../../core/fields.ts";
import { bit, hexNum, num, raw, str } from "./located.ts";

/** Bytes of a number, or the rest of the TLV; several fields of size 0 stand for bits of the one before. */
export type TlvPart = readonly [field: string, size: number | "text" | "rest"];

export const LLDP_CAPABILITIES = [
  "other",
  "repeater",
  "bridge",
  "wlan_access_pt",
  "router",
  "telephone",
  "docsis_cable_device",
  "station_only",
] as const;

const capabilities = (prefix: string): Field[] =>
  LLDP_CAPABILITIES.map((name, i) => bit(2, 1 << i, `${prefix}.${name}`, name.replaceAll("_", " ")));

export const LLDP_8021 = 0x0080c2;
export const LLDP_8023 = 0x00120f;
export const LLDP_MEDIA = 0x0012bb;

/** Where the subtype of an organisation's TLV is told. */
export const LLDP_SUBTYPES: Readonly<Record<number, string>> = {
  [LLDP_8021]: "lldp.ieee.802_1.subtype",
  [LLDP_8023]: "lldp.ieee.802_3.subtype",
  [LLDP_MEDIA]: "lldp.media.subtype",
};

/** By organisation and subtype. */
export const LLDP_ORGANISATION: Readonly<Record<number, Readonly<Record<number, readonly TlvPart[]>>>> = {
  [LLDP_8021]: {
    1: [["lldp.ieee.802_1.port_vlan.id", 2]],
    2: [
      ["lldp.ieee.802_1.port_and_vlan_id_flag", 1],
      ["lldp.ieee.802_1.port_proto_vlan.id", 2],
    ],
    3: [
      ["lldp.ieee.802_1.vlan.id", 2],
      ["lldp.ieee.802_1.vlan.name_len", 1],
      ["lldp.ieee.802_1.vlan.name", "text"],
    ],
    4: [
      ["lldp.ieee.802_1.proto.id_length", 1],
      ["lldp.ieee.802_1.proto.id", "rest"],
    ],
    7: [
      ["lldp.ieee.802_1.aggregation_status", 1],
      ["lldp.ieee.802_1.aggregated_port_id", 4],
    ],
  },
  [LLDP_8023]: {
    1: [
      ["lldp.ieee.802_3.mac_phy_auto_neg_status", 1],
      ["lldp.ieee.802_3.pmd_auto_neg_advertised_caps", 2],
      ["lldp.ieee.802_3.pmd_mau_type", 2],
    ],
    2: [
      ["lldp.ieee.802_3.mdi_power_support", 1],
      ["lldp.ieee.802_3.mdi_pse_pair", 1],
      ["lldp.ieee.802_3.mdi_power_class", 1],
    ],
    3: [
      ["lldp.ieee.802_3.aggregation_status", 1],
      ["lldp.ieee.802_3.aggregated_port_id", 4],
    ],
    4: [["lldp.ieee.802_3.max_frame_size", 2]],
  },
  [LLDP_MEDIA]: {
    1: [
      ["lldp.media.subtype.caps", 2],
      ["lldp.media.subtype.class", 1],
    ],
    5: [["lldp.media.hardware", "text"]],
    6: [["lldp.media.firmware", "text"]],
    7: [["lldp.media.software", "text"]],
    8: [["lldp.media.sn", "text"]],
    9: [["lldp.media.manufacturer", "text"]],
    10: [["lldp.media.model", "text"]],
    11: [["lldp.media.asset", "text"]],
  },
};

export const lldpOrganisationFields: Field[] = [
  num(3, "lldp.orgtlv.oui", "Organization Unique Code"),
  hexNum(1, "lldp.ieee.802_1.subtype", "IEEE 802.1 Subtype"),
  num(2, "lldp.ieee.802_1.port_vlan.id", "Port VLAN Identifier"),
  hexNum(1, "lldp.ieee.802_1.port_and_vlan_id_flag", "Flags"),
  num(2, "lldp.ieee.802_1.port_proto_vlan.id", "Port and Protocol VLAN Identifier"),
  num(2, "lldp.ieee.802_1.vlan.id", "VLAN Identifier"),
  num(1, "lldp.ieee.802_1.vlan.name_len", "VLAN Name Length"),
  str("lldp.ieee.802_1.vlan.name", "VLAN Name"),
  num(1, "lldp.ieee.802_1.proto.id_length", "Protocol Identity Length"),
  raw("lldp.ieee.802_1.proto.id", "Protocol Identity"),
  hexNum(1, "lldp.ieee.802_1.aggregation_status", "Aggregation Status"),
  num(4, "lldp.ieee.802_1.aggregated_port_id", "Aggregated Port Id"),
  hexNum(1, "lldp.ieee.802_3.subtype", "IEEE 802.3 Subtype"),
  hexNum(1, "lldp.ieee.802_3.mac_phy_auto_neg_status", "Auto-Negotiation Support/Status"),
  hexNum(2, "lldp.ieee.802_3.pmd_auto_neg_advertised_caps", "PMD Auto-Negotiation Advertised Capability"),
  hexNum(2, "lldp.ieee.802_3.pmd_mau_type", "Operational MAU Type"),
  hexNum(1, "lldp.ieee.802_3.mdi_power_support", "MDI Power Support"),
  num(1, "lldp.ieee.802_3.mdi_pse_pair", "PSE Power Pair"),
  num(1, "lldp.ieee.802_3.mdi_power_class", "Power Class"),
  hexNum(1, "lldp.ieee.802_3.aggregation_status", "Aggregation Status"),
  num(4, "lldp.ieee.802_3.aggregated_port_id", "Aggregated Port Id"),
  num(2, "lldp.ieee.802_3.max_frame_size", "Maximum Frame Size"),
  hexNum(1, "lldp.media.subtype", "Media Subtype"),
  hexNum(2, "lldp.media.subtype.caps", "Capabilities"),
  num(1, "lldp.media.subtype.class", "Class Type"),
  str("lldp.media.hardware", "Hardware Revision"),
  str("lldp.media.firmware", "Firmware Revision"),
  str("lldp.media.software", "Software Revision"),
  str("lldp.media.sn", "Serial Number"),
  str("lldp.media.manufacturer", "Manufacturer Name"),
  str("lldp.media.model", "Model Name"),
  str("lldp.media.asset", "Asset ID"),
  num(1, "lldp.unknown_subtype", "Unknown Subtype"),
  raw("lldp.unknown_subtype.content", "Unknown Subtype Content"),
  hexNum(2, "lldp.tlv.system_cap", "Capabilities"),
  ...capabilities("lldp.tlv.system_cap"),
  hexNum(2, "lldp.tlv.enable_system_cap", "Enabled Capabilities"),
  ...capabilities("lldp.tlv.enable_system_cap"),
];
