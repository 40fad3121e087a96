/** Completion for fish 3.1 and newer. */
import type { Values } from "../command.ts";
import { quoted, type Shape, type ShapeCommand, type ShapeOption } from "./shape.ts";

/** @returns a script that is sourced, or a file in fish's directory of completions */
export function fishCompletion({ commands, fields, protocols }: Shape): string {
  const names = commands.map(({ name }) => name);
  const lines = commands.flatMap((command, i) => linesOf(command, conditionOf(command.name, i === 0, names)));
  return `# overshark: completion for fish
function __overshark_fields
    __overshark_words ${fields.join(" ")}
end
function __overshark_protocols
    __overshark_words ${protocols.join(" ")}
end
# Words, behind what of the token is there up to its last comma.
function __overshark_words
    set -l head (commandline -ct | string match -r '^.*[,(!&| ]')
    printf '%s\\n' "$head"$argv
end
${commands
  .map(
    ({ name, describe }) =>
      `complete -c overshark -n 'not __fish_seen_subcommand_from ${names.join(" ")}' -a ${name} -d ${quotedForFish(describe)}`,
  )
  .join("\n")}
${lines.join("\n")}
`;
}

/** Fish knows \\ and ' inside of quotes. */
const quotedForFish = (text: string) => quoted(text.replace(/\\/g, "\\\\")).replace(/'\\''/g, "\\'");

const conditionOf = (name: string, first: boolean, all: readonly string[]) =>
  first
    ? `'not __fish_seen_subcommand_from ${all.filter((other) => other !== name).join(" ")}'`
    : `'__fish_seen_subcommand_from ${name}'`;

function linesOf({ options, words }: ShapeCommand, condition: string): string[] {
  const behind = words === "file" ? [] : [`complete -c overshark -n ${condition} ${offer(words)}`];
  return [...behind, ...options.map((option) => lineOf(option, condition))];
}

function lineOf({ names, describe, value }: ShapeOption, condition: string): string {
  const flags = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = value === null ? "" : value.values === null ? " -x" : ` -r ${offer(value.values)}`;
  return `complete -c overshark -n ${condition} ${flags.join(" ")}${takes} -d ${quotedForFish(describe)}`;
}

function offer(values: Values): string {
  if (values === "file") return "-F";
  if (values === "field") return "-f -a '(__overshark_fields)'";
  if (values === "protocol") return "-f -a '(__overshark_protocols)'";
  return `-f -a '(__overshark_words ${values.join(" ")})'`;
}
