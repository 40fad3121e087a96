/** All samples of all conversations, those with the same token next to each other. */
import type { Fingerprints } from "./fingerprints.ts";

const DIGIT = 11;
const DIGITS = 3;
const MASK = (1 << DIGIT) - 1;

export interface Tokens {
  /** Sample numbers, by token. */
  readonly samples: Int32Array;
  /** The low word of each one's token. */
  readonly lows: Int32Array;
  /** Of a sample, by its number: `conversation << 1 | direction`. */
  readonly owners: Int32Array;
}

/** @param wanted which conversations take part */
export function tokens(f: Fingerprints, wanted: (c: number) => boolean): Tokens {
  const owners = new Int32Array(f.samplesEnd);
  let n = 0;
  for (let c = 0; c < f.size; c++) if (wanted(c)) n += f.sampleCount(c, 0) + f.sampleCount(c, 1);
  const samples = new Int32Array(n);
  const lows = new Int32Array(n);
  let at = 0;
  for (let c = 0; c < f.size; c++) {
    if (!wanted(c)) continue;
    for (let d = 0; d < 2; d++) {
      const start = f.samplesAt(c, d);
      const end = start + f.sampleCount(c, d);
      for (let i = start; i < end; i++) {
        owners[i] = 2 * c + d;
        samples[at] = i;
        lows[at++] = f.low(i);
      }
    }
  }
  return { ...sorted({ samples, lows }), owners };
}

type Sorted = Pick<Tokens, "samples" | "lows">;

/** Radix sort by the low word: ties stay in order. */
function sorted(unsorted: Sorted): Sorted {
  const n = unsorted.lows.length;
  let from = unsorted;
  let to: Sorted = { samples: new Int32Array(n), lows: new Int32Array(n) };
  for (let digit = 0; digit < DIGITS; digit++) {
    pass(from, to, digit * DIGIT);
    [from, to] = [to, from];
  }
  return from;
}

function pass(from: Sorted, to: Sorted, shift: number): void {
  const starts = new Int32Array(MASK + 2);
  const { lows, samples } = from;
  const { lows: toLows, samples: toSamples } = to;
  for (let k = 0; k < lows.length; k++) starts[((lows[k] >>> shift) & MASK) + 1]++;
  for (let k = 0; k <= MASK; k++) starts[k + 1] += starts[k];
  for (let k = 0; k < lows.length; k++) {
    const place = starts[(lows[k] >>> shift) & MASK]++;
    toSamples[place] = samples[k];
    toLows[place] = lows[k];
  }
}

/**
 * Calls `look` with the bounds of each group of equal low words that holds more than one sample, until it says
 * that it has seen enough.
 */
export function eachGroup({ lows }: Tokens, look: (start: number, end: number) => boolean): void {
  for (let start = 0; start < lows.length; ) {
    const low = lows[start];
    let end = start + 1;
    while (end < lows.length && lows[end] === low) end++;
    if (end - start > 1 && !look(start, end)) return;
    start = end;
  }
}
