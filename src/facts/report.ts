/**
 * The shape of `overshark stats --json` (schema overshark/stats/1). Times are RFC 3339 in UTC with
 * nanoseconds, ids are decimal strings, lengths are bytes on the wire. The order of the keys is part of it.
 */

/** A place where a capture file is cut short or broken; all that stood before it was read. */
export interface Damage {
  file: string;
  /** Number in its file of the packet that could not be read, the first being 1. */
  packet: number;
  /** Byte offset in the file (after decompression) where the unreadable record starts. */
  offset: number;
  what: string;
}

export interface CaptureReport {
  files: string[];
  packets: number;
  bytes: number;
  captured_bytes: number;
  truncated_packets: number;
  first_time: string | null;
  last_time: string | null;
  duration_s: number;
  damage: Damage[];
}

export interface EncapsulationReport {
  encap: string;
  packets: number;
  bytes: number;
  inner_packets: number;
  inner_bytes: number;
  overhead_bytes: number;
  tenants: number;
  tunnels: number;
}

/** How evenly one hash view would spread the traffic. */
export interface ViewReport {
  /** Distinct hash keys. */
  keys: number;
  /** Shannon entropy of the shares, in bits. */
  bits: number;
  /** 2^bits: as many equally used paths as the keys could fill. */
  paths: number;
  /** The largest share of one key, 0 to 1. */
  max_share: number;
}

export interface WeightingReport {
  five_tuple: ViewReport;
  inner: ViewReport;
  key_aware: ViewReport;
  ip: ViewReport;
}

/** What the encapsulator varies so that routers can spread flows. */
export interface FieldReport {
  /** Wireshark's name of the field; null where the encapsulation has none, "mixed" where several are in use. */
  name: string | null;
  distinct: number;
  min: number | null;
  max: number | null;
  flows_with_several_values: number;
  values_with_several_flows: number;
  copied_inner_port_packets: number;
}

export interface EntropyReport {
  packets: WeightingReport;
  bytes: WeightingReport;
  flows: WeightingReport;
  field: FieldReport;
}

export interface TenantTunnelReport {
  /** Endpoints, the smaller first; null where no IP header carries the tunnel, which then counts as a to b. */
  a: string | null;
  b: string | null;
  packets_ab: number;
  bytes_ab: number;
  packets_ba: number;
  bytes_ba: number;
}

export interface TenantReport {
  tenant: string;
  encap: string;
  id: string | null;
  packets: number;
  bytes: number;
  inner_packets: number;
  inner_bytes: number;
  flows: number;
  conversations: number;
  hosts: number;
  non_ip_packets: number;
  broadcast_packets: number;
  multicast_packets: number;
  arp_packets: number;
  first_time: string | null;
  last_time: string | null;
  tunnels: TenantTunnelReport[];
  entropy: EntropyReport;
}

export interface TunnelReport {
  encap: string;
  /** null: as above. */
  a: string | null;
  b: string | null;
  tenants: number;
  packets: number;
  bytes: number;
  entropy: EntropyReport;
}

export interface SttReport {
  pieces: number;
  frames_complete: number;
  frames_incomplete: number;
  frames_headerless: number;
  duplicates: number;
  overlaps: number;
  rejected: number;
  evicted: number;
  headerless_pieces: number;
  headerless_bytes: number;
}

export interface UnattributedReport {
  packets: number;
  bytes: number;
  /** Packets by reason. The contract's three are always there, others only where they occur. */
  by_reason: Record<string, number>;
}

export interface StatsReport {
  schema: "overshark/stats/1";
  capture: CaptureReport;
  encapsulations: EncapsulationReport[];
  tenants: TenantReport[];
  tunnels: TunnelReport[];
  overall: { entropy: EntropyReport };
  stt: SttReport;
  unattributed: UnattributedReport;
}

/** Inner addresses that several tenants use: the case in which other tools mix them. */
export interface AddressReuse {
  /** Addresses that occur in more than one tenant. */
  addresses: number;
  /** Tenants that share at least one address with another, in report order. */
  tenants: string[];
  /** The address that most tenants use (the numerically lowest of equals) and how many use it. */
  example: string;
  example_tenants: number;
}

/** What the text report shows beside the JSON. */
export interface Report {
  stats: StatsReport;
  reuse: AddressReuse | null;
}
