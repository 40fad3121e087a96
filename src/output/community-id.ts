import { isIcmp } from "../core/icmp-ports.ts";

/** Loaded when it is first used: most commands do without, and start sooner. */
let crypto: typeof import("node:crypto") | undefined;

/**
 * Community ID, version 1, seed 0 (https://github.com/corelight/community-id-spec): the same text for both
 * directions of a conversation, so that tools that know nothing of each other can be joined.
 *
 * @param source     address as 32-bit words: one for IPv4, four for IPv6; likewise the destination
 * @param sourcePort of ICMP the type, and for a destination port that of the answer or, if there is none, the code
 * @param oneWay     ICMP without answers: the other direction is another conversation
 */
export function communityId(
  source: readonly number[],
  destination: readonly number[],
  proto: number,
  sourcePort: number,
  destinationPort: number,
  oneWay: boolean,
): string {
  const [a, b] = [bytesOf(source), bytesOf(destination)];
  const forward = oneWay || (Buffer.compare(a, b) || sourcePort - destinationPort) <= 0;
  const parts = [Buffer.from([0, 0]), ...(forward ? [a, b] : [b, a]), Buffer.from([proto, 0])];
  if (PORTS.has(proto) || isIcmp(proto)) {
    const ports = Buffer.alloc(4);
    ports.writeUInt16BE(forward ? sourcePort : destinationPort, 0);
    ports.writeUInt16BE(forward ? destinationPort : sourcePort, 2);
    parts.push(ports);
  }
  crypto ??= process.getBuiltinModule("node:crypto");
  return `1:${crypto.createHash("sha1").update(Buffer.concat(parts)).digest("base64")}`;
}

/** TCP, UDP, SCTP: the protocols whose ports the specification hashes. */
const PORTS: ReadonlySet<number> = new Set([6, 17, 132]);

function bytesOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => {
    bytes.writeInt32BE(word, 4 * i);
  });
  return bytes;
}
