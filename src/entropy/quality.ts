/** How good an entropy field is: what the encapsulator does with the bits that routers spread flows by. */
import { type Loops, loopsFor } from "./loops.ts";
import { DYNAMIC_PORTS, sourcePortRule } from "./source-port.ts";

/** Packets of one flow with one value of the field, in columns. */
export interface FieldUses {
  readonly flow: Int32Array;
  /** Below 2^16; -1: these packets do not show the field. */
  readonly value: Int32Array;
  readonly packets: Float64Array;
  /** Source port of the inner TCP or UDP; -1: none. */
  readonly innerPort: Int32Array;
}

/** What the encapsulator seems to do. */
export type Rule =
  /** Too few flows to say. */
  | "unknown"
  /** One value, not 0, for all flows. */
  | "constant"
  /** One value, 0: the field is not used. */
  | "unused"
  /** Mostly the inner source port. */
  | "inner_source_port"
  /** Far fewer values than a hash would give. */
  | "few_values"
  /** A hash into the range that RFC 7348 recommends, 49152 to 65535. */
  | "rfc7348_range"
  /** A hash into Linux's default ip_local_port_range, 32768 to 60998; Open vSwitch's, if its last port does not show. */
  | "linux_range"
  /** Port 60999 too: Open vSwitch in user space. */
  | "ovs_range"
  /** A hash into all ports or all FlowIDs. */
  | "full_range";

export interface FieldQuality {
  readonly flows: number;
  readonly packets: number;
  readonly distinct: number;
  readonly min: number;
  readonly max: number;
  /** Values that can come out of the likely rule, or of the whole field. */
  readonly range: number;
  /** Distinct values that a good hash of so many flows into that range would give. */
  readonly expectedDistinct: number;
  /** Entropy of each bit over the flows' values, highest bit first. */
  readonly bitEntropies: readonly number[];
  /** Packets whose value is in RFC 7348's range. */
  readonly packetsInDynamicPorts: number;
  /** Packets whose value is the inner source port. */
  readonly copiedPackets: number;
  /** Flows with several values: their packets may be reordered. */
  readonly changedFlows: number;
  /** Values with several flows, and the flows that have such a value. */
  readonly sharedValues: number;
  readonly flowsSharing: number;
  readonly rule: Rule;
}

/** Fewer flows than this say nothing about a rule: the same number as for findings of `stats`. */
const MIN_FLOWS = 4;
/** Fewer distinct values than this do not tell one range from another. */
const MIN_VALUES = 8;
const COPIED_SHARE = 0.5;
/** Half of what a hash would give is far beyond chance for MIN_VALUES and more. */
const FEW_SHARE = 0.5;

const RANGES: readonly (readonly [rule: Rule, first: number, last: number])[] = [
  ["rfc7348_range", DYNAMIC_PORTS.first, DYNAMIC_PORTS.last],
  ["linux_range", sourcePortRule("linux").first, sourcePortRule("linux").last],
  ["ovs_range", sourcePortRule("ovs-userspace").first, sourcePortRule("ovs-userspace").last],
];

/** Distinct values that `flows` throws into `range` equally likely values give on average. */
export const expectedDistinct = (flows: number, range: number): number =>
  range <= 1 ? Math.min(flows, range) : -range * Math.expm1(flows * Math.log1p(-1 / range));

const bitEntropy = (ones: number, all: number): number => {
  const p = all === 0 ? 0 : ones / all;
  return p === 0 || p === 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
};

/** The narrowest range that holds all values is the likeliest: each value makes a wider one less likely. */
function rangeOf(min: number, max: number, bits: number): readonly [Rule, number] {
  const fits = bits === 16 ? RANGES.filter(([, first, last]) => min >= first && max <= last) : [];
  const [best] = fits
    .map(([rule, first, last]) => [rule, last - first + 1] as const)
    .sort((a, b) => a[1] - b[1]);
  return best ?? ["full_range", 2 ** bits];
}

const VALUES = 1 << 16;
/** Flows by value; all 0 between calls. */
const flowsOfValue = new Int32Array(VALUES);

/** Which flow of all that were looked at had a value last. */
const lastUser = new Float64Array(VALUES);
let users = 0;

/** The places of each flow's first use of each value, flow by flow. */
function firstUses({ flow, value }: FieldUses, entries: Int32Array): Int32Array {
  const out = new Int32Array(entries.length);
  let size = 0;
  let last = -1;
  for (let i = 0; i < entries.length; i++) {
    const e = entries[i];
    if (value[e] < 0) continue;
    if (flow[e] !== last) {
      last = flow[e];
      users++;
    }
    if (lastUser[value[e]] === users) continue;
    lastUser[value[e]] = users;
    out[size++] = e;
  }
  return out.subarray(0, size);
}

/** Entries that are looked at together. */
export interface FieldGroup {
  /** Places in the columns, those of one flow next to each other. */
  readonly entries: Int32Array;
  /** Width of the field: 16 for ports, 8 for NVGRE's FlowID. */
  readonly bits: number;
}

/** What is counted of a group. */
interface Tally {
  readonly packets: number;
  readonly copied: number;
  readonly dynamic: number;
  /** Different pairs of a flow and a value. */
  readonly pairs: number;
  readonly flows: number;
  readonly changed: number;
  readonly distinct: number;
  readonly min: number;
  readonly max: number;
  readonly shared: number;
  readonly sharing: number;
  /** Pairs that have each bit, the highest first. */
  readonly ones: ArrayLike<number>;
}

/** What the compiled loop counts, in its order; behind them the pairs that have each bit, the lowest first. */
const COUNTED = [
  "packets",
  "copied",
  "dynamic",
  "pairs",
  "flows",
  "changed",
  "distinct",
  "min",
  "max",
  "shared",
  "sharing",
] as const satisfies readonly (keyof Tally)[];

/** @returns null for a group in which there is nothing to look at */
export function fieldQualities(
  uses: FieldUses,
  groups: readonly FieldGroup[],
): readonly (FieldQuality | null)[] {
  const size = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  const loops = loopsFor(size);
  const tallies = loops === null ? groups.map((group) => tally(uses, group)) : talliesBy(loops, uses, groups);
  return groups.map(({ bits }, g) => (tallies[g].pairs === 0 ? null : qualityOf(tallies[g], bits)));
}

/** The same of one group. */
export const fieldQuality = (uses: FieldUses, entries: Int32Array, bits: number): FieldQuality | null =>
  fieldQualities(uses, [{ entries, bits }])[0];

function talliesBy(loops: Loops, uses: FieldUses, groups: readonly FieldGroup[]): Tally[] {
  const most = groups.reduce((n, { entries }) => Math.max(n, entries.length), 0);
  const [flow, value] = [loops.put(uses.flow), loops.put(uses.value)];
  const [packets, innerPort] = [loops.put(uses.packets), loops.put(uses.innerPort)];
  const [ofValue, last] = [loops.room(4 * VALUES, true), loops.room(4 * VALUES, true)];
  const [pairs, own] = [loops.room(4 * most), loops.room(4 * most)];
  const found = new Float64Array(COUNTED.length + 16);
  const to = loops.room(found.byteLength);
  let users = 0;
  return groups.map(({ entries, bits }) => {
    loops.copy(entries, own);
    users = loops.code.tally(
      flow,
      value,
      packets,
      innerPort,
      own,
      entries.length,
      DYNAMIC_PORTS.first,
      ofValue,
      last,
      users,
      pairs,
      to,
    );
    loops.take(to, found);
    const counts = Object.fromEntries(COUNTED.map((name, i) => [name, found[i]]));
    const ones = found.slice(COUNTED.length, COUNTED.length + bits).reverse();
    return { ...counts, ones } as unknown as Tally;
  });
}

function tally(uses: FieldUses, { entries, bits }: FieldGroup): Tally {
  const { flow, value, packets, innerPort } = uses;
  let [all, copied, dynamic] = [0, 0, 0];
  for (let i = 0; i < entries.length; i++) {
    const e = entries[i];
    const v = value[e];
    if (v < 0) continue;
    all += packets[e];
    if (v === innerPort[e]) copied += packets[e];
    if (v >= DYNAMIC_PORTS.first) dynamic += packets[e];
  }
  const pairs = firstUses(uses, entries);
  const ones = new Float64Array(bits);
  let [flows, changed, distinct, min, max] = [0, 0, 0, VALUES, -1];
  for (let i = 0; i < pairs.length; i++) {
    const v = value[pairs[i]];
    if (flowsOfValue[v]++ === 0) distinct++;
    if (v < min) min = v;
    if (v > max) max = v;
    for (let rest = v; rest !== 0; rest &= rest - 1) ones[bits - 32 + Math.clz32(rest & -rest)]++;
    const again = i > 0 && flow[pairs[i]] === flow[pairs[i - 1]];
    if (!again) flows++;
    else if (i < 2 || flow[pairs[i]] !== flow[pairs[i - 2]]) changed++;
  }
  const counts = { packets: all, copied, dynamic, pairs: pairs.length, flows, changed, distinct, min, max };
  return { ...counts, ...sharedValues(uses, pairs), ones };
}

function qualityOf(t: Tally, bits: number): FieldQuality {
  const { flows, packets, distinct, min, max, copied } = t;
  const [range, values] = rangeOf(min, max, bits);
  const expected = expectedDistinct(flows, values);
  return {
    flows,
    packets,
    distinct,
    min,
    max,
    range: values,
    expectedDistinct: expected,
    bitEntropies: Array.from(t.ones, (n) => bitEntropy(n, t.pairs)),
    packetsInDynamicPorts: bits === 16 ? t.dynamic : 0,
    copiedPackets: bits === 16 ? copied : 0,
    changedFlows: t.changed,
    sharedValues: t.shared,
    flowsSharing: t.sharing,
    rule: ruleOf({ flows, distinct, max, copied, packets, expected, range, bits }),
  };
}

/** The value of each flow that carried most packets, of equals the first; -1: none. */
export function valuesOfFlows({ flow, value, packets }: FieldUses, flows: number): Int32Array {
  const out = new Int32Array(flows).fill(-1);
  const most = new Float64Array(flows);
  for (let e = 0; e < flow.length; e++) {
    if (value[e] < 0 || packets[e] <= most[flow[e]]) continue;
    most[flow[e]] = packets[e];
    out[flow[e]] = value[e];
  }
  return out;
}

/** Flows of a group that are answered, and those among them whose field is the same both ways. */
export interface BothWays {
  readonly answered: number;
  readonly same: number;
}

/**
 * @param answers the flow that answers each flow; -1: none
 * @param values  the value of each flow (`valuesOfFlows`)
 */
export function bothWays(
  { flow }: FieldUses,
  groups: readonly FieldGroup[],
  answers: Int32Array,
  values: Int32Array,
): readonly BothWays[] {
  const most = groups.reduce((n, { entries }) => Math.max(n, entries.length), 0);
  const loops = loopsFor(groups.reduce((sum, { entries }) => sum + entries.length, 0));
  if (loops === null) return groups.map(({ entries }) => bothWaysOf(flow, entries, answers, values));
  const [of, back, each] = [loops.put(flow), loops.put(answers), loops.put(values)];
  const [own, to] = [loops.room(4 * most), loops.room(8)];
  return groups.map(({ entries }) => {
    loops.copy(entries, own);
    loops.code.agreeing(of, own, entries.length, back, each, to);
    const [answered, same] = loops.take(to, new Uint32Array(2));
    return { answered, same };
  });
}

function bothWaysOf(
  flow: Int32Array,
  entries: Int32Array,
  answers: Int32Array,
  values: Int32Array,
): BothWays {
  let [last, answered, same] = [-1, 0, 0];
  for (let i = 0; i < entries.length; i++) {
    const own = flow[entries[i]];
    if (own === last) continue;
    last = own;
    const back = answers[own];
    if (back < 0 || values[own] < 0 || values[back] < 0) continue;
    answered++;
    if (values[own] === values[back]) same++;
  }
  return { answered, same };
}

/** Values with several flows, and flows with such a value; clears the counts by value. */
function sharedValues({ flow, value }: FieldUses, pairs: Int32Array): { shared: number; sharing: number } {
  let [shared, sharing, last] = [0, 0, -1];
  for (let i = 0; i < pairs.length; i++) {
    const e = pairs[i];
    if (flowsOfValue[value[e]] < 2 || flow[e] === last) continue;
    last = flow[e];
    sharing++;
  }
  for (let i = 0; i < pairs.length; i++) {
    const v = value[pairs[i]];
    if (flowsOfValue[v] > 1) shared++;
    flowsOfValue[v] = 0;
  }
  return { shared, sharing };
}

function ruleOf(q: {
  flows: number;
  distinct: number;
  max: number;
  copied: number;
  packets: number;
  expected: number;
  range: Rule;
  bits: number;
}): Rule {
  if (q.flows < MIN_FLOWS) return "unknown";
  if (q.distinct === 1 && q.max === 0) return "unused";
  // One port for all flows of one inner port is a copy or a constant: nothing tells which.
  if (q.distinct === 1) return "constant";
  if (q.bits === 16 && q.copied >= COPIED_SHARE * q.packets) return "inner_source_port";
  if (q.expected >= MIN_VALUES && q.distinct < FEW_SHARE * q.expected) return "few_values";
  return q.distinct < MIN_VALUES ? "unknown" : q.range;
}
