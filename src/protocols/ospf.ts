// Open Shortest Path First: version 2 is RFC 2328 section A.3.1, version 3 RFC 5340 section A.3.1.
//
//  0    1    2         4              8              12        14
// +----+----+---------+--------------+--------------+---------+---------
// |ver |type| length  | router       | area         | checksum| v2: authentication, v3: instance
// +----+----+---------+--------------+--------------+---------+---------

import { ip4, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, numberOf, tellAll, word } from "./common/cursor.ts";
import { once } from "./common/located.ts";
import { lsa3Fields, lsaFields, opaqueFields, ospfFields } from "./common/ospf-fields.ts";
import { LSA_HEADER, lsa2, lsa3, options2, options3, type3 } from "./common/ospf-lsas.ts";
import { tlvs } from "./common/ospf-opaque.ts";

const TYPES: Record<number, string> = {
  1: "Hello Packet",
  2: "DB Description",
  3: "LS Request",
  4: "LS Update",
  5: "LS Acknowledge",
};

const header = [
  u8(0, "ospf.version", "Version"),
  u8(1, "ospf.msg", "Message Type", { values: TYPES }),
  u16(2, "ospf.packet_length", "Packet Length"),
  ip4(4, "ospf.srcrouter", "Source OSPF Router"),
  ip4(8, "ospf.area_id", "Area ID"),
  u16(12, "ospf.checksum", "Checksum", { base: "hex" }),
];
const HELLO = 1;
const DESCRIPTION = 2;
const UPDATE = 4;
const V2_HEADER = 24;

const fields = once(() => [...header, ...ospfFields(), ...lsaFields(), ...lsa3Fields(), ...opaqueFields()]);

export const ospf: Protocol = {
  name: "ospf",
  title: "Open Shortest Path First",
  reference: "RFC 2328, A.3; RFC 5340, A.3",
  get fields() {
    return fields();
  },
  claims: { "ip.proto": [89] },
  ...leaf(12),
  info: (layer) => word(TYPES, numberOf(layer, "ospf.msg")),
  locate,
};

/** A field for each type of message beside its number. */
const MESSAGES: readonly string[] = ["", "hello", "dbdesc", "lsreq", "lsupdate", "lsack"];
const H = "ospf.hello";
const RESERVED = "ospf.reserved";
/** RFC 5838, 2: instances from here on have IPv4's addresses. */
const FIRST_V4 = 64;
const LAST_V4 = 95;

function locate({ data }: Layer, add: Add): void {
  const [version, type, length] = [data.getUint8(0), data.getUint8(1), data.getUint16(2)];
  const size = Math.min(Math.max(length, 14), data.byteLength);
  const c = new Cursor(data, add, 14, size);
  if (MESSAGES[type] !== undefined && type > 0) add(`ospf.msg.${MESSAGES[type]}`, 1, 1, true);
  if (version === 2) authentication(c, data, size);
  else if (version === 3) c.tell("ospf.instance_id", 1).tell(RESERVED, 1);
  else return;
  add("ospf.header", 0, c.at, true);
  const hasLls = message(c, version, type, data.getUint8(14));
  const behind = new Cursor(data, add, trailerOf(data, version, size));
  if (hasLls && behind.left >= 4) linkLocal(behind, version);
  if (version === 3 && behind.left >= 16 && behind.peek(2) === HMAC) trailer(behind);
}

/** Where it ends with the digest behind it, which its length does not count (RFC 2328, D.4.3). */
function trailerOf(data: DataView, version: number, size: number): number {
  return version === 2 && data.getUint16(14) === CRYPTOGRAPHIC ? size + data.getUint8(19) : size;
}

const [NONE, SIMPLE, CRYPTOGRAPHIC] = [0, 1, 2];

/** RFC 2328, D. */
function authentication(c: Cursor, data: DataView, size: number): void {
  const kind = c.number("ospf.auth.type", 2);
  if (kind === SIMPLE) c.text("ospf.auth.simple", 8);
  else if (kind === CRYPTOGRAPHIC) {
    c.skip(2).tell("ospf.auth.crypt.key_id", 1);
    const digest = c.number("ospf.auth.crypt.data_length", 1);
    c.tell("ospf.auth.crypt.seq_nbr", 4);
    if (digest > 0 && size + digest <= data.byteLength) c.add("ospf.auth.crypt.data", size, digest);
  } else c.tell(kind === NONE ? "ospf.auth.none" : "ospf.auth.unknown", 8);
  c.at = V2_HEADER;
}

const LLS_2 = 0x10;
const LLS_3 = 0x200;

/** @returns whether its options announce a block of link-local signaling behind it */
function message(c: Cursor, version: number, type: number, instance: number): boolean {
  const isV3 = version === 3;
  if (type === HELLO) return isV3 ? hello3(c) : hello2(c);
  if (type === DESCRIPTION) return description(c, isV3);
  if (type === 3)
    while (c.left >= 12) {
      if (isV3) type3(c.tell(RESERVED, 2), false);
      else c.tell("ospf.lsa", 4);
      c.tell("ospf.link_state_id", 4).tell("ospf.advrouter", 4);
    }
  const isV4 = instance >= FIRST_V4 && instance <= LAST_V4;
  if (type === UPDATE) {
    let left = c.number("ospf.ls.number_of_lsas", 4);
    tellAll(() => {
      if (left-- === 0 || c.left < LSA_HEADER) return null;
      const one = c.within(Math.max(LSA_HEADER, c.peek(2, LSA_HEADER - 2)));
      return () => (isV3 ? lsa3(one, true, isV4) : lsa2(one, true));
    });
  } else if (type === 5) headers(c, isV3);
  return false;
}

function headers(c: Cursor, isV3: boolean): void {
  while (c.left >= LSA_HEADER) {
    const one = c.within(LSA_HEADER, 0);
    if (isV3) lsa3(one, false, false);
    else lsa2(one, false);
  }
}

function hello2(c: Cursor): boolean {
  c.here(H, c.left, true).tell(`${H}.network_mask`, 4).tell(`${H}.hello_interval`, 2);
  const hasLls = (c.peek(1) & LLS_2) !== 0;
  options2(c);
  c.tell(`${H}.router_priority`, 1).tell(`${H}.router_dead_interval`, 4);
  neighbors(c);
  return hasLls;
}

function hello3(c: Cursor): boolean {
  c.here(H, c.left, true).tell(`${H}.interface_id`, 4).tell(`${H}.router_priority`, 1);
  const hasLls = (c.peek(3) & LLS_3) !== 0;
  options3(c);
  c.tell(`${H}.hello_interval`, 2).tell(`${H}.router_dead_interval`, 2);
  neighbors(c);
  return hasLls;
}

function neighbors(c: Cursor): void {
  c.tell(`${H}.designated_router`, 4).tell(`${H}.backup_designated_router`, 4);
  while (c.left >= 4) c.tell(`${H}.active_neighbor`, 4);
}

function description(c: Cursor, isV3: boolean): boolean {
  let hasLls = false;
  if (isV3) {
    hasLls = (c.tell(RESERVED, 1).peek(3) & LLS_3) !== 0;
    options3(c);
    c.tell("ospf.db.interface_mtu", 2).tell(RESERVED, 1);
  } else {
    hasLls = (c.tell("ospf.db.interface_mtu", 2).peek(1) & LLS_2) !== 0;
    options2(c);
  }
  c.here("ospf.dbd", 1).bits(1, "ospf.dbd.r", "ospf.dbd.i", "ospf.dbd.m", "ospf.dbd.ms").skip(1);
  headers(c.tell("ospf.db.dd_sequence", 4), isV3);
  return hasLls;
}

/** RFC 5613, 2: its length is in words, and counts its own head. */
function linkLocal(outer: Cursor, version: number): void {
  const size = 4 * outer.peek(2, 2);
  const c = outer.within(Math.min(outer.left, Math.max(4, size)), 0);
  c.tell("ospf.lls.checksum", 2).tell("ospf.lls.data_length", 2, size);
  const name = version === 3 ? "ospf.v3.lls.ext.options" : "ospf.lls.ext.options";
  tlvs(c, "ospf.tlv_type", (type, value) => {
    if (type === 1) value.here(name, 4).bits(4, `${name}.rs`, `${name}.lr`).skip(4);
    else if (type === 2 && version === 2)
      value.tell("ospf.v2.lls.sequence_number", 4).tell("ospf.v2.lls.auth_data", value.left);
  });
}

const HMAC = 1;

/** RFC 7166, 4.1. */
function trailer(c: Cursor): void {
  const A = "ospf.at";
  const size = c.peek(2, 2);
  c.here(A, Math.min(c.left, size), true).tell(`${A}.auth_type`, 2).tell(`${A}.auth_data_len`, 2);
  c.tell(`${A}.reserved`, 2).tell(`${A}.sa_id`, 2).tell(`${A}.crypto_seq_nbr`, 8);
  c.tell(`${A}.auth_data`, Math.min(c.left, Math.max(0, size - 16)));
}
