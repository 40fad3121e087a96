/** UDP conversations in the memory of the flow cache: see kept.ts. */
import type { Ends } from "../core/ends.ts";
import type { Conversation, Layer, Packet } from "../core/layer.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { Kept } from "./kept.ts";

const SIZE = 64;
/** What grows from packet to packet grows from header to header by less. */
const HEADER = 1 / 64;

export class UdpConversations {
  readonly kept: Kept;

  constructor(memory: FlowMemory, most: number) {
    this.kept = new Kept(memory, most, SIZE, (at) => memory.code.forgetDatagrams(at));
  }

  /** Takes a datagram in and says what is known of its conversation, unless the code has done so and said it. */
  take(
    ends: Ends,
    scope: string,
    { number, seconds, nanoseconds }: Packet,
    { frame, stackIndex }: Layer,
  ): Conversation {
    const { memory } = this.kept;
    if (memory.isTold(number)) return this.kept.told(stackIndex !== frame.stack.l4);
    const used = number + HEADER * stackIndex;
    memory.code.datagram(this.kept.address(ends, scope, used), 0, used, seconds, nanoseconds);
    this.kept.forgetTold();
    return this.kept.told(false);
  }
}
