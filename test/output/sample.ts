/** Reports written by hand. The registry's titles are set here, since no protocol is loaded in these tests. */
import { encapsulation, encapsulations } from "../../src/core/encapsulations.ts";
import type {
  EntropyReport,
  FieldReport,
  Report,
  StatsReport,
  TenantReport,
  TunnelReport,
  ViewReport,
  WeightingReport,
} from "../../src/facts/report.ts";

const TITLES = { ipip: "IP-in-IP", gre: "GRE", nvgre: "NVGRE", vxlan: "VXLAN", stt: "STT" };
for (const [name, title] of Object.entries(TITLES))
  if (!encapsulations.some((e) => e.name === name)) encapsulation({ name, title, entropy: null, hash: null });

export const view = (
  keys: number,
  bits = Math.log2(Math.max(1, keys)),
  max_share = keys && 1 / keys,
): ViewReport => ({
  keys,
  bits,
  paths: keys === 0 ? 0 : 2 ** bits,
  max_share,
});

export const NO_FIELD: FieldReport = {
  name: null,
  distinct: 0,
  min: null,
  max: null,
  flows_with_several_values: 0,
  values_with_several_flows: 0,
  copied_inner_port_packets: 0,
};

export const field = (name: string, distinct: number, more: Partial<FieldReport> = {}): FieldReport => ({
  ...NO_FIELD,
  name,
  distinct,
  min: 50000,
  max: 50000 + distinct - 1,
  ...more,
});

/** Keys of the four views; every weighting alike unless `bytes` says otherwise. */
export function entropy(
  keys: { ip: number; five?: number; key?: number; inner: number },
  of: FieldReport = NO_FIELD,
  bytes: Partial<WeightingReport> = {},
): EntropyReport {
  const five = keys.five ?? keys.ip;
  const weighting: WeightingReport = {
    five_tuple: view(five),
    inner: view(keys.inner),
    key_aware: view(keys.key ?? five),
    ip: view(keys.ip),
  };
  return { packets: weighting, bytes: { ...weighting, ...bytes }, flows: weighting, field: of };
}

const ends = (a: string, b: string) => ({ a, b, packets_ab: 1, bytes_ab: 1, packets_ba: 1, bytes_ba: 1 });

export function tenant(
  name: string,
  of: Partial<Omit<TenantReport, "tunnels">> & { pairs?: [string, string][] } = {},
): TenantReport {
  const { pairs = [["10.0.0.1", "10.0.0.2"]], ...rest } = of;
  const [encap, id] = (name.split("/").pop() as string).split(":");
  const e = rest.entropy ?? entropy({ ip: 2, inner: 2 });
  return {
    tenant: name,
    encap,
    id: id === undefined || id.includes("~") ? null : id,
    packets: 1000,
    bytes: 1_000_000,
    inner_packets: rest.packets ?? 1000,
    inner_bytes: 950_000,
    flows: e.flows.inner.keys,
    conversations: e.flows.inner.keys / 2,
    hosts: 8,
    non_ip_packets: 0,
    broadcast_packets: 0,
    multicast_packets: 0,
    arp_packets: 0,
    first_time: null,
    last_time: null,
    tunnels: name === "native" ? [] : pairs.map(([a, b]) => ends(a, b)),
    ...rest,
    entropy: e,
  };
}

export function tunnel(
  encap: string,
  a: string,
  b: string,
  e: EntropyReport,
  of: Partial<TunnelReport> = {},
): TunnelReport {
  return { encap, a, b, tenants: 1, packets: 1000, bytes: 1_000_000, entropy: e, ...of };
}

type Parts = {
  [K in keyof StatsReport]?: StatsReport[K] extends unknown[] ? StatsReport[K] : Partial<StatsReport[K]>;
};

/** A report of 10,000 packets and 10 MB in 10 s; `parts` are laid over it. */
export function report(parts: Omit<Parts, "schema"> = {}, reuse: Report["reuse"] = null): Report {
  const stats: StatsReport = {
    schema: "overshark/stats/1",
    capture: {
      files: ["a.pcap"],
      packets: 10_000,
      bytes: 10_000_000,
      captured_bytes: 10_000_000,
      truncated_packets: 0,
      first_time: "2026-03-01T12:00:00.123456789Z",
      last_time: "2026-03-01T12:00:10.123456789Z",
      duration_s: 10,
      damage: [],
      ...parts.capture,
    },
    encapsulations: parts.encapsulations ?? [],
    tenants: parts.tenants ?? [],
    tunnels: parts.tunnels ?? [],
    overall: { entropy: entropy({ ip: 0, inner: 0 }), ...parts.overall },
    stt: {
      pieces: 0,
      frames_complete: 0,
      frames_incomplete: 0,
      frames_headerless: 0,
      duplicates: 0,
      overlaps: 0,
      rejected: 0,
      evicted: 0,
      headerless_pieces: 0,
      headerless_bytes: 0,
      ...parts.stt,
    },
    unattributed: {
      packets: 0,
      bytes: 0,
      by_reason: { stt_first_piece_missing: 0, fragment_first_missing: 0, malformed: 0 },
      ...parts.unattributed,
    },
  };
  return { stats, reuse };
}
