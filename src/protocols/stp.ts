// Spanning Tree Protocol BPDU, IEEE 802.1D clause 9.3; Cisco's PVST+ sends the same behind SNAP 0x010b.
//
//  0        2    3    4    5                13        17               25     27 …
// +--------+----+----+----+----------------+---------+----------------+------+----
// |protocol|ver |type|flag| root bridge    |root cost| bridge         | port | ages, hello, delay
// +--------+----+----+----+----------------+---------+----------------+------+----
import { flag, mac, u8, u16, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u16(0, "stp.protocol", "Protocol Identifier", { base: "hex" }),
  u8(2, "stp.version", "Protocol Version Identifier", {
    values: { 0: "Spanning Tree", 2: "Rapid", 3: "Multiple" },
  }),
  u8(3, "stp.type", "BPDU Type", {
    base: "hex",
    values: { 0: "Configuration", 2: "Rapid/Multiple", 128: "Topology Change" },
  }),
  flag(4, 1, 0x80, "stp.flags.tcack", "Topology Change Acknowledgment"),
  flag(4, 1, 0x40, "stp.flags.agreement", "Agreement"),
  flag(4, 1, 0x20, "stp.flags.forwarding", "Forwarding"),
  flag(4, 1, 0x10, "stp.flags.learning", "Learning"),
  u8(4, "stp.flags.port_role", "Port Role", { mask: 0x0c }),
  flag(4, 1, 0x02, "stp.flags.proposal", "Proposal"),
  flag(4, 1, 0x01, "stp.flags.tc", "Topology Change"),
  u16(5, "stp.root.prio", "Root Bridge Priority", { mask: 0xf000 }),
  u16(5, "stp.root.ext", "Root Bridge System ID Extension", { mask: 0x0fff }),
  mac(7, "stp.root.hw", "Root Bridge System ID"),
  u32(13, "stp.root.cost", "Root Path Cost"),
  u16(17, "stp.bridge.prio", "Bridge Priority", { mask: 0xf000 }),
  u16(17, "stp.bridge.ext", "Bridge System ID Extension", { mask: 0x0fff }),
  mac(19, "stp.bridge.hw", "Bridge System ID"),
  u16(25, "stp.port", "Port identifier", { base: "hex" }),
];
const LEN = 4;

export const stp: Protocol = {
  name: "stp",
  title: "Spanning Tree Protocol",
  reference: "IEEE 802.1D, 9.3",
  fields,
  claims: { "llc.dsap": [0x42], "llc.cisco_pid": [0x010b] },
  parse: parseStp,
  leaf: true,
};

export function parseStp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}
