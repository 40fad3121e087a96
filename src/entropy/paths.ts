/**
 * From hashes to loads on paths, for several numbers of paths at once. A device takes its hash modulo the number of
 * paths, so what falls on 64 paths folds to what falls on 16: keys are counted once for a whole family of numbers.
 */
import type { HashFunction } from "./functions/types.ts";
import { xLog2x } from "./logs.ts";
import { loopsFor } from "./loops.ts";

/** What a device does with a hash before the path is taken. */
export interface Taken {
  readonly function: HashFunction;
  /** The result is rotated right by so many bits of its width; 0 or more. */
  readonly offset: number;
}

/** The path of a hash: rotated within its width, then modulo the number of paths. */
export function pathOf(hash: number, width: number, offset: number, paths: number): number {
  const by = offset % width;
  if (by === 0) return hash % paths;
  const rotated = (hash >>> by) | (hash << (width - by));
  return (width === 32 ? rotated >>> 0 : rotated & (2 ** width - 1)) % paths;
}

/** Most paths that there may be: the path of a key is kept in 16 bits. */
export const MAX_PATHS = 1 << 16;

/** Up to here the halves of a hash can be reduced one after the other in 31 bits, which is three times as fast. */
const SMALL = 1 << 15;

/** The path of every key. @param paths at most `MAX_PATHS` @param out becomes it */
export function pathsOf(
  hashes: Uint32Array,
  { function: { width }, offset }: Taken,
  paths: number,
  out = new Uint16Array(hashes.length),
): Uint16Array {
  const loops = loopsFor(hashes.length);
  if (loops !== null) {
    const [from, to] = [loops.put(hashes), loops.room(out.byteLength)];
    loops.code.paths(from, hashes.length, width, offset % width, paths, to);
    return loops.take(to, out);
  }
  if (offset % width !== 0 || paths > SMALL) {
    for (let k = 0; k < out.length; k++) out[k] = pathOf(hashes[k], width, offset, paths);
    return out;
  }
  const mask = paths - 1;
  if ((paths & mask) === 0) {
    for (let k = 0; k < out.length; k++) out[k] = hashes[k] & mask;
    return out;
  }
  const high = 65536 % paths;
  for (let k = 0; k < out.length; k++) {
    const h = hashes[k] | 0;
    out[k] = ((h >>> 16) * high + (h & 0xffff)) % paths;
  }
  return out;
}

/** What falls on each path. */
export function loadsOf(pathOfEntry: Uint32Array, weights: ArrayLike<number>, paths: number): Float64Array {
  const loads = new Float64Array(paths);
  for (let e = 0; e < pathOfEntry.length; e++) loads[pathOfEntry[e]] += weights[e];
  return loads;
}

/** Larger tables would no longer be in a cache, and take longer to fold. */
const MOST_COUNTED = 1024;
/** Most loads of groups that are counted at once: 8 MB. */
const MOST_COUNTED_BY_GROUP = 1 << 20;

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
const multiple = (a: number, b: number): number => (a / divisor(a, b)) * b;

/** A number of paths whose loads are counted key by key, and the asked ones that fold from it. */
interface Family {
  paths: number;
  members: number[];
}

/** Numbers of paths, put together while they have a common multiple that is small. */
function familiesOf(pathCounts: readonly number[]): Family[] {
  const out: Family[] = [];
  for (const n of [...new Set(pathCounts)].sort((a, b) => b - a)) {
    const family = out.find(({ paths }) => paths % n === 0 || multiple(paths, n) <= MOST_COUNTED);
    if (family === undefined) out.push({ paths: n, members: [n] });
    else {
      family.paths = multiple(family.paths, n);
      family.members.push(n);
    }
  }
  return out;
}

/** Loads of one number of paths: counted from keys, or folded from those of a multiple. */
interface Step {
  readonly paths: number;
  readonly family: number;
  /** The step that has the multiple; null: counted. */
  readonly from: Step | null;
  readonly loads: Float64Array;
}

/** Keys and what each weighs, from `start` to `end`. */
interface Weighted {
  readonly keys: Int32Array;
  /** By place in `keys`. */
  readonly weights: Float64Array;
  readonly start: number;
  readonly end: number;
}

/** Where the paths of a hash's keys are kept: an array for each family of the plan. */
export type KeyPaths = readonly Uint16Array[];

/** How to get at the loads of all numbers of paths that are asked for. Its arrays are used again and again. */
export class PathPlan {
  private readonly families: readonly Family[];
  /** Those of one family next to each other, each behind the one that it folds from. */
  private readonly steps: readonly Step[];
  private readonly stepOf: readonly Step[];
  private readonly loadsOfAsked: readonly Float64Array[];
  /** Effective paths, by place in `asked`. */
  private readonly effective: Float64Array;
  private readonly sparse: Float64Array;
  private kept: Uint16Array<ArrayBuffer>[] = [new Uint16Array(0)];

  /**
   * @param asked numbers of paths, 1 to `MAX_PATHS`
   * @param width how many weights a key has, 1 or 4: loads have the first weight of path 0, its second, …
   */
  constructor(
    readonly asked: readonly number[],
    private readonly width: 1 | 4 = 1,
  ) {
    this.families = familiesOf(asked);
    const steps: Step[] = [];
    this.families.forEach(({ paths, members }, family) => {
      const own: Step[] = [{ paths, family, from: null, loads: new Float64Array(paths * width) }];
      for (const n of members) {
        if (n === paths) continue;
        // The smallest multiple costs least to fold.
        const from = own.filter((s) => s.paths % n === 0).reduce((a, b) => (b.paths < a.paths ? b : a));
        own.push({ paths: n, family, from, loads: new Float64Array(n * width) });
      }
      steps.push(...own);
    });
    this.steps = steps;
    this.stepOf = asked.map((n) => steps.find((s) => s.paths === n) as Step);
    this.loadsOfAsked = this.stepOf.map(({ loads }) => loads);
    this.effective = new Float64Array(asked.length);
    this.sparse = new Float64Array(Math.max(...asked));
  }

  /** @param hashes by key @returns what is valid until the next call */
  pathsOf(hashes: Uint32Array, taken: Taken): KeyPaths {
    if (this.kept[0].length !== hashes.length)
      this.kept = this.families.map(() => new Uint16Array(hashes.length));
    return this.families.map(({ paths }, f) => pathsOf(hashes, taken, paths, this.kept[f]));
  }

  /**
   * Loads of the weighted keys from `start` to `end`, by place in `asked`; valid until the next call.
   *
   * @param weights by place in `keys`
   */
  loads(
    paths: KeyPaths,
    keys: Int32Array,
    weights: Float64Array,
    start = 0,
    end = keys.length,
  ): readonly Float64Array[] {
    this.add(paths, { keys, weights, start, end });
    return this.loadsOfAsked;
  }

  private add(paths: KeyPaths, weighted: Weighted): void {
    for (const { family, from, loads } of this.steps) {
      loads.fill(0);
      if (from !== null) fold(from.loads, loads);
      else if (this.width === 1) count(loads, paths[family], weighted);
      else countFour(loads, paths[family], weighted);
    }
  }

  /**
   * Only with one weight a key: effective paths (2^entropy of the loads) of groups of keys, by group and place in
   * `asked`.
   *
   * @param weights whole numbers by place in `keys`, in no group all 0
   * @param starts  where each group's keys start, and the end
   * @param totals  of the weights of each group
   */
  effectivePaths(
    paths: KeyPaths,
    keys: Int32Array,
    weights: Float64Array,
    starts: Int32Array,
    totals: Float64Array,
  ): Float64Array {
    const { asked } = this;
    const out = new Float64Array(totals.length * asked.length);
    const counted = this.countGroups(paths, keys, weights, starts);
    for (let g = 0; g < totals.length; g++) {
      const weighted = { keys, weights, start: starts[g], end: starts[g + 1] };
      this.effectiveOf(paths, weighted, totals[g], counted, g);
      out.set(this.effective, g * asked.length);
    }
    return out;
  }

  /** What falls on each step's paths, by group; null: to be counted group by group. */
  private countGroups(
    paths: KeyPaths,
    keys: Int32Array,
    weights: Float64Array,
    starts: Int32Array,
  ): ReadonlyMap<Step, Float64Array> | null {
    const groups = starts.length - 1;
    const loops = loopsFor(starts[groups]);
    const most = groups * Math.max(...this.families.map((family) => family.paths));
    if (loops === null || most > MOST_COUNTED_BY_GROUP) return null;
    const [own, each, from] = [loops.put(keys), loops.put(weights), loops.put(starts)];
    const of = paths.map((family) => loops.put(family));
    const at = new Map<Step, number>();
    const out = new Map<Step, Float64Array>();
    for (const step of this.steps) {
      const to = loops.room(8 * groups * step.paths, true);
      at.set(step, to);
      if (step.from === null)
        loops.code.countGroups(to, step.paths, of[step.family], own, each, from, groups);
      else loops.code.foldGroups(at.get(step.from) ?? 0, step.from.paths, to, step.paths, groups);
      out.set(step, loops.take(to, new Float64Array(groups * step.paths)));
    }
    return out;
  }

  private effectiveOf(
    paths: KeyPaths,
    weighted: Weighted,
    total: number,
    counted: ReadonlyMap<Step, Float64Array> | null,
    group: number,
  ): Float64Array {
    const { effective, stepOf, families } = this;
    const keys = weighted.end - weighted.start;
    if (keys === 1) return effective.fill(1);
    const bits = Math.log2(total);
    // Few keys touch few paths: then it is cheaper to look at the keys than at all paths.
    const few = families.some((f) => 2 * keys * f.members.length < f.paths);
    if (!few && counted === null) this.add(paths, weighted);
    for (let a = 0; a < stepOf.length; a++) {
      const { paths: n, family, loads } = stepOf[a];
      const ofAll = counted?.get(stepOf[a]);
      const sum = few
        ? sparseSum(this.sparse, n, paths[family], weighted)
        : ofAll === undefined
          ? denseSum(loads, 0, n)
          : denseSum(ofAll, group * n, (group + 1) * n);
      effective[a] = 2 ** Math.max(0, bits - sum / total);
    }
    return effective;
  }
}

function count(loads: Float64Array, paths: Uint16Array, weighted: Weighted): void {
  if (countBy("count", loads, paths, weighted)) return;
  const { keys, weights, start, end } = weighted;
  for (let i = start; i < end; i++) loads[paths[keys[i]]] += weights[i];
}

/** By compiled code. @returns false if there is none */
function countBy(
  loop: "count" | "countFour",
  loads: Float64Array,
  paths: Uint16Array,
  { keys, weights, start, end }: Weighted,
): boolean {
  if (start > 0 || end < keys.length) return false;
  const loops = loopsFor(end);
  if (loops === null) return false;
  const [of, own, each, to] = [loops.put(paths), loops.put(keys), loops.put(weights), loops.put(loads)];
  loops.code[loop](to, of, own, each, end);
  loops.take(to, loads);
  return true;
}

/** The same for four weights of each key, since what costs is to look its path up. */
function countFour(loads: Float64Array, paths: Uint16Array, weighted: Weighted): void {
  if (countBy("countFour", loads, paths, weighted)) return;
  const { keys, weights, start, end } = weighted;
  for (let i = start; i < end; i++) {
    const to = 4 * paths[keys[i]];
    loads[to] += weights[4 * i];
    loads[to + 1] += weights[4 * i + 1];
    loads[to + 2] += weights[4 * i + 2];
    loads[to + 3] += weights[4 * i + 3];
  }
}

/** Adds the loads of a multiple of the paths to theirs. */
function fold(from: Float64Array, to: Float64Array): void {
  for (let base = 0; base < from.length; base += to.length) {
    for (let i = 0; i < to.length; i++) to[i] += from[base + i];
  }
}

/** Sum of x log2 x. */
function denseSum(loads: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += xLog2x(loads[i]);
  return sum;
}

/** The same over the loads of keys. @param loads all 0 before and after */
function sparseSum(
  loads: Float64Array,
  n: number,
  paths: Uint16Array,
  { keys, weights, start, end }: Weighted,
): number {
  for (let i = start; i < end; i++) loads[paths[keys[i]] % n] += weights[i];
  let sum = 0;
  for (let i = start; i < end; i++) {
    const at = paths[keys[i]] % n;
    const x = loads[at];
    sum += xLog2x(x);
    loads[at] = 0;
  }
  return sum;
}
