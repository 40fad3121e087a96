// Transports whose header starts with two ports, and which are read no further: SCTP (RFC 9260 section 3.1),
// DCCP (RFC 4340 section 5.1) and UDP-Lite (RFC 3828 section 3.1).
//
//  0         2         4
// +---------+---------+-----
// | source  | destin. |
// +---------+---------+-----
import { offsets, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const portFields = <N extends string>(prefix: N) => [
  u16(0, `${prefix}.srcport`, "Source port"),
  u16(2, `${prefix}.dstport`, "Destination port"),
];
const fields = portFields("sctp");
const at = offsets(fields);
const LEN = 4;

export const sctp: Protocol = {
  name: "sctp",
  title: "Stream Control Transmission Protocol",
  reference: "RFC 9260, 3.1",
  fields,
  claims: { "ip.proto": [132] },
  parse: parsePorts,
  leaf: true,
};

export const dccp: Protocol = {
  name: "dccp",
  title: "Datagram Congestion Control Protocol",
  reference: "RFC 4340, 5.1",
  fields: portFields("dccp"),
  claims: { "ip.proto": [33] },
  parse: parsePorts,
  leaf: true,
};

export const udpLite: Protocol = {
  name: "udplite",
  title: "Lightweight User Datagram Protocol",
  reference: "RFC 3828, 3.1",
  // Wireshark has no names of its own for them.
  fields: portFields("udp"),
  claims: { "ip.proto": [136] },
  parse: parsePorts,
  leaf: true,
};

/** Parses all three. */
export function parsePorts(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortLeaf(o + LEN);
  s.ports = d.getInt32(o + at["sctp.srcport"]);
  s.l4 = s.n - 1;
  return 0;
}
