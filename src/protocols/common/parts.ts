/** What a layer says of the datagram or frame that it is a part of. Never on the hot path. */
import { located } from "../../core/fields.ts";
import type { Add, Brought, Layer, PartOf } from "../../core/layer.ts";

/** @param part how Wireshark calls a part: `fragment` or `segment` */
export const overlapFields = (name: string, part: string) => [
  located("uint", 4, `${name}.error`, "Defragmentation error"),
  located("bool", 0, `${name}.overlap`, `${part[0].toUpperCase()}${part.slice(1)} overlap`),
  located("bool", 0, `${name}.overlap.conflict`, `Conflicting data in ${part} overlap`),
];

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
  tellBrought(part.brought, add, `${prefix}.${piece}`, 0);
  add(`${prefix}.reassembled.length`, 0, 0, part.total);
  if (prefix !== "stt") add(`${prefix}.reassembled.data`, 0, 0, whole);
}

/** Who brought the parts, which of them brought what was there before, and how many they are. */
export function tellBrought(brought: readonly Brought[], add: Add, name: string, depth: number): void {
  for (const { packet, again } of brought) {
    add(again === "other" ? `${name}.error` : name, 0, 0, packet, depth);
    if (again !== undefined) add(`${name}.overlap`, 0, 0, true, depth + 1);
    if (again === "other") add(`${name}.overlap.conflict`, 0, 0, true, depth + 1);
  }
  add(`${name}.count`, 0, 0, brought.length, depth);
}

/** The bytes of the datagram that the packet completed, behind the headers that its parts repeat. */
function wholeOf({ packet, frame }: Layer): Uint8Array {
  const whole = packet.frames[packet.frames.indexOf(frame) + 1];
  if (whole === undefined) return new Uint8Array(0);
  const { view, stack, first, start, end } = whole;
  const from = first < stack.n ? stack.off[first] : start;
  return new Uint8Array(view.buffer, view.byteOffset + from, Math.max(0, end - from));
}
