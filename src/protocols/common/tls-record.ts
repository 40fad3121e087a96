/** How a record of TLS begins (RFC 8446, 5.1): type, version, length. */
import { TLS_CONTENT } from "./tls-words.ts";

export const RECORD_HEADER = 5;
/** 2^14 and what encryption may add (RFC 5246, 6.2.3). */
const MAX_RECORD = 16384 + 2048;
const [FIRST, LAST] = [0x0300, 0x0304];

/** A record's first five bytes, with nothing odd among them. */
export function startsTlsRecord(d: DataView, o: number, lim: number): boolean {
  if (o + RECORD_HEADER > lim) return false;
  const version = d.getUint16(o + 1);
  const length = d.getUint16(o + 3);
  const isKnown = TLS_CONTENT[d.getUint8(o)] !== undefined && version >= FIRST && version <= LAST;
  return isKnown && length > 0 && length <= MAX_RECORD;
}

/** What may be the beginning of a record's header, or of one of SSL 2, whose length has its first bit set. */
export function mayStartTlsRecord(d: DataView): boolean {
  const { byteLength } = d;
  const first = byteLength === 0 ? 0 : d.getUint8(0);
  if (byteLength < 3 && first >= 0x80) return true;
  const isOdd = byteLength > 1 && d.getUint8(1) !== FIRST >> 8;
  return byteLength < RECORD_HEADER && TLS_CONTENT[first] !== undefined && !isOdd;
}
