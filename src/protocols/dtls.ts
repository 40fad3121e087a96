// Datagram Transport Layer Security, RFC 6347 section 4.1 and RFC 9147.
//
//  0    1         3         5                             11        13
// +----+---------+---------+-----------------------------+---------+----------
// |type| version | epoch   | sequence number             | length  | fragment
// +----+---------+---------+-----------------------------+---------+----------

import { type Exchange, overPorts } from "../core/exchange.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, numberOf, telling, word } from "./common/cursor.ts";
import { hexNum, mark, num, once, raw } from "./common/located.ts";
import { cookieFields, handshakeFields, newContext, ofDtls, tellHandshake } from "./common/tls-hello.ts";
import {
  TLS_ALERT_LEVELS,
  TLS_ALERTS,
  TLS_CONTENT,
  TLS_HANDSHAKES,
  TLS_VERSIONS,
} from "./common/tls-words.ts";

const HEADER = 13;
const [CHANGE, ALERT, HANDSHAKE, DATA] = [20, 21, 22, 23];
const [CLIENT_HELLO, SERVER_HELLO] = [1, 2];
/** What its version 1.2 is called in TLS's numbers. */
const DTLS12 = 0x0303;

/** Of messages that DTLS does not have. */
const OF_STREAMS = /\.(npn_(sel|pad)|(md5|sha)_hash)/;

const fields = once(() => [
  mark("dtls.record", "Record Layer"),
  num(1, "dtls.record.content_type", "Content Type", { values: TLS_CONTENT }),
  hexNum(2, "dtls.record.version", "Version", { values: TLS_VERSIONS }),
  num(2, "dtls.record.epoch", "Epoch"),
  num(8, "dtls.record.sequence_number", "Sequence Number"),
  num(2, "dtls.record.length", "Length"),
  raw("dtls.app_data", "Encrypted Application Data"),
  mark("dtls.handshake", "Handshake Protocol"),
  num(1, "dtls.handshake.type", "Handshake Type", { values: TLS_HANDSHAKES }),
  num(3, "dtls.handshake.length", "Length"),
  num(2, "dtls.handshake.message_seq", "Message Sequence"),
  num(3, "dtls.handshake.fragment_offset", "Fragment Offset"),
  num(3, "dtls.handshake.fragment_length", "Fragment Length"),
  ...handshakeFields()
    .filter(({ name }) => !OF_STREAMS.test(name))
    .map((field) => ({ ...field, name: `d${field.name}` })),
  ...cookieFields,
  mark("dtls.change_cipher_spec", "Change Cipher Spec Message"),
  mark("dtls.alert_message", "Alert Message"),
  num(1, "dtls.alert_message.level", "Level", { values: TLS_ALERT_LEVELS }),
  num(1, "dtls.alert_message.desc", "Description", { values: TLS_ALERTS }),
]);

export const dtls: Protocol = {
  name: "dtls",
  title: "Datagram Transport Layer Security",
  reference: "RFC 6347, 4.1",
  get fields() {
    return fields();
  },
  claims: { "udp.app": [853, 2221, 5684, 5868], "capwap.secure": [0] },
  accepts: (d, o, lim, s) => startsRecord(d, o, lim, s.wire),
  guessedOver: ["udp"],
  opens: { starts: ["14", "15", "16", "17"] },
  exchange,
  parse: () => 0,
  leaf: true,
  minds,
  column: (layer) => {
    // The first hello says only what its sender could.
    if (layer.get("dtls.handshake.type") === CLIENT_HELLO) return "DTLS";
    return TLS_VERSIONS[numberOf(layer, "dtls.record.version")] ?? "DTLS";
  },
  ...telling(tell),
};

function startsRecord(d: DataView, o: number, lim: number, wire = lim): boolean {
  if (o + HEADER > lim) return false;
  const version = d.getUint16(o + 1);
  const type = d.getUint8(o);
  const length = d.getUint16(o + 11);
  return (
    type >= CHANGE &&
    type <= 23 &&
    (version === 0xfeff || version === 0xfefd || version === 0x0100) &&
    length > 0 &&
    o + HEADER + length <= wire
  );
}

/** Nothing is read of what is encrypted; only whole data is shown. */
function minds({ data }: Layer): boolean {
  let at = 0;
  let last = 0;
  while (startsRecord(data, at, data.byteLength, Number.POSITIVE_INFINITY)) {
    last = at;
    at += HEADER + data.getUint16(at + HEADER - 2);
  }
  const isSecret = data.getUint16(last + 3) > 0 && data.getUint8(last) !== DATA;
  return at <= data.byteLength || !isSecret;
}

/** A server's hello says which cipher suite all that follows is of: how keys are exchanged hangs on it. */
function exchange(layer: Layer): Exchange | undefined {
  const ends = overPorts(layer, "dtls");
  if (ends === undefined || layer.data.byteLength <= HEADER || layer.data.getUint8(0) !== HANDSHAKE)
    return ends;
  if (layer.data.getUint8(HEADER) !== SERVER_HELLO) return ends;
  const cipher = layer.get("dtls.handshake.ciphersuite");
  return typeof cipher === "number" ? { ...ends, first: cipher } : ends;
}

function cipherOf({ conversation }: Layer): number {
  const { own, other } = conversation?.counts ?? { own: null, other: null };
  return own ?? other ?? 0;
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const said: string[] = [];
  try {
    tellRecords(layer, add, said);
  } finally {
    say(said.join(", "));
  }
}

function tellRecords(layer: Layer, add: Add, said: string[]): void {
  const { data } = layer;
  const all = new Cursor(data, add);
  while (startsRecord(data, all.at, all.end, Number.POSITIVE_INFINITY)) {
    // Of a record that the capture has cut the beginning is there.
    const c = all.part("dtls.record", Math.min(HEADER + all.peek(2, HEADER - 2), all.left));
    const type = c.number("dtls.record.content_type", 1);
    c.tell("dtls.record.version", 2);
    const epoch = c.number("dtls.record.epoch", 2);
    c.tell("dtls.record.sequence_number", 6, c.peek(6));
    const length = c.number("dtls.record.length", 2);
    const record = c.within(Math.min(length, c.left), 0);
    if (type === DATA && record.left === length) record.here("dtls.app_data", record.left);
    if (type === CHANGE && record.left > 0) record.here("dtls.change_cipher_spec", 1, true);
    if (type === HANDSHAKE && epoch > 0) {
      record.here("dtls.handshake", record.left, true);
      said.push("Encrypted Handshake Message");
    } else if (type === HANDSHAKE) handshakes(record, cipherOf(layer), said);
    else if (type === ALERT) said.push(alert(record, epoch));
    else said.push(TLS_CONTENT[type]);
  }
}

function alert(c: Cursor, epoch: number): string {
  c.here("dtls.alert_message", c.left, true);
  if (epoch > 0 || c.left !== 2) return "Encrypted Alert";
  const level = TLS_ALERT_LEVELS[c.number("dtls.alert_message.level", 1)] ?? "Unknown";
  return `Alert (Level: ${level}, Description: ${TLS_ALERTS[c.number("dtls.alert_message.desc", 1)] ?? "Unknown"})`;
}

function handshakes(c: Cursor, cipher: number, words: string[]): void {
  const context = newContext(true, DTLS12, cipher);
  while (c.left >= 12) {
    c.here("dtls.handshake", Math.min(c.left, 12 + c.peek(3, 9)), true);
    const type = c.number("dtls.handshake.type", 1);
    const length = c.number("dtls.handshake.length", 3);
    c.tell("dtls.handshake.message_seq", 2);
    const offset = c.number("dtls.handshake.fragment_offset", 3);
    const here = c.number("dtls.handshake.fragment_length", 3);
    const part = offset > 0 || here < length;
    words.push(`${word(TLS_HANDSHAKES, type)}${part ? " (Fragment)" : ""}`);
    const message = c.within(here, 0);
    if (!part) tellHandshake(ofDtls(message), type, context, true);
  }
}
