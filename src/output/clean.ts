/**
 * Texts from captures and file names on their way to a terminal. An escape sequence, a line break or a
 * character that turns the writing direction would let a packet draw on the operator's screen.
 */

import { escaped } from "../core/escapes.ts";

/** What is in most texts: they need no closer look. */
const PLAIN = /^[ -~\u2192\u2026]*$/;

/** The text with every unsafe character written as in C (`\n`, `\033`) or as `\u{HHHH}`. */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text;
  // Controls, invisible format characters (also those that turn the direction), separators, lone surrogates.
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (c) => {
    const code = c.codePointAt(0) as number;
    return code < 0x80 ? escaped(c) : `\\u{${code.toString(16)}}`;
  });
}

/** A cleaned file name of at most `max` characters; a longer one keeps its end, where names differ. */
export function fileName(name: string, max: number): string {
  const safe = [...clean(name)];
  return safe.length <= max ? safe.join("") : `…${safe.slice(safe.length - max + 1).join("")}`;
}
