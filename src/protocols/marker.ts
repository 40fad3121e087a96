// Marker protocol of link aggregation, IEEE 802.1AX section 6.5.3: has all that was sent before arrived?
//
//  0    1    2    3         5              11             15        17   18   19
// +----+----+----+---------+--------------+--------------+---------+----+----+--------------------
// | 1  |type| 16 | port    | system       | transaction  | 0       | 0  | 0  | 90 bytes
// +----+----+----+---------+--------------+--------------+---------+----+----+--------------------

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { hexNum, hw, num, raw, said } from "./common/located.ts";

const TYPES = { 0: "Marker Terminator", 1: "Marker Information", 2: "Marker Response Information" };
const WORDS: Readonly<Record<number, string>> = { 1: "Information", 2: "Response" };
const LENGTH = 16;
const RESERVED = 90;

export const marker: Protocol = {
  name: "marker",
  title: "Marker Protocol",
  reference: "IEEE 802.1AX, 6.5.3",
  fields: [
    hexNum(1, "marker.version", "Version Number"),
    hexNum(1, "marker.tlvType", "TLV Type", { values: TYPES }),
    hexNum(1, "marker.tlvLen", "TLV Length"),
    num(2, "marker.requesterPort", "Requester Port"),
    hw("marker.requesterSystem", "Requester System"),
    num(4, "marker.requesterTransId", "Requester Transaction ID"),
    num(2, "marker.requesterPad", "Requester Pad"),
    raw("marker.reserved", "Reserved"),
    said("error", "malformed", "marker.wrong_tlv_type", "TLV is not expected type"),
    said("error", "malformed", "marker.wrong_tlv_length", "TLV is not expected length"),
    said("warning", "protocol", "marker.wrong_pad_value", "pad value is not 0"),
  ],
  claims: { "slow.subtype": [2] },
  parse: () => 0,
  leaf: true,
  column: "Marker",
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  c.tell("marker.version", 1);
  const type = c.number("marker.tlvType", 1);
  say(WORDS[type] ?? "Marker Protocol");
  if (WORDS[type] === undefined) for (let i = 0; i < 2; i++) add("marker.wrong_tlv_type", 1, 1, true);
  if (c.number("marker.tlvLen", 1) !== LENGTH) add("marker.wrong_tlv_length", 2, 1, true);
  const port = c.number("marker.requesterPort", 2);
  const system = hexText(bytesAt(data, c.at, 6), ":");
  c.tell("marker.requesterSystem", 6);
  say(` SysId=${system}, P=${port}, TId=${c.number("marker.requesterTransId", 4) | 0}`);
  if (c.number("marker.requesterPad", 2) !== 0) add("marker.wrong_pad_value", c.at - 2, 2, true);
  c.tell("marker.tlvType", 1).tell("marker.tlvLen", 1).tell("marker.reserved", RESERVED);
}
