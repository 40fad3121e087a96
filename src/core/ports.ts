/** Transports whose header starts with two ports, and which carry no tunnel: facts read no further. */
import type { LayerStack } from "./stack.ts";

const LEN = 4;

/** Parses the ports of SCTP, DCCP and UDP-Lite. */
export function parsePorts(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortLeaf(o + LEN);
  s.ports = d.getInt32(o);
  s.l4 = s.n - 1;
  return 0;
}
