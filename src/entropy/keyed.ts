/**
 * A traffic seen through views, with entries of one hash key put together: devices cannot tell them apart, so each
 * key is hashed once, however many flows, scopes and numbers of paths are asked about.
 */
import { type Header, noHeader } from "./fields.ts";
import type { Hash, Traffic } from "./simulate.ts";
import { type HashView, missesInner, ViewReader } from "./views.ts";

/** Numbers byte strings in order of first appearance. */
class ByteKeys {
  size = 0;
  private bytes = new Uint8Array(1 << 14);
  /** Where each string starts; the next one's start is its end. */
  private starts = new Int32Array(1 << 10);
  /** Pairs of (hash, number + 1); at most half full. */
  private index = new Int32Array(1 << 12);

  add(data: Uint8Array, length: number): number {
    let h = 0x811c9dc5 ^ length;
    for (let i = 0; i < length; i++) h = Math.imul(h ^ data[i], 0x01000193);
    h ^= h >>> 15;
    const mask = (this.index.length >> 1) - 1;
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const found = this.index[2 * slot + 1] - 1;
      if (found < 0) return this.insert(data, length, h, slot);
      if (this.index[2 * slot] === h && this.equals(found, data, length)) return found;
    }
  }

  private equals(number: number, data: Uint8Array, length: number): boolean {
    const start = this.starts[number];
    if (this.starts[number + 1] - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.bytes[start + i] !== data[i]) return false;
    return true;
  }

  private insert(data: Uint8Array, length: number, h: number, slot: number): number {
    const number = this.size++;
    const start = this.starts[number];
    if (start + length > this.bytes.length) this.bytes = longer(this.bytes, start + length);
    for (let i = 0; i < length; i++) this.bytes[start + i] = data[i];
    if (number + 2 > this.starts.length) this.starts = longer(this.starts, number + 2);
    this.starts[number + 1] = start + length;
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

function longer<A extends Uint8Array | Int32Array>(array: A, length: number): A {
  const out = new (array.constructor as new (n: number) => A)(Math.max(length, 2 * array.length));
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
  /** 1 for entries whose inner header the view wants but its device cannot reach; null: it has all it wants. */
  readonly missed: Uint8Array | null;
}

class Keying {
  private readonly reader: ViewReader;
  private readonly table = new ByteKeys();
  private readonly keyOf: Int32Array;
  private readonly entryOf: number[] = [];
  private readonly missed: Uint8Array | null;

  constructor(
    private readonly view: HashView,
    size: number,
  ) {
    this.reader = new ViewReader(view);
    this.keyOf = new Int32Array(size);
    this.missed = view.sight === "named" ? null : new Uint8Array(size);
  }

  add(entry: number, header: Header): void {
    const key = this.key(header);
    if (key === this.entryOf.length) this.entryOf.push(entry);
    this.keyOf[entry] = key;
    if (this.missed !== null && missesInner(this.view, header)) this.missed[entry] = 1;
  }

  private key(header: Header): number {
    const length = this.reader.read(header);
    return this.table.add(this.reader.bytes, length);
  }

  result(): Keyed {
    const { view, keyOf, missed } = this;
    return { view, keys: this.table.size, keyOf, entryOf: Int32Array.from(this.entryOf), missed };
  }
}

/** The keys of a traffic in every view; each header is made once. */
export function keyTraffic(traffic: Traffic, views: readonly HashView[]): Keyed[] {
  const keyings = views.map((view) => new Keying(view, traffic.size));
  const into = noHeader();
  for (let e = 0; e < traffic.size; e++) {
    const header = traffic.header(e, into);
    for (const keying of keyings) keying.add(e, header);
  }
  return keyings.map((keying) => keying.result());
}

/** The hashes of every key, one array for each of `hashes`. */
export function hashKeys(traffic: Traffic, keyed: Keyed, hashes: readonly Hash[]): Uint32Array[] {
  const reader = new ViewReader(keyed.view);
  const into = noHeader();
  const out = hashes.map(() => new Uint32Array(keyed.keys));
  const onBytes = hashes.flatMap(({ function: f, options }, i) =>
    f.on === "bytes" ? [{ hash: f.make(options), out: out[i] }] : [],
  );
  const onFields = hashes.flatMap(({ function: f, options }, i) =>
    f.on === "fields" ? [{ hash: f.make(options), out: out[i] }] : [],
  );
  for (let k = 0; k < keyed.keys; k++) {
    const header = traffic.header(keyed.entryOf[k], into);
    if (onBytes.length > 0) {
      const length = reader.read(header);
      for (const f of onBytes) f.out[k] = f.hash(reader.bytes, length);
    }
    if (onFields.length > 0) {
      const fields = reader.project(header);
      for (const f of onFields) f.out[k] = f.hash(fields);
    }
  }
  return out;
}
