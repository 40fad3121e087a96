// Ethernet II and IEEE 802.3 (clause 3.2.6: a length up to 1500, a type from 0x0600).
//
//  0                   6                  12        14
// +-------------------+-------------------+---------+
// |    destination    |      source       | type or |
// |                   |                   | length  |
// +-------------------+-------------------+---------+
import { mac, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { MIN_TYPE, nextByTypeOrLength } from "../core/type-or-length.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  TYPE = 12,
  END = 14,
}

const fields = [
  mac(0, "eth.dst", "Destination"),
  mac(6, "eth.src", "Source"),
  u16(At.TYPE, "eth.type", "Type", { base: "hex" }),
];

export const ethernet: Protocol = {
  name: "eth",
  title: "Ethernet",
  reference: "IEEE 802.3",
  fields,
  // 0x6558: transparent Ethernet bridging, the ethertype under which GRE carries whole frames.
  claims: { linktype: [1], ethertype: [0x6558] },
  parse: parseEthernet,
  aliases: { "eth.addr": ["eth.dst", "eth.src"] },
  // Wireshark counts the type field as a layer of its own.
  spelling: ({ data }) => (data.getUint16(At.TYPE) >= MIN_TYPE ? "eth:ethertype" : "eth"),
  summary: (layer) => `, Src: ${layer.get("eth.src")}, Dst: ${layer.get("eth.dst")}`,
  body: () => At.END,
};

export function parseEthernet(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  s.ethernet = s.n - 1;
  s.pos = o + At.END;
  return nextByTypeOrLength(d.getUint16(o + At.TYPE), s);
}
