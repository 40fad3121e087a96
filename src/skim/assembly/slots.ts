/** Which layouts are tried for a packet, and in which order: those that packets had whose outermost headers are alike. */

// As a part of a cache.
/** Where the type of what they carry stands in packets, and above 16 bits where their first header ends. */
const LINK: usize = 20;
/** u16s: numbers of the layouts that are tried for packets of a slot, the last one that fitted first; 0: none. */
const TRIED: usize = 4096;
const SLOTS: u32 = 1024;
export const WAY: usize = 2;
export const WAYS: usize = 16 * WAY;

// Lengths of headers, and where IP names what it carries; types of Ethernet, in WebAssembly's order, and IP protocols.
const TAG: usize = 4;
const LABEL: usize = 4;
const PPPOE_LENGTH: usize = 6;
const IP_LENGTH: usize = 20;
const IP6_LENGTH: usize = 40;
const IP_PROTOCOL: usize = 9;
const IP6_NEXT: usize = 6;
const IPV4: u32 = 0x0008;
const IPV6: u32 = 0xdd86;
const TAGGED: u32 = 0x0081;
const SERVICE_TAGGED: u32 = 0xa888;
const MPLS: u32 = 0x4788;
const PPP_SESSION: u32 = 0x6488;
const IN_IP: u32 = 4;
const TCP: u32 = 6;
const UDP: u32 = 17;
const V6_IN_IP: u32 = 41;
const GRE: u32 = 47;
/** In WebAssembly's order; elsewhere it may be as well, which takes longer. */
const STT_PORT: u32 = 0x2f1d;
/** Where a piece begins in its frame, and in place of the protocol: one with which a frame begins, and one that follows. */
const STT_OFFSET: usize = 6;
const STT: u32 = TCP + 1;
const STT_PIECE: u32 = TCP + 2;

/** Some of what tells packets with other headers apart behind the IP header that ends at `at`. */
function carriedBy(protocol: u32, at: usize): u32 {
  // The port, and how what it carries begins.
  if (protocol === UDP) return load<u16>(at, 2) ^ ((<u32>load<u16>(at, 8)) << 16) ^ protocol;
  // STT, which looks like it. Pieces that follow others are in no layout.
  if (protocol === TCP && load<u16>(at, 2) === STT_PORT)
    return load<u16>(at, STT_OFFSET) === 0 ? STT : STT_PIECE;
  // Flags and type.
  if (protocol === GRE) return load<u32>(at) ^ protocol;
  if (protocol === IN_IP) return ((<u32>load<u8>(at, IP_PROTOCOL)) << 16) | protocol;
  if (protocol === V6_IN_IP) return ((<u32>load<u8>(at, IP6_NEXT)) << 16) | protocol;
  return protocol;
}

/** The same behind an Ethernet header, or tags, that end at `at`. */
function framedBy(type: u32, at: usize): u32 {
  if (type === IPV4) return carriedBy(load<u8>(at, IP_PROTOCOL), at + IP_LENGTH);
  if (type === IPV6) return carriedBy(load<u8>(at, IP6_NEXT), at + IP6_LENGTH);
  if (type === PPP_SESSION) return load<u16>(at, PPPOE_LENGTH);
  if (type !== MPLS) return 0;
  const bottom = load<u8>(at, 2) & 1;
  return ((<u32>load<u8>(at + (bottom !== 0 ? LABEL : 2 * LABEL), IP_PROTOCOL)) << 1) | bottom;
}

/** Where the numbers of the layouts stand that are tried for a packet: packets whose outermost headers are alike. */
export function triedFor(cache: usize, at: usize): usize {
  const link: usize = load<u32>(cache, LINK);
  let type: u32 = load<u16>(at + (link & 0xffff));
  at += link >> 16;
  let tags: u32 = 0;
  for (; tags < 2 && (type === TAGGED || type === SERVICE_TAGGED); tags++) {
    at += TAG;
    type = load<u16>(at - 2);
  }
  const h = ((type ^ (tags << 16)) * 0x9e3779b1) ^ (framedBy(type, at) * 0x85ebca77);
  return cache + TRIED + <usize>((h ^ (h >> 15)) & (SLOTS - 1)) * WAYS;
}

/** Has a layout tried first for packets like this one; the one tried last is forgotten there. */
export function prefer(cache: usize, number: u32, at: usize): void {
  const tried = triedFor(cache, at);
  let way: usize = 0;
  while (way < WAYS - WAY && load<u16>(tried + way) !== number && load<u16>(tried + way) !== 0) way += WAY;
  for (; way > 0; way -= WAY) store<u16>(tried + way, load<u16>(tried + way - WAY));
  store<u16>(tried, <u16>number);
}
