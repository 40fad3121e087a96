/** Entropy fields of groups of samples: which values encapsulators use for which flows. */
import { encapsulations } from "../core/encapsulations.ts";
import { type FieldUses, fieldQuality } from "../entropy/quality.ts";
import type { FieldQualityReport } from "../facts/entropy-report.ts";
import { answersOf, type Samples } from "../facts/samples.ts";
import { Class } from "../facts/table.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";

const TCP = 6;
const UDP = 17;

/** Answers for any group of these samples. */
export class Fields {
  /** Value of the entropy field by sample; -1: none to see. */
  private readonly value: Int32Array;
  private readonly uses: FieldUses;
  private readonly answers: Int32Array;
  /** The value that carried most packets, by flow; of equals the first in the table. */
  private readonly ofFlow: Int32Array;

  constructor(private readonly samples: Samples) {
    const { table: t, rows, flow, packets, flows } = samples;
    const kindOf = (row: number) => t.interner.kindOf(t.interner.rootOf(t.node(row)));
    this.value = rows.map((row) => {
      const { entropy } = encapsulations[kindOf(row)];
      const bits = t.kind(row) & (Class.outerPorts | Class.outerKey | Class.fragment);
      if (entropy === null || bits === 0 || (bits & Class.fragment) !== 0) return -1;
      return (t.outer(row) >>> entropy.shift) & entropy.mask;
    });
    const innerPort = rows.map((row) => {
      const proto = t.kind(row) & Class.proto;
      return proto === TCP || proto === UDP ? t.ports(row) >>> 16 : -1;
    });
    this.uses = { flow, value: this.value, packets, innerPort };
    this.answers = answersOf(samples);
    this.ofFlow = new Int32Array(flows).fill(-1);
    const most = new Float64Array(flows);
    for (let e = 0; e < rows.length; e++) {
      if (this.value[e] < 0 || packets[e] <= most[flow[e]]) continue;
      most[flow[e]] = packets[e];
      this.ofFlow[flow[e]] = this.value[e];
    }
  }

  /** @param kind the outermost encapsulation of all samples of the group */
  of(group: Group, kind: number): FieldQualityReport | null {
    const { entropy } = encapsulations[kind];
    if (entropy === null) return null;
    const quality = fieldQuality(this.uses, group.entries, 32 - Math.clz32(entropy.mask));
    if (quality === null) return null;
    const { answered, same } = this.bothWays(group);
    return {
      name: entropy.name,
      flows: quality.flows,
      packets: quality.packets,
      distinct: quality.distinct,
      expected_distinct: round(quality.expectedDistinct),
      min: quality.min,
      max: quality.max,
      range: quality.range,
      rule: quality.rule,
      bit_entropies: quality.bitEntropies.map(round),
      packets_in_rfc7348_range: quality.packetsInDynamicPorts,
      copied_inner_port_packets: quality.copiedPackets,
      flows_with_several_values: quality.changedFlows,
      values_with_several_flows: quality.sharedValues,
      flows_sharing_a_value: quality.flowsSharing,
      flows_answered: answered,
      flows_same_value_both_ways: same,
    };
  }

  private bothWays({ entries }: Group): { answered: number; same: number } {
    let [flow, answered, same] = [-1, 0, 0];
    for (let i = 0; i < entries.length; i++) {
      const own = this.samples.flow[entries[i]];
      if (own === flow) continue;
      flow = own;
      const back = this.answers[flow];
      if (back < 0 || this.ofFlow[flow] < 0 || this.ofFlow[back] < 0) continue;
      answered++;
      if (this.ofFlow[flow] === this.ofFlow[back]) same++;
    }
    return { answered, same };
  }
}
