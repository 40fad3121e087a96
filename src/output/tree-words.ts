/** What the tree says of one field, in words. */
import type { Field } from "../core/fields.ts";
import type { Seen, Value } from "../core/layer.ts";
import { ifThere } from "../core/mark.ts";
import { hexText, textOf } from "../core/values.ts";
import { clean } from "./clean.ts";

/** Longer runs of bytes are cut, as in Wireshark. */
export const MOST_BYTES = 36;
/** Longer texts as well: nobody reads a body in one line, and -T json and -e have all of it. */
const MOST_CHARACTERS = 240;
/** What has bits is no longer than that; what is longer begins with them. */
export const MOST_OF_A_WORD = 8;

/** @param leads other fields stand below it */
export function wordsOf(seen: Seen, leads: boolean): string {
  const { field, size, layer, value } = seen;
  // Of what was found, and stands nowhere, or is what others stand in, the title says it all.
  const isFound = value === true && (size === 0 || (leads && field.mask === 0)) && field.values === undefined;
  const more = noteOn(seen, value);
  const text = isFound ? field.title : `${field.title}: ${valueText(seen, value)}${more}`;
  // What is written of numbers and bytes is ours.
  const words = typeof value === "string" || more !== "" ? clean(text) : text;
  // No bytes stand for it: it was worked out.
  if (size === 0 && layer.stackIndex >= 0) return `[${words}]`;
  return field.mask === 0 || size === 0 || size > MOST_OF_A_WORD ? words : `${bitsOf(seen)} = ${words}`;
}

function noteOn({ field, layer }: Seen, value: Value): string {
  const { notes, asides } = layer.protocol;
  const note = notes?.[field.name];
  if (note !== undefined) return note(Number(value));
  const aside = asides?.[field.name];
  return aside === undefined ? "" : (ifThere(() => aside(layer)) ?? "");
}

/** Durations are written to the nanosecond. */
const DURATION = /^-?\d+\.\d{9}$/;

/** Whether the text of a field's value is a number of seconds. */
export const isSeconds = ({ kind }: Field, text: string): boolean =>
  (kind === "duration" || kind === "time") && text.at(-10) === "." && DURATION.test(text);

/** A text as far as a line shows it. */
export const beginningOf = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;

/** Whether a text consists of lines, which those below it tell one by one. */
export const isLines = (text: string): boolean => text.trimEnd().includes("\n");

function valueText({ field }: Seen, value: Value): string {
  if (typeof value === "boolean") return field.values?.[value ? 1 : 0] ?? (value ? "Set" : "Not set");
  if (value instanceof Uint8Array) {
    if (value.length === 0) return "<none>";
    return value.length > MOST_BYTES ? `${hexText(value.subarray(0, MOST_BYTES))}…` : hexText(value);
  }
  const text = beginningOf(textOf(field, value));
  if (typeof value === "number" && field.scale > 1 && field.values === undefined)
    return `${text} bytes (${value / field.scale})`;
  if (isSeconds(field, text)) return `${text} seconds`;
  if (field.values === undefined || typeof value !== "number") return text;
  return `${field.values[value] ?? "Unknown"} (${text})`;
}

/** By mask and byte: eight bits with points for those that are not the mask's. */
const octets: string[] = [];

function octetText(mask: number, byte: number): string {
  const known = octets[(mask << 8) | byte];
  if (known !== undefined) return known;
  let bits = "";
  for (let bit = 128; bit >= 1; bit >>= 1) {
    if (bit === 8) bits += " ";
    bits += (mask & bit) === 0 ? "." : (byte & bit) === 0 ? "0" : "1";
  }
  octets[(mask << 8) | byte] = bits;
  return bits;
}

/** `.... 0101`: the word of a masked field with the bits that are not its own as points. */
export function bitsOf({ field, data, at, size }: Seen): string {
  let text = "";
  for (let i = 0; i < size; i++) {
    const mask = Math.floor(field.mask / 256 ** (size - 1 - i)) % 256;
    if (i > 0) text += " ";
    text += octetText(mask, data.getUint8(at + i));
  }
  return text;
}
