/**
 * The words of the command line as yargs reads them: it writes the help, and finds the mistakes. It is loaded when it
 * is needed, see quick.ts.
 */
import yargs, { type Argv } from "yargs";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { UsageError } from "./errors.ts";
import { Given } from "./given.ts";
import { endOfHelp, HELP_WIDTH } from "./help.ts";
import {
  ALWAYS,
  dashed,
  keysOf,
  PARSER,
  refuseNoCommand,
  refuseUnknown,
  splitLetters,
  spreadLists,
} from "./words.ts";

export interface Asked {
  command: Command;
  given: Given;
  /** All words, letters apart. */
  words: readonly string[];
}

/**
 * @param version is printed when it is asked for
 * @returns null: the words asked for help or the version, which are now printed
 * @throws UsageError
 */
export function withYargs(words: readonly string[], version: string): Asked | null {
  let asked: Asked | null = null;
  const split = splitLetters(
    spreadLists(words),
    COMMANDS.map(({ options }) => options),
  );
  const parser = settings(yargs(), version).fail((message, error) => {
    throw message ? new UsageError(inOurWords(message)) : error;
  });
  const add = (command: Command, named: boolean) =>
    parser.command({
      command: named ? command.name : "$0",
      describe: named && command.describe,
      builder: (own) => {
        return (named ? own.usage(command.usage) : own).options(command.options).epilogue(endOfHelp(command));
      },
      handler: (parsed) => {
        const files = parsed._.slice(named ? 1 : 0).map(String);
        refuseUnknown(Object.keys(parsed), command.options);
        if (!named && files.length > 0)
          refuseNoCommand(
            files[0],
            COMMANDS.map(({ name }) => name),
          );
        asked = { command, given: new Given(parsed, files), words: split };
      },
    });
  for (const command of COMMANDS) {
    // To find the command among the words, it has to be known which of them are values of options.
    for (const [key, { type }] of keysOf(command.options))
      type === "boolean" ? parser.boolean(key) : parser.nargs(key, 1);
    add(command, true);
  }
  add(COMMANDS[0], false);
  parser.usage(COMMANDS[0].usage).parse(split);
  return asked;
}

/** Mistakes and their wording are ours, and nothing depends on the locale. */
function settings(parser: Argv, version: string): Argv {
  parser
    .scriptName("overshark")
    .detectLocale(false)
    .parserConfiguration(PARSER)
    .help("help", ALWAYS.help.describe)
    .alias("help", "h")
    .version("version", ALWAYS.version.describe ?? "", version)
    .alias("version", "v")
    .wrap(HELP_WIDTH)
    .exitProcess(false);
  // Newer than the published types.
  (parser as unknown as UsageConfiguration).usageConfiguration({ "hide-types": true });
  return parser;
}

interface UsageConfiguration {
  usageConfiguration(configuration: { "hide-types": boolean }): void;
}

function inOurWords(message: string): string {
  const short = /^Not enough arguments following: (.*)$/.exec(message);
  return short === null ? message : `${dashed(short[1])} needs a value`;
}
