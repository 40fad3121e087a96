/** What is wrong with a filter, and where. */

export class FilterError extends Error {
  /**
   * @param message one line, without a full stop
   * @param position where in `filter` it stands, in UTF-16 code units from 0 on; at most the filter's length
   * @param length of what is wrong, 0: something is missing there
   */
  constructor(
    message: string,
    readonly filter: string,
    readonly position: number,
    readonly length: number,
  ) {
    super(message);
    this.name = "FilterError";
  }
}

/** As other terminals and editors count: what takes no column, or moves the cursor, becomes one column. */
const ODD = /[\p{C}\p{M}\p{Z}]/u;

/** Two lines: the filter, and `^~~~` under the place. What is not printable is shown as "?". */
export function pointedAt({ filter, position, length }: FilterError): [string, string] {
  const columns = (text: string) => [...text].map((c) => (c !== " " && ODD.test(c) ? "?" : c));
  const before = columns(filter.slice(0, position));
  const place = columns(filter.slice(position, position + length));
  const shown = columns(filter).join("");
  return [shown, `${" ".repeat(before.length)}^${"~".repeat(Math.max(0, place.length - 1))}`];
}
