// Network Service Header, RFC 8300 section 2: which chain of services a packet takes, and where in it it is.
//
//  0         2    3    4                   7    8
// +---------+----+----+-------------------+----+-------------------
// |v OU ttl |  md|next| service path (SPI)| SI | context headers
// |   length|    |    |                   |    |
// +---------+----+----+-------------------+----+-------------------

import { encapsulation } from "../core/encapsulations.ts";
import { flag, located, offsets, u8, u16, u24 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor } from "./common/cursor.ts";
import { said } from "./common/located.ts";
import { NEXT_PROTOCOLS, nextProtocol } from "./common/next-protocol.ts";

const fields = [
  u16(0, "nsh.version", "Version", { mask: 0xc000 }),
  flag(0, 2, 0x2000, "nsh.Obit", "O Bit"),
  flag(0, 2, 0x1000, "nsh.CBit", "C Bit"),
  u16(0, "nsh.ttl", "Time to live", { mask: 0x0fc0, base: "hex" }),
  // In words of four bytes.
  u16(0, "nsh.length", "Length", { mask: 0x003f }),
  u8(2, "nsh.mdtype", "MD Type", { mask: 0x0f }),
  u8(3, "nsh.nextproto", "Next Protocol", { values: NEXT_PROTOCOLS }),
  u24(4, "nsh.spi", "SPI"),
  u8(7, "nsh.si", "SI"),
  located("bytes", 4, "nsh.contextheader", "Context Header"),
  located("uint", 2, "nsh.metadataclass", "Metadata Class"),
  located("uint", 1, "nsh.metadatatype", "Metadata Type"),
  located("uint", 1, "nsh.metadataunassignedbit", "Unassigned Bit", { mask: 0x80, base: "hex" }),
  located("uint", 1, "nsh.metadatalen", "Length", { mask: 0x7f, base: "hex" }),
  located("bytes", 0, "nsh.metadata", "Variable Metadata"),
  said("warning", "protocol", "nsh.length.invalid", "Length MUST be of value 0x6 for MD Type equal to 0x1"),
];
const at = offsets(fields);
const LEN = 8;
const WORD = 4;
const LEAST_WORDS = 2;
/** RFC 8300, 2.4. */
const FIXED_WORDS = 6;
const LENGTH = 0x3f;
/** Four context headers of a word each, or any number of them that tell their type and length. */
const MD_FIXED = 1;
const MD_VARIABLE = 2;

const NSH = encapsulation({ name: "nsh", title: "NSH service path", entropy: null, hash: null });

export const nsh: Protocol = {
  name: "nsh",
  title: "Network Service Header",
  reference: "RFC 8300, 2",
  fields,
  claims: { ethertype: [0x894f] },
  parse: parseNsh,
  steady: (d, o) => ({
    decides: `c0 3f 0f ff  00 00 00 00 ${"00".repeat((d.getUint16(o) & LENGTH) * WORD - LEN)}`,
    tells: "00 00 00 00  ff ff ff 00",
    id: { at: at["nsh.spi"], bits: 24 },
    last: true,
  }),
  column: "NSH",
  info: () => "Network Service Header",
  locate,
  body: lengthOf,
  despite: (d, o, lim, s) => {
    const fixed = (d.getUint8(o + at["nsh.mdtype"]) & 0x0f) === MD_FIXED;
    s.pos = o + (fixed ? FIXED_WORDS * WORD : Math.max(LEN, (d.getUint16(o) & LENGTH) * WORD));
    return s.pos > lim ? s.short(s.pos) : nextProtocol(d.getUint8(o + at["nsh.nextproto"]));
  },
};

/** Of the whole header; 0 if it contradicts itself. */
function lengthOf(data: DataView): number {
  return (data.getUint16(0) & LENGTH) * WORD;
}

function parseNsh(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const words = d.getUint16(o + at["nsh.version"]) & LENGTH;
  const fixed = (d.getUint8(o + at["nsh.mdtype"]) & 0x0f) === MD_FIXED;
  if (d.getUint8(o) >> 6 !== 0 || words < LEAST_WORDS || (fixed && words !== FIXED_WORDS))
    return s.malformedTunnel();
  const pos = o + words * WORD;
  const path = d.getUint32(o + at["nsh.spi"]) >>> 8;
  if (!s.enterTunnel(NSH, 0, path, 0, 0, Math.min(pos, s.wire))) return 0;
  // Context headers that are not there cost the packet inside, not its service path.
  if (pos > lim) return s.short(pos);
  s.pos = pos;
  return nextProtocol(d.getUint8(o + at["nsh.nextproto"]));
}

function locate({ data }: Layer, add: Add): void {
  const end = lengthOf(data);
  const kind = data.getUint8(at["nsh.mdtype"]) & 0x0f;
  const c = new Cursor(data, add, LEN, Math.max(LEN, end));
  if (kind === MD_FIXED && end !== FIXED_WORDS * WORD) add("nsh.length.invalid", 0, 0, true);
  if (kind === MD_FIXED) while (c.left >= WORD) c.tell("nsh.contextheader", WORD);
  while (kind === MD_VARIABLE && c.left >= WORD) {
    c.tell("nsh.metadataclass", 2).tell("nsh.metadatatype", 1);
    const length = c.peek(1) & 0x7f;
    c.here("nsh.metadataunassignedbit", 1).tell("nsh.metadatalen", 1);
    if (length === 0) continue;
    c.here("nsh.metadata", length);
    c.skip(Math.min((length + WORD - 1) & -WORD, c.left));
  }
}
