/** What a layer says of the datagram or frame that it is a part of. Never on the hot path. */
import type { Add, Layer, PartOf } from "../../core/layer.ts";

/** What the layer, the last one of its frame, is a part of; undefined: of nothing that anybody waited for. */
export function partOfLayer(layer: Layer): PartOf | undefined {
  return layer.packet.partOf[layer.packet.frames.indexOf(layer.frame)];
}

/** Whether a datagram's fragment was cut: then nobody puts it together, though it is whole by its lengths. */
const isCut = ({ packet }: Layer, { kind }: PartOf): boolean =>
  kind === "ip" && packet.captured < packet.original;

/** What stands behind a fragment's Info text. */
export function whereWhole(layer: Layer): string {
  const part = partOfLayer(layer);
  if (part === undefined || part.reassembledIn === 0 || isCut(layer, part)) return "";
  return ` [Reassembled in #${part.reassembledIn}]`;
}

/**
 * Wireshark's fields about reassembly: in the packet that completed the whole the numbers of all packets and
 * their count, in the others that packet's number.
 */
export function tellReassembly(layer: Layer, add: Add, prefix: string, reassembledIn: string): void {
  const part = partOfLayer(layer);
  if (part === undefined || part.reassembledIn === 0 || isCut(layer, part)) return;
  if (part.reassembledIn !== layer.packet.number) {
    add(reassembledIn, 0, 0, part.reassembledIn);
    return;
  }
  const piece = prefix === "stt" ? "segment" : "fragment";
  for (const number of part.packets) add(`${prefix}.${piece}`, 0, 0, number);
  add(`${prefix}.${piece}.count`, 0, 0, part.packets.length);
  add(`${prefix}.reassembled.length`, 0, 0, part.total);
}
