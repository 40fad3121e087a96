// NetBIOS over UDP: name service (RFC 1002 section 4.2), which is DNS with names of its own, and datagrams (4.4).
//
//  0         2         4         6         8        10        12
// +---------+---------+---------+---------+---------+---------+----------------------------
// | id      | flags   |questions| answers |authority| addition| names, records
// +---------+---------+---------+---------+---------+---------+----------------------------

import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { atLeast, Cursor, type Parts, telling, tellParts, word } from "./common/cursor.ts";
import { domainName } from "./common/domain-name.ts";
import { bit, hexNum, hw, num, raw, str, v4 } from "./common/located.ts";

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

/** What runs under a name, by its last byte. */
const SERVICES: Readonly<Record<number, string>> = {
  0: "Workstation/Redirector",
  1: "Browser",
  2: "Workstation/Redirector",
  3: "Messenger service/Main name",
  5: "Forwarded name",
  6: "RAS Server service",
  27: "Domain Master Browser",
  28: "Domain Controllers",
  29: "Local Master Browser",
  30: "Browser Election Service",
  31: "Net DDE Service",
  32: "Server service",
  33: "RAS client service",
  34: "Exchange Interchange (MSMail Connector)",
  35: "Exchange Store",
  36: "Exchange Directory",
  43: "Lotus Notes Server service",
  48: "Modem sharing server service",
  49: "Modem sharing client service",
  67: "SMS Clients Remote Control",
  68: "SMS Administrators Remote Control Tool",
  69: "SMS Clients Remote Chat",
  70: "SMS Clients Remote Transfer",
  76: "DEC Pathworks TCP/IP Service on Windows NT",
  82: "DEC Pathworks TCP/IP Service on Windows NT",
  106: "Microsoft Exchange IMC",
  135: "Microsoft Exchange MTA",
  190: "Network Monitor Agent",
  191: "Network Monitor Analyzer",
};
/** RFC 1002, 4.2.1.3. */
const NODES = { 0: "B-node", 1: "P-node", 2: "M-node" };
const [NB, NBSTAT] = [0x20, 0x21];
/** Wait for acknowledgment: what is answered stands in it. */
const WAIT = 7;
const [NAME_SIZE, FLAGS_SIZE, ADDRESS_SIZE] = [16, 2, 4];

/** What a node tells of itself behind its names (RFC 1002, 4.2.18). */
const STATISTICS: Parts = [
  ["nbns.unit_id", 6],
  ["nbns.jumpers", 1],
  ["nbns.test_result", 1],
  ["nbns.version_number", 2],
  ["nbns.period_of_statistics", 2],
  ["nbns.num_crcs", 2],
  ["nbns.num_alignment_errors", 2],
  ["nbns.num_collisions", 2],
  ["nbns.num_send_aborts", 2],
  ["nbns.num_good_sends", 4],
  ["nbns.num_good_receives", 4],
  ["nbns.numretransmits", 2],
  ["nbns.num_no_resource_conditions", 2],
  ["nbns.numcommand_blocks", 2],
  ["nbns.numpending_sessions", 2],
  ["nbns.max_num_pending_sessions", 2],
  ["nbns.max_total_sessions_possible", 2],
  ["nbns.session_data_packet_size", 2],
];
const HEX_STATISTICS = ["jumpers", "test_result", "version_number", "period_of_statistics"];
const titleOf = (name: string): string =>
  name
    .replace(/^num_?/, "number of ")
    .replaceAll("_", " ")
    .replace(/^./, (c) => c.toUpperCase());

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
    num(2, "nbns.class", "Class", { values: { 1: "IN" } }),
    num(4, "nbns.ttl", "Time to live"),
    num(2, "nbns.data_length", "Data length"),
    hexNum(2, "nbns.nb_flags", "Name flags"),
    bit(2, 0x8000, "nbns.nb_flags.group", "Name type"),
    num(2, "nbns.nb_flags.ont", "ONT", { mask: 0x6000, values: NODES }),
    v4("nbns.addr", "Addr"),
    num(1, "nbns.number_of_names", "Number of names"),
    str("nbns.netbios_name", "Name"),
    hexNum(2, "nbns.name_flags", "Name flags"),
    bit(2, 0x8000, "nbns.name_flags.group", "Name type"),
    num(2, "nbns.name_flags.ont", "ONT", { mask: 0x6000, values: NODES }),
    bit(2, 0x1000, "nbns.name_flags.drg", "Name is being deregistered"),
    bit(2, 0x0800, "nbns.name_flags.cnf", "Name is in conflict"),
    bit(2, 0x0400, "nbns.name_flags.act", "Name is active"),
    bit(2, 0x0200, "nbns.name_flags.prm", "Permanent node name"),
    hw("nbns.unit_id", "Unit ID"),
    ...STATISTICS.slice(1).map(([name, size]) => {
      const own = name.slice("nbns.".length);
      return num(size, name, titleOf(own), { base: HEX_STATISTICS.includes(own) ? "hex" : "dec" });
    }),
    raw("nbns.data", "Data"),
  ],
  claims: { "udp.app": [137] },
  parse: atLeast(12),
  leaf: true,
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const flags = c.tell("nbns.id", 2).peek(2);
  tellFlags(c);
  const response = (flags & 0x8000) !== 0;
  say(`${word(OPCODES, (flags >> 11) & 15, "Unknown operation")}${response ? " response" : ""}`);
  const [questions, ...records] = counts.map((name) => c.number(`nbns.count.${name}`, 2));
  if (response && (flags & 15) !== 0) say(`, ${word(RCODES, flags & 15, "Unknown error")}`);
  for (let i = 0; i < questions; i++) {
    const name = netbiosName(c);
    say(` ${word(TYPES, c.number("nbns.type", 2))} ${name}`);
    c.tell("nbns.class", 2);
  }
  for (let i = 0; i < records[0]; i++) say(record(c, flags));
  // Those of a registration repeat the question.
  for (let i = 0; i < records[1] + records[2]; i++) record(c, flags);
}

/** Those of a message, its own or those that it answers. */
function tellFlags(c: Cursor): void {
  const response = (c.peek(2) & 0x8000) !== 0;
  const of = (...names: string[]) => c.bits(2, ...names.map((name) => `nbns.flags.${name}`));
  c.here("nbns.flags", 2);
  of("response", "opcode");
  if (response) of("authoritative");
  of("truncated", "recdesired");
  if (response) of("recavail");
  of("broadcast");
  if (response) of("rcode");
  c.skip(2);
}

function record(c: Cursor, flags: number): string {
  const type = typeBehindName(c);
  netbiosName(c, type === NB);
  c.tell("nbns.type", 2).tell("nbns.class", 2).tell("nbns.ttl", 4);
  const data = c.within(c.number("nbns.data_length", 2));
  let words = ` ${word(TYPES, type)}`;
  if (type === NBSTAT) tellNode(data);
  else if (type !== NB) data.tell("nbns.data", data.left);
  else if (((flags >> 11) & 15) === WAIT) tellFlags(data);
  else
    while (data.left >= FLAGS_SIZE + ADDRESS_SIZE) {
      tellOwner(data, "nbns.nb_flags");
      data.skip(FLAGS_SIZE).tell("nbns.addr", ADDRESS_SIZE);
      words += ` ${ipv4Text(c.data.getInt32(data.at - ADDRESS_SIZE))}`;
    }
  return words;
}

/** The type of a record says how its name is written. */
const typeBehindName = (c: Cursor): number => c.peek(2, domainName(c.data, 0, c.at, c.end).size);

const tellOwner = (c: Cursor, name: string): Cursor =>
  c.here(name, FLAGS_SIZE).bits(FLAGS_SIZE, `${name}.group`, `${name}.ont`);

function tellNode(c: Cursor): void {
  for (let n = c.number("nbns.number_of_names", 1); n > 0; n--) {
    const name = stringAt(c.data, c.at, Math.min(c.left, NAME_SIZE - 1)).trimEnd();
    c.tell("nbns.netbios_name", NAME_SIZE, name);
    tellOwner(c, "nbns.name_flags");
    c.bits(FLAGS_SIZE, ...["drg", "cnf", "act", "prm"].map((bit) => `nbns.name_flags.${bit}`));
    c.skip(FLAGS_SIZE);
  }
  tellParts(c, STATISTICS);
}

/** A name of 16 bytes in 32 letters (RFC 1001, 14.1); the last byte is the kind of service, `explained` in words. */
function netbiosName(c: Cursor, explained = false): string {
  const { text, size } = domainName(c.data, 0, c.at, c.end);
  const name = decoded(text.split(".")[0]);
  const kind = /<([0-9a-f]{2})>$/.exec(name);
  const told = kind === null || !explained;
  c.tell("nbns.name", size, told ? name : `${name} (${SERVICES[Number.parseInt(kind[1], 16)] ?? "Unknown"})`);
  return name;
}

function decoded(letters: string): string {
  if (!/^[A-P]{32}$/.test(letters)) return letters;
  const bytes = [...letters.matchAll(/../g)].map(
    ([pair]) => (pair.charCodeAt(0) - 65) * 16 + pair.charCodeAt(1) - 65,
  );
  const shown = bytes.slice(0, 15).map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : angle(b)));
  // One of blanks alone is shown as it is.
  const name = shown.join("");
  return `${name.trimEnd() || name}${angle(bytes[15])}`;
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

const [LAST_WITH_DATA, ERROR] = [18, 19];
const ERRORS = {
  130: "Destination name not present",
  131: "Invalid source name format",
  132: "Invalid destination name format",
};

export const nbdgm: Protocol = {
  name: "nbdgm",
  title: "NetBIOS Datagram Service",
  reference: "RFC 1002, 4.4",
  fields: [
    num(1, "nbdgm.type", "Message Type", { values: KINDS }),
    hexNum(1, "nbdgm.flags", "Flags"),
    bit(1, 0x01, "nbdgm.next", "More fragments follow"),
    bit(1, 0x02, "nbdgm.first", "This is first fragment"),
    num(1, "nbdgm.node_type", "Node Type", {
      mask: 0x0c,
      values: { 0: "B node", 1: "P node", 2: "M node", 3: "NBDD" },
    }),
    hexNum(2, "nbdgm.dgram_id", "Datagram ID"),
    v4("nbdgm.src.ip", "Source IP"),
    num(2, "nbdgm.src.port", "Source Port"),
    num(2, "nbdgm.dgram_len", "Datagram length"),
    num(2, "nbdgm.pkt_offset", "Packet offset"),
    hexNum(1, "nbdgm.error_code", "Error code", { values: ERRORS }),
    str("nbdgm.source_name", "Source name"),
    str("nbdgm.destination_name", "Destination name"),
  ],
  claims: { "udp.app": [138] },
  parse: atLeast(10),
  leaf: true,
  column: "NBDS",
  body: userData,
  ...telling(tellDatagram),
};

function tellDatagram({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const type = c.number("nbdgm.type", 1);
  say(word(KINDS, type));
  c.here("nbdgm.flags", 1).bits(1, "nbdgm.next", "nbdgm.first", "nbdgm.node_type").skip(1);
  c.tell("nbdgm.dgram_id", 2).tell("nbdgm.src.ip", 4).tell("nbdgm.src.port", 2);
  if (type <= LAST_WITH_DATA)
    c.tell("nbdgm.dgram_len", 2)
      .tell("nbdgm.pkt_offset", 2)
      .tell(...nameAt(c, "source"));
  if (type === ERROR) c.tell("nbdgm.error_code", 1);
  else c.tell(...nameAt(c, "destination"));
}

function nameAt(c: Cursor, whose: string): [field: string, size: number, name: string] {
  const { text, size } = domainName(c.data, 0, c.at, c.end);
  return [`nbdgm.${whose}_name`, size, decoded(text.split(".")[0])];
}

const [NAMES_AT, SMB] = [14, 0xff534d42];

/** Behind two names; SMB, which is not read, is no data. */
function userData(d: DataView): number {
  if (d.getUint8(0) > LAST_WITH_DATA) return d.byteLength;
  const second = NAMES_AT + domainName(d, 0, NAMES_AT, d.byteLength).size;
  const at = second + domainName(d, 0, second, d.byteLength).size;
  return at + 4 <= d.byteLength && d.getUint32(at) === SMB ? d.byteLength : at;
}
