/** Where a reader hands its packets over: one call a packet, no object made. */
export interface PacketSink {
  /** Set before `packet` by formats that number their interfaces; -1: they do not. */
  interfaceId?: number;
  /**
   * Takes one captured packet. `data` is the reader's own buffer and is only valid during the call.
   *
   * @param data         buffer that holds the packet
   * @param offset       where the packet starts in `data`, in bytes
   * @param captured     bytes of it that are there (at most `original` in a sane capture)
   * @param original     its length on the wire, in bytes
   * @param linktype     LINKTYPE_ number of its interface (https://www.tcpdump.org/linktypes.html)
   * @param seconds      capture time, whole seconds since 1970 UTC, 0 or more
   * @param nanoseconds  0 to 999,999,999; -1 when the capture gives the packet no time (pcapng SPB)
   */
  packet(
    data: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void;
}
