// Transmission Control Protocol, RFC 9293 section 3.1.
//
//  0         2         4              8              12   13   14        16        18        20
// +---------+---------+--------------+--------------+----+----+---------+---------+---------+--------
// | source  | destin. | sequence     | acknowledged |off |flag| window  | checksum| urgent  | options
// +---------+---------+--------------+--------------+----+----+---------+---------+---------+--------
import { tcpApp, tcpPort } from "../core/demux.ts";
import { flag, u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { Connection, type LayerStack } from "../core/stack.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  PORTS = 0,
  DATA_OFFSET = 12,
  END = 20,
}

const fields = [
  u16(At.PORTS, "tcp.srcport", "Source Port"),
  u16(2, "tcp.dstport", "Destination Port"),
  u32(4, "tcp.seq_raw", "Sequence Number (raw)"),
  u32(8, "tcp.ack_raw", "Acknowledgment Number (raw)"),
  u8(At.DATA_OFFSET, "tcp.hdr_len", "Header Length", { mask: 0xf0 }),
  u16(12, "tcp.flags", "Flags", { mask: 0x0fff, base: "hex" }),
  flag(13, 1, 0x80, "tcp.flags.cwr", "Congestion Window Reduced"),
  flag(13, 1, 0x40, "tcp.flags.ece", "ECN-Echo"),
  flag(13, 1, 0x20, "tcp.flags.urg", "Urgent"),
  flag(13, 1, 0x10, "tcp.flags.ack", "Acknowledgment"),
  flag(13, 1, 0x08, "tcp.flags.push", "Push"),
  flag(13, 1, 0x04, "tcp.flags.reset", "Reset"),
  flag(13, 1, 0x02, "tcp.flags.syn", "Syn"),
  flag(13, 1, 0x01, "tcp.flags.fin", "Fin"),
  u16(14, "tcp.window_size_value", "Window"),
  u16(16, "tcp.checksum", "Checksum", { base: "hex" }),
  u16(18, "tcp.urgent_pointer", "Urgent Pointer"),
];
const PORTS_LEN = 4;

export const tcp: Protocol = {
  name: "tcp",
  title: "Transmission Control Protocol",
  reference: "RFC 9293, 3.1",
  fields,
  claims: { "ip.proto": [6] },
  parse: parseTcp,
  apps: tcpApp,
  body: (data) => (data.getUint8(At.DATA_OFFSET) >> 4) << 2,
};

export function parseTcp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + PORTS_LEN > lim) return s.short(o + At.END);
  const ports = d.getInt32(o + At.PORTS);
  s.ports = ports;
  s.l4 = s.n - 1;
  const other = tcpPort[ports & 0xffff];
  if (other !== 0 && s.refused === 0) {
    s.pop();
    s.pos = o;
    return other;
  }
  // Nothing but a TCP server answers from such a port: STT sends to it in both directions.
  if (other === 0 && tcpPort[ports >>> 16] !== 0) s.connection = Connection.reply;
  if (o + At.END > lim) return s.shortLeaf(o + At.END);
  const end = o + ((d.getUint8(o + At.DATA_OFFSET) >> 4) << 2);
  if (end < o + At.END) return s.malformed();
  if (end > lim) return s.shortLeaf(end);
  s.pos = end;
  return 0;
}
