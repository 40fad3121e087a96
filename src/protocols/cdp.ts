// Cisco's protocols behind LLC SNAP: discovery (CDP), trunks (DTP), VLANs (VTP), unidirectional links (UDLD). None
// has a standard; the forms are those that Cisco's devices send.
//
//  0    1    2         4         6
// +----+----+---------+---------+---------+-----      CDP and UDLD; types and lengths of TLVs are 16 bits each,
// |ver |ttl | checksum| type    | length  | …         and a length counts its TLV's head
// +----+----+---------+---------+---------+-----

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, telling, word } from "./common/cursor.ts";
import { hexNum, hw, num, raw, str, v4 } from "./common/located.ts";

/** Texts by TLV type, and what the Info column calls them. */
const CDP_TEXTS: Record<number, readonly [string, string]> = {
  1: ["cdp.deviceid", "Device ID: "],
  3: ["cdp.portid", "Port ID: "],
  5: ["cdp.software_version", ""],
  6: ["cdp.platform", ""],
  9: ["cdp.vtp_management_domain", ""],
};

export const cdp: Protocol = {
  name: "cdp",
  title: "Cisco Discovery Protocol",
  reference: "Cisco",
  fields: [
    num(1, "cdp.version", "Version"),
    num(1, "cdp.ttl", "TTL"),
    hexNum(2, "cdp.checksum", "Checksum"),
    hexNum(2, "cdp.tlv.type", "Type"),
    num(2, "cdp.tlv.len", "Length"),
    str("cdp.deviceid", "Device ID"),
    str("cdp.portid", "Sent through Interface"),
    str("cdp.software_version", "Software Version"),
    str("cdp.platform", "Platform"),
    str("cdp.vtp_management_domain", "VTP Management Domain"),
    hexNum(4, "cdp.capabilities", "Capabilities"),
    num(2, "cdp.native_vlan", "Native VLAN"),
  ],
  claims: {
    "llc.cisco_pid": [0x2000],
    "chdlc.protocol": [0x2000],
    "gre.proto": [0x2000],
    "ppp.protocol": [0x0207],
  },
  ...leaf(4),
  ...telling(tellCdp),
};

function tellCdp({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  c.tell("cdp.version", 1).tell("cdp.ttl", 1).tell("cdp.checksum", 2);
  while (c.left >= 4) {
    const [type, length] = [c.number("cdp.tlv.type", 2), c.number("cdp.tlv.len", 2)];
    if (length < 4) return;
    const tlv = c.within(length - 4);
    const text = CDP_TEXTS[type];
    if (text !== undefined) {
      const value = tlv.text(text[0], tlv.left);
      if (text[1] !== "") say(`${text[1]}${value}  `);
    } else if (type === 4 && tlv.left === 4) tlv.tell("cdp.capabilities", 4);
    else if (type === 10 && tlv.left === 2) tlv.tell("cdp.native_vlan", 2);
  }
}

export const dtp: Protocol = {
  name: "dtp",
  title: "Dynamic Trunk Protocol",
  reference: "Cisco",
  fields: [
    num(1, "dtp.version", "Version"),
    hexNum(2, "dtp.tlv_type", "Type"),
    num(2, "dtp.tlv_len", "Length"),
    str("dtp.domain", "Domain"),
    hw("dtp.senderid", "Sender ID"),
  ],
  claims: { "llc.cisco_pid": [0x2004] },
  ...leaf(1),
  ...telling(({ data }, add, say) => {
    const c = new Cursor(data, add);
    say("Dynamic Trunk Protocol");
    c.tell("dtp.version", 1);
    while (c.left >= 4) {
      const [type, length] = [c.number("dtp.tlv_type", 2), c.number("dtp.tlv_len", 2)];
      if (length < 4) return;
      const tlv = c.within(length - 4);
      if (type === 1) tlv.text("dtp.domain", tlv.left);
      else if (type === 4 && tlv.left === 6) tlv.tell("dtp.senderid", 6);
    }
  }),
};

const VTP_CODES: Record<number, string> = {
  1: "Summary Advertisement",
  2: "Subset Advertisement",
  3: "Advertisement Request",
  4: "Join/Prune Message",
};

export const vtp: Protocol = {
  name: "vtp",
  title: "VLAN Trunking Protocol",
  reference: "Cisco",
  fields: [
    hexNum(1, "vtp.version", "Version"),
    hexNum(1, "vtp.code", "Code", { values: VTP_CODES }),
    num(1, "vtp.followers", "Followers"),
    num(1, "vtp.seq_num", "Sequence Number"),
    num(1, "vtp.md_len", "Management Domain Length"),
    str("vtp.md", "Management Domain"),
    num(4, "vtp.conf_rev_num", "Configuration Revision Number"),
    v4("vtp.upd_id", "Updater Identity"),
    num(2, "vtp.start_value", "Start Value"),
  ],
  claims: { "llc.cisco_pid": [0x2003] },
  ...leaf(4),
  ...telling(tellVtp),
};

const DOMAIN = 32;

function tellVtp({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const code = c.tell("vtp.version", 1).number("vtp.code", 1);
  say(word(VTP_CODES, code));
  let sequence = 0;
  if (code === 1) c.tell("vtp.followers", 1);
  else if (code === 2) sequence = c.number("vtp.seq_num", 1);
  else c.skip(1);
  c.tell("vtp.md_len", 1).text("vtp.md", DOMAIN);
  if (code === 3) say(`, Start Value: ${c.number("vtp.start_value", 2)}`);
  if (code !== 1 && code !== 2) return;
  say(`, Revision: ${c.number("vtp.conf_rev_num", 4)}`);
  if (code === 2) say(`, Seq: ${sequence}`);
  else c.tell("vtp.upd_id", 4);
}

export const udld: Protocol = {
  name: "udld",
  title: "Unidirectional Link Detection",
  reference: "RFC 5171, 4",
  fields: [
    num(1, "udld.version", "Version", { mask: 0xe0 }),
    num(1, "udld.opcode", "Opcode", { mask: 0x1f }),
    hexNum(1, "udld.flags", "Flags"),
    hexNum(2, "udld.checksum", "Checksum"),
    hexNum(2, "udld.tlv.type", "Type"),
    num(2, "udld.tlv.len", "Length"),
    str("udld.device_id", "Device ID"),
    str("udld.sent_through_interface", "Sent through Interface"),
    raw("udld.data", "Data"),
  ],
  claims: { "llc.cisco_pid": [0x0111], "chdlc.protocol": [0x0111] },
  ...leaf(4),
  ...telling(({ data }, add, say) => {
    const c = new Cursor(data, add);
    c.here("udld.version", 1).tell("udld.opcode", 1).tell("udld.flags", 1).tell("udld.checksum", 2);
    while (c.left >= 4) {
      const [type, length] = [c.number("udld.tlv.type", 2), c.number("udld.tlv.len", 2)];
      if (length < 4) return;
      const tlv = c.within(length - 4);
      if (type === 1) say(`Device ID: ${tlv.text("udld.device_id", tlv.left)}  `);
      else if (type === 2) say(`Port ID: ${tlv.text("udld.sent_through_interface", tlv.left)}  `);
      else if (tlv.left > 0) tlv.tell("udld.data", tlv.left);
    }
  }),
};
