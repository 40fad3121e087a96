/** What is shown while packets come: a picture on a terminal, or a line of JSON an interval. */
import { fstatSync } from "node:fs";
import type { ReadControl } from "../capture/capture.ts";
import type { PacketSink } from "../core/sink.ts";
import { LiveCounts, type LiveReport, type Time } from "../facts/live.ts";
import type { RowObserver } from "../facts/observer.ts";
import { report } from "../facts/query.ts";
import type { Report } from "../facts/report.ts";
import { liveJson, liveLines } from "../output/live.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import type { RunOptions } from "../pipeline/run.ts";
import { Ticks } from "../pipeline/ticks.ts";
import type { Session } from "../session/session.ts";
import { UsageError } from "./errors.ts";
import { FdWriter } from "./fd-writer.ts";
import type { Given } from "./given.ts";
import { colorMode } from "./options.ts";
import { Budget, Pace } from "./pace.ts";
import { Screen } from "./screen.ts";
import { guardOutput, onTerminal, say } from "./streams.ts";
import { intervalOf } from "./time.ts";

const DEFAULT_INTERVAL = 2e9;

/** @returns null if only the result is wanted @throws UsageError */
export function liveOf(given: Given): Live | null {
  const off = given.text("interval") === "0";
  const interval = off ? undefined : intervalOf(given);
  const asked = interval !== undefined || given.flag("live");
  const nanoseconds = interval ?? DEFAULT_INTERVAL;
  if (off && asked) throw new UsageError("--interval 0 is the end of --live", "Leave one of them out.");
  if (given.flag("json")) return asked ? new LiveLines(given, nanoseconds) : null;
  const isTerminal = onTerminal() && process.env.TERM !== "dumb";
  if (asked && !isTerminal)
    throw new UsageError("what is shown while packets come needs a terminal", "Elsewhere, add --json.");
  return !off && isTerminal && (asked || isEndless(given)) ? new LiveScreen(given, nanoseconds) : null;
}

/** Whether nobody knows when the input ends. */
function isEndless(given: Given): boolean {
  if (given.flag("follow")) return true;
  const names = [...given.all("read"), ...given.files];
  if (names.some((name) => name !== "-")) return false;
  const stat = fstatSync(0);
  return stat.isFIFO() || stat.isSocket();
}

const MILLION = 1e6;

export abstract class Live {
  protected counts!: LiveCounts;
  protected session!: Session;
  protected control!: ReadControl;
  protected ticks!: Ticks;
  readonly #milliseconds: number;
  readonly #pace: Pace = new Pace(performance.now(), 0);
  readonly #follows: boolean;
  readonly #quiet: boolean;
  #timer: NodeJS.Timeout | null = null;
  #packets = 0;
  /** Whether the writer of the pipe had to wait lately. */
  protected behind = false;

  /** For the run. */
  readonly options: Pick<RunOptions, "observer" | "ahead">;

  /** @param interval of the capture's time, nanoseconds */
  constructor(given: Given, interval: number) {
    this.#milliseconds = Math.max(1, interval / MILLION);
    this.#follows = given.flag("follow");
    this.#quiet = given.flag("quiet");
    const observer: RowObserver = {
      each: false,
      packets: (row, packets, bytes) => this.counts.packets(row, packets, bytes),
    };
    const ahead = (sink: PacketSink) => {
      this.ticks = new Ticks(sink, interval, (from, to) => this.tick(from, to));
      return this.ticks;
    };
    this.options = { observer, ahead };
  }

  /** Before the first packet. */
  begins(session: Session, control: ReadControl): void {
    this.session = session;
    this.control = control;
    this.counts = new LiveCounts(session.recorder);
    session.recorder.observer = this.counts;
    this.#timer = setInterval(() => this.#look(), Math.min(this.#milliseconds, 2 ** 31 - 1));
  }

  /** An interval of the capture's time is over. */
  protected abstract tick(from: Time, to: Time): void;
  /** So much time of the clock is over. */
  protected abstract refresh(): void;
  /** All packets were read; the result comes now. */
  protected abstract end(): void;

  #look(): void {
    this.#sample();
    const { packets } = this.session.recorder.counters;
    // Only who waits is silent: who is stopped, or reads a file in which time goes slowly, is not.
    if (packets === this.#packets && this.control.live && this.control.waitsSince > 0) this.ticks.pass();
    this.#packets = packets;
    this.refresh();
  }

  #sample(): void {
    if (this.#follows || !this.control.live) return;
    const { lastSeconds, lastNanoseconds } = this.session.recorder.counters;
    const age = lastNanoseconds < 0 ? null : Date.now() - lastSeconds * 1000;
    const now = performance.now();
    this.behind = this.#pace.sample(now, this.control.idle(now), age);
  }

  ends(): void {
    if (this.#timer === null) return;
    this.stop();
    this.#sample();
    this.end();
    const { summary } = this.#pace;
    if (summary !== null && !this.#quiet) say(summary);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

const NO_TIME: Time = { seconds: 0, nanoseconds: -1 };

class LiveLines extends Live {
  readonly #out = new FdWriter(1);

  protected tick(from: Time, to: Time): void {
    this.#out.text(liveJson(this.counts.report(from, to, (counts, seconds) => counts.active(seconds))));
    this.counts.next();
  }

  protected refresh(): void {}

  protected end(): void {
    const { lastSeconds, lastNanoseconds } = this.session.recorder.counters;
    const from = this.ticks.from ?? NO_TIME;
    const last = { seconds: lastSeconds, nanoseconds: lastNanoseconds };
    if (this.counts.changed) this.tick(from, isBefore(last, from) ? from : last);
    this.#out.flush();
  }
}

const isBefore = (a: Time, b: Time) =>
  a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);

/** Tenants that the largest terminal shows. */
const MOST_TENANTS = 300;
/** Milliseconds between two pictures when the capture's time goes faster than the clock. */
const LEAST_PAUSE = 200;
/** Shares of the time, and milliseconds at once, for the figures of a picture and for entropy and findings. */
const PICTURE: [share: number, longest: number, each: number] = [0.05, 1000, 0.001];
const REPORT: [share: number, longest: number, each: number] = [0.1, 250, 0.005];

class LiveScreen extends Live {
  readonly #screen = new Screen(process.stdout);
  readonly #theme: ReturnType<typeof createTheme>;
  readonly #pictures = new Budget(...PICTURE);
  readonly #reports = new Budget(...REPORT);
  #from: Time | null = null;
  #last: LiveReport | null = null;
  #tenants = 0;
  #report: Report | null = null;
  #reported = -1;
  /** When the last figures were taken, and the last picture drawn. */
  #taken = 0;
  #drawn = 0;
  readonly #resized = () => this.#draw();

  constructor(given: Given, interval: number) {
    super(given, interval);
    guardOutput();
    this.#theme = createTheme(wantsColor(colorMode(given), process.env, true));
  }

  override begins(session: Session, control: ReadControl): void {
    super.begins(session, control);
    process.stdout.on("resize", this.#resized);
    this.#draw();
  }

  protected tick(from: Time, to: Time): void {
    this.#from ??= from;
    const start = performance.now();
    const { tenants } = this.session.recorder.table.interner;
    if (start - this.#taken < LEAST_PAUSE || !this.#pictures.may(start, tenants.size)) return;
    this.#tenants = this.counts.tenants;
    this.#last = this.counts.report(this.#from, to, (counts, seconds) =>
      counts.busiest(seconds, MOST_TENANTS),
    );
    this.counts.next();
    this.#from = null;
    this.#taken = start;
    // Entropy and findings, which a drawing may make anew, have a share of their own.
    this.#pictures.spent(start, performance.now(), tenants.size);
    this.#draw();
  }

  protected refresh(): void {
    if (performance.now() - this.#drawn > LEAST_PAUSE) this.#draw();
  }

  protected end(): void {}

  override stop(): void {
    super.stop();
    process.stdout.off("resize", this.#resized);
    this.#screen.leave();
  }

  #draw(): void {
    const { counters } = this.session.recorder;
    const { firstSeconds, firstNanoseconds, lastSeconds, lastNanoseconds } = counters;
    this.#drawn = performance.now();
    this.#judge();
    const { width, height } = this.#screen;
    const lines = liveLines(
      {
        file: this.control.file,
        packets: counters.packets,
        bytes: counters.bytes,
        last: this.#last,
        tenants: this.#tenants,
        native: this.counts.native,
        seconds: lastSeconds - firstSeconds + (lastNanoseconds - firstNanoseconds) / 1e9,
        report: this.#report,
        tooMany: this.#reports.isTooMuch(this.session.recorder.table.size),
        pace: this.behind
          ? "reading takes all of the time: the writer of the pipe has to wait, and tcpdump may drop packets"
          : "",
      },
      { width, height, theme: this.#theme },
    );
    this.#screen.draw(lines);
  }

  /** Makes entropy and findings anew, if there is something new and time for it. */
  #judge(): void {
    const { counters, table } = this.session.recorder;
    const start = performance.now();
    if (this.#last === null || counters.packets === this.#reported || !this.#reports.may(start, table.size))
      return;
    this.#report = report(this.session.soFar(), [], []);
    this.#reported = counters.packets;
    this.#reports.spent(start, performance.now(), table.size);
  }
}
