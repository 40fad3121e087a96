// Border Gateway Protocol 4, RFC 4271 section 4.1. A segment that starts within a message is nobody's.
//
//  0                   16        18   19
// +-------------------+---------+----+---------
// | marker, all ones  | length  |type| by type
// +-------------------+---------+----+---------

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { num, raw, v4 } from "./common/located.ts";

const TYPES: Record<number, string> = {
  1: "OPEN Message",
  2: "UPDATE Message",
  3: "NOTIFICATION Message",
  4: "KEEPALIVE Message",
  5: "ROUTE-REFRESH Message",
  6: "CAPABILITY Message",
  128: "Cisco ROUTE-REFRESH Message",
};
const MARKER = 16;
const HEADER = 19;
/** RFC 8654 lets all but OPEN and KEEPALIVE fill the length field. */
const OPEN = 1;

export const bgp: Protocol = {
  name: "bgp",
  title: "Border Gateway Protocol",
  reference: "RFC 4271, 4.1",
  fields: [
    raw("bgp.marker", "Marker", MARKER),
    num(2, "bgp.length", "Length"),
    num(1, "bgp.type", "Type", { values: TYPES }),
    num(1, "bgp.open.version", "Version"),
    num(2, "bgp.open.myas", "My AS"),
    num(2, "bgp.open.holdtime", "Hold Time"),
    v4("bgp.open.identifier", "BGP Identifier"),
    num(1, "bgp.open.opt.len", "Optional Parameters Length"),
    num(1, "bgp.notify.major_error", "Major error Code"),
    num(1, "bgp.notify.minor_error", "Minor error Code"),
    num(2, "bgp.update.withdrawn_routes.length", "Withdrawn Routes Length"),
  ],
  claims: { "tcp.app": [179] },
  accepts: startsMessage,
  parse: () => 0,
  leaf: true,
  ...telling(tell),
};

function startsMessage(d: DataView, o: number, lim: number): boolean {
  if (o + HEADER > lim) return false;
  for (let i = o; i < o + MARKER; i++) if (d.getUint8(i) !== 0xff) return false;
  return d.getUint16(o + MARKER) >= HEADER;
}

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  let said = 0;
  while (startsMessage(data, c.at, c.end)) {
    const length = c.peek(2, MARKER);
    // A message that ends in a later segment is told there, unless nothing else is here.
    const cut = length > c.left;
    const message = c.within(Math.min(length, c.left), 0);
    message.tell("bgp.marker", MARKER).tell("bgp.length", 2);
    const type = message.number("bgp.type", 1);
    if (!cut || said === 0) say(`${said++ > 0 ? ", " : ""}${TYPES[type] ?? unknown(type)}`);
    if (!cut) body(message, type);
  }
}

const unknown = (type: number): string => `Unknown message type (0x${type.toString(16).padStart(2, "0")})`;

function body(c: Cursor, type: number): void {
  if (type === OPEN) {
    c.tell("bgp.open.version", 1).tell("bgp.open.myas", 2).tell("bgp.open.holdtime", 2);
    c.tell("bgp.open.identifier", 4).tell("bgp.open.opt.len", 1);
  } else if (type === 2) c.tell("bgp.update.withdrawn_routes.length", 2);
  else if (type === 3) c.tell("bgp.notify.major_error", 1).tell("bgp.notify.minor_error", 1);
}
