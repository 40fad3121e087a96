/**
 * Conversations of one kind in the memory of the flow cache, where compiled code follows them
 * (skim/assembly/conversation.ts): packets of known flows by their bytes, all others from here.
 */
import type { Ends } from "../core/ends.ts";
import { type Conversation, NONE_EARLIER, NONE_JOINED } from "../core/layer.ts";
import { Fact, OUTER } from "../core/recall.ts";
import { Recent } from "../core/recent.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";

// See skim/assembly/conversation.ts.
const SERIAL = 52 / 4;
const AT_ONCE = 64;
/** So much behind a conversation is fetched with it, whatever it is. */
const FETCHED = 256;
/** In place of a packet's number: the flow cache's code has not followed it. */
const NOBODY = -1;

export class Kept {
  readonly memory: FlowMemory;
  readonly #size: number;
  readonly #addresses: Recent<number>;
  /** Room for some more, and what was used before. */
  #room = 0;
  #end = 0;
  readonly #free: number[] = [];

  /** @param size bytes of one, a multiple of 64 */
  constructor(memory: FlowMemory, most: number, size: number, forget: (at: number) => void) {
    this.memory = memory;
    this.#size = size;
    this.#addresses = new Recent(
      most,
      (at) => memory.doubles[at / 8],
      (at) => {
        forget(at);
        this.#free.push(at);
      },
    );
    this.forgetTold();
  }

  /** Where a conversation stands, which is one from now on. @param used grows from packet to packet */
  address(ends: Ends, scope: string, used: number): number {
    const at = this.#addresses.get(ends, scope) ?? this.#addresses.set(ends, scope, () => this.#make());
    // Who is looked at is not the oldest.
    this.memory.doubles[at / 8] = used;
    return at;
  }

  has(ends: Ends, scope: string): boolean {
    return this.#addresses.get(ends, scope) !== undefined;
  }

  /** How often its room was used before. */
  serialOf(at: number): number {
    return this.memory.words[at / 4 + SERIAL];
  }

  #make(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#room === this.#end) {
      this.#room = this.memory.allocate(this.#size * AT_ONCE + FETCHED);
      if (this.#room === 0) throw new RangeError("there is no memory left for conversations");
      this.#end = this.#room + this.#size * AT_ONCE;
    }
    const at = this.#room;
    this.#room += this.#size;
    return at;
  }

  /** What is told is of no packet that will be asked about: the same packet may have another one. */
  forgetTold(): void {
    const { doubles, facts } = this.memory;
    doubles[facts / 8 + Fact.number / 2] = NOBODY;
  }

  /** What is told of the last header, or of the one around the tunnel. */
  told(isOuter: boolean): Conversation {
    const { doubles, words, facts } = this.memory;
    const at = facts / 4 + (isOuter ? OUTER : 0);
    return {
      stream: words[at + Fact.stream] >>> 0,
      request: 0,
      sinceRequest: 0,
      repeats: 0,
      earlier: NONE_EARLIER,
      joined: NONE_JOINED,
      turn: null,
      previousTurn: null,
      firstSeconds: doubles[(at + Fact.firstSeconds) / 2],
      firstNanoseconds: words[at + Fact.firstNanoseconds],
      previousSeconds: doubles[(at + Fact.previousSeconds) / 2],
      previousNanoseconds: words[at + Fact.previousNanoseconds],
      tcp: null,
      counts: { own: null, other: null },
    };
  }
}
