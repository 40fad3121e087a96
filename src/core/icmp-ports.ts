/**
 * What stands where ICMP has no ports, as Zeek and the Community ID have it: the type, and the type of the answer
 * or, where there are no answers, the code. So a message and its answer are both directions of one flow.
 *
 * As ports it is `type << 16 | answer`. Without answers a bit is set in the lower half, which keeps the other
 * direction's messages of such types apart: they are no answers either.
 */

const ICMP = 1;
const ICMPV6 = 58;
const ONE_WAY = 0x8000;
/** The type was not captured. */
export const ICMP_UNKNOWN = (ONE_WAY << 16) | ONE_WAY;

/** Types whose messages answer each other (Community ID specification, version 1). */
const PAIRS: readonly (readonly [proto: number, request: number, reply: number])[] = [
  [ICMP, 8, 0], // echo
  [ICMP, 10, 9], // router solicitation
  [ICMP, 13, 14], // timestamp
  [ICMP, 15, 16], // information
  [ICMP, 17, 18], // address mask
  [ICMPV6, 128, 129], // echo
  [ICMPV6, 130, 131], // listener query
  [ICMPV6, 133, 134], // router solicitation
  [ICMPV6, 135, 136], // neighbour solicitation
  [ICMPV6, 139, 140], // node information
  [ICMPV6, 144, 145], // home agent address discovery
];

/** By type: the answer's, -1: it has none. */
const answers = new Map([ICMP, ICMPV6].map((proto) => [proto, new Int16Array(256).fill(-1)]));
for (const [proto, request, reply] of PAIRS) {
  const of = answers.get(proto) as Int16Array;
  of[request] = reply;
  of[reply] = request;
}
const answersV4 = answers.get(ICMP) as Int16Array;
const answersV6 = answers.get(ICMPV6) as Int16Array;

export const isIcmp = (proto: number): boolean => proto === ICMP || proto === ICMPV6;

/** @param proto for which isIcmp holds */
export function icmpPorts(proto: number, type: number, code: number): number {
  const answer = (proto === ICMP ? answersV4 : answersV6)[type];
  return (type << 16) | (answer < 0 ? ONE_WAY | code : answer);
}

/** Messages of this kind have no other direction. */
export const isOneWay = (ports: number): boolean => (ports & ONE_WAY) !== 0;

/** The two halves as they are shown. */
export const icmpHalves = (ports: number): [type: number, answerOrCode: number] => [
  ports >>> 16,
  ports & ~ONE_WAY & 0xffff,
];
