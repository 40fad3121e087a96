// Enhanced Interior Gateway Routing Protocol, RFC 7868 section 6.
//
//  0    1    2         4              8              12             16        18
// +----+----+---------+--------------+--------------+--------------+---------+---------+------
// |ver | op | checksum| flags        | sequence     | acknowledge  | router  | system  | TLVs
// +----+----+---------+--------------+--------------+--------------+---------+---------+------

import { flag, u8, u16, u32 } from "../core/fields.ts";
import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import { ifThere } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import { ownStatus } from "./common/checksum.ts";
import { Cursor, hex, leaf, numberOf } from "./common/cursor.ts";
import { bit, hexNum, num, v4 } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";

const OPCODES: Record<number, string> = {
  1: "Update",
  2: "Request",
  3: "Query",
  4: "Reply",
  5: "Hello",
  6: "IPX/SAP Update",
  7: "Route Probe",
  8: "Hello (Ack)",
  9: "Stub-Info",
  10: "SIA-Query",
  11: "SIA-Reply",
};
const STUB: readonly [string, string][] = [
  ["connected", "Connected"],
  ["static", "Static"],
  ["summary", "Summary"],
  ["redist", "Redistributed"],
  ["leakmap", "Leak-Map"],
  ["recvonly", "Receive-Only"],
];
const HELLO = 5;
const HEADER = 20;
/** Of a route, from the lowest bit on (RFC 7868, 6.5.3). */
const METRIC_FLAGS = [
  ["srcwd", "Source Withdraw"],
  ["cd", "Candidate Default"],
  ["active", "Route is Active"],
  ["repl", "Route is Replicated"],
] as const;

export const eigrp: Protocol = {
  name: "eigrp",
  title: "Cisco EIGRP",
  reference: "RFC 7868, 6",
  fields: [
    u8(0, "eigrp.version", "Version"),
    u8(1, "eigrp.opcode", "Opcode", { values: OPCODES }),
    u16(2, "eigrp.checksum", "Checksum", { base: "hex" }),
    u32(4, "eigrp.flags", "Flags", { base: "hex" }),
    flag(4, 4, 0x01, "eigrp.flags.init", "Init"),
    flag(4, 4, 0x02, "eigrp.flags.condrecv", "Conditional Receive"),
    flag(4, 4, 0x04, "eigrp.flags.restart", "Restart"),
    flag(4, 4, 0x08, "eigrp.flags.eot", "End Of Table"),
    u32(8, "eigrp.seq", "Sequence"),
    u32(12, "eigrp.ack", "Acknowledge"),
    u16(16, "eigrp.vrid", "Virtual Router ID"),
    u16(18, "eigrp.as", "Autonomous System"),
    hexNum(2, "eigrp.tlv_type", "Type"),
    num(2, "eigrp.tlv.len", "Length"),
    num(1, "eigrp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
    ...[1, 2, 3, 4, 5, 6].map((k) => num(1, `eigrp.par.k${k}`, `K${k}`)),
    num(2, "eigrp.par.holdtime", "Hold Time"),
    num(2, "eigrp.release_version", "EIGRP Release"),
    num(2, "eigrp.tlv_version", "EIGRP TLV version"),
    num(1, "eigrp.seq.addrlen", "Address length"),
    v4("eigrp.seq.ipv4addr", "IP Address"),
    hexNum(2, "eigrp.stub_options", "Stub Options"),
    ...STUB.map(([name, title], i) => bit(2, 1 << i, `eigrp.stub_options.${name}`, title)),
    v4("eigrp.ipv4.nexthop", "NextHop"),
    num(4, "eigrp.old_metric.delay", "Scaled Delay"),
    num(4, "eigrp.old_metric.bw", "Scaled BW"),
    num(3, "eigrp.old_metric.mtu", "MTU"),
    num(1, "eigrp.old_metric.hopcount", "Hop Count"),
    num(1, "eigrp.old_metric.rel", "Reliability"),
    num(1, "eigrp.old_metric.load", "Load"),
    num(1, "eigrp.old_metric.intag", "Route Tag"),
    ...METRIC_FLAGS.map(([name, title], i) => bit(1, 1 << i, `eigrp.metric.flags.${name}`, title)),
    num(1, "eigrp.ipv4.prefixlen", "Prefix Length"),
    v4("eigrp.ipv4.destination", "Destination"),
  ],
  claims: { "ip.proto": [88] },
  ...leaf(HEADER),
  info: (layer) => {
    const opcode = numberOf(layer, "eigrp.opcode");
    if (opcode === HELLO && layer.get("eigrp.ack") !== 0) return OPCODES[8];
    return OPCODES[opcode] ?? `Unknown OpCode (${hex(opcode, 4)})`;
  },
  locate,
};

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  add("eigrp.checksum.status", 2, 2, ownStatus(layer, layer.wireLength));
  const c = new Cursor(data, add, HEADER);
  while (c.left >= 4) {
    const [type, length] = [c.peek(2), c.peek(2, 2)];
    c.tell("eigrp.tlv_type", 2).tell("eigrp.tlv.len", 2);
    if (length < 4) return;
    const value = c.within(Math.min(length - 4, c.left));
    // One that is too short for what it should hold is told as far as it goes.
    ifThere(() => VALUES[type]?.(value));
  }
}

/** By type: RFC 7868, 6.6 to 6.8. */
const VALUES: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => {
    for (let k = 1; k <= 6; k++) c.tell(`eigrp.par.k${k}`, 1);
    c.tell("eigrp.par.holdtime", 2);
  },
  3: (c) => {
    while (c.left > 0)
      if (c.number("eigrp.seq.addrlen", 1) === 4) c.tell("eigrp.seq.ipv4addr", 4);
      else return;
  },
  4: (c) => c.tell("eigrp.release_version", 2).tell("eigrp.tlv_version", 2),
  6: (c) => {
    c.here("eigrp.stub_options", 2);
    for (const [name] of STUB) c.here(`eigrp.stub_options.${name}`, 2);
  },
  /** A route of IPv4 with the classic metric. */
  258: (c) => {
    c.tell("eigrp.ipv4.nexthop", 4).tell("eigrp.old_metric.delay", 4).tell("eigrp.old_metric.bw", 4);
    c.tell("eigrp.old_metric.mtu", 3);
    for (const name of ["hopcount", "rel", "load", "intag"]) c.tell(`eigrp.old_metric.${name}`, 1);
    c.bits(1, ...METRIC_FLAGS.map(([name]) => `eigrp.metric.flags.${name}`)).skip(1);
    while (c.left > 0) {
      const bits = c.number("eigrp.ipv4.prefixlen", 1);
      // No more bytes than the prefix has.
      const size = Math.min(4, Math.ceil(bits / 8));
      let address = 0;
      for (let i = 0; i < size; i++) address |= c.peek(1, i) << (24 - 8 * i);
      c.tell("eigrp.ipv4.destination", size, ipv4Text(address));
    }
  },
};
