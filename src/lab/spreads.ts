/** Many groups of samples in short: effective paths by packets, from the worst function to the best. */
import { expectedEntropy } from "../entropy/chance.ts";
import type { PathPlan } from "../entropy/paths.ts";
import type { SpreadReport } from "../facts/entropy-report.ts";
import { type Device, type Experiment, equal, type Place, type Seen } from "./bench.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";

/** What was found in one view, by group and number of paths. */
interface ViewSpreads {
  readonly view: string;
  readonly keys: Int32Array;
  readonly fewest: Float64Array;
  readonly most: Float64Array;
  /** What each hash found, by group and number of paths; a hash that did as another one has its array. */
  readonly used: Float64Array[];
}

/** For each group the first one that is equal to it. */
function firstAlike(groups: readonly Group[]): Int32Array {
  const out = new Int32Array(groups.length);
  const bySample = new Map<number, number[]>();
  for (let g = 0; g < groups.length; g++) {
    const { entries } = groups[g];
    const others = bySample.get(entries[0]) ?? [];
    bySample.set(entries[0], others);
    const found = others.find((o) => equal(groups[o].entries, entries));
    if (found === undefined) others.push(g);
    out[g] = found ?? g;
  }
  return out;
}

export class Spreads implements Experiment {
  private readonly found: ViewSpreads[] = [];
  /** Keys of the present view with their packets, group by group. */
  private readonly keys: Int32Array;
  private readonly packets: Float64Array;
  private readonly starts: Int32Array;
  /** The first group that has the same samples: a tenant may have one tunnel, and that only him. */
  private readonly sameAs: Int32Array;

  constructor(
    private readonly groups: readonly Group[],
    private readonly plan: PathPlan,
  ) {
    this.sameAs = firstAlike(groups);
    const most = groups.reduce((sum, { entries }) => sum + entries.length, 0);
    this.keys = new Int32Array(most);
    this.packets = new Float64Array(most);
    this.starts = new Int32Array(groups.length + 1);
  }

  view({ keyed, sums }: Seen): void {
    const { groups, starts } = this;
    const size = groups.length * this.plan.asked.length;
    const keys = new Int32Array(groups.length);
    for (let g = 0; g < groups.length; g++) {
      const end = sums.packetsOf(groups[g], this.keys, this.packets, starts[g]);
      starts[g + 1] = end;
      keys[g] = end - starts[g];
    }
    this.found.push({
      view: keyed.view.name,
      keys,
      fewest: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
      most: new Float64Array(size),
      used: [],
    });
  }

  device({ paths }: Device): void {
    const { plan, keys, packets, starts } = this;
    const { length } = plan.asked;
    const used = new Float64Array(length * (starts.length - 1));
    for (let g = 0; g + 1 < starts.length; g++) {
      if (this.sameAs[g] === g) {
        const own = plan.effectivePaths(paths, keys, packets, starts[g], starts[g + 1]);
        for (let i = 0; i < length; i++) used[g * length + i] = own[i];
      } else {
        const from = this.sameAs[g] * length;
        for (let i = 0; i < length; i++) used[g * length + i] = used[from + i];
      }
    }
    this.take(used);
  }

  again(_: unknown, earlier: Place): void {
    this.take(this.found[earlier.view].used[earlier.hash]);
  }

  private take(used: Float64Array): void {
    const { fewest, most, used: all } = this.found[this.found.length - 1];
    all.push(used);
    for (let i = 0; i < used.length; i++) {
      if (used[i] < fewest[i]) fewest[i] = used[i];
      if (used[i] > most[i]) most[i] = used[i];
    }
  }

  /** @param g place of the group */
  report(g: number): SpreadReport[] {
    const { asked } = this.plan;
    const { effective } = this.groups[g];
    const chance = asked.map((n) => round(2 ** expectedEntropy(n, effective.packets)));
    return this.found.map(({ view, keys, fewest, most }) => ({
      view,
      keys: keys[g],
      paths: asked.map((paths, i) => {
        const at = g * asked.length + i;
        return { paths, fewest: round(fewest[at]), most: round(most[at]), chance: chance[i] };
      }),
    }));
  }
}
