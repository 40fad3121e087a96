/** Which branches of the instrumented files were taken, ever. */

/** The global that holds the counters. */
export const COVERAGE = "__branches__";

interface File {
  /** How often each way of each branch was taken. */
  b: Record<string, number[]>;
}

export class Branches {
  readonly #counters: readonly number[][];
  readonly #taken: readonly Uint8Array[];
  taken = 0;
  readonly all: number;

  constructor() {
    const files = (globalThis as unknown as Record<typeof COVERAGE, Record<string, File>>)[COVERAGE];
    this.#counters = Object.values(files).flatMap(({ b }) => Object.values(b));
    this.#taken = this.#counters.map(({ length }) => new Uint8Array(length));
    this.all = this.#counters.reduce((sum, { length }) => sum + length, 0);
  }

  /** Whether one was taken since this was asked for last that never was before. */
  isNew(): boolean {
    const before = this.taken;
    for (const [i, counters] of this.#counters.entries()) {
      const taken = this.#taken[i];
      for (let way = 0; way < counters.length; way++) {
        if (counters[way] === 0 || taken[way] === 1) continue;
        taken[way] = 1;
        this.taken++;
      }
    }
    return this.taken > before;
  }
}
