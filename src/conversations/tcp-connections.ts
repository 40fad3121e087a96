/**
 * TCP connections in the memory of the flow cache, where compiled code follows them (skim/assembly/tcp.ts): packets of
 * known flows by their bytes, all others from here.
 */
import type { Ends } from "../core/ends.ts";
import type { Segment } from "../core/exchange.ts";
import type { Conversation, Packet } from "../core/layer.ts";
import { Fact } from "../core/recall.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { Kept } from "./kept.ts";

const SIZE = 256;
/** All that is more says nothing. */
const MOST_SACKED = 2 ** 32 - 1;

export class TcpConnections {
  readonly kept: Kept;
  readonly #memory: FlowMemory;

  constructor(memory: FlowMemory, most: number) {
    this.#memory = memory;
    this.kept = new Kept(memory, most, SIZE, (at) => memory.code.forget(at));
  }

  /** Takes a segment in and says what it is, unless the code has done so and said it. */
  take(ends: Ends, scope: string, s: Segment, { number, seconds, nanoseconds }: Packet): Conversation {
    if (!this.#memory.isTold(number)) {
      const at = this.kept.address(ends, scope, number);
      const { sequence, acknowledgment, flags, window, length, windowScale } = s;
      const sacked = Math.min(s.sacked, MOST_SACKED);
      this.#memory.code.segment(
        at,
        ends.side,
        number,
        seconds,
        nanoseconds,
        sequence,
        acknowledgment,
        flags,
        window,
        length,
        windowScale,
        sacked,
      );
      this.kept.forgetTold();
    }
    return this.#told();
  }

  #told(): Conversation {
    const { doubles, words, facts } = this.#memory;
    const word = facts / 4;
    return {
      ...this.kept.told(false),
      tcp: {
        baseSequence: words[word + Fact.baseSequence] >>> 0,
        baseAcknowledgment: words[word + Fact.baseAcknowledgment] >>> 0,
        windowScale: words[word + Fact.windowScale],
        remarks: words[word + Fact.remarks] >>> 0,
        isNoted: words[word + Fact.isNoted] !== 0,
        duplicateOf: doubles[(word + Fact.duplicateOf) / 2],
        duplicates: words[word + Fact.duplicates] >>> 0,
        acknowledges: doubles[(word + Fact.acknowledges) / 2],
        sinceAcknowledged: doubles[(word + Fact.sinceAcknowledged) / 2],
        roundTrip: doubles[(word + Fact.roundTrip) / 2],
        bytesInFlight: words[word + Fact.bytesInFlight] >>> 0,
        pushBytes: doubles[(word + Fact.pushBytes) / 2],
        resends: doubles[(word + Fact.resends) / 2],
        sinceResent: doubles[(word + Fact.sinceResent) / 2],
        parts: words[word + Fact.parts] >>> 0,
        closesFirst: words[word + Fact.closesFirst] !== 0,
      },
    };
  }
}
