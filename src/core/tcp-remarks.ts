/**
 * What may be remarkable about a TCP segment after those before it. Wireshark's users know the names; a set of
 * remarks is a sum of bits.
 */
export enum Remark {
  probeAnswer = 0x1,
  zeroWindow = 0x2,
  probe = 0x4,
  duplicate = 0x8,
  keepAliveAnswer = 0x10,
  keepAlive = 0x20,
  windowFull = 0x40,
  windowUpdate = 0x80,
  unseen = 0x100,
  missing = 0x200,
  retransmission = 0x400,
  fast = 0x800,
  spurious = 0x1000,
  outOfOrder = 0x2000,
  reusedPorts = 0x4000,
}

/** What a connection has shown of itself so far, in one number as Wireshark's tcp.completeness. */
export enum Part {
  syn = 1,
  synAck = 2,
  ack = 4,
  data = 8,
  fin = 16,
  reset = 32,
}
