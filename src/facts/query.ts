/** From a summary to the report: every list in `stats --json` is a group-by over the fact table. */
import { encapsulations } from "../core/encapsulations.ts";
import { timeText } from "../core/format.ts";
import { KeyTable } from "../core/key-table.ts";
import type { Counters } from "./counters.ts";
import { Entropy } from "./entropy.ts";
import { addressReuse, type Hosts, tenantHosts } from "./hosts.ts";
import { conversationsByTenant, type RowKeys, rowKeys } from "./keys.ts";
import { earlier, endpoints, FAMILY, later, type NodeSums, nodeSums } from "./node-sums.ts";
import type {
  CaptureReport,
  Damage,
  EncapsulationReport,
  Report,
  TenantReport,
  TenantTunnelReport,
  TunnelReport,
} from "./report.ts";
import type { Summary } from "./summary.ts";
import type { FactTable } from "./table.ts";
import {
  compareAddresses,
  comparePaths,
  endpointText,
  type PathElement,
  tenantPath,
  tenantText,
} from "./tenants.ts";

/** @param files as named by the user */
export function report(summary: Summary, files: string[], damage: Damage[]): Report {
  const { table: t, counters } = summary;
  const sums = nodeSums(t);
  const keys = rowKeys(t);
  const entropy = new Entropy(t, keys);
  const flowRows = rowsByFlow(keys);
  const hosts = tenantHosts(t);
  const ordered = orderedTenants(t, sums);
  return {
    stats: {
      schema: "overshark/stats/1",
      capture: captureReport(counters, files, damage),
      encapsulations: encapsulationReports(t, sums),
      tenants: tenantReports(t, sums, keys, flowRows, entropy, hosts, ordered),
      tunnels: tunnelReports(t, sums, flowRows, entropy),
      overall: { entropy: entropy.of(inTunnels(t, flowRows), kindsInUse(t, sums)) },
      stt: { ...counters.stt },
      unattributed: {
        packets: counters.unattributedPackets,
        bytes: counters.unattributedBytes,
        by_reason: byReason(counters),
      },
    },
    reuse: addressReuse(t, hosts, ordered),
  };
}

/** Those of `rows` that are in a tunnel. */
function inTunnels(t: FactTable, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  let n = 0;
  for (let i = 0; i < rows.length; i++) if (t.node(rows[i]) !== 0) out[n++] = rows[i];
  return out.subarray(0, n);
}

/** Kinds of the outermost tunnels of all rows. */
function kindsInUse(t: FactTable, sums: NodeSums): Set<number> {
  const kinds = new Set<number>();
  for (let node = 1; node < sums.rows.length; node++)
    if (sums.rows[node] > 0) kinds.add(t.interner.kindOf(t.interner.rootOf(node)));
  return kinds;
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

/** Rows that have a flow, those of one flow next to each other. */
export function rowsByFlow(keys: Pick<RowKeys, "flow" | "flows">): Int32Array {
  const start = new Int32Array(keys.flows + 1);
  let rows = 0;
  for (const flow of keys.flow) {
    if (flow < 0) continue;
    start[flow + 1]++;
    rows++;
  }
  for (let i = 0; i < keys.flows; i++) start[i + 1] += start[i];
  const out = new Int32Array(rows);
  for (let r = 0; r < keys.flow.length; r++) if (keys.flow[r] >= 0) out[start[keys.flow[r]]++] = r;
  return out;
}

/** Splits rows by a group number below `groups`, in their order. */
export function split(
  rows: Int32Array,
  groups: number,
  groupOf: (row: number) => number,
): (group: number) => Int32Array {
  const group = new Int32Array(rows.length);
  const start = new Int32Array(groups + 1);
  for (let i = 0; i < rows.length; i++) {
    const g = groupOf(rows[i]);
    group[i] = g;
    start[g + 1]++;
  }
  for (let g = 0; g < groups; g++) start[g + 1] += start[g];
  const sorted = new Int32Array(rows.length);
  const next = start.slice();
  for (let i = 0; i < rows.length; i++) sorted[next[group[i]]++] = rows[i];
  return (g) => sorted.subarray(start[g], start[g + 1]);
}

interface OrderedTenant {
  tenant: number;
  path: PathElement[];
}

/** Tenants that have packets, in report order. */
export function orderedTenants(t: FactTable, sums: Pick<NodeSums, "rows"> = nodeSums(t)): OrderedTenant[] {
  const present = new Set<number>();
  for (let node = 0; node < sums.rows.length; node++)
    if (sums.rows[node] > 0) present.add(t.interner.tenantOf(node));
  return [...present]
    .map((tenant) => ({ tenant, path: tenantPath(t.interner, tenant) }))
    .sort((a, b) => comparePaths(t.interner, a.path, b.path));
}

interface Sums {
  packets: number;
  bytes: number;
  innerPackets: number;
  innerBytes: number;
  nonIp: number;
  broadcast: number;
  multicast: number;
  arp: number;
  /** Rows with the earliest and the latest time, -1: none has a time. */
  first: number;
  last: number;
}

function tenantSums(t: FactTable, of: NodeSums): Sums[] {
  const sums = Array.from(
    { length: t.interner.tenants.size },
    (): Sums => ({
      packets: 0,
      bytes: 0,
      innerPackets: 0,
      innerBytes: 0,
      nonIp: 0,
      broadcast: 0,
      multicast: 0,
      arp: 0,
      first: -1,
      last: -1,
    }),
  );
  for (let node = 0; node < of.rows.length; node++) {
    if (of.rows[node] === 0) continue;
    const s = sums[t.interner.tenantOf(node)];
    s.packets += of.packets[node];
    s.bytes += of.bytes[node];
    s.innerPackets += of.innerPackets[node];
    s.innerBytes += of.innerBytes[node];
    s.nonIp += of.nonIp[node];
    s.broadcast += of.broadcast[node];
    s.multicast += of.multicast[node];
    s.arp += of.arp[node];
    s.first = earlier(t, s.first, of.first[node]);
    s.last = later(t, s.last, of.last[node]);
  }
  return sums;
}

function tenantReports(
  t: FactTable,
  of: NodeSums,
  keys: RowKeys,
  flowRows: Int32Array,
  entropy: Entropy,
  hosts: Hosts,
  ordered: OrderedTenant[],
): TenantReport[] {
  const i = t.interner;
  const sums = tenantSums(t, of);
  const conversations = conversationsByTenant(t);
  const tunnels = tenantTunnels(t, of);
  const rowsOf = split(flowRows, i.tenants.size, (r) => i.tenantOf(t.node(r)));
  return ordered.map(({ tenant, path }) => {
    const s = sums[tenant];
    const rows = rowsOf(tenant);
    const innermost = path.at(-1);
    return {
      tenant: tenantText(i, path),
      encap: innermost?.encap ?? "native",
      id: innermost?.id ?? null,
      packets: s.packets,
      bytes: s.bytes,
      inner_packets: s.innerPackets,
      inner_bytes: s.innerBytes,
      flows: countFlows(rows, keys),
      conversations: conversations[tenant],
      hosts: hosts.count[tenant],
      non_ip_packets: s.nonIp,
      broadcast_packets: s.broadcast,
      multicast_packets: s.multicast,
      arp_packets: s.arp,
      first_time: s.first < 0 ? null : timeText(t.firstSeconds(s.first), t.firstNanoseconds(s.first)),
      last_time: s.last < 0 ? null : timeText(t.lastSeconds(s.last), t.lastNanoseconds(s.last)),
      tunnels: tunnels.get(tenant) ?? [],
      entropy: entropy.of(
        rows,
        path.slice(0, 1).map((outermost) => outermost.kind),
      ),
    };
  });
}

function countFlows(rows: Int32Array, keys: RowKeys): number {
  let flows = 0;
  for (let i = 0; i < rows.length; i++) if (i === 0 || keys.flow[rows[i]] !== keys.flow[rows[i - 1]]) flows++;
  return flows;
}

function tenantTunnels(t: FactTable, of: NodeSums): Map<number, TenantTunnelReport[]> {
  const i = t.interner;
  const ids = new KeyTable(6);
  const found: { tenant: number; a: number; b: number; v6: number; report: TenantTunnelReport }[] = [];
  for (let node = 1; node < of.rows.length; node++) {
    if (of.rows[node] === 0) continue;
    const { a, b, v6, forward } = endpoints(t, node);
    const tenant = i.tenantOf(node);
    const at = ids.add(tenant, a, b, v6, 0, 0);
    found[at] ??= {
      tenant,
      a,
      b,
      v6,
      report: {
        a: endpointText(i, a, v6),
        b: endpointText(i, b, v6),
        packets_ab: 0,
        bytes_ab: 0,
        packets_ba: 0,
        bytes_ba: 0,
      },
    };
    const { report: tunnel } = found[at];
    if (forward) {
      tunnel.packets_ab += of.packets[node];
      tunnel.bytes_ab += of.bytes[node];
    } else {
      tunnel.packets_ba += of.packets[node];
      tunnel.bytes_ba += of.bytes[node];
    }
  }
  found.sort(
    (x, y) => compareAddresses(i, x.a, x.v6, y.a, y.v6) || compareAddresses(i, x.b, x.v6, y.b, y.v6),
  );
  const byTenant = new Map<number, TenantTunnelReport[]>();
  for (const { tenant, report: tunnel } of found) {
    const list = byTenant.get(tenant);
    if (list === undefined) byTenant.set(tenant, [tunnel]);
    else list.push(tunnel);
  }
  return byTenant;
}

function tunnelReports(t: FactTable, of: NodeSums, flowRows: Int32Array, entropy: Entropy): TunnelReport[] {
  const i = t.interner;
  const ids = new KeyTable(6);
  const idOfNode = new Int32Array(of.rows.length).fill(-1);
  const found: {
    kind: number;
    a: number;
    b: number;
    v6: number;
    packets: number;
    bytes: number;
    tenants: Set<number>;
  }[] = [];
  for (let node = 1; node < of.rows.length; node++) {
    if (of.rows[node] === 0) continue;
    const { a, b, v6, kind } = endpoints(t, node);
    const at = ids.add(kind, a, b, v6, 0, 0);
    idOfNode[node] = at;
    found[at] ??= { kind, a, b, v6, packets: 0, bytes: 0, tenants: new Set() };
    found[at].packets += of.packets[node];
    found[at].bytes += of.bytes[node];
    found[at].tenants.add(i.tenantOf(node));
  }
  const rowsOf = split(inTunnels(t, flowRows), ids.size, (r) => idOfNode[t.node(r)]);
  const name = (kind: number) => encapsulations[kind].name;
  return found
    .map((tunnel, at) => ({ tunnel, at }))
    .sort(
      ({ tunnel: x }, { tunnel: y }) =>
        (name(x.kind) < name(y.kind) ? -1 : name(x.kind) > name(y.kind) ? 1 : 0) ||
        compareAddresses(i, x.a, x.v6, y.a, y.v6) ||
        compareAddresses(i, x.b, x.v6, y.b, y.v6),
    )
    .map(({ tunnel, at }) => ({
      encap: name(tunnel.kind),
      a: endpointText(i, tunnel.a, tunnel.v6),
      b: endpointText(i, tunnel.b, tunnel.v6),
      tenants: tunnel.tenants.size,
      packets: tunnel.packets,
      bytes: tunnel.bytes,
      entropy: entropy.of(rowsOf(at), [tunnel.kind]),
    }));
}

/** A packet counts once in every kind of encapsulation around it, at the outermost tunnel of that kind. */
function encapsulationReports(t: FactTable, of: NodeSums): EncapsulationReport[] {
  const i = t.interner;
  const kinds = encapsulations.map(() => ({
    packets: 0,
    bytes: 0,
    innerPackets: 0,
    innerBytes: 0,
    tenants: new Set<number>(),
    tunnels: new KeyTable(6),
  }));
  for (let innermost = 1; innermost < of.rows.length; innermost++) {
    if (of.rows[innermost] === 0) continue;
    for (let node = innermost; node !== 0; node = i.parentOf(node)) {
      const kind = kinds[i.kindOf(node)];
      const v6 = i.metaOf(node) & FAMILY;
      const [source, destination] = [i.sourceOf(node), i.destinationOf(node)];
      const swap = i.compare(source, destination, v6) > 0;
      kind.tenants.add(i.tenantOf(innermost));
      kind.tunnels.add(i.tenantOf(node), swap ? destination : source, swap ? source : destination, v6, 0, 0);
      if (i.repeats(node)) continue;
      kind.packets += of.packets[innermost];
      kind.bytes += of.bytes[innermost];
      if (node !== innermost) continue;
      kind.innerPackets += of.innerPackets[innermost];
      kind.innerBytes += of.innerBytes[innermost];
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
