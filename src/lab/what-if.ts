/** The same inner flows between the same endpoints, as every encapsulation with a good entropy field would carry them. */
import { encapsulations } from "../core/encapsulations.ts";
import { META_V6 } from "../core/interner.ts";
import { KeyTable } from "../core/key-table.ts";
import {
  type Burden,
  type Carrier,
  carrierNamed,
  carriers,
  fieldValues,
  flowHashes,
  overheadBytes,
  valuesOf,
} from "../entropy/carriers.ts";
import { expectedEntropy } from "../entropy/chance.ts";
import { effectiveFlows } from "../entropy/metrics.ts";
import { numbered } from "../entropy/numbered.ts";
import type { Traffic } from "../entropy/traffic.ts";
import type { WhatIfReport, WhatIfViewReport } from "../facts/entropy-report.ts";
import { Class } from "../facts/table.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";
import { directionsOf, type Samples } from "./samples.ts";

const ETHERNET = 14;

/** Rows do not tell what is in a GRE tunnel; it is taken for IP. */
const isEthernet = (kind: number): boolean => carrierNamed(encapsulations[kind].name)?.ethernet === true;

/** The flow hash of each sample of a group; all samples of a flow have the same. */
function hashesOf(samples: Samples, traffic: Traffic, { entries }: Group): Uint32Array {
  const first = new Int32Array(entries.length);
  const out = new Uint32Array(entries.length);
  let [flows, last] = [0, -1];
  for (let i = 0; i < entries.length; i++) {
    const flow = samples.flow[entries[i]];
    if (flow !== last) first[flows++] = entries[i];
    last = flow;
    out[i] = flows - 1;
  }
  const hashes = flowHashes(traffic, first.subarray(0, flows));
  // With one sample a flow there is nothing to repeat.
  if (flows === out.length) return hashes;
  for (let i = 0; i < out.length; i++) out[i] = hashes[out[i]];
  return out;
}

/** A group's samples by what does not vary with the flow: tunnel node and inner IP version. */
class Fixed {
  /** `2 * node + (IPv6 inside)`, by place in the group. */
  private readonly at: Int32Array;
  /** By that: packets, frames that start in them, and inner bytes. */
  private readonly packets: Float64Array;
  private readonly frames: Float64Array;
  private readonly innerFrames: Float64Array;
  private readonly innerBytes: Float64Array;
  private readonly direction: Int32Array;
  private readonly nodes: number;

  constructor(
    private readonly samples: Samples,
    private readonly group: Group,
  ) {
    const { table: t, rows, node, kind, packets } = samples;
    const { entries } = group;
    this.nodes = t.interner.nodes.size;
    this.direction = directionsOf(t).ofRoot;
    this.at = new Int32Array(entries.length);
    const sums = () => new Float64Array(2 * this.nodes);
    [this.packets, this.frames, this.innerFrames, this.innerBytes] = [sums(), sums(), sums(), sums()];
    for (let i = 0; i < entries.length; i++) {
      const e = entries[i];
      const r = rows[e];
      const at = 2 * node[e] + ((kind[e] & Class.v6) === 0 ? 0 : 1);
      const [own, frames] = [packets[e], t.innerPackets(r)];
      this.at[i] = at;
      this.packets[at] += own;
      this.frames[at] += Math.min(frames, own);
      this.innerFrames[at] += frames;
      this.innerBytes[at] += t.innerBytes(r);
    }
  }

  /** What there is to carry, by outer and inner IP version: the overhead is linear in each. */
  burdens(): { burdens: Burden[]; packets: number; inner: number } {
    const i = this.samples.table.interner;
    const burdens = [4, 6].flatMap((outerVersion) =>
      [4, 6].map((innerVersion) => ({ packets: 0, frames: 0, outerVersion, innerVersion })),
    );
    let [packets, inner] = [0, 0];
    for (let at = 0; at < this.packets.length; at++) {
      if (this.packets[at] === 0) continue;
      const node = at >> 1;
      const outer = i.metaOf(i.rootOf(node)) & META_V6;
      const burden = burdens[(outer === 0 ? 0 : 2) + (at & 1)];
      burden.packets += this.packets[at];
      burden.frames += this.frames[at];
      packets += this.packets[at];
      inner += this.innerBytes[at] - (isEthernet(i.kindOf(node)) ? ETHERNET * this.innerFrames[at] : 0);
    }
    return { burdens, packets, inner };
  }

  /** Numbers by node and version: direction, and tenant and inner version where they show. */
  private numbers(c: Carrier, key: boolean): { of: Int32Array; size: number } {
    const i = this.samples.table.interner;
    const ids = new KeyTable(6);
    const of = new Int32Array(2 * this.nodes).fill(-1);
    for (let at = 0; at < of.length; at++) {
      if (this.packets[at] === 0) continue;
      const node = at >> 1;
      // IP-in-IP tells the inner version by its protocol.
      const version = c.protocol === null ? at & 1 : 0;
      of[at] = ids.add(this.direction[i.rootOf(node)], key ? i.tenantOf(node) : 0, version, 0, 0, 0);
    }
    return { of, size: ids.size };
  }

  /**
   * Packets by key of a view in which nothing varies with the flow.
   * @param key the view shows the tenant
   */
  sums(c: Carrier, key: boolean): Float64Array {
    const { of, size } = this.numbers(c, key);
    const sums = new Float64Array(size);
    for (let at = 0; at < of.length; at++) if (of[at] >= 0) sums[of[at]] += this.packets[at];
    return sums;
  }

  /** The same where the outer header has a value for each flow. @param hashes by place in the group */
  sumsBy(c: Carrier, key: boolean, hashes: Uint32Array): Float64Array {
    const { entries } = this.group;
    const { packets } = this.samples;
    const { of } = this.numbers(c, key);
    const fixed = new Int32Array(entries.length);
    for (let i = 0; i < fixed.length; i++) fixed[i] = of[this.at[i]];
    const { keys, keyOf } = numbered([fixed, fieldValues(c, hashes)], entries.length);
    const sums = new Float64Array(keys);
    for (let i = 0; i < keyOf.length; i++) sums[keyOf[i]] += packets[entries[i]];
    return sums;
  }
}

/** @param group of samples in tunnels @param traffic of all samples, as it was captured */
export function whatIf(
  samples: Samples,
  traffic: Traffic,
  group: Group,
  pathCounts: readonly number[],
): WhatIfReport[] {
  const hashes = hashesOf(samples, traffic, group);
  const fixed = new Fixed(samples, group);
  const byChance = pathCounts.map((n) => round(2 ** expectedEntropy(n, group.effective.packets)));

  const view = (c: Carrier, field: boolean, key: boolean): WhatIfViewReport => {
    const sums = field ? fixed.sumsBy(c, key, hashes) : fixed.sums(c, key);
    const effective = effectiveFlows(sums);
    return {
      keys: sums.length,
      paths: pathCounts.map((paths, i) => ({
        paths,
        effective_paths: sums.length === 0 ? 0 : round(2 ** expectedEntropy(paths, effective)),
        chance: byChance[i],
      })),
    };
  };
  // Many carriers vary the same: each kind is counted once.
  const known = new Map<string, WhatIfViewReport>();
  const once = (c: Carrier, field: boolean, key: boolean): WhatIfViewReport => {
    const name = [field && valuesOf(c), key, c.protocol === null].join();
    const found = known.get(name) ?? view(c, field, key);
    known.set(name, found);
    return found;
  };

  const { burdens, packets, inner } = fixed.burdens();
  return carriers.map((c) => {
    const overhead = burdens.reduce((sum, b) => sum + overheadBytes(c, b), 0);
    return {
      encap: c.name,
      title: c.title,
      overhead_bytes: overhead,
      overhead_per_packet: round(packets === 0 ? 0 : overhead / packets),
      overhead_share: round(inner + overhead === 0 ? 0 : overhead / (inner + overhead)),
      five_tuple: once(c, c.varies === "port", false),
      key_aware: once(c, c.varies !== "nothing", c.key),
    };
  });
}
