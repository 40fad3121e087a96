// Internet Control Message Protocol, RFC 792; router discovery RFC 1256, extensions RFC 4884, extended echo
// RFC 8335.
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
import { secondsText, timeText } from "../core/format.ts";
import type { Add, Layer, Packet } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { leafOf } from "../core/steady.ts";
import { Checksum, ownStatus } from "./common/checksum.ts";
import { Cursor, hex } from "./common/cursor.ts";
import { extensionFields, tellExtensions } from "./common/icmp-extensions.ts";
import { icmpCodes, icmpTypes } from "./common/icmp-names.ts";
import { said } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import { messageRemarks } from "./common/remarks.ts";

const fields = [
  u8(0, "icmp.type", "Type", { values: icmpTypes }),
  u8(1, "icmp.code", "Code"),
  u16(2, "icmp.checksum", "Checksum", { base: "hex" }),
  located("uint", 1, "icmp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  located("uint", 2, "icmp.ident", "Identifier (BE)"),
  located("uint", 2, "icmp.ident_le", "Identifier (LE)"),
  located("uint", 2, "icmp.seq", "Sequence Number (BE)"),
  located("uint", 2, "icmp.seq_le", "Sequence Number (LE)"),
  located("uint", 4, "icmp.resp_to", "Request frame"),
  located("float", 8, "icmp.resptime", "Response time"),
  located("time", 0, "icmp.data_time", "Timestamp from icmp data"),
  located("duration", 0, "icmp.data_time_relative", "Timestamp from icmp data (relative)"),
  located("uint", 1, "icmp.ext.echo.seq", "Sequence Number"),
  located("uint", 1, "icmp.ext.echo.req.res", "Reserved", { base: "hex" }),
  located("bool", 0, "icmp.ext.echo.req.local", "Local bit"),
  located("uint", 1, "icmp.ext.echo.rsp.state", "State"),
  located("uint", 1, "icmp.ext.echo.rsp.res", "Reserved", { base: "hex" }),
  located("bool", 0, "icmp.ext.echo.rsp.active", "Active bit"),
  located("bool", 0, "icmp.ext.echo.rsp.ipv4", "IPv4 bit"),
  located("bool", 0, "icmp.ext.echo.rsp.ipv6", "IPv6 bit"),
  located("bytes", 0, "icmp.unused", "Unused"),
  located("uint", 1, "icmp.length", "Length"),
  located("uint", 1, "icmp.length.original_datagram", "Length of original datagram"),
  located("uint", 2, "icmp.mtu", "MTU of next hop"),
  located("ipv4", 4, "icmp.redir_gw", "Gateway Address"),
  located("uint", 4, "icmp.pointer", "Pointer"),
  located("uint", 1, "icmp.num_addrs", "Number of addresses"),
  located("uint", 1, "icmp.addr_entry_size", "Address entry size"),
  located("uint", 2, "icmp.lifetime", "Lifetime"),
  located("ipv4", 4, "icmp.router_address", "Router address"),
  located("uint", 4, "icmp.pref_level", "Preference level", { signed: true }),
  located("uint", 4, "icmp.originate_timestamp", "Originate Timestamp"),
  located("uint", 4, "icmp.receive_timestamp", "Receive Timestamp"),
  located("uint", 4, "icmp.transmit_timestamp", "Transmit Timestamp"),
  located("ipv4", 4, "icmp.address_mask", "Address Mask"),
  ...extensionFields,
  said("warning", "checksum", "icmp.checksum_bad", "Bad checksum"),
];
const LEN = 4;
/** With half an identifier, gateway or pointer, which every message is read to. */
const LEAST = 6;
const HEADER = 8;
const IPV4 = 4;

const Type = {
  echoReply: 0,
  unreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echo: 8,
  routerAdvertisement: 9,
  timeExceeded: 11,
  parameterProblem: 12,
  timestamp: 13,
  timestampReply: 14,
  information: 15,
  informationReply: 16,
  mask: 17,
  maskReply: 18,
  extendedEcho: 42,
  extendedEchoReply: 43,
} as const;

const ERRORS: readonly number[] = [
  Type.unreachable,
  Type.sourceQuench,
  Type.redirect,
  Type.timeExceeded,
  Type.parameterProblem,
];
/** They have an identifier and a sequence number. */
const QUERIES: readonly number[] = [
  Type.echoReply,
  Type.echo,
  Type.timestamp,
  Type.timestampReply,
  Type.information,
  Type.informationReply,
  Type.mask,
  Type.maskReply,
];
/** Their fifth byte is the quote's length in words (RFC 4884, 4). */
const EXTENDED: readonly number[] = [Type.unreachable, Type.timeExceeded, Type.parameterProblem];
const NEEDS_FRAGMENTATION = 4;

export const icmp: Protocol = {
  name: "icmp",
  title: "Internet Control Message Protocol",
  reference: "RFC 792",
  fields,
  claims: { "ip.proto": [1] },
  parse: parseIcmp,
  // Type and code tell flows apart where they stand for ports.
  steady: { ...leafOf(LEN), tells: "ff ff" },
  // An echo, or its reply.
  soundFrom: { at: 0, mask: 0xf7000000, value: 0, least: HEADER },
  leaf: true,
  carriesData: isEcho,
  quotes: true,
  beyond: parseQuote,
  mayQuote: (d, o) => ERRORS.includes(d.getUint8(o)),
  info,
  exchange,
  remembers: (name) => name.startsWith("icmp.resp"),
  remarks: messageRemarks("icmp.checksum_bad", null),
  locate,
  body,
};

export function parseIcmp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}

/** The packet that an error is about. */
function parseQuote(d: DataView, o: number, lim: number, s: LayerStack): number {
  const from = o + HEADER;
  if (from >= lim || !ERRORS.includes(d.getUint8(o))) {
    // What an echo carries, nobody reads.
    return 0;
  }
  const quoted = quotedLength(d, o, lim);
  s.pos = from;
  s.wire = Math.max(s.wire, lim);
  if (quoted > 0 && from + quoted < lim) {
    s.wire = from + quoted;
    s.lim = from + quoted;
  }
  return ipProto[IPV4];
}

/** A quote that something follows has at least so many bytes (RFC 4884, 4): what tells of fewer is no length. */
const LEAST_QUOTED = 128;

/** Length of the quote that an error tells because something follows; 0: it takes the rest. */
function quotedLength(d: DataView, o: number, lim: number): number {
  if (o + HEADER > lim || !EXTENDED.includes(d.getUint8(o))) return 0;
  const told = d.getUint8(o + 5) << 2;
  return told < LEAST_QUOTED ? 0 : told;
}

/** Replies answer the request of the same identifier and number. */
function exchange(layer: Layer): Exchange | undefined {
  const { data: d } = layer;
  const type = d.byteLength < HEADER ? -1 : d.getUint8(0);
  const isReply = type === Type.echoReply;
  if (type !== Type.echo && !isReply) return undefined;
  return betweenHosts(layer, "icmp", `${d.getUint32(4)}`, isReply);
}

/** ping writes its time into what it sends: seconds and microseconds in 32 bits each, of either byte order. */
const TIME = 8;
/** Seconds since 1970 that a clock may show: from 2001 on. */
const PLAUSIBLE = 1_000_000_000;
const MILLION = 1_000_000;

/** When the sender of an echo says that it sent it; null: it does not say. */
function sentAt(data: DataView): { seconds: number; nanoseconds: number } | null {
  if (data.byteLength < HEADER + TIME) return null;
  for (const little of [true, false]) {
    const seconds = data.getUint32(HEADER, little);
    const micro = data.getUint32(HEADER + 4, little);
    if (seconds >= PLAUSIBLE && micro < MILLION) return { seconds, nanoseconds: 1000 * micro };
  }
  return null;
}

/** What is a day or more away from the packet's own time is none. */
const isNear = ({ seconds, nanoseconds }: Packet, sent: number): boolean =>
  nanoseconds < 0 || Math.abs(seconds - sent) < DAY;
const DAY = 86_400;

function isEcho(data: DataView): boolean {
  return data.getUint8(0) === Type.echo || data.getUint8(0) === Type.echoReply;
}

function body(data: DataView): number {
  if (!isEcho(data)) return data.byteLength;
  return sentAt(data) === null ? HEADER : HEADER + TIME;
}

function info(layer: Layer): string {
  const { data: d } = layer;
  if (d.byteLength < LEAST) return "";
  const [type, code] = [d.getUint8(0), d.getUint8(1)];
  const isOdd = type === Type.routerAdvertisement && icmpCodes[type]?.[code] === undefined;
  const name = (isOdd ? "Router advertisement" : (icmpTypes[type] ?? UNKNOWN)).padEnd(NAME_WIDTH);
  if (QUERIES.includes(type)) {
    if (d.byteLength < HEADER) return name;
    const ident = hex(d.getUint16(4), 4);
    const ttl = layer.below("ip")?.get("ip.ttl");
    const seq = `${d.getUint16(6)}/${d.getUint16(6, true)}`;
    const request = layer.conversation?.request ?? 0;
    const answer = request > 0 ? ` (request in ${request})` : "";
    return `${name} id=${ident}, seq=${seq}${ttl === undefined ? "" : `, ttl=${ttl}`}${answer}`;
  }
  const codes = icmpCodes[type];
  return codes === undefined ? name : `${name} (${codes[code] ?? `Unknown code: ${code}`})`;
}

const NAME_WIDTH = 20;
const UNKNOWN = "Unknown ICMP (obsolete or malformed?)";

function locate(layer: Layer, add: Add): void {
  const { data, wireLength } = layer;
  if (data.byteLength < LEAST) throw new RangeError("the header is cut");
  add("icmp.checksum.status", 2, 2, layer.quoted ? Checksum.unverified : ownStatus(layer, wireLength));
  const c = new Cursor(data, add, LEN);
  const type = data.getUint8(0);
  if (QUERIES.includes(type)) locateQuery(layer, c, type);
  else if (ERRORS.includes(type)) locateError(layer, c, type);
  else if (type === Type.routerAdvertisement) {
    const count = c.number("icmp.num_addrs", 1);
    const words = c.number("icmp.addr_entry_size", 1);
    c.tell("icmp.lifetime", 2);
    if (words !== 2) return;
    for (let i = 0; i < count; i++) c.tell("icmp.router_address", 4).tell("icmp.pref_level", 4);
  } else if (type === Type.extendedEcho || type === Type.extendedEchoReply) locateExtendedEcho(c, type);
}

function locateQuery(layer: Layer, c: Cursor, type: number): void {
  const swapped = (at: number) => layer.data.getUint16(at, true);
  c.here("icmp.ident", 2).tell("icmp.ident_le", 2, swapped(4));
  c.here("icmp.seq", 2).tell("icmp.seq_le", 2, swapped(6));
  if (type === Type.timestamp || type === Type.timestampReply)
    c.tell("icmp.originate_timestamp", 4)
      .tell("icmp.receive_timestamp", 4)
      .tell("icmp.transmit_timestamp", 4);
  if (type === Type.mask || type === Type.maskReply) c.tell("icmp.address_mask", 4);
  const { conversation, packet } = layer;
  if (conversation !== undefined && conversation.request > 0) {
    c.add("icmp.resp_to", 0, 0, conversation.request);
    // In milliseconds, as ping tells it.
    c.add("icmp.resptime", 0, 0, Math.round(conversation.sinceRequest * 1e9) / 1e6);
  }
  const sent = type === Type.echo || type === Type.echoReply ? sentAt(layer.data) : null;
  if (sent === null || !isNear(packet, sent.seconds)) return;
  c.add("icmp.data_time", HEADER, TIME, () => timeText(sent.seconds, sent.nanoseconds));
  if (packet.nanoseconds < 0) return;
  const since = () => secondsText(packet.seconds - sent.seconds, packet.nanoseconds - sent.nanoseconds);
  c.add("icmp.data_time_relative", HEADER, TIME, since);
}

function locateExtendedEcho(c: Cursor, type: number): void {
  c.here("icmp.ident", 2).tell("icmp.ident_le", 2, c.data.getUint16(4, true)).tell("icmp.ext.echo.seq", 1);
  const word = c.peek(1);
  if (type === Type.extendedEcho) {
    c.here("icmp.ext.echo.req.res", 1, word >> 1).tell("icmp.ext.echo.req.local", 1, (word & 1) !== 0);
    return;
  }
  c.here("icmp.ext.echo.rsp.state", 1, word >> 5).here("icmp.ext.echo.rsp.res", 1, (word >> 3) & 3);
  c.here("icmp.ext.echo.rsp.active", 1, (word & 4) !== 0);
  c.here("icmp.ext.echo.rsp.ipv4", 1, (word & 2) !== 0).tell("icmp.ext.echo.rsp.ipv6", 1, (word & 1) !== 0);
}

function locateError(layer: Layer, c: Cursor, type: number): void {
  const { data } = layer;
  const extended = EXTENDED.includes(type);
  if (type === Type.redirect) c.tell("icmp.redir_gw", 4);
  else if (extended) {
    const tooBig = type === Type.unreachable && data.getUint8(1) === NEEDS_FRAGMENTATION;
    const words = c.peek(1, 1);
    if (type === Type.parameterProblem) c.tell("icmp.pointer", 1, c.peek(1));
    else if (words > 0) c.tell("icmp.unused", 1);
    if (words > 0) {
      c.here("icmp.length.original_datagram", 0, 4 * words);
      c.tell("icmp.length", 1);
    }
    // Up to the last two bytes nobody uses what is no length; those are the MTU's or unused as well.
    const end = tooBig ? 6 : HEADER;
    if (c.at < end) c.tell("icmp.unused", end - c.at);
    if (tooBig) c.tell("icmp.mtu", 2);
  }
  if (!extended) return;
  const quoted = quotedLength(data, 0, data.byteLength) || untoldLength(layer);
  if (quoted > 0 && HEADER + quoted + LEN <= data.byteLength) tellExtensions(c.skip(quoted));
}

/** Those who do not tell the quote's length fill it up to as much where something follows (RFC 4884, 5.5). */
function untoldLength({ data, wireLength }: Layer): number {
  const hasRoom = wireLength > HEADER + LEAST_QUOTED && data.byteLength > HEADER + IP_LENGTH + 2;
  return hasRoom && data.getUint16(HEADER + IP_LENGTH) <= LEAST_QUOTED ? LEAST_QUOTED : 0;
}

/** Where the quoted IP header has its length. */
const IP_LENGTH = 2;
