/** Rows grouped by what they have in common: as ../chains.ts, whose arrays these are. */

// Addresses of what Chains has, by key and by row, and how many keys there are.
const HEADS: usize = 0;
const NEXT: usize = 4;
const KEY: usize = 8;
const COUNT: usize = 12;

// The same of Pairs: the words, the index, its length less one, and how many there are.
const WORDS: usize = 0;
const SLOTS: usize = 4;
const MASK: usize = 8;
const SIZE: usize = 12;

export function head(chains: usize, key: u32): u32 {
  return load<u32>(<usize>load<u32>(chains, HEADS) + 4 * key);
}

/** The row after one of the same key, plus 1; 0: there is none. */
export function after(chains: usize, row: u32): u32 {
  return load<u32>(<usize>load<u32>(chains, NEXT) + 4 * row);
}

/** The key of a row; -1: it has none. */
export function keyOf(chains: usize, row: u32): i32 {
  return load<i32>(<usize>load<u32>(chains, KEY) + 4 * row);
}

export function count(chains: usize): u32 {
  return load<u32>(chains, COUNT);
}

/** Makes a key. @returns its number */
export function begin(chains: usize, row: u32): u32 {
  const key = load<u32>(chains, COUNT);
  store<u32>(chains, key + 1, COUNT);
  store<u32>(<usize>load<u32>(chains, HEADS) + 4 * key, row);
  store<u32>(<usize>load<u32>(chains, KEY) + 4 * row, key);
  return key;
}

export function join(chains: usize, row: u32, key: u32): void {
  const next = <usize>load<u32>(chains, NEXT);
  const first = head(chains, key);
  store<u32>(next + 4 * row, load<u32>(next + 4 * first));
  store<u32>(next + 4 * first, row + 1);
  store<u32>(<usize>load<u32>(chains, KEY) + 4 * row, key);
}

/** Adds a row to a key; a new one has the next number. */
export function add(chains: usize, row: u32, key: u32): void {
  if (key === count(chains)) begin(chains, row);
  else join(chains, row, key);
}

/** The number of a pair, a new one if need be. */
export function number(pairs: usize, x: u32, y: u32): u32 {
  const words = <usize>load<u32>(pairs, WORDS);
  const index = <usize>load<u32>(pairs, SLOTS);
  const mask = load<u32>(pairs, MASK);
  let slot = hash2(x, y) & mask;
  for (;;) {
    const at = load<u32>(index + 4 * slot);
    if (at === 0) break;
    const word = words + 8 * <usize>at - 8;
    if (load<u32>(word) === x && load<u32>(word, 4) === y) return at - 1;
    slot = (slot + 1) & mask;
  }
  const pair = load<u32>(pairs, SIZE);
  store<u32>(words + 8 * pair, x);
  store<u32>(words + 8 * pair, y, 4);
  store<u32>(index + 4 * slot, pair + 1);
  store<u32>(pairs, pair + 1, SIZE);
  return pair;
}

export function hash2(x: u32, y: u32): u32 {
  let h = x * 0x9e3779b1 + (y ^ (y >> 16)) * 0x85ebca77;
  h = (h ^ (h >> 15)) * 0x297a2d39;
  return h ^ (h >> 14);
}
