// RPKI to Router Protocol, RFC 8210 section 5 (version 0: RFC 6810): which AS may announce which prefix.
//
//  0    1    2         4              8
// +----+----+---------+--------------+------------------
// |ver |type| session | length       | by type
// +----+----+---------+--------------+------------------

import type { Add, Layer } from "../core/layer.ts";
import { told } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, type Parts, stay, telling, tellParts, word } from "./common/cursor.ts";
import { bit, hexNum, mark, num, raw, said, str, v4, v6 } from "./common/located.ts";

const HEADER = 8;
const TYPES: Readonly<Record<number, string>> = {
  0: "Serial Notify",
  1: "Serial Query",
  2: "Reset Query",
  3: "Cache Response",
  4: "IPv4 Prefix",
  6: "IPv6 Prefix",
  7: "End of Data",
  8: "Cache Reset",
  9: "Router Key",
  10: "Error Report",
};
const ERRORS: Readonly<Record<number, string>> = {
  0: "Corrupt Data",
  1: "Internal Error",
  2: "No Data Available",
  3: "Invalid Request",
  4: "Unsupported Protocol Version",
  5: "Unsupported PDU Type",
  6: "Withdrawal of Unknown Record",
  7: "Duplicate Announcement Received",
  8: "Unexpected Protocol Version",
};
const [END_OF_DATA, ROUTER_KEY, ERROR] = [7, 9, 10];
const KEY_IDENTIFIER = 20;

const R = "rpki-rtr";
const SERIAL: Parts = [
  [`${R}.session_id`, 2],
  [`${R}.length`, 4],
  [`${R}.serial_number`, 4],
];
const EMPTY: Parts = [
  [`${R}.reserved`, 2],
  [`${R}.length`, 4],
];
const prefix = (version: 4 | 6): Parts => [
  ...EMPTY,
  [`${R}.flags`, stay(1)],
  [`${R}.flags.aw`, 1],
  [`${R}.prefix_length`, 1],
  [`${R}.max_length`, 1],
  [`${R}.reserved`, 1],
  [`${R}.ipv${version}_prefix`, version === 4 ? 4 : 16],
  [`${R}.as_number`, 4],
];

/** Behind version and type. */
const BODIES: Readonly<Record<number, Parts>> = {
  0: SERIAL,
  1: SERIAL,
  2: EMPTY,
  3: [
    [`${R}.session_id`, 2],
    [`${R}.length`, 4],
  ],
  4: prefix(4),
  6: prefix(6),
  [END_OF_DATA]: SERIAL,
  8: EMPTY,
  [ROUTER_KEY]: [
    [`${R}.flags`, stay(1)],
    [`${R}.flags.rk`, 1],
    [`${R}.reserved`, 1],
    [`${R}.length`, 4],
    [`${R}.subject_key_identifier`, KEY_IDENTIFIER],
    [`${R}.as_number`, 4],
  ],
};

export const rpkiRouter: Protocol = {
  name: "rpkirtr",
  roots: ["rpki-rtr", "rpkirtr"],
  title: "RPKI-Router Protocol",
  reference: "RFC 8210, 5",
  fields: [
    num(1, `${R}.version`, "Version"),
    num(1, `${R}.pdu_type`, "PDU Type", { values: TYPES }),
    raw(`${R}.reserved`, "Reserved"),
    num(2, `${R}.session_id`, "Session ID"),
    num(4, `${R}.length`, "Length"),
    num(4, `${R}.serial_number`, "Serial Number"),
    hexNum(1, `${R}.flags`, "Flags"),
    bit(1, 0x01, `${R}.flags.aw`, "Flag AW"),
    bit(1, 0x01, `${R}.flags.rk`, "Flag Router Key"),
    num(1, `${R}.prefix_length`, "Prefix Length"),
    num(1, `${R}.max_length`, "Max length"),
    v4(`${R}.ipv4_prefix`, "IPv4 Prefix"),
    v6(`${R}.ipv6_prefix`, "IPv6 Prefix"),
    num(4, `${R}.as_number`, "AS Number"),
    num(2, `${R}.error_code`, "Error Code", { values: ERRORS }),
    num(4, `${R}.length_pdu`, "Length of Encapsulated PDU"),
    raw(`${R}.error_pdu`, "Erroneous PDU"),
    num(4, `${R}.length_text`, "Length of text"),
    str(`${R}.error_text`, "Erroneous Text"),
    num(4, `${R}.refresh_interval`, "Refresh Interval"),
    num(4, `${R}.retry_interval`, "Retry Interval"),
    num(4, `${R}.expire_interval`, "Expire Interval"),
    raw(`${R}.subject_key_identifier`, "Subject Key Identifier", KEY_IDENTIFIER),
    mark(`${R}.subject_public_key_info`, "Subject Public Key Info"),
    said("error", "malformed", "rpkirtr.bad_length", "Invalid length field"),
  ],
  claims: { "tcp.app": [323] },
  parse: () => 0,
  leaf: true,
  // The TCP layer tells each; one that is shorter than its header ends what can be told.
  message: told((d, o, lim) => (o + HEADER > lim ? lim - o + 1 : Math.max(HEADER, d.getUint32(o + 4)))),
  between: ", ",
  behindCarrier: ", ",
  column: "RPKI-RTR",
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  for (let separator = ""; c.left > 0; separator = ", ") {
    const type = c.peek(1, 1);
    say(`${separator}${word(TYPES, type)}`);
    const size = Math.max(HEADER, c.peek(4, 4));
    tellPdu(c.within(Math.min(size, c.left), 0), type);
  }
}

function tellPdu(c: Cursor, type: number): void {
  const version = c.number(`${R}.version`, 1);
  c.tell(`${R}.pdu_type`, 1);
  if (type === ERROR) {
    c.tell(`${R}.error_code`, 2).tell(`${R}.length`, 4);
    const size = c.number(`${R}.length_pdu`, 4);
    if (size > 0) c.tell(`${R}.error_pdu`, size);
    const words = c.number(`${R}.length_text`, 4);
    if (words > 0) c.text(`${R}.error_text`, words);
    return;
  }
  const parts = BODIES[type];
  if (parts === undefined) {
    c.here("rpkirtr.bad_length", 0, true);
    return;
  }
  tellParts(c, parts);
  if (type === END_OF_DATA && version > 0)
    for (const name of ["refresh", "retry", "expire"]) c.tell(`${R}.${name}_interval`, 4);
  if (type === ROUTER_KEY && c.left > 0) c.here(`${R}.subject_public_key_info`, c.left, true);
}
