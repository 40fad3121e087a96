/** From the words of the command line to a command and what it was given; help and version are answered here. */
import yargs, { type Argv } from "yargs";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { completion } from "./completion.ts";
import { entropy } from "./entropy.ts";
import { UsageError } from "./errors.ts";
import { fields } from "./fields.ts";
import { flows } from "./flows.ts";
import { Given } from "./given.ts";
import { endOfHelp, HELP_WIDTH } from "./help.ts";
import { nat } from "./nat.ts";
import { protocols } from "./protocols.ts";
import { proxies } from "./proxies.ts";
import { read } from "./read.ts";
import { printRecipe } from "./recipe.ts";
import { stats } from "./stats.ts";
import {
  ALWAYS,
  dashed,
  keysOf,
  refuseNoCommand,
  refuseUnknown,
  splitLetters,
  spreadLists,
} from "./words.ts";

declare const OVERSHARK_VERSION: string;

/** The first one is meant where no command is named. */
export const COMMANDS: readonly Command[] = [
  stats,
  read,
  flows,
  entropy,
  check,
  nat,
  proxies,
  fields,
  protocols,
  completion(() => COMMANDS),
];

/**
 * What is to be run; null when the words asked for help or the version, which are then printed.
 * @throws UsageError
 */
export function parse(words: readonly string[]): (() => Promise<number>) | null {
  let job: (() => Promise<number>) | null = null;
  const split = splitLetters(spreadLists(words), COMMANDS);
  const parser = settings(yargs()).fail((message, error) => {
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
        if (!named && files.length > 0) refuseNoCommand(files[0], COMMANDS);
        const given = new Given(parsed, files);
        const asksHow = command.options.interface !== undefined && given.all("interface").length > 0;
        job = () => (asksHow ? printRecipe(given, split) : command.run(given));
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
  return job;
}

/** Words stay as they were typed; mistakes and their wording are ours, and nothing depends on the locale. */
function settings(parser: Argv): Argv {
  parser
    .scriptName("overshark")
    .detectLocale(false)
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    })
    .help("help", ALWAYS.help.describe)
    .alias("help", "h")
    .version("version", ALWAYS.version.describe ?? "", `overshark ${OVERSHARK_VERSION}`)
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
