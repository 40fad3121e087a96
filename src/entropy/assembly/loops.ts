/**
 * The loops of src/entropy that run over every hash key: AssemblyScript, that is TypeScript's syntax with
 * WebAssembly's types and memory. `make wasm` compiles them into ../loops-module.ts. They do what functions of the
 * same names do in JavaScript, which are slow until V8 has compiled them: most captures are done before that.
 *
 * What they work on is copied into the memory by ../loops.ts. Addresses are in bytes, numbers of elements are not.
 */

/** HalfSipHash-2-4 of each input; as ../functions/random.ts. */
export function sip(bytes: usize, starts: usize, inputs: u32, out: usize, k0: u32, k1: u32): void {
  for (let i: u32 = 0; i < inputs; i++) {
    const from = load<u32>(starts + 4 * i);
    store<u32>(out + 4 * i, sipOf(bytes + from, load<u32>(starts + 4 * i, 4) - from, k0, k1));
  }
}

function sipOf(from: usize, length: u32, k0: u32, k1: u32): u32 {
  let v0 = k0;
  let v1 = k1;
  let v2 = 0x6c796765 ^ k0;
  let v3 = 0x74656462 ^ k1;
  const words = length >>> 2;
  for (let w: u32 = 0; w <= words + 1; w++) {
    let word: u32 = 0;
    if (w < words) word = load<u32>(from + 4 * w);
    else if (w === words) word = (length << 24) | rest(from + 4 * w, length & 3);
    else v2 ^= 0xff;
    v3 ^= word;
    for (let round = w <= words ? 2 : 4; round > 0; round--) {
      v0 += v1;
      v1 = rotl(v1, 5) ^ v0;
      v0 = rotl(v0, 16);
      v2 += v3;
      v3 = rotl(v3, 8) ^ v2;
      v0 += v3;
      v3 = rotl(v3, 7) ^ v0;
      v2 += v1;
      v1 = rotl(v1, 13) ^ v2;
      v2 = rotl(v2, 16);
    }
    v0 ^= word;
  }
  return v1 ^ v3;
}

/** Up to four bytes, the first the lowest. */
function rest(from: usize, length: u32): u32 {
  let word: u32 = 0;
  for (let i = length; i > 0; i--) word = (word << 8) | load<u8>(from + i - 1);
  return word;
}

/** Jenkins' lookup3 of each input; as ../functions/jenkins.ts. */
export function lookup3(bytes: usize, starts: usize, inputs: u32, out: usize, seed: u32): void {
  for (let i: u32 = 0; i < inputs; i++) {
    const from = load<u32>(starts + 4 * i);
    store<u32>(out + 4 * i, lookup3Of(bytes + from, load<u32>(starts + 4 * i, 4) - from, seed));
  }
}

function lookup3Of(from: usize, length: u32, seed: u32): u32 {
  let a: u32 = 0xdeadbeef + length + seed;
  let b = a;
  let c = a;
  if (length === 0) return c;
  let at = from;
  let left = length;
  for (; left > 12; left -= 12) {
    a += load<u32>(at);
    b += load<u32>(at, 4);
    c += load<u32>(at, 8);
    at += 12;
    a = (a - c) ^ rotl(c, 4);
    c += b;
    b = (b - a) ^ rotl(a, 6);
    a += c;
    c = (c - b) ^ rotl(b, 8);
    b += a;
    a = (a - c) ^ rotl(c, 16);
    c += b;
    b = (b - a) ^ rotl(a, 19);
    a += c;
    c = (c - b) ^ rotl(b, 4);
    b += a;
  }
  a += rest(at, min<u32>(left, 4));
  if (left > 4) b += rest(at + 4, min<u32>(left - 4, 4));
  if (left > 8) c += rest(at + 8, left - 8);
  c = (c ^ b) - rotl(b, 14);
  a = (a ^ c) - rotl(c, 11);
  b = (b ^ a) - rotl(a, 25);
  c = (c ^ b) - rotl(b, 16);
  a = (a ^ c) - rotl(c, 4);
  b = (b ^ a) - rotl(a, 14);
  return (c ^ b) - rotl(b, 24);
}

/** Sets the byte of each length that an input has. */
export function lengths(starts: usize, inputs: u32, flags: usize): void {
  let from = load<u32>(starts);
  for (let i: u32 = 1; i <= inputs; i++) {
    const end = load<u32>(starts + 4 * i);
    store<u8>(flags + (end - from), 1);
    from = end;
  }
}

/**
 * What the bytes of each input add up to by XOR.
 * @param tables pairs of words by length: the address of 256 words for each place, and what to begin with
 */
export function linear(bytes: usize, starts: usize, inputs: u32, tables: usize, out: usize): void {
  let at = bytes + load<u32>(starts);
  for (let i: u32 = 0; i < inputs; i++) {
    const end = bytes + load<u32>(starts + 4 * i, 4);
    const table = tables + 8 * (end - at);
    let h = load<u32>(table, 4);
    for (let row = <usize>load<u32>(table); at < end; at++, row += 1024)
      h ^= load<u32>(row + 4 * <usize>load<u8>(at));
    store<u32>(out + 4 * i, h);
  }
}

/** Moves the path of every key into 16 bits; as `pathsOf` in ../paths.ts. @param by bits that are rotated, below width */
export function paths(hashes: usize, keys: u32, width: u32, by: u32, count: u32, out: usize): void {
  const whole: u32 = width === 32 ? 0xffffffff : (1 << width) - 1;
  const mask = count - 1;
  if (by === 0 && (count & mask) === 0) {
    for (let k: u32 = 0; k < keys; k++) store<u16>(out + 2 * k, <u16>(load<u32>(hashes + 4 * k) & mask));
    return;
  }
  for (let k: u32 = 0; k < keys; k++) {
    let h = load<u32>(hashes + 4 * k);
    if (by !== 0) h = ((h >>> by) | (h << (width - by))) & whole;
    store<u16>(out + 2 * k, <u16>(h % count));
  }
}

/** Adds weights (f64) to what is on the paths of their keys; as `count` in ../paths.ts. */
export function count(loads: usize, paths: usize, keys: usize, weights: usize, entries: u32): void {
  for (let i: u32 = 0; i < entries; i++) {
    const to = loads + 8 * <usize>load<u16>(paths + 2 * <usize>load<u32>(keys + 4 * i));
    store<f64>(to, load<f64>(to) + load<f64>(weights + 8 * i));
  }
}

/** The same for groups of entries, each with loads of its own. @param starts where each group starts, and the end */
export function countGroups(
  loads: usize,
  width: u32,
  paths: usize,
  keys: usize,
  weights: usize,
  starts: usize,
  groups: u32,
): void {
  for (let g: u32 = 0; g < groups; g++) {
    const from = load<u32>(starts + 4 * g);
    count(
      loads + 8 * g * width,
      paths,
      keys + 4 * from,
      weights + 8 * from,
      load<u32>(starts + 4 * g, 4) - from,
    );
  }
}

/** The same for four weights of each key. */
export function countFour(loads: usize, paths: usize, keys: usize, weights: usize, entries: u32): void {
  for (let i: u32 = 0; i < entries; i++) {
    const to = loads + 32 * <usize>load<u16>(paths + 2 * <usize>load<u32>(keys + 4 * i));
    const from = weights + 32 * i;
    v128.store(to, f64x2.add(v128.load(to), v128.load(from)));
    v128.store(to, f64x2.add(v128.load(to, 16), v128.load(from, 16)), 16);
  }
}

/** Adds weights to the pairs of paths that keys take at two stages; as `joint` in ../polarize.ts. */
export function joint(
  loads: usize,
  first: usize,
  second: usize,
  seconds: u32,
  keys: usize,
  weights: usize,
  entries: u32,
): void {
  for (let i: u32 = 0; i < entries; i++) {
    const key = 2 * <usize>load<u32>(keys + 4 * i);
    const to = loads + 8 * (<usize>load<u16>(first + key) * seconds + load<u16>(second + key));
    store<f64>(to, load<f64>(to) + load<f64>(weights + 8 * i));
  }
}

/**
 * Numbers entries by what they have in common; as `numbered` in ../columns.ts.
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

/** Counts flows that are answered, and those that have the same value both ways; as `bothWays` in ../quality.ts. */
export function agreeing(
  flow: usize,
  entries: usize,
  size: u32,
  answers: usize,
  values: usize,
  out: usize,
): void {
  let last: i32 = -1;
  let answered: u32 = 0;
  let same: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const own = load<i32>(flow + 4 * <usize>load<u32>(entries + 4 * i));
    if (own === last) continue;
    last = own;
    const back = load<i32>(answers + 4 * <usize>own);
    const value = load<i32>(values + 4 * <usize>own);
    if (back < 0 || value < 0 || load<i32>(values + 4 * <usize>back) < 0) continue;
    answered++;
    if (value === load<i32>(values + 4 * <usize>back)) same++;
  }
  store<u32>(out, answered);
  store<u32>(out + 4, same);
}

// What `tally` finds, in doubles.
const PACKETS: usize = 0;
const COPIED: usize = 8;
const DYNAMIC: usize = 16;
const PAIRS: usize = 24;
const FLOWS: usize = 32;
const CHANGED: usize = 40;
const DISTINCT: usize = 48;
const MIN: usize = 56;
const MAX: usize = 64;
const SHARED: usize = 72;
const SHARING: usize = 80;
/** By bit, the lowest first. */
const ONES: usize = 88;

function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/**
 * Looks at the entropy field of some entries; as `tally` in ../quality.ts.
 * @param dynamic   the first of the dynamic ports
 * @param ofValue   a word for each value, all 0 before and after
 * @param lastUser  a word for each value: the number of the flow, from 1 on, that had it last
 * @param users     flows that were numbered before
 * @param pairs     room for a word an entry
 * @param out       what it finds, and then a double for each of 16 bits
 * @returns flows that are numbered now
 */
export function tally(
  flow: usize,
  value: usize,
  packets: usize,
  innerPort: usize,
  entries: usize,
  size: u32,
  dynamic: i32,
  ofValue: usize,
  lastUser: usize,
  users: u32,
  pairs: usize,
  out: usize,
): u32 {
  memory.fill(out, 0, ONES + 8 * 16);
  let found: u32 = 0;
  let last: i32 = -1;
  let user = users;
  for (let i: u32 = 0; i < size; i++) {
    const e = <usize>load<u32>(entries + 4 * i);
    const v = load<i32>(value + 4 * e);
    if (v < 0) continue;
    const own = load<f64>(packets + 8 * e);
    add(out + PACKETS, own);
    if (v === load<i32>(innerPort + 4 * e)) add(out + COPIED, own);
    if (v >= dynamic) add(out + DYNAMIC, own);
    const f = load<i32>(flow + 4 * e);
    if (f !== last) {
      last = f;
      user++;
    }
    const seen = lastUser + 4 * <usize>v;
    if (load<u32>(seen) === user) continue;
    store<u32>(seen, user);
    store<u32>(pairs + 4 * found++, <u32>e);
  }
  store<f64>(out + PAIRS, found);
  let distinct: u32 = 0;
  let flows: u32 = 0;
  let changed: u32 = 0;
  let least: i32 = 1 << 16;
  let most: i32 = -1;
  let before: i32 = -1;
  let before2: i32 = -1;
  for (let i: u32 = 0; i < found; i++) {
    const e = <usize>load<u32>(pairs + 4 * i);
    const v = load<i32>(value + 4 * e);
    const counted = ofValue + 4 * <usize>v;
    if (load<u32>(counted) === 0) distinct++;
    store<u32>(counted, load<u32>(counted) + 1);
    least = min(least, v);
    most = max(most, v);
    for (let left = v; left !== 0; left &= left - 1) add(out + ONES + 8 * <usize>ctz(left), 1);
    const f = load<i32>(flow + 4 * e);
    if (f !== before) flows++;
    else if (f !== before2) changed++;
    before2 = before;
    before = f;
  }
  let sharing: u32 = 0;
  last = -1;
  for (let i: u32 = 0; i < found; i++) {
    const e = <usize>load<u32>(pairs + 4 * i);
    const f = load<i32>(flow + 4 * e);
    if (load<u32>(ofValue + 4 * <usize>load<i32>(value + 4 * e)) < 2 || f === last) continue;
    last = f;
    sharing++;
  }
  let shared: u32 = 0;
  for (let i: u32 = 0; i < found; i++) {
    const counted = ofValue + 4 * <usize>load<i32>(value + 4 * <usize>load<u32>(pairs + 4 * i));
    if (load<u32>(counted) > 1) shared++;
    store<u32>(counted, 0);
  }
  store<f64>(out + FLOWS, flows);
  store<f64>(out + CHANGED, changed);
  store<f64>(out + DISTINCT, distinct);
  store<f64>(out + MIN, least);
  store<f64>(out + MAX, most);
  store<f64>(out + SHARED, shared);
  store<f64>(out + SHARING, sharing);
  return user;
}
