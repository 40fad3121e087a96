/**
 * What stands behind the quote of an ICMP error: a header and objects (RFC 4884, 7 and 8) — the labels that the packet
 * had (RFC 4950), and the interface that it came or should have gone by (RFC 5837). Never on the hot path.
 */
import type { Field } from "../../core/fields.ts";
import { Checksum, isGood } from "./checksum.ts";
import { type Cursor, type Parts, stay, tellParts } from "./cursor.ts";
import { bit, hexNum, mark, num, raw, said, str, v4, v6 } from "./located.ts";
import { CHECKSUM_STATUS } from "./names-of-numbers.ts";

export const extensionFields: readonly Field[] = [
  mark("icmp.ext", "ICMP Multi-Part Extensions"),
  num(1, "icmp.ext.version", "Version", { mask: 0xf0 }),
  hexNum(2, "icmp.ext.res", "Reserved", { mask: 0x0fff }),
  hexNum(2, "icmp.ext.checksum", "Checksum"),
  num(1, "icmp.ext.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  num(2, "icmp.ext.length", "Length"),
  num(1, "icmp.ext.class", "Class"),
  num(1, "icmp.ext.ctype", "C-Type"),
  raw("icmp.ext.data", "Data"),
  num(3, "icmp.mpls.label", "Label", { mask: 0xfffff0 }),
  num(3, "icmp.mpls.exp", "Experimental", { mask: 0x00000e }),
  bit(3, 0x000001, "icmp.mpls.s", "Stack bit"),
  num(1, "icmp.mpls.ttl", "Time to live"),
  num(1, "icmp.int_info.role", "Interface Role", { mask: 0xc0 }),
  num(1, "icmp.int_info.reserved", "Reserved", { mask: 0x30 }),
  bit(1, 0x08, "icmp.int_info.ifindex", "ifIndex"),
  bit(1, 0x04, "icmp.int_info.ipaddr", "IP Address"),
  bit(1, 0x02, "icmp.int_info.name_present", "Interface Name"),
  bit(1, 0x01, "icmp.int_info.mtu_present", "MTU"),
  num(4, "icmp.int_info.index", "Interface Index"),
  num(2, "icmp.int_info.afi", "Address Family Identifier"),
  raw("icmp.reserved", "Reserved", 2),
  v4("icmp.int_info.ipv4", "Source"),
  v6("icmp.int_info.ipv6", "Source"),
  num(1, "icmp.int_info.name_length", "Name Length"),
  str("icmp.int_info.name", "Name"),
  num(4, "icmp.int_info.mtu", "Maximum Transmission Unit"),
  said("warning", "checksum", "icmp.ext.checksum_bad", "Bad checksum"),
];

const HEAD = 4;
const LABELS = 1;
/** The only kind of them: those that the packet came with. */
const INCOMING = 1;
const INTERFACE = 2;

export function tellExtensions(c: Cursor): void {
  const { data, at, left } = c;
  const e = c.part("icmp.ext", left);
  const checksum = e.peek(2, 2);
  e.here("icmp.ext.version", 1).tell("icmp.ext.res", 2).tell("icmp.ext.checksum", 2);
  const status = checksum === 0 ? Checksum.absent : isGood(data, at, left) ? Checksum.good : Checksum.bad;
  e.add("icmp.ext.checksum.status", at + 2, 2, status, e.depth);
  if (status === Checksum.bad) e.add("icmp.ext.checksum_bad", 0, 0);
  while (e.left >= HEAD) {
    const size = e.peek(2);
    if (size < HEAD) return;
    const object = e.within(Math.min(size, e.left));
    const kind = object.tell("icmp.ext.length", 2).number("icmp.ext.class", 1);
    object.here("icmp.ext.ctype", 1);
    if (kind === INTERFACE) {
      tellInterface(object);
      continue;
    }
    const labels = kind === LABELS && object.peek(1) === INCOMING;
    object.skip(1);
    while (labels && object.left >= 4) tellParts(object, LABEL);
    if (!labels && object.left > 0) object.tell("icmp.ext.data", object.left);
  }
}

const LABEL: Parts = [
  ["icmp.mpls.label", stay(3)],
  ["icmp.mpls.exp", stay(3)],
  ["icmp.mpls.s", 3],
  ["icmp.mpls.ttl", 1],
];

const KIND: Parts = [
  ["icmp.int_info.role", stay(1)],
  ["icmp.int_info.reserved", stay(1)],
  ["icmp.int_info.ifindex", stay(1)],
  ["icmp.int_info.ipaddr", stay(1)],
  ["icmp.int_info.name_present", stay(1)],
  ["icmp.int_info.mtu_present", 1],
];

/** What an object says of an interface, by the bits of its C-Type. */
const Has = { index: 8, address: 4, name: 2, mtu: 1 } as const;
const ADDRESSES: Readonly<Record<number, Parts>> = {
  1: [["icmp.int_info.ipv4", 4]],
  2: [["icmp.int_info.ipv6", 16]],
};

function tellInterface(c: Cursor): void {
  const has = c.peek(1);
  tellParts(c, KIND);
  if (has & Has.index) tellParts(c, [["icmp.int_info.index", 4]]);
  if (has & Has.address) {
    const family = c.number("icmp.int_info.afi", 2);
    c.tell("icmp.reserved", 2);
    tellParts(c, ADDRESSES[family] ?? []);
  }
  if (has & Has.name) {
    // With the byte that it stands in.
    const length = c.number("icmp.int_info.name_length", 1);
    c.text("icmp.int_info.name", Math.max(length - 1, 0));
  }
  if (has & Has.mtu) tellParts(c, [["icmp.int_info.mtu", 4]]);
}
