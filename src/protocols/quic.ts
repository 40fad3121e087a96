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
import { bit, hexNum, num, raw } from "./common/located.ts";
import { newOpening, openInitials } from "./common/quic-initial.ts";

const TYPES = ["Initial", "0-RTT", "Handshake", "Retry"];
const [VERSION_1, VERSION_2] = [0x00000001, 0x6b3343cf];
const RETRY = 3;
const MAX_ID = 20;
const MAX_PACKETS = 16;

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
  ],
  claims: {},
  accepts: startsLong,
  guessedOver: ["udp"],
  opens: { starts: ["c.", "d.", "e.", "f."] },
  parse: () => 0,
  leaf: true,
  keeps: true,
  unlocks: () => {
    const opening = newOpening();
    return (d, o, lim, source) => openInitials(d, o, lim, source, opening);
  },
  ...telling(tell),
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

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  // Of several packets in a datagram the last one is told.
  let words = "";
  for (let n = 0; n < MAX_PACKETS && startsLong(data, c.at, c.end); n++) {
    const version = c.peek(4, 1);
    // Version 2 counts its types from another start.
    const type = (((c.peek(1) >> 4) & 3) + (version === VERSION_2 ? 3 : 0)) & 3;
    words = TYPES[type];
    const start = c.at;
    c.here("quic.header_form", 1)
      .here("quic.fixed_bit", 1)
      .tell("quic.long.packet_type", 1)
      .tell("quic.version", 4);
    for (const [size, id, word] of [
      ["quic.dcil", "quic.dcid", "DCID"],
      ["quic.scil", "quic.scid", "SCID"],
    ]) {
      const length = c.number(size, 1);
      if (length === 0) continue;
      words += `, ${word}=${hexText(bytesAt(data, c.at, length))}`;
      c.tell(id, length);
    }
    if (type === RETRY) {
      c.add("quic.packet_length", start, 0, c.end - start);
      break;
    }
    if (type === 0) {
      const token = variable(c, "quic.token_length");
      if (token > 0) c.tell("quic.token", token);
    }
    const length = variable(c, "quic.length");
    c.add("quic.packet_length", start, 0, c.at + length - start);
    c.skip(Math.min(length, c.left));
  }
  say(words);
}

/** A number in 1, 2, 4 or 8 bytes (RFC 9000, 16). */
function variable(c: Cursor, field: string): number {
  const size = 1 << (c.peek(1) >> 6);
  let value = c.peek(1) & 0x3f;
  for (let i = 1; i < size; i++) value = value * 256 + c.peek(1, i);
  c.tell(field, size, value);
  return value;
}
