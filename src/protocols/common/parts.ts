/** What a layer says of the datagram or frame that it is a part of. Never on the hot path. */
import type { Add, Layer, PartOf } from "../../core/layer.ts";

/** What the layer, the last one of its frame, is a part of; undefined: of nothing that anybody waited for. */
export function partOfLayer(layer: Layer): PartOf | undefined {
  return layer.packet.partOf[layer.packet.frames.indexOf(layer.frame)];
}

/**
 * Wireshark's fields about reassembly: in the packet that completed the whole the numbers of all packets and
 * their count, in the others that packet's number.
 */
export function tellReassembly(layer: Layer, add: Add, prefix: string, reassembledIn: string): void {
  const part = partOfLayer(layer);
  if (part === undefined || part.reassembledIn === 0) return;
  if (part.reassembledIn !== layer.packet.number) {
    add(reassembledIn, 0, 0, part.reassembledIn);
    return;
  }
  const piece = prefix === "stt" ? "segment" : "fragment";
  for (const number of part.packets) add(`${prefix}.${piece}`, 0, 0, number);
  add(`${prefix}.${piece}.count`, 0, 0, part.packets.length);
  add(`${prefix}.reassembled.length`, 0, 0, part.total);
}
