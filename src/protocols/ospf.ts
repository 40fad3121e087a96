// Open Shortest Path First: version 2 is RFC 2328 section A.3.1, version 3 RFC 5340 section A.3.1.
//
//  0    1    2         4              8              12        14
// +----+----+---------+--------------+--------------+---------+---------
// |ver |type| length  | router       | area         | checksum| v2: authentication, v3: instance
// +----+----+---------+--------------+--------------+---------+---------

import { ip4, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, numberOf, word } from "./common/cursor.ts";
import { hexNum, num, raw, v4 } from "./common/located.ts";

const TYPES: Record<number, string> = {
  1: "Hello Packet",
  2: "DB Description",
  3: "LS Request",
  4: "LS Update",
  5: "LS Acknowledge",
};

const fields = [
  u8(0, "ospf.version", "Version"),
  u8(1, "ospf.msg", "Message Type", { values: TYPES }),
  u16(2, "ospf.packet_length", "Packet Length"),
  ip4(4, "ospf.srcrouter", "Source OSPF Router"),
  ip4(8, "ospf.area_id", "Area ID"),
  u16(12, "ospf.checksum", "Checksum", { base: "hex" }),
  hexNum(2, "ospf.auth.type", "Auth Type"),
  raw("ospf.auth.none", "Auth Data (none)", 8),
  num(1, "ospf.instance_id", "Instance ID"),
  v4("ospf.hello.network_mask", "Network Mask"),
  num(4, "ospf.hello.interface_id", "Interface ID"),
  num(2, "ospf.hello.hello_interval", "Hello Interval [sec]"),
  num(1, "ospf.hello.router_priority", "Router Priority"),
  num(4, "ospf.hello.router_dead_interval", "Router Dead Interval [sec]"),
  v4("ospf.hello.designated_router", "Designated Router"),
  v4("ospf.hello.backup_designated_router", "Backup Designated Router"),
  v4("ospf.hello.active_neighbor", "Active Neighbor"),
];
const HELLO = 1;
const V2_HEADER = 24;
const V3_HEADER = 16;

export const ospf: Protocol = {
  name: "ospf",
  title: "Open Shortest Path First",
  reference: "RFC 2328, A.3; RFC 5340, A.3",
  fields,
  claims: { "ip.proto": [89] },
  parse: atLeast(12),
  leaf: true,
  info: (layer) => word(TYPES, numberOf(layer, "ospf.msg")),
  locate,
};

function locate({ data }: Layer, add: Add): void {
  const [version, type, length] = [data.getUint8(0), data.getUint8(1), data.getUint16(2)];
  const c = new Cursor(data, add, 14, Math.min(Math.max(length, 14), data.byteLength));
  if (version === 2) {
    const kind = c.number("ospf.auth.type", 2);
    if (kind === 0) c.here("ospf.auth.none", 8);
    c.at = V2_HEADER;
  } else if (version === 3) {
    c.tell("ospf.instance_id", 1);
    c.at = V3_HEADER;
  } else return;
  if (type !== HELLO) return;
  if (version === 2) {
    c.tell("ospf.hello.network_mask", 4).tell("ospf.hello.hello_interval", 2).skip(1);
    c.tell("ospf.hello.router_priority", 1).tell("ospf.hello.router_dead_interval", 4);
  } else {
    c.tell("ospf.hello.interface_id", 4).tell("ospf.hello.router_priority", 1).skip(3);
    c.tell("ospf.hello.hello_interval", 2).tell("ospf.hello.router_dead_interval", 2);
  }
  c.tell("ospf.hello.designated_router", 4).tell("ospf.hello.backup_designated_router", 4);
  while (c.left >= 4) c.tell("ospf.hello.active_neighbor", 4);
}
