/**
 * Which texts a pattern of `matches` is in, as tshark 4.0.17 says (perl.tsv: a pattern, and numbers of the texts in a UDP
 * datagram each; "!": it refuses it).
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { expression } from "../../src/filter/regexp.ts";

// biome-ignore format: a table
const TEXTS = [
  "", "abc", "ABC\x0a", "abc\x0d\x0a", "a\x0db", "a\x0ab", "a\xa0b", "a b", "\xe9", "\xc9", "a\x85b",
  "get x http", "GET /\x0d\x0ahttp", "tab\x09here", "x\x0by", "x\x0cy", "foo]bar", "foo[bar", "a\x5cb",
  "\x00\x01\x02", "\x1besc\x07", "line1\x0aline2", "line1\x0aline2\x0a", "aa bb", "aabb", "1.2.3", "k_1-9",
  "\xff\xfe", "\xb5", "@A`{", "a.b", "a+b", "Qa.bE", "ss\xdf", "\x7f", "abcabc", "e\xcc\x81", "^$",
];

/** PCRE2 knows these, and we say that we do not, rather than to read them as something else. */
const REFUSED = ["[[:^digit:]]", "\\p{L}", "\\G", "\\K", "a\\Kb", "(?>a)b", "a++b", "(?i:A)b"];
/** These PCRE2 refuses and JavaScript does not; what they say is in no text. */
const ALLOWED = ["[a-\\d]", "\\8"];

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

class Refused extends Error {}
const refuse = (message: string): never => {
  throw new Refused(message);
};

const rows = readFileSync(new URL("perl.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => line.split("\t"));

test.each(rows)("%s", (pattern, answer) => {
  const compile = () => expression("bytes", new TextEncoder().encode(pattern), refuse);
  if (ALLOWED.includes(pattern)) return expect(compile).not.toThrow();
  if (answer === "!" || REFUSED.includes(pattern)) return expect(compile).toThrow(Refused);
  // An empty datagram has no payload to search.
  const found = [...TEXTS.keys()].filter((i) => i > 0 && compile()(bytes(TEXTS[i])));
  expect(found.join(",")).toBe(answer);
});

test("in texts, characters beyond Latin have their case", () => {
  const matches = expression("string", new TextEncoder().encode("^\u00e9.\\s$"), refuse);
  expect(["\u00c9a ", "\u00e9\ud83d ", "e\u0301 "].map(matches)).toEqual([true, true, false]);
});
