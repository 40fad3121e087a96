/** The types that values have in a filter, and how two values of one type compare. */
import type { FieldKind } from "../core/fields.ts";
import { manyOf } from "../core/many-bytes.ts";

/** A field's values are of its kind. */
export type Type = FieldKind | "protocol";

/**
 * By type: uint number or bigint, bool 0 or 1, float number, ipv4 the 32 bits as a number, string string, time
 * and duration nanoseconds as bigint (a time since 1970 UTC), bytes for all others.
 */
export type V = number | bigint | string | Uint8Array | Protocol;

/** A protocol is its header, but is searched to the end of what it carries. */
export class Protocol {
  constructor(
    readonly header: Uint8Array,
    readonly all: Uint8Array,
  ) {}
}

/** How messages name the types. */
export const TITLES: Readonly<Record<Type, string>> = {
  uint: "a number",
  bool: "true or false",
  float: "a number",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  mac: "an Ethernet address",
  bytes: "bytes",
  string: "text",
  time: "a time",
  duration: "a number of seconds",
  protocol: "a protocol",
};

/** Types whose values can be compared with one another share a family. */
const FAMILIES: Readonly<Record<Type, string>> = {
  uint: "number",
  bool: "number",
  float: "number",
  ipv4: "ipv4",
  ipv6: "ipv6",
  mac: "bytes",
  bytes: "bytes",
  string: "string",
  time: "time",
  duration: "duration",
  protocol: "bytes",
};

export const comparable = (a: Type, b: Type): boolean => FAMILIES[a] === FAMILIES[b];
export const isBytes = (type: Type): boolean => FAMILIES[type] === "bytes";
export const isNumber = (type: Type): boolean => FAMILIES[type] === "number";

/** Below 0 if `a` comes before `b`, 0 if they are equal. Both have types of one family. */
export function order(a: V, b: V): number {
  if (typeof a !== "object" || typeof b !== "object") return a < b ? -1 : a > b ? 1 : 0;
  return orderBytes(headerOf(a), headerOf(b));
}

const headerOf = (v: Uint8Array | Protocol): Uint8Array => (v instanceof Protocol ? v.header : v);

/** The shorter ones come first, as in Wireshark. */
function orderBytes(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

/** Nothing contains nothing, as in Wireshark. */
export function containsBytes(all: Uint8Array, part: Uint8Array): boolean {
  const first = part[0];
  const last = all.length - part.length;
  if (part.length === 0) return false;
  for (let at = all.indexOf(first); at >= 0 && at <= last; at = all.indexOf(first, at + 1)) {
    let i = 1;
    while (i < part.length && all[at + i] === part[i]) i++;
    if (i === part.length) return true;
  }
  return false;
}

/** Whether a value of that type holds another one. */
export const insideOf =
  (type: Type) =>
  (whole: V, part: V): boolean =>
    type === "string"
      ? part !== "" && String(whole).includes(String(part))
      : containsBytes(bytesOf(type, whole, true), bytesOf(type, part));

/** In so many bytes it is worth a view to have the first one looked for by whoever can look at many. */
const LONG = 512;

/**
 * As `containsBytes`, where they stand (Horspool, "Practical fast searching in strings", 1980): what the last byte
 * of a place is tells how far the next one may be.
 */
export function searchFor(part: Uint8Array): (d: DataView, from: number, to: number) => boolean {
  const { length } = part;
  if (length === 0) return () => false;
  const last = length - 1;
  const steps = new Int32Array(256).fill(length);
  for (let i = 0; i < last; i++) steps[part[i]] = last - i;
  const end = part[last];
  return (d, from, to) => {
    const many = manyOf(d, to - from);
    if (many !== null) return many.contains(from, to, part);
    if (to - from >= LONG)
      return containsBytes(new Uint8Array(d.buffer, d.byteOffset + from, to - from), part);
    for (let at = from + last; at < to; ) {
      const byte = d.getUint8(at);
      if (byte === end) {
        let i = 0;
        while (i < last && d.getUint8(at - last + i) === part[i]) i++;
        if (i === last) return true;
      }
      at += steps[byte];
    }
    return false;
  };
}

const encoder = new TextEncoder();

/** The bytes of a value, for slices and searches. `all`: of a protocol with what it carries. */
export function bytesOf(type: Type, v: V, all = false): Uint8Array {
  if (v instanceof Protocol) return all ? v.all : v.header;
  if (v instanceof Uint8Array) return v;
  if (type === "ipv4") {
    const n = Number(v);
    return Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
  }
  return encoder.encode(String(v));
}

/** Types that bytes can be cut from. */
export const canBeCut = (type: Type): boolean =>
  isBytes(type) || type === "ipv4" || type === "ipv6" || type === "string";
