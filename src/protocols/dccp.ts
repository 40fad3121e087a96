// Datagram Congestion Control Protocol, RFC 4340 section 5.1. X tells whether numbers have 24 or 48 bits.
//
//  0         2         4    5    6         8      9         16 or 12
// +---------+---------+----+----+---------+------+---------+------------------
// | source  | destin. |off |ccv | checksum|type,X| sequence| acknowledged, by type, options
// +---------+---------+----+----+---------+------+---------+------------------

import { type Exchange, withPorts } from "../core/exchange.ts";
import { located, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import { parsePorts } from "../core/ports.ts";
import type { Protocol } from "../core/protocol.ts";
import { Checksum, transportFault, transportStatus } from "./common/checksum.ts";
import { Cursor } from "./common/cursor.ts";
import { dccpOptionFields, tellDccpOptions } from "./common/dccp-options.ts";
import { said } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";

const TYPES = [
  "Request",
  "Response",
  "Data",
  "Ack",
  "DataAck",
  "CloseReq",
  "Close",
  "Reset",
  "Sync",
  "SyncAck",
  "Listen",
];
const Type = { request: 0, response: 1, data: 2, dataAck: 4, reset: 7, syncAck: 9 } as const;
const RESETS: Readonly<Record<number, string>> = {
  0: "Unspecified",
  1: "Closed",
  2: "Aborted",
  3: "No Connection",
  4: "Packet Error",
  5: "Option Error",
  6: "Mandatory Error",
  7: "Connection Refused",
  8: "Bad Service Code",
  9: "Too Busy",
  10: "Bad Init Cookie",
  11: "Aggression Penalty",
};

enum At {
  OFFSET = 4,
  CHECKSUM = 6,
  TYPE = 8,
  NUMBERS = 9,
}
const DCCP = 33;
const BAD_CHECKSUM = "dccp.bad_checksum";

export const dccp: Protocol = {
  name: "dccp",
  title: "Datagram Congestion Control Protocol",
  reference: "RFC 4340, 5.1",
  fields: [
    u16(0, "dccp.srcport", "Source Port"),
    u16(2, "dccp.dstport", "Destination Port"),
    located("uint", 4, "dccp.stream", "Stream index"),
    u8(At.OFFSET, "dccp.data_offset", "Data Offset"),
    u8(5, "dccp.ccval", "CCVal", { mask: 0xf0 }),
    u8(5, "dccp.cscov", "Checksum Coverage", { mask: 0x0f }),
    u16(At.CHECKSUM, "dccp.checksum", "Checksum", { base: "hex" }),
    located("uint", 1, "dccp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
    u8(At.TYPE, "dccp.res1", "Reserved", { mask: 0xe0, base: "hex" }),
    u8(At.TYPE, "dccp.type", "Type", { mask: 0x1e, values: { ...TYPES } }),
    located("bool", 0, "dccp.x", "Extended Sequence Numbers"),
    located("uint", 1, "dccp.res2", "Reserved", { base: "hex" }),
    located("uint", 8, "dccp.seq", "Sequence Number"),
    located("uint", 8, "dccp.seq_raw", "Sequence Number (raw)"),
    located("uint", 2, "dccp.ack_res", "Reserved", { base: "hex" }),
    located("uint", 8, "dccp.ack", "Acknowledgement Number"),
    located("uint", 8, "dccp.ack_raw", "Acknowledgement Number (raw)"),
    located("uint", 4, "dccp.service_code", "Service Code"),
    located("uint", 1, "dccp.reset_code", "Reset Code", { values: RESETS }),
    located("uint", 1, "dccp.data1", "Data 1"),
    located("uint", 1, "dccp.data2", "Data 2"),
    located("uint", 1, "dccp.data3", "Data 3"),
    ...dccpOptionFields,
    said("error", "checksum", BAD_CHECKSUM, "Bad checksum"),
  ],
  claims: { "ip.proto": [DCCP] },
  parse: parsePorts,
  leaf: true,
  aliases: { "dccp.port": ["dccp.srcport", "dccp.dstport"] },
  exchange,
  info,
  remarks: (layer, tell) => {
    if (layer.get("dccp.checksum.status") !== Checksum.bad) return;
    tell(BAD_CHECKSUM, transportFault(layer, At.CHECKSUM, DCCP, coveredBy(layer), layer.wireLength));
  },
  remembers: (name) => /^dccp\.(stream|seq|ack)$/.test(name),
  locate,
  body: (data) => Math.max(data.getUint8(At.OFFSET) * 4, At.NUMBERS),
};

interface Header {
  type: number;
  extended: boolean;
  sequence: number;
  /** -1: it has none. */
  acknowledgment: number;
  /** Behind the numbers. */
  end: number;
}

/** @throws RangeError */
function read(d: DataView): Header {
  const word = d.getUint8(At.TYPE);
  const type = (word >> 1) & 0x0f;
  const extended = (word & 1) === 1;
  const has = (type >= Type.response && type !== Type.data && type <= Type.syncAck) || false;
  if (!extended)
    return {
      type,
      extended,
      sequence: d.getUint32(8) & 0xffffff,
      acknowledgment: has ? d.getUint32(12) & 0xffffff : -1,
      end: has ? 16 : 12,
    };
  const wide = (at: number) => d.getUint16(at) * 2 ** 32 + d.getUint32(at + 2);
  return { type, extended, sequence: wide(10), acknowledgment: has ? wide(18) : -1, end: has ? 24 : 16 };
}

function exchange(layer: Layer): Exchange | undefined {
  const ends = withPorts(layer, "dccp");
  if (ends === undefined || layer.data.byteLength < 16) return undefined;
  return { ...ends, first: read(layer.data).sequence };
}

/** The numbers as they are shown: counted from the first ones. */
function shown(layer: Layer, h: Header): { sequence: number; acknowledgment: number } {
  const { own, other } = layer.conversation?.counts ?? { own: 0, other: 0 };
  return { sequence: h.sequence - (own ?? 0), acknowledgment: h.acknowledgment - (other ?? 0) };
}

function info(layer: Layer): string {
  const { data: d } = layer;
  const h = read(d);
  const { sequence, acknowledgment } = shown(layer, h);
  let text = `${d.getUint16(0)} → ${d.getUint16(2)} [${TYPES[h.type] ?? "Reserved"}] Seq=${sequence}`;
  if (h.acknowledgment >= 0) text += ` (Ack=${acknowledgment})`;
  if (h.type <= Type.response) text += ` (service=${service(d.getUint32(h.end))})`;
  if (h.type === Type.reset) {
    const code = d.getUint8(h.end);
    text += ` (code=${RESETS[code] ?? "Unknown"})`;
  }
  return text;
}

/** Service codes are four letters, or numbers that were never registered. */
function service(code: number): string {
  return code === 0 ? "not specified" : `Unknown (${code})`;
}

/** How many bytes the checksum covers (9.2). */
function coveredBy({ data, wireLength }: Layer): number {
  const words = data.getUint8(5) & 0x0f;
  return words === 0 ? wireLength : data.getUint8(At.OFFSET) * 4 + (words - 1) * 4;
}

function statusOf(layer: Layer): number {
  const { data, wireLength } = layer;
  const covered = coveredBy(layer);
  if (covered > wireLength || covered > data.byteLength) return Checksum.unverified;
  return transportStatus(layer, DCCP, covered, wireLength);
}

function locate(layer: Layer, add: Add): void {
  const { data, conversation } = layer;
  const h = read(data);
  const { sequence, acknowledgment } = shown(layer, h);
  if (conversation !== undefined) add("dccp.stream", 0, 0, conversation.stream);
  add("dccp.checksum.status", At.CHECKSUM, 2, statusOf(layer));
  add("dccp.x", At.TYPE, 1, h.extended);
  const c = new Cursor(data, add, At.NUMBERS, data.byteLength);
  const size = h.extended ? 6 : 3;
  if (h.extended) c.tell("dccp.res2", 1);
  c.here("dccp.seq", size, sequence).tell("dccp.seq_raw", size, h.sequence);
  if (h.acknowledgment >= 0) {
    c.tell("dccp.ack_res", h.extended ? 2 : 1, c.peek(h.extended ? 2 : 1));
    c.here("dccp.ack", size, acknowledgment).tell("dccp.ack_raw", size, h.acknowledgment);
  }
  if (h.type <= Type.response) c.tell("dccp.service_code", 4);
  if (h.type === Type.reset)
    c.tell("dccp.reset_code", 1).tell("dccp.data1", 1).tell("dccp.data2", 1).tell("dccp.data3", 1);
  tellDccpOptions(data, add, c.at, data.getUint8(At.OFFSET) * 4);
}
