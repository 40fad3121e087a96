/** The first HEAD bytes of datagrams that arrive in parts: slots in one buffer, each with a bit for every byte that is there. */
import { HEAD } from "../core/stack.ts";

/** Room before them for the headers that the owner puts there: IPv6 and TCP. */
export const HEADROOM = 64;
const BITMAP = HEAD / 8;
/** Bytes that a slot takes. */
export const SLOT = HEADROOM + HEAD + BITMAP;

export class HeadSlots {
  private slab = new Uint8Array(SLOT * 16);
  /** All slots; `at` says where the bytes of one start. */
  view = new DataView(this.slab.buffer);
  private readonly free: number[] = [];
  private fresh = 0;
  /** How many are taken. */
  used = 0;

  /** Where the bytes of a slot start in `view`; HEADROOM bytes before are the owner's. */
  at = (slot: number): number => slot * SLOT + HEADROOM;

  /** An empty slot. */
  take(): number {
    this.used++;
    const freed = this.free.pop();
    const slot = freed ?? this.fresh++;
    if ((slot + 1) * SLOT > this.slab.length) {
      const larger = new Uint8Array(this.slab.length * 2);
      larger.set(this.slab);
      this.slab = larger;
      this.view = new DataView(larger.buffer);
    }
    const bits = this.at(slot) + HEAD;
    this.slab.fill(0, bits, bits + BITMAP);
    return slot;
  }

  release(slot: number): void {
    this.free.push(slot);
    this.used--;
  }

  /** Keeps the bytes from `pos` on in `d` as those from `offset` on; they must end within HEAD. */
  keep(slot: number, offset: number, d: DataView, pos: number, length: number): void {
    const to = this.at(slot) + offset;
    let i = 0;
    for (; i + 4 <= length; i += 4) this.view.setInt32(to + i, d.getInt32(pos + i));
    for (; i < length; i++) this.slab[to + i] = d.getUint8(pos + i);
    const bits = this.at(slot) + HEAD;
    for (let bit = offset; bit < offset + length; bit++) {
      if ((bit & 7) === 0 && bit + 8 <= offset + length) {
        this.slab[bits + (bit >> 3)] = 0xff;
        bit += 7;
      } else {
        this.slab[bits + (bit >> 3)] |= 0x80 >> (bit & 7);
      }
    }
  }

  /** How many bytes from the first on are there without a gap. */
  length(slot: number): number {
    const bits = this.at(slot) + HEAD;
    for (let i = 0; i < BITMAP; i++) {
      const byte = this.slab[bits + i];
      if (byte !== 0xff) return i * 8 + Math.clz32(~(byte << 24));
    }
    return HEAD;
  }
}
