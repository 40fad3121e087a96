import { type LayerStack, MAX_LAYERS, Stop } from "../core/stack.ts";
import { parseLayer } from "../protocols/registry.ts";

/**
 * Walks the headers of one packet into `s`, which must have been reset to it. Two functions on purpose: the
 * loop and the switch fused pass V8's size limit for optimised code.
 *
 * @param first number of the first header's protocol
 */
export function dissect(d: DataView, first: number, s: LayerStack): void {
  const { proto, off, end } = s;
  let p = first;
  while (p !== 0) {
    const n = s.n;
    if (n === MAX_LAYERS) {
      s.stop = Stop.tooDeep;
      s.open = 1;
      return;
    }
    const { pos, lim } = s;
    proto[n] = p;
    off[n] = pos;
    end[n] = lim;
    s.n = n + 1;
    p = parseLayer(p, d, pos, lim, s);
  }
}
