/** DHCPv6 options (RFC 8415, 21, and the RFCs of IANA's registry) but those of identities. Never on the hot path. */

import { ipv6Text } from "../../core/format.ts";
import { stringAt } from "../../core/values.ts";
import { type Cursor, type Parts, REST, TEXT, tellParts } from "./cursor.ts";
import { domainName } from "./domain-name.ts";

/** Options whose fields follow one another, each with its name less "dhcpv6." */
const PLAIN: Readonly<Record<number, Parts>> = {
  7: [["option_preference", 1]],
  8: [["elapsed_time", 2]],
  12: [["unicast", 16]],
  13: [
    ["status_code", 2],
    ["status_msg", TEXT],
  ],
  18: [["interface_id", REST]],
  19: [["reconf_msg", 1]],
  32: [["lifetime", 4]],
  37: [
    ["remoteid.enterprise", 4],
    ["remoteid_enterprise_id", REST],
  ],
  38: [["subscriber_id", TEXT]],
  41: [["timezone", TEXT]],
  42: [["tzdb", TEXT]],
  44: [
    ["lq_query", 1],
    ["lq_query_link_address", 16],
  ],
  46: [["clt_time", 4]],
  47: [
    ["lq_relay_data_peer_addr", 16],
    ["lq_relay_data_msg", TEXT],
  ],
  67: [
    ["pd_exclude.pref_len", 1],
    ["pd_exclude.subnet_id", REST],
  ],
  90: [["s46_br.address", 16]],
  103: [["captive_portal", TEXT]],
  112: [["mudurl", TEXT]],
  114: [["failover.binding_status", 1]],
  120: [["failover.expiration_time", 4]],
  121: [["failover.max_unacked_bndupd", 4]],
  122: [["failover.mclt", 4]],
  123: [["failover.partner_lifetime", 4]],
  124: [["failover.partner_lifetime_sent", 4]],
  125: [["failover.partner_down_time", 4]],
  126: [["failover.partner_raw_clt_time", 4]],
  127: [
    ["failover.protocol.major_version", 2],
    ["failover.protocol.minor_version", 2],
  ],
  128: [["failover.keepalive_time", 4]],
  129: [
    ["failover.reconfigure_time", 4],
    ["failover.reconfigure_key", REST],
  ],
  130: [["failover.relationship_name", TEXT]],
  132: [["failover.server_state", 1]],
  133: [["failover.start_time_of_state", 4]],
  134: [["failover.state_expiration_time", 4]],
  135: [["relay_port", 2]],
  165: [["mip6_home_agent", 16]],
  166: [["mip6_home_address", 16]],
  167: [["nai", TEXT]],
};

/** Numbers or addresses of one kind, one after another. */
const LISTS: Readonly<Record<number, readonly [name: string, size: number]>> = {
  6: ["requested_option_code", 2],
  22: ["sip_server_a", 16],
  23: ["dns_server", 16],
  27: ["nis_server", 16],
  28: ["nisp_server", 16],
  31: ["sntp_server", 16],
  34: ["bcmcs_server_a", 16],
  40: ["pana_agent", 16],
  43: ["requested_option_code", 2],
  48: ["lq_client_link", 16],
  52: ["capwap_ac_v6", 16],
  111: ["option_code", 2],
};

/** Domain names one after another. */
const NAMES: Readonly<Record<number, string>> = {
  21: "sip_server_domain_search_fqdn",
  24: "search_list_entry",
  29: "nis_fqdn",
  30: "nisp_fqdn",
  33: "bcmcs_server_fqdn",
  64: "aftr_name",
};

/** Names of RFC 8156, which Wireshark writes as in DNS. */
const ZONES: Readonly<Record<number, string>> = { 117: "dns_hostname", 118: "dns_zonename" };

const D = "dhcpv6.";
const [ADVERTISE, REPLY] = [2, 7];

/**
 * Tells what is in an option but options, which it leaves.
 * @param type of the message that it is in
 */
export function option(c: Cursor, code: number, type: number): void {
  const [plain, list, names, zone] = [PLAIN[code], LISTS[code], NAMES[code], ZONES[code]];
  if (plain !== undefined)
    tellParts(
      c,
      plain.map(([name, size]) => [D + name, size] as const),
    );
  else if (list !== undefined) while (c.left >= list[1]) c.tell(D + list[0], list[1]);
  else if (names !== undefined) while (c.left > 0) tellName(c, names);
  else if (zone !== undefined && c.left > 0) {
    c.tell(`${D}failover.${zone}`, c.left, domainName(c.data, c.at, c.at, c.end).text);
  } else OTHERS[code]?.(c, type);
}

const OTHERS: Readonly<Record<number, (c: Cursor, type: number) => void>> = {
  11: authentication,
  15: (c) => {
    while (c.left > 0) c.tell(`${D}userclass.opaque_data`, c.number(`${D}userclass.length`, 2));
  },
  16: (c) => {
    c.tell(`${D}vendorclass.enterprise`, 4);
    while (c.left > 0) {
      const size = c.peek(2);
      c.skip(2).text(`${D}vendorclass.data`, size);
    }
  },
  17: (c) => {
    const enterprise = `${D}vendoropts.enterprise`;
    c.tell(enterprise, 4);
    while (c.left > 0) {
      const size = c.tell(`${enterprise}.option_code`, 2).number(`${enterprise}.option_length`, 2);
      c.tell(`${enterprise}.option_data`, size);
    }
  },
  39: clientName,
  56: timeServers,
  89: (c) => {
    flags(c, 1, "s46_rule.flags", ["reserved", "fmr"]);
    c.tell(`${D}s46_rule.ea_len`, 1)
      .tell(`${D}s46_rule.ipv4_pref_len`, 1)
      .tell(`${D}s46_rule.ipv4_prefix`, 4);
    tellPrefix(c, "s46_rule.ipv6_prefix_len", "s46_rule.ipv6_prefix");
  },
  91: (c) => tellPrefix(c, "s46_dmr.dmr_pref_len", "s46_dmr.dmr_prefix"),
  92: (c) => {
    c.tell(`${D}s46_v4v6bind.ipv4_address`, 4);
    tellPrefix(c, "s46_v4v6bind.ipv6_pref_len", "s46_v4v6bind.ipv6_prefix");
  },
  93: (c) => {
    // RFC 7597, 4.1: the identifier's bits are the first of the 16.
    const bits = c.tell(`${D}s46_portparam.offset`, 1).number(`${D}s46_portparam.psid_len`, 1);
    c.tell(`${D}s46_portparam.psid`, 2, c.peek(2) >>> (bits > 0 && bits <= 16 ? 16 - bits : 0));
  },
  115: (c) => flags(c, 2, "failover.connect.flags", ["reserved", "f"]),
  119: (c) => flags(c, 2, "failover.dns.flags", ["reserved", "u", "s", "r", "f"]),
  131: (c) => flags(c, 1, "failover.server.flags", ["reserved", "a", "s", "c"]),
};

function flags(c: Cursor, size: number, word: string, names: readonly string[]): void {
  c.here(D + word, size).bits(size, ...names.map((name) => `${D}${word}.${name}`));
  c.skip(size);
}

/** RFC 8415, 20.3 and 21.11; delayed authentication was RFC 3315, 21.4. */
function authentication(c: Cursor): void {
  const DELAYED = 2;
  const KEY_AND_DIGEST = 20;
  const auth = `${D}auth`;
  const protocol = c.number(`${auth}.protocol`, 1);
  c.tell(`${auth}.algorithm`, 1).tell(`${auth}.rdm`, 1).tell(`${auth}.replay_detection`, 8);
  if (protocol === DELAYED && c.left >= KEY_AND_DIGEST) {
    if (c.left > KEY_AND_DIGEST) c.text(`${auth}.realm`, c.left - KEY_AND_DIGEST);
    c.tell(`${auth}.key_id`, 4).tell(`${auth}.md5_data`, 16);
  } else c.tell(`${auth}.info`, c.left);
}

/** RFC 4704, 4: clients and servers mean different things by the bits. */
function clientName(c: Cursor, type: number): void {
  const isServer = type === ADVERTISE || type === REPLY;
  const bits = isServer ? ["server.n", "server.o", "server.s"] : ["client.n", "client.s"];
  c.here(`${D}client_fqdn_flags`, 1).bits(1, ...bits.map((name) => `${D}clientfqdn.${name}`));
  if (c.skip(1).left > 0) tellName(c, "client_domain");
}

/** RFC 5908. */
function timeServers(c: Cursor): void {
  const server = `${D}ntpserver`;
  while (c.left > 0) {
    const type = c.number(`${server}.option.type`, 2);
    const inner = c.within(c.number(`${server}.option.length`, 2), 0);
    if (type === 1) inner.tell(`${server}.addr`, 16);
    else if (type === 2) inner.tell(`${server}.mc_addr`, 16);
    else if (type === 3 && inner.left > 0) tellName(inner, "ntpserver.fqdn");
  }
}

/** A domain name without pointers; the dot at its end says that it is whole. Wireshark names the shortest apart. */
function tellName(c: Cursor, field: string): void {
  const start = c.at;
  let [text, labels, isWhole] = ["", 0, false];
  for (; c.left > 0 && !isWhole; labels++) {
    const size = c.peek(1);
    isWhole = size === 0;
    c.skip(1).need(size);
    if (!isWhole) text += `${labels === 0 ? "" : "."}${stringAt(c.data, c.at, size)}`;
    c.skip(size);
  }
  const size = c.at - start;
  c.at = start;
  if (isWhole && labels === 1) c.tell(`${D}root_only_domain_name`, size, "['.' (0)]");
  else if (isWhole) c.tell(labels === 2 ? `${D}tld` : D + field, size, `${text}.`);
  else c.tell(D + field, size, text);
}

/** As many bytes of the address as its length in bits says. */
function tellPrefix(c: Cursor, length: string, field: string): void {
  const size = Math.ceil(c.number(D + length, 1) / 8);
  if (size > 16) throw new RangeError("too long a prefix");
  const words = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) words[i >> 2] |= c.peek(1, i) << (24 - 8 * (i & 3));
  c.tell(D + field, size, ipv6Text(words[0], words[1], words[2], words[3]));
}
