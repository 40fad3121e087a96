// Solaris' view of packets inside a machine, https://www.tcpdump.org/linktypes/LINKTYPE_IPNET.html
//
//  0    1    2         4              8              12             16             20             24
// +----+----+---------+--------------+--------------+--------------+--------------+--------------+
// |ver |fam | hook    | length       | interface    | group        | source zone  | dest. zone   |
// +----+----+---------+--------------+--------------+--------------+--------------+--------------+
import { ipVersion } from "../core/demux.ts";
import { u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

enum At {
  FAMILY = 1,
  END = 24,
}
/** Solaris' own numbers. */
const IPV4_FAMILY = 2;
const IPV6_FAMILY = 26;

export const ipnet: Protocol = {
  name: "ipnet",
  title: "Solaris IPNET",
  reference: "LINKTYPE_IPNET",
  fields: [
    u8(0, "ipnet.version", "Header version"),
    u8(At.FAMILY, "ipnet.family", "Address family"),
    u16(2, "ipnet.htype", "Hook type", { values: { 0: "Inbound", 1: "Outbound", 2: "Local" } }),
    u32(4, "ipnet.pktlen", "Data length"),
    u32(8, "ipnet.ifindex", "Interface index"),
    u32(12, "ipnet.grifindex", "Group interface index"),
    u32(16, "ipnet.zsrc", "Source Zone ID"),
    u32(20, "ipnet.zdst", "Destination Zone ID"),
  ],
  claims: { linktype: [226] },
  parse: parseIpnet,
  body: () => At.END,
};

export function parseIpnet(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  s.pos = o + At.END;
  const family = d.getUint8(o + At.FAMILY);
  return ipVersion[family === IPV4_FAMILY ? 4 : family === IPV6_FAMILY ? 6 : 0];
}
