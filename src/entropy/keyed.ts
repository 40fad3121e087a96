/**
 * A traffic seen through a view, with entries of one hash key put together: devices cannot tell them apart, so each
 * key is hashed once, however many flows, scopes and numbers of paths are asked about.
 */
import { HASH_INPUT_BYTES, noHeader } from "./fields.ts";
import type { ByteHash, FieldHash } from "./functions/types.ts";
import type { Hash, Traffic } from "./simulate.ts";
import { type HashView, missesInner, ViewReader } from "./views.ts";

/** Numbers byte strings in order of first appearance. */
class ByteKeys {
  size = 0;
  /** All strings, one behind the other. The next one is written behind the last, and stays if it is new. */
  bytes = new Uint8Array(1 << 16);
  /** Where each string starts; the next one's start is its end. */
  starts = new Int32Array(1 << 12);
  /** Pairs of (hash, number + 1); at most half full. */
  private index = new Int32Array(1 << 13);

  /** Where to write the next string, with room for the longest. */
  get at(): number {
    const at = this.starts[this.size];
    if (at + HASH_INPUT_BYTES > this.bytes.length) this.bytes = longer(this.bytes);
    return at;
  }

  /** The number of the string from `at` to `end`. */
  add(end: number): number {
    const { bytes } = this;
    const start = this.starts[this.size];
    let h = 0x811c9dc5 ^ (end - start);
    for (let i = start; i < end; i++) h = Math.imul(h ^ bytes[i], 0x01000193);
    h ^= h >>> 15;
    const mask = (this.index.length >> 1) - 1;
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const found = this.index[2 * slot + 1] - 1;
      if (found < 0) return this.insert(end, h, slot);
      if (this.index[2 * slot] === h && this.equals(found, start, end)) return found;
    }
  }

  private equals(number: number, start: number, end: number): boolean {
    const { bytes } = this;
    const from = this.starts[number];
    if (this.starts[number + 1] - from !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[from + i - start] !== bytes[i]) return false;
    return true;
  }

  private insert(end: number, h: number, slot: number): number {
    const number = this.size++;
    if (number + 2 > this.starts.length) this.starts = longer(this.starts);
    this.starts[number + 1] = end;
    this.index[2 * slot] = h;
    this.index[2 * slot + 1] = number + 1;
    if (4 * this.size > this.index.length) this.rehash();
    return number;
  }

  private rehash(): void {
    const old = this.index;
    this.index = new Int32Array(2 * old.length);
    const mask = (this.index.length >> 1) - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue;
      let slot = old[i] & mask;
      while (this.index[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
      this.index[2 * slot] = old[i];
      this.index[2 * slot + 1] = old[i + 1];
    }
  }
}

function longer<A extends Uint8Array | Int32Array>(array: A): A {
  const out = new (array.constructor as new (n: number) => A)(2 * array.length);
  out.set(array);
  return out;
}

/** One view's keys. */
export interface Keyed {
  readonly view: HashView;
  readonly keys: number;
  /** The key of each entry. */
  readonly keyOf: Int32Array;
  /** An entry of each key: its header stands for all. */
  readonly entryOf: Int32Array;
  /** The hash input of key k is `bytes` from `starts[k]` to `starts[k + 1]`. */
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  /** 1 for entries whose inner header the view wants but its device cannot reach; null: it has all it wants. */
  readonly missed: Uint8Array | null;
}

/** The keys of a traffic in a view. */
export function keyTraffic(traffic: Traffic, view: HashView): Keyed {
  const reader = new ViewReader(view);
  const table = new ByteKeys();
  const into = noHeader();
  const keyOf = new Int32Array(traffic.size);
  let entryOf = new Int32Array(1 << 12);
  const missed = view.sight === "named" ? null : new Uint8Array(traffic.size);
  for (let e = 0; e < keyOf.length; e++) {
    const header = traffic.header(e, into);
    const at = table.at;
    const before = table.size;
    const key = table.add(reader.write(header, table.bytes, at));
    keyOf[e] = key;
    if (table.size > before) {
      if (key === entryOf.length) entryOf = longer(entryOf);
      entryOf[key] = e;
    }
    if (missed !== null && missesInner(view, header)) missed[e] = 1;
  }
  const { size: keys, bytes, starts } = table;
  return { view, keys, keyOf, entryOf: entryOf.slice(0, keys), bytes, starts, missed };
}

function hashBytes({ keys, bytes, starts }: Keyed, hash: ByteHash): Uint32Array {
  const out = new Uint32Array(keys);
  for (let k = 0; k < keys; k++) out[k] = hash(bytes, starts[k + 1] - starts[k], starts[k]);
  return out;
}

/** All functions on fields at once: to set the fields costs more than to hash them. */
function hashFields(traffic: Traffic, keyed: Keyed, hashes: readonly FieldHash[]): Uint32Array[] {
  const out = hashes.map(() => new Uint32Array(keyed.keys));
  const reader = new ViewReader(keyed.view);
  const into = noHeader();
  for (let k = 0; k < keyed.keys && hashes.length > 0; k++) {
    const fields = reader.project(traffic.header(keyed.entryOf[k], into));
    for (let i = 0; i < hashes.length; i++) out[i][k] = hashes[i](fields);
  }
  return out;
}

/** The hashes of every key, one array for each of `hashes`, made as they are taken. */
export function* hashKeys(traffic: Traffic, keyed: Keyed, hashes: readonly Hash[]): Generator<Uint32Array> {
  const onFields: FieldHash[] = [];
  for (const { function: f, options } of hashes) if (f.on === "fields") onFields.push(f.make(options));
  const made = hashFields(traffic, keyed, onFields);
  for (const { function: f, options } of hashes) {
    if (f.on === "fields") yield made.shift() as Uint32Array;
    else yield hashBytes(keyed, f.make(options));
  }
}

/** The hash of one key. */
function hashOne(traffic: Traffic, keyed: Keyed, { function: f, options }: Hash, key: number): number {
  const header = traffic.header(keyed.entryOf[key], noHeader());
  if (f.on === "fields") return f.make(options)(new ViewReader(keyed.view).project(header));
  const start = keyed.starts[key];
  return f.make(options)(keyed.bytes, keyed.starts[key + 1] - start, start);
}

/**
 * The hashes of every key with another seed.
 *
 * @param values with the hash's own seed
 */
export function reseeded(
  traffic: Traffic,
  keyed: Keyed,
  hash: Hash,
  values: Uint32Array,
  seed: number,
): Uint32Array {
  if (hash.function.seed === null) return values;
  const other: Hash = { ...hash, options: { ...hash.options, seed } };
  if (!hash.function.affine) return hashKeys(traffic, keyed, [other]).next().value as Uint32Array;
  // By length of input what the other seed changes.
  const change = new Float64Array(HASH_INPUT_BYTES + 1).fill(-1);
  const { starts } = keyed;
  const out = new Uint32Array(values.length);
  for (let k = 0; k < out.length; k++) {
    const length = starts[k + 1] - starts[k];
    if (change[length] < 0) change[length] = (hashOne(traffic, keyed, other, k) ^ values[k]) >>> 0;
    out[k] = values[k] ^ change[length];
  }
  return out;
}
