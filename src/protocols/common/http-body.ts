/** What an HTTP message's body is under its codings: chunks (RFC 9112, 7.1), gzip and deflate (RFC 9110, 8.4.1). */

import type { Field } from "../../core/fields.ts";
import { bytesAt, stringAt } from "../../core/values.ts";
import { Cursor, lineAt } from "./cursor.ts";
import { num, raw, str } from "./located.ts";

export const httpBodyFields: Field[] = [
  num(4, "http.chunk_size", "Chunk size"),
  raw("http.chunk_data", "Chunk data"),
  raw("http.chunk_boundary", "Chunk boundary"),
  str("http.file_data", "File Data"),
];

/** What is unpacked of one body at most. */
const MOST = 16 * 1024 * 1024;

/** The codings that a message's headers tell. */
export interface Codings {
  isChunked: boolean;
  packing: string;
}

/** Tells what is left of the message: its chunks, and what they hold when it is unpacked. */
export function tellBody(c: Cursor, { isChunked, packing }: Codings): void {
  const { at, left } = c;
  const bytes = isChunked ? chunks(c) : bytesAt(c.data, at, left);
  c.skip(c.left);
  if (bytes.length === 0) return;
  if (!isPackedSo(c.data, at, c.end, { isChunked, packing })) return;
  c.add("http.file_data", at, left, () => textOf(unpacked(bytes, packing) ?? bytes), c.depth);
}

/** What stands from `at` on, out of its chunks and unpacked; as it came where it cannot be. */
export function bodyBytes(d: DataView, at: number, lim: number, { isChunked, packing }: Codings): Uint8Array {
  const c = new Cursor(d, () => {}, at, lim);
  const bytes = isChunked ? chunks(c) : bytesAt(d, at, lim - at);
  return unpacked(bytes, packing) ?? bytes;
}

/** Whether a body of that coding can be unpacked, by how it begins. */
export function isPackedSo(d: DataView, at: number, lim: number, { isChunked, packing }: Codings): boolean {
  if (packing === "" || packing === "identity" || packing === "deflate") return true;
  const first = isChunked ? lineAt(d, at, lim).next : at;
  if (GZIPPED.test(packing)) return first + 2 <= lim && d.getUint16(first) === GZIP;
  if (packing !== "br") return false;
  const c = new Cursor(d, () => {}, at, lim);
  return unpacked(isChunked ? chunks(c) : bytesAt(d, at, lim - at), packing) !== undefined;
}

/** How what gzip packed begins (RFC 1952, 2.3). */
const GZIP = 0x1f8b;

/** Up to the first zero, where texts end. */
function textOf(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  const size = zero < 0 ? bytes.length : zero;
  return stringAt(new DataView(bytes.buffer, bytes.byteOffset, size), 0, size);
}

/** Tells chunk by chunk; what does not begin with a size ends them. @returns what they hold together */
function chunks(c: Cursor): Uint8Array {
  const parts: Uint8Array[] = [];
  while (c.left > 0) {
    const line = lineAt(c.data, c.at, c.end);
    const digits = /^[0-9a-f]{1,7}(?=\s*(;|$))/i.exec(stringAt(c.data, c.at, line.length));
    if (digits === null) break;
    const size = Number.parseInt(digits[0], 16);
    c.here("http.chunk_size", line.next - c.at, size);
    c.skip(line.next - c.at);
    if (size === 0) break;
    const here = Math.min(size, c.left);
    if (here === 0) break;
    parts.push(bytesAt(c.data, c.at, here));
    c.tell("http.chunk_data", here);
    if (c.left >= 2) c.tell("http.chunk_boundary", 2);
  }
  c.skip(c.left);
  return Buffer.concat(parts);
}

const GZIPPED = /^(x-)?gzip$/;
/** RFC 1952, 2.3.1: optional parts of the header. */
const Flag = { check: 2, extra: 4, name: 8, comment: 16 } as const;

function gzipHeader(bytes: Uint8Array): number {
  const flags = bytes[3];
  let at = 10;
  if ((flags & Flag.extra) !== 0) at += 2 + bytes[at] + 256 * bytes[at + 1];
  for (const text of [Flag.name, Flag.comment]) if ((flags & text) !== 0) at = bytes.indexOf(0, at) + 1;
  return at + ((flags & Flag.check) !== 0 ? 2 : 0);
}

let zlib: typeof import("node:zlib") | undefined;

/** undefined: it cannot be unpacked. */
function unpacked(bytes: Uint8Array, packing: string): Uint8Array | undefined {
  zlib ??= process.getBuiltinModule("node:zlib");
  // What is cut is unpacked as far as it goes.
  const limits = { maxOutputLength: MOST, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  try {
    // Without its checksum and length, behind which there may be more.
    if (GZIPPED.test(packing)) return zlib.inflateRawSync(bytes.subarray(gzipHeader(bytes)), limits);
    // Many send it without zlib's header.
    if (packing === "deflate")
      return (bytes[0] & 0x0f) === 8 ? zlib.inflateSync(bytes, limits) : zlib.inflateRawSync(bytes, limits);
    if (packing === "br") return zlib.brotliDecompressSync(bytes, { maxOutputLength: MOST });
  } catch {
    return undefined;
  }
  return packing === "" || packing === "identity" ? bytes : undefined;
}
