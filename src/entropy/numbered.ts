/** Numbers for entries by what they have in common. */
import { type Loops, loopsFor } from "./loops.ts";

/** Entries by what they have in common. */
export interface Numbered {
  readonly keys: number;
  /** The number of each entry, in order of first appearance. */
  readonly keyOf: Int32Array;
  /** The first entry of each number. */
  readonly entryOf: Int32Array;
}

/** Numbers entries so that those which are equal in all columns have the same number. */
export function numbered(columns: readonly Int32Array[], size: number): Numbered {
  const loops = loopsFor(size);
  return loops === null ? numberedHere(columns, size) : numberedBy(loops, columns, size);
}

function numberedBy(loops: Loops, columns: readonly Int32Array[], size: number): Numbered {
  let slots = 1 << 10;
  while (slots < 2 * size) slots *= 2;
  const addresses = loops.put(Uint32Array.from(columns, (column) => loops.put(column)));
  const [keyOf, first, hashes] = [loops.room(4 * size), loops.room(4 * size), loops.room(4 * size + 4)];
  const index = loops.room(4 * slots, true);
  const keys = loops.code.numbered(addresses, columns.length, size, keyOf, first, hashes, index, slots - 1);
  return {
    keys,
    keyOf: loops.take(keyOf, new Int32Array(size)),
    entryOf: loops.take(first, new Int32Array(keys)),
  };
}

function numberedHere(columns: readonly Int32Array[], size: number): Numbered {
  const hashes = new Int32Array(size);
  for (const column of columns) mix(hashes, column);
  const keyOf = new Int32Array(size);
  const first = new Int32Array(size);
  let keys = 0;
  // Number + 1 by hash; at most half full.
  let index = new Int32Array(1 << 10);
  let mask = index.length - 1;
  for (let e = 0; e < size; e++) {
    const h = hashes[e];
    let slot = (h ^ (h >>> 16)) & mask;
    let key = index[slot] - 1;
    while (key >= 0 && (hashes[first[key]] !== h || !equal(columns, first[key], e))) {
      slot = (slot + 1) & mask;
      key = index[slot] - 1;
    }
    if (key < 0) {
      key = keys++;
      first[key] = e;
      index[slot] = keys;
      if (2 * keys > index.length) {
        index = longer(index.length * 2, hashes, first, keys);
        mask = index.length - 1;
      }
    }
    keyOf[e] = key;
  }
  return { keys, keyOf, entryOf: first.slice(0, keys) };
}

/** One round of MurmurHash3 for each entry. */
function mix(hashes: Int32Array, column: Int32Array): void {
  for (let e = 0; e < hashes.length; e++) {
    let k = Math.imul(column[e], 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    const h = hashes[e] ^ k;
    hashes[e] = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  }
}

function equal(columns: readonly Int32Array[], a: number, b: number): boolean {
  for (let c = 0; c < columns.length; c++) if (columns[c][a] !== columns[c][b]) return false;
  return true;
}

function longer(
  length: number,
  hashes: Int32Array,
  first: Int32Array,
  keys: number,
): Int32Array<ArrayBuffer> {
  const index = new Int32Array(length);
  const mask = length - 1;
  for (let key = 0; key < keys; key++) {
    const h = hashes[first[key]];
    let slot = (h ^ (h >>> 16)) & mask;
    while (index[slot] !== 0) slot = (slot + 1) & mask;
    index[slot] = key + 1;
  }
  return index;
}
