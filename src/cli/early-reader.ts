/** Starts the thread that reads a long capture ahead while the program is still being loaded. */
import { statSync } from "node:fs";
import { WORTH_A_THREAD } from "../capture/worth.ts";
import { startHelperEarly } from "../pipeline/helper.ts";
import { availableParallelism } from "./os.ts";

/** Who says how many threads there are has others. */
const THREADS = /^(-j|--threads)/;

/** By a guess: a thread that nobody needs ends with the program. @param words of the command line */
export function startReaderFor(words: readonly string[]): void {
  if (namesLongFile(words) && availableParallelism() > 1) startHelperEarly();
}

/** Whether one of the words is the name of a file that is worth a second thread, and none says how many there are. */
export const namesLongFile = (words: readonly string[]): boolean =>
  !words.some((word) => THREADS.test(word)) && words.some(isLong);

function isLong(word: string): boolean {
  if (word.startsWith("-")) return false;
  try {
    const stat = statSync(word, { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size >= WORTH_A_THREAD;
  } catch {
    // It is no name of a file.
    return false;
  }
}
