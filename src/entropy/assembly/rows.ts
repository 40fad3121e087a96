/** Columns out of rows that lie one behind the other: see loops.ts. */

/**
 * Takes some words of some rows, a column for each.
 * @param length of a row, in words
 * @param places of the words in a row, `count` of them
 * @param out    the columns, one behind the other
 */
export function columns(
  table: usize,
  length: u32,
  places: usize,
  count: u32,
  rows: usize,
  size: u32,
  out: usize,
): void {
  for (let i: u32 = 0; i < size; i++) {
    const row = table + 4 * <usize>(load<u32>(rows + 4 * i) * length);
    for (let c: u32 = 0; c < count; c++)
      store<u32>(out + 4 * <usize>(c * size + i), load<u32>(row + 4 * <usize>load<u32>(places + 4 * c)));
  }
}

/** Takes a whole number, at a word's place, and a double, at a double's, of some rows, as doubles. */
export function measures(
  table: usize,
  length: u32,
  word: u32,
  double: u32,
  rows: usize,
  size: u32,
  ofWord: usize,
  ofDouble: usize,
): void {
  for (let i: u32 = 0; i < size; i++) {
    const row = table + 4 * <usize>(load<u32>(rows + 4 * i) * length);
    store<f64>(ofWord + 8 * i, <f64>load<u32>(row + 4 * word));
    store<f64>(ofDouble + 8 * i, load<f64>(row + 8 * double));
  }
}
