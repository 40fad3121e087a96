/** What is kept of flows of STT frames in one piece, besides what is of all flows: assembly/frames.ts reads it. */
import { type Framed, ipOf } from "../core/framed.ts";
import type { FlowMemory } from "./flow-memory.ts";

/** Most places in packets where STT's header may stand. */
const MOST_PLACES = 16;

export class FrameFlows {
  readonly #memory: FlowMemory;
  /** The word that says how many places are known; these follow. */
  readonly #places: number;
  /** Numbers of pairs of addresses. */
  readonly #pairs = new Map<string, number>();

  constructor(memory: FlowMemory, places: number) {
    this.#memory = memory;
    this.#places = places;
  }

  /** Whether it is looked for STT's header at that place, in bytes from a packet's first one. */
  mayStand(place: number): boolean {
    const { words } = this.#memory;
    const from = this.#places;
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
