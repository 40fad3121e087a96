/** Buffers for bytes of many packets each, which are used again when all of theirs are gone. */
import { copyBytes } from "../session/heads.ts";
import { STAGE_LENGTH } from "../skim/flow-memory.ts";

const SIZE = 1 << 18;
/** So many are kept that are not in use. */
const SPARE = 64;

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

  /** @returns a slab with the packet's bytes, which begin at `at` in it */
  copy(d: DataView, offset: number, bytes: number): Slab {
    if (this.#used + bytes + STAGE_LENGTH > this.#present.bytes.length) {
      const before = this.#present;
      this.#present = (bytes <= SIZE ? this.#spare.pop() : undefined) ?? newSlab(Math.max(SIZE, bytes));
      if (before.packets === 0) this.#keep(before);
      this.#used = 0;
    }
    const slab = this.#present;
    this.at = this.#used;
    this.#used += bytes;
    slab.packets++;
    copyBytes(d, offset, slab.view, this.at, bytes);
    return slab;
  }

  /** A packet's bytes are no longer wanted. */
  leave(slab: Slab): void {
    if (--slab.packets === 0 && slab !== this.#present) this.#keep(slab);
  }

  #keep(slab: Slab): void {
    if (slab.bytes.length === SIZE + STAGE_LENGTH && this.#spare.length < SPARE) this.#spare.push(slab);
  }
}

function newSlab(size: number): Slab {
  // Whoever looks for the flow of a packet reads on, though not all of it is kept.
  const bytes = new Uint8Array(size + STAGE_LENGTH);
  return { bytes, view: new DataView(bytes.buffer), packets: 0 };
}
