// Teredo, RFC 4380 section 5.1: IPv6 in UDP over IPv4. Two indications may stand before the IPv6 header:
//
//  0         2    3    4
// +---------+----+----+-----------+-----------+---------+----+
// | 1       |idl |aul | identifier| value     | nonce 8 |conf|   authentication
// +---------+----+----+-----------+-----------+---------+----+
//  0         2         4                   8
// +---------+---------+-------------------+
// | 0       | ~port   | ~IPv4 address     |   origin: where the server saw the packet come from
// +---------+---------+-------------------+
//
// Clients talk to each other and to relays on any ports, without indications; one of the addresses is then a
// Teredo address (2001::/32, section 4), and the IPv6 packet fills the datagram.

import { ipVersion, udpPort, udpSourcePort } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { located } from "../core/fields.ts";
import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { Cursor } from "./common/cursor.ts";
import { num, raw, v4 } from "./common/located.ts";

const fields = [
  located("bool", 0, "teredo.auth", "Teredo Authentication header"),
  num(1, "teredo.auth.idlen", "Client identifier length"),
  num(1, "teredo.auth.aulen", "Authentication value length"),
  raw("teredo.auth.id", "Client identifier"),
  raw("teredo.auth.value", "Authentication value"),
  raw("teredo.auth.nonce", "Nonce value", 8),
  raw("teredo.auth.conf", "Confirmation byte", 1),
  located("bool", 0, "teredo.orig", "Teredo Origin Indication header"),
  num(2, "teredo.orig.port", "Origin UDP port"),
  v4("teredo.orig.addr", "Origin IPv4 address"),
];
const PORT = 3544;
const ORIGIN = 0;
const AUTHENTICATION = 1;
const ORIGIN_LENGTH = 8;
/** Type, lengths, nonce and confirmation. */
const AUTHENTICATION_LENGTH = 13;
const UDP_LENGTH = 8;
const IPV6_LENGTH = 40;
const IPV6_SOURCE = 8;
const IPV6_DESTINATION = 24;
const PREFIX = 0x20010000;

const TEREDO = encapsulation({
  name: "teredo",
  title: "Teredo",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
});

export const teredo: Protocol = {
  name: "teredo",
  title: "Teredo IPv6 over UDP tunneling",
  reference: "RFC 4380, 5.1",
  fields,
  claims: { "udp.port": [PORT], "udp.srcport": [PORT], "udp.guess": [0] },
  parse: parseTeredo,
  steady,
  column: "Teredo",
  info: ({ data }) => (data.getUint16(0) === AUTHENTICATION ? "Authentication header" : undefined),
  locate,
};

/** Neither port has led here. */
const isGuessed = (ports: number): boolean =>
  udpPort[ports & 0xffff] === 0 && udpSourcePort[ports >>> 16] === 0;

/** Behind ports of its own, without indications or with that of the origin alone. */
function steady(d: DataView, o: number): Steady | null {
  const kind = d.getUint16(o);
  if (isGuessed(d.getInt32(o - UDP_LENGTH)) || kind === AUTHENTICATION) return null;
  return { decides: kind === ORIGIN ? `ff ff ${"00".repeat(ORIGIN_LENGTH - 2)}` : "" };
}

function parseTeredo(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (isGuessed(s.ports)) return guess(d, o, lim, s);
  let pos = o;
  for (let indications = 0; indications < 2; indications++) {
    if (pos + 2 > lim) return cut(pos + 2, s);
    const kind = d.getUint16(pos);
    if (kind === AUTHENTICATION && indications === 0) {
      if (pos + 4 > lim) return cut(pos + 4, s);
      pos += AUTHENTICATION_LENGTH + d.getUint8(pos + 2) + d.getUint8(pos + 3);
    } else if (kind === ORIGIN) {
      pos += ORIGIN_LENGTH;
      break;
    } else break;
  }
  if (pos + 1 > lim) return cut(pos + 1, s);
  return d.getUint8(pos) >> 4 === 6 ? enter(pos, s) : notTeredo(o, s);
}

/** On other ports: whether everything that the specification says of such a packet is true. */
function guess(d: DataView, o: number, lim: number, s: LayerStack): number {
  const rest = s.wire - o;
  if (rest < IPV6_LENGTH || (o + 6 <= lim && d.getUint16(o + 4) + IPV6_LENGTH !== rest))
    return notTeredo(o, s);
  if (o + IPV6_LENGTH > lim) {
    // It may be one, and may as well be anything else.
    s.pop();
    return s.shortLeaf(o + IPV6_LENGTH);
  }
  if (d.getUint8(o) >> 4 !== 6) return notTeredo(o, s);
  const known = d.getInt32(o + IPV6_SOURCE) === PREFIX || d.getInt32(o + IPV6_DESTINATION) === PREFIX;
  return known ? enter(o, s) : notTeredo(o, s);
}

/** Too little is there to say that it is one at all. */
function cut(need: number, s: LayerStack): number {
  s.pop();
  return s.shortTunnel(need);
}

function enter(pos: number, s: LayerStack): number {
  s.pos = pos;
  return s.enterTunnel(TEREDO, 0, 0, 1, s.ports, pos) ? ipVersion[6] : 0;
}

function notTeredo(o: number, s: LayerStack): number {
  s.pop();
  s.pos = o;
  return 0;
}

function locate({ data }: Layer, add: Add): void {
  let at = 0;
  if (data.getUint16(0) === AUTHENTICATION) {
    const [id, value] = [data.getUint8(2), data.getUint8(3)];
    const c = new Cursor(data, add, 0, AUTHENTICATION_LENGTH + id + value);
    c.here("teredo.auth", c.left, true).skip(2);
    const inner = c.within(c.left);
    inner.tell("teredo.auth.idlen", 1).tell("teredo.auth.aulen", 1);
    if (id > 0) inner.tell("teredo.auth.id", id);
    if (value > 0) inner.tell("teredo.auth.value", value);
    inner.tell("teredo.auth.nonce", 8).tell("teredo.auth.conf", 1);
    at = c.at;
  }
  if (data.getUint16(at) !== ORIGIN) return;
  add("teredo.orig", at, ORIGIN_LENGTH, true);
  // Both are sent with every bit turned over, so that no translator on the way changes them.
  add("teredo.orig.port", at + 2, 2, data.getUint16(at + 2) ^ 0xffff, 1);
  add("teredo.orig.addr", at + 4, 4, ipv4Text(~data.getInt32(at + 4)), 1);
}
