/** How far a figure may be from its baseline: `entropy.bits=2%`, `tenant vxlan:42 packets=10`, `duration_s=any`. */
import { PointedError } from "../core/pointed.ts";
import type { FigureValue } from "../facts/check-report.ts";
import { figureNamed, suggestion } from "./expectation.ts";
import { NAMED_KINDS, namesOf, SINGLE_KINDS, type Subject, type SubjectKind } from "./figures.ts";
import { figurePattern, glob } from "./patterns.ts";
import { numberOf } from "./values.ts";
import { endOf, wordsOf } from "./words.ts";

export interface Tolerance {
  /** The amount as it was written. */
  readonly text: string;
  /** Whether it is about this figure. */
  readonly covers: (subject: Pick<Subject, "kind" | "name">, figure: string) => boolean;
  /** Both infinite: any value will do, a text or none as well. */
  readonly absolute: number;
  /** Of the baseline's value. */
  readonly relative: number;
}

const ANY = "any";
const KINDS: readonly SubjectKind[] = [...SINGLE_KINDS, ...NAMED_KINDS];

/** @throws PointedError */
export function parseTolerance(text: string): Tolerance {
  const fail = (message: string, at = text.length, length = 0): never => {
    throw new PointedError(message, "--tolerance", text, at, length);
  };
  const words = wordsOf(text);
  const at = words.findIndex(({ operator }) => operator);
  const left = at < 0 ? words : words.slice(0, at);
  if (left.length === 0) fail("a figure is missing: FIGURE=AMOUNT, such as entropy.bits=2%", 0);
  if (at < 0 || words[at].text !== "=")
    fail("=AMOUNT is missing, such as =2%", words[at]?.at, words[at]?.text.length);
  const right = words.slice(at + 1);
  const amount = right.map((word) => word.text).join("");
  if (right.length === 0) fail("an amount is missing, such as 2%, 10 or any");
  const number = amount === ANY ? Number.POSITIVE_INFINITY : numberOf(amount);
  if (number === undefined || number < 0)
    return fail(`"${amount}" is no amount, such as 2%, 10 or any`, right[0].at, endOf(right) - right[0].at);

  const [first, second, ...rest] = left;
  const isKind = KINDS.includes(first.text as SubjectKind) && second !== undefined;
  const named = isKind && NAMED_KINDS.includes(first.text as never);
  const figure = named ? rest : isKind ? left.slice(1) : left;
  if (figure.length === 0) fail(`a figure of ${first.text} ${second.text} is missing`, words[at].at);
  const written = figure.map((word) => word.text).join(".");
  const own = isKind ? [first.text as SubjectKind] : KINDS;
  const kinds = own.filter((kind) => figureNamed(written, [kind])?.pattern === written);
  const found = kinds.length > 0 ? null : figureNamed(written, own);
  if (kinds.length === 0 && found === null) {
    const known = own.flatMap(namesOf);
    fail(
      `there is no figure ${written}${suggestion(written, known)}`,
      figure[0].at,
      endOf(figure) - figure[0].at,
    );
  }
  const relative = amount.endsWith("%");
  const of = new Set(found === null ? kinds : [found.kind]);
  const meant = glob(named ? second.text : "*");
  const fits = figurePattern(found?.pattern ?? written);
  return {
    text: amount,
    covers: ({ kind, name }, figure) => of.has(kind) && meant(name) && fits([figure]).length > 0,
    absolute: relative ? 0 : number,
    relative: relative ? number : 0,
  };
}

/** The last one that is about a figure holds, so that exceptions follow the rule; null: it must be the same. */
export const toleranceOf = (
  tolerances: readonly Tolerance[],
  subject: Pick<Subject, "kind" | "name">,
  figure: string,
): Tolerance | null => tolerances.findLast((t) => t.covers(subject, figure)) ?? null;

/** Differences of rounded figures are no multiples of their last digit. */
const ROUNDING = 1e-9;

export function isWithin(t: Tolerance | null, baseline: FigureValue, now: FigureValue): boolean {
  if (baseline === now) return true;
  if (t === null) return false;
  if (t.absolute === Number.POSITIVE_INFINITY) return true;
  if (typeof baseline !== "number" || typeof now !== "number") return false;
  const allowed = Math.max(t.absolute, t.relative * Math.abs(baseline));
  return Math.abs(now - baseline) <= allowed + ROUNDING * Math.max(1, Math.abs(baseline));
}
