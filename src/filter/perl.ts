/**
 * Patterns of `matches` as PCRE2 reads them where Unicode is off, written for JavaScript's RegExp. What JavaScript would
 * read in silence as something else is rewritten, or refused.
 */

/** PCRE's classes in brackets, and behind a backslash, as what stands in JavaScript's brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e",
  lower: "a-z",
  print: "\\x20-\\x7e",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t-\\r ",
  upper: "A-Z",
  word: "\\w",
  xdigit: "A-Fa-f0-9",
};
const SPACE = CLASSES.space;

const START = "(?<![\\s\\S])";
const END = "(?![\\s\\S])";
/** Before a line feed that ends everything, too. */
const LAST = `(?=\\n?${END})`;

/** Escapes that JavaScript does not know, or knows as something else: outside brackets, and inside. */
function escapes(high: number) {
  const horizontal = `\\t ${character(0xa0, high)}`;
  const vertical = `\\n-\\r${character(0x85, high)}`;
  const outside: Readonly<Record<string, string>> = {
    A: START,
    H: `[^${horizontal}]`,
    N: "[^\\n]",
    R: `(?:\\r\\n|[${vertical}])`,
    S: `[^${SPACE}]`,
    V: `[^${vertical}]`,
    Z: LAST,
    a: "\\x07",
    e: "\\x1b",
    h: `[${horizontal}]`,
    s: `[${SPACE}]`,
    v: `[${vertical}]`,
    z: END,
  };
  const inside: Readonly<Record<string, string>> = {
    a: "\\x07",
    e: "\\x1b",
    h: horizontal,
    s: SPACE,
    v: vertical,
  };
  return { outside, inside };
}
/** Those that mean the same to both. */
const SAME = { outside: /[BDWbdfnrtw]/, inside: /[DSWbdfnrtw]/ };

/** Options at the start: `(?-i)` for one minds the case. */
const OPTIONS = /^\(\?([ims]*)(?:-([ims]*))?\)/;

const TOKEN =
  /\\Q([\s\S]*?)(?:\\E|$)|\\E|\\x\{([\dA-Fa-f]{1,2})\}|\\x([\dA-Fa-f]{0,2})|\\(0[0-7]{0,2}|[1-3][0-7]{2})|\\(?!k<)(c?[\s\S])|(\[\^?)(\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*)\]|(\(\?#[^)]*\)|\(\?P[<=>]|\(\?[-a-zA-Z^]+[:)]|\\k|[\s\S])/g;
const IN_CLASS =
  /\[:(\^?)(\w+):\]|\\x\{([\dA-Fa-f]{1,2})\}|\\x([\dA-Fa-f]{0,2})|\\([0-7]{1,3})|\\(c?[\s\S])|([\s\S])/g;

/** Bytes above 0x7f stand so far above themselves, in the area for private use, which has no letters and no spaces. */
export const HIGH = 0xe000;

/** A character by its number, up to 255. */
const character = (code: number, high: number): string =>
  `\\u${(code < 0x80 ? code : code + high).toString(16).padStart(4, "0")}`;

/**
 * @param high how far above themselves the bytes of the pattern, and of what is searched, stand from 0x80 on
 * @param fail ends the compiling with a reason
 */
export function fromPerl(pattern: string, high: number, fail: (message: string) => never): RegExp {
  const flags = new Set("i");
  let rest = pattern;
  for (let found = OPTIONS.exec(rest); found !== null; found = OPTIONS.exec(rest)) {
    for (const flag of found[1]) flags.add(flag);
    for (const flag of found[2] ?? "") flags.delete(flag);
    rest = rest.slice(found[0].length);
  }
  const { outside, inside } = escapes(high);
  const lines = flags.has("m");
  const bare: Readonly<Record<string, string>> = {
    ".": flags.has("s") ? "[\\s\\S]" : "[^\\n]",
    "^": lines ? `(?:${START}|(?<=\\n)(?=[\\s\\S]))` : START,
    $: lines ? `(?=\\n|${END})` : LAST,
    "(?P<": "(?<",
  };
  const translated = rest.replace(
    TOKEN,
    (token, quoted, braced, hex, octal, escaped, open, listed, other): string => {
      if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      const code = codeOf(braced, hex, octal);
      if (code >= 0) return character(code, high);
      if (escaped !== undefined) return escapeOf(escaped, outside, SAME.outside, fail);
      if (open !== undefined) return `${open}${classOf(listed, high, inside, fail)}]`;
      if (token === "\\E" || token.startsWith("(?#")) return "";
      // Newer versions of JavaScript know them, but not what is rewritten here for them.
      if (/^\(\?[-a-zA-Z^]/.test(token) && !token.startsWith("(?P"))
        return fail(`options stand at the start, not within: ${token}`);
      if (token === "(?P=" || token === "(?P>") return fail(`${token} is not known; \\k<NAME> is`);
      return bare[other] ?? other;
    },
  );
  flags.delete("m");
  flags.delete("s");
  try {
    return new RegExp(translated, [...flags].join(""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail(`this is no regular expression: ${error.message.replace(/^.*: /s, "").replace(/\s+/g, " ")}`);
  }
}

function classOf(
  listed: string,
  high: number,
  known: Readonly<Record<string, string>>,
  fail: (message: string) => never,
): string {
  if (listed === "") return fail("there is no ] that ends it");
  return listed.replace(IN_CLASS, (token, not, name, braced, hex, octal, escaped): string => {
    if (name !== undefined) {
      if (not !== "" || !Object.hasOwn(CLASSES, name)) return fail(`there is no class ${token}`);
      return CLASSES[name];
    }
    const code = codeOf(braced, hex, octal);
    if (code >= 0) return character(code, high);
    if (escaped !== undefined) return escapeOf(escaped, known, SAME.inside, fail);
    return token === "]" ? "\\]" : token;
  });
}

/** The number that an escape gives a character, -1: it is none of these. */
function codeOf(braced: string | undefined, hex: string | undefined, octal: string | undefined): number {
  if (octal !== undefined) return Number.parseInt(octal, 8) & 0xff;
  const digits = braced ?? hex;
  return digits === undefined ? -1 : Number.parseInt(digits || "0", 16);
}

function escapeOf(
  escaped: string,
  known: Readonly<Record<string, string>>,
  same: RegExp,
  fail: (message: string) => never,
): string {
  if (escaped.length === 2) return character((escaped.toUpperCase().charCodeAt(1) ^ 0x40) & 0x7f, 0);
  if (Object.hasOwn(known, escaped)) return known[escaped];
  if (!/[A-Za-z]/.test(escaped) || same.test(escaped)) return `\\${escaped}`;
  return fail(`\\${escaped} is not known`);
}
