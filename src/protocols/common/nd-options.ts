// Options of neighbour discovery, RFC 4861 section 4.6 and https://www.iana.org/assignments/icmpv6-parameters.
//
//  0    1    2
// +----+----+-------
// |type|len | …             the length counts 8 bytes each, the first two included
// +----+----+-------

import { located } from "../../core/fields.ts";
import { ipv6Text } from "../../core/format.ts";
import { bytesAt, hexText } from "../../core/values.ts";
import type { Cursor } from "./cursor.ts";
import { domainName } from "./domain-name.ts";
import { bit, hexNum, mark, num, said, str, v6 } from "./located.ts";

export const Option = {
  source: 1,
  target: 2,
  prefix: 3,
  redirected: 4,
  mtu: 5,
  advertisementInterval: 7,
  homeAgent: 8,
  nonce: 14,
  route: 24,
  dnsServer: 25,
  searchList: 31,
  captivePortal: 37,
  pref64: 38,
} as const;

const TYPES: Readonly<Record<number, string>> = {
  1: "Source link-layer address",
  2: "Target link-layer address",
  3: "Prefix information",
  4: "Redirected header",
  5: "MTU",
  7: "Advertisement Interval",
  8: "Home Agent Information",
  9: "Source Address List",
  10: "Target Address List",
  11: "CGA",
  12: "RSA Signature",
  13: "Timestamp",
  14: "Nonce",
  24: "Route Information",
  25: "Recursive DNS Server",
  26: "RA Flags Extension",
  31: "DNS Search List Option",
  33: "Address Registration Option",
  34: "6LoWPAN Context Option",
  37: "DHCP Captive-Portal",
  38: "PREF64 Option",
};
const PREFERENCES = { 0: "Medium", 1: "High", 2: "Reserved", 3: "Low" };
const REGISTRATIONS = { 0: "Success", 1: "Duplicate Exists", 2: "Neighbor Cache Full" };
const ADDRESS = 16;
const REDIRECTED_HEADER = 6;

export const ndOptionFields = [
  located("bool", 0, "icmpv6.opt", "ICMPv6 Option"),
  located("uint", 1, "icmpv6.opt.type", "Type", { values: TYPES }),
  located("uint", 1, "icmpv6.opt.length", "Length"),
  located("mac", 0, "icmpv6.opt.linkaddr", "Link-layer address"),
  located("mac", 0, "icmpv6.opt.src_linkaddr", "Source Link-layer address"),
  located("mac", 0, "icmpv6.opt.target_linkaddr", "Target Link-layer address"),
  located("uint", 1, "icmpv6.opt.prefix.length", "Prefix Length"),
  located("uint", 1, "icmpv6.opt.prefix.flag", "Flag", { base: "hex" }),
  located("bool", 0, "icmpv6.opt.prefix.flag.l", "On-link flag(L)"),
  located("bool", 0, "icmpv6.opt.prefix.flag.a", "Autonomous address-configuration flag(A)"),
  located("bool", 0, "icmpv6.opt.prefix.flag.r", "Router address flag(R)"),
  located("uint", 1, "icmpv6.opt.prefix.flag.reserved", "Reserved"),
  located("uint", 4, "icmpv6.opt.prefix.valid_lifetime", "Valid Lifetime"),
  located("uint", 4, "icmpv6.opt.prefix.preferred_lifetime", "Preferred Lifetime"),
  located("ipv6", 16, "icmpv6.opt.prefix", "Prefix"),
  located("uint", 4, "icmpv6.opt.mtu", "MTU"),
  located("uint", 4, "icmpv6.opt.advertisement_interval", "Advertisement Interval"),
  located("uint", 2, "icmpv6.opt.home_agent_preference", "Home Agent Preference"),
  located("uint", 2, "icmpv6.opt.home_agent_lifetime", "Home Agent Lifetime"),
  located("bytes", 0, "icmpv6.opt.nonce", "Nonce"),
  located("uint", 1, "icmpv6.opt.route_info.flag", "Flag", { base: "hex" }),
  located("uint", 1, "icmpv6.opt.route_info.flag.route_preference", "Route Preference", {
    values: PREFERENCES,
  }),
  located("uint", 1, "icmpv6.opt.route_info.flag.reserved", "Reserved"),
  located("uint", 4, "icmpv6.opt.route_lifetime", "Route Lifetime"),
  located("uint", 4, "icmpv6.opt.rdnss.lifetime", "Lifetime"),
  located("ipv6", 16, "icmpv6.opt.rdnss", "Recursive DNS Servers"),
  located("uint", 4, "icmpv6.opt.dnssl.lifetime", "Lifetime"),
  located("string", 0, "icmpv6.opt.dnssl", "Domain Names"),
  located("bool", 0, "icmpv6.opt.padding", "Padding"),
  located("string", 0, "icmpv6.opt.captive_portal", "Captive Portal"),
  located("uint", 2, "icmpv6.opt.pref64.scaled_lifetime", "Scaled Lifetime"),
  located("uint", 2, "icmpv6.opt.pref64.plc", "PLC (Prefix Length Code)", { base: "hex" }),
  located("ipv6", 16, "icmpv6.opt.pref64.prefix", "Prefix"),
  mark("icmpv6.opt.reserved", "Reserved"),
  mark("icmpv6.opt.redirected_packet", "Redirected Packet"),
  v6("icmpv6.opt.ipv6_address", "IPv6 Address"),
  hexNum(2, "icmpv6.opt.efo", "Flags Expansion Option"),
  bit(2, 0x8000, "icmpv6.opt.efo.m", "Managed address configuration"),
  bit(2, 0x4000, "icmpv6.opt.efo.o", "Other configuration"),
  bit(2, 0x2000, "icmpv6.opt.efo.h", "Home Agent"),
  num(2, "icmpv6.opt.efo.prf", "Prf (Default Router Preference)", { mask: 0x1800, values: PREFERENCES }),
  bit(2, 0x0400, "icmpv6.opt.efo.p", "Proxy"),
  num(2, "icmpv6.opt.efo.rsv", "Reserved", { mask: 0x03ff }),
  num(1, "icmpv6.opt.aro.status", "Status", { values: REGISTRATIONS }),
  num(2, "icmpv6.opt.aro.registration_lifetime", "Registration  Lifetime"),
  str("icmpv6.opt.aro.eui64", "EUI-64"),
  num(1, "icmpv6.opt.6co.context_length", "Context Length"),
  hexNum(1, "icmpv6.opt.6co.flag", "Flag"),
  bit(1, 0x10, "icmpv6.opt.6co.flag.c", "Compression Flag"),
  num(1, "icmpv6.opt.6co.flag.cid", "CID", { mask: 0x0f }),
  num(1, "icmpv6.opt.6co.flag.reserved", "Reserved", { mask: 0xe0 }),
  num(2, "icmpv6.opt.6co.valid_lifetime", "Lifetime"),
  v6("icmpv6.opt.6co.context_prefix", "Context Prefix"),
  num(2, "icmpv6.opt.abro.version_low", "Version Low"),
  num(2, "icmpv6.opt.abro.version_high", "Version"),
  num(2, "icmpv6.opt.abro.valid_lifetime", "Valid Lifetime"),
  v6("icmpv6.opt.abro.6lbr_address", "6LBR Address"),
  said("note", "undecoded", "icmpv6.undecoded.option", "Undecoded option"),
  said("error", "malformed", "icmpv6.invalid_option_length", "Invalid Option Length"),
];

/** What is left free. */
const reserved = (c: Cursor, size: number): Cursor => c.tell("icmpv6.opt.reserved", size, true);

const addressList = (c: Cursor): void => {
  reserved(c, 6);
  while (c.left >= ADDRESS) c.tell("icmpv6.opt.ipv6_address", ADDRESS);
};

const BODIES: Readonly<Record<number, (c: Cursor) => void>> = {
  [Option.source]: (c) => linkAddress(c, "icmpv6.opt.src_linkaddr"),
  [Option.target]: (c) => linkAddress(c, "icmpv6.opt.target_linkaddr"),
  [Option.prefix]: (c) => {
    const word = c.tell("icmpv6.opt.prefix.length", 1).peek(1);
    c.here("icmpv6.opt.prefix.flag", 1);
    for (const [i, name] of ["l", "a", "r"].entries())
      c.here(`icmpv6.opt.prefix.flag.${name}`, 1, (word & (0x80 >> i)) !== 0);
    c.tell("icmpv6.opt.prefix.flag.reserved", 1, word & 0x1f);
    c.tell("icmpv6.opt.prefix.valid_lifetime", 4).tell("icmpv6.opt.prefix.preferred_lifetime", 4);
    reserved(c, 4).tell("icmpv6.opt.prefix", ADDRESS);
  },
  [Option.redirected]: (c) => {
    reserved(c, REDIRECTED_HEADER).here("icmpv6.opt.redirected_packet", c.left, true).skip(c.left);
  },
  [Option.mtu]: (c) => reserved(c, 2).tell("icmpv6.opt.mtu", 4),
  [Option.advertisementInterval]: (c) => reserved(c, 2).tell("icmpv6.opt.advertisement_interval", 4),
  [Option.homeAgent]: (c) =>
    reserved(c, 2).tell("icmpv6.opt.home_agent_preference", 2).tell("icmpv6.opt.home_agent_lifetime", 2),
  9: addressList,
  10: addressList,
  [Option.nonce]: (c) => c.tell("icmpv6.opt.nonce", c.left),
  [Option.route]: (c) => {
    const word = c.tell("icmpv6.opt.prefix.length", 1).peek(1);
    c.here("icmpv6.opt.route_info.flag", 1);
    c.here("icmpv6.opt.route_info.flag.route_preference", 1, (word >> 3) & 3);
    // The bits on both sides of the preference.
    c.tell("icmpv6.opt.route_info.flag.reserved", 1, word & 0xe7);
    c.tell("icmpv6.opt.route_lifetime", 4);
    prefix(c, "icmpv6.opt.prefix");
  },
  [Option.dnsServer]: (c) => {
    reserved(c, 2).tell("icmpv6.opt.rdnss.lifetime", 4);
    while (c.left >= ADDRESS) c.tell("icmpv6.opt.rdnss", ADDRESS);
  },
  26: (c) => {
    const flags = ["m", "o", "h", "prf", "p", "rsv"].map((name) => `icmpv6.opt.efo.${name}`);
    c.here("icmpv6.opt.efo", 2)
      .bits(2, ...flags)
      .skip(2);
    reserved(c, c.left);
  },
  33: (c) => {
    reserved(c.tell("icmpv6.opt.aro.status", 1), 3);
    c.tell("icmpv6.opt.aro.registration_lifetime", 2);
    c.tell("icmpv6.opt.aro.eui64", 8, hexText(bytesAt(c.data, c.at, 8), ":"));
  },
  34: (c) => {
    c.tell("icmpv6.opt.6co.context_length", 1).here("icmpv6.opt.6co.flag", 1);
    c.bits(1, ...["c", "cid", "reserved"].map((name) => `icmpv6.opt.6co.flag.${name}`)).skip(1);
    reserved(c, 2).tell("icmpv6.opt.6co.valid_lifetime", 2);
    prefix(c, "icmpv6.opt.6co.context_prefix");
  },
  35: (c) => {
    c.tell("icmpv6.opt.abro.version_low", 2).tell("icmpv6.opt.abro.version_high", 2);
    c.tell("icmpv6.opt.abro.valid_lifetime", 2).tell("icmpv6.opt.abro.6lbr_address", ADDRESS);
  },
  [Option.searchList]: (c) => {
    reserved(c, 2).tell("icmpv6.opt.dnssl.lifetime", 4);
    while (c.left > 0 && c.peek(1) !== 0) {
      const name = domainName(c.data, c.at, c.at, c.end);
      c.tell("icmpv6.opt.dnssl", name.size, name.text);
    }
    if (c.left > 0) c.tell("icmpv6.opt.padding", c.left, true);
  },
  [Option.captivePortal]: (c) => {
    c.text("icmpv6.opt.captive_portal", c.left);
  },
  [Option.pref64]: (c) => {
    const word = c.peek(2);
    c.here("icmpv6.opt.pref64.scaled_lifetime", 2, word >> 3).tell("icmpv6.opt.pref64.plc", 2, word & 7);
    prefix(c, "icmpv6.opt.pref64.prefix");
  },
};

/** A MAC address takes all of its option, one of 8 bytes leaves 6 of them; a tunnel's is an IPv6 address. */
function linkAddress(c: Cursor, name: string): void {
  const size = c.left === 14 ? 8 : c.left;
  c.here("icmpv6.opt.linkaddr", size).tell(name, size);
}

/** A prefix without its last bytes, which are zero. */
function prefix(c: Cursor, name: string): void {
  const size = Math.min(c.left, ADDRESS);
  const address = new DataView(new ArrayBuffer(ADDRESS));
  for (let i = 0; i < size; i++) address.setUint8(i, c.data.getUint8(c.at + i));
  const word = (at: number) => address.getInt32(at);
  c.tell(name, size, ipv6Text(word(0), word(4), word(8), word(12)));
}

/** Wireshark knows more of these than we do: of SEND, of mobile nodes and of networks with little power. */
const ELSEWHERE: ReadonlySet<number> = new Set([
  ...[6, 11, 12, 13, 15, 16, 17, 18, 19, 20, 23, 27, 28, 29, 30, 32, 36],
]);

/** What Wireshark says where it stops, too. */
export const undecoded = (what: string, type: number): string =>
  `Dissector for ICMPv6 ${what} (${type}) code not implemented, Contact Wireshark developers if you want this supported`;

/** Tells all options from the cursor on. @throws RangeError where one has no length */
export function tellNdOptions(outer: Cursor): void {
  while (outer.left > 0) {
    const size = outer.peek(1, 1) << 3;
    if (size === 0) {
      outer.here("icmpv6.invalid_option_length", 0, "Invalid option length (Zero)");
      throw new RangeError("an option of no length");
    }
    const type = outer.peek(1);
    const c = outer.here("icmpv6.opt", Math.min(size, outer.left), true).within(Math.min(size, outer.left));
    c.tell("icmpv6.opt.type", 1).tell("icmpv6.opt.length", 1);
    BODIES[type]?.(c.within(size - 2, 0));
    if (BODIES[type] !== undefined) continue;
    if (ELSEWHERE.has(type)) continue;
    c.here("icmpv6.undecoded.option", 0, undecoded("Option", type));
    c.tell("icmpv6.data", size - 2);
  }
}

interface Found {
  at: number;
  end: number;
}

/** What the first option of that type from `at` on holds, behind its type and length; null: there is none. */
function find(d: DataView, at: number, lim: number, type: number): Found | null {
  for (let i = at; i + 2 <= lim; ) {
    const size = d.getUint8(i + 1) << 3;
    if (size === 0) return null;
    if (d.getUint8(i) === type) return { at: i + 2, end: Math.min(lim, i + size) };
    i += size;
  }
  return null;
}

/** The MAC address that an option of that type tells; null: none does. */
export function linkAddressOf(d: DataView, at: number, type: number): string | null {
  const found = find(d, at, d.byteLength, type);
  return found === null || found.end - found.at !== 6 ? null : hexText(bytesAt(d, found.at, 6), ":");
}

/** Where the packet stands that a redirect brings back; null: nowhere. */
export function redirectedAt(d: DataView, at: number, lim: number): Found | null {
  const found = find(d, at, lim, Option.redirected);
  return found === null ? null : { at: found.at + REDIRECTED_HEADER, end: found.end };
}
