import type { EntropyReport, FieldReport, ViewReport } from "../facts/report.ts";

/** How the traffic of a tenant or tunnel would spread over equal links; findings and colours agree on it. */
export type Spread =
  /** Too few flows to say anything. */
  | "unknown"
  /** Whatever there is between two endpoints has one hash key. */
  | "none"
  /** A handful of keys for very many flows. */
  | "few"
  /** More keys than a handful, but clearly fewer than the flows would give. */
  | "fair"
  /** About as good as hashing the inner flows themselves. */
  | "good";

/**
 * Flows for each pair of endpoints and direction from which on one key is a fault: four flows on the same of
 * only two links is chance in one case of eight, and a pair with a connection or two has nothing to spread.
 */
export const MIN_FLOWS_PER_PAIR = 4;

/** So few keys leave links of the usual 4- to 8-way group empty. */
export const FEW_KEYS_PER_PAIR = 4;

/** Flows a key from which on few keys are no longer a consequence of few flows. */
export const FEW_KEYS_FLOWS = 8;

/** Entropy may fall this far behind the possible: one bit is half of the paths. */
const GOOD_BITS_BEHIND = 1;

/** Which view a field feeds, and what people call it. */
interface FieldWords {
  noun: string;
  view: "five_tuple" | "key_aware";
  /** The field is a port, so that a copy of the inner port is possible. */
  port: boolean;
}

const FIELDS: Record<string, FieldWords> = {
  "udp.srcport": { noun: "UDP source port", view: "five_tuple", port: true },
  "tcp.srcport": { noun: "TCP source port", view: "five_tuple", port: true },
  "nvgre.flowid": { noun: "FlowID", view: "key_aware", port: false },
};

/** The words for a field; null where the encapsulation has none or several are mixed. */
export function fieldWords(field: FieldReport): FieldWords | null {
  if (field.name === null || field.name === "mixed") return null;
  return FIELDS[field.name] ?? { noun: field.name, view: "five_tuple", port: false };
}

/** Pairs of endpoints, each direction for itself: what every router tells apart. At least 1. */
export function directedPairs(entropy: EntropyReport): number {
  return Math.max(1, entropy.packets.ip.keys);
}

/** Inner flows that the entropy is about: the contract's `inner` view has one key for each. */
export function flowsOf(entropy: EntropyReport): number {
  return entropy.flows.inner.keys;
}

/** Judges one view by the packets weighting. */
export function judgeSpread(entropy: EntropyReport, name: "five_tuple" | "key_aware"): Spread {
  const view: ViewReport = entropy.packets[name];
  const flows = flowsOf(entropy);
  const pairs = directedPairs(entropy);
  if (flows < MIN_FLOWS_PER_PAIR * pairs) return "unknown";
  // Outer fragments have a key of their own (no ports) that says nothing about the encapsulator.
  const constant = fieldWords(entropy.field)?.view === name && entropy.field.distinct === 1;
  if (view.keys <= pairs || constant) return "none";
  if (view.keys <= FEW_KEYS_PER_PAIR * pairs && flows >= FEW_KEYS_FLOWS * view.keys) return "few";
  return view.bits >= entropy.packets.inner.bits - GOOD_BITS_BEHIND ? "good" : "fair";
}
