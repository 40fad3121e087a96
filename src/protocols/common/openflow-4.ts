/** Messages of OpenFlow 1.3: switch specification 1.3, A. Never on the hot path. */
import { type Cursor, REST, stay, TEXT, tellParts } from "./cursor.ts";
import { featureNames, OPENFLOW_PARTS } from "./openflow-4-fields.ts";

const V = "openflow_v4.";
type Say = (words: string) => void;

/** Tells parts whose names begin alike; what has no name is passed over. */
const tell = (
  c: Cursor,
  prefix: string,
  ...parts: readonly (readonly [name: string, size: number])[]
): void =>
  tellParts(
    c,
    parts.map(([name, size]) => [name === "" ? "" : V + prefix + name, size] as const),
  );

/** A word whose bits have names that begin with its own. */
function flags(c: Cursor, word: string, size: number, bits: readonly string[]): void {
  c.here(V + word, size);
  c.bits(size, ...bits.map((bit) => `${V}${word}.${bit}`)).skip(size);
}

const FLOW_FLAGS = ["send_flow_rem", "check_overlap", "reset_counts", "no_packet_counts", "no_byte_counts"];
const PORT_CONFIG = ["port_down", "no_recv", "no_fwd", "no_packet_in"];
const CAPABILITIES = "flow_stats table_stats port_stats group_stats ip_reasm queue_stats port_blocked".split(
  " ",
);

/** Kinds of values by field (A.2.3.7), with the names of their masks; all others are bytes. */
const VALUES: readonly (readonly [fields: readonly number[], value: string, mask: string])[] = [
  [[0, 1, 34], "value_uint32", ""],
  [[3, 4, 24, 25, 32, 33], "value_etheraddr", "ether_mask"],
  [[5], "value_ethertype", ""],
  [[10], "value_ipproto", ""],
  [[11, 12, 22, 23], "value_ipv4addr", "ipv4_mask"],
  [[13, 14, 15, 16, 17, 18], "value_uint16", ""],
  [[26, 27], "value_ipv6addr", "ipv6_mask"],
];
const VLAN = 6;
/** What all implementations share, and what is somebody's own. */
const [BASIC, EXPERIMENTER] = [0x8000, 0xffff];

/** What a packet is matched by or a field is set to (A.2.3.2). */
function matchField(outer: Cursor): void {
  const kind = outer.number(`${V}oxm.class`, 2);
  const [field, hasMask] = [outer.peek(1) >> 1, (outer.peek(1) & 1) !== 0];
  outer.here(`${V}oxm.field`, 1, field).tell(`${V}oxm.hm`, 1);
  const c = outer.within(outer.number(`${V}oxm.length`, 1), 0);
  if (kind === EXPERIMENTER) {
    c.tell(`${V}oxm_experimenter.experimenter`, 4);
    if (c.left > 0) c.tell(`${V}oxm_experimenter.value`, c.left);
    return;
  }
  const size = hasMask ? c.left >> 1 : c.left;
  if (kind === BASIC && field === VLAN) {
    c.here(`${V}oxm.value_vlan_present`, 2).tell(`${V}oxm.value_vlan_vid`, 2);
    if (hasMask) c.tell(`${V}oxm.vlan_mask`, 2);
    return;
  }
  const known = kind === BASIC ? VALUES.find(([fields]) => fields.includes(field)) : undefined;
  const [, value, mask] = known ?? [[], "value", "mask"];
  if (size > 0) c.tell(`${V}oxm.${value}`, size);
  if (hasMask && mask !== "" && size > 0) c.tell(`${V}oxm.${mask}`, size);
}

/** Filled up to words of 64 bits. */
const padding = (length: number): number => -length & 7;

function match(c: Cursor): void {
  const length = c.peek(2, 2);
  const inner = c.within(Math.max(4, length));
  inner.tell(`${V}match.type`, 2).tell(`${V}match.length`, 2);
  while (inner.left > 0) matchField(inner);
  if (padding(length) > 0) c.tell(`${V}match.pad`, padding(length));
}

/** What an action has behind its type and length (A.2.5). */
const ACTIONS: Readonly<Record<number, (c: Cursor) => void>> = {
  0: (c) => tell(c, "action.output.", ["port", 4], ["max_len", 2], ["pad", 6]),
  11: (c) => tell(c, "action.copy_ttl_out.", ["pad", 4]),
  12: (c) => tell(c, "action.copy_ttl_in.", ["pad", 4]),
  15: (c) => tell(c, "action.set_mpls_ttl.", ["ttl", 1], ["pad", 3]),
  16: (c) => tell(c, "action.dec_mpls_ttl.", ["pad", 4]),
  17: (c) => tell(c, "action.push_vlan.", ["ethertype", 2], ["pad", 2]),
  18: (c) => tell(c, "action.pop_vlan.", ["pad", 4]),
  19: (c) => tell(c, "action.push_mpls.", ["ethertype", 2], ["pad", 2]),
  20: (c) => tell(c, "action.pop_mpls.", ["ethertype", 2], ["pad", 2]),
  21: (c) => tell(c, "action.set_queue.", ["queue_id", 4]),
  22: (c) => tell(c, "action.group.", ["group_id", 4]),
  23: (c) => tell(c, "action.set_nw_ttl.", ["ttl", 1], ["pad", 3]),
  24: (c) => tell(c, "action.dec_nw_ttl.", ["pad", 4]),
  25: (c) => {
    matchField(c);
    tell(c, "action.set_field.", ["pad", REST]);
  },
  26: (c) => tell(c, "action.push_pbb.", ["ethertype", 2], ["pad", 2]),
  27: (c) => tell(c, "action.pop_pbb.", ["pad", 4]),
};

function actions(c: Cursor): void {
  while (c.left > 0) {
    const action = c.within(Math.max(4, c.peek(2, 2)));
    const type = action.number(`${V}action.type`, 2);
    action.tell(`${V}action.length`, 2);
    ACTIONS[type]?.(action);
  }
}

/** What an instruction has behind its type and length (A.2.4). */
const INSTRUCTIONS: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => tell(c, "instruction.goto_table.", ["table_id", 1], ["pad", 3]),
  2: (c) => tell(c, "instruction.write_metadata.", ["pad", 4], ["value", 8], ["mask", 8]),
  3: acting,
  4: acting,
  5: acting,
  6: (c) => tell(c, "instruction.meter.", ["meter_id", 4]),
};

function acting(c: Cursor): void {
  c.tell(`${V}instruction.actions.pad`, 4);
  actions(c);
}

function instructions(c: Cursor): void {
  while (c.left > 0) {
    const instruction = c.within(Math.max(4, c.peek(2, 2)));
    const type = instruction.number(`${V}instruction.type`, 2);
    instruction.tell(`${V}instruction.length`, 2);
    INSTRUCTIONS[type]?.(instruction);
  }
}

function port(outer: Cursor): void {
  const c = outer.within(64);
  tell(c, "port.", ["port_no", 4], ["pad", 4], ["hw_addr", 6], ["pad2", 2]);
  c.text(`${V}port.name`, 16);
  flags(c, "port.config", 4, PORT_CONFIG);
  // Wireshark spells the word so.
  c.here(`${V}port.sate`, 4);
  c.bits(4, ...["link_down", "blocked", "live"].map((bit) => `${V}port.state.${bit}`)).skip(4);
  for (const which of ["current", "advertised", "supported", "peer"]) {
    c.here(`${V}port.${which}`, 4);
    c.bits(4, ...featureNames(which)).skip(4);
  }
  tell(c, "port.", ["curr_speed", 4], ["max_speed", 4]);
}

const ports = (c: Cursor): void => {
  while (c.left > 0) port(c);
};

function flowStatistics(c: Cursor): void {
  while (c.left > 0) {
    const flow = c.within(Math.max(48, c.peek(2)));
    tell(flow, "flow_stats.", ["length", 2], ["table_id", 1], ["pad", 1], ["duration_sec", 4]);
    tell(
      flow,
      "flow_stats.",
      ["duration_nsec", 4],
      ["priority", 2],
      ["idle_timeout", 2],
      ["hard_timeout", 2],
    );
    flags(flow, "flow_stats.flags", 2, FLOW_FLAGS);
    tell(flow, "flow_stats.", ["pad2", 4], ["cookie", 8], ["packet_count", 8], ["byte_count", 8]);
    match(flow);
    instructions(flow);
  }
}

const asked = (prefix: string) => (c: Cursor) => {
  tell(c, prefix, ["table_id", 1], ["pad", 3], ["out_port", 4], ["out_group", 4], ["pad2", 4]);
  tell(c, prefix, ["cookie", 8], ["cookie_mask", 8]);
  match(c);
};

/** What is asked for by kind, and what is answered (A.3.5). */
const ASKED: Readonly<Record<number, (c: Cursor) => void>> = {
  1: asked("flow_stats_request."),
  2: asked("aggregate_stats_request."),
  4: (c) => tell(c, "port_stats_request.", ["port_no", 4], ["pad", 4]),
};
const ANSWERED: Readonly<Record<number, (c: Cursor) => void>> = {
  0: (c) => {
    for (const name of ["mfr_desc", "hw_desc", "sw_desc", "serial_num", "dp_desc"])
      tell(c.within(name === "serial_num" ? 32 : 256, 0), "switch_description.", [name, TEXT]);
  },
  1: flowStatistics,
  2: (c) =>
    tell(c, "aggregate_stats.", ["packet_count", 8], ["byte_count", 8], ["flow_count", 4], ["pad", 4]),
  3: (c) => {
    while (c.left > 0)
      tell(
        ...([c.within(24), "table_stats."] as const),
        ...([
          ["table_id", 1],
          ["pad", 3],
          ["active_count", 4],
          ["lookup_count", 8],
          ["match_count", 8],
        ] as const),
      );
  },
  4: (c) => {
    while (c.left > 0) portStatistics(c.within(112));
  },
  13: ports,
};

function portStatistics(c: Cursor): void {
  tell(c, "port_stats.", ["port_no", 4], ["pad", 4]);
  for (const name of ["packets", "bytes", "dropped", "errors"])
    tell(c, "port_stats.", [`rx_${name}`, 8], [`tx_${name}`, 8]);
  tell(c, "port_stats.", ["rx_frame_error", 8], ["rx_over_error", 8], ["rx_crc_error", 8], ["collisions", 8]);
  tell(c, "port_stats.", ["duration_sec", 4], ["duration_nsec", 4]);
}

const ofParts =
  (which: "multipart_request" | "multipart_reply", kinds: typeof ASKED) => (c: Cursor, say: Say) => {
    const kind = c.number(`${V}${which}.type`, 2);
    say(`, ${OPENFLOW_PARTS[kind] ?? "Unknown type"}`);
    c.here(`${V}${which}.flags`, 2);
    c.bits(2, `${V}${which}.flags.more`).skip(2);
    c.tell(`${V}${which}.pad`, 4);
    kinds[kind]?.(c);
  };

function buckets(c: Cursor): void {
  while (c.left > 0) {
    const bucket = c.within(Math.max(16, c.peek(2)));
    tell(bucket, "bucket.", ["length", 2], ["weight", 2], ["watch_port", 4], ["watch_group", 4], ["pad", 4]);
    actions(bucket);
  }
}

function hello(c: Cursor): void {
  while (c.left > 0) {
    const length = Math.max(4, c.peek(2, 2));
    const element = c.within(length);
    tell(element, "hello_element.", ["type", 2], ["length", 2], ["version.bitmap", REST]);
    if (padding(length) > 0 && c.left > 0) c.tell(`${V}hello_element.pad`, padding(length));
  }
}

const configuration = (c: Cursor): void => {
  tell(c, "switch_config.", ["flags", stay(2)], ["flags.fragments", 2], ["miss_send_len", 2]);
};
const echo = (c: Cursor): void => tell(c, "echo.", ["data", REST]);
const role = (prefix: string) => (c: Cursor) =>
  tell(c, prefix, ["role", 4], ["pad", 4], ["generation_id", 8]);

/** What stands in a message behind its header, by type (A.3, A.4, A.5). */
const MESSAGES: Readonly<Record<number, (c: Cursor, say: Say) => void>> = {
  0: hello,
  1: (c) => tell(c, "error.", ["type", 2], ["code", 2]),
  2: echo,
  3: echo,
  4: (c) => tell(c, "experimenter.", ["experimenter", 4], ["exp_type", 4]),
  6: (c) => {
    tell(c, "switch_features.", ["datapath_id", 8], ["n_buffers", 4], ["n_tables", 1], ["auxiliary_id", 1]);
    tell(c, "switch_features.", ["pad", 2]);
    flags(c, "switch_features.capabilities", 4, CAPABILITIES);
    c.tell(`${V}switch_features_reserved`, 4);
  },
  8: configuration,
  9: configuration,
  10: (c) => {
    tell(c, "packet_in.", ["buffer_id", 4], ["total_len", 2], ["reason", 1], ["table_id", 1], ["cookie", 8]);
    match(c);
    c.tell(`${V}packet_in.pad`, 2);
  },
  11: (c) => {
    tell(c, "flow_removed.", ["cookie", 8], ["priority", 2], ["reason", 1], ["table_id", 1]);
    tell(c, "flow_removed.", ["duration_sec", 4], ["duration_nsec", 4], ["idle_timeout", 2]);
    tell(c, "flow_removed.", ["hard_timeout", 2], ["packet_count", 8], ["byte_count", 8]);
    match(c);
  },
  12: (c) => {
    tell(c, "port_status.", ["reason", 1], ["pad", 7]);
    port(c);
  },
  13: (c) => {
    tell(c, "packet_out.", ["buffer_id", 4], ["in_port", 4]);
    const length = c.number(`${V}packet_out.acts_len`, 2);
    actions(c.tell(`${V}packet_out.pad`, 6).within(length, 0));
  },
  14: (c) => {
    tell(c, "flowmod.", ["cookie", 8], ["cookie_mask", 8], ["table_id", 1], ["command", 1]);
    tell(c, "flowmod.", ["idle_timeout", 2], ["hard_timeout", 2], ["priority", 2], ["buffer_id", 4]);
    tell(c, "flowmod.", ["out_port", 4], ["out_group", 4]);
    flags(c, "flowmod.flags", 2, FLOW_FLAGS);
    c.tell(`${V}flowmod.pad`, 2);
    match(c);
    instructions(c);
  },
  15: (c) => {
    tell(c, "groupmod.", ["command", 2], ["type", 1], ["pad", 1], ["group_id", 4]);
    buckets(c);
  },
  17: (c) => tell(c, "tablemod.", ["table_id", 1], ["pad", 3], ["config", 4]),
  18: ofParts("multipart_request", ASKED),
  19: ofParts("multipart_reply", ANSWERED),
  24: role("role_request."),
  25: role("role_reply."),
};

/** Tells what stands in a message behind its header. */
export function tellOpenflow4(c: Cursor, type: number, say: Say): void {
  MESSAGES[type]?.(c, say);
}
