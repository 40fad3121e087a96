/** What QUIC says in an extension of TLS's hello: transport parameters, RFC 9000 section 18. Never on the hot path. */

import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { hexNum, mark, num, raw, str, v4, v6 } from "./located.ts";

const P = "tls.quic.parameter";

export const quicParameterFields: Field[] = [
  num(8, `${P}.type`, "Type"),
  num(8, `${P}.length`, "Length"),
  raw(`${P}.value`, "Value"),
  raw(`${P}.original_destination_connection_id`, "original_destination_connection_id"),
  num(8, `${P}.max_idle_timeout`, "max_idle_timeout"),
  raw(`${P}.stateless_reset_token`, "stateless_reset_token"),
  num(8, `${P}.max_udp_payload_size`, "max_udp_payload_size"),
  num(8, `${P}.initial_max_data`, "initial_max_data"),
  num(8, `${P}.initial_max_stream_data_bidi_local`, "initial_max_stream_data_bidi_local"),
  num(8, `${P}.initial_max_stream_data_bidi_remote`, "initial_max_stream_data_bidi_remote"),
  num(8, `${P}.initial_max_stream_data_uni`, "initial_max_stream_data_uni"),
  num(8, `${P}.initial_max_streams_bidi`, "initial_max_streams_bidi"),
  num(8, `${P}.initial_max_streams_uni`, "initial_max_streams_uni"),
  num(8, `${P}.ack_delay_exponent`, "ack_delay_exponent"),
  num(8, `${P}.max_ack_delay`, "max_ack_delay"),
  v4(`${P}.preferred_address.ipv4address`, "ipv4Address"),
  num(2, `${P}.preferred_address.ipv4port`, "ipv4Port"),
  v6(`${P}.preferred_address.ipv6address`, "ipv6Address"),
  num(2, `${P}.preferred_address.ipv6port`, "ipv6Port"),
  num(1, `${P}.preferred_address.connectionid.length`, "Length"),
  raw(`${P}.preferred_address.connectionid`, "connectionId"),
  raw(`${P}.preferred_address.statelessresettoken`, "statelessResetToken"),
  num(8, `${P}.active_connection_id_limit`, "Active Connection ID Limit"),
  raw(`${P}.initial_source_connection_id`, "Initial Source Connection ID"),
  raw(`${P}.retry_source_connection_id`, "Retry Source Connection ID"),
  num(8, `${P}.max_datagram_frame_size`, "max_datagram_frame_size"),
  num(8, `${P}.cibir_encoding.length`, "length"),
  num(8, `${P}.cibir_encoding.offset`, "offset"),
  num(8, `${P}.loss_bits`, "loss_bits"),
  num(8, `${P}.enable_time_stamp_v2`, "Enable TimestampV2"),
  num(8, `${P}.min_ack_delay`, "min_ack_delay"),
  str(`${P}.google.user_agent`, "Google UserAgent"),
  mark(`${P}.google.key_update_not_yet_supported`, "Google Key Update not yet supported"),
  hexNum(4, `${P}.google.quic_version`, "Google QUIC version"),
  num(8, `${P}.google.initial_rtt`, "Google Initial RTT"),
  mark(`${P}.google.support_handshake_done`, "Google Support Handshake Done"),
  raw(`${P}.google.quic_params`, "Google QUIC parameters"),
  raw(`${P}.google.connection_options`, "Google Connection options"),
  num(1, `${P}.google.supported_versions_length`, "Google Supported Versions Length"),
  hexNum(4, `${P}.google.supported_version`, "Google Supported Version"),
  num(8, `${P}.facebook.partial_reliability`, "Facebook Partial Reliability"),
  hexNum(4, `${P}.vi.chosen_version`, "Chosen Version"),
  hexNum(4, `${P}.vi.other_version`, "Other Version"),
];

type Body = (c: Cursor) => void;

/** A number of variable length, whose first two bits say how long it is (RFC 9000, 16). */
export function tellVariable(c: Cursor, name: string): number {
  const first = c.peek(1);
  const size = 1 << (first >> 6);
  const low = first & 0x3f;
  if (size === 8) {
    const value = BigInt.asUintN(62, c.skip(0).data.getBigUint64(needed(c, 8)));
    c.tell(name, 8, value);
    return Number(value);
  }
  const value = size === 1 ? low : low * 256 ** (size - 1) + (c.peek(size) % 256 ** (size - 1));
  c.tell(name, size, value);
  return value;
}

function needed(c: Cursor, size: number): number {
  c.need(size);
  return c.at;
}

const number =
  (name: string): Body =>
  (c) => {
    tellVariable(c, `${P}.${name}`);
  };
const bytes =
  (name: string): Body =>
  (c) => {
    c.tell(`${P}.${name}`, c.left);
  };
const there =
  (name: string): Body =>
  (c) => {
    c.here(`${P}.${name}`, 0, true);
  };

const preferred: Body = (c) => {
  const name = (end: string) => `${P}.preferred_address.${end}`;
  c.tell(name("ipv4address"), 4).tell(name("ipv4port"), 2);
  c.tell(name("ipv6address"), 16).tell(name("ipv6port"), 2);
  const size = c.number(name("connectionid.length"), 1);
  if (size > 0) c.tell(name("connectionid"), size);
  c.tell(name("statelessresettoken"), 16);
};

const versions: Body = (c) => {
  c.tell(`${P}.vi.chosen_version`, 4);
  while (c.left >= 4) c.tell(`${P}.vi.other_version`, 4);
};

const BODIES: Readonly<Record<number, Body>> = {
  0: bytes("original_destination_connection_id"),
  1: number("max_idle_timeout"),
  2: bytes("stateless_reset_token"),
  3: number("max_udp_payload_size"),
  4: number("initial_max_data"),
  5: number("initial_max_stream_data_bidi_local"),
  6: number("initial_max_stream_data_bidi_remote"),
  7: number("initial_max_stream_data_uni"),
  8: number("initial_max_streams_bidi"),
  9: number("initial_max_streams_uni"),
  10: number("ack_delay_exponent"),
  11: number("max_ack_delay"),
  13: preferred,
  14: number("active_connection_id_limit"),
  15: bytes("initial_source_connection_id"),
  16: bytes("retry_source_connection_id"),
  17: versions,
  32: number("max_datagram_frame_size"),
  4096: (c) => {
    tellVariable(c, `${P}.cibir_encoding.length`);
    tellVariable(c, `${P}.cibir_encoding.offset`);
  },
  4183: number("loss_bits"),
  12583: number("google.initial_rtt"),
  12584: bytes("google.connection_options"),
  12585: (c) => c.text(`${P}.google.user_agent`, c.left),
  12587: there("google.key_update_not_yet_supported"),
  12588: there("google.support_handshake_done"),
  18257: bytes("google.quic_params"),
  18258: (c) => {
    c.tell(`${P}.google.quic_version`, 4);
    if (c.left === 0) return;
    c.tell(`${P}.google.supported_versions_length`, 1);
    while (c.left >= 4) c.tell(`${P}.google.supported_version`, 4);
  },
  29016: number("enable_time_stamp_v2"),
  65280: number("facebook.partial_reliability"),
  4278509082: number("min_ack_delay"),
  4278509083: number("min_ack_delay"),
  16741339: versions,
};

/** Tells the parameters, each behind its type and length. */
export function tellQuicParameters(c: Cursor): void {
  while (c.left > 0) {
    const type = tellVariable(c, `${P}.type`);
    const size = tellVariable(c, `${P}.length`);
    c.here(`${P}.value`, size);
    const value = c.within(size, 0);
    BODIES[type]?.(value);
  }
}
