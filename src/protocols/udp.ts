// User Datagram Protocol, RFC 768; UDP-Lite (RFC 3828) has a coverage where UDP has its length.
//
//  0         2         4         6         8
// +---------+---------+---------+---------+
// | source  | destin. | length  | checksum|
// +---------+---------+---------+---------+
import { udpPort } from "../core/demux.ts";
import { offsets, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u16(0, "udp.srcport", "Source Port"),
  u16(2, "udp.dstport", "Destination Port"),
  u16(4, "udp.length", "Length"),
  u16(6, "udp.checksum", "Checksum", { base: "hex" }),
];
const at = offsets(fields);
const LEN = 8;
const PORTS_LEN = 4;

export const udp: Protocol = {
  name: "udp",
  title: "User Datagram Protocol",
  reference: "RFC 768",
  fields,
  claims: { "ip.proto": [17] },
};

export function parseUdp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + PORTS_LEN > lim) return s.short(o + LEN);
  const ports = d.getInt32(o + at["udp.srcport"]);
  s.ports = ports;
  s.l4 = s.n - 1;
  // Only the destination port names a tunnel: any source port is a legal hash value.
  const next = udpPort[ports & 0xffff];
  if (o + LEN > lim) return next === 0 ? s.shortLeaf(o + LEN) : s.shortTunnel(o + LEN);
  const length = d.getUint16(o + at["udp.length"]);
  // 0: longer than 65,535 (RFC 2675) or segmentation offload.
  if (length !== 0) {
    if (length < LEN) return s.malformed();
    s.narrow(o + length);
  }
  s.pos = o + LEN;
  return next;
}
