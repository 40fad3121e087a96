/** Link state advertisements of OSPF: version 2 is RFC 2328 section A.4, version 3 RFC 5340 section A.4. */

import { ipv4Text, ipv6Text } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";
import { opaque, routerInformation } from "./ospf-opaque.ts";

export const LSA_HEADER = 20;
const O = "ospf.";
const L = "ospf.lsa.";
const V3 = "ospf.v3.lsa.";
const OPTIONS_2 = ["dn", "o", "dc", "l", "n", "mc", "e", "mt"].map((name) => `ospf.v2.options.${name}`);
const PROPAGATE = ["dn", "o", "dc", "l", "p", "mc", "e", "mt"].map((name) => `ospf.v2.options.${name}`);
const OPTIONS_3 = ["at", "l", "af", "dc", "r", "n", "mc", "e", "v6"].map((name) => `ospf.v3.options.${name}`);
const ROUTER_2 = ["h", "n", "w", "v", "e", "b"].map((name) => `ospf.v2.router.lsa.flags.${name}`);
const ROUTER_3 = ["w", "v", "e", "b"].map((name) => `ospf.v3.router.lsa.flags.${name}`);
const EXTERNAL = ["e", "f", "t"].map((name) => `ospf.v3.as.external.flags.${name}`);
const PREFIX = ["p", "mc", "la", "nu"].map((name) => `ospf.v3.prefix.options.${name}`);

/** RFC 2328, A.2. @param isNssa where a bit has another meaning (RFC 3101, 2.4) */
export function options2(c: Cursor, isNssa = false): void {
  c.here("ospf.v2.options", 1)
    .bits(1, ...(isNssa ? PROPAGATE : OPTIONS_2))
    .skip(1);
}

/** RFC 5340, A.2. */
export function options3(c: Cursor): void {
  c.here("ospf.v3.options", 3)
    .bits(3, ...OPTIONS_3)
    .skip(3);
}

/** Fields that say what kind it is, beside its number. */
const KINDS_2: Readonly<Record<number, string>> = {
  1: "router",
  2: "network",
  3: "summary",
  4: "asbr",
  5: "asext",
  6: "member",
  7: "nssa",
  8: "attr",
  9: "opaque",
  10: "opaque",
  11: "opaque",
};
const NSSA = 7;
const FIRST_OPAQUE = 9;
const LAST_OPAQUE = 11;
const TRAFFIC_ENGINEERING = 1;

/** The header of version 2 and, if it is there, what follows. The cursor has the whole of it. */
export function lsa2(c: Cursor, withBody: boolean): void {
  const type = c.peek(1, 3);
  c.here(`${L}age`, 2).tell(`${L}donotage`, 2);
  options2(c, type === NSSA);
  c.here("ospf.lsa", 1);
  if (KINDS_2[type] !== undefined) c.here(L + KINDS_2[type], 1, true);
  c.skip(1);
  let kind = 0;
  if (type >= FIRST_OPAQUE && type <= LAST_OPAQUE) {
    kind = c.number(`${O}lsid_opaque_type`, 1);
    if (kind === TRAFFIC_ENGINEERING)
      c.tell(`${O}lsid_te_lsa.reserved`, 1).tell(`${O}lsid_te_lsa.instance`, 2);
    else c.tell(`${O}lsid.opaque_id`, 3);
  } else c.tell(`${L}id`, 4);
  c.tell(`${O}advrouter`, 4).tell(`${L}seqnum`, 4).tell(`${L}chksum`, 2).tell(`${L}length`, 2);
  if (!withBody) return;
  if (kind > 0) opaque(c, kind);
  else BODIES_2[type]?.(c);
}

function router(c: Cursor): void {
  c.here("ospf.v2.router.lsa.flags", 1)
    .bits(1, ...ROUTER_2)
    .skip(2);
  for (let links = c.number(`${L}number_of_links`, 2); links > 0; links--) {
    c.tell(`${L}router.linkid`, 4).tell(`${L}router.linkdata`, 4).tell(`${L}router.linktype`, 1);
    const more = c.number(`${L}router.nummetrics`, 1);
    c.tell(`${L}router.metric0`, 2);
    for (let i = 0; i < more; i++) c.tell(`${O}ls.metric`, 4, c.peek(2, 2));
  }
}

/** Networks and routers beyond the area: a mask, and a metric by type of service. */
function summary(c: Cursor): void {
  c.tell(`${L}asbr.netmask`, 4);
  while (c.left >= 4) c.tell(`${L}tos`, 1).tell(`${O}metric`, 3);
}

function external(c: Cursor): void {
  c.tell(`${L}asext.netmask`, 4);
  while (c.left >= 12) {
    c.here(`${L}asext.type`, 1)
      .tell(`${L}tos`, 1, c.peek(1) & 0x7f)
      .tell(`${O}metric`, 3);
    c.tell(`${L}asext.fwdaddr`, 4).tell(`${L}asext.extrttag`, 4);
  }
}

const BODIES_2: Readonly<Record<number, (c: Cursor) => void>> = {
  1: router,
  2: (c) => {
    c.tell(`${L}network.netmask`, 4);
    while (c.left >= 4) c.tell(`${L}network.attchrtr`, 4);
  },
  3: summary,
  4: summary,
  5: external,
  [NSSA]: external,
};

const KINDS_3: Readonly<Record<number, string>> = {
  1: "router",
  2: "network",
  3: "interprefix",
  4: "interrouter",
  5: "asext",
  6: "member",
  7: "nssa",
  8: "link",
  9: "intraprefix",
  12: "opaque",
};
const FUNCTION = 0x1fff;

/** The type of version 3, whose first bits say how far it goes. @returns which kind it is */
export function type3(c: Cursor, withKind: boolean): number {
  const kind = c.peek(2) & FUNCTION;
  c.here("ospf.v3.lsa", 2).bits(2, `${V3}u`, `${V3}s12`, `${V3}fc`);
  if (withKind && KINDS_3[kind] !== undefined) c.here(V3 + KINDS_3[kind], 2, true);
  c.skip(2);
  return kind;
}

/** @param isV4 its addresses are of IPv4 (RFC 5838) */
export function lsa3(c: Cursor, withBody: boolean, isV4: boolean): void {
  c.here(`${L}age`, 2, c.peek(2) & 0x7fff).tell(`${V3}do_not_age`, 2);
  const kind = type3(c, true);
  c.tell(`${O}link_state_id`, 4).tell(`${O}advrouter`, 4).tell(`${L}seqnum`, 4);
  c.tell(`${L}chksum`, 2).tell(`${L}length`, 2);
  if (withBody) BODIES_3[kind]?.(c, isV4);
}

/** RFC 5340, A.4.1.1: a length, options, and two bytes that differ by where it stands. */
function prefix(c: Cursor, between: string, isV4: boolean): number {
  const bits = c.number(`${O}prefix_length`, 1);
  c.here("ospf.v3.prefix.options", 1)
    .bits(1, ...PREFIX)
    .skip(1);
  const value = c.number(between, 2);
  address(c, bits, isV4);
  return value;
}

/** The address that a prefix begins: in whole words. */
function address(c: Cursor, bits: number, isV4: boolean): void {
  const size = Math.min(isV4 ? 4 : 16, ((bits + 31) >> 5) * 4);
  const words = [0, 1, 2, 3].map((i) => (4 * i < size ? c.peek(4, 4 * i) | 0 : 0));
  const told = Math.ceil(bits / 8);
  if (isV4) c.here("ospf.v3.address_prefix.ipv4", Math.min(told, size), ipv4Text(words[0]));
  else
    c.here(
      "ospf.v3.address_prefix.ipv6",
      Math.min(told, size),
      ipv6Text(words[0], words[1], words[2], words[3]),
    );
  c.skip(size);
}

const RESERVED = `${O}reserved`;
const FORWARDS = 0x02;
const TAGGED = 0x01;

function external3(c: Cursor, isV4: boolean): void {
  const flags = c.peek(1);
  c.here("ospf.v3.as.external.flags", 1)
    .bits(1, ...EXTERNAL)
    .skip(1);
  c.tell(`${O}metric`, 3);
  const referenced = prefix(c, `${V3}referenced_ls_type`, isV4);
  if ((flags & FORWARDS) !== 0) {
    if (isV4) c.tell(`${V3}forwarding_address.ipv4`, 4).skip(12);
    else c.tell(`${V3}forwarding_address.ipv6`, 16);
  }
  if ((flags & TAGGED) !== 0) c.tell(`${V3}external_route_tag`, 4);
  if (referenced !== 0) c.tell(`${V3}referenced_link_state_id`, 4);
}

const BODIES_3: Readonly<Record<number, (c: Cursor, isV4: boolean) => void>> = {
  1: (c) => {
    c.here("ospf.v3.router.lsa.flags", 1)
      .bits(1, ...ROUTER_3)
      .skip(1);
    options3(c);
    while (c.left >= 16) {
      c.tell(`${V3}type`, 1).tell(RESERVED, 1).tell(`${O}metric`, 2).tell(`${V3}interface_id`, 4);
      c.tell(`${V3}neighbor_interface_id`, 4).tell(`${V3}neighbor_router_id`, 4);
    }
  },
  2: (c) => {
    options3(c.tell(RESERVED, 1));
    while (c.left >= 4) c.tell(`${V3}attached_router`, 4);
  },
  3: (c, isV4) => {
    prefix(c.tell(RESERVED, 1).tell(`${O}metric`, 3), RESERVED, isV4);
  },
  4: (c) => {
    options3(c.tell(RESERVED, 1));
    c.tell(RESERVED, 1).tell(`${O}metric`, 3).tell(`${V3}destination_router_id`, 4);
  },
  5: external3,
  7: external3,
  8: (c, isV4) => {
    options3(c.tell(`${V3}router_priority`, 1));
    if (isV4) c.tell(`${V3}link_local_interface_address.ipv4`, 4).skip(12);
    else c.tell(`${V3}link_local_interface_address.ipv6`, 16);
    for (let n = c.number(`${V3}num_prefixes`, 4); n > 0 && c.left > 0; n--) prefix(c, RESERVED, isV4);
  },
  9: (c, isV4) => {
    const count = c.number(`${V3}num_prefixes`, 2);
    c.tell(`${V3}referenced_ls_type`, 2).tell(`${V3}referenced_link_state_id`, 4);
    c.tell(`${V3}referenced_advertising_router`, 4);
    for (let n = count; n > 0; n--) prefix(c, `${O}metric`, isV4);
  },
  12: routerInformation,
};
