/** Control messages of LISP: RFC 9301 section 5, addresses of RFC 8060. Never on the hot path. */

import { ipv4Text } from "../../core/format.ts";
import type { Add } from "../../core/layer.ts";
import { ipv6TextAt } from "../../core/values.ts";
import { Cursor } from "./cursor.ts";
import { bit, hexNum, hw, mark, num, once, raw, str, v4, v6 } from "./located.ts";

export const lispFields = once(() => [
  num(3, "lisp.irc", "ITR-RLOC Count", { mask: 0x1f }),
  hexNum(3, "lisp.mreq.flags", "Flags", { mask: 0xfc000 }),
  bit(3, 0x80000, "lisp.mreq.flags.auth", "A bit (Authoritative)"),
  bit(3, 0x40000, "lisp.mreq.flags.mrp", "M bit (Map-Reply present)"),
  bit(3, 0x20000, "lisp.mreq.flags.probe", "P bit (Probe)"),
  bit(3, 0x10000, "lisp.mreq.flags.smr", "S bit (Solicit-Map-Request)"),
  bit(3, 0x8000, "lisp.mreq.flags.pitr", "p bit (Proxy ITR)"),
  bit(3, 0x4000, "lisp.mreq.flags.smri", "s bit (SMR-invoked)"),
  hexNum(3, "lisp.mreq.res", "Reserved bits", { mask: 0x3fe0 }),
  num(2, "lisp.mreq.srceid.afi", "Source EID AFI"),
  str("lisp.mreq.srceid.string", "Source EID"),
  v4("lisp.mreq.srceid.ipv4", "Source EID"),
  v6("lisp.mreq.srceid_ipv6", "Source EID"),
  hw("lisp.mreq.srceid.mac", "Source EID"),
  mark("lisp.mreq.itr_rloc", "ITR-RLOC"),
  num(2, "lisp.mreq.itr_rloc.afi", "ITR-RLOC AFI"),
  v4("lisp.mreq.itr_rloc_ipv4", "ITR-RLOC Address"),
  v6("lisp.mreq.itr_rloc_ipv6", "ITR-RLOC Address"),
  hexNum(1, "lisp.mreq.record.res", "Reserved"),
  num(1, "lisp.mreq.record.prefix.length", "Prefix Length"),
  num(2, "lisp.mreq.record.prefix.afi", "Prefix AFI"),
  v4("lisp.mreq.record.prefix.ipv4", "Prefix"),
  v6("lisp.mreq.record.prefix.ipv6", "Prefix"),
  hw("lisp.mreq.record.prefix.mac", "Prefix"),
  mark("lisp.mreq.record", "Map-Request Record"),
  mark("lisp.mrep.record", "Map-Reply Record"),
  bit(3, 0x80000, "lisp.mrep.flags.probe", "P bit (Probe)"),
  bit(3, 0x40000, "lisp.mrep.flags.enlr", "E bit (Echo-Nonce locator reachability algorithm enabled)"),
  bit(3, 0x20000, "lisp.mrep.flags.sec", "S bit (LISP-SEC capable)"),
  hexNum(3, "lisp.mrep.res", "Reserved bits", { mask: 0x1ffff }),
  bit(3, 0x80000, "lisp.mreg.flags.pmr", "P bit (Proxy-Map-Reply)"),
  bit(3, 0x40000, "lisp.mreg.flags.sec", "S bit (LISP-SEC capable)"),
  bit(3, 0x20000, "lisp.mreg.flags.xtrid", "I bit (xTR-ID present)"),
  bit(3, 0x10000, "lisp.mreg.flags.rtr", "R bit (Built for an RTR)"),
  bit(3, 0x1, "lisp.mreg.flags.wmn", "M bit (Want-Map-Notify)"),
  hexNum(3, "lisp.mreg.res", "Reserved bits", { mask: 0xfffe }),
  hexNum(2, "lisp.keyid", "Key ID"),
  num(2, "lisp.authlen", "Authentication Data Length"),
  raw("lisp.auth", "Authentication Data"),
  raw("lisp.xtrid", "xTR-ID"),
  raw("lisp.siteid", "Site-ID"),
  bit(3, 0x80000, "lisp.mnot.flags.xtrid", "I bit (xTR-ID present)"),
  bit(3, 0x40000, "lisp.mnot.flags.rtr", "R bit (Built for an RTR)"),
  hexNum(3, "lisp.mnot.res", "Reserved bits", { mask: 0x3ffff }),
  bit(3, 0x80000, "lisp.info.r", "R bit (Info-Reply)"),
  hexNum(4, "lisp.info.res1", "Reserved bits", { mask: 0x7ffffff }),
  num(4, "lisp.info.ttl", "TTL"),
  hexNum(1, "lisp.info.res2", "Reserved bits", { mask: 0xff }),
  num(1, "lisp.info.prefix.masklen", "EID Prefix Mask Length"),
  num(2, "lisp.info.prefix.afi", "Prefix AFI"),
  v4("lisp.info.prefix.ipv4", "Prefix"),
  v6("lisp.info.prefix.ipv6", "Prefix"),
  num(2, "lisp.info.afi", "AFI"),
  mark("lisp.loc", "Locator Record"),
  num(1, "lisp.loc.priority", "Priority"),
  num(1, "lisp.loc.weight", "Weight"),
  num(1, "lisp.loc.multicast_priority", "Multicast Priority"),
  num(1, "lisp.loc.multicast_weight", "Multicast Weight"),
  hexNum(2, "lisp.loc.flags", "Flags"),
  bit(2, 0x4, "lisp.loc.flags.local", "Local"),
  bit(2, 0x2, "lisp.loc.flags.probe", "Probe"),
  bit(2, 0x1, "lisp.loc.flags.reach", "Reachable"),
  hexNum(2, "lisp.loc.flags.res", "Reserved", { mask: 0xfff8 }),
  num(2, "lisp.loc.afi", "AFI"),
  str("lisp.loc.locator", "Locator"),
  mark("lisp.mapping", "Mapping Record"),
  num(4, "lisp.mapping.ttl", "Record TTL"),
  num(1, "lisp.mapping.loccnt", "Locator Count"),
  num(1, "lisp.mapping.eid.masklen", "EID Mask Length"),
  num(2, "lisp.mapping.act", "Action", { mask: 0xe000 }),
  bit(2, 0x1000, "lisp.mapping.auth", "Authoritative bit"),
  hexNum(2, "lisp.mapping.res1", "Reserved", { mask: 0x7ff }),
  hexNum(2, "lisp.mapping.res2", "Reserved", { mask: 0xf000 }),
  num(2, "lisp.mapping.ver", "Mapping Version", { mask: 0xfff }),
  num(2, "lisp.mapping.eid.afi", "EID Prefix AFI"),
  v4("lisp.mapping.eid.ipv4", "EID Prefix"),
  v6("lisp.mapping.eid.ipv6", "EID Prefix"),
  hw("lisp.mapping.eid.mac", "EID Prefix"),
  bit(4, 0x8000000, "lisp.ecm.flags.sec", "S bit (LISP-SEC capable)"),
  bit(4, 0x4000000, "lisp.ecm.flags.ddt", "D bit (DDT-originated)"),
  hexNum(4, "lisp.ecm.res", "Reserved bits", { mask: 0x3ffffff }),
  mark("lisp.lcaf", "LCAF"),
  raw("lisp.lcaf.header", "LCAF Header"),
  hexNum(1, "lisp.lcaf.res1", "Reserved bits"),
  hexNum(1, "lisp.lcaf.flags", "Flags"),
  num(1, "lisp.lcaf.type", "Type"),
  hexNum(1, "lisp.lcaf.res2", "Reserved bits"),
  num(2, "lisp.lcaf.length", "Length"),
  mark("lisp.lcaf.afi_list.item", "List Item"),
  num(2, "lisp.lcaf.afi_list.afi", "List Item AFI"),
  v4("lisp.lcaf.afi_list.ipv4", "List Item Address"),
  v6("lisp.lcaf.afi_list.ipv6", "List Item Address"),
  hw("lisp.lcaf.afi_list.mac", "List Item Address"),
  num(4, "lisp.lcaf.iid", "Instance ID"),
  num(2, "lisp.lcaf.iid.afi", "Address AFI"),
  v4("lisp.lcaf.iid.ipv4", "Address"),
  v6("lisp.lcaf.iid.ipv6", "Address"),
  hw("lisp.lcaf.iid.mac", "Address"),
  mark("lisp.lcaf.natt.rloc", "RLOC"),
  num(2, "lisp.lcaf.natt.rloc.afi", "RLOC AFI"),
  v4("lisp.lcaf.natt.rloc.ipv4", "RLOC"),
  v6("lisp.lcaf.natt.rloc.ipv6", "RLOC"),
  num(2, "lisp.lcaf.natt.msport", "MS UDP Port Number"),
  num(2, "lisp.lcaf.natt.etrport", "ETR UDP Port Number"),
]);

const [IPV4, IPV6, MAC, CANONICAL] = [1, 2, 16389, 16387];
const Q = "lisp.mreq";
const M = "lisp.mapping";

/** An address behind its family (IANA); what is of another kind takes the rest of what it stands in. */
function address(c: Cursor, prefix: string, names: Readonly<Record<number, string>>): void {
  const family = c.number(`${prefix}afi`, 2);
  if (family === CANONICAL) canonical(c);
  else if (names[family] !== undefined) c.tell(names[family], SIZES[family]);
  else if (family !== 0) throw new RangeError("no such address");
}
const SIZES: Readonly<Record<number, number>> = { [IPV4]: 4, [IPV6]: 16, [MAC]: 6 };
const families = (prefix: string): Readonly<Record<number, string>> => ({
  [IPV4]: `${prefix}ipv4`,
  [IPV6]: `${prefix}ipv6`,
  [MAC]: `${prefix}mac`,
});

const L = "lisp.lcaf";
/** RFC 8060, 3: what has a number of its own, addresses included. */
const CANONICALS: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => {
    while (c.left >= 2) {
      const size = SIZES[c.peek(2)] ?? 0;
      const item = c.part(`${L}.afi_list.item`, Math.min(c.left, 2 + size));
      address(item, `${L}.afi_list.`, families(`${L}.afi_list.`));
    }
  },
  2: (c) => address(c.tell(`${L}.iid`, 4), `${L}.iid.`, families(`${L}.iid.`)),
  7: (c) => {
    c.tell(`${L}.natt.msport`, 2).tell(`${L}.natt.etrport`, 2);
    while (c.left >= 2) {
      const rloc = c.part(`${L}.natt.rloc`, Math.min(c.left, 2 + (SIZES[c.peek(2)] ?? 0)));
      address(rloc, `${L}.natt.rloc.`, families(`${L}.natt.rloc.`));
    }
  },
};

function canonical(outer: Cursor): void {
  const c = outer.part(L, 6 + outer.peek(2, 4));
  const type = c.peek(1, 2);
  const head = c.here(`${L}.header`, 6).within(6);
  for (const name of ["res1", "flags", "type", "res2"]) head.tell(`${L}.${name}`, 1);
  head.tell(`${L}.length`, 2);
  CANONICALS[type]?.(c);
}

/** How many bytes a mapping takes is known when it is told. */
function whole(outer: Cursor, name: string, tell: (c: Cursor) => void): void {
  const c = new Cursor(outer.data, outer.add, outer.at, outer.end, outer.depth + 1);
  const probe = new Cursor(outer.data, () => {}, outer.at, outer.end);
  tell(probe);
  outer.here(name, probe.at - outer.at, true);
  tell(c);
  outer.at = c.at;
}

/** RFC 9301, 5.4. */
const mapping = (c: Cursor): void => {
  c.tell(`${M}.ttl`, 4);
  const locators = c.number(`${M}.loccnt`, 1);
  c.tell(`${M}.eid.masklen`, 1);
  c.here(`${M}.act`, 2).here(`${M}.auth`, 2).tell(`${M}.res1`, 2).here(`${M}.res2`, 2).tell(`${M}.ver`, 2);
  address(c, `${M}.eid.`, families(`${M}.eid.`));
  for (let i = 0; i < locators; i++) whole(c, "lisp.loc", locator);
};

const locator = (c: Cursor): void => {
  for (const name of ["priority", "weight", "multicast_priority", "multicast_weight"])
    c.tell(`lisp.loc.${name}`, 1);
  c.here("lisp.loc.flags", 2);
  c.bits(2, ...["res", "local", "probe", "reach"].map((name) => `lisp.loc.flags.${name}`)).skip(2);
  const family = c.number("lisp.loc.afi", 2);
  if (family === IPV4) c.tell("lisp.loc.locator", 4, ipv4Text(c.peek(4) | 0));
  else if (family === IPV6) {
    c.need(16);
    c.tell("lisp.loc.locator", 16, ipv6TextAt(c.data, c.at));
  } else if (family === CANONICAL) canonical(c);
  else if (family !== 0) throw new RangeError("no such address");
};

const mappings = (c: Cursor, count: number): void => {
  for (let i = 0; i < count; i++) whole(c, M, mapping);
};

function authentication(c: Cursor): void {
  const size = c.tell("lisp.keyid", 2).number("lisp.authlen", 2);
  c.tell("lisp.auth", size);
}

const REQUEST_FLAGS = ["auth", "mrp", "probe", "smr", "pitr", "smri"].map((name) => `${Q}.flags.${name}`);
const ROUTERS: Readonly<Record<number, string>> = {
  [IPV4]: `${Q}.itr_rloc_ipv4`,
  [IPV6]: `${Q}.itr_rloc_ipv6`,
};
const SOURCES = { ...families(`${Q}.srceid.`), [IPV6]: `${Q}.srceid_ipv6` };
const REPLIES = 0x40000;

/** RFC 9301, 5.2. The cursor stands behind the type's word and the nonce, which the fields' table has. */
function request(c: Cursor, head: Cursor): void {
  const flags = head.peek(3);
  head.here(`${Q}.flags`, 3, (flags & 0xfc000) >> 14).bits(3, ...REQUEST_FLAGS);
  head.here(`${Q}.res`, 3).here("lisp.irc", 3);
  if (c.peek(2) === 0) c.tell(`${Q}.srceid.afi`, 2).here(`${Q}.srceid.string`, 0, "not set");
  else address(c, `${Q}.srceid.`, SOURCES);
  for (let i = 0; i <= (flags & 0x1f); i++)
    whole(c, `${Q}.itr_rloc`, (one) => address(one, `${Q}.itr_rloc.`, ROUTERS));
  for (let n = head.peek(1, 3); n > 0; n--)
    whole(c, `${Q}.record`, (one) => {
      one.tell(`${Q}.record.res`, 1).tell(`${Q}.record.prefix.length`, 1);
      address(one, `${Q}.record.prefix.`, families(`${Q}.record.prefix.`));
    });
  if ((flags & REPLIES) !== 0 && c.left > 0) whole(c, "lisp.mrep.record", (one) => whole(one, M, mapping));
}

const WITH_ID_REGISTER = 0x20000;
const WITH_ID_NOTIFY = 0x80000;

/** RFC 9301, 5.6 and 5.7. */
function register(c: Cursor, head: Cursor, names: readonly string[], withId: number): void {
  for (const name of names) head.here(`lisp.${name}`, 3);
  authentication(c);
  mappings(c, head.peek(1, 3));
  if ((head.peek(3) & withId) !== 0 && c.left >= 24) c.tell("lisp.xtrid", 16).tell("lisp.siteid", 8);
}

const REGISTER = ["pmr", "sec", "xtrid", "rtr"].map((name) => `mreg.flags.${name}`);

/** RFC 9301, 5.4; draft-ermagan-lisp-nat-traversal, 5.3. */
const BODIES: Readonly<Record<number, (c: Cursor, head: Cursor) => void>> = {
  1: request,
  2: (c, head) => {
    for (const name of ["probe", "enlr", "sec"]) head.here(`lisp.mrep.flags.${name}`, 3);
    head.here("lisp.mrep.res", 3);
    mappings(c, head.peek(1, 3));
  },
  3: (c, head) => register(c, head, [...REGISTER, "mreg.res", "mreg.flags.wmn"], WITH_ID_REGISTER),
  4: (c, head) => register(c, head, ["mnot.flags.xtrid", "mnot.flags.rtr", "mnot.res"], WITH_ID_NOTIFY),
  7: (c, head) => {
    head.here("lisp.info.r", 3).here("lisp.info.res1", 4);
    authentication(c);
    c.tell("lisp.info.ttl", 4).tell("lisp.info.res2", 1).tell("lisp.info.prefix.masklen", 1);
    address(c, "lisp.info.prefix.", families("lisp.info.prefix."));
    if (c.left >= 2) address(c, "lisp.info.", {});
  },
};
const ENCAPSULATED = 8;
const BEHIND_NONCE = 12;

/** @returns where the message ends; 0: nobody knows such a type */
export function tellLisp(data: DataView, add: Add): number {
  const head = new Cursor(data, add);
  const type = head.peek(1) >> 4;
  if (type === ENCAPSULATED) {
    for (const name of ["flags.sec", "flags.ddt", "res"]) head.here(`lisp.ecm.${name}`, 4);
    return data.byteLength;
  }
  const body = BODIES[type];
  if (body === undefined) return 0;
  const c = new Cursor(data, add, BEHIND_NONCE);
  body(c, head);
  return c.at;
}
