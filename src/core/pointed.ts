/** What is wrong with a text in a small language of ours, and where in it. */

export class PointedError extends Error {
  /**
   * @param message one line, without a full stop
   * @param what what the text is, such as `filter`
   * @param position where in `text` it stands, in UTF-16 code units from 0 on; at most the text's length
   * @param length of what is wrong, 0: something is missing there
   */
  constructor(
    message: string,
    readonly what: string,
    readonly text: string,
    readonly position: number,
    readonly length: number,
  ) {
    super(message);
  }
}

/** Two lines: the text, and `^~~~` under the place. What is not printable is shown as "?". */
export function pointedAt({ text, position, length }: PointedError): [string, string] {
  // As other terminals and editors count: what takes no column, or moves the cursor, becomes one column.
  const odd = /[\p{C}\p{M}\p{Z}]/u;
  const columns = (part: string) => [...part].map((c) => (c !== " " && odd.test(c) ? "?" : c));
  const before = columns(text.slice(0, position));
  const place = columns(text.slice(position, position + length));
  const shown = columns(text).join("");
  return [shown, `${" ".repeat(before.length)}^${"~".repeat(Math.max(0, place.length - 1))}`];
}
