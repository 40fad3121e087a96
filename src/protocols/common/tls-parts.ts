/** What TLS's extensions and handshake messages have in common: signatures, names of authorities. Never on the hot path. */

import type { Field } from "../../core/fields.ts";
import { tellAuthority } from "./certificate-tree.ts";
import type { Cursor } from "./cursor.ts";
import { hexNum, mark, num, raw } from "./located.ts";
import { TLS_HASHES, TLS_SIGNATURES, TLS_SIGNERS, TLS_STATUS } from "./tls-numbers.ts";
import { type Context, finish, opaque, vector } from "./tls-vectors.ts";

const H = "tls.handshake";
const STATUS = `${H}.extensions_status_request`;

export const partFields = (): Field[] => [
  num(1, `${STATUS}_type`, "Certificate Status Type", { values: TLS_STATUS }),
  num(2, `${H}.sig_hash_alg_len`, "Signature Hash Algorithms Length"),
  mark(`${H}.sig_hash_algs`, "Signature Algorithms"),
  hexNum(2, `${H}.sig_hash_alg`, "Signature Algorithm", { values: TLS_SIGNATURES }),
  num(1, `${H}.sig_hash_hash`, "Signature Hash Algorithm Hash", { values: TLS_HASHES }),
  num(1, `${H}.sig_hash_sig`, "Signature Hash Algorithm Signature", { values: TLS_SIGNERS }),
  num(2, `${H}.dnames_len`, "Distinguished Names Length"),
  mark(`${H}.dnames`, "Distinguished Names"),
  num(2, `${H}.dname_len`, "Distinguished Name Length"),
  mark(`${H}.dname`, "Distinguished Name"),
  num(3, `${H}.ocsp_response_list_len`, "OCSP Response List Length"),
  num(3, `${H}.ocsp_response_len`, "OCSP Response Length"),
  num(2, `${H}.sig_len`, "Signature Length"),
  raw(`${H}.sig`, "Signature"),
];

export function signatureAlgorithm(c: Cursor): void {
  c.here(`${H}.sig_hash_alg`, 2);
  const deeper = c.within(2);
  deeper.tell(`${H}.sig_hash_hash`, 1).tell(`${H}.sig_hash_sig`, 1);
}

export function signatureAlgorithms(c: Cursor, context: Context): void {
  const list = vector(c, context, `${H}.sig_hash_alg_len`, 2, 2);
  const items = list.part(`${H}.sig_hash_algs`, list.left);
  while (items.left >= 2) signatureAlgorithm(items);
  finish(items);
}

/** With the algorithm in front, since TLS 1.2. */
export function signature(c: Cursor, context: Context, length = `${H}.sig_len`, name = `${H}.sig`): void {
  if (context.version >= 0x0303) signatureAlgorithm(c);
  opaque(c, context, length, 2, name);
}

export function authorities(c: Cursor, context: Context): void {
  const list = vector(c, context, `${H}.dnames_len`, 2);
  if (list.left === 0) return;
  const names = list.part(`${H}.dnames`, list.left);
  while (names.left > 0) {
    const name = vector(names, context, `${H}.dname_len`, 2, 1);
    name.here(`${H}.dname`, name.left, true);
    tellAuthority(name);
  }
}

/** How the certificate is said to be good by whom it came from (RFC 6066, 8; RFC 6961). */
export function certificateStatus(c: Cursor, context: Context): void {
  const type = c.number(`${STATUS}_type`, 1);
  if (type === 1) vector(c, context, `${H}.ocsp_response_len`, 3, 1);
  else if (type === 2) {
    const list = vector(c, context, `${H}.ocsp_response_list_len`, 3, 1);
    while (list.left > 0) vector(list, context, `${H}.ocsp_response_len`, 3);
  }
}
