/**
 * Open-addressing hash table from six int32 words to a dense row number, in order of first insertion.
 * Rows live in one typed array, `stride` words each, the key first; the owner uses the rest of the row as it
 * likes. Nothing is allocated but when it grows.
 */

const KEY_WORDS = 6;

/**
 * Mixes six words. Each is folded first, because values that differ in their high half only (ports) would
 * otherwise all fall on 65,536 hashes.
 */
export function hash6(a: number, b: number, c: number, d: number, e: number, f: number): number {
  let h =
    Math.imul(a ^ (a >>> 16), 0x9e3779b1) +
    Math.imul(b ^ (b >>> 15), 0x85ebca77) +
    Math.imul(c ^ (c >>> 14), 0xc2b2ae3d) +
    Math.imul(d ^ (d >>> 16), 0x27d4eb2f) +
    Math.imul(e ^ (e >>> 13), 0x165667b1) +
    Math.imul(f ^ (f >>> 16), 0x2c1b3c6d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x297a2d39);
  h ^= h >>> 14;
  h = Math.imul(h, 0x3c6ef372 | 1);
  return h ^ (h >>> 16);
}

/** The rows of a table without the index over them: what goes to another thread or is saved. */
export interface KeyImage {
  /** Words a row, the key first. */
  stride: number;
  /** Rows in use. */
  size: number;
  words: Int32Array<ArrayBuffer>;
}

export class KeyTable {
  readonly stride: number;
  /** Rows in use. */
  size = 0;
  i32: Int32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
  /** Pairs of (hash, row + 1); 0 in the second: free. At most half full. */
  private index: Int32Array;
  private mask: number;
  private capacity: number;

  /** @param stride words a row, even, at least the six of the key */
  constructor(stride: number, capacity = 64) {
    if (stride < KEY_WORDS || stride % 2 !== 0)
      throw new RangeError(`stride must be even and at least ${KEY_WORDS}`);
    this.stride = stride;
    this.capacity = capacity;
    const buffer = new ArrayBuffer(capacity * stride * 4);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    let slots = 2;
    while (slots < capacity * 2) slots *= 2;
    this.index = new Int32Array(slots * 2);
    this.mask = slots - 1;
  }

  /**
   * A table over rows that came from elsewhere, to be read row by row. It has no index: `find` finds nothing in
   * it, and nothing must be inserted.
   */
  static bare({ stride, size, words }: KeyImage): KeyTable {
    const t = new KeyTable(stride, 1);
    t.size = size;
    t.i32 = words;
    t.f64 = new Float64Array(words.buffer, words.byteOffset, words.length >> 1);
    return t;
  }

  /** The rows as they lie in memory, not copied: the table must not be used any more once they are given away. */
  image(): KeyImage {
    return { stride: this.stride, size: this.size, words: this.i32 };
  }

  /** The row of a key, -1 if it has none. */
  find(a: number, b: number, c: number, d: number, e: number, f: number): number {
    const h = hash6(a, b, c, d, e, f);
    const index = this.index;
    const mask = this.mask;
    const words = this.i32;
    const stride = this.stride;
    let i = h & mask;
    for (;;) {
      const row = index[2 * i + 1] - 1;
      if (row < 0) return -1;
      if (index[2 * i] === h) {
        const k = row * stride;
        if (
          words[k] === a &&
          words[k + 1] === b &&
          words[k + 2] === c &&
          words[k + 3] === d &&
          words[k + 4] === e &&
          words[k + 5] === f
        ) {
          return row;
        }
      }
      i = (i + 1) & mask;
    }
  }

  /** Makes the row of a key that has none; the words behind the key are 0. */
  insert(a: number, b: number, c: number, d: number, e: number, f: number): number {
    if (this.size === this.capacity) this.grow();
    const row = this.size++;
    const k = row * this.stride;
    const words = this.i32;
    words[k] = a;
    words[k + 1] = b;
    words[k + 2] = c;
    words[k + 3] = d;
    words[k + 4] = e;
    words[k + 5] = f;
    this.place(hash6(a, b, c, d, e, f), row);
    return row;
  }

  /** The row of a key, made if need be: it is new if `size` has grown. */
  add(a: number, b: number, c: number, d: number, e: number, f: number): number {
    const row = this.find(a, b, c, d, e, f);
    return row < 0 ? this.insert(a, b, c, d, e, f) : row;
  }

  private place(h: number, row: number): void {
    let i = h & this.mask;
    while (this.index[2 * i + 1] !== 0) i = (i + 1) & this.mask;
    this.index[2 * i] = h;
    this.index[2 * i + 1] = row + 1;
  }

  private grow(): void {
    // Small tables grow fast, since all rows are placed again each time. Large ones grow by half: twice would waste as
    // much memory as a million flows need.
    const { capacity } = this;
    this.capacity = Math.ceil(capacity * (capacity < 1 << 14 ? 4 : capacity < 1 << 17 ? 2 : 1.5));
    const buffer = new ArrayBuffer(this.capacity * this.stride * 4);
    const words = new Int32Array(buffer);
    words.set(this.i32);
    this.i32 = words;
    this.f64 = new Float64Array(buffer);
    let slots = this.mask + 1;
    if (slots >= this.capacity * 2) return;
    while (slots < this.capacity * 2) slots *= 2;
    const old = this.index;
    this.index = new Int32Array(slots * 2);
    this.mask = slots - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] !== 0) this.place(old[i], old[i + 1] - 1);
    }
  }
}
