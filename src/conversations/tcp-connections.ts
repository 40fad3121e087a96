/**
 * TCP connections in the memory of the flow cache, where compiled code follows them (skim/assembly/tcp.ts): packets of
 * known flows by their bytes, all others from here.
 */
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

  /** Takes a segment in and says what it is, unless the code has done so and said it. @param side which end sent it */
  take(key: string, side: number, s: Segment, { number, seconds, nanoseconds }: Packet): Conversation {
    if (!this.#memory.isTold(number)) {
      const at = this.kept.address(key, number);
      const { sequence, acknowledgment, flags, window, length, windowScale } = s;
      const sacked = Math.min(s.sacked, MOST_SACKED);
      this.#memory.code.segment(
        at,
        side,
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
    const number = (fact: Fact) => words[facts / 4 + fact] >>> 0;
    const signed = (fact: Fact) => words[facts / 4 + fact];
    const double = (fact: Fact) => doubles[(facts / 4 + fact) / 2];
    return {
      ...this.kept.told(false),
      tcp: {
        baseSequence: number(Fact.baseSequence),
        baseAcknowledgment: number(Fact.baseAcknowledgment),
        windowScale: signed(Fact.windowScale),
        remarks: number(Fact.remarks),
        isNoted: number(Fact.isNoted) !== 0,
        duplicateOf: double(Fact.duplicateOf),
        duplicates: number(Fact.duplicates),
        acknowledges: double(Fact.acknowledges),
        sinceAcknowledged: double(Fact.sinceAcknowledged),
        roundTrip: double(Fact.roundTrip),
        bytesInFlight: number(Fact.bytesInFlight),
        pushBytes: double(Fact.pushBytes),
        resends: double(Fact.resends),
        sinceResent: double(Fact.sinceResent),
        parts: number(Fact.parts),
        closesFirst: number(Fact.closesFirst) !== 0,
      },
    };
  }
}
