// Address Resolution Protocol, RFC 826; RARP (RFC 903) has the same header.
//
//  0         2         4    5    6         8
// +---------+---------+----+----+---------+------------------------------
// | hw type | proto   |hlen|plen| opcode  | sender hw, sender proto, …
// +---------+---------+----+----+---------+------------------------------
import { ip4, mac, u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u16(0, "arp.hw.type", "Hardware type"),
  u16(2, "arp.proto.type", "Protocol type", { base: "hex" }),
  u8(4, "arp.hw.size", "Hardware size"),
  u8(5, "arp.proto.size", "Protocol size"),
  u16(6, "arp.opcode", "Opcode", {
    values: { 1: "request", 2: "reply", 3: "reverse request", 4: "reverse reply" },
  }),
  mac(8, "arp.src.hw_mac", "Sender MAC address"),
  ip4(14, "arp.src.proto_ipv4", "Sender IP address"),
  mac(18, "arp.dst.hw_mac", "Target MAC address"),
  ip4(24, "arp.dst.proto_ipv4", "Target IP address"),
];
const LEN = 8;

export const arp: Protocol = {
  name: "arp",
  title: "Address Resolution Protocol",
  reference: "RFC 826",
  fields,
  claims: { ethertype: [0x0806, 0x8035] },
  parse: parseArp,
  leaf: true,
};

export function parseArp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  s.arp = 1;
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}
