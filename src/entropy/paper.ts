/** The balance to expect of an encapsulation without any capture: flows, values of its entropy field, paths. */
import { type Carrier, valuesOf } from "./carriers.ts";
import { chance, type Expected } from "./chance.ts";
import { expectedDistinct } from "./quality.ts";

/** Which devices: those that hash the outer 5-tuple, or the GRE key as well. */
export type PaperView = "five_tuple" | "key_aware";
export const PAPER_VIEWS: readonly PaperView[] = ["five_tuple", "key_aware"];

export interface PaperOutcome {
  readonly view: PaperView;
  readonly paths: number;
  /** Hash keys of one tunnel direction that can occur. */
  readonly possibleKeys: number;
  /** Distinct keys that the flows have on average. */
  readonly keys: number;
  /** How many equal flows the keys are worth to a balancer. */
  readonly effectiveKeys: number;
  /** What a perfect hash makes of them on average. */
  readonly expected: Expected;
  /** What it would make of the inner flows themselves. */
  readonly possible: Expected;
}

/**
 * `flows` equal flows of one tenant between one pair of endpoints, in one direction.
 *
 * Two flows share a path if they share a value, or have different ones that fall together. So they are worth as
 * many independent flows m' as have the same chance of a value shared: 1/m' = 1/m + (1 - 1/m)/R, exact for sums of
 * squared shares.
 *
 * @param flows 1 or more
 * @param paths 1 or more
 */
export function onPaper(carrier: Carrier, view: PaperView, flows: number, paths: number): PaperOutcome {
  const seen = carrier.varies === "port" || (carrier.varies === "flowid" && view === "key_aware");
  const possibleKeys = seen ? valuesOf(carrier) : 1;
  const effectiveKeys = 1 / (1 / flows + (1 - 1 / flows) / possibleKeys);
  const keys = expectedDistinct(flows, possibleKeys);
  const expected = { ...chance(paths, flows, effectiveKeys), idle: paths * (1 - 1 / paths) ** keys };
  return { view, paths, possibleKeys, keys, effectiveKeys, expected, possible: chance(paths, flows) };
}
