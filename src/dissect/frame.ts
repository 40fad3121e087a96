/** Frames that packets are shown with. */
import type { Frame } from "../core/layer.ts";
import type { LayerStack } from "../core/stack.ts";

const NOTHING = new DataView(new ArrayBuffer(0));

/** A frame around captured bytes, to be set anew for every packet. */
export const newFrame = (stack: LayerStack): Frame => ({
  view: NOTHING,
  start: 0,
  end: 0,
  wire: 0,
  stack,
  first: 0,
  whole: true,
  digest: null,
  title: "Frame",
});
