/** Flow specifications of BGP: RFC 8955, 4, and RFC 8956 of IPv6. Never on the hot path. */
import type { Field } from "../../core/fields.ts";
import { ipv4Text, ipv6Text } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";
import { bit, hexNum, mark, num, raw, v4, v6 } from "./located.ts";

export const flowspecFields: readonly Field[] = [
  raw("bgp.flowspec_nlri", "FLOW-SPEC nlri"),
  mark("bgp.flowspec_nlri.filter", "Filter"),
  num(1, "bgp.flowspec_nlri.filter_type", "Filter type", {
    values: {
      1: "Destination prefix filter",
      2: "Source prefix filter",
      3: "Protocol / Next Header filter",
      4: "Port filter",
      5: "Destination port filter",
      6: "Source port filter",
      7: "ICMP type filter",
      8: "ICMP code filter",
      9: "TCP flags filter",
      10: "Packet Length filter",
      11: "DSCP marking filter",
      12: "IP fragment filter",
    },
  }),
  num(2, "bgp.flowspec_nlri.length", "NRLI length"),
  hexNum(1, "bgp.flowspec_nlri.opflags", "Operator flags"),
  v4("bgp.flowspec_nlri.dst_prefix_filter", "Destination IP filter"),
  v4("bgp.flowspec_nlri.src_prefix_filter", "Source IP filter"),
  bit(1, 0x80, "bgp.flowspec_nlri.op.eol", "end-of-list"),
  bit(1, 0x40, "bgp.flowspec_nlri.op.and", "and"),
  num(1, "bgp.flowspec_nlri.op.val_len", "Value length", {
    mask: 0x30,
    values: { 0: "1 byte: 1 <<", 1: "2 bytes: 1 <<", 2: "4 bytes: 1 <<", 3: "8 bytes: 1 <<" },
  }),
  bit(1, 0x8, "bgp.flowspec_nlri.op.un_bit4", "Reserved"),
  bit(1, 0x4, "bgp.flowspec_nlri.op.un_bit5", "Reserved"),
  num(1, "bgp.flowspec_nlri.dec_val_8", "Decimal value"),
  num(2, "bgp.flowspec_nlri.dec_val_16", "Decimal value"),
  num(4, "bgp.flowspec_nlri.dec_val_32", "Decimal value"),
  num(8, "bgp.flowspec_nlri.dec_val_64", "Decimal value"),
  bit(1, 0x4, "bgp.flowspec_nlri.op.lt", "less than"),
  bit(1, 0x2, "bgp.flowspec_nlri.op.gt", "greater than"),
  bit(1, 0x1, "bgp.flowspec_nlri.op.equal", "equal"),
  bit(1, 0x2, "bgp.flowspec_nlri.op.flg_not", "logical negation"),
  bit(1, 0x1, "bgp.flowspec_nlri.op.flg_match", "Match bit"),
  hexNum(1, "bgp.flowspec_nlri.val_tcp.flags", "TCP flags"),
  bit(1, 0x80, "bgp.flowspec_nlri.val_tcp.flags.cwr", "Congestion Window Reduced (CWR)"),
  bit(1, 0x40, "bgp.flowspec_nlri.val_tcp.flags.ecn", "ECN-Echo"),
  bit(1, 0x20, "bgp.flowspec_nlri.val_tcp.flags.urg", "Urgent"),
  bit(1, 0x10, "bgp.flowspec_nlri.val_tcp.flags.ack", "Acknowledgment"),
  bit(1, 0x8, "bgp.flowspec_nlri.val_tcp.flags.push", "Push"),
  bit(1, 0x4, "bgp.flowspec_nlri.val_tcp.flags.reset", "Reset"),
  bit(1, 0x2, "bgp.flowspec_nlri.val_tcp.flags.syn", "Syn"),
  bit(1, 0x1, "bgp.flowspec_nlri.val_tcp.flags.fin", "Fin"),
  hexNum(1, "bgp.flowspec_nlri.val_frag", "Fragment Flag"),
  bit(1, 0x8, "bgp.flowspec_nlri.val_frag_lf", "Last fragment"),
  bit(1, 0x4, "bgp.flowspec_nlri.val_frag_ff", "First fragment"),
  bit(1, 0x2, "bgp.flowspec_nlri.val_frag_isf", "Is a fragment"),
  bit(1, 0x1, "bgp.flowspec_nlri.val_frag_df", "Don't fragment"),
  hexNum(1, "bgp.flowspec_nlri.val_dsfield", "Differentiated Services Codepoint", { mask: 0x3f }),
  v6("bgp.flowspec_nlri.src_ipv6_pref", "Source IPv6 prefix"),
  v6("bgp.flowspec_nlri.dst_ipv6_pref", "Destination IPv6 prefix"),
  num(1, "bgp.flowspec_nlri.ipv6_pref_length", "IPv6 prefix length"),
  num(1, "bgp.flowspec_nlri.ipv6_pref_offset", "IPv6 prefix offset"),
];

const F = "bgp.flowspec_nlri";
const DESTINATION = 1;
const SOURCE = 2;
const [TCP_FLAGS, DSCP, FRAGMENT, LAST] = [9, 11, 12, 12];
const IPV6 = 2;
/** A length from here on stands in two bytes. */
const LONG = 0xf0;
const NUMBER = ["op.eol", "op.and", "op.val_len", "op.un_bit4", "op.lt", "op.gt", "op.equal"];
const BITS = ["op.eol", "op.and", "op.val_len", "op.un_bit4", "op.un_bit5", "op.flg_not", "op.flg_match"];
const FLAGS = ["cwr", "ecn", "urg", "ack", "push", "reset", "syn", "fin"].map(
  (name) => `${F}.val_tcp.flags.${name}`,
);
const FRAGMENTS = ["lf", "ff", "isf", "df"].map((name) => `${F}.val_frag_${name}`);
const of = (names: readonly string[]): readonly string[] => names.map((name) => `${F}.${name}`);

export function flowSpecifications(c: Cursor, version: number): void {
  while (c.left > 0) {
    const isLong = c.peek(1) >= LONG;
    const length = isLong ? c.peek(2) & 0x0fff : c.peek(1);
    const size = isLong ? 2 : 1;
    const route = c.here(F, size + length).within(size + length);
    route.tell(`${F}.length`, size, length);
    while (route.left > 0) if (!filter(route, version)) break;
  }
}

/** @returns whether it is known how long it is */
function filter(c: Cursor, version: number): boolean {
  const type = c.here(`${F}.filter`, 0, true).number(`${F}.filter_type`, 1);
  if (type === 0 || type > LAST) return false;
  if (type === DESTINATION || type === SOURCE) prefix(c, type === SOURCE ? "src" : "dst", version);
  else while (!comparison(c, type)) {}
  return true;
}

function prefix(c: Cursor, which: "src" | "dst", version: number): void {
  const bits = version === IPV6 ? c.number(`${F}.ipv6_pref_length`, 1) : c.peek(1);
  c.tell(version === IPV6 ? `${F}.ipv6_pref_offset` : "bgp.prefix_length", 1);
  if (bits > (version === IPV6 ? 128 : 32)) throw new RangeError("too long a prefix");
  const words = [0, 0, 0, 0];
  const size = Math.ceil(bits / 8);
  for (let i = 0; i < size; i++) {
    const spare = Math.max(0, 8 * (i + 1) - bits);
    words[i >> 2] |= ((c.peek(1, i) >> spare) << spare) << (24 - 8 * (i & 3));
  }
  if (version === IPV6)
    c.tell(`${F}.${which}_ipv6_pref`, size, ipv6Text(words[0], words[1], words[2], words[3]));
  else c.tell(`${F}.${which}_prefix_filter`, size, ipv4Text(words[0]));
}

/** @returns whether it was the last one of its filter */
function comparison(c: Cursor, type: number): boolean {
  const how = c.peek(1);
  c.here(`${F}.opflags`, 1);
  c.bits(1, ...of(type === TCP_FLAGS || type === DSCP || type === FRAGMENT ? BITS : NUMBER)).skip(1);
  const size = 1 << ((how >> 4) & 3);
  const value = c.within(size, 0);
  if (type === TCP_FLAGS) {
    if (size > 1) value.skip(size - 1);
    value.here(`${F}.val_tcp.flags`, 1).bits(1, ...FLAGS);
  } else if (type === DSCP) value.tell(`${F}.val_dsfield`, 1);
  else if (type === FRAGMENT) value.here(`${F}.val_frag`, 1).bits(1, ...FRAGMENTS);
  else value.tell(`${F}.dec_val_${8 * size}`, size);
  return (how & 0x80) !== 0;
}
