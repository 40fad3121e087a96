/**
 * Command lines that are as they should be, without yargs: only with the library below it, which reads the words for
 * it. To set yargs up for all commands takes longer than to read a small capture. Whatever is out of the ordinary, a
 * mistake or a question for help, is left to it, so that every answer has one home.
 */
import parser from "yargs-parser/browser";
import type { Command } from "./command.ts";
import { UsageError } from "./errors.ts";
import { Given } from "./given.ts";
import { named } from "./names.ts";
import { ALWAYS, isFile, keysOf, PARSER, splitLetters, spreadLists } from "./words.ts";

/** Several letters behind one dash may be the long name of some command's option, which is a mistake. */
const MAYBE_LONG = /^-[a-z][a-z-]+$/i;

/** Options that ask for something else than the command. */
const ASKING = ["help", "version", "interface"];

/**
 * @param line the whole command line, which names the command or leaves the first one to be meant
 * @returns what they give; null: yargs has to look at them
 */
export function quickly(line: readonly string[], { options }: Pick<Command, "options">): Given | null {
  const isNamed = named(line) !== undefined;
  const words = isNamed ? line.slice(1) : line;
  if (words.some((word) => word === "--" || MAYBE_LONG.test(word))) return null;
  let split: string[];
  try {
    split = splitLetters(spreadLists(words), [options]);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
  const keys = [...keysOf(options)];
  const keysWith = (boolean: boolean) =>
    keys.flatMap(([key, { type }]) => ((type === "boolean") === boolean ? [key] : []));
  const values = keysWith(false);
  const { argv, error } = parser.detailed(split, {
    boolean: keysWith(true),
    string: values,
    narg: Object.fromEntries(values.map((key) => [key, 1])),
    alias: Object.fromEntries(
      Object.entries({ ...options, ...ALWAYS }).map(([name, { alias }]) => [name, [alias ?? []].flat()]),
    ),
    configuration: PARSER,
  });
  const { _: files, ...parsed } = argv;
  const known = new Set(keys.map(([key]) => key));
  if (error !== null || Object.keys(parsed).some((key) => !known.has(key))) return null;
  if (ASKING.some((name) => parsed[name] !== undefined) || files.at(-1) === "help") return null;
  const names = files.map(String);
  return isNamed || !maybeCommand(names) ? new Given(parsed, names) : null;
}

/** Options may stand before the name of a command, which may be mistyped. */
const maybeCommand = (files: readonly string[]): boolean =>
  files.length > 0 && (named(files) !== undefined || !isFile(files[0]));
