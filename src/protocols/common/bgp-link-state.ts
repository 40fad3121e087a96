/** Link states in BGP, as routes and as an attribute: RFC 9552, RFC 9085, RFC 8571. Never on the hot path. */
import { ipv4Text, ipv6Text } from "../../core/format.ts";
import { type Cursor, type Parts, REST, TEXT, tellAll, tellParts } from "./cursor.ts";

const L = "bgp.ls.";
type Read = (c: Cursor) => void;

const named = (list: Parts): Parts => list.map(([name, size]) => [L + name, size]);
const parts = (...list: Parts): Read => {
  const all = named(list);
  return (c) => tellParts(c, all);
};
/** The same again up to the end. */
const many = (...list: Parts): Read => {
  const all = named(list);
  return (c) => {
    while (c.left > 0) tellParts(c, all);
  };
};
const bitsOf = (...names: readonly string[]): Read => {
  const all = names.map((name) => L + name);
  return (c) => {
    for (const name of all) c.here(name, 1);
  };
};
/** RFC 8571, 2: behind the first bit of some words stands a number of 24 bits. */
const delays = (...list: Parts): Read => {
  const all = named(list);
  return (c) => {
    for (const part of all) {
      tellParts(c, [part]);
      if (part[0] === `${L}igp_te_metric.flags`)
        for (const name of [".a", ".reserved"]) c.add(part[0] + name, c.at - 1, 1, undefined, c.depth + 1);
    }
  };
};
const metric: Read = (c) => c.here(`${L}tlv.metric_value`, c.left, c.peek(c.left));
/** Bytes a second, shown in megabits. */
const bandwidth: Read = (c) => {
  while (c.left >= 4) {
    const value = (c.data.getFloat32(c.at) * 8) / 1e6;
    c.tell(`${L}bandwidth_value`, 4, value);
  }
};

/** RFC 9552, 5.3.2.5: GMPLS' kinds of protection (RFC 5307, 1.2). */
const PROTECTIONS = [
  "extra_traffic",
  "unprotected",
  "shared",
  "dedicated_1colon1",
  "dedicated_1plus1",
  "enhanced",
];
const protection: Read = (c) => {
  c.here(`${L}tlv.link_protection_type_value`, 1);
  c.bits(1, ...PROTECTIONS.map((name) => `${L}link_protection_type.${name}`));
};

const [LABEL_OF_RANGE, LABEL_SIZE] = [1161, 3];

/** A segment's number: a label of three bytes, or an index of four. */
const segment = (c: Cursor, name: string): void => {
  if (c.left === LABEL_SIZE) c.tell(`${L}${name}.label`, 3);
  else c.tell(`${L}${name}.index`, 4);
};

/** RFC 9085, 2.1.2 and 2.1.4: ranges of labels. */
const ranges =
  (name: string, bits: readonly string[]): Read =>
  (c) => {
    c.here(`${L}${name}.flags`, 1);
    c.bits(1, ...bits.map((bit) => `${L}${name}.flags.${bit}`)).skip(2);
    while (c.left > 0) {
      c.tell(`${L}${name}.range_size`, 3);
      const isLabel = c.peek(2) === LABEL_OF_RANGE;
      const inner = c.tell(`${L}type`, 2).within(2 + c.peek(2), 0);
      inner.tell(`${L}length`, 2);
      if (isLabel) segment(inner, `${name}.sid`);
    }
  };

/** RFC 9085, 2.2.1 and 2.3.1. */
const identifier =
  (name: string, bits: string, second: string): Read =>
  (c) => {
    c.here(`${L}${name}.flags`, 1);
    c.bits(1, ...[...bits].map((bit) => `${L}${name}.flags.${bit}`)).skip(1);
    c.tell(`${L}${name}.${second}`, 1).skip(2);
    segment(c, name);
  };

/** By type: what the whole is called, and what it holds. */
const TLVS: Readonly<Record<number, readonly [whole: string, read: Read]>> = {
  512: ["tlv.autonomous_system", parts(["tlv.autonomous_system.id", 4])],
  513: ["tlv.bgp_ls_identifier", parts(["tlv.bgp_ls_identifier_id", 4])],
  514: ["tlv.area_id", parts(["tlv.area_id.id", 4])],
  515: ["tlv.igp_router", parts(["tlv.igp_router_id", REST])],
  258: [
    "tlv.link_local_remote_identifiers",
    parts(["nlri_link_local_identifier", 4], ["nlri_link_remote_identifier", 4]),
  ],
  259: ["tlv.ipv4_interface_address", parts(["nlri_ipv4_interface_address", 4])],
  260: ["tlv.ipv4_neighbor_address", parts(["nlri_ipv4_neighbor_address", 4])],
  261: ["tlv.ipv6_interface_address", parts(["nlri_ipv6_interface_address", 16])],
  262: ["tlv.ipv6_neighbor_address", parts(["nlri_ipv6_neighbor_address", 16])],
  263: ["tlv.multi_topology_id", many(["nlri_multi_topology_id", 2])],
  264: ["tlv.ospf_route_type", parts(["nlri_ospf_route_type", 1])],
  266: ["tlv.node_msd", many(["tlv.igp_msd_type", 1], ["tlv.igp_msd_value", 1])],
  1024: [
    "tlv.node_flags_bits",
    bitsOf(
      "node_flag_bits.overload",
      "node_flag_bits.attached",
      "node_flag_bits.external",
      "node_flag_bits.abr",
    ),
  ],
  1026: ["tlv.node_name", parts(["tlv.node_name_value", TEXT])],
  1027: ["tlv.is_is_area_identifier", parts(["tlv.is_is_area_identifier_value", REST])],
  1028: ["tlv.ipv4_router_id_of_local_node", parts(["tlv.ipv4_router_id_value", 4])],
  1029: ["tlv.ipv6_router_id_of_local_node", parts(["tlv.ipv6_router_id_of_local_node_value", 16])],
  1030: ["tlv.ipv4_router_id_of_remote_node", parts(["tlv.ipv4_router_id_value", 4])],
  1035: ["sr.tlv.algorithm", many(["sr.tlv.algorithm.value", 1])],
  1088: ["tlv.administrative_group_color", parts(["tlv.administrative_group_color_value", 4])],
  1092: ["tlv.te_default_metric", parts(["tlv.te_default_metric_value", 4])],
  1093: ["tlv.link_protection_type", protection],
  1094: [
    "tlv.mpls_protocol_mask",
    bitsOf("protocol_mask_tlv.mpls_protocol.l", "protocol_mask_tlv.mpls_protocol.r"),
  ],
  1095: ["tlv.metric", metric],
  1096: ["tlv.shared_risk_link_group", many(["tlv.shared_risk_link_group_value", 4])],
  1098: ["tlv.link_name_attribute", parts(["tlv.link_name_attribute_value", TEXT])],
  1114: ["igp_te_metric.delay", delays(["igp_te_metric.flags", 1], ["igp_te_metric.delay_value", 3])],
  1115: [
    "igp_te_metric.delay_min_max",
    delays(
      ["igp_te_metric.flags", 1],
      ["igp_te_metric.delay_min", 3],
      ["igp_te_metric.reserved", 1],
      ["igp_te_metric.delay_max", 3],
    ),
  ],
  1116: [
    "igp_te_metric.delay_variation",
    delays(["igp_te_metric.reserved", 1], ["igp_te_metric.delay_variation_value", 3]),
  ],
  1117: ["igp_te_metric.link_loss", delays(["igp_te_metric.flags", 1], ["igp_te_metric.link_loss_value", 3])],
  1153: ["tlv.route_tag", many(["tlv.route_tag_value", 4])],
  1155: ["tlv.prefix_metric", parts(["tlv.prefix_metric_value", 4])],
  256: ["tlv.local_node_descriptors", tlvs],
  257: ["tlv.remote_node_descriptors", tlvs],
  1034: ["sr.tlv.capabilities", ranges("sr.tlv.capabilities", ["i", "v", "h", "reserved"])],
  1036: ["sr.tlv.local_block", ranges("sr.tlv.local_block", [])],
  1089: ["tlv.maximum_link_bandwidth", bandwidth],
  1090: ["tlv.maximum_reservable_link_bandwidth", bandwidth],
  1091: ["tlv.unreserved_bandwidth", bandwidth],
  1099: ["sr.tlv.adjacency.sid", identifier("sr.tlv.adjacency.sid", "fbvls", "weight")],
  1152: ["tlv.igp_flags", bitsOf("protocol_mask_tlv.igp_flags_flag_d.d")],
  1156: [
    "tlv.ospf_forwarding_address",
    (c) => {
      if (c.left === 4) c.tell(`${L}tlv.ospf_forwarding_address_ipv4`, 4);
    },
  ],
  1158: ["sr.tlv.prefix.sid", identifier("sr.tlv.prefix.sid", "rnpevl", "algo")],
};
const REACHABILITY = 265;

/** Tells one after the other; those that nobody knows are passed over. What is wrong in one ends it alone. */
export function tlvs(c: Cursor): void {
  tellAll(() => (c.left > 0 ? tlv(c) : null));
}

function tlv(c: Cursor): () => void {
  const [type, length] = [c.peek(2), c.peek(2, 2)];
  const known = TLVS[type];
  if (known === undefined) {
    c.skip(4 + length);
    return () => {};
  }
  const inner = c.part(L + known[0], 4 + length);
  inner.tell(`${L}type`, 2).tell(`${L}length`, 2);
  return () => known[1](inner);
}

const [NODE, LINK, IPV4, IPV6] = [1, 2, 3, 4];
const ROUTES: Readonly<Record<number, string>> = {
  [NODE]: "nlri_node",
  [LINK]: "nlri_link",
  [IPV4]: "ipv4_topology_prefix",
  [IPV6]: "ipv6_topology_prefix",
};
/** Nodes at the ends stand before what tells their links and prefixes apart. */
const NODES = [256, 257];

export function linkStates(c: Cursor): void {
  while (c.left > 0) {
    const [type, length] = [c.peek(2), c.peek(2, 2)];
    const route = c.part(`${L}nlri`, 4 + length);
    route.tell(`${L}nlri_type`, 2).tell(`${L}nlri_length`, 2);
    if (ROUTES[type] === undefined) continue;
    const inner = route.part(L + ROUTES[type], route.left);
    inner.tell(`${L}nlri_node.protocol_id`, 1).tell(`${L}nlri_node.identifier`, 8);
    while (inner.left > 0 && NODES.includes(inner.peek(2))) tlv(inner)();
    if (inner.left === 0) continue;
    if (type === LINK) tlvs(inner.part(`${L}nlri_link_descriptors_tlv`, inner.left));
    else if (type !== NODE)
      prefixes(inner.part(`${L}nlri_prefix_descriptors_tlv`, inner.left), type === IPV6);
  }
}

function prefixes(c: Cursor, isV6: boolean): void {
  while (c.left > 0) {
    if (c.peek(2) === REACHABILITY) reachability(c, isV6);
    else tlv(c)();
  }
}

function reachability(c: Cursor, isV6: boolean): void {
  const inner = c.part(`${L}tlv.ip_reachability_information`, 4 + c.peek(2, 2));
  inner.tell(`${L}type`, 2).tell(`${L}length`, 2);
  const bits = inner.number("bgp.prefix_length", 1);
  const size = Math.ceil(bits / 8);
  if (size > (isV6 ? 16 : 4)) throw new RangeError("too long a prefix");
  const words = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    const spare = Math.max(0, 8 * (i + 1) - bits);
    words[i >> 2] |= ((inner.peek(1, i) >> spare) << spare) << (24 - 8 * (i & 3));
  }
  const value = isV6 ? ipv6Text(words[0], words[1], words[2], words[3]) : ipv4Text(words[0]);
  inner.tell(`${L}nlri_ip_reachability_prefix_ip${isV6 ? "6" : ""}`, size, value);
}
