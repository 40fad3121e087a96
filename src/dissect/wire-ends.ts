import type { Frame } from "../core/layer.ts";
import { LayerStack, MAX_LAYERS } from "../core/stack.ts";
import { parseLayer } from "../protocols/registry.ts";

const again = new LayerStack();

/**
 * Where each layer of a frame ends on the wire by the lengths around it. Facts need that of the last one alone,
 * so it is not kept while dissecting but found out by going through the headers once more.
 */
export function wireEnds(frame: Frame): readonly number[] {
  const { view, start, stack } = frame;
  const ends: number[] = [];
  if (stack.n === 0) return ends;
  const s = again;
  s.greKey = stack.greKey;
  s.look = stack.look;
  // What was put together has the headers of its parts in front of it.
  s.reset(frame.first > 0 ? 0 : start, frame.end, frame.wire);
  let p = stack.proto[0];
  while (p !== 0 && s.n < MAX_LAYERS) {
    const { n, pos, lim } = s;
    ends[n] = s.wire;
    s.proto[n] = p;
    s.off[n] = pos;
    s.end[n] = lim;
    s.n = n + 1;
    p = parseLayer(p, view, pos, lim, s);
  }
  // A protocol that gave its bytes back has left its end behind.
  ends.length = Math.min(ends.length, s.n);
  return ends;
}
