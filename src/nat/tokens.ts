/** All samples of all conversations, those with the same token next to each other. */
import type { Fingerprints } from "./fingerprints.ts";

const DIGIT = 11;
const DIGITS = 3;

export interface Tokens {
  /** Sample numbers, by token. */
  readonly samples: Int32Array;
  /** Of each of them: `conversation << 1 | direction`. */
  readonly owners: Int32Array;
}

/** @param wanted which conversations take part */
export function tokens(f: Fingerprints, wanted: (c: number) => boolean): Tokens {
  let n = 0;
  for (let c = 0; c < f.size; c++) if (wanted(c)) n += f.sampleCount(c, 0) + f.sampleCount(c, 1);
  const samples = new Int32Array(n);
  const owners = new Int32Array(n);
  let at = 0;
  for (let c = 0; c < f.size; c++) {
    if (!wanted(c)) continue;
    for (let d = 0; d < 2; d++) {
      const start = f.samplesAt(c, d);
      for (let i = start; i < start + f.sampleCount(c, d); i++) {
        samples[at] = i;
        owners[at++] = 2 * c + d;
      }
    }
  }
  return sorted(f, samples, owners);
}

/** Radix sort by the low word: ties stay in order. */
function sorted(f: Fingerprints, samples: Int32Array, owners: Int32Array): Tokens {
  let from: Int32Array = samples;
  let ofFrom: Int32Array = owners;
  let to: Int32Array = new Int32Array(samples.length);
  let ofTo: Int32Array = new Int32Array(samples.length);
  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * DIGIT;
    const mask = (1 << DIGIT) - 1;
    const starts = new Int32Array((1 << DIGIT) + 1);
    for (const i of from) starts[((f.low(i) >>> shift) & mask) + 1]++;
    for (let k = 0; k <= mask; k++) starts[k + 1] += starts[k];
    for (let k = 0; k < from.length; k++) {
      const place = starts[(f.low(from[k]) >>> shift) & mask]++;
      to[place] = from[k];
      ofTo[place] = ofFrom[k];
    }
    [from, to] = [to, from];
    [ofFrom, ofTo] = [ofTo, ofFrom];
  }
  return { samples: from, owners: ofFrom };
}

/** Calls `look` with the bounds of each group of equal low words that holds more than one sample. */
export function eachGroup(
  f: Fingerprints,
  { samples }: Tokens,
  look: (start: number, end: number) => void,
): void {
  for (let start = 0; start < samples.length; ) {
    const low = f.low(samples[start]);
    let end = start + 1;
    while (end < samples.length && f.low(samples[end]) === low) end++;
    if (end - start > 1) look(start, end);
    start = end;
  }
}
