/**
 * What translation leaves alone in one packet, as a token: two hash words that are the same on both sides of a
 * router, whatever it does to addresses, ports, checksums, TTL and, between IPv4 and IPv6, to the IP header.
 *
 * TCP: sequence and acknowledgment number, SYN, FIN, RST, ACK, whether there is data. No length: routers join and
 * cut segments (GRO, TSO). ICMP: request or reply, sequence number, length, first bytes. All others: length and
 * first bytes. More of the payload, where it was captured, is a third word that must not differ.
 */
import { hasPorts } from "../core/demux.ts";
import { hash6 } from "../core/key-table.ts";
import { type LayerStack, Stop } from "../core/stack.ts";
import { ACK, FIN, RST, SYN } from "../core/tcp-flags.ts";

const ICMP = 1;
const TCP = 6;
const ICMPV6 = 58;
const SCTP = 132;
const TCP_HEADER = 20;
const ICMP_HEADER = 8;

/** Bytes of payload in the token, and behind them in the third word. */
const NEAR = 16;
const FAR = 48;

const EDGES = FIN | SYN | RST | ACK;
/** Where a token's low word must lie to be kept before others: a SYN says most. */
const PRIORITY = 12;

/** ICMP queries by the type of the request: the reply's type in IPv4. */
const REPLIES: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18 };
const REQUESTS: Readonly<Record<number, number>> = { 0: 8, 14: 13, 16: 15, 18: 17 };
const ECHO = 8;
const ECHO6 = 128;
const ERRORS: readonly number[] = [3, 4, 5, 11, 12];
const LAST_ERROR6 = 4;

export const Found = {
  /** No flow that a router could translate: other ICMP, no IP, ports not captured. */
  nothing: 0,
  flow: 1,
  /** An ICMP error, which quotes a packet of a flow. */
  error: 2,
} as const;

/** Flags of a packet that say who began, as bits of `Invariants.begins`. */
export const Begins = { request: 1, reply: 2, syn: 4, synAck: 8, reset: 16 } as const;

/** Registers that `read` fills: one object, no allocation a packet. */
export class Invariants {
  proto = 0;
  /** `source << 16 | destination`. ICMP queries: identifier and the request's type, where a port would stand. */
  ports = 0;
  /** Of the packet from its IP header on, in bytes on the wire. */
  length = 0;
  ttl = 0;
  /** A number for the MAC address that sent it, 0: there is none. */
  link = 0;
  /** IPv4 identification, 0: none. */
  id = 0;
  begins = 0;
  /** First number of a SYN. */
  sequence = 0;
  /** The token; `hasToken` false: too little was captured. */
  hasToken = false;
  low = 0;
  high = 0;
  /** More of the payload, 0: not captured, or there is none. */
  more = 0;
  /** Of an error: its type and code, and where the quoted IP header stands. */
  error = 0;
  quote = 0;

  get isRequest(): boolean {
    return (this.begins & Begins.request) !== 0;
  }
  get isReply(): boolean {
    return (this.begins & Begins.reply) !== 0;
  }

  /** @param s a dissected packet that is whole @returns a value of Found */
  read(d: DataView, s: LayerStack): number {
    if (s.ip < 0) return Found.nothing;
    const ip = s.off[s.ip];
    const v4 = s.ipVersion === 4;
    const proto = s.ipProto;
    this.proto = proto;
    const total = v4 ? d.getUint16(ip + 2) : d.getUint16(ip + 4);
    const wire = total === 0 ? s.wire : ip + total + (v4 ? 0 : 40);
    this.length = wire - ip;
    this.ttl = d.getUint8(ip + (v4 ? 8 : 7));
    this.link = s.ethernet < 0 ? 0 : senderOf(d, s);
    this.id = v4 ? d.getUint16(ip + 4) : 0;
    this.begins = 0;
    this.hasToken = false;
    if (hasPorts[proto] !== 0) {
      if (s.l4 < 0 || s.open !== 0) return Found.nothing;
      const l4 = s.off[s.l4];
      const end = Math.min(s.end[s.l4], wire);
      this.ports = s.ports;
      if (proto === TCP) this.tcp(d, l4, end, wire);
      else if (proto === SCTP) this.payload(d, l4 + 12, end, wire, l4 + 8 <= end ? d.getInt32(l4 + 4) : 0);
      else this.payload(d, l4 + 8, end, wire, proto);
      return Found.flow;
    }
    const at = s.n - 1 > s.ip ? s.off[s.n - 1] : s.pos;
    const end = Math.min(s.lim, wire);
    if (proto === ICMP || proto === ICMPV6) return this.icmp(d, at, end, wire, v4);
    if (s.stop !== Stop.none) return Found.nothing;
    this.ports = 0;
    this.payload(d, s.pos, end, wire, proto);
    return Found.flow;
  }

  private tcp(d: DataView, at: number, end: number, wire: number): void {
    if (at + TCP_HEADER > end) return;
    const flags = d.getUint8(at + 13);
    const sequence = d.getInt32(at + 4);
    const acknowledged = (flags & ACK) === 0 ? 0 : d.getInt32(at + 8);
    const data = at + ((d.getUint8(at + 12) >> 4) << 2);
    const length = wire - data;
    if ((flags & SYN) !== 0) {
      this.begins = (flags & ACK) === 0 ? Begins.syn : Begins.synAck;
      this.sequence = sequence;
    } else if ((flags & RST) !== 0) this.begins = Begins.reset;
    const kind = TCP | ((flags & EDGES) << 8) | (length > 0 ? 1 << 16 : 0);
    this.low = hash6(sequence, acknowledged, kind, 0, 0, 0);
    this.high = hash6(kind, sequence, 1, acknowledged, 2, 3);
    if ((flags & SYN) !== 0) this.low >>>= PRIORITY;
    this.more = length > 0 ? hashBytes(d, data, Math.min(length, NEAR), end) : 0;
    this.hasToken = true;
  }

  private icmp(d: DataView, at: number, end: number, wire: number, v4: boolean): number {
    if (at + ICMP_HEADER > end) return Found.nothing;
    const type = d.getUint8(at);
    if (v4 ? ERRORS.includes(type) : type <= LAST_ERROR6) {
      this.error = (type << 8) | d.getUint8(at + 1);
      this.quote = at + ICMP_HEADER;
      return Found.error;
    }
    const echo = v4 ? type : type === ECHO6 ? ECHO : type === ECHO6 + 1 ? 0 : -1;
    const isRequest = REPLIES[echo] !== undefined;
    const request = isRequest ? echo : REQUESTS[echo];
    if (request === undefined) return Found.nothing;
    const id = d.getUint16(at + 4);
    this.begins = isRequest ? Begins.request : Begins.reply;
    this.ports = isRequest ? (id << 16) | request : (request << 16) | id;
    const salt = (request << 24) | (isRequest ? 1 << 16 : 0) | d.getUint16(at + 6);
    this.payload(d, at + ICMP_HEADER, end, wire, salt);
    return Found.flow;
  }

  /** A token of length and first bytes. */
  private payload(d: DataView, at: number, end: number, wire: number, salt: number): void {
    const length = Math.max(0, wire - at);
    const near = Math.min(length, NEAR);
    if (at + near > end) return;
    const a = near >= 4 ? d.getInt32(at) : hashBytes(d, at, near, end);
    const b = near >= 8 ? d.getInt32(at + 4) : near > 4 ? hashBytes(d, at + 4, near - 4, end) : 0;
    const c = near >= 12 ? d.getInt32(at + 8) : near > 8 ? hashBytes(d, at + 8, near - 8, end) : 0;
    const e = near >= 16 ? d.getInt32(at + 12) : near > 12 ? hashBytes(d, at + 12, near - 12, end) : 0;
    this.low = hash6(length, a, b, c, e, salt);
    this.high = hash6(salt, e, length, b, a, c);
    const far = Math.min(length - near, FAR);
    this.more = far > 0 ? hashBytes(d, at + near, far, end) : 0;
    this.hasToken = true;
  }
}

/** Bytes of an Ethernet header before the address of who sent it. */
const SENDER = 6;

/** A number for the MAC address at `at`, never 0. */
export const macWord = (d: DataView, at: number): number =>
  Math.imul(d.getInt32(at), 0x9e3779b1) ^ d.getUint16(at + 4) || 1;

/** That of the last Ethernet header, which is there. */
export const senderOf = (d: DataView, s: LayerStack): number => macWord(d, s.off[s.ethernet] + SENDER);

/** Never 0 if all of the bytes were captured, 0 if not. */
function hashBytes(d: DataView, at: number, length: number, end: number): number {
  const stop = at + length;
  if (stop > end) return 0;
  let h = length;
  let i = at;
  for (; i + 4 <= stop; i += 4) h = Math.imul(h ^ d.getInt32(i), 0x9e3779b1) ^ (h >>> 15);
  for (; i < stop; i++) h = Math.imul(h ^ d.getUint8(i), 0x85ebca77) ^ (h >>> 13);
  return h === 0 ? 1 : h;
}
