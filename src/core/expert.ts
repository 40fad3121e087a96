/** What is remarkable about a packet, as Wireshark's expert says it: how severe, of which kind, and in its words. */
import type { Packet } from "./layer.ts";
import { counts, ifThere, Mark, markOf } from "./mark.ts";
import { GROUPS, Group, SEVERITIES, Severity, type Tell } from "./severity.ts";

export interface Expert {
  /** Place of the layer that it is about among the packet's. */
  layer: number;
  severity: number;
  group: number;
  message: string;
}

/** "Expert Info (Warning/Sequence): Connection reset (RST)" */
export const expertText = ({ severity, group, message }: Expert): string =>
  `Expert Info (${SEVERITIES[severity]}/${GROUPS[group]}): ${message}`;

/** Outside in; what could not be read comes last. */
export function expertsOf(packet: Packet): Expert[] {
  const found: Expert[] = [];
  const layers = packet.layers();
  const tellOf =
    (layer: number): Tell =>
    (severity, group, message) =>
      found.push({ layer, severity, group, message });
  for (const layer of layers) {
    const { remarks } = layer.protocol;
    if (remarks !== undefined) ifThere(() => remarks(layer, tellOf(layer.index)));
  }
  if (markOf(packet, layers) === Mark.malformed) {
    const last = layers.findLast(counts)?.index ?? 0;
    tellOf(last)(Severity.error, Group.malformed, "Malformed Packet (Exception occurred)");
  }
  return found;
}
