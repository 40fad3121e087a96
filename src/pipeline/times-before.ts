/** When the packets before one came: the first, the last, and the last that was shown. */
import type { Times } from "../dissect/packet.ts";

export class TimesBefore implements Times {
  firstSeconds = 0;
  /** Here as below, -1: there was none. */
  firstNanoseconds = -1;
  previousSeconds = 0;
  previousNanoseconds = -1;
  shownSeconds = 0;
  shownNanoseconds = -1;

  /** Notes the time of the first packet. */
  begins(seconds: number, nanoseconds: number): void {
    if (this.firstNanoseconds >= 0) return;
    this.firstSeconds = seconds;
    this.firstNanoseconds = nanoseconds;
  }

  /** Notes the time of a packet for those behind it. */
  ends(seconds: number, nanoseconds: number, shown: boolean): void {
    if (nanoseconds < 0) return;
    this.previousSeconds = seconds;
    this.previousNanoseconds = nanoseconds;
    if (!shown) return;
    this.shownSeconds = seconds;
    this.shownNanoseconds = nanoseconds;
  }
}
