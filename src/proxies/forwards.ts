/**
 * Which ssh transport carries a connection that was captured on the other side of it. What ssh forwards it shows
 * again: each burst of bytes as packets of that size and what ssh adds (RFC 4253, 6; RFC 4254, 5.2), right before
 * or right behind it. One burst that fits says little, since others fit by accident; how little is counted, and
 * only what chance does not explain is called a match. Nothing is told where several transports fit alike.
 */
import type { Burst } from "./bursts.ts";
import type { ForwardRole } from "./report.ts";

/** A transport's segments of one direction, in order of time. */
export interface Course {
  times: Float64Array;
  /** Bytes of all segments before each, and of all at the end. */
  sums: Float64Array;
}

/** Where a connection stands to a transport. */
export interface Relation {
  /** Bytes to the connection's server go to the transport's server. */
  same: boolean;
  /** They enter the transport here; else they left it before. */
  enters: boolean;
}

export const RELATIONS: readonly Relation[] = [
  { same: true, enters: true },
  { same: true, enters: false },
  { same: false, enters: true },
  { same: false, enters: false },
];

export const roleOf = ({ same, enters }: Relation, dynamic: boolean): ForwardRole => {
  if (!same) return enters ? "remote_server_side" : "remote_client_side";
  if (!enters) return "local_server_side";
  return dynamic ? "dynamic_client_side" : "local_client_side";
};

/** A burst with what has to go through the transport for it: its direction there, and the bytes. */
export interface Wanted extends Burst {
  /** At most so many of ssh's packets carry it. */
  packets: number;
  /** It may be so many bytes more. */
  slack: number;
  /** It need not be seen alone: it may share a segment with others. */
  optional: boolean;
}

export interface Fit {
  bursts: number;
  matched: number;
  covered: number;
  /** How unlikely the matches are by accident. */
  bits: number;
  lag: number;
  /** First segments of the runs that matched, with their direction in the lowest bit. */
  runs: number[];
}

/** Behind a burst, ssh's packets may wait for a window. */
const WINDOW_SECONDS = 0.06;
/** Two points of capture on one machine agree that well. */
const SKEW_SECONDS = 0.00005;
/**
 * What ssh adds to the data of one packet besides the message authentication code: length, length of the padding,
 * code, channel, length of the data, and padding of 4 bytes at least to a multiple of 16 at most.
 */
const LEAST_ADDED = 18;
const MOST_ADDED = 33;
/** Lengths of codes: umac-64, AEAD and umac-128, sha1, sha2-256, sha2-512. A transport has one of them. */
export const CODE_LENGTHS: readonly number[] = [8, 16, 20, 32, 64];
/** Data of one packet at most, as everybody's channels have it, and of one read of a busy channel. */
const LARGEST_PACKET = 32768;
const USUAL_READ = 8192;
/** No burst alone says more. */
const MOST_BITS = 12;
/** What bursts that are not seen as they should be take from that. */
const MISSING_BITS = 8;
const COVERED_BITS = 2;
/** Segments around a burst that are looked at. */
const MOST_SEGMENTS = 400;
/** Segments over which it is counted how often such a run occurs anyway. */
const SAMPLE = 3000;

/** The bytes that a transport shows for a burst, from and to. */
function bounds({ bytes, packets, slack }: Wanted, code: number): [number, number] {
  return [
    bytes + (LEAST_ADDED + code) * Math.max(1, Math.ceil(bytes / LARGEST_PACKET)),
    bytes + slack + (MOST_ADDED + code) * (packets + Math.floor(Math.max(0, bytes) / USUAL_READ)),
  ];
}

/**
 * How well a connection's bursts fit a transport's course.
 * @param wanted bursts whose direction is that of the connection: 0 to its server
 * @param courses the transport's, to its server and to its client
 * @param code length of its message authentication codes
 * @returns null: they do not
 */
export function fitOf(
  wanted: readonly Wanted[],
  courses: readonly [Course, Course],
  { same, enters }: Relation,
  code: number,
): Fit | null {
  const result: Fit = { bursts: 0, matched: 0, covered: 0, bits: 0, lag: 0, runs: [] };
  const lags: number[] = [];
  let missing = 0;
  // The bytes of one channel keep their order, so that none explains two bursts.
  const next = [0, 0];
  for (const burst of wanted) {
    if (!burst.optional) result.bursts++;
    const direction = same ? burst.direction : 1 - burst.direction;
    const course = courses[direction];
    const range = bounds(burst, code);
    const found = find(burst, range, course, enters === (burst.direction === 0), next[direction]);
    if (typeof found === "string") {
      if (burst.optional) continue;
      if (found === "nothing") missing++;
      else result.covered++;
    } else {
      if (!burst.optional) {
        result.matched++;
        result.runs.push(found.first * 2 + direction);
      }
      lags.push(found.lag);
      result.bits += Math.min(MOST_BITS, -Math.log2(chance(burst, range, course, found.lag)));
      next[direction] = found.end;
    }
    // Bytes that had to go through and did not; a capture that lost some is forgiven a few.
    if (missing > 1 + result.bursts / 20) return null;
  }
  if (result.matched === 0 || missing * 5 > result.bursts) return null;
  lags.sort((a, b) => a - b);
  result.lag = lags[lags.length >> 1];
  result.bits = Math.max(0, result.bits - MISSING_BITS * missing - COVERED_BITS * result.covered);
  return result;
}

/** The place of the first segment at `time` or later. */
function lowerBound(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Run {
  /** Its first segment, and the one behind its last. */
  first: number;
  end: number;
  /** Seconds between it and the burst. */
  lag: number;
}

/** The nearest run of segments that is the burst; or whether at least its bytes are there. */
function find(
  burst: Wanted,
  [low, high]: readonly [number, number],
  { times, sums }: Course,
  into: boolean,
  next: number,
): Run | "covered" | "nothing" {
  const [from, to] = into
    ? [burst.start - SKEW_SECONDS, burst.end + WINDOW_SECONDS]
    : [burst.start - WINDOW_SECONDS, burst.end + SKEW_SECONDS];
  const earliest = lowerBound(times, from);
  const last = Math.min(lowerBound(times, to), earliest + MOST_SEGMENTS);
  let best: Run | null = null;
  let end = Math.max(earliest, next);
  for (let i = end; i < last; i++) {
    if (end < i) end = i;
    while (end < last && sums[end] - sums[i] < low) end++;
    if (sums[end] - sums[i] < low) break;
    if (sums[end] - sums[i] > high) continue;
    const lag = into ? times[i] - burst.start : burst.end - times[end - 1];
    if (best === null || Math.abs(lag) < Math.abs(best.lag)) best = { first: i, end, lag };
  }
  if (best !== null) return best;
  return sums[last] - sums[earliest] >= low ? "covered" : "nothing";
}

/** How probable it is that such a run lies as near by accident: by how often one occurs around there. */
function chance(
  burst: Wanted,
  [low, high]: readonly [number, number],
  { times, sums }: Course,
  lag: number,
): number {
  const middle = lowerBound(times, burst.start);
  const first = Math.max(0, middle - SAMPLE / 2);
  const last = Math.min(times.length, first + SAMPLE);
  const longest = WINDOW_SECONDS + burst.end - burst.start;
  let runs = 0;
  let end = first;
  for (let i = first; i < last; i++) {
    if (end < i) end = i;
    while (end < last && sums[end] - sums[i] < low) end++;
    if (sums[end] - sums[i] < low) break;
    if (sums[end] - sums[i] <= high && times[end - 1] - times[i] <= longest) runs++;
  }
  const span = Math.max(times[last - 1] - times[first], 1e-6);
  const reach = 2 * (Math.abs(lag) + SKEW_SECONDS);
  return Math.max(2 ** -MOST_BITS, 1 - Math.exp((-Math.max(1, runs) * reach) / span));
}
