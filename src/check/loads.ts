/**
 * Expectations of the ECMP laboratory: `max_over_mean five_tuple crc16 8 paths`, `jain linux-policy-1 jhash 16
 * paths by bytes`.
 */
import { nearest } from "../core/nearest.ts";
import { functionNamed, hashFunctions } from "../entropy/functions/table.ts";
import { contractViews, devices, viewNamed } from "../entropy/views.ts";
import type { OutcomeReport } from "../facts/entropy-report.ts";
import { endOf, type Word } from "./words.ts";

type Weighting = "flows" | "packets" | "bytes";
const WEIGHTINGS: readonly Weighting[] = ["packets", "bytes", "flows"];

export interface LoadQuestion {
  readonly figure: string;
  readonly view: string;
  readonly function: string;
  readonly paths: number;
  readonly by: Weighting;
}

/** Figures of the loads of paths, and where the laboratory's report has them. */
const LOADS: Readonly<Record<string, keyof OutcomeReport>> = {
  max_over_mean: "max_mean",
  max_mean: "max_mean",
  jain: "jain",
  effective_paths: "effective_paths",
  idle: "idle",
  cv: "cv",
};
export const LOAD_FIGURES: readonly string[] = Object.keys(LOADS);
export const isLoad = (word: string): boolean => Object.hasOwn(LOADS, word);
export const loadOf = (outcome: OutcomeReport, figure: string): number => outcome[LOADS[figure]] as number;

/** What people call a function of which there are several. */
const ALIASES: Readonly<Record<string, string>> = { crc16: "crc16-ccitt", xor: "xor16" };

const MAX_PATHS = 65536;

/** A question in words of the same order as it is read in, also where it was asked in another. */
export const loadName = (q: LoadQuestion): string =>
  `${q.figure} ${q.view} ${q.function} ${q.paths} paths by ${q.by}`;

/** @param fail throws */
export function loadQuestion(
  words: readonly Word[],
  fail: (message: string, word?: Word, length?: number) => never,
): LoadQuestion {
  const [figure, ...rest] = words;
  let [view, hash, paths, by]: [string?, string?, number?, Weighting?] = [];
  for (const word of rest) {
    const text = Object.hasOwn(ALIASES, word.text) ? ALIASES[word.text] : word.text;
    if (/^\d+$/.test(text)) {
      if (paths !== undefined) fail("the number of paths is given twice", word);
      paths = Number(text);
      if (paths < 1 || paths > MAX_PATHS) fail(`there can be 1 to ${MAX_PATHS} paths`, word);
    } else if (text === "paths" || text === "path" || text === "by") continue;
    else if (WEIGHTINGS.includes(text as Weighting)) by = text as Weighting;
    else if (view === undefined && viewNamed(text) !== undefined) view = text;
    else if (hash === undefined && functionNamed(text) !== undefined) hash = text;
    else fail(unknown(word.text, view, hash), word);
  }
  const end = { text: "", at: endOf(words), operator: false };
  if (view === undefined) return fail(`a view is missing: ${names(contractViews)}, or a device`, end);
  const own = viewNamed(view)?.function ?? null;
  if (own !== null && hash !== undefined && hash !== own)
    fail(`${view} has a function of its own, ${own}`, end);
  const f = own ?? hash;
  if (f === undefined) return fail("a hash function is missing, such as crc32", end);
  if (paths === undefined) return fail("the number of paths is missing, such as 8 paths", end);
  return { figure: figure.text, view, function: f, paths, by: by ?? "packets" };
}

const names = (list: readonly { name: string }[]): string => list.map(({ name }) => name).join(", ");

function unknown(word: string, view: string | undefined, hash: string | undefined): string {
  if (viewNamed(word) !== undefined) return `there is a view already, ${view}`;
  if (functionNamed(word) !== undefined) return `there is a hash function already, ${hash}`;
  const known = [...contractViews, ...devices, ...hashFunctions].map(({ name }) => name);
  const near = nearest(word, [...known, ...WEIGHTINGS, "paths"]);
  return `"${word}" is no view, hash function or weighting${near === undefined ? "" : `; did you mean ${near}?`}`;
}
