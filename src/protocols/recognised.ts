// Protocols that are recognised by their number and of which no more than a fixed beginning is told. Each has its
// reference; what they carry is not looked into.

import { dropboxBody } from "../core/demux.ts";
import { bytes, type Field, u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { hex, leaf, numberOf, word } from "./common/cursor.ts";

const recognised = (
  name: string,
  title: string,
  reference: string,
  claims: Protocol["claims"],
  size: number,
  fields: Field[],
  more: Pick<Protocol, "roots" | "column" | "info" | "body" | "accepts" | "beyond"> = {},
): Protocol => ({ name, title, reference, claims, fields, ...leaf(size), ...more });

/** RFC 3208, 8.1 and draft-speakman-pgm-spec-01 (polls). */
const PGM: Readonly<Record<number, string>> = {
  0: "SPM",
  1: "POLL",
  2: "POLR",
  4: "ODATA",
  5: "RDATA",
  8: "NAK",
  9: "NNAK",
  10: "NCF",
  13: "ACK",
};
const PGM_NUMBER = 16;

export const pgm = recognised(
  "pgm",
  "Pragmatic General Multicast",
  "RFC 3208, 8",
  { "ip.proto": [113] },
  16,
  [
    u16(0, "pgm.hdr.sport", "Source Port"),
    u16(2, "pgm.hdr.dport", "Destination Port"),
    u8(4, "pgm.hdr.type", "Type", { base: "hex" }),
    u8(5, "pgm.hdr.opts", "Options", { base: "hex" }),
    u16(6, "pgm.hdr.cksum", "Checksum", { base: "hex" }),
    bytes(8, 6, "pgm.hdr.gsi", "Global Source Identifier"),
    u16(14, "pgm.hdr.tsdulen", "Transport Service Data Unit Length"),
  ],
  {
    info: ({ data: d }) => {
      const type = d.getUint8(4);
      const gsi = hexText(bytesAt(d, 8, 6));
      const number = d.byteLength < PGM_NUMBER + 4 ? 0 : d.getUint32(PGM_NUMBER);
      const subtype = type === 1 ? ` subtype ${d.getUint16(22) === 0 ? "General" : "DLR"}` : "";
      return `${(PGM[type] ?? `Unknown (${hex(type, 2)})`).padEnd(5)} sqn ${hex(number, 1)} gsi ${gsi}${subtype}`;
    },
  },
);

export const igrp = recognised(
  "igrp",
  "Cisco Interior Gateway Routing Protocol",
  "Cisco",
  { "ip.proto": [9] },
  12,
  [
    u8(0, "igrp.version", "IGRP Version", { mask: 0xf0 }),
    u8(0, "igrp.command", "Command", { mask: 0x0f }),
    u8(1, "igrp.update", "Update Release"),
    u16(2, "igrp.as", "Autonomous System"),
  ],
);

export const aarp = recognised(
  "aarp",
  "Appletalk Address Resolution Protocol",
  "Inside AppleTalk, 2",
  { ethertype: [0x80f3] },
  8,
  [u16(0, "aarp.hard.type", "Hardware type"), u16(6, "aarp.opcode", "Opcode")],
);

const HART_TYPES: Record<number, string> = { 0: "Request", 1: "Response", 2: "Error" };
const HART_IDS: Record<number, string> = {
  0: "Session Initiate",
  1: "Session Close",
  2: "Keep Alive",
  3: "Pass Through",
};

export const hartIp = recognised(
  "hart_ip",
  "HART_IP Protocol",
  "FieldComm Group TS20085",
  { "udp.app": [5094], "tcp.app": [5094] },
  8,
  [
    u8(0, "hart_ip.version", "Version"),
    u8(1, "hart_ip.message_type", "Message Type"),
    u8(2, "hart_ip.message_id", "Message ID"),
    u8(3, "hart_ip.status", "Status"),
    u16(4, "hart_ip.transaction_id", "Sequence Number"),
    u16(6, "hart_ip.msg_length", "Message Length"),
  ],
  {
    info: (layer) => {
      const type = word(HART_TYPES, numberOf(layer, "hart_ip.message_type"));
      const id = word(HART_IDS, numberOf(layer, "hart_ip.message_id"));
      return `${id} ${type}, Sequence Number ${numberOf(layer, "hart_ip.transaction_id")}`;
    },
  },
);

export const olsr = recognised(
  "olsr",
  "Optimized Link State Routing Protocol",
  "RFC 3626, 3.3",
  { "udp.app": [698] },
  4,
  [u16(0, "olsr.packet_len", "Packet Length"), u16(2, "olsr.packet_seq_num", "Packet Sequence Number")],
  {
    column: "OLSR v1",
    info: (layer) => `OLSR (IPv4) Packet,  Length: ${numberOf(layer, "olsr.packet_len")} Bytes`,
    accepts: (d, o, lim, s) => o + 2 > lim || (d.getUint16(o) >= 4 && d.getUint16(o) <= s.wire - o),
  },
);

const DBLSP = "Dropbox LAN sync Discovery Protocol";
export const dropbox = recognised("db-lsp-disc", DBLSP, "Dropbox", { "udp.app": [17500] }, 1, [], {
  column: "DB-LSP-DISC",
  info: () => `${DBLSP}, JavaScript Object Notation`,
  beyond: (_d, o, _lim, s) => {
    s.pos = o;
    return dropboxBody[0];
  },
});

/** Original broadcast: the last function of ASHRAE 135, J.2; the one behind it is what secures them. */
const LAST_BVLC = 0x0b;

export const bvlc = recognised(
  "bvlc",
  "BACnet Virtual Link Control",
  "ASHRAE 135, J.2",
  { "udp.app": [47808] },
  4,
  [
    u8(0, "bvlc.type", "Type", { base: "hex" }),
    u8(1, "bvlc.function", "Function", { base: "hex" }),
    u16(2, "bvlc.length", "BVLC-Length"),
  ],
  {
    info: (layer) => hex(numberOf(layer, "bvlc.function"), 2),
    // What a function that nobody defined holds.
    body: (d) => (d.getUint8(1) > LAST_BVLC ? 4 : d.byteLength),
  },
);
