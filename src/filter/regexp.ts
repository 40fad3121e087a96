/** Regular expressions of `matches`: of Perl's kind, run as JavaScript's. */
import { fromPerl, HIGH } from "./perl.ts";
import { bytesOf, type Type, type V } from "./types.ts";

/**
 * A test of values, whatever the case. Bytes are searched as they are, one character each.
 * @param bytes the pattern as it was given
 */
export function expression(
  type: Type,
  bytes: Uint8Array,
  fail: (message: string) => never,
): (v: V) => boolean {
  if (type === "string") {
    const compiled = fromPerl(new TextDecoder().decode(bytes), 0, fail);
    return (v) => compiled.test(String(v));
  }
  const compiled = fromPerl(bytesAsText(bytes), HIGH, fail);
  return (v) => compiled.test(bytesAsText(bytesOf(type, v, true)));
}

/** A character a byte. Those that are no ASCII are none that has another case, or is a space, in Unicode. */
function bytesAsText(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a call has room for so many arguments only.
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...Uint16Array.from(bytes.subarray(at, at + 8192), raised));
  return text;
}

const raised = (byte: number): number => (byte < 0x80 ? byte : byte + HIGH);
