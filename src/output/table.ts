/** Plain aligned columns: no frames, so that a table can be read, copied and cut apart by awk. */

export interface Column {
  header: string;
  align: "left" | "right";
  /** A wider cell does not widen the column: it stands on a line of its own, the rest of its row below. */
  max?: number;
}

const GAP = 2;
/** Select Graphic Rendition: the only escape sequence that a theme makes. */
const SGR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Without colours, and each character one column: most cells of a long table. */
const PLAIN = /^[ -~]*$/;

/** Columns that a text takes on the terminal, colours left out. */
export function visibleWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let n = 0;
  for (const _ of text.replace(SGR, "")) n++;
  return n;
}

/** Width of each column: its head and those cells that keep its maximum. */
export function columnWidths(columns: readonly Column[], rows: readonly string[][]): number[] {
  return columns.map((column, i) => {
    let width = visibleWidth(column.header);
    for (const row of rows) {
      const w = visibleWidth(row[i]);
      if (w > width && w <= (column.max ?? Number.POSITIVE_INFINITY)) width = w;
    }
    return width;
  });
}

/** Width of a whole line. */
export function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, w) => sum + w, GAP * Math.max(0, widths.length - 1));
}

function lines(cells: readonly string[], columns: readonly Column[], widths: readonly number[]): string[] {
  const out: string[] = [];
  let text = "";
  let start = 0;
  for (let i = 0; i < cells.length; i++) {
    const free = widths[i] - visibleWidth(cells[i]);
    const pad = " ".repeat(Math.max(0, free));
    text += columns[i].align === "right" ? pad + cells[i] : cells[i] + pad;
    start += widths[i] + GAP;
    if (free < 0) {
      out.push(text);
      text = " ".repeat(start);
    } else text += " ".repeat(GAP);
  }
  if (text.trim() !== "" || out.length === 0) out.push(text.trimEnd());
  return out;
}

/** The lines of a table, without newlines and without spaces at their ends. `head` paints the column heads. */
export function table(
  columns: readonly Column[],
  rows: readonly string[][],
  head: (text: string) => string = (text) => text,
): string[] {
  const widths = columnWidths(columns, rows);
  const heads = columns.map((column) => head(column.header));
  return [heads, ...rows].flatMap((cells) => lines(cells, columns, widths));
}
