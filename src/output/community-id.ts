/** Loaded when it is first used: most commands do without, and start sooner. */
let crypto: typeof import("node:crypto") | undefined;

/**
 * Community ID, version 1, seed 0 (https://github.com/corelight/community-id-spec): the same text for both
 * directions of a conversation, so that tools that know nothing of each other can be joined.
 *
 * @param source       address as 32-bit words: one for IPv4, four for IPv6; likewise the destination
 * @returns null for ICMP, whose type and code it needs and flows here do not have
 */
export function communityId(
  source: readonly number[],
  destination: readonly number[],
  proto: number,
  sourcePort: number,
  destinationPort: number,
): string | null {
  if (proto === ICMP || proto === ICMPV6) return null;
  const [a, b] = [bytesOf(source), bytesOf(destination)];
  const order = Buffer.compare(a, b) || sourcePort - destinationPort;
  const [first, second] = order <= 0 ? [a, b] : [b, a];
  const [port1, port2] = order <= 0 ? [sourcePort, destinationPort] : [destinationPort, sourcePort];
  const parts = [Buffer.from([0, 0]), first, second, Buffer.from([proto, 0])];
  if (PORTS.has(proto)) {
    const ports = Buffer.alloc(4);
    ports.writeUInt16BE(port1, 0);
    ports.writeUInt16BE(port2, 2);
    parts.push(ports);
  }
  crypto ??= process.getBuiltinModule("node:crypto");
  return `1:${crypto.createHash("sha1").update(Buffer.concat(parts)).digest("base64")}`;
}

const ICMP = 1;
const ICMPV6 = 58;
/** TCP, UDP, SCTP: the protocols whose ports the specification hashes. */
const PORTS: ReadonlySet<number> = new Set([6, 17, 132]);

function bytesOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => {
    bytes.writeInt32BE(word, 4 * i);
  });
  return bytes;
}
