/** Characters that would do something to a terminal, as they are written in C. */

const LETTERS: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** A character of ASCII. */
export const escaped = (c: string): string =>
  LETTERS[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`;
