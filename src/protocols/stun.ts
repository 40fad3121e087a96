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
import { Cursor, numberOf } from "./common/cursor.ts";
import { hexNum, num } from "./common/located.ts";

const METHODS: Record<number, string> = {
  1: "Binding",
  3: "Allocate",
  4: "Refresh",
  6: "Send",
  7: "Data",
  8: "CreatePermission",
  9: "ChannelBind",
};
const CLASSES = ["Request", "Indication", "Success Response", "Error Response"];
const COOKIE = 0x2112a442;
const HEADER = 20;

export const stun: Protocol = {
  name: "stun",
  title: "Session Traversal Utilities for NAT",
  reference: "RFC 8489, 5",
  fields: [
    u16(0, "stun.type", "Message Type", { base: "hex" }),
    u16(2, "stun.length", "Message Length"),
    bytes(4, 4, "stun.cookie", "Message Cookie"),
    bytes(8, 12, "stun.id", "Message Transaction ID"),
    hexNum(2, "stun.att.type", "Attribute Type"),
    num(2, "stun.att.length", "Attribute Length"),
  ],
  claims: { "tcp.app": [3478] },
  accepts: (d, o, lim) =>
    o + HEADER <= lim &&
    (d.getUint8(o) & 0xc0) === 0 &&
    d.getUint32(o + 4) === COOKIE &&
    o + HEADER + d.getUint16(o + 2) === lim,
  guessedOver: ["udp", "tcp"],
  opens: { starts: ["........2112a442"] },
  parse: () => 0,
  leaf: true,
  message: messageLength,
  owns: () => true,
  info: (layer) => {
    const type = numberOf(layer, "stun.type");
    const method = (type & 0x0f) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80);
    const kind = ((type >> 4) & 1) | ((type >> 7) & 2);
    return `${METHODS[method] ?? "Unknown"} ${CLASSES[kind]}`;
  },
  locate,
};

/** Of messages, and of data in channels (RFC 8656, 12.4). */
function messageLength(d: DataView, o: number, lim: number): number {
  if (o + 4 > lim) return MORE;
  const isChannel = (d.getUint8(o) & 0xc0) === 0x40;
  return isChannel ? 4 + ((d.getUint16(o + 2) + 3) & ~3) : HEADER + d.getUint16(o + 2);
}

function locate({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, HEADER);
  while (c.left >= 4) {
    c.tell("stun.att.type", 2);
    const length = c.number("stun.att.length", 2);
    c.skip(Math.min(c.left, (length + 3) & ~3));
  }
}
