// Hot Standby Router Protocol, RFC 2281 section 5; version 2 is Cisco's, in TLVs.
//
//  0    1    2    3    4    5    6    7    8              16             20
// +----+----+----+----+----+----+----+----+--------------+--------------+
// |ver | op |stat|hell|hold|prio|grp |res | authentication| virtual IP  |
// +----+----+----+----+----+----+----+----+--------------+--------------+

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor, leaf, telling, word } from "./common/cursor.ts";
import { hexNum, hw, num, raw, str, v4, v6 } from "./common/located.ts";

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
  roots: ["hsrp", "hsrp2"],
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
    num(2, "hsrp.adv.tlvtype", "Type"),
    num(2, "hsrp.adv.tlvlength", "Length"),
    num(1, "hsrp.adv.state", "Adv state"),
    num(1, "hsrp.adv.reserved1", "Adv reserved1"),
    num(2, "hsrp.adv.activegrp", "Adv active groups"),
    num(2, "hsrp.adv.passivegrp", "Adv passive groups"),
    num(4, "hsrp.adv.reserved2", "Adv reserved2"),
    num(1, "hsrp2.group_state_tlv", "Group State TLV"),
    num(1, "hsrp2.version", "Version"),
    num(1, "hsrp2.opcode", "Op Code", { values: OPCODES }),
    num(1, "hsrp2.state", "State", { values: STATES_2 }),
    num(1, "hsrp2.ipversion", "IP Ver."),
    num(2, "hsrp2.group", "Group"),
    hw("hsrp2.identifier", "Identifier"),
    num(4, "hsrp2.priority", "Priority"),
    num(4, "hsrp2.hellotime", "Hellotime"),
    num(4, "hsrp2.holdtime", "Holdtime"),
    v4("hsrp2.virt_ip", "Virtual IP Address"),
    v6("hsrp2.virt_ip_v6", "Virtual IPv6 Address"),
    num(1, "hsrp2.text_auth_tlv", "Text Authentication TLV"),
    str("hsrp2.auth_data", "Authentication Data"),
    num(1, "hsrp2.md5_auth_tlv", "MD5 Authentication TLV"),
    num(1, "hsrp2.md5_algorithm", "MD5 Algorithm"),
    hexNum(1, "hsrp2.md5_padding", "Padding"),
    num(2, "hsrp2.md5_flags", "MD5 Flags"),
    v4("hsrp.md5_ip_address", "Sender's IP Address"),
    num(4, "hsrp2.md5_key_id", "MD5 Key ID"),
    raw("hsrp2.md5_auth_data", "MD5 Authentication Data"),
  ],
  claims: { "udp.app": [1985, 2029] },
  accepts: (d, _o, _lim, s) => toGroup(d, s),
  ...leaf(2),
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
    c.tell("hsrp2.group_state_tlv", 1).skip(1).tell("hsrp2.version", 1);
    say(word(OPCODES, c.number("hsrp2.opcode", 1)));
    say(` (state ${word(STATES_2, c.number("hsrp2.state", 1))})`);
    const six = c.peek(1) === 6;
    c.tell("hsrp2.ipversion", 1).tell("hsrp2.group", 2).tell("hsrp2.identifier", 6).tell("hsrp2.priority", 4);
    c.tell("hsrp2.hellotime", 4).tell("hsrp2.holdtime", 4);
    if (six) c.tell("hsrp2.virt_ip_v6", 16);
    else c.tell("hsrp2.virt_ip", 4);
    c.at = 2 + GROUP_STATE_LENGTH;
    authentication(c);
    return;
  }
  const opcode = c.tell("hsrp.version", 1).number("hsrp.opcode", 1);
  say(word(OPCODES, opcode));
  if (opcode === 3) {
    c.tell("hsrp.adv.tlvtype", 2).tell("hsrp.adv.tlvlength", 2).tell("hsrp.adv.state", 1);
    c.tell("hsrp.adv.reserved1", 1).tell("hsrp.adv.activegrp", 2).tell("hsrp.adv.passivegrp", 2);
    c.tell("hsrp.adv.reserved2", 4);
    return;
  }
  say(` (state ${word(STATES, c.number("hsrp.state", 1))})`);
  for (const name of ["hellotime", "holdtime", "priority", "group", "reserved"]) c.tell(`hsrp.${name}`, 1);
  c.text("hsrp.auth_data", 8);
  c.tell("hsrp.virt_ip", 4);
  authentication(c);
}

const TEXT_TLV = 3;
const MD5_TLV = 4;

/** Cisco's TLVs behind a message of either version. */
function authentication(c: Cursor): void {
  while (c.left >= 2) {
    const [type, size] = [c.peek(1), c.peek(1, 1)];
    const name = type === TEXT_TLV ? "text" : "md5";
    if (type === TEXT_TLV || type === MD5_TLV) c.here(`hsrp2.${name}_auth_tlv`, 1);
    const tlv = c.skip(2).within(size);
    if (type === TEXT_TLV) tlv.text("hsrp2.auth_data", tlv.left);
    else if (type === MD5_TLV) {
      tlv.tell("hsrp2.md5_algorithm", 1).tell("hsrp2.md5_padding", 1).tell("hsrp2.md5_flags", 2);
      tlv.tell("hsrp.md5_ip_address", 4).tell("hsrp2.md5_key_id", 4).tell("hsrp2.md5_auth_data", tlv.left);
    }
  }
}
