/** What yargs does not do as people of this trade are used to: letters together, and a hint for every mistake. */
import { existsSync } from "node:fs";
import type { Options } from "yargs";
import type { Command } from "./command.ts";
import { UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";

type OptionTable = Command["options"];

/** Words that will be commands. To take them for files now would change their meaning later. */
const LATER: readonly string[] = ["read", "flows", "entropy", "check", "nat", "proxies"];

/** Every command has these. */
const ALWAYS: OptionTable = { help: { alias: "h" }, version: { alias: "v" } };

/** Options that other tools have, and what does it here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  i: "overshark does not capture: tcpdump -U -w - -i eth0 | overshark",
  w: "overshark does not write captures.",
};

/** An option as it is typed. */
export const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** Names and aliases with what they stand for. */
function keys(options: OptionTable): Map<string, Options> {
  return new Map(
    Object.entries({ ...options, ...ALWAYS }).flatMap(([name, option]) =>
      [name, option.alias ?? []].flat().map((key) => [key, option] as const),
    ),
  );
}

/** @param given names of options as yargs found them @throws UsageError at the first that is none */
export function refuseUnknown(given: readonly string[], options: OptionTable): void {
  const known = keys(options);
  const unknown = given.find((name) => name !== "_" && name !== "$0" && !known.has(name));
  if (unknown === undefined) return;
  const words = [...known.keys()].filter((name) => name.length > 1);
  const near = unknown.length > 1 ? nearest(unknown, words) : undefined;
  const elsewhere = Object.hasOwn(ELSEWHERE, unknown) ? ELSEWHERE[unknown] : undefined;
  throw new UsageError(
    `unknown option ${dashed(unknown)}`,
    near === undefined ? elsewhere : `Did you mean ${dashed(near)}?`,
  );
}

/** @throws UsageError if the first word is no file and looks like a command */
export function refuseNoCommand(word: string, commands: readonly Command[]): void {
  if (/[./\\]/.test(word) || existsSync(word)) return;
  if (LATER.includes(word)) throw new UsageError(`this version has no command ${word}`);
  if (word === "help") throw new UsageError("there is no command help");
  const near = nearest(
    word,
    commands.map(({ name }) => name),
  );
  if (near !== undefined)
    throw new UsageError(`${word}: no such file or command`, `Did you mean 'overshark ${near}'?`);
}

/**
 * `-nr FILE`, `-c5`: letters together, and a value right behind its letter, as getopt reads them. yargs would
 * take the letters of the value for options.
 */
export function splitLetters(words: readonly string[], commands: readonly Command[]): string[] {
  const known = keys(Object.assign({}, ...commands.map(({ options }) => options)));
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  return [...words.slice(0, end).flatMap((word) => split(word, known)), ...words.slice(end)];
}

function split(word: string, known: ReadonlyMap<string, Options>): string[] {
  if (!/^-[^-]./s.test(word)) return [word];
  const parts: string[] = [];
  for (let i = 1; i < word.length; i++) {
    const option = known.get(word[i]);
    if (option === undefined) return [word];
    const rest = word.slice(i + 1);
    // In one word with its name, the value may begin with anything.
    if (option.nargs === 1 && rest !== "") return [...parts, `-${word[i]}=${rest.replace(/^=/, "")}`];
    parts.push(`-${word[i]}`);
  }
  return parts;
}
