/**
 * A field's line in the tree, written in the shortest way that its row of the field table leaves: plain numbers, bytes
 * and texts behind their title; whatever else few bytes say, from the lines that were made of such bytes before. How
 * a line reads is told in tree-words.ts alone.
 */
import { expertText } from "../core/expert.ts";
import type { Field } from "../core/fields.ts";
import type { Spot } from "../core/found.ts";
import type { Layer } from "../core/layer.ts";
import { ifThere } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import type { Remarkable } from "../core/severity.ts";
import { unsigned } from "../core/values.ts";
import { KnownChunks } from "./known-chunks.ts";
import { beginningOf, isLines, isSeconds, MOST_BYTES, wordsOf } from "./tree-words.ts";
import type { Written } from "./written.ts";

/** Writes a field's line, without its indentation and its end. @param leads other fields stand below it */
type WriteLine = (out: Written, spot: Spot, leads: boolean) => void;

export interface TreeRow {
  readonly write: WriteLine;
  /** Places in the table of those fields whose names this one's goes on from. */
  readonly above: readonly number[];
}

const MINUS = 0x2d;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const ELLIPSIS = Buffer.from("…");
const NONE = Buffer.from("<none>");
const SECONDS = Buffer.from(" seconds");
const HEX_PREFIX = Buffer.from("0x");

/** @param places by name, the places of the fields that have it */
export function treeRow(
  protocol: Protocol,
  place: number,
  places: ReadonlyMap<string, readonly number[]>,
): TreeRow {
  const { name } = protocol.fields[place];
  const above: number[] = [];
  for (let end = name.lastIndexOf("."); end > 0; end = name.lastIndexOf(".", end - 1))
    above.push(...(places.get(name.slice(0, end)) ?? []));
  return { write: writerOf(protocol, protocol.fields[place]), above };
}

const inWords: WriteLine = (out, spot, leads) => out.text(wordsOf(spot, leads));

function writerOf(protocol: Protocol, field: Field): WriteLine {
  const { kind, mask, scale, values, signed, name, remark } = field;
  const note = protocol.notes?.[name];
  const aside = protocol.asides?.[name];
  const hasNone = note === undefined && aside === undefined;
  if (remark !== undefined) return remarkWriter(remark);
  const isPlain = mask === 0 && scale === 1 && values === undefined && signed === undefined;
  switch (kind) {
    case "uint":
      return isPlain ? numberWriter(field, note, aside) : aside === undefined ? knownWriter() : inWords;
    case "bool":
      return aside === undefined ? knownWriter() : inWords;
    case "bytes":
      return isPlain && hasNone ? bytesWriter(field) : inWords;
    case "mac":
    case "ipv4":
    case "ipv6":
    case "string":
    case "time":
    case "duration":
      return isPlain && hasNone ? textWriter(field) : inWords;
    default:
      return inWords;
  }
}

const labelOf = ({ title }: Field): Uint8Array => Buffer.from(`${title}: `);

/** No bytes stand for it: it was worked out. */
const isWorkedOut = ({ size, layer }: Spot): boolean => size === 0 && layer.stackIndex >= 0;

function remarkWriter(remark: Remarkable): WriteLine {
  const label = Buffer.from(`[${expertText(remark, "")}`);
  return (out, { message = "" }) => {
    out.chunk(label);
    out.clean(message);
    out.byte(CLOSE);
  };
}

type Note = ((value: number) => string) | undefined;
type Aside = ((layer: Layer) => string) | undefined;

function numberWriter(field: Field, note: Note, aside: Aside): WriteLine {
  const label = labelOf(field);
  const { base } = field;
  const least = base === "dec" ? Number.MIN_SAFE_INTEGER : 0;
  return (out, spot, leads) => {
    const { told, size, data, at, layer } = spot;
    const value = told ?? (size > 6 ? undefined : unsigned(data, at, size));
    if (typeof value !== "number" || value < least || !Number.isSafeInteger(value)) {
      inWords(out, spot, leads);
      return;
    }
    const isBare = isWorkedOut(spot);
    if (isBare) out.byte(OPEN);
    out.chunk(label);
    if (base === "dec") {
      if (value < 0) out.byte(MINUS);
      out.decimal(Math.abs(value));
    } else {
      out.chunk(HEX_PREFIX);
      out.hex(value, 2 * Math.max(field.size, 1));
    }
    if (note !== undefined) out.clean(note(value));
    if (aside !== undefined) out.clean(ifThere(() => aside(layer)) ?? "");
    if (isBare) out.byte(CLOSE);
  };
}

/** Of few bytes, or of a number that was told of them, which mostly are the same as in many packets before. */
function knownWriter(): WriteLine {
  const lines = new KnownChunks();
  return (out, spot, leads) => {
    const line = lines.of(spot, (leads ? 2 : 0) | (isWorkedOut(spot) ? 1 : 0));
    if (line !== null) out.chunk(line);
    else if (lines.canKeep) out.chunk(lines.keep(Buffer.from(wordsOf(spot, leads))));
    else inWords(out, spot, leads);
  };
}

function bytesWriter(field: Field): WriteLine {
  const label = labelOf(field);
  return (out, spot, leads) => {
    const { value } = spot;
    if (!(value instanceof Uint8Array)) {
      inWords(out, spot, leads);
      return;
    }
    const isBare = isWorkedOut(spot);
    if (isBare) out.byte(OPEN);
    out.chunk(label);
    if (value.length === 0) out.chunk(NONE);
    else out.pairs(value, 0, Math.min(value.length, MOST_BYTES));
    if (value.length > MOST_BYTES) out.chunk(ELLIPSIS);
    if (isBare) out.byte(CLOSE);
  };
}

/** Of texts, and of addresses, which are texts that were made before. */
function textWriter(field: Field): WriteLine {
  const label = labelOf(field);
  return (out, spot, leads) => {
    const { value } = spot;
    if (typeof value !== "string") {
      inWords(out, spot, leads);
      return;
    }
    const isBare = isWorkedOut(spot);
    if (isBare) out.byte(OPEN);
    if (leads && isLines(value)) out.text(field.title);
    else {
      out.chunk(label);
      out.clean(beginningOf(value));
    }
    if (isSeconds(field, value)) out.chunk(SECONDS);
    if (isBare) out.byte(CLOSE);
  };
}
