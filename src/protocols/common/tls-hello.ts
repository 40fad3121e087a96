/** Hello messages of TLS and DTLS (RFC 8446, 4.1), and the fingerprints JA3 and JA3S of them. Never on the hot path. */

import type { Field } from "../../core/fields.ts";
import { timeText } from "../../core/format.ts";
import { Cursor } from "./cursor.ts";
import { hexNum, num, raw, str } from "./located.ts";
import { type Said, tellExtensions } from "./tls-extensions.ts";
import { TLS_VERSIONS } from "./tls-words.ts";

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const VERIFY = 3;
const CERTIFICATE = 11;
const RANDOM = 32;
const TIME = 4;

/** Their fields, with Wireshark's prefix for the protocol. */
export const helloFields = (prefix: string): Field[] => [
  hexNum(2, `${prefix}.handshake.version`, "Version", { values: TLS_VERSIONS }),
  raw(`${prefix}.handshake.random`, "Random", RANDOM),
  str(`${prefix}.handshake.random_time`, "GMT Unix Time"),
  raw(`${prefix}.handshake.random_bytes`, "Random Bytes", RANDOM - TIME),
  num(1, `${prefix}.handshake.session_id_length`, "Session ID Length"),
  raw(`${prefix}.handshake.session_id`, "Session ID"),
  num(2, `${prefix}.handshake.cipher_suites_length`, "Cipher Suites Length"),
  hexNum(2, `${prefix}.handshake.ciphersuite`, "Cipher Suite"),
  num(1, `${prefix}.handshake.comp_methods_length`, "Compression Methods Length"),
  num(1, `${prefix}.handshake.comp_method`, "Compression Method"),
  str(`${prefix}.handshake.ja3_full`, "JA3 Fullstring"),
  str(`${prefix}.handshake.ja3`, "JA3"),
  str(`${prefix}.handshake.ja3s_full`, "JA3S Fullstring"),
  str(`${prefix}.handshake.ja3s`, "JA3S"),
  num(3, `${prefix}.handshake.certificates_length`, "Certificates Length"),
  num(3, `${prefix}.handshake.certificate_length`, "Certificate Length"),
  raw(`${prefix}.handshake.certificate`, "Certificate"),
];

/**
 * Tells a message's fields; `c` stands behind its length. `cookie`: a client's hello has one, as DTLS has.
 * @returns the version that a server chose, else the message's
 */
export function tellHello(c: Cursor, type: number, prefix: string, cookie = false): number {
  const name = (end: string) => `${prefix}.handshake.${end}`;
  if (type === CERTIFICATE) tellCertificates(c, name);
  if (type === VERIFY && cookie) {
    c.tell(name("version"), 2);
    tellCookie(c);
  }
  if (type !== CLIENT_HELLO && type !== SERVER_HELLO) return 0;
  const isClient = type === CLIENT_HELLO;
  const version = c.number(name("version"), 2);
  tellRandom(c, name);
  const session = c.number(name("session_id_length"), 1);
  if (session > 0) c.tell(name("session_id"), session);
  const ciphers: number[] = [];
  if (isClient) {
    if (cookie) tellCookie(c);
    const suites = c.within(c.number(name("cipher_suites_length"), 2));
    while (suites.left >= 2) ciphers.push(suites.number(name("ciphersuite"), 2));
    const methods = c.within(c.number(name("comp_methods_length"), 1));
    while (methods.left > 0) methods.tell(name("comp_method"), 1);
  } else {
    ciphers.push(c.number(name("ciphersuite"), 2));
    c.tell(name("comp_method"), 1);
  }
  const said: Said = { version: 0, types: [], groups: [], formats: [] };
  if (c.left >= 2) tellExtensions(prefix === "tls" ? c : ofDtls(c), isClient, said);
  const lists = isClient ? [ciphers, said.types, said.groups, said.formats] : [ciphers, said.types];
  const full = [version, ...lists.map(joined)].join();
  const kind = isClient ? "ja3" : "ja3s";
  c.here(name(`${kind}_full`), 0, full).add(name(kind), c.at, 0, () => digest(full), c.depth);
  return said.version === 0 ? version : said.version;
}

/** The rest, whose fields have the names of DTLS. */
function ofDtls({ data, add, at, end, depth }: Cursor): Cursor {
  return new Cursor(data, (name, ...where) => add(`d${name}`, ...where), at, end, depth);
}

/** The first four bytes were the sender's clock once (RFC 5246, 7.4.1.2). */
function tellRandom(c: Cursor, name: (end: string) => string): void {
  const seconds = c.peek(TIME);
  c.here(name("random"), RANDOM).tell(name("random_time"), TIME, timeText(seconds, 0));
  c.tell(name("random_bytes"), RANDOM - TIME);
}

/** What DTLS has a client say again (RFC 6347, 4.2.1). */
export const cookieFields: Field[] = [
  num(1, "dtls.handshake.cookie_length", "Cookie Length"),
  raw("dtls.handshake.cookie", "Cookie"),
];

function tellCookie(c: Cursor): void {
  const size = c.number("dtls.handshake.cookie_length", 1);
  if (size > 0) c.tell("dtls.handshake.cookie", size);
}

/** Of TLS up to 1.2; later ones are encrypted. */
function tellCertificates(c: Cursor, name: (end: string) => string): void {
  const list = c.within(c.number(name("certificates_length"), 3));
  while (list.left > 0) list.tell(name("certificate"), list.number(name("certificate_length"), 3));
}

/** Without the values that say nothing but that they are to be ignored (RFC 8701): 0x0a0a, 0x1a1a … */
const joined = (values: readonly number[]): string =>
  values.filter((value) => (value & 0x0f0f) !== 0x0a0a || value >> 8 !== (value & 0xff)).join("-");

let crypto: typeof import("node:crypto") | undefined;

function digest(text: string): string {
  // Loading it takes milliseconds.
  crypto ??= process.getBuiltinModule("node:crypto");
  return crypto.createHash("md5").update(text).digest("hex");
}
