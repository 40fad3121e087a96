/** Values as they are written, read as the type of what they are compared with. */
import { readBytes, readIpv4, readIpv6, splitPrefix } from "./addresses.ts";
import { calculate } from "./arithmetic.ts";
import { type Named, suggestion } from "./names.ts";
import type { Node, Text, Word } from "./syntax.ts";
import { readSeconds, readTime } from "./times.ts";
import { TITLES, type Type, type V } from "./types.ts";

export interface Literal {
  value: V;
  /** Of an address, how many of its bits count. */
  bits?: number;
}

/** What a value is wanted for. */
export interface Wanted {
  type: Type;
  /** The field, whose numbers may have names and a largest one. */
  field: Named | null;
}

type Fail = (message: string, node: Node) => never;

/** Whether a node is a value, or calculated from values alone. */
export function isLiteral(node: Node, isName: (word: Word) => boolean): boolean {
  if (node.kind === "word") return !isName(node);
  if (node.kind === "negative") return isLiteral(node.of, isName);
  if (node.kind === "arithmetic") return isLiteral(node.left, isName) && isLiteral(node.right, isName);
  return node.kind === "text";
}

/** @param node one that isLiteral. @throws what `fail` does */
export function readLiteral(node: Node, wanted: Wanted, fail: Fail): Literal {
  switch (node.kind) {
    case "negative": {
      const { value } = readLiteral(node.of, { ...wanted, field: null }, fail);
      if (typeof value !== "number" && typeof value !== "bigint") fail("only numbers have a sign", node);
      if (
        wanted.field !== null &&
        (wanted.type === "uint" || wanted.type === "bool") &&
        value > 0 &&
        !isSigned(wanted.field)
      )
        fail(`${wanted.field.name} is never negative`, node);
      return { value: -value };
    }
    case "arithmetic": {
      const left = readLiteral(node.left, { ...wanted, field: null }, fail).value;
      const right = readLiteral(node.right, { ...wanted, field: null }, fail).value;
      const value = calculate(node.op, left, right);
      if (value === undefined) fail("there is no such number", node);
      return { value };
    }
    case "word":
    case "text":
      return readValue(node, wanted, fail);
    default:
      return fail("a value was expected", node);
  }
}

function readValue(node: Word | Text, wanted: Wanted, fail: Fail): Literal {
  const literal = node.kind === "word" ? readWord(node.text, wanted, node, fail) : readText(node, wanted);
  if (literal !== null) return literal;
  const { type, field } = wanted;
  const what = node.kind === "word" ? node.text : quoted(node);
  const known = wordsOf(field).slice(0, 8);
  if (node.kind === "text") {
    const without = readWord(decode(node), wanted, node, () => null as never) !== null && node.quote === '"';
    const hint = without ? "; leave out the quotes" : "";
    return fail(`${what} is text, and ${TITLES[type]} was expected${hint}`, node);
  }
  const hint = known.length > 0 ? `; there are ${known.map((w) => `"${w}"`).join(", ")} …` : "";
  // A name with a mistake, rather than a value.
  const meant = /[a-z_]\.[a-z_]/i.test(what) ? suggestion(what) : "";
  return fail(`${what} is not ${TITLES[type]}${meant === "" ? hint : meant}`, node);
}

const decoder = new TextDecoder();
const decode = (node: Text): string => decoder.decode(node.bytes);
const quoted = (node: Text): string => `${node.quote}${decode(node)}${node.quote}`;

function readText(node: Text, { type, field }: Wanted): Literal | null {
  switch (type) {
    case "string":
      return { value: decode(node) };
    case "bytes":
    case "protocol":
      return { value: node.bytes };
    case "uint":
    case "bool":
      if (node.quote === "'") return { value: node.bytes[0] };
      return numberNamed(decode(node), type, field);
    case "time": {
      const value = readTime(decode(node));
      return value === null ? null : { value };
    }
    default:
      return null;
  }
}

function readWord(text: string, { type, field }: Wanted, node: Node, fail: Fail): Literal | null {
  const literal = (value: V | null): Literal | null => (value === null ? null : { value });
  switch (type) {
    case "uint": {
      const value = readInteger(text);
      if (value === null) return numberNamed(text, type, field);
      const most = largest(field);
      if (most !== null && value > most)
        fail(`${text} is too large: ${field?.name} is at most ${most}`, node);
      return { value };
    }
    case "bool": {
      const value = readInteger(text);
      return value === null ? numberNamed(text, type, field) : { value: value === 0 ? 0 : 1 };
    }
    case "float":
      return /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? { value: Number(text) } : null;
    case "ipv4":
      return withPrefix(text, 32, readIpv4, fail, node);
    case "ipv6":
      return withPrefix(text, 128, readIpv6, fail, node);
    case "mac": {
      const value = readBytes(text);
      if (value !== null && value.length !== 6)
        fail(
          `an Ethernet address has 6 bytes, ${text} has ${value.length}; a part of one is taken as [0:3]`,
          node,
        );
      return literal(value);
    }
    case "bytes":
    case "protocol":
      return literal(readBytes(text));
    case "string":
      return { value: text };
    case "time":
      return literal(readTime(text));
    case "duration":
      return literal(readSeconds(text));
  }
}

function withPrefix(
  text: string,
  most: number,
  read: (text: string) => V | null,
  fail: Fail,
  node: Node,
): Literal | null {
  const parts = splitPrefix(text, most);
  if (parts === null) return fail(`behind the slash stands a number of bits up to ${most}`, node);
  const value = read(parts.address);
  return value === null ? null : { value, bits: parts.bits };
}

/** Decimal, octal with a leading 0, hexadecimal with 0x, binary with 0b. */
export function readInteger(text: string): number | bigint | null {
  const octal = /^0[0-7]+$/.test(text);
  if (!octal && !/^(0|[1-9]\d*|0[xX][0-9a-fA-F]+|0[bB][01]+)$/.test(text)) return null;
  const value = BigInt(octal ? `0o${text.slice(1)}` : text);
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Some place of the field can hold a number below zero. */
const isSigned = ({ places }: Named): boolean => places.some(({ field }) => field.signed === true);

/** The largest number that all places of a field can hold; null: nobody knows. */
function largest(field: Named | null): bigint | null {
  if (field === null || field.places.length === 0) return null;
  const sizes = field.places.map((place) => place.field.size);
  return sizes.includes(0) ? null : (1n << BigInt(8 * Math.max(...sizes))) - 1n;
}

const BOOLS: Readonly<Record<string, number>> = { true: 1, false: 0, set: 1, "not set": 0 };

/** The number that a field has a word for. */
function numberNamed(word: string, type: Type, field: Named | null): Literal | null {
  const small = word.toLowerCase();
  for (const place of field?.places ?? []) {
    for (const [value, name] of Object.entries(place.field.values ?? {}))
      if (name.toLowerCase() === small) return { value: Number(value) };
  }
  const known = type === "bool" && Object.hasOwn(BOOLS, small);
  return known ? { value: BOOLS[small] } : null;
}

const wordsOf = (field: Named | null): string[] =>
  (field?.places ?? []).flatMap((place) => Object.values(place.field.values ?? {}));
