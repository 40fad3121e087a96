// Lightweight User Datagram Protocol, RFC 3828 section 3.1.
//
//  0         2         4         6         8
// +---------+---------+---------+---------+
// | source  | destin. | coverage| checksum|
// +---------+---------+---------+---------+

import { udpApp } from "../core/demux.ts";
import { withPorts } from "../core/exchange.ts";
import { located, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import { parsePorts } from "../core/ports.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Checksum, transportStatus } from "./common/checksum.ts";
import { tellTimes } from "./common/conversation-times.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";

enum At {
  COVERAGE = 4,
  CHECKSUM = 6,
  END = 8,
}
const UDP_LITE = 136;

export const udpLite: Protocol = {
  name: "udplite",
  roots: ["udp"],
  title: "Lightweight User Datagram Protocol",
  reference: "RFC 3828, 3.1",
  // Wireshark uses UDP's names.
  fields: [
    u16(0, "udp.srcport", "Source Port"),
    u16(2, "udp.dstport", "Destination Port"),
    u16(At.COVERAGE, "udp.checksum_coverage", "Checksum coverage"),
    u16(At.CHECKSUM, "udp.checksum", "Checksum", { base: "hex" }),
    located("uint", 1, "udp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
    located("uint", 2, "udp.length", "Length"),
    located("uint", 4, "udp.stream", "Stream index"),
    located("duration", 0, "udp.time_relative", "Time since first frame"),
    located("duration", 0, "udp.time_delta", "Time since previous frame"),
    located("bytes", 0, "udp.payload", "Payload"),
  ],
  claims: { "ip.proto": [UDP_LITE] },
  parse: parseUdpLite,
  leaf: true,
  apps: udpApp,
  aliases: { "udp.port": ["udp.srcport", "udp.dstport"] },
  column: "UDP-Lite",
  info,
  summary: (layer) => `, Src Port: ${layer.get("udp.srcport")}, Dst Port: ${layer.get("udp.dstport")}`,
  remembers: (name) => /^udp\.(stream|time_)/.test(name),
  exchange: (layer) => withPorts(layer, "udp"),
  locate,
  figures: { "udp.length": (_, at, end, wire) => (end - at < At.END ? -1 : wire - at) },
  body: () => At.END,
};

export function parseUdpLite(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END <= lim) s.pos = o + At.END;
  return parsePorts(d, o, lim, s);
}

/** How many bytes the checksum covers; 0 means all. */
const coverageOf = ({ data, wireLength }: Layer): number => data.getUint16(At.COVERAGE) || wireLength;

const isBad = (layer: Layer): boolean => {
  const coverage = coverageOf(layer);
  return coverage < At.END || coverage > layer.wireLength;
};

function statusOf(layer: Layer): number {
  // Unlike UDP's it is never left out.
  if (layer.data.getUint16(At.CHECKSUM) === 0) return Checksum.illegal;
  if (isBad(layer)) return Checksum.unverified;
  return transportStatus(layer, UDP_LITE, coverageOf(layer), layer.wireLength);
}

function info(layer: Layer): string {
  const { data: d, wireLength } = layer;
  const bad = isBad(layer)
    ? ` [BAD LIGHTWEIGHT UDP CHECKSUM COVERAGE LENGTH ${coverageOf(layer)} < ${At.END} or > ${wireLength}]`
    : "";
  const illegal = d.getUint16(At.CHECKSUM) === 0 ? " [ILLEGAL CHECKSUM (0)]" : "";
  return `${d.getUint16(0)} → ${d.getUint16(2)}${bad} Len=${wireLength - At.END}${illegal}`;
}

function locate(layer: Layer, add: Add): void {
  const { data, conversation } = layer;
  add("udp.checksum.status", At.CHECKSUM, 2, statusOf(layer));
  add("udp.length", 0, 0, layer.wireLength);
  if (conversation !== undefined) {
    add("udp.stream", 0, 0, conversation.stream);
    tellTimes("udp", layer.packet, conversation, add);
  }
  if (data.byteLength > At.END) add("udp.payload", At.END, data.byteLength - At.END);
}
