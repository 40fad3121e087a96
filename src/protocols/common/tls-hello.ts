/** Hello messages of TLS and DTLS (RFC 8446, 4.1; RFC 6066, 3; RFC 7301, 3.1). Never on the hot path. */

import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { hexNum, num, raw, str } from "./located.ts";
import { TLS_VERSIONS } from "./tls-words.ts";

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;
const RANDOM = 32;

/** Their fields, with Wireshark's prefix for the protocol. */
export const helloFields = (prefix: string): Field[] => [
  hexNum(2, `${prefix}.handshake.version`, "Version", { values: TLS_VERSIONS }),
  raw(`${prefix}.handshake.random`, "Random", RANDOM),
  num(1, `${prefix}.handshake.session_id_length`, "Session ID Length"),
  raw(`${prefix}.handshake.session_id`, "Session ID"),
  num(2, `${prefix}.handshake.cipher_suites_length`, "Cipher Suites Length"),
  hexNum(2, `${prefix}.handshake.ciphersuite`, "Cipher Suite"),
  num(1, `${prefix}.handshake.comp_methods_length`, "Compression Methods Length"),
  num(1, `${prefix}.handshake.comp_method`, "Compression Method"),
];

/** Those of extensions, which DTLS shares with TLS. */
export const extensionFields: Field[] = [
  num(2, "tls.handshake.extensions_length", "Extensions Length"),
  num(2, "tls.handshake.extension.type", "Type"),
  num(2, "tls.handshake.extension.len", "Length"),
  num(2, "tls.handshake.extensions_server_name_list_len", "Server Name list length"),
  num(1, "tls.handshake.extensions_server_name_type", "Server Name Type"),
  num(2, "tls.handshake.extensions_server_name_len", "Server Name length"),
  str("tls.handshake.extensions_server_name", "Server Name"),
  num(2, "tls.handshake.extensions_alpn_len", "ALPN Extension Length"),
  num(1, "tls.handshake.extensions_alpn_str_len", "ALPN string length"),
  str("tls.handshake.extensions_alpn_str", "ALPN Next Protocol"),
  num(1, "tls.handshake.extensions.supported_versions_len", "Supported Versions length"),
  hexNum(2, "tls.handshake.extensions.supported_version", "Supported Version", { values: TLS_VERSIONS }),
];

/**
 * Tells a hello's fields; `c` stands behind the message's length. `cookie`: it has one, as DTLS has.
 * @returns the version that a server chose, else the message's
 */
export function tellHello(c: Cursor, type: number, prefix: string, cookie = false): number {
  if (type !== CLIENT_HELLO && type !== SERVER_HELLO) return 0;
  let version = c.number(`${prefix}.handshake.version`, 2);
  c.tell(`${prefix}.handshake.random`, RANDOM);
  const session = c.number(`${prefix}.handshake.session_id_length`, 1);
  if (session > 0) c.tell(`${prefix}.handshake.session_id`, session);
  if (type === CLIENT_HELLO) {
    if (cookie) {
      const size = c.peek(1);
      c.skip(1 + size);
    }
    const suites = c.within(c.number(`${prefix}.handshake.cipher_suites_length`, 2));
    while (suites.left >= 2) suites.tell(`${prefix}.handshake.ciphersuite`, 2);
    const methods = c.within(c.number(`${prefix}.handshake.comp_methods_length`, 1));
    while (methods.left > 0) methods.tell(`${prefix}.handshake.comp_method`, 1);
  } else {
    c.tell(`${prefix}.handshake.ciphersuite`, 2).tell(`${prefix}.handshake.comp_method`, 1);
  }
  if (c.left < 2) return version;
  const extensions = c.within(c.number("tls.handshake.extensions_length", 2));
  while (extensions.left > 0) {
    const kind = extensions.number("tls.handshake.extension.type", 2);
    const inner = extensions.within(extensions.number("tls.handshake.extension.len", 2));
    const chosen = tellExtension(inner, kind, type);
    if (chosen !== 0) version = chosen;
  }
  return version;
}

function tellExtension(c: Cursor, kind: number, type: number): number {
  if (kind === SERVER_NAME && c.left > 0) {
    const list = c.within(c.number("tls.handshake.extensions_server_name_list_len", 2), 0);
    while (list.left > 0) {
      list.tell("tls.handshake.extensions_server_name_type", 1);
      list.text(
        "tls.handshake.extensions_server_name",
        list.number("tls.handshake.extensions_server_name_len", 2),
      );
    }
  } else if (kind === ALPN && c.left > 0) {
    const list = c.within(c.number("tls.handshake.extensions_alpn_len", 2), 0);
    while (list.left > 0)
      list.text("tls.handshake.extensions_alpn_str", list.number("tls.handshake.extensions_alpn_str_len", 1));
  } else if (kind === SUPPORTED_VERSIONS) {
    if (type === SERVER_HELLO) return c.number("tls.handshake.extensions.supported_version", 2);
    const list = c.within(c.number("tls.handshake.extensions.supported_versions_len", 1), 0);
    while (list.left >= 2) list.tell("tls.handshake.extensions.supported_version", 2);
  }
  return 0;
}
