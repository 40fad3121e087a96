import type { ByteSource, Pieces } from "./byte-source.ts";
import type { ReadControl } from "./control.ts";

/** Bytes that are read at once: measured best between 256 and 512 KiB. */
const CHUNK = 512 * 1024;

/** Makes a buffer; null where there is no room for it. */
export type Allocate = (length: number) => Uint8Array | null;

/**
 * The part of an input that is in memory: `bytes` from `start` to `end` are there and not consumed.
 * Whoever parses moves `start`; `more` moves the rest to the front and reads behind it. The buffer
 * grows only when one record fills it, so records have to be bounded before they are waited for.
 */
export class Window {
  bytes: Uint8Array;
  view: DataView;
  start = 0;
  end = 0;
  /** Offset in the input of the first byte of the buffer. */
  base = 0;
  #source: ByteSource;
  #ended = false;
  readonly #control: ReadControl;
  readonly #allocate: Allocate;
  /** Its own buffer, if what is there is in pieces of the source's. */
  #own: Uint8Array | null = null;

  /** @param allocate makes the buffer, and a longer one when that is too short; memory like any other if not given */
  constructor(source: ByteSource, control: ReadControl, size = CHUNK, allocate: Allocate = () => null) {
    this.#allocate = allocate;
    this.#source = source;
    this.#control = control;
    this.bytes = this.#buffer(size);
    this.view = viewOf(this.bytes);
  }

  /** Begins another input with the same buffer. @param at offset in it of the first byte that will be read */
  reset(source: ByteSource, at = 0): void {
    if (this.#own !== null) this.#use(this.#own);
    this.#source = source;
    this.start = 0;
    this.end = 0;
    this.base = at;
    this.#ended = false;
  }

  /** Goes on in another buffer, which must have room for what is there; the old one is left as it is. */
  moveTo(bytes: Uint8Array): void {
    bytes.set(this.bytes.subarray(this.start, this.end));
    this.base += this.start;
    this.end -= this.start;
    this.start = 0;
    this.#use(bytes);
  }

  /** Bytes that are there. */
  get length(): number {
    return this.end - this.start;
  }

  /** Offset in the input of the next byte to consume. */
  get offset(): number {
    return this.base + this.start;
  }

  /** Reads once. False at the end of the input, and when the reading was stopped. */
  async more(): Promise<boolean> {
    if (this.#ended || this.#control.stopped) return false;
    const { pieces } = this.#source;
    if (pieces !== undefined && this.length <= pieces.room) return this.#take(pieces);
    if (this.#own !== null) this.moveTo(this.#buffer(2 * this.length));
    if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end);
      this.base += this.start;
      this.end -= this.start;
      this.start = 0;
    }
    if (this.end === this.bytes.length) this.#grow();
    return this.append();
  }

  /** As `more`, but nothing is moved, and there has to be room. */
  async append(): Promise<boolean> {
    if (this.#ended || this.#control.stopped) return false;
    const count = await this.#source.read(this.bytes, this.end, this.bytes.length - this.end);
    this.end += count;
    this.#ended = count === 0;
    return count > 0;
  }

  /** Reads until `count` bytes are there; false if the input ends before. */
  async fill(count: number): Promise<boolean> {
    while (this.length < count) if (!(await this.more())) return false;
    return true;
  }

  /** Goes on in the source's next piece, in front of which is put what is there. */
  async #take(pieces: Pieces): Promise<boolean> {
    const count = await pieces.take();
    if (count === 0) {
      this.#ended = true;
      return false;
    }
    const { length } = this;
    const start = pieces.at - length;
    if (this.bytes === pieces.bytes) this.bytes.copyWithin(start, this.start, this.end);
    else {
      pieces.bytes.set(this.bytes.subarray(this.start, this.end), start);
      this.#own = this.bytes;
      this.bytes = pieces.bytes;
      this.view = pieces.view;
    }
    pieces.free();
    this.base += this.start - start;
    this.start = start;
    this.end = pieces.at + count;
    return true;
  }

  #grow(): void {
    const bytes = this.#buffer(2 * this.bytes.length);
    bytes.set(this.bytes);
    this.#use(bytes);
  }

  #use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.#own = null;
  }

  #buffer(length: number): Uint8Array {
    return this.#allocate(length) ?? new Uint8Array(length);
  }
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
