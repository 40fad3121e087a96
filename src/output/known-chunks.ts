/** What was written of a field before, by the bytes that it stands in or the number that was told of it. */
import type { Spot } from "../core/found.ts";

const BITS = 7;
const SLOTS = 1 << BITS;
/** Words of 32 bits: the field's bytes, and all else that what is written hangs on. */
const KEY = 5;
/** Longest run of bytes that serves as a key. */
const MOST = 16;

export class KnownChunks {
  readonly #keys = new Int32Array(SLOTS * KEY);
  readonly #chunks: (Uint8Array | undefined)[] = new Array(SLOTS);
  /** Of the field that was asked about last. */
  readonly #key = new Int32Array(KEY);
  #slot = 0;
  canKeep = false;

  /**
   * What was written of such a field; null: it is not known.
   * @param context what else it hangs on, from 0 to 7
   */
  of(spot: Spot, context: number): Uint8Array | null {
    this.canKeep = this.#makeKey(spot, context);
    return this.canKeep ? this.#find() : null;
  }

  /** The same of bytes, at most sixteen. @param context any number of 31 bits */
  ofBytes(data: DataView, at: number, size: number, context: number): Uint8Array | null {
    const key = this.#key;
    key[1] = 0;
    key[2] = 0;
    key[3] = 0;
    readWords(key, data, at, size);
    key[4] = context;
    return this.#find();
  }

  #find(): Uint8Array | null {
    const [a, b, c, d, e] = this.#key;
    let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b), 0x27d4eb2f);
    hash = Math.imul(hash ^ (hash >>> 15) ^ Math.imul(d, 0xc2b2ae35) ^ e, 0x9e3779b1);
    const slot = hash >>> (32 - BITS);
    this.#slot = slot;
    const at = slot * KEY;
    const keys = this.#keys;
    if (
      keys[at] !== a ||
      keys[at + 1] !== b ||
      keys[at + 2] !== c ||
      keys[at + 3] !== d ||
      keys[at + 4] !== e
    )
      return null;
    return this.#chunks[slot] ?? null;
  }

  /** Keeps what is written of what was asked about last. */
  keep(chunk: Uint8Array): Uint8Array {
    this.#keys.set(this.#key, this.#slot * KEY);
    this.#chunks[this.#slot] = chunk;
    return chunk;
  }

  /** @returns false: it takes more than these words */
  #makeKey({ told, size, data, at, field }: Spot, context: number): boolean {
    const key = this.#key;
    key[0] = 0;
    key[1] = 0;
    key[2] = 0;
    key[3] = 0;
    if (told === undefined) {
      if (size > MOST) return false;
      readWords(key, data, at, size);
      key[4] = (size << 4) | context;
      return true;
    }
    const value = typeof told === "boolean" ? (told ? 1 : 0) : told;
    if (typeof value !== "number" || (value | 0) !== value) return false;
    // The bits that a mask leaves are shown beside the number.
    if (field.mask !== 0) {
      if (size > 8) return false;
      readWords(key, data, at, size);
    }
    key[3] = value;
    key[4] = (size << 4) | 8 | context | (typeof told === "boolean" ? 1 << 30 : 0);
    return true;
  }
}

function readWords(key: Int32Array, d: DataView, at: number, size: number): void {
  let word = 0;
  let i = 0;
  for (; i + 4 <= size; i += 4) key[word++] = d.getInt32(at + i);
  let rest = 0;
  for (; i < size; i++) rest = (rest << 8) | d.getUint8(at + i);
  if (word < 4) key[word] = rest;
}
