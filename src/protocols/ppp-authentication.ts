// Who is at the other end of a PPP link: PAP (RFC 1334 section 2) and CHAP (RFC 1994 section 4).
//
//  0    1    2         4    5
// +----+----+---------+----+-----------
// |code| id | length  |size| value, name
// +----+----+---------+----+-----------

import { u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { hexText } from "../core/values.ts";
import { Cursor, leaf, whole, word } from "./common/cursor.ts";
import { mark, num, raw, str } from "./common/located.ts";

const LEN = 4;
const PAP_CODES = { 1: "Authenticate-Request", 2: "Authenticate-Ack", 3: "Authenticate-Nak" };
const CHAP_CODES: Readonly<Record<number, string>> = {
  1: "Challenge",
  2: "Response",
  3: "Success",
  4: "Failure",
};
/** Longest value that the Info column holds, in characters of hexadecimal text with its beginning 0x. */
const INFO_VALUE = 74;

const header = (name: string, values: Readonly<Record<number, string>>) => [
  u8(0, `${name}.code`, "Code", { values }),
  u8(1, `${name}.identifier`, "Identifier"),
  u16(2, `${name}.length`, "Length"),
];
const bodyOf = (data: DataView, add: Add) => new Cursor(data, add, LEN, Math.max(LEN, data.getUint16(2)));
const isCut = (data: DataView): boolean => data.byteLength < LEN || data.byteLength < data.getUint16(2);

/** How much of what is left was captured. */
const thereOf = (c: Cursor): number => Math.min(c.left, c.data.byteLength - c.at);

export const pap: Protocol = {
  name: "pap",
  title: "PPP Password Authentication Protocol",
  reference: "RFC 1334, 2",
  fields: [
    ...header("pap", PAP_CODES),
    mark("pap.data", "Data"),
    num(1, "pap.peer_id.length", "Peer-ID-Length"),
    str("pap.peer_id", "Peer-ID"),
    num(1, "pap.password.length", "Password-Length"),
    str("pap.password", "Password"),
    num(1, "pap.message.length", "Message-Length"),
    str("pap.message", "Message"),
  ],
  claims: { "ppp.protocol": [0xc023] },
  ...leaf(LEN),
  column: "PPP PAP",
  info: whole((layer) => {
    const code = layer.data.getUint8(0);
    if (isCut(layer.data)) return word(PAP_CODES, code);
    const text =
      code === 1
        ? ` (Peer-ID='${layer.get("pap.peer_id") ?? ""}', Password='${layer.get("pap.password") ?? ""}')`
        : ` (Message='${layer.get("pap.message") ?? ""}')`;
    return word(PAP_CODES, code) + text;
  }),
  locate: ({ data }, add) => {
    const c = bodyOf(data, add);
    if (c.left > 0) c.here("pap.data", thereOf(c), true);
    const parts = data.getUint8(0) === 1 ? ["peer_id", "password"] : ["message"];
    for (const part of parts) if (c.left > 0) c.text(`pap.${part}`, c.number(`pap.${part}.length`, 1));
  },
};

export const chap: Protocol = {
  name: "chap",
  title: "PPP Challenge Handshake Authentication Protocol",
  reference: "RFC 1994, 4",
  fields: [
    ...header("chap", CHAP_CODES),
    mark("chap.data", "Data"),
    num(1, "chap.value_size", "Value Size"),
    raw("chap.value", "Value"),
    str("chap.name", "Name"),
    str("chap.message", "Message"),
  ],
  claims: { "ppp.protocol": [0xc223] },
  ...leaf(LEN),
  column: "PPP CHAP",
  info: whole(chapInfo),
  locate: ({ data }, add) => {
    const c = bodyOf(data, add);
    if (c.left === 0) return;
    if (data.getUint8(0) > 2) {
      c.text("chap.message", c.left);
      return;
    }
    c.here("chap.data", thereOf(c), true).tell("chap.value", c.number("chap.value_size", 1));
    if (c.left > 0) c.text("chap.name", c.left);
  },
};

function chapInfo(layer: Layer): string {
  const code = layer.data.getUint8(0);
  if (CHAP_CODES[code] === undefined) return "Unknown";
  if (isCut(layer.data)) return CHAP_CODES[code];
  if (layer.get("chap.value") === undefined && code <= 2) return CHAP_CODES[code];
  if (code > 2) return `${word(CHAP_CODES, code)} (MESSAGE='${layer.get("chap.message") ?? ""}')`;
  const value = `0x${hexText((layer.get("chap.value") as Uint8Array | undefined) ?? new Uint8Array(0))}`;
  const shown = value.length > INFO_VALUE ? `${value.slice(0, INFO_VALUE)}…` : value;
  return `${word(CHAP_CODES, code)} (NAME='${layer.get("chap.name") ?? ""}', VALUE=${shown})`;
}
