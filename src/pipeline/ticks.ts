/**
 * Cuts a stream of packets into intervals of the capture's time. The first one begins with the first packet that has
 * a time; one in which nothing came is left out. A packet that is late counts where it comes.
 */
import type { Annotation, CaptureInterface, PacketSink } from "../core/sink.ts";
import type { Time } from "../facts/live.ts";

const BILLION = 1_000_000_000n;

export class Ticks implements PacketSink {
  /** Only where somebody behind wants to know. */
  interfaceId?: number;
  annotation?: Annotation | null;
  readonly #inner: PacketSink;
  readonly #interval: bigint;
  readonly #tick: (from: Time, to: Time) => void;
  #from: Time | null = null;
  // The end of the interval; before the first packet, every time is behind it.
  #endSeconds = -1;
  #endNanoseconds = 0;

  /**
   * @param interval in nanoseconds
   * @param tick     told of an interval before the first packet behind it is handed on
   */
  constructor(inner: PacketSink, interval: number, tick: (from: Time, to: Time) => void) {
    this.#inner = inner;
    this.#interval = BigInt(interval);
    this.#tick = tick;
    if (inner.interfaceId !== undefined) this.interfaceId = inner.interfaceId;
    if (inner.annotation !== undefined) this.annotation = inner.annotation;
  }

  describes(number: number, of: CaptureInterface): void {
    this.#inner.describes?.(number, of);
  }

  packet(
    data: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    if (
      nanoseconds >= 0 &&
      (seconds > this.#endSeconds || (seconds === this.#endSeconds && nanoseconds >= this.#endNanoseconds))
    ) {
      this.#passed(seconds, nanoseconds);
    }
    if (this.interfaceId !== undefined) this.#inner.interfaceId = this.interfaceId;
    if (this.annotation !== undefined) this.#inner.annotation = this.annotation;
    this.#inner.packet(data, offset, captured, original, linktype, seconds, nanoseconds);
  }

  /** An interval is over though no packet says so: the input is silent. */
  pass(): void {
    if (this.#from === null) return;
    const to = { seconds: this.#endSeconds, nanoseconds: this.#endNanoseconds };
    this.#tick(this.#from, to);
    this.#begin(to);
  }

  /** Where the interval that is not over began; null before the first packet. */
  get from(): Time | null {
    return this.#from;
  }

  #passed(seconds: number, nanoseconds: number): void {
    if (this.#from === null) {
      this.#begin({ seconds, nanoseconds });
      return;
    }
    this.pass();
    const behind = toBig({ seconds, nanoseconds }) - toBig(this.#from);
    if (behind < this.#interval) return;
    this.#begin(fromBig(toBig(this.#from) + behind - (behind % this.#interval)));
  }

  #begin(from: Time): void {
    this.#from = from;
    const end = fromBig(toBig(from) + this.#interval);
    this.#endSeconds = end.seconds;
    this.#endNanoseconds = end.nanoseconds;
  }
}

const toBig = ({ seconds, nanoseconds }: Time): bigint => BigInt(seconds) * BILLION + BigInt(nanoseconds);
const fromBig = (n: bigint): Time => ({ seconds: Number(n / BILLION), nanoseconds: Number(n % BILLION) });
