/**
 * The segments of one direction that nobody has acknowledged yet: what is in flight, which one an acknowledgment
 * ends at, since when a retransmission is due. They are few where both directions were captured.
 */

/** Most segments that are kept of a direction, and of all connections together. */
const MAX_OF_DIRECTION = 10_000;
const MAX_OF_ALL = 1_000_000;

/** How many segments all connections hold. */
export interface Budget {
  held: number;
}

interface Sent {
  packet: number;
  /** Nanoseconds since the connection's first packet. */
  time: number;
  /** Its first number that nobody acknowledged, and the one behind it. */
  sequence: number;
  next: number;
}

/** Whether `a` comes after `b`, around the end of the numbers. */
export const after = (a: number, b: number): boolean => ((a - b) | 0) > 0;

export class Unacked {
  /** In the order in which they were sent. */
  #sent: Sent[] = [];
  /** Lowest and highest number of them. */
  #low = 0;
  #high = 0;

  constructor(readonly budget: Budget) {}

  add(packet: number, time: number, sequence: number, next: number): void {
    const { budget } = this;
    if (this.#sent.length >= MAX_OF_DIRECTION || budget.held >= MAX_OF_ALL) return;
    if (this.#sent.length === 0) {
      this.#low = sequence;
      this.#high = next;
    }
    if (after(this.#low, sequence)) this.#low = sequence;
    if (after(next, this.#high)) this.#high = next;
    budget.held++;
    this.#sent.push({ packet, time, sequence, next });
  }

  /** Bytes from the first that nobody acknowledged to the last that was sent; 0: all were acknowledged. */
  get inFlight(): number {
    return this.#sent.length === 0 ? 0 : (this.#high - this.#low) >>> 0;
  }

  /** The one that a sender's timer runs for. */
  get oldest(): Readonly<Sent> | undefined {
    return this.#sent[0];
  }

  /** Forgets what the number acknowledges. @returns the oldest that ends right there */
  acknowledge(number: number): Readonly<Sent> | undefined {
    let ends: Sent | undefined;
    const left: Sent[] = [];
    for (const sent of this.#sent) {
      if (sent.next === number) ends ??= sent;
      if (!after(sent.next, number)) continue;
      if (after(number, sent.sequence)) sent.sequence = number;
      if (left.length === 0 || after(this.#low, sent.sequence)) this.#low = sent.sequence;
      left.push(sent);
    }
    this.budget.held -= this.#sent.length - left.length;
    this.#sent = left;
    return ends;
  }

  /** Nobody asks any more. */
  drop(): void {
    this.budget.held -= this.#sent.length;
    this.#sent = [];
  }
}
