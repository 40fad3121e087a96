// Routing Information Protocol, RFC 2453 section 4.
//
//  0    1    2         4         6         8              12             16             20             24
// +----+----+---------+---------+---------+--------------+--------------+--------------+--------------+----
// | cmd|ver |         | family  | tag     | address      | mask         | next hop     | metric       | …
// +----+----+---------+---------+---------+--------------+--------------+--------------+--------------+----

import { u8 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, numberOf, word } from "./common/cursor.ts";
import { num, v4 } from "./common/located.ts";

const COMMANDS: Record<number, string> = { 1: "Request", 2: "Response", 3: "Traceon", 4: "Traceoff" };
const VERSION_2 = 2;
const INET = 2;

export const rip: Protocol = {
  name: "rip",
  title: "Routing Information Protocol",
  reference: "RFC 2453, 4",
  fields: [
    u8(0, "rip.command", "Command", { values: COMMANDS }),
    u8(1, "rip.version", "Version"),
    num(2, "rip.family", "Address Family"),
    num(2, "rip.route_tag", "Route Tag"),
    v4("rip.ip", "IP Address"),
    v4("rip.netmask", "Netmask"),
    v4("rip.next_hop", "Next Hop"),
    num(4, "rip.metric", "Metric"),
  ],
  claims: { "udp.app": [520] },
  parse: atLeast(4),
  leaf: true,
  column: (layer) => `RIPv${numberOf(layer, "rip.version")}`,
  info: (layer) => word(COMMANDS, numberOf(layer, "rip.command")),
  locate,
};

function locate({ data }: Layer, add: Add): void {
  const version = data.getUint8(1);
  const c = new Cursor(data, add, 4);
  while (c.left >= 20) {
    const family = c.number("rip.family", 2);
    if (family !== INET) {
      c.skip(18);
      continue;
    }
    if (version === VERSION_2)
      c.tell("rip.route_tag", 2).tell("rip.ip", 4).tell("rip.netmask", 4).tell("rip.next_hop", 4);
    else c.skip(2).tell("rip.ip", 4).skip(8);
    c.tell("rip.metric", 4);
  }
}
