/** Vectors of TLS, RFC 8446 section 3.4: as many bytes as a length in front of them says. Never on the hot path. */

import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { said } from "./located.ts";

/** What is known of a handshake message beside its bytes. */
export interface Context {
  /** All its bytes are there: what reaches beyond them contradicts itself. */
  isWhole: boolean;
  /** Its type: what an extension holds hangs on it. */
  message: number;
  /** Of the connection, as far as it is known: what the server chose; 0: nothing. */
  version: number;
  cipher: number;
  /** What a hello says in its extensions, beside their fields. */
  types: number[];
  groups: number[];
  formats: number[];
}

const SHORT = "tls.malformed.buffer_too_small";
const BEYOND = "tls.malformed.vector_length";
const TRAILING = "tls.malformed.trailing_data";

export const vectorFields: Field[] = [
  said("error", "malformed", SHORT, "Malformed message, not enough data is available"),
  said("warning", "protocol", BEYOND, "Variable vector length is outside the permitted range"),
  said("warning", "protocol", TRAILING, "Undecoded trailing data is present"),
];

/** Nothing more can be told of the part of a message that was begun. */
class Unreadable extends Error {}

/**
 * Tells a vector's length, of `size` bytes, and goes behind the vector.
 * @returns a cursor over it
 * @throws Unreadable where it is longer than what is there; RangeError where that was cut
 */
export function vector(c: Cursor, { isWhole }: Context, name: string, size: number, least = 0): Cursor {
  if (isWhole && c.left < size) {
    c.here(SHORT, 0, `No more room for vector of length ${size}`);
    throw new Unreadable();
  }
  const length = c.number(name, size);
  if (isWhole && length > c.left) {
    c.here(SHORT, 0, `Vector length ${length} is too large, truncating it to ${c.left}`);
    throw new Unreadable();
  }
  if (length < least) c.here(BEYOND, 0, `Vector length ${length} is smaller than minimum ${least}`);
  return c.within(length, 0);
}

/** The same of one that is a value itself. */
export function opaque(
  c: Cursor,
  context: Context,
  length: string,
  size: number,
  name: string,
  least = 0,
): void {
  const value = vector(c, context, length, size, least);
  if (value.left > 0) value.tell(name, value.left);
}

/** Tells what of a part nobody read, and goes to its end. */
export function finish(c: Cursor): void {
  if (c.left > 0)
    c.here(TRAILING, 0, `${c.left} trailing byte${c.left === 1 ? " was" : "s were"} unprocessed`);
  c.skip(c.left);
}

/** Tells a part as far as it can be read. @returns whether that is to its end */
export function readable(tell: () => void): boolean {
  try {
    tell();
    return true;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return false;
  }
}

/** The same, and what of it nobody read; goes to its end. */
export function whole(c: Cursor, tell: () => void): void {
  if (readable(tell)) finish(c);
  else c.skip(c.left);
}
