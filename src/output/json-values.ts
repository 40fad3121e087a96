/** How the value of a field is written in JSON: for -T json by its type, for -T ek as text. */
import type { Field } from "../core/fields.ts";
import type { Spot } from "../core/found.ts";
import type { Value } from "../core/layer.ts";
import { textOf } from "../core/values.ts";
import { KnownChunks } from "./known-chunks.ts";
import type { Written } from "./written.ts";

export type WriteValue = (out: Written, spot: Spot) => void;

const QUOTE = 0x22;
const COLON = 0x3a;
const TRUE = Buffer.from("true");
const FALSE = Buffer.from("false");
const HEX_PREFIX = Buffer.from("0x");

/** Numbers are numbers, but those of 64 bits decimal strings; bytes are hex. */
export function typedValue(field: Field): WriteValue {
  // A string however small it is, so that a key has one type.
  const isWide = field.size > 6;
  const plain = (value: Value): string =>
    JSON.stringify(
      typeof value === "bigint" || (isWide && typeof value === "number") ? String(value) : value,
    );
  return valueWriter(field, isWide, 0, plain, (out, number) => out.decimal(number));
}

/** Values are text as -e prints it, flags true or false, bytes have colons. */
export function textualValue(field: Field): WriteValue {
  const digits = 2 * Math.max(field.size, 1);
  const inHex = (out: Written, number: number) => {
    out.byte(QUOTE);
    out.chunk(HEX_PREFIX);
    out.hex(number, digits);
    out.byte(QUOTE);
  };
  const inDecimal = (out: Written, number: number) => {
    out.byte(QUOTE);
    out.decimal(number);
    out.byte(QUOTE);
  };
  const text = (value: Value): string => JSON.stringify(textOf(field, value));
  return valueWriter(field, false, COLON, text, field.base === "hex" ? inHex : inDecimal);
}

/**
 * @param isWide its numbers are no numbers
 * @param separator what stands between two bytes, 0: nothing
 * @param json the JSON of any value, for what has no shorter way
 * @param number writes a whole number from 0 on
 */
function valueWriter(
  field: Field,
  isWide: boolean,
  separator: number,
  json: (value: Value) => string,
  number: (out: Written, value: number) => void,
): WriteValue {
  const other = (out: Written, value: Value) => {
    if (typeof value === "boolean") out.chunk(value ? TRUE : FALSE);
    else if (typeof value === "string") out.json(value);
    else if (value instanceof Uint8Array) {
      out.byte(QUOTE);
      out.pairs(value, 0, value.length, separator);
      out.byte(QUOTE);
    } else out.text(json(value));
  };
  if (field.kind === "mac" || field.kind === "ipv4" || field.kind === "ipv6") {
    const known = new KnownChunks();
    return (out, spot) => {
      const chunk = spot.told === undefined ? known.of(spot, 0) : null;
      if (chunk !== null) out.chunk(chunk);
      else if (spot.told === undefined && known.canKeep) out.chunk(known.keep(Buffer.from(json(spot.value))));
      else other(out, spot.value);
    };
  }
  if (field.kind !== "uint" || isWide) return (out, spot) => other(out, spot.value);
  return (out, spot) => {
    const { value } = spot;
    if (typeof value === "number" && value >= 0 && Number.isSafeInteger(value)) number(out, value);
    else other(out, value);
  };
}
