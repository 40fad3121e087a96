/** Path attributes of BGP's UPDATE message: flags, type, length (one byte, or two) and a value by type. */

import { distinguisher, extendedCommunities, tellsVirtualNetworks } from "./bgp-communities.ts";
import { tlvs } from "./bgp-link-state.ts";
import { routes } from "./bgp-routes.ts";
import { tunnels } from "./bgp-tunnels.ts";
import { Cursor, tellAll } from "./cursor.ts";

const U = "bgp.update";
const P = `${U}.path_attribute`;
const FLAGS = ["optional", "transitive", "partial", "extended_length", "unused"].map(
  (f) => `${P}.flags.${f}`,
);
const EXTENDED_LENGTH = 0x10;
const EXTENDED_COMMUNITIES = 16;
const IPV4 = 1;
const RD = 8;
const LABEL = 3;

/** Whether segments of a path fill it if its numbers, none of them 0, have two bytes: nothing else tells (RFC 6793, 4). */
function areShort({ data, at, end }: Cursor): boolean {
  let i = at;
  while (i + 2 <= end) {
    const type = data.getUint8(i);
    if (type < 1 || type > 4) return false;
    const next = i + 2 + 2 * data.getUint8(i + 1);
    if (next > end) return false;
    for (i += 2; i < next; i += 2) if (data.getUint16(i) === 0) return false;
  }
  return i === end;
}

function path(c: Cursor, size: 2 | 4): void {
  while (c.left >= 2) {
    const count = c.peek(1, 1);
    const segment = c.part(`${P}.as_path_segment`, Math.min(c.left, 2 + size * count));
    segment.tell(`${P}.as_path_segment.type`, 1).tell(`${P}.as_path_segment.length`, 1);
    while (segment.left > 0) segment.tell(`${P}.as_path_segment.as${size}`, size);
  }
}

const aggregator: Value = (c) =>
  c.tell(`${P}.aggregator_as`, c.left === 8 ? 4 : 2).tell(`${P}.aggregator_origin`, 4);

/** RFC 1997: ranges at both ends are reserved, or have a meaning that all know. */
function communities(outer: Cursor): void {
  const c = outer.part(`${P}.communities`, outer.left);
  while (c.left >= 4) {
    const as = c.peek(2);
    if (as === 0 || as === 0xffff) c.tell(`${P}.community_wellknown`, 4);
    else c.part(`${P}.community`, 4).tell(`${P}.community_as`, 2).tell(`${P}.community_value`, 2);
  }
}

/** RFC 8092, 3. */
function largeCommunities(c: Cursor): void {
  while (c.left >= 12) {
    const one = c.here("bgp.large_communities", 12, words(c)).within(12);
    for (const name of ["ga", "ldp1", "ldp2"]) one.tell(`bgp.large_communities.${name}`, 4);
  }
}
const words = (c: Cursor): string => [0, 4, 8].map((i) => c.peek(4, i)).join(":");

/** RFC 4760, 3: distinguishers may stand before addresses, and a link-local address behind the other. */
function nextHop(outer: Cursor): void {
  const name = `${P}.mp_reach_nlri.next_hop`;
  const size = 1 + outer.peek(1);
  const c = outer.here(name, size).within(size).skip(1);
  // Without one, addresses have 4, 16 or 32 bytes.
  const withDistinguisher = [12, 24, 48].includes(c.left);
  const isV4 = c.left === 4 || c.left === 12;
  let link = "";
  while (c.left > 0) {
    if (withDistinguisher) {
      c.need(RD);
      c.tell(`${name}.rd`, RD, distinguisher(c.data, c.at));
    }
    if (isV4) c.tell(`${name}.ipv4`, 4);
    else if (c.left >= 16) c.tell(`${name}.ipv6${link}`, 16);
    else return;
    link = ".link_local";
  }
}

function reach(c: Cursor, isVirtual: boolean): void {
  const name = `${P}.mp_reach_nlri`;
  const afi = c.number(`${name}.afi`, 2);
  const safi = c.number(`${name}.safi`, 1);
  nextHop(c);
  for (let count = c.number(`${name}.nbr_snpa`, 1); count > 0; count--) {
    // RFC 2858, 2: in half bytes; nobody sends them any more.
    const size = Math.ceil(c.number(`${name}.snpa_length`, 1) / 2);
    c.tell(`${name}.snpa`, size);
  }
  routes(c.part(name, c.left), afi, safi, "reach", isVirtual);
}

function unreach(c: Cursor, isVirtual: boolean): void {
  const name = `${P}.mp_unreach_nlri`;
  const afi = c.number(`${name}.afi`, 2);
  const safi = c.number(`${name}.safi`, 1);
  routes(c.part(name, c.left), afi, safi, "unreach", isVirtual);
}

const S = `${P}.pmsi`;
const mldp = (c: Cursor): void => {
  c.tell(`${S}.mldp.fec.type`, 1);
  const family = c.number(`${S}.mldp.fec.address_family`, 2);
  const size = c.number(`${S}.mldp.fec.address_length`, 1);
  c.tell(`${S}.mldp.fec.root_nodev${family === IPV4 ? 4 : 6}`, size);
  c.tell(`${S}.mldp.fec.opaque_length`, 2);
  if (c.number(`${S}.mldp.fec.opaque_value_type`, 1) !== 1) return;
  c.tell(`${S}.mldp.fec.opaque_value_length`, 2).tell(`${S}.mldp.fec.opaque_value_unique_id_rn`, 4);
};

/** RFC 6514, 5: trees by type, and what names one. */
const TREES: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => {
    c.tell(`${S}.rsvp.id`, 4).skip(2).tell(`${S}.rsvp.tunnel_id`, 2);
    if (c.left === 4) c.tell(`${S}.rsvp.ext_tunnel_idv4`, 4);
  },
  2: mldp,
  3: (c) => c.tell(`${S}.pimssm.root_node`, 4).tell(`${S}.pimssm.pmulticast_group`, 4),
  4: (c) => c.tell(`${S}.pimsm.sender_address`, 4).tell(`${S}.pimsm.pmulticast_group`, 4),
  5: (c) => c.tell(`${S}.bidir_pim_tree.sender`, 4).tell(`${S}.bidir_pim_tree.pmulticast_group`, 4),
  6: (c) => {
    if (c.left === 4) c.tell(`${S}.ingress_rep_ip`, 4);
  },
  7: mldp,
};

function tree(c: Cursor, isVirtual: boolean): void {
  const type = c.tell(`${S}.tunnel.flags`, 1).number(`${S}.tunnel.type`, 1);
  c.tell(isVirtual ? "bgp.evpn.nlri.vni" : `${P}.mpls_label_value_20bits`, LABEL);
  const id = c.part(`${S}.tunnel.id`, c.left);
  if (type === 0) id.here(`${S}.tunnel_id.not_present`, 0, true);
  else TREES[type]?.(id);
}

/** RFC 7311, 3: TLVs whose length counts all of them. */
function metric(outer: Cursor): void {
  const c = outer.part(`${P}.aigp`, outer.left);
  while (c.left >= 3) {
    const [type, size] = [c.peek(1), Math.max(3, c.peek(2, 1))];
    const tlv = c.within(Math.min(size, c.left), 0);
    tlv.tell(`${U}.attribute.aigp.type`, 1).tell(`${U}.attribute.aigp.length`, 2);
    if (type === 1 && tlv.left === 8) tlv.tell(`${U}.attribute.aigp.accu_igp_metric`, 8);
  }
}

const SID = "bgp.prefix_sid";
/** RFC 8669, 3, and RFC 9252, 2: by type. */
const SIDS: Readonly<Record<number, readonly [string, (c: Cursor) => void]>> = {
  1: [
    "label_index",
    (c) => {
      c.tell(`${SID}.reserved`, 1).tell(`${SID}.label_index.flags`, 2).tell(`${SID}.label_index.value`, 4);
    },
  ],
  3: [
    "originator_srgb",
    (c) => {
      c.tell(`${SID}.originator_srgb.flags`, 2);
      const blocks = c.part(`${SID}.originator_srgb_blocks`, c.left);
      while (blocks.left >= 6) {
        const block = blocks.part(`${SID}.originator_srgb_block`, 6);
        block.tell(`${SID}.originator_srgb_base`, 3).tell(`${SID}.originator_srgb_range`, 3);
      }
    },
  ],
  5: ["srv6_l3vpn", (c) => service(c, `${SID}.srv6_l3vpn`)],
  6: ["srv6_l2vpn", (c) => service(c, `${SID}.srv6_l2vpn`)],
};
const LENGTHS = ["locator_block_len", "locator_node_len", "func_len", "arg_len", "trans_len", "trans_offset"];

function service(c: Cursor, name: string): void {
  c.tell(`${SID}.reserved`, 1);
  const list = c.part(`${name}.sub_tlvs`, c.left);
  while (list.left >= 3) {
    const tlv = list.part(`${name}.sub_tlv`, Math.min(list.left, 3 + list.peek(2, 1)));
    const type = tlv.number(`${name}.sub_tlv.type`, 1);
    tlv.tell(`${name}.sub_tlv.length`, 2);
    if (type !== 1) {
      tlv.tell(`${name}.sub_tlv.value`, tlv.left);
      continue;
    }
    tlv.tell(`${name}.sub_tlv.reserved`, 1).tell(`${name}.sid_value`, 16).tell(`${name}.sid_flags`, 1);
    tlv.tell(`${name}.srv6_endpoint_behavior`, 2).tell(`${name}.reserved`, 1);
    if (tlv.left > 0) structures(tlv.part(`${name}.sub_sub_tlvs`, tlv.left), name);
  }
}

function structures(c: Cursor, name: string): void {
  while (c.left >= 3) {
    const tlv = c.part(`${name}.sub_sub_tlv`, Math.min(c.left, 3 + c.peek(2, 1)));
    const type = tlv.number(`${name}.sub_sub_tlv.type`, 1);
    tlv.tell(`${name}.sub_sub_tlv.length`, 2);
    if (type === 1) for (const length of LENGTHS) tlv.tell(`${name}.sid.${length}`, 1);
    else tlv.tell(`${name}.sub_sub_tlv.value`, tlv.left);
  }
}

function segmentIds(c: Cursor): void {
  while (c.left >= 3) {
    const known = SIDS[c.peek(1)];
    const tlv = c.part(`${SID}.${known?.[0] ?? "unknown"}`, Math.min(c.left, 3 + c.peek(2, 1)));
    tlv.tell(`${SID}.type`, 1).tell(`${SID}.length`, 2);
    if (known !== undefined) known[1](tlv);
    else if (tlv.left > 0) tlv.tell(`${SID}.value`, tlv.left);
  }
}

type Value = (c: Cursor, isVirtual: boolean) => void;

const simple =
  (name: string, size: number): Value =>
  (c) =>
    c.tell(name, size);

const linkState: Value = (c) => tlvs(c.part(`${P}.link_state`, c.left));

/** By type code (IANA), as told by the RFC of each. */
const ATTRIBUTES: Readonly<Record<number, Value>> = {
  1: simple(`${P}.origin`, 1),
  2: (c) => path(c, areShort(c) ? 2 : 4),
  3: simple(`${P}.next_hop`, 4),
  4: simple(`${P}.multi_exit_disc`, 4),
  5: simple(`${P}.local_pref`, 4),
  6: () => {},
  7: aggregator,
  8: communities,
  9: simple(`${P}.originator_id`, 4),
  10: (c) => {
    const list = c.part("bgp.path_attribute.cluster_list", c.left);
    while (list.left >= 4) list.tell("bgp.path_attribute.cluster_id", 4);
  },
  14: reach,
  15: unreach,
  [EXTENDED_COMMUNITIES]: extendedCommunities,
  17: (c) => path(c, 4),
  18: aggregator,
  22: tree,
  23: tunnels,
  26: metric,
  29: linkState,
  32: largeCommunities,
  40: segmentIds,
  // Where it stood before it had a number of its own.
  99: linkState,
  128: (c) => {
    c.tell(`${P}.attr_set.origin_as`, 4);
    if (c.left > 0) attributes(c);
  },
};

/** Head of an attribute at `at`: bytes until the value, and of the value. */
function headAt(c: Cursor): [head: number, size: number] {
  const isLong = (c.peek(1) & EXTENDED_LENGTH) !== 0;
  return isLong ? [4, c.peek(2, 2)] : [3, c.peek(1, 2)];
}

/** Whether a community says, before the routes or behind them, that labels are numbers of virtual networks. */
function leadToVirtualNetworks({ data, add, at, end }: Cursor): boolean {
  const c = new Cursor(data, add, at, end);
  while (c.left >= 4) {
    const type = c.peek(1, 1);
    const [head, size] = headAt(c);
    if (head + size > c.left) return false;
    const value = c.skip(head).within(size);
    if (type === EXTENDED_COMMUNITIES && tellsVirtualNetworks(value)) return true;
  }
  return false;
}

/** All that is left are attributes. */
export function attributes(outer: Cursor): void {
  const isVirtual = leadToVirtualNetworks(outer);
  const c = outer.part(`${P}s`, outer.left);
  tellAll(() => {
    if (c.left <= 0) return null;
    const [head, size] = headAt(c);
    const one = c.part(P, head + size);
    const type = one.peek(1, 1);
    one
      .here(`${P}.flags`, 1)
      .bits(1, ...FLAGS)
      .skip(1);
    one.tell(`${P}.type_code`, 1).tell(`${P}.length`, head - 2);
    const value = ATTRIBUTES[type];
    return () => {
      if (value === undefined) one.tell(`${P}s.unknown`, one.left, true);
      else if (one.left > 0 || type > 2) value(one, isVirtual);
    };
  });
}
