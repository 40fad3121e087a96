/**
 * How many letters have to be put in, left out, replaced or changed with their neighbour to turn one word
 * into the other (optimal string alignment).
 */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}

/** A third of the letters may be wrong: more than that, and it is another word. */
const ERRORS = 1 / 3;

/** The word that was probably meant: one that the given one begins, or the one with the fewest differences. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  const begun = words.filter((w) => given.length > 1 && w.startsWith(given));
  if (begun.length === 1) return begun[0];
  // As many letters at least are wrong as one is longer than the other.
  const [best] = words
    .filter((w) => Math.abs(w.length - given.length) <= w.length * ERRORS)
    .map((w) => ({ w, errors: distance(given, w.toLowerCase()) }))
    .sort((a, b) => a.errors - b.errors);
  return best !== undefined && best.errors <= best.w.length * ERRORS ? best.w : undefined;
}

/** A hint for a word that is none of the valid ones. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearest(word, words);
  return near === undefined ? `There are ${words.join(", ")}.` : `Did you mean ${near}?`;
}
