/** Loads over time: what each row carried in each interval, and from that the interval in which a link was fullest. */
import { timeText } from "../core/format.ts";
import { KeyTable } from "../core/key-table.ts";
import { balance } from "../entropy/metrics.ts";
import type { PathPlan } from "../entropy/paths.ts";
import type { IntervalsReport, WorstIntervalReport } from "../facts/entropy-report.ts";
import type { RowObserver } from "../facts/observer.ts";
import type { Device, Experiment, Place, Seen } from "./bench.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";
import type { Samples } from "./samples.ts";

const STRIDE = 8;
const ROW = 2;
const BYTES = 3; // double
const WORD = 2 ** 32;
const BILLION = 1e9;

export class Intervals implements RowObserver {
  readonly each = true;
  /** (interval in two words, row) and its bytes. */
  private readonly cells = new KeyTable(STRIDE, 1024);
  /** The whole second in which the first packet came: there interval 0 starts. */
  private origin = -1;
  private lost = 0;

  /**
   * @param nanoseconds length of an interval
   * @param limit most pairs of interval and row; memory grows with the capture's length up to this
   */
  constructor(
    private readonly nanoseconds: number,
    private readonly limit: number,
  ) {}

  packets(row: number, packets: number, bytes: number, seconds: number, nanoseconds: number): void {
    if (nanoseconds < 0) return;
    if (this.origin < 0) this.origin = seconds;
    const interval = Math.floor(((seconds - this.origin) * BILLION + nanoseconds) / this.nanoseconds);
    const [low, high] = [interval | 0, Math.floor(interval / WORD)];
    let cell = this.cells.find(low, high, row, 0, 0, 0);
    if (cell < 0) {
      if (this.cells.size >= this.limit) {
        this.lost += packets;
        return;
      }
      cell = this.cells.insert(low, high, row, 0, 0, 0);
    }
    this.cells.f64[cell * (STRIDE / 2) + BYTES] += bytes;
  }

  /** What lies in intervals of a group's samples, to be put on paths. @param group of samples */
  experiment(samples: Samples, { entries }: Group, plan: PathPlan): IntervalLoads {
    const entryOfRow = new Int32Array(samples.table.size).fill(-1);
    for (const e of entries) entryOfRow[samples.rows[e]] = e;
    const w = this.cells.i32;
    const interval = (cell: number) => w[cell * STRIDE + 1] * WORD + (w[cell * STRIDE] >>> 0);
    const entry = (cell: number) => entryOfRow[w[cell * STRIDE + ROW]];
    const cells = Int32Array.from({ length: this.cells.size }, (_, i) => i)
      .filter((cell) => entry(cell) >= 0)
      .sort((a, b) => interval(a) - interval(b) || a - b);
    const starts: number[] = [];
    for (let i = 0; i < cells.length; i++) {
      if (i === 0 || interval(cells[i]) !== interval(cells[i - 1])) starts.push(i);
    }
    return new IntervalLoads(
      {
        entries: cells.map(entry),
        bytes: Float64Array.from(cells, (cell) => this.cells.f64[cell * (STRIDE / 2) + BYTES]),
        intervals: starts.map((at) => interval(cells[at])),
        starts: [...starts, cells.length],
      },
      plan,
    );
  }

  report(loads: IntervalLoads): IntervalsReport {
    return {
      seconds: this.nanoseconds / BILLION,
      intervals: loads.cells.intervals.length,
      lost_packets: this.lost,
      worst: loads.worst.map((w) => this.worst(w)),
    };
  }

  private worst({ view, hash, paths, interval, loads, peak }: Worst): WorstIntervalReport {
    const { total, paths: effective, maxMean } = balance(loads);
    return {
      view,
      function: hash,
      paths,
      start: this.startOf(interval),
      bytes: total,
      loads: Array.from(loads),
      effective_paths: round(effective),
      max_mean: round(maxMean),
      busiest_path: loads.indexOf(peak),
      busiest_bits_per_second: round((peak * 8 * BILLION) / this.nanoseconds),
    };
  }

  private startOf(interval: number): string {
    const nanoseconds = interval * this.nanoseconds;
    const seconds = Math.floor(nanoseconds / BILLION);
    return timeText(this.origin + seconds, nanoseconds - seconds * BILLION);
  }
}

/** What samples carried in intervals, by interval; those of interval i are from `starts[i]` to `starts[i + 1]`. */
interface Cells {
  readonly entries: Int32Array;
  readonly bytes: Float64Array;
  readonly intervals: readonly number[];
  readonly starts: readonly number[];
}

interface Worst {
  readonly view: string;
  readonly hash: string;
  readonly paths: number;
  readonly interval: number;
  readonly loads: Float64Array;
  /** The largest of the loads. */
  readonly peak: number;
}

function peakOf(loads: Float64Array): number {
  let peak = 0;
  for (let i = 0; i < loads.length; i++) if (loads[i] > peak) peak = loads[i];
  return peak;
}

/**
 * The interval whose busiest path carried most, for each device: the one in which a link is full first. A quiet
 * interval may be far less even and harm nobody. Of equals the first.
 */
export class IntervalLoads implements Experiment {
  readonly worst: Worst[] = [];
  /** Where each view's devices start in `worst`. */
  private readonly starts: number[] = [];
  /** Hash keys in the present view. */
  private readonly keys: Int32Array;

  constructor(
    readonly cells: Cells,
    private readonly plan: PathPlan,
  ) {
    this.keys = new Int32Array(cells.entries.length);
  }

  view({ keyed: { keyOf } }: Seen): void {
    const { entries } = this.cells;
    this.starts.push(this.worst.length);
    for (let i = 0; i < entries.length; i++) this.keys[i] = keyOf[entries[i]];
  }

  device({ keyed, hash, paths }: Device): void {
    const { plan, keys } = this;
    const { bytes, intervals, starts } = this.cells;
    const found: Worst[] = [];
    for (let i = 0; i < intervals.length; i++) {
      const all = plan.loads(paths, keys, bytes, starts[i], starts[i + 1]);
      for (let n = 0; n < all.length; n++) {
        const peak = peakOf(all[n]);
        if (found[n] !== undefined && found[n].peak >= peak) continue;
        found[n] = {
          view: keyed.view.name,
          hash: hash.function.name,
          paths: plan.asked[n],
          interval: intervals[i],
          loads: all[n].slice(),
          peak,
        };
      }
    }
    this.worst.push(...found);
  }

  again({ keyed, hash }: Pick<Device, "keyed" | "hash">, earlier: Place): void {
    const { length } = this.plan.asked;
    // Without cells nothing was found anywhere.
    if (this.cells.intervals.length === 0) return;
    const from = this.starts[earlier.view] + earlier.hash * length;
    for (const found of this.worst.slice(from, from + length))
      this.worst.push({ ...found, view: keyed.view.name, hash: hash.function.name });
  }
}
