// Transport Layer Security: records (RFC 8446 section 5.1, RFC 5246 section 6.2) and the handshake messages that are
// not encrypted. A segment is read by itself: one that starts within a record is nobody's.
//
//  0    1         3         5
// +----+---------+---------+---------------------------------+
// |type| version | length  | fragment                        |  handshake: type 1, length 3, message
// +----+---------+---------+---------------------------------+

import { type Exchange, overPorts } from "../core/exchange.ts";
import type { Add, Layer } from "../core/layer.ts";
import { MORE } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, numberOf, telling, word } from "./common/cursor.ts";
import { hexNum, num, raw } from "./common/located.ts";
import { extensionFields } from "./common/tls-extensions.ts";
import { helloFields, tellHello } from "./common/tls-hello.ts";
import {
  TLS_ALERT_LEVELS,
  TLS_ALERTS,
  TLS_CONTENT,
  TLS_HANDSHAKES,
  TLS_VERSIONS,
} from "./common/tls-words.ts";

const fields = [
  num(1, "tls.record.content_type", "Content Type", { values: TLS_CONTENT }),
  num(1, "tls.record.opaque_type", "Opaque Type", { values: TLS_CONTENT }),
  hexNum(2, "tls.record.version", "Version", { values: TLS_VERSIONS }),
  num(2, "tls.record.length", "Length"),
  num(1, "tls.handshake.type", "Handshake Type", { values: TLS_HANDSHAKES }),
  num(3, "tls.handshake.length", "Length"),
  ...helloFields("tls"),
  ...extensionFields,
  num(1, "tls.alert_message.level", "Level", { values: TLS_ALERT_LEVELS }),
  num(1, "tls.alert_message.desc", "Description", { values: TLS_ALERTS }),
  raw("tls.app_data", "Encrypted Application Data"),
];
const HEADER = 5;
/** 2^14 and what encryption may add (RFC 5246, 6.2.3). */
const MAX_RECORD = 16384 + 2048;
const [CHANGE, ALERT, HANDSHAKE, DATA] = [20, 21, 22, 23];
const SERVER_HELLO = 2;
const TLS13 = 0x0304;

const words = telling(tell);

export const tls: Protocol = {
  name: "tls",
  title: "Transport Layer Security",
  reference: "RFC 8446, 5.1",
  fields,
  claims: {
    "tcp.app": [
      ...[324, 443, 465, 636, 802, 853, 993, 995, 1300, 2221, 2443, 3249, 3250, 3251, 3252, 3496, 5061, 5671],
      ...[5684, 5868, 8883, 11207, 19999, 27017],
    ],
  },
  accepts: startsRecord,
  guessedOver: ["tcp", "socks"],
  opens: { starts: ["1403", "1503", "1603", "1703", "1803"] },
  parse: () => 0,
  leaf: true,
  message: recordLength,
  owns: (d, o, lim) => lim - o < HEADER || !isText(d, o),
  showsBeginnings: true,
  keeps: true,
  // In QUIC it is what that carries, without records.
  column: (layer) => (isInQuic(layer) ? "" : columnOf(layer)),
  exchange,
  ...words,
  info: (layer) => (isInQuic(layer) ? undefined : words.info(layer)),
};

const columnOf = (layer: Layer): string => TLS_VERSIONS[versionOf(layer)] ?? "TLS";

const isInQuic = (layer: Layer): boolean => layer.packet.layers()[layer.index - 1]?.protocol.name === "quic";

/** A server's hello says of all that follows which version it is: records of 1.3 do not. */
function exchange(layer: Layer): Exchange | undefined {
  const { data } = layer;
  const ends = overPorts(layer, "tls");
  if (ends === undefined || data.byteLength <= HEADER) return ends;
  const isServerHello = data.getUint8(0) === HANDSHAKE && data.getUint8(HEADER) === SERVER_HELLO;
  return isServerHello ? { ...ends, first: versionOf(layer) } : ends;
}

/** A record's first five bytes, with nothing odd among them. */
function startsRecord(d: DataView, o: number, lim: number): boolean {
  if (o + HEADER > lim) return false;
  const version = d.getUint16(o + 1);
  const length = d.getUint16(o + 3);
  return (
    TLS_CONTENT[d.getUint8(o)] !== undefined &&
    version >= 0x0300 &&
    version <= TLS13 &&
    length > 0 &&
    length <= MAX_RECORD
  );
}

const isText = (d: DataView, o: number): boolean =>
  [0, 1, 2, 3].every((i) => d.getUint8(o + i) >= 0x20 && d.getUint8(o + i) < 0x7f);

/** What begins no record is taken as it is: it goes on with what was not captured. */
function recordLength(d: DataView, o: number, lim: number): number {
  if (o + HEADER > lim) return MORE;
  return startsRecord(d, o, lim) ? HEADER + d.getUint16(o + 3) : lim - o;
}

/** What the connection's server chose; else that of the first record, or what this hello of a server chooses. */
function versionOf(layer: Layer): number {
  const { own, other } = layer.conversation?.counts ?? { own: null, other: null };
  const known = own ?? other;
  if (known !== null) return known;
  const record = numberOf(layer, "tls.record.version");
  if (layer.get("tls.handshake.type") !== SERVER_HELLO) return record;
  const chosen = layer.get("tls.handshake.extensions.supported_version") as number | undefined;
  return chosen ?? (layer.get("tls.handshake.version") as number | undefined) ?? record;
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add);
  const said: string[] = [];
  if (isInQuic(layer)) {
    tellHandshakes(c, data.byteLength, false, said);
    return;
  }
  let secret = false;
  const { own, other } = layer.conversation?.counts ?? { own: null, other: null };
  const isOpaque = own === TLS13 || other === TLS13;
  try {
    while (startsRecord(data, c.at, c.end)) {
      const type = c.number("tls.record.content_type", 1);
      if (type === DATA && isOpaque) add("tls.record.opaque_type", c.at - 1, 1);
      new Cursor(data, add, c.at, c.end, 1).tell("tls.record.version", 2).tell("tls.record.length", 2);
      const length = c.peek(2, 2);
      c.skip(HEADER - 1);
      const here = Math.min(length, c.left);
      // A record that ends in a later segment is told there, unless nothing else is here; one that was cut, nowhere.
      const isTold = here === length || (said.length === 0 && data.byteLength === layer.wireLength);
      tellRecord(c.within(here), type, length, secret, isTold ? said : []);
      if (type === CHANGE) secret = true;
    }
    // What is left is the beginning of a record's header, or nonsense.
    if (c.left >= HEADER) said.push("Ignored Unknown Record");
  } finally {
    say(said.join(", "));
  }
}

/** Tells a record, of which not all need be there, and adds the words for it to `said`. */
function tellRecord(c: Cursor, type: number, length: number, secret: boolean, said: string[]): void {
  if (type === DATA && c.left > 0) c.tell("tls.app_data", c.left);
  if (type === HANDSHAKE) tellHandshakes(c, length, secret, said);
  else if (type !== ALERT) said.push(TLS_CONTENT[type]);
  else if (length !== 2 || secret) said.push("Encrypted Alert");
  else if (c.left < 2) said.push("Alert");
  else {
    const level = word(TLS_ALERT_LEVELS, c.number("tls.alert_message.level", 1));
    const what = word(TLS_ALERTS, c.number("tls.alert_message.desc", 1));
    said.push(`Alert (Level: ${level}, Description: ${what})`);
  }
}

function tellHandshakes(c: Cursor, length: number, secret: boolean, said: string[]): void {
  if (secret || !isClear(c, length)) {
    said.push("Encrypted Handshake Message");
    return;
  }
  const cut = c.left < length;
  while (c.left >= 4) {
    const type = c.number("tls.handshake.type", 1);
    const size = c.number("tls.handshake.length", 3);
    said.push(word(TLS_HANDSHAKES, type));
    const message = c.within(Math.min(size, c.left), 0);
    try {
      tellHello(message, type, "tls");
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
