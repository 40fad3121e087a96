/** When it does not pay to look for flows: it is counted how many packets of a capture are known. */

/** So often it is looked whether the cache helps, or learns what may help; if it does not, it rests. */
const ROUND = 4096;
const REST = 4 * ROUND;

export class Rest {
  /** False: it never does. */
  may = true;
  /** Packets that were looked for, and of these those that were known or learnt. */
  #tries = 0;
  #hits = 0;
  /** So many times in a row too few were. */
  #poor = 0;
  /** So many packets more are not looked for. */
  #left = 0;

  get is(): boolean {
    return this.#left > 0;
  }

  /** A packet came meanwhile. */
  passes(): void {
    this.#left--;
  }

  hit(): void {
    this.#hits++;
  }

  tried(packets: number, hits: number): void {
    this.#tries += packets;
    this.#hits += hits;
    if (this.#tries < ROUND) return;
    // At first most flows are new, and some headers all the time: one look says little.
    this.#poor = this.#hits * 4 < this.#tries ? this.#poor + 1 : 0;
    if (this.#poor > 1 && this.may) this.#left = REST;
    this.#tries = 0;
    this.#hits = 0;
  }
}
