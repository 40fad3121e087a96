/** Frames that packets are shown with. */
import type { Frame, Packet } from "../core/layer.ts";
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

/** Sets what was captured, and is dissected into `stack`. Parameters as `PacketSink.packet`; mostly some are as they were. */
export function fill(
  p: Packet,
  number: number,
  stack: LayerStack,
  d: DataView,
  offset: number,
  captured: number,
  original: number,
  linktype: number,
  seconds: number,
  nanoseconds: number,
): void {
  p.number = number;
  p.seconds = seconds;
  p.nanoseconds = nanoseconds;
  p.captured = captured;
  p.original = original;
  p.linktype = linktype;
  const frame = p.frames[0];
  if (frame.view !== d) frame.view = d;
  if (frame.stack !== stack) frame.stack = stack;
  frame.start = offset;
  frame.end = offset + captured;
  frame.wire = offset + original;
}
