/**
 * One direction of a stream of bytes that arrives in segments: which of them came, and the first HEAD_BYTES of
 * them in order. It knows no protocol but that sequence numbers have 32 bits and go round. What came first
 * stays; what comes again or overlaps adds only what was missing. Holes are told, never filled.
 */

/** Bytes from the first one on that are kept: room for several proxies one behind the other, and a TLS hello. */
export const HEAD_BYTES = 8192;
const FIRST_HEAD = 512;
/** Runs of bytes behind a hole; with more, the first hole is given up. */
const MAX_ISLANDS = 64;
/** A segment so far from all others is none of this stream: no window is wider (RFC 7323, 2.3). */
const FARTHEST = 2 ** 30;

/** What the kept bytes of all streams take together. */
export interface HeadMemory {
  used: number;
}

export class HalfStream {
  /** The first byte's place is known: by a number that precedes it, or by the first segment that was seen. */
  begun = false;
  /** All bytes before it came, or were given up. */
  next = 0;
  /** Behind the highest byte that came. */
  highest = 0;
  /** Bytes that came, each counted once. */
  arrived = 0;
  /** Segments that did not fit in anywhere. */
  ignored = 0;
  /** Where the kept bytes without a gap end for good: a hole was given up, or the capture lacks what came. */
  private stop = HEAD_BYTES;
  /** The capture has less of the kept bytes than came. */
  isCut = false;
  private first = 0;
  /** Starts and ends of runs behind a hole, sorted; null: none. */
  private islands: number[] | null = null;
  private head: Uint8Array | null = null;
  private kept = true;

  constructor(private readonly memory: HeadMemory) {}

  /** The first byte has, or would have, this number. */
  begin(sequence: number): void {
    if (this.begun) return;
    this.begun = true;
    this.first = sequence;
  }

  /** Bytes between the first and the highest that did not come. */
  get missing(): number {
    return this.highest - this.arrived;
  }

  /** Bytes from that place on, those that did not come as well. */
  behind(place: number): number {
    return Math.max(0, this.highest - place);
  }

  /** Kept bytes from the first one on without a gap. */
  get headLength(): number {
    return this.head === null ? 0 : Math.min(this.next, this.stop, HEAD_BYTES);
  }

  /** Whether the kept bytes can become more. */
  get mayGrow(): boolean {
    return this.kept && Math.min(this.next, this.stop) < this.stop;
  }

  /** Something that came stands behind a gap in the kept bytes. */
  get isBroken(): boolean {
    return this.headLength < Math.min(this.highest, HEAD_BYTES);
  }

  headView(): DataView {
    const { head } = this;
    return head === null ? EMPTY : new DataView(head.buffer, 0, this.headLength);
  }

  /**
   * The first run of kept bytes behind the gap at the end of the others; empty if there is none. For when
   * nothing more will come.
   */
  afterGap(): { at: number; view: DataView } {
    const { head } = this;
    const from = this.headLength;
    for (let i = 0; head !== null && this.islands !== null && i < this.islands.length; i += 2) {
      const start = this.islands[i];
      const end = Math.min(this.islands[i + 1], this.stop);
      if (start >= from && end > start)
        return { at: start, view: new DataView(head.buffer, start, end - start) };
    }
    return { at: from, view: EMPTY };
  }

  /**
   * Takes a segment in.
   * @param length bytes on the wire, of which `captured` stand at `pos` in `d`
   * @returns how many of them are new
   */
  add(sequence: number, length: number, d: DataView, pos: number, captured: number): number {
    if (!this.begun) this.begin(sequence);
    const start = this.placeOf(sequence);
    const end = start + length;
    if (end < 0 || (end === 0 && length > 0) || start > this.highest + FARTHEST) {
      if (length > 0) this.ignored++;
      return 0;
    }
    if (length === 0) {
      // Who goes on from there has sent what stands before; but one number alone may be that of an end.
      if (start > this.highest + 1) this.highest = start;
      return 0;
    }
    const before = this.arrived;
    // Content is known up to here.
    const known = start + captured;
    this.cover(Math.max(start, 0), end, start, known, d, pos);
    if (end > this.highest) this.highest = end;
    return this.arrived - before;
  }

  /** The stream ends before that number. @returns its place */
  end(sequence: number): number {
    const place = this.placeOf(sequence);
    // The end's own number was taken for that of a byte.
    if (this.highest === place + 1) this.highest = Math.max(place, this.next);
    else if (place <= this.highest + FARTHEST) this.highest = Math.max(this.highest, place);
    return place;
  }

  /** How far behind the first byte the one with that number is: the nearest place to what was seen. */
  placeOf(sequence: number): number {
    const expected = this.highest;
    return expected + ((sequence - (this.first + (expected % 2 ** 32))) | 0);
  }

  /** Forgets the kept bytes and keeps no more. */
  drop(): void {
    if (this.head !== null) this.memory.used -= this.head.length;
    this.head = null;
    this.kept = false;
  }

  /** Adds what of `from` to `to` was missing. */
  private cover(from: number, to: number, start: number, known: number, d: DataView, pos: number): void {
    if (to <= this.next) return;
    let at = Math.max(from, this.next);
    const islands = this.islands;
    if (islands === null) {
      if (at >= to) return;
      this.take(at, to, start, known, d, pos);
      if (at === this.next) this.next = to;
      else this.islands = [at, to];
      return;
    }
    const low = at;
    let i = 0;
    while (i < islands.length && islands[i + 1] < at) i += 2;
    const firstTouched = i;
    let newStart = low;
    let newEnd = to;
    while (i < islands.length && islands[i] <= to) {
      if (at < islands[i]) this.take(at, islands[i], start, known, d, pos);
      newStart = Math.min(newStart, islands[i]);
      newEnd = Math.max(newEnd, islands[i + 1]);
      at = Math.max(at, islands[i + 1]);
      i += 2;
    }
    if (at < to) this.take(at, to, start, known, d, pos);
    islands.splice(firstTouched, i - firstTouched, newStart, newEnd);
    if (islands[0] <= this.next) this.advance(islands);
    else if (islands.length > 2 * MAX_ISLANDS) {
      this.stop = Math.min(this.stop, this.next);
      this.advance(islands);
    }
  }

  private advance(islands: number[]): void {
    this.next = islands[1];
    islands.splice(0, 2);
    if (islands.length === 0) this.islands = null;
  }

  /** Counts bytes that were missing, and keeps those of the head. */
  private take(from: number, to: number, start: number, known: number, d: DataView, pos: number): void {
    this.arrived += to - from;
    if (!this.kept || from >= this.stop) return;
    const end = Math.min(to, known, HEAD_BYTES);
    if (known < to && known < HEAD_BYTES) {
      this.isCut = true;
      this.stop = Math.min(this.stop, Math.max(from, known));
    }
    if (end <= from) return;
    this.makeRoom(end);
    const { head } = this;
    if (head === null) return;
    const at = pos + from - start;
    for (let i = 0; i < end - from; i++) head[from + i] = d.getUint8(at + i);
  }

  private makeRoom(length: number): void {
    const { head, memory } = this;
    if (head !== null && head.length >= length) return;
    let size = head === null ? FIRST_HEAD : head.length;
    while (size < length) size *= 2;
    const larger = new Uint8Array(size);
    if (head !== null) larger.set(head);
    memory.used += size - (head?.length ?? 0);
    this.head = larger;
  }
}

const EMPTY = new DataView(new ArrayBuffer(0));
