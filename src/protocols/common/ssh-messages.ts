/** What Secure Shell says in clear (RFC 4253, 4.2, 6 and 7.1). Never on the hot path. */
import { type Cursor, startsWith } from "./cursor.ts";

/** The lists of a key exchange (RFC 4253, 7.1), in their order. */
export const KEX_LISTS = [
  "kex_algorithms",
  "server_host_key_algorithms",
  "encryption_algorithms_client_to_server",
  "encryption_algorithms_server_to_client",
  "mac_algorithms_client_to_server",
  "mac_algorithms_server_to_client",
  "compression_algorithms_client_to_server",
  "compression_algorithms_server_to_client",
  "languages_client_to_server",
  "languages_server_to_client",
] as const;

export const SSH_BANNER = "SSH-";
/** Longest packet that everybody must take (RFC 4253, 6.1), and longest line of a version (4.2). */
const MAX_PACKET = 35000;
export const MAX_BANNER = 255;
export const [KEX_INIT, NEW_KEYS] = [20, 21];

/** SSH-1.x or SSH-2.x */
export function startsBanner(d: DataView, o: number, lim: number): boolean {
  if (!startsWith(d, o, lim, SSH_BANNER) || o + 6 > lim) return false;
  const major = d.getUint8(o + SSH_BANNER.length);
  return (major === 0x31 || major === 0x32) && d.getUint8(o + SSH_BANNER.length + 1) === 0x2e;
}

/** A packet of the key exchange in clear, of which not all need be there. */
export function isClearPacket(c: Cursor): boolean {
  if (c.left < 6) return false;
  const [length, padding, code] = [c.peek(4), c.peek(1, 4), c.peek(1, 5)];
  return (
    length >= padding + 2 &&
    length <= MAX_PACKET &&
    padding >= 4 &&
    (length + 4) % 8 === 0 &&
    ((code >= KEX_INIT && code <= NEW_KEYS) || (code >= 30 && code <= 34))
  );
}

/** Tells a key exchange's first message behind its code. */
export function tellKeyExchange(c: Cursor, isServer: boolean): void {
  c.tell("ssh.cookie", 16);
  const lists = KEX_LISTS.map((name) => c.text(`ssh.${name}`, c.number(`ssh.${name}_length`, 4)));
  c.tell("ssh.first_kex_packet_follows", 1).tell("ssh.kex.reserved", 4);
  const words = (isServer ? FINGERPRINTS.server : FINGERPRINTS.client).map((i) => lists[i]).join(";");
  const prefix = `ssh.kex.hassh${isServer ? "server" : ""}`;
  c.add(`${prefix}_algorithms`, c.at, 0, words, c.depth);
  c.add(prefix, c.at, 0, () => md5(words), c.depth);
}

/** Places in KEX_LISTS of what tells implementations apart: key exchange, ciphers, MACs, compressions that it sends. */
const FINGERPRINTS = { client: [0, 2, 4, 6], server: [0, 3, 5, 7] };

const md5 = (text: string): string =>
  process.getBuiltinModule("node:crypto").createHash("md5").update(text, "latin1").digest("hex");
