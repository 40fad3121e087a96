/** Tests that are put together, as data. */

/** All of them have to pass, or one; there is one at least. */
export interface Joined<T extends object> {
  readonly every: boolean;
  readonly spots: readonly (T | Joined<T>)[];
}

const isJoined = <T extends object>(part: T | Joined<T>): part is Joined<T> => "every" in part;

export const alone = <T extends object>(test: T): Joined<T> => ({ every: true, spots: [test] });

/** What is put together in the same way stands side by side. */
export const join = <T extends object>(parts: readonly Joined<T>[], every: boolean): Joined<T> => ({
  every,
  spots: parts.flatMap((part) => (part.spots.length === 1 || part.every === every ? part.spots : [part])),
});

/** With each test changed. */
export const each = <T extends object, U extends object>(
  { every, spots }: Joined<T>,
  change: (test: T) => U,
): Joined<U> => ({ every, spots: spots.map((part) => (isJoined(part) ? each(part, change) : change(part))) });

/** That it fails. @param opposite that one test fails */
export const negated = <T extends object>(
  { every, spots }: Joined<T>,
  opposite: (test: T) => T | Joined<T>,
): Joined<T> => ({
  every: !every,
  spots: spots.map((part) => (isJoined(part) ? negated(part, opposite) : opposite(part))),
});

export const testsIn = <T extends object>({ spots }: Joined<T>): T[] =>
  spots.flatMap((part) => (isJoined(part) ? testsIn(part) : [part]));

/** @param test whether one passes */
export function meets<T extends object>({ every, spots }: Joined<T>, test: (of: T) => boolean): boolean {
  for (const part of spots) if ((isJoined(part) ? meets(part, test) : test(part)) !== every) return !every;
  return every;
}

/** In place of the step that is next: all that was put together passes, or fails. */
export const PASSES = -1;
export const FAILS = -2;

/** A test, and where it goes on if that passes, or, `jumps` false, fails; else with the next step. */
export interface Step<T> {
  readonly test: T;
  readonly jumps: boolean;
  readonly to: number;
}

/** One test after the other, of which no more are asked than it takes. Behind the last step all passes. */
export function stepsOf<T extends object>(of: Joined<T>): Step<T>[] {
  const tests = testsIn(of);
  const steps: Step<T>[] = [];
  // From the last one on, as it is known then what comes next.
  let i = tests.length;
  const place = (part: T | Joined<T>, yes: number, no: number): number => {
    if (isJoined(part)) {
      let next = part.every ? yes : no;
      for (const own of [...part.spots].reverse())
        next = part.every ? place(own, next, no) : place(own, yes, next);
      return next;
    }
    const behind = i === tests.length ? PASSES : i;
    steps.unshift(
      yes === behind ? { test: part, jumps: false, to: no } : { test: part, jumps: true, to: yes },
    );
    return --i;
  };
  place(of, PASSES, FAILS);
  return steps;
}
