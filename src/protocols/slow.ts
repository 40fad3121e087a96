// Slow protocols, IEEE 802.3 annex 57A: a subtype, and the link aggregation control protocol among them
// (IEEE 802.1AX section 6.4.2).
//
//  0    1    2    3    4         6              12        14        16        18   19
// +----+----+----+----+---------+--------------+---------+---------+---------+----+-----
// | 1  |ver | 1  | 20 | priority| actor        | key     | priority| port    |stat| …     then 2, 20, partner
// +----+----+----+----+---------+--------------+---------+---------+---------+----+-----

import { slowSubtype } from "../core/demux.ts";
import { u8 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { bit, hexNum, hw, num, raw, str } from "./common/located.ts";

const SUBTYPES: Record<number, string> = { 1: "LACP", 2: "Marker", 3: "OAM", 10: "OSSP" };

export const slow: Protocol = {
  name: "slow",
  title: "Slow Protocols",
  reference: "IEEE 802.3, 57A.4",
  fields: [u8(0, "slow.subtype", "Slow Protocols subtype", { base: "hex", values: SUBTYPES })],
  claims: { ethertype: [0x8809] },
  parse: parseSlow,
  leaf: true,
  column: "Slow Protocols",
  body: () => 1,
};

export function parseSlow(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + 1 > lim) return s.shortLeaf(o + 1);
  s.pos = o + 1;
  return slowSubtype[d.getUint8(o)];
}

/** From the lowest bit on: their names, and their letters in the Info column. */
const STATE = [
  ["activity", "A"],
  ["timeout", "S"],
  ["aggregation", "G"],
  ["synchronization", "S"],
  ["collecting", "C"],
  ["distributing", "D"],
  ["defaulted", "F"],
  ["expired", "E"],
] as const;

const information = (who: string) => [
  num(2, `lacp.${who}.sys_priority`, "System Priority"),
  hw(`lacp.${who}.sysid`, "System ID"),
  num(2, `lacp.${who}.key`, "Key"),
  num(2, `lacp.${who}.port_priority`, "Port Priority"),
  num(2, `lacp.${who}.port`, "Port"),
  hexNum(1, `lacp.${who}.state`, "State"),
  ...STATE.map(([name], i) => bit(1, 1 << i, `lacp.${who}.state.${name}`, name)),
  str(`lacp.${who}.state_str`, "State Flags"),
  raw(`lacp.${who}.reserved`, "Reserved", 3),
];

export const lacp: Protocol = {
  name: "lacp",
  title: "Link Aggregation Control Protocol",
  reference: "IEEE 802.1AX, 6.4.2",
  fields: [
    hexNum(1, "lacp.version", "LACP Version"),
    hexNum(1, "lacp.tlv_type", "TLV Type"),
    hexNum(1, "lacp.tlv_length", "TLV Length"),
    ...information("actor"),
    ...information("partner"),
    num(2, "lacp.collector.max_delay", "Collector Max Delay"),
    raw("lacp.coll_reserved", "Reserved", 12),
    raw("lacp.pad", "Pad"),
  ],
  claims: { "slow.subtype": [1] },
  parse: () => 0,
  leaf: true,
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  say(`v${c.number("lacp.version", 1)}`);
  for (const who of ["actor", "partner"]) {
    c.tell("lacp.tlv_type", 1).tell("lacp.tlv_length", 1);
    c.tell(`lacp.${who}.sys_priority`, 2);
    const system = hexText(bytesAt(data, c.at, 6), ":");
    const key = c.tell(`lacp.${who}.sysid`, 6).number(`lacp.${who}.key`, 2);
    const port = c.tell(`lacp.${who}.port_priority`, 2).number(`lacp.${who}.port`, 2);
    const state = c.peek(1);
    const letters = STATE.map(([, letter], i) => ((state >> i) & 1 ? letter : "*"));
    const flags = letters.reverse().join("");
    say(` ${who.toUpperCase()} ${system} P: ${port} K: ${key} ${flags}`);
    c.here(`lacp.${who}.state`, 1);
    for (const [name] of STATE) c.add(`lacp.${who}.state.${name}`, c.at, 1, undefined, 1);
    c.here(`lacp.${who}.state_str`, 1, flags).skip(1).tell(`lacp.${who}.reserved`, 3);
  }
  c.tell("lacp.tlv_type", 1).tell("lacp.tlv_length", 1).tell("lacp.collector.max_delay", 2);
  c.tell("lacp.coll_reserved", 12);
  const isEnd = c.peek(1) === 0;
  c.tell("lacp.tlv_type", 1).tell("lacp.tlv_length", 1);
  if (isEnd && c.left > 0) c.tell("lacp.pad", c.left);
}
