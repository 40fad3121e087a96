// Packets without a link header, LINKTYPE_RAW: the first four bits tell IPv4 from IPv6.
import { ipVersion } from "../core/demux.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

export const rawIp: Protocol = {
  name: "raw",
  title: "Raw packet data",
  reference: "LINKTYPE_RAW",
  fields: [],
  // 12 and 14: DLT_RAW of Linux and OpenBSD, found in files although only 101 should be.
  claims: { linktype: [12, 14, 101] },
  parse: parseRawIp,
  column: "Raw",
  info: () => "Raw packet data",
  body: () => 0,
};

export function parseRawIp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + 1 > lim) return s.short(o + 1);
  s.pos = o;
  return ipVersion[d.getUint8(o) >> 4];
}
