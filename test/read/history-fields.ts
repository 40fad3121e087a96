/** Fields that say what a segment or datagram is after those before it. */
const ANALYSIS = `
acks_frame ack_rtt initial_rtt bytes_in_flight push_bytes_sent flags retransmission fast_retransmission
spurious_retransmission out_of_order lost_segment ack_lost_segment duplicate_ack duplicate_ack_num duplicate_ack_frame
keep_alive keep_alive_ack zero_window zero_window_probe zero_window_probe_ack window_update window_full reused_ports
rto rto_frame
`;

export const TCP_FIELDS: readonly string[] = [
  ...[
    "stream",
    "len",
    "seq",
    "seq_raw",
    "nxtseq",
    "ack",
    "ack_raw",
    "window_size",
    "window_size_scalefactor",
  ],
  ...["completeness", "time_relative", "time_delta", "analysis"],
  ...ANALYSIS.trim()
    .split(/\s+/)
    .map((name) => `analysis.${name}`),
].map((name) => `tcp.${name}`);

export const UDP_FIELDS: readonly string[] = ["udp.stream", "udp.time_relative", "udp.time_delta"];

/** Values that are numbers of packets. */
export const NUMBERS: ReadonlySet<string> = new Set(
  ["acks_frame", "duplicate_ack_frame", "rto_frame"].map((name) => `tcp.analysis.${name}`),
);

/** tshark has this name for two fields, one in the other. */
export const once = (name: string, value: string): string =>
  name === "tcp.analysis.duplicate_ack" ? value.replaceAll("1|1", "1") : value;
