/**
 * How far the outside's clock is ahead of the inside's: where most differences of packets lie that both sides saw
 * and that nobody else's look like. A line, because clocks drift; and how far honest packets stray from it.
 */
import type { Fingerprints } from "./fingerprints.ts";
import { eachGroup, type Tokens } from "./tokens.ts";

/** Nanoseconds. */
const MS = 1e6;
const SECOND = 1e9;
/** Most differences that are looked at: those of any tokens, which is a fair sample. */
const MOST = 20_000;
/** Few differences say little of how far packets stray. */
const FEW = 16;

export interface Clock {
  /** Outside's time of what the inside saw at `time`, as nanoseconds of their own origins. */
  at(time: number): number;
  /** Outside's minus inside's, at the middle of what both saw. */
  offset: number;
  /** Nanoseconds a nanosecond. */
  drift: number;
  /** Packets that agree. */
  packets: number;
  /** Half of them are nearer than this. */
  spread: number;
  /** Nearly all are nearer than this. */
  tight: number;
  /** Rivals farther away than this do not count. */
  loose: number;
}

/** The clock of one capture that holds both sides: how long packets take, by those that exist twice. */
export function sameClock(f: Fingerprints, t: Tokens): Clock {
  const apart: number[] = [];
  eachGroup(t, (start, end) => {
    const [a, b] = [t.samples[start], t.samples[start + 1]];
    if (end - start !== 2 || t.owners[a] >> 1 === t.owners[b] >> 1) return true;
    if (f.high(a) !== f.high(b) || f.repeats(a) !== f.repeats(b)) return true;
    const difference = Math.abs(f.from(a) - f.from(b));
    return difference >= SECOND || apart.push(difference) < MOST;
  });
  const stray = Float64Array.from(apart).sort();
  return clockOf(0, 0, 0, stray.length, stray.length === 0 ? 0 : quantile(stray, 0.5), honest(stray));
}

/** How far packets stray at most, all but a few that waited for something. */
function honest(stray: Float64Array): number {
  if (stray.length === 0) return 5 * MS;
  const most = 4 * quantile(stray, 0.95);
  return stray.length < FEW ? Math.max(most, 5 * MS) : Math.min(most, 40 * quantile(stray, 0.5) + 0.2 * MS);
}

function clockOf(
  offset: number,
  drift: number,
  middle: number,
  packets: number,
  spread: number,
  near: number,
): Clock {
  const tight = Math.min(250 * MS, Math.max(50_000, near));
  return {
    at: (time) => (Number.isFinite(time) ? time + offset + drift * (time - middle) : time),
    offset,
    drift,
    packets,
    spread,
    tight,
    loose: Math.min(2 * SECOND, Math.max(50 * MS, 20 * tight)),
  };
}

/** @returns null: the two captures have nothing in common that tells it */
export function clock(f: Fingerprints, t: Tokens): Clock | null {
  const unique = differences(f, t, 1, false);
  if (unique.length >= 2) {
    const found = densest(unique);
    if (found !== null) return found;
  }
  // Nothing is unique: what many have in common still lies at one place when times are as irregular as people are.
  for (const ids of [true, false]) {
    const found = peak(differences(f, t, 64, ids));
    if (found !== null) return found;
  }
  return unique.length === 0 ? null : densest(unique, 1);
}

type Difference = readonly [time: number, difference: number];

/** Differences of pairs in groups of at most `most` pairs. @param ids only of those with the same IP id */
function differences(f: Fingerprints, t: Tokens, most: number, ids: boolean): Difference[] {
  const out: Difference[] = [];
  eachGroup(t, (start, end) => {
    if (end - start > most + 1) return true;
    for (let i = start; i < end; i++) {
      const a = t.samples[i];
      if (f.outside(t.owners[a] >> 1)) continue;
      for (let k = start; k < end; k++) {
        const b = t.samples[k];
        if (!f.outside(t.owners[b] >> 1) || f.high(a) !== f.high(b)) continue;
        if (f.repeats(a) !== f.repeats(b)) continue;
        if (ids && (f.firstId(a) === 0 || f.firstId(a) !== f.firstId(b))) continue;
        out.push([f.from(a), f.from(b) - f.from(a)]);
      }
    }
    return out.length < MOST;
  });
  return out;
}

/** @param least how many must agree */
function densest(all: readonly Difference[], least = 2): Clock | null {
  const sorted = Float64Array.from(all, ([, d]) => d).sort();
  const mode = halfSampleMode(sorted);
  const near = all.filter(([, d]) => Math.abs(d - mode) < SECOND);
  if (near.length < least || near.length < all.length / 10) return null;
  return line(near);
}

/** The middle of the half of a half of a half … that lies closest together. */
function halfSampleMode(sorted: Float64Array): number {
  let [from, to] = [0, sorted.length];
  while (to - from > 3) {
    const half = Math.ceil((to - from) / 2);
    let best = from;
    for (let i = from; i + half <= to; i++)
      if (sorted[i + half - 1] - sorted[i] < sorted[best + half - 1] - sorted[best]) best = i;
    [from, to] = [best, best + half];
  }
  return sorted[(from + to - 1) >> 1];
}

/** The line through the differences of the first and of the last third, if it is steeper than they stray. */
function line(near: readonly Difference[]): Clock {
  const byTime = [...near].sort((a, b) => a[0] - b[0]);
  const offset = median(byTime.map(([, d]) => d));
  const residual = (o: number, drift: number, middle: number) =>
    Float64Array.from(byTime, ([t, d]) => Math.abs(d - o - drift * (t - middle))).sort();
  const flat = residual(offset, 0, 0);
  let best = { offset, drift: 0, middle: 0, stray: flat };
  if (byTime.length >= FEW) {
    const third = Math.floor(byTime.length / 3);
    const [early, late] = [byTime.slice(0, third), byTime.slice(-third)];
    const [t0, t1] = [median(early.map(([t]) => t)), median(late.map(([t]) => t))];
    const [d0, d1] = [median(early.map(([, d]) => d)), median(late.map(([, d]) => d))];
    if (t1 > t0) {
      const drift = (d1 - d0) / (t1 - t0);
      const middle = (t0 + t1) / 2;
      const stray = residual((d0 + d1) / 2, drift, middle);
      if (quantile(stray, 0.5) < 0.7 * quantile(flat, 0.5))
        best = { offset: (d0 + d1) / 2, drift, middle, stray };
    }
  }
  const spread = quantile(best.stray, 0.5);
  return clockOf(best.offset, best.drift, best.middle, byTime.length, spread, honest(best.stray));
}

const BIN = 2 * MS;

/** Where differences of which most are wrong pile up. */
function peak(all: readonly Difference[]): Clock | null {
  const bins = new Map<number, number>();
  for (const [, d] of all) bins.set(Math.floor(d / BIN), (bins.get(Math.floor(d / BIN)) ?? 0) + 1);
  const height = (b: number) => (bins.get(b) ?? 0) + (bins.get(b + 1) ?? 0);
  let best = Number.NaN;
  for (const b of bins.keys()) if (Number.isNaN(best) || height(b) > height(best)) best = b;
  let second = 0;
  for (const b of bins.keys()) if (Math.abs(b - best) > 1) second = Math.max(second, height(b));
  if (Number.isNaN(best) || height(best) < 4 || height(best) < 2 * second) return null;
  return line(all.filter(([, d]) => Math.abs(Math.floor(d / BIN) - best) <= 1));
}

const quantile = (sorted: Float64Array, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1];
}
