/**
 * The laboratory's bench: a traffic is seen through one view after another and hashed by one function after another,
 * and each time every experiment takes what it wants. So only one view and one function are in memory.
 */
import { hashKeys, type Keyed, keyTraffic, reseeded } from "../entropy/keyed.ts";
import type { KeyPaths, PathPlan } from "../entropy/paths.ts";
import type { Hash, Traffic } from "../entropy/simulate.ts";
import type { HashView } from "../entropy/views.ts";
import type { Samples } from "../facts/samples.ts";
import { KeySums } from "./groups.ts";

/** What is asked. */
export interface Questions {
  readonly views: readonly HashView[];
  readonly hashes: readonly Hash[];
  readonly paths: readonly number[];
  /** Paths of the first and of the second stage. */
  readonly fabric: readonly [number, number];
}

/** A view of the traffic. */
export interface Seen {
  readonly keyed: Keyed;
  readonly sums: KeySums;
}

/** One hash in a view: those asked for, or the one that the device has. */
export interface Device {
  readonly keyed: Keyed;
  readonly hash: Hash;
  /** Hashes by key, and with another seed. */
  readonly values: Uint32Array;
  readonly reseeded: Uint32Array;
  /** Where the keys go, on all numbers of paths of the plan. */
  readonly paths: KeyPaths;
}

export interface Experiment {
  /** A view begins. */
  view(seen: Seen): void;
  /** One of its hashes. */
  device(device: Device): void;
}

/** Any other seed would do. */
const OTHER_SEED = 0x9e3779b9;

/** @param hashesOf the hashes for each view */
export function perform(
  samples: Samples,
  traffic: Traffic,
  views: readonly HashView[],
  hashesOf: (view: HashView) => readonly Hash[],
  plan: PathPlan,
  experiments: readonly Experiment[],
): void {
  for (const view of views) {
    const keyed = keyTraffic(traffic, view);
    const seen = { keyed, sums: new KeySums(samples, keyed) };
    for (const experiment of experiments) experiment.view(seen);
    const hashes = hashesOf(view);
    let place = 0;
    for (const values of hashKeys(traffic, keyed, hashes)) {
      const hash = hashes[place++];
      const seed = ((hash.options.seed ?? 0) ^ OTHER_SEED) >>> 0;
      const device = {
        keyed,
        hash,
        values,
        reseeded: reseeded(traffic, keyed, hash, values, seed),
        paths: plan.pathsOf(values, hash),
      };
      for (const experiment of experiments) experiment.device(device);
    }
  }
}
