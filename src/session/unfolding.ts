/** What was put together, dissected as if it had come in one packet. */
import { ipProto } from "../core/demux.ts";
import type { LayerStack } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import * as heads from "./heads.ts";

const IPV4_PROTO = 4;
const IPV6_PROTO = 41;

export class Unfolding {
  /** @param stacks by depth of re-entry */
  constructor(private readonly stacks: LayerStack[]) {}

  /**
   * Dissects, in the stack of that depth, what is there of `length` bytes of a frame or datagram and the `headers` bytes before
   * them: `lim` bytes from the first one of `copy` on.
   */
  unfold(
    copy: DataView,
    lim: number,
    headers: number,
    length: number,
    depth: number,
    v6: boolean,
    stt: boolean,
  ): LayerStack {
    // Its TCP-like header now says that this is all of it.
    if (stt) heads.makeWhole(copy, headers, length);
    const s = this.stacks[depth];
    s.reset(0, lim, headers + length);
    dissect(copy, ipProto[v6 ? IPV6_PROTO : IPV4_PROTO], s);
    if (stt && s.wholeFrame === 1) {
      s.wholeFrame = 0;
      s.wholeFrames--;
    }
    return s;
  }
}
