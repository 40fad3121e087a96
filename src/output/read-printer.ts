/** How packets are printed: what stands before them all, of each, and behind. */
import type { Packet } from "../core/layer.ts";
import { type Extract, type FieldStyle, fieldsHead, fieldsLine } from "./read-fields.ts";
import { packetHex } from "./read-hex.ts";
import { packetEk, packetJson } from "./read-json.ts";
import { packetLine } from "./read-line.ts";
import type { TimeFormat } from "./read-time.ts";
import { packetTree } from "./read-tree.ts";
import type { Theme } from "./theme.ts";

export interface Printer {
  readonly head: string;
  packet(packet: Packet): string;
  readonly tail: string;
}

export interface TextStyle {
  time: TimeFormat;
  theme: Theme;
  /** A tree in place of the line. */
  tree: boolean;
  /** Details of these protocols alone; null: of all. */
  only: ReadonlySet<string> | null;
  /** The bytes, too. */
  hex: boolean;
}

/** For people: a line a packet, or its tree, and its bytes. */
export function textPrinter({ time, theme, tree, only, hex }: TextStyle): Printer {
  if (!tree && !hex) return { head: "", packet: (p) => `${packetLine(p, time, theme)}\n`, tail: "" };
  return {
    head: "",
    packet: (p) => {
      const first = tree ? packetTree(p, only) : `${packetLine(p, time, theme)}\n`;
      return hex ? `${first}\n${packetHex(p)}\n` : `${first}\n`;
    },
    tail: "",
  };
}

/** A line a packet with the values of some names. */
export function fieldsPrinter(names: readonly string[], extract: Extract, style: FieldStyle): Printer {
  return {
    head: fieldsHead(names, style),
    packet: (p) => `${fieldsLine(extract(p), style)}\n`,
    tail: "",
  };
}

/** One list of objects, of which never more than one is held. @param extract null: all layers */
export function jsonPrinter(names: readonly string[], extract: Extract | null): Printer {
  let comma = "";
  return {
    head: "[\n",
    packet: (p) => {
      const text = `${comma}${packetJson(p, named(names, extract, p))}`;
      comma = ",";
      return text;
    },
    tail: "]\n",
  };
}

/** Two lines a packet for Elasticsearch. @param extract null: all layers */
export function ekPrinter(names: readonly string[], extract: Extract | null): Printer {
  return { head: "", packet: (p) => packetEk(p, named(names, extract, p)), tail: "" };
}

function named(names: readonly string[], extract: Extract | null, packet: Packet) {
  if (extract === null) return null;
  const values = extract(packet);
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}
