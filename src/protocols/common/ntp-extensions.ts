// What may stand behind the times of an NTP packet: extension fields (RFC 7822, 3; network time security, RFC 8915, 5; those
// of Autokey, RFC 5906, 10), then a key id with a digest.
//
//  0         2         4                length
// +---------+---------+----------------+
// | type    | length  | value, padding |
// +---------+---------+----------------+
import type { Cursor } from "./cursor.ts";
import { hexNum, mark, num, raw, said } from "./located.ts";

const AUTOKEY = [
  [0, "No-Operation"],
  [1, "Association Message"],
  [2, "Certificate Message"],
  [3, "Cookie Message"],
  [4, "Autokey Message"],
  [5, "Leapseconds Message"],
  [6, "Sign Message"],
  [7, "IFF Identity Message"],
  [8, "GQ Identity Message"],
  [9, "MV Identity Message"],
] as const;
const TYPES: Record<number, string> = {
  260: "Unique Identifier",
  516: "NTS Cookie",
  772: "NTS Cookie Placeholder",
  1028: "NTS Authenticator and Encrypted Extension Fields",
  8197: "Checksum Complement",
  ...Object.fromEntries(
    AUTOKEY.flatMap(([code, title]) => [
      [code * 256 + 2, `${title} Request`],
      [0x8002 + code * 256, `${title} Response`],
      [0xc002 + code * 256, `${title} Error Response`],
    ]),
  ),
};

export const extensionFields = [
  mark("ntp.ext", "Extension"),
  hexNum(2, "ntp.ext.type", "Field Type", { values: TYPES }),
  num(2, "ntp.ext.length", "Length"),
  raw("ntp.ext.value", "Value"),
  said("warning", "protocol", "ntp.ext.invalid_length", "Extension invalid length"),
  raw("ntp.keyid", "Key ID", 4),
  raw("ntp.mac", "Message Authentication Code"),
];

/** Type and length; and the shortest field that there is. */
const [HEAD, SHORTEST] = [4, 16];

/** Tells all that is left. What is no field by its length is a key id: those are small numbers. */
export function tellExtensions(c: Cursor): void {
  while (c.left >= HEAD) {
    const length = c.peek(2, 2);
    if (length < SHORTEST || length > c.left) {
      c.tell("ntp.keyid", HEAD);
      if (c.left > 0) c.tell("ntp.mac", c.left);
      return;
    }
    const field = c.part("ntp.ext", length);
    field.tell("ntp.ext.type", 2).here("ntp.ext.length", 2);
    if (length % 4 !== 0) {
      field.add("ntp.ext.invalid_length", field.at, 2, `Extension length ${length} isn't a multiple of 4`, 2);
      return;
    }
    field.skip(2).tell("ntp.ext.value", field.left);
  }
}
