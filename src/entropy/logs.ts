/** Logarithms of loads, which are mostly small whole numbers. */

/** Numbers below this are in the table. */
export const SMALL = 1 << 13;
let table: Float64Array | null = null;

/** x log2 x of small whole numbers: what costs most of an entropy. */
export function smallLogs(): Float64Array {
  if (table === null) {
    table = new Float64Array(SMALL);
    for (let i = 2; i < SMALL; i++) table[i] = i * Math.log2(i);
  }
  return table;
}

/** x log2 x, and 0 of 0. */
export function xLog2x(x: number): number {
  return x < SMALL && (x | 0) === x ? (table ?? smallLogs())[x] : x * Math.log2(x);
}
