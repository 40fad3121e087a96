/** From bytes to field values, and from those to text as Wireshark writes it. Never on the hot path. */
import { type Field, LOCATED } from "./fields.ts";
import { ipv4Text, ipv6Text } from "./format.ts";
import type { Layer, Value } from "./layer.ts";
import { LatelyMade, ofEach } from "./memo.ts";
import type { Protocol } from "./protocol.ts";

/** Bits to shift a mask's value down by. */
const shiftOf = (mask: number): number => 31 - Math.clz32(mask & -mask);

/** The unsigned big-endian number of up to 6 bytes at `at`. @throws RangeError if they are not all there */
export function unsigned(d: DataView, at: number, size: number): number {
  if (size === 1) return d.getUint8(at);
  if (size === 2) return d.getUint16(at);
  if (size === 4) return d.getUint32(at);
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + d.getUint8(at + i);
  return value;
}

/** The value of a field at `at` in `d`, `size` bytes long. @throws RangeError if it is not all there */
export function valueAt(field: Field, d: DataView, at: number, size: number): Value {
  switch (field.kind) {
    case "uint":
    case "bool": {
      if (size > 6) return field.mask === 0 ? d.getBigUint64(at) : d.getBigUint64(at) & BigInt(field.mask);
      const word = unsigned(d, at, size);
      if (field.signed === true) return word < 2 ** (8 * size - 1) ? word : word - 2 ** (8 * size);
      const bits = field.mask === 0 ? word : ((word & field.mask) >>> 0) >>> shiftOf(field.mask);
      return field.kind === "bool" ? bits !== 0 : bits * field.scale;
    }
    case "float":
      return size === 4 ? d.getFloat32(at) : d.getFloat64(at);
    case "ipv4":
      return ipv4Text(d.getInt32(at));
    case "ipv6":
      return ipv6TextAt(d, at);
    case "mac":
      return macTextAt(d, at, size);
    case "bytes":
      return bytesAt(d, at, size);
    case "string":
    case "time":
    case "duration":
      return stringAt(d, at, size);
  }
}

const macs = new LatelyMade((a, b) => {
  const bytes = Uint8Array.of(a >>> 24, a >>> 16, a >>> 8, a, b >>> 8, b);
  return hexText(bytes, ":");
});

/** @throws RangeError */
function macTextAt(d: DataView, at: number, size: number): string {
  return size === 6 ? macs.of(d.getInt32(at), d.getUint16(at + 4), 0, 0) : hexText(bytesAt(d, at, size), ":");
}

/** @throws RangeError */
export const ipv6TextAt = (d: DataView, at: number): string =>
  ipv6Text(d.getInt32(at), d.getInt32(at + 4), d.getInt32(at + 8), d.getInt32(at + 12));

/** @throws RangeError if those bytes are not all there */
export function mustHold(d: DataView, at: number, size: number): void {
  if (at + size > d.byteLength) throw new RangeError("beyond the layer");
}

/** Those bytes themselves, not a copy. @throws RangeError */
export function bytesAt(d: DataView, at: number, size: number): Uint8Array {
  mustHold(d, at, size);
  return new Uint8Array(d.buffer, d.byteOffset + at, size);
}

const decoder = new TextDecoder();

/** Longer texts are decoded each time. */
const SHORT = 16;
const shorts = new LatelyMade((...words) => {
  let text = "";
  for (const word of words)
    for (let shift = 24; shift >= 0; shift -= 8) {
      const code = (word >>> shift) & 0xff;
      if (code !== 0) text += String.fromCharCode(code);
    }
  return text;
});
/** The bytes of a text, in front of which are zeros. */
const words = new Int32Array(SHORT / 4);

/** UTF-8 text; bytes that are none become U+FFFD. @throws RangeError */
export function stringAt(d: DataView, at: number, size: number): string {
  mustHold(d, at, size);
  return size <= SHORT && isAscii(d, at, size)
    ? shorts.of(words[0], words[1], words[2], words[3])
    : decoder.decode(bytesAt(d, at, size));
}

/** Whether those bytes are ASCII without a zero, at most 16; they then stand in `words`. */
function isAscii(d: DataView, at: number, size: number): boolean {
  // To fill it takes a call that is longer than all the rest.
  words[0] = words[1] = words[2] = words[3] = 0;
  for (let i = 0, place = SHORT - size; i < size; i++, place++) {
    const byte = d.getUint8(at + i);
    if (byte === 0 || byte > 0x7f) return false;
    words[place >> 2] = (words[place >> 2] << 8) | byte;
  }
  return true;
}

const OCTETS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function hexText(bytes: Uint8Array, separator = ""): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    if (i > 0) text += separator;
    text += OCTETS[bytes[i]];
  }
  return text;
}

const DIGITS = 6;
/** What a float of four bytes has in digits, with an exponent where C's %g writes one. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  const [digits, power] = value.toExponential(DIGITS - 1).split("e");
  // What is rounded up may have a digit more.
  if (Number(power) >= -4 && Number(power) < DIGITS) return String(Number(value.toPrecision(DIGITS)));
  return `${Number(digits)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/** As `tshark -T fields -e` prints it. */
export function textOf(field: Field, value: Value): string {
  switch (typeof value) {
    case "boolean":
      return value ? "1" : "0";
    case "number":
    case "bigint":
      if (field.base === "hex" && field.kind === "uint")
        return `0x${value.toString(16).padStart(2 * Math.max(field.size, 1), "0")}`;
      if (field.kind === "float" && field.size === 4) return floatText(Number(value));
      return String(value);
    case "string":
      return value;
    default:
      return value.length === 0 ? "<none>" : hexText(value);
  }
}

/** What `Found.readOwn` gives, without finding anything. */
export function readsToItsEnd(layer: Layer): boolean {
  const { protocol, data, also } = layer;
  if (protocol.sound === true) return true;
  if (partsOf(protocol, data) === null || (also !== null && partsOf(protocol, also.data) === null))
    return false;
  try {
    protocol.locate?.(layer, (_, at, size) => mustHold(data, at, size));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The optional parts; null: what tells them was cut off, so that none is known. */
export function partsOf(
  protocol: Protocol,
  data: DataView,
): Readonly<Record<string, number>> | null | undefined {
  try {
    return protocol.parts?.(data);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The names of a protocol's fields that say what is remarkable. */
export const remarkNames = ofEach(
  ({ fields }: Protocol): ReadonlySet<string> =>
    new Set(fields.filter(({ remark }) => remark !== undefined).map(({ name }) => name)),
);

/** Those that are the only ones of their name, and stand in the same place of every header. */
const fieldsInPlace = ofEach(({ fields }: Protocol): Map<string, Field> => {
  const map = new Map<string, Field>();
  const seen = new Set<string>();
  for (const field of fields) {
    if (seen.has(field.name)) map.delete(field.name);
    else if (field.at !== LOCATED && field.when === undefined && field.size > 0) map.set(field.name, field);
    seen.add(field.name);
  }
  return map;
});

/** The value of a field that is the only one of its name and stands in its place; undefined: it is none, or cut off. */
export function valueInPlace(layer: Layer, name: string): Value | undefined {
  const field = fieldsInPlace(layer.protocol).get(name);
  if (field === undefined || field.at + field.size > layer.data.byteLength) return undefined;
  return valueAt(field, layer.data, field.at, field.size);
}
