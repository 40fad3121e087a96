// Transport Layer Security: records (RFC 8446 section 5.1, RFC 5246 section 6.2) and the handshake messages that are
// not encrypted. A segment is read by itself: one that starts within a record is nobody's.
//
//  0    1         3         5
// +----+---------+---------+---------------------------------+
// |type| version | length  | fragment                        |  handshake: type 1, length 3, message
// +----+---------+---------+---------------------------------+

import { type Exchange, overPorts } from "../core/exchange.ts";
import type { Field } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import { MORE } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { valueAt } from "../core/values.ts";
import { certificateFields, certificateRoots } from "./common/certificate-fields.ts";
import { CERTIFIED } from "./common/certificates.ts";
import { Cursor, numberOf, telling, word } from "./common/cursor.ts";
import { hexNum, mark, num, once, raw, said, str } from "./common/located.ts";
import { tellBrought } from "./common/parts.ts";
import { SSL2_START, ssl2Fields, ssl2HelloLength, tellSsl2Hello } from "./common/ssl2-hello.ts";
import {
  flowBefore,
  flowName,
  HANDSHAKE_HEADER,
  type HandshakePart,
  type Learnt,
  type TlsFlow,
} from "./common/tls-flow.ts";
import { handshakeFields, newContext, tellHandshake } from "./common/tls-hello.ts";
import { RECORD_HEADER as HEADER, mayStartTlsRecord, startsTlsRecord } from "./common/tls-record.ts";
import { eachRecord, spelledTls, spelledTlsAt } from "./common/tls-spelled.ts";
import type { Context } from "./common/tls-vectors.ts";
import {
  settled,
  TLS_ALERT_LEVELS,
  TLS_ALERTS,
  TLS_CONTENT,
  TLS_HANDSHAKES,
  TLS_VERSIONS,
} from "./common/tls-words.ts";

const fields = once(() => [
  mark("tls.record", "Record Layer"),
  num(1, "tls.record.content_type", "Content Type", { values: TLS_CONTENT }),
  num(1, "tls.record.opaque_type", "Opaque Type", { values: TLS_CONTENT }),
  hexNum(2, "tls.record.version", "Version", { values: TLS_VERSIONS }),
  num(2, "tls.record.length", "Length"),
  mark("tls.change_cipher_spec", "Change Cipher Spec Message"),
  mark("tls.handshake", "Handshake Protocol"),
  num(1, "tls.handshake.type", "Handshake Type", { values: TLS_HANDSHAKES }),
  num(3, "tls.handshake.length", "Length"),
  mark("tls.handshake.fragments", "Reassembled Handshake Fragments"),
  num(4, "tls.handshake.fragment", "Handshake Fragment"),
  num(4, "tls.handshake.fragment.count", "Handshake Fragment count"),
  ...handshakeFields(),
  ...ssl2Fields(),
  mark("tls.alert_message", "Alert Message"),
  num(1, "tls.alert_message.level", "Level", { values: TLS_ALERT_LEVELS }),
  num(1, "tls.alert_message.desc", "Description", { values: TLS_ALERTS }),
  mark("tls.heartbeat_message", "Heartbeat Message"),
  num(1, "tls.heartbeat_message.type", "Type", { values: { 1: "Request", 2: "Response" } }),
  num(2, "tls.heartbeat_message.payload_length", "Payload Length"),
  raw("tls.app_data", "Encrypted Application Data"),
  str("tls.app_data_proto", "Application Data Protocol"),
  ...certificateFields(),
  said(
    "note",
    "sequence",
    "tls.resumed",
    "This session reuses previously negotiated keys (Session resumption)",
  ),
  said("warning", "protocol", "tls.ignored_unknown_record", "Ignored Unknown Record"),
]);
/** What hangs on the version, or the way of agreeing on keys, that one of both chose before; and certificates. */
const REMEMBERED =
  /^tls\.(app_data_proto|ignored_unknown_record|malformed|record\.(content|opaque)|resumed|handshake\.(client_point|server_(curve|named|point)|sig_|(p|g|ys|yc|epms|exponent|hint|identity|modulus)(_len)?$))|^(?!tls\.)/;
const [CHANGE, ALERT, HANDSHAKE, DATA] = [20, 21, 22, 23];
const [CLIENT_HELLO, SERVER_HELLO] = [1, 2];
const TLS13 = 0x0304;
/** What a connection's server chose is told in one number. */
const CIPHER = 0x10000;
/** Above that, whose data the server agreed to (RFC 7301), and Wireshark's names for it. */
const ALPN = 0x1_0000_0000;
const NEGOTIATED = [
  ["http/1.1", "Hypertext Transfer Protocol"],
  ["h2", "HyperText Transfer Protocol 2"],
] as const;

/** What is spoken inside, by its own ports and by those on which it begins in the clear (STARTTLS). */
const PROTOCOLS: Readonly<Record<number, string>> = {
  21: "File Transfer Protocol (FTP)",
  25: "Simple Mail Transfer Protocol",
  110: "Post Office Protocol",
  143: "Internet Message Access Protocol",
  389: "Lightweight Directory Access Protocol",
  443: "Hypertext Transfer Protocol",
  465: "Simple Mail Transfer Protocol",
  587: "Simple Mail Transfer Protocol",
  636: "Lightweight Directory Access Protocol",
  853: "Domain Name System",
  993: "Internet Message Access Protocol",
  995: "Post Office Protocol",
  5222: "XMPP Protocol",
  5432: "PostgreSQL",
  5061: "Session Initiation Protocol",
  5671: "Advanced Message Queuing Protocol",
  8883: "MQ Telemetry Transport Protocol",
};

function protocolOn(layer: Layer): string | undefined {
  const negotiated = Math.floor((chosen(layer) ?? 0) / ALPN);
  if (negotiated > 0) return NEGOTIATED[negotiated - 1][1];
  const tcp = layer.below("tcp")?.data;
  if (layer.below("http") !== undefined) return PROTOCOLS[443];
  return tcp && (PROTOCOLS[tcp.getUint16(0)] ?? PROTOCOLS[tcp.getUint16(2)]);
}

const words = telling(tell);

export const tls: Protocol = {
  name: "tls",
  roots: ["tls", ...certificateRoots],
  title: "Transport Layer Security",
  reference: "RFC 8446, 5.1",
  get fields() {
    return fields();
  },
  claims: {
    "tcp.app": [
      ...[324, 443, 465, 636, 802, 853, 993, 995, 1300, 2221, 2443, 3249, 3250, 3251, 3252, 3496, 5061, 5671],
      ...[5684, 5868, 8883, 11207, 19999, 27017],
    ],
  },
  accepts: (d, o, lim) => startsTlsRecord(d, o, lim) || ssl2HelloLength(d, o, lim) > 0,
  guessedOver: ["tcp", "socks"],
  opens: { starts: ["1403", "1503", "1603", "1703", "1803", SSL2_START] },
  parse: () => 0,
  leaf: true,
  minds,
  message: recordLength,
  owns: (d, o, lim) => lim - o < HEADER || !isText(d, o),
  showsBeginnings: true,
  beginning: () => "",
  between: ", ",
  behindCarrier: ", ",
  keeps: true,
  spells: { own: "always", besides: CERTIFIED },
  spelling: (layer) =>
    isBegun(layer)
      ? "tls"
      : spelledTls(layer.data, flowBefore(layer.conversation?.learnt, sideOf(layer)), layer.packet.number),
  spelledAt: spelledTlsAt,
  // In QUIC it is what that carries, without records.
  column: (layer) => (isInQuic(layer) ? "" : columnOf(layer)),
  exchange,
  remembers: (name) => REMEMBERED.test(name),
  ...words,
  info: (layer) => (isInQuic(layer) ? undefined : words.info(layer)),
};

const columnOf = (layer: Layer): string => {
  // What came before its first record is of any version.
  const { data } = layer;
  if (chosen(layer) === null && !startsTlsRecord(data, 0, data.byteLength))
    return ssl2HelloLength(data, 0, data.byteLength) > 0 ? "SSLv2" : "SSL";
  return TLS_VERSIONS[versionOf(layer)] ?? "TLS";
};

/**
 * Nothing is missed of a record that goes on in later segments, or where none begins: whoever knows no version, or the one
 * that hides it, takes that for the middle of a record.
 */
function minds(layer: Layer): boolean {
  const { data, wireLength } = layer;
  if (ssl2HelloLength(data, 0, data.byteLength) > 0) return true;
  let at = 0;
  while (startsTlsRecord(data, at, data.byteLength)) at += HEADER + data.getUint16(at + 3);
  if (at > 0) return at <= wireLength;
  const known = chosen(layer);
  return known === null ? mayStartTlsRecord(data) : known % CIPHER !== TLS13;
}

/** Of a record that only begins here Wireshark says that one does, and no more. */
const isBegun = ({ packet, frame }: Layer): boolean =>
  packet.pieces.some((piece) => piece.isBegun && piece.frame === frame);

/** Which end sends. */
const sideOf = (layer: Layer): number => overPorts(layer, "tls")?.ends.side ?? 0;

const isInQuic = (layer: Layer): boolean => layer.packet.layers()[layer.index - 1]?.protocol.name === "quic";

/** How a direction goes on behind the layer. */
function flowAfter(layer: Layer, side: number, before: Learnt): TlsFlow {
  const { data, packet } = layer;
  const flow = flowBefore(before, side);
  if (isBegun(layer)) return flow;
  eachRecord(data, 0, data.byteLength, (type, from, to) => {
    if (type === CHANGE) flow.change(packet.number, 0);
    if (type === HANDSHAKE && !flow.isSecret(to - from, packet.number))
      flow.take(data, from, to, packet.number);
    return true;
  });
  return flow;
}

/** A server's hello says of all that follows which version it is: records of 1.3 do not. */
function exchange(layer: Layer): Exchange | undefined {
  const { data } = layer;
  const between = overPorts(layer, "tls");
  if (between === undefined || data.byteLength <= HEADER) return between;
  const { side } = between.ends;
  const ends: Exchange = {
    ...between,
    teaches: (before) => [[flowName(side), flowAfter(layer, side, before)]],
  };
  const isServerHello = data.getUint8(0) === HANDSHAKE && data.getUint8(HEADER) === SERVER_HELLO;
  if (!isServerHello) return saysVersion(data) ? { ...ends, first: data.getUint16(1) } : ends;
  const cipher = layer.get("tls.handshake.ciphersuite");
  const agreed = layer.get("tls.handshake.extensions_alpn_str");
  const negotiated = NEGOTIATED.findIndex(([name]) => name === agreed) + 1;
  const chosen = versionOf(layer) + (typeof cipher === "number" ? cipher * CIPHER : 0);
  return { ...ends, first: chosen + negotiated * ALPN };
}

/** Where nobody saw what the server chose, a record says it as well, but for one in which a client only offers it. */
function saysVersion(data: DataView): boolean {
  if (!startsTlsRecord(data, 0, data.byteLength)) return false;
  const [type, message] = [data.getUint8(0), data.getUint8(HEADER)];
  return type !== HANDSHAKE || (message !== CLIENT_HELLO && TLS_HANDSHAKES[message] !== undefined);
}

const isText = (d: DataView, o: number): boolean =>
  [0, 1, 2, 3].every((i) => d.getUint8(o + i) >= 0x20 && d.getUint8(o + i) < 0x7f);

/** What begins no record is taken as it is: it goes on with what was not captured. */
function recordLength(d: DataView, o: number, lim: number): number {
  if (o + HEADER > lim) return MORE;
  return startsTlsRecord(d, o, lim) ? HEADER + d.getUint16(o + 3) : ssl2HelloLength(d, o, lim) || lim - o;
}

/** What the connection's server chose: its version, above that the cipher suite, then the protocol; null: nobody knows. */
function chosen(layer: Layer): number | null {
  const { own, other } = layer.conversation?.counts ?? { own: null, other: null };
  // A record alone says no cipher suite.
  return own === null || (own < CIPHER && other !== null && other >= CIPHER) ? other : own;
}

/** What the connection's server chose; else that of the first record, or what this hello of a server chooses. */
function versionOf(layer: Layer): number {
  const known = chosen(layer);
  if (known !== null) return known % CIPHER;
  const record = numberOf(layer, "tls.record.version");
  if (layer.get("tls.handshake.type") !== SERVER_HELLO) return record;
  const own = layer.get("tls.handshake.extensions.supported_version") as number | undefined;
  return settled(own ?? (layer.get("tls.handshake.version") as number | undefined) ?? record);
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data, packet } = layer;
  if (isBegun(layer)) return;
  const c = new Cursor(data, add);
  const words: string[] = [];
  const known = chosen(layer);
  const context = newContext(true, (known ?? 0) % CIPHER, Math.floor((known ?? 0) / CIPHER) % CIPHER);
  if (isInQuic(layer)) {
    // RFC 9001, 4.2.
    context.version = TLS13;
    tellHandshakes(c, data.byteLength, context, words);
    return;
  }
  const flow = flowBefore(layer.conversation?.learnt, sideOf(layer));
  const protocol = protocolOn(layer);
  try {
    const old = known === null ? ssl2HelloLength(data, 0, data.byteLength) : 0;
    if (old > 0) {
      tellSsl2Hello(c, old);
      words.push(TLS_HANDSHAKES[CLIENT_HELLO]);
    }
    while (startsTlsRecord(data, c.at, c.end)) {
      const length = c.peek(2, 3);
      const here = Math.min(length, c.left - HEADER);
      const r = c.here("tls.record", HEADER + here, true).within(HEADER + here);
      const type = r.peek(1);
      // Of TLS 1.3 it says nothing of what is inside.
      const isOpaque = type === DATA && context.version === TLS13;
      r.tell(isOpaque ? "tls.record.opaque_type" : "tls.record.content_type", 1);
      // Before the server has chosen, records say it.
      if (context.version === 0) context.version = r.peek(2);
      r.tell("tls.record.version", 2).tell("tls.record.length", 2);
      // A record that ends in a later segment is told there, unless nothing else is here; one that was cut, nowhere.
      const isCut = here < length && data.byteLength < layer.wireLength;
      const isTold = here === length || (words.length === 0 && !isCut);
      if (type === DATA && isCut) break;
      tellRecord(r, type, length, flow, packet.number, context, isTold ? words : []);
      if (type === DATA && protocol !== undefined) add("tls.app_data_proto", 0, 0, protocol, 1);
      if (type === CHANGE && flow.change(packet.number, context.version)) c.here("tls.resumed", 0, true);
    }
    // What is left is the beginning of a record's header, or nonsense.
    const isNew = context.version === TLS13;
    const goesOn = c.at === 0 && known === null;
    const isLost = data.byteLength < layer.wireLength;
    if (goesOn && isLost && mayStartTlsRecord(data)) return;
    if (goesOn || (isNew && (c.at === 0 || c.left >= HEADER))) words.push("Continuation Data");
    else if (c.left >= HEADER) {
      // Where it is cut, the column does not say so.
      if (!isLost) words.push("Ignored Unknown Record");
      c.here("tls.ignored_unknown_record", 0, true);
    }
  } finally {
    say(words.join(", "));
  }
}

/** Tells a record, of which not all need be there, and adds the words for it to `words`. */
function tellRecord(
  c: Cursor,
  type: number,
  length: number,
  flow: TlsFlow,
  packet: number,
  context: Context,
  words: string[],
): void {
  if (type === DATA && c.left > 0) c.tell("tls.app_data", c.left);
  if (type === CHANGE && c.left > 0) c.here("tls.change_cipher_spec", Math.min(c.left, 1), true);
  if (type === HANDSHAKE) {
    const isSecret = flow.isSecret(length, packet);
    const parts = isSecret || c.left < length ? null : flow.take(c.data, c.at, c.end, packet);
    if (parts !== null) tellTakenParts(c, parts, context, words);
    else if (!isSecret && c.left < length && isClear(c, length)) tellHandshakes(c, length, context, words);
    else {
      words.push("Encrypted Handshake Message");
      c.here("tls.handshake", c.left, true);
    }
  } else if (type !== ALERT) words.push(TLS_CONTENT[type]);
  else if (length !== 2) {
    words.push("Encrypted Alert");
    c.here("tls.alert_message", c.left, true);
  } else if (c.left < 2) words.push("Alert");
  else {
    const alert = c.part("tls.alert_message", 2);
    const level = TLS_ALERT_LEVELS[alert.number("tls.alert_message.level", 1)] ?? "Unknown";
    const what = TLS_ALERTS[alert.number("tls.alert_message.desc", 1)] ?? "Unknown";
    words.push(`Alert (Level: ${level}, Description: ${what})`);
  }
}

/** Messages, and parts of those that stand in several records. */
function tellTakenParts(c: Cursor, parts: readonly HandshakePart[], context: Context, words: string[]): void {
  for (const [i, { at, end, type, whole, brought, goesOn }] of parts.entries()) {
    c.here("tls.handshake", end - at, true);
    const inside = c.within(end - at);
    if (whole === null) {
      if (i === 0 && !goesOn) words.push(`[${TLS_HANDSHAKES[type]} Fragment]`);
    } else if (brought === null) tellMessage(inside, context, words);
    else {
      c.here("tls.handshake.fragments", 0, true);
      tellBrought(brought, c.add, "tls.handshake.fragment", c.depth + 1);
      const gathered = new Cursor(whole, elsewhere(c.add, whole), 0, whole.byteLength, c.depth);
      gathered.here("tls.handshake", whole.byteLength, true);
      tellMessage(gathered.within(whole.byteLength), context, words);
    }
  }
  // What nobody can make out is the beginning of one as well.
  if (c.left > 0) c.here("tls.handshake", c.left, true);
}

/** Tells what does not stand in the layer's own bytes. */
const elsewhere =
  (add: Add, d: DataView): Add =>
  (name, at, size, value, depth) =>
    add(name, 0, 0, value ?? (() => valueAt(fieldsByName().get(name) as Field, d, at, size)), depth);

const fieldsByName = once(() => new Map(fields().map((field) => [field.name, field])));

/** A message from its type on. */
function tellMessage(c: Cursor, context: Context, words: string[]): void {
  const type = c.number("tls.handshake.type", 1);
  const size = c.number("tls.handshake.length", 3);
  context.isWhole = c.left === size;
  context.message = type;
  try {
    tellHandshake(c, type, context);
  } finally {
    // A server's hello may turn out to ask for another one.
    words.push(word(TLS_HANDSHAKES, context.message));
  }
}

/** Messages as far as they are there. */
function tellHandshakes(c: Cursor, length: number, context: Context, words: string[]): void {
  const cut = c.left < length;
  while (c.left >= HANDSHAKE_HEADER) {
    const here = Math.min(HANDSHAKE_HEADER + c.peek(3, 1), c.left);
    const message = c.here("tls.handshake", here, true).within(here);
    try {
      tellMessage(message, context, words);
    } catch (error) {
      // Where the rest comes with the next segment, it is no fault that it is not here.
      if (!(cut && error instanceof RangeError)) throw error;
    }
  }
}

/** Whether the messages in the record are as long as they say: those that are encrypted are not. */
function isClear(c: Cursor, length: number): boolean {
  let at = 0;
  while (at + 4 <= Math.min(length, c.left)) {
    if (TLS_HANDSHAKES[c.peek(1, at)] === undefined) return false;
    at += 4 + c.peek(3, at + 1);
  }
  return at >= 4 && (at === length || c.left < length);
}
