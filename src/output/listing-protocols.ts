/** The listing of protocols as text and as JSON. */
import { safeJson } from "./json.ts";
import { type Column, table } from "./table.ts";
import type { Theme } from "./theme.ts";

export interface ListedProtocol {
  /** As in filters. */
  name: string;
  title: string;
  reference: string;
  /** Demux table to the keys in it that lead there. */
  claims: Readonly<Record<string, readonly number[]>>;
  /** Protocols on whose every port it is looked for by its form. */
  guessed: readonly string[];
  fields: number;
}

const COLUMNS: readonly Column[] = [
  { header: "protocol", align: "left" },
  { header: "fields", align: "right" },
  { header: "found by", align: "left", max: 56 },
  { header: "title", align: "left" },
];
/** Most numbers of a table that are written out. */
const MAX_KEYS = 5;
const HEXADECIMAL = new Set([
  "ethertype",
  "ppp.protocol",
  "llc.dsap",
  "llc.cisco_pid",
  "osi.nlpid",
  "gre.proto",
]);
/** Tables that need no second name for their ports. */
const SHORT: Readonly<Record<string, string>> = { "udp.app": "udp.port", "tcp.app": "tcp.port" };

const keyText = (name: string, key: number) =>
  HEXADECIMAL.has(name) ? `0x${key.toString(16).padStart(name === "llc.dsap" ? 2 : 4, "0")}` : String(key);

/** "udp.port 53, 5353; in any tcp". */
function foundBy({ claims, guessed }: ListedProtocol): string {
  const places = Object.entries(claims).map(([name, keys]) => {
    const shown = keys.slice(0, MAX_KEYS).map((key) => keyText(name, key));
    return `${SHORT[name] ?? name} ${shown.join(", ")}${keys.length > MAX_KEYS ? ", …" : ""}`;
  });
  if (guessed.length > 0) places.push(`in any ${guessed.join(", ")}`);
  return places.join("; ");
}

/** One line a protocol. */
export function protocolsText(list: readonly ListedProtocol[], theme: Theme): string {
  const rows = list.map((p) => [
    p.name,
    String(p.fields),
    foundBy(p),
    `${p.title} ${theme.dim(`(${p.reference})`)}`,
  ]);
  return `${table(COLUMNS, rows, theme.dim).join("\n")}\n`;
}

/** `overshark/protocols/1`. */
export function protocolsJson(list: readonly ListedProtocol[]): string {
  const protocols = list.map(({ name, title, reference, claims, guessed, fields }) => ({
    name,
    title,
    reference,
    claims,
    guessed_over: guessed,
    fields,
  }));
  return safeJson(JSON.stringify({ schema: "overshark/protocols/1", protocols }, null, 2));
}
