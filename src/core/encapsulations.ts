/**
 * Kinds of encapsulation. A protocol that starts a tenant registers its kind here when its file is loaded and
 * gets a number; everything above works with the number and this table, never with the protocol.
 */

/** Where the encapsulator puts what lets routers spread flows: bits of the outer hash word. */
export interface EntropyField {
  /** Wireshark's name of the field, or ours where it has none. */
  readonly name: string;
  readonly shift: number;
  readonly mask: number;
}

export interface Encapsulation {
  /** As in `ENCAP:ID`. */
  readonly name: string;
  /** For people: "VXLAN". */
  readonly title: string;
  /** null: the outer header of a tunnel never changes (IP-in-IP, GRE). */
  readonly entropy: EntropyField | null;
  /** What the outer header offers a hash beside addresses and protocol, where that carrier has it. */
  readonly hash: "ports" | "key" | null;
  /** Each end chooses the id by which it is sent to: the two directions of a conversation have different ones. */
  readonly oneWay?: true;
  /** The id is two numbers of 32 bits, written with a dot between them. */
  readonly pair?: boolean;
}

/** The outer hash word of UDP and TCP carriers is `source port << 16 | destination port`. */
export const sourcePort = (name: string): EntropyField => ({ name, shift: 16, mask: 0xffff });

/** Kind 0 is no encapsulation. */
export const encapsulations: Encapsulation[] = [
  { name: "native", title: "native", entropy: null, hash: null },
];

/** Registers a kind once and gives its number. */
export function encapsulation(e: Encapsulation): number {
  return encapsulations.push(e) - 1;
}
