/**
 * Loops that were compiled beforehand (assembly/loops.ts): what they work on is copied into memory of their own, and
 * what they find out of it. Each gives null where JavaScript has to do the same: there is no WebAssembly, or too
 * little to do, or too much for the memory.
 */

import { smallLogs } from "./logs.ts";
import { MODULE } from "./loops-module.ts";

/** What assembly/loops.ts exports; addresses in bytes. */
export interface LoopCode {
  sip(bytes: number, starts: number, inputs: number, out: number, k0: number, k1: number): void;
  lookup3(bytes: number, starts: number, inputs: number, out: number, seed: number): void;
  change(hashes: number, starts: number, inputs: number, words: number, out: number): void;
  lengths(starts: number, inputs: number, flags: number): void;
  spread(bits: number, places: number, sums: number): void;
  linear(bytes: number, starts: number, inputs: number, tables: number, out: number): void;
  paths(hashes: number, keys: number, width: number, by: number, count: number, out: number): void;
  count(loads: number, paths: number, keys: number, weights: number, entries: number): void;
  countFour(loads: number, paths: number, keys: number, weights: number, entries: number): void;
  countGroups(
    loads: number,
    width: number,
    paths: number,
    keys: number,
    weights: number,
    starts: number,
    groups: number,
  ): void;
  foldGroups(from: number, paths: number, to: number, fewer: number, groups: number): void;
  joint(
    loads: number,
    first: number,
    second: number,
    seconds: number,
    keys: number,
    weights: number,
    width: number,
    entries: number,
  ): void;
  dice(
    m: number,
    n: number,
    odds: number,
    mode: number,
    top: number,
    logs: number,
    none: number,
    p: number,
    room: number,
    out: number,
  ): number;
  columns(
    table: number,
    length: number,
    places: number,
    count: number,
    rows: number,
    size: number,
    out: number,
  ): void;
  measures(
    table: number,
    length: number,
    word: number,
    double: number,
    rows: number,
    size: number,
    ofWord: number,
    ofDouble: number,
  ): void;
  sumLogs(loads: number, width: number, size: number, logs: number, most: number): number;
  weigh(entries: number, size: number, flow: number, packets: number, bytes: number, out: number): void;
  sumKeys(
    entries: number,
    size: number,
    keyOf: number,
    flow: number,
    packets: number,
    bytes: number,
    first: number,
    place: number,
    votes: number,
    keys: number,
    weights: number,
  ): number;
  numbered(
    columns: number,
    width: number,
    entries: number,
    keyOf: number,
    first: number,
    hashes: number,
    index: number,
    mask: number,
  ): number;
  inputs(entries: number, size: number, fields: number, count: number, out: number, starts: number): number;
  agreeing(flow: number, entries: number, size: number, answers: number, values: number, out: number): void;
  tally(
    flow: number,
    value: number,
    packets: number,
    innerPort: number,
    entries: number,
    size: number,
    dynamic: number,
    ofValue: number,
    lastUser: number,
    users: number,
    pairs: number,
    out: number,
  ): number;
}

type Numbers = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

const PAGE = 65536;
const ALIGN = 16;
/** With fewer elements than this it takes longer to set it up; with more it would be half a gigabyte of memory. */
const [LEAST, MOST] = [1 << 10, 1 << 21];

/** Memory with the compiled code in it. */
export class Loops {
  readonly code: LoopCode;
  readonly #memory: WebAssembly.Memory;
  #bytes: Uint8Array;
  /** Arrays that stay, by themselves, and where they end. */
  readonly #kept = new Map<Numbers, number>();
  /** Where a table that always stays is (`smallLogs`), and ends. */
  readonly logs: number;
  readonly #fixedTo: number;
  #keptTo: number;
  #top = ALIGN;

  /** @throws if there is no WebAssembly */
  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: 1 });
    const module = new WebAssembly.Module(Buffer.from(MODULE, "base64"));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.code = exports as LoopCode;
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.logs = this.put(smallLogs());
    this.#fixedTo = this.#top;
    this.#keptTo = this.#top;
  }

  /** Begins a call: all but what is kept is forgotten. */
  begin(): this {
    this.#top = this.#keptTo;
    return this;
  }

  /** Room for so many bytes. @returns its address */
  room(length: number, fill = false): number {
    const at = this.#top;
    this.#top = (at + length + ALIGN - 1) & -ALIGN;
    const missing = this.#top - this.#bytes.length;
    if (missing > 0) {
      // By half as much more, so that it seldom has to.
      this.#memory.grow(Math.ceil((missing + this.#bytes.length / 2) / PAGE));
      this.#bytes = new Uint8Array(this.#memory.buffer);
    }
    if (fill) this.#bytes.fill(0, at, at + length);
    return at;
  }

  /** The address of an array, copied if it is not kept. */
  put(array: Numbers): number {
    const kept = this.#kept.get(array);
    if (kept !== undefined) return kept;
    const at = this.room(array.byteLength);
    this.copy(array, at);
    return at;
  }

  /** Copies an array to an address. */
  copy(array: Numbers, at: number): void {
    this.#bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
  }

  /** Copies what stands at an address. */
  take<A extends Numbers>(at: number, into: A): A {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(
      this.#bytes.subarray(at, at + into.byteLength),
    );
    return into;
  }

  /** An array is used by several calls, and does not change until `forget`. */
  keep(array: Numbers): void {
    if (this.#kept.has(array)) return;
    this.begin();
    const at = this.put(array);
    this.#kept.set(array, at);
    this.#keptTo = this.#top;
  }

  forget(): void {
    this.#kept.clear();
    this.#keptTo = this.#fixedTo;
  }
}

/** null: there are none; undefined: nobody has tried. */
let loops: Loops | null | undefined;

let [least, most] = [LEAST, MOST];

/** For tests: JavaScript does it all, or the loops do what is shorter too, or in shorter parts. */
export function useLoops(use: boolean, from = LEAST, to = MOST): void {
  loops = use ? undefined : null;
  [least, most] = [from, to];
}

/** The loops, for so many elements; null: JavaScript should do it. */
export function loopsFor(elements: number): Loops | null {
  if (elements < least || elements > most) return null;
  if (loops === undefined) {
    try {
      loops = new Loops();
    } catch {
      loops = null;
    }
  }
  return loops?.begin() ?? null;
}

/** The loops for elements from one place to another, part by part where they are many. */
export function* loopsInParts(elements: number): Generator<[loops: Loops, from: number, to: number]> {
  const part = elements > most ? most / 2 : elements;
  for (let from = 0; from < elements; from += part) {
    const found = loopsFor(Math.min(elements, most));
    if (found === null) return;
    yield [found, from, Math.min(elements, from + part)];
  }
}

/** The loops if they are there already: what is short is not worth setting them up. */
export const loopsThere = (): Loops | null => loops?.begin() ?? null;

/** Arrays over so many elements stay in the memory until `forgetKept`, and have to be as they are until then. */
export function keepForLoops(elements: number, ...arrays: readonly Numbers[]): void {
  const found = loopsFor(elements);
  if (found !== null) for (const array of arrays) found.keep(array);
}

export function forgetKept(): void {
  loops?.forget();
}
