/** The same inner flows between the same endpoints, as every encapsulation with a good entropy field would carry them. */
import { encapsulations } from "../core/encapsulations.ts";
import { META_V6 } from "../core/interner.ts";
import { KeyTable } from "../core/key-table.ts";
import {
  type Burden,
  type Carrier,
  carrierNamed,
  carriers,
  FlowHash,
  overheadBytes,
  valuesOf,
} from "../entropy/carriers.ts";
import { expectedEntropy } from "../entropy/chance.ts";
import { noHeader } from "../entropy/fields.ts";
import { effectiveFlows } from "../entropy/metrics.ts";
import type { Traffic } from "../entropy/simulate.ts";
import type { WhatIfReport, WhatIfViewReport } from "../facts/entropy-report.ts";
import { directionsOf, type Samples } from "../facts/samples.ts";
import { Class, type FactTable } from "../facts/table.ts";
import type { Group } from "./groups.ts";
import { round } from "./round.ts";

const ETHERNET = 14;

/** Rows do not tell what is in a GRE tunnel; it is taken for IP. */
function isEthernet(t: FactTable, row: number): boolean {
  const { name } = encapsulations[t.interner.kindOf(t.node(row))];
  return carrierNamed(name)?.ethernet === true;
}

/** What there is to carry, by outer and inner IP version: the overhead is linear in each. */
function burdensOf(
  { table: t, rows }: Samples,
  { entries }: Group,
): { burdens: Burden[]; packets: number; inner: number } {
  const burdens = [4, 6].flatMap((outerVersion) =>
    [4, 6].map((innerVersion) => ({ packets: 0, frames: 0, outerVersion, innerVersion })),
  );
  let [packets, inner] = [0, 0];
  for (const e of entries) {
    const r = rows[e];
    const outer = t.interner.metaOf(t.interner.rootOf(t.node(r))) & META_V6;
    const burden = burdens[(outer === 0 ? 0 : 2) + ((t.kind(r) & Class.v6) === 0 ? 0 : 1)];
    burden.packets += t.packets(r);
    burden.frames += Math.min(t.innerPackets(r), t.packets(r));
    packets += t.packets(r);
    inner += t.innerBytes(r) - (isEthernet(t, r) ? ETHERNET * t.innerPackets(r) : 0);
  }
  return { burdens, packets, inner };
}

/** @param group of samples in tunnels @param traffic of all samples, as it was captured */
export function whatIf(
  samples: Samples,
  traffic: Traffic,
  group: Group,
  pathCounts: readonly number[],
): WhatIfReport[] {
  const { table: t, rows, packets: weight } = samples;
  const { entries } = group;
  const { ofRoot } = directionsOf(t);
  const hashes = new FlowHash();
  const into = noHeader();
  // By place in `entries`.
  const hash = new Float64Array(entries.length);
  for (let i = 0; i < entries.length; i++) {
    const again = i > 0 && samples.flow[entries[i - 1]] === samples.flow[entries[i]];
    hash[i] = again ? hash[i - 1] : hashes.of(traffic.header(entries[i], into));
  }
  const byChance = pathCounts.map((n) => round(2 ** expectedEntropy(n, group.effective.packets)));

  /** A number for what does not vary with the flow: direction, and tenant and inner version if they show. */
  const fixed = (c: Carrier, key: boolean): { of: Int32Array; size: number } => {
    const ids = new KeyTable(6);
    const known = new Int32Array(2 * t.interner.nodes.size).fill(-1);
    const of = new Int32Array(entries.length);
    for (let i = 0; i < entries.length; i++) {
      const node = t.node(rows[entries[i]]);
      // IP-in-IP tells the inner version by its protocol.
      const version = c.protocol === null && (t.kind(rows[entries[i]]) & Class.v6) !== 0 ? 1 : 0;
      const at = 2 * node + version;
      if (known[at] < 0) {
        const tenant = key ? t.interner.tenantOf(node) : 0;
        known[at] = ids.add(ofRoot[t.interner.rootOf(node)], tenant, version, 0, 0, 0);
      }
      of[i] = known[at];
    }
    return { of, size: ids.size };
  };

  /** Packets by key of a view in which the outer header varies with `c`'s field (or not), and the tenant shows (or not). */
  const sumsOf = (c: Carrier, field: boolean, key: boolean): Float64Array => {
    const { of, size } = fixed(c, key);
    if (!field) {
      const sums = new Float64Array(size);
      for (let i = 0; i < entries.length; i++) sums[of[i]] += weight[entries[i]];
      return sums;
    }
    const ids = new KeyTable(6, entries.length);
    const sums = new Float64Array(entries.length);
    for (let i = 0; i < entries.length; i++) {
      sums[ids.add(of[i], hashes.value(c, hash[i]), 0, 0, 0, 0)] += weight[entries[i]];
    }
    return sums.subarray(0, ids.size);
  };

  const view = (c: Carrier, field: boolean, key: boolean): WhatIfViewReport => {
    const sums = sumsOf(c, field, key);
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

  const { burdens, packets, inner } = burdensOf(samples, group);
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
