/** Who wants to know more of the packets than a row keeps: when they came, and whether they named their tenant. */

export interface RowObserver {
  /**
   * True: told of every packet by itself. False: told only of those that waited for others (STT pieces, IP
   * fragments), and of several at once.
   */
  readonly each: boolean;
  /**
   * Packets got their row. Pieces get theirs when their frame ends, so not in the order of the capture.
   *
   * @param bytes       on the wire
   * @param nanoseconds of the first packet; below 0: it has no time
   * @param number      of the first packet in the capture, from 0
   * @param headerless  they do not carry the header that names their tenant
   */
  packets(
    row: number,
    packets: number,
    bytes: number,
    seconds: number,
    nanoseconds: number,
    number: number,
    headerless: boolean,
  ): void;
}
