/**
 * A traffic seen through a view, with entries of one hash key put together: devices cannot tell them apart, so each
 * key is hashed once, however many flows, scopes and numbers of paths are asked about.
 */
import { ColumnView } from "./columns.ts";
import { HASH_INPUT_BYTES, type HashFields, noHeader } from "./fields.ts";
import type {
  ByteFunction,
  ByteHash,
  FieldHash,
  HashFunction,
  HashLoop,
  HashOptions,
} from "./functions/types.ts";
import { type Loops, loopsFor, loopsInParts } from "./loops.ts";
import { numbered } from "./numbered.ts";
import type { Hash, Traffic } from "./traffic.ts";
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
  /** The hash input of key k is `bytes` from `starts[k]` to `starts[k + 1]`. */
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  /** What a key feeds a hash that is defined on fields; valid until the next call. */
  readonly fieldsOf: (key: number) => HashFields;
  /** A hash defined on fields as one of hash inputs; null: these do not tell the fields. */
  readonly onBytes: (hash: FieldHash) => ByteHash | null;
  /** The lengths that hash inputs have. */
  readonly lengths: () => readonly number[];
  /** 1 for entries whose inner header the view wants but its device cannot reach; null: it has all it wants. */
  readonly missed: Uint8Array | null;
}

/** The keys of a traffic in a view. */
export function keyTraffic(traffic: Traffic, view: HashView): Keyed {
  const seen = ColumnView.of(traffic.columns, view);
  if (seen === null) return keyHeaders(traffic, view);
  const found = numbered(seen.alike(), traffic.size);
  let read: ((entry: number) => HashFields) | undefined;
  const inputs = seen.inputs(found.entryOf);
  return {
    view,
    ...found,
    ...inputs,
    lengths: once(() => lengthsOf(inputs.starts)),
    fieldsOf(key) {
      read ??= seen.fields();
      return read(found.entryOf[key]);
    },
    onBytes(hash) {
      const read = seen.decoder();
      return read && ((bytes, length, from = 0) => hash(read(bytes, from, length)));
    },
    missed: null,
  };
}

/** The same, header by header. */
function keyHeaders(traffic: Traffic, view: HashView): Keyed {
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
  const { size: keys } = table;
  const starts = table.starts.subarray(0, keys + 1);
  const bytes = table.bytes.subarray(0, starts[keys]);
  const fieldsOf = (key: number) => reader.project(traffic.header(entryOf[key], into));
  const lengths = once(() => lengthsOf(starts));
  return { view, keys, keyOf, bytes, starts, lengths, fieldsOf, onBytes: () => null, missed };
}

/** A value that is made when it is asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function lengthsOf(starts: Int32Array): number[] {
  const flags = new Uint8Array(HASH_INPUT_BYTES + 1);
  const inputs = starts.length - 1;
  const loops = loopsFor(inputs);
  if (loops !== null) {
    const [from, to] = [loops.put(starts), loops.room(flags.length, true)];
    loops.code.lengths(from, inputs, to);
    loops.take(to, flags);
  } else for (let k = 0; k < inputs; k++) flags[starts[k + 1] - starts[k]] = 1;
  return [...flags.keys()].filter((length) => flags[length] !== 0);
}

type HashInputs = Pick<Keyed, "keys" | "bytes" | "starts">;

/** Runs a loop over hash inputs. @param ready gives it, once for each part @returns false if there are no loops */
function overInputs(
  { keys, bytes, starts }: HashInputs,
  out: Uint32Array,
  ready: (loops: Loops) => HashLoop | undefined,
): boolean {
  let done = 0;
  for (const [loops, from, to] of loopsInParts(keys)) {
    const loop = ready(loops);
    const whole = to - from === keys;
    const own = whole ? bytes : bytes.subarray(starts[from], starts[to]);
    // Where each input starts is told from the first one of all.
    const at = loops.put(own) - starts[from];
    const places = loops.put(whole ? starts : starts.subarray(from, to + 1));
    const into = loops.room(4 * (to - from));
    loop?.(loops.code, at, places, to - from, into);
    loops.take(into, out.subarray(from, to));
    done = to;
  }
  return done === keys && keys > 0;
}

function hashBytes(inputs: HashInputs, f: ByteFunction, options: HashOptions): Uint32Array {
  const { keys, bytes, starts } = inputs;
  const out = new Uint32Array(keys);
  if (f.loop !== undefined && overInputs(inputs, out, () => f.loop?.(options))) return out;
  const hash = f.make(options);
  for (let k = 0; k < keys; k++) out[k] = hash(bytes, starts[k + 1] - starts[k], starts[k]);
  return out;
}

/** The hash of each of some entries. */
export function hashEntries(
  traffic: Traffic,
  view: HashView,
  entries: Int32Array,
  f: ByteFunction,
  options: HashOptions,
): Uint32Array {
  const seen = ColumnView.of(traffic.columns, view);
  if (seen !== null) return hashBytes({ keys: entries.length, ...seen.inputs(entries) }, f, options);
  const reader = new ViewReader(view);
  const into = noHeader();
  const hash = f.make(options);
  return Uint32Array.from(entries, (e) => {
    const length = reader.read(traffic.header(e, into));
    return hash(reader.bytes, length);
  });
}

/** What inputs of one length do to a linear hash: what each bit is worth, lowest first, and what is always there. */
interface Worth {
  readonly length: number;
  readonly constant: number;
  readonly bits: Int32Array;
}

/** Found by asking for each bit alone. */
function worthOf(hash: ByteHash, length: number): Worth {
  const input = new Uint8Array(length);
  const constant = hash(input, length);
  const bits = new Int32Array(8 * length);
  for (let b = 0; b < bits.length; b++) {
    input[b >> 3] = 1 << (b & 7);
    bits[b] = hash(input, length) ^ constant;
    input[b >> 3] = 0;
  }
  return { length, constant, bits };
}

/** What each value of each byte adds up to: 256 words for each place. */
function sumsOf({ length, bits }: Worth): Int32Array {
  const ofByte = new Int32Array(256 * length);
  for (let b = 0; b < bits.length; b++) {
    const row = 256 * (b >> 3);
    const one = 1 << (b & 7);
    for (let value = 0; value < one; value++) ofByte[row + one + value] = ofByte[row + value] ^ bits[b];
  }
  return ofByte;
}

/** With fewer keys than this it takes longer to make the sums than to do without. */
const WORTH_SUMS = 1 << 10;

function hashLinear(keyed: Keyed, hash: ByteHash): Uint32Array {
  const { keys, bytes, starts } = keyed;
  const out = new Uint32Array(keys);
  const worth = keyed.lengths().map((length) => worthOf(hash, length));
  const inLoop = overInputs(keyed, out, (loops) => {
    const tables = new Uint32Array(2 * HASH_INPUT_BYTES + 2);
    for (const { length, constant, bits } of worth) {
      const sums = loops.room(1024 * length);
      loops.code.spread(loops.put(bits), length, sums);
      tables[2 * length] = sums;
      tables[2 * length + 1] = constant;
    }
    const words = loops.put(tables);
    return (code, own, places, inputs, into) => code.linear(own, places, inputs, words, into);
  });
  if (inLoop) return out;
  const ofLength: { constant: number; ofByte: Int32Array }[] = [];
  for (const one of worth) ofLength[one.length] = { constant: one.constant, ofByte: sumsOf(one) };
  for (let k = 0; k < keys; k++) {
    const from = starts[k];
    const length = starts[k + 1] - from;
    const { constant, ofByte } = ofLength[length];
    let h = constant;
    for (let i = 0; i < length; i++) h ^= ofByte[(i << 8) | bytes[from + i]];
    out[k] = h;
  }
  return out;
}

/** A function as a linear one of hash inputs; null: it is none, or it takes longer to make the sums than it saves. */
function linearOf(keyed: Keyed, f: HashFunction, options: HashOptions): ByteHash | null {
  if (!f.linear || keyed.keys < WORTH_SUMS) return null;
  return f.on === "fields" ? keyed.onBytes(f.make(options)) : f.make(options);
}

/** All functions on fields at once: to set the fields costs more than to hash them. */
function hashFields(keyed: Keyed, hashes: readonly FieldHash[]): Uint32Array[] {
  const out = hashes.map(() => new Uint32Array(keyed.keys));
  for (let k = 0; k < keyed.keys && hashes.length > 0; k++) {
    const fields = keyed.fieldsOf(k);
    for (let i = 0; i < hashes.length; i++) out[i][k] = hashes[i](fields);
  }
  return out;
}

/** The hashes of every key, one array for each of `hashes`, made as they are taken. */
export function* hashKeys(keyed: Keyed, hashes: readonly Hash[]): Generator<Uint32Array> {
  const linear = hashes.map(({ function: f, options }) => linearOf(keyed, f, options));
  const onFields = hashes.flatMap(({ function: f, options }, h) =>
    linear[h] === null && f.on === "fields" ? [f.make(options)] : [],
  );
  const made = hashFields(keyed, onFields);
  for (const [h, { function: f, options }] of hashes.entries()) {
    const sums = linear[h];
    if (sums !== null) yield hashLinear(keyed, sums);
    else if (f.on === "fields") yield made.shift() as Uint32Array;
    else yield hashBytes(keyed, f, options);
  }
}

/** The hash of one key. */
function hashOne({ fieldsOf, bytes, starts }: Keyed, { function: f, options }: Hash, key: number): number {
  if (f.on === "fields") return f.make(options)(fieldsOf(key));
  return f.make(options)(bytes, starts[key + 1] - starts[key], starts[key]);
}

/**
 * The hashes of every key with another seed.
 *
 * @param values with the hash's own seed
 */
export function reseeded(keyed: Keyed, hash: Hash, values: Uint32Array, seed: number): Uint32Array {
  if (hash.function.seed === null) return values;
  const other: Hash = { ...hash, options: { ...hash.options, seed } };
  if (!hash.function.affine) return hashKeys(keyed, [other]).next().value as Uint32Array;
  // By length of input what the other seed changes.
  const words = new Uint32Array(HASH_INPUT_BYTES + 1);
  const { starts, keys } = keyed;
  for (const length of keyed.lengths()) {
    let k = 0;
    while (starts[k + 1] - starts[k] !== length) k++;
    words[length] = hashOne(keyed, other, k) ^ values[k];
  }
  const out = new Uint32Array(keys);
  const loops = loopsFor(keys);
  if (loops !== null) {
    const [from, at, by] = [loops.put(values), loops.put(starts), loops.put(words)];
    const to = loops.room(4 * keys);
    loops.code.change(from, at, keys, by, to);
    return loops.take(to, out);
  }
  for (let k = 0; k < keys; k++) out[k] = values[k] ^ words[starts[k + 1] - starts[k]];
  return out;
}
