/** What the tests of the pool share: keys, bytes, and a look at what was kept. */
import type { Pool } from "../../src/reassembly/pool.ts";

export const ROOM = 1 << 30;
export const TIMEOUT = 30;
export type Key = [number, number, number, number, number, number];
export const keyOf = (n: number): Key => [n & 1, -1, n << 16, n, 0, 2];

/** The bytes of a part: every version of a datagram has its own at each place. */
export function bytesOf(offset: number, length: number, version: number): DataView {
  const bytes = new Uint8Array(length + 2);
  for (let i = 0; i < length; i++) bytes[i + 2] = (offset + i) * 7 + version * 31;
  return new DataView(bytes.buffer);
}
/** Where they start in their view. */
export const AT = 2;

export function headOf(pool: Pool, entry: number): number[] {
  const length = pool.headLength(entry);
  const at = pool.headAt(entry);
  return Array.from({ length }, (_, i) => pool.view.getUint8(at + i));
}
