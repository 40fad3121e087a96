/**
 * The shape of `overshark proxies --json` (schema overshark/proxies/1). Times are RFC 3339 in UTC with nanoseconds,
 * lengths are bytes on the wire. The order of the keys is part of it.
 */
import type { CaptureReport } from "../facts/report.ts";
import type { Carried } from "./carried.ts";
import type { Outcome, ProxyKind } from "./hop.ts";
import type { Algorithms } from "./key-exchange.ts";

export interface EndpointReport {
  address: string;
  port: number;
}

/** A destination has a name or an address, never both. */
export interface DestinationReport {
  name: string | null;
  address: string | null;
  port: number;
}

export interface ReplyReport {
  code: number;
  text: string;
  /** What the proxy says of its own end; null: not seen, or there is no such thing. */
  bound: DestinationReport | null;
}

export interface UdpDestinationReport {
  name: string | null;
  address: string | null;
  port: number;
  datagrams_to: number;
  bytes_to: number;
  datagrams_from: number;
  bytes_from: number;
  fragments: number;
}

export interface UdpReport {
  relay: EndpointReport;
  client_port: number | null;
  first_time: string | null;
  last_time: string | null;
  destinations: UdpDestinationReport[];
  other_datagrams: number;
  fragments: number;
  highest_fragment: number;
  unreadable: number;
}

/** Which ssh transport carries a connection. */
export interface CarrierReport {
  /** Id of the transport. */
  transport: number;
  confidence: Confidence;
}

export type Confidence = "high" | "medium" | "low";

export interface ProxyReport {
  id: number;
  tenant: string;
  kind: ProxyKind;
  client: EndpointReport;
  /** Inside another exchange that one's destination, which may be a name. */
  proxy: DestinationReport;
  /** Id of the exchange that this one was carried by; null: it is the first on its connection. */
  inside: number | null;
  methods_offered: string[] | null;
  method: string | null;
  user: string | null;
  /** Stars unless secrets are to be shown. */
  password: string | null;
  login_accepted: boolean | null;
  command: string | null;
  destination: DestinationReport | null;
  replies: ReplyReport[];
  outcome: Outcome;
  /** Number of the packet that completed the request; null: there was none, or it was not seen. */
  packet: number | null;
  first_time: string | null;
  request_time: string | null;
  reply_time: string | null;
  last_time: string | null;
  /** Seconds from the request to the (last) reply. */
  setup_s: number | null;
  duration_s: number | null;
  /** What was carried; null: nothing could be, or that direction was not captured. */
  bytes_to_destination: number | null;
  bytes_from_destination: number | null;
  /** Of these, what the capture lacks. */
  missing_bytes: number;
  carried: Carried | null;
  udp: UdpReport | null;
  ssh: CarrierReport | null;
  remarks: Remark[];
}

/** What has to be known to judge a row. */
export type Remark =
  | "starts_in_the_middle"
  | "client_side_only"
  | "proxy_side_only"
  | "bytes_lost"
  | "cut_short"
  | "negotiation_not_read"
  | "relay_shared"
  | "memory_limit";

export interface TransportReport {
  id: number;
  tenant: string;
  client: EndpointReport;
  server: EndpointReport;
  /** `version`: it says so itself. `port`: caught in the middle, on a port of ssh. */
  evidence: "version" | "port";
  client_version: string | null;
  server_version: string | null;
  key_exchange: "complete" | "partial" | "none";
  algorithms: Algorithms;
  /** Id of the proxy exchange behind which it runs; null: none. */
  inside: number | null;
  first_time: string | null;
  last_time: string | null;
  duration_s: number | null;
  bytes_to_server: number;
  bytes_to_client: number;
  missing_bytes: number;
  /** Runs of bytes in one direction without a pause. Channels are encrypted: nothing more is to be seen. */
  bursts_to_server: number;
  bursts_to_client: number;
  largest_burst_to_server: number;
  largest_burst_to_client: number;
  forwards: number;
  remarks: Remark[];
}

/**
 * What a forwarded connection is to its transport: who listens for it, or whom it is for, on which side.
 * `dynamic` and `local` are ssh's -D and -L, `remote` is -R.
 */
export type ForwardRole =
  | "dynamic_client_side"
  | "local_client_side"
  | "local_server_side"
  | "remote_server_side"
  | "remote_client_side";

export interface CandidateReport {
  transport: number;
  role: ForwardRole;
  /** Bursts whose bytes the transport shows, with what ssh adds and nothing else, within milliseconds. */
  matched: number;
  /** Bursts for which it shows at least as many bytes: other channels may be among them. */
  covered: number;
  bursts: number;
  /** How unlikely so many matches are by accident, in bits. */
  bits: number;
  /** Median seconds between a burst and its ssh packets. */
  lag_s: number;
}

export interface ForwardReport {
  tenant: string;
  client: EndpointReport;
  server: EndpointReport;
  /** Id of its proxy exchange; null: it has none. */
  proxy: number | null;
  /** Null: ambiguous. */
  transport: number | null;
  role: ForwardRole | null;
  confidence: Confidence | null;
  first_time: string | null;
  last_time: string | null;
  bytes_to_server: number;
  bytes_to_client: number;
  carried: Carried | null;
  /** Best first. */
  candidates: CandidateReport[];
}

export interface ProxiesReport {
  schema: "overshark/proxies/1";
  capture: CaptureReport;
  proxies: ProxyReport[];
  ssh: { transports: TransportReport[]; forwards: ForwardReport[] };
  streams: {
    tcp_connections: number;
    starting_in_the_middle: number;
    one_sided: number;
    with_missing_bytes: number;
    evicted: number;
    /** Exchanges and transports beyond the cap. */
    untold: number;
    /** Connections whose first bytes were given up for want of memory. */
    given_up: number;
    /** Connections whose course is not known well enough to be tied to a transport. */
    unlogged: number;
  };
}
