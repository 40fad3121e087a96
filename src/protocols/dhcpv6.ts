// DHCP for IPv6, RFC 8415 sections 8, 9 and 21.
//
//  0    1              4                 relays:  0    1    2              18             34
// +----+--------------+---------                 +----+----+--------------+--------------+---------
// |type| transaction  | options                  |type|hops| link         | peer         | options
// +----+--------------+---------                 +----+----+--------------+--------------+---------

import { ipv6Text, timeText } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { atLeast, Cursor, tellAll, telling, word } from "./common/cursor.ts";
import { OPTION_NAMES, optionFields, TYPES } from "./common/dhcpv6-fields.ts";
import { option } from "./common/dhcpv6-options.ts";
import { hexNum, moment, num, once, raw, str, v6 } from "./common/located.ts";

const [RELAY_FORWARD, RELAY_REPLY] = [12, 13];
const [CLIENT_ID, SERVER_ID, IA_NA, IA_TA, IA_ADDRESS, RELAY_MESSAGE, IA_PD, IA_PREFIX] = [
  1, 2, 3, 4, 5, 9, 25, 26,
];
/** Options that hold options: all of them (leasequery's answer, and RFC 7598), or behind their own fields. */
const NESTING = new Set([44, 45, 89, 92, 94, 95, 96]);
const DUIDS = {
  1: "link-layer address plus time",
  2: "assigned by vendor based on Enterprise number",
  3: "link-layer address",
  4: "Universally Unique IDentifier (UUID)",
};
/** Seconds from 1970 to 2000, from where the times of DUIDs count (RFC 8415, 11.2). */
const YEAR_2000 = 946684800;
/** Relays in relays, and options in options. */
const MAX_DEPTH = 10;

export const dhcpv6: Protocol = {
  name: "dhcpv6",
  title: "DHCPv6",
  reference: "RFC 8415, 8",
  get fields() {
    return fields();
  },
  claims: { "udp.app": [546, 547] },
  parse: atLeast(4),
  leaf: true,
  column: "DHCPv6",
  ...telling(tell),
};

const fields = once(() => [
  num(1, "dhcpv6.msgtype", "Message type", { values: TYPES }),
  hexNum(3, "dhcpv6.xid", "Transaction ID"),
  num(1, "dhcpv6.hopcount", "Hopcount"),
  v6("dhcpv6.linkaddr", "Link address"),
  v6("dhcpv6.peeraddr", "Peer address"),
  num(2, "dhcpv6.option.type", "Option"),
  num(2, "dhcpv6.option.length", "Length"),
  raw("dhcpv6.duid.bytes", "DUID"),
  num(2, "dhcpv6.duid.type", "DUID Type", { values: DUIDS }),
  num(2, "dhcpv6.duidllt.hwtype", "Hardware type"),
  moment("dhcpv6.duidllt.time", "DUID Time"),
  str("dhcpv6.duidllt.link_layer_addr", "Link-layer address"),
  num(4, "dhcpv6.duiden.enterprise", "Enterprise ID"),
  raw("dhcpv6.duiden.identifier", "Identifier"),
  num(2, "dhcpv6.duidll.hwtype", "Hardware type"),
  str("dhcpv6.duidll.link_layer_addr", "Link-layer address"),
  raw("dhcpv6.duiduuid.bytes", "UUID"),
  str("dhcpv6.iaid", "IAID"),
  num(4, "dhcpv6.iaid.t1", "T1"),
  num(4, "dhcpv6.iaid.t2", "T2"),
  v6("dhcpv6.iaaddr.ip", "IPv6 address"),
  num(4, "dhcpv6.iaaddr.pref_lifetime", "Preferred lifetime"),
  num(4, "dhcpv6.iaaddr.valid_lifetime", "Valid lifetime"),
  v6("dhcpv6.dns_server", "DNS server address"),
  num(2, "dhcpv6.requested_option_code", "Requested Option code"),
  num(1, "dhcpv6.option_preference", "Pref-value"),
  num(2, "dhcpv6.elapsed_time", "Elapsed time in milliseconds", { scale: 10 }),
  num(2, "dhcpv6.status_code", "Status Code"),
  str("dhcpv6.status_msg", "Status Message"),
  num(4, "dhcpv6.iaprefix.pref_lifetime", "Preferred lifetime"),
  num(4, "dhcpv6.iaprefix.valid_lifetime", "Valid lifetime"),
  num(1, "dhcpv6.iaprefix.pref_len", "Prefix length"),
  v6("dhcpv6.iaprefix.pref_addr", "Prefix address"),
  ...optionFields(),
]);

type Say = (words: string) => void;

function tell({ data }: Layer, add: Add, say: Say): void {
  message(new Cursor(data, add), say, 0);
}

function address(c: Cursor, field: string): string {
  c.tell(field, 16);
  const [a, b, d, e] = [16, 12, 8, 4].map((back) => c.data.getInt32(c.at - back));
  return ipv6Text(a, b, d, e);
}

function message(c: Cursor, say: Say, depth: number): void {
  const type = c.number("dhcpv6.msgtype", 1);
  say(`${word(TYPES, type, "Message Type")} `);
  if (type === RELAY_FORWARD || type === RELAY_REPLY) {
    c.tell("dhcpv6.hopcount", 1);
    say(`L: ${address(c, "dhcpv6.linkaddr")} `);
    c.tell("dhcpv6.peeraddr", 16);
  } else {
    say(`XID: 0x${c.peek(3).toString(16).padStart(6, "0")} `);
    c.tell("dhcpv6.xid", 3);
  }
  options(c, say, depth, type);
}

function options(c: Cursor, say: Say, depth: number, type: number): void {
  if (depth < MAX_DEPTH) tellAll(() => (c.left > 0 ? nextOption(c, say, depth, type) : null));
}

/** Tells what all options begin with. @returns what tells the rest */
function nextOption(outer: Cursor, say: Say, depth: number, type: number): () => void {
  const length = outer.peek(2, 2);
  const code = outer.peek(2);
  outer.here(
    "dhcpv6.option.type_str",
    Math.min(4 + length, outer.left),
    OPTION_NAMES[code] ?? `DHCP option ${code}`,
  );
  const c = outer.tell("dhcpv6.option.type", 2).tell("dhcpv6.option.length", 2).within(length);
  return () => {
    if ((code === CLIENT_ID || code === SERVER_ID) && length > 0) {
      if (code === CLIENT_ID) say(`CID: ${hexText(bytesAt(c.data, c.at, length))} `);
      c.here("dhcpv6.duid.bytes", length);
      duid(c);
    } else if (code === IA_NA || code === IA_PD) {
      text(c, "dhcpv6.iaid", 4).tell("dhcpv6.iaid.t1", 4).tell("dhcpv6.iaid.t2", 4);
      options(c, say, depth + 1, type);
    } else if (code === IA_TA) options(text(c, "dhcpv6.iata", 4), say, depth + 1, type);
    else if (code === IA_ADDRESS) {
      say(`IAA: ${address(c, "dhcpv6.iaaddr.ip")} `);
      c.tell("dhcpv6.iaaddr.pref_lifetime", 4).tell("dhcpv6.iaaddr.valid_lifetime", 4);
      options(c, say, depth + 1, type);
    } else if (code === IA_PREFIX) {
      c.tell("dhcpv6.iaprefix.pref_lifetime", 4).tell("dhcpv6.iaprefix.valid_lifetime", 4);
      c.tell("dhcpv6.iaprefix.pref_len", 1).tell("dhcpv6.iaprefix.pref_addr", 16);
      options(c, say, depth + 1, type);
    } else if (code === RELAY_MESSAGE) message(c, say, depth + 1);
    else {
      option(c, code, type);
      if (NESTING.has(code)) options(c, say, depth + 1, type);
    }
  };
}

/** Bytes as digits. */
function text(c: Cursor, field: string, size: number, separator = ""): Cursor {
  c.need(size);
  return c.tell(field, size, hexText(bytesAt(c.data, c.at, size), separator));
}

/** Who is who (RFC 8415, 11). */
function duid(c: Cursor): void {
  const type = c.number("dhcpv6.duid.type", 2);
  if (type === 1) {
    c.tell("dhcpv6.duidllt.hwtype", 2);
    c.tell("dhcpv6.duidllt.time", 4, timeText(c.peek(4) + YEAR_2000, 0));
    text(c, "dhcpv6.duidllt.link_layer_addr", c.left, ":");
  } else if (type === 2) {
    c.tell("dhcpv6.duiden.enterprise", 4);
    if (c.left > 0) c.tell("dhcpv6.duiden.identifier", c.left);
  } else if (type === 3) {
    c.tell("dhcpv6.duidll.hwtype", 2);
    text(c, "dhcpv6.duidll.link_layer_addr", c.left, ":");
  } else if (type === 4) c.tell("dhcpv6.duiduuid.bytes", c.left);
}
