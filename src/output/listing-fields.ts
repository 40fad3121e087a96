/** The listing of fields as text and as JSON. */
import type { Field } from "../core/fields.ts";
import { safeJson } from "./json.ts";
import { type Column, table } from "./table.ts";
import type { Theme } from "./theme.ts";

/** A field, or a name that stands for several. */
export interface ListedField {
  name: string;
  title: string;
  /** "number, 2 bytes". */
  type: string;
  /** Names of the protocols that have it. */
  protocols: readonly string[];
  reference: string;
  /** What an alias stands for. */
  names?: readonly string[];
  /** Words for its values. */
  values?: Readonly<Record<number, string>>;
}

const COLUMNS: readonly Column[] = [
  { header: "field", align: "left", max: 48 },
  { header: "type", align: "left" },
  { header: "title", align: "left" },
];

const KINDS: Readonly<Record<Field["kind"], string>> = {
  uint: "number",
  bool: "flag",
  ipv4: "IPv4 address",
  ipv6: "IPv6 address",
  mac: "MAC address",
  bytes: "bytes",
  string: "text",
  time: "time",
  duration: "seconds",
  float: "number with fraction",
};

const bitsOf = (mask: number): number => mask.toString(2).replaceAll("0", "").length;

/** What can be said of a field's values in a few words. */
export function fieldType({ kind, size, mask, base }: Field): string {
  const words = [KINDS[kind]];
  if (kind === "uint") {
    if (mask !== 0) words.push(`${bitsOf(mask)} bit${bitsOf(mask) === 1 ? "" : "s"}`);
    else if (size > 0) words.push(`${size} byte${size === 1 ? "" : "s"}`);
    if (base === "hex") words.push("hex");
  } else if (kind === "bytes" && size > 0) words[0] = `${size} bytes`;
  return words.join(", ");
}

/** One line a field. */
export function fieldsText(list: readonly ListedField[], theme: Theme): string {
  const rows = list.map(({ name, type, title, protocols, reference }) => {
    const whose = reference === "" ? "" : ` ${theme.dim(`(${protocols.join(", ")}: ${reference})`)}`;
    return [name, type, `${title}${whose}`];
  });
  return `${table(COLUMNS, rows, theme.dim).join("\n")}\n`;
}

/** `overshark/fields/1`. */
export function fieldsJson(list: readonly ListedField[]): string {
  const fields = list.map(({ name, type, title, protocols, reference, names, values }) => ({
    name,
    type,
    title,
    protocols,
    reference,
    ...(names === undefined ? {} : { stands_for: names }),
    ...(values === undefined ? {} : { values }),
  }));
  return safeJson(JSON.stringify({ schema: "overshark/fields/1", fields }, null, 2));
}
