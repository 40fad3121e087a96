/** Tests and how they are joined: for packets one by one, and for those whose headers are alike. */
import type { Packet } from "../core/layer.ts";
import { type Answer, either, type Headers, UNKNOWN } from "./alike.ts";
import type { Match } from "./hot.ts";
import { type Named, pseudo } from "./names.ts";

/** In which packets a test says the same. */
export const Steadiness = {
  never: 0,
  /** In all of a flow that have nothing behind their headers, and in all that have what nobody reads. */
  shape: 1,
  /** In all of a flow. */
  flow: 2,
} as const;

export interface Test {
  readonly match: Match;
  /** What is left to be asked of packets alike to that one; null: all of it. */
  readonly reduce: (packet: Packet, headers: Headers) => Answer;
}

export function conjunction(tests: readonly Test[]): Test {
  const terms = tests.map(({ match }) => match);
  const [a, b, c] = terms;
  const reduce = joined(tests, true);
  if (terms.length === 2) return { match: (packet) => a(packet) && b(packet), reduce };
  if (terms.length === 3) return { match: (packet) => a(packet) && b(packet) && c(packet), reduce };
  const match = (packet: Packet) => {
    for (const term of terms) if (!term(packet)) return false;
    return true;
  };
  return { match, reduce };
}

export function disjunction(tests: readonly Test[]): Test {
  const terms = tests.map(({ match }) => match);
  const [a, b, c] = terms;
  const reduce = joined(tests, false);
  if (terms.length === 2) return { match: (packet) => a(packet) || b(packet), reduce };
  if (terms.length === 3) return { match: (packet) => a(packet) || b(packet) || c(packet), reduce };
  const match = (packet: Packet) => {
    for (const term of terms) if (term(packet)) return true;
    return false;
  };
  return { match, reduce };
}

function joined(tests: readonly Test[], every: boolean): Test["reduce"] {
  return (packet, headers) => {
    const answers = tests.map((test) => test.reduce(packet, headers));
    if (answers.includes(!every)) return !every;
    const open = answers.filter((answer) => answer !== every);
    if (open.length === 0) return every;
    // One that takes the layers may still be spared by what the others say.
    return either(
      open.map((answer) => (typeof answer === "function" ? answer : () => UNKNOWN)),
      every,
    );
  };
}

export function odd(tests: readonly Test[]): Test {
  return {
    match: (packet) => tests.reduce((is, { match }) => (match(packet) ? !is : is), false),
    reduce: (packet, headers) => {
      const answers = tests.map((test) => test.reduce(packet, headers));
      if (answers.includes(null)) return null;
      const first = answers.filter((answer) => answer === true).length % 2;
      const open = answers.filter((answer) => typeof answer === "function");
      if (open.length === 0) return first === 1;
      return (p) => {
        let is = first;
        for (const answer of open) {
          const said = answer(p);
          if (said === UNKNOWN) return UNKNOWN;
          is ^= said;
        }
        return is;
      };
    },
  };
}

export function negation({ match, reduce }: Test): Test {
  return {
    match: (packet) => !match(packet),
    reduce: (packet, headers) => {
      const answer = reduce(packet, headers);
      if (answer === null || typeof answer === "boolean") return answer === null ? null : !answer;
      return (p) => {
        const said = answer(p);
        return said === UNKNOWN ? UNKNOWN : 1 - said;
      };
    },
  };
}

/** Whether packets with those headers have nothing of all that is asked for, so that a test of it fails. */
export const isAbsent = (asked: readonly Named[], { proto }: Headers): boolean =>
  asked.length > 0 &&
  asked.every(({ numbers }) => numbers.every((number) => pseudo[number] === 0 && !proto.includes(number)));
