// Options of IPv6's hop-by-hop and destination headers, RFC 8200 section 4.2 and
// https://www.iana.org/assignments/ipv6-parameters.
//
//  0    1    2
// +----+----+-------      type 0 (Pad1) is a single byte; the upper two bits say what a node does that does
// |type|len | …           not know it, the third whether the option may change on its way
// +----+----+-------

import { located } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";
import { ioamFields, tellIoam } from "./ioam.ts";
import { bit, hexNum, mark, num, raw, said, str } from "./located.ts";

const TYPES: Readonly<Record<number, string>> = Object.fromEntries([
  [0x00, "Pad1"],
  [0x01, "PadN"],
  [0x04, "Tunnel Encapsulation Limit"],
  [0x05, "Router Alert"],
  [0x07, "CALIPSO"],
  [0x08, "SMF_DPD"],
  [0x0f, "Performance and Diagnostic Metrics"],
  [0x26, "Quick-Start"],
  [0x30, "Path MTU Option"],
  [0x31, "IOAM Option"],
  [0x63, "RPL Option"],
  [0x6d, "MPL Option"],
  [0x8a, "Endpoint Identification"],
  [0x8b, "ILNP Nonce"],
  [0x8c, "Line-Identification Option"],
  [0xc2, "Jumbo Payload"],
  [0xc9, "Home Address"],
  [0xee, "IP_DFF"],
]);
const ACTIONS = {
  0: "Skip and continue",
  1: "Discard",
  2: "Discard and send ICMP",
  3: "Discard and send ICMP if not multicast",
};

const SEEDS = {
  0: "0",
  1: "16-bit unsigned integer",
  2: "64-bit unsigned integer",
  3: "128-bit unsigned integer",
};
/** Lengths of those that have but one, behind type and length. */
const LENGTHS: Readonly<Record<number, number>> = { 4: 1, 5: 2, 15: 10, 48: 4, 99: 4, 194: 4, 201: 16 };
/** Where an option belongs, if not in both headers. */
const HEADERS: Readonly<Record<number, IPv6Header>> = {
  ...Object.fromEntries([0x05, 0x08, 0x26, 0x30, 0x63, 0x6d, 0xc2, 0xee].map((type) => [type, "hop-by-hop"])),
  ...Object.fromEntries([0x04, 0x0f, 0x8b, 0x8c, 0xc9].map((type) => [type, "destination"])),
};
export type IPv6Header = "hop-by-hop" | "destination";

export const ipv6OptionFields = [
  located("bool", 0, "ipv6.opt", "IPv6 Option"),
  located("uint", 1, "ipv6.opt.type", "Type", { base: "hex", values: TYPES }),
  located("uint", 1, "ipv6.opt.type.action", "Action", { values: ACTIONS }),
  located("bool", 0, "ipv6.opt.type.change", "May Change"),
  located("uint", 1, "ipv6.opt.type.rest", "Low-Order Bits", { base: "hex" }),
  located("uint", 1, "ipv6.opt.length", "Length"),
  located("bytes", 0, "ipv6.opt.padn", "PadN"),
  located("uint", 1, "ipv6.opt.tel", "Tunnel Encapsulation Limit"),
  located("uint", 2, "ipv6.opt.router_alert", "Router Alert", {
    values: { 0: "MLD", 1: "RSVP", 2: "Active Network" },
  }),
  located("uint", 2, "ipv6.opt.pmtu.min", "Minimum Reported PMTU"),
  located("uint", 2, "ipv6.opt.pmtu.rtn", "Return Minimum PMTU"),
  located("uint", 1, "ipv6.opt.pdm.scale_dtlr", "Scale DTLR"),
  located("uint", 1, "ipv6.opt.pdm.scale_dtls", "Scale DTLS"),
  located("uint", 2, "ipv6.opt.pdm.psn_this_pkt", "PSN This Packet"),
  located("uint", 2, "ipv6.opt.pdm.psn_last_recv", "PSN Last Received"),
  located("uint", 2, "ipv6.opt.pdm.delta_last_recv", "Delta Time Last Received"),
  located("uint", 2, "ipv6.opt.pdm.delta_last_sent", "Delta Time Last Sent"),
  located("uint", 1, "ipv6.opt.rpl.flag", "Flag", { base: "hex" }),
  located("uint", 1, "ipv6.opt.rpl.instance_id", "RPLInstanceID", { base: "hex" }),
  located("uint", 2, "ipv6.opt.rpl.sender_rank", "Sender Rank", { base: "hex" }),
  located("bytes", 0, "ipv6.opt.ilnp_nonce", "ILNP Nonce"),
  located("uint", 4, "ipv6.opt.jumbo", "Payload Length"),
  located("ipv6", 16, "ipv6.opt.mipv6.home_address", "MIPv6 Home Address"),
  located("bytes", 0, "ipv6.opt.experimental", "Experimental Option"),
  located("bytes", 0, "ipv6.opt.unknown", "Unknown Option Payload"),
  mark("ipv6.opt.pad1", "Pad1"),
  bit(1, 0x01, "ipv6.opt.pmtu.r_flag", "Return Flag"),
  num(4, "ipv6.opt.calipso.doi", "CALIPSO Domain of Interpretation"),
  num(1, "ipv6.opt.calipso.cmpt.length", "Compartment Length"),
  num(1, "ipv6.opt.calipso.sens_level", "Sensitivity Level"),
  hexNum(2, "ipv6.opt.calipso.checksum", "Checksum"),
  raw("ipv6.opt.calipso.cmpt_bitmap", "Compartment Bitmap"),
  bit(1, 0x80, "ipv6.opt.rpl.flag.o", "Down"),
  bit(1, 0x40, "ipv6.opt.rpl.flag.r", "Rank Error"),
  bit(1, 0x20, "ipv6.opt.rpl.flag.f", "Forwarding Error"),
  hexNum(1, "ipv6.opt.rpl.flag.rsv", "Reserved", { mask: 0x1f }),
  num(1, "ipv6.opt.lio.length", "LineIDLen"),
  str("ipv6.opt.lio.line_id", "Line ID"),
  hexNum(1, "ipv6.opt.mpl.flag", "Flag"),
  num(1, "ipv6.opt.mpl.flag.s", "Seed ID Length", { mask: 0xc0, values: SEEDS }),
  bit(1, 0x20, "ipv6.opt.mpl.flag.m", "Largest Sequence"),
  bit(1, 0x10, "ipv6.opt.mpl.flag.v", "Version"),
  hexNum(1, "ipv6.opt.mpl.flag.rsv", "Reserved", { mask: 0x0f }),
  hexNum(1, "ipv6.opt.mpl.sequence", "Sequence"),
  raw("ipv6.opt.mpl.seed_id", "Seed ID"),
  said("chat", "protocol", "ipv6.opt.mpl.ipv6_src_seed_id", "Seed ID is the IPv6 Source Address"),
  hexNum(1, "ipv6.opt.dff.flags", "Flags"),
  num(1, "ipv6.opt.dff.flag.ver", "Version (VER)", { mask: 0xc0 }),
  bit(1, 0x20, "ipv6.opt.dff.flag.dup", "Duplicate (DUP)"),
  bit(1, 0x10, "ipv6.opt.dff.flag.ret", "Return (RET)"),
  hexNum(1, "ipv6.opt.dff.flag.rsv", "Reserved", { mask: 0x0f }),
  num(2, "ipv6.opt.dff.sequence_number", "Sequence Number"),
  ...ioamFields,
  raw("ipv6.opt_unknown_data", "Unknown Data"),
  said("note", "undecoded", "ipv6.opt.unknown_data.expert", "Unknown Data (not interpreted)"),
  said("error", "malformed", "ipv6.opt.invalid_len", "Invalid IPv6 option length"),
  said("warning", "protocol", "ipv6.opt.header_mismatch", "Wrong options extension header for type"),
];

/** What an option holds, by its type. */
const BODIES: Readonly<Record<number, (c: Cursor) => unknown>> = {
  1: (c) => c.tell("ipv6.opt.padn", c.left),
  4: (c) => c.tell("ipv6.opt.tel", 1),
  5: (c) => c.tell("ipv6.opt.router_alert", 2),
  15: (c) =>
    c
      .tell("ipv6.opt.pdm.scale_dtlr", 1)
      .tell("ipv6.opt.pdm.scale_dtls", 1)
      .tell("ipv6.opt.pdm.psn_this_pkt", 2)
      .tell("ipv6.opt.pdm.psn_last_recv", 2)
      .tell("ipv6.opt.pdm.delta_last_recv", 2)
      .tell("ipv6.opt.pdm.delta_last_sent", 2),
  7: (c) => {
    c.tell("ipv6.opt.calipso.doi", 4);
    const size = 4 * c.number("ipv6.opt.calipso.cmpt.length", 1);
    c.tell("ipv6.opt.calipso.sens_level", 1).tell("ipv6.opt.calipso.checksum", 2);
    if (size > 0) c.tell("ipv6.opt.calipso.cmpt_bitmap", size);
  },
  48: (c) => {
    c.tell("ipv6.opt.pmtu.min", 2).tell("ipv6.opt.pmtu.rtn", 2, c.peek(2) & 0xfffe);
    c.add("ipv6.opt.pmtu.r_flag", c.at - 1, 1, undefined, c.depth);
  },
  49: tellIoam,
  99: (c) => {
    c.here("ipv6.opt.rpl.flag", 1).bits(
      1,
      ...["o", "r", "f", "rsv"].map((name) => `ipv6.opt.rpl.flag.${name}`),
    );
    c.skip(1).tell("ipv6.opt.rpl.instance_id", 1).tell("ipv6.opt.rpl.sender_rank", 2);
  },
  109: (c) => {
    const seed = c.peek(1) >> 6;
    c.here("ipv6.opt.mpl.flag", 1).bits(
      1,
      ...["s", "m", "v", "rsv"].map((name) => `ipv6.opt.mpl.flag.${name}`),
    );
    c.skip(1).tell("ipv6.opt.mpl.sequence", 1);
    if (seed > 0) c.tell("ipv6.opt.mpl.seed_id", [0, 2, 8, 16][seed]);
    else c.here("ipv6.opt.mpl.ipv6_src_seed_id", 0, true);
  },
  140: (c) => c.text("ipv6.opt.lio.line_id", c.number("ipv6.opt.lio.length", 1)),
  238: (c) => {
    c.here("ipv6.opt.dff.flags", 1).bits(
      1,
      ...["ver", "dup", "ret", "rsv"].map((name) => `ipv6.opt.dff.flag.${name}`),
    );
    c.skip(1).tell("ipv6.opt.dff.sequence_number", 2);
  },
  139: (c) => c.tell("ipv6.opt.ilnp_nonce", c.left),
  194: (c) => c.tell("ipv6.opt.jumbo", 4),
  201: (c) => c.tell("ipv6.opt.mipv6.home_address", 16),
};
/** Types set aside for experiments end in these five bits (RFC 4727, 3.4). */
const EXPERIMENT = 0x1e;
const PAD1 = 0;

/** Tells the options from `at` to `end`. */
export function tellIpv6Options(d: DataView, add: Add, at: number, end: number, header: IPv6Header): void {
  const c = new Cursor(d, add, at, Math.min(end, d.byteLength));
  while (c.left > 0) {
    const type = c.peek(1);
    if (type === PAD1) {
      c.here("ipv6.opt", 1, true).tell("ipv6.opt.type", 1);
      c.here("ipv6.opt.pad1", 0, true);
      continue;
    }
    const size = c.left < 2 ? 2 : 2 + c.peek(1, 1);
    const here = Math.min(size, c.left);
    const option = c.part("ipv6.opt", here);
    option.here("ipv6.opt.type", 1);
    option.here("ipv6.opt.type.action", 1, type >> 6);
    option.here("ipv6.opt.type.change", 1, (type & 0x20) !== 0);
    option.tell("ipv6.opt.type.rest", 1, type & 0x1f);
    option.tell("ipv6.opt.length", 1);
    const body = BODIES[type];
    if (body !== undefined) tellKnown(option, type, size - 2, header);
    else
      option.tell((type & 0x1f) === EXPERIMENT ? "ipv6.opt.experimental" : "ipv6.opt.unknown", option.left);
    if (here < size) throw new RangeError("beyond the header");
  }
  if (d.byteLength < end) throw new RangeError("a header that is cut");
}

/** What contradicts itself is told by its type and length, and what nobody reads in it as bytes. @param length as it says */
function tellKnown(c: Cursor, type: number, length: number, header: IPv6Header): void {
  const [right, belongs] = [LENGTHS[type], HEADERS[type]];
  if (belongs !== undefined && belongs !== header)
    c.here("ipv6.opt.header_mismatch", 0, `${TYPES[type]} must use a ${belongs} options header`);
  if (right !== undefined && right !== length) {
    const called = type === ROUTER_ALERT || type === PATH_MTU ? "Length" : "length";
    const name = SHORT_NAMES[type] ?? TYPES[type];
    c.here("ipv6.opt.invalid_len", 0, `${name}: Invalid ${called} (${length} bytes)`);
    if (length < right) return;
  }
  BODIES[type]?.(c);
  if (c.left === 0) return;
  c.here("ipv6.opt_unknown_data", c.left).here("ipv6.opt.unknown_data.expert", 0, true);
}
const [ROUTER_ALERT, PATH_MTU] = [5, 48];
const SHORT_NAMES: Readonly<Record<number, string>> = {
  5: "Router alert",
  15: "PDM",
  48: "PMTU Option",
};
