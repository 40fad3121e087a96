/** Samples that belong together (a tenant, a tunnel, all of them), and what weighs on which hash key in them. */
import type { Keyed } from "../entropy/keyed.ts";
import { kish } from "../entropy/metrics.ts";
import type { Weighting } from "../entropy/simulate.ts";
import type { Samples } from "../facts/samples.ts";

export interface Group {
  /** Places in the samples, those of one flow next to each other. */
  readonly entries: Int32Array;
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  /** How many equal flows the flows are worth. */
  readonly effective: Readonly<Record<Weighting, number>>;
}

export function groupOf(samples: Samples, entries: Int32Array): Group {
  const { flow, packets, bytes } = samples;
  let [flows, allPackets, allBytes, packetSquares, byteSquares] = [0, 0, 0, 0, 0];
  for (let from = 0; from < entries.length; ) {
    const one = flow[entries[from]];
    let [ownPackets, ownBytes] = [0, 0];
    for (; from < entries.length && flow[entries[from]] === one; from++) {
      ownPackets += packets[entries[from]];
      ownBytes += bytes[entries[from]];
    }
    flows++;
    allPackets += ownPackets;
    allBytes += ownBytes;
    packetSquares += ownPackets * ownPackets;
    byteSquares += ownBytes * ownBytes;
  }
  return {
    entries,
    flows,
    packets: allPackets,
    bytes: allBytes,
    effective: {
      flows,
      packets: kish(allPackets, packetSquares),
      bytes: kish(allBytes, byteSquares),
    },
  };
}

/** The keys that a group has in one view, and their weights in the same order. */
export interface GroupKeys {
  readonly keys: Int32Array;
  readonly weights: Readonly<Record<Weighting, Float64Array>>;
}

/** Adds groups up by the keys of one view. Its arrays are as long as there are keys, and used again. */
export class KeySums {
  private readonly place: Int32Array;
  private readonly votes: Float64Array;
  private readonly found: Int32Array;
  private readonly known = new Map<Group, GroupKeys>();

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
    const { place, samples } = this;
    const { keyOf } = this.keyed;
    const { found } = this;
    let size = 0;
    for (let i = 0; i < entries.length; i++) {
      const key = keyOf[entries[i]];
      if (place[key] >= 0) continue;
      place[key] = size;
      found[size++] = key;
    }
    const sums = () => new Float64Array(size);
    const weights = { flows: sums(), packets: sums(), bytes: sums() };
    for (let from = 0; from < entries.length; ) {
      const flow = samples.flow[entries[from]];
      let to = from;
      for (; to < entries.length && samples.flow[entries[to]] === flow; to++) {
        const at = place[keyOf[entries[to]]];
        weights.packets[at] += samples.packets[entries[to]];
        weights.bytes[at] += samples.bytes[entries[to]];
      }
      const winner = to === from + 1 ? entries[from] : this.winner(entries, from, to);
      weights.flows[place[keyOf[winner]]]++;
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

  /** A flow counts once, for the key that carried most of its packets; of equals the first seen. */
  private winner(entries: Int32Array, from: number, to: number): number {
    const { votes, samples, keyed } = this;
    const { firstPacket } = samples.table;
    for (let i = from; i < to; i++) votes[keyed.keyOf[entries[i]]] += samples.packets[entries[i]];
    let best = entries[from];
    for (let i = from + 1; i < to; i++) {
      const e = entries[i];
      const more = votes[keyed.keyOf[e]] - votes[keyed.keyOf[best]];
      const earlier = firstPacket[samples.rows[e]] < firstPacket[samples.rows[best]];
      if (more > 0 || (more === 0 && earlier)) best = e;
    }
    for (let i = from; i < to; i++) votes[keyed.keyOf[entries[i]]] = 0;
    return best;
  }
}
