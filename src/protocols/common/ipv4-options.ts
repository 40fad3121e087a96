// Options of IPv4, RFC 791 section 3.1 and https://www.iana.org/assignments/ip-parameters.
//
//  0    1    2
// +----+----+-------      types 0 (end) and 1 (no operation) are a single byte
// |type|len | …
// +----+----+-------

import { located } from "../../core/fields.ts";
import { ipv4Text } from "../../core/format.ts";
import type { Add } from "../../core/layer.ts";
import { Cursor, hex } from "./cursor.ts";
import { bit, hexNum, said } from "./located.ts";

const NUMBERS: Readonly<Record<number, string>> = {
  0: "End of Option List (EOL)",
  1: "No-Operation (NOP)",
  2: "Security",
  3: "Loose source route",
  4: "Time stamp",
  5: "Extended security",
  6: "Commercial IP security option",
  7: "Record route",
  8: "Stream identifier",
  9: "Strict source route",
  11: "MTU probe",
  12: "MTU Reply",
  18: "Traceroute",
  20: "Router Alert",
  21: "Selective Directed Broadcast",
  25: "Quick-Start",
  30: "RFC 3692-style experiment",
};
const CLASSES = {
  0: "Control",
  1: "Reserved for future use",
  2: "Debugging and measurement",
  3: "Reserved for future use",
};

/** Whole options by type; Wireshark counts these names among its protocols. */
const WHOLE: Readonly<Record<number, readonly [name: string, title: string]>> = {
  0: ["eol", "End of Options List (EOL)"],
  1: ["nop", "No-Operation (NOP)"],
  7: ["record_route", "Record Route"],
  11: ["mtu_probe", "MTU Probe"],
  12: ["mtu_reply", "MTU Reply"],
  25: ["qs", "Quick-Start"],
  68: ["timestamp", "Time Stamp"],
  82: ["traceroute", "Traceroute"],
  130: ["security", "Security"],
  131: ["route", "Loose Source Route"],
  133: ["ext_security", "Extended Security"],
  134: ["cipso", "Commercial Security"],
  136: ["sid", "Stream ID"],
  137: ["source_route", "Strict Source Route"],
  148: ["routeralert", "Router Alert"],
  149: ["sdb", "Selective Directed Broadcast"],
};
/** Lengths of those that have but one. */
const LENGTHS: Readonly<Record<number, number>> = { 11: 4, 12: 4, 25: 8, 82: 12, 136: 4, 148: 4 };
const LEVELS = {
  1: "Reserved 4",
  61: "Top secret",
  90: "Secret",
  102: "Reserved 3",
  150: "Confidential",
  171: "Unclassified",
  204: "Reserved 2",
  241: "Reserved 1",
};
const INVALID = "ip.opt.len.invalid";

export const ipv4OptionFields = [
  ...Object.values(WHOLE).map(([name, title]) =>
    located("bytes", 0, `ip.options.${name}`, `IP Option - ${title}`),
  ),
  located("uint", 1, "ip.opt.type", "Type"),
  located("bool", 0, "ip.opt.type.copy", "Copy on fragmentation"),
  located("uint", 1, "ip.opt.type.class", "Class", { values: CLASSES }),
  located("uint", 1, "ip.opt.type.number", "Number", { values: NUMBERS }),
  located("uint", 1, "ip.opt.len", "Length"),
  located("uint", 1, "ip.opt.ptr", "Pointer"),
  located("uint", 2, "ip.opt.sid", "Stream Identifier"),
  located("uint", 2, "ip.opt.mtu", "MTU"),
  located("uint", 2, "ip.opt.id_number", "ID Number"),
  located("uint", 2, "ip.opt.ohc", "Outbound Hop Count"),
  located("uint", 2, "ip.opt.rhc", "Return Hop Count"),
  located("ipv4", 4, "ip.opt.originator", "Originator IP Address"),
  located("uint", 2, "ip.opt.ra", "Router Alert"),
  located("ipv4", 4, "ip.opt.addr", "IP Address"),
  located("uint", 1, "ip.opt.overflow", "Overflow"),
  located("uint", 1, "ip.opt.flag", "Flag", {
    base: "hex",
    values: {
      0: "Time stamps only",
      1: "Time stamp and address",
      3: "Time stamps for prespecified addresses",
    },
  }),
  located("uint", 4, "ip.opt.time_stamp", "Time stamp"),
  located("ipv4", 4, "ip.opt.time_stamp_addr", "Address"),
  located("uint", 1, "ip.opt.qs_func", "Function"),
  located("uint", 1, "ip.opt.qs_rate", "Rate"),
  located("uint", 1, "ip.opt.qs_ttl", "QS TTL"),
  located("uint", 4, "ip.opt.qs_nonce", "QS Nonce", { base: "hex" }),
  located("uint", 4, "ip.opt.qs_reserved", "Reserved", { base: "hex" }),
  located("uint", 2, "ip.opt.sec_rfc791_sec", "Security", { base: "hex" }),
  located("uint", 2, "ip.opt.sec_rfc791_comp", "Compartments"),
  located("string", 0, "ip.opt.sec_rfc791_hr", "Handling Restrictions"),
  located("string", 0, "ip.opt.sec_rfc791_tcc", "Transmission Control Code"),
  located("uint", 1, "ip.opt.sec_cl", "Classification Level", { base: "hex", values: LEVELS }),
  located("uint", 1, "ip.opt.sec_prot_auth_flags", "Protection Authority Flags", { base: "hex" }),
  bit(1, 0x80, "ip.opt.sec_prot_auth_genser", "GENSER"),
  bit(1, 0x40, "ip.opt.sec_prot_auth_siop_esi", "SIOP-ESI"),
  bit(1, 0x20, "ip.opt.sec_prot_auth_sci", "SCI"),
  bit(1, 0x10, "ip.opt.sec_prot_auth_nsa", "NSA"),
  bit(1, 0x08, "ip.opt.sec_prot_auth_doe", "DOE"),
  hexNum(1, "ip.opt.sec_prot_auth_unassigned", "Unassigned", { mask: 0x06 }),
  bit(1, 0x01, "ip.opt.sec_prot_auth_fti", "Field Termination Indicator"),
  located("uint", 1, "ip.opt.ext_sec_add_sec_info_format_code", "Additional Security Info Format Code", {
    base: "hex",
  }),
  located("bytes", 0, "ip.opt.ext_sec_add_sec_info", "Additional Security Info"),
  located("bytes", 0, "ip.opt.padding", "Padding"),
  located("uint", 1, "ip.opt.qs_ttl_diff", "TTL Diff"),
  located("uint", 1, "ip.opt.qs_unused", "Not Used"),
  ...["rec_rt", "cur_rt", "src_rt", "empty_rt"].flatMap((name, i) => {
    const title = `${["Recorded", "Current", "Source", "Empty"][i]} Route`;
    return [
      located("ipv4", 4, `ip.${name}`, title),
      located("string", 0, `ip.${name}_host`, `${title} Host`),
    ];
  }),
  located("uint", 4, "ip.cipso.doi", "DOI"),
  located("uint", 1, "ip.cipso.tag_type", "Tag Type"),
  located("uint", 1, "ip.cipso.sensitivity_level", "Sensitivity Level"),
  located("string", 0, "ip.cipso.categories", "Categories"),
  located("bytes", 0, "ip.cipso.tag_data", "Tag data"),
  said("error", "sequence", "ip.cipso.malformed", "Malformed CIPSO tag"),
  said("warning", "protocol", INVALID, "Invalid length for option"),
  said("warning", "protocol", "ip.opt.ptr.before_address", "Pointer points before first address"),
  said("warning", "protocol", "ip.opt.ptr.middle_address", "Pointer points to middle of address"),
  said("warning", "protocol", "ip.subopt_too_long", "Suboption would go past end of option"),
  said("warning", "protocol", "ip.nop", "4 NOP in a row - a router may have removed some options"),
];

const END = 0;
const NOP = 1;
/** That many bytes that do nothing, one after the other, were an option once. */
const NOPS = 4;
const COPY = 0x80;
const QUICK_START = 25;

/** What an option holds behind its type and length. */
const BODIES: Readonly<Record<number, (c: Cursor, context: Context) => void>> = {
  7: recordedRoute,
  68: timestamps,
  130: security,
  131: sourceRoute,
  133: (c) => {
    if (c.left > 0) c.tell("ip.opt.ext_sec_add_sec_info_format_code", 1);
    if (c.left > 0) c.tell("ip.opt.ext_sec_add_sec_info", c.left);
  },
  134: cipso,
  136: (c) => c.tell("ip.opt.sid", 2),
  137: sourceRoute,
  11: (c) => c.tell("ip.opt.mtu", 2),
  12: (c) => c.tell("ip.opt.mtu", 2),
  82: (c) =>
    c.tell("ip.opt.id_number", 2).tell("ip.opt.ohc", 2).tell("ip.opt.rhc", 2).tell("ip.opt.originator", 4),
  148: (c) => c.tell("ip.opt.ra", 2),
  149: (c) => {
    while (c.left >= 4) c.tell("ip.opt.addr", 4);
    if (c.left > 0) c.tell("ip.opt.padding", c.left);
  },
  25: quickStart,
};

/** What an option hangs on in the header. */
interface Context {
  hops: number;
  destination: string;
}

/** Tells the options from `at` to `end`. An unknown one is told by its type and length only. */
export function tellIpv4Options(d: DataView, add: Add, at: number, end: number): void {
  const c = new Cursor(d, add, at, end);
  const context = { hops: d.getUint8(8), destination: ipv4Text(d.getInt32(16)) };
  let nops = 0;
  while (c.left > 0) {
    const type = c.peek(1);
    const isByte = type === END || type === NOP;
    nops = type === NOP ? nops + 1 : 0;
    const known = WHOLE[type];
    const size = isByte ? 1 : c.left < 2 ? 0 : c.peek(1, 1);
    if (size > c.left || size < (isByte ? 1 : 2)) {
      c.here(INVALID, 0, wrongLength(known?.[1] ?? `Unknown (${hex(type, 2)})`, size, c.left));
      return;
    }
    const option = known === undefined ? c.within(size) : c.here(`ip.options.${known[0]}`, size).within(size);
    if (known !== undefined) {
      option.here("ip.opt.type", 1);
      option.here("ip.opt.type.copy", 1, (type & COPY) !== 0);
      option.here("ip.opt.type.class", 1, (type >> 5) & 3);
      option.tell("ip.opt.type.number", 1, type & 0x1f);
    }
    if (nops === NOPS) option.here("ip.nop", 0, true);
    if (type === END) return;
    if (isByte || known === undefined) continue;
    option.tell("ip.opt.len", 1);
    const right = LENGTHS[type];
    if (right !== undefined && right !== size)
      option.here(INVALID, 0, `${known[1]} (with option length = ${size} bytes; should be ${right})`);
    if (right === undefined || right <= size) BODIES[type]?.(option, context);
    else if (type === QUICK_START && option.left > 0) option.here("ip.opt.qs_func", 1, option.peek(1) >> 4);
  }
}

function wrongLength(name: string, size: number, room: number): string {
  if (room < 2) return `${name} (length byte past end of options)`;
  const bytes = `option length = ${size} byte${size === 1 ? "" : "s"}`;
  return size < 2
    ? `${name} (with too-short ${bytes})`
    : `${name} (${bytes} says option goes past end of options)`;
}

/** RFC 1108, and the older one of RFC 791. */
function security(c: Cursor): void {
  c.here("ip.opt.sec_cl", 1);
  if (c.left === RFC791 && LEVELS_OF_791.includes(c.peek(2))) {
    c.tell("ip.opt.sec_rfc791_sec", 2).tell("ip.opt.sec_rfc791_comp", 2);
    c.text("ip.opt.sec_rfc791_hr", 2);
    c.text("ip.opt.sec_rfc791_tcc", 3);
    return;
  }
  c.skip(1);
  let first = true;
  while (c.left > 0) {
    const last = (c.peek(1) & 1) === 0;
    c.here("ip.opt.sec_prot_auth_flags", 1);
    // Bits of further bytes belong to nobody.
    if (first) c.bits(1, ...AUTHORITIES.map((name) => `ip.opt.sec_prot_auth_${name}`)).skip(1);
    else {
      const byte = c.peek(1);
      c.here("ip.opt.sec_prot_auth_unassigned", 1, byte >> 1).tell("ip.opt.sec_prot_auth_fti", 1);
    }
    first = false;
    if (!last) continue;
    if (c.left > 0) c.here(INVALID, 0, "Extraneous data in option");
    return;
  }
}
const RFC791 = 9;
/** Its levels, from unclassified to top secret and on. */
const LEVELS_OF_791 = [
  ...[0x0000, 0xf135, 0x789a, 0xbc4d, 0x5e26, 0xaf13, 0xd788, 0x6bc5, 0x35e2, 0x9af1, 0x4d78, 0x24bd, 0x135e],
  ...[0x89af, 0xc4d6, 0xe26b],
];
const AUTHORITIES = ["genser", "siop_esi", "sci", "nsa", "doe", "unassigned", "fti"];

function address(c: Cursor, name: string): void {
  c.here(`ip.${name}`, 4);
  c.tell(`ip.${name}_host`, 4, ipv4Text(c.data.getInt32(c.at)));
}

/** @returns it; 0: it points nowhere */
function pointer(c: Cursor): number {
  const value = c.number("ip.opt.ptr", 1);
  if (value >= FIRST && value % 4 === 0) return value;
  c.here(value < FIRST ? "ip.opt.ptr.before_address" : "ip.opt.ptr.middle_address", 0, true);
  return 0;
}
/** Where the first address stands, counted from the option's type as 1. */
const FIRST = 4;

/** The addresses before the pointer were passed. */
function recordedRoute(c: Cursor): void {
  const next = pointer(c);
  for (let place = FIRST; c.left > 0 && next > 0; place += 4) {
    if (c.left < 4) {
      c.here("ip.subopt_too_long", 0, true);
      return;
    }
    address(c, place < next ? "rec_rt" : "empty_rt");
  }
}

/** The same; the packet goes to the header's destination next, and to the last of them at the end. */
function sourceRoute(c: Cursor, { destination }: Context): void {
  const next = pointer(c);
  if (next > 0 && next - FIRST + 4 <= c.left)
    c.here("ip.cur_rt", 0, destination).here("ip.cur_rt_host", 0, destination);
  for (let place = FIRST; c.left > 0 && next > 0; place += 4) {
    if (c.left < 4) {
      c.here("ip.subopt_too_long", 0, true);
      return;
    }
    if (place < next) address(c, "rec_rt");
    else if (c.left < 8) c.skip(4);
    else address(c, "src_rt");
  }
}

function timestamps(c: Cursor): void {
  c.tell("ip.opt.ptr", 1);
  const word = c.peek(1);
  c.here("ip.opt.overflow", 1, word >> 4).tell("ip.opt.flag", 1, word & 0x0f);
  const addresses = (word & 0x0f) === 1 || (word & 0x0f) === 3;
  while (c.left > 0) {
    if (c.left < (addresses ? 8 : 4)) {
      c.here("ip.subopt_too_long", 0, true);
      return;
    }
    if (addresses) c.tell("ip.opt.time_stamp_addr", 4);
    c.tell("ip.opt.time_stamp", 4);
  }
}

/** RFC 4782, 3.1: a request, or the report of one that was granted. */
function quickStart(c: Cursor, { hops }: Context): void {
  const word = c.peek(1);
  const asks = word >> 4;
  c.here("ip.opt.qs_func", 1, asks);
  if (asks !== 0 && asks !== REPORT) return;
  c.tell("ip.opt.qs_rate", 1, word & 0x0f);
  if (asks === REPORT) c.tell("ip.opt.qs_unused", 1);
  else {
    const ttl = c.peek(1);
    c.here("ip.opt.qs_ttl", 1).tell("ip.opt.qs_ttl_diff", 1, (((hops - ttl) % 256) + 256) % 256);
  }
  const nonce = c.peek(4);
  c.here("ip.opt.qs_nonce", 4, nonce >>> 2).tell("ip.opt.qs_reserved", 4, nonce & 3);
}
const REPORT = 8;

/** FIPS 188: tags with a sensitivity, and categories by bits, by number or by ranges. */
function cipso(c: Cursor): void {
  c.tell("ip.cipso.doi", 4);
  while (c.left >= 2) {
    const [type, size] = [c.peek(1), c.peek(1, 1)];
    if (type > 2 && (type < 5 || type > 7)) {
      // Nobody knows what is behind one that nobody knows.
      c.here("ip.cipso.tag_type", 1).skip(c.left);
      return;
    }
    if (type === 0) {
      c.tell("ip.cipso.tag_type", 1);
      continue;
    }
    c.tell("ip.cipso.tag_type", 1);
    if (size < (type > 5 ? 2 : 4) || size - 1 > c.left) {
      c.here("ip.cipso.malformed", 0, true);
      return;
    }
    const tag = c.skip(1).within(size - 2, 0);
    if (type > 5) tag.tell("ip.cipso.tag_data", tag.left);
    else {
      tag.skip(1).tell("ip.cipso.sensitivity_level", 1);
      const names = categories(tag, type);
      if (tag.left > 0) tag.tell("ip.cipso.categories", tag.left, names);
    }
  }
}

function categories({ data, at, end }: Cursor, type: number): string {
  const found: string[] = [];
  if (type === 1) {
    for (let i = 0; i < 8 * (end - at); i++)
      if ((data.getUint8(at + (i >> 3)) & (0x80 >> (i & 7))) !== 0) found.push(String(i));
  } else if (type === 2) for (let i = at; i + 2 <= end; i += 2) found.push(String(data.getUint16(i)));
  else
    for (let i = at; i + 2 <= end; i += 4)
      found.push(`${data.getUint16(i)}-${i + 4 <= end ? data.getUint16(i + 2) : 0}`);
  return found.join(",");
}
