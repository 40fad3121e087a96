/** What `read` is asked to print: tshark's options and their values. */
import { didYouMean, nearest } from "../core/nearest.ts";
import { DEFAULT_STYLE, extractor, type FieldStyle, isExtractable } from "../output/read-fields.ts";
import { ekPrinter, fieldsPrinter, jsonPrinter, type Printer, textPrinter } from "../output/read-printer.ts";
import { TIME_FORMATS } from "../output/read-time.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { allNames, protocolsNamed } from "../protocols/field-index.ts";
import { protocols } from "../protocols/registry.ts";
import type { Option } from "./command.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { colorMode } from "./options.ts";
import { onTerminal } from "./streams.ts";

const OUTPUTS = ["text", "fields", "json", "ek"] as const;

const STYLE_NAMES = Object.keys(DEFAULT_STYLE);

const PACKETS = "Packets:";
const value = (alias: string, describe: string, more: Option): Option => ({
  type: "string",
  nargs: 1,
  group: PACKETS,
  describe,
  alias,
  ...more,
});
const flag = (alias: string, describe: string): Option => ({
  type: "boolean",
  group: PACKETS,
  describe,
  alias,
});

export const printOptions: Readonly<Record<string, Option>> = {
  tree: flag("V", "a tree of all layers in place of a line"),
  only: value("O", "a tree with details of these protocols alone: ip,vxlan", {
    value: "NAMES",
    values: "protocol",
  }),
  hex: flag("x", "the bytes, and those of a frame put together"),
  output: value("T", `${OUTPUTS.join(", ")} (text)`, { value: "FORMAT", values: OUTPUTS }),
  field: value("e", "a field to print with -T fields, json or ek; may come again", {
    value: "NAME",
    values: "field",
  }),
  style: value("E", "for -T fields: header=y separator=, occurrence=f …", {
    value: "NAME=VALUE",
    values: STYLE_NAMES.map((name) => `${name}=`),
  }),
  "line-buffered": flag("l", "as on a terminal: nothing waits for lost parts"),
  time: value("t", `time column: ${TIME_FORMATS.join(", ")} (r)`, { value: "FORMAT", values: TIME_FORMATS }),
};

/** @throws UsageError */
export function printerOf(given: Given): Printer {
  const output = given.choice("output", OUTPUTS) ?? (given.flag("json") ? "json" : "text");
  const time = given.choice("time", TIME_FORMATS) ?? "r";
  const names = given.all("field");
  const style = styleOf(given.all("style"));
  const only = protocolsOf(given.all("only"));
  for (const name of names) checkField(name);
  if (output === "text") {
    if (names.length > 0)
      throw new UsageError("-e needs -T fields, json or ek", "Try '-T fields -e ip.src'.");
    const color = wantsColor(colorMode(given), process.env, onTerminal());
    const tree = only !== null || given.flag("tree");
    return textPrinter({ time, theme: createTheme(color), tree, only, hex: given.flag("hex") });
  }
  for (const [name, letter] of Object.entries({ tree: "-V", hex: "-x" }))
    if (given.flag(name))
      throw new UsageError(`${letter} is for -T text`, `It says nothing to -T ${output}.`);
  if (only !== null) throw new UsageError("-O is for -T text", "Choose fields with -e.");
  if (output === "fields") {
    if (names.length === 0) throw new UsageError("-T fields needs -e FIELD", "Try '-T fields -e ip.src'.");
    return fieldsPrinter(names, extractor(names, time), style);
  }
  const extract = names.length === 0 ? null : extractor(names, time);
  return output === "json" ? jsonPrinter(names, extract) : ekPrinter(names, extract);
}

function checkField(name: string): void {
  if (isExtractable(name)) return;
  const near = nearest(name, allNames());
  throw new UsageError(
    `-e has no field "${name}"`,
    near === undefined ? "'overshark fields' lists them." : `Did you mean ${near}?`,
  );
}

/** Names of protocols as their layers have them; null: none are given. @throws UsageError */
function protocolsOf(lists: readonly string[]): Set<string> | null {
  if (lists.length === 0) return null;
  const names = lists.flatMap((list) => list.split(",")).map((name) => name.trim());
  return new Set(names.flatMap((name) => protocolNames(name)));
}

function protocolNames(name: string): string[] {
  const numbers = protocolsNamed(name);
  if (numbers.length > 0) return numbers.map((number) => protocols[number]?.name ?? "");
  const all = protocols.flatMap((p) => p?.name ?? []);
  const near = nearest(name, all);
  throw new UsageError(
    `-O has no protocol "${name}"`,
    near === undefined ? "'overshark protocols' lists them." : `Did you mean ${near}?`,
  );
}

/** A character, or what stands for one that a shell would take. */
const character = (text: string): string | undefined =>
  ({ "/t": "\t", "/s": " " })[text] ?? (text === "" ? undefined : text);
const yes = (text: string): boolean | undefined =>
  /^[yn]$/i.test(text) ? text.toLowerCase() === "y" : undefined;
const oneOf =
  <L extends string>(letters: readonly L[]) =>
  (text: string): L | undefined =>
    letters.find((letter) => letter === text.toLowerCase());

type StyleReaders = {
  [K in keyof FieldStyle]: { read(text: string): FieldStyle[K] | undefined; what: string };
};

const STYLES: StyleReaders = {
  header: { read: yes, what: "y or n" },
  bom: { read: yes, what: "y or n" },
  separator: { read: character, what: "/t, /s or a character" },
  aggregator: { read: character, what: "/s or a character" },
  occurrence: { read: oneOf(["f", "l", "a"]), what: "f (first), l (last) or a (all)" },
  quote: { read: oneOf(["d", "s", "n"]), what: "d, s or n (none)" },
};

/** @throws UsageError */
function styleOf(rules: readonly string[]): FieldStyle {
  const style: Record<string, unknown> = { ...DEFAULT_STYLE };
  for (const rule of rules) {
    const at = rule.indexOf("=");
    const name = at < 0 ? rule : rule.slice(0, at);
    if (!Object.hasOwn(STYLES, name))
      throw new UsageError(`-E has no "${name}"`, didYouMean(name, Object.keys(STYLES)));
    const { read, what } = STYLES[name as keyof FieldStyle];
    const found = at < 0 ? undefined : read(rule.slice(at + 1));
    if (found === undefined)
      throw new UsageError(`-E ${name}= takes ${what}`, `Try '-E ${name}=${what[0]}'.`);
    style[name] = found;
  }
  return style as unknown as FieldStyle;
}
