/** The last layer of a frame: whether it is shown, and where what it carries begins. */
import type { Frame } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { type LayerStack, Stop } from "../core/stack.ts";
import { protocolNumber, protocols } from "../protocols/registry.ts";
import type { Extension } from "./extend.ts";

const UDP = protocolNumber("udp");
const PPPOE = protocolNumber("pppoes");
const NSH = protocolNumber("nsh");
const IPV4 = protocolNumber("ip");

/** Where what the last header carries begins, if that header is one like most; -1: it has to be asked. */
export function startOf({ view, stack: { proto, off, n, l4, ports, pos } }: Frame, end: number): number {
  const last = n - 1;
  const { steady, odd, oddOn } = protocols[proto[last]] as Protocol;
  if (last !== l4 || steady === undefined || oddOn?.(ports) === true) return -1;
  return odd?.(view, off[last], end) === true ? -1 : pos;
}

/**
 * The last layer has no byte: as Wireshark does, nobody is asked behind IPv4 if there is none on the wire, behind
 * UDP, PPPoE and NSH if none was captured. Nor is any layer of a quote shown of which the quote
 * has none, or too little to tell anything.
 */
export function endsBefore(
  { n, proto, off, end, wire }: LayerStack,
  { quoted, stop, lim }: Extension,
): boolean {
  if (n < 2) return false;
  if (quoted >= 0 && n - 1 > quoted && off[n - 1] >= end[n - 1] && stop !== Stop.truncated) return true;
  const below = proto[n - 2];
  if (below === IPV4) return off[n - 1] >= wire;
  if (below === PPPOE && off[n - 1] >= wire) return false;
  // A frame that is too short to be one ends where it begins.
  if (below === NSH) return off[n - 1] >= lim;
  return (below === UDP || below === PPPOE) && off[n - 1] >= end[n - 1];
}
