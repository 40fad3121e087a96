/** The end of a command's help: examples and exit codes. */
import type { Command } from "./command.ts";

export const HELP_WIDTH = 79;

const EXITS = `Exit status: 0 done; 2 could not run; 3 done, but the input is damaged: the
report covers what was read.`;

export function endOfHelp({ examples, exits = EXITS }: Command): string {
  return examples.length === 0 ? exits : `Examples:\n${listed(examples)}\n\n${exits}`;
}

/** Beside each line what it does; below it where that is too wide, since a line that is typed is never broken. */
function listed(examples: Command["examples"]): string {
  const column = Math.max(...examples.map(([line]) => line.length)) + 4;
  const widest = column + Math.max(...examples.map(([, what]) => what.length));
  return examples
    .map(([line, what]) =>
      widest <= HELP_WIDTH ? `${`  ${line}`.padEnd(column)}${what}` : `  ${line}\n      ${what}`,
    )
    .join("\n");
}
