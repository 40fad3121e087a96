/**
 * Datagrams that arrive in parts, by key. It knows no protocol: a key is six words, a part an offset and a
 * length. Completeness is decided by reported lengths; of the bytes it keeps the first HEAD only, which is
 * where headers are. Caps on memory and on age in capture time; finished datagrams are remembered for a while
 * so that a part that comes again is recognised.
 */
import { hash6 } from "../core/key-table.ts";
import { HEAD } from "../core/stack.ts";
import { fingerprint } from "./fingerprint.ts";
import { HeadSlots, SLOT } from "./head-slots.ts";
import { BYTES_PER_RANGE, Insert, RangeLists } from "./ranges.ts";

const MAX_LENGTH = 0xffff;
/** Most finished datagrams that are remembered: repeats come soon, and what is remembered must stay in a cache. */
const MAX_DONE = 1 << 13;

export const Part = {
  added: 0,
  complete: 1,
  duplicate: 2,
  overlap: 3,
  rejected: 4,
} as const;

export const Extended = { not: 0, added: 1, grown: 2, duplicate: 3 } as const;

const FREE = 0;
const OPEN = 1;
const DONE = 2;

// Words of an entry.
const HASH = 6;
const CHAIN = 7;
const PREVIOUS = 8;
const NEXT = 9;
const STATE = 10;
const TOTAL = 11;
const RECEIVED = 12;
const END = 13;
const RANGES = 14;
const SLOT_AT = 15;
const PRINT = 16;
/** The owner's own words start here. */
const USER = 17;
const USER_WORDS = 8;
const ENTRY = USER + USER_WORDS;
const ENTRY_BYTES = ENTRY * 4 + 8;

/** A doubly linked list of entries, oldest first. */
interface List {
  first: number;
  last: number;
  length: number;
}

/** Counts the keys of entries by two of their words, the fourth and the fifth. */
export interface KeyCount {
  counts(d: number, e: number, by: number): void;
}

export class Pool {
  /** Null: nobody wants to know. */
  counted: KeyCount | null = null;
  /** Entries, ENTRY words each. */
  words = new Int32Array(ENTRY * 64);
  /** When an entry was opened, or finished: capture time in seconds. */
  private times = new Float64Array(64);
  private freeEntry = -1;
  private freshEntries = 0;
  private buckets = new Int32Array(128).fill(-1);

  private readonly open: List = { first: -1, last: -1, length: 0 };
  private readonly done: List = { first: -1, last: -1, length: 0 };

  private readonly ranges = new RangeLists();
  private readonly heads = new HeadSlots();

  /**
   * @param memory  most bytes for open datagrams
   * @param timeout seconds of capture time after which an open one is given up, and a finished one forgotten
   */
  constructor(
    private readonly memory: number,
    readonly timeout: number,
  ) {}

  /** The entry of a key, -1 if there is none. */
  find(a: number, b: number, c: number, d: number, e: number, f: number): number {
    const h = hash6(a, b, c, d, e, f);
    const w = this.words;
    let entry = this.buckets[h & (this.buckets.length - 1)];
    while (entry >= 0) {
      const k = entry * ENTRY;
      if (w[k + HASH] === h && this.hasKey(entry, a, b, c, d, e, f)) return entry;
      entry = w[k + CHAIN];
    }
    return -1;
  }

  /** Opens an entry for a key that has none. Its user words are -1. */
  start(a: number, b: number, c: number, d: number, e: number, f: number, now: number): number {
    const entry = this.make(a, b, c, d, e, f, now);
    const w = this.words;
    const k = entry * ENTRY;
    w[k + STATE] = OPEN;
    for (let i = USER; i < ENTRY; i++) w[k + i] = -1;
    this.append(this.open, entry);
    return entry;
  }

  /** Remembers a datagram as finished that was never open: it came whole. Its user words are the owner's to set. */
  startFinished(
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    total: number,
    now: number,
  ): number {
    const entry = this.make(a, b, c, d, e, f, now);
    const k = entry * ENTRY;
    this.words[k + STATE] = DONE;
    this.words[k + TOTAL] = total;
    this.append(this.done, entry);
    if (this.done.length > MAX_DONE) this.drop(this.done.first);
    return entry;
  }

  private make(a: number, b: number, c: number, d: number, e: number, f: number, now: number): number {
    const entry = this.takeEntry();
    const h = hash6(a, b, c, d, e, f);
    const w = this.words;
    const k = entry * ENTRY;
    w[k] = a;
    w[k + 1] = b;
    w[k + 2] = c;
    w[k + 3] = d;
    w[k + 4] = e;
    w[k + 5] = f;
    w[k + HASH] = h;
    w[k + TOTAL] = -1;
    w[k + RECEIVED] = 0;
    w[k + END] = 0;
    w[k + RANGES] = -1;
    w[k + SLOT_AT] = -1;
    w[k + PRINT] = 0;
    const bucket = h & (this.buckets.length - 1);
    w[k + CHAIN] = this.buckets[bucket];
    this.buckets[bucket] = entry;
    this.times[entry] = now;
    this.counted?.counts(d, e, 1);
    return entry;
  }

  /**
   * Adds a part to an open entry.
   * @param total    length of the whole if this part tells it, else -1
   * @param pos      where its bytes start in `d`, of which `captured` are there
   */
  add(
    entry: number,
    offset: number,
    length: number,
    total: number,
    d: DataView,
    pos: number,
    captured: number,
  ): number {
    const w = this.words;
    const k = entry * ENTRY;
    const end = offset + length;
    const known = w[k + TOTAL];
    if (length <= 0 || end > MAX_LENGTH) return Part.rejected;
    if (total >= 0 && ((known >= 0 && known !== total) || w[k + END] > total)) return Part.rejected;
    if (known >= 0 && end > known) return Part.rejected;
    const inserted = this.ranges.insert(w[k + RANGES], offset, end);
    if (inserted === Insert.duplicate) return Part.duplicate;
    if (inserted === Insert.overlap) return Part.overlap;
    if (inserted === Insert.tooMany) return Part.rejected;
    w[k + RANGES] = this.ranges.head;
    if (total >= 0) w[k + TOTAL] = total;
    if (end > w[k + END]) w[k + END] = end;
    w[k + RECEIVED] += length;
    if (offset < HEAD) {
      if (w[k + SLOT_AT] < 0) w[k + SLOT_AT] = this.heads.take();
      this.heads.keep(w[k + SLOT_AT], offset, d, pos, Math.min(captured, length, HEAD - offset));
    }
    if (offset === 0) w[k + PRINT] = fingerprint(d, pos, captured);
    return w[k + RECEIVED] === w[k + TOTAL] ? Part.complete : Part.added;
  }

  /** Whether an entry has that key, or had it when it was dropped. */
  hasKey(entry: number, a: number, b: number, c: number, d: number, e: number, f: number): boolean {
    const w = this.words;
    const k = entry * ENTRY;
    return (
      w[k] === a && w[k + 1] === b && w[k + 2] === c && w[k + 3] === d && w[k + 4] === e && w[k + 5] === f
    );
  }

  /**
   * Adds a part to an open entry of known length if none of its bytes came before or are kept, and others are to follow; or
   * finds that all of them came before.
   */
  extend(entry: number, offset: number, length: number): number {
    const w = this.words;
    const k = entry * ENTRY;
    const end = offset + length;
    const total = w[k + TOTAL];
    if (end > total) return Extended.not;
    if (offset < HEAD || w[k + RECEIVED] + length >= total)
      return this.ranges.has(w[k + RANGES], offset, end) ? Extended.duplicate : Extended.not;
    const { used } = this.ranges;
    const inserted = this.ranges.insert(w[k + RANGES], offset, end);
    if (inserted === Insert.duplicate) return Extended.duplicate;
    if (inserted !== Insert.added) return Extended.not;
    w[k + RANGES] = this.ranges.head;
    if (end > w[k + END]) w[k + END] = end;
    w[k + RECEIVED] += length;
    return this.ranges.used > used ? Extended.grown : Extended.added;
  }

  /**
   * Whether a part belongs to a finished datagram again; if not, its key has been reused.
   * @param total length of the whole if this part tells it, else -1
   * @param print fingerprint of the first part; null: it is another one
   */
  isRepeat(entry: number, total: number, print: number | null): boolean {
    const k = entry * ENTRY;
    if (total >= 0 && this.words[k + TOTAL] >= 0 && this.words[k + TOTAL] !== total) return false;
    return print === null || this.words[k + PRINT] === print;
  }

  /** Notes the fingerprint by which a repeat of a datagram that came whole is known. */
  setPrint(entry: number, print: number): void {
    this.words[entry * ENTRY + PRINT] = print;
  }

  isDone = (entry: number): boolean => this.words[entry * ENTRY + STATE] === DONE;
  total = (entry: number): number => this.words[entry * ENTRY + TOTAL];
  received = (entry: number): number => this.words[entry * ENTRY + RECEIVED];
  user = (entry: number, word: number): number => this.words[entry * ENTRY + USER + word];
  key = (entry: number, word: number): number => this.words[entry * ENTRY + word];
  setUser(entry: number, word: number, value: number): void {
    this.words[entry * ENTRY + USER + word] = value;
  }
  /** Sets six user words from `word` on. */
  setUsers(
    entry: number,
    word: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
  ): void {
    const w = this.words;
    const k = entry * ENTRY + USER + word;
    w[k] = a;
    w[k + 1] = b;
    w[k + 2] = c;
    w[k + 3] = d;
    w[k + 4] = e;
    w[k + 5] = f;
  }

  /** Where the heads stand that are kept, until the next part is added. */
  get view(): DataView {
    return this.heads.view;
  }

  /** Where the kept bytes of an entry start in `view`; HEADROOM bytes before are the owner's. -1: none kept. */
  headAt(entry: number): number {
    const slot = this.words[entry * ENTRY + SLOT_AT];
    return slot < 0 ? -1 : this.heads.at(slot);
  }

  /** How many bytes from the first on were captured without a gap. */
  headLength(entry: number): number {
    const slot = this.words[entry * ENTRY + SLOT_AT];
    return slot < 0 ? 0 : this.heads.length(slot);
  }

  /** Whether an entry is too old for `now`, or from another time altogether. */
  isOld(entry: number, now: number): boolean {
    return Math.abs(now - this.times[entry]) > this.timeout;
  }

  /** The oldest open entry if it is too old, else -1. Finished ones are left to whoever finds them. */
  expired(now: number): number {
    return this.open.first >= 0 && this.isOld(this.open.first, now) ? this.open.first : -1;
  }

  /** When the oldest open entry was opened, which is given up first; NaN: there is none. */
  get openedFirst(): number {
    return this.open.first < 0 ? Number.NaN : this.times[this.open.first];
  }

  /** The entry that the memory cap pushes out, -1 while there is room for one more. */
  evicted(): number {
    const used =
      (this.open.length + 1) * ENTRY_BYTES +
      (this.heads.used + 1) * SLOT +
      this.ranges.used * BYTES_PER_RANGE;
    return used > this.memory ? this.open.first : -1;
  }

  /** The oldest open entry, -1 if there is none. */
  oldest = (): number => this.open.first;

  /** Keeps an open entry as finished: its bytes are freed, its key and user words remembered. */
  finish(entry: number, now: number): void {
    this.freeBytes(entry);
    this.remove(this.open, entry);
    this.words[entry * ENTRY + STATE] = DONE;
    this.times[entry] = now;
    this.append(this.done, entry);
    if (this.done.length > MAX_DONE) this.drop(this.done.first);
  }

  /** Forgets an entry. */
  drop(entry: number): void {
    const w = this.words;
    const k = entry * ENTRY;
    this.counted?.counts(w[k + 3], w[k + 4], -1);
    const bucket = w[k + HASH] & (this.buckets.length - 1);
    let before = -1;
    for (let e = this.buckets[bucket]; e !== entry; e = w[e * ENTRY + CHAIN]) before = e;
    if (before < 0) this.buckets[bucket] = w[k + CHAIN];
    else w[before * ENTRY + CHAIN] = w[k + CHAIN];
    this.freeBytes(entry);
    this.remove(w[k + STATE] === DONE ? this.done : this.open, entry);
    w[k + STATE] = FREE;
    w[k + CHAIN] = this.freeEntry;
    this.freeEntry = entry;
  }

  private freeBytes(entry: number): void {
    const k = entry * ENTRY;
    this.ranges.release(this.words[k + RANGES]);
    this.words[k + RANGES] = -1;
    const slot = this.words[k + SLOT_AT];
    if (slot < 0) return;
    this.words[k + SLOT_AT] = -1;
    this.heads.release(slot);
  }

  private takeEntry(): number {
    const freed = this.freeEntry;
    if (freed >= 0) {
      this.freeEntry = this.words[freed * ENTRY + CHAIN];
      return freed;
    }
    const entry = this.freshEntries++;
    if (entry * ENTRY >= this.words.length) this.growEntries();
    return entry;
  }

  private growEntries(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
    this.buckets = new Int32Array(this.buckets.length * 2).fill(-1);
    for (const list of [this.open, this.done]) {
      for (let e = list.first; e >= 0; e = words[e * ENTRY + NEXT]) {
        const bucket = words[e * ENTRY + HASH] & (this.buckets.length - 1);
        words[e * ENTRY + CHAIN] = this.buckets[bucket];
        this.buckets[bucket] = e;
      }
    }
  }

  private append(list: List, entry: number): void {
    const w = this.words;
    w[entry * ENTRY + PREVIOUS] = list.last;
    w[entry * ENTRY + NEXT] = -1;
    if (list.last >= 0) w[list.last * ENTRY + NEXT] = entry;
    else list.first = entry;
    list.last = entry;
    list.length++;
  }

  private remove(list: List, entry: number): void {
    const w = this.words;
    const before = w[entry * ENTRY + PREVIOUS];
    const after = w[entry * ENTRY + NEXT];
    if (before >= 0) w[before * ENTRY + NEXT] = after;
    else list.first = after;
    if (after >= 0) w[after * ENTRY + PREVIOUS] = before;
    else list.last = before;
    list.length--;
  }
}
