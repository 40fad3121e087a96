// Precision Time Protocol version 2, IEEE 1588 clause 13.3.
//
//  0    1    2         4    5    6         8                   16        20                  28        30        32   33
// +----+----+---------+----+----+---------+-------------------+---------+-------------------+---------+---------+----+----+
// |type|ver | length  |dom |    | flags   | correction        |         | clock             | port    | sequence|ctrl|intv|
// +----+----+---------+----+----+---------+-------------------+---------+-------------------+---------+---------+----+----+

import { flag, u8, u16, u64 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, numberOf, word } from "./common/cursor.ts";

const TYPES: Record<number, string> = {
  0: "Sync Message",
  1: "Delay_Req Message",
  2: "Peer_Delay_Req Message",
  3: "Peer_Delay_Resp Message",
  8: "Follow_Up Message",
  9: "Delay_Resp Message",
  10: "Peer_Delay_Resp_Follow_Up Message",
  11: "Announce Message",
  12: "Signalling Message",
  13: "Management",
};

export const ptp: Protocol = {
  name: "ptp",
  title: "Precision Time Protocol (IEEE1588)",
  reference: "IEEE 1588, 13.3",
  fields: [
    u8(0, "ptp.v2.majorsdoid", "majorSdoId", { mask: 0xf0, base: "hex" }),
    u8(0, "ptp.v2.messagetype", "messageType", { mask: 0x0f, base: "hex", values: TYPES }),
    u8(1, "ptp.v2.versionptp", "versionPTP", { mask: 0x0f }),
    u16(2, "ptp.v2.messagelength", "messageLength"),
    u8(4, "ptp.v2.domainnumber", "domainNumber"),
    u16(6, "ptp.v2.flags", "flags", { base: "hex" }),
    flag(6, 2, 0x0200, "ptp.v2.flags.twostep", "PTP_TWO_STEP"),
    flag(6, 2, 0x0400, "ptp.v2.flags.unicast", "PTP_UNICAST"),
    u64(20, "ptp.v2.clockidentity", "ClockIdentity", { base: "hex" }),
    u16(28, "ptp.v2.sourceportid", "SourcePortID"),
    u16(30, "ptp.v2.sequenceid", "sequenceId"),
    u8(32, "ptp.v2.controlfield", "controlField"),
  ],
  claims: { ethertype: [0x88f7], "udp.app": [319, 320] },
  parse: atLeast(2),
  leaf: true,
  column: (layer) => `PTPv${numberOf(layer, "ptp.v2.versionptp")}`,
  info: (layer) => word(TYPES, numberOf(layer, "ptp.v2.messagetype")),
};
