/** What the table and what stands beside it say, made of numbers when it is asked for: there may be very many. */

import { timeText } from "../core/format.ts";
import type { Answered, Counted, Evidence, Kind, Listed, NatRow, Seen, Tuple } from "../facts/nat-report.ts";
import { addressText } from "../facts/tenants.ts";
import type { Began } from "./began.ts";
import { keepsEnd } from "./candidates.ts";
import type { Ground } from "./collect.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { type Redirect, type Redirects, confidenceOf as sureOf } from "./redirect.ts";
import { isIcmp, type Translations } from "./translations.ts";

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
/** Seconds whose text is kept. */
const MOST_SECONDS = 100_000;
/** What ICMPv6 calls its echo request. */
const ECHO6 = 128;

/** `n` of what `make` makes, each when it is its turn. */
export function listed<T>(n: number, make: (i: number) => T): Listed<T> {
  return {
    length: n,
    *[Symbol.iterator]() {
      for (let i = 0; i < n; i++) yield make(i);
    },
  };
}

/** Places of `keys`, the smallest first; of equal ones by what `tie` says. */
function sortedBy(keys: Float64Array, tie: (i: number) => number): Int32Array {
  const order = Int32Array.from(keys, (_, i) => i);
  return order.sort((a, b) => (keys[a] === keys[b] ? tie(a) - tie(b) : keys[a] < keys[b] ? -1 : 1));
}

export class Rows {
  private readonly f: Fingerprints;

  constructor(
    private readonly ground: Ground,
    private readonly began: Began,
    private readonly insideOrigin: number,
    private readonly outsideOrigin: number,
  ) {
    this.f = ground.fingerprints;
  }

  /** The rows in the order of time. @param kinds of each row of `t` */
  table(t: Translations, kinds: readonly Kind[], redirects: Redirects): Listed<NatRow> {
    const { all } = redirects;
    // Those of `redirects` come behind those of `t`.
    const starts = Float64Array.from({ length: t.size + all.length }, (_, row) => {
      if (row >= t.size) return Math.min(...all[row - t.size].conversations.map((c) => this.start(c)));
      let first = Number.POSITIVE_INFINITY;
      for (let pair = t.first(row); pair >= 0; pair = t.next(pair))
        first = Math.min(first, this.start(t.inside(pair)));
      return first;
    });
    const order = sortedBy(starts, (row) =>
      row >= t.size ? all[row - t.size].conversations[0] : t.inside(t.first(row)),
    );
    return listed(order.length, (i) => {
      if (order[i] >= t.size) {
        const redirect = all[order[i] - t.size];
        const evidence = redirects.evidence(redirect);
        const [row, ...others] = redirect.conversations.map((c) => this.redirected(c, redirect, evidence));
        for (const other of others) merge(row, other);
        return row;
      }
      const first = t.first(order[i]);
      const row = this.row(t, first, kinds[order[i]]);
      for (let pair = t.next(first); pair >= 0; pair = t.next(pair)) merge(row, this.row(t, pair, row.kind));
      return row;
    });
  }

  /** What the router answered itself. */
  private redirected(c: number, { direction, router }: Redirect, answered: Answered): NatRow {
    const { side: _, tuple, forward, backward, first_time, last_time, ...of } = this.seen(c, direction);
    const nothing = { packets: 0, bytes: 0 };
    return {
      ...of,
      kind: "redirect",
      direction: "out",
      original: tuple,
      translated: {
        ...tuple,
        dst: router === null ? null : this.addressText(router, 0),
        dst_port: isIcmp(of.ip_proto) ? 0 : null,
      },
      source_port: "kept",
      destination_port: isIcmp(of.ip_proto) ? "kept" : null,
      forward: { inside: forward, outside: { ...nothing } },
      backward: { inside: backward, outside: { ...nothing } },
      connections: 1,
      first_time,
      last_time,
      evidence: { ...NONE, answered },
      confidence: sureOf(answered),
    };
  }

  /** What went through untouched, in the order of time. */
  untranslated({ untouched }: Translations): Listed<Seen> {
    const starts = Float64Array.from(untouched, (one) => this.start(one >> 1));
    const order = sortedBy(starts, (i) => untouched[i]);
    return listed(order.length, (i) => this.seen(untouched[order[i]] >> 1, untouched[order[i]] & 1));
  }

  /** Nanoseconds since the second from which the inside's times count; both sides have one of their own. */
  private start(c: number): number {
    const origin = this.origin(c);
    return origin < 0 ? Number.NEGATIVE_INFINITY : (origin - this.insideOrigin) * 1e9 + this.f.begin(c);
  }

  private row(t: Translations, pair: number, kind: Kind): NatRow {
    const { f } = this;
    const [from, to, inFrom, inTo] = [t.from(pair), t.to(pair), t.inFrom(pair), t.inTo(pair)];
    const proto = f.proto(from);
    // Of one capture, what came in stands for the inside.
    const inwards = f.outside(from);
    const inside = inwards ? to : from;
    const outside = inwards ? from : to;
    const insideWay = inwards ? inTo : inFrom;
    const outsideWay = inwards ? inFrom : inTo;
    const { candidates: c, score } = t.pass(pair);
    const p = t.number(pair);
    const original = this.tuple(from, inFrom);
    const translated = this.tuple(to, inTo);
    const evidence: Evidence = {
      unique: c.unique(p),
      by_ip_id: c.byId(p),
      by_time: c.byTime(p),
      shared: c.shared(p) + c.late(p),
      same_ip_id: c.sameId(p),
      other_ip_id: c.otherId(p),
      distance_us: Number((c.distance(p) / 1e3).toFixed(1)),
      keeps_end: keepsEnd(f, c.a(p), c.b(p), c.crossed(p)),
      answered: null,
    };
    return {
      proto: nameOf(proto),
      ip_proto: proto,
      icmp_type: this.icmpType(from, inFrom),
      kind,
      direction: t.direction(pair),
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
      first_time: this.time(f.begin(inside), this.origin(inside)),
      last_time: this.time(f.end(inside), this.origin(inside)),
      evidence,
      confidence: confidenceOf(score[p], evidence),
    };
  }

  private origin(c: number): number {
    return this.f.outside(c) ? this.outsideOrigin : this.insideOrigin;
  }

  private counted(c: number, direction: number): Counted {
    return { packets: this.f.packets(c, direction), bytes: this.f.bytes(c, direction) };
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
  addressText(word: number, v6: number): string {
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
    const direction = began ?? this.began.alone(c);
    const proto = f.proto(c);
    return {
      proto: nameOf(proto),
      ip_proto: proto,
      icmp_type: this.icmpType(c, direction),
      side: f.outside(c) ? "outside" : "inside",
      tuple: this.tuple(c, direction),
      forward: this.counted(c, direction),
      backward: this.counted(c, direction ^ 1),
      first_time: this.time(f.begin(c), this.origin(c)),
      last_time: this.time(f.end(c), this.origin(c)),
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

const nameOf = (proto: number): string => NAMES[proto] ?? String(proto);

/** Evidence of no packet. */
const NONE: Evidence = {
  unique: 0,
  by_ip_id: 0,
  by_time: 0,
  shared: 0,
  same_ip_id: 0,
  other_ip_id: 0,
  distance_us: 0,
  keeps_end: false,
  answered: null,
};

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
  if (all > 0)
    a.distance_us = Number(((a.distance_us * packets(a) + b.distance_us * packets(b)) / all).toFixed(1));
  for (const key of ["unique", "by_ip_id", "by_time", "shared", "same_ip_id", "other_ip_id"] as const)
    a[key] += b[key];
  into.confidence = Math.min(into.confidence, row.confidence);
}
