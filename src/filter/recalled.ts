/** Tests of packets with the same headers by what the packets before say of them. */
import type { Recall, Told } from "../core/recall.ts";
import { type Bare, NO, type Quick, withSpots, YES } from "./alike.ts";
import { each } from "./joined.ts";
import type { Predicate } from "./predicates.ts";
import {
  ANY_TIME,
  type Bounds,
  type Datum,
  type Elapsed,
  type Recalled,
  type Spots,
  type TimeBounds,
} from "./spots.ts";

const BILLION = 1e9;
/** Any of the bits of a mask; and whatever it is. */
const SOME = { low: 0, high: 0, outside: true };
const ALL = { mask: 0xffffffff, low: 0, high: 0xffffffff, outside: false };

type Passes = (told: Told, p: Bare) => boolean;

/** Whether every header has such a value. */
export const isAlways = ({ as, if: condition }: Recall): boolean => as !== "since" && condition === undefined;

/**
 * @param shift how many words behind those of the last header it is told of the one that is asked about
 * @param any   every value passes
 * @returns null: it takes the layer
 */
export function recalled(of: Recall, shift: number, predicate: Predicate, any: boolean): Quick | null {
  const recall = shifted(of, shift);
  const { as } = recall;
  const exists = existing(recall);
  const always = any || (as === "there" && predicate.test(1));
  const passes = always ? exists : as === "there" ? () => false : testOf(recall, predicate);
  if (passes === null) return null;
  const quick: Quick = (p) => {
    const { told } = p;
    return told !== null && exists(told, p) && passes(told, p) ? YES : NO;
  };
  const isThere: Recalled[] = recall.if === undefined ? [] : [{ kind: "fact", ...recall.if, ...SOME }];
  const spots = always ? anyOf(recall) : spotsOf(recall, predicate);
  return withSpots(quick, spots && { every: true, spots: [...spots, ...isThere] });
}

/** That it has a value, whichever. */
function anyOf(recall: Recall): Datum[] | undefined {
  if (recall.as === "since") return [sinceOf(recall, ANY_TIME)];
  return recall.if === undefined ? [{ kind: "fact", word: recall.word, ...ALL }] : [];
}

/** As data; undefined: it is more than that. */
function spotsOf(recall: Recall, { bounds, timeBounds }: Predicate): Spots["spots"] | undefined {
  const { as, word } = recall;
  if (as === "number" && bounds !== undefined)
    return [each<Bounds, Datum>(bounds, (own) => ({ kind: "fact", word, mask: ALL.mask, ...own }))];
  const time = { kind: "time", word, nanoseconds: word, orZero: false } as const;
  if (as === "duration" && timeBounds !== undefined)
    return [each<TimeBounds, Datum>(timeBounds, (own) => ({ ...time, ...own }))];
  if (as !== "since" || timeBounds === undefined) return undefined;
  return [each<TimeBounds, Datum>(timeBounds, (own) => sinceOf(recall, own))];
}

const sinceOf = ({ word, nanoseconds = word }: Recall, bounds: TimeBounds): Elapsed => ({
  kind: "since",
  word,
  nanoseconds,
  orZero: false,
  ...bounds,
});

const shifted = ({ word, nanoseconds, ...rest }: Recall, shift: number): Recall => ({
  ...rest,
  word: word + shift,
  ...(nanoseconds !== undefined && { nanoseconds: nanoseconds + shift }),
});

function existing({ as, nanoseconds, if: condition }: Recall): Passes {
  if (as === "since") return ({ words, facts }) => words[facts / 4 + (nanoseconds as number)] >= 0;
  if (condition === undefined) return () => true;
  const { word, mask } = condition;
  return ({ words, facts }) => (words[facts / 4 + word] & mask) !== 0;
}

/** Null: it takes more than numbers to tell. */
function testOf({ as, word, nanoseconds }: Recall, { test, tick }: Predicate): Passes | null {
  const double = ({ doubles, facts }: Told) => doubles[(facts + 4 * word) / 8];
  if (as === "number") return ({ words, facts }) => test(words[facts / 4 + word] >>> 0);
  if (as === "signed") return ({ words, facts }) => test(words[facts / 4 + word]);
  if (as === "large") return (told) => test(double(told));
  if (tick === undefined) return null;
  if (as === "duration")
    return (told) => {
      const all = double(told);
      const seconds = Math.floor(all / BILLION);
      return tick(seconds, all - seconds * BILLION);
    };
  return (told, p) => {
    const seconds = p.seconds - double(told);
    const ns = p.nanoseconds - told.words[told.facts / 4 + (nanoseconds as number)];
    return ns < 0 ? tick(seconds - 1, ns + BILLION) : tick(seconds, ns);
  };
}
