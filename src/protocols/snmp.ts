// Simple Network Management Protocol, RFC 3416 section 3 and RFC 3412 section 6, in BER (ITU-T X.690).
//
//   30 length { 02 version, 04 community, a0…a8 length { 02 id, 02 error, 02 index, 30 { 30 { 06 name, value } … } } }

import { type Exchange, overPorts } from "../core/exchange.ts";
import { durationText } from "../core/format.ts";
import type { Add, Layer, Value } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, telling, wordsOf } from "./common/cursor.ts";
import { berLength, berSequence } from "./common/framings.ts";
import { bit, duration, mark, num, raw, said, str, v4 } from "./common/located.ts";
import { engineIdFields, tellEngineId } from "./common/snmp-engine.ts";

const VERSIONS: Record<number, string> = { 0: "version-1", 1: "v2c", 2: "v2u", 3: "snmpv3" };
const PDUS: readonly string[] = [
  "get-request",
  "get-next-request",
  "get-response",
  "set-request",
  "trap",
  "getBulkRequest",
  "informRequest",
  "snmpV2-trap",
  "report",
];
const [INTEGER, OCTETS, OID, SEQUENCE, ADDRESS, TICKS] = [0x02, 0x04, 0x06, 0x30, 0x40, 0x43];
/** From here on tags say why there is no value (RFC 3416, 2.5). */
const NO_OBJECT = 128;
/** Messages whose bodies are not like the others'. */
const [TRAP, BULK] = [4, 5];
const [RESPONSE, INFORM] = [2, 6];
const VERSION_3 = 3;
/** RFC 3411, 5: the user-based security model. */
const USM = 3;
/** The three numbers before the bindings, of most messages and of GetBulk. */
const NUMBERS = ["request_id", "error_status", "error_index"];
const BULK_NUMBERS = ["request_id", "non_repeaters", "max_repetitions"];
const GENERIC_TRAPS = {
  0: "coldStart",
  1: "warmStart",
  2: "linkDown",
  3: "linkUp",
  4: "authenticationFailure",
  5: "egpNeighborLoss",
  6: "enterpriseSpecific",
};

/** What a variable is, by its tag (RFC 2578, 7.1; RFC 3416, 3): its field, and how its value is read. */
const VALUES: Readonly<Record<number, readonly [name: string, read?: (c: Cursor) => Value]>> = {
  [INTEGER]: ["snmp.value.int", integer],
  [OCTETS]: ["snmp.value.octets"],
  5: ["snmp.value.null", () => true],
  [OID]: ["snmp.value.oid", oid],
  [ADDRESS]: ["snmp.value.ipv4"],
  65: ["snmp.value.counter", unsigned],
  66: ["snmp.value.g32", integer],
  [TICKS]: ["snmp.value.timeticks", unsigned],
  68: ["snmp.value.opaque"],
  70: ["snmp.value.counter", unsigned],
  128: ["snmp.noSuchObject", () => true],
  129: ["snmp.noSuchInstance", () => true],
  130: ["snmp.endOfMibView", () => true],
};

/** As Wireshark names the part that is a message of that kind. */
const elementOf = (pdu: string): string => `snmp.${pdu.replaceAll("-", "_")}_element`;

export const snmp: Protocol = {
  name: "snmp",
  title: "Simple Network Management Protocol",
  reference: "RFC 3416, 3",
  fields: [
    num(1, "snmp.version", "version", { values: VERSIONS }),
    num(1, "snmp.msgVersion", "msgVersion", { values: VERSIONS }),
    str("snmp.community", "community"),
    num(1, "snmp.data", "data"),
    mark("snmp.msgGlobalData_element", "msgGlobalData"),
    num(4, "snmp.msgID", "msgID"),
    num(4, "snmp.msgMaxSize", "msgMaxSize"),
    raw("snmp.msgFlags", "msgFlags"),
    bit(1, 0x04, "snmp.v3.flags.report", "Reportable"),
    bit(1, 0x02, "snmp.v3.flags.crypt", "Encrypted"),
    bit(1, 0x01, "snmp.v3.flags.auth", "Authenticated"),
    num(4, "snmp.msgSecurityModel", "msgSecurityModel", { values: { [USM]: "USM" } }),
    raw("snmp.msgAuthoritativeEngineID", "msgAuthoritativeEngineID"),
    ...engineIdFields,
    num(4, "snmp.msgAuthoritativeEngineBoots", "msgAuthoritativeEngineBoots"),
    num(4, "snmp.msgAuthoritativeEngineTime", "msgAuthoritativeEngineTime"),
    str("snmp.msgUserName", "msgUserName"),
    raw("snmp.msgAuthenticationParameters", "msgAuthenticationParameters"),
    raw("snmp.msgPrivacyParameters", "msgPrivacyParameters"),
    num(1, "snmp.msgData", "msgData", { values: { 0: "plaintext", 1: "encryptedPDU" } }),
    mark("snmp.plaintext_element", "plaintext"),
    raw("snmp.encryptedPDU", "encryptedPDU"),
    raw("snmp.contextEngineID", "contextEngineID"),
    str("snmp.contextName", "contextName"),
    ...PDUS.map((pdu) => mark(elementOf(pdu), pdu)),
    num(4, "snmp.request_id", "request-id", { signed: true }),
    num(1, "snmp.error_status", "error-status", { signed: true }),
    num(4, "snmp.error_index", "error-index", { signed: true }),
    num(4, "snmp.non_repeaters", "non-repeaters"),
    num(4, "snmp.max_repetitions", "max-repetitions"),
    str("snmp.enterprise", "enterprise"),
    v4("snmp.agent_addr", "agent-addr"),
    num(4, "snmp.generic_trap", "generic-trap", { signed: true, values: GENERIC_TRAPS }),
    num(4, "snmp.specific_trap", "specific-trap", { signed: true }),
    num(4, "snmp.time_stamp", "time-stamp"),
    num(4, "snmp.variable_bindings", "variable-bindings"),
    str("snmp.name", "Object Name"),
    num(8, "snmp.value.int", "Value (Integer32)", { signed: true }),
    raw("snmp.value.octets", "Value (OctetString)"),
    mark("snmp.value.null", "Value (Null)"),
    str("snmp.value.oid", "Value (OID)"),
    v4("snmp.value.ipv4", "Value (IpAddress)"),
    num(8, "snmp.value.counter", "Value (Counter)"),
    num(8, "snmp.value.g32", "Value (Gauge32)", { signed: true }),
    num(8, "snmp.value.timeticks", "Value (Timeticks)"),
    raw("snmp.value.opaque", "Value (Opaque)"),
    raw("snmp.value.unk", "Value (Unknown)"),
    mark("snmp.noSuchObject", "noSuchObject"),
    mark("snmp.noSuchInstance", "noSuchInstance"),
    mark("snmp.endOfMibView", "endOfMibView"),
    said("note", "response", "snmp.varbind.response", "Response"),
    str("snmp.var-bind_str", "Variable-binding-string"),
    num(4, "snmp.response_to", "Response To"),
    duration("snmp.time", "Time"),
  ],
  claims: { "udp.app": [161, 162, 8161], "tcp.app": [161, 162], ethertype: [0x814c] },
  accepts: (d, o, _lim, s) => o + 5 <= s.wire && d.getUint8(o) === SEQUENCE,
  parse: () => 0,
  leaf: true,
  message: berSequence,
  body: (data) => berLength(data, 0, data.byteLength),
  owns: () => true,
  exchange,
  // Wireshark counts it once more for what a system says of itself.
  spells: { own: "always", besides: [] },
  spelling: ({ data, wireLength }) =>
    `snmp${":snmp".repeat(data.byteLength < wireLength ? 0 : described(data))}`,
  ...telling(tell),
  // Of a message that is cut before it says anything, and of an odd one of version 3, the datagram speaks.
  info: (layer) => {
    const text = wordsOf(tell, layer, layer.data.byteLength === layer.wireLength ? "" : undefined);
    return text === "" && isVersion3(layer.data) ? undefined : text;
  },
};

function isVersion3(d: DataView): boolean {
  const at = d.byteLength < 2 || d.getUint8(1) < 0x80 ? 2 : 2 + (d.getUint8(1) & 0x7f);
  return at + 3 <= d.byteLength && d.getUint16(at) === 0x0201 && d.getUint8(at + 2) === VERSION_3;
}

/** An element with the name 1.3.6.1.2.1.1.x.0, and x: of sysDescr and sysName (RFC 3418). */
const SYSTEM = [OID, 8, 0x2b, 6, 1, 2, 1, 1];
const DESCRIBING = [1, 5];
const DESCRIPTIONS = /^1\.3\.6\.1\.2\.1\.1\.[15]\.0$/;
const NULL = 0x05;

/** How many descriptions and names of a system it tells. */
function described(d: DataView): number {
  const size = SYSTEM.length + 2;
  let count = 0;
  for (let i = 0; i + size < d.byteLength; i++) {
    if (d.getUint8(i) !== OID || !SYSTEM.every((byte, k) => d.getUint8(i + k) === byte)) continue;
    const isTold = d.getUint8(i + size - 1) === 0 && d.getUint8(i + size) !== NULL;
    if (isTold && DESCRIBING.includes(d.getUint8(i + SYSTEM.length))) count++;
  }
  return count;
}

interface Element {
  tag: number;
  value: Cursor;
}

/**
 * The next element; `c` goes behind it. One that holds others may go on beyond what was captured.
 * @throws RangeError where it does not fit
 */
function element(c: Cursor, holds?: true): Element {
  const tag = c.peek(1);
  let length = c.peek(1, 1);
  c.skip(2);
  if (length > 0x80) {
    const size = length & 0x7f;
    if (size > 4) throw new RangeError("no such length");
    length = c.peek(size);
    c.skip(size);
  }
  if (holds === undefined && (tag & CONSTRUCTED) === 0 && c.at + length > c.data.byteLength)
    throw new RangeError("a value that is cut");
  return { tag, value: c.within(length) };
}
const CONSTRUCTED = 0x20;

/** As many of its bytes as were captured. */
const captured = (c: Cursor): number => Math.max(0, Math.min(c.left, c.data.byteLength - c.at));

function expected(c: Cursor, tag: number, holds?: true): Cursor {
  const next = element(c, holds);
  if (next.tag !== tag) throw new RangeError("another element was expected");
  return next.value;
}

/** Of up to 8 bytes, behind a zero that keeps it positive. */
function unsigned(c: Cursor): Value {
  let value = 0n;
  for (let i = 0; i < c.left; i++) value = (value << 8n) | BigInt(c.peek(1, i));
  return BigInt.asUintN(64, value);
}

/** Two's complement; longer ones than 6 bytes are cut. */
function integer(c: Cursor): number {
  const size = Math.min(6, c.left);
  if (size === 0) return 0;
  const value = c.peek(size);
  return value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
}

/** Numbers in base 128, the first two in one (X.690, 8.19). */
function oid(c: Cursor): string {
  const numbers: number[] = [];
  let value = 0;
  for (; c.left > 0; c.skip(1)) {
    const byte = c.peek(1);
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - 40 * first);
    } else numbers.push(value);
    value = 0;
  }
  return numbers.join(".");
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data, wireLength } = layer;
  const message = expected(new Cursor(data, add, 0, wireLength), SEQUENCE);
  const v = expected(message, INTEGER);
  const version = integer(v);
  add(version === VERSION_3 ? "snmp.msgVersion" : "snmp.version", v.at, v.left, version);
  if (version === VERSION_3) {
    tellVersion3(message, say);
  } else {
    tellText(message, "snmp.community");
    tellPdu(message, say);
  }
  tellAnswer(layer, add);
}

function tellAnswer({ conversation, packet }: Layer, add: Add): void {
  if (conversation === undefined || conversation.request === 0) return;
  add("snmp.response_to", 0, 0, conversation.request);
  if (packet.nanoseconds >= 0)
    add("snmp.time", 0, 0, () => durationText(Math.round(conversation.sinceRequest * 1e9)));
}

/** A response has the id of its request (RFC 3416, 4.2.4); undefined: it is neither, or encrypted, or cut. */
function exchange(layer: Layer): Exchange | undefined {
  try {
    const { type, body } = pduOf(expected(new Cursor(layer.data, () => {}, 0, layer.wireLength), SEQUENCE));
    const isAnswer = type === RESPONSE;
    if (type === TRAP || (type > TRAP && type !== BULK && type !== INFORM)) return undefined;
    const ends = overPorts(layer, "snmp");
    return ends && { ...ends, question: { key: String(integer(expected(body, INTEGER))), isAnswer } };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The message in what follows the version. @throws RangeError where it is encrypted, or not there */
function pduOf(message: Cursor): { type: number; body: Cursor } {
  const version = integer(expected(message, INTEGER));
  for (let skipped = 0; skipped < (version === VERSION_3 ? 2 : 1); skipped++) element(message);
  let within = message;
  if (version === VERSION_3) {
    within = expected(message, SEQUENCE);
    for (let skipped = 0; skipped < 2; skipped++) expected(within, OCTETS);
  }
  const { tag, value } = element(within);
  return { type: tag & 0x1f, body: value };
}

/** RFC 3412, 6. */
function tellVersion3(message: Cursor, say: (words: string) => void): void {
  const start = message.at;
  const header = expected(message, SEQUENCE);
  const fromTo = (from: number) => Math.min(message.at, message.data.byteLength) - from;
  message.add("snmp.msgGlobalData_element", start, fromTo(start), true);
  tellNumbers(header, ["msgID", "msgMaxSize"]);
  const flags = expected(header, OCTETS);
  flags.bits(flags.left, "snmp.msgFlags");
  flags.bits(1, "snmp.v3.flags.report", "snmp.v3.flags.crypt", "snmp.v3.flags.auth");
  const model = tellNumbers(header, ["msgSecurityModel"]);
  const security = expected(message, OCTETS, true);
  if (model === USM) tellUsm(security);
  const at = message.at;
  const scoped = element(message, true);
  message.add("snmp.msgData", at, fromTo(at), scoped.tag === OCTETS ? 1 : 0);
  if (scoped.tag === OCTETS) {
    scoped.value.here("snmp.encryptedPDU", scoped.value.left);
    say("encryptedPDU: privKey Unknown");
    return;
  }
  message.add("snmp.plaintext_element", at, fromTo(at), true, 1);
  tellEngineId(tellBytes(scoped.value, "snmp.contextEngineID"));
  tellText(scoped.value, "snmp.contextName");
  tellPdu(scoped.value, say);
}

/** RFC 3414, 2.4. */
function tellUsm(security: Cursor): void {
  const c = expected(security, SEQUENCE);
  tellEngineId(tellBytes(c, "snmp.msgAuthoritativeEngineID"));
  tellNumbers(c, ["msgAuthoritativeEngineBoots", "msgAuthoritativeEngineTime"]);
  tellText(c, "snmp.msgUserName");
  tellBytes(c, "snmp.msgAuthenticationParameters");
  tellBytes(c, "snmp.msgPrivacyParameters");
}

/** @returns what it told */
function tellBytes(c: Cursor, field: string): Cursor {
  const value = expected(c, OCTETS);
  return value.here(field, value.left);
}

function tellText(c: Cursor, field: string): void {
  const value = expected(c, OCTETS);
  value.text(field, value.left);
}

/** @returns the last one */
function tellNumbers(c: Cursor, names: readonly string[], tag = INTEGER): number {
  let number = 0;
  for (const name of names) {
    const value = expected(c, tag);
    number = integer(value);
    value.here(`snmp.${name}`, value.left, number);
  }
  return number;
}

function tellPdu(c: Cursor, say: (words: string) => void): void {
  const { tag, value } = element(c);
  const type = tag & 0x1f;
  const pdu = PDUS[type];
  // Whoever reads on to its end says what it was, and nothing before that.
  say(value.end <= value.data.byteLength ? (pdu ?? "unknown") : "");
  c.add("snmp.data", value.at, 0, type);
  if (pdu !== undefined) value.here(elementOf(pdu), captured(value), true);
  if (type === TRAP) tellTrap(value, say);
  else {
    tellNumbers(value, type === BULK ? BULK_NUMBERS : NUMBERS);
    tellBindings(value, say);
  }
}

/** Of version 1 (RFC 1157, 4.1.6): who sends it stands for what it is about. */
function tellTrap(c: Cursor, say: (words: string) => void): void {
  tellOid(expected(c, OID), "snmp.enterprise", (words) => say(words.replace(" 1.", " iso.")));
  const agent = expected(c, ADDRESS);
  agent.here("snmp.agent_addr", agent.left);
  tellNumbers(c, ["generic_trap", "specific_trap"]);
  tellNumbers(c, ["time_stamp"], TICKS);
  tellBindings(c, say);
}

function tellBindings(c: Cursor, say: (words: string) => void): void {
  const bindings = expected(c, SEQUENCE);
  const isWhole = captured(bindings) === bindings.left;
  // Nobody counts those that are not all there.
  bindings.here("snmp.variable_bindings", captured(bindings), isWhole ? countElements(bindings) : 0);
  while (bindings.left > 0) {
    const binding = expected(bindings, SEQUENCE);
    if (captured(binding) < binding.left) throw new RangeError("a binding that is cut");
    const about = tellOid(expected(binding, OID), "snmp.name", say);
    const { tag, value } = element(binding);
    const [name, read] = VALUES[tag] ?? ["snmp.value.unk"];
    value.here(name, value.left, read?.(new Cursor(value.data, value.add, value.at, value.end)));
    if (tag === OCTETS && DESCRIPTIONS.test(about)) value.text("snmp.var-bind_str", value.left);
    if (tag >= NO_OBJECT)
      value.add("snmp.varbind.response", value.at, 0, name.replace("snmp.", ""), value.depth + 1);
  }
}

/** As many as are there whole. */
function countElements({ data, add, at, end }: Cursor): number {
  const c = new Cursor(data, add, at, end);
  let count = 0;
  try {
    for (; c.left > 0; count++) element(c);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return count;
}

/** @returns its text */
function tellOid(c: Cursor, field: string, say: (words: string) => void): string {
  const [at, size] = [c.at, c.left];
  const text = oid(c);
  c.add(field, at, size, text, c.depth);
  say(` ${text}`);
  return text;
}
