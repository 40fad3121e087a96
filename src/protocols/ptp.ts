// Precision Time Protocol version 2, IEEE 1588 clause 13.3.
//
//  0    1    2         4    5    6         8                   16        20                  28        30        32   33
// +----+----+---------+----+----+---------+-------------------+---------+-------------------+---------+---------+----+----+
// |type|ver | length  |dom |    | flags   | correction        |         | clock             | port    | sequence|ctrl|intv|
// +----+----+---------+----+----+---------+-------------------+---------+-------------------+---------+---------+----+----+

import { flag, u8, u16, u32, u64 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, numberOf, word } from "./common/cursor.ts";
import { hexNum, num } from "./common/located.ts";

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

/** By type: the prefix of its names, and what stands behind the header, a timestamp first. */
const MESSAGES: Readonly<Record<number, readonly [prefix: string, time: string]>> = {
  0: ["sdr", "originTimestamp"],
  1: ["sdr", "originTimestamp"],
  2: ["pdrq", "originTimestamp"],
  3: ["pdrs", "requestreceiptTimestamp"],
  8: ["fu", "preciseOriginTimestamp"],
  9: ["dr", "receiveTimestamp"],
  10: ["pdfu", "responseOriginTimestamp"],
  11: ["an", "originTimestamp"],
};
const [DELAY_RESPONSE, ANNOUNCE, MANAGEMENT] = [9, 11, 13];
/** These say whom they answer: prefix of the names of the port's clock. */
const ANSWERS: Readonly<Record<number, string>> = {
  3: "requestingportidentity",
  [DELAY_RESPONSE]: "requestingsourceportidentity",
  10: "requestingportidentity",
};
const HEADER = 34;

/** IEEE 1588, table 6. */
const SOURCES: Readonly<Record<number, string>> = {
  16: "ATOMIC_CLOCK",
  32: "GPS",
  48: "TERRESTRIAL_RADIO",
  64: "PTP",
  80: "NTP",
  96: "HAND_SET",
  144: "OTHER",
  160: "INTERNAL_OSCILLATOR",
};
const ACTIONS: Readonly<Record<number, string>> = {
  0: "GET",
  1: "SET",
  2: "RESPONSE",
  3: "COMMAND",
  4: "ACKNOWLEDGE",
};
/** IEEE 1588, table 40: what management is about, as the Info column has it. */
const DATASETS: Readonly<Record<number, string>> = {
  1: "Clock description",
  8192: "Default dataset",
  8193: "Current dataset",
  8194: "Parent dataset",
  8196: "Port dataset",
};

/** Those that there are. On Ethernet the type says that it is PTP, whatever the version. */
const VERSIONS = [1, 2];
const prefixes = [...new Map(Object.values(MESSAGES)).entries()];
const M = "ptp.v2.mm";
const A = "ptp.v2.an";

export const ptp: Protocol = {
  name: "ptp",
  title: "Precision Time Protocol (IEEE1588)",
  reference: "IEEE 1588, 13.3",
  fields: [
    u8(0, "ptp.v2.majorsdoid", "majorSdoId", { mask: 0xf0, base: "hex" }),
    u8(0, "ptp.v2.messagetype", "messageType", { mask: 0x0f, base: "hex", values: TYPES }),
    u8(1, "ptp.v2.minorversionptp", "minorVersionPTP", { mask: 0xf0 }),
    u8(1, "ptp.v2.versionptp", "versionPTP", { mask: 0x0f }),
    u16(2, "ptp.v2.messagelength", "messageLength"),
    u8(4, "ptp.v2.domainnumber", "domainNumber"),
    u8(5, "ptp.v2.minorsdoid", "minorSdoId"),
    u16(6, "ptp.v2.flags", "flags", { base: "hex" }),
    flag(6, 2, 0x8000, "ptp.v2.flags.security", "PTP_SECURITY"),
    flag(6, 2, 0x4000, "ptp.v2.flags.specific2", "PTP profile Specific 2"),
    flag(6, 2, 0x2000, "ptp.v2.flags.specific1", "PTP profile Specific 1"),
    flag(6, 2, 0x0400, "ptp.v2.flags.unicast", "PTP_UNICAST"),
    flag(6, 2, 0x0200, "ptp.v2.flags.twostep", "PTP_TWO_STEP"),
    flag(6, 2, 0x0100, "ptp.v2.flags.alternatemaster", "PTP_ALTERNATE_MASTER"),
    flag(6, 2, 0x0040, "ptp.v2.flags.synchronizationUncertain", "SYNCHRONIZATION_UNCERTAIN"),
    flag(6, 2, 0x0020, "ptp.v2.flags.frequencytraceable", "FREQUENCY_TRACEABLE"),
    flag(6, 2, 0x0010, "ptp.v2.flags.timetraceable", "TIME_TRACEABLE"),
    flag(6, 2, 0x0008, "ptp.v2.flags.timescale", "PTP_TIMESCALE"),
    flag(6, 2, 0x0004, "ptp.v2.flags.utcreasonable", "PTP_UTC_REASONABLE"),
    flag(6, 2, 0x0002, "ptp.v2.flags.li59", "PTP_LI_59"),
    flag(6, 2, 0x0001, "ptp.v2.flags.li61", "PTP_LI_61"),
    num(8, "ptp.v2.correction.ns", "correction"),
    u32(16, "ptp.v2.messagetypespecific", "messageTypeSpecific"),
    u64(20, "ptp.v2.clockidentity", "ClockIdentity", { base: "hex" }),
    u16(28, "ptp.v2.sourceportid", "SourcePortID"),
    u16(30, "ptp.v2.sequenceid", "sequenceId"),
    u8(32, "ptp.v2.controlfield", "controlField"),
    num(1, "ptp.v2.logmessageperiod", "logMessagePeriod", { signed: true }),
    ...prefixes.flatMap(([prefix, time]) => [
      num(8, `ptp.v2.${prefix}.${time.toLowerCase()}.seconds`, `${time} (seconds)`),
      num(4, `ptp.v2.${prefix}.${time.toLowerCase()}.nanoseconds`, `${time} (nanoseconds)`),
    ]),
    ...["dr.requestingsourceportidentity", "pdrs.requestingportidentity", "pdfu.requestingportidentity"].map(
      (name) => hexNum(8, `ptp.v2.${name}`, "requestingSourcePortIdentity"),
    ),
    ...["dr", "pdrs", "pdfu"].map((prefix) =>
      num(2, `ptp.v2.${prefix}.requestingsourceportid`, "requestingSourcePortId"),
    ),
    num(2, `${A}.origincurrentutcoffset`, "originCurrentUTCOffset", { signed: true }),
    num(1, `${A}.priority1`, "priority1"),
    num(1, `${A}.grandmasterclockclass`, "grandmasterClockClass"),
    hexNum(1, `${A}.grandmasterclockaccuracy`, "grandmasterClockAccuracy"),
    num(2, `${A}.grandmasterclockvariance`, "grandmasterClockVariance"),
    num(1, `${A}.priority2`, "priority2"),
    hexNum(8, `${A}.grandmasterclockidentity`, "grandmasterClockIdentity"),
    num(2, `${A}.localstepsremoved`, "localStepsRemoved"),
    hexNum(1, "ptp.v2.timesource", "TimeSource", { values: SOURCES }),
    hexNum(8, `${M}.targetportidentity`, "targetPortIdentity"),
    num(2, `${M}.targetportid`, "targetPortId"),
    num(1, `${M}.startingboundaryhops`, "startingBoundaryHops"),
    num(1, `${M}.boundaryhops`, "boundaryHops"),
    num(1, `${M}.action`, "action", { mask: 0x0f, values: ACTIONS }),
    num(2, `${M}.managementId`, "managementId"),
  ],
  claims: { ethertype: [0x88f7], "udp.app": [319, 320] },
  ...leaf(2),
  // That of version 1 does not say.
  extent: (data) => (data.byteLength < 4 || (data.getUint8(1) & 0x0f) !== 2 ? undefined : data.getUint16(2)),
  accepts: (d, o, lim) => o + 2 > lim || VERSIONS.includes(d.getUint8(o + 1) & 0x0f),
  column: (layer) => `PTPv${numberOf(layer, "ptp.v2.versionptp")}`,
  info: (layer) => {
    const type = numberOf(layer, "ptp.v2.messagetype");
    const about = layer.get(`${M}.managementId`) as number | undefined;
    const words = about === undefined ? undefined : DATASETS[about];
    if (type !== MANAGEMENT || words === undefined) return word(TYPES, type);
    return `Management (${words}) ${word(ACTIONS, numberOf(layer, `${M}.action`))}`;
  },
  locate,
};

/** Of version 2, as Wireshark names them. */
function locate({ data }: Layer, add: Add): void {
  if ((data.getUint8(1) & 0x0f) !== 2) return;
  const type = data.getUint8(0) & 0x0f;
  add("ptp.v2.correction.ns", 8, 6);
  add("ptp.v2.logmessageperiod", 33, 1, data.getInt8(33));
  const c = new Cursor(data, add, HEADER);
  const [prefix, time] = MESSAGES[type] ?? [];
  if (prefix !== undefined && time !== undefined) {
    const name = `ptp.v2.${prefix}.${time.toLowerCase()}`;
    c.tell(`${name}.seconds`, 6).tell(`${name}.nanoseconds`, 4);
  }
  if (ANSWERS[type] !== undefined)
    c.tell(`ptp.v2.${prefix}.${ANSWERS[type]}`, 8).tell(`ptp.v2.${prefix}.requestingsourceportid`, 2);
  if (type === ANNOUNCE) announce(c);
  if (type === MANAGEMENT) management(c);
}

function announce(c: Cursor): void {
  c.tell(`${A}.origincurrentutcoffset`, 2, (c.peek(2) << 16) >> 16).skip(1);
  c.tell(`${A}.priority1`, 1).tell(`${A}.grandmasterclockclass`, 1);
  c.tell(`${A}.grandmasterclockaccuracy`, 1).tell(`${A}.grandmasterclockvariance`, 2);
  c.tell(`${A}.priority2`, 1).tell(`${A}.grandmasterclockidentity`, 8);
  c.tell(`${A}.localstepsremoved`, 2).tell("ptp.v2.timesource", 1);
}

const TLV_MANAGEMENT = 1;

function management(c: Cursor): void {
  c.tell(`${M}.targetportidentity`, 8).tell(`${M}.targetportid`, 2);
  c.tell(`${M}.startingboundaryhops`, 1).tell(`${M}.boundaryhops`, 1).tell(`${M}.action`, 1).skip(1);
  if (c.left >= 6 && c.peek(2) === TLV_MANAGEMENT) c.skip(4).tell(`${M}.managementId`, 2);
}
