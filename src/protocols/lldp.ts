// Link Layer Discovery Protocol, IEEE 802.1AB clause 8: TLVs of a type of 7 bits and a length of 9.
//
//  0         2
// +---------+------------------
// |type|len | value            |  chassis id, port id and time to live come first, in this order
// +---------+------------------

import { ipv4Text, ipv6Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { bytesAt, hexText, stringAt } from "../core/values.ts";
import { Cursor, leaf, shown, telling } from "./common/cursor.ts";
import { LLDP_CAPABILITIES, lldpOrganisationFields } from "./common/lldp-fields.ts";
import { LLDP_SUBTYPES, tellOrganisation } from "./common/lldp-tlvs.ts";
import { hw, num, once, raw, str, v4, v6 } from "./common/located.ts";

const TYPES: Record<number, string> = {
  0: "End of LLDPDU",
  1: "Chassis Id",
  2: "Port Id",
  3: "Time to Live",
  4: "Port Description",
  5: "System Name",
  6: "System Description",
  7: "System Capabilities",
  8: "Management Address",
  127: "Organization Specific",
};

const fields = once(() => [
  num(2, "lldp.tlv.type", "TLV Type", { mask: 0xfe00, values: TYPES }),
  num(2, "lldp.tlv.len", "TLV Length", { mask: 0x01ff }),
  num(1, "lldp.chassis.subtype", "Chassis Id Subtype"),
  raw("lldp.chassis.id", "Chassis Id"),
  hw("lldp.chassis.id.mac", "Chassis Id"),
  v4("lldp.chassis.id.ip4", "Chassis Id"),
  v6("lldp.chassis.id.ip6", "Chassis Id"),
  num(1, "lldp.network_address.subtype", "Network Address family"),
  num(1, "lldp.port.subtype", "Port Id Subtype"),
  str("lldp.port.id", "Port Id"),
  hw("lldp.port.id.mac", "Port Id"),
  v4("lldp.port.id.ip4", "Port Id"),
  v6("lldp.port.id.ip6", "Port Id"),
  num(2, "lldp.time_to_live", "Seconds"),
  str("lldp.port.desc", "Port Description"),
  str("lldp.tlv.system.name", "System Name"),
  str("lldp.tlv.system.desc", "System Description"),
  num(1, "lldp.mgn.address.len", "Address String Length"),
  num(1, "lldp.mgn.address.subtype", "Address Subtype"),
  v4("lldp.mgn.addr.ip4", "Management Address"),
  v6("lldp.mgn.addr.ip6", "Management Address"),
  raw("lldp.mgn.addr.hex", "Management Address"),
  num(1, "lldp.mgn.interface.subtype", "Interface Subtype"),
  num(4, "lldp.mgn.interface.number", "Interface Number"),
  num(1, "lldp.mgn.obj.len", "OID String Length"),
  str("lldp.mgn.obj.id", "Object Identifier"),
  ...lldpOrganisationFields(),
]);

const ORDER = ["Chassis ID", "Port ID", "Time-to-Live"];
const LENGTH = 0x01ff;
const [END, ORGANISATION] = [0, 127];
const TEXTS: Record<number, readonly [string, string]> = {
  4: ["lldp.port.desc", ""],
  5: ["lldp.tlv.system.name", "SysN="],
  6: ["lldp.tlv.system.desc", "SysD="],
};

export const lldp: Protocol = {
  name: "lldp",
  title: "Link Layer Discovery Protocol",
  reference: "IEEE 802.1AB, 8",
  get fields() {
    return fields();
  },
  claims: { ethertype: [0x88cc, 0x8942] },
  ...leaf(2),
  extent: unitLength,
  ...telling(tell),
};

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(layer.data, add);
  const wrong = missing(layer.data);
  if (wrong !== undefined) {
    say(`Invalid ${wrong} TLV`);
    return;
  }
  while (c.left > 0) {
    const head = c.peek(2);
    const type = head >> 9;
    c.here("lldp.tlv.type", 2).here("lldp.tlv.len", 2).skip(2);
    if (type === END) return;
    const tlv = c.within(head & LENGTH);
    if (type === 1) say(identifier(tlv, "lldp.chassis", CHASSIS));
    else if (type === 2) say(identifier(tlv, "lldp.port", PORT));
    else if (type === 3) say(`${tlv.number("lldp.time_to_live", 2)} `);
    else tellOptional(tlv, type, say);
  }
}

/** Up to the TLV of type 0, which ends it; undefined: there is none. */
function unitLength(data: DataView): number | undefined {
  for (let at = 0; at + 2 <= data.byteLength; ) {
    const head = data.getUint16(at);
    at += 2 + (head & LENGTH);
    if (head >> 9 === 0) return at;
  }
  return undefined;
}

/** Which of the mandatory first TLVs is not where it must be: without it nothing says what the rest is about. */
function missing(data: DataView): string | undefined {
  let at = 0;
  for (const [i, name] of ORDER.entries()) {
    if (at + 2 > data.byteLength) return undefined;
    const head = data.getUint16(at);
    if (head >> 9 !== i + 1) return name;
    at += 2 + (head & LENGTH);
  }
  return undefined;
}

function tellOptional(c: Cursor, type: number, say: (words: string) => void): void {
  const text = TEXTS[type];
  if (text !== undefined) {
    const value = c.text(text[0], c.left);
    if (text[1] !== "") say(`${text[1]}${shown(value)} `);
  } else if (type === 7) {
    for (const field of ["lldp.tlv.system_cap", "lldp.tlv.enable_system_cap"]) {
      c.here(field, 2);
      const bits = new Cursor(c.data, c.add, c.at, c.end, c.depth + 1);
      for (const name of LLDP_CAPABILITIES) bits.here(`${field}.${name}`, 2);
      c.skip(2);
    }
  } else if (type === 8) management(c);
  else if (type === ORGANISATION) organisation(c);
}

/** What the subtypes of identifiers are called in the Info column: 0 for those that nobody defined. */
const CHASSIS = ["Rs", "CC", "IA", "PC", "MA", "NA", "IN", "LA"];
const PORT = ["Rs", "IA", "PC", "MA", "NA", "IN", "AC", "LA"];

/** Chassis and port ids are alike but for the numbers of their subtypes. @returns the words for it */
function identifier(c: Cursor, prefix: string, subtypes: readonly string[]): string {
  const subtype = c.number(`${prefix}.subtype`, 1);
  const kind = subtypes[subtype] ?? "Rs";
  const { data, at, left } = c;
  const bytes = bytesAt(data, at, left);
  const text = hexText(bytes);
  if (kind === "MA" && left === 6) {
    c.tell(`${prefix}.id.mac`, 6);
    return `${kind}/${hexText(bytes, ":")} `;
  }
  // An address family (IANA) stands before the address.
  if (kind === "NA" && left === 5 && c.peek(1) === 1) {
    c.tell("lldp.network_address.subtype", 1).tell(`${prefix}.id.ip4`, 4);
    return `${kind}/${ipv4Text(data.getInt32(at + 1))} `;
  }
  if (kind === "NA" && left === 17 && c.peek(1) === 2) {
    c.tell("lldp.network_address.subtype", 1).tell(`${prefix}.id.ip6`, 16);
    const words = [1, 5, 9, 13].map((i) => data.getInt32(at + i));
    return `${kind}/${ipv6Text(words[0], words[1], words[2], words[3])} `;
  }
  const words = kind === "PC" || kind === "NA" || kind === "MA" ? text : stringAt(data, at, left);
  c.tell(`${prefix}.id`, left, prefix === "lldp.port" ? words : undefined);
  return `${kind}/${kind === "Rs" ? "Reserved" : words} `;
}

function management(c: Cursor): void {
  const size = c.number("lldp.mgn.address.len", 1);
  const address = c.within(size, 0);
  if (size > 0) {
    const subtype = address.number("lldp.mgn.address.subtype", 1);
    if (subtype === 1 && address.left === 4) address.tell("lldp.mgn.addr.ip4", 4);
    else if (subtype === 2 && address.left === 16) address.tell("lldp.mgn.addr.ip6", 16);
    else if (address.left > 0) address.tell("lldp.mgn.addr.hex", address.left);
  }
  c.tell("lldp.mgn.interface.subtype", 1).tell("lldp.mgn.interface.number", 4);
  const length = c.number("lldp.mgn.obj.len", 1);
  if (length > 0) c.tell("lldp.mgn.obj.id", length, objectId(c, length));
}

/** The first number of an OID stands for two (ITU-T X.690, 8.19); the length before it (X.690, 8.1) is left out. */
function objectId(c: Cursor, length: number): string {
  const arcs: number[] = [];
  let arc = 0;
  for (let i = 0; i < length; i++) {
    const byte = c.peek(1, i);
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0)
      arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join(".");
}

function organisation(c: Cursor): void {
  const oui = c.number("lldp.orgtlv.oui", 3);
  const subtype = c.number(LLDP_SUBTYPES[oui] ?? "lldp.unknown_subtype", 1);
  tellOrganisation(c, oui, subtype);
  if (LLDP_SUBTYPES[oui] === undefined && c.left > 0) c.tell("lldp.unknown_subtype.content", c.left);
}
