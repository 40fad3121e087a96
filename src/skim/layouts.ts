/** The layouts of a flow cache, by the headers of packets: which of these get one, and when. */
import type { LayerStack } from "../core/stack.ts";
import { Layout } from "./flow-layout.ts";
import type { FlowMemory } from "./flow-memory.ts";
import { steadiesOf } from "./plain.ts";

/** Most of them, and the bits of a flow in which their numbers stand; behind a filter others have a part of those. */
const MOST_LAYOUTS = 500;
/** So many are made for whoever comes first; the others for headers that came so often. */
const FOR_ALL = 64;
const FREQUENT = 64;
/** So many kinds of headers are counted. */
const MOST_SEEN = 4096;
/** In place of how often: they get none. */
const NEVER = Number.NEGATIVE_INFINITY;
const NO_NUMBERS: readonly number[] = [];

export class Layouts {
  /** By number, from 1 on. */
  readonly #all: Layout[] = [];
  /** Numbers, by which headers stand where: those that `hashOf` takes for alike. */
  readonly #numbers = new Map<number, readonly number[]>();
  /** How often there were headers that have none, by hash. */
  readonly #seen = new Map<number, number>();

  get count(): number {
    return this.#all.length;
  }

  /** Whether packets whose headers have that hash are in one, or may get one. */
  mayTake(hash: number): boolean {
    if (this.#numbers.has(hash)) return true;
    return this.count < MOST_LAYOUTS && this.#seen.get(hash) !== NEVER;
  }

  /** Numbers of the layouts of packets whose headers have that hash: it may have the headers of several, or of none. */
  of(hash: number): readonly number[] {
    return this.#numbers.get(hash) ?? NO_NUMBERS;
  }

  /** Whether a packet has the headers of one of those. Its bits alone do not say so: what follows may hang on others. */
  hasHeaders(number: number, at: number, s: LayerStack): boolean {
    return this.#all[number - 1].hasHeaders(at, s);
  }

  /**
   * Makes one for packets like that, which starts at `at` and is in none of those that there are.
   * @param hash of its headers
   * @param marked the bits of its flows in which its number stands
   * @returns it, with its number and address; null: they get none
   */
  add(
    hash: number,
    d: DataView,
    at: number,
    s: LayerStack,
    memory: FlowMemory,
    marked: number,
  ): { layout: Layout; number: number; address: number } | null {
    if (this.count === MOST_LAYOUTS || !this.#isFrequent(hash)) return null;
    const numbers = this.of(hash);
    // One that has a layout's headers, but not what else it takes, gets no other.
    if (numbers.some((other) => this.#all[other - 1].fits(d, at, s))) return null;
    const number = this.count + 1;
    const steadies = steadiesOf(d, s);
    const layout = steadies && new Layout(d, at, s, steadies);
    const address = layout?.write(memory, number, marked) ?? 0;
    if (layout === null || address === 0) {
      this.#seen.set(hash, NEVER);
      return null;
    }
    this.#all.push(layout);
    this.#numbers.set(hash, [...numbers, number]);
    return { layout, number, address };
  }

  /** Whether packets with headers of that hash get a layout, of which there are not enough for all that come once. */
  #isFrequent(hash: number): boolean {
    const seen = this.#seen.get(hash);
    if (seen === undefined && this.#seen.size === MOST_SEEN) return false;
    this.#seen.set(hash, (seen ?? 0) + 1);
    return (seen ?? 0) >= (this.count < FOR_ALL ? 0 : FREQUENT);
  }
}
