// Remote Authentication Dial In User Service, RFC 2865 section 3.
//
//  0    1    2         4                   20
// +----+----+---------+-------------------+----------
// |code| id | length  | authenticator     | attributes: type, length, value
// +----+----+---------+-------------------+----------

import { bytes, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, numberOf, word } from "./common/cursor.ts";
import { num, str, v4 } from "./common/located.ts";

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

export const radius: Protocol = {
  name: "radius",
  title: "RADIUS Protocol",
  reference: "RFC 2865, 3",
  fields: [
    u8(0, "radius.code", "Code", { values: CODES }),
    u8(1, "radius.id", "Identifier"),
    u16(2, "radius.length", "Length"),
    bytes(4, 16, "radius.authenticator", "Authenticator"),
    num(1, "radius.avp.type", "Type"),
    num(1, "radius.avp.length", "Length"),
    str("radius.User_Name", "User-Name"),
    v4("radius.NAS_IP_Address", "NAS-IP-Address"),
  ],
  claims: { "udp.app": [1645, 1646, 1700, 1812, 1813, 3799] },
  accepts: (d, o, lim) =>
    CODES[d.getUint8(o)] !== undefined &&
    (o + 4 > lim || (d.getUint16(o + 2) >= HEADER && d.getUint16(o + 2) <= LONGEST)),
  parse: atLeast(4),
  leaf: true,
  info: (layer) => `${word(CODES, numberOf(layer, "radius.code"))} id=${numberOf(layer, "radius.id")}`,
  locate,
};

function locate({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, HEADER, Math.min(data.byteLength, Math.max(HEADER, data.getUint16(2))));
  while (c.left > 0) {
    const [type, length] = [c.number("radius.avp.type", 1), c.number("radius.avp.length", 1)];
    if (length < 2) return;
    const value = c.within(length - 2);
    if (type === 1 && value.left > 0) value.text("radius.User_Name", value.left);
    else if (type === 4 && value.left === 4) value.tell("radius.NAS_IP_Address", 4);
  }
}
