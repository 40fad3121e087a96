/** From the words of the command line to a command and what it was given. */
import type { Command } from "./command.ts";
import type { Given } from "./given.ts";
import { NAMES, type Name, named } from "./names.ts";
import { quickly } from "./quick.ts";
import { stats } from "./stats.ts";
import { guardOutput } from "./streams.ts";
import { toldVersion, versionText } from "./version.ts";

/** Only the command that is asked for is loaded. */
export const LOADERS: Readonly<Record<Name, () => Promise<Command>>> = {
  stats: async () => stats,
  read: async () => (await import("./read.ts")).read,
  flows: async () => (await import("./flows.ts")).flows,
  entropy: async () => (await import("./entropy.ts")).entropy,
  check: async () => (await import("./check.ts")).check,
  nat: async () => (await import("./nat.ts")).nat,
  proxies: async () => (await import("./proxies.ts")).proxies,
  fields: async () => (await import("./fields.ts")).fields,
  protocols: async () => (await import("./protocols.ts")).protocols,
  completion: async () => (await import("./completion.ts")).completion,
};

/**
 * What is to be run; null when the words asked for help or the version, which are then printed.
 * @throws UsageError
 */
export async function parse(line: readonly string[]): Promise<(() => Promise<number>) | null> {
  const words = line[0] === "help" && named(line.slice(1)) !== undefined ? [line[1], "--help"] : line;
  if (toldVersion(words)) return null;
  const plain = await plainly(words);
  if (plain !== null) return () => plain.command.run(plain.given);
  const { withYargs } = await import("./yargs.ts");
  guardOutput();
  const asked = withYargs(words, versionText());
  if (asked === null) return null;
  const { command, given } = asked;
  if (command.options.interface === undefined || given.all("interface").length === 0)
    return () => command.run(given);
  const { printRecipe } = await import("./recipe.ts");
  return () => printRecipe(given, asked.words);
}

/** The command and what it is given, where there is nothing else to it: see quick.ts. */
export async function plainly(words: readonly string[]): Promise<{ command: Command; given: Given } | null> {
  const command = await LOADERS[named(words) ?? NAMES[0]]();
  const given = quickly(words, command);
  return given === null ? null : { command, given };
}
