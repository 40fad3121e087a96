/** A token bucket (RFC 2697's committed bucket alone): bytes at a rate, with a burst. */

export class TokenBucket {
  private tokens: number;
  private time = Number.NEGATIVE_INFINITY;

  /**
   * @param bytesPerSecond above 0
   * @param burst bytes that the bucket holds, full at the start
   */
  constructor(
    private readonly bytesPerSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /**
   * Offers a packet; it takes its tokens only if it passes. Time does not run backwards: an earlier one refills
   * nothing.
   *
   * @param seconds since any fixed moment
   */
  passes(seconds: number, bytes: number): boolean {
    if (seconds > this.time) {
      const since = this.time === Number.NEGATIVE_INFINITY ? 0 : seconds - this.time;
      this.tokens = Math.min(this.burst, this.tokens + since * this.bytesPerSecond);
      this.time = seconds;
    }
    if (bytes > this.tokens) return false;
    this.tokens -= bytes;
    return true;
  }
}
