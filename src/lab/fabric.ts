/** Two stages of switches, by flows: with the same seed, and with another one at the second stage. */

import { pathsOf } from "../entropy/paths.ts";
import { joint, type Polarization, polarization } from "../entropy/polarize.ts";
import type { FabricReport, StageReport } from "../facts/entropy-report.ts";
import type { Device, Experiment, Place, Seen } from "./bench.ts";
import { type Group, type GroupKeys, WEIGHTS } from "./groups.ts";
import { round } from "./round.ts";

function stageReport(p: Polarization): StageReport {
  return {
    mutual_information: round(p.mutualInformation),
    normalised: round(p.normalised),
    by_chance: round(p.byChance),
    effective_paths: round(p.paths),
    fewest_effective_paths: round(p.fewestPaths),
  };
}

export class Fabric implements Experiment {
  readonly reports: FabricReport[] = [];
  private own: GroupKeys | null = null;
  /** Where each view's reports start. */
  private readonly starts: number[] = [];
  private readonly rooms: Uint16Array<ArrayBuffer>[] = [];

  /** @param stages paths of the first and of the second */
  constructor(
    private readonly group: Group,
    private readonly stages: readonly [number, number],
  ) {}

  view({ sums }: Seen): void {
    this.own = sums.of(this.group);
    this.starts.push(this.reports.length);
  }

  device({ keyed, hash, values, reseeded }: Device): void {
    const [n1, n2] = this.stages;
    const first = pathsOf(values, hash, n1, this.roomFor(values, 0));
    const second = n1 === n2 ? first : pathsOf(values, hash, n2, this.roomFor(values, 1));
    this.reports.push({
      view: keyed.view.name,
      function: hash.function.name,
      same_seed: stageReport(this.joint(first, second)),
      other_seed: stageReport(this.joint(first, pathsOf(reseeded, hash, n2, this.roomFor(values, 2)))),
    });
  }

  again({ keyed, hash }: Pick<Device, "keyed" | "hash">, earlier: Place): void {
    const found = this.reports[this.starts[earlier.view] + earlier.hash];
    this.reports.push({ ...found, view: keyed.view.name, function: hash.function.name });
  }

  /** An array that is used again for each device. */
  private roomFor({ length }: Uint32Array, which: number): Uint16Array<ArrayBuffer> {
    if (this.rooms[which]?.length !== length) this.rooms[which] = new Uint16Array(length);
    return this.rooms[which];
  }

  private joint(first: Uint16Array, second: Uint16Array): Polarization {
    const [n1, n2] = this.stages;
    const { keys, weights } = this.own as GroupKeys;
    const loads = joint(first, second, n1 * n2, n2, keys, weights, WEIGHTS);
    return polarization(loads, n1, n2, this.group.flows);
  }
}
