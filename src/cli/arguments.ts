/** From the words of the command line to a command and what it was given. */
import type { Command } from "./command.ts";
import type { Given } from "./given.ts";
import { quickly } from "./quick.ts";
import { stats } from "./stats.ts";
import { guardOutput, print } from "./streams.ts";
import { isFile } from "./words.ts";

declare const OVERSHARK_VERSION: string;

/** Only the command that is asked for is loaded. */
export const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
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

const VERSION = ["--version", "-v"];

/**
 * What is to be run; null when the words asked for help or the version, which are then printed.
 * @throws UsageError
 */
export async function parse(words: readonly string[]): Promise<(() => Promise<number>) | null> {
  const version = `overshark ${OVERSHARK_VERSION}`;
  if (words.length === 1 && VERSION.includes(words[0])) {
    await print(`${version}\n`);
    return null;
  }
  const plain = await plainly(words);
  if (plain !== null) return () => plain.command.run(plain.given);
  const { withYargs } = await import("./yargs.ts");
  guardOutput();
  const asked = withYargs(words, version);
  if (asked === null) return null;
  const { command, given } = asked;
  if (command.options.interface === undefined || given.all("interface").length === 0)
    return () => command.run(given);
  const { printRecipe } = await import("./recipe.ts");
  return () => printRecipe(given, asked.words);
}

/** The command and what it is given, where there is nothing else to it: see quick.ts. */
export async function plainly(words: readonly string[]): Promise<{ command: Command; given: Given } | null> {
  const named = words.length > 0 && Object.hasOwn(LOADERS, words[0]);
  const command = await LOADERS[named ? words[0] : stats.name]();
  const given = quickly(named ? words.slice(1) : words, command);
  if (given === null) return null;
  // Options may stand before the name of a command, which may be mistyped.
  const [file] = given.files;
  if (!named && file !== undefined && (Object.hasOwn(LOADERS, file) || !isFile(file))) return null;
  return { command, given };
}
