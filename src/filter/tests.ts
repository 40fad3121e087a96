/** Tests and how they are joined: for packets one by one, and for those whose headers are alike. */
import type { Packet } from "../core/layer.ts";
import { type Answer, either, type Headers, UNKNOWN, withSpots } from "./alike.ts";
import type { Demand } from "./demand.ts";
import type { Match } from "./hot.ts";
import { isOfTenant, type Named, pseudo } from "./names.ts";
import { negatedSpots } from "./spots.ts";

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
  readonly reduce: Reduce;
  /** The same, if what is alike in all packets of a flow is asked of each as well, so that it holds for other flows. */
  readonly told: Reduce;
  /** Whether it passes already by the packet's headers, whatever stands behind them; null: these alone never tell. */
  readonly ahead: Match | null;
}

/** @param ofTenant what hangs on whose packet it is may be asked of that one: all of them are of the same tenant */
export type Reduce = (packet: Packet, headers: Headers, ofTenant?: boolean) => Answer;

/**
 * One that asks for those names (none: for more than that), so steadily.
 * @param quick what it is of packets with the same headers; null: it takes their layers
 */
export function single(
  match: Match,
  steadiness: number,
  asked: readonly Named[],
  quick: Demand["quick"],
  ahead: Match | null = null,
): Test {
  const absent = (headers: Headers) => (isAbsent(asked, headers) ? false : null);
  const told: Reduce = (packet, headers, ofTenant) =>
    ofTenant === true && asked.some(isOfTenant)
      ? match(packet)
      : (quick?.(headers, packet) ?? absent(headers));
  const reduce = steadiness === Steadiness.never ? told : match;
  return { match, reduce, told: steadiness === Steadiness.flow ? told : reduce, ahead };
}

/** Whether packets with those headers have nothing of all that is asked for, so that a test of it fails. */
const isAbsent = (asked: readonly Named[], { proto }: Headers): boolean =>
  asked.length > 0 &&
  asked.every(({ numbers }) => numbers.every((number) => pseudo[number] === 0 && !proto.includes(number)));

export function conjunction(tests: readonly Test[]): Test {
  const terms = tests.map(({ match }) => match);
  const [a, b, c] = terms;
  const left = { ...joined(tests, true), ahead: allAhead(tests) };
  if (terms.length === 2) return { match: (packet) => a(packet) && b(packet), ...left };
  if (terms.length === 3) return { match: (packet) => a(packet) && b(packet) && c(packet), ...left };
  const match = (packet: Packet) => {
    for (const term of terms) if (!term(packet)) return false;
    return true;
  };
  return { match, ...left };
}

export function disjunction(tests: readonly Test[]): Test {
  const terms = tests.map(({ match }) => match);
  const [a, b, c] = terms;
  const left = { ...joined(tests, false), ahead: someAhead(tests) };
  if (terms.length === 2) return { match: (packet) => a(packet) || b(packet), ...left };
  if (terms.length === 3) return { match: (packet) => a(packet) || b(packet) || c(packet), ...left };
  const match = (packet: Packet) => {
    for (const term of terms) if (term(packet)) return true;
    return false;
  };
  return { match, ...left };
}

function allAhead(tests: readonly Test[]): Match | null {
  const all = tests.map(({ ahead }) => ahead);
  return all.includes(null) ? null : (packet) => all.every((ahead) => ahead?.(packet) === true);
}

function someAhead(tests: readonly Test[]): Match | null {
  const some = tests.flatMap(({ ahead }) => ahead ?? []);
  return some.length === 0 ? null : (packet) => some.some((ahead) => ahead(packet));
}

/** What is left of some tests is what is left of each, put together. */
function each(tests: readonly Test[], join: (answers: Answer[]) => Answer): Pick<Test, "reduce" | "told"> {
  return {
    reduce: (...of) => join(tests.map((test) => test.reduce(...of))),
    told: (...of) => join(tests.map((test) => test.told(...of))),
  };
}

function joined(tests: readonly Test[], every: boolean): Pick<Test, "reduce" | "told"> {
  return each(tests, (answers) => {
    if (answers.includes(!every)) return !every;
    const open = answers.filter((answer) => answer !== every);
    if (open.length === 0) return every;
    // One that takes the layers may still be spared by what the others say.
    return either(
      open.map((answer) => (typeof answer === "function" ? answer : () => UNKNOWN)),
      every,
    );
  });
}

export function odd(tests: readonly Test[]): Test {
  return {
    match: (packet) => tests.reduce((is, { match }) => (match(packet) ? !is : is), false),
    ahead: null,
    ...each(tests, (answers) => {
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
    }),
  };
}

export function negation(test: Test): Test {
  const { match } = test;
  return {
    match: (packet) => !match(packet),
    ahead: null,
    ...each([test], ([answer]) => {
      if (answer === null || typeof answer === "boolean") return answer === null ? null : !answer;
      return withSpots((p) => {
        const said = answer(p);
        return said === UNKNOWN ? UNKNOWN : 1 - said;
      }, negatedSpots(answer.spots));
    }),
  };
}
