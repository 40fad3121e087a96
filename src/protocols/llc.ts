// IEEE 802.2 logical link control, with the SNAP extension (IEEE 802, 9.2; RFC 1042).
//
//  0       1       2         3                 6         8
// +-------+-------+---------+-----------------+---------+
// | DSAP  | SSAP  | control |  OUI (SNAP)     |  PID    |
// +-------+-------+---------+-----------------+---------+
import { ethertype, llcCiscoPid, llcDsap } from "../core/demux.ts";
import { offsets, u8, u16, u24 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const fields = [
  u8(0, "llc.dsap", "DSAP", { base: "hex" }),
  u8(1, "llc.ssap", "SSAP", { base: "hex" }),
  u8(2, "llc.control", "Control", { base: "hex" }),
  u24(3, "llc.oui", "Organization Code", { base: "hex", when: "snap" }),
  u16(6, "llc.pid", "Protocol ID", { base: "hex", when: "snap" }),
];
const at = offsets(fields);
const LEN = 3;
const SNAP_LEN = 8;
const SNAP_SAP = 0xaa;
const UNNUMBERED = 0x03;
const OUI_ETHERTYPE = 0x000000;
const OUI_CISCO = 0x00000c;

export const llc: Protocol = {
  name: "llc",
  title: "Logical-Link Control",
  reference: "IEEE 802.2, 3",
  fields,
  claims: { llc: [0] },
  parse: parseLlc,
};

export function parseLlc(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  const dsap = d.getUint8(o + at["llc.dsap"]);
  const control = d.getUint8(o + at["llc.control"]);
  if (dsap !== SNAP_SAP) {
    // Only unnumbered frames have a control field of one byte.
    const end = o + ((control & UNNUMBERED) === UNNUMBERED ? LEN : LEN + 1);
    if (end > lim) return s.short(end);
    s.pos = end;
    return llcDsap[dsap];
  }
  if (o + SNAP_LEN > lim) return s.short(o + SNAP_LEN);
  s.pos = o + SNAP_LEN;
  const oui = d.getUint32(o + at["llc.oui"]) >>> 8;
  const pid = d.getUint16(o + at["llc.pid"]);
  if (oui === OUI_ETHERTYPE) return ethertype[pid];
  return oui === OUI_CISCO ? llcCiscoPid[pid] : 0;
}
