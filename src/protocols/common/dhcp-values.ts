/** Values of DHCP options that are more than a number, addresses or text. Never on the hot path. */

import { bytesAt, hexText } from "../../core/values.ts";
import { type Cursor, type Parts, REST, TEXT, tellParts } from "./cursor.ts";
import { domainName } from "./domain-name.ts";
import { bit, hexNum, num, once, raw, said, str, v4, v6 } from "./located.ts";

export const dhcpValueFields = once(() => [
  num(1, "dhcp.option.suboption_length", "Length"),
  v4("dhcp.option.policy_filter.ip", "IP Address"),
  v4("dhcp.option.policy_filter.subnet_mask", "Subnet Mask"),
  num(2, "dhcp.option.path_mtu_plateau_table_item", "Path MTU Plateau Table Item"),
  v4("dhcp.option.static_route.ip", "Destination IP Address"),
  v4("dhcp.option.static_route.router", "Destination Router"),
  raw("dhcp.option.classless_static_route", "Subnet/MaskWidth-Router"),
  str("dhcp.option.dhcp_dns_domain_search_list_fqdn", "FQDN"),
  num(2, "dhcp.option.client_system_architecture", "Client System Architecture"),
  num(1, "dhcp.client_network_id_major", "Major Version"),
  num(1, "dhcp.client_network_id_minor", "Minor Version"),
  str("dhcp.client_id.iaid", "IAID"),
  num(2, "dhcp.client_id.duid_type", "DUID Type"),
  num(2, "dhcp.client_id.duid_llt_hw_type", "Hardware type"),
  num(2, "dhcp.client_id.duid_ll_hw_type", "Hardware type"),
  str("dhcp.client_id.uuid", "Client Identifier (UUID)"),
  num(1, "dhcp.client_id.type", "Type"),
  str("dhcp.client_id.undef", "Client Identifier"),
  num(1, "dhcp.option.forcerenew_nonce.algorithm", "Algorithm", { values: { 1: "HMAC-MD5" } }),
  num(1, "dhcp.option.sip_server.encoding", "SIP Server Encoding", {
    values: { 0: "Fully Qualified Domain Name", 1: "IPv4 Address" },
  }),
  str("dhcp.option.sip_server.name", "SIP Server Name"),
  v4("dhcp.option.sip_server.address", "SIP Server Address"),
  num(4, "dhcp.client_id.time", "Time"),
  str("dhcp.client_id.link_layer_address", "Link layer address"),
  num(4, "dhcp.client_id.enterprise_num", "Enterprise-number"),
  hexNum(1, "dhcp.fqdn.flags", "Flags"),
  hexNum(1, "dhcp.fqdn.mbz", "Reserved flags", { mask: 0xf0 }),
  bit(1, 0x8, "dhcp.fqdn.n", "Server DDNS"),
  bit(1, 0x4, "dhcp.fqdn.e", "Encoding"),
  bit(1, 0x2, "dhcp.fqdn.o", "Server overrides"),
  bit(1, 0x1, "dhcp.fqdn.s", "Server"),
  num(1, "dhcp.fqdn.rcode1", "A-RR result"),
  num(1, "dhcp.fqdn.rcode2", "PTR-RR result"),
  str("dhcp.fqdn.name", "Client name"),
  num(1, "dhcp.option.user_class", "Instance of User Class"),
  num(1, "dhcp.option.user_class.length", "User Class Length"),
  raw("dhcp.option.user_class.data", "User Class Data"),
  str("dhcp.option.user_class.text", "User Class Data (Text)"),
  said("note", "protocol", "dhcp.option.nonstd_data", "Non standard compliant option data"),
  num(1, "dhcp.option.dhcp_authentication.protocol", "Protocol"),
  num(1, "dhcp.option.dhcp_authentication.alg_delay", "Delay Algorithm"),
  num(1, "dhcp.option.dhcp_authentication.algorithm", "Algorithm"),
  num(1, "dhcp.option.dhcp_authentication.rdm", "Replay Detection Method"),
  hexNum(8, "dhcp.option.dhcp_authentication.rdm_replay_detection", "RDM Replay Detection Value"),
  num(1, "dhcp.option.slp_directory_agent.value", "Value"),
  v4("dhcp.option.slp_directory_agent.slpda_address", "IP Address"),
  num(1, "dhcp.option.slp_service_scope.value", "Value"),
  str("dhcp.option.slp_service_scope.string", "SLP Service Scope"),
  num(4, "dhcp.option.vi_class.enterprise", "Enterprise"),
  num(1, "dhcp.option.vi_class.length", "Length"),
  str("dhcp.option.vi_class.data", "Data"),
  num(4, "dhcp.option.vi.enterprise", "Enterprise"),
  num(1, "dhcp.option.vi.length", "Length"),
  num(1, "dhcp.vendor.suboption", "Option 125 Suboption"),
  raw("dhcp.vendor.data", "Data"),
  num(1, "dhcp.option.6RD.ipv4_mask_len", "6RD IPv4 Mask Length"),
  num(1, "dhcp.option.6RD.prefix_len", "6RD Prefix Length"),
  v6("dhcp.option.6RD.prefix", "6RD Prefix"),
  v4("dhcp.option.6RD.border_relay_ip", "Border Relay IP"),
  raw("dhcp.option.vendor.value", "Value"),
  num(1, "dhcp.option.portparams.offset", "Offset"),
  num(1, "dhcp.option.portparams.psid_length", "PSID-Length"),
  raw("dhcp.option.portparams.psid", "PSID"),
  // Of the relay agent, RFC 3046.
  num(1, "dhcp.option.agent_information_option.suboption", "Option 82 Suboption"),
  raw("dhcp.option.agent_information_option.value", "Value"),
  raw("dhcp.option.agent_information_option.agent_circuit_id", "Agent Circuit ID"),
  raw("dhcp.option.agent_information_option.agent_remote_id", "Agent Remote ID"),
  hexNum(4, "dhcp.option.agent_information_option.docsis_device_class", "DOCSIS Device Class"),
  v4("dhcp.option.agent_information_option.link_selection", "Link selection"),
  str("dhcp.option.agent_information_option.subscriber_id", "Subscriber ID"),
  raw("dhcp.option.agent_information_option.radius_attributes", "RADIUS Attributes"),
  raw("dhcp.option.agent_information_option.authentication", "Authentication"),
  num(4, "dhcp.option.agent_information_option.vi.enterprise", "Enterprise"),
  num(1, "dhcp.option.agent_information_option.vi.data_length", "Data Length"),
  hexNum(1, "dhcp.option.agent_information_option.flags", "Flags"),
  v4("dhcp.option.agent_information_option.server_id_override", "Server ID Override"),
  raw("dhcp.option.agent_information_option.relay_agent_id", "Relay Agent Identifier"),
  num(1, "dhcp.option.agent_information_option.ani_att", "Access Technology Type"),
  v4("dhcp.option.agent_information_option.link_selection_cisco", "Link selection (Cisco proprietary)"),
  str("dhcp.option.agent_information_option.vrf_name", "VRF name"),
  num(1, "dhcp.option.agent_information_option.vrf_name.global", "Global, default VPN"),
  raw("dhcp.option.agent_information_option.vrf_name.vpn_id", "VRF name/VPN ID"),
  hexNum(3, "dhcp.option.agent_information_option.vrf_name.vpn_id.oui", "VRF name/VPN ID OUI"),
  hexNum(4, "dhcp.option.agent_information_option.vrf_name.vpn_id.index", "VRF name/VPN ID Index"),
  v4(
    "dhcp.option.agent_information_option.server_id_override_cisco",
    "Server ID Override (Cisco proprietary)",
  ),
]);

const O = "dhcp.option.";

type Value = (c: Cursor) => void;

const pairs =
  (...names: readonly string[]): Value =>
  (c) => {
    while (c.left >= 8) for (const name of names) c.tell(O + name, 4);
  };

/** RFC 3442: as many bytes of the destination as its mask has. */
const routes: Value = (c) => {
  while (c.left > 0) c.tell(`${O}classless_static_route`, 5 + Math.ceil(Math.min(32, c.peek(1)) / 8));
};

/** RFC 3397: names whose pointers count from the option's start. */
const searchList: Value = (c) => {
  const start = c.at;
  while (c.left > 0) {
    const { text, size } = domainName(c.data, start, c.at, c.end);
    c.tell(`${O}dhcp_dns_domain_search_list_fqdn`, size, text);
  }
};

/** RFC 4702, 2: the name is encoded as in DNS, or, as it was once, plain text. */
const fullName: Value = (c) => {
  const F = "dhcp.fqdn";
  const isEncoded = (c.peek(1) & 0x04) !== 0;
  c.here(`${F}.flags`, 1)
    .bits(1, ...["mbz", "n", "e", "o", "s"].map((name) => `${F}.${name}`))
    .skip(1);
  c.tell(`${F}.rcode1`, 1).tell(`${F}.rcode2`, 1);
  if (c.left === 0) return;
  if (isEncoded) c.tell(`${F}.name`, c.left, domainName(c.data, c.at, c.at, c.end).text);
  else c.text(`${F}.name`, c.left);
};

/** RFC 3004, 4; many clients send a text as it is. */
const userClass: Value = (c) => {
  let at = 0;
  while (at < c.left) at += 1 + c.peek(1, at);
  if (at !== c.left) {
    c.text(`${O}user_class.text`, c.left);
    c.add(`${O}nonstd_data`, c.at, 0, true, c.depth + 1);
    return;
  }
  for (let i = 0; c.left > 0; i++) {
    const one = c.here(`${O}user_class`, 1 + c.peek(1), i).within(1 + c.peek(1));
    one.tell(`${O}user_class.length`, 1);
    if (one.left > 0) one.tell(`${O}user_class.data`, one.left);
  }
};

/** RFC 3118, 2. */
const authentication: Value = (c) => {
  const A = `${O}dhcp_authentication`;
  const protocol = c.number(`${A}.protocol`, 1);
  c.tell(protocol === 1 ? `${A}.alg_delay` : `${A}.algorithm`, 1);
  c.tell(`${A}.rdm`, 1).tell(`${A}.rdm_replay_detection`, 8);
};

/** RFC 3925, 3 and 4. */
const vendorClass: Value = (c) => {
  while (c.left >= 5) {
    c.tell(`${O}vi_class.enterprise`, 4);
    const size = c.number(`${O}vi_class.length`, 1);
    if (size > 0) c.text(`${O}vi_class.data`, size);
  }
};
const vendorOptions: Value = (c) => {
  while (c.left >= 5) {
    c.tell(`${O}vi.enterprise`, 4);
    const inner = c.within(1 + c.peek(1));
    inner.tell(`${O}vi.length`, 1);
    while (inner.left >= 2) {
      const one = inner.within(2 + inner.peek(1, 1));
      one.tell("dhcp.vendor.suboption", 1).tell(`${O}suboption_length`, 1);
      if (one.left > 0) one.tell("dhcp.vendor.data", one.left);
    }
  }
};

/** RFC 5969, 7.1.1. */
const rapidDeployment: Value = (c) => {
  const R = `${O}6RD`;
  c.tell(`${R}.ipv4_mask_len`, 1).tell(`${R}.prefix_len`, 1).tell(`${R}.prefix`, 16);
  while (c.left >= 4) c.tell(`${R}.border_relay_ip`, 4);
};

/** RFC 3361, 3: names as in DNS, or addresses. */
const sipServers: Value = (c) => {
  const encoding = c.number(`${O}sip_server.encoding`, 1);
  if (encoding === 1) all(`${O}sip_server.address`, 4)(c);
  while (encoding === 0 && c.left > 0) {
    const { text, size } = domainName(c.data, c.at, c.at, c.end);
    c.tell(`${O}sip_server.name`, size, text);
  }
};

const parts =
  (...of: Parts): Value =>
  (c) =>
    tellParts(c, of);
const all =
  (name: string, size: number): Value =>
  (c) => {
    while (c.left >= size) c.tell(name, size);
  };

/** By code (IANA). */
export const DHCP_VALUES: Readonly<Record<number, Value>> = {
  21: pairs("policy_filter.ip", "policy_filter.subnet_mask"),
  25: all(`${O}path_mtu_plateau_table_item`, 2),
  33: pairs("static_route.ip", "static_route.router"),
  43: (c) => c.tell(`${O}vendor.value`, c.left),
  77: userClass,
  78: (c) => {
    c.tell(`${O}slp_directory_agent.value`, 1);
    all(`${O}slp_directory_agent.slpda_address`, 4)(c);
  },
  61: clientId,
  79: parts([`${O}slp_service_scope.value`, 1], [`${O}slp_service_scope.string`, TEXT]),
  81: fullName,
  82: relay,
  90: authentication,
  93: all(`${O}client_system_architecture`, 2),
  94: parts(["", 1], ["dhcp.client_network_id_major", 1], ["dhcp.client_network_id_minor", 1]),
  97: clientId,
  119: searchList,
  120: sipServers,
  121: routes,
  124: vendorClass,
  125: vendorOptions,
  145: all(`${O}forcerenew_nonce.algorithm`, 1),
  159: parts([`${O}portparams.offset`, 1], [`${O}portparams.psid_length`, 1], [`${O}portparams.psid`, 2]),
  212: rapidDeployment,
  249: routes,
};

const A = `${O}agent_information_option.`;
/** RFC 3046, 2.0, and IANA's registry of sub-options: field, and bytes of its value. */
const RELAY: Readonly<Record<number, readonly [string, number]>> = {
  1: ["agent_circuit_id", REST],
  2: ["agent_remote_id", REST],
  4: ["docsis_device_class", 4],
  5: ["link_selection", 4],
  6: ["subscriber_id", TEXT],
  7: ["radius_attributes", REST],
  8: ["authentication", REST],
  10: ["flags", 1],
  11: ["server_id_override", 4],
  12: ["relay_agent_id", REST],
  13: ["ani_att", 1],
  150: ["link_selection_cisco", 4],
  152: ["server_id_override_cisco", 4],
};
const VENDOR = 9;
const NETWORK = 151;

function relay(c: Cursor): void {
  while (c.left >= 2) {
    const code = c.peek(1);
    const size = c.peek(1, 1);
    c.here(`${A}suboption`, 2 + size, code);
    const sub = c.skip(1).within(1 + size);
    sub.tell(`${O}suboption_length`, 1);
    if (size === 0) continue;
    sub.here(`${A}value`, size);
    const known = RELAY[code];
    if (code === VENDOR) vendors(sub);
    else if (code === NETWORK) network(sub);
    else if (known !== undefined) tellParts(sub, [[A + known[0], known[1]]]);
  }
}

/** RFC 4243, 4. */
function vendors(c: Cursor): void {
  while (c.left >= 5) {
    c.tell(`${A}vi.enterprise`, 4);
    const size = c.number(`${A}vi.data_length`, 1);
    if (size > 0) c.tell(`${A}value`, size);
  }
}

/** RFC 6607, 3.4: a VPN by its name, by its number (RFC 2685), or the one of those that have none. */
function network(c: Cursor): void {
  const type = c.peek(1);
  if (type === 0xff) c.tell(`${A}vrf_name.global`, 1);
  else if (type === 1 && c.left === 8) {
    const id = c.skip(1).here(`${A}vrf_name.vpn_id`, 7).within(7);
    id.tell(`${A}vrf_name.vpn_id.oui`, 3).tell(`${A}vrf_name.vpn_id.index`, 4);
  } else c.skip(1).text(`${A}vrf_name`, c.left);
}

const I = "dhcp.client_id";
const [DUID_LLT, DUID_EN, DUID_LL] = [1, 2, 3];
/** Types of hardware (IANA) go so far here; what RFC 4361 brought begins with that byte. */
const [HARDWARE_TYPES, IDENTITY] = [47, 255];
const UUID = 16;

/** RFC 2132, 9.14: a hardware type and an address, a UUID (RFC 4578, 2.3), or what the client likes. */
function clientId(c: Cursor): void {
  const type = c.peek(1);
  if (c.left === 7 && type > 0 && type <= HARDWARE_TYPES)
    c.tell("dhcp.hw.type", 1).tell("dhcp.hw.mac_addr", 6);
  else if (c.left === 1 + UUID && type === 0) c.skip(1).tell(`${I}.uuid`, UUID, uuidAt(c.data, c.at));
  else if (c.left > 7 && type === IDENTITY) identity(c);
  else if (type === 0 && c.left > 1) c.tell(`${I}.type`, 1).text(`${I}.undef`, c.left);
  else c.tell(I, c.left);
}

/** Its first three numbers have their lowest byte first. */
function uuidAt(d: DataView, at: number): string {
  const digits = (from: number, size: number) => hexText(bytesAt(d, at + from, size), "");
  const number = (value: number, size: number) => value.toString(16).padStart(size * 2, "0");
  const first = [number(d.getUint32(at, true), 4), number(d.getUint16(at + 4, true), 2)];
  return [...first, number(d.getUint16(at + 6, true), 2), digits(8, 2), digits(10, 6)].join("-");
}

/** RFC 4361, 6.1: an identity of the interface, and one of the client as in DHCPv6 (RFC 8415, 11). */
function identity(c: Cursor): void {
  const name = (field: string, size: number, separator: string) =>
    c.tell(`${I}.${field}`, size, hexText(bytesAt(c.data, c.at, size), separator));
  c.skip(1).need(6);
  name("iaid", 4, "");
  const type = c.number(`${I}.duid_type`, 2);
  if (type === DUID_EN) {
    c.tell(`${I}.enterprise_num`, 4);
    if (c.left > 0) c.tell(I, c.left);
  } else if (type === DUID_LLT || type === DUID_LL) {
    c.tell(`${I}.${type === DUID_LLT ? "duid_llt_hw_type" : "duid_ll_hw_type"}`, 2);
    if (type === DUID_LLT) c.tell(`${I}.time`, 4);
    if (c.left > 0) name("link_layer_address", c.left, ":");
  }
}
