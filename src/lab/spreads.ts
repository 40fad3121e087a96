/** Many groups of samples in short: effective paths by packets, from the worst function to the best. */
import { expectedEntropy } from "../entropy/chance.ts";
import { keepForLoops } from "../entropy/loops.ts";
import type { PathPlan } from "../entropy/paths.ts";
import type { SpreadReport } from "../facts/entropy-report.ts";
import { type Device, type Experiment, equal, type Place, type Seen } from "./bench.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";

/** What was found in one view, by distinct group and number of paths. */
interface ViewSpreads {
  readonly view: string;
  readonly keys: Int32Array;
  readonly fewest: Float64Array;
  readonly most: Float64Array;
  /** What each hash found, by distinct group and number of paths; a hash that did as another one has its array. */
  readonly used: Float64Array[];
}

/** Groups that have different samples: a tenant may have one tunnel, and that only him. */
function distinctOf(groups: readonly Group[]): { distinct: Group[]; placeOf: number[] } {
  const distinct: Group[] = [];
  const bySample = new Map<number, number[]>();
  const placeOf = groups.map((group) => {
    const others = bySample.get(group.entries[0]) ?? [];
    bySample.set(group.entries[0], others);
    const found = others.find((o) => equal(distinct[o].entries, group.entries));
    if (found !== undefined) return found;
    others.push(distinct.length);
    return distinct.push(group) - 1;
  });
  return { distinct, placeOf };
}

export class Spreads implements Experiment {
  private readonly found: ViewSpreads[] = [];
  /** Keys of the present view with their packets, group by group. */
  private readonly keys: Int32Array;
  private readonly packets: Float64Array;
  private readonly starts: Int32Array;
  private readonly groups: readonly Group[];
  /** Which of `groups` each group is that was given. */
  private readonly placeOf: readonly number[];
  private readonly totals: Float64Array;
  /** What chance alone gives, by group and number of paths. */
  private readonly chances: (readonly number[])[] = [];

  constructor(
    groups: readonly Group[],
    private readonly plan: PathPlan,
  ) {
    const { distinct, placeOf } = distinctOf(groups);
    const most = distinct.reduce((sum, { entries }) => sum + entries.length, 0);
    this.groups = distinct;
    this.placeOf = placeOf;
    this.totals = Float64Array.from(distinct, ({ packets }) => packets);
    this.keys = new Int32Array(most);
    this.packets = new Float64Array(most);
    this.starts = new Int32Array(distinct.length + 1);
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
    keepForLoops(starts[groups.length], this.keys, this.packets);
    this.found.push({
      view: keyed.view.name,
      keys,
      fewest: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
      most: new Float64Array(size),
      used: [],
    });
  }

  device({ paths }: Device): void {
    const { plan, keys, packets, starts, totals } = this;
    this.take(plan.effectivePaths(paths, keys, packets, starts, totals));
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

  /** @param place of the group */
  report(place: number): SpreadReport[] {
    const g = this.placeOf[place];
    const { asked } = this.plan;
    const { effective } = this.groups[g];
    this.chances[g] ??= asked.map((n) => round(2 ** expectedEntropy(n, effective.packets)));
    const chance = this.chances[g];
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
