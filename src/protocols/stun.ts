// Session Traversal Utilities for NAT, RFC 8489 section 5. The cookie tells it from everything else.
//
//  0         2         4              8                             20
// +---------+---------+--------------+-----------------------------+-----------
// | type    | length  | 0x2112a442   | transaction                 | attributes
// +---------+---------+--------------+-----------------------------+-----------

import { type Exchange, overPorts } from "../core/exchange.ts";
import { bytes, u16 } from "../core/fields.ts";
import { durationText } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import { MORE, told } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { duration, hexNum, num } from "./common/located.ts";
import { STUN_HEADER, stunAttributeFields, tellStunAttributes } from "./common/stun-attributes.ts";

const METHODS: Record<number, string> = {
  1: "Binding",
  2: "SharedSecret",
  3: "Allocate",
  4: "Refresh",
  6: "Send",
  7: "Data",
  8: "CreatePermission",
  9: "Channel-Bind",
  10: "Connect",
  11: "ConnectionBind",
  12: "ConnectionAttempt",
};
const CLASSES = ["Request", "Indication", "Success Response", "Error Response"];
/** As its two bits stand, with eight others between them. */
const CLASSES_BY_BITS = { 0: CLASSES[0], 1: CLASSES[1], 16: CLASSES[2], 17: CLASSES[3] };
const [CLASS_BITS, METHOD_BITS] = [0x0110, 0x3eef];
const DATA_ATTRIBUTE = 0x13;
const PORT = 3478;
const UDP = 17;
const COOKIE = 0x2112a442;
const TRANSACTION_AT = 8;
const [REQUEST, INDICATION] = [0, 1];
/** Seconds after which nobody sends a request again (RFC 8489, 6.2.1, with its default times). */
const PATIENCE = 40;

export const stun: Protocol = {
  name: "stun",
  title: "Session Traversal Utilities for NAT",
  reference: "RFC 8489, 5",
  fields: [
    u16(0, "stun.type", "Message Type", { base: "hex", when: "message" }),
    u16(0, "stun.channel", "Channel Number", { base: "hex", when: "channel" }),
    hexNum(2, "stun.type.class", "Message Class", { values: CLASSES_BY_BITS }),
    hexNum(2, "stun.type.method", "Message Method"),
    hexNum(2, "stun.type.method-assignment", "Message Method Assignment", { mask: 0x2000 }),
    u16(2, "stun.length", "Message Length"),
    { ...bytes(4, 4, "stun.cookie", "Message Cookie"), when: "message" },
    { ...bytes(8, 12, "stun.id", "Message Transaction ID"), when: "message" },
    ...stunAttributeFields,
    num(4, "stun.reqduplicate", "Duplicated original message in"),
    num(4, "stun.response-to", "Request In"),
    duration("stun.time", "Time"),
  ],
  claims: { "tcp.app": [PORT], "udp.app": [PORT] },
  accepts: (d, o, lim, s) => isMessage(d, o, lim, s.wire) || isOwnChannel(d, o, lim, s),
  guessedOver: ["udp", "tcp"],
  opens: { starts: ["........2112a442"], ports: [PORT] },
  parse: () => 0,
  leaf: true,
  parts: (data): Record<string, number> => (isChannel(data, 0) ? { channel: 0 } : { message: 0 }),
  message: told(messageLength),
  apart: "last",
  owns: () => true,
  exchange,
  // Data on its way through a relay (RFC 8656, 12).
  beyond: (d, o, lim, s) => {
    const at = dataIn(d, o, lim);
    if (at < lim) s.narrow(at + d.getUint16(at - 2));
    return 0;
  },
  body: (data) => dataIn(data, 0, data.byteLength),
  ...telling(tell),
};

const isMessage = (d: DataView, o: number, lim: number, wire: number): boolean =>
  o + STUN_HEADER <= lim &&
  (d.getUint8(o) & 0xc0) === 0 &&
  d.getUint32(o + 4) === COOKIE &&
  o + STUN_HEADER + d.getUint16(o + 2) === wire;

/** On a relay's own port: padded to whole words, or not (RFC 8656, 12.5). */
function isOwnChannel(d: DataView, o: number, lim: number, { ipProto, ports, wire }: LayerStack): boolean {
  if (ipProto !== UDP || (ports >>> 16 !== PORT && (ports & 0xffff) !== PORT)) return false;
  if (o + 4 > lim || !isChannel(d, o)) return false;
  const [length, there] = [d.getUint16(o + 2), wire - o - 4];
  return there === length || there === ((length + 3) & ~3);
}

/** Data in a channel begins with the channel's number, 0x4000 and up. */
const isChannel = (d: DataView, o: number): boolean => (d.getUint8(o) & 0xc0) === 0x40;

/** Of messages, and of data in channels (RFC 8656, 12.4). */
function messageLength(d: DataView, o: number, lim: number): number {
  if (o + 4 > lim) return MORE;
  return isChannel(d, o) ? 4 + ((d.getUint16(o + 2) + 3) & ~3) : STUN_HEADER + d.getUint16(o + 2);
}

/** The number is scattered over the type (RFC 8489, 5). */
const methodOf = (type: number): number => (type & 0x0f) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80);
const classOf = (type: number): number => ((type >> 4) & 1) | ((type >> 7) & 2);

/** A response has its request's transaction (RFC 8489, 5); an indication has no response. */
function exchange(layer: Layer): Exchange | undefined {
  const { data } = layer;
  const ends = overPorts(layer, "stun");
  if (ends === undefined || data.byteLength < STUN_HEADER || isChannel(data, 0)) return undefined;
  const kind = classOf(data.getUint16(0));
  if (kind === INDICATION) return undefined;
  const key = hexText(bytesAt(data, TRANSACTION_AT, STUN_HEADER - TRANSACTION_AT));
  return { ...ends, question: { key, isAnswer: kind !== REQUEST, patience: PATIENCE } };
}

function tellAnswer({ conversation, packet }: Layer, add: Add): void {
  if (conversation === undefined) return;
  if (conversation.repeats > 0) add("stun.reqduplicate", 0, 0, conversation.repeats);
  if (conversation.request === 0) return;
  add("stun.response-to", 0, 0, conversation.request);
  if (packet.nanoseconds >= 0)
    add("stun.time", 0, 0, () => durationText(Math.round(conversation.sinceRequest * 1e9)));
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  if (isChannel(layer.data, 0)) {
    say("ChannelData TURN Message");
    return;
  }
  tellAnswer(layer, add);
  const type = layer.data.getUint16(0);
  say(`${METHODS[methodOf(type)] ?? "Unknown"} ${CLASSES[classOf(type)]}`);
  // As they stand in it, apart from one another.
  add("stun.type.class", 0, 2, (type & CLASS_BITS) >> 4, 1);
  add("stun.type.method", 0, 2, type & METHOD_BITS, 1);
  add("stun.type.method-assignment", 0, 2, undefined, 1);
  tellStunAttributes(new Cursor(layer.data, add, STUN_HEADER), say);
}

/** Where the value of the first DATA attribute stands, or what is in a channel; `lim`: there is none. */
function dataIn(d: DataView, o: number, lim: number): number {
  if (isChannel(d, o)) return Math.min(lim, o + 4);
  for (let at = o + STUN_HEADER; at + 4 <= lim; at += 4 + ((d.getUint16(at + 2) + 3) & ~3))
    if (d.getUint16(at) === DATA_ATTRIBUTE) return at + 4;
  return lim;
}
