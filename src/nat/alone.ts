/** What has no partner, and why. */
import type { Alone, Listed, Why } from "../facts/nat-report.ts";
import type { Clock } from "./clock.ts";
import type { Collector } from "./collect.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { Begins } from "./invariants.ts";
import { listed, type Rows } from "./rows.ts";

/** TTLs that packets start with. */
const FRESH: readonly number[] = [64, 128, 255];

export function aloneOf(
  f: Fingerprints,
  rows: Rows,
  clock: Clock | null,
  outside: Collector | null,
  hasPartner: (c: number) => boolean,
): Listed<Alone> {
  const alone: number[] = [];
  // In one capture everything is seen once that nobody translates.
  if (outside === null) return [];
  for (let c = 0; c < f.size; c++) if (!hasPartner(c)) alone.push(c);
  const [from, to] = [outside.first, outside.last];
  const lowered = loweredHosts(f);
  return listed(alone.length, (i) => {
    const c = alone[i];
    const seen = rows.seen(c);
    const began = seen.backward.packets === 0 ? -1 : answers(f, c, seen.forward.packets);
    const ttl = began < 0 ? 0 : f.ttl(c, began);
    const answerer = began < 0 ? "" : `${f.address(c, began)} ${f.v6(c)}`;
    return {
      ...seen,
      why: why(f, c, clock, from, to, seen.backward.packets),
      icmp_error: f.error(c) === 0 ? null : `${f.error(c) >> 8}/${f.error(c) & 0xff}`,
      answered_by_router: !f.outside(c) && began >= 0 && FRESH.includes(ttl) && lowered.has(answerer),
    };
  });
}

/** The direction that answers: the one that did not begin. */
function answers(f: Fingerprints, c: number, forward: number): number {
  return f.packets(c, 0) === forward && f.packets(c, 1) !== forward ? 1 : f.firstDirection(c) ^ 1;
}

/** Hosts whose packets reached the inside with a TTL that somebody had lowered. */
function loweredHosts(f: Fingerprints): Set<string> {
  const hosts = new Set<string>();
  for (let c = 0; c < f.size; c++) {
    if (f.outside(c)) continue;
    for (let d = 0; d < 2; d++)
      if (f.packets(c, d) > 0 && !FRESH.includes(f.ttl(c, d))) hosts.add(`${f.address(c, d)} ${f.v6(c)}`);
  }
  return hosts;
}

function why(
  f: Fingerprints,
  c: number,
  clock: Clock | null,
  from: number,
  to: number,
  answers: number,
): Why {
  if (f.outside(c)) return "outside_only";
  const reset = ((f.begins(c, 0) | f.begins(c, 1)) & Begins.reset) !== 0;
  if (f.error(c) !== 0) return "rejected";
  if (answers > 0) return reset ? "rejected" : "answered_here";
  if (clock === null) return "not_covered";
  const covered = clock.at(f.begin(c)) >= from && clock.at(f.begin(c)) <= to;
  return covered ? "dropped" : "not_covered";
}
