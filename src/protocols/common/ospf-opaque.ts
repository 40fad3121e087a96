/** What OSPF carries for others in opaque advertisements (RFC 5250): TLVs, filled up to words of four bytes. */

import { ipv4Text } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";
import { performanceOf } from "./link-performance.ts";

const T = "ospf.tlv.";
const M = "ospf.mpls.";
const RESERVED = "ospf.reserved";

/** Calls `tell` with the type and value of one TLV after another. @param field for its type; "": it is not told */
export function tlvs(c: Cursor, field: string, tell: (type: number, value: Cursor) => void): void {
  while (c.left >= 4) {
    const [type, size] = [c.peek(2), c.peek(2, 2)];
    const one = c.within(4 + size);
    if (field === "") one.skip(2);
    else one.tell(field, 2);
    tell(type, one.tell("ospf.tlv_length", 2));
    c.skip(Math.min(c.left, -size & 3));
  }
}

const all =
  (name: string, size: number) =>
  (c: Cursor): void => {
    while (c.left >= size) c.tell(name, size);
  };
const one =
  (name: string, size: number) =>
  (c: Cursor): Cursor =>
    c.tell(name, size);

type Values = Readonly<Record<number, (c: Cursor) => unknown>>;

/** RFC 3630, 2.5; RFC 4203, 1; RFC 4124, 5.1; RFC 7471, 4. */
const LINK: Values = {
  ...performanceOf("ospf.tlv.unidirectional", 27, ["a", "reserved"]),
  1: one(`${M}linktype`, 1),
  2: one(`${M}linkid`, 4),
  3: all(`${M}local_addr`, 4),
  4: all(`${M}remote_addr`, 4),
  5: one(`${M}te_metric`, 4),
  6: one(`${M}link_max_bw`, 4),
  7: one(`${M}link_max_bw`, 4),
  8: all(`${M}pri`, 4),
  9: (c) => {
    const colors = c.here(`${M}linkcolor`, 4).peek(4);
    for (let i = 0; i < 32; i++) if (((colors >>> i) & 1) === 1) c.here(`${M}group`, 4, (1 << i) >>> 0);
    c.skip(4);
  },
  11: (c) => c.tell(`${M}local_id`, 4).tell(`${M}remote_id`, 4),
  14: one(`${M}protection_capability`, 1),
  15: (c) => {
    c.tell(`${M}switching_type`, 1).tell(`${M}encoding`, 1).skip(2);
    for (let i = 0; i < 8; i++) c.tell(`${M}pri`, 4);
    if (c.left >= 6) c.tell(`${M}minimum_lsp_bandwidth`, 4).tell(`${M}interface_mtu`, 2);
  },
  16: all(`${M}shared_risk_link_group`, 4),
  17: (c) => {
    c.tell(`${M}bc.model_id`, 1).skip(3);
    all(`${M}bc`, 4)(c);
  },
};

/** RFC 3630, 2.4. */
function trafficEngineering(c: Cursor): void {
  const start = c.at;
  tlvs(c, "ospf.tlv_type", (type, value) => {
    if (type === 1) value.tell(`${M}routerid`, 4);
    else if (type === 2)
      tlvs(value, "ospf.tlv_type", (kind, part) => {
        if (LINK[kind] !== undefined) LINK[kind](part);
        else if (part.left > 0) part.tell("ospf.tlv_value", part.left);
      });
    else if (value.left > 0) value.tell("ospf.tlv_value", value.left);
  });
  c.add("ospf.lsa.mpls", start, 2, true, c.depth);
}

/** RFC 3623, A. */
function grace(c: Cursor): void {
  while (c.left >= 4) {
    const [type, size] = [c.peek(2), c.peek(2, 2)];
    const padded = Math.min(c.left, 4 + ((size + 3) & ~3));
    const tlv = c.part("ospf.v2.grace", padded);
    tlv.tell("ospf.tlv_type", 2).tell("ospf.tlv_length", 2);
    if (type === 1) tlv.tell("ospf.v2.grace.period", 4);
    else if (type === 2) tlv.tell("ospf.v2.grace.reason", 1).tell("ospf.pad_bytes", tlv.left);
    else if (type === 3) tlv.tell("ospf.v2.grace.ip", 4);
  }
}

/** A label of three bytes or an index of four: RFC 8665, 2.1. */
const sid = (c: Cursor): Cursor => c.tell(`${T}sid_label`, c.left === 3 ? 3 : 4);

function ranges(c: Cursor): void {
  c.tell(`${T}range_size`, 3).tell(RESERVED, 1);
  tlvs(c, `${T}sidlabel_range.type`, (type, value) => {
    if (type === 1) sid(value);
  });
}

const CAPABILITIES = ["grc", "grh", "srs", "tes", "p2plan", "ete", "host"].map((n) => `ospf.ri.options.${n}`);
/** RFC 7770, 2; RFC 5642; RFC 8665, 3; RFC 8476; RFC 9350, 5. */
const ROUTER: Values = {
  1: (c) =>
    c
      .here("ospf.ri.options", 1)
      .bits(1, ...CAPABILITIES)
      .skip(1),
  7: (c) => c.text("ospf.dynhostname", c.left),
  8: all("ospf.lsa_sa", 1),
  9: ranges,
  12: (c) => {
    while (c.left >= 2) c.tell(`${T}igp_msd_type`, 1).tell(`${T}igp_msd_value`, 1);
  },
  14: ranges,
  15: (c) => c.tell(`${T}preference`, 1).tell(RESERVED, 3),
  16: (c) => {
    for (const name of ["flex_algorithm", "metric_type", "calc_type", "priority"])
      c.tell(`${T}fad.${name}`, 1);
    tlvs(c, `${T}fad.subtlv_type`, (_, value) => all(`${T}extended_admin_group`, 4)(value));
  },
};

export function routerInformation(c: Cursor): void {
  tlvs(c, "ospf.tlv_type.opaque", (type, value) => {
    if (ROUTER[type] !== undefined) ROUTER[type](value);
    else if (value.left > 0) value.tell(`${T}unknown`, value.left);
  });
}

const SID_FLAGS = ["np", "m", "e", "v", "l"].map((name) => `${T}pfxsid.flags.${name}`);
/** RFC 8665, 5. */
function prefixSid(type: number, c: Cursor): void {
  if (type !== 2) {
    if (c.left > 0) c.tell("ospf.tlv_value", c.left);
    return;
  }
  c.here(`${T}pfxsid.flags`, 1)
    .bits(1, ...SID_FLAGS)
    .skip(1);
  c.tell(RESERVED, 1).tell(`${T}extlink.mt_id`, 1).tell("ospf.lsa_sa", 1);
  sid(c);
}

/** The address that a prefix of so many bits begins, always of IPv4 and four bytes. */
function prefix(c: Cursor, bits: number): void {
  const mask = bits === 0 ? 0 : -1 << Math.max(0, 32 - bits);
  c.tell("ospf.v3.address_prefix.ipv4", 4, ipv4Text((c.peek(4) | 0) & mask));
}

/** RFC 7684, 2, and RFC 8665, 4. */
function extendedPrefix(c: Cursor): void {
  tlvs(c, `${T}extpfx.tlv_type`, (type, value) => {
    let bits = 0;
    if (type === 1) {
      bits = value.tell(`${T}extpfx.rotuetype`, 1).number("ospf.prefix_length", 1);
      value.tell(`${T}extpfx.af`, 1).here(`${T}extpfx.flags`, 1);
      value.bits(1, `${T}extpfx.flags.a`, `${T}extpfx.flags.n`).skip(1);
    } else if (type === 2) {
      bits = value.number("ospf.prefix_length", 1);
      value.tell(`${T}extpfx.af`, 1).tell(`${T}range_size`, 2).here(`${T}extpfx_range.flags`, 1);
      value.bits(1, `${T}extpfx_range.flags.ia`).skip(1).tell(RESERVED, 3);
    } else return;
    prefix(value, bits);
    tlvs(value, `${T}extpfx.subtlv_type`, prefixSid);
  });
}

const ADJACENCY = ["b", "v", "g", "p"].map((name) => `${T}adjsid.flags.${name}`);
/** RFC 8665, 6; RFC 8379. */
const ADJACENCIES: Values = {
  2: (c) => adjacency(c, false),
  3: (c) => adjacency(c, true),
  8: one(`${T}remote_ipv4_address`, 4),
  9: (c) => c.tell(`${T}local_interface_id`, 4).tell(`${T}remote_interface_id`, 4),
};

function adjacency(c: Cursor, hasNeighbor: boolean): void {
  c.here(`${T}adjsid.flags`, 1)
    .bits(1, ...ADJACENCY)
    .skip(1);
  c.tell(RESERVED, 1).tell(`${T}extlink.mt_id`, 1).tell(`${T}extlink.weight`, 1);
  if (hasNeighbor) c.tell(`${T}extlink.nbr`, 4);
  sid(c);
}

/** RFC 7684, 3. */
function extendedLink(c: Cursor): void {
  tlvs(c, `${T}extlink.tlv_type`, (type, value) => {
    if (type !== 1) return;
    value.tell("ospf.lsa.router.linktype", 1).tell(RESERVED, 3);
    value.tell("ospf.lsa.router.linkid", 4).tell("ospf.lsa.router.linkdata", 4);
    tlvs(value, `${T}extlink.subtlv_type`, (kind, part) => {
      if (ADJACENCIES[kind] !== undefined) ADJACENCIES[kind](part);
      else if (part.left > 0) part.tell("ospf.tlv_value", part.left);
    });
  });
}

/** By the type of an opaque advertisement (IANA). */
const KINDS: Values = {
  1: trafficEngineering,
  3: grace,
  4: routerInformation,
  7: extendedPrefix,
  8: extendedLink,
};

export function opaque(c: Cursor, kind: number): void {
  KINDS[kind]?.(c);
}
