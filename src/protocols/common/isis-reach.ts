/** What a router of IS-IS reaches, and what it can do: ISO/IEC 10589 section 9, RFC 5305, RFC 5308, RFC 8667 and others. */

import { ipv4Text, ipv6Text } from "../../core/format.ts";
import { bytesAt, hexText } from "../../core/values.ts";
import type { Cursor } from "./cursor.ts";
import { bandwidthsOf, performanceOf } from "./link-performance.ts";

/** 1921.6800.1001, and the bytes behind the six of a system: ".00" or ".00-00". Tells it and goes on. */
export function systemId(c: Cursor, name: string, size: number): string {
  c.need(size);
  const digits = hexText(bytesAt(c.data, c.at, size));
  let text = `${digits.slice(0, 4)}.${digits.slice(4, 8)}.${digits.slice(8, 12)}`;
  if (size > 6) text += `.${digits.slice(12, 14)}`;
  if (size > 7) text += `-${digits.slice(14, 16)}`;
  c.tell(name, size, text);
  return text;
}

const P = "isis.lsp.";
const METRICS = ["default", "delay", "expense", "error"];

const LEVEL_1 = 18;
/** Metrics of four bytes, of which only the first is always there. */
export function neighbors(c: Cursor): void {
  const E = `${P}eis_neighbors`;
  const isFirstLevel = (c.data.getUint8(4) & 0x1f) === LEVEL_1;
  c.tell(isFirstLevel ? `${P}is_virtual` : `${E}_clv_inner.reserved`, 1);
  while (c.left >= 11) {
    const one = c.within(11);
    for (const name of METRICS) {
      one.here(`${E}.${name}_metric`, 1);
      // Without the bit it is supported (9.8).
      const supported = name === "delay" ? `${E}_delay_metric.supported` : `${E}.${name}_metric_supported`;
      if (name !== "default") one.here(supported, 1);
      one.tell(`${E}.${name}_metric_ie`, 1);
    }
    systemId(one, `${E}.is_neighbor`, 7);
  }
}

/** RFC 1195, 5.3.1. */
export function ipReach(c: Cursor): void {
  const I = `${P}ip_reachability`;
  while (c.left >= 12) {
    const one = c.within(12);
    const { add, at, depth, data } = one;
    add(`${I}.ipv4_prefix`, at, 12, ipv4Text(data.getInt32(at + 4) & data.getInt32(at + 8)), depth);
    for (const name of METRICS) {
      one.here(`${I}.${name}_metric`, 1);
      if (name !== "default") one.here(`${I}.${name}_metric_support`, 1);
      one.here(`${I}.${name}_metric_ie`, 1);
      if (name === "default") one.here(`${I}.distribution`, 1);
      one.skip(1);
    }
  }
}

/** The topology (RFC 5120, 7) that stands before what is reached. */
export const topology = (c: Cursor): Cursor => c.here(`${P}reserved`, 2).tell(`${P}mtid`, 2);

type Values = Readonly<Record<number, (c: Cursor) => unknown>>;

/** Calls the values of sub-TLVs, whose heads have these fields; the rest is told as bytes. */
function subTlvs(c: Cursor, type: string, length: string, values: Values, other = ""): void {
  while (c.left >= 2) {
    const kind = c.peek(1);
    const sub = c.within(2 + c.peek(1, 1));
    if (type === "") sub.skip(2);
    else sub.tell(type, 1).tell(length, 1);
    if (sub.left === 0) continue;
    if (values[kind] !== undefined) values[kind](sub);
    else if (other !== "") sub.tell(other, sub.left);
  }
}

/** A label of 20 bits in three bytes, or an index: RFC 8667, 2.1.1.1. */
const sid = (c: Cursor): Cursor =>
  c.left === 3 ? c.tell(`${P}sid.sli_label`, 3) : c.tell(`${P}sid.sli_index`, 4);

/** Megabits a second of what is told in bytes. */
const bandwidth = (c: Cursor, name: string): Cursor =>
  c.tell(name, 4, (c.data.getFloat32(c.at) * 8) / 1_000_000);

const ADJACENCY = ["f", "b", "v", "l", "s"].map((name) => `${P}adj_sid.flags.${name}`);
function adjacency(c: Cursor, isLan: boolean): void {
  c.here(`${P}adj_sid.flags`, 1)
    .bits(1, ...ADJACENCY)
    .skip(1)
    .tell(`${P}adj_sid.weight`, 1);
  if (isLan) systemId(c, `${P}adj_sid.system_id`, 6);
  sid(c);
}

const endX = (c: Cursor, isLan: boolean): void => {
  const X = `${P}srv6_endx_sid`;
  if (isLan) systemId(c, `${X}.system_id`, 6);
  c.here(`${X}.flags`, 1).bits(1, `${X}.flags.b`, `${X}.flags.s`, `${X}.flags.p`).skip(1);
  c.tell(`${X}.algorithm`, 1).tell(`${X}.weight`, 1).tell(`${X}.endpoint_function`, 2).tell(`${X}.sid`, 16);
  c.tell(`${X}.subsubclvs_length`, 1);
};

const depths = (c: Cursor): void => {
  while (c.left >= 2) c.tell(`${P}igp_msd_type`, 1).tell(`${P}igp_msd_value`, 1);
};

const N = `${P}ext_is_reachability`;
/** RFC 5305, 3; RFC 5307; RFC 6119; RFC 8491; RFC 8570, 4; RFC 8667, 2.2; RFC 9352, 8. */
const LINK: Values = {
  3: (c) => {
    const groups = c.peek(4);
    for (let i = 0; i < 32; i++) if (((groups >>> i) & 1) === 1) c.here(`${P}group`, 4, (1 << i) >>> 0);
  },
  4: (c) => c.tell(`${N}.link_local_identifier`, 4).tell(`${N}.link_remote_identifier`, 4),
  6: (c) => c.tell(`${N}.ipv4_interface_address`, 4),
  8: (c) => c.tell(`${N}.ipv4_neighbor_address`, 4),
  9: (c) => bandwidth(c, `${P}maximum_link_bandwidth`),
  10: (c) => bandwidth(c, `${P}reservable_link_bandwidth`),
  11: (c) => {
    while (c.left >= 4) bandwidth(c, `${P}unrsv_bw.priority_level`);
  },
  12: (c) => c.tell(`${N}.ipv6_interface_address`, 16),
  13: (c) => c.tell(`${N}.ipv6_neighbor_address`, 16),
  14: (c) => {
    while (c.left >= 4) c.tell(`${P}extended_admin_group`, 4);
  },
  15: depths,
  18: (c) => c.tell(`${N}.traffic_engineering_default_metric`, 3),
  // RFC 6329, 15: of a link between bridges.
  29: (c) => c.tell(`${P}spb.link_metric`, 3).tell(`${P}spb.port_count`, 1).tell(`${P}spb.port_id`, 2),
  ...performanceOf(`${N}.unidirectional`, 33, ["a"]),
  ...bandwidthsOf(`${N}.unidirectional`, 36),
  31: (c) => adjacency(c, false),
  32: (c) => adjacency(c, true),
  43: (c) => endX(c, false),
  44: (c) => endX(c, true),
};

export function extendedNeighbors(c: Cursor): void {
  while (c.left >= 11) {
    const one = c.within(11 + c.peek(1, 10));
    systemId(one, `${N}.is_neighbor_id`, 7);
    one.tell(`${N}.metric`, 3).tell(`${N}.subclvs_length`, 1);
    subTlvs(one, `${N}.code`, `${N}.length`, LINK, `${N}.value`);
  }
}

const X = `${P}ext_ip_reachability`;
const PREFIX_SID = ["r", "n", "p", "e", "v", "l"].map((name) => `${X}.prefix_sid.flags.${name}`);
const ATTRIBUTES = ["x", "r", "n"].map((name) => `${P}prefix_attribute.flags.${name}`);
/** RFC 5130; RFC 7794; RFC 8667, 2.1. */
const PREFIX: Values = {
  1: (c) => {
    while (c.left >= 4) c.tell(`${P}32_bit_administrative_tag`, 4);
  },
  2: (c) => {
    while (c.left >= 8) c.tell(`${P}64_bit_administrative_tag`, 8);
  },
  3: (c) => {
    c.here(`${X}.prefix_sid.flags`, 1)
      .bits(1, ...PREFIX_SID)
      .skip(1)
      .tell(`${P}sr_alg`, 1);
    sid(c);
  },
  4: (c) =>
    c
      .here(`${P}prefix_attribute.flags`, 1)
      .bits(1, ...ATTRIBUTES)
      .skip(1),
};

/** @param length of the field that tells how long the sub-TLVs are */
function prefixTlvs(c: Cursor, length: string): void {
  const size = c.number(length, 1);
  subTlvs(c.within(size, 0), `${X}.code`, `${X}.length`, PREFIX);
}

/** The address that a prefix's bytes begin. */
function address(c: Cursor, name: string, bits: number, isV6: boolean): void {
  const size = Math.ceil(bits / 8);
  if (size > (isV6 ? 16 : 4)) throw new RangeError("too long a prefix");
  const words = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) words[i >> 2] |= c.peek(1, i) << (24 - 8 * (i & 3));
  c.tell(name, size, isV6 ? ipv6Text(words[0], words[1], words[2], words[3]) : ipv4Text(words[0]));
}

/** RFC 5305, 4. */
export function ipv4Reach(outer: Cursor): void {
  while (outer.left >= 5) {
    const c = deeper(outer);
    const flags = c.tell(`${X}.metric`, 4).peek(1);
    c.here(`${X}.distribution`, 1).here(`${X}.subtlv`, 1).tell(`${X}.prefix_length`, 1);
    address(c, `${X}.ipv4_prefix`, flags & 0x3f, false);
    if ((flags & 0x40) !== 0) prefixTlvs(c, `${X}.subclvs_length`);
    else c.here(`${X}.subclvs_length`, 0, 0);
    outer.at = c.at;
  }
}

/** RFC 5308, 2. */
export function ipv6Reach(outer: Cursor): void {
  const I = `${P}ipv6_reachability`;
  while (outer.left >= 6) {
    const c = deeper(outer);
    const flags = c.tell(`${I}.metric`, 4).peek(1);
    c.here(`${I}.distribution`, 1).here(`${I}.distribution_internal`, 1).here(`${I}.subtlv`, 1);
    if ((flags & 0x1f) !== 0) c.here(`${I}.reserved_bits`, 1);
    const bits = c.skip(1).number(`${I}.prefix_length`, 1);
    address(c, `${I}.ipv6_prefix`, bits, true);
    if ((flags & 0x20) !== 0) prefixTlvs(c, `${I}.subclvs_length`);
    else c.here(`${X}.subclvs_length`, 0, 0);
    outer.at = c.at;
  }
}

const deeper = (c: Cursor): Cursor => {
  const { at } = c;
  const inner = c.within(c.left);
  c.at = at;
  return inner;
};

/** RFC 5307, 1.4. */
export function riskGroup(c: Cursor): void {
  const S = `${P}srlg`;
  systemId(c, `${S}.system_id`, 6);
  c.tell(`${S}.pseudo_num`, 1).tell(`${S}.flags_numbered`, 1).tell(`${S}.ipv4_local`, 4);
  c.tell(`${S}.ipv4_remote`, 4);
  while (c.left >= 4) c.tell(`${S}.value`, 4);
}

const B = `${P}sl_binding`;
const BINDING = ["f", "m", "s", "d", "a", "rsv"].map((name) => `${B}.flags_${name}`);
const SUB = `${P}sl_sub_tlv`;
const SUB_FLAGS = ["r", "n", "p", "e", "v", "l", "rsv"].map((name) => `${SUB}.flags_${name}`);

/** RFC 8667, 2.4. */
export function bindings(c: Cursor): void {
  const isV6 = c.peek(1) >= 0x80;
  c.here(`${B}.flags`, 1)
    .bits(1, ...BINDING)
    .skip(1);
  const bits = c.tell(`${B}.weight`, 1).tell(`${B}.range`, 2).number(`${B}.prefix_len`, 1);
  address(c, `${B}.prefix_ipv${isV6 ? 6 : 4}`, bits, isV6);
  while (c.left >= 2) {
    const type = c.peek(1);
    const sub = c.part(`${B}.subtlv`, 2 + c.peek(1, 1));
    sub.tell(`${SUB}_type`, 1).tell(`${B}.sub_tlv_len`, 1);
    if (type === 3) {
      sub
        .here(`${SUB}.flags`, 1)
        .bits(1, ...SUB_FLAGS)
        .skip(1)
        .tell(`${SUB}.algorithm`, 1);
      label(sub);
    } else if (type === 1) label(sub);
  }
}
const label = (c: Cursor): Cursor =>
  c.left === 3 ? c.tell(`${SUB}.label20`, 3) : c.tell(`${SUB}.label32`, 4);

const R = `${P}rt_capable`;
const ranges = (c: Cursor): void => {
  while (c.left >= 5) {
    c.tell(`${P}sr_cap.range`, 3);
    const sub = c.within(2 + c.peek(1, 1)).skip(2);
    if (sub.left === 3) sub.tell(`${P}sr_cap.label`, 3);
    else if (sub.left === 4) sub.tell(`${P}sr_cap.sid`, 4);
  }
};
const F = `${P}flex_algorithm`;
/** RFC 8667, 3; RFC 8491; RFC 9352, 2; RFC 9350, 5; RFC 7176, 2.3 (TRILL). */
const CAPABILITIES: Values = {
  2: (c) => {
    c.here(`${P}sr_cap.i_flag`, 1).tell(`${P}sr_cap.v_flag`, 1);
    ranges(c);
  },
  6: (c) => {
    while (c.left >= 5)
      c.tell(`${R}.nickname.nickname_priority`, 1)
        .tell(`${R}.nickname.tree_root_priority`, 2)
        .tell(`${R}.nickname.nickname`, 2);
  },
  19: (c) => {
    while (c.left > 0) c.tell(`${P}sr_alg`, 1);
  },
  22: (c) => ranges(c.tell(`${P}sr_local_block.flags`, 1)),
  23: depths,
  25: (c) => {
    const U = `${P}srv6_cap.flags`;
    c.here(U, 2)
      .bits(2, `${U}.o`)
      .here(`${U}.unused`, 2, c.peek(2) & 0xbfff)
      .skip(2);
  },
  26: (c) => {
    for (const name of ["algorithm", "metric_type", "calculation_type", "priority"])
      c.tell(`${F}.${name}`, 1);
  },
};

/** RFC 7981, 2. */
export function capabilities(c: Cursor): void {
  c.tell(`${R}.router_id`, 4).here(`${R}.flag_s`, 1).tell(`${R}.flag_d`, 1);
  subTlvs(c, "", "", CAPABILITIES);
}

const L = `${P}srv6_locator`;
const E = `${P}srv6_end_sid`;
/** RFC 9352, 7. */
const LOCATOR: Values = {
  5: (c) => {
    c.tell(`${E}.flags`, 1).tell(`${E}.endpoint_function`, 2).tell(`${E}.sid`, 16);
    c.tell(`${E}.subsubclvs_length`, 1);
  },
};

export function locators(outer: Cursor): void {
  topology(outer);
  while (outer.left >= 8) {
    const c = deeper(outer);
    c.tell(`${L}.metric`, 4).here(`${L}.flags`, 1).bits(1, `${L}.flags.d`, `${L}.flags.reserved`).skip(1);
    const bits = c.tell(`${L}.algorithm`, 1).number(`${L}.locator_size`, 1);
    address(c, `${L}.locator`, bits, true);
    const size = c.number(`${L}.subclvs_length`, 1);
    subTlvs(c.within(size), `${L}.sub_tlv_type`, `${L}.sub_tlv_length`, LOCATOR);
    outer.at = c.at;
  }
}
