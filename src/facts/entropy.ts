/** The contract's entropy figures of any set of rows, exactly and whatever order the rows are in. */
import { encapsulations } from "../core/encapsulations.ts";
import type { RowKeys } from "./keys.ts";
import type { EntropyReport, FieldReport, ViewReport, WeightingReport } from "./report.ts";
import { Class, type FactTable } from "./table.ts";

const TCP = 6;
const UDP = 17;
/** Longest range of values of an entropy field. */
const FIELD_VALUES = 1 << 16;
const FRACTION = 2 ** 26;

const round = (x: number): number => Math.round(x * 1e6) / 1e6;

/**
 * Sums x·log2 x over the weights of keys. Whole part, next 26 bits and the 26 after them are summed apart, each
 * as integers below 2^53, so that nothing is rounded and the result does not depend on the order of the keys.
 */
class Spread {
  private whole = 0;
  private high = 0;
  private low = 0;
  private total = 0;
  private keys = 0;
  private largest = 0;

  add(weight: number): void {
    if (weight !== 1) {
      const v = weight * Math.log2(weight);
      const whole = Math.floor(v);
      const scaled = (v - whole) * FRACTION;
      const high = Math.floor(scaled);
      this.whole += whole;
      this.high += high;
      this.low += Math.round((scaled - high) * FRACTION);
    }
    this.total += weight;
    this.keys++;
    if (weight > this.largest) this.largest = weight;
  }

  report(): ViewReport {
    if (this.total === 0) return { keys: this.keys, bits: 0, paths: 0, max_share: 0 };
    const sum = this.whole + (this.high + this.low / FRACTION) / FRACTION;
    const bits = this.keys === 1 ? 0 : Math.max(0, Math.log2(this.total) - sum / this.total);
    return {
      keys: this.keys,
      bits: round(bits),
      paths: round(2 ** bits),
      max_share: round(this.largest / this.total),
    };
  }
}

export class Entropy {
  // Sums by key of one view, all 0 between two uses.
  private readonly packetSums: Float64Array;
  private readonly byteSums: Float64Array;
  /** By kind of encapsulation: the number of its entropy field among those in use, -1: it has none. */
  private readonly fieldOfKind: Int32Array;
  /** The flow last seen with a value of an entropy field, by field and value; -1 none, -2 several. */
  private readonly flowOfValue: Int32Array;
  // What is read again for every scope and view, out of the rows and close together.
  private readonly packets: Float64Array;
  private readonly bytes: Float64Array;
  /** Entropy field of the outermost tunnel and its value, as one number; -1: none to see. */
  private readonly fieldValue: Int32Array;
  /** Keys of the flows of a scope, one each. */
  private readonly winners: Int32Array;

  constructor(
    private readonly t: FactTable,
    private readonly keys: RowKeys,
  ) {
    const most = Math.max(keys.flows, keys.ips, keys.fiveTuples, keys.keyAwares);
    this.packetSums = new Float64Array(most);
    this.byteSums = new Float64Array(most);
    this.winners = new Int32Array(keys.flows);
    this.packets = new Float64Array(t.size);
    this.bytes = new Float64Array(t.size);
    this.fieldValue = new Int32Array(t.size);
    const fieldOfNode = this.fieldsInUse();
    this.fieldOfKind = fieldOfNode.ofKind;
    this.flowOfValue = new Int32Array(fieldOfNode.count * FIELD_VALUES).fill(-1);
    for (let r = 0; r < t.size; r++) {
      this.packets[r] = t.packets(r);
      this.bytes[r] = t.bytes(r);
      this.fieldValue[r] = this.valueOf(r);
    }
  }

  /** Numbers the entropy fields of the outermost tunnels that there are; some kinds share one. */
  private fieldsInUse(): { ofKind: Int32Array; count: number } {
    const { interner } = this.t;
    const ofKind = new Int32Array(encapsulations.length).fill(-1);
    const names: string[] = [];
    for (let node = 1; node < interner.nodes.size; node++) {
      const kind = interner.kindOf(interner.rootOf(node));
      const name = encapsulations[kind].entropy?.name;
      if (name === undefined || ofKind[kind] >= 0) continue;
      if (!names.includes(name)) names.push(name);
      ofKind[kind] = names.indexOf(name);
    }
    return { ofKind, count: names.length };
  }

  private valueOf(row: number): number {
    const { t } = this;
    const bits = t.kind(row) & (Class.outerPorts | Class.outerKey | Class.fragment);
    if (bits === 0 || (bits & Class.fragment) !== 0) return -1;
    const kind = t.interner.kindOf(t.interner.rootOf(t.node(row)));
    const number = this.fieldOfKind[kind];
    const field = encapsulations[kind].entropy;
    if (number < 0 || field === null) return -1;
    return number * FIELD_VALUES + ((t.outer(row) >>> field.shift) & field.mask);
  }

  /**
   * @param rows  rows that have a flow, those of a flow next to each other
   * @param kinds kinds of the outermost tunnels, of rows without a flow too
   */
  of(rows: Int32Array, kinds: Iterable<number>): EntropyReport {
    const { keys } = this;
    const [fiveTuple, inner, ip] = [keys.fiveTuple, keys.flow, keys.ip].map((key) =>
      this.weighted(rows, key),
    );
    // Without a GRE key in the capture it is one view by two names.
    const keyAware = keys.keyAware === keys.fiveTuple ? fiveTuple : this.weighted(rows, keys.keyAware);
    const weighting = (by: "packets" | "bytes" | "flows"): WeightingReport => ({
      five_tuple: fiveTuple[by],
      inner: inner[by],
      key_aware: { ...keyAware[by] },
      ip: ip[by],
    });
    return {
      packets: weighting("packets"),
      bytes: weighting("bytes"),
      flows: weighting("flows"),
      field: this.field(rows, kinds),
    };
  }

  /** Rows by the keys of one view in all three weightings. */
  private weighted(rows: Int32Array, key: Int32Array): Record<"packets" | "bytes" | "flows", ViewReport> {
    const { packetSums, byteSums, packets, bytes } = this;
    for (let i = 0; i < rows.length; i++) {
      const r = rows[i];
      const k = key[r];
      packetSums[k] += packets[r];
      byteSums[k] += bytes[r];
    }
    const byPackets = new Spread();
    const byBytes = new Spread();
    for (let i = 0; i < rows.length; i++) {
      const k = key[rows[i]];
      const p = packetSums[k];
      const b = byteSums[k];
      if (p !== 0) byPackets.add(p);
      if (b !== 0) byBytes.add(b);
      packetSums[k] = 0;
      byteSums[k] = 0;
    }
    return { packets: byPackets.report(), bytes: byBytes.report(), flows: this.byFlows(rows, key) };
  }

  /** Each flow counts once, for the key that carried most of its packets; of equals the first seen. */
  private byFlows(rows: Int32Array, key: Int32Array): ViewReport {
    const { packetSums: sums, winners } = this;
    const { flow } = this.keys;
    let flows = 0;
    for (let from = 0; from < rows.length; ) {
      const of = flow[rows[from]];
      let to = from + 1;
      while (to < rows.length && flow[rows[to]] === of) to++;
      winners[flows++] = to === from + 1 ? key[rows[from]] : this.winner(rows, from, to, key);
      from = to;
    }
    for (let i = 0; i < flows; i++) sums[winners[i]]++;
    const spread = new Spread();
    for (let i = 0; i < flows; i++) {
      const sum = sums[winners[i]];
      if (sum === 0) continue;
      spread.add(sum);
      sums[winners[i]] = 0;
    }
    return spread.report();
  }

  private winner(rows: Int32Array, from: number, to: number, key: Int32Array): number {
    const { packetSums: sums, t } = this;
    for (let i = from; i < to; i++) sums[key[rows[i]]] += this.packets[rows[i]];
    let best = rows[from];
    for (let i = from + 1; i < to; i++) {
      const r = rows[i];
      const more = sums[key[r]] - sums[key[best]];
      // Rows of one key compare equal here, and the earliest of them stands for it.
      if (more > 0 || (more === 0 && t.firstPacket[r] < t.firstPacket[best])) best = r;
    }
    for (let i = from; i < to; i++) sums[key[rows[i]]] = 0;
    return key[best];
  }

  private field(rows: Int32Array, kinds: Iterable<number>): FieldReport {
    const { t, keys, flowOfValue } = this;
    const names = new Set<string>();
    for (const kind of kinds) names.add(encapsulations[kind].entropy?.name ?? "");
    names.delete("");
    const touched: number[] = [];
    let [several, shared, copied] = [0, 0, 0];
    let [min, max] = [Number.POSITIVE_INFINITY, -1];
    let [flow, first, changed] = [-1, -1, false];
    for (let i = 0; i < rows.length; i++) {
      const r = rows[i];
      const slot = this.fieldValue[r];
      if (slot < 0) continue;
      const value = slot % FIELD_VALUES;
      if (value < min) min = value;
      if (value > max) max = value;
      if (keys.flow[r] !== flow) {
        flow = keys.flow[r];
        first = slot;
        changed = false;
      } else if (slot !== first && !changed) {
        changed = true;
        several++;
      }
      if (flowOfValue[slot] === -1) {
        touched.push(slot);
        flowOfValue[slot] = flow;
      } else if (flowOfValue[slot] >= 0 && flowOfValue[slot] !== flow) {
        flowOfValue[slot] = -2;
        shared++;
      }
      const proto = t.kind(r) & Class.proto;
      if ((proto === TCP || proto === UDP) && value === t.ports(r) >>> 16) copied += this.packets[r];
    }
    for (const slot of touched) flowOfValue[slot] = -1;
    return {
      name: names.size === 0 ? null : names.size === 1 ? [...names][0] : "mixed",
      distinct: touched.length,
      min: max < 0 ? null : min,
      max: max < 0 ? null : max,
      flows_with_several_values: several,
      values_with_several_flows: shared,
      copied_inner_port_packets: copied,
    };
  }
}
