/**
 * STT frames in one piece that compiled code has counted (skim/assembly/frames.ts), for a session: what comes later may be one
 * of them, or a piece of one. Then it is moved into the session's pool, and what the pool has is left to that.
 */
import { META_V6 } from "../core/interner.ts";
import type { Counters } from "../facts/counters.ts";
import { protocols } from "../protocols/registry.ts";
import type { KeyCount, Pool } from "../reassembly/pool.ts";
import type { FlowCache } from "../skim/flow-cache.ts";
import type { Seen, Shortcut } from "../skim/shortcut.ts";
import { hashOf, STT } from "./entries.ts";

/** Where STT frames in one piece have what tells them, in bytes from their header. */
export const AT = protocols.find((p) => p?.wholeAt !== undefined)?.wholeAt ?? {
  ports: 0,
  total: 0,
  id: 0,
  header: 0,
  own: 0,
};

// A list, in words of 32 bits, and bytes; and a frame, in words and halves: see assembly/frames.ts.
const SEEN = {
  ...{ entered: 1, opened: 1, timeout: 2, call: 6, pooled: 16, heads: 64 + 4 * (32768 + 4096) },
  bytes: 64 + 4 * (32768 + 4096) + 2 * 16384 + 32 * 8192,
};
const FRAME = { pair: 0, total: 6, print: 4, flow: 5, time: 3 };
/** Of a hash: which word counts it, what is added to that, and how many ones that is; and where its frames begin, in halves. */
const [HASH_SHIFT, LOWEST, ONE, HEAD_SHIFT] = [17, 0xfff, 1 << 20, 18];

/** Sets the user words of an entry by the value of the flow that its frame is of. */
export type Belongs = (flow: number, entry: number) => void;

export class SeenFrames implements KeyCount, Seen {
  readonly #cache: FlowCache;
  readonly #pool: Pool;
  readonly #belongs: Belongs;
  readonly #at: number;
  readonly #counters: Counters["stt"] | null;

  /**
   * @param shortcut which is told of frames, and tells when it skims
   * @param pool     which it is told of, and counts the keys of
   * @param counters of frames; null: they are tracked only
   */
  constructor({ cache, seen }: Shortcut, pool: Pool, belongs: Belongs, counters: Counters["stt"] | null) {
    this.#counters = counters;
    this.#cache = cache;
    this.#pool = pool;
    this.#belongs = belongs;
    const { memory } = cache;
    this.#at = memory.allocate(SEEN.bytes);
    if (this.#at === 0) return;
    memory.doubles[this.#at / 8 + SEEN.timeout] = pool.timeout;
    memory.words.set([0, AT.ports, AT.total, AT.id, AT.header], this.#at / 4 + SEEN.call);
    pool.counted = this;
    seen.push(this);
  }

  /** Its address; 0: there was no room. */
  get at(): number {
    return this.#at;
  }

  counts(ports: number, id: number, by: number): void {
    const { words } = this.#cache.memory;
    const hash = hashOf(ports, id);
    words[this.#at / 4 + SEEN.pooled + (hash >>> HASH_SHIFT)] += by * (ONE + (hash & LOWEST));
  }

  begins(): void {
    this.goesOn();
    this.#cache.memory.words[this.#at / 4 + SEEN.call]++;
  }

  goesOn(): void {
    const { doubles } = this.#cache.memory;
    doubles[this.#at / 8 + SEEN.opened] = this.#pool.openedFirst;
  }

  ends(): void {
    const { words } = this.#cache.memory;
    const word = this.#at / 4 + SEEN.entered;
    if (this.#counters !== null) {
      this.#counters.pieces += words[word];
      this.#counters.frames_complete += words[word];
    }
    words[word] = 0;
  }

  /**
   * Moves those into the pool that a packet may be of whose IP header starts at `o`, which is in no tunnel.
   * @param source, destination its addresses, as the pool's keys have them
   */
  bring(d: DataView, o: number, source: number, destination: number, ports: number, id: number): void {
    const { memory } = this.#cache;
    const { code } = memory;
    const head = (this.#at + SEEN.heads) / 2 + (hashOf(ports, id) >>> HEAD_SHIFT);
    if (this.#at === 0 || memory.halves[head] === 0) return;
    for (let at = code.seen(this.#at, ports, id, 0); at !== 0; at = code.seen(this.#at, ports, id, at)) {
      if (memory.words[at / 4 + FRAME.pair] !== this.#cache.frames.pairAt(d, o)) continue;
      code.unsee(this.#at, at);
      const kind = STT | (d.getUint8(o) >> 4 === 6 ? META_V6 : 0);
      const total = memory.halves[at / 2 + FRAME.total];
      const time = memory.doubles[at / 8 + FRAME.time];
      const entry = this.#pool.startFinished(0, source, destination, ports, id, kind, total, time);
      this.#pool.setPrint(entry, memory.words[at / 4 + FRAME.print]);
      this.#belongs(this.#cache.valueAt(memory.words[at / 4 + FRAME.flow]), entry);
      return;
    }
  }
}
