// QUIC packets with long headers, RFC 9000 section 17.2 (version 2: RFC 9369). What is behind the connection ids is
// encrypted or protected; packets with short headers are known to their connection only.
//
//  0    1              5    6           …
// +----+--------------+----+-----------+----+-----------+---------------------------------
// |type| version      |size| dst conn. |size| src conn. | token, length, packet number …
// +----+--------------+----+-----------+----+-----------+---------------------------------

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { bit, hexNum, mark, num, raw } from "./common/located.ts";
import { quicFrameFields, tellQuicFrames } from "./common/quic-frames.ts";
import { newOpening, openInitials } from "./common/quic-initial.ts";

const TYPES = ["Initial", "0-RTT", "Handshake", "Retry"];
const [VERSION_1, VERSION_2] = [0x00000001, 0x6b3343cf];
const RETRY = 3;
const RETRY_TAG = 16;
const [FORM, FIXED] = [0x80, 0x40];
const NO_ID = new Uint8Array(0);
/** Where the destination's connection id stands in a long header. */
const ID_AT = 6;
const MAX_ID = 20;
const MAX_PACKETS = 16;

const words = telling(tell);

export const quic: Protocol = {
  name: "quic",
  title: "QUIC IETF",
  reference: "RFC 9000, 17.2",
  fields: [
    num(1, "quic.header_form", "Header Form", { mask: 0x80 }),
    num(4, "quic.packet_length", "Packet Length"),
    bit(1, 0x40, "quic.fixed_bit", "Fixed Bit"),
    num(1, "quic.long.packet_type", "Packet Type", { mask: 0x30 }),
    hexNum(4, "quic.version", "Version"),
    num(1, "quic.dcil", "Destination Connection ID Length"),
    raw("quic.dcid", "Destination Connection ID"),
    num(1, "quic.scil", "Source Connection ID Length"),
    raw("quic.scid", "Source Connection ID"),
    num(8, "quic.token_length", "Token Length"),
    raw("quic.token", "Token"),
    num(8, "quic.length", "Length"),
    num(1, "quic.long.reserved", "Reserved", { mask: 0x0c }),
    num(1, "quic.packet_number_length", "Packet Number Length", { mask: 0x03 }),
    num(4, "quic.packet_number", "Packet Number"),
    raw("quic.payload", "Payload"),
    ...quicFrameFields,
    raw("quic.retry_token", "Retry Token"),
    raw("quic.retry_integrity_tag", "Retry Integrity Tag", RETRY_TAG),
    hexNum(1, "quic.vn.unused", "Unused", { mask: 0x7f }),
    hexNum(4, "quic.supported_version", "Supported Version"),
    mark("quic.short", "QUIC Short Header"),
    bit(1, 0x20, "quic.spin_bit", "Spin Bit"),
    raw("quic.remaining_payload", "Remaining Payload"),
  ],
  claims: {},
  accepts: startsLong,
  guessedOver: ["udp"],
  opens: { starts: ["c.", "d.", "e.", "f."] },
  parse: () => 0,
  leaf: true,
  minds,
  keeps: true,
  unlocks: () => {
    const opening = newOpening();
    return (d, o, lim, source, opened) => openInitials(d, o, lim, source, opening, opened);
  },
  ...words,
  // Of an Initial packet whose number cannot be told, its carrier speaks.
  info: (layer) => (layer.data.byteLength < layer.wireLength && minds(layer) ? undefined : words.info(layer)),
};

/** Registered versions, drafts, and those that nobody speaks on purpose (RFC 9000, 15). */
function isVersion(version: number): boolean {
  return (
    version === VERSION_1 ||
    version === VERSION_2 ||
    version >>> 8 === 0xff0000 ||
    (version & 0x0f0f0f0f) >>> 0 === 0x0a0a0a0a
  );
}

function startsLong(d: DataView, o: number, lim: number): boolean {
  if (o + 7 > lim || (d.getUint8(o) & 0xc0) !== 0xc0) return false;
  const version = d.getUint32(o + 1);
  const to = d.getUint8(o + 5);
  if (!isVersion(version) || to > MAX_ID || o + 6 + to >= lim) return false;
  const from = d.getUint8(o + 6 + to);
  return from <= MAX_ID && o + 7 + to + from < lim;
}

/** What is sealed is not read: of Initial packets no more than their numbers are, if one of them is cut. */
function minds(layer: Layer): boolean {
  const { data, packet } = layer;
  if ((data.getUint8(0) & FORM) === 0) return false;
  const isInitial = startsLong(data, 0, data.byteLength) && typeAt(data, 0) === 0;
  return isInitial && packet.opened.length === 0;
}

/** Version 2 counts its types from another start. */
const typeAt = (d: DataView, at: number): number =>
  (((d.getUint8(at) >> 4) & 3) + (d.getUint32(at + 1) === VERSION_2 ? 3 : 0)) & 3;

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add);
  // Of several packets in a datagram the last one is told.
  let words = isNegotiation(data) ? tellNegotiation(c) : "";
  let id: Uint8Array = NO_ID;
  for (let n = 0; n < MAX_PACKETS && startsLong(data, c.at, c.end); n++) {
    id = bytesAt(data, c.at + ID_AT, data.getUint8(c.at + ID_AT - 1));
    words = tellLong(layer, c);
  }
  const viewAt = data.byteOffset - layer.frame.view.byteOffset + c.at;
  id = layer.packet.opened.find((one) => one.at === viewAt)?.id ?? id;
  const isShort = c.left > id.length && (c.peek(1) & (FORM | FIXED)) === FIXED;
  if (isShort && id.every((byte, i) => c.peek(1, 1 + i) === byte) && (c.at === 0 || id.length > 0))
    words = tellShort(c, id, layer.wireLength - c.at);
  say(words);
}

function tellLong(layer: Layer, c: Cursor): string {
  const type = typeAt(c.data, c.at);
  const start = c.at;
  const viewAt = layer.data.byteOffset - layer.frame.view.byteOffset + start;
  const opened = layer.packet.opened.find(({ at }) => at === viewAt);
  c.here("quic.header_form", 1);
  if (type !== RETRY) c.here("quic.fixed_bit", 1);
  c.here("quic.long.packet_type", 1);
  if (opened !== undefined) {
    c.here("quic.long.reserved", 1, (opened.first >> 2) & 3);
    c.here("quic.packet_number_length", 1, opened.first & 3);
  }
  c.skip(1).tell("quic.version", 4);
  let words = TYPES[type] + tellIds(c);
  if (type === RETRY) {
    c.add("quic.packet_length", start, 0, layer.wireLength - start);
    if (c.left > RETRY_TAG) c.tell("quic.retry_token", c.left - RETRY_TAG);
    if (c.left >= RETRY_TAG) c.tell("quic.retry_integrity_tag", RETRY_TAG);
    c.at = c.end;
    return words;
  }
  if (type === 0) {
    const token = variable(c, "quic.token_length");
    if (token > 0) c.tell("quic.token", token);
  }
  const length = variable(c, "quic.length");
  c.add("quic.packet_length", start, 0, c.at + Math.min(length, layer.wireLength - c.at) - start);
  const rest = c.within(Math.min(length, c.left), 0);
  if (opened !== undefined) {
    rest.tell("quic.packet_number", opened.numberSize, opened.number).here("quic.payload", rest.left);
    words = [`${words}, PKN: ${opened.number}`, ...tellQuicFrames(opened.bytes, rest.at, rest)].join(", ");
  } else if (type !== 0 && rest.left > 0) rest.tell("quic.remaining_payload", rest.left);
  return words;
}

/** @returns how they are said */
function tellIds(c: Cursor): string {
  let words = "";
  for (const [size, id, word] of [
    ["quic.dcil", "quic.dcid", "DCID"],
    ["quic.scil", "quic.scid", "SCID"],
  ]) {
    const length = c.number(size, 1);
    if (length === 0) continue;
    words += `, ${word}=${hexText(bytesAt(c.data, c.at, length))}`;
    c.tell(id, length);
  }
  return words;
}

/** A server has no such version: RFC 9000, 17.2.1. */
const isNegotiation = (d: DataView): boolean =>
  d.byteLength >= 7 && (d.getUint8(0) & FORM) !== 0 && d.getUint32(1) === 0;

function tellNegotiation(c: Cursor): string {
  c.add("quic.packet_length", 0, 0, c.end);
  c.here("quic.header_form", 1).tell("quic.vn.unused", 1).tell("quic.version", 4);
  const words = `Version Negotiation${tellIds(c)}`;
  while (c.left >= 4) c.tell("quic.supported_version", 4);
  return words;
}

/** RFC 9000, 17.3. @param id what a longer header in the same datagram says; empty: only the connection knows */
function tellShort(c: Cursor, id: Uint8Array, length: number): string {
  c.add("quic.packet_length", c.at, 0, length);
  c.here("quic.short", c.left, true);
  for (const field of ["quic.header_form", "quic.fixed_bit", "quic.spin_bit"]) c.here(field, 1);
  if (id.length === 0) return "Protected Payload (KP0)";
  c.skip(1).tell("quic.dcid", id.length);
  if (c.left > 0) c.tell("quic.remaining_payload", c.left);
  return `Protected Payload (KP0), DCID=${hexText(id)}`;
}

/** A number in 1, 2, 4 or 8 bytes (RFC 9000, 16). */
function variable(c: Cursor, field: string): number {
  const size = 1 << (c.peek(1) >> 6);
  let value = c.peek(1) & 0x3f;
  for (let i = 1; i < size; i++) value = value * 256 + c.peek(1, i);
  c.tell(field, size, value);
  return value;
}
