import type { Counters } from "./counters.ts";
import { Reason } from "./counters.ts";
import type { Ledger } from "./ledger.ts";
import type { FactTable } from "./table.ts";

/**
 * What a run over a part of a capture found. Summaries of consecutive parts form a monoid under `merge`: any
 * cut of the packets into parts, merged in order in any grouping, gives the summary of the whole.
 */
export interface Summary {
  readonly counters: Counters;
  readonly table: FactTable;
  /** What the parts before this one must be known for. Empty once resolved. */
  readonly ledger: Ledger;
}

/** Adds rows and counts of the packets that follow; the ledgers stay apart. */
export function mergeFacts(a: Omit<Summary, "ledger">, b: Summary): void {
  const lost = (packets: number, bytes: number) => a.counters.unattributed(Reason.maxFlows, packets, bytes);
  a.table.merge(b.table, a.counters.packets, lost);
  a.counters.merge(b.counters);
}

/** Adds to `a` the summary of the packets that follow, which must not be used afterwards. @returns a */
export function merge(a: Summary, b: Summary): Summary {
  a.ledger.concat(b.ledger, a.counters.packets);
  mergeFacts(a, b);
  return a;
}
