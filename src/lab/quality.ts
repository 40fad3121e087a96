/** Entropy fields of groups of samples: which values encapsulators use for which flows. */
import { encapsulations } from "../core/encapsulations.ts";
import {
  type BothWays,
  bothWays,
  type FieldQuality,
  type FieldUses,
  fieldQualities,
  valuesOfFlows,
} from "../entropy/quality.ts";
import type { FieldQualityReport } from "../facts/entropy-report.ts";
import { Class } from "../facts/table.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";
import { answersOf, kindsOf, type Samples } from "./samples.ts";

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

  constructor(samples: Samples) {
    const { size, kind, ports, outer, flow, packets, flows } = samples;
    const kinds = kindsOf(samples);
    const shifts = Int32Array.from(encapsulations, ({ entropy }) => entropy?.shift ?? 0);
    const masks = Int32Array.from(encapsulations, ({ entropy }) => entropy?.mask ?? 0);
    this.value = new Int32Array(size).fill(-1);
    const innerPort = new Int32Array(size).fill(-1);
    for (let e = 0; e < size; e++) {
      const bits = kind[e];
      const shown = bits & (Class.outerPorts | Class.outerKey | Class.fragment);
      if (masks[kinds[e]] !== 0 && shown !== 0 && (shown & Class.fragment) === 0)
        this.value[e] = (outer[e] >>> shifts[kinds[e]]) & masks[kinds[e]];
      const proto = bits & Class.proto;
      if (proto === TCP || proto === UDP) innerPort[e] = ports[e] >>> 16;
    }
    this.uses = { flow, value: this.value, packets, innerPort };
    this.answers = answersOf(samples);
    this.ofFlow = valuesOfFlows(this.uses, flows);
  }

  /** @param asked groups, and the outermost encapsulation of all samples of each */
  of(asked: readonly { group: Group; kind: number }[]): readonly (FieldQualityReport | null)[] {
    const fields = asked.map(({ kind }) => encapsulations[kind].entropy);
    const shown = asked.flatMap(({ group: { entries } }, i) => {
      const field = fields[i];
      return field === null ? [] : [{ i, field, entries, bits: 32 - Math.clz32(field.mask) }];
    });
    const qualities = fieldQualities(this.uses, shown);
    const ways = bothWays(this.uses, shown, this.answers, this.ofFlow);
    const out = new Array<FieldQualityReport | null>(asked.length).fill(null);
    for (const [at, { i, field }] of shown.entries()) {
      const quality = qualities[at];
      if (quality !== null) out[i] = reportOf(field.name, quality, ways[at]);
    }
    return out;
  }
}

function reportOf(name: string, quality: FieldQuality, { answered, same }: BothWays): FieldQualityReport {
  return {
    name,
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
