/** Parameters of SCTP's chunks, and causes of errors: RFC 9260, 3.3.2 and 3.3.10; RFC 4895; RFC 5061; RFC 6525. */

import { located } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";

const PARAMETERS: Readonly<Record<number, string>> = Object.fromEntries([
  [0x0001, "Heartbeat info"],
  [0x0005, "IPv4 address"],
  [0x0006, "IPv6 address"],
  [0x0007, "State cookie"],
  [0x0008, "Unrecognized parameter"],
  [0x0009, "Cookie preservative"],
  [0x000b, "Hostname address"],
  [0x000c, "Supported address types"],
  [0x000d, "Outgoing SSN reset request"],
  [0x000e, "Incoming SSN reset request"],
  [0x000f, "SSN/TSN reset request"],
  [0x0010, "Re-configuration response"],
  [0x8000, "ECN"],
  [0x8002, "Random"],
  [0x8003, "Authenticated Chunk list"],
  [0x8004, "Requested HMAC Algorithm"],
  [0x8008, "Supported Extensions"],
  [0xc000, "Forward TSN supported"],
  [0xc001, "Add IP address"],
  [0xc002, "Delete IP address"],
  [0xc003, "Error cause indication"],
  [0xc004, "Set primary address"],
  [0xc006, "Adaptation Layer Indication"],
]);
const CAUSES: Readonly<Record<number, string>> = {
  1: "Invalid stream identifier",
  2: "Missing mandatory parameter",
  3: "Stale cookie error",
  4: "Out of resource",
  5: "Unresolvable address",
  6: "Unrecognized chunk type",
  7: "Invalid mandatory parameter",
  8: "Unrecognized parameters",
  9: "No user data",
  10: "Cookie received while shutting down",
  11: "Restart of an association with new addresses",
  12: "User initiated ABORT",
  13: "Protocol violation",
};
const HASHES = { 1: "SHA-1", 3: "SHA-256" };

export const sctpParameterFields = [
  located("uint", 2, "sctp.parameter_type", "Parameter type", { base: "hex", values: PARAMETERS }),
  located("bool", 0, "sctp.parameter_bit_1", "Bit"),
  located("bool", 0, "sctp.parameter_bit_2", "Bit"),
  located("uint", 2, "sctp.parameter_length", "Parameter length"),
  located("ipv4", 4, "sctp.parameter_ipv4_address", "IP Version 4 address"),
  located("ipv6", 16, "sctp.parameter_ipv6_address", "IP Version 6 address"),
  located("bytes", 0, "sctp.parameter_heartbeat_information", "Heartbeat information"),
  located("bytes", 0, "sctp.parameter_state_cookie", "State cookie"),
  located("uint", 2, "sctp.parameter_supported_address_type", "Supported address type"),
  located("uint", 2, "sctp.cause_code", "Cause code", { base: "hex", values: CAUSES }),
  located("uint", 2, "sctp.cause_length", "Cause length"),
  located("bytes", 0, "sctp.cause_information", "Cause information"),
  located("uint", 2, "sctp.cause_stream_identifier", "Stream identifier"),
  located("uint", 2, "sctp.cause_reserved", "Reserved"),
  located("bytes", 0, "sctp.parameter_value", "Parameter value"),
  located("bytes", 0, "sctp.parameter_padding", "Parameter padding"),
  located(
    "uint",
    4,
    "sctp.parameter_cookie_preservative_incr",
    "Suggested Cookie life-span increment (msec)",
  ),
  located("string", 0, "sctp.parameter_hostname", "Hostname"),
  located("uint", 1, "sctp.supported_chunk_type", "Supported chunk type"),
  located("uint", 1, "sctp.chunk_type_to_auth", "Chunk type"),
  located("uint", 2, "sctp.hmac_id", "HMAC identifier", { values: HASHES }),
  located("bytes", 0, "sctp.random_number", "Random number"),
  located("uint", 4, "sctp.adaptation_layer_indication", "Indication", { base: "hex" }),
  located("uint", 4, "sctp.correlation_id", "Correlation_id", { base: "hex" }),
  ...[
    ["reconfig_request_sequence_number", "Re-configuration request sequence number"],
    ["reconfig_response_sequence_number", "Re-configuration response sequence number"],
    ["reconfig_response_result", "Result"],
    ["senders_last_assigned_tsn", "Senders last assigned TSN"],
    ["senders_next_tsn", "Senders next TSN"],
    ["receivers_next_tsn", "Receivers next TSN"],
  ].map(([name, title]) => located("uint", 4, `sctp.parameter_${name}`, title)),
  located("uint", 2, "sctp.parameter_reconfig_sid", "Stream Identifier"),
  ...["outgoing", "incoming"].flatMap((way) => [
    located("uint", 2, `sctp.parameter_add_${way}_streams_number`, "Number of streams"),
    located("uint", 2, `sctp.parameter_add_${way}_streams_reserved`, "Reserved"),
  ]),
];

const INVALID_STREAM = 1;
export function causes(c: Cursor): void {
  while (c.left >= 4) {
    const code = c.peek(2);
    const size = Math.max(4, c.peek(2, 2));
    c.tell("sctp.cause_code", 2).tell("sctp.cause_length", 2);
    if (code === INVALID_STREAM && size === 8)
      c.tell("sctp.cause_stream_identifier", 2).tell("sctp.cause_reserved", 2);
    else if (size > 4) c.tell("sctp.cause_information", size - 4);
    c.skip(Math.min(c.left, -size & 3));
  }
}

/** Fields of so many bytes each, one behind the other. */
const row =
  (...fields: readonly (readonly [name: string, size: number])[]) =>
  (c: Cursor): void => {
    for (const [name, size] of fields) c.tell(`sctp.${name}`, size);
  };
const list =
  (name: string, size: number) =>
  (c: Cursor): void => {
    while (c.left >= size) c.tell(`sctp.${name}`, size);
  };
const rest =
  (name: string) =>
  (c: Cursor): void => {
    if (c.left > 0) c.tell(`sctp.${name}`, c.left);
  };

const REQUEST = ["parameter_reconfig_request_sequence_number", 4] as const;
const RESPONSE = ["parameter_reconfig_response_sequence_number", 4] as const;
const RESULT = ["parameter_reconfig_response_result", 4] as const;
const streams = (way: string) =>
  row(REQUEST, [`parameter_add_${way}_streams_number`, 2], [`parameter_add_${way}_streams_reserved`, 2]);
/** Of an address that is added, taken away or set: which request it is, and parameters. */
const addressed = (c: Cursor): void => {
  c.tell("sctp.correlation_id", 4);
  parameters(c);
};

const BODIES: Readonly<Record<number, (c: Cursor) => void>> = {
  1: rest("parameter_heartbeat_information"),
  5: row(["parameter_ipv4_address", 4]),
  6: row(["parameter_ipv6_address", 16]),
  7: rest("parameter_state_cookie"),
  8: parameters,
  9: row(["parameter_cookie_preservative_incr", 4]),
  11: (c) => c.text("sctp.parameter_hostname", c.left),
  12: list("parameter_supported_address_type", 2),
  13: (c) => {
    row(REQUEST, RESPONSE, ["parameter_senders_last_assigned_tsn", 4])(c);
    list("parameter_reconfig_sid", 2)(c);
  },
  14: (c) => {
    row(REQUEST)(c);
    list("parameter_reconfig_sid", 2)(c);
  },
  15: row(REQUEST),
  16: (c) => {
    row(RESPONSE, RESULT)(c);
    if (c.left >= 8) row(["parameter_senders_next_tsn", 4], ["parameter_receivers_next_tsn", 4])(c);
  },
  17: streams("outgoing"),
  18: streams("incoming"),
  32768: () => {},
  32770: rest("random_number"),
  32771: list("chunk_type_to_auth", 1),
  32772: list("hmac_id", 2),
  32776: list("supported_chunk_type", 1),
  49152: () => {},
  49153: addressed,
  49154: addressed,
  49155: (c) => {
    c.tell("sctp.correlation_id", 4);
    causes(c);
  },
  49156: addressed,
  49157: row(["correlation_id", 4]),
  49158: row(["adaptation_layer_indication", 4]),
};

export function parameters(c: Cursor): void {
  while (c.left >= 4) {
    const type = c.peek(2);
    const size = Math.max(4, c.peek(2, 2));
    c.here("sctp.parameter_type", 2).here("sctp.parameter_bit_1", 2, type >= 0x8000);
    c.tell("sctp.parameter_bit_2", 2, (type & 0x4000) !== 0).tell("sctp.parameter_length", 2);
    (BODIES[type] ?? rest("parameter_value"))(c.within(size - 4, 0));
    const padding = Math.min(c.left, -size & 3);
    if (padding > 0) c.tell("sctp.parameter_padding", padding);
  }
}
