// GPRS Tunnelling Protocol version 2, control plane, 3GPP TS 29.274 section 5.1. The tunnel endpoint id is there if
// T is set.
//
//  0    1    2         4                   8              11   12
// +----+----+---------+-------------------+--------------+----+---------------------
// |flag|type| length  | tunnel endpoint id| sequence     | 0  | information elements
// +----+----+---------+-------------------+--------------+----+---------------------

import { overPorts } from "../core/exchange.ts";
import { u8, u16, u24, u32 } from "../core/fields.ts";
import { durationText } from "../core/format.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor } from "./common/cursor.ts";
import { gtpv2ElementFields, tellGtpv2Elements } from "./common/gtpv2-elements.ts";
import { duration, num } from "./common/located.ts";

/** 3GPP TS 29.274, table 6.1-1; from the mobile switching centre: TS 29.280, 5.2. */
const MESSAGES: Readonly<Record<number, string>> = {
  1: "Echo Request",
  2: "Echo Response",
  3: "Version Not Supported Indication",
  4: "Node Alive Request",
  5: "Node Alive Response",
  6: "Redirection Request",
  7: "Redirection Response",
  25: "SRVCC PS to CS Request",
  26: "SRVCC PS to CS Response",
  27: "SRVCC PS to CS Complete Notification",
  28: "SRVCC PS to CS Complete Acknowledge",
  29: "SRVCC PS to CS Cancel Notification",
  30: "SRVCC PS to CS Cancel Acknowledge",
  31: "SRVCC CS to PS Request",
  32: "Create Session Request",
  33: "Create Session Response",
  34: "Modify Bearer Request",
  35: "Modify Bearer Response",
  36: "Delete Session Request",
  37: "Delete Session Response",
  38: "Change Notification Request",
  39: "Change Notification Response",
  40: "Remote UE Report Notification",
  41: "Remote UE Report Acknowledge",
  64: "Modify Bearer Command",
  65: "Modify Bearer Failure Indication",
  66: "Delete Bearer Command",
  67: "Delete Bearer Failure Indication",
  68: "Bearer Resource Command",
  69: "Bearer Resource Failure Indication",
  70: "Downlink Data Notification Failure Indication",
  71: "Trace Session Activation",
  72: "Trace Session Deactivation",
  73: "Stop Paging Indication",
  95: "Create Bearer Request",
  96: "Create Bearer Response",
  97: "Update Bearer Request",
  98: "Update Bearer Response",
  99: "Delete Bearer Request",
  100: "Delete Bearer Response",
  101: "Delete PDN Connection Set Request",
  102: "Delete PDN Connection Set Response",
  103: "PGW Downlink Triggering Notification",
  104: "PGW Downlink Triggering Acknowledge",
  128: "Identification Request",
  129: "Identification Response",
  130: "Context Request",
  131: "Context Response",
  132: "Context Acknowledge",
  133: "Forward Relocation Request",
  134: "Forward Relocation Response",
  135: "Forward Relocation Complete Notification",
  136: "Forward Relocation Complete Acknowledge",
  137: "Forward Access Context Notification",
  138: "Forward Access Context Acknowledge",
  139: "Relocation Cancel Request",
  140: "Relocation Cancel Response",
  141: "Configuration Transfer Tunnel",
  149: "Detach Notification",
  150: "Detach Acknowledge",
  151: "CS Paging Indication",
  152: "RAN Information Relay",
  153: "Alert MME Notification",
  154: "Alert MME Acknowledge",
  155: "UE Activity Notification",
  156: "UE Activity Acknowledge",
  157: "ISR Status Indication",
  158: "UE Registration Query Request",
  159: "UE Registration Query Response",
  160: "Create Forwarding Tunnel Request",
  161: "Create Forwarding Tunnel Response",
  162: "Suspend Notification",
  163: "Suspend Acknowledge",
  164: "Resume Notification",
  165: "Resume Acknowledge",
  166: "Create Indirect Data Forwarding Tunnel Request",
  167: "Create Indirect Data Forwarding Tunnel Response",
  168: "Delete Indirect Data Forwarding Tunnel Request",
  169: "Delete Indirect Data Forwarding Tunnel Response",
  170: "Release Access Bearers Request",
  171: "Release Access Bearers Response",
  176: "Downlink Data Notification",
  177: "Downlink Data Notification Acknowledgement",
  179: "PGW Restart Notification",
  180: "PGW Restart Notification Acknowledge",
  200: "Update PDN Connection Set Request",
  201: "Update PDN Connection Set Response",
  211: "Modify Access Bearers Request",
  212: "Modify Access Bearers Response",
  231: "MBMS Session Start Request",
  232: "MBMS Session Start Response",
  233: "MBMS Session Update Request",
  234: "MBMS Session Update Response",
  235: "MBMS Session Stop Request",
  236: "MBMS Session Stop Response",
  240: "SRVCC CS to PS Response",
  241: "SRVCC CS to PS Complete Notification",
  242: "SRVCC CS to PS Complete Acknowledge",
  243: "SRVCC CS to PS Cancel Notification",
  244: "SRVCC CS to PS Cancel Acknowledge",
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
    num(4, "gtpv2.response_to", "Response To"),
    duration("gtpv2.response_time", "Response Time"),
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
  exchange: (layer) => {
    const { data } = layer;
    const ends = overPorts(layer, "gtpv2");
    const at = (data.getUint8(0) & HAS_TEID) !== 0 ? 8 : 4;
    const message = MESSAGES[data.getUint8(1)];
    if (ends === undefined || message === undefined || at + 4 > data.byteLength) return undefined;
    // A response has its request's number (TS 29.274, 7.6).
    return { ...ends, question: { key: String(data.getUint32(at) >>> 8), isAnswer: ANSWERS.test(message) } };
  },
  locate: ({ data, conversation, packet }, add) => {
    if (conversation !== undefined && conversation.request > 0) {
      const { request, sinceRequest } = conversation;
      add("gtpv2.response_to", 0, 0, request);
      if (packet.nanoseconds >= 0)
        add("gtpv2.response_time", 0, 0, () => durationText(Math.round(sinceRequest * 1e9)));
    }
    const start = (data.getUint8(0) & HAS_TEID) !== 0 ? 12 : 8;
    const end = Math.min(data.byteLength, LEN + data.getUint16(2));
    if (start < end) tellGtpv2Elements(new Cursor(data, add, start, end, 1));
  },
};

/** What nobody answers is a question as well: nobody asks for it. */
const ANSWERS = /(Response|Acknowledge|Acknowledgement|Failure Indication|Not Supported Indication)$/;
const LEN = 4;
const HAS_TEID = 0x08;
const HAS_PRIORITY = 0x04;
