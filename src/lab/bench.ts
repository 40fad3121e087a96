/** The laboratory's bench: a traffic seen through every view and hashed once, then asked about many groups. */

import { expectedEntropy } from "../entropy/chance.ts";
import type { Keyed } from "../entropy/keyed.ts";
import { hashKeys, keyTraffic } from "../entropy/keyed.ts";
import { balance } from "../entropy/metrics.ts";
import { polarization } from "../entropy/polarize.ts";
import {
  at,
  baseline,
  type Hash,
  PathTable,
  pathsOf,
  simulation,
  type Traffic,
} from "../entropy/simulate.ts";
import type { HashView } from "../entropy/views.ts";
import type { FabricReport, ScopeReport, SpreadReport, StageReport } from "../facts/entropy-report.ts";
import type { Samples } from "../facts/samples.ts";
import { type Group, type GroupKeys, KeySums } from "./groups.ts";
import { chanceReport, simulationReport } from "./outcome.ts";
import { round } from "./round.ts";

/** What is asked. */
export interface Questions {
  readonly views: readonly HashView[];
  readonly hashes: readonly Hash[];
  readonly paths: readonly number[];
  /** Paths of the first and of the second stage. */
  readonly fabric: readonly [number, number];
}

/** One hash of a view: which path each key takes. */
interface Device {
  readonly hash: Hash;
  readonly table: PathTable;
  /** Paths at the two stages of the fabric, and at the second one with another seed. */
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly reseeded: Uint32Array;
}

/** A view with its hashes: those asked for, or the one that the device has. */
interface Seen {
  readonly keyed: Keyed;
  readonly devices: readonly Device[];
  readonly sums: KeySums;
}

/** Any other seed would do. */
const OTHER_SEED = 0x9e3779b9;
const withOtherSeed = (h: Hash): Hash => {
  return { ...h, options: { ...h.options, seed: ((h.options.seed ?? 0) ^ OTHER_SEED) >>> 0 } };
};

export class Bench {
  private readonly seen: readonly Seen[];

  /** @param hashesOf the hashes for each view */
  constructor(
    private readonly samples: Samples,
    traffic: Traffic,
    private readonly questions: Questions,
    hashesOf: (view: HashView) => readonly Hash[],
  ) {
    const { paths, fabric } = questions;
    this.seen = keyTraffic(traffic, questions.views).map((keyed) => {
      const hashes = hashesOf(keyed.view);
      const values = hashKeys(traffic, keyed, [...hashes, ...hashes.map(withOtherSeed)]);
      const devices = hashes.map((hash, i) => ({
        hash,
        table: new PathTable(hash, values[i], paths),
        first: pathsOf(values[i], hash, fabric[0]),
        second: pathsOf(values[i], hash, fabric[1]),
        reseeded: pathsOf(values[hashes.length + i], hash, fabric[1]),
      }));
      return { keyed, devices, sums: new KeySums(samples, keyed) };
    });
  }

  /** Every view, function and number of paths for a group. */
  scope(group: Group): ScopeReport {
    const { paths } = this.questions;
    const byChance = baseline(group.flows, group.effective);
    return {
      flows: group.flows,
      packets: group.packets,
      bytes: group.bytes,
      effective_flows: {
        packets: round(group.effective.packets),
        bytes: round(group.effective.bytes),
      },
      chance: paths.map((n) => {
        const { flows, packets, bytes } = byChance(n);
        return {
          paths: n,
          flows: chanceReport(flows),
          packets: chanceReport(packets),
          bytes: chanceReport(bytes),
        };
      }),
      views: this.seen.map(({ keyed, devices, sums }) => {
        const { keys, weights } = sums.of(group);
        return {
          view: keyed.view.name,
          keys: keys.length,
          bits: round(balance(weights.packets).entropy),
          missed_packets: this.missed(keyed, group),
          simulations: devices.flatMap(({ hash, table }) => {
            const loads = table.allLoads(keys, weights);
            return paths.map((n) => {
              const s = simulation(keyed.view, hash, n, at(loads, n), byChance(n), group.effective);
              return simulationReport(s, loads.keys.get(n) as Float64Array);
            });
          }),
        };
      }),
    };
  }

  private missed({ missed }: Keyed, { entries }: Group): number {
    if (missed === null) return 0;
    return entries.reduce((sum, e) => sum + missed[e] * this.samples.packets[e], 0);
  }

  /** The same in short: effective paths by packets, from the worst function to the best. */
  spread(group: Group): SpreadReport[] {
    const { paths } = this.questions;
    const byChance = paths.map((n) => round(2 ** expectedEntropy(n, group.effective.packets)));
    return this.seen.map(({ keyed, devices, sums }) => {
      const { keys, weights } = sums.of(group);
      const loads = devices.map(({ table }) => table.loads(keys, weights.packets));
      return {
        view: keyed.view.name,
        keys: keys.length,
        paths: paths.map((n, i) => {
          const used = loads.map((l) => balance(l.get(n) as Float64Array).paths);
          return {
            paths: n,
            fewest: round(Math.min(...used)),
            most: round(Math.max(...used)),
            chance: byChance[i],
          };
        }),
      };
    });
  }

  /** Two stages, with the same seed and with another one at the second. */
  fabric(group: Group): FabricReport[] {
    return this.seen.flatMap(({ keyed, devices, sums }) => {
      const own = sums.of(group);
      return devices.map(({ hash, first, second, reseeded }) => ({
        view: keyed.view.name,
        function: hash.function.name,
        same_seed: this.stages(first, second, own, group),
        other_seed: this.stages(first, reseeded, own, group),
      }));
    });
  }

  private stages(
    first: Uint32Array,
    second: Uint32Array,
    { keys, weights }: GroupKeys,
    group: Group,
  ): StageReport {
    const [n1, n2] = this.questions.fabric;
    const loads = new Float64Array(n1 * n2);
    for (let i = 0; i < keys.length; i++) loads[first[keys[i]] * n2 + second[keys[i]]] += weights.flows[i];
    const p = polarization(loads, n1, n2, group.flows);
    return {
      mutual_information: round(p.mutualInformation),
      normalised: round(p.normalised),
      by_chance: round(p.byChance),
      effective_paths: round(p.paths),
      fewest_effective_paths: round(p.fewestPaths),
    };
  }

  /** For loads over time: each view and hash with the paths of its keys. */
  *devices(): Generator<{ keyed: Keyed; hash: Hash; table: PathTable }> {
    for (const { keyed, devices } of this.seen) {
      for (const { hash, table } of devices) yield { keyed, hash, table };
    }
  }
}
