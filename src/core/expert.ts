/** What is remarkable about a packet, as Wireshark's expert says it: how severe, of which kind, and in its words. */

import { eachField } from "./found.ts";
import type { Layer, Packet } from "./layer.ts";
import { counts, Mark, markOf } from "./mark.ts";
import { ofEach } from "./memo.ts";
import type { Protocol } from "./protocol.ts";
import { GROUPS, Group, type Remarkable, SEVERITIES, Severity } from "./severity.ts";
import { remarkNames } from "./values.ts";

export interface Expert extends Remarkable {
  /** Place of the layer that it is about among the packet's. */
  layer: number;
  /** Of its field. */
  name: string;
  message: string;
}

/** "Expert Info (Warning/Sequence): Connection reset (RST)" */
export const expertText = (of: Remarkable, message: string): string =>
  `Expert Info (${SEVERITIES[of.severity]}/${GROUPS[of.group]}): ${message}`;

const MALFORMED = {
  name: "_ws.malformed.expert",
  severity: Severity.error,
  group: Group.malformed,
  message: "Malformed Packet (Exception occurred)",
};

/** Outside in; what could not be read comes last. */
export function expertsOf(packet: Packet): Expert[] {
  const found: Expert[] = [];
  const layers = packet.layers();
  for (const layer of layers) {
    const names = remarkNames(layer.protocol);
    if (names.size === 0) continue;
    if (layer.remarked === undefined) eachField(layer, () => {}, names);
    for (const { field, message } of layer.remarked ?? [])
      if (field.remark !== undefined)
        found.push({ layer: layer.index, name: field.name, ...field.remark, message });
  }
  if (markOf(packet, layers) === Mark.malformed)
    found.push({ layer: layers.findLast(counts)?.index ?? 0, ...MALFORMED });
  return found;
}

/** The names of a protocol's fields that say that a packet is malformed. */
export const faultNames = ofEach(
  ({ fields }: Protocol): ReadonlySet<string> =>
    new Set(fields.filter(({ remark }) => remark?.group === Group.malformed).map(({ name }) => name)),
);

/** How many remarks of a layer say that the packet is malformed; of parts that never became whole nobody knows. */
export function faultsOf(layer: Layer): number {
  const names = faultNames(layer.protocol);
  let found = 0;
  if (names.size > 0 && layer.frame.whole) eachField(layer, () => found++, names);
  return found;
}
