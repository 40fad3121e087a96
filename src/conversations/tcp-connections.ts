/**
 * TCP connections in the memory of the flow cache, where compiled code follows them (skim/assembly/tcp.ts): packets of
 * known flows by their bytes, all others from here.
 */
import type { Segment } from "../core/exchange.ts";
import type { Conversation, Packet } from "../core/layer.ts";
import { Fact } from "../core/recall.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { Recent } from "./recent.ts";

// A connection, in bytes: see skim/assembly/tcp.ts.
const SIZE = 256;
const SERIAL = 52 / 4;
const AT_ONCE = 64;
/** In place of a packet's number: the flow cache's code has not followed it. */
const NOBODY = -1;
/** All that is more says nothing. */
const MOST_SACKED = 2 ** 32 - 1;

export class TcpConnections {
  readonly #memory: FlowMemory;
  readonly #addresses: Recent<number>;
  /** Room for some more, and what was used before. */
  #room = 0;
  #end = 0;
  readonly #free: number[] = [];

  constructor(memory: FlowMemory, most: number) {
    this.#memory = memory;
    this.#addresses = new Recent(
      most,
      (at) => memory.doubles[at / 8],
      (at) => {
        memory.code.forget(at);
        this.#free.push(at);
      },
    );
    this.#note(NOBODY);
  }

  /** Takes a segment in and says what it is, unless the code has done so and said it. @param side which end sent it */
  take(key: string, side: number, s: Segment, { number, seconds, nanoseconds }: Packet): Conversation {
    if (!this.#memory.isTold(number)) {
      const at = this.address(key, number);
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
      // The same packet may have another one.
      this.#note(NOBODY);
    }
    return this.#told();
  }

  /** Where a connection stands, which is one from now on. */
  address(key: string, number: number): number {
    return this.#addresses.get(key) ?? this.#addresses.add(key, () => this.#make(number));
  }

  /** How often its room was used before. */
  serialOf(at: number): number {
    return this.#memory.words[at / 4 + SERIAL];
  }

  #make(number: number): number {
    let at = this.#free.pop();
    if (at === undefined) {
      if (this.#room === this.#end) {
        this.#room = this.#memory.allocate(SIZE * AT_ONCE);
        if (this.#room === 0) throw new RangeError("there is no memory left for TCP connections");
        this.#end = this.#room + SIZE * AT_ONCE;
      }
      at = this.#room;
      this.#room += SIZE;
    }
    this.#memory.doubles[at / 8] = number;
    return at;
  }

  #note(number: number): void {
    const { doubles, facts } = this.#memory;
    doubles[facts / 8 + Fact.number / 2] = number;
  }

  #told(): Conversation {
    const { doubles, words, facts } = this.#memory;
    const number = (fact: Fact) => words[facts / 4 + fact] >>> 0;
    const signed = (fact: Fact) => words[facts / 4 + fact];
    const double = (fact: Fact) => doubles[(facts / 4 + fact) / 2];
    return {
      stream: number(Fact.stream),
      request: 0,
      sinceRequest: 0,
      repeats: 0,
      turn: null,
      previousTurn: null,
      firstSeconds: double(Fact.firstSeconds),
      firstNanoseconds: signed(Fact.firstNanoseconds),
      previousSeconds: double(Fact.previousSeconds),
      previousNanoseconds: signed(Fact.previousNanoseconds),
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
      counts: { own: null, other: null },
    };
  }
}
