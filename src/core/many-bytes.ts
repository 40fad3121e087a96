/**
 * Long runs of bytes, looked at many at once where somebody can: it takes a tenth of the time. Who can (it is
 * WebAssembly over the memory that a capture is read into) offers it for the view that it has the bytes of.
 */
export interface ManyBytes {
  /** The one's complement sum (RFC 1071) of `size` bytes at `at`, folded; an odd last one is padded with zero. */
  sum(at: number, size: number): number;
  /** Whether those from `from` up to `to` hold `part`, which has at least one and does not change. */
  contains(from: number, to: number, part: Uint8Array): boolean;
}

/** Fewer are looked at as quickly one by one. */
const FEW = 48;

let view: DataView | null = null;
let many: ManyBytes | null = null;

/** Offers it for a view, in the place of the one before; null: no more. */
export function offer(d: DataView | null, by: ManyBytes | null): void {
  view = d;
  many = by;
}

let lent: DataView | null = null;
let lender: ManyBytes | null = null;

/** The same of one more view, which is asked about whatever the size: not all of its bytes need be there. */
export function lend(d: DataView | null, by: ManyBytes | null): void {
  lent = d;
  lender = by;
}

/** Who can look at so many bytes of a view at once; null: nobody. */
export const manyOf = (d: DataView, size: number): ManyBytes | null =>
  d === lent ? lender : d === view && size >= FEW ? many : null;
