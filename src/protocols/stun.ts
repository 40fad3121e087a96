// Session Traversal Utilities for NAT, RFC 8489 section 5. The cookie tells it from everything else.
//
//  0         2         4              8                             20
// +---------+---------+--------------+-----------------------------+-----------
// | type    | length  | 0x2112a442   | transaction                 | attributes
// +---------+---------+--------------+-----------------------------+-----------

import { bytes, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import { MORE } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, numberOf, telling } from "./common/cursor.ts";
import { bit, hexNum } from "./common/located.ts";
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
};
const CLASSES = ["Request", "Indication", "Success Response", "Error Response"];
/** As its two bits stand, with eight others between them. */
const CLASSES_BY_BITS = { 0: CLASSES[0], 1: CLASSES[1], 16: CLASSES[2], 17: CLASSES[3] };
const [CLASS_BITS, METHOD_BITS] = [0x0110, 0x3eef];
const DATA_ATTRIBUTE = 0x13;
const COOKIE = 0x2112a442;

export const stun: Protocol = {
  name: "stun",
  title: "Session Traversal Utilities for NAT",
  reference: "RFC 8489, 5",
  fields: [
    u16(0, "stun.type", "Message Type", { base: "hex" }),
    hexNum(2, "stun.type.class", "Message Class", { values: CLASSES_BY_BITS }),
    hexNum(2, "stun.type.method", "Message Method"),
    bit(2, 0x2000, "stun.type.method-assignment", "Message Method Assignment"),
    u16(2, "stun.length", "Message Length"),
    bytes(4, 4, "stun.cookie", "Message Cookie"),
    bytes(8, 12, "stun.id", "Message Transaction ID"),
    ...stunAttributeFields,
  ],
  claims: { "tcp.app": [3478] },
  accepts: (d, o, lim) =>
    o + STUN_HEADER <= lim &&
    (d.getUint8(o) & 0xc0) === 0 &&
    d.getUint32(o + 4) === COOKIE &&
    o + STUN_HEADER + d.getUint16(o + 2) === lim,
  guessedOver: ["udp", "tcp"],
  opens: { starts: ["........2112a442"] },
  parse: () => 0,
  leaf: true,
  message: messageLength,
  apart: "last",
  owns: () => true,
  // Data on its way through a relay (RFC 8656, 12).
  beyond: (d, o, lim, s) => {
    const at = dataIn(d, o, lim);
    if (at < lim) s.narrow(at + d.getUint16(at - 2));
    return 0;
  },
  body: (data) => dataIn(data, 0, data.byteLength),
  ...telling(tell),
};

/** Of messages, and of data in channels (RFC 8656, 12.4). */
function messageLength(d: DataView, o: number, lim: number): number {
  if (o + 4 > lim) return MORE;
  const isChannel = (d.getUint8(o) & 0xc0) === 0x40;
  return isChannel ? 4 + ((d.getUint16(o + 2) + 3) & ~3) : STUN_HEADER + d.getUint16(o + 2);
}

/** The number is scattered over the type (RFC 8489, 5). */
const methodOf = (type: number): number => (type & 0x0f) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80);
const classOf = (type: number): number => ((type >> 4) & 1) | ((type >> 7) & 2);

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const type = numberOf(layer, "stun.type");
  say(`${METHODS[methodOf(type)] ?? "Unknown"} ${CLASSES[classOf(type)]}`);
  // As they stand in it, apart from one another.
  add("stun.type.class", 0, 2, (type & CLASS_BITS) >> 4, 1);
  add("stun.type.method", 0, 2, type & METHOD_BITS, 1);
  add("stun.type.method-assignment", 0, 2, undefined, 1);
  tellStunAttributes(new Cursor(layer.data, add, STUN_HEADER), say);
}

/** Where the value of the first DATA attribute stands; `lim`: there is none. */
function dataIn(d: DataView, o: number, lim: number): number {
  for (let at = o + STUN_HEADER; at + 4 <= lim; at += 4 + ((d.getUint16(at + 2) + 3) & ~3))
    if (d.getUint16(at) === DATA_ATTRIBUTE) return at + 4;
  return lim;
}
