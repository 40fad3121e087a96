// Routing Information Protocol, RFC 2453 section 4; authentication by digests: RFC 4822, 3.
//
//  0    1    2         4         6         8              12             16             20             24
// +----+----+---------+---------+---------+--------------+--------------+--------------+--------------+----
// | cmd|ver |         | family  | tag     | address      | mask         | next hop     | metric       | …
// +----+----+---------+---------+---------+--------------+--------------+--------------+--------------+----

import { u8 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, numberOf, word } from "./common/cursor.ts";
import { num, raw, said, str, v4 } from "./common/located.ts";

const COMMANDS: Record<number, string> = { 1: "Request", 2: "Response", 3: "Traceon", 4: "Traceoff" };
const VERSION_2 = 2;
const INET = 2;
/** Of an entry that is no route: what stands for all of them in a request, and authentication. */
const [UNSPECIFIED, AUTHENTICATION] = [0, 0xffff];
const AUTHENTICATIONS = { 2: "Simple Password", 3: "Keyed Message Digest" };
const [PASSWORD, DIGEST] = [2, 3];
const ENTRY = 20;
const DIGEST_SIZE = 16;

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
    num(2, "rip.auth.type", "Authentication type", { values: AUTHENTICATIONS }),
    str("rip.auth.passwd", "Password"),
    num(2, "rip.digest_offset", "Digest Offset"),
    num(1, "rip.key_id", "Key ID"),
    num(1, "rip.auth_data_len", "Auth Data Len"),
    num(4, "rip.seq_num", "Seq num"),
    str("rip.zero_padding", "Zero padding"),
    raw("rip.authentication_data", "Authentication Data", DIGEST_SIZE),
    said("warning", "protocol", "rip.unknown_address_family", "Unknown address family"),
  ],
  claims: { "udp.app": [520] },
  parse: atLeast(4),
  leaf: true,
  column: (layer) => `RIPv${numberOf(layer, "rip.version")}`,
  info: (layer) => word(COMMANDS, numberOf(layer, "rip.command")),
  locate,
};

const HEADER = 4;

function locate({ data }: Layer, add: Add): void {
  const isVersion2 = data.getUint8(1) === VERSION_2;
  const c = new Cursor(data, add, HEADER);
  while (c.left >= ENTRY) {
    const family = c.peek(2);
    if (family === INET || family === UNSPECIFIED) tellRoute(c, isVersion2);
    else if (family === AUTHENTICATION && c.at === HEADER) tellAuthentication(c.within(ENTRY, 0));
    else {
      // A digest stands behind the routes like one more of them.
      c.here("rip.unknown_address_family", 0, `Unknown address family ${family}`);
      c.skip(ENTRY);
    }
  }
}

function tellRoute(c: Cursor, isVersion2: boolean): void {
  const isInet = c.number("rip.family", 2) === INET;
  if (isVersion2) c.here("rip.route_tag", 2);
  c.skip(2);
  if (isInet) c.here("rip.ip", 4);
  c.skip(4);
  if (isVersion2) c.tell("rip.netmask", 4).tell("rip.next_hop", 4);
  else c.skip(8);
  c.tell("rip.metric", 4);
}

/** RFC 2453, 4.1; RFC 4822, 3. */
function tellAuthentication(c: Cursor): void {
  const type = c.skip(2).number("rip.auth.type", 2);
  if (type === PASSWORD) c.text("rip.auth.passwd", c.left);
  if (type !== DIGEST) return;
  const offset = c.number("rip.digest_offset", 2);
  c.tell("rip.key_id", 1).tell("rip.auth_data_len", 1).tell("rip.seq_num", 4);
  c.text("rip.zero_padding", c.left);
  // Two bytes of ones and a one stand before it.
  new Cursor(c.data, c.add, offset + 4, c.data.byteLength, c.depth).here(
    "rip.authentication_data",
    DIGEST_SIZE,
  );
}
