/** Hello messages of TLS and DTLS (RFC 8446, 4.1), and the fingerprints JA3 and JA3S of them. Never on the hot path. */

import type { Field } from "../../core/fields.ts";
import { timeText } from "../../core/format.ts";
import { bytesAt, hexText } from "../../core/values.ts";
import { Cursor } from "./cursor.ts";
import { hexNum, mark, moment, num, raw, str } from "./located.ts";
import { isGrease, tlsCiphers } from "./tls-ciphers.ts";
import { extensionFields, tellExtensions } from "./tls-extensions.ts";
import { messageFields, tellMessage } from "./tls-messages.ts";
import { TLS_COMPRESSION } from "./tls-numbers.ts";
import { partFields } from "./tls-parts.ts";
import { type Context, readable, vector, vectorFields } from "./tls-vectors.ts";
import { hasSession, settled, TLS_VERSIONS } from "./tls-words.ts";

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const VERIFY = 3;
const HELLO_RETRY = 6;
const RANDOM = 32;
/** What a server has in its place that asks for another hello (RFC 8446, 4.1.3). */
const RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
const TIME = 4;
const SUPPORTED_VERSIONS = 43;
const TLS13 = 0x0304;
const H = "tls.handshake";

/** What all handshake messages consist of. */
export const handshakeFields = (): Field[] => [
  hexNum(2, `${H}.version`, "Version", { values: TLS_VERSIONS }),
  raw(`${H}.random`, "Random", RANDOM),
  moment(`${H}.random_time`, "GMT Unix Time"),
  raw(`${H}.random_bytes`, "Random Bytes", RANDOM - TIME),
  num(1, `${H}.session_id_length`, "Session ID Length"),
  raw(`${H}.session_id`, "Session ID"),
  num(2, `${H}.cipher_suites_length`, "Cipher Suites Length"),
  mark(`${H}.ciphersuites`, "Cipher Suites"),
  hexNum(2, `${H}.ciphersuite`, "Cipher Suite", { values: tlsCiphers() }),
  num(1, `${H}.comp_methods_length`, "Compression Methods Length"),
  mark(`${H}.comp_methods`, "Compression Methods"),
  num(1, `${H}.comp_method`, "Compression Method", { values: TLS_COMPRESSION }),
  str(`${H}.ja3_full`, "JA3 Fullstring"),
  str(`${H}.ja3`, "JA3"),
  str(`${H}.ja3s_full`, "JA3S Fullstring"),
  str(`${H}.ja3s`, "JA3S"),
  ...partFields(),
  ...messageFields(),
  ...extensionFields(),
  ...vectorFields,
];

export const newContext = (isWhole: boolean, version = 0, cipher = 0): Context => ({
  isWhole,
  message: 0,
  version,
  cipher,
  types: [],
  groups: [],
  formats: [],
});

/**
 * Tells a message's fields; `c` stands behind its length. A server's hello says in `context` what it chose.
 * @param cookie a client's hello has one, as DTLS has
 */
export function tellHandshake(c: Cursor, type: number, context: Context, cookie = false): void {
  context.message = type;
  readable(() => {
    if (type === CLIENT_HELLO || type === SERVER_HELLO) tellHello(c, type, context, cookie);
    else if (type === VERIFY && cookie) {
      c.tell(`${H}.version`, 2);
      tellCookie(c);
    } else tellMessage(c, type, context);
  });
}

function tellHello(c: Cursor, type: number, context: Context, cookie: boolean): void {
  const isClient = type === CLIENT_HELLO;
  const version = c.number(`${H}.version`, 2);
  if (!isClient) context.version = settled(version);
  tellRandom(c, context);
  const hasAll = isClient || hasSession(version);
  const session = hasAll ? c.number(`${H}.session_id_length`, 1) : 0;
  if (session > 0) c.tell(`${H}.session_id`, session);
  const ciphers: number[] = [];
  if (isClient) {
    if (cookie) tellCookie(c);
    const suites = listed(c, context, `${H}.cipher_suites_length`, 2, `${H}.ciphersuites`);
    while (suites.left >= 2) ciphers.push(suites.number(`${H}.ciphersuite`, 2));
    const methods = listed(c, context, `${H}.comp_methods_length`, 1, `${H}.comp_methods`);
    while (methods.left > 0) methods.tell(`${H}.comp_method`, 1);
  } else {
    context.cipher = c.number(`${H}.ciphersuite`, 2);
    ciphers.push(context.cipher);
    if (hasAll) c.tell(`${H}.comp_method`, 1);
  }
  if (c.left > 0) tellExtensions(c, context);
  const { types, groups, formats } = context;
  const lists = isClient ? [ciphers, types, groups, formats] : [ciphers, types];
  const full = [version, ...lists.map(joined)].join();
  const kind = isClient ? "ja3" : "ja3s";
  c.here(`${H}.${kind}_full`, 0, full).add(`${H}.${kind}`, c.at, 0, () => digest(full), c.depth);
}

function listed(c: Cursor, context: Context, length: string, size: number, name: string): Cursor {
  const inner = vector(c, context, length, size);
  return inner.part(name, inner.left);
}

/** Tells with the names that DTLS has for the same. */
export const ofDtls = ({ data, add, at, end, depth }: Cursor): Cursor =>
  new Cursor(
    data,
    (name, ...where) => {
      if (name.startsWith("tls.")) add(`d${name}`, ...where);
    },
    at,
    end,
    depth,
  );

/** Whether a server's hello, whose random number `c` stands behind, says that what follows is TLS 1.3 (RFC 8446, 4.2.1). */
function choosesTls13({ data, at, end }: Cursor): boolean {
  if (at >= end) return false;
  let from = at + 1 + data.getUint8(at) + 3;
  for (from += 2; from + 6 <= end; from += 4 + data.getUint16(from + 2))
    if (data.getUint16(from) === SUPPORTED_VERSIONS) return settled(data.getUint16(from + 4)) === TLS13;
  return false;
}

/** The first four bytes were the sender's clock once (RFC 5246, 7.4.1.2). */
function tellRandom(c: Cursor, context: Context): void {
  const seconds = c.peek(TIME);
  const parts = c.here(`${H}.random`, RANDOM).within(RANDOM);
  if (hexText(bytesAt(c.data, parts.at, RANDOM)) === RETRY_RANDOM) context.message = HELLO_RETRY;
  // Since TLS 1.3 it is no clock.
  if (context.version === TLS13) return;
  if (context.message !== CLIENT_HELLO && choosesTls13(c)) return;
  parts.tell(`${H}.random_time`, TIME, timeText(seconds, 0)).tell(`${H}.random_bytes`, RANDOM - TIME);
}

/** What DTLS has a client say again (RFC 6347, 4.2.1). */
export const cookieFields: Field[] = [
  num(1, "dtls.handshake.cookie_length", "Cookie Length"),
  raw("dtls.handshake.cookie", "Cookie"),
];

function tellCookie(c: Cursor): void {
  const size = c.number(`${H}.cookie_length`, 1);
  if (size > 0) c.tell(`${H}.cookie`, size);
}

/** Without the values that say nothing but that they are to be ignored. */
const joined = (values: readonly number[]): string => values.filter((value) => !isGrease(value)).join("-");

let crypto: typeof import("node:crypto") | undefined;

function digest(text: string): string {
  // Loading it takes milliseconds.
  crypto ??= process.getBuiltinModule("node:crypto");
  return crypto.createHash("md5").update(text).digest("hex");
}
