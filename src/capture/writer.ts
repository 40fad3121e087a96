export interface PcapFormat {
  nanosecond: boolean;
  bigEndian?: boolean;
  /** LINKTYPE_ number. */
  linktype: number;
  /** The most bytes of a packet that are kept. */
  snaplen: number;
}

/** The 24-byte header of a classic pcap file of version 2.4. */
export function pcapHeader(format: PcapFormat): Uint8Array {
  const little = !format.bigEndian;
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, format.nanosecond ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, format.snaplen, little);
  view.setUint32(20, format.linktype, little);
  return bytes;
}

/**
 * One record of such a file: its 16-byte header and the packet.
 *
 * @param packet       the captured bytes; copied
 * @param original     length on the wire, in bytes
 * @param seconds      since 1970, below 2^32
 * @param nanoseconds  0 to 999,999,999; a file of microseconds drops the last three digits. A packet
 *   without a time (-1) gets 0, for which pcap has no other word.
 */
export function pcapRecord(
  format: PcapFormat,
  packet: Uint8Array,
  original: number,
  seconds: number,
  nanoseconds: number,
): Uint8Array {
  const little = !format.bigEndian;
  const bytes = new Uint8Array(16 + packet.length);
  const view = new DataView(bytes.buffer);
  const fraction = Math.max(nanoseconds, 0);
  view.setUint32(0, seconds, little);
  view.setUint32(4, format.nanosecond ? fraction : Math.floor(fraction / 1000), little);
  view.setUint32(8, packet.length, little);
  view.setUint32(12, original, little);
  bytes.set(packet, 16);
  return bytes;
}
