/** Carries out jobs on the thread that it is called on. */
import {
  CaptureError,
  linktypeName,
  ReadControl,
  readBlock,
  readCaptures,
  readRange,
  Window,
} from "../capture/capture.ts";
import type { PacketSink } from "../core/sink.ts";
import { type SummaryImage, toImage } from "../facts/transfer.ts";
import { compileFilter, type Filter } from "../filter/compile.ts";
import { Session } from "../session/session.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { type Filtered, filtered } from "./filtered.ts";
import type { Done, Hand, Job } from "./job.ts";

/** Numbers that a job may use for its packets: they only have to tell which came first. */
export const PACKETS_A_JOB = 2 ** 32;

export class LocalHand implements Hand {
  readonly #options: SessionOptions;
  readonly #filter: Filter | null;
  #session: Session;
  #filtered: Filtered | null = null;
  /** Packets of all jobs that count. */
  #packets = 0;
  #window: Window | null = null;
  /** The job before: a new one waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = { linktypeName, ...options, partial: true };
    this.#filter = options.only === undefined ? null : compileFilter(options.only);
    this.#session = this.#begin();
  }

  run(job: Job): Promise<Done> {
    return this.#inTurn(() => this.#run(job));
  }

  facts(): Promise<SummaryImage> {
    return this.#inTurn(async () => {
      const summary = this.#session.finish();
      summary.counters.packets = this.#packets;
      const image = toImage(summary);
      this.#session = this.#begin();
      return image;
    });
  }

  forget(): void {
    void this.#inTurn(async () => {
      this.#session = this.#begin();
    });
  }

  close(): void {}

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  #begin(): Session {
    const session = new Session(this.#options);
    this.#filtered = this.#filter && filtered(this.#filter, this.#options, session);
    // It is memory of the session's.
    this.#window = null;
    this.#packets = 0;
    return session;
  }

  async #run({ index, range, block, file, again }: Job): Promise<Done> {
    const session = this.#session;
    const { counters, table } = session.recorder;
    const first = index * PACKETS_A_JOB;
    const { bytes } = counters;
    counters.packets = first;
    session.ahead = 0;
    const sink = this.#filtered ?? session;
    const given = this.#filtered?.given ?? 0;
    const done: Partial<Done> = {};
    if (block !== undefined) readBlock(block, sink);
    else if (range !== undefined) done.range = await readRange(range, sink, this.#buffer());
    else if (file !== undefined) Object.assign(done, await readFile(file, sink));
    const taken = counters.packets - first;
    this.#packets += taken;
    const packets = this.#filtered === null ? taken : this.#filtered.given - given;
    const ledger = session.ledger.take();
    return {
      ...done,
      packets,
      bytes: counters.bytes - bytes,
      held: table.held,
      ledger: again === true ? new Uint8Array() : ledger,
    };
  }

  #buffer(): Window {
    this.#window ??= new Window(
      {} as never,
      new ReadControl(),
      undefined,
      (length) => this.#session.skimmer?.buffer(length) ?? null,
    );
    return this.#window;
  }
}

/** Reads a file that cannot be cut. */
async function readFile(file: string, sink: PacketSink): Promise<Pick<Done, "outcome" | "refused">> {
  try {
    return { outcome: await readCaptures([file], sink) };
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    const { message, hint } = error;
    return { refused: hint === undefined ? { message } : { message, hint } };
  }
}
