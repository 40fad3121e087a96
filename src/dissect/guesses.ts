/** Whose bytes are looked for on every port of a carrier, by how they begin: most begin as nobody's do. */
import { protocols } from "../protocols/registry.ts";

export class Guesses {
  readonly #all: readonly number[];
  /** On these ports some take more than what begins as they say. */
  readonly #but: ReadonlySet<number>;
  /** By the first two bytes a place in the lists; 0: that was not asked for yet. */
  readonly #places = new Uint16Array(65536);
  readonly #lists: (readonly number[])[] = [[]];

  /** @param carrier its name */
  constructor(carrier: string) {
    this.#all = [...protocols.keys()].filter((n) => protocols[n]?.guessedOver?.includes(carrier) === true);
    this.#but = new Set(this.#all.flatMap((n) => protocols[n]?.opens?.ports ?? []));
  }

  /** Numbers of those that are to be asked. @param first the first two bytes; -1: there are fewer */
  of(a: number, b: number, first: number): readonly number[] {
    if (first < 0 || this.#but.has(a) || this.#but.has(b)) return this.#all;
    let place = this.#places[first];
    if (place === 0) {
      place = this.#lists.push(this.#all.filter((number) => mayBegin(number, first))) - 1;
      this.#places[first] = place;
    }
    return this.#lists[place];
  }
}

function mayBegin(number: number, first: number): boolean {
  const digits = first.toString(16).padStart(4, "0");
  const starts = protocols[number]?.opens?.starts;
  return (
    starts === undefined ||
    starts.some((start) => [...start.slice(0, 4)].every((digit, i) => digit === "." || digit === digits[i]))
  );
}
