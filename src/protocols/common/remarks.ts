/** What is remarkable about headers and messages, in Wireshark's words. Never on the hot path. */

import type { Layer } from "../../core/layer.ts";
import { Group, Severity, type Tell } from "../../core/severity.ts";
import { stringAt } from "../../core/values.ts";
import { Checksum, ownFault, transportFault } from "./checksum.ts";
import { lineAt } from "./cursor.ts";

type Remarks = (layer: Layer, tell: Tell) => void;

const isBad = (layer: Layer): boolean => layer.get(`${layer.protocol.name}.checksum.status`) === Checksum.bad;

/** Of messages whose checksum at 2 is of all their bytes, and for ICMPv6 of a pseudo-header. */
export const messageRemarks =
  (pseudo: number | null, severity: keyof typeof Severity = "warning"): Remarks =>
  (layer, tell) => {
    if (!isBad(layer)) return;
    const { wireLength: size } = layer;
    const words = pseudo === null ? ownFault(layer, 2, size) : transportFault(layer, 2, pseudo, size);
    tell(Severity[severity], Group.checksum, words);
  };

const IPV4 = { header: 20, checksum: 10, ttl: 8, protocol: 9, destination: 16 } as const;
const PIM = 103;
const OSPF = 89;
/** Hops that a packet for hosts further away starts with at least. */
const LOW_TTL = 5;
/** Addresses that never leave their network: 224.0.0.0/24. */
const LOCAL_GROUPS = 0xe00000;
/** To these, VRRP's, HSRP's and GLBP's, packets go with as many hops as there are; of mDNS some do (RFC 6762, 11). */
const HOPS: Readonly<Record<number, number>> = { 18: 255, 102: 255, 251: 0 };

/** Of an IPv4 header that contradicts nothing. */
export function ipv4Remarks(layer: Layer, tell: Tell): void {
  const { data: d, wireLength } = layer;
  const total = d.getUint16(2);
  // An error quotes no more than the beginning.
  if (total > wireLength && !layer.quoted)
    tell(Severity.error, Group.protocol, `IPv4 total length exceeds packet length (${wireLength} bytes)`);
  const header = (d.getUint8(0) & 0x0f) << 2;
  if (isBad(layer)) tell(Severity.error, Group.checksum, ownFault(layer, IPV4.checksum, header));
  const [ttl, protocol, to] = [
    d.getUint8(IPV4.ttl),
    d.getUint8(IPV4.protocol),
    d.getUint32(IPV4.destination),
  ];
  if (to >>> 8 === LOCAL_GROUPS) {
    const hops = HOPS[to & 0xff] ?? 1;
    if (ttl !== hops && hops > 0)
      tell(
        Severity.note,
        Group.sequence,
        `"Time To Live" != ${hops} for a packet sent to the Local Network Control Block (see RFC 3171)`,
      );
  } else if (ttl < LOW_TTL && to >>> 28 !== 0xe && protocol !== PIM && protocol !== OSPF)
    tell(Severity.note, Group.sequence, `"Time To Live" only ${ttl}`);
}

const IPV6_HEADER = 40;

export function ipv6Remarks({ data: d, wireLength }: Layer, tell: Tell): void {
  if (d.getUint8(0) >> 4 !== 6) {
    tell(Severity.error, Group.malformed, "Bogus IPv6 version");
    return;
  }
  if (wireLength < IPV6_HEADER)
    tell(Severity.error, Group.malformed, `IPv6 header must be exactly ${IPV6_HEADER} bytes`);
  const framed = wireLength - IPV6_HEADER;
  if (framed >= 0 && d.getUint16(4) > framed)
    tell(Severity.warning, Group.protocol, `IPv6 payload length exceeds framing length (${framed} bytes)`);
}

const UDP = { number: 17, length: 4, checksum: 6, header: 8 } as const;
/** The first port to which traceroute sends, three times with every number of hops. */
const TRACEROUTE = 33435;
const MOST_HOPS = 33;
const ATTEMPTS = 3;

export function udpRemarks(layer: Layer, tell: Tell): void {
  const { data: d, wireLength } = layer;
  const length = d.getUint16(UDP.length);
  if (length > 0 && length < UDP.header) {
    tell(Severity.error, Group.malformed, `Bad length value ${length} < ${UDP.header}`);
    return;
  }
  if (length > wireLength && !layer.quoted && layer.packet.partOf.length === 0)
    tell(Severity.error, Group.malformed, `Bad length value ${length} > IP payload length`);
  const status = layer.get("udp.checksum.status");
  if (status === Checksum.bad) {
    const words = transportFault(layer, UDP.checksum, UDP.number, length || wireLength);
    tell(Severity.error, Group.checksum, words);
  }
  if (status === Checksum.illegal) tell(Severity.error, Group.checksum, "Illegal checksum value (0)");
  const hop = d.getUint16(2) - TRACEROUTE;
  if (hop >= 0 && hop < ATTEMPTS * MOST_HOPS)
    tell(
      Severity.chat,
      Group.sequence,
      `Possible traceroute: hop #${Math.floor(hop / ATTEMPTS) + 1}, attempt #${(hop % ATTEMPTS) + 1}`,
    );
}

const TYPE_AT = 12;
const MOST_LENGTH = 1500;

export function ethernetRemarks({ data: d, wireLength }: Layer, tell: Tell): void {
  if ((d.getUint8(6) & 1) !== 0)
    tell(
      Severity.warning,
      Group.protocol,
      "Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)",
    );
  tellLength(d, TYPE_AT, wireLength, tell);
}

export const vlanRemarks: Remarks = ({ data, wireLength }, tell) => tellLength(data, 2, wireLength, tell);

function tellLength(d: DataView, at: number, wireLength: number, tell: Tell): void {
  const length = d.getUint16(at);
  if (length <= MOST_LENGTH && length > wireLength - at - 2)
    tell(Severity.error, Group.malformed, "Length field value goes past the end of the payload");
}

/** The first line of what has a method or a status. */
export const httpRemarks: Remarks = (layer, tell) => {
  const { data } = layer;
  if (layer.get("http.request.method") === undefined && layer.get("http.response.code") === undefined) return;
  const { length } = lineAt(data, 0, data.byteLength);
  tell(Severity.chat, Group.sequence, `${stringAt(data, 0, length)}\\r\\n`);
};

export const dnsRemarks: Remarks = (layer, tell) => {
  for (const [kind, what] of [
    ["request", "DNS query retransmission. Original request"],
    ["response", "DNS response retransmission. Original response"],
  ]) {
    const number = layer.get(`dns.retransmit_${kind}_in`);
    if (number !== undefined) tell(Severity.warning, Group.protocol, `${what} in frame ${number}`);
  }
};
