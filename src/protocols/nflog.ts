// Linux's NFLOG, https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html: a header and attributes in the byte order
// of the machine that captured, one of which is the packet.
//
//  0      1       2         4         6         8
// +------+-------+---------+---------+---------+-------
// |family|version| resource| length  | type    | value, filled up to a multiple of 4
// +------+-------+---------+---------+---------+-------
import { ipVersion } from "../core/demux.ts";
import { located, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { stringAt } from "../core/values.ts";

const LEN = 4;
const ATTRIBUTE = 4;
const TYPE_MASK = 0x7fff;
const Type = { header: 1, inDevice: 4, outDevice: 5, payload: 9, prefix: 10, uid: 11, gid: 14 } as const;
const IPV4_FAMILY = 2;
const IPV6_FAMILY = 10;

export const nflog: Protocol = {
  name: "nflog",
  title: "Linux Netfilter NFLOG",
  reference: "LINKTYPE_NFLOG",
  fields: [
    u8(0, "nflog.family", "Family", { values: { 2: "IPv4", 10: "IPv6" } }),
    u8(1, "nflog.version", "Version"),
    u16(2, "nflog.res_id", "Resource id"),
    located("uint", 2, "nflog.tlv_length", "Length"),
    located("uint", 2, "nflog.tlv_type", "Type"),
    located("uint", 2, "nflog.protocol", "HW protocol", { base: "hex" }),
    located("uint", 1, "nflog.hook", "Netfilter hook"),
    located("uint", 4, "nflog.ifindex_indev", "IFINDEX_INDEV"),
    located("uint", 4, "nflog.ifindex_outdev", "IFINDEX_OUTDEV"),
    located("string", 0, "nflog.prefix", "Prefix"),
    located("uint", 4, "nflog.uid", "UID"),
    located("uint", 4, "nflog.gid", "GID"),
  ],
  claims: { linktype: [239] },
  parse: parseNflog,
  locate,
};

/** Attributes that are longer than one byte can count are the packet's alone, whichever order is meant. */
const isLittle = (d: DataView, at: number, room: number): boolean => {
  const little = d.getUint16(at, true);
  return little >= ATTRIBUTE && little <= room && (d.getUint16(at + 2, true) & TYPE_MASK) < 0x100;
};

export function parseNflog(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.short(o + LEN);
  const family = d.getUint8(o);
  for (let at = o + LEN; at < lim; ) {
    if (at + ATTRIBUTE > lim) return s.short(at + ATTRIBUTE);
    const little = isLittle(d, at, s.wire - at);
    const size = d.getUint16(at, little);
    if (size < ATTRIBUTE) return s.malformed();
    if ((d.getUint16(at + 2, little) & TYPE_MASK) === Type.payload) {
      s.pos = at + ATTRIBUTE;
      s.narrow(at + size);
      return ipVersion[family === IPV4_FAMILY ? 4 : family === IPV6_FAMILY ? 6 : 0];
    }
    at += (size + 3) & ~3;
  }
  return 0;
}

function locate({ data }: Layer, add: Add): void {
  for (let at = LEN; at + ATTRIBUTE <= data.byteLength; ) {
    const little = isLittle(data, at, data.byteLength - at);
    const size = data.getUint16(at, little);
    const type = data.getUint16(at + 2, little) & TYPE_MASK;
    if (size < ATTRIBUTE) throw new RangeError("an attribute without end");
    add("nflog.tlv_length", at, 2, size);
    add("nflog.tlv_type", at + 2, 2, type);
    const value = at + ATTRIBUTE;
    switch (type) {
      case Type.header:
        add("nflog.protocol", value, 2);
        add("nflog.hook", value + 2, 1);
        break;
      case Type.inDevice:
        add("nflog.ifindex_indev", value, 4);
        break;
      case Type.outDevice:
        add("nflog.ifindex_outdev", value, 4);
        break;
      case Type.prefix:
        add(
          "nflog.prefix",
          value,
          size - ATTRIBUTE,
          stringAt(data, value, size - ATTRIBUTE).replace(/\0.*$/, ""),
        );
        break;
      case Type.uid:
        add("nflog.uid", value, 4);
        break;
      case Type.gid:
        add("nflog.gid", value, 4);
        break;
      case Type.payload:
        return;
    }
    at += (size + 3) & ~3;
  }
}
