// RIPng for IPv6, RFC 2080 section 2.1.
//
//  0    1    2         4                                      20        22   23
// +----+----+---------+--------------------------------------+---------+----+----+-----
// |cmd |ver | 0       | prefix                               | tag     |len |cost| …
// +----+----+---------+--------------------------------------+---------+----+----+-----

import { u8 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, type Parts, tellParts, word } from "./common/cursor.ts";
import { hexNum, mark, num, raw, v6 } from "./common/located.ts";

const COMMANDS = { 1: "Request", 2: "Response" };
const ENTRY: Parts = [
  ["ripng.rte.ipv6_prefix", 16],
  ["ripng.rte.route_tag", 2],
  ["ripng.rte.prefix_length", 1],
  ["ripng.rte.metric", 1],
];
const ENTRY_SIZE = 20;

export const ripng: Protocol = {
  name: "ripng",
  title: "RIPng",
  reference: "RFC 2080, 2.1",
  fields: [
    u8(0, "ripng.cmd", "Command", { values: COMMANDS }),
    u8(1, "ripng.version", "Version"),
    raw("ripng.reserved", "Reserved", 2),
    mark("ripng.rte", "Route Table Entry"),
    v6("ripng.rte.ipv6_prefix", "IPv6 Prefix"),
    hexNum(2, "ripng.rte.route_tag", "Route Tag"),
    num(1, "ripng.rte.prefix_length", "Prefix Length"),
    num(1, "ripng.rte.metric", "Metric"),
  ],
  claims: { "udp.app": [521] },
  ...leaf(2),
  column: "RIPng",
  info: ({ data }) => ` Command ${word(COMMANDS, data.getUint8(0))}, Version ${data.getUint8(1)}`,
  locate: ({ data }, add) => {
    const c = new Cursor(data, add, 2);
    c.tell("ripng.reserved", 2);
    while (c.left > 0) tellParts(c.part("ripng.rte", ENTRY_SIZE), ENTRY);
  },
};
