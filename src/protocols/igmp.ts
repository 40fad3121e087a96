// Internet Group Management Protocol: versions 1 (RFC 1112, appendix I), 2 (RFC 2236) and 3 (RFC 3376).
//
//  0    1    2         4              8
// +----+----+---------+--------------+----
// |type|resp| checksum| group        | v3: sources, or records of a group and its sources
// +----+----+---------+--------------+----

import { located, u8 } from "../core/fields.ts";
import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { leafOf } from "../core/steady.ts";
import { Checksum, ownStatus } from "./common/checksum.ts";
import { Cursor, hex, word } from "./common/cursor.ts";
import { said } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import { messageRemarks } from "./common/remarks.ts";

const Type = {
  query: 0x11,
  reportV1: 0x12,
  dvmrp: 0x13,
  pimV1: 0x14,
  reportV2: 0x16,
  leave: 0x17,
  reportV3: 0x22,
} as const;
const TYPES: Readonly<Record<number, string>> = {
  [Type.query]: "Membership Query",
  [Type.reportV1]: "Membership Report",
  [Type.dvmrp]: "DVMRP Protocol",
  [Type.pimV1]: "PIM Routing Message",
  [Type.reportV2]: "Membership Report",
  [Type.leave]: "Leave Group",
  [Type.reportV3]: "Membership Report",
};
/** Of PIM version 1, which had no number of its own, by code. */
const PIM_CODES: Readonly<Record<number, string>> = {
  0: "Query",
  1: "Register",
  2: "Register-stop",
  3: "Join/Prune",
  4: "RP-Reachable",
  5: "Assert",
  6: "Graft",
  7: "Graft-Ack",
  8: "Mode",
};
/** DVMRP: RFC 1075, 3 and draft-ietf-idmr-dvmrp-v3, A. */
const DVMRP_V1: Readonly<Record<number, string>> = {
  1: "Response",
  2: "Request",
  3: "Non-membership report",
  4: "Non-membership cancellation",
};
const DVMRP_V3: Readonly<Record<number, string>> = {
  1: "Probe",
  2: "Report",
  3: "Ask Neighbors",
  4: "Neighbors",
  5: "Ask Neighbors 2",
  6: "Neighbors 2",
  7: "Prune",
  8: "Graft",
  9: "Graft ACK",
};
const RECORDS: Readonly<Record<number, string>> = {
  1: "Mode Is Include",
  2: "Mode Is Exclude",
  3: "Change To Include Mode",
  4: "Change To Exclude Mode",
  5: "Allow New Sources",
  6: "Block Old Sources",
};
/** Whose name stands there even if nothing else of them does. */
const NAMED: readonly number[] = [Type.query, Type.reportV1, Type.reportV2, Type.leave, Type.reportV3];
const LEN = 8;
const LAST_V0 = 0x0f;
const MTRACE = [0x1e, 0x1f];
/** Queries that are longer have version 3's fields. */
const QUERY_V3 = 12;

const fields = [
  located("uint", 1, "igmp.version", "IGMP Version"),
  u8(0, "igmp.type", "Type", { base: "hex", values: TYPES }),
  located("bytes", 0, "igmp.reserved", "Reserved"),
  located("uint", 1, "igmp.max_resp", "Max Resp Time"),
  located("uint", 1, "igmp.max_resp.exp", "Exponent", { base: "hex" }),
  located("uint", 1, "igmp.max_resp.mant", "Mantissa", { base: "hex" }),
  located("uint", 2, "igmp.checksum", "Checksum", { base: "hex" }),
  located("uint", 1, "igmp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  located("uint", 2, "igmp.num_grp_recs", "Num Group Records"),
  located("uint", 1, "igmp.record_type", "Record Type", { values: RECORDS }),
  located("uint", 1, "igmp.aux_data_len", "Aux Data Len"),
  located("ipv4", 4, "igmp.maddr", "Multicast Address"),
  located("bool", 0, "igmp.s", "S"),
  located("uint", 1, "igmp.qrv", "QRV"),
  located("uint", 1, "igmp.qqic", "QQIC"),
  located("uint", 2, "igmp.num_src", "Num Src"),
  located("ipv4", 4, "igmp.saddr", "Source Address"),
  located("bytes", 0, "igmp.aux_data", "Aux Data"),
  said("error", "checksum", "igmp.bad_checksum", "Bad checksum"),
];

export const igmp: Protocol = {
  name: "igmp",
  title: "Internet Group Management Protocol",
  reference: "RFC 3376, 4; RFC 2236, 2",
  fields,
  claims: { "ip.proto": [2] },
  parse: parseIgmp,
  steady: leafOf(LEN),
  leaf: true,
  // Wireshark finds the version in one layer and reads it in another of the same name.
  spells: { own: "always", besides: ["dvmrp", "pim"] },
  spelling: ({ data }) => `igmp${readerOf(data)}`,
  column: ({ data, wireLength }) => {
    const type = data.getUint8(0);
    if (type === Type.dvmrp) return "DVMRP";
    if (type === Type.pimV1) return "PIMv1";
    const version = versionOf(data, wireLength);
    return version === 0 && type > LAST_V0 ? "IGMP" : `IGMPv${version}`;
  },
  info,
  remarks: messageRemarks("igmp.bad_checksum", null),
  locate,
};

export function parseIgmp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}

/** 0: not one of its messages. @throws RangeError */
function versionOf(d: DataView, wire = d.byteLength): number {
  switch (d.getUint8(0)) {
    case Type.query:
      if (wire >= QUERY_V3) return 3;
      return d.getUint8(1) === 0 ? 1 : 2;
    case Type.reportV1:
      return 1;
    case Type.reportV2:
    case Type.leave:
      return 2;
    case Type.reportV3:
      return 3;
    default:
      return 0;
  }
}

/** The layer in which Wireshark reads the rest: version 0 (RFC 988), mtrace and other protocols with its number. */
function readerOf(d: DataView): string {
  const type = d.getUint8(0);
  if (type === Type.dvmrp) return ":dvmrp";
  if (type === Type.pimV1) return ":pim";
  return versionOf(d) > 0 || type <= LAST_V0 || MTRACE.includes(type) ? ":igmp" : "";
}

/** Tenths of a second; from 128 on with an exponent (RFC 3376, 4.1.1). */
function responseTime(code: number): number {
  return code < 128 ? code : ((code & 0x0f) | 0x10) << (((code >> 4) & 7) + 3);
}

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  const version = versionOf(data, layer.wireLength);
  const type = data.getUint8(0);
  if (version === 0) {
    if (type <= LAST_V0) add("igmp.version", 0, 0, 0);
    if (readerOf(data) === ":igmp") add("igmp.checksum", 2, 2);
    return;
  }
  add("igmp.version", 0, 0, version);
  const code = data.getUint8(1);
  if (version === 1 || type === Type.reportV3) add("igmp.reserved", 1, 1);
  else add("igmp.max_resp", 1, 1, version === 3 ? responseTime(code) : code);
  if (version === 3 && type === Type.query && code >= 128) {
    add("igmp.max_resp.exp", 1, 1, (code >> 4) & 7, 1);
    add("igmp.max_resp.mant", 1, 1, code & 0x0f, 1);
  }
  add("igmp.checksum", 2, 2);
  const isCut = data.byteLength < LEN && type !== Type.reportV3;
  add("igmp.checksum.status", 2, 2, isCut ? Checksum.unverified : ownStatus(layer, layer.wireLength));
  const c = new Cursor(data, add, 4);
  if (type === Type.reportV3) {
    c.tell("igmp.reserved", 2);
    let records = c.number("igmp.num_grp_recs", 2);
    for (; records > 0; records--) groupRecord(c);
    return;
  }
  c.tell("igmp.maddr", 4);
  if (version < 3) return;
  const word = c.peek(1);
  c.here("igmp.s", 1, (word & 8) !== 0)
    .tell("igmp.qrv", 1, word & 7)
    .tell("igmp.qqic", 1);
  for (let sources = c.number("igmp.num_src", 2); sources > 0; sources--) c.tell("igmp.saddr", 4);
}

function groupRecord(c: Cursor): void {
  c.tell("igmp.record_type", 1);
  const words = c.number("igmp.aux_data_len", 1);
  let sources = c.number("igmp.num_src", 2);
  c.tell("igmp.maddr", 4);
  for (; sources > 0; sources--) c.tell("igmp.saddr", 4);
  if (words > 0) c.tell("igmp.aux_data", 4 * words);
}

function info({ data: d }: Layer): string {
  const type = d.getUint8(0);
  if (d.byteLength < LEN && NAMED.includes(type)) return TYPES[type];
  const group = () => ipv4Text(d.getInt32(4));
  switch (type) {
    case Type.query: {
      if (versionOf(d) === 1) return "Membership Query";
      if (d.getInt32(4) === 0) return "Membership Query, general";
      const count = versionOf(d) === 3 ? d.getUint16(10) : 0;
      const sources = count === 0 ? "" : `, ${sourceList(d, QUERY_V3, count)}`;
      return `Membership Query, specific for group ${group()}${sources}`;
    }
    case Type.reportV1:
      return "Membership Report";
    case Type.reportV2:
      return `Membership Report group ${group()}`;
    case Type.leave:
      return `Leave Group ${group()}`;
    case Type.reportV3:
      return recordsInfo(d);
    case Type.pimV1:
      return word(PIM_CODES, d.getUint8(1));
    case Type.dvmrp:
      return isDvmrpV3(d) ? `V3 ${word(DVMRP_V3, d.getUint8(1))}` : `V1 ${word(DVMRP_V1, d.getUint8(1))}`;
    default:
      return `Unknown Type:${hex(type, 2)}`;
  }
}

/** Version 3 ends its header with its number, but for messages that are of no other version. */
const isDvmrpV3 = (d: DataView): boolean =>
  d.getUint8(1) > 4 || (d.byteLength >= LEN && d.getUint16(6) % 256 === 3);

/** "source {a}" or "sources {a, b}". */
function sourceList(d: DataView, at: number, count: number, how = ""): string {
  const all = Array.from({ length: count }, (_, i) => ipv4Text(d.getInt32(at + 4 * i)));
  return `source${count === 1 ? "" : "s"} ${how}{${all.join(", ")}}`;
}

function recordsInfo(d: DataView): string {
  let text = "Membership Report";
  let left = d.getUint16(6);
  if (left === 0) return `${text} - General query`;
  try {
    for (let at = LEN; left > 0; left--) {
      const [type, words, count] = [d.getUint8(at), d.getUint8(at + 1), d.getUint16(at + 2)];
      const group = ipv4Text(d.getInt32(at + 4));
      text += ` / ${recordInfo(type, group, count, (how) => sourceList(d, at + 8, count, how))}`;
      at += 8 + 4 * (count + words);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return text;
}

function recordInfo(type: number, group: string, count: number, sources: (how?: string) => string): string {
  switch (type) {
    case 1:
    case 3:
      return count === 0
        ? `Leave group ${group}`
        : `Join group ${group} for ${sources(count > 1 ? "in " : "")}`;
    case 2:
    case 4:
      return `Join group ${group}${count === 0 ? " for any sources" : `, for ${sources(count > 1 ? "not in " : "not ")}`}`;
    case 5:
      return `Group ${group}, ${count === 0 ? "ALLOW_NEW_SOURCES but no source specified (?)" : `new ${sources()}`}`;
    case 6:
      return `Group ${group}, ${count === 0 ? "BLOCK_OLD_SOURCES but no source specified (?)" : `block ${sources()}`}`;
    default:
      return `Group ${group}, unknown (${type})`;
  }
}
