/** overshark(1): the tables of commands and options, and prose around them. */
import type { Command } from "../cli/command.ts";
import { date, description, reference, seeAlso } from "./prose.ts";
import { escaped, example, inline, roff, tagged } from "./roff.ts";

type OptionTable = Command["options"];

/** @param commands the first one is meant where none is named */
export function manualPage(commands: readonly Command[], version: string): string {
  const [first] = commands;
  return [
    `.TH OVERSHARK 1 ${date} "overshark ${version}" "User Commands"\n`,
    section(
      "NAME",
      `overshark \\- ${escaped("a dissector for overlay networks: traffic and entropy by tenant")}\n`,
    ),
    section("SYNOPSIS", commands.map(synopsis).join("")),
    section("DESCRIPTION", roff(description)),
    section("COMMANDS", commands.map((command) => described(command, first)).join("")),
    section("OPTIONS", `.PP\nMost commands have these:\n${optionList(first.options)}`),
    ...reference.map(({ title, text }) => section(title, roff(text))),
    section("EXAMPLES", commands.map(examplesOf).join("")),
    section(
      "SEE ALSO",
      `.PP\n${seeAlso.replace(/(\w[\w-]*)(\(\d\))/g, (_, name, n) => `\\fB${escaped(name)}\\fR${n}`)}\n`,
    ),
  ].join("");
}

const section = (title: string, body: string) => `.SH ${quoted(title)}\n${body.replace(/^\.PP\n/, "")}`;
const quoted = (text: string) => (text.includes(" ") ? `"${text}"` : text);

/** The first lines of a usage: how it is called. What it is for comes behind an empty line. */
function usageOf({ usage }: Command): { calls: string[]; purpose: string } {
  const [head, ...rest] = usage.split("\n\n");
  return {
    calls: head
      .replace(/^Usage: /, "")
      .split("\n")
      .map((line) => line.trim()),
    purpose: rest.join("\n\n"),
  };
}

const synopsis = (command: Command) =>
  usageOf(command)
    .calls.map((call) => `.PP\n\\fBovershark\\fR${escaped(call.replace(/^overshark/, ""))}\n`)
    .join("");

/** A command, and the options that it has besides the first one's, or has otherwise. */
function described(command: Command, first: Command): string {
  const own = Object.entries(command.options).filter(([name, option]) => option !== first.options[name]);
  const options = optionList(Object.fromEntries(own));
  return `${tagged(`\\fB${command.name}\\fR`, purposeText(command))}${options && `.RS\n${options}.RE\n`}`;
}

const purposeText = (command: Command) =>
  usageOf(command)
    .purpose.split("\n\n")
    .map((paragraph) => inline(paragraph.replace(/\n/g, " ")))
    .join("\n.IP\n");

function optionList(options: OptionTable): string {
  return Object.entries(options)
    .filter(([, option]) => !option.hidden)
    .map(([name, { alias, type, describe, value }]) => {
      const names = [...[alias ?? []].flat().map((letter) => `-${letter}`), `--${name}`].map(
        (word) => `\\fB${escaped(word)}\\fR`,
      );
      const taken = type === "boolean" ? "" : ` \\fI${escaped(value ?? "VALUE")}\\fR`;
      return tagged(`${names.join(", ")}${taken}`, inline(describe ?? ""));
    })
    .join("");
}

const examplesOf = ({ examples }: Command) =>
  examples.map(([line, what]) => `.PP\n${inline(what)}:\n${example(line)}`).join("");
