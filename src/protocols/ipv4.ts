// Internet Protocol version 4, RFC 791 section 3.1; IP in IP is RFC 2003.
//
//  0    1    2         4         6         8    9    10        12        16        20
// +----+----+---------+---------+---------+----+----+---------+---------+---------+--------
// |v|hl| ds | length  |   id    |flag|frag| ttl|prot| checksum| source  | destin. | options
// +----+----+---------+---------+---------+----+----+---------+---------+---------+--------

import { ipProto, ipVersion } from "../core/demux.ts";
import { flag, ip4, located, u8, u16 } from "../core/fields.ts";
import { IPIP } from "../core/ipip.ts";
import type { Add, Layer } from "../core/layer.ts";
import { ifThere } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import { type LayerStack, Pending } from "../core/stack.ts";
import { Checksum, isGood, ownStatus } from "./common/checksum.ts";
import { ipv4OptionFields, tellIpv4Options } from "./common/ipv4-options.ts";
import { CHECKSUM_STATUS, DSCP, ECN, IP_PROTOCOLS, serviceNote } from "./common/names-of-numbers.ts";
import { overlapFields, tellReassembly, whereWhole } from "./common/parts.ts";
import { ipv4RemarkFields, ipv4Remarks } from "./common/remarks.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  ID = 4,
  FRAGMENT = 6,
  PROTOCOL = 9,
  END = 20,
}

const fields = [
  u8(0, "ip.version", "Version", { mask: 0xf0 }),
  u8(0, "ip.hdr_len", "Header Length", { mask: 0x0f, scale: 4, when: "four" }),
  u8(1, "ip.dsfield", "Differentiated Services Field", { base: "hex" }),
  u8(1, "ip.dsfield.dscp", "Differentiated Services Codepoint", { mask: 0xfc, values: DSCP }),
  u8(1, "ip.dsfield.ecn", "Explicit Congestion Notification", { mask: 0x03, values: ECN }),
  u16(2, "ip.len", "Total Length"),
  u16(At.ID, "ip.id", "Identification", { base: "hex" }),
  u8(At.FRAGMENT, "ip.flags", "Flags", { mask: 0xe0, base: "hex" }),
  flag(At.FRAGMENT, 1, 0x80, "ip.flags.rb", "Reserved bit"),
  flag(At.FRAGMENT, 1, 0x40, "ip.flags.df", "Don't fragment"),
  flag(At.FRAGMENT, 1, 0x20, "ip.flags.mf", "More fragments"),
  // In units of 8 bytes, as Wireshark shows it.
  u16(At.FRAGMENT, "ip.frag_offset", "Fragment Offset", { mask: 0x1fff }),
  u8(8, "ip.ttl", "Time to Live"),
  u8(At.PROTOCOL, "ip.proto", "Protocol", { values: IP_PROTOCOLS }),
  u16(10, "ip.checksum", "Header Checksum", { base: "hex" }),
  located("uint", 1, "ip.checksum.status", "Header checksum status", { values: CHECKSUM_STATUS }),
  ip4(12, "ip.src", "Source Address"),
  ip4(16, "ip.dst", "Destination Address"),
  ...ipv4OptionFields,
  located("bytes", 0, "ip.fragments", "IPv4 Fragments"),
  located("uint", 4, "ip.fragment", "IPv4 Fragment"),
  ...overlapFields("ip.fragment", "fragment"),
  located("uint", 4, "ip.fragment.count", "Fragment count"),
  located("uint", 4, "ip.reassembled_in", "Reassembled IPv4 in frame"),
  located("uint", 4, "ip.reassembled.length", "Reassembled IPv4 length"),
  located("bytes", 0, "ip.reassembled.data", "Reassembled IPv4 data"),
  ...ipv4RemarkFields,
];
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;
const DONT_FRAGMENT_AND_RESERVED = 0xc000;

export const ipv4: Protocol = {
  name: "ip",
  title: "Internet Protocol Version 4",
  reference: "RFC 791, 3.1",
  fields,
  claims: {
    linktype: [228],
    ethertype: [0x0800],
    // Some write the ethertype.
    "ppp.protocol": [0x0021, 0x0800],
    "llc.dsap": [0x06],
    "null.family": [2],
    "ip.version": [4],
    "osi.nlpid": [0xcc],
    "pwach.channel_type": [0x21],
    "ip.proto": [4],
  },
  parse: parseIpv4,
  steady: {
    decides: "ff 00  00 00  00 00  3f ff  00 ff  00 00",
    tells: "00 00 00 00 00 00 00 00 00 00 00 00  ff ff ff ff  ff ff ff ff",
    length: { at: 2, from: 0 },
    last: true,
  },
  aliases: {
    "ip.addr": ["ip.src", "ip.dst"],
    "ip.src_host": ["ip.src"],
    "ip.dst_host": ["ip.dst"],
    "ip.host": ["ip.src", "ip.dst"],
  },
  texts: ["ip.src_host", "ip.dst_host", "ip.host"],
  column: (layer) => {
    if (layer.data.byteLength === 0) return isAsked(layer) ? "" : "IPv4";
    return isAnyVersion(layer) ? "IP" : "IPv4";
  },
  info,
  remarks: (layer, tell) => {
    const wrong = bogus(layer);
    if (wrong === undefined) ipv4Remarks(layer, tell);
    else tell(...remarkOf(wrong));
  },
  sound: true,
  tellsFault: (layer) => layer.data.byteLength > 0 && bogus(layer) !== undefined,
  heading: (layer) =>
    isAnyVersion(layer) ? `Internet Protocol, bogus version (${versionOf(layer.data)})` : undefined,
  summary: (layer) =>
    layer.get("ip.dst") === undefined ? "" : `, Src: ${layer.get("ip.src")}, Dst: ${layer.get("ip.dst")}`,
  notes: {
    "ip.dsfield": serviceNote,
    "ip.id": (id) => ` (${id})`,
    "ip.flags": (flags) =>
      ["Reserved bit", "Don't fragment", "More fragments"]
        .filter((_, i) => (flags & (0x4 >> i)) !== 0)
        .map((name) => `, ${name}`)
        .join(""),
  },
  // 0: a sender with segmentation offload; nobody knows.
  extent: (data) => {
    const total = data.byteLength < At.END ? 0 : data.getUint16(2);
    return total < headerLength(data) ? undefined : total;
  },
  parts: (data): Record<string, number> => (versionOf(data) === 4 ? { four: 0 } : {}),
  partsDecided: true,
  locate,
  sums: {
    "ip.checksum.status": (d, at) =>
      isGood(d, at, (d.getUint8(at) & 0x0f) << 2) ? Checksum.good : Checksum.bad,
  },
  body: headerLength,
  // As Wireshark does, which gives it to whom its first four bits name.
  despite: (d, o, _lim, s) => {
    if (d.getUint8(o) >> 4 !== 6) return 0;
    s.pos = o;
    return ipVersion[6];
  },
};

export function parseIpv4(d: DataView, o: number, lim: number, s: LayerStack): number {
  // An IP header directly behind another one is IP in IP; every other tunnel has cleared the role.
  if (s.ip >= 0 && !s.enterTunnel(IPIP, 0, 0, 1, 0, o)) return 0;
  if (o + At.END > lim) return cut(d, o, lim, s);
  // Version, header length, service and total length in one read.
  const word = d.getInt32(o);
  const headerLength = ((word >>> 24) & 0x0f) << 2;
  if (word >>> 28 !== 4 || headerLength < At.END) return contradicts(o + 1, s);
  const total = word & 0xffff;
  // A total length of 0 is what a sender with segmentation offload captures of itself.
  if (total !== 0) {
    if (total < headerLength) return contradicts(o + At.ID, s);
    s.narrow(o + total);
  }
  s.ip = s.n - 1;
  s.ipVersion = 4;
  const proto = d.getUint8(o + At.PROTOCOL);
  s.ipProto = proto;
  const pos = o + headerLength;
  s.pos = pos;
  if (pos > s.lim) return s.short(pos);
  const fragment = d.getUint16(o + At.FRAGMENT);
  if ((fragment & ~DONT_FRAGMENT_AND_RESERVED) !== 0) {
    s.pending = Pending.ipFragment;
    s.partId = d.getUint16(o + At.ID);
    s.partMore = fragment & MORE_FRAGMENTS ? 1 : 0;
    s.partOffset = (fragment & OFFSET_MASK) << 3;
    s.partLength = s.wire - pos;
    s.partPos = pos;
    return 0;
  }
  // A header that carries nothing ends there, whatever should follow.
  return pos === s.wire ? 0 : ipProto[proto];
}

/** Wireshark looks at the first byte before it asks for more. */
function cut(d: DataView, o: number, lim: number, s: LayerStack): number {
  const first = o < lim ? d.getUint8(o) : IPV4_FIRST;
  if (first >> 4 === 6) return contradicts(o + 1, s);
  if (first >> 4 !== 4 || (first & 0x0f) << 2 < At.END) s.end[s.n - 1] = o + 1;
  return s.short(o + At.END);
}
const IPV4_FIRST = 0x45;

/** Nothing behind what is wrong, which ends at `end`, means what it should. */
function contradicts(end: number, s: LayerStack): number {
  s.end[s.n - 1] = end;
  return s.malformed();
}

function headerLength(data: DataView): number {
  return (data.getUint8(0) & 0x0f) << 2;
}

const versionOf = (data: DataView): number => data.getUint8(0) >> 4;

const extentOf = (d: DataView, otherwise: number): number => d.getUint16(2) || otherwise;

const isFragment = (d: DataView): boolean => (d.getUint16(At.FRAGMENT) & ~DONT_FRAGMENT_AND_RESERVED) !== 0;

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  if (data.byteLength < At.END && bogus(layer) !== undefined) return;
  const header = headerLength(data);
  add("ip.checksum.status", 10, 2, ownStatus(layer, header));
  if (header > At.END) tellOptions(data, add, header);
  if (isFragment(data)) tellReassembly(layer, add, "ip", "ip.reassembled_in");
}

/** What they contradict is no fault of what follows them; where the last one is cut none is told. */
function tellOptions(data: DataView, add: Add, header: number): void {
  if (data.byteLength < header) throw new RangeError("options are cut");
  try {
    tellIpv4Options(data, add, At.END, header);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** Where both versions have one number Wireshark asks which it is; here it may be none that there is. */
const isAsked = ({ packet, index }: Layer): boolean =>
  /^(ip|ppp$|gre$|null$|chdlc$|fr$|nsh$|vxlan_gpe$|osi$)/.test(
    packet.layers()[index - 1]?.protocol.name ?? "",
  );

const isAnyVersion = (layer: Layer): boolean =>
  layer.data.byteLength > 0 && versionOf(layer.data) !== 4 && isAsked(layer);

/** What contradicts itself, in Wireshark's words. */
function bogus(layer: Layer): string | undefined {
  const { data: d } = layer;
  if (isAnyVersion(layer)) return `Bogus IP version (${versionOf(d)})`;
  if (versionOf(d) !== 4) return `Bogus IPv4 version (${versionOf(d)}, must be 4)`;
  const header = headerLength(d);
  if (header < At.END) return `Bogus IP header length (${header}, must be at least ${At.END})`;
  const total = d.getUint16(2);
  return total > 0 && total < header
    ? `Bogus IP length (${total}, less than header length ${header})`
    : undefined;
}

/** Only of the header's length the number is told. */
function remarkOf(wrong: string): [name: string, message: string] {
  if (wrong.includes("header length (")) return ["ip.bogus_header_length", wrong];
  return [
    wrong.includes("version") ? "ip.bogus_ip_version" : "ip.bogus_ip_length",
    wrong.replace(/^(Bogus IP(v4)? (version|length)) .*/, "$1"),
  ];
}

function info(layer: Layer): string | undefined {
  const { data: d } = layer;
  if (d.byteLength === 0) return undefined;
  const isCut = d.byteLength < headerLength(d) || d.byteLength < At.END;
  const wrong = ifThere(() => bogus(layer));
  if (wrong !== undefined) return wrong;
  if (isCut) return "";
  const proto = d.getUint8(At.PROTOCOL);
  if (isFragment(d)) {
    const id = d.getUint16(At.ID).toString(16).padStart(4, "0");
    const name = IP_PROTOCOLS[proto] ?? "Unknown";
    const offset = (d.getUint16(At.FRAGMENT) & OFFSET_MASK) << 3;
    return `Fragmented IP protocol (proto=${name} ${proto}, off=${offset}, ID=${id})${whereWhole(layer)}`;
  }
  // Who is known says it himself; nothing behind the header leaves nothing to say.
  if (ipProto[proto] !== 0 || extentOf(d, layer.wireLength) <= headerLength(d)) return "";
  return `${IP_PROTOCOLS[proto] ?? "Unknown"} (${proto})`;
}
