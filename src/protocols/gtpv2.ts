// GPRS Tunnelling Protocol version 2, control plane, 3GPP TS 29.274 section 5.1. The tunnel endpoint id is there if
// T is set.
//
//  0    1    2         4                   8              11   12
// +----+----+---------+-------------------+--------------+----+---------------------
// |flag|type| length  | tunnel endpoint id| sequence     | 0  | information elements
// +----+----+---------+-------------------+--------------+----+---------------------

import { u8, u16, u24, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor } from "./common/cursor.ts";
import { gtpv2ElementFields, tellGtpv2Elements } from "./common/gtpv2-elements.ts";

const MESSAGES: Readonly<Record<number, string>> = {
  1: "Echo Request",
  2: "Echo Response",
  3: "Version Not Supported Indication",
  32: "Create Session Request",
  33: "Create Session Response",
  34: "Modify Bearer Request",
  35: "Modify Bearer Response",
  36: "Delete Session Request",
  37: "Delete Session Response",
  38: "Change Notification Request",
  39: "Change Notification Response",
  64: "Modify Bearer Command",
  65: "Modify Bearer Failure Indication",
  66: "Delete Bearer Command",
  67: "Delete Bearer Failure Indication",
  68: "Bearer Resource Command",
  69: "Bearer Resource Failure Indication",
  70: "Downlink Data Notification Failure Indication",
  95: "Create Bearer Request",
  96: "Create Bearer Response",
  97: "Update Bearer Request",
  98: "Update Bearer Response",
  99: "Delete Bearer Request",
  100: "Delete Bearer Response",
  128: "Identification Request",
  129: "Identification Response",
  130: "Context Request",
  131: "Context Response",
  132: "Context Acknowledge",
  133: "Forward Relocation Request",
  134: "Forward Relocation Response",
  170: "Release Access Bearers Request",
  171: "Release Access Bearers Response",
  176: "Downlink Data Notification",
  177: "Downlink Data Notification Acknowledgement",
};

export const gtpv2: Protocol = {
  name: "gtpv2",
  title: "GPRS Tunneling Protocol V2",
  reference: "3GPP TS 29.274, 5.1",
  fields: [
    u8(0, "gtpv2.flags", "Flags", { base: "hex" }),
    u8(0, "gtpv2.version", "Version", { mask: 0xe0 }),
    u8(0, "gtpv2.p", "Piggybacking flag (P)", { mask: 0x10 }),
    u8(0, "gtpv2.t", "TEID flag (T)", { mask: 0x08 }),
    u8(0, "gtpv2.mp", "Message Priority(MP)", { mask: 0x04 }),
    u8(1, "gtpv2.message_type", "Message Type", { values: MESSAGES }),
    u16(2, "gtpv2.msg_length", "Message Length"),
    u32(4, "gtpv2.teid", "Tunnel Endpoint Identifier", { base: "hex", when: "teid" }),
    u24(0, "gtpv2.seq", "Sequence Number", { base: "hex", when: "sequence" }),
    u8(3, "gtpv2.spare", "Spare", { when: "spare" }),
    ...gtpv2ElementFields,
  ],
  claims: { "gtp.version": [2] },
  parse: atLeast(8),
  leaf: true,
  // Wireshark counts the version that gave way as a layer of its own.
  spelling: "gtp:gtpv2",
  column: "GTPv2",
  info: ({ data }) => MESSAGES[data.getUint8(1)] ?? `Unknown (${data.getUint8(1)})`,
  parts: (data) => {
    const flags = data.getUint8(0);
    const sequence = (flags & HAS_TEID) !== 0 ? 8 : 4;
    const parts: Record<string, number> = { sequence };
    if ((flags & HAS_TEID) !== 0) parts.teid = 0;
    // A priority stands there if it has one.
    if ((flags & HAS_PRIORITY) === 0) parts.spare = sequence;
    return parts;
  },
  locate: ({ data }, add) => {
    const start = (data.getUint8(0) & HAS_TEID) !== 0 ? 12 : 8;
    const end = Math.min(data.byteLength, LEN + data.getUint16(2));
    if (start < end) tellGtpv2Elements(new Cursor(data, add, start, end, 1));
  },
};

const LEN = 4;
const HAS_TEID = 0x08;
const HAS_PRIORITY = 0x04;
