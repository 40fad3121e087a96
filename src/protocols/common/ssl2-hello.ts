/** A hello of TLS in the format of SSL 2.0, as old clients begin (RFC 5246, E.2). Never on the hot path. */
import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { hexNum, mark, num } from "./located.ts";
import { tlsCiphers } from "./tls-ciphers.ts";

//  0         2    3         5         7         9         11
// +---------+----+---------+---------+---------+---------+-------------------------------+
// |1| length|  1 | version | specs   | session | chall.  | ciphers (3 bytes each), …     |
// +---------+----+---------+---------+---------+---------+-------------------------------+

const HEADER = 11;
const LENGTH = 2;
const [SSL2, SSL3, TLS12] = [0x0002, 0x0300, 0x0303];
const CLIENT_HELLO = 1;
const CIPHER = 3;
const H = "tls.handshake";

/** SSL 2.0's own ciphers; those of TLS stand behind a zero. */
const SPECS: Readonly<Record<number, string>> = {
  65664: "SSL2_RC4_128_WITH_MD5",
  131200: "SSL2_RC4_128_EXPORT40_WITH_MD5",
  196736: "SSL2_RC2_128_CBC_WITH_MD5",
  262272: "SSL2_RC2_128_CBC_EXPORT40_WITH_MD5",
  327808: "SSL2_IDEA_128_CBC_WITH_MD5",
  393280: "SSL2_DES_64_CBC_WITH_MD5",
  458944: "SSL2_DES_192_EDE3_CBC_WITH_MD5",
};

export const ssl2Fields = (): Field[] => [
  num(2, `${H}.cipher_spec_len`, "Cipher Spec Length"),
  num(2, `${H}.challenge_length`, "Challenge Length"),
  hexNum(3, `${H}.cipherspec`, "Cipher Spec", { values: { ...tlsCiphers(), ...SPECS } }),
  mark(`${H}.challenge`, "Challenge"),
];

/** The first byte of a length under 256, and none has more: it says that the header has two bytes. */
export const SSL2_START = "80";
const START = Number.parseInt(SSL2_START, 16);

/** How long the record at `o` is, in bytes with its header; 0: none begins there. Its lengths must add up. */
export function ssl2HelloLength(d: DataView, o: number, lim: number): number {
  if (o + HEADER > lim || d.getUint8(o) !== START || d.getUint8(o + 2) !== CLIENT_HELLO) return 0;
  const version = d.getUint16(o + 3);
  if (version !== SSL2 && (version < SSL3 || version > TLS12)) return 0;
  const specs = d.getUint16(o + 5);
  const size = HEADER + specs + d.getUint16(o + 7) + d.getUint16(o + 9);
  return specs % CIPHER === 0 && size === LENGTH + d.getUint8(o + 1) ? size : 0;
}

export function tellSsl2Hello(c: Cursor, size: number): void {
  const r = c.here("tls.record", Math.min(size, c.left), true).within(Math.min(size, c.left));
  r.here("tls.record.version", 0, SSL2).tell("tls.record.length", LENGTH, size - LENGTH);
  r.tell(`${H}.type`, 1).tell(`${H}.version`, 2);
  const specs = r.number(`${H}.cipher_spec_len`, 2);
  const session = r.number(`${H}.session_id_length`, 2);
  const challenge = r.number(`${H}.challenge_length`, 2);
  const list = r.part(`${H}.ciphersuites`, Math.min(specs, r.left));
  while (list.left >= CIPHER) list.tell(`${H}.cipherspec`, CIPHER);
  if (session > 0) r.tell(`${H}.session_id`, Math.min(session, r.left));
  if (challenge > 0) r.tell(`${H}.challenge`, Math.min(challenge, r.left), true);
}
