/** From text to tokens. Which words mean a field is not known here. */
import { FilterError } from "./error.ts";
import type { Place, Range } from "./syntax.ts";

export interface Token extends Place {
  kind: "word" | "text" | "op" | "end";
  /** As written; of an operator in words too. */
  text: string;
  /** Of a text in quotes. */
  bytes: Uint8Array;
}

/** Longest first. `~=` is an old name of `!==`. */
const OPERATORS = "=== !== == != ~= >= <= && || ^^ .. ( ) { } [ ] , > < ! ~ & + - * / % # @ $".split(" ");
// Dashes and colons are of names and values, two dots are not.
const WORD = /(?:[A-Za-z0-9_:]|\.(?=[A-Za-z0-9_]))(?:[A-Za-z0-9_:-]|\.(?=[A-Za-z0-9_:-]))*/y;
const SPACE = /\s*/y;
/** What a slash belongs to: addresses with a prefix length, tenants inside others. */
const HAS_SLASH = /^(?:\d{1,3}(?:\.\d{1,3}){3}|.*:.*)$/;
const AFTER_SLASH = /\/[A-Za-z0-9_.:-]+/y;

const NONE = new Uint8Array(0);

export class Scanner {
  private pos = 0;

  constructor(readonly filter: string) {}

  fail(message: string, { at, length }: Place): never {
    throw new FilterError(message, this.filter, at, length);
  }

  /** Where the text before the last token ended. */
  last = 0;

  next(): Token {
    this.last = this.pos;
    this.space();
    const { filter, pos: at } = this;
    if (at === filter.length) return { kind: "end", text: "", at, length: 0, bytes: NONE };
    const quoted = this.quoted();
    if (quoted !== null) return quoted;
    const word = this.word();
    if (word !== "") return { kind: "word", text: word, at, length: word.length, bytes: NONE };
    const op = OPERATORS.find((o) => filter.startsWith(o, at));
    if (op === undefined) {
      const length = (filter.codePointAt(at) as number) > 0xffff ? 2 : 1;
      const hint = HINTS[filter[at]];
      this.fail(`"${filter.slice(at, at + length)}" means nothing here${hint ?? ""}`, { at, length });
    }
    this.pos = at + op.length;
    return { kind: "op", text: op, at, length: op.length, bytes: NONE };
  }

  private space(): void {
    SPACE.lastIndex = this.pos;
    SPACE.exec(this.filter);
    this.pos = SPACE.lastIndex;
  }

  private word(): string {
    const { filter, pos: at } = this;
    WORD.lastIndex = at;
    if (WORD.exec(filter) === null) return "";
    let end = WORD.lastIndex;
    while (filter[end] === "/" && HAS_SLASH.test(filter.slice(at, end))) {
      AFTER_SLASH.lastIndex = end;
      const more = AFTER_SLASH.exec(filter)?.[0];
      if (more === undefined) break;
      // Two dots are an operator here too.
      const dots = more.indexOf("..");
      end += dots < 0 ? more.length : dots;
      if (dots >= 0) break;
    }
    this.pos = end;
    return filter.slice(at, end);
  }

  /** `"…"`, `r"…"` without escapes, `'c'`; null: it is none of them. */
  private quoted(): Token | null {
    const { filter, pos: at } = this;
    const raw = /[rR]/.test(filter[at]) && filter[at + 1] === '"';
    const open = raw ? at + 1 : at;
    const quote = filter[open];
    if (quote !== '"' && quote !== "'") return null;
    let end = open + 1;
    while (end < filter.length && filter[end] !== quote) end += filter[end] === "\\" ? 2 : 1;
    if (end >= filter.length)
      this.fail(`the closing ${quote} is missing`, { at, length: filter.length - at });
    this.pos = end + 1;
    const place = { at, length: end + 1 - at };
    const inside = filter.slice(open + 1, end);
    const bytes = raw ? utf8.encode(inside) : this.unescape(inside, open + 1);
    if (quote === "'" && bytes.length !== 1)
      this.fail("between single quotes stands one character of one byte", place);
    return { kind: "text", text: filter.slice(at, end + 1), ...place, bytes };
  }

  private unescape(text: string, from: number): Uint8Array {
    if (!text.includes("\\")) return utf8.encode(text);
    const bytes: number[] = [];
    ESCAPE.lastIndex = 0;
    for (let at = 0; at < text.length; at = ESCAPE.lastIndex) {
      ESCAPE.lastIndex = at;
      const found = ESCAPE.exec(text);
      if (found === null)
        this.fail(`there is no escape ${text.slice(at, at + 2)}; in r"…" a backslash is only itself`, {
          at: from + at,
          length: 2,
        });
      const [whole, octal, hex, u, U, letter] = found;
      const place = { at: from + at, length: whole.length };
      if (octal !== undefined) {
        const value = Number.parseInt(octal, 8);
        if (value > 255) this.fail(`${whole} is more than a byte holds`, place);
        bytes.push(value);
      } else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
      else if (u !== undefined || U !== undefined) {
        const code = Number.parseInt(u ?? U, 16);
        if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
          this.fail(`${whole} is no character`, place);
        bytes.push(...utf8.encode(String.fromCodePoint(code)));
      } else if (letter !== undefined) bytes.push(LETTERS[letter] ?? letter.charCodeAt(0));
      else bytes.push(...utf8.encode(whole));
    }
    return Uint8Array.from(bytes);
  }

  /** What follows a `[` that was just read, up to and with its `]`. */
  ranges(open: Place): Range[] {
    const { filter, pos } = this;
    const end = filter.indexOf("]", pos);
    if (end < 0) this.fail("the closing ] is missing", { at: open.at, length: filter.length - open.at });
    this.pos = end + 1;
    let at = pos;
    return filter
      .slice(pos, end)
      .split(",")
      .map((text) => {
        const place = { at, length: Math.max(1, text.length) };
        at += text.length + 1;
        return this.range(text.trim(), place);
      });
  }

  private range(text: string, place: Place): Range {
    const found = RANGE.exec(text);
    if (found === null)
      this.fail(`"${text}" is no range: there are [i], [i:length], [i-last], [:length] and [i:]`, place);
    const [, one, from, length, first, last] = found;
    if (one !== undefined) return { start: integer(one), length: 1 };
    if (first !== undefined) {
      const range = { start: integer(first), end: integer(last) };
      if (range.start < 0 !== range.end < 0)
        this.fail(`one end of ${text} counts from the front and the other from the back`, place);
      if (range.end <= range.start) this.fail(`${text} ends before it begins`, place);
      return range;
    }
    if (from === "" && length === "") this.fail("the range is missing", place);
    const start = from === "" ? 0 : integer(from);
    if (length === "") return { start };
    if (integer(length) <= 0) this.fail(`${text} has no length`, place);
    return { start, length: integer(length) };
  }

  /** The number behind a `#` that was just read. */
  number(): Range[] {
    const found = /\d+/y;
    found.lastIndex = this.pos;
    const digits = found.exec(this.filter)?.[0];
    if (digits === undefined)
      this.fail("behind # stands the number of a layer, from 1 on, or a range in []", {
        at: this.pos,
        length: Math.min(1, this.filter.length - this.pos),
      });
    this.pos = found.lastIndex;
    return [{ start: Number(digits), length: 1 }];
  }

  /** Whether `[` follows at once; it is read. */
  opens(): boolean {
    if (this.filter[this.pos] !== "[") return false;
    this.pos++;
    return true;
  }
}

const HINTS: Record<string, string> = {
  "=": "; equality is ==",
  "|": "; or is ||",
  "^": "; exclusive or is ^^",
};
const utf8 = new TextEncoder();
/** Octal, hexadecimal, a code point of four or eight digits, a letter; or what needs no escape. */
const ESCAPE =
  /\\([0-7]{1,3})|\\x([0-9a-fA-F]{1,2})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(["'\\abfnrtv])|[^\\]+/y;
const LETTERS: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
const N = "(?:-?(?:0[xX][0-9a-fA-F]+|\\d+))";
const RANGE = new RegExp(`^(?:(${N})|(${N}?):(${N}?)|(${N})-(${N}))$`);
const integer = (text: string): number => (text.startsWith("-") ? -Number(text.slice(1)) : Number(text));
