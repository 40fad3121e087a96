/** What can be typed behind `overshark`, from the tables of commands and options, for the completion of shells. */
import type { Command, Values } from "../command.ts";
import { ALWAYS, dashed } from "../words.ts";

export interface ShapeOption {
  /** With their dashes: `-r`, `--read`. */
  names: readonly string[];
  describe: string;
  /** Null: it takes no value. */
  value: { name: string; values: Values | null } | null;
}

export interface ShapeCommand {
  name: string;
  describe: string;
  words: Values;
  options: readonly ShapeOption[];
}

export interface Shape {
  /** The first one is meant where none is named. */
  commands: readonly ShapeCommand[];
  fields: readonly string[];
  protocols: readonly string[];
}

/** Hidden options stay hidden. */
export function shapeOf(commands: readonly Command[]): readonly ShapeCommand[] {
  return commands.map(({ name, describe, words = "file", options }) => ({
    name,
    describe,
    words,
    options: Object.entries({ ...options, ...ALWAYS })
      .filter(([, option]) => !option.hidden)
      .map(([long, option]) => ({
        names: [option.alias ?? [], long].flat().map(dashed),
        describe: option.describe ?? "",
        value:
          option.type === "boolean" ? null : { name: option.value ?? "VALUE", values: option.values ?? null },
      })),
  }));
}

/** Names of options that take a value, of all commands. */
export function takersOf(commands: readonly ShapeCommand[]): string[] {
  const taking = commands.flatMap(({ options }) => options.filter(({ value }) => value !== null));
  return [...new Set(taking.flatMap(({ names }) => names))];
}

/** Text for a shell, in which nothing of it acts. */
export const quoted = (text: string): string => `'${text.replace(/'/g, "'\\''")}'`;
