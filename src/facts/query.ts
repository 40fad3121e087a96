/** From a summary to the report: every list in `stats --json` is a group-by over the fact table. */
import { encapsulations } from "../core/encapsulations.ts";
import { timeText } from "../core/format.ts";
import type { Interner } from "../core/interner.ts";
import { KeyTable } from "../core/key-table.ts";
import type { Counters } from "./counters.ts";
import { Entropy } from "./entropy.ts";
import { addressReuse } from "./hosts.ts";
import {
  SUM_ARP,
  SUM_BROADCAST,
  SUM_BYTES,
  SUM_INNER_BYTES,
  SUM_INNER_PACKETS,
  SUM_MULTICAST,
  SUM_NON_IP,
  SUM_PACKETS,
  SUM_ROWS,
} from "./layout.ts";
import { FAMILY, nodeSums, type Sums } from "./node-sums.ts";
import type {
  CaptureReport,
  Damage,
  EncapsulationReport,
  Report,
  TenantReport,
  TenantTunnelReport,
  TunnelReport,
} from "./report.ts";
import { roomFor } from "./room.ts";
import { type Scopes, scopeSums, scopesOf, type Tunnel } from "./scopes.ts";
import type { Summary } from "./summary.ts";
import type { FactTable } from "./table.ts";
import { comparePaths, endpointText, type PathElement, tenantPath, tenantText } from "./tenants.ts";

/** @param files as named by the user */
export function report(summary: Summary, files: string[], damage: Damage[]): Report {
  const { table: t, counters } = summary;
  const room = roomFor(t.size);
  const ofNodes = nodeSums(t, room);
  const scopes = scopesOf(t.interner, ofNodes.sums, room);
  const sums = scopeSums(ofNodes.sums, scopes, room);
  const entropy = new Entropy(t, scopes, { ...ofNodes, sums }, room);
  const ordered = tenantsInOrder(t, (node) => sums.of(node, SUM_ROWS) > 0);
  return {
    stats: {
      schema: "overshark/stats/1",
      capture: captureReport(counters, files, damage),
      encapsulations: encapsulationReports(t, sums),
      tenants: tenantReports(t, scopes, sums, entropy, ordered),
      tunnels: tunnelReports(t, scopes, sums, entropy),
      overall: { entropy: entropy.report(scopes.overall, new Set(scopes.tunnels.map(({ kind }) => kind))) },
      stt: { ...counters.stt },
      unattributed: {
        packets: counters.unattributedPackets,
        bytes: counters.unattributedBytes,
        by_reason: byReason(counters),
      },
    },
    reuse: addressReuse(t, entropy.groups.hosts, ordered),
  };
}

export function captureReport(c: Counters, files: string[], damage: Damage[]): CaptureReport {
  const timed = c.firstNanoseconds >= 0;
  const duration = c.lastSeconds - c.firstSeconds + (c.lastNanoseconds - c.firstNanoseconds) / 1e9;
  return {
    files,
    packets: c.packets,
    bytes: c.bytes,
    captured_bytes: c.capturedBytes,
    truncated_packets: c.truncatedPackets,
    first_time: timed ? timeText(c.firstSeconds, c.firstNanoseconds) : null,
    last_time: timed ? timeText(c.lastSeconds, c.lastNanoseconds) : null,
    duration_s: timed ? Math.round(duration * 1e9) / 1e9 : 0,
    damage,
  };
}

/** The contract's reasons first, others by name. */
function byReason(c: Counters): Record<string, number> {
  const [first, second, third, ...others] = [...c.reasons];
  others.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries([first, second, third, ...others]);
}

/** Splits rows by a group number below `groups`, in their order. @param groupOf by row */
export function split(rows: Int32Array, groups: number, groupOf: Int32Array): (group: number) => Int32Array {
  const start = new Int32Array(groups + 1);
  for (let i = 0; i < rows.length; i++) start[groupOf[rows[i]] + 1]++;
  for (let g = 0; g < groups; g++) start[g + 1] += start[g];
  const sorted = new Int32Array(rows.length);
  const next = start.slice();
  for (let i = 0; i < rows.length; i++) sorted[next[groupOf[rows[i]]]++] = rows[i];
  return (g) => sorted.subarray(start[g], start[g + 1]);
}

export interface OrderedTenant {
  tenant: number;
  path: PathElement[];
}

/** Tenants that have packets, in report order. */
export function orderedTenants(t: FactTable): OrderedTenant[] {
  const hasRows = new Uint8Array(t.interner.nodes.size);
  for (let row = 0; row < t.size; row++) hasRows[t.node(row)] = 1;
  return tenantsInOrder(t, (node) => hasRows[node] !== 0);
}

function tenantsInOrder(t: FactTable, hasRows: (node: number) => boolean): OrderedTenant[] {
  const present = new Set<number>();
  for (let node = 0; node < t.interner.nodes.size; node++)
    if (hasRows(node)) present.add(t.interner.tenantOf(node));
  return [...present]
    .map((tenant) => ({ tenant, path: tenantPath(t.interner, tenant) }))
    .sort((a, b) => comparePaths(t.interner, a.path, b.path));
}

function tenantReports(
  t: FactTable,
  scopes: Scopes,
  sums: Sums,
  entropy: Entropy,
  ordered: OrderedTenant[],
): TenantReport[] {
  const i = t.interner;
  const { flowsOf, conversationsOf, hostsOf } = entropy.groups;
  const tunnels = tenantTunnels(i, scopes, sums);
  return ordered.map(({ tenant, path }) => {
    const scope = scopes.tenant + tenant;
    const of = (what: number) => sums.of(scope, what);
    const times = sums.times(scope);
    const innermost = path.at(-1);
    return {
      tenant: tenantText(i, path),
      encap: innermost?.encap ?? "native",
      id: innermost?.id ?? null,
      packets: of(SUM_PACKETS),
      bytes: of(SUM_BYTES),
      inner_packets: of(SUM_INNER_PACKETS),
      inner_bytes: of(SUM_INNER_BYTES),
      flows: flowsOf[tenant],
      conversations: conversationsOf[tenant],
      hosts: hostsOf[tenant],
      non_ip_packets: of(SUM_NON_IP),
      broadcast_packets: of(SUM_BROADCAST),
      multicast_packets: of(SUM_MULTICAST),
      arp_packets: of(SUM_ARP),
      first_time: times === null ? null : timeText(...times.first),
      last_time: times === null ? null : timeText(...times.last),
      tunnels: tunnels[tenant] ?? [],
      entropy: entropy.report(
        scope,
        path.slice(0, 1).map((outermost) => outermost.kind),
      ),
    };
  });
}

/** By tenant, in report order. */
function tenantTunnels(i: Interner, scopes: Scopes, sums: Sums): TenantTunnelReport[][] {
  const { tenantOf, tunnelOf, forward, tunnels } = scopes;
  const byTenant: TenantTunnelReport[][] = [];
  const nodes = [...tunnelOf.keys()].filter((node) => tunnelOf[node] >= 0);
  nodes.sort((x, y) => tenantOf[x] - tenantOf[y] || tunnelOf[x] - tunnelOf[y]);
  let [tenant, tunnel] = [-1, -1];
  for (const node of nodes) {
    if (tenantOf[node] !== tenant || tunnelOf[node] !== tunnel) {
      tenant = tenantOf[node];
      tunnel = tunnelOf[node];
      byTenant[tenant] ??= [];
      byTenant[tenant].push({
        ...endpoints(i, tunnels[tunnel]),
        packets_ab: 0,
        bytes_ab: 0,
        packets_ba: 0,
        bytes_ba: 0,
      });
    }
    const report = byTenant[tenant][byTenant[tenant].length - 1];
    if (forward[node] !== 0) {
      report.packets_ab += sums.of(node, SUM_PACKETS);
      report.bytes_ab += sums.of(node, SUM_BYTES);
    } else {
      report.packets_ba += sums.of(node, SUM_PACKETS);
      report.bytes_ba += sums.of(node, SUM_BYTES);
    }
  }
  return byTenant;
}

const endpoints = (i: Interner, { a, b, family }: Tunnel) => ({
  a: endpointText(i, a, family),
  b: endpointText(i, b, family),
});

function tunnelReports(t: FactTable, scopes: Scopes, sums: Sums, entropy: Entropy): TunnelReport[] {
  const { tunnels, tunnelOf, tenantOf } = scopes;
  const tenants = tunnels.map(() => new Set<number>());
  for (let node = 0; node < scopes.nodes; node++)
    if (tunnelOf[node] >= 0) tenants[tunnelOf[node]].add(tenantOf[node]);
  return tunnels.map((tunnel, n) => ({
    encap: encapsulations[tunnel.kind].name,
    ...endpoints(t.interner, tunnel),
    tenants: tenants[n].size,
    packets: sums.of(scopes.tunnel + n, SUM_PACKETS),
    bytes: sums.of(scopes.tunnel + n, SUM_BYTES),
    entropy: entropy.report(scopes.tunnel + n, [tunnel.kind]),
  }));
}

/** A packet counts once in every kind of encapsulation around it, at the outermost tunnel of that kind. */
function encapsulationReports(t: FactTable, of: Sums): EncapsulationReport[] {
  const i = t.interner;
  const kinds = encapsulations.map(() => ({
    packets: 0,
    bytes: 0,
    innerPackets: 0,
    innerBytes: 0,
    tenants: new Set<number>(),
    tunnels: new KeyTable(6),
  }));
  for (let innermost = 1; innermost < i.nodes.size; innermost++) {
    if (of.of(innermost, SUM_ROWS) === 0) continue;
    for (let node = innermost; node !== 0; node = i.parentOf(node)) {
      const kind = kinds[i.kindOf(node)];
      const v6 = i.metaOf(node) & FAMILY;
      const [source, destination] = [i.sourceOf(node), i.destinationOf(node)];
      const swap = i.compare(source, destination, v6) > 0;
      kind.tenants.add(i.tenantOf(innermost));
      kind.tunnels.add(i.tenantOf(node), swap ? destination : source, swap ? source : destination, v6, 0, 0);
      if (i.repeats(node)) continue;
      kind.packets += of.of(innermost, SUM_PACKETS);
      kind.bytes += of.of(innermost, SUM_BYTES);
      if (node !== innermost) continue;
      kind.innerPackets += of.of(innermost, SUM_INNER_PACKETS);
      kind.innerBytes += of.of(innermost, SUM_INNER_BYTES);
    }
  }
  for (let node = 1; node < i.nodes.size; node++) {
    if (i.repeats(node)) continue;
    const kind = kinds[i.kindOf(node)];
    kind.innerPackets += i.passedPackets(node);
    kind.innerBytes += i.passedBytes(node);
  }
  return kinds
    .map((k, kind) => ({
      encap: encapsulations[kind].name,
      packets: k.packets,
      bytes: k.bytes,
      inner_packets: k.innerPackets,
      inner_bytes: k.innerBytes,
      overhead_bytes: k.bytes - k.innerBytes,
      tenants: k.tenants.size,
      tunnels: k.tunnels.size,
    }))
    .filter((e) => e.packets > 0)
    .sort((x, y) => (x.encap < y.encap ? -1 : 1));
}
