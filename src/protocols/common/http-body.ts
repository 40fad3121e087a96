/** What an HTTP message's body is under its codings: chunks (RFC 9112, 7.1), gzip and deflate (RFC 9110, 8.4.1). */

import type { Field } from "../../core/fields.ts";
import { bytesAt, stringAt } from "../../core/values.ts";
import { type Cursor, lineAt } from "./cursor.ts";
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
  if (bytes.length === 0) return;
  c.add("http.file_data", at, left, () => textOf(unpacked(bytes, packing)), c.depth);
}

const textOf = (bytes: Uint8Array): string =>
  stringAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);

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

let zlib: typeof import("node:zlib") | undefined;

/** As it came where it cannot be unpacked. */
function unpacked(bytes: Uint8Array, packing: string): Uint8Array {
  zlib ??= process.getBuiltinModule("node:zlib");
  const limits = { maxOutputLength: MOST };
  try {
    if (/^(x-)?gzip$/.test(packing)) return zlib.gunzipSync(bytes, limits);
    // Many send it without zlib's header.
    if (packing === "deflate")
      return (bytes[0] & 0x0f) === 8 ? zlib.inflateSync(bytes, limits) : zlib.inflateRawSync(bytes, limits);
  } catch {
    return bytes;
  }
  return bytes;
}
