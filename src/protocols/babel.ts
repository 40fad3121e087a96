// Babel: RFC 8966 section 4.2. A header, messages of type, length and value, and behind them a trailer of those that are not
// authenticated (RFC 8967 section 4.1).
//
//  0       1         2         4
// +-------+---------+---------+-----------------+---------+
// | magic | version | length  | messages        | trailer |
// +-------+---------+---------+-----------------+---------+

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, tellAll, telling } from "./common/cursor.ts";
import { hexNum, num, raw } from "./common/located.ts";

/** RFC 8966, 4.6; RFC 8967, 4; RFC 9079, 7. */
const MESSAGES: readonly string[] = [
  ...["pad1", "padn", "ack-req", "ack", "hello", "ihu", "router-id", "nh", "update", "request"],
  ...["mh-request", "ts/pc (obsolete)", "hmac", "source-specific-update", "source-specific-req"],
  ...["source-specific-seqno", "hmac", "pc", "challenge-request", "challenge-reply"],
];
const PAD1 = 0;
const ENCODINGS = { 0: "Wildcard", 1: "IPv4", 2: "IPv6", 3: "Link-Local IPv6" };
const [WILDCARD, LINK_LOCAL] = [0, 3];
/** Bytes of an address: of IPv4, of IPv6, and of IPv6 without the prefix of links. */
const SIZES: Readonly<Record<number, number>> = { 1: 4, 2: 16, 3: 8 };
/** RFC 8966, 4.7; draft-chroboczek-babel-diversity-routing; RFC 9616. */
const SUB_TYPES = { 0: "sub-pad1", 1: "sub-padn", 2: "diversity", 3: "timestamp" };
const DIVERSITY = 2;
const M = "babel.message";
const S = "babel.subtlv";

const AE = `${M}.ae`;

export const babel: Protocol = {
  name: "babel",
  title: "Babel Routing Protocol",
  reference: "RFC 8966, 4.2",
  fields: [
    num(1, "babel.magic", "Magic"),
    num(1, "babel.version", "Version"),
    num(2, "babel.bodylen", "Body Length"),
    num(1, M, "Message"),
    num(1, `${M}.type`, "Message Type", { values: { ...MESSAGES } }),
    num(1, `${M}.length`, "Message Length"),
    hexNum(2, `${M}.nonce`, "Nonce"),
    num(2, `${M}.interval`, "Interval"),
    hexNum(2, `${M}.seqno`, "Seqno"),
    num(1, AE, "Address Encoding", { values: ENCODINGS }),
    raw(`${M}.prefix`, "Raw Prefix"),
    hexNum(2, `${M}.rxcost`, "Rxcost"),
    raw(`${M}.routerid`, "Router ID", 8),
    hexNum(1, `${M}.flags`, "Flags"),
    num(1, `${M}.plen`, "Prefix Length"),
    num(1, `${M}.omitted`, "Omitted Bytes"),
    num(2, `${M}.metric`, "Metric"),
    num(1, `${M}.hopcount`, "Hop Count"),
    num(4, `${M}.index`, "Index"),
    num(1, S, "Sub-TLV"),
    num(1, `${S}.type`, "Sub-TLV Type", { values: SUB_TYPES }),
    num(1, `${S}.length`, "Sub-TLV Length"),
    num(1, `${S}.diversity.channel`, "Channel"),
  ],
  claims: { "udp.app": [6696] },
  parse: atLeast(4),
  leaf: true,
  accepts: (d, o, lim) => o + 4 <= lim && d.getUint16(o) === BABEL,
  column: "Babel",
  ...telling(tell),
};

/** Magic number and version. */
const BABEL = 0x2a02;

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  say(`Babel${wordsOf(data)}`);
  c.tell("babel.magic", 1).tell("babel.version", 1);
  const body = c.within(c.number("babel.bodylen", 2));
  tellMessages(body);
  tellMessages(c);
}

function wordsOf(d: DataView): string {
  let text = "";
  for (let at = 4; at < d.byteLength; ) {
    const type = d.getUint8(at);
    text += ` ${MESSAGES[type] ?? "unknown"}`;
    at += type === PAD1 || at + 1 === d.byteLength ? 1 : 2 + d.getUint8(at + 1);
  }
  return text;
}

function tellMessages(c: Cursor): void {
  tellAll(() => {
    if (c.left <= 0) return null;
    const type = c.here(M, 1).here(`${M}.type`, 1).peek(1);
    c.skip(1);
    if (type === PAD1) return () => {};
    const body = c.within(c.number(`${M}.length`, 1));
    return () => tellMessage(body, type);
  });
}

function tellMessage(c: Cursor, type: number): void {
  const tellBody = BODIES[type];
  if (tellBody === undefined) return;
  tellBody(c);
  tellMore(c);
}

const BODIES: Readonly<Record<number, (c: Cursor) => void>> = {
  2: (c) => c.skip(2).tell(`${M}.nonce`, 2).tell(`${M}.interval`, 2),
  3: (c) => c.tell(`${M}.nonce`, 2),
  4: (c) => c.skip(2).tell(`${M}.seqno`, 2).tell(`${M}.interval`, 2),
  5: (c) => {
    const { at } = c;
    const size = sizeOf(c.peek(1));
    c.skip(2).tell(`${M}.rxcost`, 2).tell(`${M}.interval`, 2);
    c.add(AE, at, 1, undefined, c.depth + 1);
    // As Wireshark has it: what stands in front of the address, too.
    c.need(size);
    c.add(`${M}.prefix`, at + 2, 4 + size, undefined, c.depth + 1);
    c.skip(size);
  },
  6: (c) => c.skip(2).tell(`${M}.routerid`, 8),
  7: (c) => {
    const size = sizeOf(c.peek(1));
    c.tell(AE, 1).skip(1).tell(`${M}.prefix`, size);
  },
  8: (c) => {
    const { at } = c;
    const [encoding, bits, omitted] = [c.peek(1), c.peek(1, 2), c.peek(1, 3)];
    c.skip(1).tell(`${M}.flags`, 1).skip(2);
    c.tell(`${M}.interval`, 2).tell(`${M}.seqno`, 2).tell(`${M}.metric`, 2);
    for (const [name, ahead] of [
      [AE, 0],
      [`${M}.plen`, 2],
      [`${M}.omitted`, 3],
    ] as const)
      c.add(name, at + ahead, 1, undefined, c.depth + 1);
    tellPrefix(c, encoding, bits, omitted);
  },
  9: (c) => {
    const [encoding, bits] = [c.peek(1), c.peek(1, 1)];
    tellPrefix(c.tell(AE, 1).tell(`${M}.plen`, 1), encoding, bits);
  },
  10: (c) => {
    const { at } = c;
    const [encoding, bits] = [c.peek(1), c.peek(1, 1)];
    c.skip(2).tell(`${M}.seqno`, 2).tell(`${M}.hopcount`, 1).skip(1).tell(`${M}.routerid`, 8);
    c.add(AE, at, 1, undefined, c.depth + 1);
    c.add(`${M}.plen`, at + 1, 1, undefined, c.depth + 1);
    tellPrefix(c, encoding, bits);
  },
  17: (c) => {
    c.tell(`${M}.index`, 4);
    c.skip(c.left);
  },
};

/** Bytes of a whole address. */
const sizeOf = (encoding: number): number => SIZES[encoding] ?? 0;

/** The first bytes of link-local addresses are left out, as are those that an update before had. */
function tellPrefix(c: Cursor, encoding: number, bits: number, omitted = 0): void {
  const whole = encoding === WILDCARD ? 0 : Math.ceil(bits / 8) - (encoding === LINK_LOCAL ? 8 : 0);
  c.tell(`${M}.prefix`, Math.max(0, whole - omitted));
}

function tellMore(c: Cursor): void {
  while (c.left > 0) {
    const type = c.here(S, 1).here(`${S}.type`, 1).peek(1);
    c.skip(1);
    if (type === PAD1) continue;
    const body = c.within(c.number(`${S}.length`, 1));
    while (type === DIVERSITY && body.left > 0) body.tell(`${S}.diversity.channel`, 1);
  }
}
