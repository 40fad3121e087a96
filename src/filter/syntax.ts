/** What a filter consists of, before anybody asks what its names mean, but for one test that is told from others then. */
import type { Named } from "./names.ts";

/** Where something stands in the filter. */
export interface Place {
  at: number;
  length: number;
}

/** One part of `[…]` or `#[…]`: from `start`, `length` of them, or up to and with `end`; neither: to the end. */
export interface Range {
  start: number;
  length?: number;
  end?: number;
}

export type Arithmetic = "&" | "+" | "-" | "*" | "/" | "%";
export type Order = "<" | "<=" | ">" | ">=";
/** How one value is compared; whether one or all must pass is told elsewhere. */
export type Relation = "==" | "!=" | Order;
export type Comparison = "any_eq" | "all_eq" | "any_ne" | "all_ne" | Order;
/** Written before a comparison: how many of a field's values must meet it. */
export type Quantifier = "any" | "all" | null;

interface Common extends Place {
  /** How deep the tree below it is. */
  depth: number;
}

/** A field, a protocol, or a value without quotes. */
export interface Word extends Common {
  kind: "word";
  text: string;
}

/** `'a'` has quote "'" and one byte. */
export interface Text extends Common {
  kind: "text";
  quote: "'" | '"';
  /** Escapes may make it something that is no UTF-8. */
  bytes: Uint8Array;
}

export type Node =
  | Word
  | Text
  | (Common & { kind: "slice"; of: Node; ranges: Range[] })
  | (Common & { kind: "layer"; of: Word; ranges: Range[] })
  | (Common & { kind: "raw"; of: Node })
  | (Common & { kind: "call"; name: string; parameters: Node[] })
  | (Common & { kind: "negative"; of: Node })
  | (Common & { kind: "arithmetic"; op: Arithmetic; left: Node; right: Node })
  | Test;

export interface Element {
  from: Node;
  /** The other end of a range. */
  to: Node | null;
}

export type Test =
  | (Common & { kind: "compare"; op: Comparison; quantifier: Quantifier; left: Node; right: Node })
  | (Common & { kind: "contains"; quantifier: Quantifier; left: Node; right: Node })
  | (Common & { kind: "matches"; quantifier: Quantifier; left: Node; right: Node })
  | (Common & { kind: "in"; quantifier: Quantifier; left: Node; elements: Element[] })
  | (Common & { kind: "layers" } & NamedLayers)
  | (Common & { kind: "not"; of: Node })
  | (Common & { kind: "and" | "or" | "xor"; terms: Node[] });

/** Some layer has a name that passes, or some that follow each other have: see spelling.ts. */
export interface NamedLayers {
  /** The protocols that may be named so. */
  what: Named;
  /** By number, how a name of that protocol passes; null: it takes the names of all headers to tell. */
  places: Uint8Array | null;
  /** By number, a bit for each of the names in a row that it may have; and all those bits. */
  inRow: Uint32Array;
  all: number;
  test: (names: string) => boolean;
}

/** A node of that kind. */
export type Of<K extends Node["kind"]> = Extract<Node, { kind: K }>;
