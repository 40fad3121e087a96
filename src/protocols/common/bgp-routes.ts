/** Routes of BGP: a prefix each (RFC 4271, 4.3), with labels and distinguishers before it, or what a family has. */

import { ipv4Text, ipv6Text } from "../../core/format.ts";
import { distinguisher } from "./bgp-communities.ts";
import { flowSpecifications } from "./bgp-flowspec.ts";
import { linkStates } from "./bgp-link-state.ts";
import type { Cursor } from "./cursor.ts";

const IPV4 = 1;
const IPV6 = 2;
const LABEL = 3;
const RD = 8;
const MAC = 48;

/** The address that a prefix's bytes begin; the bits behind its length are no part of it. */
function addressOf(c: Cursor, bits: number, version: number): string {
  const words = [0, 0, 0, 0];
  for (let i = 0; i < Math.ceil(bits / 8); i++) {
    const spare = Math.max(0, 8 * (i + 1) - bits);
    words[i >> 2] |= ((c.peek(1, i) >> spare) << spare) << (24 - 8 * (i & 3));
  }
  return version === IPV6 ? ipv6Text(words[0], words[1], words[2], words[3]) : ipv4Text(words[0]);
}

/** Tells what is left of a prefix of so many bits. @throws RangeError if no address has so many */
function prefix(c: Cursor, field: string, bits: number, version: number): void {
  if (bits < 0 || bits > (version === IPV6 ? 128 : 32)) throw new RangeError("too long a prefix");
  c.need(Math.ceil(bits / 8));
  c.tell(field, Math.ceil(bits / 8), addressOf(c, bits, version));
}

/** Labels up to the one that is marked as the last (RFC 8277, 2), of no more bytes. @returns how many bytes */
function labels(c: Cursor, most: number): number {
  const words: string[] = [];
  let size = 0;
  for (let isLast = false; !isLast; ) {
    if (size + LABEL > most) throw new RangeError("no end of the labels");
    const word = c.peek(LABEL, size);
    size += LABEL;
    // RFC 8277, 2.4: for routes that are withdrawn, this stands in a label's place.
    isLast = (word & 1) === 1 || word === 0x800000 || word === 0;
    words.push((word & 1) === 0 && isLast ? "0 (withdrawn)" : `${word >> 4}${isLast ? " (bottom)" : ""}`);
  }
  c.tell("bgp.label_stack", size, words.join());
  return size;
}

/** What stands before a prefix: none, labels, or labels and a distinguisher. */
interface Shape {
  labels: boolean;
  distinguisher: boolean;
}
const PLAIN: Shape = { labels: false, distinguisher: false };
const LABELED: Shape = { labels: true, distinguisher: false };
const VPN: Shape = { labels: true, distinguisher: true };

/** Whether routes of so many bytes before the prefix fill the rest, with a path's number before each or without. */
function fill({ data, at, end }: Cursor, before: number, version: number, path: number): boolean {
  const most = version === IPV6 ? 128 : 32;
  let defaults = 0;
  let i = at;
  while (i + path < end) {
    const bits = data.getUint8(i + path) - 8 * before;
    if (bits < 0 || (bits > most && before < LABEL)) return false;
    if (bits === 0) defaults++;
    i += path + 1 + before + Math.ceil(bits / 8);
  }
  // One default route is enough.
  return i === end && defaults < 2;
}

/** RFC 7911: that paths have numbers was agreed on before, and shows in that nothing else makes sense. */
function havePaths(c: Cursor, before: number, version: number): boolean {
  return !fill(c, before, version, 0) && fill(c, before, version, 4);
}

/** @param field for the prefix */
export function prefixes(c: Cursor, field: string, version: number, shape = PLAIN): void {
  const before = (shape.labels ? LABEL : 0) + (shape.distinguisher ? RD : 0);
  const withPaths = havePaths(c, before, version);
  while (c.left > 0) {
    if (withPaths) c.tell("bgp.nlri_path_id", 4);
    let bits = c.number("bgp.prefix_length", 1);
    const route = c.within(Math.min(c.left, Math.ceil(bits / 8)), 0);
    if (shape.labels) bits -= 8 * labels(route, route.left);
    if (shape.distinguisher) {
      route.need(RD);
      route.tell("bgp.rd", RD, distinguisher(c.data, route.at));
      bits -= 8 * RD;
    }
    prefix(route, field, bits, version);
  }
}

/** IPv4 or IPv6 by its length in bits, 0: none. */
function address(c: Cursor, bits: number, v4: string, v6: string): void {
  if (bits === 32) c.tell(v4, 4);
  else if (bits === 128) c.tell(v6, 16);
  else c.skip(Math.ceil(bits / 8));
}

const E = "bgp.evpn.nlri";
/** Ethernet segments by type, RFC 7432, 5: parts of the nine bytes; what is left has no meaning. */
const SEGMENTS: Readonly<Record<number, readonly (readonly [string, number])[]>> = {
  0: [["type0", 9]],
  1: [
    ["lacp_mac", 6],
    ["lacp_portkey", 2],
  ],
  2: [
    ["root_bridge", 6],
    ["rb_prio", 2],
  ],
  3: [
    ["system_mac", 6],
    ["system_mac_discr", 2],
  ],
  4: [
    ["router_id", 4],
    ["router_discr", 4],
  ],
  5: [
    ["asn", 4],
    ["asn_discr", 4],
  ],
  255: [["reserved", 9]],
};

function segment(c: Cursor): void {
  const s = c.here(`${E}.esi`, 10).within(10);
  const type = s.number(`${E}.esi.type`, 1);
  s.here(`${E}.esi.value`, 9);
  const parts = SEGMENTS[type];
  for (const [name, size] of parts ?? []) s.tell(`${E}.esi.${name}`, size);
  if (parts !== undefined && s.left > 0) s.tell(`${E}.esi.remaining`, s.left);
}

/** A label of MPLS, and where the routes lead to virtual networks, what its 24 bits are there (RFC 8365, 5.1.3). */
function label(c: Cursor, which: 1 | 2, isVirtual: boolean): void {
  if (isVirtual) c.here(`${E}.vni`, LABEL);
  c.tell(`${E}.mpls_ls${which}`, LABEL);
}

function group(c: Cursor): void {
  const M = "bgp.mcast_vpn_nlri";
  for (const kind of ["source", "group"])
    address(c, c.number(`${M}_${kind}_length`, 1), `${M}_${kind}_addr_ipv4`, `${M}_${kind}_addr_ipv6`);
}

/** RFC 9251, 9: who wants a group. */
function membership(c: Cursor): void {
  group(c);
  address(c, c.number(`${E}.or_length`, 1), `${E}.or_addr_ipv4`, `${E}.or_addr_ipv6`);
  c.here(`${E}.igmp_mc_flags`, 1);
  c.bits(1, ...["v1", "v2", "v3", "ie", "reserved"].map((name) => `${E}.igmp_mc_flags.${name}`));
}

function host(c: Cursor): void {
  const bits = c.number(`${E}.iplen`, 1);
  if (bits === 0) c.here("bgp.evpn.no_ip", 0, true);
  address(c, bits, `${E}.ip.addr`, `${E}.ipv6.addr`);
}

/** Behind type, length and distinguisher: RFC 7432, 7.1 to 7.4; RFC 9136, 3.1; RFC 9251, 9. */
const EVPN: Readonly<Record<number, (c: Cursor, isVirtual: boolean) => void>> = {
  1: (c, isVirtual) => {
    segment(c);
    label(c.tell(`${E}.etag`, 4), 1, isVirtual);
  },
  2: (c, isVirtual) => {
    segment(c);
    const bits = c.tell(`${E}.etag`, 4).number(`${E}.maclen`, 1);
    if (bits === MAC) c.tell(`${E}.mac_addr`, 6);
    else c.skip(Math.ceil(bits / 8));
    host(c);
    label(c, 1, isVirtual);
    if (c.left >= LABEL) label(c, 2, isVirtual);
  },
  3: (c) => host(c.tell(`${E}.etag`, 4)),
  4: (c) => {
    segment(c);
    host(c);
  },
  5: (c, isVirtual) => {
    segment(c);
    c.tell(`${E}.etag`, 4).tell(`${E}.prefix_len`, 1);
    // Prefix and gateway are whole addresses; the route's length tells which.
    const isV4 = c.left < 2 * 16 + LABEL;
    c.tell(isV4 ? `${E}.ip.addr` : `${E}.ipv6.addr`, isV4 ? 4 : 16);
    c.tell(isV4 ? `${E}.ipv4.gtw_addr` : `${E}.ipv6.gtw_addr`, isV4 ? 4 : 16);
    const stack = c.part("bgp.update.path_attribute.mpls_label", LABEL);
    if (isVirtual) stack.here(`${E}.vni`, LABEL);
    stack.tell("bgp.update.path_attribute.mpls_label_value", LABEL);
  },
  6: (c) => membership(c.tell(`${E}.etag`, 4)),
  7: (c) => {
    segment(c);
    membership(c.tell(`${E}.etag`, 4));
  },
  8: (c) => {
    segment(c);
    membership(c.tell(`${E}.etag`, 4));
  },
};

function evpn(c: Cursor, _: Place, isVirtual: boolean): void {
  // A type comes first, which is never 0; a path's number begins with zeros.
  const withPaths = c.left > 4 && c.peek(1) === 0;
  while (c.left >= 2) {
    if (withPaths) c.tell("bgp.nlri_path_id", 4);
    const route = c.part(E, Math.min(c.left, 2 + c.peek(1, 1)));
    const type = route.number(`${E}.rt`, 1);
    route.tell(`${E}.len`, 1);
    const body = EVPN[type];
    if (body === undefined) continue;
    body(route.tell(`${E}.rd`, RD), isVirtual);
  }
}

const M = "bgp.mcast_vpn_nlri";
const router = (c: Cursor, version: number): void =>
  address(c, version === IPV6 ? 128 : 32, `${M}_origin_router_ipv4`, `${M}_origin_router_ipv6`);

/** RFC 6514, 4.1 to 4.6; sources' autonomous systems have four bytes. */
const MULTICAST: Readonly<Record<number, (c: Cursor, version: number) => void>> = {
  1: (c, version) => router(c.tell(`${M}_rd`, RD), version),
  2: (c) => c.tell(`${M}_rd`, RD).tell(`${M}_source_as`, 4),
  3: (c, version) => {
    group(c.tell(`${M}_rd`, RD));
    router(c, version);
  },
  4: (c, version) => {
    c.tell(`${M}_route_key`, c.left - (version === IPV6 ? 16 : 4));
    router(c, version);
  },
  5: (c) => group(c.tell(`${M}_rd`, RD)),
  6: (c) => group(c.tell(`${M}_rd`, RD).tell(`${M}_source_as`, 4)),
  7: (c) => group(c.tell(`${M}_rd`, RD).tell(`${M}_source_as`, 4)),
};

function multicastVpn(c: Cursor, { version }: Place): void {
  while (c.left >= 2) {
    const type = c.number(`${M}_route_type`, 1);
    const size = Math.min(c.number(`${M}_length`, 1), c.left);
    const route = c.here(M, size).within(size);
    MULTICAST[type]?.(route, version);
  }
}

/** RFC 4761, 3.2.2, and RFC 6074, 7: blocks of labels, or no more than a router's address. */
function vpls(c: Cursor): void {
  while (c.left >= 2) {
    const size = c.number("bgp.vplsad.length", 2);
    const route = c.within(Math.min(size, c.left), 0);
    route.need(RD);
    route.tell("bgp.vplsad.rd", RD, distinguisher(c.data, route.at));
    if (route.left === 4) route.tell("bgp.ad.pe_addr", 4);
    else if (route.left >= 9) {
      route.tell("bgp.vplsbgp.ce_id", 2).tell("bgp.vplsbgp.labelblock.offset", 2);
      route.tell("bgp.vplsbgp.labelblock.size", 2);
      const word = route.peek(LABEL);
      route.tell("bgp.vplsbgp.labelblock.base", LABEL, `${word >> 4}${word & 1 ? " (bottom)" : ""}`);
    }
  }
}

/** RFC 4684, 4: who wants routes to which target. */
function targets(c: Cursor): void {
  while (c.left > 0) {
    const bits = c.peek(1);
    if (bits < 32) {
      c.tell("bgp.wildcard_route_target", 1, String(bits)).skip(Math.min(c.left, Math.ceil(bits / 8)));
      continue;
    }
    c.tell("bgp.prefix_length", 1).tell("bgp.originating_as", 4);
    const target = c.within(Math.ceil(bits / 8) - 4, 0);
    // The type of the community comes first, as that of a distinguisher; its subtype is no part of the words.
    if (target.left === RD) {
      const words = new DataView(new ArrayBuffer(RD));
      for (let i = 0; i < RD; i++)
        words.setUint8(i, i === 1 ? target.peek(1) : i === 0 ? 0 : target.peek(1, i));
      target.tell("bgp.community_prefix", RD, distinguisher(words, 0));
    } else if (target.left > 0) target.skip(target.left);
  }
}

/** RFC 6037, 2: groups of a multicast tree. */
function trees(c: Cursor, { version }: Place): void {
  while (c.left > 0) {
    c.skip(1).tell("bgp.mdt_safi_rd", RD);
    if (version === IPV6) c.skip(32);
    else c.tell("bgp.mdt_safi_ipv4_addr", 4).tell("bgp.mdt_safi_group_addr", 4);
  }
}

/** RFC 9830, 2.1. */
function policies(c: Cursor, { version }: Place): void {
  const S = "bgp.sr_policy_nlri";
  while (c.left > 0) {
    c.tell(`${S}_length`, 1).tell(`${S}_distinguisher`, 4).tell(`${S}_policy_color`, 4);
    address(c, version === IPV6 ? 128 : 32, `${S}_endpoint_ipv4`, `${S}_endpoint_ipv6`);
  }
}

/** Where routes stand: of which version, and what their prefixes are called. */
interface Place {
  version: number;
  field: string;
}

const of =
  (shape: Shape) =>
  (c: Cursor, { field, version }: Place) =>
    prefixes(c, field, version, shape);

/** By the number of the subsequent address family (IANA). */
const FAMILIES: Readonly<Record<number, (c: Cursor, place: Place, isVirtual: boolean) => void>> = {
  1: of(PLAIN),
  2: of(PLAIN),
  4: of(LABELED),
  5: multicastVpn,
  66: trees,
  73: policies,
  128: of(VPN),
  129: of(VPN),
  132: targets,
  133: (c, { version }) => flowSpecifications(c, version),
};
const L2VPN = 25;
const VPLS = 65;
const EVPN_SAFI = 70;
const LINK_STATE = 16388;
const LINK_STATES = 71;

/** @param isVirtual labels of EVPN are identifiers of virtual networks */
export function routes(
  c: Cursor,
  afi: number,
  safi: number,
  way: "reach" | "unreach",
  isVirtual: boolean,
): void {
  if (afi === IPV4 || afi === IPV6)
    FAMILIES[safi]?.(
      c,
      { version: afi, field: `bgp.mp_${way}_nlri_ipv${afi === IPV6 ? 6 : 4}_prefix` },
      false,
    );
  else if (afi === L2VPN && safi === EVPN_SAFI) evpn(c, { version: 0, field: "" }, isVirtual);
  else if (afi === L2VPN && safi === VPLS) vpls(c);
  else if (afi === LINK_STATE && safi === LINK_STATES) linkStates(c);
}
