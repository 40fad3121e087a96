/** How fast a reader may be busy, and what it says when it is too slow. Clocks are given: nothing here looks at one. */

/** A wait in every so many milliseconds shows that the reader is ahead of the pipe. */
const IDLE = 0.02;
/** Packets older than that many milliseconds come from a file, which waits without loss. */
const LIVE = 3_600_000;

/** Whether the reader of a pipe keeps up with its writer. */
export class Pace {
  #then: number;
  #idle: number;
  /** Milliseconds in all, and in which it was never idle. */
  #all = 0;
  #behind = 0;

  /** @param now, idle milliseconds: the clock, and how long the reader had nothing to do so far */
  constructor(now: number, idle: number) {
    this.#then = now;
    this.#idle = idle;
  }

  /**
   * @param age milliseconds since the last packet was captured; null: nobody knows
   * @returns whether the reader was too slow since the last sample
   */
  sample(now: number, idle: number, age: number | null): boolean {
    const wall = now - this.#then;
    const busy = idle - this.#idle < IDLE * wall;
    this.#then = now;
    this.#idle = idle;
    this.#all += wall;
    const behind = busy && wall > 0 && age !== null && Math.abs(age) < LIVE;
    if (behind) this.#behind += wall;
    return behind;
  }

  /** A sentence for the end; null: it kept up. */
  get summary(): string | null {
    if (this.#behind === 0) return null;
    const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
    return (
      `could not keep up with the pipe in ${seconds(this.#behind)} of ${seconds(this.#all)}: its writer had to ` +
      `wait. What tcpdump dropped then ("dropped by kernel") is missing`
    );
  }
}

/** Keeps a repeated piece of work to a share of the time, and to none when one would take too long. */
export class Budget {
  readonly #share: number;
  readonly #longest: number;
  #end = Number.NEGATIVE_INFINITY;
  #cost = 0;
  /** Milliseconds for one unit. */
  #each: number;

  /**
   * @param share   of the time
   * @param longest milliseconds that it may take once
   * @param each    milliseconds a unit, until it is known
   */
  constructor(share: number, longest: number, each: number) {
    this.#share = share;
    this.#longest = longest;
    this.#each = each;
  }

  /** Whether so many units would take too long. */
  isTooMuch(units: number): boolean {
    return units * this.#each > this.#longest;
  }

  may(now: number, units: number): boolean {
    return !this.isTooMuch(units) && now - this.#end >= this.#cost * (1 / this.#share - 1);
  }

  spent(start: number, end: number, units: number): void {
    this.#end = end;
    this.#cost = end - start;
    // Small ones say little about large ones.
    if (units >= SMALL) this.#each = this.#cost / units;
  }
}

const SMALL = 1000;
