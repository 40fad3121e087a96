// Extension tag of a bridge port extender, IEEE 802.1BR section 7.
//
//  0         2         4    5    6         8
// +---------+---------+----+----+---------+----
// |E-PCP DEI| GRP     |ingr|E-  | type or |
// |ingress  | E-CID   |ext |CID | length  |
// +---------+---------+----+----+---------+----
//
// The extender's channel, E-CID, names a port of the bridge and no tenant.

import { u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";
import { nextByTypeOrLength, steadyType, withType } from "./common/type-or-length.ts";

enum At {
  TYPE = 6,
  END = 8,
}

export const etag: Protocol = {
  name: "etag",
  title: "802.1BR E-Tag",
  reference: "IEEE 802.1BR, 7",
  fields: [
    u16(0, "etag.pcp", "E-PCP", { mask: 0xe000 }),
    u16(0, "etag.dei", "E-DEI", { mask: 0x1000 }),
    u16(0, "etag.iecid_base", "Ingress_E-CID_base", { mask: 0x0fff, base: "hex" }),
    u16(2, "etag.resv", "Reserved", { mask: 0xc000 }),
    u16(2, "etag.group", "GRP", { mask: 0x3000 }),
    u16(2, "etag.ecid_base", "E-CID_base", { mask: 0x0fff, base: "hex" }),
    u8(4, "etag.iecid_ext", "Ingress_E-CID_ext", { base: "hex" }),
    u8(5, "etag.ecid_ext", "E-CID_ext", { base: "hex" }),
    u16(At.TYPE, "etag.etype", "Type", { base: "hex", values: ETHERTYPES }),
  ],
  claims: { ethertype: [0x893f] },
  parse: parseEtag,
  steady: steadyType("00 00 00 00 00 00"),
  spelledSteadily: true,
  spells: { own: "always", besides: ["ethertype"] },
  spelling: ({ data }) => withType("etag", data.getUint16(At.TYPE)),
  column: "E-TAG",
  body: () => At.END,
};

function parseEtag(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  s.pos = o + At.END;
  return nextByTypeOrLength(d.getUint16(o + At.TYPE), s);
}
