import * as fc from "fast-check";

/** The same examples in every run: a failure that comes and goes helps nobody. */
const SEED = 20_011_101;

/** Checks a property on `runs` examples, always the same ones. */
export function check<T>(property: fc.IProperty<T>, runs = 100): void {
  fc.assert(property, { seed: SEED, numRuns: runs });
}

/** The same of a property that has to be waited for. */
export async function checkAsync<T>(property: fc.IAsyncProperty<T>, runs = 100): Promise<void> {
  await fc.assert(property, { seed: SEED, numRuns: runs });
}
