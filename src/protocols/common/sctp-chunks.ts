/** Chunks of SCTP, RFC 9260 section 3.3 and https://www.iana.org/assignments/sctp-parameters. */

import { located } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";

const CHUNKS: Readonly<Record<number, string>> = {
  0: "DATA",
  1: "INIT",
  2: "INIT_ACK",
  3: "SACK",
  4: "HEARTBEAT",
  5: "HEARTBEAT_ACK",
  6: "ABORT",
  7: "SHUTDOWN",
  8: "SHUTDOWN_ACK",
  9: "ERROR",
  10: "COOKIE_ECHO",
  11: "COOKIE_ACK",
  12: "ECNE",
  13: "CWR",
  14: "SHUTDOWN_COMPLETE",
  15: "AUTH",
  16: "NR_SACK",
  64: "I_DATA",
  128: "ASCONF_ACK",
  129: "PKTDROP",
  130: "RE_CONFIG",
  132: "PAD",
  192: "FORWARD_TSN",
  193: "ASCONF",
  194: "I_FORWARD_TSN",
};
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

export const sctpChunkFields = [
  located("uint", 1, "sctp.chunk_type", "Chunk type", { values: CHUNKS }),
  located("bool", 0, "sctp.chunk_bit_1", "Bit"),
  located("bool", 0, "sctp.chunk_bit_2", "Bit"),
  located("uint", 1, "sctp.chunk_flags", "Chunk flags", { base: "hex" }),
  located("bool", 0, "sctp.data_i_bit", "I-Bit"),
  located("bool", 0, "sctp.data_u_bit", "U-Bit"),
  located("bool", 0, "sctp.data_b_bit", "B-Bit"),
  located("bool", 0, "sctp.data_e_bit", "E-Bit"),
  located("bool", 0, "sctp.abort_t_bit", "T-Bit"),
  located("bool", 0, "sctp.shutdown_complete_t_bit", "T-Bit"),
  located("uint", 2, "sctp.chunk_length", "Chunk length"),
  located("uint", 4, "sctp.data_tsn", "Transmission sequence number (relative)"),
  located("uint", 4, "sctp.data_tsn_raw", "Transmission sequence number (absolute)"),
  located("uint", 2, "sctp.data_sid", "Stream identifier", { base: "hex" }),
  located("uint", 2, "sctp.data_ssn", "Stream sequence number"),
  located("uint", 2, "sctp.data_reserved", "Reserved"),
  located("uint", 4, "sctp.data_mid", "Message identifier"),
  located("uint", 4, "sctp.data_fsn", "Fragment sequence number"),
  located("uint", 4, "sctp.data_payload_proto_id", "Payload protocol identifier"),
  located("uint", 4, "sctp.initiate_tag", "Initiate tag", { base: "hex" }),
  located("uint", 4, "sctp.init_initiate_tag", "Initiate tag", { base: "hex" }),
  located("uint", 4, "sctp.init_credit", "Advertised receiver window credit (a_rwnd)"),
  located("uint", 2, "sctp.init_nr_out_streams", "Number of outbound streams"),
  located("uint", 2, "sctp.init_nr_in_streams", "Number of inbound streams"),
  located("uint", 4, "sctp.init_initial_tsn", "Initial TSN"),
  located("uint", 4, "sctp.initack_initiate_tag", "Initiate tag", { base: "hex" }),
  located("uint", 4, "sctp.initack_credit", "Advertised receiver window credit (a_rwnd)"),
  located("uint", 2, "sctp.initack_nr_out_streams", "Number of outbound streams"),
  located("uint", 2, "sctp.initack_nr_in_streams", "Number of inbound streams"),
  located("uint", 4, "sctp.initack_initial_tsn", "Initial TSN"),
  located("uint", 4, "sctp.sack_cumulative_tsn_ack", "Cumulative TSN ACK (relative)"),
  located("uint", 4, "sctp.sack_cumulative_tsn_ack_raw", "Cumulative TSN ACK (absolute)"),
  located("uint", 4, "sctp.sack_a_rwnd", "Advertised receiver window credit (a_rwnd)"),
  located("uint", 2, "sctp.sack_number_of_gap_blocks", "Number of gap acknowledgement blocks"),
  located("uint", 2, "sctp.sack_number_of_duplicated_tsns", "Number of duplicated TSNs"),
  located("uint", 2, "sctp.sack_gap_block_start", "Start"),
  located("uint", 4, "sctp.sack_gap_block_start_tsn", "Start TSN"),
  located("uint", 2, "sctp.sack_gap_block_end", "End"),
  located("uint", 4, "sctp.sack_gap_block_end_tsn", "End TSN"),
  located("uint", 4, "sctp.sack_duplicate_tsn", "Duplicate TSN"),
  located("uint", 4, "sctp.shutdown_cumulative_tsn_ack", "Cumulative TSN Ack"),
  located("uint", 4, "sctp.ecne_lowest_tsn", "Lowest TSN"),
  located("uint", 4, "sctp.cwr_lowest_tsn", "Lowest TSN"),
  located("bytes", 0, "sctp.cookie", "Cookie"),
  located("uint", 4, "sctp.forward_tsn_tsn", "New cumulative TSN"),
  located("uint", 2, "sctp.forward_tsn_sid", "Stream identifier"),
  located("uint", 2, "sctp.forward_tsn_ssn", "Stream sequence number"),
  located("uint", 4, "sctp.asconf_seq_nr_number", "Sequence number", { base: "hex" }),
  located("uint", 4, "sctp.asconf_ack_seq_nr_number", "Sequence number", { base: "hex" }),
  located("uint", 2, "sctp.shared_key_id", "Shared key identifier"),
  located("uint", 2, "sctp.hmac_id", "HMAC identifier"),
  located("bytes", 0, "sctp.hmac", "HMAC"),
  located("bytes", 0, "sctp.padding_data", "Padding data"),
  located("bytes", 0, "sctp.chunk_value", "Chunk value"),
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
  located("bytes", 0, "sctp.chunk_padding", "Chunk padding"),
];

/** Where a chunk starts, what it is, and its length without filling. */
export interface Chunk {
  at: number;
  type: number;
  flags: number;
  size: number;
}
export const Chunk = { HEADER: 4 } as const;

const Type = {
  data: 0,
  init: 1,
  initAck: 2,
  sack: 3,
  heartbeat: 4,
  heartbeatAck: 5,
  abort: 6,
  shutdown: 7,
  error: 9,
  cookieEcho: 10,
  ecne: 12,
  cwr: 13,
  shutdownComplete: 14,
  auth: 15,
  iData: 64,
  asconfAck: 128,
  reConfig: 130,
  pad: 132,
  forwardTsn: 192,
  asconf: 193,
} as const;

/** The chunks from `at` on; the last may be cut. */
export function chunksOf(d: DataView, at: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let i = at; i + Chunk.HEADER <= d.byteLength; ) {
    const size = d.getUint16(i + 2);
    chunks.push({ at: i, type: d.getUint8(i), flags: d.getUint8(i + 1), size });
    if (size < Chunk.HEADER) break;
    i += (size + 3) & ~3;
  }
  return chunks;
}

const isData = ({ type }: Chunk): boolean => type === Type.data || type === Type.iData;
const INVALID_STREAM = 1;
/** First and last fragment at once. */
const WHOLE = 3;

/** Whether it carries a message that is not cut into several chunks. */
export const isWholeMessage = (d: DataView, chunk: Chunk): boolean =>
  isData(chunk) &&
  (chunk.flags & WHOLE) === WHOLE &&
  headerOf(chunk) < chunk.size &&
  chunk.at + chunk.size <= d.byteLength;

const headerOf = ({ type }: Chunk): number => (type === Type.iData ? 20 : 16);

/** From where on this direction counts, if the packet tells; null: it does not. */
export function firstTsn(d: DataView, chunks: readonly Chunk[]): number | null {
  for (const chunk of chunks) {
    if (isData(chunk) && chunk.at + 8 <= d.byteLength) return d.getUint32(chunk.at + 4);
    if ((chunk.type === Type.init || chunk.type === Type.initAck) && chunk.at + 20 <= d.byteLength)
      return d.getUint32(chunk.at + 16);
  }
  return null;
}

/** From where on sequence numbers are shown: this direction's, and the other's. */
export interface Bases {
  own: number;
  other: number;
}

export const nameOfChunk = ({ type }: Chunk): string => CHUNKS[type] ?? "RESERVED";

/** The Info column's words for a chunk. */
export function infoOfChunk(d: DataView, chunk: Chunk, { own, other }: Bases): string {
  const name = nameOfChunk(chunk);
  if (isData(chunk) && chunk.at + 8 <= d.byteLength) {
    const part = (chunk.flags & WHOLE) === WHOLE ? "" : " (Message Fragment)";
    return `${name} (TSN=${(d.getUint32(chunk.at + 4) - own) >>> 0})${part}`;
  }
  if (chunk.type === Type.sack && chunk.at + 16 <= d.byteLength) {
    const gaps = d.getUint16(chunk.at + 12);
    const last =
      gaps > 0 && chunk.at + 16 + 4 * gaps <= d.byteLength ? d.getUint16(chunk.at + 14 + 4 * gaps) : 0;
    const ack = (d.getUint32(chunk.at + 4) - other) >>> 0;
    return `${name} (Ack=${ack}${last > 0 ? `+${last}` : ""}, Arwnd=${d.getUint32(chunk.at + 8)})`;
  }
  return name;
}

type Body = (c: Cursor, bases: Bases, chunk: Chunk) => void;

const init =
  (prefix: string): Body =>
  (c) => {
    c.here("sctp.initiate_tag", 4).tell(`sctp.${prefix}_initiate_tag`, 4).tell(`sctp.${prefix}_credit`, 4);
    c.tell(`sctp.${prefix}_nr_out_streams`, 2).tell(`sctp.${prefix}_nr_in_streams`, 2);
    c.tell(`sctp.${prefix}_initial_tsn`, 4);
    parameters(c);
  };

const data: Body = (c, { own }, { type }) => {
  c.here("sctp.data_tsn", 4, (c.peek(4) - own) >>> 0).tell("sctp.data_tsn_raw", 4);
  c.tell("sctp.data_sid", 2);
  if (type === Type.iData) {
    c.tell("sctp.data_reserved", 2).tell("sctp.data_mid", 4);
    c.tell("sctp.data_payload_proto_id", 4);
  } else c.tell("sctp.data_ssn", 2).tell("sctp.data_payload_proto_id", 4);
};

const causes: Body = (c) => {
  while (c.left >= 4) {
    const code = c.peek(2);
    const size = Math.max(4, c.peek(2, 2));
    c.tell("sctp.cause_code", 2).tell("sctp.cause_length", 2);
    if (code === INVALID_STREAM && size === 8)
      c.tell("sctp.cause_stream_identifier", 2).tell("sctp.cause_reserved", 2);
    else if (size > 4) c.tell("sctp.cause_information", size - 4);
    c.skip(Math.min(c.left, -size & 3));
  }
};

const BODIES: Readonly<Record<number, Body>> = {
  [Type.data]: data,
  [Type.iData]: data,
  [Type.init]: init("init"),
  [Type.initAck]: init("initack"),
  [Type.sack]: (c, { other }) => {
    const ack = c.peek(4);
    c.here("sctp.sack_cumulative_tsn_ack", 4, (ack - other) >>> 0).tell(
      "sctp.sack_cumulative_tsn_ack_raw",
      4,
    );
    c.tell("sctp.sack_a_rwnd", 4);
    const gaps = c.number("sctp.sack_number_of_gap_blocks", 2);
    const duplicates = c.number("sctp.sack_number_of_duplicated_tsns", 2);
    for (let i = 0; i < gaps; i++)
      for (const side of ["start", "end"]) {
        c.here(`sctp.sack_gap_block_${side}_tsn`, 2, (ack - other + c.peek(2)) >>> 0);
        c.tell(`sctp.sack_gap_block_${side}`, 2);
      }
    for (let i = 0; i < duplicates; i++) c.tell("sctp.sack_duplicate_tsn", 4);
  },
  [Type.heartbeat]: parameters,
  [Type.heartbeatAck]: parameters,
  [Type.abort]: causes,
  [Type.error]: causes,
  [Type.shutdown]: (c) => c.tell("sctp.shutdown_cumulative_tsn_ack", 4),
  [Type.cookieEcho]: (c) => c.tell("sctp.cookie", c.left),
  [Type.ecne]: (c) => c.tell("sctp.ecne_lowest_tsn", 4),
  [Type.cwr]: (c) => c.tell("sctp.cwr_lowest_tsn", 4),
  [Type.auth]: (c) => c.tell("sctp.shared_key_id", 2).tell("sctp.hmac_id", 2).tell("sctp.hmac", c.left),
  [Type.asconf]: (c) => {
    c.tell("sctp.asconf_seq_nr_number", 4);
    parameters(c);
  },
  [Type.asconfAck]: (c) => {
    c.tell("sctp.asconf_ack_seq_nr_number", 4);
    parameters(c);
  },
  [Type.reConfig]: parameters,
  [Type.pad]: (c) => c.tell("sctp.padding_data", c.left),
  [Type.forwardTsn]: (c) => {
    c.tell("sctp.forward_tsn_tsn", 4);
    while (c.left >= 4) c.tell("sctp.forward_tsn_sid", 2).tell("sctp.forward_tsn_ssn", 2);
  },
};

function parameters(c: Cursor): void {
  while (c.left >= 4) {
    const type = c.peek(2);
    const size = Math.max(4, c.peek(2, 2));
    c.here("sctp.parameter_type", 2).here("sctp.parameter_bit_1", 2, type >= 0x8000);
    c.tell("sctp.parameter_bit_2", 2, (type & 0x4000) !== 0).tell("sctp.parameter_length", 2);
    const value = c.within(size - 4);
    if (type === 1) value.tell("sctp.parameter_heartbeat_information", value.left);
    else if (type === 5 && value.left === 4) value.tell("sctp.parameter_ipv4_address", 4);
    else if (type === 6 && value.left === 16) value.tell("sctp.parameter_ipv6_address", 16);
    else if (type === 7) value.tell("sctp.parameter_state_cookie", value.left);
    else if (type === 12) while (value.left >= 2) value.tell("sctp.parameter_supported_address_type", 2);
    c.skip(Math.min(c.left, -size & 3));
  }
}

/** Tells a chunk as far as it is there. */
export function tellChunk(d: DataView, add: Add, chunk: Chunk, bases: Bases): void {
  const end = Math.min(d.byteLength, chunk.at + Math.max(Chunk.HEADER, chunk.size));
  const c = new Cursor(d, add, chunk.at, end);
  c.here("sctp.chunk_type", 1).here("sctp.chunk_bit_1", 1, chunk.type >= 0x80);
  c.tell("sctp.chunk_bit_2", 1, (chunk.type & 0x40) !== 0).here("sctp.chunk_flags", 1);
  for (const [name, bit] of flagsOf(chunk.type)) c.here(name, 1, (chunk.flags & bit) !== 0);
  c.skip(1).tell("sctp.chunk_length", 2);
  const body = BODIES[chunk.type];
  if (body !== undefined) body(c, bases, chunk);
  else if (c.left > 0) c.tell("sctp.chunk_value", c.left);
  const padding = Math.min(-chunk.size & 3, d.byteLength - end);
  if (padding > 0) add("sctp.chunk_padding", end, padding);
}

const DATA_FLAGS = [
  ["sctp.data_e_bit", 1],
  ["sctp.data_b_bit", 2],
  ["sctp.data_u_bit", 4],
  ["sctp.data_i_bit", 8],
] as const;

function flagsOf(type: number): readonly (readonly [string, number])[] {
  if (type === Type.data || type === Type.iData) return DATA_FLAGS;
  if (type === Type.abort) return [["sctp.abort_t_bit", 1]];
  return type === Type.shutdownComplete ? [["sctp.shutdown_complete_t_bit", 1]] : [];
}
