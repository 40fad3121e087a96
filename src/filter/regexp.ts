/** Regular expressions of `matches`: of Perl's kind, read as JavaScript's. */
import { bytesOf, type Type, type V } from "./types.ts";

/** What those have and JavaScript's have not, inside brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e",
  lower: "a-z",
  print: "\\x20-\\x7e",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  word: "\\w",
  xdigit: "A-Fa-f0-9",
};

/** Options at the start: `(?-i)` for one minds the case. */
const OPTIONS = /^\(\?([ims]*)(?:-([ims]*))?\)/;

/**
 * A test of values, whatever the case. Bytes are searched as they are, one character each.
 * @param bytes the pattern as it was given
 */
export function expression(
  type: Type,
  bytes: Uint8Array,
  fail: (message: string) => never,
): (v: V) => boolean {
  const asText = type === "string";
  let pattern = asText ? new TextDecoder().decode(bytes) : latin1(bytes);
  const flags = new Set("i");
  for (let found = OPTIONS.exec(pattern); found !== null; found = OPTIONS.exec(pattern)) {
    for (const flag of found[1]) flags.add(flag);
    for (const flag of found[2] ?? "") flags.delete(flag);
    pattern = pattern.slice(found[0].length);
  }
  pattern = pattern
    .replace(/\[:(\w+):\]/g, (whole, name: string) => (Object.hasOwn(CLASSES, name) ? CLASSES[name] : whole))
    .replace(/\\A/g, "^")
    .replace(/\\[zZ]/g, "$");
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, [...flags].join(""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail(`this is no regular expression: ${error.message.replace(/^.*: /s, "").replace(/\s+/g, " ")}`);
  }
  return asText ? (v) => compiled.test(String(v)) : (v) => compiled.test(latin1(bytesOf(type, v, true)));
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a call has room for so many arguments only.
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
