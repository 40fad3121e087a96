// Control messages of NTP (mode 6), RFC 9327 section 2.
//
//  0    1    2         4         6         8         10        12
// +----+----+---------+---------+---------+---------+---------+------ … +--------+-----
// |flag|R/op| sequence| status  | assoc.  | offset  | count   | data    | key id | digest
// +----+----+---------+---------+---------+---------+---------+------ … +--------+-----
import type { Cursor } from "./cursor.ts";
import { bit, hexNum, num, raw, str } from "./located.ts";

const OPCODES: Readonly<Record<number, string>> = {
  1: "read status",
  2: "read variables",
  3: "write variables",
  4: "read clock variables",
  5: "write clock variables",
  6: "set trap address/port",
  7: "asynchronous message",
  8: "runtime configuration",
  9: "export configuration",
  10: "retrieve remote address statistics",
  11: "retrieve ordered list",
  12: "request client-specific nonce",
  31: "unset trap address/port",
};
const ERRORS = {
  0: "unspecified",
  1: "authentication failure",
  2: "invalid message length or format",
  3: "invalid opcode",
  4: "unknown association identifier",
  5: "unknown variable name",
  6: "invalid variable value",
  7: "administratively prohibited",
};
const SELECTIONS = {
  0: "rejected",
  1: "discarded by intersection",
  2: "discarded by table overflow",
  3: "discarded by the cluster algorithm",
  4: "included by the combine algorithm",
  5: "backup",
  6: "system peer",
  7: "PPS peer",
};

export const controlFields = [
  hexNum(1, "ntp.ctrl.flags2", "Flags 2"),
  num(1, "ntp.ctrl.flags2.r", "Response bit", { mask: 0x80, values: { 0: "Request", 1: "Response" } }),
  num(1, "ntp.ctrl.flags2.error", "Error bit", { mask: 0x40 }),
  num(1, "ntp.ctrl.flags2.more", "More bit", { mask: 0x20 }),
  num(1, "ntp.ctrl.flags2.opcode", "Operation Code", { mask: 0x1f, values: OPCODES }),
  num(2, "ntp.ctrl.sequence", "Sequence"),
  hexNum(2, "ntp.ctrl.status", "Status"),
  num(2, "ntp.ctrl.err_status", "Error Status Word", { mask: 0xff00, values: ERRORS }),
  num(2, "ntp.ctrl.sys_status.li", "Leap Indicator", { mask: 0xc000 }),
  num(2, "ntp.ctrl.sys_status.clksrc", "Clock Source", { mask: 0x3f00 }),
  num(2, "ntp.ctrl.sys_status.count", "System Event Counter", { mask: 0x00f0 }),
  num(2, "ntp.ctrl.sys_status.code", "System Event Code", { mask: 0x000f }),
  bit(2, 0x8000, "ntp.ctrl.peer_status.config", "Configured"),
  bit(2, 0x4000, "ntp.ctrl.peer_status.authenable", "Authentication enabled"),
  bit(2, 0x2000, "ntp.ctrl.peer_status.authentic", "Authentic"),
  bit(2, 0x1000, "ntp.ctrl.peer_status.reach", "Reachable"),
  bit(2, 0x0800, "ntp.ctrl.peer_status.bcast", "Broadcast association"),
  num(2, "ntp.ctrl.peer_status.selection", "Peer Selection", { mask: 0x0700, values: SELECTIONS }),
  num(2, "ntp.ctrl.peer_status.count", "Peer Event Counter", { mask: 0x00f0 }),
  num(2, "ntp.ctrl.peer_status.code", "Peer Event Code", { mask: 0x000f }),
  num(2, "ntp.ctrl.clock_status.status", "Clock Status", { mask: 0xff00 }),
  num(2, "ntp.ctrl.clock_status.code", "Clock Event Code", { mask: 0x00ff }),
  num(2, "ntp.ctrl.associd", "AssociationID"),
  num(2, "ntp.ctrl.offset", "Offset"),
  num(2, "ntp.ctrl.count", "Count"),
  str("ntp.ctrl.item", "Item"),
  str("ntp.ctrl.trapmsg", "Trap message"),
  str("ntp.ctrl.configuration", "Configuration"),
  str("ntp.ctrl.mru", "MRU"),
  str("ntp.ctrl.ordlist", "Ordered List"),
  str("ntp.ctrl.nonce", "Nonce"),
  raw("ntp.padding", "Padding"),
  hexNum(4, "ntp.key_index", "KeyIndex"),
  raw("ntp.key_signature", "Signature"),
];

const [READ_STATUS, READ, WRITE, READ_CLOCK, WRITE_CLOCK, ASYNCHRONOUS] = [1, 2, 3, 4, 5, 7];
/** What the status word of a response is, by the opcode. */
const OF_SYSTEM_OR_PEER = [READ_STATUS, READ, WRITE, ASYNCHRONOUS];
const OF_CLOCK = [READ_CLOCK, WRITE_CLOCK];
/** Where the data is one text. */
const TEXTS: Readonly<Record<number, string>> = {
  [ASYNCHRONOUS]: "ntp.ctrl.trapmsg",
  8: "ntp.ctrl.configuration",
  9: "ntp.ctrl.configuration",
  10: "ntp.ctrl.mru",
  11: "ntp.ctrl.ordlist",
  12: "ntp.ctrl.nonce",
};
/** Names of the fields that a status word has, in their order. */
const namesOf = (part: string): readonly string[] =>
  controlFields.map(({ name }) => name).filter((name) => name.startsWith(`ntp.ctrl.${part}.`));
const SYSTEM_STATUS = namesOf("sys_status");
const PEER_STATUS = namesOf("peer_status");
const CLOCK_STATUS = namesOf("clock_status");

/** A key id and a digest of 16 bytes at least. */
const KEY = 20;
const WORD = 4;

/** @param c behind the first byte */
export function tellControl(c: Cursor): void {
  const second = c.peek(1);
  const isResponse = (second & 0x80) !== 0;
  const opcode = second & 0x1f;
  c.here("ntp.ctrl.flags2", 1);
  const inner = deeper(c);
  for (const name of ["r", "error", "more", "opcode"]) inner.here(`ntp.ctrl.flags2.${name}`, 1);
  c.skip(1).tell("ntp.ctrl.sequence", 2);
  const association = c.peek(2, 2);
  c.here("ntp.ctrl.status", 2);
  if (isResponse) {
    const isError = (second & 0x40) !== 0;
    const of = isError ? ["ntp.ctrl.err_status"] : statusOf(opcode, association);
    for (const name of of) deeper(c).here(name, 2);
  }
  c.skip(2).tell("ntp.ctrl.associd", 2).tell("ntp.ctrl.offset", 2);
  const data = c.within(c.number("ntp.ctrl.count", 2));
  const text = TEXTS[opcode];
  if (data.left > 0) {
    if (opcode === READ_STATUS && isResponse) associations(data);
    else if (text !== undefined) data.text(text, data.left);
    else if (OPCODES[opcode] !== undefined) items(data);
  }
  const padding = (WORD - (c.at % WORD)) % WORD;
  if (c.left < padding + KEY) return;
  if (padding > 0) c.tell("ntp.padding", padding);
  c.tell("ntp.key_index", 4).tell("ntp.key_signature", c.left);
}

/** A cursor at the same place for what stands in there. */
const deeper = (c: Cursor): Cursor => {
  const inner = c.within(c.left);
  c.at = inner.at;
  return inner;
};

function statusOf(opcode: number, association: number): readonly string[] {
  if (OF_CLOCK.includes(opcode)) return CLOCK_STATUS;
  if (!OF_SYSTEM_OR_PEER.includes(opcode)) return [];
  return association === 0 ? SYSTEM_STATUS : PEER_STATUS;
}

/** The associations of a server, each with its status. */
function associations(c: Cursor): void {
  while (c.left >= 4) {
    c.tell("ntp.ctrl.associd", 2).here("ntp.ctrl.status", 2);
    const inner = deeper(c);
    for (const name of PEER_STATUS) inner.here(name, 2);
    c.skip(2);
  }
}

/** Variables in one line or several, apart by commas outside of quotes. */
function items(c: Cursor): void {
  let quoted = false;
  for (let size = 0; ; size++) {
    const byte = size === c.left ? COMMA : c.peek(1, size);
    if (byte === QUOTE) quoted = !quoted;
    const ends = size === c.left || (byte === COMMA && !quoted);
    if (!ends) continue;
    // Blanks and line ends stand before a variable.
    while (size > 0 && BLANKS.includes(c.peek(1))) {
      c.skip(1);
      size--;
    }
    if (size > 0) c.text("ntp.ctrl.item", size);
    if (c.left === 0) return;
    c.skip(1);
    size = -1;
  }
}
const [COMMA, QUOTE] = [0x2c, 0x22];
const BLANKS = [0x20, 0x0d, 0x0a];
