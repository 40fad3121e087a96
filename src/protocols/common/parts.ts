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
  const whole = () => wholeOf(layer);
  // IPv4's heading has the bytes for its value, the others' have none.
  add(`${prefix}.${piece}s`, 0, 0, prefix === "ip" ? whole : true);
  for (const number of part.packets) add(`${prefix}.${piece}`, 0, 0, number);
  add(`${prefix}.${piece}.count`, 0, 0, part.packets.length);
  add(`${prefix}.reassembled.length`, 0, 0, part.total);
  if (prefix !== "stt") add(`${prefix}.reassembled.data`, 0, 0, whole);
}

/** The bytes of the datagram that the packet completed, behind the headers that its parts repeat. */
function wholeOf({ packet, frame }: Layer): Uint8Array {
  const whole = packet.frames[packet.frames.indexOf(frame) + 1];
  if (whole === undefined) return new Uint8Array(0);
  const { view, stack, first, start, end } = whole;
  const from = first < stack.n ? stack.off[first] : start;
  return new Uint8Array(view.buffer, view.byteOffset + from, Math.max(0, end - from));
}
