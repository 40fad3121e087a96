/** Runs of bytes in one direction without a pause. */
import type { SegmentLog } from "./log.ts";

export interface Burst {
  direction: number;
  /** Capture time of its first and last segment, in seconds. */
  start: number;
  end: number;
  bytes: number;
  segments: number;
}

/** A longer silence parts two bursts. */
export const PAUSE_SECONDS = 0.004;

/**
 * @param from places in both directions before which bytes do not count
 * @param most bursts that are wanted
 */
export function burstsOf(log: SegmentLog, from: readonly [number, number], most: number): Burst[] {
  const bursts: Burst[] = [];
  let burst: Burst | null = null;
  for (let i = 0; i < log.length; i++) {
    const direction = log.directions[i];
    const time = log.times[i];
    const bytes = Math.min(log.sizes[i], log.places[i] + log.sizes[i] - from[direction]);
    if (bytes <= 0) continue;
    if (burst !== null && burst.direction === direction && Math.abs(time - burst.end) <= PAUSE_SECONDS) {
      burst.end = time;
      burst.bytes += bytes;
      burst.segments++;
      continue;
    }
    if (bursts.length === most) break;
    burst = { direction, start: time, end: time, bytes, segments: 1 };
    bursts.push(burst);
  }
  return bursts;
}
