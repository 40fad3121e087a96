/**
 * What a filter that searches what a frame carries, or compares a checksum over it, need know of the frame's bytes. Each
 * piece is looked at where it lies: sums add up, and a search goes on over its seams. Of a piece its ends are kept, of the
 * frame its head, which tells all else.
 */
import { lend, type ManyBytes } from "../core/many-bytes.ts";
import { HEAD, type LayerStack } from "../core/stack.ts";
import { fold, sum16 } from "../core/sum16.ts";
import type { Last, Search } from "../filter/last.ts";
import { containsBytes } from "../filter/types.ts";
import { HEADROOM } from "../reassembly/head-slots.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { wantPart, wantSums } from "../skim/notes.ts";
import { MOST_BYTES } from "./heads.ts";

/** So many frames may be open; others are kept. */
const MOST = 1 << 12;
/** Longer ones are searched for in frames that are kept, in bytes. */
const LONGEST = 64;
/** Layers of an STT frame that its pieces show as well. */
const FIRST = 2;
/** Words of a piece: where it begins in its frame, its length, how much of it was captured. */
const WORDS = 3;

/** The frame that somebody looks at: behind its head nobody reads, but asks the digest. */
const VIEW = new DataView(new ArrayBuffer(HEADROOM + MOST_BYTES));
const BYTES = new Uint8Array(VIEW.buffer);
/** The same bytes, for whom no digest is asked. */
const OWN = new DataView(VIEW.buffer);
/** The end of a piece and the beginning of the next one. */
const seam = new Uint8Array(2 * LONGEST);

/** A search from there on, and where the first that was found begins. */
interface Found extends Search {
  from: number;
  first: number;
}

/** Offsets are those of the view: the frame begins behind its headers. */
export class Digest implements ManyBytes {
  readonly #head = new Uint8Array(HEADROOM + HEAD);
  #headers = 0;
  /** Behind the head. */
  #end = 0;
  /** While it is found out what is asked; and that is more than can be told. */
  #learns = false;
  #isTooMuch = false;
  #sumFrom = 0;
  #sumTo = 0;
  #sum = 0;
  #searches: Found[] = [];
  /** The longest search's bytes but one. */
  #edge = 0;
  #pieces = new Int32Array(WORDS * 8);
  #edges = new Uint8Array(0);
  #count = 0;
  #isInOrder = true;

  constructor(readonly lasts: readonly Last[]) {}

  /** Begins with the head of a frame, behind so many bytes of headers. @returns where it can be dissected as if all were there */
  begin(head: DataView, headers: number): DataView {
    this.#headers = headers;
    this.#end = headers + HEAD;
    this.#sumFrom = this.#sumTo = this.#sum = this.#count = this.#edge = 0;
    this.#searches = [];
    this.#isInOrder = true;
    BYTES.set(new Uint8Array(head.buffer, head.byteOffset, this.#end));
    return VIEW;
  }

  /** Finds out what will be asked of the frame, which was dissected. @returns whether it can be told then */
  learns(s: LayerStack): boolean {
    this.#learns = true;
    this.#isTooMuch = false;
    lend(VIEW, this);
    const told = this.lasts.every((last) => last.tells(VIEW, s, FIRST));
    lend(null, null);
    this.#learns = false;
    this.#head.set(BYTES.subarray(0, this.#end));
    return told && !this.#isTooMuch;
  }

  sum(at: number, size: number): number {
    const to = at + size;
    if (to <= this.#end) return fold(sum16(OWN, at, size));
    if (!this.#learns) return this.#sum;
    if (this.#sumTo > 0 && (at !== this.#sumFrom || to !== this.#sumTo)) this.#isTooMuch = true;
    this.#sumFrom = at;
    this.#sumTo = to;
    return 0;
  }

  contains(from: number, to: number, part: Uint8Array): boolean {
    if (to <= this.#end) return containsBytes(BYTES.subarray(from, to), part);
    const known = this.#searches.find((search) => search.part === part && search.from === from);
    if (known !== undefined) return known.first + part.length <= to;
    const search = this.lasts.find((last) => last.search?.part === part)?.search;
    if (!this.#learns || !search || part.length > LONGEST) this.#isTooMuch = true;
    else this.#searches.push({ ...search, from, first: Number.POSITIVE_INFINITY });
    this.#edge = Math.max(this.#edge, part.length - 1);
    return false;
  }

  /** A piece of the frame: `length` bytes from `offset` on, of which `captured`, or all, are at `at` in `d`. */
  add(offset: number, length: number, d: DataView, at: number, captured: number): void {
    const kept = Math.min(captured, length);
    const from = offset + this.#headers;
    this.#sumUp(from, from + kept, d, at - from);
    for (const search of this.#searches) look(search, from, from + kept, d, at - from);
    this.#note(offset, length, kept, d, at);
  }

  /** @param shift from there to where it stands in `d` */
  #sumUp(from: number, to: number, d: DataView, shift: number): void {
    const start = Math.max(from, this.#sumFrom);
    const size = Math.min(to, this.#sumTo) - start;
    if (size <= 0) return;
    const sum = fold(sum16(d, start + shift, size));
    // At an odd place, what would be the upper byte of a word is the lower one.
    const isOdd = ((start - this.#sumFrom) & 1) === 1;
    this.#sum = fold(this.#sum + (isOdd ? ((sum & 0xff) << 8) | (sum >>> 8) : sum));
  }

  #note(offset: number, length: number, kept: number, d: DataView, at: number): void {
    const n = this.#count++;
    const k = n * WORDS;
    if (k === this.#pieces.length) this.#pieces = grown(this.#pieces, new Int32Array(2 * k));
    const pieces = this.#pieces;
    if (n > 0 && offset !== pieces[k - WORDS] + pieces[k - WORDS + 1]) this.#isInOrder = false;
    pieces[k] = offset;
    pieces[k + 1] = length;
    pieces[k + 2] = kept;
    const edge = this.#edge;
    const [first, last] = [2 * edge * n, 2 * edge * n + edge];
    if (last + edge > this.#edges.length) this.#edges = grown(this.#edges, new Uint8Array(4 * (last + edge)));
    const count = Math.min(kept, edge);
    for (let i = 0; i < count; i++) {
      this.#edges[first + i] = d.getUint8(at + i);
      this.#edges[last + i] = d.getUint8(at + kept - count + i);
    }
  }

  /** Looks over the seams. @returns up to where the frame's bytes are known, counted from its first one */
  finish(): number {
    const pieces = this.#pieces;
    const edge = this.#edge;
    const order = Array.from({ length: this.#isInOrder ? 0 : this.#count }, (_, n) => n);
    order.sort((a, b) => pieces[a * WORDS] - pieces[b * WORDS]);
    let end = 0;
    let before = 0;
    for (let i = 0; i < this.#count; i++) {
      const n = this.#isInOrder ? i : order[i];
      const [offset, kept] = [pieces[n * WORDS], pieces[n * WORDS + 2]];
      if (offset > end) break;
      const count = Math.min(kept, edge);
      for (let j = 0; j < count; j++) seam[before + j] = this.#edges[2 * edge * n + j];
      this.#searchSeam(end + this.#headers - before, before + count);
      if (kept >= edge) {
        for (let j = 0; j < edge; j++) seam[j] = this.#edges[2 * edge * n + edge + j];
        before = edge;
      } else {
        const left = Math.min(edge, before + count);
        seam.copyWithin(0, before + count - left, before + count);
        before = left;
      }
      // Where it was cut by the snapshot length, none goes on.
      end = offset + kept;
    }
    return end;
  }

  #searchSeam(start: number, count: number): void {
    for (const search of this.#searches) {
      const { part, from } = search;
      for (let at = Math.max(0, from - start); at + part.length <= count; at++) {
        let i = 0;
        while (i < part.length && seam[at + i] === part[i]) i++;
        if (i === part.length) search.first = Math.min(search.first, start + at);
      }
    }
  }

  /** Puts the head where the frame can be dissected. */
  shows(): DataView {
    BYTES.set(this.#head.subarray(0, this.#end));
    return VIEW;
  }

  lends(): void {
    this.shows();
    lend(VIEW, this);
  }
}

function look(search: Found, from: number, to: number, d: DataView, shift: number): void {
  const start = Math.max(from, search.from);
  const { part } = search;
  if (search.first <= start || to - start < part.length) return;
  if (!search.within(d, start + shift, to + shift)) return;
  const bytes = Buffer.from(d.buffer, d.byteOffset + start + shift, to - start);
  search.first = Math.min(search.first, start + bytes.indexOf(part));
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Those that are used again. */
export class Digests {
  readonly #lasts: readonly Last[];
  readonly #memory: FlowMemory | null;
  readonly #spare: Digest[] = [];
  #made = 0;

  /** @param memory which another thread may note sums and searches of */
  constructor(lasts: readonly Last[], memory: FlowMemory | null) {
    this.#lasts = lasts;
    this.#memory = memory;
  }

  /** Null: there are too many. */
  take(): Digest | null {
    if (this.#made === 0) this.#want();
    if (this.#spare.length === 0 && this.#made++ < MOST) this.#spare.push(new Digest(this.#lasts));
    return this.#spare.pop() ?? null;
  }

  leave(digest: Digest): void {
    this.#spare.push(digest);
  }

  #want(): void {
    const memory = this.#memory;
    for (const { search } of memory === null ? [] : this.#lasts) {
      if (memory === null) return;
      if (search === null) wantSums(memory);
      else if (memory.copyOf(search.part) > 0) wantPart(memory, memory.copyOf(search.part), search.part);
    }
  }
}
