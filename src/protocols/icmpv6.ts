// Internet Control Message Protocol v6, RFC 4443 2.1; neighbour discovery RFC 4861, multicast listeners RFC 2710
// and RFC 3810.
//
//  0    1    2         4
// +----+----+---------+------------------
// |type|code| checksum| by type
// +----+----+---------+------------------
//
// An error message quotes the packet that caused it, tunnels and all. The quote is nobody's traffic: for facts
// the packet ends here.

import { ipProto } from "../core/demux.ts";
import { betweenHosts, type Exchange } from "../core/exchange.ts";
import { located, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import { ifThere } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { leafOf } from "../core/steady.ts";
import { ipv6TextAt } from "../core/values.ts";
import { Checksum, transportStatus } from "./common/checksum.ts";
import { Cursor, hex } from "./common/cursor.ts";
import { icmpv6Codes, icmpv6Types } from "./common/icmp-names.ts";
import { nodeFields, tellNodeQuery, tellNodeReply } from "./common/icmpv6-nodes.ts";
import { bit, hexNum, num, raw, said } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import {
  linkAddressOf,
  ndOptionFields,
  Option,
  redirectedAt,
  tellNdOptions,
  undecoded,
} from "./common/nd-options.ts";
import { messageRemarks } from "./common/remarks.ts";

const RECORDS: Readonly<Record<number, string>> = {
  1: "Include",
  2: "Exclude",
  3: "Changed to include",
  4: "Changed to exclude",
  5: "Allow new sources",
  6: "Block old sources",
};
const PREFERENCES = { 0: "Medium", 1: "High", 2: "Reserved", 3: "Low" };

const STATES = {
  0: "Reserved",
  1: "Incomplete",
  2: "Reachable",
  3: "Stale",
  4: "Delay",
  5: "Probe",
  6: "Failed",
};

const fields = [
  u8(0, "icmpv6.type", "Type", { values: icmpv6Types }),
  u8(1, "icmpv6.code", "Code"),
  u16(2, "icmpv6.checksum", "Checksum", { base: "hex" }),
  located("uint", 1, "icmpv6.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  located("uint", 1, "icmpv6.length", "Length of original datagram"),
  located("bytes", 0, "icmpv6.reserved", "Reserved"),
  located("uint", 4, "icmpv6.mtu", "MTU"),
  located("uint", 4, "icmpv6.pointer", "Pointer"),
  located("uint", 2, "icmpv6.echo.identifier", "Identifier", { base: "hex" }),
  located("uint", 2, "icmpv6.echo.sequence_number", "Sequence"),
  located("uint", 4, "icmpv6.resp_to", "Response To"),
  located("float", 8, "icmpv6.resptime", "Response Time"),
  located("uint", 1, "icmpv6.nd.ra.cur_hop_limit", "Cur hop limit"),
  located("uint", 1, "icmpv6.nd.ra.flag", "Flags", { base: "hex" }),
  located("bool", 0, "icmpv6.nd.ra.flag.m", "Managed address configuration"),
  located("bool", 0, "icmpv6.nd.ra.flag.o", "Other configuration"),
  located("bool", 0, "icmpv6.nd.ra.flag.h", "Home Agent"),
  located("uint", 1, "icmpv6.nd.ra.flag.prf", "Prf (Default Router Preference)", { values: PREFERENCES }),
  located("bool", 0, "icmpv6.nd.ra.flag.p", "Proxy"),
  located("uint", 1, "icmpv6.nd.ra.flag.rsv", "Reserved"),
  located("uint", 2, "icmpv6.nd.ra.router_lifetime", "Router lifetime (s)"),
  located("uint", 4, "icmpv6.nd.ra.reachable_time", "Reachable time (ms)"),
  located("uint", 4, "icmpv6.nd.ra.retrans_timer", "Retrans timer (ms)"),
  located("ipv6", 16, "icmpv6.nd.ns.target_address", "Target Address"),
  located("uint", 4, "icmpv6.nd.na.flag", "Flags", { base: "hex" }),
  located("bool", 0, "icmpv6.nd.na.flag.r", "Router"),
  located("bool", 0, "icmpv6.nd.na.flag.s", "Solicited"),
  located("bool", 0, "icmpv6.nd.na.flag.o", "Override"),
  located("uint", 4, "icmpv6.nd.na.flag.rsv", "Reserved"),
  located("ipv6", 16, "icmpv6.nd.na.target_address", "Target Address"),
  located("ipv6", 16, "icmpv6.nd.rd.target_address", "Target Address"),
  located("ipv6", 16, "icmpv6.rd.na.destination_address", "Destination Address"),
  ...ndOptionFields,
  located("uint", 2, "icmpv6.mld.maximum_response_delay", "Maximum Response Delay [ms]"),
  located("uint", 2, "icmpv6.mld.maximum_response_code", "Maximum Response Code"),
  located("ipv6", 16, "icmpv6.mld.multicast_address", "Multicast Address"),
  located("uint", 1, "icmpv6.mld.flag", "Flags", { base: "hex" }),
  located("bool", 0, "icmpv6.mld.flag.s", "Suppress Router-Side Processing"),
  located("uint", 1, "icmpv6.mld.flag.qrv", "QRV (Querier's Robustness Variable)"),
  located("uint", 1, "icmpv6.mld.flag.reserved", "Reserved"),
  located("uint", 1, "icmpv6.mld.qqi", "QQIC (Querier's Query Interval Code)"),
  located("uint", 2, "icmpv6.mld.nb_sources", "Number of Sources"),
  located("ipv6", 16, "icmpv6.mld.source_address", "Source Address"),
  located("uint", 2, "icmpv6.mldr.nb_mcast_records", "Number of Multicast Address Records"),
  located("bool", 0, "icmpv6.mldr.mar", "Multicast Address Record"),
  located("uint", 1, "icmpv6.mldr.mar.record_type", "Record Type", { values: RECORDS }),
  located("uint", 1, "icmpv6.mldr.mar.aux_data_len", "Aux Data Len"),
  located("uint", 2, "icmpv6.mldr.mar.nb_sources", "Number of Sources"),
  located("ipv6", 16, "icmpv6.mldr.mar.multicast_address", "Multicast Address"),
  located("ipv6", 16, "icmpv6.mldr.mar.source_address", "Source Address"),
  located("bytes", 0, "icmpv6.mldr.mar.auxiliary_data", "Auxiliary Data"),
  ...nodeFields,
  num(1, "icmpv6.ext.echo.seq", "Sequence number"),
  hexNum(1, "icmpv6.ext.echo.req.res", "Reserved", { mask: 0xfe }),
  bit(1, 0x01, "icmpv6.ext.echo.req.local", "Local bit"),
  num(1, "icmpv6.ext.echo.rsp.state", "State", { mask: 0xe0, values: STATES }),
  hexNum(1, "icmpv6.ext.echo.rsp.res", "Reserved", { mask: 0x18 }),
  bit(1, 0x04, "icmpv6.ext.echo.rsp.active", "Active bit"),
  bit(1, 0x02, "icmpv6.ext.echo.rsp.ipv4", "IPv4 bit"),
  bit(1, 0x01, "icmpv6.ext.echo.rsp.ipv6", "IPv6 bit"),
  raw("icmpv6.data", "Data"),
  said("warning", "checksum", "icmpv6.checksum_bad.expert", "Bad checksum"),
  said("note", "undecoded", "icmpv6.undecoded.type", "Undecoded type"),
];
const LEN = 4;
const HEADER = 8;
const IPV6 = 41;
const ICMPV6 = 58;
const ADDRESS = 16;

const Type = {
  unreachable: 1,
  tooBig: 2,
  timeExceeded: 3,
  parameterProblem: 4,
  echo: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  listenerDone: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighborSolicitation: 135,
  neighborAdvertisement: 136,
  redirect: 137,
  listenerReportV2: 143,
} as const;
const LAST_ERROR = Type.parameterProblem;
/** Listener queries from this length on are version 2's. */
const QUERY_V2 = 28;
/** Where the options of neighbour discovery start. */
const OPTIONS: Readonly<Record<number, number>> = {
  [Type.routerSolicitation]: 8,
  [Type.routerAdvertisement]: 16,
  [Type.neighborSolicitation]: 24,
  [Type.neighborAdvertisement]: 24,
  [Type.redirect]: 40,
};

export const icmpv6: Protocol = {
  name: "icmpv6",
  title: "Internet Control Message Protocol v6",
  reference: "RFC 4443, 2.1",
  fields,
  claims: { "ip.proto": [58] },
  parse: parseIcmpv6,
  // Type and code tell flows apart where they stand for ports.
  steady: { ...leafOf(LEN), tells: "ff ff" },
  leaf: true,
  carriesData: isEcho,
  quotes: true,
  beyond: parseQuote,
  mayQuote: (d, o) => {
    const type = d.getUint8(o);
    return (type >= 1 && type <= LAST_ERROR) || type === Type.redirect;
  },
  column: "ICMPv6",
  info,
  exchange,
  remembers: (name) => name.startsWith("icmpv6.resp"),
  remarks: messageRemarks("icmpv6.checksum_bad.expert", ICMPV6),
  locate,
  body: (data) => (isEcho(data) ? HEADER : data.byteLength),
};

function isEcho(data: DataView): boolean {
  return data.getUint8(0) === Type.echo || data.getUint8(0) === Type.echoReply;
}

export function parseIcmpv6(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}

/** The packet that an error is about, or that a redirect brings back. */
function parseQuote(d: DataView, o: number, lim: number, s: LayerStack): number {
  const type = d.getUint8(o);
  let from = 0;
  if (type >= 1 && type <= LAST_ERROR) from = o + HEADER;
  else if (type === Type.redirect) {
    const option = redirectedAt(d, o + OPTIONS[Type.redirect], lim);
    if (option === null) return 0;
    from = option.at;
    s.lim = option.end;
    s.wire = option.end;
  }
  if (from === 0 || from >= lim) return 0;
  s.pos = from;
  return ipProto[IPV6];
}

/** Replies answer the request of the same identifier and number. */
function exchange(layer: Layer): Exchange | undefined {
  const { data: d } = layer;
  const type = d.byteLength < HEADER ? -1 : d.getUint8(0);
  const isReply = type === Type.echoReply;
  if (type !== Type.echo && !isReply) return undefined;
  return betweenHosts(layer, "icmpv6", `${d.getUint32(4)}`, isReply);
}

function info(layer: Layer): string {
  const { data: d } = layer;
  const type = d.getUint8(0);
  const name = icmpv6Types[type] ?? `Unknown (${type})`;
  const codes = icmpv6Codes[type];
  const code = d.byteLength < 2 ? undefined : d.getUint8(1);
  const text =
    codes === undefined || code === undefined ? name : `${name} (${codes[code] ?? unknown(type, code)})`;
  // What it is about may be cut off.
  return `${text}${ifThere(() => about(layer, type)) ?? ""}`;
}

const unknown = (type: number, code: number): string =>
  type === Type.unreachable ? "Unknown" : `Unknown (${code})`;

function about(layer: Layer, type: number): string {
  const { data: d } = layer;
  switch (type) {
    case Type.echo:
    case Type.echoReply: {
      const limit = layer.below("ipv6")?.get("ipv6.hlim");
      const request = layer.conversation?.request ?? 0;
      const answer = request > 0 ? ` (request in ${request})` : "";
      return ` id=${hex(d.getUint16(4), 4)}, seq=${d.getUint16(6)}, hop limit=${limit}${answer}`;
    }
    case Type.neighborSolicitation:
      return ` for ${ipv6TextAt(d, HEADER)}${from(d, type, Option.source, "from")}`;
    case Type.neighborAdvertisement: {
      const word = d.getUint8(4);
      const flags = ["rtr", "sol", "ovr"].filter((_, i) => (word & (0x80 >> i)) !== 0);
      const said = `${ipv6TextAt(d, HEADER)} (${flags.length === 0 ? "none" : flags.join(", ")})`;
      return ` ${said}${from(d, type, Option.target, "is at")}`;
    }
    case Type.routerSolicitation:
    case Type.routerAdvertisement:
      return from(d, type, Option.source, "from");
    case Type.redirect:
      return from(d, type, Option.target, "is at");
    default:
      return "";
  }
}

function from(d: DataView, type: number, option: number, word: string): string {
  const address = linkAddressOf(d, OPTIONS[type], option);
  return address === null ? "" : ` ${word} ${address}`;
}

function locate(layer: Layer, add: Add): void {
  const { data, wireLength } = layer;
  const status = layer.quoted ? Checksum.unverified : transportStatus(layer, ICMPV6, wireLength);
  add("icmpv6.checksum.status", 2, 2, status);
  const c = new Cursor(data, add, LEN);
  const type = data.getUint8(0);
  const message = MESSAGES[type];
  if (message !== undefined) message(c, layer);
  else if (!ELSEWHERE.has(type)) {
    c.here("icmpv6.undecoded.type", 0, undecoded("Type", type));
    if (c.left > 0) c.tell("icmpv6.data", c.left);
  }
  if (OPTIONS[type] !== undefined) tellNdOptions(c);
}

type TellMessage = (c: Cursor, layer: Layer) => void;

const tellReserved: TellMessage = (c) => c.tell("icmpv6.reserved", 4);
const tellEcho: TellMessage = (c, layer) => {
  c.tell("icmpv6.echo.identifier", 2).tell("icmpv6.echo.sequence_number", 2);
  tellAnswer(layer, c);
};
const tellListener: TellMessage = (c) => {
  c.tell("icmpv6.mld.maximum_response_delay", 2).tell("icmpv6.reserved", 2);
  c.tell("icmpv6.mld.multicast_address", ADDRESS);
};

/** What stands behind the checksum, before any options. */
const MESSAGES: Readonly<Record<number, TellMessage>> = {
  [Type.unreachable]: tellReserved,
  [Type.tooBig]: (c) => c.tell("icmpv6.mtu", 4),
  [Type.timeExceeded]: tellReserved,
  [Type.parameterProblem]: (c) => c.tell("icmpv6.pointer", 4),
  [Type.echo]: tellEcho,
  [Type.echoReply]: tellEcho,
  [Type.listenerQuery]: (c, layer) =>
    layer.wireLength >= QUERY_V2 ? tellQueryV2(c) : tellListener(c, layer),
  [Type.listenerReport]: tellListener,
  [Type.listenerDone]: tellListener,
  [Type.listenerReportV2]: tellReportV2,
  [Type.routerSolicitation]: tellReserved,
  [Type.routerAdvertisement]: tellRouterAdvertisement,
  [Type.neighborSolicitation]: (c) =>
    c.tell("icmpv6.reserved", 4).tell("icmpv6.nd.ns.target_address", ADDRESS),
  [Type.neighborAdvertisement]: tellNeighborAdvertisement,
  139: tellNodeQuery,
  140: tellNodeReply,
  160: (c) => {
    c.tell("icmpv6.echo.identifier", 2).tell("icmpv6.ext.echo.seq", 1);
    c.here("icmpv6.ext.echo.req.res", 1).tell("icmpv6.ext.echo.req.local", 1);
  },
  161: (c) => {
    c.tell("icmpv6.echo.identifier", 2).tell("icmpv6.ext.echo.seq", 1);
    const flags = ["state", "res", "active", "ipv4", "ipv6"].map((name) => `icmpv6.ext.echo.rsp.${name}`);
    for (const flag of flags) c.here(flag, 1);
    c.skip(1);
  },
  [Type.redirect]: (c) =>
    c
      .tell("icmpv6.reserved", 4)
      .tell("icmpv6.nd.rd.target_address", ADDRESS)
      .tell("icmpv6.rd.na.destination_address", ADDRESS),
};

/** Wireshark knows more of these than we do. */
const ELSEWHERE: ReadonlySet<number> = new Set([
  ...[138, 141, 142, 144, 145, 146, 147, 148, 149, 151, 152, 153, 154, 155, 156, 157, 158, 159],
]);

function tellAnswer({ conversation }: Layer, c: Cursor): void {
  if (conversation === undefined || conversation.request === 0) return;
  c.add("icmpv6.resp_to", 0, 0, conversation.request);
  // In milliseconds, as ping tells it.
  c.add("icmpv6.resptime", 0, 0, Math.round(conversation.sinceRequest * 1e9) / 1e6);
}

function tellQueryV2(c: Cursor): void {
  c.tell("icmpv6.mld.maximum_response_code", 2).tell("icmpv6.reserved", 2);
  c.tell("icmpv6.mld.multicast_address", ADDRESS);
  const word = c.peek(1);
  c.here("icmpv6.mld.flag", 1).here("icmpv6.mld.flag.s", 1, (word & 8) !== 0);
  c.here("icmpv6.mld.flag.qrv", 1, word & 7).tell("icmpv6.mld.flag.reserved", 1, word >> 4);
  c.tell("icmpv6.mld.qqi", 1);
  for (let n = c.number("icmpv6.mld.nb_sources", 2); n > 0; n--) c.tell("icmpv6.mld.source_address", ADDRESS);
}

function tellReportV2(c: Cursor): void {
  c.tell("icmpv6.reserved", 2);
  for (let records = c.number("icmpv6.mldr.nb_mcast_records", 2); records > 0 && c.left > 0; records--) {
    // One that is cut is there as well.
    const size = c.left < 4 ? c.left : ADDRESS + 4 + ADDRESS * c.peek(2, 2) + 4 * c.peek(1, 1);
    c.here("icmpv6.mldr.mar", Math.min(size, c.left), true);
    c.tell("icmpv6.mldr.mar.record_type", 1);
    const words = c.number("icmpv6.mldr.mar.aux_data_len", 1);
    const sources = c.number("icmpv6.mldr.mar.nb_sources", 2);
    c.tell("icmpv6.mldr.mar.multicast_address", ADDRESS);
    for (let i = 0; i < sources; i++) c.tell("icmpv6.mldr.mar.source_address", ADDRESS);
    if (words > 0) c.tell("icmpv6.mldr.mar.auxiliary_data", 4 * words);
  }
}

function tellRouterAdvertisement(c: Cursor): void {
  const word = c.tell("icmpv6.nd.ra.cur_hop_limit", 1).peek(1);
  c.here("icmpv6.nd.ra.flag", 1);
  for (const [name, bit] of [
    ["m", 0x80],
    ["o", 0x40],
    ["h", 0x20],
  ] as const)
    c.here(`icmpv6.nd.ra.flag.${name}`, 1, (word & bit) !== 0);
  c.here("icmpv6.nd.ra.flag.prf", 1, (word >> 3) & 3).here("icmpv6.nd.ra.flag.p", 1, (word & 4) !== 0);
  c.tell("icmpv6.nd.ra.flag.rsv", 1, word & 3).tell("icmpv6.nd.ra.router_lifetime", 2);
  c.tell("icmpv6.nd.ra.reachable_time", 4).tell("icmpv6.nd.ra.retrans_timer", 4);
}

function tellNeighborAdvertisement(c: Cursor): void {
  const word = c.peek(4);
  c.here("icmpv6.nd.na.flag", 4);
  for (const [i, name] of ["r", "s", "o"].entries())
    c.here(`icmpv6.nd.na.flag.${name}`, 4, (word & (0x80000000 >>> i)) !== 0);
  c.tell("icmpv6.nd.na.flag.rsv", 4, word & 0x1fffffff).tell("icmpv6.nd.na.target_address", ADDRESS);
}
