/** From what both sides saw to the router's table. */
import type { NatReport, SideReport } from "../facts/nat-report.ts";
import { aloneOf } from "./alone.ts";
import { Began } from "./began.ts";
import { type Candidates, candidates, keepsEnd, keepsPort } from "./candidates.ts";
import { type Clock, clock, sameClock } from "./clock.ts";
import type { Collector, Ground } from "./collect.ts";
import { habits } from "./habits.ts";
import { kindsOf, routersOf } from "./kinds.ts";
import { partners } from "./match.ts";
import { Passed } from "./passed.ts";
import { Redirects } from "./redirect.ts";
import { listed, Rows } from "./rows.ts";
import { tokens } from "./tokens.ts";
import { Translations } from "./translations.ts";

export interface Side {
  collector: Collector;
  files: string[];
}

/** Share of packets with which the router must have dealt alike before that is a rule, and how few may tell. */
const RULE = 0.95;
const FEW = 3;

/** @param outside null: the one capture holds both sides */
export function natReport(ground: Ground, inside: Side, outside: Side | null): NatReport {
  const f = ground.fingerprints;
  const partner = new Int32Array(f.size).fill(-1);
  const { origin } = inside.collector;
  const began = new Began(f);
  const rows = new Rows(ground, began, origin, outside?.collector.origin ?? origin);
  const table = new Translations(f, outside !== null);
  const passed = new Passed(f);
  const ambiguous = new Map<number, number[]>();
  let found: Clock | null = null;
  let keeps: boolean | null = null;

  /** Pairs up those that are left. */
  const pass = (across: boolean): void => {
    const all = tokens(f, (c) => partner[c] < 0 && (across || !f.outside(c)));
    const h = habits(f, all, across);
    const isRule = (packets: number, of: number) => of >= FEW && packets >= RULE * of;
    const router = { keepsIds: isRule(h.keptId, h.withId), lowersTtl: isRule(h.lostTtl, h.withTtl) };
    if (across && h.withId > 0) keeps = router.keepsIds;
    const by = across ? clock(f, all) : sameClock(f, all);
    if (by === null) return;
    if (across) found = by;
    const c: Candidates = candidates(f, all, by, across, router);
    const keptEnd = (p: number) => keepsEnd(f, c.a(p), c.b(p), c.crossed(p));
    const { taken, open, score } = partners(
      f,
      c,
      keptEnd,
      (p) => keptEnd(p) || keepsPort(f, c.a(p), c.b(p), c.crossed(p)),
    );
    table.passes.push({ candidates: c, score });
    for (const p of taken) {
      const [a, b] = [c.a(p), c.b(p)];
      partner[a] = b;
      partner[b] = a;
      const way = began.orient(a, b, c.crossed(p), across ? by : null);
      table.add(p, way, !across);
      // What turns back inside tells nothing of the outside, unless one capture is all that there is.
      if (across || outside === null) passed.learn(a, b, c.crossed(p), across);
    }
    for (const p of open) {
      for (const [one, other] of [
        [c.a(p), c.b(p)],
        [c.b(p), c.a(p)],
      ]) {
        const known = ambiguous.get(one);
        if (known === undefined) ambiguous.set(one, [other]);
        else if (!known.includes(other)) known.push(other);
      }
    }
  };

  if (outside !== null) pass(true);
  pass(false);
  // What stayed open towards the outside may have found its partner inside.
  for (const [one, others] of ambiguous) {
    const left = others.filter((o) => partner[o] < 0);
    if (partner[one] >= 0 || left.length === 0) ambiguous.delete(one);
    else ambiguous.set(one, left);
  }
  const routers = routersOf(f, table);
  const open = [...ambiguous].sort(([a], [b]) => a - b);
  const by = found as Clock | null;
  passed.elsewhere(routers);
  const isLeft = (c: number) => partner[c] < 0 && !ambiguous.has(c);
  const redirects = new Redirects(f, passed, inside.collector, outside?.collector ?? null, by);
  redirects.find(began, routers, isLeft);
  return {
    schema: "overshark/nat/1",
    inside: sideReport(
      inside,
      rows,
      count(f.size, (c) => !f.outside(c)),
    ),
    outside:
      outside === null
        ? null
        : sideReport(
            outside,
            rows,
            count(f.size, (c) => f.outside(c)),
          ),
    clock:
      by === null || outside === null
        ? null
        : {
            offset_s: outside.collector.origin - inside.collector.origin + Math.round(by.offset) / 1e9,
            drift_ppm: round(by.drift * 1e6, 2),
            packets: by.packets,
            spread_us: round(by.spread / 1e3, 1),
          },
    keeps_ip_ids: keeps,
    rows: rows.table(table, kindsOf(f, table, routers), redirects),
    untranslated: rows.untranslated(table),
    ambiguous: listed(open.length, (i) => {
      const [one, others] = open[i];
      return { ...rows.seen(one), candidates: others.map((o) => rows.seen(o).tuple) };
    }),
    alone: aloneOf(f, rows, passed, by, outside?.collector ?? null, (c) => isLeft(c) && !redirects.has(c)),
    refused_packets: f.refused,
  };
}

function sideReport({ collector, files }: Side, rows: Rows, conversations: number): SideReport {
  const { packets, others, first, last, origin } = collector;
  return {
    files,
    packets,
    conversations,
    first_time: rows.time(first, origin),
    last_time: rows.time(last, origin),
    other_packets: others,
  };
}

function count(n: number, is: (i: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < n; i++) if (is(i)) sum++;
  return sum;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
