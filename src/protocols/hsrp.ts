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
const ADVERTISED: Record<number, string> = { 1: "Dormant", 2: "Passive", 3: "Active" };
/** Cisco's TLVs: all that version 2 consists of, and what may stand behind a message of version 1. */
const [GROUP_STATE, INTERFACE_STATE, TEXT, DIGEST] = [1, 2, 3, 4];
const LENGTHS: Readonly<Record<number, number>> = {
  [GROUP_STATE]: 40,
  [INTERFACE_STATE]: 4,
  [TEXT]: 8,
  [DIGEST]: 28,
};

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
    num(1, "hsrp2.interface_state_tlv", "Interface State TLV"),
    num(2, "hsrp2.active_groups", "Active Groups"),
    num(2, "hsrp2.passive_groups", "Passive Groups"),
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

/** It begins with a TLV of the length that it must have, where version 1 has its own number and what it says. */
const isVersion2 = (data: DataView): boolean => LENGTHS[data.getUint8(0)] === data.getUint8(1);

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  if (isVersion2(data)) {
    tellTlvs(c, say);
    return;
  }
  const opcode = c.tell("hsrp.version", 1).number("hsrp.opcode", 1);
  say(word(OPCODES, opcode));
  if (opcode === 3) {
    c.tell("hsrp.adv.tlvtype", 2).tell("hsrp.adv.tlvlength", 2);
    say(` (state ${ADVERTISED[c.number("hsrp.adv.state", 1)] ?? "Unknown"})`);
    c.tell("hsrp.adv.reserved1", 1).tell("hsrp.adv.activegrp", 2).tell("hsrp.adv.passivegrp", 2);
    c.tell("hsrp.adv.reserved2", 4);
    return;
  }
  say(` (state ${word(STATES, c.number("hsrp.state", 1))})`);
  for (const name of ["hellotime", "holdtime", "priority", "group", "reserved"]) c.tell(`hsrp.${name}`, 1);
  c.text("hsrp.auth_data", 8);
  c.tell("hsrp.virt_ip", 4);
  tellTlvs(c);
}

function tellTlvs(c: Cursor, say: (words: string) => void = () => {}): void {
  // Of several, the last one has the Info column.
  let said = "";
  try {
    while (c.left >= 2) {
      const [type, size] = [c.peek(1), c.peek(1, 1)];
      if (TLV_NAMES[type] !== undefined) c.here(`hsrp2.${TLV_NAMES[type]}_tlv`, 1);
      const tlv = c.skip(2).within(size);
      said = TLVS[type]?.(tlv) ?? said;
    }
  } finally {
    if (said !== "") say(said);
  }
}

const TLV_NAMES: Readonly<Record<number, string>> = {
  [GROUP_STATE]: "group_state",
  [INTERFACE_STATE]: "interface_state",
  [TEXT]: "text_auth",
  [DIGEST]: "md5_auth",
};

/** Tells a TLV. @returns what the Info column says of it */
const TLVS: Readonly<Record<number, (c: Cursor) => string | undefined>> = {
  [GROUP_STATE]: (c) => {
    const words = word(OPCODES, c.tell("hsrp2.version", 1).number("hsrp2.opcode", 1));
    const state = word(STATES_2, c.number("hsrp2.state", 1));
    const six = c.peek(1) === 6;
    c.tell("hsrp2.ipversion", 1).tell("hsrp2.group", 2).tell("hsrp2.identifier", 6).tell("hsrp2.priority", 4);
    c.tell("hsrp2.hellotime", 4).tell("hsrp2.holdtime", 4);
    if (six) c.tell("hsrp2.virt_ip_v6", 16);
    else c.tell("hsrp2.virt_ip", 4);
    return `${words} (state ${state})`;
  },
  [INTERFACE_STATE]: (c) => {
    const [active, passive] = [c.number("hsrp2.active_groups", 2), c.number("hsrp2.passive_groups", 2)];
    return `Interface State TLV (Act=${active} Pass=${passive})`;
  },
  [TEXT]: (c) => void c.text("hsrp2.auth_data", c.left),
  [DIGEST]: (c) => {
    c.tell("hsrp2.md5_algorithm", 1).tell("hsrp2.md5_padding", 1).tell("hsrp2.md5_flags", 2);
    c.tell("hsrp.md5_ip_address", 4).tell("hsrp2.md5_key_id", 4).tell("hsrp2.md5_auth_data", c.left);
    return undefined;
  },
};
