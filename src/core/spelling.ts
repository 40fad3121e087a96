/** How a packet's layers are spelled in one line. */
import type { Layer } from "./layer.ts";

/** `frame.protocols`: the layers' names outside in, joined by colons. */
export function protocolsOf(layers: readonly Layer[]): string {
  return layers
    .map(spellingOf)
    .filter((name) => name !== "")
    .join(":");
}

function spellingOf(layer: Layer): string {
  const { spelling, name } = layer.protocol;
  if (layer.again) return "";
  if (typeof spelling !== "function") return spelling ?? name;
  try {
    return spelling(layer);
  } catch (error) {
    // What it is told by was cut off.
    if (error instanceof RangeError) return name;
    throw error;
  }
}
