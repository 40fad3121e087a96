/** What a node says of itself by ICMPv6: node information, RFC 4620 section 4. */

import type { Layer } from "../../core/layer.ts";
import type { Cursor } from "./cursor.ts";
import { domainName } from "./domain-name.ts";
import { bit, hexNum, num, str, v4, v6 } from "./located.ts";

const QUERIES = {
  0: "NOOP",
  1: "Supported query types (Obsolete)",
  2: "Node Name",
  3: "Node addresses",
  4: "IPv4 node addresses",
};
const ADDRESS = 16;

export const nodeFields = [
  num(2, "icmpv6.ni.qtype", "Qtype", { values: QUERIES }),
  hexNum(2, "icmpv6.ni.flag", "Flags"),
  bit(2, 0x20, "icmpv6.ni.flag.g", "Global-scope addresses"),
  bit(2, 0x10, "icmpv6.ni.flag.s", "Site-local addresses"),
  bit(2, 0x08, "icmpv6.ni.flag.l", "Link-local addresses"),
  bit(2, 0x04, "icmpv6.ni.flag.c", "Compression"),
  bit(2, 0x02, "icmpv6.ni.flag.a", "Unicast Addresses"),
  bit(2, 0x01, "icmpv6.ni.flag.t", "Truncated"),
  hexNum(2, "icmpv6.ni.flag.rsv", "Reserved", { mask: 0xffc0 }),
  hexNum(8, "icmpv6.ni.nonce", "Nonce"),
  v6("icmpv6.ni.query.subject_ipv6", "IPv6 subject address"),
  str("icmpv6.ni.query.subject_fqdn", "FQDN subject"),
  v4("icmpv6.ni.query.subject_ipv4", "IPv4 subject address"),
  num(4, "icmpv6.ni.reply.node_ttl", "TTL"),
  str("icmpv6.ni.reply.node_name", "Name Node"),
  v6("icmpv6.ni.reply.node_address", "IPv6 Node address"),
  v4("icmpv6.ni.reply.ipv4_address", "IPv4 Node address"),
];

function tellNode(c: Cursor): number {
  const kind = c.number("icmpv6.ni.qtype", 2);
  const flags = ["g", "s", "l", "c", "a", "t", "rsv"].map((name) => `icmpv6.ni.flag.${name}`);
  c.here("icmpv6.ni.flag", 2)
    .bits(2, ...flags)
    .skip(2);
  c.tell("icmpv6.ni.nonce", 8);
  return kind;
}

export function tellNodeQuery(c: Cursor, { data }: Layer): void {
  tellNode(c);
  const subject = data.getUint8(1);
  if (c.left === 0) return;
  if (subject === 0) c.tell("icmpv6.ni.query.subject_ipv6", ADDRESS);
  else if (subject === 2) c.tell("icmpv6.ni.query.subject_ipv4", 4);
  else if (subject === 1) {
    const name = domainName(c.data, c.at, c.at, c.end);
    c.tell("icmpv6.ni.query.subject_fqdn", name.size, name.text);
  }
}

export function tellNodeReply(c: Cursor): void {
  const kind = tellNode(c);
  while (c.left > 0) {
    if (kind < 2 || kind > 4) return;
    c.tell("icmpv6.ni.reply.node_ttl", 4);
    if (kind === 3) c.tell("icmpv6.ni.reply.node_address", ADDRESS);
    else if (kind === 4) c.tell("icmpv6.ni.reply.ipv4_address", 4);
    else {
      const name = domainName(c.data, c.at, c.at, c.end);
      c.tell("icmpv6.ni.reply.node_name", name.size, name.text);
      return;
    }
  }
}
