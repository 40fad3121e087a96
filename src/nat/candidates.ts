/**
 * Which conversations have packets in common, and what each such packet is worth: found by tokens alone, never by
 * addresses. A pair is (conversation, other one, whether their directions run against each other).
 */
import { KeyTable } from "../core/key-table.ts";
import type { Clock } from "./clock.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { mayBeRouted, sameIds, ttlStep } from "./habits.ts";
import { eachGroup, type Tokens } from "./tokens.ts";

/** Nobody waits longer than this in a router, in nanoseconds. */
const LONGEST = 3e9;
/** Groups with more pairs than that are looked at in windows of time. */
const ALL_PAIRS = 4096;
/** Most candidates of one packet: more say nothing. */
const MOST = 32;
const TCP = 6;

const STRIDE = 16;
const UNIQUE = 6;
const BY_ID = 7;
const BY_TIME = 8;
const SHARED = 9;
const SAME_ID = 10;
const OTHER_ID = 11;
/** Of the packets in `distance`. */
const COUNTED = 12;
const LATE = 13;
const DISTANCE = 7; // double

export class Candidates {
  readonly pairs = new KeyTable(STRIDE, 256);

  a = (p: number): number => this.pairs.i32[p * STRIDE];
  b = (p: number): number => this.pairs.i32[p * STRIDE + 1];
  /** 1: direction 0 of `a` is direction 1 of `b`. */
  crossed = (p: number): number => this.pairs.i32[p * STRIDE + 2];
  /** Packets that no third conversation has. */
  unique = (p: number): number => this.pairs.i32[p * STRIDE + UNIQUE];
  /** Packets that others have too, but not with that IP id. */
  byId = (p: number): number => this.pairs.i32[p * STRIDE + BY_ID];
  /** Packets that others have too, but not at that time. */
  byTime = (p: number): number => this.pairs.i32[p * STRIDE + BY_TIME];
  /** Packets that others have too at that time. */
  shared = (p: number): number => this.pairs.i32[p * STRIDE + SHARED];
  /** Packets that others have too, but not within the second; they took longer than others. */
  late = (p: number): number => this.pairs.i32[p * STRIDE + LATE];
  sameId = (p: number): number => this.pairs.i32[p * STRIDE + SAME_ID];
  otherId = (p: number): number => this.pairs.i32[p * STRIDE + OTHER_ID];
  /** Mean time between a packet's two sightings, the clocks put right, in nanoseconds. */
  distance = (p: number): number => {
    const n = this.pairs.i32[p * STRIDE + COUNTED];
    return n === 0 ? 0 : this.pairs.f64[(p * STRIDE) / 2 + DISTANCE] / n;
  };

  add(a: number, b: number, crossed: number, worth: number, ids: number, distance: number): void {
    const { pairs } = this;
    // Packets of one pair often come one after the other.
    if (a !== this.lastA || b !== this.lastB || crossed !== this.lastCrossed) {
      this.last = pairs.add(a, b, crossed, 0, 0, 0) * STRIDE;
      this.lastA = a;
      this.lastB = b;
      this.lastCrossed = crossed;
    }
    const k = this.last;
    const words = pairs.i32;
    words[k + worth]++;
    if (ids > 0) words[k + SAME_ID]++;
    else if (ids < 0) words[k + OTHER_ID]++;
    words[k + COUNTED]++;
    pairs.f64[k / 2 + DISTANCE] += Math.abs(distance);
  }

  /** The pair that had the last packet, and where it stands. */
  private lastA = -1;
  private lastB = -1;
  private lastCrossed = 0;
  private last = 0;
}

/** A packet of `a` that may be one of `b`: numbers of samples. */
interface Match {
  i: number;
  k: number;
  distance: number;
  ids: number;
}

/** How far a packet of one capture may come before itself: several processors take the times. */
const EARLY = 100_000;

/**
 * @param across true: pairs of inside and outside; false: of any two, which are of one capture
 * @param router what is known of its habits
 */
export function candidates(
  f: Fingerprints,
  t: Tokens,
  clock: Clock,
  across: boolean,
  router: { keepsIds: boolean; lowersTtl: boolean },
): Candidates {
  const out = new Candidates();
  const { owners } = t;
  const distance = (i: number, k: number): number => {
    const first = f.from(k) - clock.at(f.from(i));
    const last = f.to(k) - clock.at(f.to(i));
    return Math.abs(last) < Math.abs(first) ? last : first;
  };
  const fits = (i: number, k: number): boolean => {
    const a = owners[i] >> 1;
    const b = owners[k] >> 1;
    if (a === b || f.high(i) !== f.high(k)) return false;
    const m = f.more(i);
    const n = f.more(k);
    if (m !== 0 && n !== 0 && m !== n) return false;
    const crossed = (owners[i] ^ owners[k]) & 1;
    // Nobody turns a packet round, and nothing is translated to what it was before.
    if (crossed === 1 ? isSameTuple(f, a, b) : f.key(a) === f.key(b)) return false;
    if (across && !router.lowersTtl) return true;
    if (!mayBeRouted(f, a, b, crossed)) return false;
    if (across) return true;
    // What has the lower TTL came later.
    const step = ttlStep(f, a, b, crossed, owners[i] & 1);
    return step === 0 || distance(i, k) * Math.sign(step) >= -EARLY;
  };
  const isTcp = (i: number) => f.proto(owners[i] >> 1) === TCP;

  /** Another IP id is another packet: in one capture always, else where the router is known to leave it alone. */
  const refusesIds = (i: number): boolean => !across || (router.keepsIds && !isTcp(i));

  /** All that could be the same packet, of those in the group that stand on either side. */
  const matches = (ours: readonly number[], theirs: readonly number[], within: number): Match[] => {
    const found: Match[] = [];
    const look = (i: number, k: number): boolean => {
      if (!fits(i, k)) return false;
      const apart = distance(i, k);
      if (Math.abs(apart) > within) return false;
      const ids = sameIds(f, i, k);
      if (ids < 0 && refusesIds(i)) return false;
      found.push({ i, k, distance: apart, ids });
      return true;
    };
    if (ours.length * theirs.length <= ALL_PAIRS) {
      for (const i of ours) for (const k of theirs) if (across || i < k) look(i, k);
      return found;
    }
    const sorted = [...theirs].sort((x, y) => f.from(x) - f.from(y) || x - y);
    for (const i of ours) {
      const at = clock.at(f.from(i));
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (f.from(sorted[middle]) < at - within) low = middle + 1;
        else high = middle;
      }
      let n = 0;
      for (; low < sorted.length && n < MOST && f.from(sorted[low]) <= at + within; low++)
        if ((across || i < sorted[low]) && look(i, sorted[low])) n++;
    }
    return found;
  };

  const note = (m: Match, worth: number): void => {
    const [x, y] = [owners[m.i], owners[m.k]];
    const crossed = (x & 1) ^ (y & 1);
    const swap = !across && x >> 1 > y >> 1;
    out.add((swap ? y : x) >> 1, (swap ? x : y) >> 1, crossed, worth, m.ids, m.distance);
  };

  const keeps = (m: Match): boolean => {
    const [a, b] = [owners[m.i], owners[m.k]];
    return keepsEnd(f, a >> 1, b >> 1, (a & 1) ^ (b & 1));
  };

  /** Nobody else has such a packet. Late, it may still be the answer that says what was asked. */
  const aloneWorth = (m: Match): number => {
    const sure = isTcp(m.i) || m.ids > 0 || Math.abs(m.distance) <= clock.tight || keeps(m);
    return sure ? UNIQUE : SHARED;
  };

  /** Nearly all groups: one packet, seen twice, of `i` and of `k`. No object is made. */
  const two = (i: number, k: number): void => {
    if (!fits(i, k)) return;
    const apart = distance(i, k);
    const ids = sameIds(f, i, k);
    if (Math.abs(apart) > LONGEST || (ids < 0 && refusesIds(i))) return;
    const a = owners[i] >> 1;
    const b = owners[k] >> 1;
    const crossed = (owners[i] ^ owners[k]) & 1;
    const sure = isTcp(i) || ids > 0 || Math.abs(apart) <= clock.tight || keepsEnd(f, a, b, crossed);
    out.add(a, b, crossed, sure ? UNIQUE : SHARED, ids, apart);
  };

  /** By the number of a sample: the other one of a group of two; below zero, -2 less its place in a larger one. */
  const others = new Int32Array(f.samplesEnd).fill(-1);
  const placeOf = (i: number): number => -2 - others[i];
  /** Those of the present group that stand on either side. */
  const sides: readonly [number[], number[]] = [[], []];
  /** Whether samples, in the order of their conversations, are of one conversation, or of two. */
  const areOf = (those: readonly number[], many: number): boolean => {
    let n = 1;
    for (let x = 1; x < those.length; x++) if (owners[those[x]] >> 1 !== owners[those[x - 1]] >> 1) n++;
    return n === many;
  };
  eachGroup(t, (start, end) => {
    if (end - start === 2) {
      const [x, y] = [t.samples[start], t.samples[start + 1]];
      others[x] = y;
      others[y] = x;
      return true;
    }
    const [ours, theirs] = sides;
    ours.length = 0;
    theirs.length = 0;
    for (let place = start; place < end; place++) {
      const i = t.samples[place];
      others[i] = start - place - 2;
      if (!across || !f.outside(owners[i] >> 1)) ours.push(i);
      if (!across || f.outside(owners[i] >> 1)) theirs.push(i);
    }
    if (ours.length === 0 || theirs.length === 0) return true;
    const alone = across ? areOf(ours, 1) && areOf(theirs, 1) : areOf(ours, 2);
    const found = oneWay(f, owners, matches(ours, theirs, alone ? LONGEST : clock.loose), clock.tight);
    if (found.length === 0) return true;
    if (alone) {
      for (const m of found) note(m, aloneWorth(m));
      return true;
    }
    const rivals = new Rivals(end - start, placeOf, found, 4 * clock.tight);
    for (const m of found) note(m, rivals.worth(m, clock.tight, keeps(m)));
    return true;
  });
  // Conversation by conversation: what belongs together then lies together in memory, on both sides.
  for (let a = 0; a < f.size; a++) {
    if (across && f.outside(a)) break;
    for (let d = 0; d < 2; d++) {
      const start = f.samplesAt(a, d);
      const end = start + f.sampleCount(a, d);
      for (let i = start; i < end; i++) {
        const k = others[i];
        if (k < 0) continue;
        const b = owners[k] >> 1;
        if (across ? f.outside(b) : a < b) two(i, k);
      }
    }
  }
  return out;
}

/**
 * Whether two conversations have one end, address and port, in common when their directions run as `crossed` says;
 * between IPv4 and IPv6, an end that holds the other's address (RFC 6052).
 */
export function keepsEnd(f: Fingerprints, a: number, b: number, crossed: number): boolean {
  if (f.v6(a) !== f.v6(b)) {
    const embedded = (end: number) =>
      f.port(a, end) === f.port(b, end ^ crossed) && f.tail(a, end) === f.tail(b, end ^ crossed);
    return embedded(0) || embedded(1);
  }
  const same = (end: number) =>
    f.address(a, end) === f.address(b, end ^ crossed) && f.port(a, end) === f.port(b, end ^ crossed);
  return same(0) || same(1);
}

const SERVICES = 1024;

/** Whether an end keeps a port that is no service's. */
export function keepsPort(f: Fingerprints, a: number, b: number, crossed: number): boolean {
  const same = (end: number) => f.port(a, end) >= SERVICES && f.port(a, end) === f.port(b, end ^ crossed);
  return same(0) || same(1);
}

/** Both ends of two conversations are the same, their directions as they are numbered. */
const isSameTuple = (f: Fingerprints, a: number, b: number): boolean =>
  f.v6(a) === f.v6(b) &&
  f.address(a, 0) === f.address(b, 0) &&
  f.address(a, 1) === f.address(b, 1) &&
  f.port(a, 0) === f.port(b, 0) &&
  f.port(a, 1) === f.port(b, 1);

/**
 * Who answers what he was asked (an echo) has the same packet in both directions. Of two conversations only those
 * matches stay that run the more plausible way.
 */
function oneWay(
  f: Fingerprints,
  owners: Int32Array,
  found: readonly Match[],
  tight: number,
): readonly Match[] {
  const crossedOf = (m: Match): number => (owners[m.i] ^ owners[m.k]) & 1;
  if (found.every((m) => crossedOf(m) === crossedOf(found[0]))) return found;
  const plausible = (m: Match): number => {
    const [a, b] = [owners[m.i], owners[m.k]];
    const crossed = (a & 1) ^ (b & 1);
    const first = f.firstDirection(a >> 1) ^ f.firstDirection(b >> 1);
    return (
      (m.ids > 0 ? 8 : 0) +
      (Math.abs(m.distance) <= tight ? 1 : 0) +
      (keepsEnd(f, a >> 1, b >> 1, crossed) ? 4 : 0) +
      (crossed === first ? 2 : 0)
    );
  };
  const pairOf = (m: Match): number => (owners[m.i] >> 1) * 2 ** 26 + (owners[m.k] >> 1);
  const best = new Map<number, { crossed: number; plausible: number; distance: number }>();
  let several = false;
  for (const m of found) {
    const pair = pairOf(m);
    const own = { crossed: crossedOf(m), plausible: plausible(m), distance: Math.abs(m.distance) };
    const known = best.get(pair);
    if (known !== undefined && known.crossed !== own.crossed) several = true;
    if (
      known === undefined ||
      own.plausible > known.plausible ||
      (own.plausible === known.plausible && own.distance < known.distance)
    )
      best.set(pair, own);
  }
  return several ? found.filter((m) => best.get(pairOf(m))?.crossed === crossedOf(m)) : found;
}

/** Says how sure one of several matches is, by what sets it apart from those that share a packet with it. */
class Rivals {
  private readonly all: Int32Array;
  private readonly near: Int32Array;
  private readonly sameId: Int32Array;

  /** @param placeOf a number below `n` for each sample that is in `found` */
  constructor(
    n: number,
    private readonly placeOf: (sample: number) => number,
    found: readonly Match[],
    private readonly within: number,
  ) {
    this.all = new Int32Array(n);
    this.near = new Int32Array(n);
    this.sameId = new Int32Array(n);
    for (const m of found) {
      for (const place of [placeOf(m.i), placeOf(m.k)]) {
        this.all[place]++;
        if (this.isNear(m)) this.near[place]++;
        if (m.ids > 0) this.sameId[place]++;
      }
    }
  }

  private isNear(m: Match): boolean {
    return Math.abs(m.distance) <= this.within;
  }

  /** @param keeps the two conversations have an end in common, so that a late packet may be one of them */
  worth(m: Match, tight: number, keeps: boolean): number {
    const [i, k] = [this.placeOf(m.i), this.placeOf(m.k)];
    const others = (counts: Int32Array, own: boolean) => counts[i] + counts[k] - (own ? 2 : 0);
    if (m.ids > 0 && others(this.sameId, true) === 0) return BY_ID;
    const alone = others(this.near, this.isNear(m)) === 0 && Math.abs(m.distance) <= tight;
    if (alone) return BY_TIME;
    return keeps && others(this.all, true) === 0 ? LATE : SHARED;
  }
}
