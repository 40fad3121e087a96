/** Reads JSON (RFC 8259) with the places of its values. Never on the hot path. */
import { stringAt } from "../../core/values.ts";

export interface Json {
  kind: "object" | "array" | "string" | "number" | "true" | "false" | "null" | "nan";
  at: number;
  end: number;
  /** A string without its escapes; a number or a word as it stands there. */
  text: string;
  members: readonly { key: Json | undefined; of: Json }[];
}

/** More than anybody nests on purpose. */
const DEEPEST = 100;

/** The object or array at `at` or behind blanks there; undefined: there is none that is whole. */
export function jsonAt(d: DataView, at: number): Json | undefined {
  const reader = new Reader(d, at);
  reader.blanks();
  const first = reader.byte();
  return first === BRACE || first === BRACKET ? reader.value(0) : undefined;
}

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
const [BRACE, BRACE_END, BRACKET, BRACKET_END] = [0x7b, 0x7d, 0x5b, 0x5d];
const WORDS: readonly (readonly [string, Json["kind"]])[] = [
  ["true", "true"],
  ["false", "false"],
  ["null", "null"],
  ["NaN", "nan"],
];
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/;
const LONGEST_NUMBER = 400;

class Reader {
  constructor(
    readonly d: DataView,
    public at: number,
  ) {}

  /** -1 behind the end. */
  byte(): number {
    return this.at < this.d.byteLength ? this.d.getUint8(this.at) : -1;
  }

  blanks(): void {
    while ([0x20, 0x09, 0x0a, 0x0d].includes(this.byte())) this.at++;
  }

  value(depth: number): Json | undefined {
    this.blanks();
    const first = this.byte();
    if (first === QUOTE) return this.string();
    if (first === BRACE || first === BRACKET)
      return depth < DEEPEST ? this.members(first === BRACE, depth + 1) : undefined;
    const { at } = this;
    const rest = stringAt(this.d, at, Math.min(LONGEST_NUMBER, this.d.byteLength - at));
    const word = WORDS.find(([text]) => rest.startsWith(text));
    const text = word?.[0] ?? NUMBER.exec(rest)?.[0];
    if (text === undefined) return undefined;
    this.at += text.length;
    return { kind: word?.[1] ?? "number", at, end: this.at, text, members: [] };
  }

  private members(isObject: boolean, depth: number): Json | undefined {
    const at = this.at++;
    const last = isObject ? BRACE_END : BRACKET_END;
    const members: { key: Json | undefined; of: Json }[] = [];
    this.blanks();
    if (this.byte() !== last)
      for (;;) {
        this.blanks();
        const key = isObject ? this.string() : undefined;
        if (isObject && (key === undefined || !this.is(COLON))) return undefined;
        const of = this.value(depth);
        if (of === undefined) return undefined;
        members.push({ key, of });
        if (!this.is(COMMA)) break;
      }
    if (!this.is(last)) return undefined;
    return { kind: isObject ? "object" : "array", at, end: this.at, text: "", members };
  }

  /** Whether that byte is next, but for blanks; then goes behind it. */
  private is(byte: number): boolean {
    this.blanks();
    if (this.byte() !== byte) return false;
    this.at++;
    return true;
  }

  private string(): Json | undefined {
    const { d, at } = this;
    if (this.byte() !== QUOTE) return undefined;
    for (let end = at + 1; end < d.byteLength; end++) {
      const byte = d.getUint8(end);
      if (byte === BACKSLASH) end++;
      if (byte !== QUOTE) continue;
      const inside = stringAt(d, at + 1, end - at - 1);
      if (/\\(?!["\\/bfnrt]|u[0-9a-f]{4})/i.test(inside.replaceAll("\\\\", ""))) return undefined;
      this.at = end + 1;
      return { kind: "string", at, end: this.at, text: unescaped(inside), members: [] };
    }
    return undefined;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const unescaped = (text: string): string =>
  text.replaceAll(/\\(u([0-9a-fA-F]{4})|.)/g, (_, one: string, code: string | undefined) =>
    code === undefined ? (ESCAPES[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)),
  );
