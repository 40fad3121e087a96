/** One run over captures: source → session → summary. */
import { availableParallelism } from "node:os";
import {
  checkNames,
  linktypeName,
  type ReadControl,
  type ReadOptions,
  readInputs,
} from "../capture/capture.ts";
import { WORTH_A_THREAD } from "../capture/worth.ts";
import type { PacketSink } from "../core/sink.ts";
import type { Filter } from "../filter/compile.ts";
import { Session } from "../session/session.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { Retreat } from "./crew.ts";
import { filtered } from "./filtered.ts";
import { startHelper } from "./helper.ts";
import type { Progress, Run } from "./job.ts";
import { LocalHand } from "./local-hand.ts";
import { type ParallelOptions, runParallel } from "./parallel.ts";
import { canUseWorkers, ThreadHand } from "./threads.ts";

export interface FilterOptions {
  /** Only what it lets through is counted. */
  filter?: Filter;
}

export interface ThreadOptions {
  /** How many there are; if not given, one, and another one reads long files ahead. */
  threads?: number;
  /** Bytes of a part that is given to one of them; for tests, which have small captures. */
  partSize?: number;
}

export interface HeadOptions {
  /** Puts something in front of what takes the packets. */
  ahead?: (sink: PacketSink) => PacketSink;
}

export type RunOptions = SessionOptions & ReadOptions & ThreadOptions & FilterOptions & HeadOptions;

/**
 * Reads captures in order as one and sums them up.
 * @param onSession told of the session before the first packet, and of what counts the packets while it runs;
 *   told again if the run has to begin anew on one thread
 * @throws CaptureError as readCaptures does; what was read before is then in the session
 */
export async function run(
  captures: string[],
  options: RunOptions,
  control: ReadControl,
  onSession: (session: Session, progress: Progress) => void = () => {},
): Promise<Run> {
  const { threads, partSize, limit, reader, observer, follow, ahead, ...rest } = options;
  // What waits for other packets is settled here, whoever read it; all else is seen only where it is read.
  const here = observer?.each !== true;
  // Where the last wanted packet is, is known only when all before it are counted.
  const divisible =
    limit === undefined &&
    reader !== "pcap-parser" &&
    follow === undefined &&
    ahead === undefined &&
    canUseWorkers() &&
    here &&
    rest.filter?.divisible !== false &&
    isPlain({ ...rest, filter: undefined });
  const wanted = threads ?? 1;
  const sizes = divisible && wanted > 1 ? await checkNames(captures, control) : [];
  // With a filter, a stream is read on one thread.
  const filters = rest.filter !== undefined && sizes.some((size) => size === 0);
  // Of two threads on one long file one reads ahead: both would have to learn every flow.
  const [size = 0] = sizes;
  const readsAhead = wanted === 2 && sizes.length === 1 && size >= WORTH_A_THREAD && partSize === undefined;
  const most = filters || readsAhead ? 1 : wanted;
  if (divisible && most > 1) {
    const { filter, ...plain } = rest;
    const own: SessionOptions = filter === undefined ? plain : { ...plain, only: filter.text };
    const parallel: ParallelOptions = {
      hands: most,
      open: (n) => (n === 0 ? new LocalHand(own) : new ThreadHand(own)),
      alone: 0,
      ...(partSize !== undefined && { part: partSize }),
    };
    try {
      return await runParallel(captures, sizes, { ...own, observer }, parallel, control, onSession);
    } catch (error) {
      if (!(error instanceof Retreat)) throw error;
      control.bytesRead = 0;
    }
  }
  const session = new Session({ linktypeName, ...rest, observer });
  onSession(session, session.recorder.counters);
  const sink = rest.filter === undefined ? null : filtered(rest.filter, rest, session);
  const head = ahead?.(sink ?? session) ?? sink ?? session;
  try {
    const reading = threads === 1 || availableParallelism() === 1 ? options : { ...options, startHelper };
    const outcome = await readInputs(captures, head, reading, control);
    sink?.finish();
    return { summary: session.finish(), outcome };
  } catch (error) {
    sink?.finish();
    throw error;
  }
}

/** Whether options can be sent to another thread. */
const isPlain = (options: object): boolean =>
  Object.values(options).every(
    (value) => typeof value !== "function" && (typeof value !== "object" || value === null),
  );
