/** Loads over time: what each row carried in each interval, and from that the interval in which a link was fullest. */
import { timeText } from "../core/format.ts";
import { KeyTable } from "../core/key-table.ts";
import { balance } from "../entropy/metrics.ts";
import type { IntervalsReport, WorstIntervalReport } from "../facts/entropy-report.ts";
import type { RowObserver } from "../facts/observer.ts";
import type { Samples } from "../facts/samples.ts";
import type { Bench } from "./bench.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";

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

  report(samples: Samples, group: Group, bench: Bench, pathCounts: readonly number[]): IntervalsReport {
    const entryOfRow = new Int32Array(samples.table.size).fill(-1);
    for (const e of group.entries) entryOfRow[samples.rows[e]] = e;
    const w = this.cells.i32;
    const interval = (cell: number) => w[cell * STRIDE + 1] * WORD + (w[cell * STRIDE] >>> 0);
    const entry = (cell: number) => entryOfRow[w[cell * STRIDE + ROW]];
    const cells = Int32Array.from({ length: this.cells.size }, (_, i) => i)
      .filter((cell) => entry(cell) >= 0)
      .sort((a, b) => interval(a) - interval(b) || a - b);
    const ends: number[] = [];
    for (let i = 1; i <= cells.length; i++) {
      if (i === cells.length || interval(cells[i]) !== interval(cells[i - 1])) ends.push(i);
    }
    const worst: WorstIntervalReport[] = [];
    for (const { keyed, hash, table } of bench.devices()) {
      const found = new Map<number, { interval: number; loads: Float64Array; peak: number }>();
      let from = 0;
      for (const to of ends) {
        const part = cells.subarray(from, to);
        from = to;
        const keys = Int32Array.from(part, (cell) => keyed.keyOf[entry(cell)]);
        const bytes = Float64Array.from(part, (cell) => this.cells.f64[cell * (STRIDE / 2) + BYTES]);
        for (const [paths, loads] of table.loads(keys, bytes)) {
          const peak = loads.reduce((a, b) => Math.max(a, b), 0);
          const before = found.get(paths);
          if (before !== undefined && before.peak >= peak) continue;
          found.set(paths, { interval: interval(part[0]), loads, peak });
        }
      }
      for (const paths of pathCounts) {
        const one = found.get(paths);
        if (one === undefined) continue;
        const { total, paths: effective, maxMean } = balance(one.loads);
        worst.push({
          view: keyed.view.name,
          function: hash.function.name,
          paths,
          start: this.startOf(one.interval),
          bytes: total,
          loads: [...one.loads],
          effective_paths: round(effective),
          max_mean: round(maxMean),
          busiest_path: one.loads.indexOf(one.peak),
          busiest_bits_per_second: round((one.peak * 8 * BILLION) / this.nanoseconds),
        });
      }
    }
    return {
      seconds: this.nanoseconds / BILLION,
      intervals: ends.length,
      lost_packets: this.lost,
      worst,
    };
  }

  private startOf(interval: number): string {
    const nanoseconds = interval * this.nanoseconds;
    const seconds = Math.floor(nanoseconds / BILLION);
    return timeText(this.origin + seconds, nanoseconds - seconds * BILLION);
  }
}
