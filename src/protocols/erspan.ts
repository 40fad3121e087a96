// Encapsulated Remote Switch Port Analyzer, draft-foschiano-erspan-03 section 4: a mirrored frame in GRE. Type I
// (GRE without a sequence number) has no header, type II has eight bytes, type III has twelve and may have eight
// more that belong to the switch's platform.
//
//       0         2         4                   8
//      +---------+---------+-------------------+
// II   |v  VLAN  |cos en T | 0    | index      |
//      |         | session |      |            |
//      +---------+---------+-------------------+
//       0         2         4                   8         10        12
//      +---------+---------+-------------------+---------+---------+---------------------+
// III  |v  VLAN  |cos bso T| timestamp         | SGT     |P ft hw  | platform, if O is   |
//      |         | session |                   |         | D gra O | set (8 bytes)       |
//      +---------+---------+-------------------+---------+---------+---------------------+
//
// The session is the tenant: GRE in between has no key of its own, so there is one tunnel, not two.

import { ethertype, ipVersion } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { flag, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { num, said } from "./common/located.ts";

const VERSIONS = { 1: "Type II", 2: "Type III" };
const TRUNCATED = { 0: "Not truncated", 1: "Truncated" };
const known = { when: "known" };
const two = { when: "two" };
const three = { when: "three" };

const fields = [
  u16(0, "erspan.version", "Version", { mask: 0xf000, values: VERSIONS }),
  u16(0, "erspan.vlan", "Vlan", { mask: 0x0fff, ...known }),
  u16(2, "erspan.cos", "COS", { mask: 0xe000, ...known }),
  u16(2, "erspan.encap", "Encap", {
    mask: 0x1800,
    values: {
      0: "Originally without VLAN tag",
      1: "Originally ISL encapsulated",
      2: "Originally 802.1Q encapsulated",
      3: "VLAN tag preserved in frame",
    },
    ...two,
  }),
  u16(2, "erspan.bso", "Bad/Short/Oversized", {
    mask: 0x1800,
    values: {
      0: "Good or unknown integrity",
      1: "Short frame",
      2: "Oversized frame",
      3: "CRC or Alignment Error",
    },
    ...three,
  }),
  u16(2, "erspan.truncated", "Truncated", { mask: 0x0400, ...known, values: TRUNCATED }),
  u16(2, "erspan.spanid", "SpanID", { mask: 0x03ff, ...known }),
  u32(4, "erspan.reserved", "Reserved", { mask: 0xfff00000, ...two }),
  u32(4, "erspan.index", "Index", { mask: 0x000fffff, ...two }),
  u32(4, "erspan.timestamp", "Timestamp", three),
  u16(8, "erspan.sgt", "Security Group Tag", three),
  u16(10, "erspan.p", "Has Ethernet PDU", { mask: 0x8000, ...three }),
  u16(10, "erspan.ft", "Frame Type", { mask: 0x7c00, values: { 0: "Ethernet", 2: "IP" }, ...three }),
  u16(10, "erspan.hw", "Hardware ID", { mask: 0x03f0, ...three }),
  flag(10, 2, 0x0008, "erspan.direction", "Direction", three),
  u16(10, "erspan.gra", "Timestamp granularity", {
    mask: 0x0006,
    values: { 0: "100 microseconds", 1: "100 nanoseconds", 2: "IEEE 1588", 3: "User configurable" },
    ...three,
  }),
  u16(10, "erspan.o", "Optional Sub headers", { mask: 0x0001, ...three }),
  u32(0, "erspan.platid", "Platform ID", { mask: 0xfc000000, when: "platform" }),
  num(4, "erspan.pid1.rsvd1", "Reserved", { mask: 0x03fff000 }),
  num(4, "erspan.pid1.vsmid", "VSM Domain ID", { mask: 0x0fff }),
  num(4, "erspan.pid1.port_index", "Port ID/Index"),
  num(4, "erspan.pid3.rsvd1", "Reserved", { mask: 0x03ffc000 }),
  num(4, "erspan.pid3.port_index", "Port ID/Index", { mask: 0x3fff }),
  num(4, "erspan.pid3.timestamp", "Upper 32-bit Timestamp"),
  num(4, "erspan.pid4.rsvd1", "Reserved", { mask: 0x03ffc000 }),
  num(4, "erspan.pid4.rsvd2", "Reserved", { mask: 0x3fff }),
  num(4, "erspan.pid4.rsvd3", "Reserved"),
  num(4, "erspan.pid5.switchid", "Switch ID", { mask: 0x03ff0000 }),
  num(4, "erspan.pid5.port_index", "Port ID/Index", { mask: 0xffff }),
  num(4, "erspan.pid5.timestamp", "Timestamp (seconds)"),
  num(4, "erspan.pid7.rsvd1", "Reserved", { mask: 0x03f00000 }),
  num(4, "erspan.pid7.source_index", "Source Index", { mask: 0xfffff }),
  num(4, "erspan.pid7.timestamp", "Upper 32-bit Timestamp"),
  num(8, "erspan.pid.rsvd", "Reserved", { mask: 0x03ffffff }),
  said(
    "warning",
    "undecoded",
    "erspan.version.unknown",
    "Unknown version, please report or test to use fake ERSPAN preference",
  ),
];

const pid5 = ["erspan.pid5.switchid", "erspan.pid5.port_index", "erspan.pid5.timestamp"];
const pid7 = ["erspan.pid7.rsvd1", "erspan.pid7.source_index", "erspan.pid7.timestamp"];
/** What the subheader consists of by its platform (draft, 4.3): parts of the first word, and the second. */
const PLATFORMS: Readonly<Record<number, readonly string[]>> = {
  0: pid7,
  1: ["erspan.pid1.rsvd1", "erspan.pid1.vsmid", "erspan.pid1.port_index"],
  3: ["erspan.pid3.rsvd1", "erspan.pid3.port_index", "erspan.pid3.timestamp"],
  4: ["erspan.pid4.rsvd1", "erspan.pid4.rsvd2", "erspan.pid4.rsvd3"],
  5: pid5,
  6: pid5,
  7: pid7,
};
const TYPE_II = 1;
const TYPE_III = 2;
const LEN_II = 8;
const LEN_III = 12;
const SUBHEADER = 8;
const SESSION = 2;
const SESSION_MASK = 0x03ff;
const LAST_WORD = 10;
const HAS_SUBHEADER = 0x0001;
const FRAME_TYPE = 0x7c00;
const IP_FRAME = 2 << 10;
const TRANSPARENT_ETHERNET = 0x6558;

const ERSPAN = encapsulation({ name: "erspan", title: "ERSPAN", entropy: null, hash: null });

const title = "Encapsulated Remote Switch Packet ANalysis";
const reference = "draft-foschiano-erspan-03, 4";

export const erspanPlain: Protocol = {
  name: "erspan",
  title: `${title} Type I`,
  reference,
  fields: [],
  claims: { "gre.erspan": [0] },
  parse: parseErspanPlain,
  steady: { decides: "" },
  info: () => "ERSPAN:",
};

export const erspan: Protocol = {
  name: "erspan",
  title,
  reference,
  fields,
  claims: { "gre.erspan": [1], "gre.proto": [0x22eb] },
  parse: parseErspan,
  steady,
  remarks: ({ data }, tell) => {
    const version = data.getUint8(0) >> 4;
    if (version !== TYPE_II && version !== TYPE_III) tell("erspan.version.unknown");
  },
  // One of another version is told about, not malformed.
  tellsFault: ({ data }) => data.byteLength > 0 && ![TYPE_II, TYPE_III].includes(data.getUint8(0) >> 4),
  info: () => "ERSPAN:",
  summary: ({ data }) => (data.getUint8(0) >> 4 === TYPE_II ? " Type II" : " Type III"),
  body: (data) => {
    if (data.getUint8(0) >> 4 === TYPE_II) return LEN_II;
    return (data.getUint16(LAST_WORD) & HAS_SUBHEADER) !== 0 ? LEN_III + SUBHEADER : LEN_III;
  },
  parts: (data): Record<string, number> => {
    const version = data.getUint8(0) >> 4;
    if (version === TYPE_II) return { two: 0, known: 0 };
    if (version !== TYPE_III) return {};
    // Cut in front of what tells, there is none.
    const more = data.byteLength >= LEN_III && (data.getUint16(LAST_WORD) & HAS_SUBHEADER) !== 0;
    return more ? { three: 0, known: 0, platform: LEN_III } : { three: 0, known: 0 };
  },
  partsDecided: true,
  locate: ({ data }, add) => {
    if (data.getUint8(0) >> 4 !== TYPE_III || (data.getUint16(LAST_WORD) & HAS_SUBHEADER) === 0) return;
    const platform = PLATFORMS[data.getUint8(LEN_III) >> 2];
    if (platform === undefined) add("erspan.pid.rsvd", LEN_III, SUBHEADER);
    for (const [i, name] of (platform ?? []).entries()) add(name, i < 2 ? LEN_III : LEN_III + 4, 4);
  },
};

function steady(d: DataView, o: number): Steady {
  const tells = "00 00 03 ff";
  if (d.getUint8(o) >> 4 === TYPE_II) return { decides: "f0 00 00 00  00 00 00 00", tells };
  const more = (d.getUint16(o + LAST_WORD) & HAS_SUBHEADER) !== 0;
  return { decides: `f0 00 00 00  00 00 00 00  00 00 7c 01 ${"00".repeat(more ? SUBHEADER : 0)}`, tells };
}

function parseErspanPlain(_d: DataView, o: number, _lim: number, s: LayerStack): number {
  s.pos = o;
  return s.enterTunnel(ERSPAN, 0, 0, 1, 0, o) ? ethertype[TRANSPARENT_ETHERNET] : 0;
}

function parseErspan(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN_II > lim) return s.shortTunnel(o + LEN_II);
  const version = d.getUint8(o) >> 4;
  const session = d.getUint16(o + SESSION) & SESSION_MASK;
  let next = ethertype[TRANSPARENT_ETHERNET];
  let pos = o + LEN_II;
  if (version === TYPE_III) {
    pos = o + LEN_III;
    if (pos > lim) return s.shortTunnel(pos);
    const word = d.getUint16(o + LAST_WORD);
    if ((word & HAS_SUBHEADER) !== 0) pos += SUBHEADER;
    if (pos > lim) return s.shortTunnel(pos);
    const frame = word & FRAME_TYPE;
    if (frame === IP_FRAME) next = pos < lim ? ipVersion[d.getUint8(pos) >> 4] : 0;
    else if (frame !== 0) next = 0;
  } else if (version !== TYPE_II) return s.malformedTunnel();
  s.pos = pos;
  return s.enterTunnel(ERSPAN, 0, session, 0, 0, pos) ? next : 0;
}
