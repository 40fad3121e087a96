/** Chunks of SCTP, RFC 9260 section 3.3 and https://www.iana.org/assignments/sctp-parameters. */

import type { Sent } from "../../core/exchange.ts";
import { located } from "../../core/fields.ts";
import { durationText } from "../../core/format.ts";
import type { Add, Earlier } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";
import { said } from "./located.ts";
import { causes, parameters, sctpParameterFields } from "./sctp-parameters.ts";

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
  located("bool", 0, "sctp.fragments", "Reassembled SCTP Fragments"),
  located("uint", 4, "sctp.fragment", "SCTP Fragment"),
  located("uint", 4, "sctp.retransmission", "This TSN is a retransmission of one in frame"),
  located("string", 0, "sctp.retransmission_time", "Retransmitted after"),
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
  located("uint", 1, "sctp.sack_nounce_sum", "Nounce sum", { mask: 0x01 }),
  located("uint", 4, "sctp.sack_number_of_tsns_gap_acked", "Number of TSNs in gap acknowledgement blocks"),
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
  located("bytes", 0, "sctp.hmac", "HMAC"),
  located("bytes", 0, "sctp.padding_data", "Padding data"),
  located("bytes", 0, "sctp.chunk_value", "Chunk value"),
  ...sctpParameterFields,
  located("bytes", 0, "sctp.chunk_padding", "Chunk padding"),
  said("error", "malformed", "sctp.chunk_length.bad", "Chunk length bad"),
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
const [FIRST, LAST, UNORDERED] = [2, 1, 4];
/** First and last fragment at once. */
const WHOLE = 3;

/** Whether it carries a message, or the part that makes one whole, which was not sent before. */
export function isMessage(d: DataView, chunk: Chunk, { earlier, joined }: Bases): boolean {
  if (!isData(chunk) || headerOf(chunk) >= chunk.size || chunk.at + chunk.size > d.byteLength) return false;
  const tsn = d.getUint32(chunk.at + 4);
  return !earlier.has(tsn) && ((chunk.flags & WHOLE) === WHOLE || joined.has(tsn));
}

/** Whose message it is a part of; of interleaved ones the first part alone says so (RFC 8260, 2.1). */
export const identifierOf = (d: DataView, { at, type, flags }: Chunk): number =>
  type === Type.iData ? ((flags & FIRST) !== 0 ? d.getUint32(at + 16) : 0) : d.getUint32(at + 12);

const headerOf = ({ type }: Chunk): number => (type === Type.iData ? 20 : 16);

/** The messages that the chunks carry, and parts of some, by their sequence numbers. */
export const sentIn = (d: DataView, chunks: readonly Chunk[]): Sent[] =>
  chunks
    .filter((chunk) => isData(chunk) && chunk.at + chunk.size <= d.byteLength)
    .map(({ at, flags }) => ({
      number: d.getUint32(at + 4),
      // Its stream and its number there, or out of their order.
      message: at + 12 > d.byteLength ? 0 : d.getUint32(at + 8) + (flags & UNORDERED) * 2 ** 32,
      isFirst: (flags & FIRST) !== 0,
      isLast: (flags & LAST) !== 0,
    }));

/** From where on this direction counts: its first data; null: the packet has none. */
export function firstTsn(d: DataView, chunks: readonly Chunk[]): number | null {
  const first = chunks.find((chunk) => isData(chunk) && chunk.at + 8 <= d.byteLength);
  return first === undefined ? null : d.getUint32(first.at + 4);
}

/** From where on sequence numbers are shown: this direction's, and the other's. */
export interface Bases {
  own: number;
  other: number;
  /** By sequence number, what was sent before. */
  earlier: ReadonlyMap<number, Earlier>;
  /** And the packets whose parts make it a whole message. */
  joined: ReadonlyMap<number, readonly number[]>;
}

export const nameOfChunk = ({ type }: Chunk): string => CHUNKS[type] ?? "RESERVED";

/** The Info column's words for a chunk. */
export function infoOfChunk(d: DataView, chunk: Chunk, { own, other, earlier, joined }: Bases): string {
  const name = nameOfChunk(chunk);
  if (isData(chunk) && chunk.at + 8 <= d.byteLength) {
    const tsn = d.getUint32(chunk.at + 4);
    const isWhole = (chunk.flags & WHOLE) === WHOLE || joined.has(tsn);
    const part = earlier.has(tsn) ? " (retransmission)" : isWhole ? "" : " (Message Fragment)";
    return `${name} (TSN=${(tsn - own) >>> 0})${part}`;
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

const data: Body = (c, { own, earlier, joined }, { type }) => {
  const tsn = c.peek(4);
  c.here("sctp.data_tsn", 4, (tsn - own) >>> 0);
  const before = earlier.get(tsn);
  if (before !== undefined) {
    c.add("sctp.retransmission", c.at, 0, before.number, c.depth + 1);
    c.add(
      "sctp.retransmission_time",
      c.at,
      0,
      () => durationText(Math.round(before.since * 1e9)),
      c.depth + 1,
    );
  }
  c.tell("sctp.data_tsn_raw", 4);
  c.tell("sctp.data_sid", 2);
  if (type === Type.iData) {
    c.tell("sctp.data_reserved", 2).tell("sctp.data_mid", 4);
    c.tell("sctp.data_payload_proto_id", 4);
  } else c.tell("sctp.data_ssn", 2).tell("sctp.data_payload_proto_id", 4);
  const packets = joined.get(tsn);
  if (packets === undefined) return;
  c.here("sctp.fragments", c.left, true);
  for (const number of packets) c.add("sctp.fragment", c.at, 0, number, c.depth + 1);
};

const BODIES: Readonly<Record<number, Body>> = {
  [Type.data]: data,
  [Type.iData]: data,
  [Type.init]: init("init"),
  [Type.initAck]: init("initack"),
  [Type.sack]: (c, { other }, chunk) => {
    c.add("sctp.sack_nounce_sum", chunk.at + 1, 1, undefined, c.depth);
    const ack = c.peek(4);
    c.here("sctp.sack_cumulative_tsn_ack", 4, (ack - other) >>> 0).tell(
      "sctp.sack_cumulative_tsn_ack_raw",
      4,
    );
    c.tell("sctp.sack_a_rwnd", 4);
    const gaps = c.number("sctp.sack_number_of_gap_blocks", 2);
    const duplicates = c.number("sctp.sack_number_of_duplicated_tsns", 2);
    let acknowledged = 0;
    for (let i = 0; i < gaps; i++) {
      acknowledged += Math.max(0, c.peek(2, 2) - c.peek(2) + 1);
      for (const side of ["start", "end"]) {
        c.here(`sctp.sack_gap_block_${side}_tsn`, 2, (ack - other + c.peek(2)) >>> 0);
        c.tell(`sctp.sack_gap_block_${side}`, 2);
      }
    }
    if (gaps > 0) c.add("sctp.sack_number_of_tsns_gap_acked", chunk.at, 0, acknowledged, c.depth);
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

/** Tells a chunk as far as it is there. */
export function tellChunk(d: DataView, add: Add, chunk: Chunk, bases: Bases): void {
  const left = d.byteLength - chunk.at;
  const isLong = chunk.size > left;
  const end = Math.min(d.byteLength, chunk.at + Math.max(Chunk.HEADER, chunk.size));
  const c = new Cursor(d, add, chunk.at, end);
  c.here("sctp.chunk_type", 1).here("sctp.chunk_bit_1", 1, chunk.type >= 0x80);
  c.tell("sctp.chunk_bit_2", 1, (chunk.type & 0x40) !== 0).here("sctp.chunk_flags", 1);
  if (!isLong) for (const [name, bit] of flagsOf(chunk.type)) c.here(name, 1, (chunk.flags & bit) !== 0);
  c.skip(1).tell("sctp.chunk_length", 2);
  if (isLong) {
    // As Wireshark does, which reads no more of it.
    const words = `Chunk length (${chunk.size}) is longer than remaining data (${left}) in the packet.`;
    c.here("sctp.chunk_length.bad", 0, words);
    return;
  }
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
