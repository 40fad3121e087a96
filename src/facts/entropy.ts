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
  private readonly sums: Float64Array;
  /** The flow last seen with a value of an entropy field, by field and value; -1 none, -2 several. */
  private readonly flowOfValue: Int32Array;
  private readonly fields = encapsulations.map((e) => e.entropy);
  /** The first kind of encapsulation that has the same field. */
  private readonly sameField = encapsulations.map((e) =>
    encapsulations.findIndex((other) => other.entropy?.name === e.entropy?.name),
  );
  // What is read again for every scope and view, out of the rows and close together.
  private readonly packets: Float64Array;
  private readonly bytes: Float64Array;
  /** Entropy field of the outermost tunnel and its value, as one number; -1: none to see. */
  private readonly fieldValue: Int32Array;

  constructor(
    private readonly t: FactTable,
    private readonly keys: RowKeys,
  ) {
    this.sums = new Float64Array(Math.max(keys.flows, keys.ips, keys.fiveTuples, keys.keyAwares));
    this.flowOfValue = new Int32Array(this.fields.length * FIELD_VALUES).fill(-1);
    this.packets = Float64Array.from({ length: t.size }, (_, r) => t.packets(r));
    this.bytes = Float64Array.from({ length: t.size }, (_, r) => t.bytes(r));
    this.fieldValue = Int32Array.from({ length: t.size }, (_, r) => this.valueOf(r));
  }

  private valueOf(row: number): number {
    const { t } = this;
    const kind = t.interner.kindOf(t.interner.rootOf(t.node(row)));
    const field = this.fields[kind];
    const bits = t.kind(row) & (Class.outerPorts | Class.outerKey | Class.fragment);
    if (field === null || bits === 0 || (bits & Class.fragment) !== 0) return -1;
    return this.sameField[kind] * FIELD_VALUES + ((t.outer(row) >>> field.shift) & field.mask);
  }

  /**
   * @param rows  rows that have a flow, those of a flow next to each other
   * @param kinds kinds of the outermost tunnels, of rows without a flow too
   */
  of(rows: Int32Array, kinds: Iterable<number>): EntropyReport {
    return {
      packets: this.weighted(rows, this.packets),
      bytes: this.weighted(rows, this.bytes),
      flows: this.byFlows(rows),
      field: this.field(rows, kinds),
    };
  }

  private weighted(rows: Int32Array, weight: Float64Array): WeightingReport {
    const { keys } = this;
    return {
      five_tuple: this.spread(rows, keys.fiveTuple, weight),
      inner: this.spread(rows, keys.flow, weight),
      key_aware: this.spread(rows, keys.keyAware, weight),
      ip: this.spread(rows, keys.ip, weight),
    };
  }

  private spread(rows: Int32Array, key: Int32Array, weight: Float64Array): ViewReport {
    const { sums } = this;
    for (const r of rows) sums[key[r]] += weight[r];
    const spread = new Spread();
    for (const r of rows) {
      const sum = sums[key[r]];
      if (sum === 0) continue;
      spread.add(sum);
      sums[key[r]] = 0;
    }
    return spread.report();
  }

  private byFlows(rows: Int32Array): WeightingReport {
    const { keys } = this;
    return {
      five_tuple: this.flowSpread(rows, keys.fiveTuple),
      inner: this.flowSpread(rows, keys.flow),
      key_aware: this.flowSpread(rows, keys.keyAware),
      ip: this.flowSpread(rows, keys.ip),
    };
  }

  /** Each flow counts once, for the key that carried most of its packets; of equals the first seen. */
  private flowSpread(rows: Int32Array, key: Int32Array): ViewReport {
    const { sums, t, keys } = this;
    const winners = new Int32Array(rows.length);
    let flows = 0;
    for (let from = 0; from < rows.length; ) {
      const flow = keys.flow[rows[from]];
      let to = from;
      while (to < rows.length && keys.flow[rows[to]] === flow) to++;
      winners[flows++] = to === from + 1 ? key[rows[from]] : this.winner(rows, from, to, key, t);
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

  private winner(rows: Int32Array, from: number, to: number, key: Int32Array, t: FactTable): number {
    const { sums } = this;
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
    for (const kind of kinds) names.add(this.fields[kind]?.name ?? "");
    names.delete("");
    const touched: number[] = [];
    let [several, shared, copied] = [0, 0, 0];
    let [min, max] = [Number.POSITIVE_INFINITY, -1];
    let [flow, first, changed] = [-1, -1, false];
    for (const r of rows) {
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
