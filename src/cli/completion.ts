/** `overshark completion`: what makes a shell complete commands, options, values and names of fields. */
import { didYouMean } from "../core/nearest.ts";
import { allNames } from "../protocols/field-index.ts";
import { protocols } from "../protocols/registry.ts";
import type { Command } from "./command.ts";
import { bashCompletion } from "./completion/bash.ts";
import { fishCompletion } from "./completion/fish.ts";
import { type Shape, shapeOf } from "./completion/shape.ts";
import { zshCompletion } from "./completion/zsh.ts";
import { Exit, UsageError } from "./errors.ts";
import { print } from "./streams.ts";

const SHELLS: Readonly<Record<string, (shape: Shape) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

const USAGE = `Usage: overshark completion SHELL

Prints what makes bash, zsh or fish complete commands, options, their values
and the names of fields. To be read when the shell starts:

  bash  source <(overshark completion bash)    in ~/.bashrc
  zsh   source <(overshark completion zsh)     in ~/.zshrc, behind compinit
  fish  overshark completion fish | source     in ~/.config/fish/config.fish`;

export const completion: Command = {
  name: "completion",
  describe: "completion for bash, zsh or fish",
  usage: USAGE,
  options: {},
  words: Object.keys(SHELLS),
  examples: [
    ["source <(overshark completion bash)", "for this bash"],
    ["overshark completion fish | source", "for this fish"],
  ],
  async run(given) {
    const shells = Object.keys(SHELLS);
    const [shell, more] = given.files;
    if (shell === undefined || more !== undefined)
      throw new UsageError("completion takes the name of a shell", `There are ${shells.join(", ")}.`);
    if (!Object.hasOwn(SHELLS, shell))
      throw new UsageError(`completion has no "${shell}"`, didYouMean(shell, shells));
    // This one is one of them.
    const { COMMANDS } = await import("./commands.ts");
    await print(
      SHELLS[shell]({
        commands: shapeOf(COMMANDS),
        fields: [...new Set(allNames())].sort(),
        protocols: [...new Set(protocols.flatMap((p) => p?.name ?? []))].sort(),
      }),
    );
    return Exit.done;
  },
};
