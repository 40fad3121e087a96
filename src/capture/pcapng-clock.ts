const TWO_16 = 2 ** 16;
const TWO_32 = 2 ** 32;
const GIGA = 1_000_000_000;

/** if_tsresol when there is no such option: microseconds. */
export const MICROSECONDS = 6;

/**
 * Turns pcapng timestamps, 64-bit counts of an interface's time unit, into seconds and nanoseconds,
 * exactly and truncated (draft-ietf-opsawg-pcapng, if_tsresol and if_tsoffset). Whole numbers in
 * doubles are exact below 2^53, and so are the floors of their quotients; every step stays there.
 */
export class Clock {
  /** Whole seconds of the last `set`, with the offset added; not exact from 2^53 on. */
  seconds = 0;
  /** 0 to 999,999,999. */
  nanoseconds = 0;
  readonly #offset: number;
  readonly #binary: boolean;
  readonly #exponent: number;
  /** Units a second and nanoseconds a unit, where a unit is a power of ten of nanoseconds. */
  readonly #units: number;
  readonly #unit: number;
  /** The last `high` and what it alone makes: whole seconds and units that are left. */
  #high = -1;
  #highSeconds = 0;
  #highUnits = 0;
  /** Scratch of the long division: its quotient in two 32-bit halves, and its rest. */
  #quotientHigh = 0;
  #quotientLow = 0;
  #rest = 0;

  /**
   * @param resolution  the byte of if_tsresol: an exponent of 10, or of 2 if its highest bit is set
   * @param offset      if_tsoffset, in seconds
   */
  constructor(resolution: number, offset: number) {
    this.#offset = offset;
    this.#binary = (resolution & 0x80) !== 0;
    this.#exponent = resolution & 0x7f;
    this.#units = 10 ** Math.min(this.#exponent, 9);
    this.#unit = GIGA / this.#units;
  }

  /** Takes a timestamp of two 32-bit halves. */
  set(high: number, low: number): void {
    if (this.#binary) this.#setBinary(high, low);
    else if (this.#exponent > 9) this.#setFine(high, low);
    else this.#setUnits(high, low);
  }

  #setUnits(high: number, low: number): void {
    const units = this.#units;
    if (high !== this.#high) {
      this.#high = high;
      this.#load(high, 0);
      this.#divide(units);
      this.#highSeconds = this.#quotientHigh * TWO_32 + this.#quotientLow;
      this.#highUnits = this.#rest;
    }
    const rest = this.#highUnits + low;
    const seconds = Math.floor(rest / units);
    this.seconds = this.#highSeconds + seconds + this.#offset;
    this.nanoseconds = (rest - seconds * units) * this.#unit;
  }

  /** Units finer than a nanosecond: whole nanoseconds first (10^11 at a time), then seconds. */
  #setFine(high: number, low: number): void {
    this.#load(high, low);
    // 10^33 is more than 2^64: nothing is left after three rounds.
    for (let left = Math.min(this.#exponent - 9, 33); left > 0; left -= 11)
      this.#divide(10 ** Math.min(left, 11));
    this.#divide(GIGA);
    this.seconds = this.#quotientHigh * TWO_32 + this.#quotientLow + this.#offset;
    this.nanoseconds = this.#rest;
  }

  #load(high: number, low: number): void {
    this.#quotientHigh = high;
    this.#quotientLow = low;
  }

  /** Divides the quotient by a divisor up to 2^37, 16 bits at a time below the upper half. */
  #divide(divisor: number): void {
    const high = this.#quotientHigh;
    const low = this.#quotientLow;
    const first = Math.floor(high / divisor);
    const upper = (high - first * divisor) * TWO_16 + Math.floor(low / TWO_16);
    const second = Math.floor(upper / divisor);
    const lower = (upper - second * divisor) * TWO_16 + (low % TWO_16);
    const third = Math.floor(lower / divisor);
    this.#quotientHigh = first;
    this.#quotientLow = second * TWO_16 + third;
    this.#rest = lower - third * divisor;
  }

  /** floor(fraction * 10^9 / 2^n), 16 bits at a time; dividing in steps floors to the same. */
  #setBinary(high: number, low: number): void {
    const n = this.#exponent;
    if (n <= 32) {
      const unit = 2 ** n;
      const rest = low % unit;
      this.seconds = high * (TWO_32 / unit) + (low - rest) / unit + this.#offset;
      this.nanoseconds = scaled(rest * (TWO_32 / unit));
      return;
    }
    const unit = 2 ** (n - 32);
    const rest = high % unit;
    this.seconds = (high - rest) / unit + this.#offset;
    const below = scaled(low);
    if (n < 48) {
      this.nanoseconds = Math.floor((rest * GIGA + below) / unit);
    } else {
      const middle = Math.floor(((rest % TWO_16) * GIGA + below) / TWO_16);
      this.nanoseconds = Math.floor((Math.floor(rest / TWO_16) * GIGA + middle) / (unit / TWO_16));
    }
  }
}

/** floor(value * 10^9 / 2^32) of a 32-bit value. */
function scaled(value: number): number {
  const low = Math.floor(((value % TWO_16) * GIGA) / TWO_16);
  return Math.floor((Math.floor(value / TWO_16) * GIGA + low) / TWO_16);
}
