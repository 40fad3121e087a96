// Spanning Tree Protocol BPDU, IEEE 802.1D clause 9.3; rapid and multiple spanning trees append to it (IEEE
// 802.1Q, 14.4); Cisco's PVST+ sends the same behind SNAP 0x010b with the VLAN behind it.
//
//  0        2    3    4    5                13        17               25     27 …
// +--------+----+----+----+----------------+---------+----------------+------+----
// |protocol|ver |type|flag| root bridge    |root cost| bridge         | port | ages, hello, delay
// +--------+----+----+----+----------------+---------+----------------+------+----
//  35   36     38  39          71    73       89        93       101  102
// +----+------+---+-----------+-----+--------+---------+--------+----+-------
// | v1 | v3   |sel| region    | rev | digest |int. cost| bridge |hops| 16 bytes an instance
// +----+------+---+-----------+-----+--------+---------+--------+----+-------

import { flag, located, mac, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { leafOf } from "../core/steady.ts";
import { hexText } from "../core/values.ts";
import { Cursor } from "./common/cursor.ts";

/** Priorities go in steps of 4096; the rest of their word extends the bridge's address. */
const PRIORITY = { mask: 0xf000, scale: 0x1000 };
const BPDU = { when: "bpdu" };
const RAPID = { when: "rapid" };
const ROLES = { 0: "Unknown", 1: "Alternate or Backup", 2: "Root", 3: "Designated" };

const fields = [
  u16(0, "stp.protocol", "Protocol Identifier", { base: "hex", values: { 0: "Spanning Tree Protocol" } }),
  u8(2, "stp.version", "Protocol Version Identifier", {
    values: {
      0: "Spanning Tree",
      2: "Rapid Spanning Tree",
      3: "Multiple Spanning Tree",
      4: "Shortest Path Tree",
    },
  }),
  u8(3, "stp.type", "BPDU Type", {
    base: "hex",
    values: { 0: "Configuration", 2: "Rapid/Multiple Spanning Tree", 128: "Topology Change Notification" },
  }),
  u8(4, "stp.flags", "BPDU flags", { base: "hex", ...BPDU }),
  flag(4, 1, 0x80, "stp.flags.tcack", "Topology Change Acknowledgment", BPDU),
  flag(4, 1, 0x40, "stp.flags.agreement", "Agreement", RAPID),
  flag(4, 1, 0x20, "stp.flags.forwarding", "Forwarding", RAPID),
  flag(4, 1, 0x10, "stp.flags.learning", "Learning", RAPID),
  u8(4, "stp.flags.port_role", "Port Role", { mask: 0x0c, values: ROLES, ...RAPID }),
  flag(4, 1, 0x02, "stp.flags.proposal", "Proposal", RAPID),
  flag(4, 1, 0x01, "stp.flags.tc", "Topology Change", BPDU),
  u16(5, "stp.root.prio", "Root Bridge Priority", { ...PRIORITY, ...BPDU }),
  u16(5, "stp.root.ext", "Root Bridge System ID Extension", { mask: 0x0fff, ...BPDU }),
  mac(7, "stp.root.hw", "Root Bridge System ID", BPDU),
  u32(13, "stp.root.cost", "Root Path Cost", BPDU),
  u16(17, "stp.bridge.prio", "Bridge Priority", { ...PRIORITY, ...BPDU }),
  u16(17, "stp.bridge.ext", "Bridge System ID Extension", { mask: 0x0fff, ...BPDU }),
  mac(19, "stp.bridge.hw", "Bridge System ID", BPDU),
  u16(25, "stp.port", "Port identifier", { base: "hex", ...BPDU }),
  // In units of 1/256 s.
  located("float", 8, "stp.msg_age", "Message Age"),
  located("float", 8, "stp.max_age", "Max Age"),
  located("float", 8, "stp.hello", "Hello Time"),
  located("float", 8, "stp.forward", "Forward Delay"),
  located("uint", 1, "stp.version_1_length", "Version 1 Length"),
  located("uint", 2, "stp.pvst.tlvtype", "Type", { base: "hex" }),
  located("uint", 2, "stp.pvst.tlvlen", "Length"),
  located("uint", 2, "stp.pvst.origvlan", "Originating VLAN"),
  located("uint", 2, "mstp.version_3_length", "Version 3 Length"),
  located("uint", 1, "mstp.config_format_selector", "MST Config ID format selector"),
  located("string", 0, "mstp.config_name", "MST Config name"),
  located("uint", 2, "mstp.config_revision_level", "MST Config revision"),
  located("bytes", 0, "mstp.config_digest", "MST Config digest"),
  located("uint", 4, "mstp.cist_internal_root_path_cost", "CIST Internal Root Path Cost"),
  located("uint", 2, "mstp.cist_bridge.prio", "CIST Bridge Priority"),
  located("uint", 2, "mstp.cist_bridge.ext", "CIST Bridge Identifier System ID Extension"),
  located("mac", 6, "mstp.cist_bridge.hw", "CIST Bridge Identifier System ID"),
  located("uint", 1, "mstp.cist_remaining_hops", "CIST Remaining hops"),
  located("uint", 1, "mstp.msti.flags", "MSTI flags", { base: "hex" }),
  located("uint", 1, "mstp.msti.priority", "Priority", { base: "hex" }),
  located("uint", 2, "mstp.msti.msti_id", "MSTID"),
  located("mac", 6, "mstp.msti.root.hw", "Regional Root"),
  located("uint", 4, "mstp.msti.root_cost", "Internal root path cost"),
  located("uint", 1, "mstp.msti.bridge_priority", "Bridge Identifier Priority"),
  located("uint", 1, "mstp.msti.port_priority", "Port identifier priority"),
  located("uint", 1, "mstp.msti.remaining_hops", "Remaining hops"),
];
const LEN = 4;
const CONFIGURATION = 0;
const RAPID_OR_MULTIPLE = 2;
const CHANGE = 0x80;
/** Bytes of the multiple-spanning-tree part before its instances, and of one instance. */
const MST = 64;
const INSTANCE = 16;

export const stp: Protocol = {
  name: "stp",
  roots: ["stp", "mstp"],
  title: "Spanning Tree Protocol",
  reference: "IEEE 802.1D, 9.3",
  fields,
  claims: {
    "llc.dsap": [0x42],
    // Shared, of a VLAN's bridges, and of each VLAN.
    "llc.cisco_pid": [0x0108, 0x0109, 0x010b, 0x010c],
    "chdlc.protocol": [0x4242],
    ethertype: [0x8181],
  },
  parse: parseStp,
  steady: leafOf(LEN),
  soundFrom: { at: 0, mask: 0xff, value: CONFIGURATION, least: 35 },
  leaf: true,
  parts: (data): Record<string, number> => {
    const type = data.getUint8(3);
    return type === CONFIGURATION ? { bpdu: 0 } : type === RAPID_OR_MULTIPLE ? { bpdu: 0, rapid: 0 } : {};
  },
  info,
  locate,
};

export function parseStp(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + LEN > lim ? s.shortLeaf(o + LEN) : 0;
}

const PORT_END = 27;
const FAMILIES: Readonly<Record<number, string>> = { 2: "RST", 3: "MST", 4: "SPT" };

function info({ data: d }: Layer): string {
  const type = d.byteLength < LEN ? -1 : d.getUint8(3);
  if (type < 0) return "";
  if (type === CHANGE) return "Topology Change Notification";
  if (type !== CONFIGURATION && type !== RAPID_OR_MULTIPLE) return `Unknown BPDU type (${type})`;
  const family = type === CONFIGURATION ? "Conf" : (FAMILIES[d.getUint8(2)] ?? "RST");
  if (d.byteLength < PORT_END) return "";
  const change = (d.getUint8(4) & 1) === 0 ? "" : "TC + ";
  const prio = d.getUint16(5);
  const address = hexText(new Uint8Array(d.buffer, d.byteOffset + 7, 6), ":");
  const port = d.getUint16(25).toString(16).padStart(4, "0");
  const root = `${prio & 0xf000}/${prio & 0x0fff}/${address}`;
  return `${family}. ${change}Root = ${root}  Cost = ${d.getInt32(13)}  Port = 0x${port}`;
}

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  const type = data.getUint8(3);
  if (type !== CONFIGURATION && type !== RAPID_OR_MULTIPLE) return;
  const c = new Cursor(data, add, 27);
  for (const name of ["stp.msg_age", "stp.max_age", "stp.hello", "stp.forward"])
    c.tell(name, 2, c.peek(2) / 256);
  const multiple = data.getUint8(2) >= 3;
  if (type === RAPID_OR_MULTIPLE) c.tell("stp.version_1_length", 1);
  if (type === RAPID_OR_MULTIPLE && multiple) {
    if (c.left < 2) return;
    const length = c.number("mstp.version_3_length", 2);
    if (length >= MST) instances(c, length);
    return;
  }
  // PVST+ says which VLAN it is about, at an even place.
  if (layer.below("llc")?.get("llc.cisco_pid") === undefined) return;
  if (type === CONFIGURATION) c.skip(Math.min(1, c.left));
  if (c.left < 6) return;
  c.tell("stp.pvst.tlvtype", 2).tell("stp.pvst.tlvlen", 2).tell("stp.pvst.origvlan", 2);
}

/** An instance's flags have the names of the tree's. */
function tellFlags(c: Cursor, flags: number): void {
  const put = (name: string, value: boolean | number) =>
    c.add(`stp.flags.${name}`, c.at - 1, 1, value, c.depth + 1);
  put("tcack", (flags & 0x80) !== 0);
  put("agreement", (flags & 0x40) !== 0);
  put("forwarding", (flags & 0x20) !== 0);
  put("learning", (flags & 0x10) !== 0);
  put("port_role", (flags >> 2) & 3);
  put("proposal", (flags & 2) !== 0);
  put("tc", (flags & 1) !== 0);
}

function bridge(c: Cursor): void {
  const word = c.peek(2);
  c.here("mstp.cist_bridge.prio", 2, word & 0xf000).tell("mstp.cist_bridge.ext", 2, word & 0x0fff);
  c.tell("mstp.cist_bridge.hw", 6);
}

function instances(c: Cursor, length: number): void {
  c.tell("mstp.config_format_selector", 1);
  c.text("mstp.config_name", 32);
  c.tell("mstp.config_revision_level", 2).tell("mstp.config_digest", 16);
  c.tell("mstp.cist_internal_root_path_cost", 4);
  bridge(c);
  c.tell("mstp.cist_remaining_hops", 1);
  for (let left = length - MST; left >= INSTANCE && c.left >= INSTANCE; left -= INSTANCE) {
    const i = c.within(INSTANCE);
    const flags = i.tell("mstp.msti.flags", 1).data.getUint8(i.at - 1);
    tellFlags(i, flags);
    const word = i.peek(2);
    i.here("mstp.msti.priority", 1, word >> 12).tell("mstp.msti.msti_id", 2, word & 0x0fff);
    i.tell("mstp.msti.root.hw", 6).tell("mstp.msti.root_cost", 4);
    i.tell("mstp.msti.bridge_priority", 1, i.peek(1) >> 4).tell("mstp.msti.port_priority", 1, i.peek(1) >> 4);
    i.tell("mstp.msti.remaining_hops", 1);
  }
}
