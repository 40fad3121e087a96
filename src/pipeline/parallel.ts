/** One run over captures on several threads. The answer is that of one thread, byte for byte. */
import {
  type Block,
  BlockCutter,
  BUFFER,
  CaptureError,
  closeSplit,
  displayName,
  linktypeName,
  openSplit,
  openUnlessStopped,
  type ReadControl,
  type ReadOutcome,
  rangesOf,
  readSource,
  Window,
  warnOfTimes,
} from "../capture/capture.ts";
import { compileFilter } from "../filter/compile.ts";
import { Session } from "../session/session.ts";
import { DEFAULT_MAX_FLOWS, type SessionOptions } from "../session/session-options.ts";
import { AHEAD, Crew, Input, Retreat } from "./crew.ts";
import type { Done, Hand, Job, Progress, Run } from "./job.ts";
import { PACKETS_A_JOB } from "./local-hand.ts";
import { Parts } from "./parts.ts";

export interface ParallelOptions {
  hands: number;
  /** Makes hand number `n`; number 0 works on this thread. */
  open(n: number): Hand;
  /** Most bytes of a range of a file, and of a block of a stream; as many as are worth a message if not given. */
  part?: number;
  /** Bytes of a stream that are read before others are asked to help. */
  alone: number;
}

/** A file that is longer when compressed is read block by block, and not by one hand. */
const LONG = 256 << 20;
/** Files that are open at a time. */
const MOST_FILES = 64;
const MOST_PART = 32 << 20;
const LEAST_PART = 4 << 20;
/** Parts a hand, so that all come to their end at about the same time. */
const PARTS = 8;
/** Every row, tunnel and address that a packet can add takes so many bytes of it. */
const BYTES_A_ROW = 16;

/**
 * Reads captures in order as one and sums them up.
 * @param sizes of the captures in bytes, 0 for what is no file
 * @throws Retreat if only one thread can do it, CaptureError as readCaptures does
 */
export async function runParallel(
  captures: string[],
  sizes: number[],
  options: SessionOptions,
  parallel: ParallelOptions,
  control: ReadControl,
  onSession: (session: Session, progress: Progress) => void,
): Promise<Run> {
  const run = new ParallelRun(options, parallel, control);
  onSession(run.session, run.progress);
  return run.read(captures, sizes);
}

class ParallelRun {
  readonly session: Session;
  readonly progress = { packets: 0, bytes: 0 };
  readonly #outcome: ReadOutcome = { files: [], damage: [], warnings: [], cutPipe: false };
  readonly #parallel: ParallelOptions;
  readonly #control: ReadControl;
  readonly #crew: Crew;
  readonly #maxFlows: number;
  /** Asks the filter about what the parts could not. */
  readonly #replayed: Parts | null;
  /** Files whose ranges are being read. */
  #files: { fd: number; input: Input }[] = [];
  #refused: CaptureError | null = null;
  /** Shared buffers: how many there are, which are free, and how many blocks of the others are being read. */
  #buffers = 0;
  readonly #free: Uint8Array[] = [];
  readonly #blocks = new Map<Uint8Array, number>();
  readonly #left = new Set<Uint8Array>();

  constructor(options: SessionOptions, parallel: ParallelOptions, control: ReadControl) {
    this.session = new Session({ linktypeName, ...options });
    this.#maxFlows = options.maxFlows ?? DEFAULT_MAX_FLOWS;
    const { only } = options;
    this.#replayed = only === undefined ? null : new Parts(compileFilter(only), options, this.session);
    this.#parallel = parallel;
    this.#control = control;
    this.#crew = new Crew(this.session, {
      replay: this.#replayed ?? this.session,
      hands: parallel.hands,
      open: parallel.open,
      onDone: (job) => this.#answered(job),
      onSettled: (done, input) => this.#settled(done, input),
      onDamage: (damage) => this.#outcome.damage.push(damage),
    });
  }

  async read(captures: string[], sizes: number[]): Promise<Run> {
    const outcome = this.#outcome;
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const share = total / (this.#parallel.hands * PARTS);
    const part = this.#parallel.part ?? Math.ceil(Math.min(MOST_PART, Math.max(LEAST_PART, share)));
    // What comes through a pipe cannot be read once more: with blocks, nothing is guessed.
    const files = sizes.every((size) => size > 0);
    try {
      for (const [i, name] of captures.entries()) {
        if (this.#control.stopped || this.#crew.refused) break;
        try {
          if (!files || !(await this.#file(name, sizes[i], part, captures.length > 1)))
            await this.#stream(name);
        } catch (error) {
          if (!(error instanceof CaptureError)) throw error;
          this.#refused ??= error;
          break;
        }
      }
      await this.#absorb();
      this.#replayed?.finish();
    } finally {
      this.#control.onStop(null);
      this.#crew.close();
      this.#close();
    }
    if (this.#refused !== null) {
      this.#refused.outcome = outcome;
      throw this.#refused;
    }
    return { summary: this.session.finish(), outcome };
  }

  /** Has a file read in ranges, or by one hand if it is compressed and short. False: it is to be read as a stream. */
  async #file(name: string, size: number, part: number, several: boolean): Promise<boolean> {
    if (this.#files.length >= MOST_FILES) await this.#absorb();
    const crew = this.#crew;
    const input = new Input(name);
    const split = await openSplit(name);
    if (split === null && (!several || size > LONG)) return false;
    this.#control.onStop(() => crew.stop());
    const room = () =>
      crew.until(
        () =>
          this.#control.stopped || input.over || crew.refused || crew.open < 2 * AHEAD * this.#parallel.hands,
      );
    if (split === null) {
      await room();
      crew.add(input, { file: name });
      return true;
    }
    this.#files.push({ fd: split.fd, input });
    input.at = split.start;
    input.state = split.state;
    input.guess = split.guess;
    for (const range of rangesOf(split, size, part)) {
      await room();
      if (this.#control.stopped || input.over || crew.refused) break;
      if (crew.held > this.#maxFlows) await crew.absorb();
      crew.add(input, { range });
    }
    return true;
  }

  /** Reads an input here and hands blocks of it over. */
  async #stream(name: string): Promise<void> {
    // It asks about packets that are read here, too, in their order.
    if (this.#replayed !== null) throw new Retreat();
    await this.#absorb();
    const control = this.#control;
    const source = await openUnlessStopped(name, control);
    if (source === null) return;
    this.#outcome.files.push(name);
    control.file = name;
    const { alone, part } = this.#parallel;
    const input = new Input(name);
    const { counters } = this.session.recorder;
    const first = this.#crew.nextIndex();
    const cutter = new BlockCutter(
      {
        inPlace: (bytesRead) => this.#crew.held === 0 && this.#crew.open === 0 && bytesRead < alone,
        direct: async (records, window, reading) => {
          // Its packets come behind all that have a number.
          const shift = Math.max(first, this.#lastIndex) * PACKETS_A_JOB;
          const { packets, bytes } = counters;
          counters.packets += shift;
          records.records(window, reading);
          counters.packets -= shift;
          this.progress.packets += counters.packets - packets;
          this.progress.bytes += counters.bytes - bytes;
        },
        buffer: (least) => this.#buffer(least),
        take: (block) => this.#take(input, block),
        leave: (bytes) => {
          this.#left.add(bytes);
          this.#reuse(bytes);
        },
      },
      part,
    );
    const window = new Window(source, control);
    const all = Number.MAX_SAFE_INTEGER;
    await readSource(name, source, window, this.session, all, control, this.#outcome, {}, cutter.pump);
    await this.#absorb();
  }

  #lastIndex = 0;

  #take(input: Input, block: Block): void {
    this.#blocks.set(block.bytes, (this.#blocks.get(block.bytes) ?? 0) + 1);
    this.#crew.add(input, { block });
  }

  /** A shared buffer; null if the fact table could become full, and who has a row would depend on who comes first. */
  async #buffer(least: number): Promise<Uint8Array | null> {
    const crew = this.#crew;
    const { table } = this.session.recorder;
    const length = Math.max(BUFFER, least);
    const coming = () => (this.#buffers - this.#free.length + crew.open) * BUFFER + length;
    const tooMuch = () => crew.held + table.held + coming() / BYTES_A_ROW > this.#maxFlows;
    if (tooMuch()) await crew.absorb();
    if (tooMuch()) {
      this.#lastIndex = crew.nextIndex();
      return null;
    }
    if (length > BUFFER) return new Uint8Array(new SharedArrayBuffer(length));
    await crew.until(() => this.#free.length > 0 || this.#buffers < this.#parallel.hands + 2);
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#buffers++;
    return new Uint8Array(new SharedArrayBuffer(BUFFER));
  }

  #answered({ block }: Job): void {
    if (block === undefined) return;
    const { bytes } = block;
    this.#blocks.set(bytes, (this.#blocks.get(bytes) ?? 1) - 1);
    this.#reuse(bytes);
  }

  /** A buffer that was left and of which no block is being read can be filled again. */
  #reuse(bytes: Uint8Array): void {
    if (!this.#left.has(bytes) || (this.#blocks.get(bytes) ?? 0) > 0) return;
    this.#left.delete(bytes);
    this.#blocks.delete(bytes);
    if (bytes.length === BUFFER) this.#free.push(bytes);
  }

  #settled(done: Done, input: Input): void {
    const { progress } = this;
    const outcome = this.#outcome;
    progress.packets += done.packets;
    progress.bytes += done.bytes;
    if (done.range !== undefined || done.outcome !== undefined) {
      this.#control.file = input.file;
      if (!this.#listed.has(input)) outcome.files.push(input.file);
      this.#listed.add(input);
    }
    if (done.range !== undefined && done.range.begin >= 0)
      this.#control.bytesRead += done.range.end - done.range.begin;
    if (done.outcome !== undefined) {
      outcome.damage.push(...done.outcome.damage);
      outcome.warnings.push(...done.outcome.warnings);
    }
    if (done.refused !== undefined) {
      const what = done.refused.message.slice(`${displayName(input.file)}: `.length);
      this.#refused = new CaptureError(input.file, what, done.refused.hint);
    }
  }

  readonly #listed = new Set<Input>();

  async #absorb(): Promise<void> {
    await this.#crew.absorb();
    this.#close();
  }

  #close(): void {
    for (const { fd, input } of this.#files) {
      warnOfTimes(input.file, input.untimed, this.#outcome);
      closeSplit(fd);
    }
    this.#files = [];
  }
}
