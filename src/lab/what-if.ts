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
  const { table: t, rows } = samples;
  const { ofRoot } = directionsOf(t);
  const hashes = new FlowHash();
  const into = noHeader();
  const hash = new Float64Array(rows.length);
  const direction = new Int32Array(rows.length);
  const tenant = new Int32Array(rows.length);
  for (let i = 0; i < group.entries.length; i++) {
    const e = group.entries[i];
    const before =
      i > 0 && samples.flow[group.entries[i - 1]] === samples.flow[e] ? group.entries[i - 1] : -1;
    hash[e] = before >= 0 ? hash[before] : hashes.of(traffic.header(e, into));
    direction[e] = ofRoot[t.interner.rootOf(t.node(rows[e]))];
    tenant[e] = t.interner.tenantOf(t.node(rows[e]));
  }
  const byChance = pathCounts.map((n) => round(2 ** expectedEntropy(n, group.effective.packets)));

  /** Keys of a view in which the outer header varies with `c`'s field (or not) and with the tenant (or not). */
  const view = (c: Carrier, field: boolean, key: boolean): WhatIfViewReport => {
    const ids = new KeyTable(6, 1024);
    const sums: number[] = [];
    for (const e of group.entries) {
      const value = field ? hashes.value(c, hash[e]) : 0;
      // IP-in-IP tells the inner version by its protocol.
      const version = c.protocol === null ? t.kind(rows[e]) & Class.v6 : 0;
      const id = ids.add(direction[e], value, key ? tenant[e] : 0, version, 0, 0);
      sums[id] = (sums[id] ?? 0) + samples.packets[e];
    }
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
