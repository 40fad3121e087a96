// End systems and their routers find each other: ES-IS, ISO 9542 section 7.
//
//  0    1    2    3    4    5         7         9
// +----+----+----+----+----+---------+---------+-----------------------------
// |0x82|len |ver | 0  |type| holding | checksum| by type: addresses, options
// +----+----+----+----+----+---------+---------+-----------------------------

import { u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { num, str } from "./common/located.ts";
import { nsapText } from "./common/nsap.ts";

const TYPES: Record<number, string> = { 2: "ES HELLO", 4: "IS HELLO", 6: "RD REQUEST" };
const HEADER = 9;

export const esis: Protocol = {
  name: "esis",
  title: "ISO 9542 ESIS Routeing Information Exchange Protocol",
  reference: "ISO 9542, 7",
  fields: [
    u8(0, "esis.nlpi", "Network Layer Protocol Identifier", { base: "hex" }),
    u8(1, "esis.length", "PDU Length"),
    u8(2, "esis.ver", "Version"),
    u8(3, "esis.res", "Reserved"),
    u8(4, "esis.type", "PDU Type", { mask: 0x1f, values: TYPES }),
    u16(5, "esis.htime", "Holding Time"),
    u16(7, "esis.chksum", "Checksum", { base: "hex" }),
    num(1, "esis.number_of_source_addresses", "Number of Source Addresses"),
    num(1, "esis.sal", "SAL"),
    str("esis.sa", "SA"),
    num(1, "esis.netl", "NETL"),
    str("esis.net", "NET"),
    num(1, "esis.dal", "DAL"),
    str("esis.da", "DA"),
    num(1, "esis.bsnpal", "BSNPAL"),
    str("esis.bsnpa", "BSNPA"),
  ],
  claims: { "osi.nlpid": [0x82] },
  ...leaf(HEADER),
  ...telling(tell),
};

function address(c: Cursor, length: string, name: string): void {
  const size = c.number(length, 1);
  c.need(size);
  c.tell(name, size, nsapText(c.data, c.at, size));
}

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const type = data.getUint8(4) & 0x1f;
  say(TYPES[type] ?? `Unknown (0x${type.toString(16)})`);
  const c = new Cursor(data, add, HEADER, Math.min(data.byteLength, data.getUint8(1)));
  if (type === 2) {
    for (let n = c.number("esis.number_of_source_addresses", 1); n > 0; n--)
      address(c, "esis.sal", "esis.sa");
  } else if (type === 4) address(c, "esis.netl", "esis.net");
  else if (type === 6) {
    address(c, "esis.dal", "esis.da");
    address(c, "esis.bsnpal", "esis.bsnpa");
    address(c, "esis.netl", "esis.net");
  }
}
