/** Summaries on their way between threads: plain objects over the typed arrays that the tables already are. */
import { Counters } from "./counters.ts";
import { Ledger } from "./ledger.ts";
import type { Summary } from "./summary.ts";
import { FactTable, type TableImage } from "./table.ts";

/** A summary that can be sent to another thread. */
export interface SummaryImage {
  counters: Pick<Counters, keyof Counters>;
  table: TableImage;
  ledger: Uint8Array<ArrayBuffer>;
}

/** Nothing large is copied but the ledger; the summary must not be used afterwards. */
export function toImage({ counters, table, ledger }: Summary): SummaryImage {
  return {
    counters: { ...counters } as SummaryImage["counters"],
    table: table.image(),
    ledger: ledger.take(),
  };
}

/** The buffers of an image, to be handed over and not copied. */
export function buffersOf({ table, ledger }: SummaryImage): ArrayBuffer[] {
  const { rows, firstPacket, tcpFlags, interner } = table;
  const arrays = [rows.words, interner.addresses.words, interner.nodes.words, interner.tenants.words];
  return [firstPacket.buffer, tcpFlags.buffer, ledger.buffer, ...arrays.map((words) => words.buffer)];
}

/** The summary of an image, to be merged into another one: its tables have no indexes. */
export function fromImage(image: SummaryImage): Summary {
  const counters = new Counters();
  counters.merge(image.counters as Counters);
  return {
    counters,
    table: new FactTable(undefined, image.table),
    ledger: Ledger.of(image.ledger),
  };
}
