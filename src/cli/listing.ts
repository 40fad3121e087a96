/** What `overshark fields` and `overshark protocols` share: they list what exists, and no capture is read. */
import { nearest } from "../core/nearest.ts";
import { createTheme, type Theme, wantsColor } from "../output/theme.ts";
import type { Option } from "./command.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { colorMode, sharedOptions } from "./options.ts";
import { onTerminal, print } from "./streams.ts";

export const listingOptions: Readonly<Record<string, Option>> = {
  json: { ...sharedOptions.json, describe: "the same as JSON" },
  color: sharedOptions.color,
};

/** Forms of one listing. */
export interface Forms<Row> {
  text(rows: readonly Row[], theme: Theme): string;
  json(rows: readonly Row[]): string;
}

/**
 * Prints the rows in which every word is found, those first that begin with the first word.
 * @param textOf what is searched in a row @param names what may have been meant @throws UsageError if none is found
 */
export async function list<Row>(
  given: Given,
  rows: readonly Row[],
  textOf: (row: Row) => string,
  names: readonly string[],
  forms: Forms<Row>,
): Promise<number> {
  const words = given.files.map((word) => word.toLowerCase());
  const texts = rows.map((row) => ({ row, text: textOf(row).toLowerCase() }));
  const having = texts.filter(({ text }) => words.every((word) => text.includes(word)));
  const begins = ({ text }: { text: string }) => text.startsWith(words[0] ?? "");
  const found = [...having.filter(begins), ...having.filter((one) => !begins(one))].map(({ row }) => row);
  if (found.length === 0) {
    const near = nearest(words[0], names);
    throw new UsageError(
      `nothing has ${words.map((word) => `"${word}"`).join(" and ")} in its name or title`,
      near === undefined ? "Leave the word away to see all." : `Did you mean ${near}?`,
    );
  }
  const theme = createTheme(wantsColor(colorMode(given), process.env, onTerminal()));
  await print(given.flag("json") ? forms.json(found) : forms.text(found, theme));
  return 0;
}
