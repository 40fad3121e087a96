/** From the text of an expectation to its words. */
export interface Word {
  readonly text: string;
  /** Where it stands, in UTF-16 code units. */
  readonly at: number;
  /** It compares. */
  readonly operator: boolean;
}

const WORD = /([<>=!]+)|[^\s<>=!]+/g;

/** Operators need no spaces around them. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map((match) => ({
    text: match[0],
    at: match.index,
    operator: match[1] !== undefined,
  }));
}

/** Where the last of them ends. */
export function endOf(words: readonly Word[]): number {
  const last = words[words.length - 1];
  return last.at + last.text.length;
}
