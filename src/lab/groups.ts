/** Samples that belong together (a tenant, a tunnel, all of them), and what weighs on which hash key in them. */
import type { Keyed } from "../entropy/keyed.ts";
import { type Loops, loopsFor } from "../entropy/loops.ts";
import { kish } from "../entropy/metrics.ts";
import type { Weighting } from "../entropy/traffic.ts";
import type { Samples } from "./samples.ts";

export interface Group {
  /** Places in the samples, those of one flow next to each other. */
  readonly entries: Int32Array;
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  /** How many equal flows the flows are worth. */
  readonly effective: Readonly<Record<Weighting, number>>;
}

export const groupOf = (samples: Samples, entries: Int32Array): Group => groupsOf(samples, [entries])[0];

/** Several at once. */
export function groupsOf(samples: Samples, list: readonly Int32Array[]): Group[] {
  const sums = new Float64Array(SUMS);
  const loops = loopsFor(list.reduce((size, entries) => size + entries.length, 0));
  const weigh = loops === null ? weighHere(samples, sums) : weighBy(loops, samples, sums, list);
  return list.map((entries) => {
    weigh(entries);
    const [flows, packets, bytes, packetSquares, byteSquares] = sums;
    const effective = { flows, packets: kish(packets, packetSquares), bytes: kish(bytes, byteSquares) };
    return { entries, flows, packets, bytes, effective };
  });
}

/** Flows, their packets and bytes, and the squares of these. */
const SUMS = 5;

type Weigh = (entries: Int32Array) => void;

function weighBy(
  loops: Loops,
  { flow, packets, bytes }: Samples,
  sums: Float64Array,
  list: readonly Int32Array[],
): Weigh {
  const [of, each, long] = [loops.put(flow), loops.put(packets), loops.put(bytes)];
  const own = loops.room(4 * list.reduce((most, entries) => Math.max(most, entries.length), 0));
  const to = loops.room(sums.byteLength);
  return (entries) => {
    loops.copy(entries, own);
    loops.code.weigh(own, entries.length, of, each, long, to);
    loops.take(to, sums);
  };
}

const weighHere =
  ({ flow, packets, bytes }: Samples, sums: Float64Array): Weigh =>
  (entries) => {
    sums.fill(0);
    for (let from = 0; from < entries.length; ) {
      const one = flow[entries[from]];
      let [ownPackets, ownBytes] = [0, 0];
      for (; from < entries.length && flow[entries[from]] === one; from++) {
        ownPackets += packets[entries[from]];
        ownBytes += bytes[entries[from]];
      }
      sums[0]++;
      sums[1] += ownPackets;
      sums[2] += ownBytes;
      sums[3] += ownPackets * ownPackets;
      sums[4] += ownBytes * ownBytes;
    }
  };

/** Weights of a hash key: flows, packets, bytes, and the key itself, which counts 1. */
export const WEIGHTS = 4;
export const [FLOWS, PACKETS, BYTES, KEYS] = [0, 1, 2, 3];

/** The keys that a group has in one view, and `WEIGHTS` weights of each in the same order. */
export interface GroupKeys {
  readonly keys: Int32Array;
  readonly weights: Float64Array;
}

/** Adds groups up by the keys of one view. Its arrays are as long as there are keys, and used again. */
export class KeySums {
  private readonly place: Int32Array;
  private readonly votes: Float64Array;
  private readonly found: Int32Array;
  private readonly known = new Map<Group, GroupKeys>();
  private firsts = new Float64Array(0);

  constructor(
    private readonly samples: Samples,
    private readonly keyed: Keyed,
  ) {
    this.place = new Int32Array(keyed.keys).fill(-1);
    this.votes = new Float64Array(keyed.keys);
    this.found = new Int32Array(keyed.keys);
  }

  of(group: Group): GroupKeys {
    const known = this.known.get(group);
    if (known !== undefined) return known;
    const sums = this.sum(group);
    this.known.set(group, sums);
    return sums;
  }

  private sum({ entries }: Group): GroupKeys {
    const loops = loopsFor(entries.length);
    return loops === null ? this.sumHere(entries) : this.sumBy(loops, entries);
  }

  private sumBy(loops: Loops, entries: Int32Array): GroupKeys {
    const { flow, packets, bytes } = this.samples;
    const { keyOf, keys: most } = this.keyed;
    const [own, of, flows] = [loops.put(entries), loops.put(keyOf), loops.put(flow)];
    const [each, long, earliest] = [loops.put(packets), loops.put(bytes), loops.put(this.first())];
    const [place, votes] = [loops.room(4 * most, true), loops.room(8 * most, true)];
    const [keys, weights] = [loops.room(4 * most), loops.room(8 * WEIGHTS * most, true)];
    const { code } = loops;
    const size = code.sumKeys(
      own,
      entries.length,
      of,
      flows,
      each,
      long,
      earliest,
      place,
      votes,
      keys,
      weights,
    );
    return {
      keys: loops.take(keys, new Int32Array(size)),
      weights: loops.take(weights, new Float64Array(WEIGHTS * size)),
    };
  }

  private sumHere(entries: Int32Array): GroupKeys {
    const { place, samples, found } = this;
    const { keyOf } = this.keyed;
    let size = 0;
    for (let i = 0; i < entries.length; i++) {
      const key = keyOf[entries[i]];
      if (place[key] >= 0) continue;
      place[key] = size;
      found[size++] = key;
    }
    const weights = new Float64Array(WEIGHTS * size);
    for (let i = 0; i < size; i++) weights[WEIGHTS * i + KEYS] = 1;
    for (let from = 0; from < entries.length; ) {
      const flow = samples.flow[entries[from]];
      let to = from;
      for (; to < entries.length && samples.flow[entries[to]] === flow; to++) {
        const at = WEIGHTS * place[keyOf[entries[to]]];
        weights[at + PACKETS] += samples.packets[entries[to]];
        weights[at + BYTES] += samples.bytes[entries[to]];
      }
      const winner = to === from + 1 ? entries[from] : this.winner(entries, from, to);
      weights[WEIGHTS * place[keyOf[winner]] + FLOWS]++;
      from = to;
    }
    const keys = found.slice(0, size);
    for (let i = 0; i < size; i++) place[keys[i]] = -1;
    return { keys, weights };
  }

  /**
   * The keys of a group and their packets alone, written into arrays from `start` on.
   * @returns where they end
   */
  packetsOf({ entries }: Group, keys: Int32Array, packets: Float64Array, start: number): number {
    const { place, samples } = this;
    const { keyOf } = this.keyed;
    let end = start;
    for (let i = 0; i < entries.length; i++) {
      const e = entries[i];
      const key = keyOf[e];
      let at = place[key];
      if (at < 0) {
        at = place[key] = end++;
        keys[at] = key;
        packets[at] = 0;
      }
      packets[at] += samples.packets[e];
    }
    for (let i = start; i < end; i++) place[keys[i]] = -1;
    return end;
  }

  /** Number of the first packet of each sample; nobody asks where each flow is one sample. */
  private first(): Float64Array {
    const { table, rows, flows, size } = this.samples;
    if (this.firsts.length === 0 && flows < size) {
      this.firsts = new Float64Array(size);
      for (let e = 0; e < size; e++) this.firsts[e] = table.firstPacket[rows[e]];
    }
    return this.firsts;
  }

  /** A flow counts once, for the key that carried most of its packets; of equals the first seen. */
  private winner(entries: Int32Array, from: number, to: number): number {
    const { votes, samples, keyed } = this;
    const first = this.first();
    for (let i = from; i < to; i++) votes[keyed.keyOf[entries[i]]] += samples.packets[entries[i]];
    let best = entries[from];
    for (let i = from + 1; i < to; i++) {
      const e = entries[i];
      const more = votes[keyed.keyOf[e]] - votes[keyed.keyOf[best]];
      const earlier = first[e] < first[best];
      if (more > 0 || (more === 0 && earlier)) best = e;
    }
    for (let i = from; i < to; i++) votes[keyed.keyOf[entries[i]]] = 0;
    return best;
  }
}
