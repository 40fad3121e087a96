/**
 * The laboratory's bench: a traffic is seen through one view after another and hashed by one function after another,
 * and each time every experiment takes what it wants. So only one view and one function are in memory.
 */
import { hashKeys, type Keyed, keyTraffic, reseeded } from "../entropy/keyed.ts";
import { forgetKept, keepForLoops } from "../entropy/loops.ts";
import type { KeyPaths, PathPlan } from "../entropy/paths.ts";
import type { Hash, Traffic } from "../entropy/traffic.ts";
import type { HashView } from "../entropy/views.ts";
import { KeySums } from "./groups.ts";
import type { Samples } from "./samples.ts";

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

/** Which device: number of the view, and of the hash in it. */
export interface Place {
  readonly view: number;
  readonly hash: number;
}

export interface Experiment {
  /** A view begins. Where its keys are those of the last one, so is `sums`. */
  view(seen: Seen): void;
  /** One of its hashes. */
  device(device: Device): void;
  /** One that puts every key where an earlier one put it: what was found there holds again. */
  again(device: Pick<Device, "keyed" | "hash">, earlier: Place): void;
}

/** A device that was asked, and what decides where it puts keys. */
interface Known {
  readonly place: Place;
  readonly sums: KeySums;
  readonly hash: Hash;
  readonly values: Uint32Array;
  readonly reseeded: Uint32Array;
}

/** Most hashes that are remembered, all devices together: 16 MB. */
const REMEMBERED = 1 << 22;

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Int32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** The same values in the same order. */
export const equal = (a: Uint32Array | Int32Array, b: Uint32Array | Int32Array): boolean =>
  a.length === b.length && bytesOf(a).equals(bytesOf(b));

/**
 * The devices that were asked. Some functions do not notice that a view has a field more (a key that is 0, or no
 * place for it), and some have one result for what is in no tunnel that they enter.
 */
class Devices {
  private readonly known: Known[] = [];
  private remembered = 0;

  /** The place of a device that does the same; null: there is none, and `one` is now remembered. */
  find(one: Known): Place | null {
    for (const other of this.known) {
      const alike =
        other.sums === one.sums &&
        other.hash.function.width === one.hash.function.width &&
        other.hash.offset === one.hash.offset &&
        equal(other.values, one.values) &&
        equal(other.reseeded, one.reseeded);
      if (alike) return other.place;
    }
    if (this.remembered + 2 * one.values.length <= REMEMBERED) {
      this.remembered += 2 * one.values.length;
      this.known.push(one);
    }
    return null;
  }
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
  const devices = new Devices();
  let last: Seen | null = null;
  for (let v = 0; v < views.length; v++) {
    const keyed = keyTraffic(traffic, views[v]);
    const alike: boolean = last !== null && equal(last.keyed.keyOf, keyed.keyOf);
    const seen: Seen = { keyed, sums: alike && last !== null ? last.sums : new KeySums(samples, keyed) };
    last = seen;
    forgetKept();
    keepForLoops(keyed.keys, keyed.bytes, keyed.starts);
    for (const experiment of experiments) experiment.view(seen);
    const hashes = hashesOf(views[v]);
    let h = 0;
    for (const values of hashKeys(keyed, hashes)) {
      const hash = hashes[h];
      const seed = ((hash.options.seed ?? 0) ^ OTHER_SEED) >>> 0;
      const other = reseeded(keyed, hash, values, seed);
      const place = { view: v, hash: h++ };
      const earlier = devices.find({ place, sums: seen.sums, hash, values, reseeded: other });
      if (earlier !== null) {
        for (const experiment of experiments) experiment.again({ keyed, hash }, earlier);
        continue;
      }
      const device = { keyed, hash, values, reseeded: other, paths: plan.pathsOf(values, hash) };
      for (const experiment of experiments) experiment.device(device);
    }
  }
  forgetKept();
}
