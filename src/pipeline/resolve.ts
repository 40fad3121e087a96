import { linktypeName } from "../capture/capture.ts";
import type { Summary } from "../facts/summary.ts";
import { Session, type SessionOptions } from "./session.ts";

/**
 * Settles what a summary of partial runs left open, as the start of the capture that it now is known to be.
 * @returns a summary without a ledger; the given one must not be used afterwards
 */
export function resolve(summary: Summary, options: SessionOptions = {}): Summary {
  const session = new Session({ linktypeName, ...options, partial: false });
  const { recorder } = session;
  recorder.counters.merge(summary.counters);
  recorder.table.merge(summary.table, 0, (packets, bytes) =>
    recorder.counters.unattributed("max_flows", packets, bytes),
  );
  summary.ledger.replay(session);
  return session.finish();
}
