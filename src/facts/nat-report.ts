/** The shape of `overshark nat --json` (schema overshark/nat/1). Lengths are those of IP packets, as routers count. */

export type Kind =
  | "basic"
  | "napt"
  | "netmap"
  | "dnat"
  | "redirect"
  | "both"
  | "hairpin"
  | "nat66"
  | "nat64"
  | "nat46";

/** One tuple. Without ports they are 0; the identifier of an ICMP query stands for a source port. */
export interface Tuple {
  tenant: string;
  src: string;
  src_port: number;
  dst: string;
  dst_port: number;
}

/** What a tuple became. */
export interface Translated extends Omit<Tuple, "dst" | "dst_port"> {
  /** null: the router's own, which was on no wire (REDIRECT). */
  dst: string | null;
  dst_port: number | null;
}

export interface Counted {
  packets: number;
  bytes: number;
}

/** What one capture saw of one direction of a connection, and the other capture. */
export interface Direction {
  inside: Counted;
  outside: Counted;
}

export interface NatRow {
  proto: string;
  ip_proto: number;
  /** ICMP queries: type of the request. */
  icmp_type: number | null;
  kind: Kind;
  /** `out`: begun inside, `in`: begun outside, `inside`: both ends are inside (hairpin). */
  direction: "out" | "in" | "inside";
  /** As whoever began sent it, and as it was sent on. */
  original: Tuple;
  translated: Translated;
  source_port: "kept" | "new";
  /** null: on no wire. */
  destination_port: "kept" | "new" | null;
  /** From who began, and back. */
  forward: Direction;
  backward: Direction;
  /** Connections one after the other with these tuples. */
  connections: number;
  first_time: string | null;
  last_time: string | null;
  evidence: Evidence;
  /** 0 to 1. */
  confidence: number;
}

/** Packets, of the few that are kept of each conversation, that both sides had. */
export interface Evidence {
  /** Nobody else had one like it. */
  unique: number;
  /** Others had one like it, but with another IP id, or at another time. */
  by_ip_id: number;
  by_time: number;
  /** Others had one like it at that time. */
  shared: number;
  /** With the same IP id, and with another. */
  same_ip_id: number;
  other_ip_id: number;
  /** Mean time between both sightings once the clocks are put right, in microseconds. */
  distance_us: number;
  /** Of several candidates it alone keeps an end, as all others do. */
  keeps_end: boolean;
  /** The router answered itself, so that both sides had nothing in common: what speaks for that; else null. */
  answered: Answered | null;
}

/** Why it was the router that answered in the name of a host behind it. */
export interface Answered {
  /** TTL of the answers, as sent; and of what else came from that host through the router, null: nothing did. */
  ttl: number;
  passed_ttl: number | null;
  /** They came from the MAC address of what comes through the router; null: not known. */
  router_mac: boolean | null;
  /** The other side was captured when it began, and nothing of it was there. */
  covered: boolean;
  /** Time until the first answer, and the least that one through the router took, in microseconds; null: not known. */
  answer_us: number | null;
  passed_us: number | null;
}

/** A connection as one side saw it, in the words of whoever began. */
export interface Seen {
  proto: string;
  ip_proto: number;
  icmp_type: number | null;
  side: "inside" | "outside";
  tuple: Tuple;
  forward: Counted;
  backward: Counted;
  first_time: string | null;
  last_time: string | null;
}

export interface Ambiguous extends Seen {
  candidates: Tuple[];
}

export type Why =
  /** Nothing came out although the other capture was running. */
  | "dropped"
  /** As before, and an ICMP error or a reset said so. */
  | "rejected"
  /** Answered, and yet it never was on the other side: by the router itself, or by somebody before it. */
  | "answered_here"
  /** The other capture was not running, or its clock is not known. */
  | "not_covered"
  /** Seen on the outside alone: the router's own, or of a network that was not captured. */
  | "outside_only";

export interface Alone extends Seen {
  why: Why;
  /** ICMP error about it, as `type/code`. */
  icmp_error: string | null;
  /** The answers came from the router's MAC address with a TTL as sent: its own address, or REDIRECT. */
  answered_by_router: boolean;
}

export interface ClockReport {
  /** Outside's clock minus inside's, in seconds. */
  offset_s: number;
  drift_ppm: number;
  packets: number;
  spread_us: number;
}

export interface SideReport {
  files: string[];
  packets: number;
  conversations: number;
  first_time: string | null;
  last_time: string | null;
  /** Packets of no flow that could be translated: ARP, ICMP errors, multicast, what was cut or is a lost fragment's. */
  other_packets: number;
}

/** There may be very many, and each is made when it is asked for: memory must not grow with what is shown of them. */
export interface Listed<T> extends Iterable<T> {
  readonly length: number;
}

export interface NatReport {
  schema: "overshark/nat/1";
  inside: SideReport;
  /** null: one capture held both sides. */
  outside: SideReport | null;
  /** null: nothing told it, or there is but one. */
  clock: ClockReport | null;
  /** Whether the router leaves IP ids alone; null: nothing told it. */
  keeps_ip_ids: boolean | null;
  rows: Listed<NatRow>;
  untranslated: Listed<Seen>;
  ambiguous: Listed<Ambiguous>;
  alone: Listed<Alone>;
  /** Packets of conversations beyond --max-flows. */
  refused_packets: number;
}
