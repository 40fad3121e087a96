/**
 * What yargs takes from node:assert. The build puts this in its place: loading the whole takes time at every
 * start, and newer versions of Node warn there when both NO_COLOR and FORCE_COLOR are set.
 */

export function strictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected))
    throw new Error(message ?? `${String(actual)} is not ${String(expected)}`);
}

export function notStrictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (Object.is(actual, expected)) throw new Error(message ?? `${String(actual)} was not expected`);
}
