// OSI's connectionless network protocol, ISO/IEC 8473-1 section 7.
//
//  0    1    2    3    4    5         7         9
// +----+----+----+----+----+---------+---------+-----------------------------------------------------------
// |0x81|len |ver |life|type| length  | checksum| addresses; id, offset and total if segmented; options; data
// +----+----+----+----+----+---------+---------+-----------------------------------------------------------

import { flag, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { num, raw } from "./common/located.ts";

const TYPES: Record<number, string> = {
  1: "ER NPDU",
  28: "DT NPDU",
  29: "MD NPDU",
  30: "ERQ NPDU",
  31: "ERP NPDU",
};
const HEADER = 9;
const ERROR = 1;
const SEGMENTATION = 0x80;

export const clnp: Protocol = {
  name: "clnp",
  title: "ISO 8473/X.233 CLNP ConnectionLess Network Protocol",
  reference: "ISO/IEC 8473-1, 7",
  fields: [
    u8(0, "clnp.nlpi", "Network Layer Protocol Identifier", { base: "hex" }),
    u8(1, "clnp.len", "HDR Length"),
    u8(2, "clnp.version", "Version"),
    u8(3, "clnp.ttl", "Holding Time"),
    u8(4, "clnp.type", "PDU Type"),
    flag(4, 1, SEGMENTATION, "clnp.cnf.segmentation", "Segmentation permitted"),
    flag(4, 1, 0x40, "clnp.cnf.more_segments", "More segments"),
    flag(4, 1, 0x20, "clnp.cnf.report_error", "Report error if PDU discarded"),
    u8(4, "clnp.cnf.type", "Type", { mask: 0x1f, values: TYPES }),
    u16(5, "clnp.pdu.len", "PDU length"),
    u16(7, "clnp.checksum", "Checksum"),
    num(1, "clnp.dsap.len", "DAL"),
    raw("clnp.dsap", "DA"),
    num(1, "clnp.ssap.len", "SAL"),
    raw("clnp.ssap", "SA"),
    num(2, "clnp.data_unit_identifier", "Data unit identifier"),
    num(2, "clnp.segment_offset", "Segment offset"),
    num(2, "clnp.total_length", "Total length"),
  ],
  claims: { "osi.nlpid": [0x81] },
  ...leaf(HEADER),
  body: (data) => Math.max(HEADER, data.getUint8(1)),
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const word = data.getUint8(4);
  const type = word & 0x1f;
  say(TYPES[type] ?? `Unknown PDU type (0x${type.toString(16)})`);
  const c = new Cursor(data, add, HEADER, Math.min(data.byteLength, data.getUint8(1)));
  for (const name of ["clnp.dsap", "clnp.ssap"]) c.tell(name, c.number(`${name}.len`, 1));
  // An error report is never in segments, whatever it says (7.9).
  if ((word & SEGMENTATION) === 0 || type === ERROR) return;
  c.tell("clnp.data_unit_identifier", 2).tell("clnp.segment_offset", 2).tell("clnp.total_length", 2);
}
