/**
 * The shape of `overshark entropy --json` (schema overshark/entropy/1). Figures are rounded to six decimals. The
 * order of the keys is part of it.
 */
import type { CaptureReport } from "./report.ts";

/** What dice would give. */
export interface ChanceReport {
  effective_paths: number;
  jain: number;
  cv: number;
  max_mean: number;
  idle: number;
}

/** Loads of paths by one weighting. */
export interface OutcomeReport {
  loads: number[];
  /** 2^entropy of the loads: as many evenly used paths. */
  effective_paths: number;
  jain: number;
  cv: number;
  max_mean: number;
  idle: number;
}

export interface ChiSquareReport {
  statistic: number;
  degrees: number;
  p: number;
}

export interface SimulationReport {
  function: string;
  paths: number;
  flows: OutcomeReport;
  packets: OutcomeReport;
  bytes: OutcomeReport;
  /** Of the flow counts; `p`: how often dice give as much. */
  chi_square: ChiSquareReport;
  /** Of the hash keys, each counted once: what is the function's own doing, and not the view's. */
  chi_square_keys: ChiSquareReport;
}

export interface ViewReport {
  view: string;
  keys: number;
  /** Entropy of the packets over the keys. */
  bits: number;
  /** Packets whose inner header the device was set to hash, but cannot reach. */
  missed_packets: number;
  simulations: SimulationReport[];
}

export interface ScopeReport {
  flows: number;
  packets: number;
  bytes: number;
  /** How many equal flows the flows are worth by their packets and bytes. */
  effective_flows: { packets: number; bytes: number };
  /** What chance alone gives for so many flows of these weights, whatever view and function. */
  chance: { paths: number; flows: ChanceReport; packets: ChanceReport; bytes: ChanceReport }[];
  views: ViewReport[];
}

export interface EncapsulationScopeReport extends ScopeReport {
  encap: string;
}

/** The functions together: effective paths by packets. */
export interface SpreadReport {
  view: string;
  keys: number;
  paths: { paths: number; fewest: number; most: number; chance: number }[];
}

/** What an encapsulator does with its entropy field. */
export interface FieldQualityReport {
  /** Wireshark's name. */
  name: string;
  flows: number;
  packets: number;
  distinct: number;
  /** Distinct values that a hash into the likely range would give on average. */
  expected_distinct: number;
  min: number;
  max: number;
  /** Values in the likely range. */
  range: number;
  rule: string;
  /** Entropy of each bit over flows, highest bit first. */
  bit_entropies: number[];
  packets_in_rfc7348_range: number;
  copied_inner_port_packets: number;
  flows_with_several_values: number;
  values_with_several_flows: number;
  flows_sharing_a_value: number;
  /** Flows whose other direction is in the capture, and those of them that have the same value both ways. */
  flows_answered: number;
  flows_same_value_both_ways: number;
}

export interface GroupReport {
  flows: number;
  packets: number;
  bytes: number;
  views: SpreadReport[];
  /** null: the encapsulation has none, or no packet shows it. */
  field: FieldQualityReport | null;
}

export interface TenantEntropyReport extends GroupReport {
  tenant: string;
}

/** One direction of all tunnels of one encapsulation between two endpoints. */
export interface DirectionReport extends GroupReport {
  encap: string;
  /** null: the tunnel runs on a link, without IP around it. */
  from: string | null;
  to: string | null;
}

/** Everything that one endpoint sends in one encapsulation. */
export interface EncapsulatorReport {
  encap: string;
  address: string | null;
  peers: number;
  field: FieldQualityReport;
}

/** Two stages of equal-cost paths, by flows. */
export interface FabricReport {
  view: string;
  function: string;
  same_seed: StageReport;
  other_seed: StageReport;
}

export interface StageReport {
  mutual_information: number;
  /** Of the most possible. */
  normalised: number;
  by_chance: number;
  /** Effective paths that a switch of the second stage uses, and the fewest that one of them does. */
  effective_paths: number;
  fewest_effective_paths: number;
}

/** The interval in which the busiest path carried most. */
export interface WorstIntervalReport {
  view: string;
  function: string;
  paths: number;
  start: string;
  bytes: number;
  loads: number[];
  effective_paths: number;
  max_mean: number;
  busiest_path: number;
  /** Bits a second on that path, and on it by the mean of all intervals with traffic. */
  busiest_bits_per_second: number;
}

export interface IntervalsReport {
  seconds: number;
  /** Intervals with traffic. */
  intervals: number;
  /** Packets beyond the limit of what is remembered. */
  lost_packets: number;
  worst: WorstIntervalReport[];
}

/** The same inner flows in another encapsulation with a good entropy field. */
export interface WhatIfReport {
  encap: string;
  title: string;
  overhead_bytes: number;
  overhead_per_packet: number;
  /** Overhead of all bytes but the link's own headers. */
  overhead_share: number;
  five_tuple: WhatIfViewReport;
  key_aware: WhatIfViewReport;
}

export interface WhatIfViewReport {
  keys: number;
  /** Effective paths that a perfect hash gives on average, by packets. */
  paths: { paths: number; effective_paths: number; chance: number }[];
}

/** Packets that do not carry the header that names their tenant. */
export interface HeaderlessReport {
  tenant: string;
  packets: number;
  bytes: number;
  headerless_packets: number;
  headerless_bytes: number;
}

export interface PolicedReport {
  passed_packets: number;
  passed_bytes: number;
  dropped_packets: number;
  dropped_bytes: number;
}

export interface PolicyDirectionReport {
  encap: string;
  from: string | null;
  to: string | null;
  packets: number;
  bytes: number;
  /** From the first to the last packet. */
  seconds: number;
  headerless_packets: number;
  headerless_bytes: number;
  /** Bytes that rate and burst allow in that time. */
  allowed_bytes: number;
  /** Polices what names the tenant; the rest passes unseen and is in `passed`. */
  stateless: PolicedReport;
  /** Knows the tenant of every packet. */
  following: PolicedReport;
}

export interface PolicyReport {
  tenant: string;
  bits_per_second: number;
  burst_bytes: number;
  directions: PolicyDirectionReport[];
}

export interface PaperReport {
  encap: string;
  title: string;
  view: string;
  flows: number;
  possible_keys: number;
  keys: number;
  /** Bytes before the inner packet of an IPv4 underlay, without the link's header. */
  overhead_per_packet: number;
  paths: { paths: number; expected: ChanceReport; possible: ChanceReport }[];
}

export interface EntropySettings {
  paths: number[];
  views: {
    view: string;
    title: string;
    reference: string;
    fields: string[];
    /** Fields that a fact table has no room for; they count as 0. */
    absent_fields: string[];
    /** Why next hops cannot be foretold although the fields are known. */
    unpredictable: string | null;
  }[];
  functions: { function: string; title: string; reference: string; bits: number; seeded: boolean }[];
  seed: number;
  offset: number;
  /** The encapsulation that the flows are looked at as if they were in it. */
  as: string | null;
  fabric: [number, number];
}

export interface LaboratoryReport {
  schema: "overshark/entropy/1";
  capture: CaptureReport;
  settings: EntropySettings;
  /** Everything in tunnels. */
  overall: ScopeReport;
  /** By the outermost encapsulation, `native` too. */
  encapsulations: EncapsulationScopeReport[];
  tenants: TenantEntropyReport[];
  tunnels: DirectionReport[];
  encapsulators: EncapsulatorReport[];
  /** How many of each are left out, the lightest ones. */
  left_out: { tenants: number; tunnels: number; encapsulators: number };
  fabric: FabricReport[];
  what_if: WhatIfReport[];
  headerless: HeaderlessReport[];
  intervals: IntervalsReport | null;
  policies: PolicyReport[];
  unattributed: { packets: number; bytes: number };
}

/** On paper, without a capture. */
export interface OnPaperReport {
  schema: "overshark/entropy/1";
  paper: PaperReport[];
}
