/** What is kept of flows of STT frames in one piece, besides what is of all flows: assembly/frames.ts reads it. */
import { type Framed, ipOf } from "../core/framed.ts";
import type { FlowMemory } from "./flow-memory.ts";

/** Most places in packets where STT's header may stand, each with a port. */
const MOST_PLACES = 16;
/** In a cache, in bytes: where it says how many are known, and these follow; and by number which layouts are of frames, as bits. */
const [PLACES, LAYOUTS] = [2048, 2176];

export class FrameFlows {
  readonly #memory: FlowMemory;
  readonly #cache: number;
  /** Numbers of pairs of addresses. */
  readonly #pairs = new Map<string, number>();

  /** @param cache its address */
  constructor(memory: FlowMemory, cache: number) {
    this.#memory = memory;
    this.#cache = cache;
  }

  /** The packets of that layout are frames in one piece. */
  lays(number: number): void {
    this.#memory.bytes[this.#cache + LAYOUTS + (number >> 3)] |= 1 << (number & 7);
  }

  /** Whether they are. */
  has(number: number): boolean {
    return (this.#memory.bytes[this.#cache + LAYOUTS + (number >> 3)] & (1 << (number & 7))) !== 0;
  }

  /** Has STT's header be looked for at that place, in bytes from a packet's first one, and with that destination port. @returns whether it is */
  mayStand(at: number, port: number): boolean {
    const { words } = this.#memory;
    const place = at | (port << 16);
    const from = (this.#cache + PLACES) / 4;
    const count = words[from];
    if (words.subarray(from + 1, from + 1 + count).includes(place)) return true;
    if (count === MOST_PLACES) return false;
    words[from] = count + 1;
    words[from + 1 + count] = place;
    return true;
  }

  /** The number, from 1 on, of the addresses in the IP header at `o`. */
  pairAt(d: DataView, o: number): number {
    const [from, to] = d.getUint8(o) >> 4 === 6 ? [8, 40] : [12, 20];
    let key = "";
    for (let i = from; i < to; i += 4) key += `${d.getInt32(o + i)},`;
    const number = this.#pairs.get(key) ?? this.#pairs.size + 1;
    this.#pairs.set(key, number);
    return number;
  }

  /** Tells of a flow which addresses are around its frames: those of the packet that starts at `at`. @param word of the flow */
  tellPair(word: number, frame: Framed, d: DataView, at: number): void {
    this.#memory.words[word] = this.pairAt(d, at + ipOf(frame));
  }
}
