// Frame Relay, ITU-T Q.922 section 3 and RFC 2427; Cisco's own encapsulation has an ethertype in place of control
// field and NLPID.
//
//  0         2    3    4                       0         2         4
// +---------+----+----+----------             +---------+---------+-------
// | address |0x03|NLPID| …                    | address | type    | …
// +---------+----+----+----------             +---------+---------+-------
import { ethertype, ipVersion } from "../core/demux.ts";
import { flag, located, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";

enum At {
  CONTROL = 2,
  NLPID = 3,
  END = 4,
}
const UNNUMBERED = 0x03;
const PADDING = 0x00;
/** The last of the address' bytes is marked by this bit. */
const EXTENSION = 0x01;
const Nlpid = { snap: 0x80, ipv6: 0x8e, ipv4: 0xcc } as const;
const SNAP = 5;

export const frameRelay: Protocol = {
  name: "fr",
  title: "Frame Relay",
  reference: "ITU-T Q.922, 3; RFC 2427",
  fields: [
    u8(0, "fr.first_addr_octet", "First address octet", { base: "hex" }),
    u8(0, "fr.upper_dlci", "Upper DLCI", { mask: 0xfc, base: "hex" }),
    flag(0, 1, 0x02, "fr.cr", "CR"),
    u8(1, "fr.second_addr_octet", "Second address octet", { base: "hex" }),
    u8(1, "fr.second_dlci", "Second DLCI", { mask: 0xf0, base: "hex" }),
    flag(1, 1, 0x08, "fr.fecn", "FECN"),
    flag(1, 1, 0x04, "fr.becn", "BECN"),
    flag(1, 1, 0x02, "fr.de", "DE"),
    located("uint", 4, "fr.dlci", "DLCI"),
    u8(At.CONTROL, "fr.control", "Control Field", { base: "hex", when: "control" }),
    u8(At.NLPID, "fr.nlpid", "NLPID", { base: "hex", when: "control" }),
    u16(At.CONTROL, "fr.chdlctype", "Type", { base: "hex", values: ETHERTYPES, when: "type" }),
  ],
  claims: { linktype: [107] },
  parse: parseFrameRelay,
  column: "FR",
  info: () => "",
  parts: (data): Record<string, number> =>
    data.getUint8(At.CONTROL) === UNNUMBERED ? { control: 0 } : { type: 0 },
  locate: ({ data }: Layer, add: Add) => {
    add("fr.dlci", 0, 2, ((data.getUint8(0) >> 2) << 4) | (data.getUint8(1) >> 4));
  },
  body: () => At.END,
};

export function parseFrameRelay(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  // Longer addresses are not read.
  if ((d.getUint8(o) & EXTENSION) !== 0 || (d.getUint8(o + 1) & EXTENSION) === 0) return 0;
  if (d.getUint8(o + At.CONTROL) !== UNNUMBERED) {
    s.pos = o + At.END;
    return ethertype[d.getUint16(o + At.CONTROL)];
  }
  let at = o + At.NLPID;
  if (d.getUint8(at) === PADDING && at + 1 < lim) at++;
  s.pos = at + 1;
  switch (d.getUint8(at)) {
    case Nlpid.ipv4:
      return ipVersion[4];
    case Nlpid.ipv6:
      return ipVersion[6];
    case Nlpid.snap:
      if (s.pos + SNAP > lim) return s.short(s.pos + SNAP);
      s.pos += SNAP;
      // OUI 0: an ethertype follows.
      return d.getUint32(s.pos - SNAP) >>> 8 === 0 ? ethertype[d.getUint16(s.pos - 2)] : 0;
    default:
      return 0;
  }
}
