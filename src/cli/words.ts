/** What yargs does not do as people of this trade are used to: letters together, and a hint for every mistake. */
import { existsSync } from "node:fs";
import type { Options } from "yargs";
import { nearest } from "../core/nearest.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./errors.ts";

type OptionTable = Command["options"];

/** Options that take all words that follow, up to the next option. */
const LISTS: readonly string[] = ["--outside"];

/** Every command has these. */
export const ALWAYS: OptionTable = {
  help: { alias: "h", type: "boolean", describe: "show this help" },
  version: { alias: "v", type: "boolean", describe: "show the version" },
};

/** Options that other tools have, and what does it here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "-i": "overshark -i eth0 prints how tcpdump captures for overshark.",
  "-w": "overshark read -w FILE writes packets.",
};

/** How words are read: they stay as they were typed. */
export const PARSER = {
  "boolean-negation": false,
  "camel-case-expansion": false,
  "dot-notation": false,
  "parse-numbers": false,
  "parse-positional-numbers": false,
} as const;

/** An option as it is typed. */
export const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** Names and aliases with what they stand for. */
export function keysOf(options: OptionTable): Map<string, Options> {
  return new Map(
    Object.entries({ ...options, ...ALWAYS }).flatMap(([name, option]) =>
      [name, option.alias ?? []].flat().map((key) => [key, option] as const),
    ),
  );
}

/** @param given names of options as yargs found them @throws UsageError at the first that is none */
export function refuseUnknown(given: readonly string[], options: OptionTable): void {
  const known = keysOf(options);
  const unknown = given.find((name) => name !== "_" && name !== "$0" && !known.has(name));
  if (unknown !== undefined) throw unknownOption(dashed(unknown), nearestOption(unknown, known));
}

function nearestOption(name: string, known: ReadonlyMap<string, Options>): string | undefined {
  const words = [...known].filter(([key, option]) => key.length > 1 && !option.hidden).map(([key]) => key);
  return name.length > 1 ? nearest(name, words) : undefined;
}

function unknownOption(typed: string, near?: string): UsageError {
  const elsewhere = Object.hasOwn(ELSEWHERE, typed) ? ELSEWHERE[typed] : undefined;
  return new UsageError(
    `unknown option ${typed}`,
    near === undefined ? elsewhere : `Did you mean ${dashed(near)}?`,
  );
}

/** Whether a word can only be meant as a file. */
export const isFile = (word: string): boolean => word === "-" || /[./\\]/.test(word) || existsSync(word);

/** @throws UsageError if the first word is no file and looks like a command */
export function refuseNoCommand(word: string, commands: readonly string[]): void {
  if (isFile(word)) return;
  const near = nearest(word, commands);
  if (near !== undefined)
    throw new UsageError(`${word}: no such file or command`, `Did you mean 'overshark ${near}'?`);
}

/** Gives each word behind a list option its own: yargs would stop at `-`, and go on behind `=`. */
export function spreadLists(words: readonly string[]): string[] {
  const out: string[] = [];
  let list: string | undefined;
  for (const [i, word] of words.entries()) {
    const isValue = word === "-" || !word.startsWith("-");
    if (list !== undefined && isValue) {
      out.push(`${list}=${word}`);
      continue;
    }
    const next = words[i + 1] ?? "--";
    const hasOwn = next === "-" || !next.startsWith("-");
    list = LISTS.includes(word) ? word : undefined;
    // One without a value is yargs' to complain about.
    if (list === undefined || !hasOwn) out.push(word);
  }
  return out;
}

/**
 * `-nr FILE`, `-c5`: letters together, and a value right behind its letter, as getopt reads them. yargs would
 * take the letters of the value for options. @throws UsageError for what yargs would misread
 */
export function splitLetters(words: readonly string[], tables: readonly OptionTable[]): string[] {
  const known = keysOf(Object.assign({}, ...tables));
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  return [...words.slice(0, end).flatMap((word) => split(word, known)), ...words.slice(end)];
}

function split(word: string, known: ReadonlyMap<string, Options>): string[] {
  if (!/^-./s.test(word)) return [word];
  const [, name, value] = /^--?([^=]*)(=.*)?$/s.exec(word) as RegExpExecArray;
  // yargs looks names up in plain objects, which have some of their own.
  if (name in {}) throw unknownOption(dashed(name));
  if (value !== undefined && known.get(name)?.type === "boolean")
    throw new UsageError(`${dashed(name)} takes no value`);
  if (word.startsWith("--") || /^-\d/.test(word)) return [word];
  // A long name behind one dash, whose first letter may take the rest for its value.
  if (name.length > 1 && known.has(name)) throw unknownOption(`-${name}`, name);
  const parts: string[] = [];
  for (let i = 1; i < word.length; i++) {
    const option = known.get(word[i]);
    if (option === undefined) {
      if (isFile(word)) throw new UsageError(`unknown option ${word}`, `If that is a file, write ./${word}.`);
      const near = nearestOption(name, known);
      throw unknownOption(near === undefined ? `-${word[i]}` : `-${name}`, near);
    }
    const rest = word.slice(i + 1);
    // In one word with its name, the value may begin with anything.
    if (option.nargs === 1 && rest !== "") return [...parts, `-${word[i]}=${rest.replace(/^=/, "")}`];
    parts.push(`-${word[i]}`);
  }
  return parts;
}
