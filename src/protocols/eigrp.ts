// Enhanced Interior Gateway Routing Protocol, RFC 7868 section 6.
//
//  0    1    2         4              8              12             16        18
// +----+----+---------+--------------+--------------+--------------+---------+---------+------
// |ver | op | checksum| flags        | sequence     | acknowledge  | router  | system  | TLVs
// +----+----+---------+--------------+--------------+--------------+---------+---------+------

import { flag, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, hex, numberOf } from "./common/cursor.ts";
import { hexNum, num } from "./common/located.ts";

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
const HELLO = 5;
const HEADER = 20;

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
  ],
  claims: { "ip.proto": [88] },
  parse: atLeast(HEADER),
  leaf: true,
  info: (layer) => {
    const opcode = numberOf(layer, "eigrp.opcode");
    if (opcode === HELLO && layer.get("eigrp.ack") !== 0) return OPCODES[8];
    return OPCODES[opcode] ?? `Unknown OpCode (${hex(opcode, 4)})`;
  },
  locate,
};

function locate({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, HEADER);
  while (c.left >= 4) {
    const length = c.peek(2, 2);
    c.tell("eigrp.tlv_type", 2).tell("eigrp.tlv.len", 2);
    if (length < 4) return;
    c.skip(length - 4);
  }
}
