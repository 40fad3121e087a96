/** Extensions of TLS's hello messages, a row each (RFC 8446, 4.2; RFC 6066; RFC 7301; RFC 8422; RFC 5746; RFC 7685). */

import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { hexNum, num, raw, str } from "./located.ts";
import { TLS_VERSIONS } from "./tls-words.ts";

/** DTLS has them too, with a d before. */
export const extensionFields: Field[] = [
  num(2, "tls.handshake.extensions_length", "Extensions Length"),
  num(2, "tls.handshake.extension.type", "Type"),
  num(2, "tls.handshake.extension.len", "Length"),
  raw("tls.handshake.extension.data", "Data"),
  num(2, "tls.handshake.extensions_server_name_list_len", "Server Name list length"),
  num(1, "tls.handshake.extensions_server_name_type", "Server Name Type"),
  num(2, "tls.handshake.extensions_server_name_len", "Server Name length"),
  str("tls.handshake.extensions_server_name", "Server Name"),
  num(1, "tls.handshake.extensions_status_request_type", "Certificate Status Type"),
  num(2, "tls.handshake.extensions_status_request_responder_ids_len", "Responder ID list Length"),
  num(2, "tls.handshake.extensions_status_request_exts_len", "Request Extensions Length"),
  num(2, "tls.handshake.extensions_supported_groups_length", "Supported Groups List Length"),
  hexNum(2, "tls.handshake.extensions_supported_group", "Supported Group"),
  num(1, "tls.handshake.extensions_ec_point_formats_length", "EC point formats Length"),
  num(1, "tls.handshake.extensions_ec_point_format", "EC point format"),
  num(2, "tls.handshake.sig_hash_alg_len", "Signature Hash Algorithms Length"),
  hexNum(2, "tls.handshake.sig_hash_alg", "Signature Algorithm"),
  num(1, "tls.handshake.sig_hash_hash", "Signature Hash Algorithm Hash"),
  num(1, "tls.handshake.sig_hash_sig", "Signature Hash Algorithm Signature"),
  num(2, "tls.handshake.extensions_alpn_len", "ALPN Extension Length"),
  num(1, "tls.handshake.extensions_alpn_str_len", "ALPN string length"),
  str("tls.handshake.extensions_alpn_str", "ALPN Next Protocol"),
  raw("tls.handshake.extensions_padding_data", "Padding Data"),
  num(1, "tls.handshake.extensions.supported_versions_len", "Supported Versions length"),
  hexNum(2, "tls.handshake.extensions.supported_version", "Supported Version", { values: TLS_VERSIONS }),
  num(1, "tls.extension.psk_ke_modes_length", "PSK Key Exchange Modes Length"),
  num(1, "tls.extension.psk_ke_mode", "PSK Key Exchange Mode"),
  num(2, "tls.handshake.extensions_key_share_client_length", "Client Key Share Length"),
  num(2, "tls.handshake.extensions_key_share_group", "Group"),
  num(2, "tls.handshake.extensions_key_share_key_exchange_length", "Key Exchange Length"),
  raw("tls.handshake.extensions_key_share_key_exchange", "Key Exchange"),
  num(2, "tls.handshake.extensions_key_share_selected_group", "Selected Group"),
  num(1, "tls.handshake.extensions_reneg_info_len", "Renegotiation info extension length"),
  raw("tls.handshake.extensions_reneg_info", "Renegotiation info"),
];

/** What a hello says in its extensions, beside their fields. */
export interface Said {
  /** The version that a server chose; 0: none. */
  version: number;
  types: number[];
  groups: number[];
  formats: number[];
}

type Body = (c: Cursor, isClient: boolean, said: Said) => void;

/** A list behind its length, of numbers of `size` bytes each. */
const list =
  (length: string, lengthSize: number, item: string, size: number, keep?: "groups" | "formats"): Body =>
  (c, _isClient, said) => {
    const items = c.within(c.number(`tls.${length}`, lengthSize), 0);
    while (items.left >= size) {
      const value = items.number(`tls.${item}`, size);
      if (keep !== undefined) said[keep].push(value);
    }
  };

const signatures: Body = (c) => {
  const items = c.within(c.number("tls.handshake.sig_hash_alg_len", 2), 0);
  while (items.left >= 2) {
    items.here("tls.handshake.sig_hash_alg", 2);
    items.tell("tls.handshake.sig_hash_hash", 1).tell("tls.handshake.sig_hash_sig", 1);
  }
};

function keyShare(c: Cursor): void {
  c.tell("tls.handshake.extensions_key_share_group", 2);
  const size = c.number("tls.handshake.extensions_key_share_key_exchange_length", 2);
  c.tell("tls.handshake.extensions_key_share_key_exchange", size);
}

const ALPN = "tls.handshake.extensions_alpn";
const STATUS = "tls.handshake.extensions_status_request";
const OCSP = 1;
const versions = list(
  "handshake.extensions.supported_versions_len",
  1,
  "handshake.extensions.supported_version",
  2,
);

const BODIES: Readonly<Record<number, Body>> = {
  0: (c) => {
    const names = c.within(c.number("tls.handshake.extensions_server_name_list_len", 2), 0);
    while (names.left > 0) {
      names.tell("tls.handshake.extensions_server_name_type", 1);
      const size = names.number("tls.handshake.extensions_server_name_len", 2);
      names.text("tls.handshake.extensions_server_name", size);
    }
  },
  5: (c, isClient) => {
    if (!isClient || c.number(`${STATUS}_type`, 1) !== OCSP) return;
    c.skip(c.number(`${STATUS}_responder_ids_len`, 2));
    c.skip(c.number(`${STATUS}_exts_len`, 2));
  },
  10: list(
    "handshake.extensions_supported_groups_length",
    2,
    "handshake.extensions_supported_group",
    2,
    "groups",
  ),
  11: list(
    "handshake.extensions_ec_point_formats_length",
    1,
    "handshake.extensions_ec_point_format",
    1,
    "formats",
  ),
  13: signatures,
  16: (c) => {
    const names = c.within(c.number(`${ALPN}_len`, 2), 0);
    while (names.left > 0) names.text(`${ALPN}_str`, names.number(`${ALPN}_str_len`, 1));
  },
  21: (c) => c.tell("tls.handshake.extensions_padding_data", c.left),
  34: signatures,
  43: (c, isClient, said) => {
    if (isClient) versions(c, isClient, said);
    else said.version = c.number("tls.handshake.extensions.supported_version", 2);
  },
  45: list("extension.psk_ke_modes_length", 1, "extension.psk_ke_mode", 1),
  50: signatures,
  51: (c, isClient) => {
    if (isClient) {
      const shares = c.within(c.number("tls.handshake.extensions_key_share_client_length", 2), 0);
      while (shares.left > 0) keyShare(shares);
    } else if (c.left === 2) c.tell("tls.handshake.extensions_key_share_selected_group", 2);
    else keyShare(c);
  },
  65281: (c) => {
    const size = c.number("tls.handshake.extensions_reneg_info_len", 1);
    if (size > 0) c.tell("tls.handshake.extensions_reneg_info", size);
  },
};

/** The same of DTLS. */
export const dtlsExtensionFields: readonly Field[] = extensionFields.map((field) => ({
  ...field,
  name: `d${field.name}`,
}));

/** Known ones that are not looked into; of all others the bytes are told. */
const NAMED: ReadonlySet<number> = new Set([
  ...[1, 2, 3, 4, 7, 14, 15, 17, 18, 19, 20, 22, 23, 25, 27, 28, 41, 42, 44, 47, 48, 49, 53, 57],
  ...[13172, 17513, 65445],
]);

/** Tells the extensions at the end of a hello; `c` stands before their length. */
export function tellExtensions(c: Cursor, isClient: boolean, said: Said): void {
  const extensions = c.within(c.number("tls.handshake.extensions_length", 2));
  while (extensions.left > 0) {
    const kind = extensions.number("tls.handshake.extension.type", 2);
    said.types.push(kind);
    const inner = extensions.within(extensions.number("tls.handshake.extension.len", 2));
    if (inner.left === 0) continue;
    if (BODIES[kind] !== undefined) BODIES[kind](inner, isClient, said);
    else if (!NAMED.has(kind)) inner.tell("tls.handshake.extension.data", inner.left);
  }
}
