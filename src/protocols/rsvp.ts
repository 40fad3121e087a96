// Resource Reservation Protocol, RFC 2205 section 3.1.1; for tunnels of MPLS RFC 3209.
//
//  0    1    2         4    5    6         8
// +----+----+---------+----+----+---------+-------------
// |v|fl|type| checksum|ttl |    | length  | objects
// +----+----+---------+----+----+---------+-------------

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { hexNum, mark, num } from "./common/located.ts";
import { rsvpObjectFields } from "./common/rsvp-fields.ts";
import { tellRsvpObjects } from "./common/rsvp-objects.ts";

const RSVP: Record<number, string> = {
  1: "PATH",
  2: "RESV",
  3: "PATH ERROR",
  4: "RESV ERROR",
  5: "PATH TEAR",
  6: "RESV TEAR",
  7: "CONFIRM",
  10: "RESV TEAR CONFIRM",
  12: "BUNDLE",
  13: "ACK",
  15: "SREFRESH",
  20: "HELLO",
  21: "NOTIFY",
};

const LEN = 8;
/** Messages that have a mark of their own. */
const MARKS: Readonly<Record<number, readonly [name: string, title: string]>> = {
  1: ["path", "Path Message"],
  2: ["resv", "Resv Message"],
  3: ["perr", "Path Error Message"],
  4: ["rerr", "Resv Error Message"],
  5: ["ptear", "Path Tear Message"],
  6: ["rtear", "Resv Tear Message"],
  7: ["resvconf", "Resv Confirm Message"],
  10: ["rtearconf", "Resv Tear Confirm Message"],
  12: ["bundle", "Bundle Message"],
  13: ["ack", "Ack Message"],
  15: ["srefresh", "Srefresh Message"],
  20: ["hello", "HELLO Message"],
  21: ["notify", "Notify Message"],
};
/** RFC 2961, 3: messages in a message. */
const BUNDLE = 12;

export const rsvp: Protocol = {
  name: "rsvp",
  title: "Resource ReserVation Protocol (RSVP)",
  reference: "RFC 2205, 3.1.1",
  fields: [
    num(1, "rsvp.version", "RSVP Version", { mask: 0xf0 }),
    hexNum(1, "rsvp.flags", "Flags", { mask: 0x0f }),
    num(1, "rsvp.msg", "Message Type", { values: RSVP }),
    ...Object.values(MARKS).map(([name, title]) => mark(`rsvp.${name}`, title)),
    hexNum(2, "rsvp.message_checksum", "Message Checksum"),
    num(1, "rsvp.sending_ttl", "Sending TTL"),
    num(2, "rsvp.message_length", "Message length"),
    ...rsvpObjectFields,
  ],
  claims: { "ip.proto": [46], "udp.app": [3455] },
  ...leaf(LEN),
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const type = c.peek(1, 1);
  message(c, type === BUNDLE ? () => {} : say);
  if (type === BUNDLE) say("Component Messages Dissected");
}

function message(outer: Cursor, say: (words: string) => void): void {
  outer.here("rsvp.version", 1).tell("rsvp.flags", 1);
  const type = outer.peek(1);
  say(RSVP[type] === undefined ? `Unknown (${type}). ` : `${RSVP[type]} Message. `);
  outer.tell("rsvp.msg", 1);
  if (MARKS[type] !== undefined) outer.add(`rsvp.${MARKS[type][0]}`, outer.at - 1, 1, true, outer.depth);
  outer.tell("rsvp.message_checksum", 2).tell("rsvp.sending_ttl", 1).skip(1);
  const length = outer.number("rsvp.message_length", 2);
  const c = outer.within(Math.min(Math.max(LEN, length) - LEN, outer.left), 0);
  if (type !== BUNDLE) tellRsvpObjects(c, say);
  else while (c.left >= LEN) message(c, () => {});
}

/** Wireshark reads it as RSVP, and names no layer. */
export const rsvpIgnore: Protocol = {
  name: "rsvp-e2ei",
  title: "Resource ReserVation Protocol (RSVP) (E2E-IGNORE)",
  reference: "RFC 3175, 2.2",
  fields: [],
  claims: { "ip.proto": [134] },
  parse: () => 0,
  leaf: true,
  spelling: "",
  column: "RSVP-E2EI",
};
