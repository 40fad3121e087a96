// MAC control frames, IEEE 802.3 annex 31: pause (31B), pause by priority (IEEE 802.1Q 36.1, 31D) and the multipoint
// control of passive optical networks (64.3.6).
//
//  0         2         4
// +---------+---------+-------------------------------
// | opcode  | pause   | by opcode, then zeros
// +---------+---------+-------------------------------

import { u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { bit, hexNum, num, said } from "./common/located.ts";

const OPCODES: Readonly<Record<number, string>> = {
  1: "Pause",
  2: "Gate",
  3: "Report",
  4: "Register Req",
  5: "Register",
  6: "Register Ack",
  257: "Class Based Flow Control [CBFC] Pause",
};
const FLAGS = { 1: "Register", 2: "Deregister", 3: "Ack", 4: "Nack" };
const [PAUSE, REQUEST, REGISTER, ACKNOWLEDGE, BY_CLASS] = [1, 4, 5, 6, 257];
const LEN = 2;
const CLASSES = [0, 1, 2, 3, 4, 5, 6, 7];

export const macControl: Protocol = {
  name: "macc",
  title: "MAC Control",
  reference: "IEEE 802.3, 31A",
  fields: [
    u16(0, "macc.opcode", "Opcode", { base: "hex", values: OPCODES }),
    num(2, "macc.pause_time", "pause_time"),
    num(4, "macc.timestamp", "Timestamp"),
    hexNum(2, "macc.cbfc.enbv", "CBFC Class Enable Vector"),
    ...CLASSES.map((n) => bit(2, 1 << n, `macc.cbfc.enbv.c${n}`, `C${n}`)),
    ...CLASSES.map((n) => num(2, `macc.cbfc.pause_time.c${n}`, `C${n}`)),
    hexNum(1, "macc.reg.flags", "Flags", { values: FLAGS }),
    num(1, "macc.regreq.grants", "Pending Grants"),
    num(2, "macc.reg.assignedport", "Assigned Port (LLID)"),
    num(2, "macc.reg.synctime", "Sync Time"),
    num(1, "macc.reg.grants", "Echoed Pending Grants"),
    num(2, "macc.regack.assignedport", "Echoed Assigned Port (LLID)"),
    num(2, "macc.regack.synctime", "Echoed Sync Time"),
    said("warning", "protocol", "macc.opcode.unknown", "Unknown opcode"),
    said("warning", "protocol", "macc.dst_address_invalid", "Destination address must be 01-80-C2-00-00-01"),
  ],
  claims: { ethertype: [0x8808] },
  ...leaf(LEN),
  column: "MAC CTRL",
  ...telling(tell),
};

/** Bridges do not forward it. */
const TO_NEIGHBOUR = "01:80:c2:00:00:01";

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add, LEN);
  const opcode = data.getUint16(0);
  if (opcode === PAUSE || opcode === BY_CLASS) {
    const to = layer.below("eth")?.get("eth.dst");
    if (to !== undefined && to !== TO_NEIGHBOUR) add("macc.dst_address_invalid", 0, 0, true);
  }
  say(OPCODES[opcode] ?? "Unknown");
  if (opcode === PAUSE) say(`: pause_time: ${c.number("macc.pause_time", 2)} quanta`);
  else if (opcode === BY_CLASS) {
    c.here("macc.cbfc.enbv", 2)
      .bits(2, ...CLASSES.map((n) => `macc.cbfc.enbv.c${n}`))
      .skip(2);
    for (const n of CLASSES) c.tell(`macc.cbfc.pause_time.c${n}`, 2);
  } else if (OPCODES[opcode] === undefined) c.add("macc.opcode.unknown", 0, LEN, true);
  else {
    c.tell("macc.timestamp", 4);
    if (opcode === REQUEST) c.tell("macc.reg.flags", 1).tell("macc.regreq.grants", 1);
    else if (opcode === REGISTER) {
      c.tell("macc.reg.assignedport", 2).tell("macc.reg.flags", 1);
      c.tell("macc.reg.synctime", 2).tell("macc.reg.grants", 1);
    } else if (opcode === ACKNOWLEDGE)
      c.tell("macc.reg.flags", 1).tell("macc.regack.assignedport", 2).tell("macc.regack.synctime", 2);
  }
}
