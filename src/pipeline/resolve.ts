import { linktypeName } from "../capture/capture.ts";
import { mergeFacts, type Summary } from "../facts/summary.ts";
import { Session } from "../session/session.ts";
import type { SessionOptions } from "../session/session-options.ts";

/**
 * Settles what a summary of partial runs left open, as the start of the capture that it now is known to be.
 * @returns a summary without a ledger; the given one must not be used afterwards
 */
export function resolve(summary: Summary, options: SessionOptions = {}): Summary {
  const session = new Session({ linktypeName, ...options, partial: false });
  mergeFacts(session.recorder, summary);
  summary.ledger.replay(session);
  return session.finish();
}
