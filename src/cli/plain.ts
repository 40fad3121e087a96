/** Command lines for the part of the program that most runs of `stats` need. */
import type { Given } from "./given.ts";
import { NAMES, named } from "./names.ts";
import { quickly } from "./quick.ts";
import { stats } from "./stats.ts";

/** What it is given, if nothing but that part is needed for it. */
export function plainStats(words: readonly string[]): Given | null {
  if ((named(words) ?? NAMES[0]) !== stats.name) return null;
  const given = quickly(words, stats);
  // A filter may ask what a router made of whom, which is not in that part.
  return given === null || given.all("filter").length > 0 ? null : given;
}
