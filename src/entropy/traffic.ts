/** Traffic to be spread, and the hash functions that may spread it. */
import type { Columns } from "./columns.ts";
import type { Header } from "./fields.ts";
import type { HashOptions } from "./functions/types.ts";
import type { Taken } from "./paths.ts";

export type Weighting = "flows" | "packets" | "bytes";
export const WEIGHTINGS: readonly Weighting[] = ["flows", "packets", "bytes"];

/** Traffic: so many (flow, outer header) pairs with their weights. */
export interface Traffic {
  readonly size: number;
  /** Gives the header of an entry, in `into` or as an object of its own; valid until the next call. */
  header(entry: number, into: Header): Header;
  /** The same headers, if there are columns of them. */
  readonly columns?: Columns | undefined;
  /** `flows`: 1 for the entry that stands for its flow, 0 for further headers of the same flow. */
  readonly weights: Readonly<Record<Weighting, ArrayLike<number>>>;
}

export interface Flow {
  readonly header: Header;
  readonly packets: number;
  readonly bytes: number;
}

/** Traffic from a list, each entry a flow. */
export function trafficOf(flows: readonly Flow[]): Traffic {
  return {
    size: flows.length,
    header: (entry) => flows[entry].header,
    weights: {
      flows: new Float64Array(flows.length).fill(1),
      packets: Float64Array.from(flows, (f) => f.packets),
      bytes: Float64Array.from(flows, (f) => f.bytes),
    },
  };
}

/** A hash function and its settings. */
export interface Hash extends Taken {
  readonly options: HashOptions;
}
