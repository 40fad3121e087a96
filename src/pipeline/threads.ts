/** Jobs on other threads: the program's own file, started once more as a worker. */
import type { Worker } from "node:worker_threads";
import { restoreTables, snapshotTables, type TableSnapshot } from "../core/demux.ts";
import { buffersOf, type SummaryImage } from "../facts/transfer.ts";
import type { SessionOptions } from "../session/session-options.ts";
import type { Done, Hand, Job } from "./job.ts";
import { LocalHand } from "./local-hand.ts";

/** The program: a file, or what gives its text, for a program that is no file. */
export type WorkerSource = URL | (() => string);

interface Start {
  /** How the program knows that it is a worker. */
  overshark: "hand";
  options: SessionOptions;
  tables: TableSnapshot;
}

/** Node's part, which one thread alone need not load. */
const threads = () => process.getBuiltinModule("node:worker_threads");

/** What stands where a user's last word would, to begin with. */
const HAND = "a hand of overshark's";

type Question = { job: Job } | "facts" | "forget";
type Answer = { done: Done } | { facts: SummaryImage } | { failed: string };

let source: WorkerSource | null = null;

/** Tells where workers come from. Without that everything is read on one thread. */
export function useWorkers(from: WorkerSource): void {
  source = from;
}

export const canUseWorkers = (): boolean => source !== null;

/** Whether this is such a worker, which then has begun to work. To be called first thing in the program. */
export function serveAsWorker(): boolean {
  if (process.argv.at(-1) !== HAND) return false;
  const { isMainThread, parentPort, workerData } = threads();
  const start = workerData as Start | null;
  if (isMainThread || start?.overshark !== "hand" || parentPort === null) return false;
  const port = parentPort;
  restoreTables(start.tables);
  const hand = new LocalHand(start.options);
  const answer = async (question: Question): Promise<void> => {
    if (question === "forget") {
      hand.forget();
    } else if (question === "facts") {
      const facts = await hand.facts();
      port.postMessage({ facts } satisfies Answer, buffersOf(facts));
    } else {
      const done = await hand.run(question.job);
      port.postMessage({ done } satisfies Answer, [done.ledger.buffer]);
    }
  };
  port.on("message", (question: Question) => {
    answer(question).catch((error) => port.postMessage({ failed: String(error?.stack ?? error) }));
  });
  return true;
}

/** A worker that carries out jobs. */
export class ThreadHand implements Hand {
  readonly #worker: Worker;
  /** Those who wait for an answer; answers come in the order of the questions. */
  readonly #waiting: { resolve(answer: never): void; reject(error: Error): void }[] = [];

  constructor(options: SessionOptions) {
    const start: Start = { overshark: "hand", options, tables: snapshotTables() };
    if (source === null) throw new Error("no source for workers");
    const { Worker } = threads();
    const [program, isText] = source instanceof URL ? [source, false] : [source(), true];
    this.#worker = new Worker(program, { eval: isText, argv: [HAND], workerData: start });
    // Only who waits for an answer keeps the program alive.
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => {
      const asked = this.#waiting.shift();
      if ("failed" in answer) asked?.reject(new Error(answer.failed));
      else asked?.resolve(("done" in answer ? answer.done : answer.facts) as never);
      if (this.#waiting.length === 0) this.#worker.unref();
    });
    this.#worker.on("error", (error) => {
      for (const asked of this.#waiting.splice(0)) asked.reject(error as Error);
    });
  }

  run(job: Job): Promise<Done> {
    return this.#ask({ job });
  }

  facts(): Promise<SummaryImage> {
    return this.#ask("facts");
  }

  forget(): void {
    this.#worker.postMessage("forget" satisfies Question);
  }

  close(): void {
    void this.#worker.terminate();
  }

  #ask<T>(question: Question): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(question);
    });
  }
}
