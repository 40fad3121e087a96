/** Rows of the table: who began, on which side, and what became of his tuple. */

import { tcpApp, udpApp } from "../core/demux.ts";
import { timeText } from "../core/format.ts";
import { KeyTable } from "../core/key-table.ts";
import type { Counted, Evidence, NatRow, Seen, Tuple } from "../facts/nat-report.ts";
import { addressText } from "../facts/tenants.ts";
import { type Candidates, keepsEnd, ttlStep } from "./candidates.ts";
import type { Clock } from "./clock.ts";
import type { Ground } from "./collect.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { Begins } from "./invariants.ts";
import { kindOf } from "./kinds.ts";

const ICMP = 1;
const ICMPV6 = 58;
const NAMES: Readonly<Record<number, string>> = {
  1: "icmp",
  6: "tcp",
  17: "udp",
  33: "dccp",
  47: "gre",
  50: "esp",
  51: "ah",
  58: "icmpv6",
  132: "sctp",
  136: "udplite",
};
const WELL_KNOWN = 1024;
/** Seconds whose text is kept. */
const MOST_SECONDS = 100_000;
/** What ICMPv6 calls its echo request. */
const ECHO6 = 128;

const isIcmp = (proto: number): boolean => proto === ICMP || proto === ICMPV6;

/** A pair in the words of whoever began: `from` saw his packets before `to` did. */
interface Oriented {
  from: number;
  to: number;
  /** Direction of his packets in each. */
  fromDirection: number;
  toDirection: number;
}

export class Rows {
  readonly untranslated: Seen[] = [];
  private readonly rows: NatRow[] = [];
  /** Rows by the keys of both tuples, and which way round they stand. */
  private readonly byTuples = new KeyTable(6);
  private readonly f: Fingerprints;
  /** Ends with how many conversations they have, made when it is asked for. */
  private ends: KeyTable | null = null;
  /** Address words of whoever spoke for the router in a source. */
  private readonly routers = new Set<string>();

  constructor(
    private readonly ground: Ground,
    private readonly insideOrigin: number,
    private readonly outsideOrigin: number,
    private readonly twoCaptures: boolean,
  ) {
    this.f = ground.fingerprints;
  }

  translated(): NatRow[] {
    const { rows } = this;
    for (const row of rows) if (row.original.src !== row.translated.src) this.routers.add(row.translated.src);
    for (const row of rows) row.kind = kindOf(row, this.routers);
    const time = (row: NatRow) => row.first_time ?? "";
    return rows.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
  }

  /** Takes up a pair of partners. @param clock null: both are of one capture */
  pair(c: Candidates, p: number, score: number, clock: Clock | null): void {
    const { f } = this;
    const o = this.orient(c.a(p), c.b(p), c.crossed(p), clock);
    const original = this.tuple(o.from, o.fromDirection);
    const translated = this.tuple(o.to, o.toDirection);
    const same = keepsEnd(f, c.a(p), c.b(p), c.crossed(p)) && sameEnds(original, translated);
    if (same) {
      this.untranslated.push(this.seen(o.from, o.fromDirection));
      return;
    }
    const row = this.row(o, original, translated, c, p, score, clock === null);
    const ways = 2 * o.fromDirection + o.toDirection;
    const at = this.byTuples.add(f.key(o.from), f.key(o.to), ways, 0, 0, 0);
    if (at === this.rows.length) this.rows.push(row);
    else merge(this.rows[at], row);
  }

  private row(
    o: Oriented,
    original: Tuple,
    translated: Tuple,
    c: Candidates,
    p: number,
    score: number,
    within: boolean,
  ): NatRow {
    const { f } = this;
    const proto = f.proto(o.from);
    // Of one capture, what came in stands for the inside.
    const inwards = f.outside(o.from);
    const inside = inwards ? o.to : o.from;
    const outside = inwards ? o.from : o.to;
    const insideWay = inwards ? o.toDirection : o.fromDirection;
    const outsideWay = inwards ? o.fromDirection : o.toDirection;
    const origin = f.outside(inside) ? this.outsideOrigin : this.insideOrigin;
    const evidence: Evidence = {
      unique: c.unique(p),
      by_ip_id: c.byId(p),
      by_time: c.byTime(p),
      shared: c.shared(p) + c.late(p),
      same_ip_id: c.sameId(p),
      other_ip_id: c.otherId(p),
      distance_us: Number((c.distance(p) / 1e3).toFixed(1)),
      keeps_end: keepsEnd(f, c.a(p), c.b(p), c.crossed(p)),
    };
    return {
      proto: nameOf(proto),
      ip_proto: proto,
      icmp_type: this.icmpType(o.from, o.fromDirection),
      kind: "napt",
      direction: inwards ? "in" : within ? this.ways(original, translated) : "out",
      original,
      translated,
      source_port: original.src_port === translated.src_port ? "kept" : "new",
      destination_port: original.dst_port === translated.dst_port ? "kept" : "new",
      forward: { inside: this.counted(inside, insideWay), outside: this.counted(outside, outsideWay) },
      backward: {
        inside: this.counted(inside, insideWay ^ 1),
        outside: this.counted(outside, outsideWay ^ 1),
      },
      connections: 1,
      first_time: this.time(f.begin(inside), origin),
      last_time: this.time(f.end(inside), origin),
      evidence,
      confidence: confidenceOf(score, evidence),
    };
  }

  private counted(c: number, direction: number): Counted {
    return { packets: this.f.packets(c, direction), bytes: this.f.bytes(c, direction) };
  }

  /** Of one capture's rows. Where both sides are in two captures, what is left of one of them is inside. */
  private ways(original: Tuple, translated: Tuple): NatRow["direction"] {
    if (this.twoCaptures) return "inside";
    if (!isPrivate(translated.dst) || isPrivate(original.dst)) return "out";
    return isPrivate(original.src) ? "inside" : "in";
  }

  /** Who began, and on which side. */
  private orient(a: number, b: number, crossed: number, clock: Clock | null): Oriented {
    const { f } = this;
    const direction = this.initiator(a, b, crossed, clock);
    const other = direction ^ crossed;
    // A router lowers the TTL, whichever clock is ahead.
    const lowered = ttlStep(f, a, b, crossed, direction) - ttlStep(f, a, b, crossed, direction ^ 1);
    const forward = lowered !== 0 ? lowered > 0 : this.looksForward(a, b, direction, other, clock);
    return forward
      ? { from: a, to: b, fromDirection: direction, toDirection: other }
      : { from: b, to: a, fromDirection: other, toDirection: direction };
  }

  /** Without TTLs: one capture saw it come before it went; else a new source was given to what left the inside. */
  private looksForward(a: number, b: number, direction: number, other: number, clock: Clock | null): boolean {
    const { f } = this;
    if (clock === null) return f.begin(a) <= f.begin(b);
    const end = direction;
    const source = f.address(a, end) === f.address(b, other) && f.port(a, end) === f.port(b, other);
    return !source || f.address(a, end ^ 1) === f.address(b, other ^ 1);
  }

  /** The direction, as `a` numbers them, of whoever began. */
  private initiator(a: number, b: number, crossed: number, clock: Clock | null): number {
    const { f } = this;
    const shown = (d: number) => f.begins(a, d) | f.begins(b, d ^ crossed);
    for (const bit of [Begins.syn, Begins.request]) {
      if ((shown(0) & bit) !== 0 && (shown(1) & bit) === 0) return 0;
      if ((shown(1) & bit) !== 0 && (shown(0) & bit) === 0) return 1;
    }
    for (const bit of [Begins.synAck, Begins.reply]) {
      if ((shown(0) & bit) !== 0) return 1;
      if ((shown(1) & bit) !== 0) return 0;
    }
    const at = (time: number) => (clock === null ? time : clock.at(time));
    const first = (d: number) => Math.min(at(f.first(a, d)), f.first(b, d ^ crossed));
    const seen = first(0) === first(1) ? f.firstDirection(a) : first(0) < first(1) ? 0 : 1;
    // On either side it may be known as a service; what is asked there is none on both.
    const back = seen ^ 1;
    const asked = isService(f.port(a, back)) || isService(f.port(b, back ^ crossed));
    const isAnswer = !asked && (this.looksLikeAnswer(a, seen) || this.looksLikeAnswer(b, seen ^ crossed));
    return isAnswer ? seen ^ 1 : seen;
  }

  /**
   * What was seen first may be an answer, its question not captured: it comes from a service that others talk to
   * as well. Of no service, it may be a client with many peers.
   */
  private looksLikeAnswer(c: number, direction: number): boolean {
    const { f } = this;
    if (!isService(f.port(c, direction))) return false;
    return this.popularity(c, direction) > this.popularity(c, direction ^ 1);
  }

  /** Conversations of that side that an end has. */
  private popularity(c: number, end: number): number {
    const { f } = this;
    if (this.ends === null) {
      this.ends = new KeyTable(8, 1024);
      for (let i = 0; i < f.size; i++) for (const e of [0, 1]) this.ends.i32[this.endOf(i, e) * 8 + 6]++;
    }
    return this.ends.i32[this.endOf(c, end) * 8 + 6];
  }

  private endOf(c: number, end: number): number {
    const { f } = this;
    const kind = f.proto(c) | f.v6(c) | (f.outside(c) ? 1 << 8 : 0);
    return (this.ends as KeyTable).add(f.tenant(c), f.address(c, end), f.port(c, end), kind, 0, 0);
  }

  private icmpType(c: number, direction: number): number | null {
    const { f } = this;
    if (!isIcmp(f.proto(c))) return null;
    return f.proto(c) === ICMPV6 ? ECHO6 : f.port(c, direction ^ 1);
  }

  /** @param direction of whoever began */
  tuple(c: number, direction: number): Tuple {
    const { f, ground } = this;
    const address = (end: number) => this.addressText(f.address(c, end), f.v6(c));
    const icmp = isIcmp(f.proto(c));
    return {
      tenant: ground.tenants[f.tenant(c)],
      src: address(direction),
      src_port: f.port(c, direction),
      dst: address(direction ^ 1),
      dst_port: icmp ? 0 : f.port(c, direction ^ 1),
    };
  }

  /** Texts of addresses: few have most conversations. */
  private readonly addressTexts = new Map<number, string>();
  private addressText(word: number, v6: number): string {
    const key = word * 2 + (v6 === 0 ? 0 : 1);
    let text = this.addressTexts.get(key);
    if (text === undefined) {
      text = addressText(this.ground.interner, word, v6);
      this.addressTexts.set(key, text);
    }
    return text;
  }

  /** A conversation as its own side saw it. */
  seen(c: number, began?: number): Seen {
    const { f } = this;
    const direction = began ?? this.initiator(c, c, 0, null);
    const proto = f.proto(c);
    const origin = f.outside(c) ? this.outsideOrigin : this.insideOrigin;
    return {
      proto: nameOf(proto),
      ip_proto: proto,
      icmp_type: this.icmpType(c, direction),
      side: f.outside(c) ? "outside" : "inside",
      tuple: this.tuple(c, direction),
      forward: this.counted(c, direction),
      backward: this.counted(c, direction ^ 1),
      first_time: this.time(f.begin(c), origin),
      last_time: this.time(f.end(c), origin),
    };
  }

  /** Texts of whole seconds: many conversations share one. */
  private readonly seconds = new Map<number, string>();

  /** @param time nanoseconds since the second `origin` */
  time(time: number, origin: number): string | null {
    if (!Number.isFinite(time) || origin < 0) return null;
    const second = origin + Math.floor(time / 1e9);
    let text = this.seconds.get(second);
    if (text === undefined) {
      text = timeText(second, 0).slice(0, -"000000000Z".length);
      if (this.seconds.size < MOST_SECONDS) this.seconds.set(second, text);
    }
    return `${text}${String(time - Math.floor(time / 1e9) * 1e9).padStart(9, "0")}Z`;
  }
}

/** RFC 1918, RFC 4193, loopback: addresses that need a router to be seen elsewhere. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|f[cd])|^::1$/;
const isService = (port: number): boolean =>
  (port > 0 && port < WELL_KNOWN) || udpApp[port] !== 0 || tcpApp[port] !== 0;

const isPrivate = (address: string): boolean => PRIVATE.test(address);

const nameOf = (proto: number): string => NAMES[proto] ?? String(proto);

const sameEnds = (a: Tuple, b: Tuple): boolean =>
  a.src === b.src && a.dst === b.dst && a.src_port === b.src_port && a.dst_port === b.dst_port;

/** Many small doubts multiply: one packet that nobody else has is worth more than many that others have too. */
function confidenceOf(score: number, e: Evidence): number {
  const certain = e.unique + e.by_ip_id;
  const doubt = certain > 0 ? 0.02 ** Math.min(certain, 3) : 0.1 ** Math.min(score / 6, 3);
  return Number((1 - doubt).toFixed(6));
}

function merge(into: NatRow, row: NatRow): void {
  into.connections += row.connections;
  for (const way of ["forward", "backward"] as const) {
    for (const side of ["inside", "outside"] as const) {
      into[way][side].packets += row[way][side].packets;
      into[way][side].bytes += row[way][side].bytes;
    }
  }
  const times = [into.first_time, into.last_time, row.first_time, row.last_time].filter((t) => t !== null);
  times.sort();
  into.first_time = times[0] ?? null;
  into.last_time = times.at(-1) ?? null;
  const [a, b] = [into.evidence, row.evidence];
  const packets = (e: Evidence) => e.unique + e.by_ip_id + e.by_time + e.shared;
  const all = packets(a) + packets(b);
  a.distance_us = Number(((a.distance_us * packets(a) + b.distance_us * packets(b)) / all).toFixed(1));
  for (const key of ["unique", "by_ip_id", "by_time", "shared", "same_ip_id", "other_ip_id"] as const)
    a[key] += b[key];
  into.confidence = Math.min(into.confidence, row.confidence);
}
