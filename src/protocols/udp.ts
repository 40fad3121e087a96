// User Datagram Protocol, RFC 768.
//
//  0         2         4         6         8
// +---------+---------+---------+---------+
// | source  | destin. | length  | checksum|
// +---------+---------+---------+---------+

import { udpApp, udpGuess, udpPort, udpSourcePort } from "../core/demux.ts";
import { withPorts } from "../core/exchange.ts";
import { located, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Fact, type Recall } from "../core/recall.ts";
import type { LayerStack } from "../core/stack.ts";
import { Checksum, statusBehind, transportStatus } from "./common/checksum.ts";
import { tellTimes, timeRecalls } from "./common/conversation-times.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import { isJumbogram, udpRemarkFields, udpRemarks } from "./common/remarks.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  PORTS = 0,
  LENGTH = 4,
  CHECKSUM = 6,
  END = 8,
}

const fields = [
  u16(At.PORTS, "udp.srcport", "Source Port"),
  u16(2, "udp.dstport", "Destination Port"),
  u16(At.LENGTH, "udp.length", "Length"),
  u16(At.CHECKSUM, "udp.checksum", "Checksum", { base: "hex" }),
  located("uint", 1, "udp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  located("uint", 4, "udp.stream", "Stream index"),
  located("duration", 0, "udp.time_relative", "Time since first frame"),
  located("duration", 0, "udp.time_delta", "Time since previous frame"),
  located("bytes", 0, "udp.payload", "Payload"),
  ...udpRemarkFields,
];
const recalls: Readonly<Record<string, Recall>> = {
  "udp.stream": { as: "number", word: Fact.stream },
  ...timeRecalls("udp"),
};
const PORTS_LEN = 4;
const IPV6 = 6;
const UDP = 17;

export const udp: Protocol = {
  name: "udp",
  title: "User Datagram Protocol",
  reference: "RFC 768",
  fields,
  claims: { "ip.proto": [UDP] },
  parse: parseUdp,
  steady: {
    decides: "00".repeat(At.END),
    tells: "ff ff ff ff",
    leads: [
      { at: 2, by: udpPort },
      { at: 0, by: udpSourcePort },
    ],
    length: { at: At.LENGTH, from: 0 },
    unless: IPV6,
    last: true,
  },
  apps: udpApp,
  column: ({ data }) => (data.byteLength < PORTS_LEN ? "" : "UDP"),
  aliases: { "udp.port": ["udp.srcport", "udp.dstport"] },
  summary: (layer) => `, Src Port: ${layer.get("udp.srcport")}, Dst Port: ${layer.get("udp.dstport")}`,
  info: (layer) => {
    const { data: d } = layer;
    const ports = `${d.getUint16(0)} → ${d.getUint16(2)}`;
    if (d.byteLength < At.CHECKSUM) return ports;
    const length = lengthOf(layer);
    if (length > layer.wireLength && layer.frame.whole)
      return `${ports} [BAD UDP LENGTH ${length} > IP PAYLOAD LENGTH] Len=${length - At.END}`;
    if (d.byteLength < At.END) return `${ports} Len=${length - At.END}`;
    if (length < At.END) return `${ports} [BAD UDP LENGTH ${length} < ${At.END}]`;
    const jumbo = isJumbogram(layer) ? " [Jumbogram]" : "";
    const illegal = statusOf(layer) === Checksum.illegal ? " [ILLEGAL CHECKSUM (0)]" : "";
    return `${ports} Len=${length - At.END}${jumbo}${illegal}`;
  },
  tellsFault: ({ data }) => {
    const length = data.byteLength < At.END ? 0 : data.getUint16(At.LENGTH);
    return length > 0 && length < At.END;
  },
  remarks: udpRemarks,
  // What is cut before the header ends belongs to none.
  remembers: (name) => Object.hasOwn(recalls, name),
  exchange: (layer) => (layer.data.byteLength < At.END ? undefined : withPorts(layer, "udp")),
  locate,
  // UDP-Lite's is located.
  figures: { "udp.length": (d, at, end) => (end - at < At.CHECKSUM ? -1 : d.getUint16(at + At.LENGTH)) },
  recalls,
  sums: { "udp.checksum.status": statusAt },
  summed: { "udp.checksum.status": { protocol: UDP, length: At.LENGTH, optional: At.CHECKSUM } },
  spans: { "udp.payload": { at: At.END } },
  sound: true,
  faults: { past: true },
  body: () => At.END,
};

export function parseUdp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + PORTS_LEN > lim) {
    // Both ports or none.
    s.end[s.n - 1] = o;
    return s.short(o + At.END);
  }
  const ports = d.getInt32(o + At.PORTS);
  s.ports = ports;
  s.l4 = s.n - 1;
  // The destination port names a tunnel: any source port is a legal hash value, but where both ends of a tunnel
  // keep to one port.
  const told = udpPort[ports & 0xffff];
  const next = told !== 0 ? told : udpSourcePort[ports >>> 16];
  if (o + At.END > lim) return next === 0 ? s.shortLeaf(o + At.END) : s.shortTunnel(o + At.END);
  const length = d.getUint16(o + At.LENGTH);
  // 0: longer than 65,535 (RFC 2675) or segmentation offload.
  if (length !== 0) {
    if (length < At.END) return s.malformed();
    s.narrow(o + length);
  }
  const pos = o + At.END;
  s.pos = pos;
  // What carries nothing is nobody's tunnel.
  if (pos === s.wire) return 0;
  if (next !== 0 || udpGuess[0] === 0) return next;
  // Teredo's peers meet on any ports.
  if (pos < s.lim) return d.getUint8(pos) >> 4 === IPV6 ? udpGuess[0] : 0;
  return s.shortLeaf(pos + 1);
}

/** Header and payload on the wire. */
const lengthOf = ({ data, wireLength }: Layer): number => data.getUint16(At.LENGTH) || wireLength;

function statusOf(layer: Layer): number {
  const { data } = layer;
  if (data.getUint16(At.CHECKSUM) !== 0) return transportStatus(layer, UDP, lengthOf(layer));
  // Over IPv6 only tunnels may do without (RFC 6935).
  if (udpPort[data.getUint16(2)] !== 0) return Checksum.absent;
  const above = layer.packet.layers()[layer.index - 1]?.protocol.name ?? "";
  return above.startsWith("ipv6") ? Checksum.illegal : Checksum.absent;
}

/** As `statusOf`, without a layer. */
function statusAt(d: DataView, at: number, end: number, wire: number, ip: number): number {
  const length = d.getUint16(at + At.LENGTH);
  if (d.getUint16(at + At.CHECKSUM) !== 0)
    return length === 0 ? -1 : statusBehind(d, at, length, end, wire, UDP, ip);
  if (udpPort[d.getUint16(at + 2)] !== 0) return Checksum.absent;
  return d.getUint8(ip) >> 4 === IPV6 ? Checksum.illegal : Checksum.absent;
}

function locate(layer: Layer, add: Add): void {
  const { data, conversation } = layer;
  add("udp.checksum.status", At.CHECKSUM, 2, () => statusOf(layer));
  if (conversation !== undefined) {
    add("udp.stream", 0, 0, conversation.stream);
    tellTimes("udp", layer.packet, conversation, add);
  }
  const carried = Math.min(data.byteLength, lengthOf(layer)) - At.END;
  if (carried > 0) add("udp.payload", At.END, carried);
}
