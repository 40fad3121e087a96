/** One run over captures: source → session → summary. */
import {
  linktypeName,
  type ReadControl,
  type ReadOptions,
  type ReadOutcome,
  readCaptures,
} from "../capture/capture.ts";
import type { Summary } from "../facts/summary.ts";
import { Session, type SessionOptions } from "./session.ts";

export interface Run {
  summary: Summary;
  outcome: ReadOutcome;
}

/**
 * Reads captures in order as one and sums them up.
 * @param onSession told of the session before the first packet, to look at its counters while it runs
 * @throws CaptureError as readCaptures does
 */
export async function run(
  captures: string[],
  options: SessionOptions & ReadOptions,
  control: ReadControl,
  onSession: (session: Session) => void = () => {},
): Promise<Run> {
  const session = new Session({ linktypeName, ...options });
  onSession(session);
  const outcome = await readCaptures(captures, session, options, control);
  return { summary: session.finish(), outcome };
}
