/**
 * Rows grouped by what they have in common, without sorting and without an object a group. Compiled code knows them
 * too (assembly/chains.ts): after it has added some, `told` has to be called.
 */
import type { Room } from "./room.ts";

/** Rows of the same key, strung together. */
export class Chains {
  /** Keys there are; they are numbered from 0. */
  count = 0;
  /** By key: its first row. */
  readonly heads: Int32Array;
  /** By row: another row of its key, plus 1; 0: there is none after it. */
  readonly next: Int32Array;
  /** By row: its key; -1: it has none. */
  readonly key: Int32Array;
  /** What compiled code knows of it, `count` last. */
  private readonly record: Int32Array | undefined;

  /** @param rows how many there are */
  constructor(room: Room, rows: number) {
    this.heads = room.ints(rows);
    this.next = room.ints(rows);
    this.key = room.ints(rows).fill(-1);
    this.record = room.compiled?.record(this.heads, this.next, this.key, 0);
  }

  /** Its address for compiled code, as it is now. */
  address(): number {
    const { record, count } = this;
    record?.fill(count, -1);
    return record?.byteOffset ?? 0;
  }

  told(): void {
    this.count = this.record?.at(-1) ?? this.count;
  }

  /** Makes a key. @returns its number */
  begin(row: number): number {
    const key = this.count++;
    this.heads[key] = row;
    this.key[row] = key;
    return key;
  }

  /** Adds a row to a key; a new one has the next number. */
  add(row: number, key: number): void {
    if (key === this.count) this.begin(row);
    else this.join(row, key);
  }

  join(row: number, key: number): void {
    const { next } = this;
    const head = this.heads[key];
    next[row] = next[head];
    next[head] = row + 1;
    this.key[row] = key;
  }
}

/** Slots of a hash index for so many keys: at most two thirds of them are used. */
export function slotsFor(keys: number): number {
  let slots = 16;
  while (2 * slots < 3 * keys) slots *= 2;
  return slots;
}

/** Numbers pairs of words from 0 on. */
export class Pairs {
  size = 0;
  /** Two words a pair. */
  readonly words: Int32Array;
  /** Number of a pair plus 1; 0: free. */
  private readonly index: Int32Array;
  private readonly record: Int32Array | undefined;

  /** @param most pairs that there can be */
  constructor(room: Room, most: number) {
    this.words = room.ints(2 * most);
    this.index = room.ints(slotsFor(most));
    this.record = room.compiled?.record(this.words, this.index, this.index.length - 1, 0);
  }

  /** As of Chains. */
  address(): number {
    const { record, size } = this;
    record?.fill(size, -1);
    return record?.byteOffset ?? 0;
  }

  told(): void {
    this.size = this.record?.at(-1) ?? this.size;
  }

  /** The number of a pair, a new one if need be: it is new if `size` has grown. */
  add(x: number, y: number): number {
    const { words, index } = this;
    const mask = index.length - 1;
    for (let slot = hash2(x, y) & mask; ; slot = (slot + 1) & mask) {
      const at = index[slot];
      if (at === 0) {
        const pair = this.size++;
        words[2 * pair] = x;
        words[2 * pair + 1] = y;
        index[slot] = pair + 1;
        return pair;
      }
      if (words[2 * at - 2] === x && words[2 * at - 1] === y) return at - 1;
    }
  }
}

/** Mixes two words. The second is folded, since ports of a pair often differ in its upper half only. */
export function hash2(x: number, y: number): number {
  let h = Math.imul(x, 0x9e3779b1) + Math.imul(y ^ (y >>> 16), 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x297a2d39);
  return h ^ (h >>> 14);
}
