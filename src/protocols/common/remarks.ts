/** What is remarkable about headers and messages, in Wireshark's words. Never on the hot path. */

import type { Layer } from "../../core/layer.ts";
import type { Tell } from "../../core/severity.ts";
import { Checksum, ownFault, transportFault } from "./checksum.ts";
import { said } from "./located.ts";

type Remarks = (layer: Layer, tell: Tell) => void;

const isBad = (layer: Layer): boolean => layer.get(`${layer.protocol.name}.checksum.status`) === Checksum.bad;

/** Of messages whose checksum at 2 is of all their bytes, and for ICMPv6 of a pseudo-header; told by that field. */
export const messageRemarks =
  (name: string, pseudo: number | null): Remarks =>
  (layer, tell) => {
    if (!isBad(layer)) return;
    const { wireLength: size } = layer;
    tell(name, pseudo === null ? ownFault(layer, 2, size) : transportFault(layer, 2, pseudo, size));
  };

const IPV4 = { header: 20, checksum: 10, ttl: 8, protocol: 9, destination: 16 } as const;
const IGMP = 2;
const PIM = 103;
const OSPF = 89;
/** Hops that a packet for hosts further away starts with at least. */
const LOW_TTL = 5;
/** Addresses that never leave their network: 224.0.0.0/24. */
const LOCAL_GROUPS = 0xe00000;
/** To these, VRRP's, HSRP's, GLBP's and mDNS's, packets go with as many hops as there are; LLMNR asks for none (RFC 4795, 2.5). */
const HOPS: Readonly<Record<number, number>> = { 18: 255, 102: 255, 251: 255, 252: 0 };

export const ipv4RemarkFields = [
  said("error", "protocol", "ip.bogus_ip_version", "Bogus IP version"),
  said("error", "protocol", "ip.bogus_header_length", "Bogus IP header length"),
  said("error", "protocol", "ip.bogus_ip_length", "Bogus IP length"),
  said("error", "checksum", "ip.checksum_bad.expert", "Bad checksum"),
  said("note", "sequence", "ip.ttl.lncb", "Time To Live"),
  said("note", "sequence", "ip.ttl.too_small", "Time To Live"),
];

/** Of an IPv4 header that contradicts nothing. */
export function ipv4Remarks(layer: Layer, tell: Tell): void {
  const { data: d, wireLength } = layer;
  const total = d.getUint16(2);
  // An error quotes no more than the beginning.
  if (total > wireLength && !layer.quoted)
    tell("ip.bogus_ip_length", `IPv4 total length exceeds packet length (${wireLength} bytes)`);
  const header = (d.getUint8(0) & 0x0f) << 2;
  if (isBad(layer)) tell("ip.checksum_bad.expert", ownFault(layer, IPV4.checksum, header));
  const [ttl, protocol, to] = [
    d.getUint8(IPV4.ttl),
    d.getUint8(IPV4.protocol),
    d.getUint32(IPV4.destination),
  ];
  if (to >>> 8 === LOCAL_GROUPS) {
    // Who joins and leaves a group goes one hop, whatever the group's own packets do.
    const hops = protocol === IGMP ? 1 : (HOPS[to & 0xff] ?? 1);
    if (ttl !== hops && hops > 0)
      tell(
        "ip.ttl.lncb",
        `"Time To Live" != ${hops} for a packet sent to the Local Network Control Block (see RFC 3171)`,
      );
  } else if (ttl < LOW_TTL && to >>> 28 !== 0xe && protocol !== PIM && protocol !== OSPF)
    tell("ip.ttl.too_small", `"Time To Live" only ${ttl}`);
}

const IPV6_HEADER = 40;
const NO_NEXT = 59;

export const ipv6RemarkFields = [
  said("error", "malformed", "ipv6.bogus_ipv6_version", "Bogus IP version"),
  said("error", "malformed", "ipv6.invalid_header", "Invalid IPv6 header"),
  said(
    "chat",
    "protocol",
    "ipv6.plen_zero",
    'IPv6 payload length equals 0 (maybe because of "TCP segmentation offload" (TSO))',
  ),
  said(
    "warning",
    "protocol",
    "ipv6.plen_exceeds_framing",
    "IPv6 payload length does not match expected framing length",
  ),
];

export function ipv6Remarks({ data: d, wireLength, quoted }: Layer, tell: Tell): void {
  if (d.getUint8(0) >> 4 !== 6) {
    tell("ipv6.bogus_ipv6_version", "Bogus IPv6 version");
    return;
  }
  if (wireLength < IPV6_HEADER)
    tell("ipv6.invalid_header", `IPv6 header must be exactly ${IPV6_HEADER} bytes`);
  const framed = wireLength - IPV6_HEADER;
  const next = d.byteLength < IPV6_HEADER ? NO_NEXT : d.getUint8(6);
  // Behind hop-by-hop options it may be a jumbogram.
  if (framed >= 0 && d.getUint16(4) === 0 && next !== NO_NEXT && next !== 0) tell("ipv6.plen_zero");
  // Of what an ICMP error quotes the end is not there.
  if (framed >= 0 && d.getUint16(4) > framed && !quoted)
    tell("ipv6.plen_exceeds_framing", `IPv6 payload length exceeds framing length (${framed} bytes)`);
}

const UDP = { number: 17, length: 4, checksum: 6, header: 8 } as const;
/** The first port to which traceroute sends, three times with every number of hops. */
const TRACEROUTE = 33435;
const MOST_HOPS = 10;
const ATTEMPTS = 3;

export const udpRemarkFields = [
  said("error", "malformed", "udp.length.bad", "Bad length value"),
  said("error", "checksum", "udp.checksum.bad", "Bad checksum"),
  said("error", "checksum", "udp.checksum.zero", "Illegal checksum value (0)"),
  said("warning", "protocol", "udp.length.bad_zero", "Length is zero but payload < 65536"),
  said("chat", "sequence", "udp.possible_traceroute", "Possible traceroute"),
];

/** Over IPv6 alone a datagram may be longer than its length can say, which then is 0 (RFC 2675, 4). */
export const isJumbogram = (layer: Layer): boolean =>
  layer.data.getUint16(UDP.length) === 0 &&
  /^ipv6/.test(layer.packet.layers()[layer.index - 1].protocol.name);
const MOST_LENGTH_UDP = 0xffff;

export function udpRemarks(layer: Layer, tell: Tell): void {
  const { data: d, wireLength } = layer;
  const length = d.getUint16(UDP.length);
  if (length > 0 && length < UDP.header) {
    tell("udp.length.bad", `Bad length value ${length} < ${UDP.header}`);
    return;
  }
  if (isJumbogram(layer) && wireLength <= MOST_LENGTH_UDP) tell("udp.length.bad_zero");
  if (length > wireLength && !layer.quoted && layer.frame.whole)
    tell("udp.length.bad", `Bad length value ${length} > IP payload length`);
  const status = layer.get("udp.checksum.status");
  if (status === Checksum.bad) {
    const words = transportFault(layer, UDP.checksum, UDP.number, length || wireLength);
    tell("udp.checksum.bad", words);
  }
  if (status === Checksum.illegal) tell("udp.checksum.zero");
  const hop = d.getUint16(2) - TRACEROUTE;
  if (hop >= 0 && hop < ATTEMPTS * MOST_HOPS)
    tell(
      "udp.possible_traceroute",
      `Possible traceroute: hop #${Math.floor(hop / ATTEMPTS) + 1}, attempt #${(hop % ATTEMPTS) + 1}`,
    );
}

const TYPE_AT = 12;
const MOST_LENGTH = 1500;
const LEAST_TYPE = 1536;

export const paddingRemark = said(
  "note",
  "protocol",
  "eth.padding_bad",
  "Didn't find padding of zeros, and an undecoded trailer exists. There may be padding of non-zeros.",
);

export const ethernetRemarkFields = [
  said(
    "warning",
    "protocol",
    "eth.src_not_group",
    "Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)",
  ),
  said("error", "malformed", "eth.len.past_end", "Length field value goes past the end of the payload"),
  said("warning", "protocol", "eth.invalid_lentype.expert", "Invalid length/type"),
  paddingRemark,
];
export const vlanRemarkFields = [
  said("error", "malformed", "vlan.len.past_end", "Length field value goes past the end of the payload"),
];

export function ethernetRemarks({ data: d, wireLength }: Layer, tell: Tell): void {
  const type = d.getUint16(TYPE_AT);
  // Wireshark asks it of Ethernet II alone.
  if ((d.getUint8(6) & 1) !== 0 && (type === 0 || type >= LEAST_TYPE)) tell("eth.src_not_group");
  if (type > MOST_LENGTH && type < LEAST_TYPE)
    tell(
      "eth.invalid_lentype.expert",
      `Invalid length/type: 0x${type.toString(16).padStart(4, "0")} (${type})`,
    );
  if (isTooLong(d, TYPE_AT, wireLength)) tell("eth.len.past_end");
}

export const vlanRemarks: Remarks = ({ data, wireLength }, tell) => {
  if (isTooLong(data, 2, wireLength)) tell("vlan.len.past_end");
};

function isTooLong(d: DataView, at: number, wireLength: number): boolean {
  const length = d.getUint16(at);
  return length <= MOST_LENGTH && length > wireLength - at - 2;
}
