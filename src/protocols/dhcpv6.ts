// DHCP for IPv6, RFC 8415 sections 8, 9 and 21.
//
//  0    1              4                 relays:  0    1    2              18             34
// +----+--------------+---------                 +----+----+--------------+--------------+---------
// |type| transaction  | options                  |type|hops| link         | peer         | options
// +----+--------------+---------                 +----+----+--------------+--------------+---------

import { ipv6Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { atLeast, Cursor, telling, word } from "./common/cursor.ts";
import { hexNum, num, raw, v6 } from "./common/located.ts";

const TYPES: Record<number, string> = {
  1: "Solicit",
  2: "Advertise",
  3: "Request",
  4: "Confirm",
  5: "Renew",
  6: "Rebind",
  7: "Reply",
  8: "Release",
  9: "Decline",
  10: "Reconfigure",
  11: "Information-request",
  12: "Relay-forw",
  13: "Relay-reply",
  14: "Leasequery",
  15: "Leasequery-reply",
};
const [RELAY_FORWARD, RELAY_REPLY] = [12, 13];
const [CLIENT_ID, SERVER_ID, IA_NA, IA_TA, IA_ADDRESS, RELAY_MESSAGE, DNS] = [1, 2, 3, 4, 5, 9, 23];
/** Relays in relays, and options in options. */
const MAX_DEPTH = 10;

export const dhcpv6: Protocol = {
  name: "dhcpv6",
  title: "DHCPv6",
  reference: "RFC 8415, 8",
  fields: [
    num(1, "dhcpv6.msgtype", "Message type", { values: TYPES }),
    hexNum(3, "dhcpv6.xid", "Transaction ID"),
    num(1, "dhcpv6.hopcount", "Hopcount"),
    v6("dhcpv6.linkaddr", "Link address"),
    v6("dhcpv6.peeraddr", "Peer address"),
    num(2, "dhcpv6.option.type", "Option"),
    num(2, "dhcpv6.option.length", "Length"),
    raw("dhcpv6.duid.bytes", "DUID"),
    num(4, "dhcpv6.iaid.t1", "T1"),
    num(4, "dhcpv6.iaid.t2", "T2"),
    v6("dhcpv6.iaaddr.ip", "IPv6 address"),
    num(4, "dhcpv6.iaaddr.pref_lifetime", "Preferred lifetime"),
    num(4, "dhcpv6.iaaddr.valid_lifetime", "Valid lifetime"),
    v6("dhcpv6.dns_server", "DNS server address"),
  ],
  claims: { "udp.app": [546, 547] },
  parse: atLeast(4),
  leaf: true,
  column: "DHCPv6",
  ...telling(tell),
};

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
  options(c, say, depth);
}

function options(c: Cursor, say: Say, depth: number): void {
  while (c.left > 0 && depth < MAX_DEPTH) {
    const type = c.number("dhcpv6.option.type", 2);
    const length = c.number("dhcpv6.option.length", 2);
    const inner = c.within(length);
    if ((type === CLIENT_ID || type === SERVER_ID) && length > 0) {
      if (type === CLIENT_ID) say(`CID: ${hexText(bytesAt(c.data, inner.at, length))} `);
      inner.tell("dhcpv6.duid.bytes", length);
    } else if (type === IA_NA) {
      inner.skip(4).tell("dhcpv6.iaid.t1", 4).tell("dhcpv6.iaid.t2", 4);
      options(inner, say, depth + 1);
    } else if (type === IA_TA) options(inner.skip(4), say, depth + 1);
    else if (type === IA_ADDRESS) {
      say(`IAA: ${address(inner, "dhcpv6.iaaddr.ip")} `);
      inner.tell("dhcpv6.iaaddr.pref_lifetime", 4).tell("dhcpv6.iaaddr.valid_lifetime", 4);
      options(inner, say, depth + 1);
    } else if (type === RELAY_MESSAGE) message(inner, say, depth + 1);
    else if (type === DNS) while (inner.left >= 16) inner.tell("dhcpv6.dns_server", 16);
  }
}
