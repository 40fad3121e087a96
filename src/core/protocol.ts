import type { Field } from "./fields.ts";
import type { LayerStack } from "./stack.ts";

/**
 * Reads one header at `o` and says who comes next.
 *
 * It may read `d` from `o` up to `lim` only, must set `s.pos` (where the next header starts) before it returns
 * another protocol, and may lower `s.lim` and `s.wire`. It keeps no state, allocates nothing and never throws.
 *
 * @returns the number of the next protocol from a demux table, 0 for nobody.
 */
export type Parse = (d: DataView, o: number, lim: number, s: LayerStack) => number;

/** Everything about one protocol but its parsing. */
export interface Protocol {
  /** Wireshark's protocol name, as in `frame.protocols`. */
  readonly name: string;
  readonly title: string;
  /** RFC or standard, with the section. */
  readonly reference: string;
  readonly fields: readonly Field[];
  /** Demux table name to the keys in it that lead to this protocol, e.g. `{ "ip.proto": [47] }`. */
  readonly claims: Readonly<Record<string, readonly number[]>>;
  /** Nothing that names a tenant can follow: cut short here, a packet is still known to be whose it is. */
  readonly leaf?: boolean;
}
