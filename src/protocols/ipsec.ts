// IP security: Encapsulating Security Payload (RFC 4303 section 2), Authentication Header (RFC 4302 section 2), and
// UDP around the former for the sake of address translators (RFC 3948 section 2).
//
//  0                   4                   8
// +-------------------+-------------------+----------
// | SPI               | sequence number   | encrypted              ESP
// +-------------------+-------------------+----------
//  0    1    2         4                   8                   12
// +----+----+---------+-------------------+-------------------+----------+----------
// |next|len | 0       | SPI               | sequence number   | ICV      | payload     AH
// +----+----+---------+-------------------+-------------------+----------+----------

import { ipProto, udpApp } from "../core/demux.ts";
import { type Exchange, taught } from "../core/exchange.ts";
import { bytes, located, offsets, u8, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { leaf } from "./common/cursor.ts";
import { num, said } from "./common/located.ts";
import { IP_PROTOCOLS } from "./common/names-of-numbers.ts";

const ESP = 50;
const ESP_LEN = 8;

const spi = (data: DataView, at: number): string => `0x${data.getUint32(at).toString(16).padStart(8, "0")}`;

export const esp: Protocol = {
  name: "esp",
  title: "Encapsulating Security Payload",
  reference: "RFC 4303, 2",
  fields: [
    u32(0, "esp.spi", "ESP SPI", { base: "hex" }),
    u32(4, "esp.sequence", "ESP Sequence"),
    num(4, "esp.sequence-analysis.expected-sn", "Expected SN"),
    num(4, "esp.sequence-analysis.previous-frame", "Previous Frame"),
    said("warning", "sequence", "esp.sequence-analysis.wrong-sequence-number", "Wrong Sequence Number"),
  ],
  claims: { "ip.proto": [ESP] },
  ...leaf(ESP_LEN),
  exchange: sent,
  remembers: (name) => name.startsWith("esp.sequence-analysis."),
  locate: tellOrder,
  // Nobody reads what is encrypted.
  minds: ({ data }) => data.byteLength < ESP_LEN,
  info: ({ data }) => (data.byteLength < 8 ? "" : `ESP (SPI=${spi(data, 0)})`),
};

/**
 * Under that name: the number of the last packet of an association (RFC 4301, 4.1: the receiver's, by its SPI), and which
 * packet of the capture that was.
 */
const LAST = "last";

function sent(layer: Layer): Exchange | undefined {
  const { data } = layer;
  const receiver = layer.below("ip")?.get("ip.dst") ?? layer.below("ipv6")?.get("ipv6.dst");
  if (receiver === undefined || data.byteLength < ESP_LEN) return undefined;
  return taught("esp", `${receiver} ${data.getUint32(0)}`, [
    [LAST, [data.getUint32(4), layer.packet.number]],
  ]);
}

/** Every packet has the number behind that of the one before (RFC 4303, 2.2). */
function tellOrder({ data, conversation }: Layer, add: Add): void {
  const last = conversation?.learnt?.get(LAST);
  if (last === undefined || data.byteLength < ESP_LEN) return;
  const number = data.getUint32(4);
  const [before, frame] = last.value as readonly [number, number];
  const expected = (before + 1) >>> 0;
  if (number === expected) return;
  const words =
    number > expected
      ? `${number - expected} missing`
      : number === before
        ? `${number} repeated`
        : `${expected - number} less than expected`;
  const name = data.getUint32(0).toString(16).padStart(8, "0");
  add("esp.sequence-analysis.expected-sn", 0, 0, expected);
  const say = `Wrong Sequence Number for SPI ${name} - ${words}`;
  add("esp.sequence-analysis.wrong-sequence-number", 0, 0, say, 1);
  add("esp.sequence-analysis.previous-frame", 0, 0, frame);
}

const ahFields = [
  u8(0, "ah.next_header", "Next header", { values: IP_PROTOCOLS }),
  // In words of four bytes, less two.
  u8(1, "ah.length", "Length"),
  bytes(2, 2, "ah.reserved", "Reserved"),
  u32(4, "ah.spi", "AH SPI", { base: "hex" }),
  u32(8, "ah.sequence", "AH Sequence"),
  located("bytes", 0, "ah.icv", "AH ICV"),
];
const at = offsets(ahFields);
const AH_LEN = 12;

export const ah: Protocol = {
  name: "ah",
  title: "Authentication Header",
  reference: "RFC 4302, 2",
  fields: ahFields,
  claims: { "ip.proto": [51] },
  parse: parseAh,
  info: ({ data }) => `AH (SPI=${spi(data, at["ah.spi"])})`,
  locate: ({ data }, add) => {
    const size = ahLength(data.getUint8(1)) - AH_LEN;
    if (size > 0) add("ah.icv", AH_LEN, size);
  },
  body: (data) => ahLength(data.getUint8(1)),
  despite: (d, o, _lim, s) => {
    s.pos = o + ahLength(d.getUint8(o + at["ah.length"]));
    return ipProto[d.getUint8(o)];
  },
};

const ahLength = (words: number): number => (words + 2) << 2;

/** It hides nothing: what follows is read as if it were not there. */
function parseAh(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + AH_LEN > lim) return s.short(o + AH_LEN);
  const end = o + ahLength(d.getUint8(o + at["ah.length"]));
  if (end < o + AH_LEN) return s.malformed();
  if (end > lim) return s.short(end);
  const next = d.getUint8(o);
  s.ipProto = next;
  s.pos = end;
  return ipProto[next];
}

const PORT = 4500;
const IKE = 500;
const IKE_HEADER = 28;
const MARKER = 4;
const KEEPALIVE = 0xff;

export const udpEncapsulation: Protocol = {
  name: "udpencap",
  title: "UDP Encapsulation of IPsec Packets",
  reference: "RFC 3948, 2",
  fields: [
    located("bool", 0, "udpencap.nat_keepalive", "NAT-keepalive packet"),
    located("bool", 0, "udpencap.non_esp_marker", "Non-ESP Marker"),
  ],
  claims: { "udp.app": [PORT] },
  parse: parseEncapsulation,
  info: ({ data }) => (isKeepalive(data, 0, data.byteLength) ? "NAT-keepalive" : undefined),
  body: (data) => (isKeepalive(data, 0, data.byteLength) ? data.byteLength : MARKER),
  locate: ({ data }, add) => {
    if (isKeepalive(data, 0, data.byteLength)) add("udpencap.nat_keepalive", 0, 1, true);
    else if (data.getInt32(0) === 0) add("udpencap.non_esp_marker", 0, MARKER, true);
  },
};

const isKeepalive = (d: DataView, o: number, lim: number): boolean =>
  lim - o === 1 && d.getUint8(o) === KEEPALIVE;

function parseEncapsulation(d: DataView, o: number, lim: number, s: LayerStack): number {
  s.pos = o;
  if (isKeepalive(d, o, lim)) return 0;
  if (o + MARKER > lim) return s.shortLeaf(o + MARKER);
  if (d.getInt32(o) !== 0) return ipProto[ESP];
  s.pos = o + MARKER;
  return s.wire - s.pos < IKE_HEADER ? 0 : udpApp[IKE];
}
