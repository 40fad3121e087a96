/** What is made once, when it is first asked for: texts above all. */

/** What each of some objects, which need not live on for that, is made into. */
export function ofEach<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) {
      found = make(key);
      known.set(key, found);
    }
    return found;
  };
}

/** The text of each small number from 0 on. */
export function textsOf(make: (number: number) => string): (number: number) => string {
  const known: (string | undefined)[] = [];
  return (number) => {
    known[number] ??= make(number);
    return known[number];
  };
}

const BITS = 10;
const SLOTS = 1 << BITS;
const WORDS = 4;

/** Texts of what has up to 128 bits, addresses above all: of those that were asked for lately they are at hand. */
export class LatelyMade {
  readonly #keys = new Int32Array(SLOTS * WORDS);
  readonly #texts: (string | undefined)[] = new Array(SLOTS).fill(undefined);

  constructor(private readonly make: (a: number, b: number, c: number, d: number) => string) {}

  of(a: number, b: number, c: number, d: number): string {
    const x = a | 0;
    const y = b | 0;
    const z = c | 0;
    const w = d | 0;
    let hash = Math.imul(x ^ Math.imul(y, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(z ^ (w >>> 7), 0xc2b2ae35) ^ w;
    hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f);
    const slot = hash >>> (32 - BITS);
    const at = slot * WORDS;
    const keys = this.#keys;
    const known = this.#texts[slot];
    if (
      known !== undefined &&
      keys[at] === x &&
      keys[at + 1] === y &&
      keys[at + 2] === z &&
      keys[at + 3] === w
    )
      return known;
    keys[at] = x;
    keys[at + 1] = y;
    keys[at + 2] = z;
    keys[at + 3] = w;
    const text = this.make(a, b, c, d);
    this.#texts[slot] = text;
    return text;
  }
}
