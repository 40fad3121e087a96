/** What sFlow version 5 samples and counts: sflow.org, sFlow version 5, 5. Never on the hot path. */
import { type Cursor, type Parts, tellParts } from "./cursor.ts";

type Read = (c: Cursor) => void;
const B = "sflow_245.";
const words = (...names: readonly string[]): Parts => names.map((name) => [B + name, 4]);
const parts =
  (list: Parts): Read =>
  (c) =>
    tellParts(c, list);

const [IPV4, IPV6] = [1, 2];

/** An address behind its kind. */
export function address(c: Cursor, v4: string, v6: string, kind = ""): void {
  const type = c.peek(4);
  if (kind === "") c.skip(4);
  else c.tell(kind, 4);
  if (type === IPV4) c.tell(v4, 4);
  else if (type === IPV6) c.tell(v6, 16);
}

const TCP_FLAGS = ["cwr", "ece", "urg", "ack", "psh", "rst", "syn", "fin"].map(
  (name) => `${B}ip.tcp_flag.${name}`,
);
const SERVICE = ["precedence_type", "delay", "throughput", "reliability", "cost"].map(
  (name) => `${B}ipv4_${name}`,
);

const packet =
  (size: 4 | 16): Read =>
  (c) => {
    c.tell(`${B}ip.length`, 4).tell("sflow.ip_protocol", 4);
    const version = size === 4 ? "ipv4" : "ipv6";
    c.tell(`${B}${version}_src`, size).tell(`${B}${version}_dst`, size);
    c.tell(`${B}ip.source_port`, 4).tell("sflow.ip.destination_port", 4);
    // Numbers of four bytes that have one byte's bits.
    c.skip(3);
    for (const name of TCP_FLAGS) c.here(name, 1);
    c.skip(1);
    if (size === 16) {
      c.tell(`${B}ipv6_priority`, 4);
      return;
    }
    c.skip(3);
    for (const name of SERVICE) c.here(name, 1);
  };

function gateway(c: Cursor): void {
  address(c, `${B}nexthop`, `${B}nexthop.v6`);
  tellParts(c, words("as", "srcAS", "peerAS"));
  for (let segments = c.number(`${B}dstASentries`, 4); segments > 0; segments--) {
    c.tell("sflow.as_type", 4);
    let systems = c.peek(4);
    for (c.skip(4); systems > 0; systems--) c.tell(`${B}dstAS`, 4);
  }
  for (let left = c.number(`${B}communityEntries`, 4); left > 0; left--) c.tell(`${B}dstAS`, 4);
  c.tell(`${B}localpref`, 4);
}

/** Where the bytes of a sampled frame begin in its record. */
const HEADER = 16;
export const FRAME_RECORD = 1;
export const FRAME_AT = 8 + HEADER;

/** By format; only the common ones are told. */
const FLOWS: Readonly<Record<number, Read>> = {
  [FRAME_RECORD]: (c) => {
    tellParts(c, words("header_protocol", "header.frame_length", "header.payload_stripped"));
    c.tell(`${B}header.sampled_header_length`, 4);
    // With what fills it up.
    c.tell(`${B}header`, c.left);
  },
  2: (c) => {
    c.tell(`${B}ethernet.length`, 4).tell(`${B}ethernet.source_mac_address`, 6).skip(2);
    c.tell(`${B}ethernet.destination_mac_address`, 6).skip(2).tell(`${B}ethernet.packet_type`, 4);
  },
  3: packet(4),
  4: packet(16),
  1001: parts(words("vlan.in", "pri.in", "vlan.out", "pri.out")),
  1002: (c) => {
    address(c, `${B}nexthop`, `${B}nexthop.v6`);
    tellParts(c, words("nexthop.src_mask", "nexthop.dst_mask"));
  },
  1003: gateway,
};

const COUNTERS: Readonly<Record<number, Read>> = {
  1: (c) => {
    tellParts(c, words("ifindex", "iftype"));
    c.tell(`${B}ifspeed`, 8).tell(`${B}ifdirection`, 4);
    c.here(`${B}ifadmin_status`, 4).tell(`${B}ifoper_status`, 4).tell(`${B}ifinoct`, 8);
    tellParts(c, words("ifinpkt", "ifinmcast", "ifinbcast", "ifindisc", "ifinerr", "ifinunk"));
    c.tell(`${B}ifoutoct`, 8);
    tellParts(c, words("ifoutpkt", "ifoutmcast", "ifoutbcast", "ifoutdisc", "ifouterr", "ifpromisc"));
  },
  2: parts(
    words(
      ...["AlignmentErrors", "FCSErrors", "SingleCollisionFrames", "MultipleCollisionFrames", "SQETestErrors"]
        .concat("DeferredTransmissions", "LateCollisions", "ExcessiveCollisions", "InternalMacTransmitErrors")
        .concat("CarrierSenseErrors", "FrameTooLongs", "InternalMacReceiveErrors", "SymbolErrors")
        .map((name) => `dot3Stats${name}`),
    ),
  ),
  5: (c) => {
    c.tell(`${B}vlan_id`, 4).tell(`${B}octets`, 8);
    tellParts(c, words("ucastPkts", "multicastPkts", "broadcastPkts", "discards"));
  },
  1001: (c) => {
    c.tell("sflow_5.cpu_5s", 4).tell("sflow_5.cpu_1m", 4).tell("sflow_5.cpu_5m", 4);
    c.tell("sflow_5.total_memory", 8).tell("sflow_5.free_memory", 8);
  },
};

const STANDARD = 0;

function records(c: Cursor, count: number, format: string, kinds: typeof FLOWS): void {
  for (let left = count; left > 0; left--) {
    const word = c.peek(4);
    const inner = c.here("sflow.enterprise", 4).tell(format, 4, word & 0xfff);
    const record = inner.within(4 + inner.peek(4), 0);
    record.tell("sflow_5.flow_data_length", 4);
    if (word >>> 12 === STANDARD) kinds[word & 0xfff]?.(record);
  }
}

const [FLOW, COUNTER, EXPANDED_FLOW, EXPANDED_COUNTER] = [1, 2, 3, 4];
/** What is a part of a word in other samples has one of its own in expanded ones. */
const whole = (c: Cursor, name: string): void => void c.tell(name, 4, c.peek(4));

const F = "sflow.flow_sample.";
const C = "sflow.counters_sample.";

/** By type (5, "sample formats"). */
const SAMPLES: Readonly<Record<number, Read>> = {
  [FLOW]: (c) => {
    c.tell(`${F}sequence_number`, 4).here(`${F}source_id_class`, 4).tell(`${F}index`, 4);
    c.tell(`${F}sampling_rate`, 4).tell(`${F}sample_pool`, 4).tell(`${F}dropped_packets`, 4);
    c.tell(`${F}input_interface`, 4).here(`${F}output_interface`, 4);
    c.bits(4, `${F}output_interface_format`, `${F}output_interface_value`).skip(4);
    records(c, c.number(`${F}flow_record`, 4), `${B}flow_record_format`, FLOWS);
  },
  [EXPANDED_FLOW]: (c) => {
    for (const name of [
      "sequence_number",
      "source_id_type",
      "source_id_index",
      "sampling_rate",
      "sample_pool",
    ])
      whole(c, F + name);
    for (const name of ["dropped_packets", "input_interface_format", "input_interface_value"])
      whole(c, F + name);
    whole(c, `${F}output_interface.format`);
    whole(c, `${F}output_interface_value`);
    records(c, c.number(`${F}flow_record`, 4), `${B}flow_record_format`, FLOWS);
  },
  [COUNTER]: (c) => {
    c.tell(`${C}sequence_number`, 4).here(`${C}source_id_type`, 4).tell(`${C}source_id_index`, 4);
    records(c, c.number(`${C}counters_records`, 4), `${B}counters_record_format`, COUNTERS);
  },
  [EXPANDED_COUNTER]: (c) => {
    for (const name of ["sequence_number", "source_id_type", "source_id_index"]) whole(c, C + name);
    records(c, c.number(`${C}counters_records`, 4), `${B}counters_record_format`, COUNTERS);
  },
};

export function tellSamples(c: Cursor, count: number): void {
  for (let left = count; left > 0; left--) {
    const word = c.peek(4);
    c.here("sflow.enterprise", 4).tell(`${B}sampletype`, 4, word & 0xfff);
    const sample = c.within(4 + c.peek(4));
    sample.tell("sflow_5.sample_length", 4);
    if (word >>> 12 === STANDARD) SAMPLES[word & 0xfff]?.(sample);
  }
}
