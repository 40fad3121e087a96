// NetBIOS over UDP: name service (RFC 1002 section 4.2), which is DNS with names of its own, and datagrams (4.4).
//
//  0         2         4         6         8        10        12
// +---------+---------+---------+---------+---------+---------+----------------------------
// | id      | flags   |questions| answers |authority| addition| names, records
// +---------+---------+---------+---------+---------+---------+----------------------------

import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, telling, word } from "./common/cursor.ts";
import { domainName } from "./common/domain-name.ts";
import { bit, hexNum, num, str, v4 } from "./common/located.ts";

const OPCODES: Record<number, string> = {
  0: "Name query",
  5: "Registration",
  6: "Release",
  7: "Wait and acknowledge",
  8: "Refresh",
  9: "Refresh(altcode)",
  15: "Multi-homed registration",
};
const TYPES: Record<number, string> = { 32: "NB", 33: "NBSTAT" };
const RCODES: Record<number, string> = {
  1: "Request was invalidly formatted",
  2: "Problem with NBNS, cannot process name",
  3: "Requested name does not exist",
  4: "Unsupported request",
  5: "Refused",
  6: "Name is owned by another node",
  7: "Name is in conflict",
};

const counts = ["queries", "answers", "auth_rr", "add_rr"];

export const nbns: Protocol = {
  name: "nbns",
  title: "NetBIOS Name Service",
  reference: "RFC 1002, 4.2",
  fields: [
    hexNum(2, "nbns.id", "Transaction ID"),
    hexNum(2, "nbns.flags", "Flags"),
    bit(2, 0x8000, "nbns.flags.response", "Response"),
    num(2, "nbns.flags.opcode", "Opcode", { mask: 0x7800, values: OPCODES }),
    bit(2, 0x0400, "nbns.flags.authoritative", "Authoritative"),
    bit(2, 0x0200, "nbns.flags.truncated", "Truncated"),
    bit(2, 0x0100, "nbns.flags.recdesired", "Recursion desired"),
    bit(2, 0x0080, "nbns.flags.recavail", "Recursion available"),
    bit(2, 0x0010, "nbns.flags.broadcast", "Broadcast"),
    num(2, "nbns.flags.rcode", "Reply code", { mask: 0x000f, values: RCODES }),
    ...counts.map((name) => num(2, `nbns.count.${name}`, name)),
    str("nbns.name", "Name"),
    num(2, "nbns.type", "Type", { values: TYPES }),
    num(2, "nbns.class", "Class"),
    hexNum(2, "nbns.nb_flags", "Name flags"),
    v4("nbns.addr", "Addr"),
  ],
  claims: { "udp.app": [137] },
  parse: atLeast(12),
  leaf: true,
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const flags = c.tell("nbns.id", 2).peek(2);
  const inner = new Cursor(data, add, c.at, c.end, 1);
  c.tell("nbns.flags", 2);
  const response = (flags & 0x8000) !== 0;
  inner.here("nbns.flags.response", 2).here("nbns.flags.opcode", 2);
  if (response) inner.here("nbns.flags.authoritative", 2);
  inner.here("nbns.flags.truncated", 2).here("nbns.flags.recdesired", 2);
  if (response) inner.here("nbns.flags.recavail", 2);
  inner.here("nbns.flags.broadcast", 2);
  if (response) inner.here("nbns.flags.rcode", 2);
  say(`${word(OPCODES, (flags >> 11) & 15, "Unknown operation")}${response ? " response" : ""}`);
  const [questions, ...records] = counts.map((name) => c.number(`nbns.count.${name}`, 2));
  if (response && (flags & 15) !== 0) say(`, ${word(RCODES, flags & 15, "Unknown error")}`);
  for (let i = 0; i < questions; i++) {
    const name = netbiosName(c);
    say(` ${word(TYPES, c.number("nbns.type", 2))} ${name}`);
    c.tell("nbns.class", 2);
  }
  for (let i = 0; i < records[0]; i++) say(record(c));
  // Those of a registration repeat the question.
  for (let i = 0; i < records[1] + records[2]; i++) record(c);
}

function record(c: Cursor): string {
  netbiosName(c);
  const type = c.number("nbns.type", 2);
  const length = c.peek(2);
  const data = c.skip(2).within(length);
  let words = ` ${word(TYPES, type)}`;
  while (type === 0x20 && data.left >= 6) {
    data.tell("nbns.nb_flags", 2).tell("nbns.addr", 4);
    words += ` ${ipv4Text(c.data.getInt32(data.at - 4))}`;
  }
  return words;
}

/** A name of 16 bytes in 32 letters (RFC 1001, 14.1); the last byte is the kind of service. */
function netbiosName(c: Cursor): string {
  const { text, size } = domainName(c.data, 0, c.at, c.end);
  const name = decoded(text.split(".")[0]);
  c.tell("nbns.name", size, name);
  return name;
}

function decoded(letters: string): string {
  if (!/^[A-P]{32}$/.test(letters)) return letters;
  const bytes = [...letters.matchAll(/../g)].map(
    ([pair]) => (pair.charCodeAt(0) - 65) * 16 + pair.charCodeAt(1) - 65,
  );
  const shown = bytes
    .slice(0, 15)
    .map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : b === 0 ? "" : angle(b)));
  return `${shown.join("").trimEnd()}${angle(bytes[15])}`;
}

const angle = (byte: number): string => `<${byte.toString(16).padStart(2, "0")}>`;

const KINDS: Record<number, string> = {
  16: "Direct_unique datagram",
  17: "Direct_group datagram",
  18: "Broadcast datagram",
  19: "Datagram error",
  20: "Datagram query request",
  21: "Datagram positive query response",
  22: "Datagram negative query response",
};

export const nbdgm: Protocol = {
  name: "nbdgm",
  title: "NetBIOS Datagram Service",
  reference: "RFC 1002, 4.4",
  fields: [
    hexNum(1, "nbdgm.type", "Message Type", { values: KINDS }),
    hexNum(1, "nbdgm.flags", "Flags"),
    hexNum(2, "nbdgm.dgram_id", "Datagram ID"),
    v4("nbdgm.src.ip", "Source IP"),
    num(2, "nbdgm.src.port", "Source Port"),
    num(2, "nbdgm.dgram_len", "Datagram length"),
    num(2, "nbdgm.pkt_offset", "Packet offset"),
    str("nbdgm.source_name", "Source name"),
    str("nbdgm.destination_name", "Destination name"),
  ],
  claims: { "udp.app": [138] },
  parse: atLeast(10),
  leaf: true,
  column: "NBDS",
  ...telling(tellDatagram),
};

function tellDatagram({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const type = c.number("nbdgm.type", 1);
  say(word(KINDS, type));
  c.tell("nbdgm.flags", 1).tell("nbdgm.dgram_id", 2).tell("nbdgm.src.ip", 4).tell("nbdgm.src.port", 2);
  if (type > 18) return;
  c.tell("nbdgm.dgram_len", 2).tell("nbdgm.pkt_offset", 2);
  for (const field of ["nbdgm.source_name", "nbdgm.destination_name"]) {
    const { text, size } = domainName(data, 0, c.at, c.end);
    c.tell(field, size, decoded(text.split(".")[0]));
  }
}
