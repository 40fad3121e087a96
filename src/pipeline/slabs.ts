/** Buffers for bytes of many packets each, which are used again when all of theirs are gone. */

const SIZE = 1 << 18;
/** So many are kept that are not in use. */
const SPARE = 4;

export interface Slab {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** How many packets have bytes in it. */
  packets: number;
}

export class Slabs {
  #present = newSlab(0);
  #used = 0;
  readonly #spare: Slab[] = [];
  /** Where the bytes that were taken last begin in their slab. */
  at = 0;

  /** Room for a packet of so many bytes, which begins at `at`. */
  take(bytes: number): Slab {
    if (this.#used + bytes > this.#present.bytes.length) {
      const before = this.#present;
      this.#present = (bytes <= SIZE ? this.#spare.pop() : undefined) ?? newSlab(Math.max(SIZE, bytes));
      if (before.packets === 0) this.#keep(before);
      this.#used = 0;
    }
    this.at = this.#used;
    this.#used += bytes;
    this.#present.packets++;
    return this.#present;
  }

  /** A packet's bytes are no longer wanted. */
  leave(slab: Slab): void {
    if (--slab.packets === 0 && slab !== this.#present) this.#keep(slab);
  }

  #keep(slab: Slab): void {
    if (slab.bytes.length === SIZE && this.#spare.length < SPARE) this.#spare.push(slab);
  }
}

function newSlab(size: number): Slab {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer), packets: 0 };
}

/** Copies of bytes, many to one buffer: a buffer for each takes longer than all the rest. They are never given back. */
export class Copies {
  /** Where the one that was made last stands. */
  view = new DataView(new ArrayBuffer(0));
  #bytes = new Uint8Array(0);
  #used = 0;

  /** @returns where the copy begins in `view` */
  of(d: DataView, offset: number, bytes: number): number {
    if (this.#used + bytes > this.#bytes.length) {
      this.#bytes = new Uint8Array(Math.max(SIZE, bytes));
      this.view = new DataView(this.#bytes.buffer);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += bytes;
    this.#bytes.set(new Uint8Array(d.buffer, d.byteOffset + offset, bytes), at);
    return at;
  }
}
