// Protocol Independent Multicast version 2, RFC 7761 section 4.9.
//
//  0    1    2         4
// +----+----+---------+----------
// |v|ty|res | checksum| by type
// +----+----+---------+----------

import { ipVersion } from "../core/demux.ts";
import { bytes, u8, u16 } from "../core/fields.ts";
import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { ipv6TextAt } from "../core/values.ts";
import { Checksum, ownFault, ownStatus, transportFault, transportStatus } from "./common/checksum.ts";
import { Cursor, leaf, numberOf, word } from "./common/cursor.ts";
import { bit, hexNum, mark, num, raw, said, str, v4, v6 } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";

const TYPES: Record<number, string> = {
  0: "Hello",
  1: "Register",
  2: "Register-stop",
  3: "Join/Prune",
  4: "Bootstrap",
  5: "Assert",
  6: "Graft",
  7: "Graft-Ack",
  8: "Candidate-RP-Advertisement",
  9: "State-Refresh",
  10: "DF election",
  11: "ECMP redirect",
  12: "PFM source discovery",
};

/** RFC 5015, 3.7. */
const ELECTIONS = { 1: "offer", 2: "DF Winner", 3: "DF Backoff", 4: "DF Pass" };

export const pim: Protocol = {
  name: "pim",
  title: "Protocol Independent Multicast",
  reference: "RFC 7761, 4.9",
  fields: [
    said("error", "checksum", "pim.bad_checksum", "Bad checksum"),
    u8(0, "pim.version", "Version", { mask: 0xf0 }),
    u8(0, "pim.type", "Type", { mask: 0x0f, values: TYPES }),
    bytes(1, 1, "pim.res_bytes", "Reserved byte(s)"),
    u16(2, "pim.cksum", "Checksum", { base: "hex" }),
    num(2, "pim.optiontype", "Type"),
    num(2, "pim.optionlength", "Length"),
    raw("pim.optionvalue", "Unknown"),
    num(1, "pim.cksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
    mark("pim.option", "PIM Options"),
    num(2, "pim.holdtime", "Holdtime"),
    bit(1, 0x80, "pim.t", "T"),
    num(2, "pim.propagation_delay", "Propagation Delay", { mask: 0x7fff }),
    num(2, "pim.override_interval", "Override Interval"),
    num(4, "pim.dr_priority", "DR Priority"),
    num(4, "pim.generation_id", "Generation ID"),
    num(1, "pim.state_refresh_version", "Version"),
    num(1, "pim.state_refresh_interval", "Interval"),
    num(2, "pim.state_refresh_reserved", "Reserved"),
    v4("pim.address_list", "Address"),
    v6("pim.address_list_ip6", "Address"),
    hexNum(4, "pim.register_flag", "Flags"),
    bit(4, 0x80000000, "pim.register_flag.border", "Border"),
    bit(4, 0x40000000, "pim.register_flag.null_register", "Null-Register"),
    num(1, "pim.ip_version", "IP Version", { mask: 0xf0 }),
    v4("pim.upstream_neighbor", "Upstream-neighbor"),
    v6("pim.upstream_neighbor_ip6", "Upstream-neighbor"),
    num(1, "pim.numgroups", "Num Groups"),
    v4("pim.group", "Group"),
    v6("pim.group_ip6", "Group"),
    num(2, "pim.numjoins", "Num Joins"),
    num(2, "pim.numprunes", "Num Prunes"),
    v4("pim.join_ip", "IP address"),
    v6("pim.join_ip6", "IP address"),
    v4("pim.prune_ip", "IP address"),
    v6("pim.prune_ip6", "IP address"),
    v4("pim.source", "Source"),
    v6("pim.source_ip6", "Source"),
    bit(1, 0x80, "pim.rpt", "RP Tree"),
    num(4, "pim.metric_pref", "Metric Preference", { mask: 0x7fffffff }),
    num(4, "pim.metric", "Metric"),
    num(1, "pim.addr_address_family", "Address Family"),
    num(1, "pim.addr_encoding_type", "Encoding Type"),
    hexNum(1, "pim.group_addr.flags", "Flags"),
    bit(1, 0x80, "pim.group_addr.flags.b", "Bidirectional PIM"),
    hexNum(1, "pim.group_addr.flags.reserved", "Reserved", { mask: 0x7e }),
    bit(1, 0x01, "pim.group_addr.flags.z", "Admin Scope Zone"),
    hexNum(1, "pim.source_addr.flags", "Flags"),
    hexNum(1, "pim.source_addr.flags.reserved", "Reserved", { mask: 0xf8 }),
    bit(1, 0x04, "pim.source_addr.flags.s", "Sparse"),
    bit(1, 0x02, "pim.source_addr.flags.w", "WildCard"),
    bit(1, 0x01, "pim.source_addr.flags.r", "Rendezvous Point Tree"),
    num(1, "pim.mask_len", "Masklen"),
    str("pim.group_set", "Group"),
    hexNum(2, "pim.fragment_tag", "Fragment tag"),
    num(1, "pim.hash_mask_len", "Hash mask len"),
    num(1, "pim.bsr_priority", "BSR priority"),
    v4("pim.bsr", "BSR"),
    v6("pim.bsr_ip6", "BSR"),
    num(1, "pim.rp_count", "RP count"),
    num(1, "pim.frp_count", "FRP count"),
    v4("pim.rp", "RP"),
    v6("pim.rp_ip6", "RP"),
    num(1, "pim.priority", "Priority"),
    num(1, "pim.prefix_count", "Prefix-count"),
    v4("pim.originator", "Originator"),
    v6("pim.originator_ip6", "Originator"),
    num(1, "pim.ttl", "TTL"),
    bit(1, 0x80, "pim.prune_indicator", "Prune indicator"),
    bit(1, 0x40, "pim.prune_now", "Prune now"),
    bit(1, 0x20, "pim.assert_override", "Assert override"),
    num(1, "pim.interval", "Interval"),
    num(1, "pim.df_elect.subtype", "DF Subtype", { mask: 0xf0, values: ELECTIONS }),
    num(1, "pim.df_elect.rsvd", "DF reserved", { mask: 0x0f }),
    v4("pim.bidir_winner_ip4", "New Winner IP"),
    v6("pim.bidir_winner_ip6", "New Winner IP"),
    num(4, "pim.bidir_win_metric_pref", "Winner Metric Preference"),
    num(4, "pim.bidir_win_metric", "Winner Metric"),
    v4("pim.bidir_offering_ip4", "Offering IP"),
    v6("pim.bidir_offering_ip6", "Offering IP"),
    num(4, "pim.bidir_off_metric_pref", "Offering Metric Preference"),
    num(4, "pim.bidir_off_metric", "Offering Metric"),
    num(2, "pim.bidir_offering_interval", "Offering interval (ms)"),
    v4("pim.unicast", "Unicast"),
    v6("pim.unicast_ipv6", "Unicast"),
  ],
  claims: { "ip.proto": [103] },
  ...leaf(4),
  // Of what is sent to a group, for the eye alone: it is the group's traffic, not that of a tunnel.
  quotes: true,
  beyond: (d, o, lim, s) => {
    if (d.getUint8(o) !== REGISTER_V2 || o + REGISTER_END >= lim) return 0;
    s.pos = o + REGISTER_END;
    return ipVersion[d.getUint8(s.pos) >> 4];
  },
  column: (layer) => `PIMv${numberOf(layer, "pim.version")}`,
  info: (layer) => {
    if (layer.get("pim.version") !== 2) return "Unknown";
    return word(TYPES, numberOf(layer, "pim.type"));
  },
  locate,
};

const REGISTER = 1;
const REGISTER_V2 = 0x21;
/** Behind it stands the packet. */
const REGISTER_END = 8;
const PIM = 103;
const LEN = 4;
const IPV6 = 2;

/** RFC 7761, 4.9: of a Register, only what stands before the packet in it is summed. */
const isV6 = ({ packet, index }: Layer): boolean =>
  packet.layers()[index - 1]?.protocol.name.startsWith("ipv6") === true;
/** What the checksum is of. */
const summed = ({ wireLength }: Layer, type: number): number =>
  type === REGISTER ? Math.min(REGISTER_END, wireLength) : wireLength;

function checksum(layer: Layer, type: number): number {
  const size = summed(layer, type);
  return isV6(layer) ? transportStatus(layer, PIM, size) : ownStatus(layer, size);
}

function fault(layer: Layer, type: number): string {
  const size = summed(layer, type);
  return isV6(layer) ? transportFault(layer, 2, PIM, size) : ownFault(layer, 2, size);
}

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  const type = data.getUint8(0) & 0x0f;
  const isKnown = data.getUint8(0) >> 4 === 2;
  const status = isKnown ? checksum(layer, type) : Checksum.unverified;
  add("pim.cksum.status", 2, 2, status);
  if (status === Checksum.bad) add("pim.bad_checksum", 0, 0, fault(layer, type));
  add("pim.option", 0, data.byteLength, true);
  const c = new Cursor(data, add, LEN);
  if (data.getUint8(0) >> 4 !== 2) return;
  MESSAGES[type]?.(c);
}

/** What stands in a message behind its header, by type: RFC 7761, 4.9; 3 to 5 of what the others say. */
const MESSAGES: Readonly<Record<number, (c: Cursor) => void>> = {
  0: (c) => {
    while (c.left >= LEN) helloOption(c);
  },
  [REGISTER]: (c) => {
    c.here("pim.register_flag", 4).here("pim.register_flag.border", 4);
    c.tell("pim.register_flag.null_register", 4).here("pim.ip_version", 1);
  },
  2: (c) => {
    address(c, "pim.group", "group");
    address(c, "pim.source", "unicast");
  },
  3: joins,
  4: bootstrap,
  5: (c) => {
    address(c, "pim.group", "group");
    address(c, "pim.source", "unicast");
    c.here("pim.rpt", 1).tell("pim.metric_pref", 4).tell("pim.metric", 4);
  },
  6: joins,
  7: joins,
  // RFC 5059, 4.2.
  8: (c) => {
    let groups = c.number("pim.prefix_count", 1);
    c.tell("pim.priority", 1).tell("pim.holdtime", 2);
    address(c, "pim.rp", "unicast");
    for (; groups > 0; groups--) address(c, "pim.group", "group");
  },
  // RFC 3973, 4.7.10.
  9: (c) => {
    address(c, "pim.group", "group");
    address(c, "pim.source", "unicast");
    address(c, "pim.originator", "unicast");
    c.here("pim.rpt", 1).tell("pim.metric_pref", 4).tell("pim.metric", 4);
    c.tell("pim.mask_len", 1).tell("pim.ttl", 1);
    c.here("pim.prune_indicator", 1).here("pim.prune_now", 1).tell("pim.assert_override", 1);
    c.tell("pim.interval", 1);
  },
  10: election,
};

/** RFC 5015, 3.7: what a router offers, and who gets it. The kind stands in the header's second byte. */
function election(c: Cursor): void {
  c.add("pim.df_elect.subtype", 1, 1, undefined, c.depth);
  c.add("pim.df_elect.rsvd", 1, 1, undefined, c.depth);
  address(c, "pim.rp", "unicast");
  c.tell("pim.metric_pref", 4).tell("pim.metric", 4);
}

/** RFC 5059, 4.1. */
function bootstrap(c: Cursor): void {
  c.tell("pim.fragment_tag", 2).tell("pim.hash_mask_len", 1).tell("pim.bsr_priority", 1);
  address(c, "pim.bsr", "unicast");
  while (c.left > 0) {
    address(c, "pim.group", "group");
    c.tell("pim.rp_count", 1);
    let points = c.number("pim.frp_count", 1);
    c.skip(2);
    for (; points > 0; points--) {
      address(c, "pim.rp", "unicast");
      c.tell("pim.holdtime", 2).tell("pim.priority", 1).tell("pim.res_bytes", 1);
    }
  }
}

/** Options of a hello by type (RFC 7761, 4.9.2; RFC 3973, 4.7.5.4). */
const OPTIONS: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => c.tell("pim.holdtime", 2),
  2: (c) => c.here("pim.t", 1).tell("pim.propagation_delay", 2).tell("pim.override_interval", 2),
  19: (c) => c.tell("pim.dr_priority", 4),
  20: (c) => c.tell("pim.generation_id", 4),
  21: (c) =>
    c
      .tell("pim.state_refresh_version", 1)
      .tell("pim.state_refresh_interval", 1)
      .tell("pim.state_refresh_reserved", 2),
  24: addresses,
  // Of Cisco's, before it had a number (RFC 4601's drafts).
  65001: addresses,
};

function addresses(c: Cursor): void {
  while (c.left > 0) address(c, "pim.address_list", "unicast");
}

function helloOption(c: Cursor): void {
  const type = c.number("pim.optiontype", 2);
  const option = c.within(c.number("pim.optionlength", 2));
  if (OPTIONS[type] !== undefined) OPTIONS[type](option);
  else if (option.left > 0) option.tell("pim.optionvalue", option.left);
}

function joins(c: Cursor): void {
  address(c, "pim.upstream_neighbor", "unicast");
  c.tell("pim.res_bytes", 1);
  const groups = c.number("pim.numgroups", 1);
  c.tell("pim.holdtime", 2);
  for (let group = 0; group < groups; group++) {
    c.here("pim.group_set", 0, "");
    address(c, "pim.group", "group");
    const counts = [c.number("pim.numjoins", 2), c.number("pim.numprunes", 2)];
    for (const [i, field] of ["pim.join_ip", "pim.prune_ip"].entries())
      for (let n = counts[i]; n > 0; n--) address(c, field, "source");
  }
}

/** Bits and the length of a prefix before an address of that kind. */
const BITS: Readonly<Record<string, readonly string[]>> = {
  unicast: [],
  group: ["b", "reserved", "z"],
  source: ["reserved", "s", "w", "r"],
};

/** An encoded address (RFC 7761, 4.9.1), first of all as a whole. */
function address(c: Cursor, field: string, kind: string): void {
  const six = c.peek(1) === IPV6;
  const bits = BITS[kind];
  const size = six ? 16 : 4;
  const ahead = 2 + (bits.length > 0 ? 2 : 0);
  const { data } = c;
  c.need(ahead + size);
  const at = c.at + ahead;
  const value = six ? ipv6TextAt(data, at) : ipv4Text(data.getInt32(at));
  const end = six ? "_ip6" : "";
  c.here(six ? `${field.replace(/_ip$/, "")}${end}` : field, ahead + size, value);
  const inner = new Cursor(data, c.add, c.at, c.end, c.depth + 1);
  inner.tell("pim.addr_address_family", 1).tell("pim.addr_encoding_type", 1);
  if (bits.length > 0) {
    inner.here(`pim.${kind}_addr.flags`, 1);
    for (const bit of bits) inner.here(`pim.${kind}_addr.flags.${bit}`, 1);
    inner.skip(1).tell("pim.mask_len", 1);
  }
  inner.tell(kind === "unicast" && six ? "pim.unicast_ipv6" : `pim.${kind}${end}`, size);
  c.at = inner.at;
}
