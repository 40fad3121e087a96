// InfiniBand's transport over UDP: RoCE version 2 (InfiniBand Trade Association, annex A17; volume 1, 9.2). What the
// operation is says which headers stand behind the first one; at the end there is a checksum over what routers leave alone.
//
//  0    1    2         4    5              8              12
// +----+----+---------+----+--------------+--------------+------------------------------------+---------
// |op  |flag| p_key   |mark| queue pair   | sequence     | headers by operation, payload      | crc
// +----+----+---------+----+--------------+--------------+------------------------------------+---------

import { flag, u8, u16, u24 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, hex, type Parts, telling, tellParts } from "./common/cursor.ts";
import { bit, hexNum, num, raw } from "./common/located.ts";

/** By the top three bits of an operation: name, and what the Info column begins with. */
const SERVICES: Readonly<Record<number, readonly [title: string, short: string]>> = {
  0: ["Reliable Connection (RC)", "RC"],
  1: ["Unreliable Connection (UC)", "UC"],
};
/** By the others: name, the same in the Info column, and the headers behind the first one. */
const OPERATIONS: readonly (readonly [title: string, short: string, headers: string])[] = [
  ["SEND First", "Send First", ""],
  ["SEND Middle", "Send Middle", ""],
  ["SEND Last", "Send Last", ""],
  ["SEND Last with Immediate", "Send Last Immediate", "immdt"],
  ["SEND Only", "Send Only", ""],
  ["SEND Only with Immediate", "Send Only Immediate", "immdt"],
  ["RDMA WRITE First", "RDMA Write First", "reth"],
  ["RDMA WRITE Middle", "RDMA Write Middle", ""],
  ["RDMA WRITE Last", "RDMA Write Last", ""],
  ["RDMA WRITE Last with Immediate", "RDMA Write Last Immediate", "immdt"],
  ["RDMA WRITE Only", "RDMA Write Only", "reth"],
  ["RDMA WRITE Only with Immediate", "RDMA Write Only Immediate", "reth immdt"],
  ["RDMA READ Request", "RDMA Read Request", "reth"],
  ["RDMA READ response First", "RDMA Read Response First", "aeth"],
  ["RDMA READ response Middle", "RDMA Read Response Middle", ""],
  ["RDMA READ response Last", "RDMA Read Response Last", "aeth"],
  ["RDMA READ response Only", "RDMA Read Response Only", "aeth"],
  ["Acknowledge", "Acknowledge", "aeth"],
  ["ATOMIC Acknowledge", "Atomic Acknowledge", "aeth atomicacketh"],
  ["CmpSwap", "Compare Swap", "atomiceth"],
  ["FetchAdd", "Fetch Add", "atomiceth"],
  ["Reserved", "", ""],
  ["SEND Last with Invalidate", "Send Last Invalidate", "ieth"],
  ["SEND Only with Invalidate", "Send Only Invalidate", "ieth"],
];
/** Those that carry nothing behind their headers. */
const BARE: ReadonlySet<number> = new Set([12, 17, 18, 19, 20]);
/** Unreliable connections write and send alone. */
const LAST_UNRELIABLE = 11;
const [RELIABLE, UNRELIABLE] = [0, 1];
const [UD_SEND, UD_SEND_IMMEDIATE, CONGESTION] = [100, 101, 129];

interface Operation {
  readonly title: string;
  readonly info: string;
  readonly headers: readonly string[];
  readonly isBare: boolean;
}

function operations(): Readonly<Record<number, Operation>> {
  const all: Record<number, Operation> = {};
  for (const service of [RELIABLE, UNRELIABLE])
    for (const [i, [title, short, headers]] of OPERATIONS.entries()) {
      if (short === "" || (service === UNRELIABLE && i > LAST_UNRELIABLE)) continue;
      const [name, ahead] = SERVICES[service];
      all[service * 32 + i] = {
        title: `${name} - ${title}`,
        info: `${ahead} ${short} `,
        headers: headers === "" ? [] : headers.split(" "),
        isBare: BARE.has(i),
      };
    }
  const datagram = "Unreliable Datagram (UD) - SEND only";
  all[UD_SEND] = { title: datagram, info: "UD Send Only ", headers: ["deth"], isBare: false };
  all[UD_SEND_IMMEDIATE] = {
    title: `${datagram} with Immediate`,
    info: "UD Send Only Immediate ",
    headers: ["deth", "immdt"],
    isBare: false,
  };
  return all;
}
const KNOWN = operations();

const LEN = 12;
const CRC = 4;
/** Of each header behind the first one: its name, and what stands in it. */
const HEADERS: Readonly<Record<string, readonly [title: string, size: number, parts: Parts]>> = {
  reth: [
    "RDMA Extended Transport Header",
    16,
    [
      ["infiniband.reth.va", 8],
      ["infiniband.reth.r_key", 4],
      ["infiniband.reth.dmalen", 4],
    ],
  ],
  aeth: ["ACK Extended Transport Header", 4, []],
  atomicacketh: ["Atomic ACK Extended Transport Header", 8, [["infiniband.atomicacketh.origremdt", 8]]],
  atomiceth: [
    "Atomic Extended Transport Header",
    28,
    [
      ["infiniband.reth.va", 8],
      ["infiniband.reth.r_key", 4],
      ["infiniband.atomiceth.swapdt", 8],
      ["infiniband.atomiceth.cmpdt", 8],
    ],
  ],
  immdt: ["Immediate Data", 4, [["infiniband.immdt", 4]]],
  ieth: ["RKey", 4, [["infiniband.ieth", 4]]],
  deth: [
    "Datagram Extended Transport Header",
    8,
    [
      ["infiniband.deth.q_key", 4],
      ["infiniband.reserved", 1],
      ["infiniband.deth.srcqp", 3],
    ],
  ],
};
/** Of a syndrome: what it is, by two bits, and what the five below are then (volume 1, 9.7.5.1.2). */
const SYNDROMES = ["Ack", "RNR Nak", "Reserved", "Nak"];
const BELOW_SYNDROME = ["credit_count", "timer", "reserved_value", "error_code"];
const NAK = 3;
const ERRORS: Readonly<Record<number, string>> = {
  0: "PSN Sequence Error",
  1: "Invalid Request",
  2: "Remote Access Error",
  3: "Remote Operational Error",
  4: "Invalid RD Request",
};
const NAMES: Readonly<Record<number, string>> = {
  ...Object.fromEntries(Object.entries(KNOWN).map(([code, { title }]) => [code, title])),
  [CONGESTION]: "CNP",
};

/** Management goes to the first two queue pairs in datagrams of their own form (volume 1, 13.4.2). */
const LAST_MANAGEMENT = 1;
const MANAGEMENT_HEADER = 24;
const MANAGEMENT: Parts = [
  ["infiniband.mad.baseversion", 1],
  ["infiniband.mad.mgmtclass", 1],
  ["infiniband.mad.classversion", 1],
  ["infiniband.mad.method", 1],
  ["infiniband.mad.status", 2],
  ["infiniband.mad.classspecific", 2],
  ["infiniband.mad.transactionid", 8],
  ["infiniband.mad.attributeid", 2],
  ["infiniband.reserved", 2],
  ["infiniband.mad.attributemodifier", 4],
];
/** Who sets connections up, and with what (volume 1, 12.6). */
const COMMUNICATION = 7;
const CONNECTING: Readonly<Record<number, string>> = {
  16: "ConnectRequest",
  17: "MsgRcptAck",
  18: "ConnectReject",
  19: "ConnectReply",
  20: "ReadyToUse",
  21: "DisconnectRequest",
  22: "DisconnectReply",
  23: "ServiceIDResReq",
  24: "ServiceIDResReqResp",
  25: "LoadAlternatePath",
  26: "AlternatePathResponse",
};

export const infiniband: Protocol = {
  name: "infiniband",
  title: "InfiniBand",
  reference: "InfiniBand Architecture, volume 1, 9.2 and annex A17",
  fields: [
    raw("infiniband.bth", "Base Transport Header", LEN),
    u8(0, "infiniband.bth.opcode", "Opcode", { values: NAMES }),
    flag(1, 1, 0x80, "infiniband.bth.se", "Solicited Event"),
    flag(1, 1, 0x40, "infiniband.bth.m", "MigReq"),
    u8(1, "infiniband.bth.padcnt", "Pad Count", { mask: 0x30 }),
    u8(1, "infiniband.bth.tver", "Header Version", { mask: 0x0f }),
    u16(2, "infiniband.bth.p_key", "Partition Key"),
    raw("infiniband.reserved", "Reserved", 1),
    u24(5, "infiniband.bth.destqp", "Destination Queue Pair", { base: "hex" }),
    flag(8, 1, 0x80, "infiniband.bth.a", "Acknowledge Request"),
    u8(8, "infiniband.bth.reserved7", "Reserved (7 bits)", { mask: 0x7f }),
    u24(9, "infiniband.bth.psn", "Packet Sequence Number"),
    ...Object.entries(HEADERS).map(([name, [title, size]]) => raw(`infiniband.${name}`, title, size)),
    hexNum(8, "infiniband.reth.va", "Virtual Address"),
    hexNum(4, "infiniband.reth.r_key", "Remote Key"),
    num(4, "infiniband.reth.dmalen", "DMA Length"),
    hexNum(8, "infiniband.deth.q_key", "Queue Key"),
    hexNum(4, "infiniband.deth.srcqp", "Source Queue Pair"),
    num(8, "infiniband.atomiceth.swapdt", "Swap (Or Add) Data"),
    num(8, "infiniband.atomiceth.cmpdt", "Compare Data"),
    num(1, "infiniband.aeth.syndrome", "Syndrome"),
    bit(1, 0x80, "infiniband.aeth.syndrome.reserved", "Reserved"),
    num(1, "infiniband.aeth.syndrome.opcode", "OpCode", { mask: 0x60, values: { ...SYNDROMES } }),
    num(1, "infiniband.aeth.syndrome.credit_count", "Credit Count", { mask: 0x1f }),
    num(1, "infiniband.aeth.syndrome.timer", "Timer", { mask: 0x1f }),
    num(1, "infiniband.aeth.syndrome.reserved_value", "Reserved", { mask: 0x1f }),
    num(1, "infiniband.aeth.syndrome.error_code", "Error Code", { mask: 0x1f, values: ERRORS }),
    num(3, "infiniband.aeth.msn", "Message Sequence Number"),
    num(8, "infiniband.atomicacketh.origremdt", "Original Remote Data"),
    raw("infiniband.vendor", "Unknown/Vendor Specific Data"),
    raw("infiniband.mad", "MAD (Management Datagram) Common Header"),
    hexNum(1, "infiniband.mad.baseversion", "Base Version"),
    hexNum(1, "infiniband.mad.mgmtclass", "Management Class"),
    hexNum(1, "infiniband.mad.classversion", "Class Version"),
    hexNum(1, "infiniband.mad.method", "Method"),
    hexNum(2, "infiniband.mad.status", "Status"),
    hexNum(2, "infiniband.mad.classspecific", "Class Specific"),
    hexNum(8, "infiniband.mad.transactionid", "Transaction ID"),
    hexNum(2, "infiniband.mad.attributeid", "Attribute ID"),
    hexNum(4, "infiniband.mad.attributemodifier", "Attribute Modifier"),
    raw("infiniband.mad.data", "MAD Data Payload"),
    hexNum(4, "infiniband.invariant.crc", "Invariant CRC"),
  ],
  claims: { "udp.app": [4791] },
  parse: (d, o, lim, s) => {
    if (o + LEN > lim) return s.shortLeaf(o + LEN);
    s.pos = o + headLength(d.getUint8(o), lim - o);
    if (hasPayload(d.getUint8(o), s.wire - o)) s.narrow(s.wire - CRC);
    return 0;
  },
  leaf: true,
  column: "RRoCE",
  body: (data) => {
    const at = headLength(data.getUint8(0), data.byteLength);
    return isManagement(data, at) ? data.byteLength : at;
  },
  ...telling(tell),
};

const isManagement = (data: DataView, at: number): boolean =>
  (data.getUint32(4) & 0xffffff) <= LAST_MANAGEMENT &&
  data.getUint8(0) >= UD_SEND &&
  data.byteLength - at >= MANAGEMENT_HEADER;

/** Up to the payload; of what nobody knows, and where nothing follows, all of it. */
function headLength(operation: number, length: number): number {
  const known = KNOWN[operation];
  if (known === undefined || known.isBare) return length;
  return Math.min(
    length,
    known.headers.reduce((sum, name) => sum + HEADERS[name][1], LEN),
  );
}

const hasPayload = (operation: number, length: number): boolean =>
  KNOWN[operation]?.isBare === false && length - headLength(operation, length) > CRC;

function tell({ data, wireLength }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add, LEN);
  const operation = data.getUint8(0);
  const known = KNOWN[operation];
  const pair = data.getUint32(4) & 0xffffff;
  add("infiniband.bth", 0, LEN);
  add("infiniband.reserved", 4, 1);
  const at = headLength(operation, data.byteLength);
  const isConnecting = isManagement(data, at) && data.getUint8(at + 1) === COMMUNICATION;
  if (isConnecting) say(`CM: ${CONNECTING[data.getUint16(at + 16)] ?? "(Unknown CM Attribute)"}`);
  else say(`${known?.info ?? (operation === CONGESTION ? "CNP " : "Unknown OpCode")}QP=${hex(pair, 6)} `);
  if (known === undefined) {
    if (c.left > 0) c.tell("infiniband.vendor", c.left);
    return;
  }
  for (const name of known.headers) {
    const [, size, parts] = HEADERS[name];
    const header = c.here(`infiniband.${name}`, size).within(size);
    if (name === "aeth") tellSyndrome(header, say);
    else tellParts(header, parts);
  }
  // Of a packet that was cut, the last bytes are something else.
  const isEnd = hasPayload(operation, wireLength) || c.left === CRC;
  if (isManagement(data, c.at)) tellManagement(c, isEnd ? CRC : 0);
  if (isEnd && wireLength === data.byteLength) add("infiniband.invariant.crc", data.byteLength - CRC, CRC);
}

function tellSyndrome(c: Cursor, say: (words: string) => void): void {
  const kind = (c.peek(1) >> 5) & 3;
  const below = c.peek(1) & 0x1f;
  if (kind === NAK) say(`[${ERRORS[below] ?? `Unknown (${below})`}] `);
  c.here("infiniband.aeth.syndrome", 1);
  c.bits(1, "infiniband.aeth.syndrome.reserved", "infiniband.aeth.syndrome.opcode");
  c.bits(1, `infiniband.aeth.syndrome.${BELOW_SYNDROME[kind]}`).skip(1).tell("infiniband.aeth.msn", 3);
}

/** @param behind bytes that are not its own */
function tellManagement(c: Cursor, behind: number): void {
  tellParts(c.here("infiniband.mad", c.left - behind).within(MANAGEMENT_HEADER), MANAGEMENT);
  if (c.left > behind) c.tell("infiniband.mad.data", c.left - behind);
}
