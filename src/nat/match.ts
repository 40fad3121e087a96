/**
 * From pairs with packets in common to partners, one to one. A pair is taken when it has evidence of its own and
 * no rival of either side comes near; that may settle others, so it is done again until nothing changes. What is
 * left with candidates is ambiguous.
 */
import type { Candidates } from "./candidates.ts";
import type { Fingerprints } from "./fingerprints.ts";

// What a packet in common is worth, and how many of a kind count.
const UNIQUE = 10;
const BY_ID = 6;
const BY_TIME = 6;
const LATE = 3;
const SHARED = 1;
const MOST_OF_A_KIND = 8;
/** For a pair that keeps an end as all others do. */
const KEEPS_END = 5;
/** Least score of a pair that is taken, and least lead over every rival. */
const LEAST = 6;
const LEAD = 4;
/** Least score of a pair that keeps neither an end nor a port. */
const LEAST_CHANGED = 10;
/** Pairs that must have kept an end, all of them, before that counts. */
const ENOUGH = 8;

export interface Partners {
  /** Numbers of pairs that were taken. */
  readonly taken: number[];
  /** Pairs of conversations that have no partner although there are candidates. */
  readonly open: number[];
  /** What each pair scored. */
  readonly score: Float64Array;
}

/**
 * @param keepsEnd whether a pair has one end, address and port, in common
 * @param isLike   whether it has that, or at least a port that is nobody's service
 */
export function partners(
  f: Fingerprints,
  c: Candidates,
  keepsEnd: (p: number) => boolean,
  isLike: (p: number) => boolean,
): Partners {
  const n = c.pairs.size;
  const score = new Float64Array(n);
  for (let p = 0; p < n; p++) {
    const worth = (packets: number, each: number) => Math.min(packets, MOST_OF_A_KIND) * each;
    score[p] =
      worth(c.unique(p), UNIQUE) +
      worth(c.byId(p), BY_ID) +
      worth(c.byTime(p), BY_TIME) +
      worth(c.late(p), LATE) +
      worth(c.shared(p), SHARED);
  }
  const partner = new Int32Array(f.size).fill(-1);
  const pairsOf = adjacency(f, c, score);
  const taken: number[] = [];

  /** The best that stands against a pair, of those that are still possible. */
  const rival = (p: number): number => {
    let best = 0;
    for (let side = 0; side < 2; side++) {
      const end = side === 0 ? c.a(p) : c.b(p);
      for (let i = pairsOf.start[end]; i < pairsOf.start[end + 1]; i++) {
        const r = pairsOf.pairs[i];
        // The other way round it is the same partner.
        if (c.a(r) === c.a(p) && c.b(r) === c.b(p)) continue;
        if (score[r] > best && partner[c.a(r)] < 0 && partner[c.b(r)] < 0) best = score[r];
      }
    }
    return best;
  };
  const settle = (): void => {
    const order = byScore(score);
    for (let before = -1; before !== taken.length; ) {
      before = taken.length;
      for (const p of order) {
        if (score[p] < LEAST) break;
        if (score[p] < LEAST_CHANGED && !isLike(p)) continue;
        const [a, b] = [c.a(p), c.b(p)];
        if (partner[a] >= 0 || partner[b] >= 0 || score[p] - rival(p) < LEAD) continue;
        partner[a] = b;
        partner[b] = a;
        taken.push(p);
      }
    }
  };
  settle();
  // Where all that is certain kept one end, of several candidates the one that does so is the natural one.
  if (taken.length >= ENOUGH && taken.every(keepsEnd)) {
    for (let p = 0; p < n; p++)
      if (score[p] > 0 && partner[c.a(p)] < 0 && partner[c.b(p)] < 0 && keepsEnd(p)) score[p] += KEEPS_END;
    settle();
  }
  const open: number[] = [];
  for (let p = 0; p < n; p++) if (score[p] > 0 && partner[c.a(p)] < 0 && partner[c.b(p)] < 0) open.push(p);
  return { taken: taken.sort((x, y) => x - y), open, score };
}

/** Numbers of pairs, the greatest score first. Scores are small whole numbers, so that they need not be compared. */
function byScore(score: Float64Array): Int32Array {
  const starts: number[] = [];
  let most = 0;
  for (const s of score) most = Math.max(most, s);
  for (let s = 0; s <= most + 1; s++) starts.push(0);
  for (const s of score) starts[most - s + 1]++;
  for (let s = 0; s <= most; s++) starts[s + 1] += starts[s];
  const order = new Int32Array(score.length);
  for (let p = 0; p < score.length; p++) order[starts[most - score[p]]++] = p;
  return order;
}

/** The pairs of each conversation: `pairs[start[c]]` up to `pairs[start[c + 1]]`. */
function adjacency(
  f: Fingerprints,
  c: Candidates,
  score: Float64Array,
): { start: Int32Array; pairs: Int32Array } {
  const start = new Int32Array(f.size + 1);
  for (let p = 0; p < c.pairs.size; p++) {
    if (score[p] === 0) continue;
    start[c.a(p) + 1]++;
    start[c.b(p) + 1]++;
  }
  for (let i = 0; i < f.size; i++) start[i + 1] += start[i];
  const pairs = new Int32Array(start[f.size]);
  const next = start.slice();
  for (let p = 0; p < c.pairs.size; p++) {
    if (score[p] === 0) continue;
    pairs[next[c.a(p)]++] = p;
    pairs[next[c.b(p)]++] = p;
  }
  return { start, pairs };
}
