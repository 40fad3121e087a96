/** What has no partner, and why. */
import type { Alone, Listed, Why } from "../facts/nat-report.ts";
import type { Clock } from "./clock.ts";
import type { Collector } from "./collect.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { Begins } from "./invariants.ts";
import { isFresh, type Passed } from "./passed.ts";
import { listed, type Rows } from "./rows.ts";

/** @param isAlone what is in no row, and has no candidate for one */
export function aloneOf(
  f: Fingerprints,
  rows: Rows,
  passed: Passed,
  clock: Clock | null,
  outside: Collector | null,
  isAlone: (c: number) => boolean,
): Listed<Alone> {
  const alone: number[] = [];
  // In one capture everything is seen once that nobody translates.
  if (outside === null) return [];
  for (let c = 0; c < f.size; c++) if (isAlone(c)) alone.push(c);
  const [from, to] = [outside.first, outside.last];
  return listed(alone.length, (i) => {
    const c = alone[i];
    const seen = rows.seen(c);
    const back = seen.backward.packets === 0 ? -1 : answers(f, c, seen.forward.packets);
    return {
      ...seen,
      why: why(f, c, clock, from, to, seen.backward.packets),
      icmp_error: f.error(c) === 0 ? null : `${f.error(c) >> 8}/${f.error(c) & 0xff}`,
      answered_by_router:
        !f.outside(c) &&
        back >= 0 &&
        isFresh(f.ttl(c, back)) &&
        passed.isRouters(f.tenant(c), f.link(c, back)) === true,
    };
  });
}

/** The direction that answers: the one that did not begin. */
function answers(f: Fingerprints, c: number, forward: number): number {
  return f.packets(c, 0) === forward && f.packets(c, 1) !== forward ? 1 : f.firstDirection(c) ^ 1;
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
  const shown = f.begins(c, 0) | f.begins(c, 1);
  // A connection that was there may end with a reset, too.
  const reset = (shown & Begins.reset) !== 0 && (shown & Begins.synAck) === 0;
  if (f.error(c) !== 0) return "rejected";
  if (answers > 0) return reset ? "rejected" : "answered_here";
  if (clock === null) return "not_covered";
  const covered = clock.at(f.begin(c)) >= from && clock.at(f.begin(c)) <= to;
  return covered ? "dropped" : "not_covered";
}
