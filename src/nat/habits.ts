/** How routers deal with what they pass on: most leave the IP id alone, and all lower the TTL but those told not to. */
import type { Fingerprints } from "./fingerprints.ts";
import { eachGroup, type Tokens } from "./tokens.ts";

/** 1: the packets had the same IP id, -1: they had not, 0: there is none, or it cannot be told. */
export function sameIds(f: Fingerprints, x: number, y: number): number {
  const [a, b] = [f.firstId(x), f.firstId(y)];
  if (a === 0 || b === 0) return 0;
  if (a === b || f.lastId(x) === f.lastId(y)) return 1;
  return f.repeats(x) === 1 && f.repeats(y) === 1 ? -1 : 0;
}

/** Most routers, one behind the other, between two places of one capture. */
const MOST_HOPS = 8;

/**
 * Whether what two conversations have in common may have gone through a router, by the TTL: it has gone down from one
 * to the other, and the other way for what came back. Without that, what looks alike in one capture is alike.
 */
export function mayBeRouted(f: Fingerprints, a: number, b: number, crossed: number): boolean {
  let before = 0;
  let differs = false;
  for (let d = 0; d < 2; d++) {
    if (f.packets(a, d) === 0 || f.packets(b, d ^ crossed) === 0) continue;
    const step = ttlStep(f, a, b, crossed, d);
    // By chance the last packets are alike where a path changed, or another used the same ports before.
    const isAlike = step === 0 && f.ttlRange(a, d) === f.ttlRange(b, d ^ crossed);
    if (isAlike || Math.abs(step) > MOST_HOPS || step * before > 0) return false;
    before = step;
    differs = true;
  }
  return differs;
}

/** By how much the TTL is lower in `b` than in `a`, whose direction it is; 0 if one of them has no such packets. */
export function ttlStep(f: Fingerprints, a: number, b: number, crossed: number, direction: number): number {
  const other = direction ^ crossed;
  return f.packets(a, direction) > 0 && f.packets(b, other) > 0 ? f.ttl(a, direction) - f.ttl(b, other) : 0;
}

/** Packets that tell it. */
const ENOUGH = 10_000;

/** What packets that exist once on each side say of the router: how many do, and how many of them kept or lost it. */
export interface Habits {
  withId: number;
  keptId: number;
  withTtl: number;
  lostTtl: number;
}

export function habits(f: Fingerprints, t: Tokens, across: boolean): Habits {
  const found: Habits = { withId: 0, keptId: 0, withTtl: 0, lostTtl: 0 };
  eachGroup(t, (start, end) => {
    if (end - start !== 2) return true;
    const [x, y] = [t.samples[start], t.samples[start + 1]];
    const [a, b] = [t.owners[x] >> 1, t.owners[y] >> 1];
    if (a === b || f.high(x) !== f.high(y) || (across && f.outside(a) === f.outside(b))) return true;
    const same = sameIds(f, x, y);
    if (same !== 0) found.withId++;
    if (same > 0) found.keptId++;
    found.withTtl++;
    if (mayBeRouted(f, a, b, (t.owners[x] ^ t.owners[y]) & 1)) found.lostTtl++;
    return found.withTtl < ENOUGH;
  });
  return found;
}
