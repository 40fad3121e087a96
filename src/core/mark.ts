/** Whether a packet was read to its end, and why not. */
import type { Layer, Packet } from "./layer.ts";
import { Stop } from "./stack.ts";
import { readsToItsEnd } from "./values.ts";

/** Layers that say what the packet is: neither pseudo-layers nor what an ICMP error quotes. */
export const counts = (layer: Layer): boolean => layer.stackIndex >= 0 && !layer.quoted;

/** What `read` gives, undefined if the layer is too short for it. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whoever reads a message to its end meets the cut, whatever of it is shown here; what is left as data is not read. */
function isCutLeaf({ protocol, data, wireLength, index }: Layer, layers: readonly Layer[]): boolean {
  return (
    protocol.leaf === true &&
    data.byteLength < wireLength &&
    layers[index + 1]?.protocol.name !== "data" &&
    !ifThere(() => protocol.carriesData?.(data) && protocol.body?.(data) === data.byteLength)
  );
}

export const Mark = {
  none: "",
  cut: "[Packet size limited during capture]",
  malformed: "[Malformed Packet]",
  tooDeep: "[Too many layers]",
} as const;

/** Whether a packet was read to its end, where its last layer alone tells; else it takes all to say why not. */
function isReadThrough(packet: Packet): boolean {
  if (packet.frameCount !== 1 || packet.toldBehind !== null || packet.stopOf(0) !== Stop.none) return false;
  const { n } = packet.frames[0].stack;
  const last = n === 0 ? undefined : packet.layerAlone(n - 1);
  if (last === undefined || (last.protocol.leaf === true && last.data.byteLength < last.wireLength))
    return false;
  return readsToItsEnd(last);
}

/** As `markOf` of all its layers, which mostly need not be made. */
export const markAlone = (packet: Packet): string =>
  isReadThrough(packet) ? Mark.none : markOf(packet, packet.layers());

/** Why the packet could not be read to its end, in tshark's words; empty: it could. */
export function markOf(packet: Packet, layers: readonly Layer[]): string {
  const f = packet.frameCount - 1;
  const stop = packet.stopOf(f);
  if (stop === Stop.malformed) {
    // What a header says against itself is its own remark, if anything: Wireshark reads on.
    if (!packet.ranOut(f)) return Mark.none;
  }
  const shown = layers.findLast(counts);
  const isTold = () => shown !== undefined && ifThere(() => shown.protocol.tellsFault?.(shown)) === true;
  if ((stop === Stop.malformed || stop === Stop.truncated) && isTold()) return Mark.none;
  if (stop === Stop.truncated) return Mark.cut;
  if (stop === Stop.tooDeep) return Mark.tooDeep;
  const { whole, end, wire } = packet.frames[f];
  // Of parts that never came nobody knows what they held.
  if (!whole) return Mark.none;
  const last = layers.findLast((layer) => layer.stackIndex >= 0);
  // A quote ends where its sender cut it (RFC 792: 8 bytes behind the header), which is no fault.
  const isCut = packet.captured < packet.original || end < wire;
  if (last?.quoted === true && !isCut) return Mark.none;
  if (stop === Stop.malformed) return last?.quoted === true ? Mark.cut : Mark.malformed;
  if (last === undefined) return Mark.none;
  if (isCut && ifThere(() => last.protocol.minds?.(last)) === false) return Mark.none;
  if (!isCutLeaf(last, layers) && readsToItsEnd(last)) return Mark.none;
  return isCut ? Mark.cut : Mark.malformed;
}
