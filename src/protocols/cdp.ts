// Cisco's protocols behind LLC SNAP: discovery (CDP), trunks (DTP), VLANs (VTP), unidirectional links (UDLD). None
// has a standard; the forms are those that Cisco's devices send.
//
//  0    1    2         4         6
// +----+----+---------+---------+---------+-----      CDP and UDLD; types and lengths of TLVs are 16 bits each,
// |ver |ttl | checksum| type    | length  | …         and a length counts its TLV's head
// +----+----+---------+---------+---------+-----

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Checksum, isGood, ownFault } from "./common/checksum.ts";
import { Cursor, leaf, lineAt, type Parts, REST, TEXT, telling, tellParts, word } from "./common/cursor.ts";
import { bit, hexNum, hw, num, raw, said, str, v4, v6 } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";

/** Texts by TLV type, and what the Info column calls them. */
const CDP_TEXTS: Record<number, readonly [string, string]> = {
  1: ["cdp.deviceid", "Device ID: "],
  3: ["cdp.portid", "Port ID: "],
  6: ["cdp.platform", ""],
  9: ["cdp.vtp_management_domain", ""],
  20: ["cdp.system_name", ""],
};

const CDP_CAPABILITIES = [
  bit(4, 0x001, "cdp.capabilities.router", "Router"),
  bit(4, 0x002, "cdp.capabilities.trans_bridge", "Transparent Bridge"),
  bit(4, 0x004, "cdp.capabilities.src_bridge", "Source Route Bridge"),
  bit(4, 0x008, "cdp.capabilities.switch", "Switch"),
  bit(4, 0x010, "cdp.capabilities.host", "Host"),
  bit(4, 0x020, "cdp.capabilities.igmp_capable", "IGMP capable"),
  bit(4, 0x040, "cdp.capabilities.repeater", "Repeater"),
  bit(4, 0x080, "cdp.capabilities.voip_phone", "VoIP Phone"),
  bit(4, 0x100, "cdp.capabilities.remote", "Remotely Managed Device"),
  bit(4, 0x200, "cdp.capabilities.cvta", "CVTA/STP Dispute Resolution/Cisco VT Camera"),
  bit(4, 0x400, "cdp.capabilities.mac_relay", "Two Port Mac Relay"),
];

const CDP_SPARE_POE = [
  bit(1, 1, "cdp.spare_poe_tlv.poe", "PSE Four-Wire PoE"),
  bit(1, 2, "cdp.spare_poe_tlv.spare_pair_arch", "PD Spare Pair Architecture"),
  bit(1, 4, "cdp.spare_poe_tlv.req_spare_pair_poe", "PD Request Spare Pair PoE"),
  bit(1, 8, "cdp.spare_poe_tlv.pse_spare_pair_poe", "PSE Spare Pair PoE"),
];

export const cdp: Protocol = {
  name: "cdp",
  title: "Cisco Discovery Protocol",
  reference: "Cisco",
  fields: [
    num(1, "cdp.version", "Version"),
    num(1, "cdp.ttl", "TTL"),
    hexNum(2, "cdp.checksum", "Checksum"),
    num(1, "cdp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
    hexNum(2, "cdp.tlv.type", "Type"),
    num(2, "cdp.tlv.len", "Length"),
    str("cdp.deviceid", "Device ID"),
    str("cdp.portid", "Sent through Interface"),
    str("cdp.software_version", "Software Version"),
    str("cdp.platform", "Platform"),
    str("cdp.vtp_management_domain", "VTP Management Domain"),
    str("cdp.system_name", "System Name"),
    num(4, "cdp.number_of_addresses", "Number of addresses"),
    hexNum(1, "cdp.protocol_type", "Protocol type"),
    num(1, "cdp.protocol_length", "Protocol length"),
    raw("cdp.protocol", "Protocol"),
    num(2, "cdp.address_length", "Address length"),
    v4("cdp.nrgyz.ip_address", "IP Address"),
    v6("cdp.nrgyz.ipv6_address", "IPv6 Address"),
    raw("cdp.address", "Address"),
    hexNum(4, "cdp.capabilities", "Capabilities"),
    ...CDP_CAPABILITIES,
    v4("cdp.odr_default_gateway", "ODR Default gateway"),
    v4("cdp.ip_prefix", "IP Prefix"),
    num(3, "cdp.oui", "OUI"),
    hexNum(2, "cdp.protocol_id", "Protocol ID"),
    v4("cdp.cluster.master_ip", "Cluster Master IP"),
    v4("cdp.cluster.ip", "IP?"),
    hexNum(1, "cdp.cluster.version", "Version?"),
    hexNum(1, "cdp.cluster.sub_version", "Sub Version?"),
    hexNum(1, "cdp.cluster.status", "Status?"),
    hexNum(1, "cdp.cluster.unknown", "UNKNOWN"),
    hw("cdp.cluster.commander_mac", "Cluster Commander MAC"),
    hw("cdp.cluster.switch_mac", "Switch's MAC"),
    num(2, "cdp.cluster.management_vlan", "Management VLAN"),
    raw("cdp.hello.unknown", "Unknown"),
    num(2, "cdp.native_vlan", "Native VLAN"),
    bit(1, 1, "cdp.duplex", "Duplex"),
    num(2, "cdp.voice_vlan", "Voice VLAN"),
    num(2, "cdp.power_consumption", "Power Consumption"),
    num(4, "cdp.mtu", "MTU"),
    hexNum(1, "cdp.trust_bitmap", "Trust Bitmap"),
    hexNum(1, "cdp.untrusted_port_cos", "Untrusted port CoS"),
    raw("cdp.system_object_identifier", "System Object Identifier"),
    hexNum(1, "cdp.location.unknown", "UNKNOWN"),
    str("cdp.location", "Location"),
    num(2, "cdp.request_id", "Request-ID"),
    num(2, "cdp.management_id", "Management-ID"),
    num(4, "cdp.power_requested", "Power Requested"),
    num(4, "cdp.power_available", "Power Available"),
    hexNum(1, "cdp.spare_poe_tlv", "Spare Pair PoE"),
    ...CDP_SPARE_POE,
    raw("cdp.data", "Data"),
    said("error", "checksum", "cdp.bad_checksum", "Bad checksum"),
  ],
  claims: {
    "llc.cisco_pid": [0x2000],
    "chdlc.protocol": [0x2000],
    "gre.proto": [0x2000],
    "ppp.protocol": [0x0207],
  },
  ...leaf(4),
  ...telling(tellCdp),
};

/** What a TLV holds but texts, by its type. */
const CDP_VALUES: Record<number, (tlv: Cursor) => void> = {
  2: tellAddresses,
  4: (tlv) => {
    tlv.here("cdp.capabilities", 4).bits(4, ...CDP_CAPABILITIES.map((field) => field.name));
  },
  5: (tlv) => {
    while (tlv.left > 0) {
      const { length, next } = lineAt(tlv.data, tlv.at, tlv.end);
      tlv.text("cdp.software_version", length);
      tlv.at = next;
    }
  },
  7: tellPrefixes,
  8: tellHello,
  10: (tlv) => tellParts(tlv, [["cdp.native_vlan", 2]]),
  11: (tlv) => tellParts(tlv, [["cdp.duplex", 1]]),
  14: tellVoice,
  15: tellVoice,
  16: (tlv) => tellParts(tlv, [["cdp.power_consumption", 2]]),
  17: (tlv) => tellParts(tlv, [["cdp.mtu", 4]]),
  18: (tlv) => tellParts(tlv, [["cdp.trust_bitmap", 1]]),
  19: (tlv) => tellParts(tlv, [["cdp.untrusted_port_cos", 1]]),
  21: (tlv) => tellParts(tlv, [["cdp.system_object_identifier", REST]]),
  22: tellAddresses,
  23: (tlv) => {
    tellParts(tlv, [
      ["cdp.location.unknown", 1],
      ["cdp.location", TEXT],
    ]);
  },
  25: (tlv) => tellPower(tlv, "cdp.power_requested"),
  26: (tlv) => tellPower(tlv, "cdp.power_available"),
  31: (tlv) => {
    tlv.here("cdp.spare_poe_tlv", 1).bits(1, ...CDP_SPARE_POE.map((field) => field.name));
  },
};

const CHECKSUM = 2;

function tellCdp(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data, wireLength } = layer;
  const c = new Cursor(data, add);
  c.tell("cdp.version", 1).tell("cdp.ttl", 1).tell("cdp.checksum", 2);
  const status = statusOf(data, wireLength);
  add("cdp.checksum.status", CHECKSUM, 2, status);
  const even = wireLength & ~1;
  if (status === Checksum.bad)
    add("cdp.bad_checksum", 0, 0, ownFault(layer, CHECKSUM, even, lastOf(data, wireLength)));
  while (c.left >= 4) {
    const [type, length] = [c.number("cdp.tlv.type", 2), c.number("cdp.tlv.len", 2)];
    if (length < 4) return;
    const tlv = c.within(length - 4);
    const text = CDP_TEXTS[type];
    const value = CDP_VALUES[type];
    if (text !== undefined) {
      const words = tlv.text(text[0], tlv.left);
      if (text[1] !== "") say(`${text[1]}${words}  `);
    } else if (value !== undefined) value(tlv);
    else if (tlv.left > 0) tlv.tell("cdp.data", tlv.left);
  }
}

function statusOf(data: DataView, length: number): number {
  if (length > data.byteLength) return Checksum.unverified;
  return isGood(data, 0, length & ~1, lastOf(data, length)) ? Checksum.good : Checksum.bad;
}

/** An odd last byte counts in the Internet checksum as a number with a sign, less one where it is negative. */
function lastOf(data: DataView, length: number): number {
  if ((length & 1) === 0) return 0;
  const last = data.getInt8(length - 1);
  return last < 0 ? (last - 1) & 0xffff : last;
}

const NLPID = 1;
const IPV4 = 0xcc;
const IPV6_BY_SNAP = 0x86dd;

function tellAddresses(tlv: Cursor): void {
  for (let count = tlv.number("cdp.number_of_addresses", 4); count > 0; count--) {
    const type = tlv.number("cdp.protocol_type", 1);
    const size = tlv.number("cdp.protocol_length", 1);
    const protocol = size === 0 ? 0 : tlv.peek(Math.min(size, 2), Math.max(size - 2, 0));
    tlv.tell("cdp.protocol", size);
    const length = tlv.number("cdp.address_length", 2);
    if (type === NLPID && protocol === IPV4 && length === 4) tlv.tell("cdp.nrgyz.ip_address", 4);
    else if (type !== NLPID && protocol === IPV6_BY_SNAP && length === 16)
      tlv.tell("cdp.nrgyz.ipv6_address", 16);
    else tlv.tell("cdp.address", length);
  }
}

/** An address alone is the router that hosts behind a stub use; prefixes have their lengths. */
function tellPrefixes(tlv: Cursor): void {
  if (tlv.left === 4) tlv.tell("cdp.odr_default_gateway", 4);
  else while (tlv.left >= 5) tlv.tell("cdp.ip_prefix", 4).skip(1);
}

const CLUSTER = 0x0112;

function tellHello(tlv: Cursor): void {
  tlv.tell("cdp.oui", 3);
  tellParts(tlv, tlv.number("cdp.protocol_id", 2) === CLUSTER ? CLUSTERS : [["cdp.hello.unknown", REST]]);
}

const CLUSTERS: Parts = [
  ["cdp.cluster.master_ip", 4],
  ["cdp.cluster.ip", 4],
  ["cdp.cluster.version", 1],
  ["cdp.cluster.sub_version", 1],
  ["cdp.cluster.status", 1],
  ["cdp.cluster.unknown", 1],
  ["cdp.cluster.commander_mac", 6],
  ["cdp.cluster.switch_mac", 6],
  ["cdp.cluster.unknown", 1],
  ["cdp.cluster.management_vlan", 2],
];

/** Of one byte it is that alone. */
function tellVoice(tlv: Cursor): void {
  tellParts(tlv, [
    ["cdp.data", 1],
    ["cdp.voice_vlan", 2],
  ]);
}

function tellPower(tlv: Cursor, name: string): void {
  tlv.tell("cdp.request_id", 2).tell("cdp.management_id", 2);
  while (tlv.left >= 4) tlv.tell(name, 4);
}

export const dtp: Protocol = {
  name: "dtp",
  title: "Dynamic Trunk Protocol",
  reference: "Cisco",
  fields: [
    num(1, "dtp.version", "Version"),
    hexNum(2, "dtp.tlv_type", "Type"),
    num(2, "dtp.tlv_len", "Length"),
    str("dtp.domain", "Domain"),
    hw("dtp.senderid", "Sender ID"),
  ],
  claims: { "llc.cisco_pid": [0x2004] },
  ...leaf(1),
  ...telling(({ data }, add, say) => {
    const c = new Cursor(data, add);
    say("Dynamic Trunk Protocol");
    c.tell("dtp.version", 1);
    while (c.left >= 4) {
      const [type, length] = [c.number("dtp.tlv_type", 2), c.number("dtp.tlv_len", 2)];
      if (length < 4) return;
      const tlv = c.within(length - 4);
      if (type === 1) tlv.text("dtp.domain", tlv.left);
      else if (type === 4 && tlv.left === 6) tlv.tell("dtp.senderid", 6);
    }
  }),
};

const VTP_CODES: Record<number, string> = {
  1: "Summary Advertisement",
  2: "Subset Advertisement",
  3: "Advertisement Request",
  4: "Join/Prune Message",
};

export const vtp: Protocol = {
  name: "vtp",
  title: "VLAN Trunking Protocol",
  reference: "Cisco",
  fields: [
    hexNum(1, "vtp.version", "Version"),
    hexNum(1, "vtp.code", "Code", { values: VTP_CODES }),
    num(1, "vtp.followers", "Followers"),
    num(1, "vtp.seq_num", "Sequence Number"),
    num(1, "vtp.md_len", "Management Domain Length"),
    str("vtp.md", "Management Domain"),
    num(4, "vtp.conf_rev_num", "Configuration Revision Number"),
    v4("vtp.upd_id", "Updater Identity"),
    num(2, "vtp.start_value", "Start Value"),
  ],
  claims: { "llc.cisco_pid": [0x2003] },
  ...leaf(4),
  ...telling(tellVtp),
};

const DOMAIN = 32;

function tellVtp({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const code = c.tell("vtp.version", 1).number("vtp.code", 1);
  say(word(VTP_CODES, code));
  let sequence = 0;
  if (code === 1) c.tell("vtp.followers", 1);
  else if (code === 2) sequence = c.number("vtp.seq_num", 1);
  else c.skip(1);
  c.tell("vtp.md_len", 1).text("vtp.md", DOMAIN);
  if (code === 3) say(`, Start Value: ${c.number("vtp.start_value", 2)}`);
  if (code !== 1 && code !== 2) return;
  say(`, Revision: ${c.number("vtp.conf_rev_num", 4)}`);
  if (code === 2) say(`, Seq: ${sequence}`);
  else c.tell("vtp.upd_id", 4);
}

export const udld: Protocol = {
  name: "udld",
  title: "Unidirectional Link Detection",
  reference: "RFC 5171, 4",
  fields: [
    num(1, "udld.version", "Version", { mask: 0xe0 }),
    num(1, "udld.opcode", "Opcode", { mask: 0x1f }),
    hexNum(1, "udld.flags", "Flags"),
    hexNum(2, "udld.checksum", "Checksum"),
    hexNum(2, "udld.tlv.type", "Type"),
    num(2, "udld.tlv.len", "Length"),
    str("udld.device_id", "Device ID"),
    str("udld.sent_through_interface", "Sent through Interface"),
    raw("udld.data", "Data"),
  ],
  claims: { "llc.cisco_pid": [0x0111], "chdlc.protocol": [0x0111] },
  ...leaf(4),
  ...telling(({ data }, add, say) => {
    const c = new Cursor(data, add);
    c.here("udld.version", 1).tell("udld.opcode", 1).tell("udld.flags", 1).tell("udld.checksum", 2);
    while (c.left >= 4) {
      const [type, length] = [c.number("udld.tlv.type", 2), c.number("udld.tlv.len", 2)];
      if (length < 4) return;
      const tlv = c.within(length - 4);
      if (type === 1) say(`Device ID: ${tlv.text("udld.device_id", tlv.left)}  `);
      else if (type === 2) say(`Port ID: ${tlv.text("udld.sent_through_interface", tlv.left)}  `);
      else if (tlv.left > 0) tlv.tell("udld.data", tlv.left);
    }
  }),
};
