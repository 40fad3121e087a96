/** What stands behind the payload of an Ethernet frame. Never on the hot path. */
import type { Layer } from "../../core/layer.ts";
import type { Tell } from "../../core/severity.ts";

/** Without its check sequence no Ethernet frame is shorter than this (IEEE 802.3, 4.2.3.3). */
const MIN_FRAME = 60;

export interface Trailer {
  /** Where it starts in the layer's data: zeros that fill the frame up, then whatever else was captured. */
  at: number;
  padding: number;
  rest: number;
  /** There is as much as would fill the frame up, and it is not zero. */
  isOdd: boolean;
}

/**
 * The bytes behind the `payload` bytes that start at `from` in the layer of an Ethernet frame; null: none.
 * Bytes that fill the frame up are padding only if all are zero: others were put there to be read.
 */
export function trailerOf(layer: Layer, from: number, payload: number): Trailer | null {
  const { data, wireLength, packet } = layer;
  const at = from + payload;
  if (at >= data.byteLength) return null;
  // Counted from the start of the packet: a frame in a tunnel has no need to be filled up.
  const before = packet.original - (wireLength - at);
  const rest = data.byteLength - at;
  const missing = MIN_FRAME - before > rest ? 0 : Math.max(0, MIN_FRAME - before);
  let isOdd = false;
  for (let i = 0; i < missing; i++) isOdd ||= data.getUint8(at + i) !== 0;
  const padding = isOdd ? 0 : missing;
  return { at, padding, rest: rest - padding, isOdd };
}

export function tellPadding(trailer: Trailer | null, tell: Tell): void {
  if (trailer?.isOdd) tell("eth.padding_bad");
}

/** Length of what stands on `layer` by its own header; undefined if it does not say. */
export function extentAbove(layer: Layer): number | undefined {
  const above = layer.packet.layers()[layer.index + 1];
  if (above === undefined || above.frame !== layer.frame || above.stackIndex !== layer.stackIndex + 1)
    return undefined;
  const extent = above.protocol.extent?.(above.data);
  // One that contradicts its carrier says nothing.
  return extent === undefined || extent > above.wireLength ? undefined : extent;
}
