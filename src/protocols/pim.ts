// Protocol Independent Multicast version 2, RFC 7761 section 4.9.
//
//  0    1    2         4
// +----+----+---------+----------
// |v|ty|res | checksum| by type
// +----+----+---------+----------

import { bytes, u8, u16 } from "../core/fields.ts";
import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { ipv6TextAt } from "../core/values.ts";
import { Checksum, ownFault, ownStatus, transportFault, transportStatus } from "./common/checksum.ts";
import { Cursor, leaf, numberOf, word } from "./common/cursor.ts";
import { bit, hexNum, mark, num, raw, said, v4, v6 } from "./common/located.ts";
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
};

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
    v4("pim.unicast", "Unicast"),
    v6("pim.unicast_ipv6", "Unicast"),
  ],
  claims: { "ip.proto": [103] },
  ...leaf(4),
  column: (layer) => `PIMv${numberOf(layer, "pim.version")}`,
  info: (layer) => {
    if (layer.get("pim.version") !== 2) return "Unknown";
    return word(TYPES, numberOf(layer, "pim.type"));
  },
  locate,
};

const [HELLO, REGISTER, REGISTER_STOP, JOIN, ASSERT, GRAFT, GRAFT_ACK] = [0, 1, 2, 3, 5, 6, 7];
const PIM = 103;
const LEN = 4;
const IPV6 = 2;

/** RFC 7761, 4.9: of a Register, only what stands before the packet in it is summed. */
const isV6 = ({ packet, index }: Layer): boolean =>
  packet.layers()[index - 1]?.protocol.name.startsWith("ipv6") === true;
/** What the checksum is of. */
const summed = ({ wireLength }: Layer, type: number): number =>
  type === REGISTER ? Math.min(8, wireLength) : wireLength;

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
  if (type === HELLO) while (c.left >= LEN) helloOption(c);
  else if (type === REGISTER) {
    c.here("pim.register_flag", 4).here("pim.register_flag.border", 4);
    c.tell("pim.register_flag.null_register", 4).here("pim.ip_version", 1);
  } else if (type === REGISTER_STOP) {
    address(c, "pim.group", "group");
    address(c, "pim.source", "unicast");
  } else if (type === JOIN || type === GRAFT || type === GRAFT_ACK) joins(c);
  else if (type === ASSERT) {
    address(c, "pim.group", "group");
    address(c, "pim.source", "unicast");
    c.here("pim.rpt", 1).tell("pim.metric_pref", 4).tell("pim.metric", 4);
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
  24: (c) => {
    while (c.left > 0) address(c, "pim.address_list", "unicast");
  },
};

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
  c.here(`${field}${end}`, ahead + size, value);
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
