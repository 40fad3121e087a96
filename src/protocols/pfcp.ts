// Packet Forwarding Control Protocol, 3GPP TS 29.244 section 7.2: how the control plane of a mobile core programs its user
// plane. The session's id is there if S is set; behind FO another message follows.
//
//  0    1    2         4                             12             15   16
// +----+----+---------+-----------------------------+--------------+----+---------------------
// |flag|type| length  | session endpoint id         | sequence     | mp | information elements
// +----+----+---------+-----------------------------+--------------+----+---------------------

import { overPorts } from "../core/exchange.ts";
import { u8, u16 } from "../core/fields.ts";
import { durationText } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { duration, hexNum, num, said } from "./common/located.ts";
import { tellPfcpElements } from "./common/pfcp-elements.ts";
import { pfcpElementFields } from "./common/pfcp-fields.ts";
import { PFCP_TYPES } from "./common/pfcp-types.ts";
import { subscriberFields } from "./common/subscribers.ts";

const MESSAGES: Readonly<Record<number, string>> = {
  0: "Reserved",
  1: "PFCP Heartbeat Request",
  2: "PFCP Heartbeat Response",
  3: "PFCP PFD Management Request",
  4: "PFCP PFD Management Response",
  5: "PFCP Association Setup Request",
  6: "PFCP Association Setup Response",
  7: "PFCP Association Update Request",
  8: "PFCP Association Update Response",
  9: "PFCP Association Release Request",
  10: "PFCP Association Release Response",
  11: "PFCP Version Not Supported Response",
  12: "PFCP Node Report Request",
  13: "PFCP Node Report Response",
  14: "PFCP Session Set Deletion Request",
  15: "PFCP Session Set Deletion Response",
  16: "PFCP Session Set Modification Request",
  17: "PFCP Session Set Modification Response",
  50: "PFCP Session Establishment Request",
  51: "PFCP Session Establishment Response",
  52: "PFCP Session Modification Request",
  53: "PFCP Session Modification Response",
  54: "PFCP Session Deletion Request",
  55: "PFCP Session Deletion Response",
  56: "PFCP Session Report Request",
  57: "PFCP Session Report Response",
};
const [HAS_SESSION, HAS_PRIORITY, IS_FOLLOWED] = [1, 2, 4];
const LEN = 4;

export const pfcp: Protocol = {
  name: "pfcp",
  roots: ["pfcp", "e212", "e164"],
  title: "Packet Forwarding Control Protocol",
  reference: "3GPP TS 29.244, 7.2",
  fields: [
    u8(0, "pfcp.flags", "Flags", { base: "hex" }),
    u8(0, "pfcp.version", "Version", { mask: 0xe0 }),
    u8(0, "pfcp.spare_b4", "Spare", { mask: 0x10 }),
    u8(0, "pfcp.spare_b3", "Spare", { mask: 0x08 }),
    u8(0, "pfcp.fo_flag", "Follow On (FO)", { mask: IS_FOLLOWED }),
    u8(0, "pfcp.mp_flag", "Message Priority (MP)", { mask: HAS_PRIORITY }),
    u8(0, "pfcp.s", "SEID (S)", { mask: HAS_SESSION }),
    u8(1, "pfcp.msg_type", "Message Type", { values: MESSAGES }),
    u16(2, "pfcp.length", "Length"),
    hexNum(8, "pfcp.seid", "SEID"),
    num(3, "pfcp.seqno", "Sequence Number"),
    num(1, "pfcp.mp", "Message Priority", { mask: 0xf0 }),
    num(1, "pfcp.spare_oct", "Spare"),
    num(2, "pfcp.ie_type", "IE Type", { values: PFCP_TYPES }),
    num(2, "pfcp.enterprise_ie", "Enterprise specific IE Type"),
    num(2, "pfcp.ie_len", "IE Length"),
    said("note", "undecoded", "pfcp.ie_data_not_decoded", "IE data not decoded by WS yet"),
    said("note", "undecoded", "pfcp.ie_not_decoded", "IE not decoded yet(WS:IE id too large)"),
    said("error", "protocol", "pfcp.ie_id_reserved", "Reserved IE value used"),
    num(4, "pfcp.response_to", "Response To"),
    duration("pfcp.response_time", "Response Time"),
    ...subscriberFields,
    ...pfcpElementFields,
  ],
  claims: { "udp.app": [8805] },
  ...leaf(LEN),
  remembers: (name) => name.startsWith("pfcp.response"),
  exchange: (layer) => {
    const { data } = layer;
    const ends = overPorts(layer, "pfcp");
    const at = (data.getUint8(0) & HAS_SESSION) !== 0 ? LEN + 8 : LEN;
    if (ends === undefined || at + 3 > data.byteLength) return undefined;
    const key = `${data.getUint16(at)}.${data.getUint8(at + 2)}`;
    return { ...ends, question: { key, isAnswer: isResponse(data.getUint8(1)) } };
  },
  ...telling(tell),
};

/** Of messages up to 11 the even ones, above them the odd ones; the last of the former answers anything. */
const LAST_EVEN = 11;
const isResponse = (type: number): boolean =>
  type === LAST_EVEN || (type < LAST_EVEN ? type % 2 === 0 : type % 2 === 1);

function tell({ data, conversation, packet }: Layer, add: Add, say: (words: string) => void): void {
  say(MESSAGES[data.getUint8(1)] ?? "Unknown");
  const flags = data.getUint8(0);
  const c = new Cursor(data, add, LEN, Math.min(data.byteLength, LEN + data.getUint16(2)));
  if ((flags & HAS_SESSION) !== 0) c.tell("pfcp.seid", 8);
  c.tell("pfcp.seqno", 3);
  if ((flags & HAS_PRIORITY) !== 0) c.here("pfcp.mp", 1).tell("pfcp.spare_h0", 1);
  else c.tell("pfcp.spare_oct", 1);
  tellPfcpElements(c);
  if (conversation === undefined || conversation.request === 0 || !isResponse(data.getUint8(1))) return;
  add("pfcp.response_to", 0, 0, conversation.request);
  if (packet.nanoseconds >= 0)
    add("pfcp.response_time", 0, 0, durationText(Math.round(conversation.sinceRequest * 1e9)));
}
