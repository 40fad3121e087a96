/**
 * The shape of `overshark flows` (schema overshark/flows/1). Names are those of Zeek's conn.log where it has the
 * thing; lengths of inner packets count from their first header, Ethernet where the tenant's network has it.
 */

export interface FlowDirection {
  /** Inner packets and their bytes. */
  pkts: number;
  bytes: number;
  /** Captured packets that carried them, and their bytes on the wire. */
  outer_pkts: number;
  outer_bytes: number;
  /** Wireshark's name of what the encapsulator varies for the hash, null: nothing. */
  hash_field: string | null;
  /** How many of its values this direction used, and the one that most packets had. */
  hash_values: number;
  hash_value: number | null;
  /** Letters of the TCP flags seen: C E U A P R S F. */
  tcp_flags: string;
}

export interface FlowRecord {
  /** First time, RFC 3339 with nanoseconds. */
  ts: string | null;
  tenant: string;
  /** Endpoints of the outermost tunnel as the originator's packets have them; null: native. */
  outer_src: string | null;
  outer_dst: string | null;
  "id.orig_h": string;
  /** As in Zeek ICMP's type, and the answer's or, where there is none, the code; null: they were not captured. */
  "id.orig_p": number | null;
  "id.resp_h": string;
  "id.resp_p": number | null;
  ip_proto: number;
  /** Seconds with nine decimals. */
  duration: string | null;
  orig: FlowDirection;
  resp: FlowDirection;
  /** Messages of this kind have no other direction. */
  one_way: boolean;
  /** The addresses as 32-bit words, for the community id. */
  words: { source: readonly number[]; destination: readonly number[] };
}
