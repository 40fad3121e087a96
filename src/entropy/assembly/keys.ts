/** Keys of entries, and their hash inputs: see loops.ts. */

/**
 * Numbers entries by what they have in common; as in ../numbered.ts.
 * @param columns addresses of `width` columns
 * @param keyOf   becomes the number of each entry
 * @param first   becomes the first entry of each number
 * @param hashes  room for a word an entry
 * @param index   all 0, and longer than twice the entries by a power of two
 * @returns how many numbers there are
 */
export function numbered(
  columns: usize,
  width: u32,
  entries: u32,
  keyOf: usize,
  first: usize,
  hashes: usize,
  index: usize,
  mask: u32,
): u32 {
  let keys: u32 = 0;
  for (let e: u32 = 0; e < entries; e++) {
    let h: u32 = 0;
    for (let c: u32 = 0; c < width; c++) {
      const k = rotl(load<u32>(<usize>load<u32>(columns + 4 * c) + 4 * e) * 0xcc9e2d51, 15) * 0x1b873593;
      h = rotl(h ^ k, 13) * 5 + 0xe6546b64;
    }
    h ^= h >>> 16;
    let slot = h & mask;
    let key = load<u32>(index + 4 * slot);
    while (
      key !== 0 &&
      (load<u32>(hashes + 4 * key) !== h || !alike(columns, width, load<u32>(first + 4 * (key - 1)), e))
    ) {
      slot = (slot + 1) & mask;
      key = load<u32>(index + 4 * slot);
    }
    if (key === 0) {
      store<u32>(first + 4 * keys, e);
      key = ++keys;
      store<u32>(index + 4 * slot, key);
      store<u32>(hashes + 4 * key, h);
    }
    store<u32>(keyOf + 4 * e, key - 1);
  }
  return keys;
}

function alike(columns: usize, width: u32, a: u32, b: u32): bool {
  for (let c: u32 = 0; c < width; c++) {
    const column = <usize>load<u32>(columns + 4 * c);
    if (load<u32>(column + 4 * a) !== load<u32>(column + 4 * b)) return false;
  }
  return true;
}

// A field of hash inputs, in words.
const WORDS: usize = 0;
/** Bytes that a word makes, the lowest ones. */
const SHORT: usize = 4;
/** The address of what words are places in, 0: of nothing; words from place to place, and words that are taken. */
const BOOK: usize = 8;
const STRIDE: usize = 12;
const WIDTH: usize = 16;
/** The address of flags: which words are places; 0: all. */
const PLACES: usize = 20;
const FIELD: usize = 24;

/** Writes the hash input of each entry, one behind the other. @returns where they end */
export function inputs(entries: usize, size: u32, fields: usize, count: u32, out: usize, starts: usize): u32 {
  let at = out;
  const end = fields + FIELD * count;
  for (let i: u32 = 0; i < size; i++) {
    store<u32>(starts + 4 * i, <u32>(at - out));
    const e = 4 * <usize>load<u32>(entries + 4 * i);
    for (let field = fields; field < end; field += FIELD) {
      const word = load<u32>(<usize>load<u32>(field, WORDS) + e);
      const book = <usize>load<u32>(field, BOOK);
      const places = <usize>load<u32>(field, PLACES);
      if (book === 0 || (places !== 0 && load<u32>(places + e) === 0)) {
        for (let left = load<u32>(field, SHORT); left > 0; left--) store<u8>(at++, word >>> (8 * left - 8));
        continue;
      }
      const from = book + 4 * <usize>(word * load<u32>(field, STRIDE));
      for (let w = from; w < from + 4 * load<u32>(field, WIDTH); w += 4, at += 4)
        store<u32>(at, bswap(load<u32>(w)));
    }
  }
  store<u32>(starts + 4 * size, <u32>(at - out));
  return <u32>(at - out);
}
