import { type Column, columnWidths, lineWidth, table } from "./table.ts";

/** A column that knows how to fill itself from a row. */
export interface ColumnSpec<Row> {
  header: string;
  align: "left" | "right";
  cell: (row: Row) => string;
  /**
   * 0 (the default): always there. 1 to 3: there if the line has room, lowest first. From 4 on: only if room is
   * left after long cells had theirs, since a row on one line reads better than a row with a column more.
   */
  rank?: number;
  /** Width to which long cells (addresses, tenants) always widen the column; beyond it only if room is left. */
  keep?: number;
}

const LATE_RANK = 4;

/** A table at most `width` wide; a line is wider only where one cell alone is, or the columns of rank 0 are. */
export function fittingTable<Row>(
  specs: readonly ColumnSpec<Row>[],
  rows: readonly Row[],
  width: number,
  head: (text: string) => string,
): string[] {
  const columns: Column[] = specs.map(({ header, align, keep }) =>
    keep === undefined ? { header, align } : { header, align, max: keep },
  );
  const cells = rows.map((row) => specs.map((spec) => spec.cell(row)));
  const chosen = new Set<number>();
  // A table may have hundreds of thousands of rows: they are measured only when a maximum has changed.
  let widths = columnWidths(columns, cells);
  const spare = (more: readonly number[] = []) =>
    width - lineWidth([...chosen, ...more].map((i) => widths[i]));
  const growLongCells = () => {
    const room = Math.max(0, spare());
    columns.forEach((column, i) => {
      if (column.max !== undefined) column.max = widths[i] + room;
    });
    widths = columnWidths(columns, cells);
  };
  const rank = (i: number) => specs[i].rank ?? 0;
  const order = specs.map((_, i) => i).sort((x, y) => rank(x) - rank(y) || x - y);
  let late = false;
  for (const i of order) {
    if (rank(i) >= LATE_RANK && !late) {
      late = true;
      growLongCells();
    }
    if (rank(i) === 0 || spare([i]) >= 0) chosen.add(i);
  }
  growLongCells();
  const left = [...chosen].sort((x, y) => x - y);
  return table(
    left.map((i) => columns[i]),
    cells.map((row) => left.map((i) => row[i])),
    head,
  );
}
