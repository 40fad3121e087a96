/** Extensions of TLS's hello messages, a row each (RFC 8446, 4.2; RFC 6066; RFC 7301; RFC 8422; RFC 5746 …). */

import type { Field } from "../../core/fields.ts";
import { timeText } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";
import { hexNum, mark, moment, num, raw, said, str } from "./located.ts";
import { tlsCiphers } from "./tls-ciphers.ts";
import { TLS_EXTENSIONS, TLS_GROUPS, TLS_POINTS } from "./tls-numbers.ts";
import { authorities, signature, signatureAlgorithm, signatureAlgorithms } from "./tls-parts.ts";
import { quicParameterFields, tellQuicParameters } from "./tls-quic.ts";
import { type Context, finish, opaque, vector, whole } from "./tls-vectors.ts";
import { settled, TLS_VERSIONS } from "./tls-words.ts";

/** Types of the messages that have extensions. */
const [CLIENT_HELLO, SERVER_HELLO, TICKET, HELLO_RETRY, ENCRYPTED, REQUEST] = [1, 2, 4, 6, 8, 13];
const H = "tls.handshake";
const E = `${H}.extensions`;
const STATUS = `${E}_status_request`;
const COMPRESS = "tls.compress_certificate";
const CERTIFICATES = { 0: "X.509", 1: "OpenPGP", 2: "Raw Public Key" };
const FRAGMENTS = { 1: "512", 2: "1024", 3: "2048", 4: "4096" };
const HEARTBEATS = { 1: "Peer allowed to send requests", 2: "Peer not allowed to send requests" };
const PSK_MODES = {
  0: "PSK-only key establishment (psk_ke)",
  1: "PSK with (EC)DHE key establishment (psk_dhe_ke)",
};
export const TLS_COMPRESSIONS = { 1: "zlib", 2: "brotli", 3: "zstd" };

/** DTLS has them too, with a d before. */
export const extensionFields = (): Field[] => [
  num(2, `${E}_length`, "Extensions Length"),
  num(2, `${H}.extension.type`, "Type", { values: TLS_EXTENSIONS }),
  num(2, `${H}.extension.len`, "Length"),
  raw(`${H}.extension.data`, "Data"),
  num(2, `${E}_server_name_list_len`, "Server Name list length"),
  num(1, `${E}_server_name_type`, "Server Name Type", { values: { 0: "host_name" } }),
  num(2, `${E}_server_name_len`, "Server Name length"),
  str(`${E}_server_name`, "Server Name"),
  num(1, `${H}.max_fragment_length`, "Maximum Fragment Length", { values: FRAGMENTS }),
  num(2, `${STATUS}_list_len`, "Certificate Status List Length"),
  num(2, `${STATUS}_len`, "Certificate Status Length"),
  num(2, `${STATUS}_responder_ids_len`, "Responder ID list Length"),
  num(2, `${STATUS}_exts_len`, "Request Extensions Length"),
  said(
    "note",
    "undecoded",
    `${H}.status_request.undecoded`,
    "Responder ID list or Request Extensions are not implemented, contact Wireshark developers if you want this to be supported",
  ),
  num(1, `${H}.cert_type.types_len`, "Certificate Type List Length"),
  mark(`${H}.cert_type.types`, "Certificate Type List"),
  hexNum(1, `${H}.cert_type.type`, "Certificate Type", { values: CERTIFICATES }),
  num(2, `${E}_supported_groups_length`, "Supported Groups List Length"),
  mark(`${E}_supported_groups`, "Supported Groups List"),
  hexNum(2, `${E}_supported_group`, "Supported Group", { values: TLS_GROUPS }),
  num(1, `${E}_ec_point_formats_length`, "EC point formats Length"),
  mark(`${E}_ec_point_formats`, "EC point formats"),
  num(1, `${E}_ec_point_format`, "EC point format", { values: TLS_POINTS }),
  num(1, `${E}_srp_len`, "SRP username length"),
  str(`${E}_srp_username`, "SRP username"),
  num(1, `${H}.extension.heartbeat.mode`, "Mode", { values: HEARTBEATS }),
  num(2, `${E}_alpn_len`, "ALPN Extension Length"),
  mark(`${E}_alpn_list`, "ALPN Protocol"),
  num(1, `${E}_alpn_str_len`, "ALPN string length"),
  str(`${E}_alpn_str`, "ALPN Next Protocol"),
  num(1, `${E}_npn_str_len`, "Protocol string length"),
  str(`${E}_npn`, "Next Protocol"),
  num(2, `${E}_alps_len`, "ALPS Extension Length"),
  mark(`${E}_alps_alpn_list`, "Supported ALPN List"),
  num(1, `${E}_alps_alpn_str_len`, "Supported ALPN Length"),
  str(`${E}_alps_alpn_str`, "Supported ALPN"),
  raw(`${E}_alps.settings`, "ALPN Opaque Settings"),
  num(2, "tls.sct.scts_length", "Serialized SCT List Length"),
  num(2, "tls.sct.sct_length", "Serialized SCT Length"),
  num(1, "tls.sct.sct_version", "SCT Version"),
  raw("tls.sct.sct_logid", "Log ID"),
  moment("tls.sct.sct_timestamp", "Timestamp"),
  num(2, "tls.sct.sct_extensions_length", "Extensions length"),
  mark("tls.sct.sct_extensions", "Extensions"),
  num(2, "tls.sct.sct_signature_length", "Signature Length"),
  raw("tls.sct.sct_signature", "Signature"),
  raw(`${E}_padding_data`, "Padding Data"),
  num(1, `${COMPRESS}.algorithms_length`, "Algorithms Length"),
  num(2, `${COMPRESS}.algorithm`, "Algorithm", { values: TLS_COMPRESSIONS }),
  num(2, "tls.record_size_limit", "Record Size Limit"),
  num(4, `${H}.cred.valid_time`, "Valid Time"),
  num(3, `${H}.cred.pubkey_len`, "Subject Public Key Info Length"),
  raw(`${H}.cred.pubkey`, "Subject Public Key Info"),
  num(2, `${H}.cred.signature_len`, "Signature Length"),
  raw(`${H}.cred.signature`, "Signature"),
  num(2, `${E}.psk.identities.length`, "Identities Length"),
  num(2, `${E}.psk.identity.identity_length`, "Identity Length"),
  raw(`${E}.psk.identity.identity`, "Identity"),
  num(4, `${E}.psk.identity.obfuscated_ticket_age`, "Obfuscated Ticket Age"),
  num(2, `${E}.psk.binders_len`, "PSK Binders length"),
  mark(`${E}.psk.binders`, "PSK Binders"),
  num(2, `${E}.psk.identity.selected`, "Selected Identity"),
  num(4, "tls.early_data.max_early_data_size", "Maximum Early Data Size"),
  num(1, `${E}.supported_versions_len`, "Supported Versions length"),
  hexNum(2, `${E}.supported_version`, "Supported Version", { values: TLS_VERSIONS }),
  num(2, `${E}.cookie_len`, "Cookie length"),
  raw(`${E}.cookie`, "Cookie"),
  num(1, "tls.extension.psk_ke_modes_length", "PSK Key Exchange Modes Length"),
  num(1, "tls.extension.psk_ke_mode", "PSK Key Exchange Mode", { values: PSK_MODES }),
  num(1, "tls.extension.oid_filters.oid_length", "Certificate Extension OID Length"),
  num(2, "tls.extension.oid_filters.values_length", "Certificate Extension Values Length"),
  num(2, `${E}_key_share_client_length`, "Client Key Share Length"),
  num(2, `${E}_key_share_group`, "Group", { values: TLS_GROUPS }),
  num(2, `${E}_key_share_key_exchange_length`, "Key Exchange Length"),
  raw(`${E}_key_share_key_exchange`, "Key Exchange"),
  num(2, `${E}_key_share_selected_group`, "Selected Group", { values: TLS_GROUPS }),
  num(1, "tls.connection_id_length", "Connection ID length"),
  raw("tls.connection_id", "Connection ID"),
  hexNum(2, "tls.esni.suite", "Cipher Suite", { values: tlsCiphers() }),
  num(2, "tls.esni.record_digest_length", "Record Digest Length"),
  raw("tls.esni.record_digest", "Record Digest"),
  num(2, "tls.esni.encrypted_sni_length", "Encrypted SNI Length"),
  raw("tls.esni.encrypted_sni", "Encrypted SNI"),
  raw("tls.esni.nonce", "Nonce"),
  num(1, `${E}_reneg_info_len`, "Renegotiation info extension length"),
  raw(`${E}_reneg_info`, "Renegotiation info"),
  ...quicParameterFields,
];

type Body = (c: Cursor, context: Context) => void;

/** A list behind its length, of numbers of `size` bytes each. */
const list =
  (length: string, lengthSize: number, item: string, size: number, part?: string, keep?: "groups"): Body =>
  (c, context) => {
    const inner = vector(c, context, length, lengthSize, size);
    const items = part === undefined ? inner : inner.part(part, inner.left);
    while (items.left >= size) {
      const value = items.number(item, size);
      if (keep !== undefined) context[keep].push(value);
    }
    finish(items);
  };

/** A list of texts, each behind its length. */
const texts =
  (length: string, part: string, textLength: string, text: string): Body =>
  (c, context) => {
    const inner = vector(c, context, length, 2, 2);
    const items = inner.part(part, inner.left);
    while (items.left > 0) {
      const one = vector(items, context, textLength, 1, 1);
      one.text(text, one.left);
    }
  };

function keyShare(c: Cursor, context: Context): void {
  c.need(4);
  c.tell(`${E}_key_share_group`, 2);
  opaque(c, context, `${E}_key_share_key_exchange_length`, 2, `${E}_key_share_key_exchange`, 1);
}

/** Of one request for the state of a certificate (RFC 6066, 8). */
function statusRequest(c: Cursor, context: Context): void {
  for (const name of [`${STATUS}_responder_ids_len`, `${STATUS}_exts_len`]) {
    const part = vector(c, context, name, 2);
    if (part.left > 0) part.here(`${H}.status_request.undecoded`, 0, true);
  }
}

/** What logs of certificates signed (RFC 6962, 3.2 and 3.3). */
export const timestamps: Body = (c, context) => {
  // A client says by no more than the extension that it wants some.
  if (context.message === CLIENT_HELLO) return;
  const all = vector(c, context, "tls.sct.scts_length", 2, 1);
  while (all.left > 0) {
    const one = vector(all, context, "tls.sct.sct_length", 2, 1);
    one.tell("tls.sct.sct_version", 1).tell("tls.sct.sct_logid", 32);
    const [high, low] = [one.peek(4), one.peek(4, 4)];
    const milliseconds = high * 2 ** 32 + low;
    const seconds = Math.floor(milliseconds / 1000);
    one.tell("tls.sct.sct_timestamp", 8, timeText(seconds, (milliseconds % 1000) * 1e6));
    const more = vector(one, context, "tls.sct.sct_extensions_length", 2);
    if (more.left > 0) more.here("tls.sct.sct_extensions", more.left, true);
    signature(one, { ...context, version: 0x0303 }, "tls.sct.sct_signature_length", "tls.sct.sct_signature");
  }
};

const presharedKeys: Body = (c, context) => {
  if (context.message !== CLIENT_HELLO) {
    c.tell(`${E}.psk.identity.selected`, 2);
    return;
  }
  const identities = vector(c, context, `${E}.psk.identities.length`, 2, 7);
  while (identities.left > 0) {
    opaque(identities, context, `${E}.psk.identity.identity_length`, 2, `${E}.psk.identity.identity`, 1);
    identities.tell(`${E}.psk.identity.obfuscated_ticket_age`, 4);
  }
  const binders = vector(c, context, `${E}.psk.binders_len`, 2, 33);
  binders.here(`${E}.psk.binders`, binders.left, true).skip(binders.left);
};

const certificateTypes: Body = (c, context) => {
  if (context.message === CLIENT_HELLO) {
    if (c.number(`${H}.cert_type.types_len`, 1) !== c.left) return;
    const types = c.part(`${H}.cert_type.types`, c.left);
    while (types.left > 0) types.tell(`${H}.cert_type.type`, 1);
  } else c.tell(`${H}.cert_type.type`, 1);
};

/** RFC 9345, 4. */
const credential: Body = (c, context) => {
  if (context.message === CLIENT_HELLO) {
    signatureAlgorithms(c, context);
    return;
  }
  c.tell(`${H}.cred.valid_time`, 4);
  signatureAlgorithm(c);
  opaque(c, context, `${H}.cred.pubkey_len`, 3, `${H}.cred.pubkey`, 1);
  signatureAlgorithm(c);
  opaque(c, context, `${H}.cred.signature_len`, 2, `${H}.cred.signature`, 1);
};

const encryptedName: Body = (c, context) => {
  if (context.message === ENCRYPTED) c.tell("tls.esni.nonce", 16);
  if (context.message !== CLIENT_HELLO) return;
  c.tell("tls.esni.suite", 2);
  keyShare(c, context);
  opaque(c, context, "tls.esni.record_digest_length", 2, "tls.esni.record_digest");
  opaque(c, context, "tls.esni.encrypted_sni_length", 2, "tls.esni.encrypted_sni");
};

const connectionId: Body = (c) => {
  c.need(1 + c.peek(1));
  const size = c.number("tls.connection_id_length", 1);
  if (size > 0) c.tell("tls.connection_id", size);
};
const keyShares: Body = (c, context) => {
  const { message } = context;
  if (c.left === 0) return;
  if (message === CLIENT_HELLO) {
    const shares = vector(c, context, `${E}_key_share_client_length`, 2);
    while (shares.left > 0) keyShare(shares, context);
  } else if (message === SERVER_HELLO) keyShare(c, context);
  else if (message === HELLO_RETRY) c.tell(`${E}_key_share_selected_group`, 2);
};
const settings = texts(
  `${E}_alps_len`,
  `${E}_alps_alpn_list`,
  `${E}_alps_alpn_str_len`,
  `${E}_alps_alpn_str`,
);
const quic: Body = (c) => tellQuicParameters(c);
const compressions = list(`${COMPRESS}.algorithms_length`, 1, `${COMPRESS}.algorithm`, 2);
const VERSIONS = `${E}.supported_versions_len`;
const versions = list(VERSIONS, 1, `${E}.supported_version`, 2);

const BODIES: Readonly<Record<number, Body>> = {
  0: (c, context) => {
    // A server says that it looked at it by no more than the extension.
    if (c.left === 0) return;
    const names = vector(c, context, `${E}_server_name_list_len`, 2, 1);
    while (names.left > 0) {
      names.tell(`${E}_server_name_type`, 1);
      const name = vector(names, context, `${E}_server_name_len`, 2, 1);
      name.text(`${E}_server_name`, name.left);
    }
  },
  1: (c) => c.tell(`${H}.max_fragment_length`, 1),
  5: (c, context) => {
    if (context.message !== CLIENT_HELLO) return;
    const type = c.number(`${STATUS}_type`, 1);
    if (type === 1 || type === 2) statusRequest(c, context);
  },
  9: certificateTypes,
  10: list(`${E}_supported_groups_length`, 2, `${E}_supported_group`, 2, `${E}_supported_groups`, "groups"),
  11: (c, { formats }) => {
    let left = c.number(`${E}_ec_point_formats_length`, 1);
    c.here(`${E}_ec_point_formats`, 0, true);
    for (; left > 0; left--) formats.push(c.number(`${E}_ec_point_format`, 1));
  },
  12: (c, context) => {
    const name = vector(c, context, `${E}_srp_len`, 1, 1);
    name.text(`${E}_srp_username`, name.left);
  },
  13: signatureAlgorithms,
  14: () => {},
  15: (c) => c.tell(`${H}.extension.heartbeat.mode`, 1),
  16: texts(`${E}_alpn_len`, `${E}_alpn_list`, `${E}_alpn_str_len`, `${E}_alpn_str`),
  17: (c, context) => {
    if (context.message !== CLIENT_HELLO) return;
    const all = vector(c, context, `${STATUS}_list_len`, 2, 1);
    while (all.left > 0) {
      const type = all.number(`${STATUS}_type`, 1);
      const one = vector(all, context, `${STATUS}_len`, 2);
      if (type === 1 || type === 2) statusRequest(one, context);
    }
  },
  18: timestamps,
  19: certificateTypes,
  20: certificateTypes,
  21: (c) => c.tell(`${E}_padding_data`, c.left),
  22: () => {},
  23: () => {},
  27: (c, context) => {
    if (context.message === CLIENT_HELLO || context.message === REQUEST) compressions(c, context);
  },
  28: (c) => c.tell("tls.record_size_limit", 2),
  34: credential,
  40: keyShares,
  41: presharedKeys,
  42: (c, { message }) => {
    if (message === TICKET) c.tell("tls.early_data.max_early_data_size", 4);
  },
  43: (c, context) => {
    if (context.message === CLIENT_HELLO) versions(c, context);
    else context.version = settled(c.number(`${E}.supported_version`, 2));
  },
  44: (c, context) => opaque(c, context, `${E}.cookie_len`, 2, `${E}.cookie`, 1),
  45: list("tls.extension.psk_ke_modes_length", 1, "tls.extension.psk_ke_mode", 1),
  46: () => {},
  47: authorities,
  48: (c, context) => {
    // It has the other name in Wireshark.
    const filters = vector(c, context, "tls.extension.psk_ke_modes_length", 2);
    while (filters.left > 0) {
      vector(filters, context, "tls.extension.oid_filters.oid_length", 1, 1);
      vector(filters, context, "tls.extension.oid_filters.values_length", 2);
    }
  },
  49: () => {},
  50: signatureAlgorithms,
  51: keyShares,
  53: connectionId,
  54: connectionId,
  57: quic,
  13172: (c, context) => {
    while (c.left > 0) {
      const name = vector(c, context, `${E}_npn_str_len`, 1, 1);
      name.text(`${E}_npn`, name.left);
    }
  },
  17513: (c, context) => {
    const { message } = context;
    if (message === ENCRYPTED) c.tell(`${E}_alps.settings`, c.left);
    else if (message === CLIENT_HELLO) settings(c, context);
    else c.skip(c.left);
  },
  65281: (c, context) => opaque(c, context, `${E}_reneg_info_len`, 1, `${E}_reneg_info`),
  65445: quic,
  65486: encryptedName,
};

/** Tells the extensions at the end of a message; `c` stands before their length. */
export function tellExtensions(c: Cursor, context: Context): void {
  const extensions = vector(c, context, `${E}_length`, 2);
  const inside = extensions.within(extensions.left);
  whole(inside, () => {
    while (inside.left >= 4) {
      const kind = inside.number(`${H}.extension.type`, 2);
      context.types.push(kind);
      const body = BODIES[kind];
      const value = vector(inside, context, `${H}.extension.len`, 2);
      if (body === undefined) value.tell(`${H}.extension.data`, value.left);
      else whole(value, () => body(value, context));
    }
  });
}
