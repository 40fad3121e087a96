/** Many groups of samples in short: effective paths by packets, from the worst function to the best. */
import { expectedEntropy } from "../entropy/chance.ts";
import type { PathPlan } from "../entropy/paths.ts";
import type { SpreadReport } from "../facts/entropy-report.ts";
import type { Device, Experiment, Seen } from "./bench.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";

/** What was found in one view, by group and number of paths. */
interface ViewSpreads {
  readonly view: string;
  readonly keys: Int32Array;
  readonly fewest: Float64Array;
  readonly most: Float64Array;
}

export class Spreads implements Experiment {
  private readonly found: ViewSpreads[] = [];
  /** Keys of the present view with their packets, group by group. */
  private readonly keys: Int32Array;
  private readonly packets: Float64Array;
  private readonly starts: Int32Array;

  constructor(
    private readonly groups: readonly Group[],
    private readonly plan: PathPlan,
  ) {
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
    });
  }

  device({ paths }: Device): void {
    const { plan, keys, packets, starts } = this;
    const { fewest, most } = this.found[this.found.length - 1];
    let at = 0;
    for (let g = 0; g + 1 < starts.length; g++) {
      const used = plan.effectivePaths(paths, keys, packets, starts[g], starts[g + 1]);
      for (let i = 0; i < used.length; i++, at++) {
        if (used[i] < fewest[at]) fewest[at] = used[i];
        if (used[i] > most[at]) most[at] = used[i];
      }
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
