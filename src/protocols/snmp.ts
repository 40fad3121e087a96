// Simple Network Management Protocol, RFC 3416 section 3 and RFC 3412 section 6, in BER (ITU-T X.690).
//
//   30 length { 02 version, 04 community, a0…a8 length { 02 id, 02 error, 02 index, 30 { 30 { 06 name, value } … } } }

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { berSequence } from "./common/framings.ts";
import { num, str } from "./common/located.ts";

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
const [INTEGER, OCTETS, OID, SEQUENCE] = [0x02, 0x04, 0x06, 0x30];
const TRAP = 4;
const VERSION_3 = 3;

export const snmp: Protocol = {
  name: "snmp",
  title: "Simple Network Management Protocol",
  reference: "RFC 3416, 3",
  fields: [
    num(1, "snmp.version", "version", { values: VERSIONS }),
    num(1, "snmp.msgVersion", "msgVersion", { values: VERSIONS }),
    str("snmp.community", "community"),
    num(1, "snmp.data", "data"),
    num(4, "snmp.request_id", "request-id", { signed: true }),
    num(1, "snmp.error_status", "error-status", { signed: true }),
    str("snmp.name", "Object Name"),
  ],
  claims: { "udp.app": [161, 162, 8161], "tcp.app": [161, 162], ethertype: [0x814c] },
  accepts: (d, o, _lim, s) => o + 5 <= s.wire && d.getUint8(o) === SEQUENCE,
  parse: () => 0,
  leaf: true,
  message: berSequence,
  owns: () => true,
  // Wireshark counts it once more for what a system says of itself.
  spelling: ({ data, wireLength }) =>
    `snmp${":snmp".repeat(data.byteLength < wireLength ? 0 : described(data))}`,
  ...telling(tell),
};

/** An element with the name 1.3.6.1.2.1.1.x.0, and x: of sysDescr and sysName (RFC 3418). */
const SYSTEM = [OID, 8, 0x2b, 6, 1, 2, 1, 1];
const DESCRIBING = [1, 5];
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

/** The next element; `c` goes behind it. @throws RangeError where it does not fit */
function element(c: Cursor): Element {
  const tag = c.peek(1);
  let length = c.peek(1, 1);
  c.skip(2);
  if (length > 0x80) {
    const size = length & 0x7f;
    if (size > 4) throw new RangeError("no such length");
    length = c.peek(size);
    c.skip(size);
  }
  return { tag, value: c.within(length) };
}

function expected(c: Cursor, tag: number): Cursor {
  const next = element(c);
  if (next.tag !== tag) throw new RangeError("another element was expected");
  return next.value;
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

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const message = expected(new Cursor(data, add), SEQUENCE);
  const v = expected(message, INTEGER);
  const version = integer(v);
  add(version === VERSION_3 ? "snmp.msgVersion" : "snmp.version", v.at, v.left, version);
  if (version === VERSION_3) {
    expected(message, SEQUENCE);
    expected(message, OCTETS);
    const scoped = element(message);
    if (scoped.tag === OCTETS) {
      say("encryptedPDU: privKey Unknown");
      return;
    }
    expected(scoped.value, OCTETS);
    expected(scoped.value, OCTETS);
    pdu(scoped.value, add, say);
    return;
  }
  const community = expected(message, OCTETS);
  if (community.left > 0) community.text("snmp.community", community.left);
  pdu(message, add, say);
}

function pdu(c: Cursor, add: Add, say: (words: string) => void): void {
  const { tag, value } = element(c);
  const type = tag & 0x1f;
  say(PDUS[type] ?? "unknown");
  add("snmp.data", value.at, 0, type);
  if (type === TRAP && (tag & 0xe0) === 0xa0) {
    name(expected(value, OID), say);
    return;
  }
  const id = expected(value, INTEGER);
  add("snmp.request_id", id.at, id.left, integer(id));
  const error = expected(value, INTEGER);
  add("snmp.error_status", error.at, error.left, integer(error));
  expected(value, INTEGER);
  const bindings = expected(value, SEQUENCE);
  while (bindings.left > 0) name(expected(expected(bindings, SEQUENCE), OID), say);
}

function name(c: Cursor, say: (words: string) => void): void {
  const [at, size] = [c.at, c.left];
  const text = oid(c);
  c.add("snmp.name", at, size, text, c.depth);
  say(` ${text}`);
}
