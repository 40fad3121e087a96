/** Messages of OpenFlow 1.0: switch specification 1.0.0, section 5. Never on the hot path. */
import type { Field } from "../../core/fields.ts";
import { type Cursor, type Parts, TEXT, tellParts } from "./cursor.ts";
import { bit, hexNum, hw, num, raw, said, str, v4 } from "./located.ts";

export const openflow1Fields: readonly Field[] = [
  hexNum(8, "openflow.datapath_id", "Datapath unique ID"),
  hexNum(2, "openflow.datapath_imp", "Implementers part"),
  hw("openflow.datapath_mac", "MAC addr"),
  num(4, "openflow.n_buffers", "n_buffers"),
  num(1, "openflow.n_tables", "n_tables"),
  hexNum(4, "openflow.capabilities", "capabilities"),
  hexNum(4, "openflow.actions", "actions"),
  bit(4, 0x1, "openflow.flow_stats", "Flow statistics"),
  bit(4, 0x2, "openflow.table_stats", "Table statistics"),
  bit(4, 0x4, "openflow.port_stats", "Port statistics"),
  bit(4, 0x8, "openflow.group_stats", "Group statistics"),
  bit(4, 0x20, "openflow.ip_reasm", "Can reassemble IP fragments"),
  bit(4, 0x40, "openflow.queue_stats", "Queue statistics"),
  bit(4, 0x100, "openflow.port_blocked", "Switch will block looping ports"),
  bit(4, 0x1, "openflow.output", "Output to switch port"),
  bit(4, 0x2, "openflow.set_vlan_vid", "Set the 802.1q VLAN id"),
  bit(4, 0x4, "openflow.set_vlan_pcp", "Set the 802.1q priority"),
  bit(4, 0x8, "openflow.strip_vlan", "Strip the 802.1q header"),
  bit(4, 0x10, "openflow.set_dl_src", "Ethernet source address"),
  bit(4, 0x20, "openflow.set_dl_ds", "Ethernet destination address"),
  bit(4, 0x40, "openflow.set_nw_src", "IP source address"),
  bit(4, 0x80, "openflow.set_nw_ds", "IP destination address"),
  bit(4, 0x100, "openflow.set_nw_tos", "IP ToS (DSCP field, 6 bits)"),
  bit(4, 0x200, "openflow.set_tp_src", "TCP/UDP source port"),
  bit(4, 0x400, "openflow.set_tp_dst", "TCP/UDP destination port"),
  bit(4, 0x800, "openflow.enqueue", "Output to queue"),
  num(2, "openflow.port_no", "Port number"),
  hw("openflow.hw_add", "HW Address"),
  str("openflow.port_name", "Port Name"),
  hexNum(4, "openflow.port_config", "Config flags"),
  hexNum(4, "openflow.port_state", "State flags"),
  hexNum(4, "openflow.port_curr", "Current features"),
  hexNum(4, "openflow.port_advertised", "Advertised features"),
  hexNum(4, "openflow.port_supported", "Features supported"),
  hexNum(4, "openflow.port_peer", "Features advertised by peer"),
  bit(4, 0x1, "openflow.port_down", "Port is administratively down"),
  bit(4, 0x2, "openflow.no_stp", "Disable 802.1D spanning tree on port"),
  bit(4, 0x4, "openflow.no_recv", "Drop all packets except 802.1D spanning tree packets"),
  bit(4, 0x8, "openflow.no_recv_stp", "Drop received 802.1D STP packets"),
  bit(4, 0x10, "openflow.no_flood", "Do not include this port when flooding"),
  bit(4, 0x20, "openflow.no_fwd", "Drop packets forwarded to port"),
  bit(4, 0x40, "openflow.no_packet_in", "Do not send packet-in msgs for port"),
  bit(4, 0x1, "openflow.link_down", "No physical link present"),
  bit(4, 0x1, "openflow.10mb_hd", "10 Mb half-duplex rate support"),
  bit(4, 0x2, "openflow.10mb_fd", "10 Mb full-duplex rate support"),
  bit(4, 0x4, "openflow.100mb_hd", "100 Mb half-duplex rate support"),
  bit(4, 0x8, "openflow.100mb_0fd", "100 Mb full-duplex rate support"),
  bit(4, 0x10, "openflow.1gb_hd", "1 Gb half-duplex rate support"),
  bit(4, 0x20, "openflow.1gb_fd", "1 Gb full-duplex rate support"),
  bit(4, 0x40, "openflow.10gb_fd", "10 Gb full-duplex rate support"),
  bit(4, 0x80, "openflow.copper", "Copper medium"),
  bit(4, 0x100, "openflow.fiber", "Fiber medium"),
  bit(4, 0x200, "openflow.autoneg", "Auto-negotiation"),
  bit(4, 0x400, "openflow.pause", "Pause"),
  bit(4, 0x800, "openflow.pause_asym", "Asymmetric pause"),
  hexNum(2, "openflow.config_flags", "Config flags"),
  hexNum(2, "openflow.miss_send_len", "Max bytes of packet"),
  hexNum(4, "openflow.buffer_id", "Buffer Id"),
  num(2, "openflow.total_len", "Total length"),
  num(2, "openflow.in_port", "In port"),
  num(1, "openflow.reason", "Reason", {
    values: {
      0: "No matching flow (table-miss flow entry)",
      1: "Action explicitly output to controller",
      2: "Packet has invalid TTL",
    },
  }),
  raw("openflow.pkt_in.pad", "Pad"),
  num(1, "openflow.table_id", "Table Id"),
  hexNum(8, "openflow.cookie", "Cookie"),
  raw("openflow.features_reply.pad", "Pad"),
  num(2, "openflow.actions_len", "Actions length"),
  num(2, "openflow.action_typ", "Actions type", {
    values: {
      0: "Output to switch port",
      1: "Set the 802.1q VLAN id",
      2: "Set the 802.1q priority",
      3: "Strip the 802.1q header",
      4: "Ethernet source address",
      5: "Ethernet destination address",
      6: "IP source address",
      7: "IP destination address",
      8: "TCP/UDP source port",
      9: "TCP/UDP destination port",
      65535: "Vendor specific action",
    },
  }),
  num(2, "openflow.action_len", "Action length"),
  num(2, "openflow.output_port", "Output port"),
  num(2, "openflow.max_len", "Max length"),
  num(4, "openflow.wildcards", "Wildcards"),
  num(2, "openflow.command", "Command", {
    values: {
      0: "New flow",
      1: "Modify all matching flows",
      2: "Modify entry strictly matching wildcards",
      3: "Delete all matching flows",
      4: "Strictly match wildcards and priority",
    },
  }),
  hw("openflow.eth_src", "Ethernet source address"),
  hw("openflow.eth_dst", "Ethernet destination address"),
  num(2, "openflow.dl_vlan", "Input VLAN id"),
  num(1, "openflow.dl_vlan_pcp", "Input VLAN priority"),
  raw("openflow.ofp_match.pad", "Pad"),
  num(2, "openflow.ofp_match.dl_type", "Dl type"),
  num(1, "openflow.ofp_match.tos", "IP ToS"),
  num(1, "openflow.ofp_match.nw_proto", "IP protocol"),
  v4("openflow.ofp_match.source_addr", "Source Address"),
  v4("openflow.ofp_match.dest_addr", "Destination Address"),
  num(2, "openflow.ofp_match.source_port", "Source Port"),
  num(2, "openflow.ofp_match.dest_port", "Destination Port"),
  num(2, "openflow.idle_timeout", "Idle time-out"),
  num(2, "openflow.hard_timeout", "hard time-out"),
  num(2, "openflow.priority", "Priority"),
  num(4, "openflow.out_port", "Out port"),
  num(2, "openflow.flags", "Flags"),
  num(2, "openflow.stats.type", "Type", {
    values: {
      0: "OFPST_DESC",
      1: "OFPST_FLOW",
      2: "OFPST_AGGREGATE",
      3: "OFPST_TABLE",
      4: "OFPST_PORT",
      5: "OFPST_QUEUE",
      65535: "OFPST_VENDOR",
    },
  }),
  num(1, "openflow.stats.request_pad", "Pad"),
  said("warning", "undecoded", "openflow_1_0.type.undecoded", "Message data not dissected yet"),
];

/** A word and what its bits say; those that no bit has are left out. */
type Words = readonly [word: string, bits: readonly string[]];
const bitsOf = (...names: readonly string[]): readonly string[] => names.map((name) => `openflow.${name}`);
const CAPABILITIES: Words = [
  "openflow.capabilities",
  bitsOf("flow_stats", "table_stats", "port_stats", "group_stats", "ip_reasm", "queue_stats", "port_blocked"),
];
const ACTIONS: Words = [
  "openflow.actions",
  bitsOf(
    ...["output", "set_vlan_vid", "set_vlan_pcp", "strip_vlan", "set_dl_src", "set_dl_ds", "set_nw_src"],
    ...["set_nw_ds", "set_nw_tos", "set_tp_src", "set_tp_dst", "enqueue"],
  ),
];
const PORT: readonly Words[] = [
  [
    "openflow.port_config",
    bitsOf("port_down", "no_stp", "no_recv", "no_recv_stp", "no_flood", "no_fwd", "no_packet_in"),
  ],
  ["openflow.port_state", bitsOf("link_down")],
  [
    "openflow.port_curr",
    bitsOf(
      ...["10mb_hd", "10mb_fd", "100mb_hd", "100mb_0fd", "1gb_hd", "1gb_fd", "10gb_fd", "copper", "fiber"],
      ...["autoneg", "pause", "pause_asym"],
    ),
  ],
  ["openflow.port_advertised", []],
  ["openflow.port_supported", []],
  ["openflow.port_peer", []],
];
const MATCH: Parts = [
  ["openflow.wildcards", 4],
  ["openflow.in_port", 2],
  ["openflow.eth_src", 6],
  ["openflow.eth_dst", 6],
  ["openflow.dl_vlan", 2],
  ["openflow.dl_vlan_pcp", 1],
  ["openflow.ofp_match.pad", 1],
  ["openflow.ofp_match.dl_type", 2],
  ["openflow.ofp_match.tos", 1],
  ["openflow.ofp_match.nw_proto", 1],
  ["openflow.ofp_match.pad", 2],
  ["openflow.ofp_match.source_addr", 4],
  ["openflow.ofp_match.dest_addr", 4],
  ["openflow.ofp_match.source_port", 2],
  ["openflow.ofp_match.dest_port", 2],
];
const FLOW_MOD: Parts = [
  ...MATCH,
  ["openflow.cookie", 8],
  ["openflow.command", 2],
  ["openflow.idle_timeout", 2],
  ["openflow.hard_timeout", 2],
  ["openflow.priority", 2],
  ["openflow.buffer_id", 4],
  ["openflow.out_port", 2],
  ["openflow.flags", 2],
];
const PACKET_IN: Parts = [
  ["openflow.buffer_id", 4],
  ["openflow.total_len", 2],
  ["openflow.in_port", 2],
  ["openflow.reason", 1],
  ["openflow.pkt_in.pad", 1],
];
const CONFIGURATION: Parts = [
  ["openflow.config_flags", 2],
  ["openflow.miss_send_len", 2],
];
const OUTPUT = 0;
/** Kinds of statistics that are asked for by flow. */
const BY_FLOW = [1, 2];

function tellWord(c: Cursor, [word, bits]: Words): void {
  c.here(word, 4)
    .bits(4, ...bits)
    .skip(4);
}

function features(c: Cursor): void {
  c.here("openflow.datapath_id", 8);
  const id = c.within(8);
  id.tell("openflow.datapath_imp", 2).tell("openflow.datapath_mac", 6);
  c.tell("openflow.n_buffers", 4).tell("openflow.n_tables", 1).tell("openflow.features_reply.pad", 3);
  tellWord(c, CAPABILITIES);
  tellWord(c, ACTIONS);
  while (c.left > 0) {
    c.tell("openflow.port_no", 2).tell("openflow.hw_add", 6);
    tellParts(c.within(16, 0), [["openflow.port_name", TEXT]]);
    for (const words of PORT) tellWord(c, words);
  }
}

function actions(c: Cursor): void {
  while (c.left > 0) {
    const type = c.number("openflow.action_typ", 2);
    const action = c.within(Math.max(4, c.peek(2)) - 2, 0);
    action.tell("openflow.action_len", 2);
    if (type === OUTPUT) action.tell("openflow.output_port", 2).tell("openflow.max_len", 2);
  }
}

function statistics(c: Cursor): void {
  const kind = c.number("openflow.stats.type", 2);
  c.tell("openflow.flags", 2);
  if (!BY_FLOW.includes(kind)) return;
  tellParts(c, MATCH);
  c.tell("openflow.table_id", 1).tell("openflow.stats.request_pad", 1).tell("openflow.out_port", 2);
}

const nothing = (): void => {};

/** By type; Wireshark reads no others. */
const MESSAGES: Readonly<Record<number, (c: Cursor) => void>> = {
  0: nothing,
  5: nothing,
  6: features,
  7: nothing,
  8: (c) => tellParts(c, CONFIGURATION),
  9: (c) => tellParts(c, CONFIGURATION),
  10: (c) => {
    c.need(10);
    tellParts(c, PACKET_IN);
  },
  13: (c) => {
    c.tell("openflow.buffer_id", 4).tell("openflow.in_port", 2);
    actions(c.within(c.number("openflow.actions_len", 2), 0));
  },
  14: (c) => {
    c.need(64);
    tellParts(c, FLOW_MOD);
    actions(c);
  },
  16: statistics,
  17: (c) => {
    c.tell("openflow.stats.type", 2).tell("openflow.flags", 2);
  },
};

/** Tells what stands in a message behind its header. */
export function tellOpenflow1(c: Cursor, type: number): void {
  const tell = MESSAGES[type];
  if (tell !== undefined) tell(c);
  else if (c.left > 0) c.here("openflow_1_0.type.undecoded", 0, true);
}
