/** How packets are printed: what stands before them all, of each, and behind. */
import type { Packet } from "../core/layer.ts";
import { type Extract, type FieldStyle, fieldsHead, fieldsLine } from "./read-fields.ts";
import { packetHex } from "./read-hex.ts";
import { packetEk, packetJson } from "./read-json.ts";
import { packetLine } from "./read-line.ts";
import type { TimeFormat } from "./read-time.ts";
import { packetTree } from "./read-tree.ts";
import type { Theme } from "./theme.ts";
import type { Written } from "./written.ts";

const LINE_END = 0x0a;
const PROXY = "overshark.proxy";

export interface Printer {
  readonly head: string;
  /** It shows where connections go to through proxies, which is not found out for nobody. */
  readonly tellsProxies: boolean;
  packet(out: Written, packet: Packet): void;
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
  const first = (out: Written, packet: Packet) => {
    if (tree) packetTree(out, packet, only);
    else {
      packetLine(out, packet, time, theme);
      out.byte(LINE_END);
    }
  };
  const tellsProxies = tree && (only === null || only.has("overshark"));
  if (!tree && !hex) return { head: "", tellsProxies, packet: first, tail: "" };
  return {
    head: "",
    tellsProxies,
    packet: (out, packet) => {
      first(out, packet);
      out.byte(LINE_END);
      if (!hex) return;
      packetHex(out, packet);
      out.byte(LINE_END);
    },
    tail: "",
  };
}

/** A line a packet with the values of some names. */
export function fieldsPrinter(names: readonly string[], extract: Extract, style: FieldStyle): Printer {
  return {
    head: fieldsHead(names, style),
    tellsProxies: names.includes(PROXY),
    packet: (out, packet) => out.text(`${fieldsLine(extract(packet), style)}\n`),
    tail: "",
  };
}

/** One list of objects, of which never more than one is held. @param extract null: all layers */
export function jsonPrinter(names: readonly string[], extract: Extract | null): Printer {
  let comma = "";
  return {
    head: "[\n",
    tellsProxies: extract === null || names.includes(PROXY),
    packet: (out, packet) => {
      out.text(comma);
      packetJson(out, packet, named(names, extract, packet));
      comma = ",";
    },
    tail: "]\n",
  };
}

/** Two lines a packet for Elasticsearch. @param extract null: all layers */
export function ekPrinter(names: readonly string[], extract: Extract | null): Printer {
  return {
    head: "",
    tellsProxies: extract === null || names.includes(PROXY),
    packet: (out, packet) => packetEk(out, packet, named(names, extract, packet)),
    tail: "",
  };
}

function named(names: readonly string[], extract: Extract | null, packet: Packet) {
  if (extract === null) return null;
  const values = extract(packet);
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}
