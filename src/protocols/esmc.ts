// Organization specific slow protocols, IEEE 802.3 annex 57B, and the one of them that everybody uses: how good the clock
// is that Ethernet's bits are timed by (ESMC, ITU-T G.8264 section 11.3).
//
//  0              3         5    6              9    10        12   13
// +--------------+---------+----+--------------+----+---------+----+-------------------
// | 00-19-a7     | 1       |ver | 0            | 1  | 4       |code| 2, 20, and more
// +--------------+---------+----+--------------+----+---------+----+-------------------

import { u24 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, type Parts, stay, telling, tellParts } from "./common/cursor.ts";
import { bit, hexNum, mark, num, raw, said } from "./common/located.ts";

const ITU_T = 0x0019a7;
const ESMC = 1;
const TIME_CRITICAL = 0x08;
const TLVS = { 1: "Quality Level", 2: "Extended Quality Level" };
const EXTENDED = 2;
const EXTENDED_SIZE = 20;

/** By the enhanced code, 0 for none, and the old one: name and meaning (G.8264, tables 11-7 and 11-8). */
const LEVELS: Readonly<Record<number, readonly [name: string, meaning: string]>> = {
  2: ["QL-PRC", "Primary reference clock (G.811)"],
  4: ["QL-SSU-A", "Type I or V SSU clock (G.812), 'transit node clock'"],
  8: ["QL-SSU-B", "Type VI SSU clock (G.812), 'local node clock'"],
  11: ["QL-EEC1", "EEC (G.8262, Option I) or SEC clock (G.813, Option I)"],
  15: ["QL-DNU", "'Do Not Use'"],
  8194: ["QL-PRTC", "Primary Reference Time Clock"],
  8450: ["QL-ePRTC", "Enhanced Primary Reference Time Clock"],
  8715: ["QL-eEEC", "Enhanced Ethernet Equipment Clock"],
  8962: ["QL-ePRC", "Enhanced Primary Reference Clock"],
};
/** An enhanced code: it says no more than the old one. */
const NOT_ENHANCED = 0xff00;
const levelOf = (code: number) => LEVELS[code >= NOT_ENHANCED ? code - NOT_ENHANCED : code];
const words = (above: number, upTo: number) =>
  Object.entries(LEVELS)
    .filter(([code]) => Number(code) <= upTo)
    .map(([code, level]) => [above + Number(code), level.join(", ")]);
const WORDS = Object.fromEntries([...words(0, NOT_ENHANCED), ...words(NOT_ENHANCED, 0xff)]);
const UNKNOWN = "Unknown Quality Level";

const EXTENDED_PARTS: Parts = [
  ["ossp.esmc.tlv_ext_ql_essm", 1],
  ["ossp.esmc.tlv_ext_ql_clockid", 8],
  ["ossp.esmc.tlv_ext_ql_flag_reserved", stay(1)],
  ["ossp.esmc.tlv_ext_ql_flag_chain", stay(1)],
  ["ossp.esmc.tlv_ext_ql_flag_mixed", 1],
  ["ossp.esmc.tlv_ext_ql_eeec", 1],
  ["ossp.esmc.tlv_ext_ql_eec", 1],
  ["ossp.esmc.tlv_ext_ql_reserved", 5],
];

export const ossp: Protocol = {
  name: "ossp",
  title: "Organization Specific Slow Protocol",
  reference: "IEEE 802.3, 57B; ITU-T G.8264, 11.3",
  fields: [
    u24(0, "ossp.oui", "OUI"),
    hexNum(2, "ossp.itu.subtype", "ITU-T OSSP Subtype", { values: { [ESMC]: "ESMC" } }),
    hexNum(1, "ossp.esmc.version", "Version", { mask: 0xf0 }),
    bit(1, TIME_CRITICAL, "ossp.esmc.event_flag", "Event Flag"),
    hexNum(1, "ossp.esmc.reserved_bits", "Reserved", { mask: 0x07 }),
    hexNum(3, "ossp.esmc.reserved", "Reserved"),
    mark("ossp.esmc.tlv", "ESMC TLV"),
    hexNum(1, "ossp.esmc.tlv_type", "TLV Type", { values: TLVS }),
    hexNum(2, "ossp.esmc.tlv_length", "TLV Length"),
    hexNum(1, "ossp.esmc.tlv_ql_unused", "Unused", { mask: 0xf0 }),
    hexNum(1, "ossp.esmc.tlv_ql_ssm", "SSM Code", { mask: 0x0f }),
    hexNum(1, "ossp.esmc.tlv_ext_ql_essm", "Enhanced SSM Code"),
    hexNum(8, "ossp.esmc.tlv_ext_ql_clockid", "SyncE clockID"),
    hexNum(1, "ossp.esmc.tlv_ext_ql_flag_reserved", "Reserved", { mask: 0xfc }),
    bit(1, 0x02, "ossp.esmc.tlv_ext_ql_flag_chain", "Partial chain"),
    bit(1, 0x01, "ossp.esmc.tlv_ext_ql_flag_mixed", "Mixed EEC/eEEC clocks"),
    num(1, "ossp.esmc.tlv_ext_ql_eeec", "Cascaded eEECs"),
    num(1, "ossp.esmc.tlv_ext_ql_eec", "Cascaded EECs"),
    hexNum(8, "ossp.esmc.tlv_ext_ql_reserved", "Reserved"),
    hexNum(2, "ossp.esmc.ql", "Quality Level", {
      values: WORDS,
    }),
    raw("ossp.esmc.padding", "Padding"),
    said("warning", "undecoded", "ossp.esmc.ql.invalid", "Invalid SSM message, unknown QL code"),
  ],
  claims: { "slow.subtype": [10] },
  ...leaf(3),
  column: ({ data }) => (isItu(data) && data.getUint16(3) === ESMC ? "ESMC" : "OSSP"),
  // What fills the frame is data of its own.
  body: (data) => (isItu(data) ? Math.min(data.byteLength, paddingAt(data)) : data.byteLength),
  ...telling(tell),
};

const FIRST_TLV = 9;
const QUALITY_SIZE = 4;

function paddingAt(data: DataView): number {
  const second = FIRST_TLV + QUALITY_SIZE;
  const isMore = second + EXTENDED_SIZE <= data.byteLength && data.getUint8(second) === EXTENDED;
  return isMore ? second + EXTENDED_SIZE : second;
}

const isItu = (data: DataView): boolean => data.byteLength >= 5 && data.getUint32(0) >>> 8 === ITU_T;

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add, 3);
  if (!isItu(data)) {
    say("OUI: (Unknown OSSP organization)");
    return;
  }
  const subtype = c.number("ossp.itu.subtype", 2);
  if (subtype !== ESMC) {
    say("OUI: ITU-T");
    return;
  }
  say(`Event:${(c.peek(1) & TIME_CRITICAL) === 0 ? "Information" : "Time-critical"}`);
  c.here("ossp.esmc.version", 1).here("ossp.esmc.event_flag", 1).tell("ossp.esmc.reserved_bits", 1);
  c.tell("ossp.esmc.reserved", 3);
  const quality = tlv(c, QUALITY_SIZE);
  const at = quality.at;
  const code = quality.peek(1) & 0x0f;
  quality.here("ossp.esmc.tlv_ql_unused", 1).tell("ossp.esmc.tlv_ql_ssm", 1);
  let level = code;
  if (c.left >= EXTENDED_SIZE && c.peek(1) === EXTENDED) {
    const more = tlv(c, EXTENDED_SIZE);
    level += more.peek(1) * 256;
    tellParts(more, EXTENDED_PARTS);
  }
  say(`, ${levelOf(level)?.[0] ?? UNKNOWN}`);
  add("ossp.esmc.ql", at, 1, level);
  if (levelOf(level) === undefined) add("ossp.esmc.ql.invalid", at, 1, true);
  if (c.left > 0) c.tell("ossp.esmc.padding", c.left);
}

/** @returns what stands behind its type and its length */
function tlv(c: Cursor, size: number): Cursor {
  const inner = c.part("ossp.esmc.tlv", size);
  inner.tell("ossp.esmc.tlv_type", 1).tell("ossp.esmc.tlv_length", 2);
  return inner;
}
