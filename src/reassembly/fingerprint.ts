/** The bytes of a first part by which a repeated part is told from a reused key. */
const FINGERPRINT = 64;

/** A number of those bytes, which start at `pos` and of which `captured` are there. */
export function fingerprint(d: DataView, pos: number, captured: number): number {
  const end = pos + Math.min(captured, FINGERPRINT);
  let h = 0;
  for (let i = pos; i + 4 <= end; i += 4) h = Math.imul(h ^ d.getInt32(i), 0x9e3779b1) ^ (h >>> 15);
  return h;
}
