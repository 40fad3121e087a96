/**
 * The language of expectations: SUBJECT FIGURE OP VALUE.
 *
 *   malformed == 0                                       of the capture
 *   tenant vxlan:* flows >= 100                          of every tenant that is called so
 *   max_over_mean five_tuple crc16 8 paths < 1.2         of the ECMP laboratory, as are jain, idle, …
 */
import { nearest } from "../core/nearest.ts";
import { PointedError } from "../core/pointed.ts";
import { BY_REASON, fullName, NAMED_KINDS, namesOf, SINGLE_KINDS, type SubjectKind } from "./figures.ts";
import { isLoad, LOAD_FIGURES, type LoadQuestion, loadQuestion } from "./loads.ts";
import { figurePattern } from "./patterns.ts";
import { isText, numberOf } from "./values.ts";
import { endOf, type Word, wordsOf } from "./words.ts";

export const OPERATORS = ["==", "!=", ">=", "<=", ">", "<"] as const;
export type Operator = (typeof OPERATORS)[number];

export type Asked =
  /** A name of one or several figures. */
  | { readonly what: "figure"; readonly pattern: string }
  /** How many subjects are called so. */
  | { readonly what: "count" }
  | { readonly what: "load"; readonly question: LoadQuestion };

export interface Expectation {
  /** As it was written. */
  readonly text: string;
  readonly kind: SubjectKind;
  /** Names of subjects; null: the kind has but one. */
  readonly name: string | null;
  readonly asked: Asked;
  readonly operator: Operator;
  readonly value: number | string;
}

const anyOperator = `one of ${OPERATORS.join(" ")}`;

const isNamed = (word: string): word is (typeof NAMED_KINDS)[number] => NAMED_KINDS.includes(word as never);
const isSingle = (word: string): word is (typeof SINGLE_KINDS)[number] =>
  SINGLE_KINDS.includes(word as never);

const COUNT = "count";

/** Says what is wrong at a word, or at the end. @throws PointedError */
export type Fail = (message: string, word?: Word, length?: number) => never;

const failIn =
  (text: string, what: string): Fail =>
  (message, word, length = word?.text.length ?? 0) => {
    throw new PointedError(message, what, text, word?.at ?? text.length, length);
  };

/** @param what what the text is called in errors @throws PointedError */
export function parseExpectation(text: string, what = "--expect"): Expectation {
  const fail = failIn(text, what);
  const words = wordsOf(text);
  const at = words.findIndex(({ operator }) => operator);
  const left = at < 0 ? words : words.slice(0, at);
  if (left.length === 0) fail("a figure is missing: FIGURE OP VALUE, such as malformed == 0", words[0]);
  const subject = leftOf(left, fail);
  if (at < 0) fail(`a comparison is missing, ${anyOperator}, and a value`);
  const operator = (words[at].text === "=" ? "==" : words[at].text) as Operator;
  if (!OPERATORS.includes(operator)) fail(`"${operator}" is no comparison`, words[at]);
  const right = words.slice(at + 1);
  if (right.length === 0) fail("a value is missing");
  return { text, ...subject, operator, value: rightOf(right, subject, operator, fail) };
}

type Left = Pick<Expectation, "kind" | "name" | "asked">;

function leftOf(words: readonly Word[], fail: Fail): Left {
  const [{ text: kind }, second, ...rest] = words;
  if (isNamed(kind)) {
    if (second === undefined) fail(`which ${kind}? A name follows, or * for every one`);
    if (rest.length === 0) fail(`a figure of ${kind} ${second.text} is missing, such as packets`);
    if (rest.length === 1 && rest[0].text === COUNT)
      return { kind, name: second.text, asked: { what: "count" } };
    return { name: second.text, ...askedOf(rest, [kind], kind !== "tunnel", fail) };
  }
  if (isSingle(kind) && second !== undefined)
    return { name: null, ...askedOf(words.slice(1), [kind], kind === "overall", fail) };
  return { name: null, ...askedOf(words, SINGLE_KINDS, true, fail) };
}

/** @param kinds the first one that has such a figure is meant */
function askedOf(
  words: readonly Word[],
  kinds: readonly SubjectKind[],
  loads: boolean,
  fail: Fail,
): Pick<Left, "kind" | "asked"> {
  const open = kinds.length > 1;
  if (loads && isLoad(words[0].text))
    return {
      kind: open ? "overall" : kinds[0],
      asked: { what: "load", question: loadQuestion(words, fail) },
    };
  // `entropy packets ip bits` is as good as dots.
  const found = figureNamed(words.map(({ text }) => text).join("."), kinds);
  if (found !== null) return { kind: found.kind, asked: { what: "figure", pattern: found.pattern } };
  const last = words[words.length - 1];
  if (numberOf(last.text) !== undefined) fail(`a comparison is missing, ${anyOperator}`, last);
  if (!loads && isLoad(words[0].text))
    fail(`${words[0].text} is of a tenant, of an encap, or of all that is in tunnels`, words[0]);
  const begins = open ? [...NAMED_KINDS, ...SINGLE_KINDS, ...LOAD_FIGURES] : [];
  const near = words.length > 1 ? nearest(words[0].text, begins) : undefined;
  if (near !== undefined) fail(`there is no figure ${words[0].text}; did you mean ${near}?`, words[0]);
  const known = [...kinds.flatMap(namesOf), ...(loads ? LOAD_FIGURES : []), ...begins];
  const name = words.map(({ text }) => text).join(".");
  return fail(`there is no figure ${name}${suggestion(name, known)}`, words[0], endOf(words) - words[0].at);
}

/** A hint for a name that no figure has. */
export function suggestion(name: string, known: readonly string[]): string {
  const lastOf = (word: string) => word.slice(word.lastIndexOf(".") + 1);
  const lasts = [...new Set(known.map(lastOf))];
  const near = nearest(name, [...new Set([...lasts, ...known])]) ?? nearest(lastOf(name), lasts);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** What a name of figures means, and of which kind: the first of `kinds` that has such a figure. */
export function figureNamed(
  pattern: string,
  kinds: readonly SubjectKind[],
): { kind: SubjectKind; pattern: string } | null {
  const fits = figurePattern(pattern);
  for (const kind of kinds) {
    const names = namesOf(kind);
    if (fits(names).length > 0) return { kind, pattern };
    // With the name of its kind: `stt.pieces`.
    const short = pattern.slice(pattern.indexOf(".") + 1);
    if (pattern.startsWith(`${kind}.`) && figurePattern(short)(names).length > 0)
      return { kind, pattern: short };
    // A link type has a reason of its own, which no list has.
    if (kind === "unattributed" && LINKTYPE.test(pattern))
      return { kind, pattern: fullName(BY_REASON, pattern.replace(LINKTYPE, "$1")) };
  }
  return null;
}

const LINKTYPE = /^(?:unattributed\.)?(?:by_reason\.)?(unsupported_linktype:.+)$/;

function rightOf(
  words: readonly Word[],
  { asked, kind }: Left,
  operator: Operator,
  fail: Fail,
): number | string {
  const text = words.map((word) => word.text).join("");
  const length = endOf(words) - words[0].at;
  const number = numberOf(text);
  if (number !== undefined) return number;
  if (asked.what === "figure" && isText(kind, asked.pattern)) {
    if (operator === "==" || operator === "!=") return text;
    fail(`${asked.pattern} is a text: only == and != compare it`, words[0], length);
  }
  return fail(`"${text}" is no number, such as 100, 1.2, 2%, 1k, 64KiB or 5ms`, words[0], length);
}
