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

/** Adds to `a` the summary of the packets that follow, which must not be used afterwards. @returns a */
export function merge(a: Summary, b: Summary): Summary {
  const before = a.counters.packets;
  a.table.merge(b.table, before, (packets, bytes) =>
    a.counters.unattributed(Reason.maxFlows, packets, bytes),
  );
  a.ledger.concat(b.ledger, before);
  a.counters.merge(b.counters);
  return a;
}
