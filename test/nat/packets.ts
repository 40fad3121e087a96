/** Packets by hand: Ethernet, IPv4 or IPv6, and what stands behind. Shares nothing with what it is to check. */

export interface Ip {
  src: string;
  dst: string;
  ttl: number;
  /** IPv4 identification. */
  id: number;
  /** Last byte of the MAC address of whoever sent it on the link. */
  mac?: number;
}

const ETHERNET = 14;
const V4 = 20;
const V6 = 40;

export const isV6 = (address: string): boolean => address.includes(":");

function addressBytes(address: string): number[] {
  if (!isV6(address)) return address.split(".").map(Number);
  const [head, tail] = address.split("::").map((part) => part.split(":").filter((g) => g !== ""));
  const rest = tail ?? [];
  const groups = [...head, ...Array.from({ length: 8 - head.length - rest.length }, () => "0"), ...rest];
  return groups.flatMap((g) => {
    const n = Number.parseInt(g, 16);
    return [n >> 8, n & 255];
  });
}

const cache = new Map<string, number[]>();
function bytesOf(address: string): number[] {
  let bytes = cache.get(address);
  if (bytes === undefined) {
    bytes = addressBytes(address);
    cache.set(address, bytes);
  }
  return bytes;
}

/** @param fragment offset in bytes and whether more follow; IPv4 only */
export function frame(
  ip: Ip,
  proto: number,
  l4: Uint8Array,
  fragment: { offset: number; more: boolean } = { offset: 0, more: false },
): Uint8Array {
  const v6 = isV6(ip.src);
  const header = ETHERNET + (v6 ? V6 : V4);
  const out = new Uint8Array(header + l4.length);
  const d = new DataView(out.buffer);
  d.setUint8(11, ip.mac ?? 0);
  d.setUint16(12, v6 ? 0x86dd : 0x0800);
  if (v6) {
    d.setUint8(ETHERNET, 0x60);
    d.setUint16(ETHERNET + 4, l4.length);
    d.setUint8(ETHERNET + 6, proto);
    d.setUint8(ETHERNET + 7, ip.ttl);
    out.set(bytesOf(ip.src), ETHERNET + 8);
    out.set(bytesOf(ip.dst), ETHERNET + 24);
  } else {
    d.setUint8(ETHERNET, 0x45);
    d.setUint16(ETHERNET + 2, V4 + l4.length);
    d.setUint16(ETHERNET + 4, ip.id);
    d.setUint16(ETHERNET + 6, (fragment.offset >> 3) | (fragment.more ? 0x2000 : 0));
    d.setUint8(ETHERNET + 8, ip.ttl);
    d.setUint8(ETHERNET + 9, proto);
    out.set(bytesOf(ip.src), ETHERNET + 12);
    out.set(bytesOf(ip.dst), ETHERNET + 16);
  }
  out.set(l4, header);
  return out;
}

export function tcp(
  sport: number,
  dport: number,
  seq: number,
  ack: number,
  flags: number,
  checksum: number,
  payload: Uint8Array,
): Uint8Array {
  const out = new Uint8Array(20 + payload.length);
  const d = new DataView(out.buffer);
  d.setUint16(0, sport);
  d.setUint16(2, dport);
  d.setUint32(4, seq >>> 0);
  d.setUint32(8, ack >>> 0);
  d.setUint8(12, 0x50);
  d.setUint8(13, flags);
  d.setUint16(14, 64240);
  d.setUint16(16, checksum);
  out.set(payload, 20);
  return out;
}

export function udp(sport: number, dport: number, checksum: number, payload: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + payload.length);
  const d = new DataView(out.buffer);
  d.setUint16(0, sport);
  d.setUint16(2, dport);
  d.setUint16(4, out.length);
  d.setUint16(6, checksum);
  out.set(payload, 8);
  return out;
}

export function echo(
  type: number,
  id: number,
  seq: number,
  checksum: number,
  payload: Uint8Array,
): Uint8Array {
  const out = new Uint8Array(8 + payload.length);
  const d = new DataView(out.buffer);
  d.setUint8(0, type);
  d.setUint16(2, checksum);
  d.setUint16(4, id);
  d.setUint16(6, seq);
  out.set(payload, 8);
  return out;
}

const VXLAN = 8;
const VXLAN_PORT = 4789;

/** A frame in VXLAN, between two endpoints of the underlay. */
export function vxlan(vni: number, inner: Uint8Array): Uint8Array {
  const header = new Uint8Array(VXLAN + inner.length);
  const d = new DataView(header.buffer);
  d.setUint8(0, 0x08);
  d.setUint32(4, vni << 8);
  header.set(inner, VXLAN);
  const ip = { src: "192.0.2.101", dst: "192.0.2.102", ttl: 64, id: 0 };
  return frame(ip, 17, udp(50_000, VXLAN_PORT, 0, header));
}

const GTP = 8;
const GTP_PORT = 2152;

/** An IP packet in GTP-U, between two endpoints of the underlay. */
export function gtp(teid: number, inner: Uint8Array): Uint8Array {
  const header = new Uint8Array(GTP + inner.length);
  const d = new DataView(header.buffer);
  // Version 1, no options; a packet of the user's.
  d.setUint16(0, 0x30ff);
  d.setUint16(2, inner.length);
  d.setUint32(4, teid);
  header.set(inner, GTP);
  return frame(
    { src: "192.0.2.101", dst: "192.0.2.102", ttl: 64, id: 0 },
    17,
    udp(GTP_PORT, GTP_PORT, 0, header),
  );
}
