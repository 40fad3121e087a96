/** Extended communities of BGP (RFC 4360): eight bytes, of which the first two say what the others are. */

import { ipv4Text } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";

const X = "bgp.ext_com";
/** Bytes of a community, and of what stands behind its type and subtype. */
const SIZE = 8;
const VALUE = 6;

type Value = (c: Cursor, subtype: number) => void;

const rest: Value = (c) => c.tell(`${X}.value_raw`, VALUE);
const as2: Value = (c) => c.tell(`${X}.value_as2`, 2).tell(`${X}.value_an4`, 4);
const as4: Value = (c) => c.tell(`${X}.value_as4`, 4).tell(`${X}.value_an2`, 2);
const ip4: Value = (c) => c.tell(`${X}.value_IP4`, 4).tell(`${X}.value_an2`, 2);

/** RFC 4577, 4.2.6. */
const ospfRoute: Value = (c) => {
  c.tell(`${X}.value_ospf_rtype.area`, 4).tell(`${X}.value_ospf_rtype.type`, 1);
  c.here(`${X}.value_ospf_rtype.options`, 1).bits(1, `${X}.value_ospf_rtype.options.mt`);
};
const ospfRouter: Value = (c) => c.tell(`${X}.value_ospf_rid`, 4);

/** draft-retana-idr-bgp-custom-decision: where the cost comes in, and which one it is. */
const cost: Value = (c) => {
  c.tell(`${X}_cost.poi`, 1).here(`${X}_cost.cid`, 1).bits(1, `${X}_cost.cid.use`);
  c.skip(1).tell(`${X}_cost.cost`, 4);
};

/** RFC 9012, 4.1 and 4.3: how a tunnel to the next hop is encapsulated. */
const opaque: Value = (c, subtype) => {
  if (subtype === 0x01) cost(c, subtype);
  else if (subtype === 0x06) ospfRoute(c, subtype);
  else if (subtype === ENCAPSULATION) c.skip(4).tell(`${X}.tunnel_type`, 2);
  else rest(c, subtype);
};

const label = (c: Cursor): void => {
  const name = "bgp.update.path_attribute.mpls";
  c.here(`${name}_label_value_20bits`, 3).here(`${name}_traffic_class`, 3);
  c.skip(2).tell(`${name}_bottom_stack`, 1);
};

/** RFC 7432, 7.5 to 7.7; RFC 9135, 8.1; RFC 8214, 3.1; RFC 8317, 5.1. */
const EVPN: Readonly<Record<number, Value>> = {
  0: (c) => {
    c.here(`${X}_evpn.mmac.flags`, 1).bits(1, `${X}_evpn.mmac.flags.sticky`);
    c.skip(2).tell(`${X}_evpn.mmac.seq`, 4);
  },
  1: (c) => {
    c.tell(`${X}_l2.esi_label_flag`, 1).skip(2);
    c.here("bgp.update.path_attribute.mpls_label_value", 3);
    label(c);
  },
  2: (c) => c.tell(`${X}_evpn.esi.rt`, VALUE),
  3: (c) => c.tell(`${X}_evpn.esi.router_mac`, VALUE),
  4: (c) => {
    const flags = ["reserved", "ci", "f", "c", "p", "b"].map((name) => `${X}_evpn.l2attr.flag_${name}`);
    c.here(`${X}_evpn.l2attr.flags`, 2).bits(2, ...flags);
    c.skip(2).tell(`${X}_evpn.l2attr.l2_mtu`, 2).tell(`${X}_evpn.l2attr.reserved`, 2);
  },
  5: (c) => {
    c.here(`${X}_evpn.etree.flags`, 1).bits(1, `${X}_evpn.etree.flag_reserved`, `${X}_evpn.etree.flag_l`);
    c.skip(1).tell(`${X}_evpn.etree.reserved`, 2);
    label(c);
  },
};

const L2_FLAGS = ["d", "z1", "f", "z345", "c", "s"].map((name) => `${X}_l2.flag_${name}`);
/** Flow specification (RFC 8955, 7), layer 2 (RFC 4761, 3.2.4), E-tree (RFC 7796, 3.1), and OSPF as it was first. */
const EXPERIMENTAL: Readonly<Record<number, Value>> = {
  0: ospfRoute,
  1: ospfRouter,
  5: (c) => {
    c.at--;
    c.tell(`${X}.stype_tr_as2`, 1);
    as2(c, 5);
  },
  6: (c) => c.tell(`${X}.value_as2`, 2).tell(`${X}_flow.rate_limit`, 4),
  7: (c) => {
    c.tell("bgp.flowspec_ext_com.emptybytes", 5);
    c.here(`${X}_flow.sample`, 1).tell(`${X}_flow.traff_act`, 1);
  },
  8: as2,
  9: (c) => c.skip(5).tell(`${X}.value_fs_dscp`, 1),
  10: (c) => {
    c.tell(`${X}_l2.encaps_type`, 1)
      .here(`${X}_l2.c_flags`, 1)
      .bits(1, ...L2_FLAGS);
    c.skip(1).tell(`${X}_l2.l2_mtu`, 2);
  },
  11: (c) => {
    c.tell(`${X}_etree.root_vlan`, 2).tell(`${X}_etree.leaf_vlan`, 2).here(`${X}_etree.flags`, 2);
    c.bits(2, `${X}_etree.flag_reserved`, `${X}_etree.flag_p`, `${X}_etree.flag_v`);
  },
};

/** RFC 7868, 6.11 names the metrics; how they stand in communities is Cisco's. */
const EIGRP: readonly ((c: Cursor) => void)[] = [
  (c) => {
    c.here(`${X}_eigrp.flags`, 2).bits(2, `${X}_eigrp.flags.rt`);
    c.skip(2).tell(`${X}_eigrp.rtag`, 4);
  },
  (c) => c.tell(`${X}_eigrp.asn`, 2).tell(`${X}_eigrp.dly`, 4),
  (c) => c.tell(`${X}_eigrp.rly`, 1).tell(`${X}_eigrp.hops`, 1).tell(`${X}_eigrp.bw`, 4),
  (c) => c.skip(1).tell(`${X}_eigrp.load`, 1).tell(`${X}_eigrp.mtu`, 4),
  (c) => c.tell(`${X}_eigrp.e_asn`, 2).tell(`${X}_eigrp.e_rid`, 4),
  (c) => c.tell(`${X}_eigrp.e_pid`, 2).tell(`${X}_eigrp.e_metric`, 4),
  (c) => c.skip(2).tell(`${X}_eigrp.rid`, 4),
];

/** By type: what the subtype is called, and what stands behind it. */
const TYPES: Readonly<Record<number, readonly [subtype: string, Value]>> = {
  0: ["tr_as2", as2],
  1: ["tr_IP4", (c, subtype) => (subtype === 7 ? ospfRouter(c, subtype) : ip4(c, subtype))],
  2: ["tr_as4", as4],
  3: ["tr_opaque", opaque],
  6: ["tr_evpn", (c, subtype) => (EVPN[subtype] ?? rest)(c, subtype)],
  64: [
    "ntr_as2",
    (c, subtype) =>
      subtype === 4 ? c.tell(`${X}.value_as2`, 2).tell(`${X}.value_link_bw`, 4) : as2(c, subtype),
  ],
  65: ["ntr_IP4", ip4],
  66: ["ntr_as4", as4],
  67: ["ntr_opaque", (c, subtype) => (subtype === 1 ? cost : rest)(c, subtype)],
  128: ["tr_exp", (c, subtype) => (EXPERIMENTAL[subtype] ?? rest)(c, subtype)],
  129: ["tr_exp_2", (c, subtype) => (subtype === 8 ? ip4 : rest)(c, subtype)],
  130: ["tr_exp_3", (c, subtype) => (subtype === 8 ? as4 : rest)(c, subtype)],
};
const TYPE_EIGRP = 136;

export function extendedCommunities(c: Cursor): void {
  // Of no whole number nobody knows where the next one starts.
  if (c.left % SIZE !== 0) return;
  const list = c.part("bgp.ext_communities", c.left);
  while (list.left > 0) {
    const one = list.part("bgp.ext_community", SIZE);
    const type = one.peek(1);
    one.here(`${X}.type`, 1).bits(1, `${X}.type.auth`, `${X}.type.tran`).skip(1);
    if (type === TYPE_EIGRP) EIGRP[one.number(`${X}_eigrp`, 1)]?.(one);
    else {
      const [name, value] = TYPES[type] ?? ["unknown", rest];
      value(one, one.number(`${X}.stype_${name}`, 1));
    }
  }
}

const OPAQUE = 3;
const ENCAPSULATION = 12;

/** The kinds of tunnel (IANA) whose tenants are told by a VNI or VSID of 24 bits: RFC 8365, 5.1.3. */
const VIRTUAL_NETWORKS: readonly number[] = [8, 9, 12, 19];

/** Whether a list of extended communities says that routes lead to virtual networks. */
export function tellsVirtualNetworks(c: Cursor): boolean {
  for (; c.left >= SIZE; c.skip(SIZE))
    if (c.peek(1) === OPAQUE && c.peek(1, 1) === ENCAPSULATION && VIRTUAL_NETWORKS.includes(c.peek(2, 6)))
      return true;
  return false;
}

/** A route distinguisher (RFC 4364, 4.2) at `at`, with the number that its owner gave it behind a colon. */
export function distinguisher(data: DataView, at: number): string {
  const type = data.getUint16(at);
  if (type === 0) return `${data.getUint16(at + 2)}:${data.getUint32(at + 4)}`;
  const owner = type === 1 ? ipv4Text(data.getInt32(at + 2)) : data.getUint32(at + 2);
  return `${owner}:${data.getUint16(at + 6)}`;
}
