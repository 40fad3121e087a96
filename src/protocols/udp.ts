// User Datagram Protocol, RFC 768; UDP-Lite (RFC 3828) has a coverage where UDP has its length.
//
//  0         2         4         6         8
// +---------+---------+---------+---------+
// | source  | destin. | length  | checksum|
// +---------+---------+---------+---------+
import { udpApp, udpPort } from "../core/demux.ts";
import { u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  PORTS = 0,
  LENGTH = 4,
  END = 8,
}

const fields = [
  u16(At.PORTS, "udp.srcport", "Source Port"),
  u16(2, "udp.dstport", "Destination Port"),
  u16(At.LENGTH, "udp.length", "Length"),
  u16(6, "udp.checksum", "Checksum", { base: "hex" }),
];
const PORTS_LEN = 4;

export const udp: Protocol = {
  name: "udp",
  title: "User Datagram Protocol",
  reference: "RFC 768",
  fields,
  claims: { "ip.proto": [17] },
  parse: parseUdp,
  apps: udpApp,
  aliases: { "udp.port": ["udp.srcport", "udp.dstport"] },
  summary: (layer) => `, Src Port: ${layer.get("udp.srcport")}, Dst Port: ${layer.get("udp.dstport")}`,
  info: (layer) => {
    const length = layer.get("udp.length") as number | undefined;
    const carried = length === undefined ? "" : ` Len=${Math.max(0, length - At.END)}`;
    return `${layer.get("udp.srcport")} → ${layer.get("udp.dstport")}${carried}`;
  },
  body: () => At.END,
};

export function parseUdp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + PORTS_LEN > lim) return s.short(o + At.END);
  const ports = d.getInt32(o + At.PORTS);
  s.ports = ports;
  s.l4 = s.n - 1;
  // Only the destination port names a tunnel: any source port is a legal hash value.
  const next = udpPort[ports & 0xffff];
  if (o + At.END > lim) return next === 0 ? s.shortLeaf(o + At.END) : s.shortTunnel(o + At.END);
  const length = d.getUint16(o + At.LENGTH);
  // 0: longer than 65,535 (RFC 2675) or segmentation offload.
  if (length !== 0) {
    if (length < At.END) return s.malformed();
    s.narrow(o + length);
  }
  s.pos = o + At.END;
  return next;
}
