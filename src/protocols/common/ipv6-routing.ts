// What stands in IPv6 routing headers behind their first four bytes, by type: source route (RFC 2460, 4.4),
// Mobile IPv6 (RFC 6275, 6.4), RPL (RFC 6554, 3), segment routing (RFC 8754, 2).

import { located } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { ipv6TextAt } from "../../core/values.ts";
import { Cursor } from "./cursor.ts";
import { said } from "./located.ts";

export const routingTypes: Readonly<Record<number, string>> = {
  0: "Source Route",
  1: "Nimrod",
  2: "Type 2 Routing",
  3: "RPL Source Route",
  4: "Segment Routing",
  5: "Compact Routing Header 16",
  6: "Compact Routing Header 32",
  253: "Experiment 1",
  254: "Experiment 2",
};

export const routingFields = [
  located("bytes", 0, "ipv6.routing.unknown_data", "Type-Specific Data"),
  located("bytes", 0, "ipv6.routing.src.reserved", "Reserved"),
  located("ipv6", 16, "ipv6.routing.src.addr", "Address"),
  located("bytes", 0, "ipv6.routing.mipv6.reserved", "Reserved"),
  located("ipv6", 16, "ipv6.routing.mipv6.home_address", "Home Address"),
  located("uint", 4, "ipv6.routing.rpl.cmprI", "Compressed Internal Octets (CmprI)"),
  located("uint", 4, "ipv6.routing.rpl.cmprE", "Compressed Final Octets (CmprE)"),
  located("uint", 4, "ipv6.routing.rpl.pad", "Padding Bytes"),
  located("uint", 4, "ipv6.routing.rpl.reserved", "Reserved"),
  located("uint", 4, "ipv6.routing.rpl.addr_count", "Total Address Count"),
  located("bytes", 0, "ipv6.routing.rpl.address", "Address"),
  located("ipv6", 16, "ipv6.routing.rpl.full_address", "Full Address"),
  located("uint", 1, "ipv6.routing.srh.last_entry", "Last Entry"),
  located("uint", 1, "ipv6.routing.srh.flags", "Flags", { base: "hex" }),
  located("bytes", 0, "ipv6.routing.srh.tag", "Tag"),
  located("ipv6", 16, "ipv6.routing.srh.addr", "Address"),
  located("uint", 2, "ipv6.routing.crh16.sid", "Segment ID"),
  located("uint", 2, "ipv6.routing.crh16.current_sid", "Current SID"),
  located("uint", 4, "ipv6.routing.crh32.sid", "Segment ID"),
  located("uint", 4, "ipv6.routing.crh32.current_sid", "Current SID"),
  said("note", "deprecated", "ipv6.routing.deprecated", "Routing header type is deprecated"),
];

const ADDRESS = 16;

/** Tells a routing header of `size` bytes. @throws RangeError */
export function tellRoute(d: DataView, add: Add, size: number): void {
  const c = new Cursor(d, add, 4, size);
  switch (d.getUint8(2)) {
    case 0:
      c.here("ipv6.routing.deprecated", 0, true);
      c.tell("ipv6.routing.src.reserved", 4);
      while (c.left >= ADDRESS) c.tell("ipv6.routing.src.addr", ADDRESS);
      return;
    case 2:
      c.tell("ipv6.routing.mipv6.reserved", 4);
      while (c.left >= ADDRESS) c.tell("ipv6.routing.mipv6.home_address", ADDRESS);
      return;
    case 3:
      tellRpl(c);
      return;
    case 4:
      tellSegments(c);
      return;
    case 5:
      tellCompact(c, 2, d.getUint8(3));
      return;
    case 6:
      tellCompact(c, 4, d.getUint8(3));
      return;
    default:
      if (c.left > 0) c.tell("ipv6.routing.unknown_data", c.left);
  }
}

/** The list ends at its last entry; what stands behind are TLVs. */
function tellSegments(c: Cursor): void {
  let left = c.number("ipv6.routing.srh.last_entry", 1) + 1;
  c.tell("ipv6.routing.srh.flags", 1).tell("ipv6.routing.srh.tag", 2);
  for (; left > 0 && c.left >= ADDRESS; left--) c.tell("ipv6.routing.srh.addr", ADDRESS);
}

/** RFC 9631, 3: segments by number, from the last one on. */
function tellCompact(c: Cursor, size: number, current: number): void {
  const name = `ipv6.routing.crh${8 * size}`;
  const { at, end, depth } = c;
  // Zeros fill the header up.
  while (c.left >= size && c.peek(size) !== 0) c.tell(`${name}.sid`, size);
  const here = at + size * current;
  if (here + size <= end) c.add(`${name}.current_sid`, here, size, undefined, depth);
}

/** Addresses without the first bytes that they share with the destination. */
function tellRpl(c: Cursor): void {
  const word = c.peek(4);
  const [internal, final, pad] = [word >>> 28, (word >>> 24) & 15, (word >>> 20) & 15];
  c.here("ipv6.routing.rpl.cmprI", 4, internal).here("ipv6.routing.rpl.cmprE", 4, final);
  c.here("ipv6.routing.rpl.pad", 4, pad).tell("ipv6.routing.rpl.reserved", 4, word & 0xfffff);
  const bytes = c.left - pad - (ADDRESS - final);
  const count = bytes < 0 ? 0 : Math.floor(bytes / (ADDRESS - internal)) + 1;
  c.here("ipv6.routing.rpl.addr_count", 0, count);
  for (let i = 1; i <= count; i++) {
    const size = ADDRESS - (i < count ? internal : final);
    // The shared bytes are the destination's, which stands in the header in front.
    if (size === ADDRESS) c.here("ipv6.routing.rpl.full_address", size, ipv6TextAt(c.data, c.at));
    c.tell("ipv6.routing.rpl.address", size);
  }
}
