/** Everything about a few large groups of samples: each view, function, number of paths and weighting. */
import { chance } from "../entropy/chance.ts";
import { SMALL } from "../entropy/logs.ts";
import { keepForLoops, loopsFor } from "../entropy/loops.ts";
import { balance } from "../entropy/metrics.ts";
import { PathPlan } from "../entropy/paths.ts";
import { record } from "../entropy/simulate.ts";
import type { ScopeReport, ViewReport } from "../facts/entropy-report.ts";
import type { Device, Experiment, Place, Seen } from "./bench.ts";
import { BYTES, FLOWS, type Group, KEYS, PACKETS, WEIGHTS } from "./groups.ts";
import { chanceReport, simulationReport } from "./outcome.ts";
import { round } from "./round.ts";
import type { Samples } from "./samples.ts";

/** One group, and what has been found of it. */
interface Scope {
  readonly group: Group;
  readonly views: ViewReport[];
  /** In the present view: its keys, and `WEIGHTS` of each. */
  keys: Int32Array;
  weights: Float64Array;
  bits: number;
}

/** One weighting's loads out of all. */
function loadsOf(all: Float64Array, weight: number): Float64Array {
  const out = new Float64Array(all.length / WEIGHTS);
  for (let path = 0; path < out.length; path++) out[path] = all[WEIGHTS * path + weight];
  return out;
}

/** Entropy of the packets of keys. @param packets all of them together */
function bitsOf(weights: Float64Array, packets: number): number {
  const keys = weights.length / WEIGHTS;
  const loops = loopsFor(keys);
  if (loops !== null) {
    const at = loops.put(weights) + 8 * PACKETS;
    const logs = loops.code.sumLogs(at, WEIGHTS, keys, loops.logs, SMALL);
    if (logs >= 0) return Math.min(Math.log2(keys), Math.max(0, Math.log2(packets) - logs / packets));
  }
  return balance(loadsOf(weights, PACKETS)).entropy;
}

export class Scopes implements Experiment {
  private readonly scopes: Scope[];
  private readonly plan: PathPlan;

  constructor(
    private readonly samples: Samples,
    groups: readonly Group[],
    asked: readonly number[],
  ) {
    this.plan = new PathPlan(asked, WEIGHTS);
    const none = { keys: new Int32Array(0), weights: new Float64Array(0), bits: 0 };
    this.scopes = groups.map((group) => ({ group, views: [], ...none }));
  }

  view({ keyed, sums }: Seen): void {
    for (const scope of this.scopes) {
      const { keys, weights } = sums.of(scope.group);
      keepForLoops(keys.length, keys, weights);
      // Where the keys are those of the last view, so is this.
      if (weights !== scope.weights) scope.bits = round(bitsOf(weights, scope.group.packets));
      scope.keys = keys;
      scope.weights = weights;
      scope.views.push({
        view: keyed.view.name,
        keys: keys.length,
        bits: scope.bits,
        missed_packets: this.missed(keyed.missed, scope.group),
        simulations: [],
      });
    }
  }

  device({ hash, paths }: Device): void {
    for (const { views, keys, weights } of this.scopes) {
      const loads = this.plan.loads(paths, keys, weights);
      const { simulations } = views[views.length - 1];
      for (let i = 0; i < loads.length; i++) {
        simulations.push(
          simulationReport(
            hash.function.name,
            this.plan.asked[i],
            loadsOf(loads[i], FLOWS),
            loadsOf(loads[i], PACKETS),
            loadsOf(loads[i], BYTES),
            loadsOf(loads[i], KEYS),
          ),
        );
      }
    }
  }

  again({ hash }: Pick<Device, "keyed" | "hash">, earlier: Place): void {
    const { length } = this.plan.asked;
    for (const { views } of this.scopes) {
      const from = views[earlier.view].simulations;
      const { simulations } = views[views.length - 1];
      for (let i = 0; i < length; i++)
        simulations.push({ ...from[earlier.hash * length + i], function: hash.function.name });
    }
  }

  private missed(missed: Uint8Array | null, { entries }: Group): number {
    if (missed === null) return 0;
    return entries.reduce((sum, e) => sum + missed[e] * this.samples.packets[e], 0);
  }

  /** In the order of the groups. */
  reports(): ScopeReport[] {
    return this.scopes.map(({ group, views }) => {
      const { flows, packets, bytes, effective } = group;
      return {
        flows,
        packets,
        bytes,
        effective_flows: { packets: round(effective.packets), bytes: round(effective.bytes) },
        chance: this.plan.asked.map((n) => ({
          paths: n,
          ...record((w) => chanceReport(chance(n, flows, effective[w]))),
        })),
        views,
      };
    });
  }
}
