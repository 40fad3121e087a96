/** Runs captures with several hands in the test's own process. */
import { type CaptureError, checkNames, ReadControl, type ReadOutcome } from "../../src/capture/capture.ts";
import { report } from "../../src/facts/query.ts";
import { LocalHand } from "../../src/pipeline/local-hand.ts";
import { runParallel } from "../../src/pipeline/parallel.ts";
import { type FilterOptions, run } from "../../src/pipeline/run.ts";
import type { Session } from "../../src/session/session.ts";
import type { SessionOptions } from "../../src/session/session-options.ts";

/** What a run tells: the report as text, and about the input. */
export interface Told {
  json: string;
  outcome: ReadOutcome;
}

export interface Ways extends SessionOptions {
  hands: number;
  part: number;
  /** Read as what cannot be read in ranges. */
  stream?: boolean;
  /** Bytes of a stream that are read in place. */
  alone?: number;
  control?: ReadControl;
  onJob?: (job: number) => void;
}

const told = (session: Session | undefined, outcome: ReadOutcome): Told => {
  if (session === undefined) throw new Error("no session");
  return { json: JSON.stringify(report(session.finish(), [], outcome.damage).stats, null, 1), outcome };
};

export async function alone(
  captures: string[],
  options: SessionOptions & FilterOptions & { limit?: number } = {},
): Promise<Told> {
  let session: Session | undefined;
  try {
    const { outcome } = await run(captures, options, new ReadControl(), (s) => {
      session = s;
    });
    return told(session, outcome);
  } catch (error) {
    return told(session, (error as CaptureError).outcome as ReadOutcome);
  }
}

export async function together(captures: string[], ways: Ways): Promise<Told> {
  const { hands, part, stream, alone = 0, control = new ReadControl(), onJob, ...options } = ways;
  let session: Session | undefined;
  const sizes = await checkNames(captures, control);
  let jobs = 0;
  const open = () => {
    const hand = new LocalHand(options);
    const { run } = hand;
    hand.run = (job) => {
      onJob?.(++jobs);
      return run.call(hand, job);
    };
    return hand;
  };
  try {
    const { outcome } = await runParallel(
      captures,
      stream === true ? sizes.map(() => 0) : sizes,
      options,
      { hands, open, part, alone },
      control,
      (s) => {
        session = s;
      },
    );
    return told(session, outcome);
  } catch (error) {
    const { outcome } = error as CaptureError;
    if (outcome === undefined) throw error;
    return told(session, outcome);
  }
}
