// Connectivity fault management, IEEE 802.1Q section 21, and ITU-T G.8013 (Y.1731) section 9.
//
//  0    1    2    3    4
// +----+----+----+----+----------------+--------
// |lv|v|op  |flag|off | by opcode      | TLVs, `off` bytes on
// +----+----+----+----+----------------+--------

import { u8 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { cfmFields } from "./common/cfm-fields.ts";
import { Cursor, leaf, type Parts, telling, tellParts, word } from "./common/cursor.ts";

const OPCODES: Record<number, string> = {
  1: "Continuity Check Message (CCM)",
  2: "Loopback Reply (LBR)",
  3: "Loopback Message (LBM)",
  4: "Linktrace Reply (LTR)",
  5: "Linktrace Message (LTM)",
  32: "Generic Notification Message (GNM)",
  33: "Alarm Indication Signal (AIS)",
  35: "Lock Signal (LCK)",
  37: "Test Signal (TST)",
  39: "Automatic Protection Switching (APS)",
  40: "Ring-Automatic Protection Switching (R-APS)",
  41: "Maintenance Communication Channel (MCC)",
  42: "Loss Measurement Reply (LMR)",
  43: "Loss Measurement Message (LMM)",
  45: "One Way Delay Measurement (1DM)",
  46: "Delay Measurement Reply (DMR)",
  47: "Delay Measurement Message (DMM)",
  48: "Experimental OAM Reply (EXR)",
  49: "Experimental OAM Message (EXM)",
  50: "Vendor Specific Reply (VSR)",
  51: "Vendor Specific Message (VSM)",
  52: "Client Signal Fail (CSF)",
  53: "One Way Synthetic Loss Measurement (1SL)",
  54: "Synthetic Loss Reply (SLR)",
  55: "Synthetic Loss Message (SLM)",
};
const LEN = 4;

type Read = (c: Cursor) => void;
const parts = (...list: Parts): Read => {
  const all: Parts = list.map(([name, size]) => [name === "" ? "" : `cfm.${name}`, size]);
  return (c) => {
    for (const [, size] of all) c.need(size);
    tellParts(c, all);
  };
};
const stamps = parts(["odm.dmm.dmr.txtimestampf", 8], ["odm.dmm.dmr.rxtimestampf", 8]);
const delay: Read = (c) => {
  stamps(c);
  c.tell("cfm.dmm.dmr.txtimestampb", 8).tell("cfm.dmm.dmr.rxtimestampb", 8);
};
const loss = parts(["lmm.lmr.txfcf", 4], ["lmm.lmr.rxfcf", 4], ["lmm.lmr.txfcb", 4]);
const loopback = parts(["lb.transaction.id", 4]);
const organization = parts(["tlv.org.spec.oui", 3], ["tlv.org.spec.subtype", 1]);
const synthetic = parts(
  ...([
    ["slm.src_mep_id", 2],
    ["slr.rsp_mep_id", 2],
    ["slm.test_id", 4],
    ["slm.txfcf", 4],
    ["slr.txfcb", 4],
  ] as const),
);
const PLAIN = ["cfm.flags.reserved"];
const SIGNAL = ["cfm.flags.ais_lck_Reserved", "cfm.flags.ais_lck_Period"];

/** By opcode: the mark of the whole, what its flags are, and what stands in it. */
const MESSAGES: Readonly<Record<number, readonly [mark: string, flags: readonly string[], read: Read]>> = {
  1: ["ccm", ["cfm.flags.rdi", "cfm.flags.ccm.reserved", "cfm.flags.interval"], continuity],
  2: ["lbr", [], loopback],
  3: ["lbm", [], loopback],
  4: [
    "ltr",
    ["cfm.flags.usefdbonly", "cfm.flags.fwdyes", "cfm.flags.ltr.terminalmep", "cfm.flags.ltr.reserved"],
    parts(["lt.transaction.id", 4], ["lt.ttl", 1], ["ltr.relay.action", 1]),
  ],
  5: [
    "ltm",
    ["cfm.flags.usefdbonly", "cfm.flags.ltm.reserved"],
    parts(["lt.transaction.id", 4], ["lt.ttl", 1], ["ltm.orig.addr", 6], ["ltm.targ.addr", 6]),
  ],
  33: ["ais", SIGNAL, () => {}],
  35: ["lck", SIGNAL, () => {}],
  37: ["tst", PLAIN, parts(["tst.sequence.num", 4])],
  42: ["lmr", PLAIN, loss],
  43: ["lmm", PLAIN, loss],
  45: ["odm", PLAIN, stamps],
  46: ["dmr", PLAIN, delay],
  47: ["dmm", PLAIN, delay],
  48: ["exr", PLAIN, organization],
  49: ["exm", PLAIN, organization],
  50: ["vsr", PLAIN, organization],
  51: ["vsm", PLAIN, organization],
  54: ["slr", PLAIN, synthetic],
  55: ["slm", PLAIN, synthetic],
};

const [MAC_NAME, NO_NAME] = [3, 1];
/** Names of these kinds are texts. */
const TEXTS = [2, 4];
const MAID = 48;

function continuity(c: Cursor): void {
  c.tell("cfm.ccm.seq.num", 4).tell("cfm.ccm.ma.ep.id", 2);
  const id = c.part("cfm.ccm.maid", MAID);
  const kind = id.number("cfm.maid.md.name.format", 1);
  if (kind !== NO_NAME) {
    const name = id.within(id.number("cfm.maid.md.name.length", 1), 0);
    if (TEXTS.includes(kind)) name.text("cfm.maid.md.name.string", name.left);
    else if (kind === MAC_NAME) name.tell("cfm.maid.md.name.mac", 6).tell("cfm.maid.md.name.mac.id", 2);
    else if (name.left > 0) name.tell("cfm.maid.md.name.hex", name.left);
  }
  const form = id.number("cfm.maid.ma.name.format", 1);
  const short = id.within(id.number("cfm.maid.ma.name.length", 1), 0);
  if (TEXTS.includes(form) && form === 2) short.text("cfm.maid.ma.name.string", short.left);
  else if (short.left > 0) short.tell("cfm.maid.ma.name.hex", short.left);
  if (id.left > 0) id.tell("cfm.ccm.maid.padding", id.left, true);
  const frames = c.part("cfm.ccm.itu.t.y1731", 16);
  for (const name of ["txfcf", "rxfcb", "txfcb", "reserved"]) frames.tell(`cfm.itu.${name}`, 4);
}

/** IEEE 802.1Q, 21.5; those that nobody knows are passed over. */
const TLVS: Readonly<Record<number, Read>> = {
  1: sender,
  2: (c) => c.tell("cfm.tlv.port.status.value", 1),
  3: (c) => c.tell("cfm.tlv.data.value", c.left),
  4: (c) => c.tell("cfm.tlv.port.interface.value", 1),
  5: (c) => reply(c, "ingress"),
  6: (c) => reply(c, "egress"),
  8: (c) => {
    for (const which of ["last", "next"])
      if (c.left >= 8)
        c.tell(`cfm.tlv.ltr.egress.${which}.id.ui`, 2).tell(`cfm.tlv.ltr.egress.${which}.id.mac`, 6);
  },
  31: (c) => {
    c.tell("cfm.tlv.org.spec.oui", 3).tell("cfm.tlv.org.spec.subtype", 1);
    if (c.left > 0) c.tell("cfm.tlv.org.spec.value", c.left);
  },
  32: (c) => {
    c.tell("cfm.tlv.tst.test.pattern.type", 1);
    if (c.left > 0) c.tell("cfm.tlv.tst.test.pattern", c.left, true);
  },
};

function sender(c: Cursor): void {
  const size = c.number("cfm.tlv.chassis.id.length", 1);
  if (size > 0) c.tell("cfm.tlv.chassis.id.subtype", 1).tell("cfm.tlv.chassis.id", size);
  if (c.left === 0) return;
  const domain = c.number("cfm.tlv.ma.domain.length", 1);
  if (domain === 0) return;
  c.tell("cfm.tlv.ma.domain", domain);
  const address = c.number("cfm.tlv.management.addr.length", 1);
  if (address > 0) c.tell("cfm.tlv.management.addr", address);
}

function reply(c: Cursor, which: "ingress" | "egress"): void {
  c.tell(`cfm.tlv.reply.${which}.action`, 1).tell(`cfm.tlv.reply.${which}.mac.address`, 6);
  if (c.left === 0) return;
  const size = c.number("cfm.tlv.reply.ing.egr.portid.length", 1);
  if (size > 0) c.tell("cfm.tlv.reply.ing.egr.portid.subtype", 1).tell("cfm.tlv.reply.ing.egr.portid", size);
}

export const cfm: Protocol = {
  name: "cfm",
  title: "CFM EOAM 802.1ag/ITU Protocol",
  reference: "IEEE 802.1Q, 21; ITU-T Y.1731",
  fields: [
    u8(0, "cfm.md.level", "CFM MD Level", { mask: 0xe0 }),
    u8(0, "cfm.version", "CFM Version", { mask: 0x1f }),
    u8(1, "cfm.opcode", "CFM OpCode", { values: OPCODES }),
    ...cfmFields,
  ],
  claims: { ethertype: [0x8902], "pwach.channel_type": [0x8902] },
  ...leaf(LEN),
  summary: ({ data }) => `, Type ${word(OPCODES, data.getUint8(1))}`,
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add, 1);
  const opcode = c.peek(1);
  say(
    OPCODES[opcode] === undefined
      ? `Type Unknown (0x${opcode.toString(16).padStart(2, "0")})`
      : `Type ${OPCODES[opcode]}`,
  );
  c.skip(1);
  const offset = c.peek(1, 1);
  const message = MESSAGES[opcode];
  if (message !== undefined) {
    const [mark, flags, read] = message;
    c.here(`cfm.${mark}.pdu`, 2 + Math.min(offset, c.left - 2), true);
    const inner = new Cursor(data, add, c.at, c.end, 1);
    inner.here("cfm.flags", 1);
    inner.bits(1, ...flags).skip(1);
    inner.tell("cfm.first.tlv.offset", 1);
    read(inner);
  } else c.here("cfm.flags", 1).skip(1).tell("cfm.first.tlv.offset", 1);
  const tlvs = new Cursor(data, add, LEN + offset, data.byteLength);
  if (tlvs.left <= 0) return;
  tlvs.here("cfm.all.tlvs", tlvs.left, true);
  const inner = tlvs.within(tlvs.left, 2);
  while (inner.left > 0) {
    const type = inner.number("cfm.tlv.type", 1);
    if (type === 0) break;
    const tlv = inner.tell("cfm.tlv.length", 2).within(inner.peek(2, -2), 0);
    TLVS[type]?.(tlv);
  }
}
