// OpenFlow, switch specifications 1.0 section 5.1 and 1.3 section 7.1: the header that all messages have. And the frame
// that a switch sends to its controller (packet in) or gets from it (packet out).
//
//  0    1    2         4              8
// +----+----+---------+--------------+----------
// |ver |type| length  | transaction  | by type
// +----+----+---------+--------------+----------

import { ethertype } from "../core/demux.ts";
import type { Add, Layer } from "../core/layer.ts";
import { counted, told } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { hexNum, num } from "./common/located.ts";
import { openflow1Fields, tellOpenflow1 } from "./common/openflow-1.ts";
import { tellOpenflow4 } from "./common/openflow-4.ts";
import { openflow4Fields } from "./common/openflow-4-fields.ts";

const TYPES_1: readonly string[] = (
  "HELLO ERROR ECHO_REQUEST ECHO_REPLY VENDOR FEATURES_REQUEST FEATURES_REPLY GET_CONFIG_REQUEST GET_CONFIG_REPLY " +
  "SET_CONFIG PACKET_IN FLOW_REMOVED PORT_STATUS PACKET_OUT FLOW_MOD PORT_MOD STATS_REQUEST STATS_REPLY " +
  "BARRIER_REQUEST BARRIER_REPLY QUEUE_GET_CONFIG_REQUEST QUEUE_GET_CONFIG_REPLY"
).split(" ");
const TYPES_4: readonly string[] = (
  "HELLO ERROR ECHO_REQUEST ECHO_REPLY EXPERIMENTER FEATURES_REQUEST FEATURES_REPLY GET_CONFIG_REQUEST " +
  "GET_CONFIG_REPLY SET_CONFIG PACKET_IN FLOW_REMOVED PORT_STATUS PACKET_OUT FLOW_MOD GROUP_MOD PORT_MOD TABLE_MOD " +
  "MULTIPART_REQUEST MULTIPART_REPLY BARRIER_REQUEST BARRIER_REPLY QUEUE_GET_CONFIG_REQUEST QUEUE_GET_CONFIG_REPLY " +
  "ROLE_REQUEST ROLE_REPLY GET_ASYNC_REQUEST GET_ASYNC_REPLY SET_ASYNC METER_MOD"
).split(" ");
/** By the number on the wire; 2 and 3 are 1.1 and 1.2. */
const VERSIONS: Record<number, readonly string[]> = {
  1: TYPES_1,
  2: TYPES_4,
  3: TYPES_4,
  4: TYPES_4,
  5: TYPES_4,
  6: TYPES_4,
};
const versionName = (version: number | string): string => `openflow_v${version}`;
const NUMBERS = { 1: "1.0", 2: "1.1", 3: "1.2", 4: "1.3", 5: "1.4", 6: "1.5" };
const named = (types: readonly string[]): Readonly<Record<number, string>> =>
  Object.fromEntries(types.map((type, i) => [i, `OFPT_${type}`]));
/** Of which Wireshark knows no more than that. */
const UNNAMED = [2, 3];
const HEADER = 8;
const [PACKET_IN, PACKET_OUT] = [10, 13];
const TRANSPARENT_ETHERNET = 0x6558;

export const openflow: Protocol = {
  name: "openflow",
  roots: ["openflow", "openflow_1_0", "openflow_v4", "openflow_v5", "openflow_v6"],
  title: "OpenFlow",
  reference: "ONF TS-001, 5.1",
  fields: [
    hexNum(1, "openflow.version", "Version", { mask: 0x7f, values: NUMBERS }),
    num(1, "openflow_1_0.type", "Type", { values: named(TYPES_1) }),
    num(2, "openflow.length", "Length"),
    num(4, "openflow.xid", "Transaction ID"),
    ...[4, 5, 6].flatMap((n) => [
      hexNum(1, `openflow_v${n}.version`, "Version", { values: NUMBERS }),
      num(1, `openflow_v${n}.type`, "Type", { values: named(TYPES_4) }),
      num(2, `openflow_v${n}.length`, "Length"),
      num(4, `openflow_v${n}.xid`, "Transaction ID"),
    ]),
    ...openflow1Fields,
    ...openflow4Fields,
  ],
  claims: { "tcp.app": [6633, 6653] },
  accepts: startsMessage,
  parse: () => 0,
  leaf: true,
  owns: (d, o) => VERSIONS[d.getUint8(o)] !== undefined,
  message: told(counted(HEADER, 2, 2, 0)),
  spells: { own: "always", besides: Object.keys(VERSIONS).map(versionName) },
  spelling: ({ data }) => spelled(data, 0, data.byteLength),
  spelledAt: spelled,
  // What it carries is a copy of a frame that goes elsewhere.
  quotes: true,
  beyond: (d, o, lim, s) => {
    if (!startsMessage(d, o, lim)) return 0;
    const end = o + d.getUint16(o + 2);
    // Behind it stands another message.
    if (end < lim) return 0;
    const at = frameAt(d, o, lim);
    if (at < 0 || at >= Math.min(end, lim)) return 0;
    s.pos = at;
    s.narrow(end);
    return ethertype[TRANSPARENT_ETHERNET];
  },
  column: "OpenFlow",
  ...telling(tell),
};

/** As Wireshark does, which names the version of each message. */
function spelled(d: DataView, from: number, to: number): string {
  let names = "openflow";
  for (let at = from; startsMessage(d, at, to); at += d.getUint16(at + 2)) {
    const version = d.getUint8(at);
    if (!UNNAMED.includes(version)) names += `:${versionName(version)}`;
  }
  return names;
}

/**
 * Where the frame begins that the message at `o` carries: 1.0, 5.4.1 and 5.3.6; 1.3, A.4.1 and A.3.7.
 * @returns -1: it carries none, or nobody knows where
 */
function frameAt(d: DataView, o: number, lim: number): number {
  const version = d.getUint8(o);
  const type = d.getUint8(o + 1);
  const isFirst = version === 1;
  if (!isFirst && version !== 4 && version !== 5) return -1;
  if (type === PACKET_IN) {
    if (isFirst) return o + 18;
    // Behind a match, which is filled up to words of 64 bits, and two bytes.
    return o + 28 > lim ? -1 : o + 24 + ((d.getUint16(o + 26) + 7) & ~7) + 2;
  }
  if (type !== PACKET_OUT || o + 18 > lim) return -1;
  return isFirst ? o + 16 + d.getUint16(o + 14) : o + 24 + d.getUint16(o + 16);
}

function startsMessage(d: DataView, o: number, lim: number): boolean {
  if (o + HEADER > lim) return false;
  const types = VERSIONS[d.getUint8(o)];
  return types !== undefined && d.getUint8(o + 1) < types.length && d.getUint16(o + 2) >= HEADER;
}

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  while (startsMessage(data, c.at, c.end)) {
    const [version, type, length] = [c.peek(1), c.peek(1, 1), c.peek(2, 2)];
    const message = c.within(Math.min(length, c.left), 0);
    // Of several, the last one has the Info column.
    const saying = startsMessage(data, c.at, c.end) ? () => {} : say;
    saying(`Type: OFPT_${VERSIONS[version][type]}`);
    if (version === 1) {
      header(message, "openflow", "openflow_1_0.type");
      tellOpenflow1(message, type);
    } else if (UNNAMED.includes(version)) message.tell("openflow.version", 1);
    else {
      header(message, `openflow_v${version}`, `openflow_v${version}.type`);
      if (version === 4) tellOpenflow4(message, type, saying);
    }
  }
}

function header(c: Cursor, prefix: string, type: string): void {
  c.tell(`${prefix}.version`, 1).tell(type, 1).tell(`${prefix}.length`, 2).tell(`${prefix}.xid`, 4);
}
