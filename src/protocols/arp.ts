// Address Resolution Protocol, RFC 826; RARP (RFC 903), inverse ARP (RFC 2390), MARS (RFC 2022) and UNARP of MAPOS
// (RFC 2176) have the same header. An announcement and a probe are RFC 5227's, and so is what two hosts with the same address are about.
//
//  0         2         4    5    6         8
// +---------+---------+----+----+---------+------------------------------
// | hw type | proto   |hlen|plen| opcode  | sender hw, sender proto, …
// +---------+---------+----+----+---------+------------------------------

import { claimed, type Exchange } from "../core/exchange.ts";
import { located, u8, u16 } from "../core/fields.ts";
import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { leafOf } from "../core/steady.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { Cursor, hex, whole } from "./common/cursor.ts";
import { said } from "./common/located.ts";
import { ETHERTYPES, HARDWARE_TYPES } from "./common/names-of-numbers.ts";

const OPCODES: Readonly<Record<number, string>> = {
  0: "reserved",
  1: "request",
  2: "reply",
  3: "reverse request",
  4: "reverse reply",
  5: "drarp request",
  6: "drarp reply",
  7: "drarp error",
  8: "inverse request",
  9: "inverse reply",
  10: "arp nak",
  11: "MARS request",
  12: "MARS MULTI request",
  13: "MARS MSERV request",
  14: "MARS JOIN request",
  15: "MARS LEAVE",
  16: "MARS NAK",
  17: "MARS UNSERV request",
  18: "MARS SJOIN request",
  19: "MARS SLEAVE",
  20: "MARS grouplist request",
  21: "MARS grouplist reply",
  22: "MARS redirect map",
  23: "MAPOS UNARP request",
  24: "experimental 1",
  25: "experimental 2",
  65535: "reserved",
};
const LEN = 8;
const MAC_SIZE = 6;
const IPV4_SIZE = 4;
/** Bytes of a long address that are shown. */
const SHOWN = 36;
const IPV4 = 0x0800;

const fields = [
  u16(0, "arp.hw.type", "Hardware type", { values: HARDWARE_TYPES }),
  u16(2, "arp.proto.type", "Protocol type", { base: "hex", values: ETHERTYPES }),
  u8(4, "arp.hw.size", "Hardware size"),
  u8(5, "arp.proto.size", "Protocol size"),
  u16(6, "arp.opcode", "Opcode", { values: OPCODES }),
  located("bool", 0, "arp.isgratuitous", "Is gratuitous"),
  located("bool", 0, "arp.isprobe", "Is probe"),
  located("bool", 0, "arp.isannouncement", "Is announcement"),
  located("mac", 6, "arp.src.hw_mac", "Sender MAC address"),
  located("bytes", 0, "arp.src.hw", "Sender hardware address"),
  located("ipv4", 4, "arp.src.proto_ipv4", "Sender IP address"),
  located("bytes", 0, "arp.src.proto", "Sender protocol address"),
  located("mac", 6, "arp.dst.hw_mac", "Target MAC address"),
  located("bytes", 0, "arp.dst.hw", "Target hardware address"),
  located("ipv4", 4, "arp.dst.proto_ipv4", "Target IP address"),
  located("bytes", 0, "arp.dst.proto", "Target protocol address"),
  located("uint", 4, "arp.duplicate-address-frame", "Frame showing earlier use of IP address"),
  said("warning", "sequence", "arp.duplicate-address-detected", "Duplicate IP address configured"),
  located("uint", 4, "arp.seconds-since-duplicate-address-frame", "Seconds since earlier frame seen"),
];

export const arp: Protocol = {
  name: "arp",
  title: "Address Resolution Protocol",
  reference: "RFC 826",
  fields,
  claims: { ethertype: [0x0806, 0x8035] },
  parse: parseArp,
  steady: leafOf(LEN),
  // Addresses of Ethernet and IPv4.
  soundFrom: { at: 4, mask: 0xffff0000, value: 0x06040000, least: 28 },
  leaf: true,
  column: ({ data, wireLength }) =>
    data.byteLength < LEN || wireLength < lengthOf(data) ? "ARP" : columnOf(data.getUint16(6)),
  info: (layer) => whole(infoOf)(layer) ?? "",
  exchange,
  remembers: (name) => name.includes("duplicate"),
  summary: (layer) => ` (${OPCODES[layer.get("arp.opcode") as number] ?? "unknown"})`,
  extent: (data) => (data.byteLength < LEN ? undefined : lengthOf(data)),
  locate,
};

export function parseArp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  s.arp = 1;
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}

const COLUMNS: Readonly<Record<number, string>> = {
  3: "RARP",
  4: "RARP",
  5: "DRARP",
  6: "DRARP",
  7: "DRARP",
  8: "Inverse ARP",
  9: "Inverse ARP",
  23: "MAPOS",
};
const isMars = (opcode: number): boolean => opcode >= 11 && opcode <= 22;
/** With its addresses. */
const lengthOf = (data: DataView): number =>
  data.byteLength < LEN ? LEN : LEN + 2 * (data.getUint8(4) + data.getUint8(5));

const columnOf = (opcode: number): string => (isMars(opcode) ? "MARS" : (COLUMNS[opcode] ?? "ARP"));

interface Addresses {
  opcode: number;
  /** They are Ethernet's and IPv4's. */
  mac: boolean;
  ip: boolean;
  /** As text. */
  senderHardware: string;
  senderProtocol: string;
  targetHardware: string;
  targetProtocol: string;
  senderIsTarget: boolean;
  senderIsZero: boolean;
  senderHardwareIsZero: boolean;
  targetHardwareIsZero: boolean;
}

/** An address that is no IPv4 or MAC address. */
function shown(address: Uint8Array): string {
  if (address.length === 0) return "<No address>";
  return hexText(address.subarray(0, SHOWN)) + (address.length > SHOWN ? "\u2026" : "");
}

/** @throws RangeError */
function read(d: DataView): Addresses {
  const [hw, proto] = [d.getUint8(4), d.getUint8(5)];
  const type = d.getUint16(0);
  const mac = (type === 1 || type === 6) && hw === MAC_SIZE;
  const ip = d.getUint16(2) === IPV4 && proto === IPV4_SIZE;
  const hardware = (at: number) => (mac ? hexText(bytesAt(d, at, hw), ":") : shown(bytesAt(d, at, hw)));
  const protocol = (at: number) => (ip ? ipv4Text(d.getInt32(at)) : shown(bytesAt(d, at, proto)));
  const isZero = (at: number, size: number) => size > 0 && bytesAt(d, at, size).every((byte) => byte === 0);
  const target = LEN + hw + proto;
  const senderProtocol = protocol(LEN + hw);
  const targetProtocol = protocol(target + hw);
  return {
    opcode: d.getUint16(6),
    mac,
    ip,
    senderHardware: hardware(LEN),
    senderProtocol,
    targetHardware: hardware(target),
    targetProtocol,
    senderIsTarget: proto > 0 && senderProtocol === targetProtocol,
    senderIsZero: isZero(LEN + hw, proto),
    senderHardwareIsZero: isZero(LEN, hw),
    targetHardwareIsZero: isZero(target, hw),
  };
}

const isGratuitous = (a: Addresses): boolean => a.senderIsTarget && (a.opcode === 1 || a.opcode === 2);
/** Nobody is named whom it is meant for (RFC 5227, 1.1). */
const isProbe = (a: Addresses): boolean =>
  a.opcode === 1 && a.senderIsZero && !a.senderIsTarget && a.targetHardwareIsZero;
const isAnnouncement = (a: Addresses): boolean =>
  a.opcode === 1 && a.senderIsTarget && a.targetHardwareIsZero;

function infoOf({ data, conversation }: Layer): string {
  const a = read(data);
  const duplicate =
    (conversation?.claimed ?? null) === null ? "" : ` (duplicate use of ${a.senderProtocol} detected!)`;
  return wordsOf(a) + duplicate;
}

/** Who sends a request or a reply says whose the sender's address is; a probe only asks. */
function exchange({ data }: Layer): Exchange | undefined {
  const a = read(data);
  const isNobody = a.senderIsZero || a.senderHardwareIsZero;
  const claims = (a.opcode === 1 || a.opcode === 2) && a.mac && a.ip && !isNobody;
  return claims ? claimed("arp", a.senderProtocol, a.senderHardware) : undefined;
}

function wordsOf(a: Addresses): string {
  switch (a.opcode) {
    case 1:
      if (isAnnouncement(a)) return `ARP Announcement for ${a.targetProtocol}`;
      if (isGratuitous(a)) return `Gratuitous ARP for ${a.targetProtocol} (Request)`;
      if (isProbe(a)) return `Who has ${a.targetProtocol}? (ARP Probe)`;
      return `Who has ${a.targetProtocol}? Tell ${a.senderProtocol}`;
    case 2:
      if (isGratuitous(a)) return `Gratuitous ARP for ${a.senderProtocol} (Reply)`;
      return `${a.senderProtocol} is at ${a.senderHardware}`;
    case 3:
    case 5:
    case 8:
      return `Who is ${a.targetHardware}? Tell ${a.senderHardware}`;
    case 4:
    case 6:
      return `${a.targetHardware} is at ${a.targetProtocol}`;
    case 7:
      return "DRARP Error";
    case 9:
      return `${a.senderHardware} is at ${a.senderProtocol}`;
    case 10:
      return "ARP NAK";
    case 0:
    case 65535:
      return `Reserved opcode ${a.opcode}`;
    case 24:
    case 25:
      return `Experimental ${a.opcode - 23} ( opcode ${a.opcode} )`;
    default:
      if (a.opcode in OPCODES) return `${OPCODES[a.opcode]} from ${a.senderHardware} at ${a.senderProtocol}`;
      return `Unknown ARP opcode ${hex(a.opcode, 4)}`;
  }
}

function locate({ data, conversation, packet }: Layer, add: Add): void {
  const [hw, proto] = [data.getUint8(4), data.getUint8(5)];
  const a = data.byteLength < LEN + 2 * (hw + proto) ? null : read(data);
  if (a !== null && isGratuitous(a)) add("arp.isgratuitous", 0, 0, true);
  if (a !== null && isProbe(a)) add("arp.isprobe", 0, 0, true);
  if (a !== null && isAnnouncement(a)) add("arp.isannouncement", 0, 0, true);
  const isMac = (data.getUint16(0) === 1 || data.getUint16(0) === 6) && hw === MAC_SIZE;
  const isIp = data.getUint16(2) === IPV4 && proto === IPV4_SIZE;
  const c = new Cursor(data, add, LEN);
  for (const who of ["src", "dst"]) {
    if (hw > 0) c.tell(isMac ? `arp.${who}.hw_mac` : `arp.${who}.hw`, hw);
    if (proto > 0) c.tell(isIp ? `arp.${who}.proto_ipv4` : `arp.${who}.proto`, proto);
  }
  const claim = conversation?.claimed ?? null;
  if (claim === null || a === null) return;
  c.add("arp.duplicate-address-frame", 0, 0, claim.number);
  const remark = `Duplicate IP address configured (${a.senderProtocol})`;
  c.add("arp.duplicate-address-detected", 0, 0, remark);
  c.add("arp.seconds-since-duplicate-address-frame", 0, 0, packet.seconds - claim.seconds);
}
