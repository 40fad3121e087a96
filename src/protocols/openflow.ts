// OpenFlow, switch specifications 1.0 section 5.1 and 1.3 section 7.1: the header that all messages have.
//
//  0    1    2         4              8
// +----+----+---------+--------------+----------
// |ver |type| length  | transaction  | by type
// +----+----+---------+--------------+----------

import type { Add, Layer } from "../core/layer.ts";
import { counted } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { num } from "./common/located.ts";

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
const VERSIONS: Record<number, readonly string[]> = { 1: TYPES_1, 4: TYPES_4, 5: TYPES_4, 6: TYPES_4 };
const HEADER = 8;

export const openflow: Protocol = {
  name: "openflow",
  roots: ["openflow", "openflow_1_0", "openflow_v4"],
  title: "OpenFlow",
  reference: "ONF TS-001, 5.1",
  fields: [
    num(1, "openflow.version", "Version"),
    num(1, "openflow_1_0.type", "Type"),
    num(1, "openflow_v4.type", "Type"),
    num(2, "openflow.length", "Length"),
    num(4, "openflow.xid", "Transaction ID"),
  ],
  claims: { "tcp.app": [6633, 6653] },
  accepts: startsMessage,
  parse: () => 0,
  leaf: true,
  owns: (d, o) => VERSIONS[d.getUint8(o)] !== undefined,
  message: counted(HEADER, 2, 2, 0),
  spelling: ({ data }) => `openflow:openflow_v${data.getUint8(0)}`,
  column: "OpenFlow",
  ...telling(tell),
};

function startsMessage(d: DataView, o: number, lim: number): boolean {
  if (o + HEADER > lim) return false;
  const types = VERSIONS[d.getUint8(o)];
  return types !== undefined && d.getUint8(o + 1) < types.length && d.getUint16(o + 2) >= HEADER;
}

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  for (let n = 0; startsMessage(data, c.at, c.end); n++) {
    const version = c.number("openflow.version", 1);
    const type = c.number(version === 1 ? "openflow_1_0.type" : "openflow_v4.type", 1);
    if (n === 0) say(`Type: OFPT_${VERSIONS[version][type]}`);
    const length = c.number("openflow.length", 2);
    c.tell("openflow.xid", 4).skip(Math.min(length - HEADER, c.left));
  }
}
