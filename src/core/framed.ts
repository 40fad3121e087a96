/**
 * Where a packet has the headers of an STT frame in one piece, in bytes from its first one, as a number that compiled code
 * keeps for all packets with the same headers. 0: it is no such frame.
 */
export type Framed = number;

/** @param header of STT, as TCP's @param ip of the IP header before it; both below 2^15 */
export function framed(header: number, ip: number): Framed {
  return header | (ip << 16);
}

export function headerOf(frame: Framed): number {
  return frame & 0xffff;
}

export function ipOf(frame: Framed): number {
  return frame >>> 16;
}
