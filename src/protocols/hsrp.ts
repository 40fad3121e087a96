// Hot Standby Router Protocol, RFC 2281 section 5; version 2 is Cisco's, in TLVs.
//
//  0    1    2    3    4    5    6    7    8              16             20
// +----+----+----+----+----+----+----+----+--------------+--------------+
// |ver | op |stat|hell|hold|prio|grp |res | authentication| virtual IP  |
// +----+----+----+----+----+----+----+----+--------------+--------------+

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { atLeast, Cursor, telling, word } from "./common/cursor.ts";
import { hw, num, str, v4 } from "./common/located.ts";

const OPCODES: Record<number, string> = { 0: "Hello", 1: "Coup", 2: "Resign", 3: "Advertise" };
const STATES: Record<number, string> = {
  0: "Initial",
  1: "Learn",
  2: "Listen",
  4: "Speak",
  8: "Standby",
  16: "Active",
};
const STATES_2: Record<number, string> = {
  0: "Disabled",
  1: "Init",
  2: "Learn",
  3: "Listen",
  4: "Speak",
  5: "Standby",
  6: "Active",
};
const GROUP_STATE = 1;
const GROUP_STATE_LENGTH = 40;

export const hsrp: Protocol = {
  name: "hsrp",
  title: "Cisco Hot Standby Router Protocol",
  reference: "RFC 2281, 5",
  fields: [
    num(1, "hsrp.version", "Version"),
    num(1, "hsrp.opcode", "Op Code", { values: OPCODES }),
    num(1, "hsrp.state", "State", { values: STATES }),
    num(1, "hsrp.hellotime", "Hellotime"),
    num(1, "hsrp.holdtime", "Holdtime"),
    num(1, "hsrp.priority", "Priority"),
    num(1, "hsrp.group", "Group"),
    num(1, "hsrp.reserved", "Reserved"),
    str("hsrp.auth_data", "Authentication Data"),
    v4("hsrp.virt_ip", "Virtual IP Address"),
    num(1, "hsrp2.version", "Version"),
    num(1, "hsrp2.opcode", "Op Code", { values: OPCODES }),
    num(1, "hsrp2.state", "State", { values: STATES_2 }),
    num(2, "hsrp2.group", "Group"),
    hw("hsrp2.identifier", "Identifier"),
    num(4, "hsrp2.priority", "Priority"),
    num(4, "hsrp2.hellotime", "Hellotime"),
    num(4, "hsrp2.holdtime", "Holdtime"),
    v4("hsrp2.virt_ip", "Virtual IP Address"),
  ],
  claims: { "udp.app": [1985, 2029] },
  accepts: (d, _o, _lim, s) => toGroup(d, s),
  parse: atLeast(2),
  leaf: true,
  column: ({ data }) => (isVersion2(data) ? "HSRPv2" : "HSRP"),
  ...telling(tell),
};

/** 224.0.0.2, 224.0.0.102 (version 2); ff02::66 ends like its IPv4 counterpart's number. */
const GROUPS = [0xe0000002, 0xe0000066];
const GROUP_6 = 0x66;

/** Routers speak it to a group only. */
function toGroup(d: DataView, s: LayerStack): boolean {
  if (s.ip < 0) return false;
  const at = s.off[s.ip];
  if (s.ipVersion === 4) return GROUPS.includes(d.getUint32(at + 16));
  return d.getUint16(at + 24) === 0xff02 && d.getUint32(at + 36) === GROUP_6;
}

const isVersion2 = (data: DataView): boolean =>
  data.getUint8(0) === GROUP_STATE && data.getUint8(1) === GROUP_STATE_LENGTH;

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  if (isVersion2(data)) {
    c.skip(2).tell("hsrp2.version", 1);
    say(word(OPCODES, c.number("hsrp2.opcode", 1)));
    say(` (state ${word(STATES_2, c.number("hsrp2.state", 1))})`);
    const six = c.peek(1) === 6;
    c.skip(1).tell("hsrp2.group", 2).tell("hsrp2.identifier", 6).tell("hsrp2.priority", 4);
    c.tell("hsrp2.hellotime", 4).tell("hsrp2.holdtime", 4);
    if (!six) c.tell("hsrp2.virt_ip", 4);
    return;
  }
  const opcode = c.tell("hsrp.version", 1).number("hsrp.opcode", 1);
  say(word(OPCODES, opcode));
  if (opcode === 3) return;
  say(` (state ${word(STATES, c.number("hsrp.state", 1))})`);
  for (const name of ["hellotime", "holdtime", "priority", "group", "reserved"]) c.tell(`hsrp.${name}`, 1);
  c.text("hsrp.auth_data", 8);
  c.tell("hsrp.virt_ip", 4);
}
