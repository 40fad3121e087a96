/** Command lines for the parts of the program that most runs of `stats`, `read` and `entropy` need, which start sooner. */

import { serveAsWorker, useWorkers } from "../pipeline/threads.ts";
import type { Command } from "./command.ts";
import type { Given } from "./given.ts";
import { launcherFor, load } from "./load.ts";
import { main } from "./main.ts";
import { ELSEWHERE, NAMES, named } from "./names.ts";
import { quickly } from "./quick.ts";
import { errorsAreOut } from "./streams.ts";

/** What a command is given, if nothing but its part is needed for it. */
export function givenToPart(words: readonly string[], command: Command): Given | null {
  if ((named(words) ?? NAMES[0]) !== command.name) return null;
  const given = quickly(words, command);
  if (given === null) return null;
  const asked = [...given.all("filter"), ...given.all("field")];
  return asked.some((name) => ELSEWHERE.test(name)) ? null : given;
}

/**
 * Runs the part of one command, or the whole program if it takes that.
 * @param filename of the part, which stands beside the others
 * @param need     the `require` that the program is given
 */
export function runPart(command: Command, filename: string, need: NodeJS.Require): void {
  if (serveAsWorker()) return;
  const given = givenToPart(process.argv.slice(2), command);
  const beside = (name: string) => filename.replace(/[^/\\]*$/, name);
  if (given === null) {
    load(beside("program.cjs"), need);
    return;
  }
  useWorkers(launcherFor(import.meta.url));
  main(async () => () => command.run(given)).then((code) => {
    process.exitCode = code;
    // Left alone, Node ends when V8 has done what it still has in mind: a heap of some size is marked for that.
    if (errorsAreOut() && process.listenerCount("beforeExit") === 0) process.exit();
  });
}
