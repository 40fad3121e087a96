#!/usr/bin/env node
// The launcher: a few lines, so that what takes long to load, the program beside it, comes from V8's code cache.
// The same file is what worker threads run. It becomes a CommonJS script, which Node starts sooner than a module.
import "../src/cli/early.ts";
import { startReaderFor } from "../src/cli/early-reader.ts";
import { load } from "../src/cli/load.ts";
import { ELSEWHERE, NAMES, named } from "../src/cli/names.ts";
import { toldVersion } from "../src/cli/version.ts";

/** Commands that have a part of their own (bin/stats.ts, bin/read.ts, bin/entropy.ts). */
const PARTS: readonly string[] = ["stats", "read", "entropy"];
/** Options that a part leaves to the whole. It finds out itself; this saves loading both. */
const MORE = /^-[hvi]|^--(help|version|interface)/;

function scriptFor(words: readonly string[]): string {
  const name = named(words) ?? NAMES[0];
  const isMore = words.some((word) => MORE.test(word) || ELSEWHERE.test(word));
  return PARTS.includes(name) && !isMore ? `${name}.cjs` : "program.cjs";
}

function isDone(words: readonly string[]): boolean {
  try {
    return toldVersion(words);
  } catch {
    // The program says why not.
    return false;
  }
}

const words = process.argv.slice(2);
if (!isDone(words)) {
  startReaderFor(words);
  load(`${__dirname}/${scriptFor(words)}`, require);
}
