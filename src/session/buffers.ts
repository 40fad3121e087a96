/** Buffers for the bytes of parts and frames, which are used again: each is as long as a power of two. */

/** The shortest and the longest that are used again, as powers of two. */
const [LEAST, MOST] = [6, 17];
/** Of each length so many bytes, and buffers, are kept that are not in use. */
const [SPARE_BYTES, SPARE] = [1 << 20, 256];

export class Buffers {
  readonly #spare: DataView[][] = Array.from({ length: MOST + 1 }, () => []);

  /** One that holds at least so many bytes, which are not 0. */
  take(length: number): DataView {
    const bits = Math.max(LEAST, 32 - Math.clz32(length - 1));
    if (bits > MOST) return new DataView(new ArrayBuffer(length));
    return this.#spare[bits].pop() ?? new DataView(new ArrayBuffer(1 << bits));
  }

  /** Nobody needs that one any more. One of another length is somebody else's, as the session's heads are. */
  leave(buffer: DataView): void {
    const length = buffer.byteLength;
    const bits = 31 - Math.clz32(length);
    if (bits < LEAST || bits > MOST || length !== 1 << bits) return;
    const spare = this.#spare[bits];
    if (spare.length < Math.min(SPARE, SPARE_BYTES >> bits)) spare.push(buffer);
  }
}
