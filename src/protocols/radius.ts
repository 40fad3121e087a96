// Remote Authentication Dial In User Service, RFC 2865 section 3.
//
//  0    1    2         4                   20
// +----+----+---------+-------------------+----------
// |code| id | length  | authenticator     | attributes: type, length, value
// +----+----+---------+-------------------+----------

import { type Exchange, overPorts } from "../core/exchange.ts";
import { bytes, located, u8, u16 } from "../core/fields.ts";
import { durationText } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, numberOf, word } from "./common/cursor.ts";
import { num, once, str } from "./common/located.ts";
import { radiusAttributeFields, tellAttribute } from "./common/radius-attributes.ts";

const CODES: Record<number, string> = {
  1: "Access-Request",
  2: "Access-Accept",
  3: "Access-Reject",
  4: "Accounting-Request",
  5: "Accounting-Response",
  6: "Accounting-Status",
  7: "Password-Request",
  8: "Password-Ack",
  9: "Password-Reject",
  10: "Accounting-Message",
  11: "Access-Challenge",
  12: "Status-Server",
  13: "Status-Client",
  21: "Resource-Free-Request",
  22: "Resource-Free-Response",
  23: "Resource-Query-Request",
  24: "Query_Response",
  25: "Alternate-Resource-Reclaim-Request",
  26: "NAS-Reboot-Request",
  27: "NAS-Reboot-Response",
  29: "Next-Passcode",
  30: "New-Pin",
  31: "Terminate-Session",
  32: "Password-Expired",
  33: "Event-Request",
  34: "Event-Response",
  40: "Disconnect-Request",
  41: "Disconnect-ACK",
  42: "Disconnect-NAK",
  43: "CoA-Request",
  44: "CoA-ACK",
  45: "CoA-NAK",
  50: "IP-Address-Allocate",
  51: "IP-Address-Release",
};
const HEADER = 20;
const LONGEST = 4096;

/** Requests and what answers them (RFC 2865, 3; RFC 2866, 3; RFC 5176, 2.3); others go unanswered. */
const REQUESTS = new Set([1, 4, 7, 12, 21, 23, 25, 26, 40, 43, 50, 51]);
const RESPONSES = new Set([2, 3, 5, 8, 11, 22, 24, 27, 41, 42, 44, 45]);
/** Seconds after which the same number is another request. */
const PATIENCE = 5;

const fields = once(() => [
  u8(0, "radius.code", "Code", { values: CODES }),
  u8(1, "radius.id", "Identifier"),
  u16(2, "radius.length", "Length"),
  bytes(4, 16, "radius.authenticator", "Authenticator"),
  located("bool", 0, "radius.req", "Request"),
  located("bool", 0, "radius.rsp", "Response"),
  num(4, "radius.reqframe", "Request Frame"),
  str("radius.time", "Time from request"),
  num(4, "radius.dup", "Duplicate Message ID"),
  num(4, "radius.req.dup", "Duplicate Request Frame Number"),
  num(4, "radius.rsp.dup", "Duplicate Response Frame Number"),
  ...radiusAttributeFields(),
]);

export const radius: Protocol = {
  name: "radius",
  title: "RADIUS Protocol",
  reference: "RFC 2865, 3",
  get fields() {
    return fields();
  },
  claims: { "udp.app": [1645, 1646, 1700, 1812, 1813, 3799] },
  accepts: (d, o, lim) =>
    CODES[d.getUint8(o)] !== undefined &&
    (o + 4 > lim || (d.getUint16(o + 2) >= HEADER && d.getUint16(o + 2) <= LONGEST)),
  parse: atLeast(4),
  leaf: true,
  exchange,
  info: (layer) => {
    const repeats = layer.conversation?.repeats ?? 0;
    const again = repeats === 0 ? "" : `, Duplicate ${isResponse(layer.data) ? "Response" : "Request"}`;
    return `${word(CODES, numberOf(layer, "radius.code"))} id=${numberOf(layer, "radius.id")}${again}`;
  },
  locate,
};

const isResponse = (data: DataView): boolean => RESPONSES.has(data.getUint8(0));

function exchange(layer: Layer): Exchange | undefined {
  const { data } = layer;
  const ends = overPorts(layer, "radius");
  if (ends === undefined) return undefined;
  const isAnswer = isResponse(data);
  if (!isAnswer && !REQUESTS.has(data.getUint8(0))) return undefined;
  return { ...ends, question: { key: String(data.getUint8(1)), isAnswer, patience: PATIENCE } };
}

function tellHistory({ conversation, packet, data }: Layer, add: Add): void {
  const kind = isResponse(data) ? "rsp" : REQUESTS.has(data.getUint8(0)) ? "req" : undefined;
  if (kind === undefined || conversation === undefined) return;
  const { request, sinceRequest, repeats } = conversation;
  if (kind === "req" || request > 0 || repeats > 0) add(`radius.${kind}`, 0, 0, true);
  if (repeats > 0) {
    add("radius.dup", 0, 0, data.getUint8(1));
    add(`radius.${kind}.dup`, 0, 0, repeats);
  }
  if (request > 0) {
    add("radius.reqframe", 0, 0, request);
    if (packet.nanoseconds >= 0) add("radius.time", 0, 0, () => durationText(Math.round(sinceRequest * 1e9)));
  }
}

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  const c = new Cursor(data, add, HEADER, Math.min(data.byteLength, Math.max(HEADER, data.getUint16(2))));
  try {
    while (c.left > 0 && tellAttribute(c));
  } finally {
    tellHistory(layer, add);
  }
}
