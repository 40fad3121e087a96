// Domain Name System, RFC 1035 section 4.1; multicast DNS is RFC 6762, LLMNR RFC 4795.
//
//  0         2         4         6         8        10        12
// +---------+---------+---------+---------+---------+---------+----------------------------
// | id      | flags   |questions| answers |authority| addition| questions, records
// +---------+---------+---------+---------+---------+---------+----------------------------
//
// Over TCP a length of 2 bytes stands before it (4.2.2).

import { ipv4Text, ipv6Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import { counted, told } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor, hex, telling, word } from "./common/cursor.ts";
import { asksHistory, dnsHistory, dnsHistoryFields, tellDnsHistory } from "./common/dns-history.ts";
import { isPlainMessage } from "./common/dns-plain.ts";
import { recordFields } from "./common/dns-record-fields.ts";
import { tellOptions, tellRecord, tellTime } from "./common/dns-records.ts";
import { serviceFields, tellServiceParameters } from "./common/dns-svcb.ts";
import {
  CLASSES,
  OPCODES,
  RCODES,
  RECORD_TYPES,
  RECORD_WORDS,
  type RecordPart,
  recordWord,
} from "./common/dns-types.ts";
import { domainName } from "./common/domain-name.ts";
import { bit, moment, num, once, raw, said, str, v4, v6 } from "./common/located.ts";

/** What Wireshark says where it stops, too. */
const UNDECODED = "code not implemented, Contact Wireshark developers if you want this supported";

const fields = once(() => [
  num(2, "dns.length", "Length"),
  num(2, "dns.id", "Transaction ID", { base: "hex" }),
  num(2, "dns.flags", "Flags", { base: "hex" }),
  bit(2, 0x8000, "dns.flags.response", "Response"),
  num(2, "dns.flags.opcode", "Opcode", { mask: 0x7800, values: OPCODES }),
  bit(2, 0x0400, "dns.flags.authoritative", "Authoritative"),
  bit(2, 0x0400, "dns.flags.conflict", "Conflict"),
  bit(2, 0x0200, "dns.flags.truncated", "Truncated"),
  bit(2, 0x0100, "dns.flags.recdesired", "Recursion desired"),
  bit(2, 0x0100, "dns.flags.tentative", "Tentative"),
  bit(2, 0x0080, "dns.flags.recavail", "Recursion available"),
  bit(2, 0x0040, "dns.flags.z", "Z"),
  bit(2, 0x0020, "dns.flags.authenticated", "Answer authenticated"),
  bit(2, 0x0010, "dns.flags.checkdisable", "Non-authenticated data"),
  num(2, "dns.flags.rcode", "Reply code", { mask: 0x000f, values: RCODES }),
  num(2, "dns.count.queries", "Questions"),
  num(2, "dns.count.answers", "Answer RRs"),
  num(2, "dns.count.auth_rr", "Authority RRs"),
  num(2, "dns.count.add_rr", "Additional RRs"),
  num(2, "dns.count.zones", "Zones"),
  num(2, "dns.count.prerequisites", "Prerequisites"),
  num(2, "dns.count.updates", "Updates"),
  str("dns.qry.name", "Name"),
  num(2, "dns.qry.name.len", "Name Length"),
  num(2, "dns.count.labels", "Label Count"),
  num(2, "dns.qry.type", "Type", { values: RECORD_WORDS }),
  num(2, "dns.qry.class", "Class", { base: "hex", values: CLASSES }),
  bit(2, 0x8000, "dns.qry.qu", '"QU" question'),
  str("dns.resp.name", "Name"),
  num(2, "dns.resp.type", "Type", { values: RECORD_WORDS }),
  num(2, "dns.resp.class", "Class", { base: "hex", values: CLASSES }),
  bit(2, 0x8000, "dns.resp.cache_flush", "Cache flush"),
  num(4, "dns.resp.ttl", "Time to live"),
  num(2, "dns.resp.len", "Data length"),
  num(2, "dns.rr.udp_payload_size", "UDP payload size"),
  num(1, "dns.resp.ext_rcode", "Higher bits in extended RCODE", { base: "hex" }),
  num(1, "dns.resp.edns0_version", "EDNS0 version"),
  num(2, "dns.resp.z", "Z", { base: "hex" }),
  bit(2, 0x8000, "dns.resp.z.do", "DO bit"),
  num(2, "dns.resp.z.reserved", "Reserved", { mask: 0x7fff, base: "hex" }),
  num(2, "dns.opt.code", "Option Code"),
  num(2, "dns.opt.len", "Option Length"),
  raw("dns.opt.data", "Option Data"),
  raw("dns.opt.cookie.client", "Client Cookie", 8),
  raw("dns.opt.cookie.server", "Server Cookie"),
  v4("dns.a", "Address"),
  str("dns.ns", "Name Server"),
  str("dns.md", "Mail Destination"),
  str("dns.mf", "Mail Forwarder"),
  str("dns.cname", "CNAME"),
  str("dns.soa.mname", "Primary name server"),
  str("dns.soa.rname", "Responsible authority's mailbox"),
  num(4, "dns.soa.serial_number", "Serial Number"),
  num(4, "dns.soa.refresh_interval", "Refresh Interval"),
  num(4, "dns.soa.retry_interval", "Retry Interval"),
  num(4, "dns.soa.expire_limit", "Expire limit"),
  num(4, "dns.soa.minimum_ttl", "Minimum TTL"),
  str("dns.mb", "Mailbox domain"),
  str("dns.mg", "Mail group member"),
  str("dns.mr", "Mail rename domain"),
  raw("dns.null", "Null (data)"),
  str("dns.ptr.domain_name", "Domain Name"),
  str("dns.hinfo.cpu", "CPU"),
  str("dns.hinfo.os", "OS"),
  num(2, "dns.mx.preference", "Preference"),
  str("dns.mx.mail_exchange", "Mail Exchange"),
  num(1, "dns.txt.length", "TXT Length"),
  str("dns.txt", "TXT"),
  v6("dns.aaaa", "AAAA Address"),
  num(2, "dns.srv.priority", "Priority"),
  num(2, "dns.srv.weight", "Weight"),
  num(2, "dns.srv.port", "Port"),
  str("dns.srv.target", "Target"),
  num(2, "dns.naptr.order", "Order"),
  num(2, "dns.naptr.preference", "Preference"),
  str("dns.naptr.flags", "Flags"),
  str("dns.naptr.service", "Service"),
  str("dns.naptr.regex", "Regex"),
  str("dns.naptr.replacement", "Replacement"),
  str("dns.dname", "Dname"),
  num(2, "dns.ds.key_id", "Key id", { base: "hex" }),
  num(1, "dns.ds.algorithm", "Algorithm"),
  num(1, "dns.ds.digest_type", "Digest Type"),
  raw("dns.ds.digest", "Digest"),
  num(1, "dns.sshfp.algorithm", "Algorithm"),
  num(1, "dns.sshfp.fingerprint.type", "Fingerprint type"),
  raw("dns.sshfp.fingerprint", "Fingerprint"),
  num(2, "dns.rrsig.type_covered", "Type Covered", { values: RECORD_WORDS }),
  num(1, "dns.rrsig.algorithm", "Algorithm"),
  num(1, "dns.rrsig.labels", "Labels"),
  num(4, "dns.rrsig.original_ttl", "Original TTL"),
  moment("dns.rrsig.signature_expiration", "Signature Expiration"),
  moment("dns.rrsig.signature_inception", "Signature Inception"),
  num(2, "dns.rrsig.key_tag", "Key Tag"),
  str("dns.rrsig.signers_name", "Signer's name"),
  raw("dns.rrsig.signature", "Signature"),
  str("dns.nsec.next_domain_name", "Next Domain Name"),
  num(2, "dns.dnskey.flags", "Flags", { base: "hex" }),
  num(1, "dns.dnskey.protocol", "Protocol"),
  num(1, "dns.dnskey.algorithm", "Algorithm"),
  raw("dns.dnskey.public_key", "Public Key"),
  num(1, "dns.tlsa.certificate_usage", "Certificate Usage"),
  num(1, "dns.tlsa.selector", "Selector"),
  num(1, "dns.tlsa.matching_type", "Matching Type"),
  raw("dns.tlsa.certificate_association_data", "Certificate Association Data"),
  ...serviceFields,
  num(1, "dns.spf.length", "SPF Length"),
  str("dns.spf", "SPF"),
  num(1, "dns.caa.flags", "CAA Flags", { base: "hex" }),
  str("dns.caa.tag", "Tag"),
  str("dns.caa.value", "Value"),
  ...dnsHistoryFields,
  ...recordFields(),
  said("note", "undecoded", "dns.undecoded.type", "Undecoded option"),
  said("note", "undecoded", "dns.extraneous", "Extraneous data"),
  num(4, "dns.extraneous.length", "Extraneous Data Length"),
  raw("dns.extraneous.data", "Extraneous Data Bytes"),
]);

const HEADER = 12;
const [SRV, OPT] = [33, 41];
const MAX_RECORDS = 64;
const UPDATE = 5;
/** The top bit of a class means something else in multicast DNS (RFC 6762, 5.4 and 10.2). */
const TOP_BIT = 0x8000;
const AUTHENTICATED = 0x0020;

/** Of all that speak it. */
const PORTS = [53, 5353, 5355];

function dnsLike(name: string, title: string, reference: string, claims: Protocol["claims"]): Protocol {
  return {
    name,
    roots: ["dns"],
    title,
    reference,
    get fields() {
      return fields();
    },
    claims,
    leaf: true,
    parse: parseDns,
    accepts: (d, o, lim, s) => {
      if (s.ipProto === TCP) return acceptsOverTcp(d, o, lim);
      return onPort(s.ports) || isMessage(d, o, lim, s.wire);
    },
    message: told(counted(2, 0, 2, 2)),
    apart: "last",
    owns: () => true,
    guessedOver: name === "dns" ? ["udp"] : [],
    opens: { starts: ["........0001"], ports: PORTS, own: "all" },
    soundly: (d, o, lim, s) =>
      s.ipProto !== TCP && lim - o >= HEADER && (lim < s.wire || isPlainMessage(d, o, lim)),
    summary: (layer) => (isResponse(layer) ? " (response)" : " (query)"),
    ...dnsHistory(startOf),
    ...telling(message),
    locate: (layer, add, wanted) => {
      try {
        if (!asksHistory(wanted)) message(layer, add, () => {});
      } finally {
        tellDnsHistory(layer, startOf(layer), add);
      }
    },
  };
}

const TCP = 6;

export const dns = dnsLike("dns", "Domain Name System", "RFC 1035, 4.1", {
  "udp.app": [53],
  "tcp.app": [53, 5353],
});
export const mdns = dnsLike("mdns", "Multicast Domain Name System", "RFC 6762, 18", { "udp.app": [5353] });
export const llmnr = dnsLike("llmnr", "Link-local Multicast Name Resolution", "RFC 4795, 2.1", {
  "udp.app": [5355],
});

export function parseDns(_d: DataView, o: number, lim: number, s: LayerStack): number {
  const wanted = s.ipProto === TCP ? 2 + HEADER : HEADER;
  return o + wanted > lim ? s.shortLeaf(o + wanted) : 0;
}

/** A segment that starts with a message: its length is one, and its counts are no nonsense. */
function acceptsOverTcp(d: DataView, o: number, lim: number): boolean {
  if (o + 2 + HEADER > lim) return false;
  const length = d.getUint16(o);
  return length >= HEADER && d.getUint16(o + 6) <= 0x00ff && d.getUint16(o + 8) <= 0x0fff;
}

const onPort = (ports: number): boolean => PORTS.includes(ports >>> 16) || PORTS.includes(ports & 0xffff);

/** On any other port: a standard query or its answer, every byte of which is where it must be, as far as it goes. */
function isMessage(d: DataView, o: number, lim: number, wire: number): boolean {
  if (o + HEADER > lim || d.getUint16(o + 4) !== 1 || (d.getUint8(o + 2) & 0x78) !== 0) return false;
  const records = d.getUint16(o + 6) + d.getUint16(o + 8) + d.getUint16(o + 10);
  if (records > MAX_RECORDS || ((d.getUint8(o + 2) & 0x80) === 0 && d.getUint16(o + 6) !== 0)) return false;
  try {
    let at = o + HEADER;
    for (let i = 0; i <= records; i++) {
      const { text, size } = domainName(d, o, at, lim);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: no name has them
      if (/[\u0000-\u0020\u007f-\uffff]/.test(text)) return false;
      at += size;
      if (RECORD_WORDS[d.getUint16(at)] === undefined) return false;
      if (i === 0 && (d.getUint16(at + 2) & ~TOP_BIT) !== 1) return false;
      at += i === 0 ? 4 : 10 + d.getUint16(at + 8);
    }
    return at === lim;
  } catch (error) {
    if (error instanceof RangeError) return lim < wire;
    throw error;
  }
}

const isResponse = (layer: Layer): boolean => layer.get("dns.flags.response") === true;

/** Where the message begins: over TCP behind its length (RFC 1035, 4.2.2). */
function startOf({ packet, index }: Layer): number {
  const below = packet.layers().slice(0, index);
  const carrier = below.findLast(({ protocol }) => /^(tcp|udp)$/.test(protocol.name));
  return carrier?.protocol.name === "tcp" ? 2 : 0;
}

function message(layer: Layer, add: Add, say: (words: string) => void): void {
  const prefix = startOf(layer);
  const { data, protocol } = layer;
  const c = new Cursor(data, add);
  let end = data.byteLength;
  if (prefix > 0) end = Math.min(end, prefix + c.number("dns.length", 2));
  const at = new Cursor(data, add, prefix, end);
  const id = at.number("dns.id", 2);
  const flags = at.peek(2);
  const opcode = (flags >> 11) & 0x0f;
  const response = (flags & 0x8000) !== 0;
  tellFlags(at, protocol.name, response);
  say(`${word(OPCODES, opcode, "Unknown operation")}${response ? " response" : ""} ${hex(id, 4)}`);
  if (response && (flags & 15) !== 0) say(` ${word(RCODES, flags & 15, "Unknown error")}`);
  const counts = (
    opcode === UPDATE
      ? ["dns.count.zones", "dns.count.prerequisites", "dns.count.updates", "dns.count.add_rr"]
      : ["dns.count.queries", "dns.count.answers", "dns.count.auth_rr", "dns.count.add_rr"]
  ).map((name) => at.number(name, 2));
  const shared = protocol.name === "mdns";
  for (let i = 0; i < counts[0]; i++) say(question(at, prefix, shared));
  for (let i = 0; i < counts[1] + counts[2] + counts[3]; i++) record(at, prefix, shared, say);
  if (at.left === 0) return;
  at.here("dns.extraneous", 0, true);
  at.here("dns.extraneous.length", 0, at.left).tell("dns.extraneous.data", at.left);
}

function tellFlags(at: Cursor, protocol: string, response: boolean): void {
  const inner = new Cursor(at.data, at.add, at.at, at.end, 1);
  at.tell("dns.flags", 2);
  inner.here("dns.flags.response", 2).here("dns.flags.opcode", 2);
  if (protocol === "llmnr") {
    inner.here("dns.flags.conflict", 2).here("dns.flags.truncated", 2).here("dns.flags.tentative", 2);
  } else {
    if (response) inner.here("dns.flags.authoritative", 2);
    inner.here("dns.flags.truncated", 2).here("dns.flags.recdesired", 2);
    if (response) inner.here("dns.flags.recavail", 2);
    inner.here("dns.flags.z", 2);
    // Of a query it is there if it is set (RFC 6840, 5.7).
    if (response || (at.peek(2, -2) & AUTHENTICATED) !== 0) inner.here("dns.flags.authenticated", 2);
    inner.here("dns.flags.checkdisable", 2);
  }
  if (response) inner.here("dns.flags.rcode", 2);
}

function nameOf(c: Cursor, start: number) {
  return domainName(c.data, start, c.at, c.end);
}

function question(c: Cursor, start: number, shared: boolean): string {
  const { text, size, labels } = nameOf(c, start);
  c.here("dns.qry.name", size, text);
  const inner = new Cursor(c.data, c.add, c.at, c.end, 1);
  inner.here("dns.qry.name.len", size, text.length).here("dns.count.labels", size, labels);
  inner.skip(size);
  const type = inner.number("dns.qry.type", 2);
  const cls = inner.peek(2);
  inner.here("dns.qry.class", 2, shared ? cls & ~TOP_BIT : cls);
  if (shared) inner.here("dns.qry.qu", 2);
  inner.skip(2);
  c.at = inner.at;
  const how = !shared ? "" : cls & TOP_BIT ? ', "QU" question' : ', "QM" question';
  return ` ${recordWord(type)} ${text}${how}`;
}

function record(c: Cursor, start: number, shared: boolean, say: (words: string) => void): void {
  const { text, size } = nameOf(c, start);
  const inner = new Cursor(c.data, c.add, c.at + size, c.end, 1);
  const type = inner.peek(2);
  if (type === SRV) serviceOwner(c, text, size);
  else c.here("dns.resp.name", size, text);
  inner.tell("dns.resp.type", 2);
  const cls = inner.peek(2);
  const flush = shared && (cls & TOP_BIT) !== 0;
  if (type === OPT) {
    inner.here("dns.rr.udp_payload_size", 2);
    if (shared) inner.here("dns.resp.cache_flush", 2);
    inner.skip(2).tell("dns.resp.ext_rcode", 1).tell("dns.resp.edns0_version", 1);
    inner.here("dns.resp.z", 2).here("dns.resp.z.do", 2).tell("dns.resp.z.reserved", 2);
  } else {
    inner.here("dns.resp.class", 2, shared ? cls & ~TOP_BIT : cls);
    if (shared) inner.here("dns.resp.cache_flush", 2);
    inner.skip(2).tell("dns.resp.ttl", 4);
  }
  const length = inner.number("dns.resp.len", 2);
  // What ends too early has its type, and what was said of it so far.
  say(` ${recordWord(type)}${flush ? ", cache flush" : ""}`);
  const data = inner.within(length, 0);
  c.at = inner.at;
  // Of one without data nobody says more.
  if (length === 0) return;
  const { parts = [], told = 0, owner } = RECORD_TYPES[type] ?? {};
  if (owner === true) say(` ${text}`);
  const words = SAYING[type]?.(data, start);
  if (words !== undefined) say(` ${words}`);
  if (type === OPT) tellOptions(data);
  const values: string[] = [];
  for (const part of parts) {
    const value = recordPart(data, part, start);
    values.push(value);
    if (values.length === told) say(` ${values.join(" ")}`);
  }
  const isKnown = tellRecord(data, type, start) || type === OPT || parts.length > 0;
  if (!isKnown) data.here("dns.undecoded.type", 0, `Dissector for DNS Type (${type}) ${UNDECODED}`);
  if (!isKnown && data.left > 0) data.tell("dns.data", data.left);
}

/** What the Info column says of records whose parts are told elsewhere: WKS, NXT, KX. */
const SAYING: Readonly<Record<number, (c: Cursor, start: number) => string>> = {
  11: (c) => ipv4Text(c.peek(4) | 0),
  30: (c, start) => nameOf(c, start).text,
  36: (c, start) => `${c.peek(2)} ${nameOf(new Cursor(c.data, c.add, c.at + 2, c.end), start).text}`,
};

/** Whose service it is, in place of a name (RFC 2782): service, protocol, domain. */
function serviceOwner(c: Cursor, text: string, size: number): void {
  const [service, protocol, ...domain] = text.split(".");
  c.here("dns.srv.service", size, service);
  if (protocol !== undefined) c.here("dns.srv.proto", size, protocol);
  if (domain.length > 0) c.here("dns.srv.name", size, domain.join("."));
}

/** Tells a part of a record's data. @returns it as text */
function recordPart(c: Cursor, [field, how]: RecordPart, start: number): string {
  const { data } = c;
  if (how === "name") {
    const { text, size } = nameOf(c, start);
    if (field === "dns.naptr.replacement") c.here("dns.naptr.replacement_length", 0, text.length);
    c.tell(field, size, text);
    return text;
  }
  if (how === "rest") {
    c.tell(field, c.left);
    return "";
  }
  if (how === "counted") {
    return c.text(field, c.number(`${field}_length`, 1));
  }
  if (how === "texts") {
    while (c.left > 0) c.text(field, c.number(`${field}.length`, 1));
    return "";
  }
  if (how === "parameters") {
    tellServiceParameters(c);
    return "";
  }
  if (how === "time") {
    tellTime(c, field);
    return "";
  }
  const { at } = c.tell(field, how);
  if (field === "dns.a") return ipv4Text(data.getInt32(at - 4));
  if (field === "dns.aaaa")
    return ipv6Text(
      data.getInt32(at - 16),
      data.getInt32(at - 12),
      data.getInt32(at - 8),
      data.getInt32(at - 4),
    );
  return String(new Cursor(data, c.add, at - how, c.end).peek(how));
}
