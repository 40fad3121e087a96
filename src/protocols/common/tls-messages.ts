/** Handshake messages of TLS behind its hellos: RFC 5246 section 7.4, RFC 8446 section 4. Never on the hot path. */

import type { Field } from "../../core/fields.ts";
import { tellCertificate } from "./certificate-tree.ts";
import { Cursor } from "./cursor.ts";
import { hexNum, mark, num, raw, str } from "./located.ts";
import { keyExchangeOf } from "./tls-ciphers.ts";
import { tellExtensions, timestamps } from "./tls-extensions.ts";
import { TLS_GROUPS } from "./tls-numbers.ts";
import { authorities, certificateStatus, signature, signatureAlgorithms } from "./tls-parts.ts";
import { type Context, opaque, vector } from "./tls-vectors.ts";

const H = "tls.handshake";
const COMPRESS = "tls.compress_certificate";
const TLS12 = 0x0303;
const TLS13 = 0x0304;

const CERTIFICATES = {
  1: "RSA Sign",
  2: "DSS Sign",
  3: "RSA Fixed DH",
  4: "DSS Fixed DH",
  21: "GOST R 34.10-94",
  22: "GOST R 34.10-2001",
  64: "ECDSA Sign",
  65: "RSA Fixed ECDH",
  66: "ECDSA Fixed ECDH",
  80: "IBC Params",
};
const CURVE_TYPES = { 1: "explicit_prime", 2: "explicit_char2", 3: "named_curve" };
const NAMED_CURVE = 3;

export const messageFields = (): Field[] => [
  num(4, `${H}.session_ticket_lifetime_hint`, "Session Ticket Lifetime Hint"),
  num(4, `${H}.session_ticket_age_add`, "Session Ticket Age Add"),
  num(1, `${H}.session_ticket_nonce_length`, "Session Ticket Nonce Length"),
  raw(`${H}.session_ticket_nonce`, "Session Ticket Nonce"),
  num(2, `${H}.session_ticket_length`, "Session Ticket Length"),
  raw(`${H}.session_ticket`, "Session Ticket"),
  num(1, `${H}.certificate_request_context_length`, "Certificate Request Context Length"),
  raw(`${H}.certificate_request_context`, "Certificate Request Context"),
  num(3, `${H}.certificates_length`, "Certificates Length"),
  mark(`${H}.certificates`, "Certificates"),
  num(3, `${H}.certificate_length`, "Certificate Length"),
  raw(`${H}.certificate`, "Certificate"),
  hexNum(1, `${H}.server_curve_type`, "Curve Type", { values: CURVE_TYPES }),
  hexNum(2, `${H}.server_named_curve`, "Named Curve", { values: TLS_GROUPS }),
  num(1, `${H}.server_point_len`, "Pubkey Length"),
  raw(`${H}.server_point`, "Pubkey"),
  num(1, `${H}.client_point_len`, "Pubkey Length"),
  raw(`${H}.client_point`, "Pubkey"),
  num(2, `${H}.p_len`, "p Length"),
  raw(`${H}.p`, "p"),
  num(2, `${H}.g_len`, "g Length"),
  raw(`${H}.g`, "g"),
  num(2, `${H}.ys_len`, "Pubkey Length"),
  raw(`${H}.ys`, "Pubkey"),
  num(2, `${H}.yc_len`, "Pubkey Length"),
  raw(`${H}.yc`, "Pubkey"),
  num(2, `${H}.modulus_len`, "Modulus Length"),
  raw(`${H}.modulus`, "Modulus"),
  num(2, `${H}.exponent_len`, "Exponent Length"),
  raw(`${H}.exponent`, "Exponent"),
  num(2, `${H}.epms_len`, "Encrypted PreMaster length"),
  raw(`${H}.epms`, "Encrypted PreMaster"),
  num(2, `${H}.hint_len`, "Hint Length"),
  raw(`${H}.hint`, "Hint"),
  num(2, `${H}.identity_len`, "Identity Length"),
  raw(`${H}.identity`, "Identity"),
  num(1, `${H}.cert_types_count`, "Certificate types count"),
  mark(`${H}.cert_types`, "Certificate types"),
  num(1, `${H}.cert_type`, "Certificate Type", { values: CERTIFICATES }),
  num(2, `${H}.client_cert_vrfy.sig_len`, "Signature length"),
  raw(`${H}.client_cert_vrfy.sig`, "Signature"),
  mark(`${H}.verify_data`, "Verify Data"),
  mark(`${H}.md5_hash`, "MD5 Hash"),
  mark(`${H}.sha_hash`, "SHA-1 Hash"),
  num(1, `${H}.cert_url_type`, "Certificate Chain Type", {
    values: { 1: "Individual Certificates", 2: "PKI Path" },
  }),
  num(2, `${H}.cert_url.url_hash_len`, "URL and Hash list Length"),
  mark(`${H}.cert_url.url_hash`, "URL and Hash"),
  num(2, `${H}.cert_url.url_len`, "URL Length"),
  str(`${H}.cert_url.url`, "URL"),
  mark(`${H}.cert_url.padding`, "Padding"),
  raw(`${H}.cert_url.sha1`, "SHA1 Hash", 20),
  num(1, `${H}.key_update.request_update`, "Key Update Request", {
    values: { 0: "update_not_requested", 1: "update_requested" },
  }),
  num(3, `${COMPRESS}.uncompressed_length`, "Uncompressed Length"),
  num(3, `${COMPRESS}.compressed_certificate_message.length`, "Length"),
  raw(`${COMPRESS}.compressed_certificate_message`, "Compressed Certificate Message"),
  num(1, `${H}.npn_selected_protocol_len`, "Selected Protocol Length"),
  str(`${H}.npn_selected_protocol`, "Selected Protocol"),
  num(1, `${H}.npn_padding_len`, "Padding Length"),
  raw(`${H}.npn_padding`, "Padding"),
];

/** There the encrypted secret has no length (RFC 6101, 5.6.7.1). */
const SSL3 = 0x0300;

type Body = (c: Cursor, context: Context) => void;

const ticket: Body = (c, context) => {
  c.tell(`${H}.session_ticket_lifetime_hint`, 4);
  if (context.version >= TLS13) {
    c.tell(`${H}.session_ticket_age_add`, 4);
    opaque(c, context, `${H}.session_ticket_nonce_length`, 1, `${H}.session_ticket_nonce`);
  }
  opaque(c, context, `${H}.session_ticket_length`, 2, `${H}.session_ticket`);
  if (context.version >= TLS13) tellExtensions(c, context);
};

const requestContext: Body = (c, context) =>
  opaque(c, context, `${H}.certificate_request_context_length`, 1, `${H}.certificate_request_context`);

const certificates: Body = (c, context) => {
  const isNew = context.version >= TLS13;
  if (isNew) requestContext(c, context);
  const list = vector(c, context, `${H}.certificates_length`, 3);
  if (list.left === 0) return;
  const all = list.part(`${H}.certificates`, list.left);
  while (all.left > 0) {
    const { at } = all;
    opaque(all, context, `${H}.certificate_length`, 3, `${H}.certificate`);
    const from = new Cursor(all.data, all.add, at + 3, all.end, all.depth);
    tellCertificate(from, all.at - at - 3, (inner) => timestamps(inner, context));
    if (isNew) tellExtensions(all, context);
  }
};

const numbers =
  (...names: readonly string[]): Body =>
  (c, context) => {
    for (const name of names) opaque(c, context, `${H}.${name}_len`, 2, `${H}.${name}`, 1);
  };

const SERVER_POINT = [`${H}.server_point_len`, 1, `${H}.server_point`, 1] as const;
const CLIENT_POINT = [`${H}.client_point_len`, 1, `${H}.client_point`] as const;

/** What a server sends for the exchange of keys, by how the cipher suite agrees on them. */
const serverKey: Body = (c, context) => {
  const exchange = keyExchangeOf(context.cipher);
  if (exchange === "") return;
  if (/^(PSK|RSA_PSK)$/.test(exchange)) {
    numbers("hint")(c, context);
    return;
  }
  if (/_PSK$/.test(exchange)) numbers("hint")(c, context);
  if (/^ECDHE?_/.test(exchange)) {
    // Others are not read, nor what stands behind them.
    if (c.number(`${H}.server_curve_type`, 1) !== NAMED_CURVE) return;
    c.tell(`${H}.server_named_curve`, 2);
    opaque(c, context, ...SERVER_POINT);
  } else if (/^DHE?_/.test(exchange)) numbers("p", "g", "ys")(c, context);
  else numbers("modulus", "exponent")(c, context);
  if (!/_PSK$|_anon$/.test(exchange)) signature(c, context);
};

const clientKey: Body = (c, context) => {
  const exchange = keyExchangeOf(context.cipher);
  if (exchange === "") return;
  if (/PSK$/.test(exchange)) numbers("identity")(c, context);
  if (/^ECDHE?_/.test(exchange)) opaque(c, context, ...CLIENT_POINT);
  else if (/^DHE?_/.test(exchange)) numbers("yc")(c, context);
  else if (/^RSA/.test(exchange)) {
    if (context.version === SSL3) c.tell(`${H}.epms`, c.left);
    else numbers("epms")(c, context);
  }
};

const certificateRequest: Body = (c, context) => {
  if (context.version >= TLS13) {
    requestContext(c, context);
    tellExtensions(c, context);
    return;
  }
  const list = vector(c, context, `${H}.cert_types_count`, 1, 1);
  const types = list.part(`${H}.cert_types`, list.left);
  while (types.left > 0) types.tell(`${H}.cert_type`, 1);
  if (context.version >= TLS12) signatureAlgorithms(c, context);
  authorities(c, context);
};

const URL_PADDING = 1;

const certificateUrls: Body = (c, context) => {
  c.tell(`${H}.cert_url_type`, 1);
  const list = vector(c, context, `${H}.cert_url.url_hash_len`, 2, 1);
  while (list.left > 0) {
    const one = list.here(`${H}.cert_url.url_hash`, 0, true);
    const url = vector(one, context, `${H}.cert_url.url_len`, 2, 1);
    url.text(`${H}.cert_url.url`, url.left);
    one.tell(`${H}.cert_url.padding`, URL_PADDING, true);
    one.tell(`${H}.cert_url.sha1`, 20);
  }
};

const HELLO_RETRY = 6;
const NEXT_PROTOCOL = 67;

const BODIES: Readonly<Record<number, Body>> = {
  4: ticket,
  [HELLO_RETRY]: (c, context) => {
    c.tell(`${H}.version`, 2).tell(`${H}.ciphersuite`, 2);
    tellExtensions(c, context);
  },
  8: tellExtensions,
  11: certificates,
  12: serverKey,
  13: certificateRequest,
  15: (c, context) => signature(c, context, `${H}.client_cert_vrfy.sig_len`, `${H}.client_cert_vrfy.sig`),
  16: clientKey,
  20: (c, { version }) => {
    if (version === SSL3) c.tell(`${H}.md5_hash`, 16, true).tell(`${H}.sha_hash`, 20, true);
    else c.tell(`${H}.verify_data`, c.left, true);
  },
  21: certificateUrls,
  22: certificateStatus,
  24: (c) => c.tell(`${H}.key_update.request_update`, 1),
  25: (c, context) => {
    c.tell(`${COMPRESS}.algorithm`, 2).tell(`${COMPRESS}.uncompressed_length`, 3);
    const name = `${COMPRESS}.compressed_certificate_message`;
    opaque(c, context, `${name}.length`, 3, name, 1);
  },
  [NEXT_PROTOCOL]: (c, context) => {
    const name = vector(c, context, `${H}.npn_selected_protocol_len`, 1);
    name.text(`${H}.npn_selected_protocol`, name.left);
    opaque(c, context, `${H}.npn_padding_len`, 1, `${H}.npn_padding`);
  },
};

/** Tells a message that is no hello; `c` stands behind its length. */
export function tellMessage(c: Cursor, type: number, context: Context): void {
  BODIES[type]?.(c, context);
}
